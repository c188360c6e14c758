#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Files of several pages; folders."""
import csv
import io
import json
import os
import sys

import cli

try:
    from PIL import Image
except ImportError:
    print('1..0 # SKIP python3-pil is not installed')
    sys.exit(77)


class Pages(cli.Case):
    """scan.tif: the photo, a blank page of the form, the photo again."""
    def setUp(self):
        super().setUp()
        self.copy_example()
        self.photo = Image.open(self.path('photo.jpg')).convert('L')
        self.blank = Image.open(self.path('blank.png')).convert('L')
        self.save('scan.tif', self.photo, self.blank, self.photo)

    def save(self, name, first, *others):
        first.save(self.path(name), save_all=True, append_images=others, compression='tiff_lzw')

    def table(self, *images):
        code, out, err = self.omr('recognize', '--format', 'table', 'pattern.omr', *images)
        return code, list(csv.DictReader(io.StringIO(out))), err

    def test_the_table_has_a_row_for_each_page(self):
        code, rows, err = self.table('scan.tif', 'photo.jpg')
        self.assertEqual((code, err), (0, ''))
        self.assertEqual([(row['File'], row['Page']) for row in rows],
                         [('scan.tif', '1'), ('scan.tif', '2'), ('scan.tif', '3'),
                          ('photo.jpg', '1')])
        self.assertEqual([row['StudentNumber'] for row in rows],
                         ['40718253', '', '40718253', '40718253'])

    def test_there_is_no_page_column_without_several_pages(self):
        code, rows, _ = self.table('photo.jpg')
        self.assertEqual(code, 0)
        self.assertNotIn('Page', rows[0])

    def test_details_count_the_pages(self):
        code, out, _ = self.omr('recognize', '--format', 'details', 'pattern.omr', 'scan.tif')
        self.assertEqual(code, 0)
        lines = [json.loads(line) for line in out.splitlines()]
        self.assertEqual([(line['image'], line['page']) for line in lines],
                         [('scan.tif', 1), ('scan.tif', 2), ('scan.tif', 3)])

    def test_each_page_has_a_document(self):
        code, out, err = self.omr('recognize', '--output', 'out', 'pattern.omr', 'scan.tif',
                                  'photo.jpg')
        self.assertEqual((code, out, err), (0, '', ''))
        self.assertEqual(self.read('out/scan-p1.csv'), self.read('out/photo.csv'))
        self.assertEqual(self.read('out/scan-p3.csv'), self.read('out/photo.csv'))
        self.assertNotEqual(self.read('out/scan-p2.csv'), self.read('out/photo.csv'))

    def test_several_pages_have_no_place_on_stdout(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'scan.tif')
        self.assertEqual((code, out), (2, ''))
        self.assertIn('scan.tif: has 3 pages', err)

    def test_no_page_takes_the_document_of_another_image(self):
        self.photo.save(self.path('scan-p2.png'))
        code, _, err = self.omr('recognize', '--output', 'out', 'pattern.omr', 'scan.tif',
                                'scan-p2.png')
        self.assertEqual(code, 2)
        self.assertIn('scan.tif: page 2: not written', err)
        self.assertIn('40718253', self.read('out/scan-p2.csv'))

    def test_a_page_that_cannot_be_read_is_named_and_stops_no_other(self):
        white = Image.new('L', (1000, 1400), 255)
        self.save('scan.tif', self.photo, white, self.photo)
        code, rows, err = self.table('scan.tif')
        self.assertEqual(code, 3)
        self.assertEqual([row['StudentNumber'] for row in rows], ['40718253', '', '40718253'])
        self.assertEqual(rows[1]['Review'], 'error')
        self.assertTrue(err.startswith('omr: scan.tif: page 2: '), err)

    def test_threads_that_share_a_file_give_the_same_answers(self):
        self.save('long.tif', *([self.photo, self.blank] * 6))
        answers = [self.omr('recognize', '--format', 'table', '--jobs', jobs, 'pattern.omr',
                            'long.tif', 'scan.tif', 'photo.jpg') for jobs in ('1', '2', '7')]
        self.assertEqual(answers[0][1].count('\n'), 1 + 12 + 3 + 1)
        self.assertEqual(answers[0], answers[1])
        self.assertEqual(answers[0], answers[2])

    def test_pages_of_a_pdf_are_read_like_those_of_a_tiff(self):
        self.photo.save(self.path('scan.pdf'), save_all=True, append_images=[self.blank],
                        resolution=250, quality=95)
        code, rows, err = self.table('scan.pdf', 'scan.tif')
        self.assertEqual((code, err), (0, ''))
        self.assertEqual([(row['File'], row['Page'], row['StudentNumber']) for row in rows],
                         [('scan.pdf', '1', '40718253'), ('scan.pdf', '2', ''),
                          ('scan.tif', '1', '40718253'), ('scan.tif', '2', ''),
                          ('scan.tif', '3', '40718253')])

    def test_a_single_page_behaves_like_any_picture(self):
        self.save('one.tif', self.photo)
        self.assertEqual(self.omr('recognize', 'pattern.omr', 'one.tif'),
                         self.omr('recognize', 'pattern.omr', 'photo.jpg'))


class Folders(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()
        photo = Image.open(self.path('photo.jpg')).convert('L')
        os.makedirs(self.path('scans/more'))
        for name in ('b.png', 'a.jpg', 'c.tif'):
            photo.save(self.path('scans/' + name))
        self.put('scans/notes.txt', b'Monday')
        self.put('scans/.hidden', b'x')

    def test_the_pictures_are_read_in_order_and_the_rest_is_named(self):
        code, out, err = self.omr('recognize', '--format', 'table', 'pattern.omr', 'scans')
        self.assertEqual(code, 0)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row['File'] for row in rows],
                         ['scans/a.jpg', 'scans/b.png', 'scans/c.tif'])
        self.assertEqual(sorted(err.splitlines()),
                         ['omr: scans/more: passed over: a folder in a folder',
                          'omr: scans/notes.txt: passed over: no picture'])

    def test_folders_and_files_may_be_mixed(self):
        code, out, _ = self.omr('recognize', '--format', 'table', 'pattern.omr', 'photo.jpg',
                                'scans/', 'photo.jpg')
        self.assertEqual(code, 0)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row['File'] for row in rows],
                         ['photo.jpg', 'scans/a.jpg', 'scans/b.png', 'scans/c.tif', 'photo.jpg'])

    def test_an_empty_file_called_a_picture_is_a_failed_scan(self):
        self.put('scans/d.PNG', b'')
        code, out, err = self.omr('recognize', '--format', 'table', 'pattern.omr', 'scans')
        self.assertEqual(code, 3)
        self.assertIn('omr: scans/d.PNG: ', err)
        self.assertEqual([row['File'] for row in csv.DictReader(io.StringIO(out))][-1:],
                         ['scans/d.PNG'])

    def test_a_damaged_picture_in_a_folder_is_an_error(self):
        self.put('scans/d.jpg', b'\xff\xd8\xff\xe0')
        code, _, err = self.omr('recognize', '--format', 'table', 'pattern.omr', 'scans')
        self.assertEqual(code, 3)
        self.assertIn('omr: scans/d.jpg: ', err)

    def test_a_folder_without_a_picture_is_said(self):
        code, out, err = self.omr('recognize', 'pattern.omr', 'scans/more')
        self.assertEqual((code, out), (3, ''))
        self.assertEqual(err, 'omr: scans/more: no picture in this folder\n')

    def test_a_folder_of_several_pictures_needs_a_place_for_them(self):
        code, _, err = self.omr('recognize', 'pattern.omr', 'scans')
        self.assertEqual(code, 2)
        self.assertIn('--output DIR', err)


if __name__ == '__main__':
    cli.tap.main()
