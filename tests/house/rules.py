#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The rules about the sources fail when they are broken: each is tried on a small bad tree."""
import importlib.machinery
import importlib.util
import os
import subprocess
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
sys.path.insert(0, os.path.join(HERE, '..', 'support'))
import tap  # noqa: E402

LAYERS = 'base:\nimage: base\nform: base\nserver: base\ncli: base\ncli/serve.c: base server\n'


def load_run():
    loader = importlib.machinery.SourceFileLoader('run', os.path.join(HERE, '..', 'run'))
    sys.dont_write_bytecode = True
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('run', loader))
    loader.exec_module(module)
    return module


class Tree(unittest.TestCase):
    """A folder with a few files, thrown away after each test."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.top = folder.name
        self.put('src/layers.txt', LAYERS)
        self.put('src/base/text.h', '#include <stddef.h>\n')
        self.put('include/omr/error.h', 'enum omr_status { OMR_OK };\n')

    def put(self, path, text):
        path = os.path.join(self.top, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w', encoding='utf-8') as file:
            file.write(text)

    def check(self, script, *arguments):
        done = subprocess.run([os.path.join(TOP, 'scripts', script), *arguments, self.top],
                              capture_output=True, text=True)
        return done.returncode, done.stderr


class Layers(Tree):
    def assert_refused(self, *words):
        code, text = self.check('check-layers')
        self.assertEqual(code, 1, text)
        for word in words:
            self.assertIn(word, text)

    def test_a_clean_tree_passes(self):
        self.put('src/image/a.c', '#include "base/text.h"\n#include <omr/error.h>\n'
                                  '#include <stdio.h>\n#include <sys/stat.h>\n')
        self.assertEqual(self.check('check-layers'), (0, ''))

    def test_an_include_that_goes_up_is_named_with_its_line(self):
        self.put('src/form/form.h', '')
        self.put('src/base/text.c', '#include <stdio.h>\n#include "form/form.h"\n')
        self.assert_refused('src/base/text.c:2', 'form/form.h')

    def test_an_include_across_is_named(self):
        self.put('src/form/form.h', '')
        self.put('src/image/a.c', '#include "form/form.h"\n')
        self.assert_refused('src/image/a.c:1')

    def test_a_file_with_its_own_line_may_do_more_than_its_folder(self):
        self.put('src/server/server.h', '')
        self.put('src/cli/serve.c', '#include "server/server.h"\n')
        self.assertEqual(self.check('check-layers'), (0, ''))
        self.put('src/cli/other.c', '#include "server/server.h"\n')
        self.assert_refused('src/cli/other.c:1')

    def test_a_folder_without_a_line_may_include_nothing(self):
        self.put('src/new/a.c', '#include "base/text.h"\n')
        self.assert_refused('src/new/a.c:1')

    def test_an_include_without_its_folder_is_refused(self):
        self.put('src/base/text.c', '#include "text.h"\n')
        self.assert_refused('src/base/text.c:1', 'text.h')

    def test_a_library_with_users_in_two_folders_is_refused(self):
        self.put('src/image/a.c', '#include <png.h>\n')
        self.assertEqual(self.check('check-layers'), (0, ''))
        self.put('src/form/b.c', '#include <png.h>\n')
        self.assert_refused('<png.h>', 'src/image/a.c:1', 'src/form/b.c:1')

    def test_a_circle_in_the_table_is_refused(self):
        self.put('src/layers.txt', 'base: form\nform: base\n')
        self.assert_refused('base -> form -> base')

    def test_a_name_without_a_line_in_the_table_is_refused(self):
        self.put('src/layers.txt', 'base: nowhere\n')
        self.assert_refused('nowhere')


class Headers(Tree):
    def test_headers_that_stand_alone_pass(self):
        self.assertEqual(self.check('check-headers'), (0, ''))

    def test_a_header_that_needs_another_first_is_named(self):
        self.put('src/base/bad.h', 'size_t omr_size(void);\n')
        code, text = self.check('check-headers')
        self.assertEqual(code, 1)
        self.assertIn('src/base/bad.h: does not compile alone', text)

    def test_a_public_header_must_be_cpp_too(self):
        self.put('include/omr/class.h', 'int omr_class(int class);\n')
        code, text = self.check('check-headers')
        self.assertEqual(code, 1)
        self.assertIn('include/omr/class.h: does not compile alone', text)


class Format(Tree):
    def setUp(self):
        super().setUp()
        with open(os.path.join(TOP, '.clang-format'), encoding='utf-8') as style:
            self.put('.clang-format', style.read())

    def check_or_skip(self, *arguments):
        code, text = self.check('check-format', *arguments)
        if code == 77:
            self.skipTest('clang-format is not installed')
        return code, text

    def test_a_file_in_another_layout_is_named_and_can_be_mended(self):
        self.put('src/base/text.c', 'int  main( void )\n{ return 0; }\n')
        code, text = self.check_or_skip()
        self.assertNotEqual(code, 0)
        self.assertIn('src/base/text.c:1', text)
        self.check_or_skip('--fix')
        self.assertEqual(self.check_or_skip(), (0, ''))


class Counting(unittest.TestCase):
    """How tests/run counts what a test program printed."""
    runner = load_run()

    def count(self, code, output):
        return tuple(self.runner.count(code, output))

    def test_tap_lines_are_counted_one_by_one(self):
        self.assertEqual(self.count(1, '1..3\nok 1 - a\nnot ok 2 - b\nok 3 # SKIP why\n'),
                         (1, 1, 1))

    def test_a_skipped_test_is_no_failure_however_it_is_spelt(self):
        self.assertEqual(self.count(0, '1..2\nnot ok 1 # SKIP a\nok 2 - b\n'), (1, 0, 1))

    def test_tests_that_never_came_have_failed(self):
        self.assertEqual(self.count(-11, '1..5\nok 1 - a\nok 2 - b\n'), (2, 3, 0))

    def test_a_crash_after_the_last_test_is_a_failure(self):
        self.assertEqual(self.count(1, '1..1\nok 1 - a\n'), (1, 1, 0))

    def test_a_closing_line_is_believed_but_not_against_the_exit_code(self):
        self.assertEqual(self.count(0, 'x\n7 passed, 0 failed, 2 skipped\n'), (7, 0, 2))
        self.assertEqual(self.count(3, '7 passed, 0 failed\n'), (7, 1, 0))

    def test_without_any_line_the_exit_code_counts(self):
        self.assertEqual(self.count(0, ''), (1, 0, 0))
        self.assertEqual(self.count(1, ''), (0, 1, 0))
        self.assertEqual(self.count(77, 'skipped: no corpus'), (0, 0, 1))


if __name__ == '__main__':
    tap.main()
