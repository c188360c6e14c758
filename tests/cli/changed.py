#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Answers that were changed: what --changed makes of a field with a mark that is crossed out."""
import json
import os

from PIL import Image, ImageDraw

import cli


class Changed(cli.Case):
    def setUp(self):
        super().setUp()
        self.copy_example()
        with open(self.path('pattern.omr'), encoding='utf-8') as file:
            self.pattern = file.read()
        self.sheet = Image.open(os.path.join(self.folder, 'blank.png')).convert('L')
        self.places = self.places_of('Question1')
        for number in range(2, 20):  # a sheet with answers
            self.fill(self.places_of(f'Question{number}')['A'])

    def places_of(self, name):
        code, out, _ = self.omr('recognize', '--format', 'details', 'pattern.omr', 'blank.png')
        fields = {field['name']: field for field in json.loads(out)['fields']}
        self.assertIn(code, (0, 1, 2))
        return {b['value']: (b['x'], b['y']) for b in fields[name]['bubbles']}

    def fill(self, place):
        x, y = place
        ImageDraw.Draw(self.sheet).ellipse((x - 20, y - 20, x + 20, y + 20), fill=70)

    def cross_out(self, place):
        x, y = place
        draw = ImageDraw.Draw(self.sheet)
        draw.line((x - 48, y - 48, x + 48, y + 48), fill=60, width=6)
        draw.line((x - 48, y + 48, x + 48, y - 48), fill=60, width=6)

    def field(self, *options):
        self.sheet.save(self.path('filled.png'))
        _, out, err = self.omr('recognize', '--format', 'details', *options, 'pattern.omr',
                               'filled.png')
        fields = {field['name']: field for field in json.loads(out)['fields']}
        return fields['Question1']

    def change_from_a_to_c(self):
        self.fill(self.places['A'])
        self.cross_out(self.places['A'])
        self.fill(self.places['C'])

    def test_it_is_asked_about_unless_told_otherwise(self):
        self.change_from_a_to_c()
        for options in ((), ('--changed', 'ask')):
            field = self.field(*options)
            self.assertEqual((field['value'], field['review'], field['reasons']),
                             ('A,C', True, ['crossed_out']))
            self.assertFalse(any('dropped' in b for b in field['bubbles']))

    def test_either_rule_leaves_the_new_answer_and_says_so(self):
        self.change_from_a_to_c()
        for rule in ('darkest', 'cancel'):
            field = self.field('--changed', rule)
            self.assertEqual((field['value'], field['review'], field['reasons']), ('C', False, []))
            self.assertEqual([b['value'] for b in field['bubbles'] if b.get('dropped')], ['A'])

    def test_a_lone_answer_is_only_cancelled(self):
        self.fill(self.places['A'])
        self.cross_out(self.places['A'])
        self.assertEqual(self.field('--changed', 'darkest')['value'], 'A')
        field = self.field('--changed', 'cancel')
        self.assertEqual((field['value'], field['review']), ('', False))

    def test_two_clear_answers_stay(self):
        self.fill(self.places['A'])
        self.fill(self.places['C'])
        for rule in ('ask', 'darkest', 'cancel'):
            field = self.field('--changed', rule)
            self.assertEqual((field['value'], field['review']), ('A,C', False))

    def test_an_unknown_rule_is_named(self):
        code, _, err = self.omr('recognize', '--changed', 'lightest', 'pattern.omr', 'blank.png')
        self.assertNotEqual(code, 0)
        self.assertIn('lightest', err)


if __name__ == '__main__':
    cli.tap.main()
