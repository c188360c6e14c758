#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Pages that only converters read, through the service: the worker wishes, the server has it done.
Scripts stand in for the converters."""
import base64
import json
import os
import sys
import tempfile
import unittest

from serve import EXAMPLE, TOP, Server, read_file, recognize, run

sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
from unread import HEIC, drawn_pdf, put_photographer, put_program  # noqa: E402

PHOTO = os.path.join(EXAMPLE, 'photo.jpg')


class Converters(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix='omr-programs-')
        self.addCleanup(folder.cleanup)
        self.programs = folder.name

    def server(self, *options):
        return Server('--converters', self.programs, *options)

    def put_photographers(self):
        put_photographer(self.programs, 'pdftoppm', 'out.tif', PHOTO)
        put_photographer(self.programs, 'heif-convert', 'out.jpg', PHOTO)

    def answer_of(self, server, *images):
        client = server.new_client()
        return client.wait(client.submit(images)).json()

    def assert_photos(self, answer, count):
        self.assertEqual(answer['responseStatusCode'], 'Ok', answer)
        expected = recognize(PHOTO).decode()
        documents = [base64.b64decode(result['data']).decode() for result in answer['results']]
        self.assertEqual(documents, [expected] * count)

    def assert_message(self, answer, text):
        self.assertEqual(answer['responseStatusCode'], 'Error', answer)
        self.assertIn(text, ' '.join(answer['error']['messages']))

    def test_pages_and_pictures_are_converted_in_their_order(self):
        self.put_photographers()
        with self.server() as server:
            self.assert_photos(self.answer_of(server, drawn_pdf(3), HEIC, read_file(PHOTO)), 5)

    def test_a_worker_goes_on_after_it(self):
        self.put_photographers()
        with self.server() as server:
            client = server.new_client()
            for _ in range(3):
                self.assert_photos(client.wait(client.submit([HEIC])).json(), 1)
            self.assertNotIn('worker', server.log_text())

    def test_what_is_missing_is_named_with_its_package(self):
        with self.server() as server:
            self.assert_message(self.answer_of(server, HEIC), '(apt install libheif-examples)')

    def test_converters_can_be_done_without(self):
        with Server('--converters', 'none') as server:
            answer = self.answer_of(server, drawn_pdf())
            self.assert_message(answer, 'the PDF page is no scan but drawn')
            self.assertNotIn('apt install', json.dumps(answer))

    def test_one_that_fails_is_named_with_its_page(self):
        put_program(self.programs, 'pdftoppm', 'exit 3')
        with self.server() as server:
            self.assert_message(self.answer_of(server, drawn_pdf(2)),
                                'page 2: pdftoppm could not make a picture of it (exit status 3)')

    def test_all_pages_of_a_task_share_the_time(self):
        put_program(self.programs, 'pdftoppm', 'exec sleep 100')
        with self.server('--convert-timeout', '1s') as server:
            answer = self.answer_of(server, drawn_pdf(3))
            self.assert_message(answer, 'page 1: pdftoppm made no picture of it within ')
            self.assert_message(answer, 'page 3: converting the pages took longer than 1 s in all')

    def test_what_it_makes_is_not_trusted(self):
        put_program(self.programs, 'heif-convert', 'echo hello > out.jpg')
        with self.server() as server:
            self.assert_message(self.answer_of(server, HEIC), 'no picture but a text')

    def test_a_server_that_stops_does_not_wait_for_one(self):
        put_program(self.programs, 'heif-convert', 'exec sleep 1000')
        with self.server('--patience', '0') as server:
            client = server.new_client()
            client.submit([HEIC])
            self.assertEqual(server.stop(), 0)


class Limits(unittest.TestCase):
    def test_each_limit_of_pictures_is_a_setting(self):
        with Server('--max-pixels', '6') as server:
            client = server.new_client()
            answer = client.wait(client.submit([read_file(PHOTO)])).json()
            self.assertEqual(answer['error']['messages'],
                             ['the picture is 2160 x 2880 pixels, it may have 6000000 in all'])

    def test_pages_and_memory(self):
        with Server('--max-pages', '2', '--max-memory', '2') as server:
            client = server.new_client()
            answer = client.wait(client.submit([drawn_pdf(3)])).json()
            self.assertEqual(answer['error']['messages'], ['the file has more than 2 pages'])
            answer = client.wait(client.submit([read_file(PHOTO)])).json()
            self.assertIn('it may take 2097152', answer['error']['messages'][0])


if __name__ == '__main__':
    run('__main__')
