#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""omr pattern: what a pattern holds, in words and drawn, and patterns made from other things."""
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
                             (2, '', 'omr pattern: say show PATTERN or import omrchecker TEMPLATE; '
                                     'see omr help pattern\n'))


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

    def test_only_kinds_that_are_known_are_imported(self):
        code, _, err = self.omr('pattern', 'import', 'other', 'template.json')
        self.assertEqual((code, err), (2, 'omr pattern: import understands the templates of '
                                          'omrchecker; see omr help pattern\n'))


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

    def bubbles(self, pattern):
        text = self.omr('pattern', 'show', pattern)[1]
        return int(text.split(' bubbles\n')[0].rsplit(' ', 1)[1])


if __name__ == '__main__':
    cli.tap.main()
