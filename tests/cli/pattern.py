#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""omr pattern: what a pattern holds, in words and drawn, and patterns made from other things."""
import csv
import glob
import json
import os
import struct
import unittest

import cli
import pixels


def box(name, value, **more):
    return dict({'Type': 'CheckBox', 'Name': name, 'BubbleWidth': 40, 'BubbleHeight': 40,
                 'Bubbles': [{'Value': value, 'Left': 100, 'Top': 100}]}, **more)


def pattern(*elements, pages=1):
    page = {'Width': 1000, 'Height': 1400, 'Elements': list(elements)}
    return json.dumps({'Name': 'F', 'Pages': [page] * pages}).encode()


class Show(cli.Case):
    def show(self, *arguments):
        code, out, err = self.omr('pattern', 'show', *arguments)
        self.assertEqual((code, err), (0, ''))
        return out.split('\n')

    def test_the_example_is_told_in_full(self):
        self.copy_example()
        lines = self.show('pattern.omr')
        self.assertEqual(lines[0], 'form Biology examination, 1 page')
        self.assertEqual(lines[1], 'page 1: 2480 x 3508 px, 210 x 297 mm at 300 dpi; '
                                   '44 elements, 292 bubbles')
        for line in ('  corner marker   at 24,24  125 x 125 px',
                     '  rotation marker at 2331,322  125 x 173 px',
                     '  barcode         Sheet, at 1900,240  315 x 315 px, QR',
                     '  grid            StudentNumber, 80 bubbles in 8 positions, ellipses '
                     '60 x 60 px, at 250,1180: 0,1,2,3,4,5,6,7,8,9',
                     '  check box       Aids, 3 bubbles, squares 46 x 46 px, at 1343,1179: '
                     'Calculator,Formula sheet,Dictionary, threshold 3'):
            self.assertIn(line, lines)
        self.assertEqual(len([line for line in lines if line.startswith('  choice box')]), 40)

    def test_a_trigger_says_what_it_replaces(self):
        self.put('p.omr', pattern(box('q', 'a'),
                                  box('t', '', Type='ReplaceTrigger', Target='q', Value='skipped')))
        self.assertIn('-> q = skipped', '\n'.join(self.show('p.omr')))

    def test_names_cannot_steer_the_terminal(self):
        self.put('p.omr', pattern(box('a\x1b[2Jb\nc', '\x07')))
        out = '\n'.join(self.show('p.omr'))
        self.assertIn('a?[2Jb?c', out)
        self.assertNotIn('\x1b', out)

    def test_every_page_is_told_and_any_can_be_drawn(self):
        self.put('p.omr', pattern(box('q', 'a'), pages=2))
        lines = self.show('p.omr', '--picture', 'p.png', '--page', '2')
        self.assertEqual([line[:7] for line in lines if line.startswith('page')],
                         ['page 1:', 'page 2:'])
        self.assertTrue(os.path.exists(self.path('p.png')))

    def test_a_page_that_is_not_there_cannot_be_drawn(self):
        self.put('p.omr', pattern(box('q', 'a')))
        code, _, err = self.omr('pattern', 'show', 'p.omr', '--picture', 'p.png', '--page', '2')
        self.assertEqual((code, err), (2, 'omr: the form has 1 pages, not a page 2\n'))
        self.assertFalse(os.path.exists(self.path('p.png')))

    def test_the_picture_shows_markers_and_check_boxes_in_their_colours(self):
        self.copy_example()
        self.show('pattern.omr', '--picture', 'p.png')
        picture = pixels.Picture(self.path('p.png'))
        self.assertEqual(max(picture.width, picture.height), 2000)
        scale = picture.width / 2480
        black = picture.count(lambda red, green, blue: (red, green, blue) == (25, 30, 35))
        markers = (4 * 125 * 125 + 125 * 173) * scale * scale
        self.assertTrue(markers * 0.95 < black, (markers, black))
        self.assertGreater(picture.count(pixels.is_green), 3 * 4 * 46 * scale)

    def test_a_pattern_that_makes_no_sense_is_named(self):
        self.put('bad.omr', b'[]')
        code, out, err = self.omr('pattern', 'show', 'bad.omr')
        self.assertEqual((code, out), (3, ''))
        self.assertTrue(err.startswith('omr: bad.omr: '), err)

    def test_what_cannot_be_done_is_told(self):
        for arguments in ([], ['show'], ['draw', 'p.omr'], ['show', 'a', 'b'], ['import', 'a']):
            self.assertEqual(self.omr('pattern', *arguments),
                             (2, '', 'omr pattern: say show PATTERN, detect BLANK or import omrchecker '
                                     'TEMPLATE; '
                                     'see omr help pattern\n'))


def bubbles(count, **more):
    return [dict({'Value': chr(65 + i), 'Left': 100 + 80 * i, 'Top': 200, 'IsValid': True}, **more)
            for i in range(count)]


class Eras(cli.Case):
    """What programs of ten years wrote: each is read, with all its bubbles."""

    def check(self, content, *lines):
        if not isinstance(content, bytes):
            content = json.dumps(content).encode()
        self.put('p.omr', content)
        code, out, err = self.omr('pattern', 'show', 'p.omr', '--picture', 'p.png')
        self.assertEqual((code, err), (0, ''))
        for line in lines:
            self.assertIn(line, out)
        self.assertGreater(os.path.getsize(self.path('p.png')), 1000)

    def form(self, *elements, width=2480, height=3508, **root):
        return {'Version': '1.0', 'Name': 'MyTemplate', **root,
                'Pages': [{'Width': width, 'Height': height, 'Elements': list(elements)}]}

    def choice(self, **more):
        return {'Type': 'ChoiceBox', 'Name': 'Question1', 'Left': 0, 'Top': 0, 'Width': 0,
                'Height': 0, 'BubbleWidth': 60, 'BubbleHeight': 60, 'Bubbles': bubbles(4), **more}

    def test_hand_drawn_of_2017_on_200_dpi_without_markers(self):
        self.check(self.form(self.choice(BubbleWidth=50, BubbleHeight=40), width=1700, height=2200,
                             Version='0.4'),
                   'page 1: 1700 x 2200 px', '4 bubbles', 'no positioning markers')

    def test_the_client_of_2017_with_its_picture_and_uneven_boxes(self):
        form = self.form(self.choice(BubbleWidth=91, BubbleHeight=70), width=2481, height=3507)
        form['Pages'][0].update(ImageData='iVBORw0KGgo=', ImageFormat='.png', ImageName=None)
        self.check(form, 'ellipses 91 x 70 px', 'no positioning markers')

    def test_the_cloud_of_2018_with_a_number_as_version_and_a_lower_case_barcode(self):
        code = {'Type': 'Barcode', 'Name': 'code', 'Left': 1900, 'Top': 200, 'Width': 300,
                'Height': 300, 'BarcodeType': 'qr', 'QrVersion': '1'}
        self.check(self.form(self.choice(), code, Version=1.0, FinalizationComplete=False),
                   'barcode         code, at 1900,200  300 x 300 px, qr')

    def test_the_library_of_2019_with_four_squares_of_uneven_size(self):
        squares = [{'Type': 'ReferencePointElement', 'Name': 'RefPoint%d' % i, 'Left': left,
                    'Top': top, 'Width': 163, 'Height': 166, 'JpegQuality': 85}
                   for i, (left, top) in enumerate([(23, 23), (23, 3320), (2294, 3320),
                                                    (2294, 23)])]
        self.check(self.form(self.choice(), *squares, IsGenerated=True),
                   'corner marker   at 23,23  163 x 166 px',
                   'corner marker   at 2294,3320  163 x 166 px')

    def test_forms_of_2020_with_numbers_as_strings_and_nested_bubbles(self):
        composite = {'Type': 'CompositeGridOmr:#Aspose.OMR.TemplateModel', 'Name': 'Class code',
                     'Left': '100', 'Top': '100', 'Width': '600.5', 'Height': '900.25',
                     'BubbleWidth': 60, 'BubbleHeight': 60,
                     'Bubbles': [bubbles(3, Top='%f' % (300.25 + 80 * i), Left='483.227') for i in
                                 range(2)]}
        trigger = self.choice(Type='ReplaceTrigger', Name='skip', Target='Question1',
                              Value='question skipped', Bubbles=bubbles(1, Value='', Top=900))
        clip = {'Type': 'ClipArea', 'Name': 'Comment', 'Left': '0', 'Top': '0', 'Width': '9',
                'Height': '9', 'JpegQuality': 0, 'Required': True}
        code = {'Type': 'BarcodeDownloadable', 'Name': 'Code', 'Left': '1', 'Top': '1',
                'Width': '90', 'Height': '90', 'BarcodeType': 'Code32'}
        self.check(self.form(self.choice(), composite, trigger, clip, code),
                   '5 elements, 11 bubbles', 'composite grid  Class code, 6 bubbles in 2 positions',
                   '-> Question1 = question skipped', 'write-in area   Comment', 'Code32')

    def test_forms_of_2023_with_a_rotation_marker(self):
        points = [{'Type': 'ReferencePoint', 'ReferenceType': kind, 'Name': 'ReferencePoint%d' % i,
                   'Left': left, 'Top': top, 'Width': 125, 'Height': height}
                  for i, (kind, left, top, height) in enumerate([
                      ('Corner', 24, 24, 125), ('Corner', 2331, 24, 125),
                      ('Corner', 24, 3359, 125), ('Corner', 2331, 3359, 125),
                      ('Rotation', 2331, 322, 173)])]
        form = self.form(self.choice(), *points)
        form['Pages'][0]['RotationPointPosition'] = 'TopRight1'
        self.check(form, 'rotation marker at 2331,322  125 x 173 px')

    def test_a_byte_order_mark_tabs_and_other_orders_of_keys(self):
        form = self.form(self.choice())
        text = json.dumps({key: form[key] for key in reversed(form)}, indent='\t')
        self.check(b'\xef\xbb\xbf' + text.encode(), '1 elements, 4 bubbles')

    def test_names_that_come_twice_and_boxes_that_hold_nothing(self):
        self.check(self.form(self.choice(), self.choice(Bubbles=bubbles(2, Top=400),
                                                        Left=2000, Top=3000, Width=5, Height=5)),
                   '2 elements, 6 bubbles')

    def test_the_real_ones(self):
        folder = os.path.join(cli.CORPUS, 'forms', 'patterns-only')
        files = sorted(glob.glob(os.path.join(folder, '*.omr')))
        if not files:
            self.skipTest('there is no corpus at ' + cli.CORPUS)
        counts = {'0d6e943': (150, 600), '1145eee': (100, 400), '54fe258': (7, 20),
                  '69257be': (18, 149), '86a8051': (10, 53)}
        for path in files:
            with self.subTest(path), open(path, 'rb') as file:
                self.check(file.read(), '%d elements, %d bubbles'
                           % counts[os.path.basename(path).split('-')[0]])


class Hostile(cli.Case):
    """Refused by their first fault, long before they cost anything; omr() gives up after a
    minute, and these take a fraction of a second."""
    start = ('{"Pages":[{"Width":2480,"Height":3508,"Elements":[{"Type":"ChoiceBox","Name":"Q",'
             '"BubbleWidth":60,"BubbleHeight":60,"Bubbles":[')

    def refuse(self, bubbles_text, words):
        self.put('p.omr', (self.start + bubbles_text + ']}]}]}').encode())
        code, out, err = self.omr('pattern', 'show', 'p.omr', '--picture', 'p.png')
        self.assertEqual((code, out), (3, ''))
        self.assertIn(words, err)
        self.assertFalse(os.path.exists(self.path('p.png')))

    def test_a_million_bubbles(self):
        bubble = '{"Left":1,"Top":1}'
        self.refuse(','.join([bubble] * 1000000), 'too many values')
        self.refuse(','.join(['{"Value":"A","Left":100,"Top":100}'] * 1000000),
                    'larger than the limit')
        self.refuse(','.join(['{"Left":99,"Top":99}'] * 41000), 'more than 40000 bubbles')

    def test_numbers_that_are_none(self):
        self.refuse('{"Left":NaN,"Top":1}', 'not a value')
        self.refuse('{"Left":"NaN","Top":1}', 'Bubbles[0].Left: not a number')
        self.refuse('{"Left":"inf","Top":1}', 'Bubbles[0].Left: not a number')
        self.refuse('{"Left":1e999,"Top":1}', 'Bubbles[0].Left: not a number')

    def test_coordinates_far_away(self):
        self.refuse('{"Left":1e9,"Top":1}', 'Bubbles[0].Left: must be from')
        self.refuse('{"Left":-1000000000,"Top":1}', 'Bubbles[0].Left: must be from')

    def test_deep_nesting(self):
        self.refuse('[' * 1000000, 'nested too deeply')
        self.refuse('[' * 100 + ']' * 100, 'nested too deeply')


SQUARE = b'0' * 8 + b'1' * 44 + b'0' * 8
RING = b'0' * 8 + b'1' * 12 + b'0' * 20 + b'1' * 12 + b'0' * 8


def marker(inner):
    """A bitmap of a square marker: filled, or with a hole where `inner` has one."""
    edge = b'0' * 60
    rows = [edge] * 8 + [SQUARE] * 12 + [inner] * 20 + [SQUARE] * 12 + [edge] * 8
    # 8-bit grey, 60 x 60, as BMP: palette of 256 greys, rows from the bottom.
    head = 14 + 40 + 1024
    pixels = b''.join(bytes(0 if dot == 49 else 255 for dot in row) for row in rows)
    return (b'BM' + struct.pack('<IHHI', head + 3600, 0, 0, head) +
            struct.pack('<IiiHHIIiiII', 40, 60, 60, 1, 8, 0, 3600, 2835, 2835, 256, 0) +
            b''.join(bytes((i, i, i, 0)) for i in range(256)) + pixels)


class Import(cli.Case):
    """Templates of OMRChecker."""
    template = {'pageDimensions': [1240, 1754], 'bubbleDimensions': [30, 30],
                'customLabels': {'Number': ['n1..3']},
                'fieldBlocks': {
                    'Digits': {'fieldType': 'QTYPE_INT', 'origin': [100, 100], 'bubblesGap': 40,
                               'labelsGap': 50, 'fieldLabels': ['n1..3']},
                    'Letters': {'fieldType': 'QTYPE_MCQ4', 'origin': [400, 100], 'bubblesGap': 40,
                                'labelsGap': 50, 'fieldLabels': ['q1..20']}}}

    def import_it(self, *arguments, **changes):
        self.put('template.json', json.dumps(dict(self.template, **changes)).encode())
        return self.omr('pattern', 'import', 'omrchecker', 'template.json', *arguments)

    def test_a_template_becomes_a_pattern_that_show_understands(self):
        self.assertEqual(self.import_it('--output', 'form.omr'),
                         (0, 'form.omr: page 1 of 2480 x 3508 px, 21 elements, 110 bubbles, '
                             '0 positioning markers\n', ''))
        code, out, err = self.omr('pattern', 'show', 'form.omr')
        self.assertEqual((code, err), (0, ''))
        self.assertIn('grid            Number, 30 bubbles in 3 positions, ellipses 60 x 60 px, '
                      'at 230,230: 0,1,2,3,4,5,6,7,8,9', out)
        self.assertIn('choice box      q20, 4 bubbles, ellipses 60 x 60 px, at 830,2130: A,B,C,D',
                      out)

    def test_without_an_output_the_pattern_is_printed(self):
        code, out, err = self.import_it()
        self.assertEqual((code, err), (0, ''))
        self.assertEqual(len(json.loads(out)['Pages'][0]['Elements']), 21)

    def test_markers_are_judged_by_their_picture(self):
        crop = [{'name': 'CropOnMarkers', 'options': {'relativePath': 'm.bmp'}}]
        for inner, markers in ((SQUARE, 4), (RING, 0)):
            self.put('m.bmp', marker(inner))
            code, out, err = self.import_it('--marker', 'm.bmp', '--output', 'f.omr',
                                            preProcessors=crop)
            self.assertEqual(code, 0)
            self.assertIn(f'{markers} positioning markers', out)
            self.assertIn('omr: note: the markers are ', err)

    def test_a_place_that_makes_no_sense_is_named_and_nothing_written(self):
        code, out, err = self.import_it('--output', 'form.omr', bubbleDimensions=[30, 'wide'])
        self.assertEqual((code, out), (3, ''))
        self.assertEqual(err, 'omr: template.json: bubbleDimensions[1]: not a number\n')
        self.assertFalse(os.path.exists(self.path('form.omr')))

    def put_example_template(self):
        """The answers of the example as a template that is some pixels off."""
        with open(self.path('pattern.omr'), encoding='utf-8') as file:
            elements = json.load(file)['Pages'][0]['Elements']
        rows = [element for element in elements if element['Type'] == 'ChoiceBox']
        blocks = {}
        for first in range(0, 40, 10):
            block = rows[first:first + 10]
            places = [[float(row['Bubbles'][0][side]) for side in ('Left', 'Top')] for row in block]
            self.assertEqual(places[9][0], places[0][0])
            blocks[f'Block{first}'] = {
                'fieldType': 'QTYPE_MCQ5', 'origin': [places[0][0] + 11, places[0][1] + 4],
                'bubblesGap': float(block[0]['Bubbles'][1]['Left']) - places[0][0],
                'labelsGap': places[1][1] - places[0][1],
                'fieldLabels': [row['Name'] for row in block]}
        self.put('template.json', json.dumps({'pageDimensions': [2480, 3508],
                                              'bubbleDimensions': [44, 44],
                                              'fieldBlocks': blocks}).encode())
        return [row['Name'] for row in rows]

    def test_with_a_sample_a_template_reads_what_the_own_pattern_reads(self):
        self.copy_example()
        names = self.put_example_template()
        code, out, err = self.omr('pattern', 'import', 'omrchecker', 'template.json', '--sample',
                                  'blank.png', '--output', 'form.omr')
        self.assertEqual(code, 0, err)
        self.assertIn('200 of 200 bubbles were measured', err)
        answers = {}
        for pattern in ('pattern.omr', 'form.omr'):
            code, out, err = self.omr('recognize', pattern, 'photo.jpg')
            self.assertIn(code, (0, 1), err)
            answers[pattern] = [line for line in out.split('\n') if line.split(',')[0] in names]
        self.assertEqual(len(answers['form.omr']), 40)
        self.assertEqual(answers['form.omr'], answers['pattern.omr'])

    def test_a_sample_without_the_form_is_named(self):
        self.put('dot.bmp', marker(SQUARE))
        code, out, err = self.import_it('--sample', 'dot.bmp', '--output', 'form.omr')
        self.assertEqual((code, out), (3, ''))
        self.assertRegex(err, '^omr: dot.bmp: the form was not found on the picture: ')
        self.assertFalse(os.path.exists(self.path('form.omr')))

    def test_only_kinds_that_are_known_are_imported(self):
        code, _, err = self.omr('pattern', 'import', 'other', 'template.json')
        self.assertEqual((code, err), (2, 'omr pattern: import understands the templates of '
                                          'omrchecker; see omr help pattern\n'))


def places(pattern):
    """The middles of all bubbles of a pattern, each once."""
    found = set()

    def walk(value, width, height):
        if isinstance(value, list):
            for item in value:
                walk(item, width, height)
        elif 'Value' in value and 'Left' in value and 'BubbleWidth' not in value:
            found.add((float(value['Left']) + width / 2, float(value['Top']) + height / 2))
        elif value.get('Type') != 'ScoreGroup':
            size = (float(value.get('BubbleWidth') or width),
                    float(value.get('BubbleHeight') or height))
            for name in ('Bubbles', 'Elements'):
                walk(value.get(name, []), *size)

    with open(pattern, encoding='utf-8-sig') as file:
        for page in json.load(file)['Pages']:
            walk(page['Elements'], 0, 0)
    return found


class Detect(cli.Case):
    """Patterns from blank pages."""

    def test_the_blank_example_becomes_a_pattern(self):
        self.copy_example()
        code, out, err = self.omr('pattern', 'detect', 'blank.png', '--output', 'form.omr')
        self.assertEqual(code, 0)
        self.assertRegex(out, r'^form\.omr: page 1 of 2480 x 3508 px, \d+ elements, \d+ bubbles, '
                              r'5 positioning markers\n$')
        told = self.omr('pattern', 'show', 'form.omr')[1]
        self.assertIn('Grid1, 80 bubbles in 8 positions', told)
        self.assertIn('CheckBox1, 3 bubbles, squares', told)
        self.assertIn(': A,B,C,D,E\n', told)

    def test_a_filled_page_is_read_with_what_was_found_on_the_blank_one(self):
        self.copy_example()
        self.omr('pattern', 'detect', 'blank.png', '--output', 'form.omr')
        rows = {}
        for pattern in ('pattern.omr', 'form.omr'):
            code, out, err = self.omr('recognize', pattern, 'photo.jpg')
            self.assertIn(code, (0, 1), err)
            rows[pattern] = [line.split(',')[1] for line in out.split('\n')[1:] if line]
        letters = [value for value in rows['pattern.omr'] if value in ('"A"', '"B"', '"C"', '"D"', '"E"')]
        found = [value for value in rows['form.omr'] if value in ('"A"', '"B"', '"C"', '"D"', '"E"')]
        self.assertGreater(len(letters), 20)
        self.assertEqual(sorted(letters), sorted(found[-len(letters):]))

    def test_what_is_guessed_is_said(self):
        self.copy_example()
        code, out, err = self.omr('pattern', 'detect', 'blank.png')
        self.assertEqual(code, 0)
        self.assertGreater(len(json.loads(out)['Pages'][0]['Elements']), 40)
        for line in err.strip().split('\n'):
            self.assertRegex(line, '^omr: note: ')

    def test_what_is_no_form_is_named(self):
        self.put('dot.bmp', marker(SQUARE))
        code, out, err = self.omr('pattern', 'detect', 'dot.bmp', '--output', 'form.omr')
        self.assertEqual((code, out), (3, ''))
        self.assertRegex(err, '^omr: dot.bmp: no bubbles were found')
        self.assertFalse(os.path.exists(self.path('form.omr')))


@unittest.skipUnless(os.path.isdir(cli.CORPUS), 'the corpus is not here')
class Corpus(cli.Case):
    def test_every_real_pattern_is_told_and_drawn(self):
        paths = sorted(glob.glob(os.path.join(cli.CORPUS, 'forms', '*', '*.omr')))
        self.assertGreater(len(paths), 15)
        for path in paths:
            with self.subTest(pattern=path):
                with open(path, encoding='utf-8-sig') as file:
                    first = json.load(file)['Pages'][0]
                code, out, err = self.omr('pattern', 'show', path, '--picture', 'p.png')
                self.assertEqual((code, err), (0, ''))
                self.assertIn(f"page 1: {first['Width']:g} x {first['Height']:g} px", out)
                picture = pixels.Picture(self.path('p.png'))
                self.assertAlmostEqual(picture.width / first['Width'],
                                       picture.height / first['Height'], delta=0.05)

    def test_every_template_of_others_becomes_a_pattern(self):
        paths = sorted(glob.glob(os.path.join(cli.CORPUS, 'omrchecker', '**', 'template*.json'),
                                 recursive=True))
        self.assertGreater(len(paths), 15)
        for path in paths:
            with self.subTest(template=path):
                code, _, err = self.omr('pattern', 'import', 'omrchecker', path,
                                        '--output', 'form.omr')
                self.assertEqual(code, 0, err)
                with open(path, encoding='utf-8') as file:
                    blocks = json.load(file)['fieldBlocks']
                self.assertGreaterEqual(self.bubbles('form.omr'), 4 * len(blocks))

    def test_measured_templates_read_what_their_own_program_reads(self):
        """Its results are a snapshot: what differs must be flagged."""
        folder = os.path.join(cli.CORPUS, 'omrchecker')
        agreed = 0
        for template, pictures, expected in (
                ('sample2', 'sample2/AdrianSample', 'sample2__AdrianSample'),
                ('sample6', 'sample6/doc-scans', 'sample6__doc-scans'),
                ('community/UmarFarootAPS', 'community/UmarFarootAPS/scans',
                 'community_UmarFarootAPS__scans')):
            results = os.path.join(folder, 'expected', expected + '__Results__Results_05AM.csv')
            with open(results, encoding='utf-8', newline='') as file:
                sheets = list(csv.DictReader(file))
            sample = os.path.join(folder, pictures, sheets[0]['file_id'])
            code, _, err = self.omr('pattern', 'import', 'omrchecker',
                                    os.path.join(folder, template, 'template.json'),
                                    '--sample', sample, '--output', 'form.omr')
            self.assertEqual(code, 0, err)
            for sheet in sheets:
                with self.subTest(picture=sheet['file_id'], template=template):
                    agreed += self.compare(sheet, os.path.join(folder, pictures, sheet['file_id']))
        self.assertGreaterEqual(agreed, 410)

    def compare(self, sheet, picture):
        """How many fields agree; those that do not must be for review."""
        code, out, err = self.omr('recognize', '--format', 'details', 'form.omr', picture)
        self.assertIn(code, (0, 1), err)
        agreed = 0
        for field in json.loads(out)['fields']:
            if field['value'].replace(',', '') == sheet[field['name']]:
                agreed += 1
            else:
                self.assertTrue(field['review'], field['name'])
        return agreed

    def test_the_bubbles_of_blank_pages_are_found(self):
        """Those of the forms' own patterns, and little else."""
        printed, found, both = 0, 0, 0
        blanks = sorted(glob.glob(os.path.join(cli.CORPUS, 'forms', '*', 'blank.png')))
        self.assertGreater(len(blanks), 10)
        for blank in blanks:
            with self.subTest(blank=blank):
                code, _, err = self.omr('pattern', 'detect', blank, '--output', 'form.omr')
                self.assertEqual(code, 0, err)
                wanted = places(os.path.join(os.path.dirname(blank), 'pattern.omr'))
                seen = places(self.path('form.omr'))
                near = {place for place in wanted
                        if any(abs(place[0] - x) < 12 and abs(place[1] - y) < 12 for x, y in seen)}
                printed, found, both = printed + len(wanted), found + len(seen), both + len(near)
                self.assertGreaterEqual(len(near), 0.99 * len(wanted))
        self.assertGreater(printed, 3000)
        self.assertGreaterEqual(both, 0.999 * printed)
        self.assertGreaterEqual(both, 0.99 * found)

    def bubbles(self, pattern):
        text = self.omr('pattern', 'show', pattern)[1]
        return int(text.split(' bubbles\n')[0].rsplit(' ', 1)[1])


if __name__ == '__main__':
    cli.tap.main()
