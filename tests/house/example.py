#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""examples/read.c, built against the shared library and the public headers only, reads the photo."""
import json
import os
import subprocess
import sys
import unittest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAM = os.path.join(TOP, 'examples', 'exam')
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.dont_write_bytecode = True
import tap  # noqa: E402

PROGRAM = sys.argv.pop()


def read(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True, text=True, timeout=60)


class Example(unittest.TestCase):
    def test_it_prints_the_answers(self):
        done = read(os.path.join(EXAM, 'pattern.omr'), os.path.join(EXAM, 'photo.jpg'))
        self.assertEqual((done.returncode, done.stderr), (0, ''))
        with open(os.path.join(EXAM, 'photo.answers.json'), encoding='utf-8') as file:
            answers = json.load(file)['answers']
        self.assertEqual(sorted(done.stdout.splitlines()[1:]),
                         sorted(f'{name},"{value}"' for name, value in answers.items()))

    def test_it_says_what_is_wrong(self):
        done = read(os.path.join(EXAM, 'photo.jpg'), os.path.join(EXAM, 'pattern.omr'))
        self.assertEqual((done.returncode, done.stdout), (1, ''))
        self.assertNotEqual(done.stderr.strip(), '')


if __name__ == '__main__':
    tap.main()
