#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Forms of several pages: pictures in any order become respondents, and every page is accounted
for by name."""
import csv
import io
import json
import os
import subprocess
import sys

import cli

MAKE_BOOK = os.environ['OMR_MAKE_BOOK']


class Book(cli.Case):
    """A form of three pages; `leaves` are words of make-book: NAME:PAGE:COPY:CHOICE[:HOW]."""
    pages = 3

    def make(self, *leaves):
        subprocess.run([MAKE_BOOK, self.folder, str(self.pages), *leaves], check=True)
        return [leaf.split(':')[0] + '.png' for leaf in leaves]

    def table(self, *images):
        code, out, err = self.omr('recognize', '--format', 'table', 'book.omr', *images)
        return code, list(csv.DictReader(io.StringIO(out))), err

    def details(self, *images):
        code, out, err = self.omr('recognize', '--format', 'details', 'book.omr', *images)
        lines = [json.loads(line) for line in out.splitlines()]
        pages = [line for line in lines if line['schema'] == 'omr.details/1']
        people = [line for line in lines if line['schema'] == 'omr.respondent/1']
        return code, pages, people, err


class Copies(Book):
    def test_pages_in_any_order_become_respondents(self):
        images = self.make('b3:3:b:0', 'a2:2:a:1', 'b1:1:b:1', 'a3:3:a:2', 'a1:1:a:0', 'b2:2:b:3')
        code, rows, err = self.table(*images)
        self.assertEqual((code, err), (0, ''))
        self.assertEqual([(row['File'], row['Copy']) for row in rows],
                         [('b1.png', 'b'), ('a1.png', 'a')])
        self.assertEqual([row['Page1Question20'] for row in rows], ['B', 'A'])
        self.assertEqual([row['Page2Question70'] for row in rows], ['D', 'B'])
        self.assertEqual([row['Page3Question12'] for row in rows], ['A', 'C'])
        self.assertEqual([row['Review'] for row in rows], ['0', '0'])

    def test_documents_are_named_after_the_first_page(self):
        images = self.make('b3:3:b:0', 'a2:2:a:1', 'b1:1:b:1', 'a3:3:a:2', 'a1:1:a:0', 'b2:2:b:3')
        code, _, err = self.omr('recognize', '--output', 'out', 'book.omr', *images)
        self.assertEqual((code, err), (0, ''))
        self.assertEqual(sorted(os.listdir(self.path('out'))), ['a1.csv', 'b1.csv'])
        text = self.read('out/b1.csv')
        self.assertTrue(text.startswith('Element Name,Value,\nPage1Question1,"B"\n'))
        self.assertIn('\nPage3Question12,"A"\n', text)

    def test_a_duplicate_and_a_missing_page_are_named(self):
        images = self.make('one:1:a:0', 'two:2:a:1', 'again:2:a:2', 'three:3:a:0')
        code, pages, people, err = self.details(*images)
        self.assertEqual(code, 1)
        self.assertEqual([(page['image'], page['form_page'], page['copy']) for page in pages],
                         [('one.png', 1, 'a'), ('two.png', 2, 'a'), ('again.png', 2, 'a'),
                          ('three.png', 3, 'a')])
        self.assertEqual([[page['image'] for page in person['pages']] for person in people],
                         [['one.png', 'two.png', 'three.png'], ['again.png']])
        self.assertEqual(people[1]['missing'], [1, 3])
        self.assertEqual(err, 'omr: again.png: page 1 of 3 is missing\n'
                              'omr: again.png: page 2 of this copy was there before: two.png\n'
                              'omr: again.png: page 3 of 3 is missing\n')


class Stacks(Book):
    def test_without_copies_the_order_tells(self):
        images = self.make('s1:1::0', 's2:2::0', 's3:3::0', 't1:1::1', 't3:3::1')
        code, rows, err = self.table(*images)
        self.assertEqual(code, 1)
        self.assertEqual([row['File'] for row in rows], ['s1.png', 't1.png'])
        self.assertEqual([row['Page3Question1'] for row in rows], ['A', 'B'])
        self.assertEqual([row['Page2Question1'] for row in rows], ['A', ''])
        self.assertEqual(err, 'omr: t1.png: page 2 of 3 is missing\n')
        self.assertNotIn('Copy', rows[0])

    def test_the_pages_of_one_respondent_need_no_folder(self):
        images = self.make('s1:1::0', 's2:2::0', 's3:3::0')
        code, out, err = self.omr('recognize', 'book.omr', *images)
        self.assertEqual((code, err), (0, ''))
        self.assertIn('\nPage2Question1,"A"\n', out)

    def test_those_of_two_do(self):
        images = self.make('s1:1::0', 's2:2::0', 's3:3::0', 't1:1::1')
        code, out, err = self.omr('recognize', 'book.omr', *images)
        self.assertEqual((code, out), (2, ''))
        self.assertIn('several respondents, which need --output DIR', err)

    def test_a_page_alone_says_which_it_is(self):
        images = self.make('s2:2::0')
        code, out, err = self.omr('recognize', 'book.omr', *images)
        self.assertEqual((code, err), (0, ''))
        self.assertTrue(out.startswith('Page2 :\nElement Name,Value,\nID,"'))


class Damage(Book):
    def test_a_page_without_its_code_is_told_by_its_bubbles(self):
        images = self.make('one:1::0', 'two:2::1:nocode', 'three:3::0')
        code, rows, err = self.table(*images)
        self.assertEqual(code, 1)
        self.assertEqual(len(rows), 1)
        self.assertEqual(rows[0]['Page2Question1'], 'B')
        self.assertIn("one.png: page 2: the page's QR code was not read; by its bubbles it is "
                      'page 2', err)

    def test_foreign_and_torn_pages_are_named_and_stop_nothing(self):
        images = self.make('one:1:a:0', 'other:2:a:0:foreign', 'torn:2:a:0:cut', 'two:2:a:1',
                           'three:3:a:0')
        code, pages, people, err = self.details(*images)
        self.assertEqual(code, 3)
        self.assertEqual([page['error'] is None for page in pages],
                         [True, False, False, True, True])
        self.assertIn('belongs to another form', pages[1]['error'])
        self.assertTrue(pages[2]['error'].startswith('QR code for multi page template is not '
                                                     'found. '))
        self.assertEqual([len(person['pages']) for person in people], [3])
        self.assertEqual(people[0]['missing'], [])
        self.assertIn('omr: other.png: the page belongs to another form', err)
        self.assertIn('omr: torn.png: QR code for multi page template is not found.', err)

    def test_a_picture_that_is_none_is_named(self):
        images = self.make('one:1:a:0', 'two:2:a:1')
        self.put('three.png', b'no picture')
        code, rows, err = self.table(*images, 'three.png')
        self.assertEqual(code, 3)
        self.assertEqual([(row['File'], row['Review']) for row in rows],
                         [('three.png', 'error'), ('one.png', '0')])
        self.assertIn('omr: three.png: ', err)
        self.assertIn('omr: one.png: page 3 of 3 is missing', err)


class RoundTrip(cli.Case):
    """From a form's source, through paper, to what each person answered."""
    source = ('?page=first\n?answer_sheet=Exam\n\telements_count=20\n\tcolumns_count=2\n&page\n'
              '?page=second\n?text=Only to be read.\n&page\n'
              '?page=third\n?answer_sheet=More\n\telements_count=12\n&page\n')

    def setUp(self):
        super().setUp()
        try:
            from PIL import Image, ImageDraw
        except ImportError:
            self.skipTest('python3-pil is not installed')
        self.image, self.draw = Image, ImageDraw
        self.put('form.txt', self.source.encode())
        self.put('people.csv', b'id,name\nann-7,Ann\nbob-8,Bob\n')
        code, _, err = self.omr('generate', 'form.txt', '--output', '.', '--records', 'people.csv')
        if code == 2 and 'generate' in err:
            self.skipTest('built without generation')
        self.assertEqual((code, err), (0, ''))
        with open(self.path('form.omr'), encoding='utf-8-sig') as file:
            self.pages = json.load(file)['Pages']

    def fill(self, copy, page, choice):
        """The printed page with the same option marked in every row."""
        picture = self.image.open(self.path('form-%04dPage%d.png' % (copy, page))).convert('L')
        pen = self.draw.Draw(picture)
        for element in self.pages[page - 1]['Elements']:
            if element['Type'] != 'ChoiceBox':
                continue
            bubble, size = element['Bubbles'][choice], float(element['BubbleWidth'])
            left, top = float(bubble['Left']), float(bubble['Top'])
            pen.ellipse([left + 8, top + 8, left + size - 8, top + size - 8], fill=40)
        return picture

    def test_a_shuffled_stack_in_one_file(self):
        leaves = [(2, 3, 1), (1, 1, 0), (1, 3, 2), (2, 1, 3), (2, 2, 0), (1, 2, 0)]
        first, *others = [self.fill(*leaf) for leaf in leaves]
        first.save(self.path('stack.tif'), save_all=True, append_images=others,
                   compression='tiff_lzw', dpi=(300, 300))
        code, out, err = self.omr('recognize', '--format', 'table', 'form.omr', 'stack.tif')
        self.assertEqual((code, err), (0, ''))
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([(row['Copy'], row['Page'], row['Page1Exam20'], row['Page3More21'])
                          for row in rows],
                         [('bob-8', '4', 'D', 'B'), ('ann-7', '2', 'A', 'C')])

    def test_without_its_code_a_page_is_told_by_its_bubbles(self):
        picture = self.fill(1, 3, 2)
        width, height = picture.size
        self.draw.Draw(picture).rectangle([width * 9 // 10, height * 4 // 10, width,
                                           height * 6 // 10], fill=255)
        picture.save(self.path('torn.png'))
        code, out, err = self.omr('recognize', 'form.omr', 'torn.png')
        self.assertEqual(code, 1)
        self.assertTrue(out.startswith('Page3 :\nElement Name,Value,\nMore21,"C"\n'))
        self.assertIn('by its bubbles it is page 3', err)

    def test_a_page_that_is_only_to_be_read_needs_its_code(self):
        code, out, err = self.omr('recognize', 'form.omr', 'form-0001Page2.png')
        self.assertEqual((code, out, err), (0, 'Page2 :\nElement Name,Value,\n', ''))


class Order(cli.Case):
    def test_the_answers_stand_as_the_pattern_has_them(self):
        self.copy_example()
        with open(self.path('pattern.omr'), encoding='utf-8') as file:
            elements = json.load(file)['Pages'][0]['Elements']
        wanted = [element['Name'] for element in elements
                  if element['Type'] in ('ChoiceBox', 'CheckBox', 'Grid')]
        _, out, _ = self.omr('recognize', '--order', 'form', 'pattern.omr', 'photo.jpg')
        names = [line.rsplit(',"', 1)[0] for line in out.splitlines()[1:]]
        self.assertEqual([name for name in names if name in wanted], wanted)
        self.assertNotEqual(names, sorted(names))


if __name__ == '__main__':
    cli.tap.main()
