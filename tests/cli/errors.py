#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What people meet: each thing that can be wrong with a file gets one line that names it."""
import io
import json
import os
import unittest
import zipfile

import cli
from recognize import white_png

try:
    from PIL import Image, ImageFilter
except ImportError:
    Image = None


class Errors(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()
        with open(self.path('photo.jpg'), 'rb') as file:
            self.photo = file.read()
        with open(self.path('pattern.omr'), encoding='utf-8-sig') as file:
            self.pattern = json.load(file)

    def assert_line(self, pattern, image, line):
        """The pattern and the image are read to this line, that ends with 3."""
        code, out, err = self.omr('recognize', pattern, image)
        self.assertEqual((code, out), (3, ''))
        self.assertEqual(err, f'omr: {line}\n')

    def assert_begins(self, pattern, image, begin):
        code, out, err = self.omr('recognize', pattern, image)
        self.assertEqual((code, out), (3, ''))
        self.assertTrue(err.startswith(f'omr: {begin}'), err)
        self.assertEqual(err.count('\n'), 1)

    def put_pattern(self):
        self.put('changed.omr', json.dumps(self.pattern).encode())

    def elements(self):
        return self.pattern['Pages'][0]['Elements']


class Pictures(Errors):
    def test_an_empty_file(self):
        self.put('a.jpg', b'')
        self.assert_line('pattern.omr', 'a.jpg', 'a.jpg: the picture file is empty')

    def test_a_folder(self):
        os.mkdir(self.path('scans'))
        self.assert_line('pattern.omr', 'scans', 'scans: no picture in this folder')

    def test_half_an_upload(self):
        for share in (0.5, 0.9):
            self.put('a.jpg', self.photo[:int(share * len(self.photo))])
            self.assert_line('pattern.omr', 'a.jpg', 'a.jpg: the JPEG file is cut off: it ends '
                                                     'before the picture does')

    def test_zeros_where_data_should_be(self):
        middle = len(self.photo) // 2
        self.put('a.jpg', self.photo[:middle] + bytes(4000) + self.photo[middle + 4000:])
        self.assert_begins('pattern.omr', 'a.jpg', 'a.jpg: the JPEG file is damaged')

    def test_a_photo_of_a_kind_that_is_not_read_is_named_by_its_kind(self):
        self.put('a.jpg', b'\0\0\0\x18ftypheic' + bytes(100))
        self.assertEqual(self.omr('recognize', '--converters', 'none', 'pattern.omr', 'a.jpg'),
                         (3, '', 'omr: a.jpg: HEIC pictures (as iPhones take them) cannot be read: '
                                 'save or scan the page as JPEG or PNG\n'))

    def test_what_is_no_picture_is_named(self):
        word = io.BytesIO()
        with zipfile.ZipFile(word, 'w') as archive:
            archive.writestr('[Content_Types].xml', '<Types/>')
            archive.writestr('word/document.xml', '<document/>' * 1000)
        for content, name in [(word.getvalue(), 'a Word document'), (b'Dear all,', 'a text'),
                              (bytes(5000), 'zeros alone: copy or send it again')]:
            with self.subTest(name):
                self.put('a.jpg', content)
                self.assert_line('pattern.omr', 'a.jpg', f'a.jpg: the file is no picture but {name}')

    def test_noise(self):
        self.put('a.jpg', bytes(range(256)))
        self.assert_begins('pattern.omr', 'a.jpg', 'a.jpg: the file is no picture that can be read')

    def test_a_file_that_is_not_there(self):
        self.assert_line('pattern.omr', 'a.jpg', 'a.jpg: cannot open: No such file or directory')

    @unittest.skipIf(os.geteuid() == 0, 'root may read every file')
    def test_a_file_that_may_not_be_read(self):
        self.put('a.jpg', self.photo)
        os.chmod(self.path('a.jpg'), 0)
        self.assert_line('pattern.omr', 'a.jpg', 'a.jpg: cannot open: Permission denied')

    def test_a_pdf_with_a_password(self):
        objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
                   b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>',
                   b'<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>' % (b'11' * 32, b'22' * 32)]
        file = b'%PDF-1.4\n' + b''.join(b'%d 0 obj\n%s\nendobj\n' % (number, text)
                                        for number, text in enumerate(objects, 1))
        self.put('a.pdf', file + b'trailer<</Size 5/Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF\n')
        self.assert_line('pattern.omr', 'a.pdf', 'a.pdf: the PDF file is locked with a password: '
                                                 'save it without one')

    @unittest.skipUnless(Image, 'python3-pil is not installed')
    def test_a_blurred_photo(self):
        photo = Image.open(self.path('photo.jpg')).convert('L')
        photo.filter(ImageFilter.GaussianBlur(30)).save(self.path('a.png'), compress_level=1)
        self.assert_begins('pattern.omr', 'a.png', 'a.png: Could not find positioning markers on '
                                                   'the image: it is blurred, ')

    def test_a_single_pixel(self):
        self.put('a.png', white_png(1, 1))
        self.assert_begins('pattern.omr', 'a.png', 'a.png: Could not find positioning markers on '
                                                   'the image: it has only 1 x 1 pixels; ')

    def test_a_white_page(self):
        self.put('a.png', white_png(1240, 1754))
        self.assert_begins('pattern.omr', 'a.png', 'a.png: Could not find positioning markers on '
                                                   'the image: no dark square was seen; ')


class Limits(Errors):
    """Each limit is an option of its own and names itself where it is exceeded."""

    def assert_limited(self, image, option, value, text):
        code, out, err = self.omr('recognize', option, value, 'pattern.omr', image)
        self.assertEqual((code, out), (3, ''))
        self.assertRegex(err, rf'\Aomr: {image}: {text}\n\Z')

    def test_pixels_side_and_memory(self):
        self.assert_limited('photo.jpg', '--max-pixels', '6', 'the picture is 2160 x 2880 pixels, '
                            'it may have 6000000 in all')
        self.assert_limited('photo.jpg', '--max-side', '2879', 'the picture is 2160 x 2880 pixels, '
                            'a side may have 2879')
        self.assert_limited('photo.jpg', '--max-memory', '2', 'the picture takes 6220800 bytes of '
                            'memory to decode, it may take 2097152: save it .*')

    def test_bytes(self):
        self.put('a.jpg', self.photo + bytes(1 << 20))
        self.assert_limited('a.jpg', '--max-file', '1', 'larger than the limit of 1048576 bytes')

    @unittest.skipUnless(Image, 'python3-pil is not installed')
    def test_pages_and_scans(self):
        photo = Image.open(self.path('photo.jpg'))
        photo.save(self.path('a.tif'), save_all=True, append_images=[photo], compression='jpeg')
        self.assert_limited('a.tif', '--max-pages', '1', 'the file has more than 1 pages')
        photo.save(self.path('a.jpg'), progressive=True)
        self.assert_limited('a.jpg', '--max-scans', '2', 'the progressive JPEG has 3 scans or more, '
                            '.*')

    def test_limits_have_bounds_themselves(self):
        code, _, err = self.omr('recognize', '--max-pixels', '0', 'pattern.omr', 'photo.jpg')
        self.assertEqual(code, 2)
        self.assertIn('--max-pixels 0: must be from 1 to 1000', err)


class Patterns(Errors):
    def test_pattern_and_picture_the_wrong_way_round(self):
        self.assert_line('photo.jpg', 'pattern.omr', 'photo.jpg: this is no recognition pattern: '
                                                     'an .omr file begins with `{`')

    def test_a_folder_as_pattern(self):
        os.mkdir(self.path('form'))
        self.assert_line('form', 'photo.jpg', 'form: cannot read: Is a directory')

    def test_an_empty_pattern(self):
        self.put('a.omr', b'')
        self.assert_line('a.omr', 'photo.jpg', 'a.omr: the pattern is empty')

    def test_other_json(self):
        self.put('a.omr', b'{"Elements": []}')
        self.assert_line('a.omr', 'photo.jpg', 'a.omr: this is no recognition pattern but other '
                                               'JSON: it has no `Pages`')

    def test_an_error_of_syntax_is_named_with_line_and_column(self):
        self.put('a.omr', b'{"Pages": [\n  {"Width" 7}\n]}')
        self.assert_line('a.omr', 'photo.jpg', 'a.omr: the pattern is no usable JSON: line 2, '
                                               'column 12: a colon is missing')

    def test_half_a_pattern(self):
        text = json.dumps(self.pattern).encode()
        self.put('a.omr', text[:len(text) // 2])
        self.assert_begins('a.omr', 'photo.jpg', 'a.omr: the pattern is no usable JSON: line 1, ')

    def test_a_place_that_makes_no_sense_is_named(self):
        index = next(i for i, e in enumerate(self.elements()) if e.get('Name') == 'Question1')
        self.elements()[index]['Bubbles'][1]['Left'] = 'left'
        self.put_pattern()
        self.assert_line('changed.omr', 'photo.jpg', f'changed.omr: Pages[0].Elements[{index}].'
                                                     'Bubbles[1].Left: not a number')

    def test_a_form_that_names_no_markers_is_found_by_its_bubbles(self):
        self.pattern['Pages'][0]['Elements'] = [e for e in self.elements()
                                                if not e['Type'].startswith('Reference')]
        self.put_pattern()
        self.assertEqual(self.omr('recognize', 'changed.omr', 'photo.jpg'),
                         self.omr('recognize', 'pattern.omr', 'photo.jpg'))

    def test_another_form_with_the_same_markers(self):
        for element in self.elements():
            if element['Type'] == 'ChoiceBox':
                for bubble in element['Bubbles']:
                    bubble['Left'] = 300 + 37 * (int(float(bubble['Left'])) % 50)
                    bubble['Top'] = 600 + 53 * (int(float(bubble['Top'])) % 50)
        self.put_pattern()
        code, out, err = self.omr('recognize', 'changed.omr', 'photo.jpg')
        self.assertEqual((code, out), (3, ''))
        self.assertRegex(err, r'\Aomr: photo\.jpg: Could not find positioning markers on the image: '
                              r'dark squares stand as .* but only \d+ % .*; is it another form\?\n\Z')


class Findings(Errors):
    def assert_found(self, picture, code, finding, text):
        picture.save(self.path('a.png'), compress_level=1)
        ended, out, err = self.omr('recognize', '--format', 'details', 'pattern.omr', 'a.png')
        self.assertEqual((ended, err), (code, ''))
        found = {entry['code']: entry['text'] for entry in json.loads(out)['findings']}
        self.assertRegex(found[finding], text)

    @unittest.skipUnless(Image, 'python3-pil is not installed')
    def test_a_page_cut_off_is_read_and_for_review(self):
        photo = Image.open(self.path('photo.jpg')).convert('L')
        self.assert_found(photo.crop((0, 0, photo.width, photo.height * 7 // 10)), 1,
                          'page_cut_off', r"^\d+ of the page's 292 bubbles lie outside the picture$")

    @unittest.skipUnless(Image, 'python3-pil is not installed')
    def test_a_resolution_that_is_too_low_is_said(self):
        photo = Image.open(self.path('photo.jpg')).convert('L')
        self.assert_found(photo.resize((photo.width // 4, photo.height // 4)), 0, 'low_resolution',
                          r'^bubbles are only \d+ px wide on the picture; 12 are needed to be sure$')

    def test_an_empty_page_is_read_and_noted(self):
        code, out, err = self.omr('recognize', '--format', 'details', 'pattern.omr', 'blank.png')
        self.assertEqual((code, err), (0, ''))
        self.assertEqual(json.loads(out)['findings'],
                         [{'code': 'blank_page', 'text': 'nothing is clearly marked on this page'}])


if __name__ == '__main__':
    cli.tap.main()
