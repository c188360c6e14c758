#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What was read, shown on the task's own pictures."""
import os
import struct
import subprocess
import tempfile
import unittest

from serve import EXAMPLE, PROGRAM, Server, read_file, run

PHOTO = read_file(EXAMPLE, 'photo.jpg')
BLANK = read_file(EXAMPLE, 'blank.png')
PATTERN = os.path.join(EXAMPLE, 'pattern.omr')


def inspect(picture, *options):
    """What `omr inspect` draws."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (('picture', picture), ('out.png', b'')):
            with open(os.path.join(folder, name), 'wb') as file:
                file.write(content)
        subprocess.run([PROGRAM, 'inspect', PATTERN, os.path.join(folder, 'picture'), '--output',
                        os.path.join(folder, 'out.png'), *options], capture_output=True,
                       timeout=120)
        return read_file(folder, 'out.png')


def bodies(server):
    return len(os.listdir(os.path.join(server.data, 'requests')))


class Overlay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.client = cls.server.new_client()
        cls.task = cls.client.submit([PHOTO, BLANK, b'no picture'])
        cls.client.wait(cls.task)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def fetch(self, query='', client=None, task=None):
        return (client or self.client).ask(
            'GET', '/api/v1/tasks/%s/overlay%s' % (task or self.task, query))

    def test_it_is_what_inspect_draws(self):
        answer = self.fetch()
        self.assertEqual((answer.status, answer.header('content-type')), (200, 'image/png'))
        self.assertEqual(answer.body, inspect(PHOTO))
        self.assertEqual(answer.header('cache-control'), 'no-store')

    def test_any_picture_can_be_chosen(self):
        self.assertEqual(self.fetch('?image=2').body, inspect(BLANK))

    def test_the_tasks_own_threshold_counts(self):
        task = self.client.submit([PHOTO], recognitionThreshold=99)
        self.client.wait(task)
        self.assertEqual(self.fetch(task=task).body, inspect(PHOTO, '--threshold', '99'))

    def test_where_the_form_is_not_found_the_picture_says_why(self):
        width, height = 600, 800
        bitmap = (b'BM' + struct.pack('<IHHI', 54 + 3 * width * height, 0, 0, 54)
                  + struct.pack('<IiiHHIIiiII', 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
                  + b'\xff' * (3 * width * height))
        task = self.client.submit([bitmap])
        self.assertEqual(self.client.wait(task).json()['responseStatusCode'], 'Error')
        answer = self.fetch(task=task)
        self.assertEqual(answer.status, 200)
        self.assertEqual(answer.body, inspect(bitmap))

    def test_what_is_not_there_is_404_and_says_so(self):
        for query, words in (('?image=4', 'image 4'), ('?page=2', 'no page'),
                             ('?image=3', 'nothing to show')):
            answer = self.fetch(query)
            self.assertEqual(answer.status, 404, query)
            self.assertIn(words, answer.json()['detail'])
        self.assertEqual(self.fetch(task='00000000-0000-4000-8000-000000000000').status, 404)

    def test_numbers_that_make_no_sense_are_400(self):
        for query in ('?page=0', '?page=-1', '?image=x', '?page=99999999999999999999'):
            self.assertEqual(self.fetch(query).status, 400, query)

    def test_only_the_owner_sees_it(self):
        other = self.server.new_client('other')
        self.assertEqual(self.fetch(client=other).status, 404)
        answer = self.server.ask('GET', '/api/v1/tasks/%s/overlay' % self.task)
        self.assertEqual(answer.status, 401)

    def test_it_leaves_nothing_behind(self):
        before = bodies(self.server)
        self.assertEqual(self.fetch().status, 200)
        self.assertEqual(bodies(self.server), before)

    def test_a_cancelled_tasks_pictures_are_gone(self):
        task = self.client.submit([PHOTO])
        self.client.wait(task)
        before = bodies(self.server)
        self.client.ask('DELETE', '/v5.0/omr/RecognizeTemplate?id=' + task)
        self.assertEqual(bodies(self.server), before - 1)
        self.assertEqual(self.fetch(task=task).status, 404)


class Keeping(unittest.TestCase):
    def test_pictures_can_be_dropped_when_the_task_is_done(self):
        with Server('--pictures', 'drop') as server:
            client = server.new_client()
            task = client.submit([PHOTO])
            client.wait(task)
            self.assertEqual(bodies(server), 0)
            answer = client.ask('GET', '/api/v1/tasks/%s/overlay' % task)
            self.assertEqual(answer.status, 404)
            self.assertIn('no longer kept', answer.json()['detail'])

    def test_a_task_that_is_not_done_is_409(self):
        with Server('--workers', '1', '--long-poll', '0') as server:
            client = server.new_client()
            tasks = [client.submit([PHOTO] * 5) for _ in range(4)]
            answer = client.ask('GET', '/api/v1/tasks/%s/overlay' % tasks[-1])
            self.assertEqual(answer.status, 409)


if __name__ == '__main__':
    run('__main__')
