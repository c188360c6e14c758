#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""docs/errors.md and the sources tell the same errors, findings and reasons, in the same words."""
import glob
import os
import re
import sys
import unittest

TOP = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.dont_write_bytecode = True
import tap  # noqa: E402

DOCUMENT = 'docs/errors.md'
LITERAL = re.compile(r'"((?:[^"\\]|\\.)*)"')
CODE = re.compile(r'[a-z][a-z0-9]*(?:[._][a-z0-9]+)*\Z')
COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)
CONVERSION = re.compile(r'%[-+0-9.*]*(?:ll|l|z|h|j)?[diuxXsgfc]')
# Function: which arguments are the code and the text.
CALLS = {'omr_fail': (2, 3), 'omr_registration_add_finding': (1, 2), 'add_finding': (1, 2),
         'note_finding': (1, 2), 'omr_remark_add': (1, 2), 'omr_markup_warn': (2, 3),
         'omr_plan_warn': (2, 3), 'omr_plan_fail': (3, 4),
         'fail_with': (2, None)}
CALL = re.compile(r'\b(' + '|'.join(CALLS) + r')\(')
ROW = re.compile(r'^\| `([a-z0-9._]+)` \| (.*?) \| (.*?) \|$', re.M)


def without_comments(text):
    """Comments become blanks; what looks like one inside a string stays."""
    pattern = re.compile(LITERAL.pattern + '|' + COMMENT.pattern, re.S)
    return pattern.sub(lambda m: m.group(0) if m.group(0)[0] == '"' else ' ', text)


def arguments(text, at):
    """The arguments of the call whose opening parenthesis stands just before `at`."""
    depth, parts, begin = 0, [], at
    while at < len(text):
        literal = LITERAL.match(text, at)
        if literal:
            at = literal.end()
            continue
        if depth == 0 and text[at] in ',)':
            parts.append(text[begin:at].strip())
            begin = at + 1
            if text[at] == ')':
                return parts
        depth += (text[at] in '([{') - (text[at] in ')]}')
        at += 1
    return parts


def template(argument):
    """A format as people read it, with `…` for what is filled in; None when it is no literal."""
    argument = re.sub(r'%"\s*PRI([diux])(?:8|16|32|64|MAX)\s*"', r'%\1', argument)
    argument = re.sub(r'"\s*PRI\w+\s*\Z', 'd"', argument)
    if re.sub(r'\s', '', LITERAL.sub('', argument)):
        return None
    text = ''.join(LITERAL.findall(argument)).replace('\\"', '"')
    return CONVERSION.sub('…', text).replace('%%', '%')


def told_by(source):
    """Pairs of code and text (None: not a constant) that a source file tells."""
    source = without_comments(source)
    for call in CALL.finditer(source):
        given = arguments(source, call.end())
        code_at, text_at = CALLS[call.group(1)]
        if len(given) <= code_at:
            continue
        text = template(given[text_at]) if text_at and text_at < len(given) else None
        for code in LITERAL.findall(given[code_at]):
            yield code, text
    # Codes that go through another function of the file on their way to omr_fail().
    for code in re.findall(r'\bfail_?\w*\([^;"]*"([a-z0-9]+\.[a-z0-9_.]+)"', source):
        yield code, None


def reasons(header):
    return re.findall(r'X\(OMR_REASON_\w+, "(\w+)", "([^"]+)"\)', re.sub(r'\\\n\s*', '', header))


def read(path):
    with open(os.path.join(TOP, path), encoding='utf-8') as file:
        return file.read()


def told_by_the_code():
    """Code to the texts it comes with."""
    told = {}
    for path in sorted(glob.glob('src/**/*.c*', root_dir=TOP, recursive=True)):
        for code, text in told_by(read(path)):
            told.setdefault(code, set())
            if text:
                told[code].add(text)
    for code, text in reasons(read('include/omr/result.h')):
        told.setdefault(code, set()).add(text)
    return told


def has_words(text):
    """Whether it says anything of its own: `…: …` only hands on what others said."""
    return len(re.findall('[a-z]', text)) > 3


class Reading(unittest.TestCase):
    """The check itself sees what it should."""

    def test_a_call_over_several_lines_is_read(self):
        source = ('return omr_fail(err, limit(a, b), "image.side", /* "no" */\n'
                  '    "a side of %" PRIu64 " px, %.0f %% too "\n    "much: \\"%s\\"", f("x"), 1);')
        self.assertEqual(list(told_by(source)), [('image.side', 'a side of … px, … % too much: "…"')])

    def test_both_codes_of_a_choice_are_seen(self):
        source = 'omr_fail(err, s, is_limit ? "json.limit" : "json.syntax", "line %zu", line);'
        self.assertEqual([code for code, _ in told_by(source)], ['json.limit', 'json.syntax'])

    def test_a_code_handed_on_by_a_function_of_the_file_is_seen(self):
        source = 'return fail_with(item, OMR_ERROR_INPUT, "form.invalid", problem, err);'
        self.assertIn(('form.invalid', None), list(told_by(source)))

    def test_a_code_in_a_comment_is_not_told(self):
        self.assertEqual(list(told_by('/* return omr_fail(err, s, "image.old", "old"); */')), [])

    def test_reasons_are_read_from_their_table(self):
        self.assertEqual(reasons('X(OMR_REASON_A, "a", "one")  \\\n  X(OMR_REASON_B, "b", "two")'),
                         [('a', 'one'), ('b', 'two')])


class Errors(unittest.TestCase):
    def setUp(self):
        self.told = told_by_the_code()
        self.rows = ROW.findall(read(DOCUMENT))

    def test_there_are_plenty_of_errors_to_check(self):
        self.assertGreater(len(self.told), 60)
        self.assertIn('memory', self.told)
        self.assertIn('mirrored', self.told)
        self.assertIn('unsure_mark', self.told)

    def test_every_code_has_the_shape_of_one(self):
        for code in self.told:
            with self.subTest(code=code):
                self.assertRegex(code, CODE)

    def test_every_code_is_documented_once(self):
        documented = [code for code, _, _ in self.rows]
        for code, texts in sorted(self.told.items()):
            with self.subTest(code=code):
                row = f'| `{code}` | {"<br>".join(sorted(filter(has_words, texts)))} | what to do |'
                self.assertEqual(documented.count(code), 1, f'{DOCUMENT} needs one row:\n{row}')

    def test_nothing_is_documented_that_is_never_told(self):
        for code, _, _ in self.rows:
            with self.subTest(code=code):
                self.assertTrue(code in self.told)

    def test_the_texts_are_those_of_the_code(self):
        for code, said, _ in self.rows:
            texts = self.told.get(code, set())
            for text in filter(has_words, texts):
                with self.subTest(code=code):
                    self.assertIn(text, said.split('<br>'))
            for text in said.split('<br>') if texts else ():
                with self.subTest(code=code, documented=text):
                    self.assertIn(text, texts)

    def test_every_row_says_what_to_do(self):
        for code, _, remedy in self.rows:
            with self.subTest(code=code):
                self.assertGreater(len(remedy), 8)


if __name__ == '__main__':
    tap.main()
