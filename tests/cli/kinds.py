#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Every kind of picture gives the answers of the photo it was made from: one table. The kinds of
JPEG, PNG and TIFF that Pillow cannot write are in tests/unit/image/test_kinds.c.

What loses nothing that matters must give the same answers and the same exit code. Black and white,
and faxes that lack half of the rows, must give the same answers, but may have fields for review:
a pen's stroke that is nearly as thin as a pixel is there or is not."""
import os
import sys
import zlib

import cli

try:
    from PIL import Image, ImageOps
except ImportError:
    print('1..0 # SKIP python3-pil is not installed')
    sys.exit(77)

TURN = Image.Transpose
# What undoes each orientation, so that the file shows the photo upright again.
ORIENTATIONS = {1: None, 2: TURN.FLIP_LEFT_RIGHT, 3: TURN.ROTATE_180, 4: TURN.FLIP_TOP_BOTTOM,
                5: TURN.TRANSPOSE, 6: TURN.ROTATE_90, 7: TURN.TRANSVERSE, 8: TURN.ROTATE_270}


class Kinds(cli.Case):
    @classmethod
    def setUpClass(cls):
        cls.colour = Image.open(os.path.join(cli.EXAMPLE, 'photo.jpg')).convert('RGB')
        cls.grey = cls.colour.convert('L')
        cls.bits = cls.grey.point(lambda grey: 255 if grey > 128 else 0).convert('1')

    def setUp(self):
        super().setUp()
        self.copy_example()
        self.expected = self.omr('recognize', 'pattern.omr', 'photo.jpg')

    def assert_same(self, name, kind, may_doubt=False):
        code, out, err = self.omr('recognize', 'pattern.omr', name)
        with self.subTest(kind):
            self.assertEqual((out, err), self.expected[1:])
            self.assertIn(code, (0, 1) if may_doubt else (self.expected[0],))
        os.unlink(self.path(name))

    def check(self, picture, name, may_doubt=False, **options):
        picture.save(self.path(name), **options)
        self.assert_same(name, f'{name} {picture.mode} {options}'[:80], may_doubt)

    def see_through(self):
        """Black ink on nothing: upon white it is the photo."""
        nothing = Image.new('L', self.grey.size, 0)
        return Image.merge('RGBA', [nothing] * 3 + [ImageOps.invert(self.grey)])


class Jpeg(Kinds):
    def test_colours_and_ways_to_pack_them(self):
        self.check(self.grey, 'a.jpg', quality=85)
        self.check(self.colour, 'a.jpg', quality=85, subsampling=0)
        self.check(self.colour, 'a.jpg', quality=60, subsampling=2, progressive=True)
        self.check(self.colour.convert('CMYK'), 'a.jpg', quality=90)
        self.check(self.grey, 'a.jpg', quality=90, optimize=True, dpi=(250, 250))

    def test_a_broken_tail(self):
        """The end marker missing, or dirt behind it: no pixel is lost."""
        self.colour.save(self.path('whole.jpg'), quality=85)
        with open(self.path('whole.jpg'), 'rb') as file:
            whole = file.read()
        self.put('a.jpg', whole[:-2])
        self.assert_same('a.jpg', 'no end marker')
        self.put('a.jpg', whole + b'dirt' * 1000)
        self.assert_same('a.jpg', 'dirt behind the end')

    def test_every_orientation(self):
        for orientation, undo in ORIENTATIONS.items():
            exif = Image.Exif()
            exif[274] = orientation
            turned = self.grey.transpose(undo) if undo is not None else self.grey
            self.check(turned, 'a.jpg', quality=90, exif=exif)


class Png(Kinds):
    def test_colour_types(self):
        self.check(self.grey, 'a.png', compress_level=1)
        self.check(self.colour, 'a.png', compress_level=1)
        self.check(self.colour.quantize(64), 'a.png', compress_level=1)
        self.check(self.bits, 'a.png', may_doubt=True)

    def test_alpha_lies_on_white(self):
        self.check(self.see_through(), 'a.png', compress_level=1)
        self.check(self.see_through().convert('LA'), 'a.png', compress_level=1)

    def test_a_palette_with_transparency(self):
        """The brightest entry, paper, is see-through; what colour it hides does not matter."""
        picture = self.grey.point(lambda grey: min(grey // 16, 15)).copy()
        palette = [level for i in range(16) for level in 3 * [17 * i]]
        picture = Image.frombytes('P', picture.size, picture.tobytes())
        palette[45:48] = [0, 0, 0]
        picture.putpalette(palette)
        self.check(picture, 'a.png', transparency=15, compress_level=1)

    def test_every_orientation(self):
        for orientation, undo in ORIENTATIONS.items():
            exif = Image.Exif()
            exif[274] = orientation
            turned = self.grey.transpose(undo) if undo is not None else self.grey
            self.check(turned, 'a.png', exif=exif, compress_level=1)


class Tiff(Kinds):
    def test_every_compression(self):
        for compression in (None, 'tiff_lzw', 'tiff_adobe_deflate', 'packbits', 'jpeg'):
            self.check(self.colour, 'a.tif', compression=compression)

    def test_other_colours(self):
        self.check(self.colour.convert('CMYK'), 'a.tif', compression='tiff_lzw')
        self.check(self.colour.quantize(64), 'a.tif', compression='tiff_lzw')
        self.check(self.see_through(), 'a.tif')
        deep = Image.frombytes('I;16', self.grey.size,
                               b''.join(bytes((grey, grey)) for grey in self.grey.tobytes()))
        self.check(deep, 'a.tif')

    def test_faxes(self):
        for compression in ('group3', 'group4'):
            self.check(self.bits, 'a.tif', may_doubt=True, compression=compression)

    def test_faxes_with_pixels_that_are_not_square(self):
        width, height = self.grey.size
        for down in (98, 196):
            flat = self.grey.resize((width, height * down // 204), Image.BOX)
            flat = flat.point(lambda grey: 255 if grey > 128 else 0).convert('1')
            self.check(flat, 'a.tif', may_doubt=True, compression='group3', dpi=(204, down))

    def test_every_orientation(self):
        for orientation, undo in ORIENTATIONS.items():
            turned = self.grey.transpose(undo) if undo is not None else self.grey
            self.check(turned, 'a.tif', compression='packbits', tiffinfo={274: orientation})

    def test_several_pages(self):
        self.grey.save(self.path('a.tif'), save_all=True, append_images=[self.colour, self.bits],
                       compression='tiff_lzw')
        code, _, err = self.omr('recognize', '--output', '.', 'pattern.omr', 'a.tif')
        self.assertIn((code, err), ((0, ''), (1, '')))
        for page in (1, 2, 3):
            self.assertEqual(self.read(f'a-p{page}.csv'), self.expected[1])


class Others(Kinds):
    def test_bmp(self):
        self.check(self.colour, 'a.bmp')
        self.check(self.grey, 'a.bmp')
        self.check(self.colour.quantize(64), 'a.bmp')
        self.check(self.bits, 'a.bmp', may_doubt=True)
        self.check(self.colour.convert('RGBA'), 'a.bmp')

    def test_gif(self):
        for interlace in (0, 1):
            self.check(self.grey, 'a.gif', interlace=interlace)
        self.check(self.colour.quantize(128), 'a.gif')

    def test_webp(self):
        self.check(self.colour, 'a.webp', quality=80, method=0)
        self.check(self.colour, 'a.webp', lossless=True, method=0, quality=0)
        self.check(self.see_through(), 'a.webp', lossless=True, method=0, quality=0)


class Pdf(Kinds):
    """Pages as scanners make them, one picture or several, on paper of 621 x 828 points."""
    PAPER = (621, 828)

    def write(self, name, pages):
        """`pages`: (rotation, content, list of pictures); a picture is (dictionary, bytes)."""
        objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'']
        kids = []
        for rotation, content, pictures in pages:
            names = b''
            for number, (words, data) in enumerate(pictures):
                objects.append(b'<</Type/XObject/Subtype/Image%s/Length %d>>stream\n%s\nendstream'
                               % (words, len(data), data))
                names += b'/I%d %d 0 R' % (number, len(objects))
            objects.append(b'<</Length %d>>stream\n%s\nendstream' % (len(content), content))
            width, height = self.PAPER if rotation % 180 == 0 else self.PAPER[::-1]
            objects.append(b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Rotate %d/Contents '
                           b'%d 0 R/Resources<</XObject<<%s>>>>>>'
                           % (width, height, rotation, len(objects), names))
            kids.append(b'%d 0 R' % len(objects))
        objects[1] = b'<</Type/Pages/Count %d/Kids[%s]>>' % (len(kids), b' '.join(kids))
        file, places = b'%PDF-1.5\n', []
        for number, text in enumerate(objects, 1):
            places.append(len(file))
            file += b'%d 0 obj\n%s\nendobj\n' % (number, text)
        end = len(file)
        file += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
        file += b''.join(b'%010d 00000 n \n' % place for place in places)
        self.put(name, file + b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n'
                 % (len(objects) + 1, end))

    @staticmethod
    def size_of(picture):
        return b'/Width %d/Height %d' % picture.size

    def jpeg(self, picture):
        picture.save(self.path('part.jpg'), quality=90)
        with open(self.path('part.jpg'), 'rb') as file:
            space = b'/DeviceGray' if picture.mode == 'L' else b'/DeviceRGB'
            return (self.size_of(picture) + b'/ColorSpace' + space
                    + b'/BitsPerComponent 8/Filter/DCTDecode', file.read())

    def flate(self, picture):
        space = {'L': b'/DeviceGray', 'RGB': b'/DeviceRGB'}[picture.mode]
        return (self.size_of(picture) + b'/ColorSpace' + space
                + b'/BitsPerComponent 8/Filter/FlateDecode', zlib.compress(picture.tobytes(), 1))

    def fax(self, picture, words=b'/ColorSpace/DeviceGray'):
        """The strip that Pillow packs for a TIFF, without the TIFF."""
        picture.save(self.path('part.tif'), compression='group4', strip_size=1 << 30)
        with Image.open(self.path('part.tif')) as tiff, open(self.path('part.tif'), 'rb') as file:
            at, size, order = tiff.tag_v2[273][0], tiff.tag_v2[279][0], tiff.tag_v2.get(266, 1)
            is_white_zero = tiff.tag_v2[262] == 0
            self.assertEqual((len(tiff.tag_v2[273]), order), (1, 1))
            file.seek(at)
            data = file.read(size)
        black = b'' if is_white_zero else b'/BlackIs1 true'
        parameters = b'/DecodeParms<</K -1/Columns %d/Rows %d%s>>' % (*picture.size, black)
        return (self.size_of(picture) + words + b'/BitsPerComponent 1/Filter/CCITTFaxDecode'
                + parameters, data)

    def whole(self, rotation=0):
        width, height = self.PAPER if rotation % 180 == 0 else self.PAPER[::-1]
        return b'q %d 0 0 %d 0 0 cm /I0 Do Q' % (width, height)

    def check_page(self, kind, pictures, content=None, rotation=0, may_doubt=False):
        self.write('a.pdf', [(rotation, content or self.whole(rotation), pictures)])
        self.assert_same('a.pdf', kind, may_doubt)

    def test_one_picture_a_page(self):
        self.check_page('JPEG', [self.jpeg(self.colour)])
        self.check_page('grey JPEG', [self.jpeg(self.grey)])
        self.check_page('Flate', [self.flate(self.colour)])
        self.check_page('grey Flate', [self.flate(self.grey)])
        self.check_page('Group 4', [self.fax(self.bits)], may_doubt=True)

    def test_every_rotation(self):
        back = {90: TURN.ROTATE_90, 180: TURN.ROTATE_180, 270: TURN.ROTATE_270}
        for rotation, undo in back.items():
            self.check_page(f'turned by {rotation}', [self.jpeg(self.grey.transpose(undo))],
                            rotation=rotation)

    def test_strips_are_put_together(self):
        width, height = self.grey.size
        paper_width, paper_height = self.PAPER
        strips, content = [], b''
        for number, top in enumerate(range(0, height, 480)):
            bottom = min(top + 480, height)
            strips.append(self.flate(self.grey.crop((0, top, width, bottom))))
            content += b'q %d 0 0 %.4f 0 %.4f cm /I%d Do Q ' % (
                paper_width, paper_height * (bottom - top) / height,
                paper_height * (height - bottom) / height, number)
        self.check_page('strips', strips, content)

    def test_a_mask_paints_black(self):
        self.check_page('mask', [self.fax(self.bits, b'/ImageMask true')],
                        b'0 g ' + self.whole(), may_doubt=True)

    def test_a_mask_over_a_background(self):
        """As scanners pack what they take for text: its shape in black on a page of paper."""
        paper = self.jpeg(Image.new('L', (216, 288), 250))
        content = self.whole() + b' 0 g ' + self.whole().replace(b'/I0', b'/I1')
        self.check_page('layers', [paper, self.fax(self.bits, b'/ImageMask true')], content,
                        may_doubt=True)

    def test_several_pages(self):
        page = [self.jpeg(self.grey)]
        self.write('a.pdf', [(0, self.whole(), page)] * 3)
        code, _, err = self.omr('recognize', '--output', '.', 'pattern.omr', 'a.pdf')
        self.assertEqual((code, err), (self.expected[0], ''))
        for page in (1, 2, 3):
            self.assertEqual(self.read(f'a-p{page}.csv'), self.expected[1])


if __name__ == '__main__':
    cli.tap.main()
