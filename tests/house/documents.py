#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The documents name only what exists: files, options of the program, targets of the Makefile."""
import glob
import os
import re
import subprocess
import sys
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.dont_write_bytecode = True
import tap  # noqa: E402

PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else os.path.join(TOP, 'build', 'omr')
LINK = re.compile(r'(?:\]\(|src=")([^)":#]+)[)"#]')
PATH = re.compile(r'(?<![\w/.])((?:src|include|tests|scripts|docs|examples|bench|api)/[\w./-]+\w)')
TARGET = re.compile(r'\bmake ([a-z]+)\b')


def documents():
    names = ['README.md', 'CONTRIBUTING.md', 'src/README.md'] + glob.glob('docs/**/*.md',
                                                                          root_dir=TOP, recursive=True)
    for name in sorted(names):
        with open(os.path.join(TOP, name), encoding='utf-8') as file:
            yield name, file.read()


def code_of(text):
    """What stands in backquotes and in blocks, where names are meant literally."""
    return '\n'.join(re.findall(r'```.*?```', text, re.S) + re.findall(r'`[^`\n]+`', text))


class Documents(unittest.TestCase):
    def test_every_link_leads_somewhere(self):
        for name, text in documents():
            folder = os.path.dirname(os.path.join(TOP, name))
            for target in LINK.findall(text):
                with self.subTest(document=name, link=target):
                    self.assertTrue(os.path.exists(os.path.join(folder, target)))

    def test_every_file_that_is_named_exists(self):
        for name, text in documents():
            for path in sorted(set(PATH.findall(text))):
                with self.subTest(document=name, path=path):
                    self.assertTrue(os.path.exists(os.path.join(TOP, path)))

    def test_every_target_of_make_exists(self):
        with open(os.path.join(TOP, 'Makefile'), encoding='utf-8') as file:
            targets = set(re.findall(r'^([a-z]+):', file.read(), re.M))
        for name, text in documents():
            for target in TARGET.findall(code_of(text)):
                with self.subTest(document=name, target=target):
                    self.assertIn(target, targets)

    def test_every_option_of_omr_exists(self):
        shown = ''.join(subprocess.run([PROGRAM, 'help', command], capture_output=True, text=True,
                                       check=True).stdout
                        for command in ('inspect', 'pattern', 'recognize', 'serve', 'client'))
        known = set(re.findall(r'--[a-z-]+', shown)) | {'--version'}
        for name, text in documents():
            for line in code_of(text).splitlines():
                command = re.search(r'\bomr (?:recognize|serve|client)\b.*', line)
                for option in re.findall(r'(?<!\w)--[a-z-]+', command.group(0) if command else ''):
                    with self.subTest(document=name, option=option):
                        self.assertIn(option, known)


if __name__ == '__main__':
    tap.main()
