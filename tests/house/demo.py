#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""make demo shows what stands on the example sheets, and stops the server that it started."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.dont_write_bytecode = True
import tap  # noqa: E402

PROGRAM = sys.argv.pop() if len(sys.argv) > 1 else os.path.join(TOP, 'build', 'omr')
TIMEOUT_S = 150


class Demo(unittest.TestCase):
    def run_demo(self, program):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        done = subprocess.run([os.path.join(TOP, 'scripts', 'demo'), program], timeout=TIMEOUT_S,
                              capture_output=True, text=True, env=dict(os.environ,
                                                                       TMPDIR=folder.name))
        return done, os.listdir(folder.name)

    def test_it_prints_the_answers_and_leaves_nothing_behind(self):
        done, left = self.run_demo(PROGRAM)
        self.assertEqual(done.returncode, 0, done.stderr)
        for example in ('survey', 'exam'):
            with open(os.path.join(TOP, 'examples', example, 'photo.answers.json'),
                      encoding='utf-8') as file:
                answers = json.load(file)['answers']
            for name, value in answers.items():
                self.assertIn(f'\n{name},"{value}"\n', done.stdout)
        self.assertEqual(left, [])

    def test_it_fails_when_there_is_no_server(self):
        done, left = self.run_demo('/bin/false')
        self.assertNotEqual(done.returncode, 0)
        self.assertEqual(left, [])


if __name__ == '__main__':
    tap.main()
