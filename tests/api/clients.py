#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Standard HTTP clients run for real, from login to answers: Node's two and curl. (Python's is the
tutorial's; curl also runs everything that docs/api.md shows.)"""
import base64
import json
import os
import shutil
import subprocess
import tempfile
import unittest

from serve import EXAMPLE, TOP, Server, b64, read_file, recognize, run

PATTERN, PHOTO = os.path.join(EXAMPLE, 'pattern.omr'), os.path.join(EXAMPLE, 'photo.jpg')
BASE = '/v5.0/omr/RecognizeTemplate'


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server().__enter__()
        cls.credentials = cls.server.add_client('clients')
        cls.host = 'http://127.0.0.1:%d' % cls.server.port
        cls.expected = recognize(PHOTO)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def run_node(self, way):
        if not shutil.which('node'):
            self.skipTest('node is not installed')
        script = os.path.join(TOP, 'tests', 'api', 'node.mjs')
        result = subprocess.run(['node', script, way, self.host, self.credentials['client_id'],
                                 self.credentials['client_secret'], PATTERN, PHOTO],
                                capture_output=True, timeout=120)
        self.assertEqual(result.stderr, b'')
        self.assertEqual(result.stdout, self.expected)

    def test_nodes_fetch(self):
        self.run_node('fetch')

    def test_nodes_http_with_bodies_in_chunks(self):
        self.run_node('http')

    def curl(self, path, *arguments):
        result = subprocess.run(['curl', '-sS', '--fail', self.host + path, *arguments],
                                capture_output=True, text=True, timeout=120)
        self.assertEqual(result.stderr, '')
        return result.stdout

    def test_curl_with_a_multipart_login_and_an_expected_body(self):
        if not shutil.which('curl'):
            self.skipTest('curl is not installed')
        token = json.loads(self.curl('/connect/token', '-F', 'grant_type=client_credentials',
                                     '-F', 'client_id=' + self.credentials['client_id'],
                                     '-F', 'client_secret=' + self.credentials['client_secret']))
        bearer = ['-H', 'Authorization: Bearer ' + token['access_token']]
        with tempfile.NamedTemporaryFile('w', suffix='.json') as order:
            json.dump({'images': [b64(read_file(PHOTO))], 'omrFile': b64(read_file(PATTERN)),
                       'unknown': 'x' * (1 << 20)}, order)
            order.flush()
            task = self.curl(BASE + '/PostRecognizeTemplate', *bearer, '-d', '@' + order.name,
                             '-H', 'Content-Type: application/json',
                             '-H', 'Expect: 100-continue')
        state = 'Processing'
        while state == 'Processing':
            answer = json.loads(self.curl(BASE + '/GetRecognizeTemplate?id=' + task, *bearer))
            state = answer['responseStatusCode']
        self.assertEqual(base64.b64decode(answer['results'][0]['data']), self.expected)
        self.assertEqual(self.curl(BASE + '?id=' + task, *bearer, '-X', 'DELETE'), '')


if __name__ == '__main__':
    run('__main__')
