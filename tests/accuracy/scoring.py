#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""How corpus.py counts: what is wrong without a flag must never look right."""
import os
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'support'))
import corpus  # noqa: E402
import tap  # noqa: E402


def field(name, value, review=False, marked=''):
    return {'name': name, 'value': value, 'review': review,
            'bubbles': [{'value': letter, 'marked': letter in marked} for letter in 'ABCD']}


def score(truth, *fields, rows=None, uncertain=()):
    case = corpus.Case('x', '', '', {'answers': truth, 'uncertain': list(uncertain)}, rows, None)
    return corpus.compare(case, {'fields': list(fields)})


class Scoring(unittest.TestCase):
    def counts(self, result):
        return result.right, result.wrong, result.flagged, result.caught

    def test_right_wrong_flagged_and_caught_are_told_apart(self):
        result = score({'a': '1', 'b': '2', 'c': '3', 'd': '4'}, field('a', '1'), field('b', 'x'),
                       field('c', '3', True), field('d', 'x', True))
        self.assertEqual(self.counts(result), (1, 1, 1, 1))
        self.assertIn("b: 'x', not '2'", result.wrong_names)

    def test_a_missing_row_is_wrong(self):
        self.assertEqual(self.counts(score({'a': ''})), (0, 1, 0, 0))

    def test_rows_of_one_name_are_a_multiset(self):
        result = score({'a': ['1', '2', '2']}, field('a', '2'), field('a', '1'), field('a', '1'))
        self.assertEqual(self.counts(result), (2, 1, 0, 0))

    def test_a_row_too_many_is_wrong_where_all_rows_are_known(self):
        result = score({}, field('a', '1'), field('b', ''), rows=[('a', '1')])
        self.assertEqual(self.counts(result), (1, 1, 0, 0))

    def test_uncertain_fields_are_not_scored(self):
        result = score({'a': '1', 'b': '2'}, field('a', '1'), field('b', 'x'), uncertain=['b'])
        self.assertEqual((result.fields, result.wrong), (1, 0))

    def test_misread_bubbles_are_counted(self):
        result = score({'a': 'A,C', 'b': 'B'}, field('a', 'A,D', marked='AD'),
                       field('b', '', marked=''))
        self.assertEqual(result.bubbles_wrong, 3)

    def test_what_was_stated_is_held_against_what_was_right(self):
        fields = [dict(field(name, '1'), confidence=c)
                  for name, c in (('a', 1), ('b', 0.9995), ('c', 0.95), ('d', 0.3))]
        result = score({'a': '1', 'b': '2', 'c': '1', 'd': '2', 'e': '1'}, *fields)
        rows = corpus.reliability([result])
        self.assertEqual([(fields, wrong) for _, fields, wrong, _ in rows],
                         [(1, 1), (0, 0), (0, 0), (1, 0), (0, 0), (3, 2)])

    def test_floors_only_rise(self):
        better, worse = score({'a': '1'}, field('a', '1')), score({'a': '1'}, field('a', 'x'))
        floor = corpus.raised(None, better)
        self.assertEqual(corpus.raised(floor, worse), floor)
        self.assertTrue(corpus.is_below(floor, worse))
        self.assertFalse(corpus.is_below(floor, better))


class Engine(unittest.TestCase):
    def test_a_name_with_commas_ends_at_the_last_quote(self):
        path = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), 'e.csv')
        with open(path, 'w', encoding='utf-8') as file:
            file.write('Element Name,Value,\r\nA, b and c,"x ""y"""\r\nQ1,""\r\n')
        self.assertEqual(corpus.engine_rows(path), [('A, b and c', 'x "y"'), ('Q1', '')])


if __name__ == '__main__':
    tap.main()
