#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Making forms over the service: what client libraries send and need, settings, pictures, errors,
and that what was made is read again."""
import base64
import json
import struct
import unittest

import replays
from replays import UNKNOWN
from serve import SPECIFICATION, Server, b64, run

GENERATION = '/v5.0/omr/GenerateTemplate'
SOURCE = b'?text=Poll\n#Which pet?\n\t() Cat () Dog\n\t(x) None\n'
SETTINGS = {'fontFamily': 'Segoe UI', 'fontStyle': 'Regular', 'fontSize': 12, 'paperSize': 'Letter',
            'bubbleColor': 'Black', 'pageMarginLeft': 210, 'orientation': 'Vertical',
            'bubbleSize': 'Normal', 'outputFormat': 'Png'}


def files_of(answer):
    """(type, bytes) of each result."""
    return [(item['type'], base64.b64decode(item['data'])) for item in answer.json()['results']]


def size_of(png):
    return struct.unpack('>II', png[16:24])


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server('--long-poll', '20s').__enter__()
        cls.client = cls.server.new_client('forms')

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def post(self, order, path=GENERATION + '/PostGenerateTemplate'):
        return self.client.ask('POST', path, json.dumps(order),
                               {'Content-Type': 'application/json'})

    def fetch(self, task):
        return self.client.ask('GET', GENERATION + '/GetGenerateTemplate?id=' + task)

    def make(self, source=SOURCE, **more):
        answer = self.post({'markupFile': b64(source), 'images': {}, **more})
        self.assertEqual(answer.status, 200, answer.body)
        answer = self.fetch(answer.body.decode())
        self.assertEqual((answer.json()['responseStatusCode'], answer.json()['error']),
                         ('Ok', None))
        return files_of(answer)

    def fail_to_make(self, source, **more):
        answer = self.post({'markupFile': b64(source), 'images': {}, **more})
        body = self.fetch(answer.body.decode()).json()
        self.assertEqual((body['responseStatusCode'], body['results']), ('Error', None))
        self.assertEqual(body['error']['warnings'], [])
        return body['error']['messages']

    def errors_of(self, **order):
        answer = self.post(order)
        self.assertEqual(answer.status, 400)
        return answer.json()['errors']


class Making(Case):
    def test_pages_come_first_then_one_pattern(self):
        files = self.make(b'?page=a\n#q\n\t()a ()b\n&page\n?page=b\n#r\n\t()a ()b\n&page\n')
        self.assertEqual([kind for kind, _ in files], ['Png', 'Png', 'Omr'])
        self.assertEqual(size_of(files[0][1]), (2480, 3508))
        self.assertEqual(len(json.loads(files[2][1])['Pages']), 2)

    def test_what_was_made_can_be_read(self):
        (_, page), (_, pattern) = self.make()
        answer = self.client.wait(self.client.submit([page], pattern))
        self.assertEqual(base64.b64decode(answer.json()['results'][0]['data']),
                         b'Element Name,Value,\nQuestion1,""\n')

    def test_every_kind_of_file_can_be_had(self):
        for word, begin in (('Pdf', b'%PDF-'), ('jpg', b'\xff\xd8\xff'), ('TIFF', b'MM\0*'),
                            (2, b'%PDF-'), (None, b'\x89PNG')):
            with self.subTest(word=word):
                files = self.make(outputFormat=word)
                self.assertTrue(files[0][1].startswith(begin))
                self.assertEqual(len(files), 2)

    def test_the_kind_in_the_settings_counts_where_the_outer_one_is_the_default(self):
        self.assertEqual(self.make(outputFormat='Png', settings={'outputFormat': 'Pdf'})[0][0],
                         'Pdf')
        self.assertEqual(self.make(outputFormat='Jpg', settings={'outputFormat': 'Pdf'})[0][0],
                         'Jpg')

    def test_settings_are_words_or_the_services_numbers_in_any_case(self):
        for settings in ({'paperSize': 'letter', 'orientation': 'HORIZONTAL'},
                         {'PAPERSIZE': 1, 'Orientation': 1}, {'paperSize': '1', 'orientation': 1}):
            with self.subTest(settings=settings):
                self.assertEqual(size_of(self.make(settings=settings)[0][1]), (3295, 2551))

    def test_colours_and_right_to_left_and_other_scripts_are_drawn(self):
        files = self.make('?text=שלום مرحبا 你好 नमस्ते 😀\n\tcolor=Teal\n#שאלה\n\t() א () ב\n'.encode(),
                          settings={'bubbleColor': 'red', 'WritingSystem': 'Hebrew'})
        self.assertEqual(files[0][1][25], 2)  # RGB

    def test_settings_that_nobody_knows_or_that_are_null_are_passed_over(self):
        self.assertEqual(size_of(self.make(settings={'mood': 'good', 'paperSize': None})[0][1]),
                         (2480, 3508))

    def test_pictures_are_found_by_name(self):
        (_, logo), _ = self.make()
        files = self.make(SOURCE + b'?image=logo 1.png\n\twidth=300\n\theight=400\n',
                          images={'logo 1.png': b64(logo)})
        self.assertNotEqual(files[0][1], logo)

    def test_warnings_are_no_error_but_details(self):
        task = self.post({'markupFile': b64(SOURCE + b'?texd=x\n')}).body.decode()
        self.assertIsNone(self.fetch(task).json()['error'])
        details = self.client.ask('GET', '/api/v1/tasks/%s/details' % task)
        self.assertEqual(details.json(), {'schema': 'omr.form/1', 'warnings': [
            {'line': 5, 'column': 1, 'path': '', 'code': 'markup.unknown_element',
             'text': "there is no element 'texd'; did you mean 'text'?: left out"}]})

    def test_the_same_order_gives_the_same_bytes(self):
        self.assertEqual(self.make(outputFormat='Pdf'), self.make(outputFormat='Pdf'))


class Failing(Case):
    def test_a_missing_picture_is_the_tasks_error(self):
        self.assertEqual(self.fail_to_make(SOURCE + b'?image=logo.png\n'),
                         ["line 5, column 1: Image 'logo.png' was not provided."])

    def test_a_source_that_is_none_is_the_tasks_error(self):
        self.assertEqual(self.fail_to_make(b'\x89PNG\0'),
                         ['this is no form source but another kind of file: it holds zero bytes'])
        self.assertEqual(self.fail_to_make(b'{"Pages":[]}'),
                         ['this is no form source but other JSON: it has no element_type'])

    def test_a_damaged_picture_is_named(self):
        messages = self.fail_to_make(SOURCE + b'?image=logo.png\n',
                                     images={'logo.png': b64(b'no picture')})
        self.assertIn("picture 'logo.png': ", messages[0])

    def test_what_is_wrong_with_the_order_is_a_400_that_names_each_member(self):
        errors = self.errors_of(images=['x'], settings={'paperSize': 'A5', 'fontSize': [1]},
                                outputFormat='Csv')
        self.assertEqual(sorted(errors), ['images', 'markupFile', 'outputFormat',
                                          'settings.fontSize', 'settings.paperSize'])
        self.assertEqual(errors['settings.paperSize'],
                         ['PaperSize cannot be \'A5\'; it may be: A4, Letter, Legal, Tabloid, A3, '
                          'p8519, p8521'])
        errors = self.errors_of(markupFile='???', images={'a': 'data:x', '': 'eA=='}, settings=3)
        self.assertEqual(sorted(errors), ['images.', 'images.a', 'markupFile', 'settings'])

    def test_an_unknown_id_is_not_found(self):
        body = self.fetch(UNKNOWN).json()
        self.assertEqual((body['responseStatusCode'], body['error']['messages']),
                         ('NotFound', ['Task not found']))

    def test_a_form_is_no_recognition_and_the_other_way_round(self):
        task = self.post({'markupFile': b64(SOURCE)}).body.decode()
        self.assertEqual(self.client.fetch(task).json()['responseStatusCode'], 'NotFound')

    def test_both_ways_to_cancel_forget_the_task(self):
        for path in (GENERATION, GENERATION + '/CancelGenerateTemplate', '/v5/omr/GenerateTemplate',
                     '/v5/GenerateTemplate', '/v5.0/omr/v5/GenerateTemplate'):
            with self.subTest(path=path):
                task = self.post({'markupFile': b64(SOURCE)}).body.decode()
                headers = {'Authorization': 'Bearer ' + self.client.token}
                ask = (self.server.ask if path.startswith('/v5.0/omr/G') else
                       self.server.ask_unchecked)
                answer = ask('DELETE', path + '?id=' + task, headers=headers)
                self.assertEqual(answer.status, 200)
                self.assertEqual(self.fetch(task).json()['responseStatusCode'], 'NotFound')

    def test_wrong_methods_are_told_which_are_right(self):
        answer = self.client.ask('PUT', GENERATION)
        self.assertEqual((answer.status, answer.header('allow')), (405, 'POST, DELETE'))

    def test_hostile_sources_harm_nobody(self):
        self.fail_to_make(b'?positioned_block\n' * 70)
        self.fail_to_make(b'{"element_type":"Template","children":' + b'[' * 100000)
        self.make()


def for_generation(request):
    return (request.replace('RecognizeTemplate/PostRecognizeTemplate',
                            'GenerateTemplate/PostGenerateTemplate')
            .replace('RecognizeTemplate/GetRecognizeTemplate',
                     'GenerateTemplate/GetGenerateTemplate')
            .replace('RecognizeTemplate', 'GenerateTemplate'))


class Replays(replays.Case):
    """The same requests as replays.py has, for the other half of the service."""

    def check_form(self, answer, task):
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual(list(body), ['id', 'responseStatusCode', 'results', 'error'])
        self.assertEqual((body['id'], body['responseStatusCode'], body['error']), (task, 'Ok', None))
        self.assertEqual([item['type'] for item in body['results']], ['Png', 'Omr'])
        self.assertIn('charset=utf-8', answer.header('content-type'))
        self.assertEqual(size_of(base64.b64decode(body['results'][0]['data'])), (2551, 3295))

    def token_of(self, library):
        """As the library itself asks for one: its methods take the texts from the test."""
        self.TOKEN = library.TOKEN
        return library.token(self)

    def go_through(self, library, order, task_of):
        def token():
            return self.token_of(library)
        answer = self.send(for_generation(library.POST), order, token=token())
        self.assertEqual(answer.status, 200, answer.body)
        task = task_of(answer.body.decode())
        self.check_form(self.send(for_generation(library.GET), token=token(), task=task), task)
        body = '{}' if library is replays.Python else ''
        answer = self.send(for_generation(library.DELETE), body, token=token(), task=task,
                           path=GENERATION)
        self.assertEqual((answer.status, answer.body), (200, b''))
        self.check_unknown(self.send(for_generation(replays.Python.GET), token=token(), task=task))

    def order(self, **more):
        return {'markupFile': b64(SOURCE), 'settings': SETTINGS, **more}

    def test_python(self):
        order = json.dumps(self.order(images={}, outputFormat='Png'))
        self.go_through(replays.Python, order, json.loads)

    def test_php(self):
        order = json.dumps(self.order(images=[]), separators=(',', ':')).replace('/', r'\/')
        self.go_through(replays.Php, order, self.check_bare_id)

    def test_java(self):
        order = json.dumps(self.order(images={}), separators=(',', ':'))
        order = order.replace('=', '\\u003d')
        self.go_through(replays.Java, order, self.check_bare_id)

    def test_dart(self):
        settings = {**SETTINGS, 'bubbleColor': None}
        order = json.dumps({**self.order(images=None), 'settings': settings},
                           separators=(',', ':'))
        self.go_through(replays.Dart, order, self.check_bare_id)

    def test_dotnet(self):
        self.TOKEN = replays.Dotnet.TOKEN
        replays.Dotnet.setUp(self)
        order = json.dumps(self.order(images={}), separators=(',', ':'))
        text = self.send_after_100(for_generation(replays.Dotnet.POST), order, token=self.kept)
        task = text.replace('"', '')
        self.check_form(self.send(for_generation(replays.Dotnet.GET), token=self.kept, task=task),
                        task)

    def test_dotnet_that_waits_for_nothing(self):
        self.TOKEN = replays.Dotnet.TOKEN
        replays.Dotnet.setUp(self)
        order = json.dumps(self.order(images={}), separators=(',', ':'))
        for path in ('/v5/GenerateTemplate', '/v5.0/omr/v5/GenerateTemplate'):
            head = for_generation(replays.Dotnet.POST).replace(
                GENERATION + '/PostGenerateTemplate', path)
            text = self.send_after_100(head, order, token=self.kept)
            self.assertRegex(text, r'\A"[0-9a-f-]{36}"\Z')

    def test_the_documentation(self):
        order = json.dumps({'MarkupFile': b64(SOURCE), 'Images': {}, 'Settings': {
            'PaperSize': 'Letter', 'FontSize': 15, 'BubbleColor': 'red', 'PageMarginLeft': 50}})
        head = for_generation(replays.Php.POST).replace('*/*', 'text/plain')
        token = self.token_of(replays.Php)
        task = self.check_bare_id(self.send(head, order, token=token).body.decode())
        get = for_generation(replays.Php.GET).replace('*/*', 'text/plain')
        self.check_form(self.send(get, token=token, task=task), task)


class ZzSpecification(unittest.TestCase):
    def test_every_described_operation_was_checked(self):
        """Runs last: what openapi.yaml describes of forms was really asked for."""
        described = {name for name in SPECIFICATION.names()
                     if name.endswith(('Generation', 'GenerationShort'))}
        self.assertEqual(len(described), 4)
        self.assertLessEqual(described, {operation for operation, _ in SPECIFICATION.checked})


if __name__ == '__main__':
    run('__main__')
