#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""omr inspect: the picture on which one sees what was read."""
import json
import os
import struct
import zlib

import cli
import pixels


def grey_png(width, height, value):
    def chunk(kind, data):
        check = struct.pack('>I', zlib.crc32(kind + data))
        return struct.pack('>I', len(data)) + kind + data + check
    rows = (b'\0' + bytes([value]) * width) * height
    header = struct.pack('>IIBBBBB', width, height, 8, 0, 0, 0, 0)
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', header)
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def two_page_tiff(width, height, *greys):
    """One strip a page, not packed: header, then pages one after the other."""
    data = struct.pack('<2sHI', b'II', 42, 8)
    for i, grey in enumerate(greys):
        start = len(data)
        entries = ((256, width), (257, height), (258, 8), (259, 1), (262, 1),
                   (273, start + 2 + 9 * 12 + 4), (277, 1), (278, height), (279, width * height))
        after = start + 2 + 9 * 12 + 4 + width * height
        data += struct.pack('<H', 9)
        data += b''.join(struct.pack('<HHII', tag, 4, 1, value) for tag, value in entries)
        data += struct.pack('<I', after if i + 1 < len(greys) else 0)
        data += bytes([grey]) * (width * height)
    return data


class Inspect(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()

    def inspect(self, *arguments):
        code, out, err = self.omr('inspect', *arguments, '--output', 'seen.png')
        self.assertEqual(out, '')
        return code, err

    def test_marks_are_green_and_nothing_is_orange_where_all_is_sure(self):
        self.assertEqual(self.inspect('pattern.omr', 'photo.jpg'), (0, ''))
        picture = pixels.Picture(self.path('seen.png'))
        details = json.loads(self.omr('recognize', '--format', 'details', 'pattern.omr',
                                      'photo.jpg')[1])
        marked = sum(b['marked'] for f in details['fields'] for b in f['bubbles'])
        self.assertGreater(picture.count(pixels.is_green), 200 * marked)
        # The legend's ring is all the orange there is; the page's edge is not red.
        self.assertLess(picture.count(pixels.is_orange), 300)
        self.assertEqual(picture.count(pixels.is_red), 0)

    def test_an_empty_sheet_has_no_green_but_the_legend(self):
        code = self.omr('recognize', 'pattern.omr', 'blank.png')[0]
        self.assertEqual(self.inspect('pattern.omr', 'blank.png'), (code, ''))
        self.assertLess(pixels.Picture(self.path('seen.png')).count(pixels.is_green), 300)

    def test_doubts_are_orange_and_end_with_1(self):
        code, err = self.inspect('--threshold', '85', 'pattern.omr', 'photo.jpg')
        self.assertEqual((code, err), (1, ''))
        self.assertGreater(pixels.Picture(self.path('seen.png')).count(pixels.is_orange), 1000)

    def test_the_picture_is_at_most_2000_px_long_and_tells_nothing_else(self):
        self.inspect('pattern.omr', 'photo.jpg')
        picture = pixels.Picture(self.path('seen.png'))
        self.assertEqual(max(picture.width, picture.height), 2000)
        self.assertEqual(picture.kinds, {b'IHDR', b'IDAT', b'IEND'})

    def test_a_picture_without_the_form_is_drawn_with_the_reason_and_ends_with_3(self):
        self.put('grey.png', grey_png(620, 877, 128))
        code, err = self.inspect('pattern.omr', 'grey.png')
        self.assertEqual(code, 3)
        self.assertTrue(err.startswith('omr: grey.png: Could not find positioning markers'), err)
        picture = pixels.Picture(self.path('seen.png'))
        self.assertGreater(picture.count(pixels.is_red), 500)
        self.assertEqual(picture.rows[-1], bytes([179]) * picture.width * 3)

    def test_one_page_of_a_file_with_several_is_shown(self):
        self.put('two.tif', two_page_tiff(620, 877, 90, 200))
        for arguments, page, value in (([], 1, 90), (['--page', '2'], 2, 200)):
            code, err = self.inspect('pattern.omr', 'two.tif', *arguments)
            self.assertEqual(code, 3)
            self.assertTrue(err.startswith(f'omr: two.tif: page {page} of 2\n'), err)
            paled = round(255 - (255 - value) * 0.6)
            picture = pixels.Picture(self.path('seen.png'))
            self.assertEqual(picture.rows[-1], bytes([paled]) * picture.width * 3)
        code, err = self.inspect('pattern.omr', 'two.tif', '--page', '3')
        self.assertEqual(code, 2)
        self.assertTrue(err.startswith('omr: two.tif: '), err)

    def test_what_is_no_picture_is_named_and_nothing_is_written(self):
        code, err = self.inspect('pattern.omr', 'pattern.omr')
        self.assertEqual(code, 3)
        self.assertTrue(err.startswith('omr: pattern.omr: '), err)
        self.assertFalse(os.path.exists(self.path('seen.png')))

    def test_a_place_that_cannot_be_written_is_trouble(self):
        code, _, err = self.omr('inspect', 'pattern.omr', 'photo.jpg', '--output', 'no/seen.png')
        self.assertEqual(code, 4)
        self.assertTrue(err.startswith('omr: no/seen.png: '), err)

    def test_pattern_image_and_output_are_needed(self):
        for arguments, text in ((['pattern.omr', 'photo.jpg'], '--output PNG is needed'),
                                (['pattern.omr'], 'a pattern and one image are needed'),
                                (['a', 'b', 'c', '--output', 'x'],
                                 'a pattern and one image are needed')):
            self.assertEqual(self.omr('inspect', *arguments),
                             (2, '', f'omr inspect: {text}; see omr help inspect\n'))


if __name__ == '__main__':
    cli.tap.main()
