#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Forms of another program, made anew from their source: the patterns that come out read the sheets
which that program printed and people filled in, with the very answers that its own patterns give."""
import glob
import os
import re
import sys
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'cli'))
import cli  # noqa: E402

FORMS = sorted(glob.glob(os.path.join(cli.CORPUS, 'forms', 'showcase-*')))


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


@unittest.skipUnless(FORMS, 'no corpus')
class Showcase(cli.Case):
    def make(self, folder, source):
        """The path of the pattern that a form's source gives; its sheets have four markers."""
        settings = os.path.join(folder, 'settings.json')
        # In settings of the library that this form was made with, 2 is Legal.
        paper = ['--paper-size', 'Legal'] if re.search('"PaperSize" *: *2', read(settings)) else []
        logo = os.path.join(folder, 'logo.jpg')
        # The picture of filling in is not in the corpus; its size is in the source.
        code, _, err = self.omr('generate', '--settings', settings, *paper,
                                '--rotation-marker-position', 'None', '--image',
                                f'example.png={logo}', '--output', self.folder,
                                os.path.join(folder, source))
        self.assertEqual(code, 0, err)
        return os.path.join(self.folder, os.path.splitext(source)[0] + '.omr')

    def test_filled_sheets_of_the_original_are_read_with_our_pattern(self):
        for folder in FORMS:
            with self.subTest(form=os.path.basename(folder)):
                sheet = os.path.join(folder, 'filled.png')
                ours = self.omr('recognize', self.make(folder, 'markup.txt'), sheet)
                theirs = self.omr('recognize', os.path.join(folder, 'pattern.omr'), sheet)
                self.assertEqual(ours, theirs)
                self.assertGreater(len(ours[1].splitlines()), 4)

    def test_text_and_json_give_the_same_pattern(self):
        for folder in FORMS:
            with self.subTest(form=os.path.basename(folder)):
                of_text = read(self.make(folder, 'markup.txt'))
                self.assertEqual(of_text, read(self.make(folder, 'markup.json')))


if __name__ == '__main__':
    cli.tap.main()
