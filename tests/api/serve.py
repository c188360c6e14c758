# SPDX-License-Identifier: MIT
"""A server of a test's own: a fresh folder, a free port, ended by its process id."""
import base64
import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse

from openapi import Specification

TOP = os.environ.get('OMR_TOP') or os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PROGRAM = os.environ.get('OMR_PROGRAM') or os.path.join(TOP, 'build', 'omr')
EXAMPLE = os.path.join(TOP, 'examples', 'exam')
SPECIFICATION = Specification(os.path.join(TOP, 'api', 'openapi.yaml'))
RECOGNITION = '/v5.0/omr/RecognizeTemplate'

# A slow machine, or a build with sanitizers, is no reason to fail.
PATIENCE_S = 120


def read_file(*path):
    with open(os.path.join(*path), 'rb') as file:
        return file.read()


def b64(data):
    return base64.b64encode(data).decode()


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def header(self, name):
        return self.headers.get(name.lower())

    def json(self):
        return json.loads(self.body)


class Server:
    """with Server('--retention', '3s') as server: ..."""

    def __init__(self, *options, data=None, environment=None):
        self.own_data = data is None
        self.data = data or tempfile.mkdtemp(prefix='omr-api-')
        self.options, self.environment = options, environment or {}
        self.process = None
        self.credentials = None

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self.process:
            self.process.stdout.close()
            self.process = None
        if self.own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self):
        self.log = open(os.path.join(self.data, 'log.txt'), 'ab')
        self.process = subprocess.Popen(
            [PROGRAM, 'serve', '--listen', '127.0.0.1:0', '--data', self.data, '--workers', '2',
             *self.options],
            stdout=subprocess.PIPE, stderr=self.log, env={**os.environ, **self.environment})
        self.log.close()
        line = self.process.stdout.readline().decode()
        match = re.fullmatch(r'omr: listening on http://127\.0\.0\.1:(\d+)\n', line)
        if not match:
            raise RuntimeError('no address: %r; %s' % (line, self.log_text()))
        self.port = int(match.group(1))

    def log_text(self):
        return read_file(self.data, 'log.txt').decode()

    def stop(self, how=signal.SIGTERM):
        """Ends the server and returns its exit code."""
        self.process.send_signal(how)
        code = self.process.wait(60)
        self.process.stdout.close()
        self.process = None
        return code

    # --- clients ---

    def client_command(self, *arguments):
        return subprocess.run([PROGRAM, 'client', *arguments, '--data', self.data],
                              capture_output=True, text=True, timeout=60)

    def add_client(self, name):
        output = self.client_command('add', name).stdout
        return dict(line.split('=', 1) for line in output.splitlines())

    def new_client(self, name='tests'):
        """A client that is logged in."""
        return Client(self, self.add_client(name))

    # --- requests ---

    def ask(self, method, target, body=None, headers=None):
        """Sends one request and checks the answer against the specification."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, target, body, headers or {})
            response = connection.getresponse()
            raw = response.getheaders()
            answer = Answer(response.status, {k.lower(): v for k, v in raw}, response.read())
        finally:
            connection.close()
        assert len(raw) == len(answer.headers), 'a header was sent twice: %r' % raw
        SPECIFICATION.check_answer(method, target, answer.status, answer.header('content-type'),
                                   answer.body)
        return answer

    def ask_unchecked(self, method, target, headers=None):
        """One request to a spelling of a path that the specification does not list."""
        connection = http.client.HTTPConnection('127.0.0.1', self.port, timeout=PATIENCE_S)
        try:
            connection.request(method, target, None, headers or {})
            response = connection.getresponse()
            raw = response.getheaders()
            return Answer(response.status, {k.lower(): v for k, v in raw}, response.read())
        finally:
            connection.close()

    def ask_raw(self, request):
        """Sends bytes, half-closes nothing, and reads one answer as bytes."""
        with socket.create_connection(('127.0.0.1', self.port), timeout=PATIENCE_S) as sock:
            sock.sendall(request)
            data = b''
            while b'\r\n\r\n' not in data:
                piece = sock.recv(65536)
                if not piece:
                    raise RuntimeError('closed after %r' % data)
                data += piece
            head, _, body = data.partition(b'\r\n\r\n')
            size = int(re.search(rb'content-length: (\d+)', head, re.I).group(1))
            while len(body) < size:
                body += sock.recv(65536)
        lines = head.decode().split('\r\n')
        headers = {k.lower(): v for k, v in (line.split(': ', 1) for line in lines[1:])}
        return Answer(int(lines[0].split()[1]), headers, body)

    def log_in(self, credentials):
        form = urllib.parse.urlencode({'grant_type': 'client_credentials', **credentials})
        answer = self.ask('POST', '/connect/token', form,
                          {'Content-Type': 'application/x-www-form-urlencoded'})
        return answer.json()['access_token'] if answer.status == 200 else None


class Client:
    def __init__(self, server, credentials):
        self.server, self.credentials = server, credentials
        self.token = server.log_in(credentials)

    def ask(self, method, target, body=None, headers=None):
        headers = {'Authorization': 'Bearer ' + self.token, **(headers or {})}
        return self.server.ask(method, target, body, headers)

    def post(self, order, accept=None):
        headers = {'Content-Type': 'application/json'}
        if accept:
            headers['Accept'] = accept
        return self.ask('POST', RECOGNITION + '/PostRecognizeTemplate', json.dumps(order), headers)

    def submit(self, images, pattern=None, **more):
        order = {'images': [b64(image) for image in images], 'omrFile': b64(pattern or
                 read_file(EXAMPLE, 'pattern.omr')), **more}
        answer = self.post(order)
        assert answer.status == 200, answer.body
        return answer.body.decode()

    def fetch(self, task, accept=None):
        return self.ask('GET', RECOGNITION + '/GetRecognizeTemplate?id=' + task, None,
                        {'Accept': accept} if accept else {})

    def wait(self, task):
        """Fetches until the task has ended; the last answer."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            answer = self.fetch(task)
            if answer.json()['responseStatusCode'] != 'Processing':
                return answer
            time.sleep(0.05)
        raise AssertionError('the task does not end')


def recognize(image, output_format='csv', pattern=None):
    """What the command says about the same picture."""
    return subprocess.run(
        [PROGRAM, 'recognize', pattern or os.path.join(EXAMPLE, 'pattern.omr'), image, '--format',
         output_format], capture_output=True, timeout=PATIENCE_S).stdout


def run(module):
    """Runs a module's tests and prints the closing line."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[module])
    result = unittest.TextTestRunner(stream=sys.stderr, verbosity=1).run(suite)
    failed = len(result.failures) + len(result.errors)
    skipped = len(result.skipped)
    print('%d passed, %d failed, %d skipped' % (result.testsRun - failed - skipped, failed, skipped))
    sys.exit(1 if failed else 0)
