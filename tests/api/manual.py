#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Runs what docs/api.md shows, in its order, in a folder that looks like the project's top."""
import os
import re
import subprocess
import sys
import tempfile
import unittest

from serve import EXAMPLE, PROGRAM, TOP, Server, recognize, run

# Shows that the service starts; the test has one already.
START = 'build/omr serve'


class Manual(unittest.TestCase):
    def setUp(self):
        with open(os.path.join(TOP, 'docs', 'api.md'), encoding='utf-8') as file:
            self.text = file.read()
        self.server = Server('--long-poll', '60s').__enter__()
        self.addCleanup(self.server.__exit__)
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        os.mkdir(os.path.join(self.folder.name, 'build'))
        os.symlink(PROGRAM, os.path.join(self.folder.name, 'build', 'omr'))
        os.symlink(os.path.join(TOP, 'examples'), os.path.join(self.folder.name, 'examples'))

    def blocks(self, language):
        blocks = re.findall(r'^```%s\n(.*?)^```$' % language, self.text, re.M | re.S)
        credentials = self.server.add_client('manual')
        changes = {'http://127.0.0.1:8080': 'http://127.0.0.1:%d' % self.server.port,
                   '--data omr-data': '--data ' + self.server.data,
                   'ID=...  ': 'ID=%s  ' % credentials['client_id'],
                   'SECRET=...': 'SECRET=' + credentials['client_secret'],
                   "'...', '...'": '%r, %r' % tuple(credentials.values())}
        for old, new in changes.items():
            blocks = [block.replace(old, new) for block in blocks]
        return blocks

    def test_the_commands_do_what_the_page_says(self):
        script = '\n'.join(line for block in self.blocks('sh') for line in block.split('\n')
                           if not line.startswith(START))
        result = subprocess.run(['bash', '-euc', script], cwd=self.folder.name, timeout=120,
                                capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (0, ''))
        for words in ('client_id=', '"expires_in":3600', '"responseStatusCode":"Ok"',
                      '"schema":"omr.details/1"', '{"status":"ok"',
                      recognize(os.path.join(EXAMPLE, 'photo.jpg')).decode()):
            self.assertIn(words, result.stdout)

    def test_the_program_prints_the_answers(self):
        program, = self.blocks('python')
        result = subprocess.run([sys.executable, '-c', program], cwd=self.folder.name, timeout=120,
                                capture_output=True)
        self.assertEqual(result.stderr, b'')
        self.assertEqual(result.stdout, recognize(os.path.join(EXAMPLE, 'photo.jpg')))

    def test_the_page_lists_every_option_and_no_other(self):
        result = subprocess.run([PROGRAM, 'serve', '--help'], capture_output=True, text=True,
                                timeout=60)
        help_options = set(re.findall(r'^  --([a-z-]+)', result.stdout, re.M))
        self.assertTrue(help_options)
        self.assertEqual(set(re.findall(r'^\| `--([a-z-]+)', self.text, re.M)), help_options)


if __name__ == '__main__':
    run('__main__')
