#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""omr recognize: documents, several images, bad ones among them, exit codes."""
import collections
import csv
import io
import json
import os
import struct
import xml.etree.ElementTree
import zlib

import cli


def truth():
    """What is marked on the example's photo: name to value."""
    with open(os.path.join(cli.EXAMPLE, 'photo.answers.json'), encoding='utf-8') as file:
        return json.load(file)['answers']


def white_png(width, height):
    def chunk(kind, data):
        check = struct.pack('>I', zlib.crc32(kind + data))
        return struct.pack('>I', len(data)) + kind + data + check
    rows = (b'\0' + b'\xff' * width) * height
    header = struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header)
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def with_own_threshold():
    """Names of the example's elements whose pattern gives a threshold: it goes before others."""
    with open(os.path.join(cli.EXAMPLE, 'pattern.omr'), encoding='utf-8-sig') as file:
        elements = json.load(file)['Pages'][0]['Elements']
    return {element['Name'] for element in elements if 'Threshold' in element}


class OneImage(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()

    def test_csv_is_the_default_and_goes_to_stdout(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'photo.jpg')
        self.assertEqual((code, err), (0, ''))
        lines = out.split('\n')
        self.assertEqual((lines[0], lines[-1]), ('Element Name,Value,', ''))
        rows = dict(line.rsplit(',"', 1) for line in lines[1:-1])
        self.assertEqual({name: value[:-1] for name, value in rows.items()}, truth())

    def test_json_and_xml_hold_the_same_rows(self):
        _, text, _ = self.omr('recognize', 'pattern.omr', 'photo.jpg')
        expected = [line.rsplit(',"', 1) for line in text.split('\n')[1:-1]]
        expected = [(name, value[:-1]) for name, value in expected]
        code, out, _ = self.omr('recognize', '--format', 'json', 'pattern.omr', 'photo.jpg')
        self.assertEqual(code, 0)
        rows = json.loads(out)['Elements']
        self.assertEqual([(row['Name'], row['Value']) for row in rows], expected)
        code, out, _ = self.omr('recognize', 'pattern.omr', '--format=xml', 'photo.jpg')
        self.assertEqual(code, 0)
        rows = xml.etree.ElementTree.fromstring(out).find('Elements')
        self.assertEqual([(row[0].text, row[1].text or '') for row in rows], expected)

    def test_details_are_one_line_of_json(self):
        code, out, _ = self.omr('recognize', '--format', 'details', 'pattern.omr', './photo.jpg')
        self.assertEqual(code, 0)
        self.assertEqual(out.count('\n'), 1)
        page = json.loads(out)
        self.assertEqual(list(page), ['schema', 'image', 'page', 'error', 'findings',
                                      'registration', 'fields', 'timings_ms'])
        self.assertEqual((page['schema'], page['image'], page['page'], page['error']),
                         ('omr.details/1', './photo.jpg', 1, None))
        self.assertEqual({field['name']: field['value'] for field in page['fields']}, truth())
        for field in page['fields']:
            self.assertEqual(list(field), ['name', 'value', 'confidence', 'review', 'reasons',
                                           'bubbles'])
            self.assertTrue(0 <= field['confidence'] <= 1)
        self.assertEqual(list(page['fields'][0]['bubbles'][0]),
                         ['value', 'fill', 'marked', 'x', 'y'])
        self.assertEqual(len(page['registration']['corners']), 4)

    def test_a_document_can_be_written_to_a_folder(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'photo.jpg', '--output', 'new')
        self.assertEqual((code, out, err), (0, '', ''))
        self.assertEqual(os.listdir(self.path('new')), ['photo.csv'])
        self.assertEqual(self.read('new/photo.csv'),
                         self.omr('recognize', 'pattern.omr', 'photo.jpg')[1])

    def test_a_given_threshold_is_obeyed_and_differences_are_for_review(self):
        code, out, _ = self.omr('recognize', '--threshold', '100', '--format', 'details',
                                'pattern.omr', 'photo.jpg')
        self.assertEqual(code, 1)
        fields = json.loads(out)['fields']
        own = with_own_threshold()
        for field in fields:
            if field['name'] not in own:
                self.assertFalse(any(bubble['marked'] for bubble in field['bubbles']), field)
        self.assertTrue(any('threshold' in field['reasons'] for field in fields))


class BadInput(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()

    def assert_unread(self, arguments, text):
        code, out, err = self.omr('recognize', *arguments)
        self.assertEqual((code, out), (3, ''))
        self.assertTrue(err.startswith(text), err)
        self.assertEqual(err.count('\n'), 1)

    def test_a_missing_pattern_is_named(self):
        self.assert_unread(['nowhere.omr', 'photo.jpg'], 'omr: nowhere.omr: cannot open: ')

    def test_a_pattern_that_makes_no_sense_is_named_with_the_place(self):
        self.put('bad.omr', b'{"Pages": [{"Width": "wide"}]}')
        self.assert_unread(['bad.omr', 'photo.jpg'],
                           'omr: bad.omr: Pages[0].Width: not a number\n')

    def test_a_missing_image_is_named_once(self):
        self.assert_unread(['pattern.omr', 'nowhere.jpg'], 'omr: nowhere.jpg: cannot open: ')

    def test_what_is_no_picture_is_named(self):
        self.assert_unread(['pattern.omr', 'pattern.omr'], 'omr: pattern.omr: ')

    def test_a_picture_without_the_form_is_named(self):
        self.put('white.png', white_png(620, 877))
        code, out, err = self.omr('recognize', '--format', 'details', 'pattern.omr', 'white.png')
        self.assertEqual(code, 3)
        self.assertTrue(err.startswith('omr: white.png: Could not find positioning markers'), err)
        page = json.loads(out)
        self.assertEqual((page['fields'], page['registration']), ([], None))
        self.assertIn(page['error'], err)

    def test_a_folder_that_cannot_be_made_is_trouble(self):
        code, _, err = self.omr('recognize', 'pattern.omr', 'photo.jpg', '--output', 'a/b')
        self.assertEqual(code, 4)
        self.assertTrue(err.startswith('omr: a/b: cannot create: '), err)

    def test_a_document_that_cannot_be_written_is_trouble(self):
        os.mkdir(self.path('out'))
        os.mkdir(self.path('out/photo.csv'))
        code, _, err = self.omr('recognize', 'pattern.omr', 'photo.jpg', '--output', 'out')
        self.assertEqual(code, 4)
        self.assertTrue(err.startswith('omr: out/photo.csv: cannot write: '), err)
        self.assertEqual(os.listdir(self.path('out')), ['photo.csv'])


class SeveralImages(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()
        for name in ('a', 'b', 'c'):
            os.symlink('photo.jpg', self.path(name + '.jpg'))
        self.put('bad.jpg', b'no picture')

    def test_they_need_a_place_to_go(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'a.jpg', 'b.jpg')
        self.assertEqual((code, out), (2, ''))
        self.assertIn('several images need --output DIR', err)

    def test_each_gets_a_document_and_a_bad_one_stops_no_other(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'a.jpg', 'bad.jpg', 'b.jpg',
                                  '--output', 'out', '--jobs', '2')
        self.assertEqual((code, out), (3, ''))
        self.assertTrue(err.startswith('omr: bad.jpg: '), err)
        self.assertEqual(sorted(os.listdir(self.path('out'))), ['a.csv', 'b.csv'])
        self.assertEqual(self.read('out/a.csv'), self.read('out/b.csv'))

    def test_images_of_one_name_are_refused_before_work_begins(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'a.jpg', './a.jpg', '--output', 'out')
        self.assertEqual((code, out), (2, ''))
        self.assertIn('out/a.csv', err)
        self.assertFalse(os.path.exists(self.path('out')))

    def test_the_table_has_a_row_per_image_in_the_order_given(self):
        code, out, err = self.omr('recognize', '--format', 'table', 'pattern.omr', 'c.jpg',
                                  'bad.jpg', 'a.jpg')
        self.assertEqual(code, 3)
        self.assertTrue(err.startswith('omr: bad.jpg: '), err)
        rows = list(csv.reader(io.StringIO(out)))
        self.assertEqual([row[0] for row in rows], ['File', 'c.jpg', 'bad.jpg', 'a.jpg'])
        self.assertEqual(rows[0][-1], 'Review')
        self.assertEqual([row[-1] for row in rows[1:]], ['0', 'error', '0'])
        self.assertEqual(dict(zip(rows[0][1:-1], rows[1][1:-1])), truth())
        self.assertEqual(rows[1][1:], rows[3][1:])
        self.assertEqual(set(rows[2][1:-1]), {''})

    def test_the_table_can_be_written_to_a_folder(self):
        code, out, _ = self.omr('recognize', '--format', 'table', 'pattern.omr', 'a.jpg', 'b.jpg',
                                '--output', 'out')
        self.assertEqual((code, out), (0, ''))
        self.assertEqual(os.listdir(self.path('out')), ['table.csv'])
        self.assertEqual(self.read('out/table.csv').count('\n'), 3)

    def test_details_keep_the_order_and_tell_what_failed(self):
        names = ['c.jpg', 'bad.jpg', 'a.jpg', 'b.jpg']
        code, out, _ = self.omr('recognize', '--format', 'details', '--jobs', '4', 'pattern.omr',
                                *names)
        self.assertEqual(code, 3)
        pages = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([page['image'] for page in pages], names)
        self.assertEqual([page['error'] is None for page in pages], [True, False, True, True])

    def test_the_number_of_jobs_changes_nothing(self):
        runs = [self.omr('recognize', '--format', 'table', '--jobs', jobs, 'pattern.omr', 'a.jpg',
                         'b.jpg', 'bad.jpg', 'c.jpg') for jobs in ('1', '3', '64')]
        self.assertEqual(runs[0], runs[1])
        self.assertEqual(runs[0], runs[2])


class RealForms(cli.Case):
    """The rows that another engine read from the same pictures."""

    def test_the_showcases_have_the_rows_of_their_engine(self):
        forms = os.path.join(cli.CORPUS, 'forms')
        if not os.path.isdir(forms):
            self.skipTest('no corpus')
        names = [name for name in sorted(os.listdir(forms)) if name.startswith('showcase-')]
        self.assertGreaterEqual(len(names), 10)
        for name in names:
            with self.subTest(name):
                folder = os.path.join(forms, name)
                code, out, err = self.omr('recognize', os.path.join(folder, 'pattern.omr'),
                                          os.path.join(folder, 'filled.png'))
                self.assertIn(code, (0, 1), err)
                with open(os.path.join(folder, 'engine.csv'), encoding='utf-8-sig') as file:
                    expected = file.read().splitlines()
                self.assertEqual(collections.Counter(out.splitlines()),
                                 collections.Counter(expected))


class Looks(cli.Case):
    """How documents look is a matter of settings; what was read is not."""

    def setUp(self):
        super().setUp()
        self.copy_example()

    def read_with(self, *options, pattern='pattern.omr'):
        code, out, err = self.omr('recognize', *options, pattern, 'photo.jpg')
        self.assertIn((code, err), ((0, ''), (1, '')))
        return out

    def test_json_in_other_shapes(self):
        elements = json.loads(self.read_with('--format', 'json'))
        self.assertEqual(list(elements), ['Elements'])
        results = json.loads(self.read_with('--format', 'json', '--json-shape', 'results'))
        self.assertEqual(list(results), ['RecognitionResults'])
        self.assertEqual([(row['ElementName'], row['Value'])
                          for row in results['RecognitionResults']],
                         [(row['Name'], row['Value']) for row in elements['Elements']])
        both = json.loads(self.read_with('--format', 'json', '--json-shape', 'both'))
        self.assertEqual(both, {**elements, **results})

    def test_doubtful_answers_show_the_unsure_value(self):
        options = ('--threshold', '99', '--unsure-value', 'ask')
        details = json.loads(self.read_with('--format', 'details', *options))
        doubtful = [field for field in details['fields'] if field['review']]
        self.assertTrue(doubtful)
        self.assertNotIn('ask', [field['value'] for field in details['fields']])
        self.assertEqual(self.read_with(*options).count(',"ask"\n'), len(doubtful))
        row, = csv.DictReader(io.StringIO(self.read_with('--format', 'table', *options)))
        self.assertEqual(list(row.values()).count('ask'), len(doubtful))

    def test_formulas_are_guarded_in_csv_and_tables(self):
        with open(self.path('pattern.omr'), encoding='utf-8') as file:
            self.put('formulas.omr', file.read().replace('"Value": "A"', '"Value": "=A"').encode())
        for options in ((), ('--format', 'table')):
            self.assertIn('=A', self.read_with(*options, pattern='formulas.omr'))
            self.assertNotIn("'=A", self.read_with(*options, pattern='formulas.omr'))
            guarded = self.read_with('--formula-guard', *options, pattern='formulas.omr')
            self.assertEqual(guarded.count('=A'), guarded.count("'=A"))
        self.assertNotIn("'=A", self.read_with('--formula-guard', '--format', 'json',
                                               pattern='formulas.omr'))


if __name__ == '__main__':
    cli.tap.main()
