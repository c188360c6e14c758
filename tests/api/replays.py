#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""Requests as client libraries in several languages put them on the wire, and what each library
needs to find in the answer to go on."""
import json
import re
import unittest

from serve import EXAMPLE, RECOGNITION, Server, b64, read_file, run

PHOTO, PATTERN = read_file(EXAMPLE, 'photo.jpg'), read_file(EXAMPLE, 'pattern.omr')
POST = RECOGNITION + '/PostRecognizeTemplate'
GET = RECOGNITION + '/GetRecognizeTemplate'


def request(line, headers, body=b''):
    if isinstance(body, str):
        body = body.encode()
    lines = [line + ' HTTP/1.1', *headers]
    if body:
        lines.append('Content-Length: %d' % len(body))
    return ('\r\n'.join(lines) + '\r\n\r\n').encode() + body


def multipart(boundary, fields):
    parts = ''.join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                    % (boundary, name, value) for name, value in fields)
    return parts + '--%s--\r\n' % boundary


def order_json(**more):
    return {'images': [b64(PHOTO)], 'omrFile': b64(PATTERN), **more}


class Replays(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server('--long-poll', '20s').__enter__()
        cls.credentials = cls.server.add_client('replays')
        cls.id, cls.secret = cls.credentials['client_id'], cls.credentials['client_secret']

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def token(self, line, headers, body):
        answer = self.server.ask_raw(request(line, headers, body))
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual(body['token_type'], 'Bearer')
        return body['token_type'] + ' ' + body['access_token']

    def fields(self, order):
        values = {'grant_type': 'client_credentials', 'client_id': self.id,
                  'client_secret': self.secret}
        return [(name, values[name]) for name in order]

    def check_final(self, answer, task):
        """What every library needs: 200, exact keys, a state it knows, null as error."""
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual(list(body), ['id', 'responseStatusCode', 'results', 'error'])
        self.assertEqual((body['id'], body['responseStatusCode'], body['error']),
                         (task, 'Ok', None))
        self.assertEqual(body['results'][0]['type'], 'Csv')
        self.assertIn('charset=utf-8', answer.header('content-type'))

    def test_python(self):
        boundary = '1d1bfd79819f93ce43a3e8fa92731557'
        token = self.token('POST /connect/token', [
            'Host: 127.0.0.1', 'Accept-Encoding: identity', 'User-Agent: python-urllib3/2.7.0',
            'Content-Type: multipart/form-data; boundary=' + boundary],
            multipart(boundary, self.fields(['grant_type', 'client_id', 'client_secret'])))
        headers = ['Host: 127.0.0.1', 'Accept-Encoding: identity', 'Accept: application/json',
                   'Content-Type: application/json', 'Authorization: ' + token,
                   'User-Agent: Swagger-Codegen/1.0.0/python']
        answer = self.server.ask_raw(request('POST ' + POST, headers, json.dumps(
            order_json(outputFormat='Csv', recognitionThreshold=30))))
        self.assertEqual(answer.status, 200)
        task = json.loads(answer.body)  # a quoted string
        self.check_final(self.server.ask_raw(request('GET %s?id=%s' % (GET, task), headers)), task)
        answer = self.server.ask_raw(request('DELETE %s?id=%s' % (RECOGNITION, task), [
            line for line in headers if not line.startswith('Accept:')], '{}'))
        self.assertEqual(answer.status, 200)
        answer = self.server.ask_raw(request('GET %s?id=%s' % (GET, task), headers))
        self.assertEqual(answer.json()['responseStatusCode'], 'TaskNotFound')

    def test_python_that_printed_bytes(self):
        client = self.server.new_client('bytes')
        task = client.submit([PHOTO])
        answer = client.ask('GET', GET + '?id=b%27' + task + '%27', None,
                            {'Accept': 'application/json'})
        self.check_final(answer, "b'%s'" % task)

    def test_php(self):
        boundary = '------------------------bd5911f6f41b0f60'
        token = self.token('POST /connect/token', [
            'Host: 127.0.0.1', 'Accept: */*',
            'Content-Type: multipart/form-data; boundary=' + boundary],
            multipart(boundary, self.fields(['grant_type', 'client_id', 'client_secret'])))
        headers = ['Host: 127.0.0.1', 'Accept: */*', 'Content-Type: application/json',
                   'Authorization: ' + token]
        body = json.dumps({'omrFile': b64(PATTERN), 'recognitionThreshold': 30,
                           'images': [b64(PHOTO)]}, separators=(',', ':')).replace('/', r'\/')
        answer = self.server.ask_raw(request('POST ' + POST, headers, body))
        task = answer.body.decode()  # a bare text
        self.assertRegex(task, r'\A[0-9a-f-]{36}\Z')
        self.check_final(self.server.ask_raw(request('GET %s?id=%s' % (GET, task), headers)), task)
        answer = self.server.ask_raw(request(
            'DELETE %s/CancelRecognizeTemplate?id=%s' % (RECOGNITION, task), headers))
        self.assertEqual((answer.status, answer.body), (200, b''))

    def test_php_waits_for_100_before_a_large_body(self):
        client = self.server.new_client('expect')
        body = json.dumps(order_json(unknown='x' * 2000000)).encode()
        head = request('POST ' + POST, [
            'Host: 127.0.0.1', 'Accept: */*', 'Content-Type: application/json',
            'Authorization: Bearer ' + client.token, 'Content-Length: %d' % len(body),
            'Expect: 100-continue'])
        import socket
        with socket.create_connection(('127.0.0.1', self.server.port), timeout=60) as sock:
            sock.sendall(head)
            self.assertEqual(sock.recv(1000), b'HTTP/1.1 100 Continue\r\n\r\n')
            sock.sendall(body)
            answer = sock.recv(65536)
        self.assertTrue(answer.startswith(b'HTTP/1.1 200 OK\r\n'), answer)

    def test_php_without_a_token_is_told_401(self):
        answer = self.server.ask_raw(request('POST ' + POST, [
            'Host: 127.0.0.1', 'Accept: */*', 'Content-Type: application/json',
            'Authorization: '], '{}'))
        self.assertEqual(answer.status, 401)
        self.assertIsInstance(answer.json(), dict)

    def test_java(self):
        java = ['Accept: text/html, image/gif, image/jpeg, */*; q=0.2',
                'User-Agent: Java/17.0.15', 'Host: 127.0.0.1', 'Connection: keep-alive']
        form = '&'.join('%s=%s' % pair for pair in
                        self.fields(['grant_type', 'client_secret', 'client_id']))
        token = self.token('POST /connect/token', java + [
            'Content-Type: application/x-www-form-urlencoded'], form)
        body = json.dumps(order_json(recognitionThreshold=30)).replace('=', r'\u003d')
        answer = self.server.ask_raw(request('POST %s?' % POST, java + [
            'Content-Type: application/json', 'Authorization: ' + token], body))
        task = answer.body.decode()  # pasted into the next address as it is
        self.assertRegex(task, r'\A[0-9a-f-]{36}\Z')
        self.check_final(self.server.ask_raw(request('GET %s?id=%s&' % (GET, task), [
            'Accept: application/json', 'Authorization: ' + token, *java[1:]])), task)

    def test_java_offers_http_2(self):
        client = self.server.new_client('h2c')
        answer = self.server.ask_raw(request('GET %s?id=x' % GET, [
            'Connection: Upgrade, HTTP2-Settings', 'Host: 127.0.0.1',
            'HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA', 'Upgrade: h2c',
            'User-Agent: Java-http-client/17.0.15', 'Authorization: Bearer ' + client.token]))
        self.assertEqual(answer.status, 200)

    def test_dotnet(self):
        form = '&'.join('%s=%s' % pair for pair in
                        self.fields(['grant_type', 'client_id', 'client_secret']))
        token = self.token('POST /connect/token', [
            'Accept: application/json, application/xml, text/json, text/x-json, text/javascript, '
            'text/xml', 'Host: 127.0.0.1', 'Content-Type: application/x-www-form-urlencoded'], form)
        headers = ['Accept: application/json', 'User-Agent: Swagger-Codegen/1.0.0/csharp',
                   'Accept-Encoding: gzip, deflate', 'Host: 127.0.0.1', 'Authorization: ' + token]
        answer = self.server.ask_raw(request('POST ' + POST, headers + [
            'Content-Type: application/json'], json.dumps(order_json(recognitionThreshold=30))))
        task = answer.body.decode().replace('"', '')
        self.check_final(self.server.ask_raw(request('GET %s?id=%s' % (GET, task), headers)), task)
        for path in (RECOGNITION, '/v5.0/omr//./RecognizeTemplate'.replace('/./', '/')):
            answer = self.server.ask_raw(request('DELETE %s?id=%s' % (path, task), headers))
            self.assertEqual(answer.status, 200)

    def test_dart(self):
        form = '&'.join('%s=%s' % pair for pair in
                        self.fields(['grant_type', 'client_id', 'client_secret']))
        token = self.token('POST /connect/token', [
            'user-agent: Dart/3.1 (dart:io)', 'host: 127.0.0.1', 'accept-encoding: gzip',
            'content-type: application/x-www-form-urlencoded; charset=utf-8'], form)
        answer = self.server.ask_raw(request('POST ' + POST, [
            'user-agent: Dart/3.1 (dart:io)', 'host: 127.0.0.1', 'authorization: ' + token,
            'content-type: application/json; charset=utf-8'],
            json.dumps(order_json(recognitionThreshold=None))))
        task = answer.body.decode()
        answer = self.server.ask_raw(request('GET %s?id=%%22%s%%22' % (GET, task), [
            'host: 127.0.0.1', 'accept: application/json', 'authorization: ' + token]))
        self.check_final(answer, '"%s"' % task)

    def test_dart_sends_its_body_in_chunks(self):
        client = self.server.new_client('chunks')
        body = json.dumps(order_json()).encode()
        pieces = [body[i:i + 50000] for i in range(0, len(body), 50000)]
        chunks = b''.join(b'%x\r\n%s\r\n' % (len(piece), piece) for piece in pieces)
        answer = self.server.ask_raw(request('POST ' + POST, [
            'host: 127.0.0.1', 'authorization: Bearer ' + client.token,
            'content-type: application/json', 'transfer-encoding: chunked']) +
            chunks + b'0\r\n\r\n')
        self.assertEqual(answer.status, 200)

    def test_node(self):
        form = '&'.join('%s=%s' % pair for pair in
                        self.fields(['grant_type', 'client_id', 'client_secret']))
        self.token('POST /oauth2/token', [
            'content-type: application/x-www-form-urlencoded', 'host: 127.0.0.1',
            'Connection: close'], form)

    def test_a_client_that_fetches_from_another_version(self):
        client = self.server.new_client('versions')
        task = client.submit([PHOTO])
        answer = client.ask('GET', '/v5.1/omr/recognizeTemplate/getRecognizeTemplate?id=' + task)
        self.check_final(answer, task)

    def test_browsers_are_answered_with_bare_text(self):
        client = self.server.new_client('browser')
        answer = client.post(order_json(), 'application/json, text/plain, */*')
        self.assertTrue(re.fullmatch(r'[0-9a-f-]{36}', answer.body.decode()))


if __name__ == '__main__':
    run('__main__')
