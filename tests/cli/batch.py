#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Batches as PDF: printed, scanned, read; each copy knows whose it is."""
import shutil
import subprocess
import unittest

import cli

FORM = b'''?page=
?text=Dear ${name}
#Which pet?
\t() Cat () Dog
?barcode=who
\tvalue=${name}
&page
?page=
?answer_sheet=Q
\telements_count=3
\tcolumns_count=1
&page
'''
RECORDS = 'id,name\nA7,Ann\nB8,Bob\nC9,Zoë\n'.encode()
READ = 'Page1Question1,Page1who,Page2Q2,Page2Q3,Page2Q4,Review\n'
ROWS = {'A7': ',Ann,,,,0', 'B8': ',Bob,,,,0', 'C9': ',Zoë,,,,0'}


@unittest.skipUnless(shutil.which('pdftoppm'), 'pdftoppm is not installed')
class Batch(cli.Case):
    def make(self, output):
        self.put('form.txt', FORM)
        self.put('people.csv', RECORDS)
        code = self.omr('generate', 'form.txt', '--records', 'people.csv', '--format', 'pdf',
                        '--output', output)[0]
        self.assertEqual(code, 0)

    def read(self, *pictures):
        code, out, _ = self.omr('recognize', 'out/form.omr', *pictures, '--format', 'table')
        self.assertEqual(code, 0)
        return out

    def test_the_same_batch_gives_the_same_bytes(self):
        self.make('out')
        self.make('again')
        for name in ('form.pdf', 'form.omr'):
            with open(self.path('out/' + name), 'rb') as one, \
                    open(self.path('again/' + name), 'rb') as other:
                self.assertEqual(one.read(), other.read())

    def test_scans_in_any_order_become_one_row_for_each_copy(self):
        self.make('out')
        subprocess.run(['pdftoppm', '-gray', '-r', '200', '-png', 'out/form.pdf', 'out/scan'],
                       check=True, cwd=self.path('.'))
        order = [6, 1, 3, 5, 2, 4]
        lines = self.read(*[f'out/scan-{i}.png' for i in order]).splitlines()
        self.assertEqual(lines[0] + '\n', 'File,Copy,' + READ)
        rows = {}
        for line in lines[1:]:
            _, copy, values = line.split(',', 2)
            rows[copy] = values
        self.assertEqual(rows, ROWS)


if __name__ == '__main__':
    cli.tap.main()
