#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/form-language.md shows each element with its attributes, a source and the picture of what
becomes of it. All three are made here: attributes from the tables that the program goes by, the
picture from the source. usage: document.py FORM_PICTURE OMR [--make]"""
import glob
import os
import re
import subprocess
import sys
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', '..'))
DOCUMENT = os.path.join(TOP, 'docs', 'form-language.md')
FOLDER = os.path.join(TOP, 'docs', 'form-language')
PICTURE, OMR = (os.path.abspath(path) for path in sys.argv[1:3])
# <!-- NAME: the elements whose attributes are listed --> ... <!-- end -->
SECTION = re.compile(r'<!-- (\w+):([\w ]*)-->\n(.*?)<!-- end -->\n', re.S)
NOTHING = 'there is nothing to mark or to read on this form'


def read(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


def source(name):
    return os.path.join(FOLDER, name + '.txt')


def picture(name):
    return os.path.join(FOLDER, name + '.png')


def tables():
    """Element: the lines of its table."""
    text = subprocess.run([PICTURE, '--tables'], check=True, capture_output=True).stdout.decode()
    return {part.split('\n', 1)[0]: part.split('\n', 1)[1] for part in text.split('## ')[1:]}


def section(name, elements, known):
    text = ''
    for element in elements:
        text += f'\nAttributes of `{element}`:\n\n{known[element]}' if element in known else ''
    return f'{text}\n```\n{read(source(name))}```\n\n![{name}](form-language/{name}.png)\n\n'


def make():
    known = tables()
    text = SECTION.sub(lambda m: '<!-- %s:%s-->\n%s<!-- end -->\n' % (
        m[1], m[2], section(m[1], m[2].split(), known)), read(DOCUMENT))
    with open(DOCUMENT, 'w', encoding='utf-8') as file:
        file.write(text)
    for match in SECTION.finditer(text):
        subprocess.run([PICTURE, '--make', source(match[1]), picture(match[1])], check=True)


class Language(unittest.TestCase):
    def setUp(self):
        self.sections = SECTION.findall(read(DOCUMENT))

    def test_every_source_is_shown_once(self):
        names = [os.path.basename(path)[:-4] for path in glob.glob(source('*'))]
        self.assertGreater(len(names), 20)
        self.assertEqual(sorted(name for name, _, _ in self.sections), sorted(names))

    def test_every_element_with_attributes_has_its_table_once(self):
        told = [element for _, elements, _ in self.sections for element in elements.split()]
        self.assertEqual(sorted(told), sorted(tables()))

    def test_attributes_and_sources_are_those_of_today(self):
        known = tables()
        for name, elements, text in self.sections:
            with self.subTest(name=name):
                self.assertEqual(text, section(name, elements.split(), known),
                                 'run document.py with --make')

    def test_pictures_look_as_they_did(self):
        for name, _, _ in self.sections:
            with self.subTest(name=name):
                done = subprocess.run([PICTURE, source(name), picture(name)], capture_output=True)
                self.assertEqual(done.returncode, 0, done.stderr.decode())

    def test_sources_have_nothing_to_find_fault_with(self):
        for name, _, _ in self.sections:
            with self.subTest(name=name):
                done = subprocess.run([OMR, 'lint', source(name)], capture_output=True, text=True)
                faults = [line for line in done.stdout.splitlines() if NOTHING not in line]
                self.assertEqual((faults, done.stderr), ([], ''))


def run():
    suite = unittest.defaultTestLoader.loadTestsFromTestCase(Language)
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors)
    print('%d passed, %d failed, 0 skipped' % (max(result.testsRun - failed, 0), failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(make() if '--make' in sys.argv else run())
