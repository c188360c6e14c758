#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the program says about itself, and how it takes command lines."""
import os
import re

import cli


class Program(cli.Case):
    def test_the_version_is_one_line_on_stdout(self):
        code, out, err = self.omr('--version')
        self.assertEqual((code, err), (0, ''))
        self.assertRegex(out, r'\Aomr \d+\.\d+\.\d+\n\Z')

    def test_help_lists_the_commands(self):
        for arguments in (['--help'], ['-h'], ['help']):
            code, out, err = self.omr(*arguments)
            self.assertEqual((code, err), (0, ''))
            self.assertRegex(out, r'\n  recognize +\S')

    def test_hidden_commands_are_not_listed(self):
        self.assertNotRegex(self.omr('help')[1], r'\n  worker\b')

    def test_help_of_a_command_names_every_option_with_its_help(self):
        for arguments in (['help', 'recognize'], ['recognize', '--help']):
            code, out, err = self.omr(*arguments)
            self.assertEqual((code, err), (0, ''))
            for option in ('format FORMAT', 'threshold N', 'output DIR', 'jobs N'):
                self.assertRegex(out, r'\n  --' + option + r' +\S')
            for exit_code in '01234':
                self.assertRegex(out, r'\n  ' + exit_code + r'  \S')

    def test_without_a_command_the_overview_is_on_stderr(self):
        code, out, err = self.omr()
        self.assertEqual((code, out), (2, ''))
        self.assertIn('usage: omr', err)

    def test_an_unknown_command_is_named(self):
        for arguments in (['recognise'], ['help', 'recognise']):
            self.assertEqual(self.omr(*arguments),
                             (2, '', 'omr: there is no command "recognise"; see omr help\n'))

    def test_a_full_disk_is_trouble(self):
        if not os.path.exists('/dev/full'):
            self.skipTest('no /dev/full here')
        with open('/dev/full', 'w') as full:
            code, _, err = self.omr('help', stdout=full)
        self.assertEqual(code, 4)
        self.assertIn('cannot write the output', err)


class Options(cli.Case):
    def assert_complaint(self, arguments, text):
        code, out, err = self.omr('recognize', *arguments)
        self.assertEqual((code, out), (2, ''))
        self.assertEqual(err, f'omr recognize: {text}; see omr help recognize\n')

    def test_unknown_options_are_named(self):
        self.assert_complaint(['--treshold', '30', 'p', 'i'], 'unknown option --treshold')
        self.assert_complaint(['-t', '30', 'p', 'i'], 'unknown option -t')

    def test_values_out_of_bounds_are_refused(self):
        for value in ('-1', '101', '99999999999999999999'):
            self.assert_complaint(['--threshold', value, 'p', 'i'],
                                  f'--threshold {value}: must be from 0 to 100')
        self.assert_complaint(['--jobs=0', 'p', 'i'], '--jobs 0: must be from 1 to 256')

    def test_values_of_the_wrong_kind_are_refused(self):
        for value in ('', 'x', '3.5', '30%', ' 30'):
            self.assert_complaint([f'--threshold={value}', 'p', 'i'],
                                  f'--threshold {value}: not a whole number')
        self.assert_complaint(['--format', 'CSV2', 'p', 'i'],
                              '--format CSV2: must be one of csv, json, xml, table, details')

    def test_a_missing_value_is_named(self):
        self.assert_complaint(['p', 'i', '--threshold'], '--threshold needs a value (N)')

    def test_a_pattern_and_an_image_are_needed(self):
        for arguments in ([], ['p'], ['--jobs', '2', 'p']):
            self.assert_complaint(arguments, 'a pattern and at least one image are needed')

    def test_two_dashes_end_the_options(self):
        code, _, err = self.omr('recognize', '--', '--help', '--jobs')
        self.assertEqual(code, 3)
        self.assertTrue(re.match(r'omr: --help: cannot open', err), err)


if __name__ == '__main__':
    cli.tap.main()
