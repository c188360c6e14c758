# SPDX-License-Identifier: MIT
"""One run of the program in a fresh folder: `self.omr('recognize', ...)` gives exit code, standard
output and standard error, apart. The program is the first argument of the test script."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
import tap  # noqa: E402,F401

PROGRAM = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else os.path.join(TOP, 'build', 'omr')
EXAMPLE = os.path.join(TOP, 'examples', 'exam')
CORPUS = os.environ.get('OMR_CORPUS') or os.path.join(TOP, '..', 'shared', 'corpus')


class Case(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def read(self, name):
        with open(self.path(name), encoding='utf-8', newline='') as file:
            return file.read()

    def put(self, name, content):
        os.makedirs(os.path.dirname(self.path(name)), exist_ok=True)
        with open(self.path(name), 'wb') as file:
            file.write(content)

    def copy_example(self):
        """pattern.omr, photo.jpg and blank.png of the example in the fresh folder."""
        for name in ('pattern.omr', 'photo.jpg', 'blank.png'):
            shutil.copy(os.path.join(EXAMPLE, name), self.folder)

    def omr(self, *arguments, stdout=subprocess.PIPE):
        done = subprocess.run([PROGRAM, *arguments], cwd=self.folder, stdout=stdout,
                              stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, timeout=60)
        output = done.stdout.decode() if done.stdout is not None else None
        return done.returncode, output, done.stderr.decode()
