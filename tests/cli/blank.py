#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""--blank: what else is printed on a form tells where its page is, and whether it is this form's."""
import json
import shutil
import sys
import unittest

import cli

try:
    from PIL import Image, ImageDraw, ImageFilter
except ImportError:
    print('1..0 # SKIP python3-pil is not installed')
    sys.exit(77)

CONSENT = '''?text=Consent to an examination of the heart
\tfont_size=16
?text=I have read the leaflet and had the time to ask whatever I wanted to know about catheters.
?text=My doctor has told me what may happen during the night, and whom to call then.
?text=The hospital may keep the pictures for ten years.

#I agree to the examination
\t(Y) yes (N) no
?text=Whoever says no is treated all the same, as well as it can be done without.
#My data may be used for research
\t(Y) yes (N) no

?text=Please bring this sheet along on the day before, and your card of the insurance.
?text=Cardiology, house 7, ground floor, on weekdays from eight to four
'''
# The same bubbles, another text.
OTHER = '''?text=Permission for a trip of the class
\tfont_size=16
?text=Dear parents, in June we go to the lake for two days and sleep in a hut at its northern end.
?text=There will be four teachers, and each child needs boots, a bag to sleep in and a lamp.
?text=Swimming is only allowed where guards look on.

#My child may go
\t(Y) yes (N) no
?text=Who stays at home comes to school and joins another class for those two days.
#My child may swim
\t(Y) yes (N) no

?text=We collect the money for bus and hut in May: forty for each child, half for brothers.
?text=Please give this page back before the holidays, the latest on Friday
'''


class Forms(cli.Case):
    """Forms without markers and with four bubbles on a page: too few to find it by."""

    def generate(self, name, source):
        self.put(name + '.txt', source.encode())
        code, _, err = self.omr('generate', '--output', '.', name + '.txt')
        self.assertEqual(code, 0, err)

    def make_form(self, name, source, *pages):
        """The form and its pictures (of one page: NAME.png), markers taken off."""
        self.generate(name, source)
        pattern = json.loads(self.read(name + '.omr'))
        for page, picture in zip(pattern['Pages'], pages or [name + '.png']):
            self.take_markers_off(page, picture)
        if not pages:
            pattern.pop('Omr', None)
        self.put(name + '.omr', json.dumps(pattern).encode())

    def take_markers_off(self, page, picture):
        sheet = Image.open(self.path(picture)).convert('L')
        for element in page['Elements']:
            if element['Type'] == 'ReferencePoint':
                left, top = int(element['Left']), int(element['Top'])
                box = (left - 3, top - 3, left + int(element['Width']) + 3,
                       top + int(element['Height']) + 3)
                ImageDraw.Draw(sheet).rectangle(box, fill=255)
        page['Elements'] = [e for e in page['Elements'] if e['Type'] != 'ReferencePoint']
        sheet.save(self.path(picture))

    def filled(self, *choices, name='sheet', form='form', number=1):
        """A copy of the form's print with one bubble of each question filled; saved as PNG."""
        sheet = Image.open(self.path(form + '.png'))
        page = json.loads(self.read('form.omr'))['Pages'][number - 1]
        for element, choice in zip(page['Elements'], choices):
            for bubble in element['Bubbles']:
                if bubble['Value'] == choice:
                    x, y = float(bubble['Left']), float(bubble['Top'])
                    w, h = element['BubbleWidth'], element['BubbleHeight']
                    ImageDraw.Draw(sheet).ellipse((x + 6, y + 6, x + w - 6, y + h - 6), fill=60)
        sheet.save(self.path(name + '.png'))
        return sheet

    def values(self, *arguments):
        code, out, err = self.omr('recognize', '--format', 'json', *arguments)
        values = [e['Value'] for e in json.loads(out)['Elements']] if out else None
        return code, values, err


class Blank(Forms):
    def setUp(self):
        super().setUp()
        for name, source in (('form', CONSENT), ('other', OTHER)):
            self.make_form(name, source)

    def test_a_page_with_few_bubbles_is_found_by_its_text(self):
        self.filled('Y', 'N', name='sheet')
        code, values, err = self.values('form.omr', 'sheet.png')
        self.assertEqual((code, values), (3, None))
        self.assertIn('too few', err)
        self.assertEqual(self.values('--blank', 'form.png', 'form.omr', 'sheet.png'),
                         (0, ['Y', 'N'], ''))

    def test_it_may_lie_in_any_turn_and_size(self):
        sheet = self.filled('N', 'Y')
        for degrees, width in ((180, 2480), (90, 1654), (-4, 1240), (37, 1654)):
            turned = sheet.rotate(degrees, Image.BICUBIC, expand=True, fillcolor=255)
            size = (width, round(turned.height * width / turned.width))
            turned.resize(size, Image.LANCZOS).save(self.path('turned.png'))
            with self.subTest(degrees=degrees, width=width):
                self.assertEqual(self.values('--blank', 'form.png', 'form.omr', 'turned.png'),
                                 (0, ['N', 'Y'], ''))

    def test_a_bad_copy_is_found(self):
        sheet = self.filled('Y', 'Y').resize((1240, 1754), Image.LANCZOS)
        sheet = sheet.filter(ImageFilter.GaussianBlur(1.2)).point(lambda v: 90 + v * 110 // 255)
        sheet.save(self.path('copy.jpg'), quality=40)
        self.assertEqual(self.values('--blank', 'form.png', 'form.omr', 'copy.jpg'),
                         (0, ['Y', 'Y'], ''))

    def test_the_blank_may_be_a_smaller_scan_in_colour(self):
        Image.open(self.path('form.png')).convert('RGB').resize((1240, 1754)).save(
            self.path('small.jpg'))
        self.filled('N', 'N', name='sheet')
        self.assertEqual(self.values('--blank', 'small.jpg', 'form.omr', 'sheet.png'),
                         (0, ['N', 'N'], ''))

    def test_another_form_with_the_same_bubbles_is_refused(self):
        self.filled('Y', 'N', name='stranger', form='other')
        code, values, err = self.values('--blank', 'form.png', 'form.omr', 'stranger.png')
        self.assertEqual((code, values), (3, None))

    def test_markers_do_not_hide_that_the_text_is_another(self):
        self.copy_example()
        sheet = Image.open(self.path('photo.jpg'))
        page = Image.open(self.path('blank.png')).convert('L')
        sheet.save(self.path('sheet.png'))
        self.assertEqual(self.omr('recognize', '--blank', 'blank.png', 'pattern.omr', 'sheet.png'),
                         self.omr('recognize', 'pattern.omr', 'sheet.png'))
        code, out, _ = self.omr('recognize', '--format', 'details', 'pattern.omr', 'blank.png')
        bubbles = [(b['x'], b['y']) for f in json.loads(out)['fields'] for b in f['bubbles']]
        other = Image.new('L', page.size, 255)
        for x, y in bubbles:  # the same bubbles and markers, and nothing else
            box = (int(x) - 34, int(y) - 34, int(x) + 34, int(y) + 34)
            other.paste(page.crop(box), box)
        for box in ((0, 0, 160, 160), (2320, 0, 2480, 520), (0, 3340, 160, 3508),
                    (2320, 3340, 2480, 3508)):
            other.paste(page.crop(box), box)
        draw = ImageDraw.Draw(other)
        for x in range(300, 2200, 90):  # some print of its own
            draw.polygon((x, 40, x + 40, 60, x + 10, 90), fill=0)
        other.save(self.path('other.png'))
        self.assertIn(self.omr('recognize', 'pattern.omr', 'other.png')[0], (0, 1))
        code, out, err = self.omr('recognize', '--blank', 'blank.png', 'pattern.omr', 'other.png')
        self.assertEqual((code, out), (3, ''))
        self.assertIn('other print', err)

    def test_one_blank_serves_many_pictures(self):
        for i, choices in enumerate((('Y', 'N'), ('N', 'N'), ('N', 'Y'))):
            self.filled(*choices, name=f'sheet{i}')
        code, out, err = self.omr('recognize', '--format', 'table', '--blank', 'form.png',
                                  'form.omr', 'sheet0.png', 'sheet1.png', 'sheet2.png')
        self.assertEqual((code, err), (0, ''))
        self.assertEqual([line.split(',')[1:3] for line in out.splitlines()[1:]],
                         [['Y', 'N'], ['N', 'N'], ['N', 'Y']])

    def test_inspect_takes_it_too(self):
        self.filled('Y', 'N', name='sheet')
        self.assertEqual(self.omr('inspect', '--output', 'seen.png', 'form.omr', 'sheet.png')[0], 3)
        self.assertEqual(self.omr('inspect', '--blank', 'form.png', '--changed', 'cancel',
                                  '--output', 'seen.png', 'form.omr', 'sheet.png'), (0, '', ''))

    def assert_refused(self, *words, blanks):
        self.filled('Y', 'N', name='sheet')
        options = [word for blank in blanks for word in ('--blank', blank)]
        code, out, err = self.omr('recognize', *options, 'form.omr', 'sheet.png')
        self.assertEqual((code, out), (3, ''), err)
        for word in words:
            self.assertIn(word, err)
        self.assertEqual(err.count('\n'), 1)

    def test_a_blank_that_is_no_picture_is_named(self):
        self.assert_refused('omr: form.txt: ', blanks=['form.txt'])
        self.assert_refused('omr: none.png: ', blanks=['none.png'])

    def test_the_blank_of_another_form_is_refused(self):
        shutil.copy(cli.EXAMPLE + '/blank.png', self.path('exam.png'))
        self.assert_refused('omr: exam.png: ', 'does not show page 1', blanks=['exam.png'])

    def test_a_filled_sheet_is_no_blank(self):
        self.filled('Y', 'N', name='mine')
        self.assert_refused('omr: mine.png: ', 'Question1', blanks=['mine.png'])

    def test_more_blanks_than_pages_are_refused(self):
        self.assert_refused('the form has 1 pages, and 2 pictures are given',
                            blanks=['form.png', 'form.png'])


class Pages(Forms):
    """A form of two pages, with a code on each; each has bubbles where the other has."""

    def setUp(self):
        super().setUp()
        source = f'?page=one\n{CONSENT}&page\n?page=two\n{OTHER}&page\n'
        self.make_form('form', source, 'formPage1.png', 'formPage2.png')
        self.filled('Y', 'N', name='sheet1', form='formPage1', number=1)
        self.filled('N', 'N', name='sheet2', form='formPage2', number=2)

    def table(self, *blanks, images=('sheet1.png', 'sheet2.png')):
        """The exit code, all rows of values, and what went wrong."""
        options = [word for blank in blanks for word in ('--blank', blank)]
        code, out, err = self.omr('recognize', '--format', 'table', *options, 'form.omr', *images)
        return code, [line.split(',')[1:] for line in out.splitlines()[1:]], err

    def all_in(self, name):
        first, second = (Image.open(self.path(f'formPage{number}.png')) for number in (1, 2))
        first.save(self.path(name), save_all=True, append_images=[second], resolution=300)
        return name

    def test_each_page_is_found_by_its_own_text(self):
        code, rows, err = self.table()
        self.assertEqual((code, rows), (3, [['error'], ['error']]))
        self.assertEqual(self.table('formPage1.png', 'formPage2.png'),
                         (0, [['Y', 'N', 'N', 'N', '0']], ''))

    def test_the_code_on_a_page_goes_before_the_order_of_files(self):
        self.assertEqual(self.table('formPage2.png', 'formPage1.png'),
                         (0, [['Y', 'N', 'N', 'N', '0']], ''))

    def test_one_file_may_hold_all_pages(self):
        for name in ('blank.tif', 'blank.pdf'):
            with self.subTest(name=name):
                self.assertEqual(self.table(self.all_in(name)),
                                 (0, [['Y', 'N', 'N', 'N', '0']], ''))

    @unittest.skipUnless(shutil.which('pdftoppm'), 'pdftoppm is not installed')
    def test_the_file_that_was_printed_is_a_blank(self):
        self.assertEqual(self.omr('generate', '--format', 'pdf', '--output', 'pdf',
                                  'form.txt')[0], 0)
        shutil.copy(self.path('pdf/form.pdf'), self.path('blank.pdf'))
        self.generate('form', self.read('form.txt'))  # with their markers
        self.filled('Y', 'N', name='sheet1', form='formPage1', number=1)
        self.filled('N', 'N', name='sheet2', form='formPage2', number=2)
        self.assertEqual(self.table('blank.pdf'), (0, [['Y', 'N', 'N', 'N', '0']], ''))

    def test_a_page_that_is_not_given_is_read_without(self):
        code, rows, err = self.table('formPage2.png')
        self.assertEqual((code, rows), (3, [['', '', 'error'], ['N', 'N', '0']]))
        self.assertIn('omr: sheet1.png: ', err)

    def test_a_page_given_twice_is_named(self):
        code, rows, err = self.table('formPage1.png', 'formPage1.png')
        self.assertEqual((code, rows), (3, []))
        self.assertEqual(err, 'omr: formPage1.png: the blank shows page 1 of the form, which was '
                              'given already\n')

    def test_a_page_of_another_form_is_told_by_its_code(self):
        source = self.read('form.txt').replace('(N) no', '(N) no (M) maybe')
        self.generate('other', source)
        code, rows, err = self.table('formPage1.png', 'otherPage2.png')
        self.assertEqual((code, rows), (3, []))
        self.assertIn('omr: otherPage2.png: the page belongs to another form', err)


if __name__ == '__main__':
    cli.tap.main()
