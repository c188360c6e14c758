#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The service as a program: clients, tokens, states, retention, start and stop."""
import base64
import json
import os
import re
import signal
import struct
import subprocess
import time
import unittest
import zlib

from serve import (EXAMPLE, PROGRAM, RECOGNITION, SPECIFICATION, Server, b64, read_file, recognize,
                   run)

PHOTO = read_file(EXAMPLE, 'photo.jpg')
FORM = {'Content-Type': 'application/x-www-form-urlencoded'}


def white_page():
    """A PNG of an empty page."""
    def chunk(kind, data):
        return (struct.pack('>I', len(data)) + kind + data +
                struct.pack('>I', zlib.crc32(kind + data)))
    rows = b''.join(b'\0' + b'\xff' * 800 for _ in range(1100))
    return (b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', 800, 1100, 8, 0, 0, 0, 0))
            + chunk(b'IDAT', zlib.compress(rows)) + chunk(b'IEND', b''))


def files_below(folder):
    return {os.path.join(path, name) for path, _, names in os.walk(folder) for name in names}


class Clients(unittest.TestCase):
    def test_add_prints_id_and_secret_a_line_each_beside_a_running_server(self):
        with Server() as server:
            result = server.client_command('add', 'school')
            self.assertEqual(result.returncode, 0)
            self.assertRegex(result.stdout,
                             r'\Aclient_id=[0-9a-f-]{36}\nclient_secret=[0-9a-f]{64}\n\Z')
            credentials = dict(line.split('=') for line in result.stdout.split())
            self.assertIsNotNone(server.log_in(credentials))

    def test_the_secret_is_nowhere_in_the_data_folder(self):
        with Server() as server:
            client = server.new_client()
            secret = client.credentials['client_secret'].encode()
            for path in files_below(server.data):
                self.assertNotIn(secret, read_file(path), path)

    def test_list_shows_names_and_ids_but_no_secret(self):
        with Server() as server:
            credentials = server.add_client('school')
            output = server.client_command('list').stdout
            self.assertIn('school', output)
            self.assertIn(credentials['client_id'], output)
            self.assertNotIn(credentials['client_secret'], output)

    def test_a_removed_clients_tokens_stop_at_once(self):
        with Server() as server:
            client = server.new_client('gone')
            self.assertEqual(client.fetch('x').status, 200)
            self.assertEqual(server.client_command('remove', 'gone').returncode, 0)
            self.assertEqual(client.fetch('x').status, 401)
            self.assertIsNone(server.log_in(client.credentials))

    def test_usage_errors_end_with_2_and_say_why(self):
        with Server() as server:
            server.add_client('twice')
            for arguments in (['add', 'twice'], ['remove', 'nobody'], ['add'], ['sing'], []):
                result = server.client_command(*arguments)
                self.assertEqual(result.returncode, 2, arguments)
                self.assertEqual(result.stdout, '')
                self.assertRegex(result.stderr, r'\Aomr client: ')


class Tokens(unittest.TestCase):
    def test_a_token_ends_after_its_lifetime(self):
        with Server('--token-lifetime', '1s') as server:
            client = server.new_client()
            self.assertEqual(client.fetch('x').status, 200)
            time.sleep(1.5)
            answer = client.fetch('x')
            self.assertEqual(answer.status, 401)
            self.assertIn('invalid_token', answer.header('www-authenticate'))

    def test_tokens_and_results_outlive_a_restart(self):
        with Server() as server:
            client = server.new_client()
            task = client.submit([PHOTO])
            first = client.wait(task).json()
            self.assertEqual(server.stop(), 0)
            server.start()
            self.assertEqual(client.fetch(task).json(), first)

    def test_basic_authorization_and_wrong_secrets(self):
        with Server() as server:
            credentials = server.add_client('a')
            pair = '%(client_id)s:%(client_secret)s' % credentials
            answer = server.ask('POST', '/oauth2/token', 'grant_type=client_credentials',
                                {**FORM, 'Authorization': 'Basic ' + b64(pair.encode())})
            self.assertEqual(answer.status, 200)
            answer = server.ask('POST', '/connect/token', 'grant_type=client_credentials'
                                '&client_id=%(client_id)s&client_secret=wrong' % credentials, FORM)
            self.assertEqual((answer.status, answer.json()['error']), (400, 'invalid_client'))


class Recognition(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server('--long-poll', '0').__enter__()
        cls.client = cls.server.new_client()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def data_of(self, answer, index=0):
        return base64.b64decode(answer.json()['results'][index]['data'], validate=True)

    def test_each_format_equals_what_the_command_writes(self):
        for word in ('Csv', 'Json', 'Xml'):
            with self.subTest(word):
                answer = self.client.wait(self.client.submit([PHOTO], outputFormat=word))
                body = answer.json()
                self.assertEqual(list(body), ['id', 'responseStatusCode', 'results', 'error'])
                self.assertEqual(body['responseStatusCode'], 'Ok')
                self.assertIsNone(body['error'])
                self.assertEqual(len(body['results']), 1)
                self.assertEqual(body['results'][0]['type'], word)
                self.assertEqual(self.data_of(answer),
                                 recognize(os.path.join(EXAMPLE, 'photo.jpg'), word.lower()))

    def test_the_answers_of_the_example_are_right(self):
        truth = json.loads(read_file(EXAMPLE, 'photo.answers.json'))
        answer = self.client.wait(self.client.submit([PHOTO], outputFormat='json'))
        rows = {row['Name']: row['Value'] for row in json.loads(self.data_of(answer))['Elements']}
        for name, value in truth['answers'].items():
            if name not in truth['uncertain'] and isinstance(value, str):
                self.assertEqual(rows[name], value, name)

    def test_a_result_can_be_fetched_again_and_tells_of_review(self):
        task = self.client.submit([PHOTO])
        first, second = self.client.wait(task), self.client.fetch(task)
        self.assertEqual(first.body, second.body)
        self.assertRegex(first.header('omr-review'), r'\A\d+\Z')

    def test_details_are_those_of_the_command(self):
        task = self.client.submit([PHOTO])
        review = self.client.wait(task).header('omr-review')
        answer = self.client.ask('GET', '/api/v1/tasks/%s/details' % task)
        self.assertEqual(answer.status, 200)
        theirs = json.loads(recognize(os.path.join(EXAMPLE, 'photo.jpg'), 'details'))
        ours = answer.json()
        self.assertEqual(ours['fields'], theirs['fields'])
        self.assertEqual(sum(field['review'] for field in ours['fields']), int(review))

    def test_each_picture_has_its_result_in_order(self):
        blank = read_file(EXAMPLE, 'blank.png')
        answer = self.client.wait(self.client.submit([PHOTO, blank]))
        self.assertEqual(len(answer.json()['results']), 2)
        self.assertEqual(self.data_of(answer, 1), recognize(os.path.join(EXAMPLE, 'blank.png')))

    def expect_error(self, images, pattern, words):
        answer = self.client.wait(self.client.submit(images, pattern))
        body = answer.json()
        self.assertEqual((body['responseStatusCode'], body['results']), ('Error', None))
        self.assertEqual(list(body['error']), ['messages', 'warnings'])
        self.assertRegex(' '.join(body['error']['messages']), words)

    def test_a_page_without_markers_is_an_error_of_the_task(self):
        self.expect_error([white_page()], None, 'Could not find positioning markers on the image')

    def test_what_is_no_picture_is_an_error_of_the_task(self):
        self.expect_error([b'not a picture'], None, 'the file is no picture')
        self.expect_error([PHOTO[:len(PHOTO) // 2]], None, 'the JPEG file is cut off')
        self.expect_error([b'%PDF-1.4 ' + bytes(100)], None, 'PDF')

    def test_a_bad_pattern_is_an_error_of_the_task(self):
        self.expect_error([PHOTO], b'{"Pages": 7}', r'\AomrFile: Pages: not an array\Z')
        self.expect_error([PHOTO], b'not JSON', r'\AomrFile: this is no recognition pattern')
        self.expect_error([PHOTO], b'{"Pages": [7', r'\AomrFile: .* line 1, column \d+: ')

    def test_a_threshold_reaches_the_engine(self):
        csv = self.data_of(self.client.wait(self.client.submit([PHOTO], recognitionThreshold=100)))
        self.assertIn(b'Question1,""', csv)

    def test_unknown_ids_are_answered_in_both_vocabularies(self):
        unknown = '0b5d2f6e-6c1a-4e9b-8f37-5a0d3c2b1a09'
        failure = {'messages': ['Task not found'], 'warnings': []}
        for accept, word in ((None, 'NotFound'), ('text/plain', 'NotFound'),
                             ('application/json', 'TaskNotFound')):
            self.assertEqual(self.client.fetch(unknown, accept).json(),
                             {'id': unknown, 'responseStatusCode': word, 'results': None,
                              'error': failure})

    def test_another_clients_task_is_as_unknown(self):
        task = self.client.submit([PHOTO])
        other = self.server.new_client('other')
        self.assertEqual(other.fetch(task).json()['responseStatusCode'], 'NotFound')
        self.assertEqual(other.ask('GET', '/api/v1/tasks/%s/details' % task).status, 404)
        self.assertEqual(other.ask('GET', '/api/v1/tasks/%s/overlay' % task).status, 404)
        other.ask('DELETE', RECOGNITION + '?id=' + task)
        self.assertEqual(self.client.wait(task).json()['responseStatusCode'], 'Ok')

    def test_a_cancelled_task_is_gone(self):
        task = self.client.submit([PHOTO])
        self.client.wait(task)
        for _ in range(2):
            answer = self.client.ask('DELETE', RECOGNITION + '/CancelRecognizeTemplate?id=' + task)
            self.assertEqual((answer.status, answer.body), (200, b''))
        self.assertEqual(self.client.fetch(task).json()['responseStatusCode'], 'NotFound')

    def test_a_malformed_order_names_each_wrong_member(self):
        answer = self.client.post({'images': ['*'], 'recognitionThreshold': 500})
        self.assertEqual(answer.status, 400)
        self.assertEqual(sorted(answer.json()['errors']),
                         ['images[0]', 'omrFile', 'recognitionThreshold'])

    def test_the_log_holds_nothing_of_a_body(self):
        self.client.post({'images': ['SECRETIMAGE'], 'omrFile': 'U0VDUkVU', 'x': 'SECRETWORD'})
        self.client.wait(self.client.submit([b'SECRETBYTES'], b'{"Name":"SECRETNAME"}'))
        self.assertNotIn('SECRET', self.server.log_text())

    def test_health_counts_workers(self):
        answer = self.server.ask('GET', '/health')
        self.assertEqual((answer.status, answer.json()['workers']), (200, 2))

    def test_paths_that_do_not_exist_are_problems(self):
        self.assertEqual(self.client.ask('GET', '/v5.0/omr/nothing').status, 404)
        self.assertEqual(self.client.ask('GET', '/connect/token').status, 405)


class Settings(unittest.TestCase):
    def test_a_pending_task_is_processing_or_not_ready(self):
        with Server('--long-poll', '0', '--workers', '1') as server:
            client = server.new_client()
            tasks = [client.submit([PHOTO]) for _ in range(8)]
            body = client.fetch(tasks[-1]).json()
            self.assertEqual(body, {'id': tasks[-1], 'responseStatusCode': 'Processing',
                                    'results': None, 'error': None})
            self.assertEqual(client.fetch(tasks[-1], 'application/json').json()
                             ['responseStatusCode'], 'NotReady')
            answer = client.ask('GET', '/api/v1/tasks/%s/details' % tasks[-1])
            self.assertEqual(answer.status, 409)

    def test_with_a_long_poll_the_first_fetch_has_the_result(self):
        with Server('--long-poll', '60s') as server:
            client = server.new_client()
            body = client.fetch(client.submit([PHOTO])).json()
            self.assertEqual(body['responseStatusCode'], 'Ok')

    def test_after_its_retention_a_task_is_unknown_and_its_files_are_gone(self):
        with Server('--retention', '3s') as server:
            client = server.new_client()
            before = files_below(server.data)
            task = client.submit([PHOTO])
            self.assertGreater(len(files_below(server.data) - before), 0)
            time.sleep(3.2)
            self.assertEqual(client.fetch(task).json()['responseStatusCode'], 'NotFound')
            end = time.monotonic() + 15
            while files_below(server.data) - before and time.monotonic() < end:
                time.sleep(0.2)
            left = {path for path in files_below(server.data) - before
                    if not re.search(r'omr\.db(-wal|-shm)?$', path)}
            self.assertEqual(left, set())

    def test_a_body_beyond_the_limit_is_413(self):
        with Server('--max-body', '1') as server:
            client = server.new_client()
            self.assertEqual(client.post({'images': ['A' * (1 << 20)]}).status, 413)

    def test_settings_come_from_the_environment_and_options_win(self):
        with Server('--long-poll', '0', environment={'OMR_TOKEN_LIFETIME': '77s',
                                                      'OMR_LONG_POLL': '60s'}) as server:
            answer = server.ask('POST', '/connect/token', 'grant_type=client_credentials&client_id='
                                '%(client_id)s&client_secret=%(client_secret)s'
                                % server.add_client('a'), FORM)
            self.assertEqual(answer.json()['expires_in'], 77)

    def test_documents_look_as_the_operator_wants(self):
        with Server('--json-shape', 'both', '--unsure-value', 'ask a person',
                    environment={'OMR_FORMULA_GUARD': '1'}) as server:
            client = server.new_client()
            answer = client.wait(client.submit([PHOTO], outputFormat='Json')).json()
            document = json.loads(base64.b64decode(answer['results'][0]['data']))
            self.assertEqual(list(document), ['Elements', 'RecognitionResults'])
            self.assertEqual([(row['Name'], row['Value']) for row in document['Elements']],
                             [(row['ElementName'], row['Value'])
                              for row in document['RecognitionResults']])

    def test_settings_that_make_no_sense_end_with_2(self):
        for arguments in (['--retention', 'soon'], ['--listen', 'nowhere'], ['--nonsense'], ['--unsure-value', 'x' * 65],
                          ['operand']):
            result = subprocess.run([PROGRAM, 'serve', *arguments], capture_output=True, text=True,
                                    timeout=60)
            self.assertEqual(result.returncode, 2, arguments)
            self.assertRegex(result.stderr, r'\Aomr serve: ')

    def test_a_second_server_on_the_same_folder_is_refused(self):
        with Server() as server:
            result = subprocess.run([PROGRAM, 'serve', '--listen', '127.0.0.1:0', '--data',
                                     server.data], capture_output=True, text=True, timeout=60)
            self.assertEqual(result.returncode, 4)
            self.assertNotEqual(result.stderr, '')


class Stopping(unittest.TestCase):
    def test_sigterm_keeps_what_waits_and_ends_with_0(self):
        with Server('--workers', '1') as server:
            client = server.new_client()
            tasks = [client.submit([PHOTO]) for _ in range(6)]
            self.assertEqual(server.stop(), 0)
            server.start()
            for task in tasks:
                self.assertEqual(client.wait(task).json()['responseStatusCode'], 'Ok')

    def test_sigint_ends_with_0_too_and_at_once_when_nothing_runs(self):
        with Server() as server:
            begin = time.monotonic()
            self.assertEqual(server.stop(signal.SIGINT), 0)
            self.assertLess(time.monotonic() - begin, 10)


class ZzSpecification(unittest.TestCase):
    def test_every_described_operation_was_checked(self):
        """Runs last: what openapi.yaml describes was really asked for, but for the making of forms,
        which has a test of its own."""
        asked = {operation for operation, _ in SPECIFICATION.checked}
        self.assertEqual(asked, {name for name in SPECIFICATION.names()
                                 if not name.endswith(('Generation', 'GenerationShort'))})


if __name__ == '__main__':
    run('__main__')
