#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""omr generate and omr lint: from a source to pages and their pattern."""
import json
import os
import struct
import unittest

import cli

FORM = b'''?text=Poll
#Which pet?
\t() Cat () Dog
\t(x) None
?grid=Number
\tsections_count=3
'''


def size_of(png):
    return struct.unpack('>II', png[16:24])


class Made(cli.Case):
    def generate(self, *arguments, code=0, err=''):
        self.assertEqual(self.omr('generate', *arguments), (code, '', err))

    def bytes_of(self, path):
        with open(self.path(path), 'rb') as file:
            return file.read()

    def pattern(self, path='out/form.omr'):
        return json.loads(self.bytes_of(path))

    def listing(self, path='out'):
        return sorted(os.listdir(self.path(path)))


class Generate(Made):
    def test_a_source_becomes_a_page_and_a_pattern_that_reads_it(self):
        self.put('form.txt', FORM)
        self.generate('form.txt', '--output', 'out')
        self.assertEqual(self.listing(), ['form.omr', 'form.png'])
        self.assertEqual(size_of(self.bytes_of('out/form.png')), (2480, 3508))
        self.assertEqual(self.pattern()['Name'], 'form')
        self.assertEqual(self.omr('recognize', 'out/form.omr', 'out/form.png')[:2],
                         (0, 'Element Name,Value,\nNumber,""\nQuestion1,""\n'))

    def test_a_form_of_pale_outlines_is_found(self):
        """Black letters in pale squares answer more than a whole square does."""
        self.put('form.txt', b'?answer_sheet=S\n\telements_count=40\n\tcolumns_count=2\n'
                             b'\tanswers_count=5\n\tbubble_type=square\n\tbubble_size=small\n')
        for colour in ('LightGray', 'Pink', '#FF9999'):
            self.generate('form.txt', '--bubble-color', colour, '--output', 'out')
            code, rows, _ = self.omr('recognize', 'out/form.omr', 'out/form.png')
            self.assertEqual((colour, code), (colour, 0))
            self.assertEqual(rows.count(',""\n'), 40)

    def test_json_gives_the_same_form(self):
        self.put('form.txt', FORM)
        self.put('json/form.json', json.dumps({'element_type': 'Template', 'children': [
            {'element_type': 'Page', 'children': [
                {'element_type': 'Text', 'name': 'Poll'},
                {'element_type': 'ChoiceBox', 'question_text': 'Which pet?',
                 'answers_string': '() Cat () Dog\n(x) None'},
                {'element_type': 'Grid', 'name': 'Number', 'sections_count': 3}]}]}).encode())
        self.generate('form.txt', '--output', 'out')
        self.generate('json/form.json', '--output', 'other')
        self.assertEqual(self.pattern(), self.pattern('other/form.omr'))
        self.assertEqual(self.bytes_of('out/form.png'), self.bytes_of('other/form.png'))

    def test_each_kind_of_file_can_be_had(self):
        self.put('form.txt', FORM)
        for kind, begin in (('pdf', b'%PDF-'), ('jpg', b'\xff\xd8\xff'), ('tiff', b'MM\0*')):
            with self.subTest(kind=kind):
                self.generate('form.txt', '--output', kind, '--format', kind)
                self.assertEqual(self.listing(kind), ['form.' + sorted([kind, 'omr'])[0],
                                                      'form.' + sorted([kind, 'omr'])[1]])
                self.assertTrue(self.bytes_of(f'{kind}/form.{kind}').startswith(begin))

    def test_the_same_source_gives_the_same_bytes(self):
        self.put('form.txt', FORM)
        for folder in ('a', 'b'):
            self.generate('form.txt', '--output', folder, '--format', 'pdf')
        self.assertEqual(self.bytes_of('a/form.pdf'), self.bytes_of('b/form.pdf'))

    def test_pages_are_numbered(self):
        self.put('form.txt', b'?page=a\n#q\n\t()a ()b\n&page\n?page=b\n\torientation=Horizontal\n'
                             b'#r\n\t()a ()b\n&page\n')
        self.generate('form.txt', '--output', 'out')
        self.assertEqual(self.listing(), ['form.omr', 'formPage1.png', 'formPage2.png'])
        self.assertEqual(size_of(self.bytes_of('out/formPage2.png')), (3508, 2480))
        self.assertEqual(len(self.pattern()['Pages']), 2)

    def test_options_go_before_the_file_of_settings(self):
        self.put('form.txt', FORM)
        self.put('settings.json', b'{"PaperSize": 2, "BubbleSize": "Small",}')
        self.generate('form.txt', '--output', 'out', '--settings', 'settings.json')
        self.assertEqual(size_of(self.bytes_of('out/form.png')), (2551, 4205))
        self.generate('form.txt', '--output', 'out', '--settings', 'settings.json',
                      '--paper-size', 'letter')
        self.assertEqual(size_of(self.bytes_of('out/form.png')), (2551, 3295))

    def test_wrong_settings_are_named(self):
        self.put('form.txt', FORM)
        self.put('settings.json', b'{\n"Papersiz": 2}')
        self.generate('form.txt', '--output', 'out', '--settings', 'settings.json', code=3,
                      err="omr: settings.json: line 2: there is no setting 'Papersiz'\n")
        self.generate('form.txt', '--output', 'out', '--font-size', 'big', code=2,
                      err="omr: FontSize cannot be 'big'; it may be: 1 to 500\n")
        self.generate('form.txt', '--output', 'out', '--image', 'logo', code=2,
                      err='omr: --image logo: must be NAME=FILE\n')

    def test_pictures_are_found_beside_the_source_or_where_they_are_said_to_be(self):
        self.put('form.txt', FORM)
        self.generate('form.txt', '--output', 'logos', '--paper-size', 'A4')
        self.put('with.txt', b'?image=logos/form.png\n\twidth=200\n\theight=280\n' + FORM)
        self.generate('with.txt', '--output', 'out')
        self.put('sub/named.txt', b'?image=logo\n\twidth=200\n\theight=280\n' + FORM)
        self.generate('sub/named.txt', '--output', 'out', '--image', 'logo=logos/form.png')
        self.assertEqual(self.bytes_of('out/named.png'), self.bytes_of('out/with.png'))

    def test_a_missing_picture_is_named_with_its_place_and_nothing_is_made(self):
        self.put('form.txt', FORM + b'?image=logo.png\n')
        self.generate('form.txt', '--output', 'out', code=3,
                      err="omr: form.txt: line 7, column 1: Image 'logo.png' was not provided.\n")
        self.assertEqual(self.listing(), [])

    def test_pictures_outside_the_folder_of_the_source_are_not_taken(self):
        self.put('form.txt', FORM)
        self.generate('form.txt', '--output', 'logos')
        self.put('sub/form.txt', FORM + b'?image=../logos/form.png\n')
        code, _, err = self.omr('generate', 'sub/form.txt', '--output', 'out')
        self.assertEqual(code, 3)
        self.assertIn('was not provided', err)

    def test_a_damaged_picture_is_named(self):
        self.put('form.txt', FORM + b'?image=logo.png\n')
        self.put('logo.png', b'not a picture')
        code, _, err = self.omr('generate', 'form.txt', '--output', 'out')
        self.assertEqual(code, 3)
        self.assertIn("omr: form.txt: picture 'logo.png': ", err)

    def test_warnings_stop_nothing(self):
        self.put('form.txt', FORM + b'?text=x\n\talign=middle\n')
        self.generate('form.txt', '--output', 'out',
                      err="form.txt:8:2: 'align' cannot be 'middle' and is left out; it may be "
                          "left, center or right\n")
        self.assertEqual(self.listing(), ['form.omr', 'form.png'])

    def test_the_command_line_is_checked(self):
        for arguments, text in (([], 'name one source'), (['a', 'b'], 'name one source'),
                                (['a'], '--output FOLDER is missing')):
            self.generate(*arguments, code=2,
                          err=f'omr generate: {text}; see omr help generate\n')

    def test_help_tells_every_setting_with_its_default(self):
        _, out, _ = self.omr('help', 'generate')
        for line in ('--paper-size SIZE', '--bubble-color COLOUR', '--multiselect BOOL'):
            self.assertIn('  ' + line, out)
        self.assertIn('; A4\n', out)


BATCH = b'''?text=Exam of ${name}
#Ready?
\t(Yes) Yes (No) No
'''
TWO_PAGES = b'''?page=1
?text=Exam of ${name}
#Ready?
\t(Yes) Yes (No) No
&page
?page=2
#Done?
\t(Yes) Yes (No) No
&page
'''


class Batch(Made):
    def test_every_record_makes_a_copy_with_its_fields(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.csv', 'id;name\np-1;Ann\np-2;Zoë\n'.encode())
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out')
        self.assertEqual(self.listing(), ['exam-0001.png', 'exam-0002.png', 'exam.omr'])
        self.assertNotEqual(self.bytes_of('out/exam-0001.png'), self.bytes_of('out/exam-0002.png'))

    def test_scans_of_one_page_tell_whose_copy_they_are(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.csv', 'id;name\np-1;Ann\np-2;Zoë\n'.encode())
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out')
        self.assertEqual(self.omr('recognize', '--format', 'table', 'out/exam.omr',
                                  'out/exam-0002.png', 'out/exam-0001.png')[1],
                         'File,Copy,Question1,Review\nout/exam-0002.png,p-2,,0\n'
                         'out/exam-0001.png,p-1,,0\n')
        code, out, _ = self.omr('recognize', '--format', 'details', 'out/exam.omr',
                                'out/exam-0002.png')
        self.assertIn('"copy":"p-2"', out)

    def test_a_copy_of_another_form_is_refused(self):
        self.put('exam.txt', BATCH)
        self.put('other.txt', BATCH.replace(b'Ready', b'Steady').replace(b'(No)', b'(M)'))
        self.put('pupils.csv', b'id,name\np-1,Ann\n')
        for name in ('exam', 'other'):
            self.generate(name + '.txt', '--records', 'pupils.csv', '--output', 'out')
        code, _, err = self.omr('recognize', 'out/exam.omr', 'out/other-0001.png')
        self.assertEqual(code, 3)
        self.assertIn('the page belongs to another form', err)

    def test_pages_of_several_copies_find_together_by_the_id_of_the_record(self):
        self.put('exam.txt', TWO_PAGES)
        self.put('pupils.csv', 'id;name\np-1;Ann\np-2;Zoë\n'.encode())
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out')
        self.assertEqual(self.listing(), ['exam-0001Page1.png', 'exam-0001Page2.png',
                                          'exam-0002Page1.png', 'exam-0002Page2.png', 'exam.omr'])
        code, out, err = self.omr('recognize', '--format', 'details', 'out/exam.omr',
                                  *['out/exam-%s.png' % page for page in (
                                      '0002Page1', '0001Page2', '0001Page1', '0002Page2')])
        self.assertEqual((code, err), (0, ''))
        self.assertIn('"p-1"', out)
        self.assertIn('"p-2"', out)

    def test_a_pdf_holds_all_copies(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.json', b'[{"name": "Ann"}, {"name": "Bo"}, {"name": "Cy"}]')
        self.generate('exam.txt', '--records', 'pupils.json', '--output', 'out', '--format', 'pdf')
        self.assertEqual(self.listing(), ['exam.omr', 'exam.pdf'])
        self.assertIn(b'/Count 3', self.bytes_of('out/exam.pdf'))

    def test_a_record_that_moves_the_bubbles_is_named(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.csv', b'id,name\na,Ann\nb,' + b'very long name ' * 30 + b'\n')
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out', code=3,
                      err='omr: exam.txt: record 2 (b): its bubbles would lie elsewhere than on the '
                          'first copy; give what varies room of its own, in a block with a height '
                          'or a positioned_block\n')

    def test_a_field_that_no_record_has_is_named(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.csv', b'id,nam\na,Ann\n')
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out', code=3,
                      err="omr: exam.txt: record 1 (a): the record has no field 'name', which the "
                          "source names as ${name}\n")

    def test_wrong_records_are_told_with_their_file(self):
        self.put('exam.txt', BATCH)
        self.put('pupils.csv', b'id,name\na\n')
        self.generate('exam.txt', '--records', 'pupils.csv', '--output', 'out', code=3,
                      err='omr: pupils.csv: line 2 has 1 fields, the first line names 2\n')


class Lint(cli.Case):
    def test_findings_are_lines_that_editors_understand(self):
        self.put('form.txt', FORM + b'?texd=x\n')
        self.assertEqual(self.omr('lint', 'form.txt'),
                         (1, "form.txt:7:1: there is no element 'texd'; did you mean 'text'?: left "
                             "out\n", ''))

    def test_json_is_told_with_its_path(self):
        self.put('form.json', b'{"element_type":"Template","children":[{"element_type":"Page",\n'
                              b'"children":[{"element_type":"Text","name":"a","size":3}]}]}')
        self.assertEqual(self.omr('lint', 'form.json'),
                         (1, "form.json:2:54: children[0].children[0].size: 'text' has no "
                             "attribute 'size'\nform.json:1:1: there is nothing to mark or to "
                             "read on this form\n", ''))

    def test_a_good_source_has_no_findings(self):
        self.put('form.txt', FORM)
        self.assertEqual(self.omr('lint', 'form.txt'), (0, '', ''))
        self.assertEqual(os.listdir(self.folder), ['form.txt'])

    def test_what_stops_a_form_is_told_with_its_place(self):
        self.put('form.txt', FORM + b'?image=logo.png\n')
        self.assertEqual(self.omr('lint', 'form.txt'),
                         (3, "form.txt:7:1: Image 'logo.png' was not provided.\n", ''))
        self.put('form.json', b'{"element_type":"Template",\n"children":[}')
        code, out, _ = self.omr('lint', 'form.json')
        self.assertEqual(code, 3)
        self.assertRegex(out, r'\Aform.json:2:13: ')


if __name__ == '__main__':
    cli.tap.main()
