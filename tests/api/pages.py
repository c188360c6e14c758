#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Several pictures in one order: each is accounted for, and pages become respondents."""
import base64
import json
import os
import subprocess
import tempfile
import unittest

from serve import EXAMPLE, Server, read_file, run

MAKE_BOOK = os.environ.get('OMR_MAKE_BOOK') or 'build/tests/support/make-book'
PHOTO = read_file(EXAMPLE, 'photo.jpg')
PATTERN = json.loads(read_file(EXAMPLE, 'pattern.omr'))
HEADER = 'Element Name,Value,\n'


def make_book(*leaves):
    """A form of three pages and scans of some: the pattern, and the pictures in order."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([MAKE_BOOK, folder, '3', *leaves], check=True)
        return (read_file(folder, 'book.omr'),
                [read_file(folder, leaf.split(':')[0] + '.png') for leaf in leaves])


def documents(answer):
    return [base64.b64decode(result['data']).decode() for result in answer.json()['results']]


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.client = cls.server.new_client()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def details(self, task):
        answer = self.client.ask('GET', '/api/v1/tasks/%s/details' % task)
        self.assertEqual(answer.status, 200)
        return answer, [json.loads(line) for line in answer.body.splitlines()]


class OnePage(Case):
    def test_what_cannot_be_read_keeps_its_place_and_is_named(self):
        task = self.client.submit([PHOTO, b'no picture', PHOTO[:5000], PHOTO])
        answer = self.client.wait(task)
        self.assertEqual(answer.json()['responseStatusCode'], 'Ok')
        self.assertIsNone(answer.json()['error'])
        self.assertEqual(answer.header('Omr-Unread'), '2')
        first, second, third, fourth = documents(answer)
        self.assertEqual((second, third), (HEADER, HEADER))
        self.assertEqual(first, fourth)
        self.assertIn('StudentNumber,"40718253"', first)
        answer, lines = self.details(task)
        self.assertEqual(answer.header('Omr-Unread'), '2')
        self.assertEqual([line['image'] for line in lines],
                         ['image 1', 'image 2', 'image 3', 'image 4'])
        self.assertEqual([line['error'] is None for line in lines], [True, False, False, True])

    def test_json_and_xml_of_what_cannot_be_read_are_whole_documents(self):
        task = self.client.submit([b'no picture', PHOTO], outputFormat='Json')
        self.assertEqual(json.loads(documents(self.client.wait(task))[0]), {'Elements': []})
        task = self.client.submit([b'no picture', PHOTO], outputFormat='Xml')
        self.assertTrue(documents(self.client.wait(task))[0].endswith('</OmrResult>\n'))

    def test_when_nothing_can_be_read_each_is_named_in_the_error(self):
        answer = self.client.wait(self.client.submit([b'no picture', PHOTO[:5000]])).json()
        self.assertEqual((answer['responseStatusCode'], answer['results']), ('Error', None))
        self.assertEqual([message[:9] for message in answer['error']['messages']],
                         ['image 1: ', 'image 2: '])

    def test_a_single_picture_that_was_read_leaves_nothing_unread(self):
        self.assertEqual(self.client.wait(self.client.submit([PHOTO])).header('Omr-Unread'), '0')


class SeveralPages(Case):
    def test_each_respondent_has_a_result(self):
        pattern, images = make_book('b3:3:b:0', 'a2:2:a:1', 'b1:1:b:1', 'a3:3:a:2', 'a1:1:a:0')
        task = self.client.submit(images, pattern)
        answer = self.client.wait(task)
        self.assertEqual(answer.json()['responseStatusCode'], 'Ok')
        b, a = documents(answer)
        self.assertTrue(b.startswith(HEADER + 'Page1Question1,"B"\n'))
        self.assertTrue(a.startswith(HEADER + 'Page1Question1,"A"\n'))
        self.assertIn('\nPage2Question1,"B"\n', a)
        self.assertNotIn('Page2', b)
        self.assertEqual(answer.header('Omr-Unread'), '1')  # page 2 of b
        _, lines = self.details(task)
        people = [line for line in lines if line['schema'] == 'omr.respondent/1']
        self.assertEqual([(line['copy'], line['missing']) for line in people],
                         [('b', [2]), ('a', [])])
        self.assertEqual([(page['image'], page['form_page']) for page in people[1]['pages']],
                         [('image 5', 1), ('image 2', 2), ('image 4', 3)])
        self.assertEqual(people[0]['findings'],
                         [{'code': 'missing_page', 'text': 'page 2 of 3 is missing'}])

    def test_foreign_and_unreadable_pages_are_named(self):
        pattern, images = make_book('one:1:a:0', 'two:2:a:1', 'far:3:a:1:foreign', 'three:3:a:2',
                                    'torn:1:c:0:cut')
        task = self.client.submit(images + [b'no picture'], pattern)
        answer = self.client.wait(task)
        self.assertEqual(len(documents(answer)), 1)
        self.assertEqual(answer.header('Omr-Unread'), '3')
        _, lines = self.details(task)
        errors = [line['error'] for line in lines if line['schema'] == 'omr.details/1']
        self.assertEqual([error is None for error in errors],
                         [True, True, False, True, False, False])
        self.assertIn('belongs to another form', errors[2])
        self.assertIn('QR code for multi page template is not found.', errors[4])

    def test_a_page_alone_says_which_it_is(self):
        pattern, images = make_book('two:2:a:1')
        answer = self.client.wait(self.client.submit(images, pattern))
        self.assertTrue(documents(answer)[0].startswith('Page2 :\n' + HEADER + 'ID,"'))
        self.assertEqual(answer.header('Omr-Unread'), '0')

    def test_a_page_that_nothing_identifies_is_an_error(self):
        pattern, images = make_book('torn:1:c:0:cut')
        answer = self.client.wait(self.client.submit(images, pattern)).json()
        self.assertEqual(answer['responseStatusCode'], 'Error')
        self.assertTrue(answer['error']['messages'][0].startswith(
            'QR code for multi page template is not found. '))


class Settings(unittest.TestCase):
    """How the operator wants documents: each setting changes what it says, and only that."""

    def answers(self, *options, pattern=None, **order):
        with Server(*options) as server:
            client = server.new_client()
            answer = client.wait(client.submit([PHOTO], pattern, **order))
            return answer, documents(answer)[0]

    def test_the_order_of_the_form(self):
        names = [element['Name'] for element in PATTERN['Pages'][0]['Elements']
                 if element['Type'] in ('ChoiceBox', 'CheckBox', 'Grid')]
        _, document = self.answers('--order', 'form')
        rows = [line.rsplit(',"', 1)[0] for line in document.splitlines()[1:]]
        self.assertEqual([row for row in rows if row in names], names)
        _, document = self.answers('--order', 'name')
        self.assertNotEqual([line.rsplit(',"', 1)[0] for line in document.splitlines()[1:]], rows)

    def test_doubtful_fields_show_the_unsure_value(self):
        usual, before = self.answers(recognitionThreshold=99)
        answer, document = self.answers('--unsure-value', 'ask a person', recognitionThreshold=99)
        self.assertGreater(int(answer.header('Omr-Review')), 0)
        self.assertEqual(document.count('"ask a person"'), int(answer.header('Omr-Review')))
        self.assertNotIn('ask a person', before)
        self.assertEqual(usual.header('Omr-Review'), answer.header('Omr-Review'))

    def test_formulas_are_guarded(self):
        text = json.dumps(PATTERN).replace('"Value": "A"', '"Value": "=A"').encode()
        _, plain = self.answers(pattern=text)
        _, guarded = self.answers('--formula-guard', pattern=text)
        self.assertIn(',"=A"\n', plain)
        self.assertNotIn(',"=', guarded)
        self.assertIn(',"\'=A"\n', guarded)


if __name__ == '__main__':
    run('__main__')
