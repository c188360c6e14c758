#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the library does not read itself, programs of others turn into pictures: where they are
installed, and never otherwise. Scripts stand in for them; the real ones are tried where they are."""
import os
import shutil
import subprocess
import unittest

import cli
from unread import HEIC, drawn_pdf, packed_pdf, put_photographer, put_program

try:
    from PIL import Image
except ImportError:
    Image = None

class Converters(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()
        os.mkdir(self.path('programs'))
        self.put('drawn.pdf', drawn_pdf())
        self.put('phone.heic', HEIC)
        self.expected = self.omr('recognize', 'pattern.omr', 'photo.jpg')

    def put_program(self, name, script):
        put_program(self.path('programs'), name, script)

    def put_photographer(self, name, output):
        put_photographer(self.path('programs'), name, output, self.path('photo.jpg'))

    def convert(self, *arguments):
        return self.omr('recognize', '--converters', self.path('programs'), *arguments)


class Scripts(Converters):
    def test_a_drawn_page_is_read_with_a_converter(self):
        self.put_photographer('pdftoppm', 'out.tif')
        self.assertEqual(self.convert('pattern.omr', 'drawn.pdf'), self.expected)

    def test_a_picture_of_a_phone_is_read_with_a_converter(self):
        self.put_photographer('heif-convert', 'out.jpg')
        self.assertEqual(self.convert('pattern.omr', 'phone.heic'), self.expected)

    def test_scans_packed_as_jbig2_and_jpeg_2000_are_read_with_a_converter(self):
        self.put_photographer('pdftoppm', 'out.tif')
        for name in (b'JBIG2Decode', b'JPXDecode'):
            with self.subTest(name):
                self.put('packed.pdf', packed_pdf(name))
                self.assertEqual(self.convert('pattern.omr', 'packed.pdf'), self.expected)
                code, _, err = self.omr('recognize', '--converters', 'none', 'pattern.omr',
                                        'packed.pdf')
                self.assertEqual(code, 3)
                self.assertIn('packed.pdf: this PDF page cannot be read (', err)

    def test_inspect_knows_converters_too(self):
        self.put_photographer('pdftoppm', 'out.tif')
        code, _, err = self.omr('inspect', '--output', 'seen.png', '--converters',
                                self.path('programs'), 'pattern.omr', 'drawn.pdf')
        self.assertEqual((code, err), (0, ''))
        self.assertTrue(os.path.exists(self.path('seen.png')))

    def test_each_page_is_asked_for_by_its_number(self):
        self.put('drawn.pdf', drawn_pdf(3))
        self.put_photographer('pdftoppm', 'out.tif')
        shutil.copy(self.path('blank.png'), self.path('programs/blank.png'))
        self.put_program('pdftoppm', 'case "$*" in *"-f 2 -l 2"*) name=blank.png;; '
                                     '*) name=photo.jpg;; esac\ncat "${0%/*}/$name" > out.tif')
        code, out, err = self.convert('--format', 'table', 'pattern.omr', 'drawn.pdf')
        self.assertEqual((code, err), (0, ''))
        self.assertEqual([line.split(',')[1] for line in out.splitlines()],
                         ['Page', '1', '2', '3'])
        self.assertEqual(['40718253' in line for line in out.splitlines()[1:]],
                         [True, False, True])

    def test_one_that_fails_is_named(self):
        self.put_program('pdftoppm', 'exit 3')
        self.assertEqual(self.convert('pattern.omr', 'drawn.pdf'),
                         (3, '', 'omr: drawn.pdf: pdftoppm could not make a picture of it (exit '
                                 'status 3)\n'))

    def test_what_it_makes_is_not_trusted(self):
        self.put_program('pdftoppm', 'echo hello > out.tif')
        self.assertEqual(self.convert('pattern.omr', 'drawn.pdf'),
                         (3, '', 'omr: drawn.pdf: the file is no picture but a text\n'))

    def test_what_is_missing_is_named_with_its_package(self):
        for name, package in (('drawn.pdf', 'poppler-utils'), ('phone.heic', 'libheif-examples')):
            code, out, err = self.convert('pattern.omr', name)
            self.assertEqual((code, out), (3, ''))
            self.assertIn(f'(apt install {package})\n', err)

    def test_converters_can_be_done_without(self):
        code, out, err = self.omr('recognize', '--converters', 'none', 'pattern.omr', 'drawn.pdf')
        self.assertEqual((code, out), (3, ''))
        self.assertEqual(err, 'omr: drawn.pdf: the PDF page is no scan but drawn: turn it into a '
                              'picture of 300 dpi\n')

    def test_nothing_is_left_behind(self):
        os.mkdir(self.path('temporary'))
        os.environ['TMPDIR'] = self.path('temporary')
        self.addCleanup(os.environ.pop, 'TMPDIR')
        self.put_photographer('pdftoppm', 'out.tif')
        self.convert('pattern.omr', 'drawn.pdf')
        self.put_program('pdftoppm', 'exit 3')
        self.convert('pattern.omr', 'drawn.pdf')
        self.assertEqual(os.listdir(self.path('temporary')), [])

    def test_what_can_be_read_without_is(self):
        self.put_program('pdftoppm', 'exit 3')
        self.assertEqual(self.convert('pattern.omr', 'photo.jpg'), self.expected)


def needs(*programs):
    missing = [name for name in programs if not shutil.which(name)]
    missing += [] if Image else ['python3-pil']
    return unittest.skipIf(missing, f'{", ".join(missing)} not installed')


class Real(Converters):
    def save_small(self, name):
        photo = Image.open(self.path('photo.jpg'))
        photo.resize((photo.width // 2, photo.height // 2)).save(self.path(name))

    def run_program(self, *command):
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True, timeout=120)

    @needs('pdftoppm')
    def test_a_page_with_text_over_its_scan(self):
        """The photo as the picture of a page, with a line of text over it."""
        size = b'/Width 2160/Height 2880'
        photo = open(self.path('photo.jpg'), 'rb').read()
        page = b'q 583 0 0 778 6 32 cm /I Do Q BT /F1 8 Tf 10 10 Td (Received) Tj ET'
        objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
                   b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<'
                   b'/XObject<</I 5 0 R>>/Font<</F1 6 0 R>>>>>>',
                   b'<</Length %d>>stream\n%s\nendstream' % (len(page), page),
                   b'<</Type/XObject/Subtype/Image%s/ColorSpace/DeviceRGB/BitsPerComponent 8'
                   b'/Filter/DCTDecode/Length %d>>stream\n%s\nendstream' % (size, len(photo), photo),
                   b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']
        file = b'%PDF-1.4\n' + b''.join(b'%d 0 obj\n%s\nendobj\n' % (number, text)
                                        for number, text in enumerate(objects, 1))
        self.put('mixed.pdf', file + b'trailer<</Size 7/Root 1 0 R>>\n%%EOF\n')
        self.assertEqual(self.omr('recognize', 'pattern.omr', 'mixed.pdf'), self.expected)

    @needs('heif-convert', 'heif-enc')
    def test_heic(self):
        self.save_small('small.png')
        self.run_program('heif-enc', '-p', 'preset=ultrafast', '-q', '70', 'small.png', '-o',
                         'real.heic')
        self.assertEqual(self.omr('recognize', 'pattern.omr', 'real.heic'), self.expected)

    @needs('opj_decompress', 'opj_compress')
    def test_jpeg_2000(self):
        self.save_small('small.bmp')
        self.run_program('opj_compress', '-i', 'small.bmp', '-o', 'real.jp2', '-r', '20')
        self.assertEqual(self.omr('recognize', 'pattern.omr', 'real.jp2'), self.expected)


if __name__ == '__main__':
    cli.tap.main()
