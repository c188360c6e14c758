#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""What the client libraries of several languages put on the wire, byte for byte, and what each of
them needs to find in the answers to go on. In the requests `{...}` stands for what differs from run
to run: ids, tokens, the length of the body."""
import json
import re
import socket
import unittest

from serve import EXAMPLE, PATIENCE_S, Server, b64, read_file, run

PHOTO, PATTERN = read_file(EXAMPLE, 'photo.jpg'), read_file(EXAMPLE, 'pattern.omr')
UNKNOWN = '00000000-0000-4000-8000-000000000000'


def multipart(boundary, fields):
    """As urllib3 and curl write it: parts have a Content-Disposition and nothing else."""
    parts = ''.join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
                    % (boundary, name, value) for name, value in fields)
    return parts + '--%s--\r\n' % boundary


def urlencoded(fields):
    return '&'.join('%s=%s' % pair for pair in fields)


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server('--long-poll', '20s').__enter__()
        cls.credentials = cls.server.add_client('replays')

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def fields(self, *order):
        values = {'grant_type': 'client_credentials', **self.credentials}
        return [(name, values[name]) for name in order]

    def build(self, head, body='', **values):
        """The bytes of a request: the lines of `head` end with CRLF, `body` follows."""
        body = body.encode()
        head = head.strip('\n').format(host='127.0.0.1:%d' % self.server.port, length=len(body),
                                       **values)
        return head.replace('\n', '\r\n').encode() + b'\r\n\r\n' + body

    def send(self, head, body='', **values):
        return self.server.ask_raw(self.build(head, body, **values))

    def send_after_100(self, head, body, **values):
        """Sends the body only when the server has asked for it."""
        whole = self.build(head, body, **values)
        size = whole.index(b'\r\n\r\n') + 4
        with socket.create_connection(('127.0.0.1', self.server.port),
                                      timeout=PATIENCE_S) as sock:
            sock.sendall(whole[:size])
            self.assertEqual(sock.recv(1000), b'HTTP/1.1 100 Continue\r\n\r\n')
            sock.sendall(whole[size:])
            answer = sock.recv(65536)
        self.assertTrue(answer.startswith(b'HTTP/1.1 200 OK\r\n'), answer)
        return answer.partition(b'\r\n\r\n')[2].decode()

    def check_token(self, answer):
        """Two members that everybody reads, joined with a blank; a number that nobody does."""
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual((body['token_type'], type(body['access_token']), type(body['expires_in'])),
                         ('Bearer', str, int))
        return body['token_type'] + ' ' + body['access_token']

    def check_bare_id(self, text):
        self.assertRegex(text, r'\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z')
        return text

    def check_final(self, answer, task):
        """What every library needs: 200, exact keys, a state it knows, null as error, data that is
        Base64, a charset."""
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual(list(body), ['id', 'responseStatusCode', 'results', 'error'])
        self.assertEqual((body['id'], body['responseStatusCode'], body['error']),
                         (task, 'Ok', None))
        self.assertEqual(body['results'][0]['type'], 'Csv')
        self.assertRegex(body['results'][0]['data'], r'\A[A-Za-z0-9+/]+=*\Z')
        self.assertIn('charset=utf-8', answer.header('content-type'))

    def check_unknown(self, answer):
        """A library reads an unknown id as one of the states it has names for."""
        self.assertEqual(answer.status, 200)
        body = answer.json()
        self.assertEqual((body['responseStatusCode'], body['results']), ('TaskNotFound', None))
        self.assertEqual((type(body['error']['messages']), type(body['error']['warnings'])),
                         (list, list))


class Python(Case):
    TOKEN = '''
POST /connect/token HTTP/1.1
Host: {host}
Accept-Encoding: identity
Content-Length: {length}
User-Agent: python-urllib3/2.7.0
Content-Type: multipart/form-data; boundary=1d1bfd79819f93ce43a3e8fa92731557
'''
    CALL = '''
Host: {host}
Accept-Encoding: identity
Accept: application/json
Content-Type: application/json
User-Agent: Swagger-Codegen/1.0.0/python
Authorization: {token}
'''
    POST = ('\nPOST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate HTTP/1.1' +
            CALL.replace('Accept: ', 'Content-Length: {length}\nAccept: '))
    GET = '\nGET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task} HTTP/1.1' + CALL
    DELETE = '''
DELETE /v5.0/omr/RecognizeTemplate?id={task} HTTP/1.1
Host: {host}
Accept-Encoding: identity
Content-Length: {length}
Content-Type: application/json
User-Agent: Swagger-Codegen/1.0.0/python
Authorization: {token}
'''

    def token(self):
        return self.check_token(self.send(self.TOKEN, multipart(
            '1d1bfd79819f93ce43a3e8fa92731557',
            self.fields('grant_type', 'client_id', 'client_secret'))))

    def post(self, **more):
        order = {'images': [b64(PHOTO)], 'omrFile': b64(PATTERN), 'outputFormat': 'Csv', **more}
        answer = self.send(self.POST, json.dumps(order), token=self.token())
        self.assertEqual(answer.status, 200)
        return answer

    def test_from_token_to_delete(self):
        task = json.loads(self.post(recognitionThreshold=30).body)  # a quoted string
        self.check_final(self.send(self.GET, token=self.token(), task=task), task)
        answer = self.send(self.DELETE, '{}', token=self.token(), task=task)
        self.assertEqual((answer.status, answer.body), (200, b''))
        self.check_unknown(self.send(self.GET, token=self.token(), task=task))

    def test_an_old_one_that_prints_bytes_as_the_id(self):
        task = json.loads(self.post().body)
        answer = self.send(self.GET, token=self.token(), task='b%27' + task + '%27')
        self.check_final(answer, "b'%s'" % task)

    def test_its_many_tokens_are_valid_at_once(self):
        tokens = [self.token() for _ in range(5)]
        for token in tokens:
            self.check_unknown(self.send(self.GET, token=token, task=UNKNOWN))


class Php(Case):
    TOKEN = '''
POST /connect/token HTTP/1.1
Host: {host}
Accept: */*
Content-Length: {length}
Content-Type: multipart/form-data; boundary=------------------------bd5911f6f41b0f60
'''
    POST = '''
POST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate HTTP/1.1
Host: {host}
Accept: */*
Content-Type: application/json
Authorization: {token}
Content-Length: {length}
'''
    CALL = '''
Host: {host}
Accept: */*
Content-Type: application/json
Authorization: {token}
'''
    GET = '\nGET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task} HTTP/1.1' + CALL
    DELETE = ('\nDELETE /v5.0/omr/RecognizeTemplate/CancelRecognizeTemplate?id={task} HTTP/1.1' +
              CALL)

    def token(self):
        return self.check_token(self.send(self.TOKEN, multipart(
            '------------------------bd5911f6f41b0f60',
            self.fields('grant_type', 'client_id', 'client_secret'))))

    def order(self, images, **more):
        """As json_encode() has it: every slash with a backslash."""
        order = {'omrFile': b64(PATTERN), 'recognitionThreshold': 30, 'images': images, **more}
        return json.dumps(order, separators=(',', ':')).replace('/', r'\/')

    def test_from_token_to_delete(self):
        body = self.order([b64(PHOTO)])
        self.assertIn(r'\/', body)
        answer = self.send(self.POST, body, token=self.token())
        task = self.check_bare_id(answer.body.decode())
        self.assertIn('text/plain', answer.header('content-type'))
        self.check_final(self.send(self.GET, token=self.token(), task=task), task)
        answer = self.send(self.DELETE, token=self.token(), task=task)
        self.assertEqual((answer.status, answer.body), (200, b''))

    def test_it_waits_for_100_before_a_large_body(self):
        head = self.POST + 'Expect: 100-continue\n'
        body = self.order([b64(PHOTO)], unknown='x' * (2 << 20))
        self.check_bare_id(self.send_after_100(head, body, token=self.token()))

    def test_an_id_in_quotes(self):
        task = self.send(self.POST, self.order([b64(PHOTO)]), token=self.token()).body.decode()
        answer = self.send(self.GET, token=self.token(), task='%22' + task + '%22')
        self.check_final(answer, '"%s"' % task)

    def test_no_pictures_are_an_empty_array_and_a_400_with_an_object(self):
        answer = self.send(self.POST, self.order([]), token=self.token())
        self.assertEqual(answer.status, 400)
        self.assertIn('images', answer.json()['errors'])

    def test_without_a_token_it_goes_on_and_is_told_401(self):
        head = self.POST.replace('Authorization: {token}\n', '')
        answer = self.send(head, '{}')
        self.assertEqual(answer.status, 401)
        self.assertEqual(answer.header('www-authenticate'), 'Bearer')
        self.assertIsInstance(answer.json(), dict)


class Java(Case):
    AGENT = '''User-Agent: Java/17.0.15
Host: {host}
Accept: text/html, image/gif, image/jpeg, */*; q=0.2
Connection: keep-alive
'''
    TOKEN = '''
POST /connect/token HTTP/1.1
Content-Type: application/x-www-form-urlencoded
''' + AGENT + 'Content-Length: {length}\n'
    POST = '''
POST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate? HTTP/1.1
Authorization: {token}
Content-Type: application/json
''' + AGENT + 'Content-Length: {length}\n'
    GET = '''
GET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task}& HTTP/1.1
Accept: application/json
Authorization: {token}
User-Agent: Java/17.0.15
Host: {host}
Connection: keep-alive
'''
    DELETE = '''
DELETE /v5.0/omr/RecognizeTemplate/CancelRecognizeTemplate?id={task}& HTTP/1.1
Authorization: {token}
Content-Type: application/json
''' + AGENT

    def token(self):
        form = urlencoded(self.fields('grant_type', 'client_secret', 'client_id'))
        return self.check_token(self.send(self.TOKEN, form))

    def order(self):
        """As Gson has it: what could be HTML is escaped."""
        text = json.dumps({'images': [b64(PHOTO)], 'omrFile': b64(PATTERN),
                           'recognitionThreshold': 30, 'unknown': "<'&'>"}, separators=(',', ':'))
        for character in "='<>&":
            text = text.replace(character, '\\u%04x' % ord(character))
        return text

    def test_from_token_to_delete(self):
        body = self.order()
        self.assertIn(r'\u003d', body)
        answer = self.send(self.POST, body, token=self.token())
        task = self.check_bare_id(answer.body.decode())  # pasted into the next address
        self.check_final(self.send(self.GET, token=self.token(), task=task), task)
        answer = self.send(self.DELETE, token=self.token(), task=task)
        self.assertEqual((answer.status, answer.body), (200, b''))
        self.check_unknown(self.send(self.GET, token=self.token(), task=task))

    def test_a_blank_token_is_told_401_with_an_object(self):
        answer = self.send(self.GET, token=' ', task=UNKNOWN)
        self.assertEqual(answer.status, 401)
        self.assertIsInstance(answer.json(), dict)

    def test_its_newer_client_offers_http_2(self):
        answer = self.send('''
GET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id=x HTTP/1.1
Connection: Upgrade, HTTP2-Settings
Host: {host}
HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA
Upgrade: h2c
User-Agent: Java-http-client/17.0.15
Authorization: {token}
''', token=self.token())
        self.assertEqual(answer.status, 200)


class Dotnet(Case):
    TOKEN = '''
POST /connect/token HTTP/1.1
Accept: application/json, application/xml, text/json, text/x-json, text/javascript, text/xml
User-Agent: RestSharp/105.2.3.0
Content-Type: application/x-www-form-urlencoded
Host: {host}
Content-Length: {length}
Accept-Encoding: gzip, deflate
'''
    CALL = '''Accept: application/json
User-Agent: Swagger-Codegen/1.0.0/csharp
Authorization: {token}
Host: {host}
Accept-Encoding: gzip, deflate
'''
    POST = ('\nPOST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate HTTP/1.1\n' + CALL +
            'Content-Type: application/json\nContent-Length: {length}\nExpect: 100-continue\n')
    GET = '\nGET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task} HTTP/1.1\n' + CALL
    DELETE = '\nDELETE {path}?id={task} HTTP/1.1\n' + CALL

    def setUp(self):
        """One token, kept for life."""
        form = urlencoded(self.fields('grant_type', 'client_id', 'client_secret'))
        self.kept = self.check_token(self.send(self.TOKEN, form))

    def post(self):
        order = json.dumps({'images': [b64(PHOTO)], 'omrFile': b64(PATTERN),
                            'recognitionThreshold': 30}, separators=(',', ':'))
        text = self.send_after_100(self.POST, order, token=self.kept)
        self.assertRegex(text, r'\A"[0-9a-f-]{36}"\Z')
        return text

    def test_from_post_to_delete(self):
        task = self.post().replace('"', '')
        self.check_final(self.send(self.GET, token=self.kept, task=task), task)
        answer = self.send(self.DELETE, token=self.kept, task=task,
                           path='/v5.0/omr/RecognizeTemplate')
        self.assertEqual(answer.status, 200)
        self.check_unknown(self.send(self.GET, token=self.kept, task=task))

    def test_the_asynchronous_way_leaves_the_quotes_in_place(self):
        text = self.post()
        answer = self.send(self.GET, token=self.kept, task=text.replace('"', '%22'))
        self.check_final(answer, text)

    def test_its_mended_paths_are_understood(self):
        for path in ('/v5.0/omr/v5/RecognizeTemplate', '/v5.0/omr/./RecognizeTemplate'):
            answer = self.send(self.DELETE, token=self.kept, task=UNKNOWN, path=path)
            self.assertEqual(answer.status, 404, path)  # nobody means these
            self.assertIsInstance(answer.json(), dict)
        for path in ('/v5/omr/RecognizeTemplate', '/v5.0/omr//RecognizeTemplate',
                     '//v5.0/omr/RecognizeTemplate/'):
            answer = self.send(self.DELETE, token=self.kept, task=UNKNOWN, path=path)
            self.assertEqual(answer.status, 200, path)

    def test_no_header_comes_twice(self):
        raw = self.build(self.GET, token=self.kept, task=UNKNOWN)
        with socket.create_connection(('127.0.0.1', self.server.port),
                                      timeout=PATIENCE_S) as sock:
            sock.sendall(raw)
            head = sock.recv(65536).decode().partition('\r\n\r\n')[0]
        names = [line.split(':')[0].lower() for line in head.split('\r\n')[1:]]
        self.assertEqual(len(names), len(set(names)), head)


class Dart(Case):
    AGENT = 'user-agent: Dart/3.1 (dart:io)\n'
    TOKEN = '''
POST /connect/token HTTP/1.1
''' + AGENT + '''content-type: application/x-www-form-urlencoded; charset=utf-8
accept-encoding: gzip
content-length: {length}
host: {host}
'''
    POST = '''
POST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate HTTP/1.1
''' + AGENT + '''content-type: application/json; charset=utf-8
accept-encoding: gzip
authorization: {token}
content-length: {length}
host: {host}
'''
    CALL = AGENT + '''accept: application/json
accept-encoding: gzip
authorization: {token}
host: {host}
'''
    GET = '\nGET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task} HTTP/1.1\n' + CALL
    DELETE = ('\nDELETE /v5.0/omr/RecognizeTemplate/CancelRecognizeTemplate?id={task} HTTP/1.1\n' +
              CALL)

    def token(self):
        form = urlencoded(self.fields('grant_type', 'client_id', 'client_secret'))
        return self.check_token(self.send(self.TOKEN, form))

    def order(self, images):
        """Nulls stand where nothing was set."""
        return json.dumps({'images': images, 'omrFile': b64(PATTERN), 'outputFormat': None,
                           'recognitionThreshold': None}, separators=(',', ':'))

    def test_from_token_to_delete(self):
        answer = self.send(self.POST, self.order([b64(PHOTO)]), token=self.token())
        task = self.check_bare_id(answer.body.decode())
        self.assertIn('charset=utf-8', answer.header('content-type'))
        self.check_final(self.send(self.GET, token=self.token(), task=task), task)
        answer = self.send(self.DELETE, token=self.token(), task=task)
        self.assertEqual(answer.status, 200)

    def test_an_error_has_both_lists(self):
        answer = self.send(self.POST, self.order([b64(b'no picture')]), token=self.token())
        task = answer.body.decode()
        body = self.send(self.GET, token=self.token(), task=task).json()
        self.assertEqual((body['responseStatusCode'], body['results']), ('Error', None))
        self.assertEqual(len(body['error']['messages']), 1)
        self.assertEqual(body['error']['warnings'], [])

    def test_a_body_in_chunks(self):
        body = self.order([b64(PHOTO)]).encode()
        pieces = [body[i:i + 50000] for i in range(0, len(body), 50000)]
        chunks = b''.join(b'%x\r\n%s\r\n' % (len(piece), piece) for piece in pieces)
        head = self.POST.replace('content-length: {length}', 'transfer-encoding: chunked')
        answer = self.server.ask_raw(self.build(head, token=self.token()) + chunks + b'0\r\n\r\n')
        self.check_bare_id(answer.body.decode())


class Node(Case):
    """Version 18.8.0 speaks the API before this one: it gets a token, and then is told clearly."""
    TOKEN = '''
POST /oauth2/token HTTP/1.1
content-type: application/x-www-form-urlencoded
host: {host}
content-length: {length}
Connection: close
'''

    def test_it_gets_a_token(self):
        form = urlencoded(self.fields('grant_type', 'client_id', 'client_secret'))
        self.check_token(self.send(self.TOKEN, form))

    def test_it_cannot_refresh_one_and_is_told_so(self):
        answer = self.send(self.TOKEN, 'grant_type=refresh_token&refresh_token=undefined')
        self.assertEqual((answer.status, answer.json()['error']), (400, 'unsupported_grant_type'))

    def test_its_older_calls_are_404_with_an_object(self):
        answer = self.send('''
POST /v1.1/omr/Aspose_test.txt/runOmrTask?actionName=GenerateTemplate HTTP/1.1
content-type: application/json
host: {host}
content-length: {length}
Connection: close
''', '{"FunctionParam":"{\\"ExtraStoragePath\\":\\"Logos\\"}"}')
        self.assertEqual(answer.status, 404)
        self.assertIsInstance(answer.json(), dict)


class Documented(Case):
    """The requests that the documentation shows: its casing of keys and words."""
    TOKEN = '''
POST /connect/token HTTP/1.1
Host: {host}
User-Agent: curl/7.88.1
Accept: application/json
Content-Type: application/x-www-form-urlencoded
Content-Length: {length}
'''
    POST = '''
POST /v5.0/omr/RecognizeTemplate/PostRecognizeTemplate HTTP/1.1
Host: {host}
User-Agent: {agent}
accept: {accept}
authorization: {token}
Content-Type: application/json
Content-Length: {length}
'''
    GET = '''
GET /v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id={task} HTTP/1.1
Host: {host}
User-Agent: {agent}
accept: {accept}
authorization: {token}
Content-Type: application/json
'''

    def token(self):
        form = urlencoded(self.fields('grant_type', 'client_id', 'client_secret'))
        return self.check_token(self.send(self.TOKEN, form))

    def order(self, output_format='CSV', **more):
        return json.dumps({'Images': [b64(PHOTO)], 'omrFile': b64(PATTERN),
                           'outputFormat': output_format, 'recognitionThreshold': 35, **more},
                          indent=2)

    def walk(self, agent, accept, body=None):
        how = {'agent': agent, 'accept': accept, 'token': self.token()}
        answer = self.send(self.POST, body or self.order(), **how)
        task = self.check_bare_id(answer.body.decode())
        return self.send(self.GET, task=task, **how), task, how

    def test_curl(self):
        answer, task, how = self.walk('curl/7.88.1', 'text/plain')
        self.check_final(answer, task)  # JSON, whatever was accepted
        answer = self.send(self.GET, **{**how, 'task': UNKNOWN})
        self.assertEqual(answer.json()['responseStatusCode'], 'NotFound')

    def test_postman(self):
        answer, task, _ = self.walk('PostmanRuntime/7.36.0', '*/*')
        self.check_final(answer, task)

    def test_browsers_and_axios(self):
        answer, task, _ = self.walk('axios/1.6.0', 'application/json, text/plain, */*')
        self.check_final(answer, task)

    def test_keys_and_words_in_any_case(self):
        body = self.order('json').replace('"Images"', '"IMAGES"').replace('"omrFile"', '"OmrFile"')
        answer, _, _ = self.walk('curl/7.88.1', '*/*', body)
        self.assertEqual(answer.json()['results'][0]['type'], 'Json')

    def test_formats_by_number(self):
        answer, _, _ = self.walk('curl/7.88.1', '*/*', self.order(4))
        self.assertEqual(answer.json()['results'][0]['type'], 'Json')

    def test_base64_with_line_breaks(self):
        lines = '\r\n'.join(re.findall('.{1,76}', b64(PHOTO)))
        answer, task, _ = self.walk('curl/7.88.1', '*/*', self.order(Images=[lines]))
        self.check_final(answer, task)

    def test_a_client_that_fetches_from_another_version(self):
        client = self.server.new_client('versions')
        task = client.submit([PHOTO])
        for version in ('v5', 'v5.1', 'V5.0'):
            answer = client.ask('GET', '/%s/omr/recognizeTemplate/getRecognizeTemplate?id=%s'
                                % (version, task))
            self.check_final(answer, task)

    def test_one_client_sees_only_its_own_tasks(self):
        _, task, _ = self.walk('curl/7.88.1', '*/*')
        other = self.server.new_client('other')
        self.assertEqual(other.fetch(task, 'application/json').json()['responseStatusCode'],
                         'TaskNotFound')


if __name__ == '__main__':
    run('__main__')
