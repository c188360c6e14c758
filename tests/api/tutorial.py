#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""The way a newcomer uses the service: a token, a POST, a look every few seconds until Ok, decode,
save. For CSV, JSON and XML; the saved values are compared with what is marked on the photo."""
import base64
import csv
import json
import os
import tempfile
import time
import unittest
import urllib.parse
import urllib.request
import xml.etree.ElementTree

from serve import EXAMPLE, TOP, Server, run

POLL_S = 3


def http(method, address, body=None, headers=None):
    request = urllib.request.Request(address, body, headers or {}, method=method)
    with urllib.request.urlopen(request, timeout=120) as answer:
        return answer.read().decode('utf-8')


def recognize_and_save(host, client_id, client_secret, image, pattern, output_format, target):
    """Nothing in here knows which server it talks to."""
    form = urllib.parse.urlencode({'grant_type': 'client_credentials', 'client_id': client_id,
                                   'client_secret': client_secret}).encode()
    token = json.loads(http('POST', host + '/connect/token', form, {
        'Content-Type': 'application/x-www-form-urlencoded', 'Accept': 'application/json'}))
    authorization = 'Bearer ' + token['access_token']

    order = {'Images': [base64.b64encode(open(image, 'rb').read()).decode()],
             'omrFile': base64.b64encode(open(pattern, 'rb').read()).decode(),
             'outputFormat': output_format}
    task = http('POST', host + '/v5.0/omr/RecognizeTemplate/PostRecognizeTemplate',
                json.dumps(order).encode(), {'Accept': 'text/plain', 'Authorization': authorization,
                                             'Content-Type': 'application/json'}).strip()
    while True:
        answer = json.loads(http(
            'GET', host + '/v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id=' + task, None,
            {'Accept': 'text/plain', 'Authorization': authorization,
             'Content-Type': 'application/json'}))
        if answer['responseStatusCode'] == 'Ok':
            break
        if answer['responseStatusCode'] != 'Processing':
            raise RuntimeError(answer)
        time.sleep(POLL_S)
    with open(target, 'wb') as file:
        file.write(base64.b64decode(answer['results'][0]['data']))


def read_csv(path):
    with open(path, encoding='utf-8', newline='') as file:
        lines = file.read().split('\n')
    assert lines[0] == 'Element Name,Value,' and lines[-1] == ''
    return dict(next(csv.reader([line])) for line in lines[1:-1])


def read_json(path):
    with open(path, encoding='utf-8') as file:
        return {row['Name']: row['Value'] for row in json.load(file)['Elements']}


def read_xml(path):
    root = xml.etree.ElementTree.parse(path).getroot()
    assert root.tag == 'OmrResult'
    return {e.find('Name').text: e.find('Value').text or '' for e in root.find('Elements')}


class Tutorial(unittest.TestCase):
    def read_all_formats(self, folder, image):
        truth = json.load(open(os.path.join(folder, image.rsplit('.', 1)[0] + '.answers.json'),
                               encoding='utf-8'))
        expected = {name: value for name, value in truth['answers'].items()
                    if name not in truth.get('uncertain', []) and isinstance(value, str)}
        self.assertTrue(expected)
        with Server() as server, tempfile.TemporaryDirectory() as output:
            credentials = server.add_client('tutorial')
            for output_format, read in (('CSV', read_csv), ('JSON', read_json), ('XML', read_xml)):
                target = os.path.join(output, 'result.' + output_format.lower())
                recognize_and_save('http://127.0.0.1:%d' % server.port, credentials['client_id'],
                                   credentials['client_secret'], os.path.join(folder, image),
                                   os.path.join(folder, 'pattern.omr'), output_format, target)
                rows = read(target)
                with self.subTest(output_format):
                    self.assertEqual({name: rows.get(name) for name in expected}, expected)

    def test_the_example_photo_is_read_in_all_three_formats(self):
        self.read_all_formats(EXAMPLE, 'photo.jpg')

    def test_a_real_photo_is_read_in_all_three_formats(self):
        corpus = os.environ.get('OMR_CORPUS') or os.path.join(TOP, '..', 'shared', 'corpus')
        folder = os.path.join(corpus, 'forms', 'net-Sheet')
        if not os.path.isdir(folder):
            self.skipTest('there is no corpus at ' + corpus)
        self.read_all_formats(folder, 'Sheet1.jpg')


if __name__ == '__main__':
    run('__main__')
