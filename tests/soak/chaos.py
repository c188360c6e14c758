#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: tests/soak/chaos.py PROGRAM [--tasks N] [--kills N] [--seed N]

Sends tasks to a running service while its workers and the server itself are killed (SIGKILL) at
random moments, the server being started again each time. Afterwards every id that was answered with
200 must end with what `omr recognize` says of the same file, must say so again when asked again, and
no other result may lie in the data folder. A task whose worker was killed three times would rightly
end as an error, so a worker at a task's third attempt is spared. The last line is "N passed, N
failed", a test being a promise.
"""
import argparse
import base64
import collections
import http.client
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

TOP = os.path.abspath(os.path.join(os.path.dirname(__file__), '..', '..'))
EXAMPLE = os.path.join(TOP, 'examples', 'exam')
POST = '/v5.0/omr/RecognizeTemplate/PostRecognizeTemplate'
FETCH = '/v5.0/omr/RecognizeTemplate/GetRecognizeTemplate?id='

# What one task asks for, and the answer that is right: state and document.
Question = collections.namedtuple('Question', 'body state document')


class Service:
    """The server process; started again after each kill, on a port of its own each time."""

    def __init__(self, program, data):
        self.program, self.data = program, data
        self.process = self.address = None
        self.starts = 0
        added = subprocess.run([program, 'client', 'add', 'soak', '--data', data], text=True,
                               stdout=subprocess.PIPE, check=True).stdout
        self.credentials = dict(line.split('=', 1) for line in added.split())

    def start(self):
        self.process = subprocess.Popen(
            [self.program, 'serve', '--listen', '127.0.0.1:0', '--data', self.data, '--workers',
             '2'], text=True, stdout=subprocess.PIPE,
            stderr=open(os.path.join(self.data, 'log'), 'a'))
        line = self.process.stdout.readline()
        match = re.search(r'127\.0\.0\.1:(\d+)', line)
        if not match:
            raise RuntimeError('the server did not start: %r' % line)
        self.address = int(match.group(1))
        self.starts += 1

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def workers(self):
        """Process ids of the server's living children."""
        found = []
        for name in filter(str.isdigit, os.listdir('/proc')):
            try:
                with open('/proc/%s/stat' % name) as file:
                    state, parent = file.read().rpartition(')')[2].split()[:2]
            except OSError:
                continue
            if int(parent) == self.process.pid and state != 'Z':
                found.append(int(name))
        return sorted(found)

    def exchange(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection('127.0.0.1', self.address, timeout=60)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def call(self, method, path, body=None):
        """A request with a fresh token, as most clients do it."""
        form = urllib.parse.urlencode(dict(self.credentials, grant_type='client_credentials'))
        status, answer = self.exchange('POST', '/connect/token', form, {
            'Content-Type': 'application/x-www-form-urlencoded'})
        if status != 200:
            return status, answer
        return self.exchange(method, path, body, {
            'Authorization': 'Bearer ' + json.loads(answer)['access_token'],
            'Content-Type': 'application/json'})


# --- what is asked, and what is right ---

def ask(program, pattern, image, kind):
    """A question and its right answer, from the command."""
    read = subprocess.run([program, 'recognize', pattern, image, '--format', kind.lower()],
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    contents = []
    for path in (pattern, image):
        with open(path, 'rb') as file:
            contents.append(base64.b64encode(file.read()).decode())
    body = json.dumps({'omrFile': contents[0], 'images': [contents[1]], 'outputFormat': kind})
    if read.returncode in (0, 1):
        return Question(body, 'Ok', read.stdout)
    return Question(body, 'Error', None)


def questions(program, folder):
    """Several files and formats, so that a mixed-up answer shows."""
    pattern = os.path.join(EXAMPLE, 'pattern.omr')
    broken = os.path.join(folder, 'broken.jpg')
    with open(os.path.join(EXAMPLE, 'photo.jpg'), 'rb') as whole, open(broken, 'wb') as half:
        half.write(whole.read()[:2000])
    asked = [ask(program, pattern, os.path.join(EXAMPLE, name), kind)
             for name in ('photo.jpg', 'blank.png') for kind in ('Csv', 'Json', 'Xml')]
    asked.append(ask(program, pattern, broken, 'Csv'))
    assert [question.state for question in asked] == ['Ok'] * 6 + ['Error'], 'the example is wrong'
    return asked


# --- sending and killing ---

class Chaos:
    def __init__(self, service, asked, options):
        self.service, self.asked, self.options = service, asked, options
        self.random = random.Random(options.seed)
        self.lock = threading.Lock()
        self.given = {}  # id: number of the question
        self.refused = collections.Counter()
        self.kills = collections.Counter()
        self.is_over = False

    def feed(self, seed):
        """Sends until there are enough ids; what was not answered does not count."""
        choice = random.Random(seed)
        while True:
            number = choice.randrange(len(self.asked))
            try:
                status, answer = self.service.call('POST', POST, self.asked[number].body)
            except (OSError, http.client.HTTPException):
                status, answer = 0, b''
            with self.lock:
                if status == 200:
                    self.given[answer.decode()] = number
                else:
                    self.refused[status] += 1
                if len(self.given) >= self.options.tasks and self.is_over:
                    return
            time.sleep(choice.uniform(0, 2) * self.pause if status == 200 else 0.02)

    def measure(self):
        """How long one task takes here now; sending and killing keep that pace."""
        began = time.monotonic()
        status, answer = self.service.call('POST', POST, self.asked[0].body)
        assert status == 200, answer
        while fetch(self.service, answer.decode())['responseStatusCode'] == 'Processing':
            pass
        self.pause = max(0.05, time.monotonic() - began)
        self.given[answer.decode()] = 0

    def is_third_attempt(self):
        database = sqlite3.connect('file:%s/omr.db?mode=ro' % self.service.data, uri=True)
        try:
            return database.execute('SELECT max(failures) FROM tasks WHERE state < 2'
                                    ).fetchone()[0] == 2
        finally:
            database.close()

    def kill_something(self):
        workers = self.service.workers()
        if self.random.random() < 0.5 and workers and not self.is_third_attempt():
            os.kill(self.random.choice(workers), signal.SIGKILL)
            self.kills['worker'] += 1
        elif self.random.random() < 0.5:
            self.service.kill()
            time.sleep(self.random.uniform(0, 0.2))
            self.service.start()
            self.kills['server'] += 1

    def run(self):
        self.measure()
        feeders = [threading.Thread(target=self.feed, args=(self.options.seed + i,))
                   for i in (1, 2)]
        for feeder in feeders:
            feeder.start()
        while sum(self.kills.values()) < self.options.kills or (
                len(self.given) < self.options.tasks * 0.9):
            time.sleep(self.random.uniform(0, 3) * self.pause)
            self.kill_something()
        self.is_over = True
        for feeder in feeders:
            feeder.join()


def fetch(service, task):
    status, answer = service.call('GET', FETCH + task)
    assert status == 200, (task, status, answer)
    return json.loads(answer)


def await_end(service, task, patience_s=120):
    end = time.monotonic() + patience_s
    while time.monotonic() < end:
        answer = fetch(service, task)
        if answer['responseStatusCode'] not in ('Processing', 'NotReady'):
            return answer
        time.sleep(0.02)
    return answer


# --- the promises ---

def is_right(answer, question):
    if answer['responseStatusCode'] != question.state:
        return False
    if question.state == 'Error':
        messages = answer['error']['messages']
        return bool(messages) and not any('stopped unexpectedly' in text for text in messages)
    return (len(answer['results']) == 1 and
            base64.b64decode(answer['results'][0]['data']) == question.document)


def check(service, chaos, asked):
    """Promises and whether they were kept."""
    answers = {task: await_end(service, task) for task in chaos.given}
    wrong = [task for task, answer in answers.items()
             if not is_right(answer, asked[chaos.given[task]])]
    for task in wrong[:5]:
        print('# task %s: %.300s' % (task, json.dumps(answers[task])))
    yield 'enough tasks and kills', (
        len(chaos.given) >= chaos.options.tasks and
        sum(chaos.kills.values()) >= chaos.options.kills and len(chaos.kills) == 2)
    yield 'every id ends with the answer to its own file', not wrong
    yield 'asked again, every id answers the same', all(
        fetch(service, task) == answer for task, answer in answers.items())
    # A request whose answer the kill cut off may have become a task, too: those have rows as well.
    yield 'the server stops in good order', service.stop() == 0
    database = sqlite3.connect(os.path.join(service.data, 'omr.db'))
    rows = dict(database.execute('SELECT id, state FROM tasks'))
    database.close()
    yield 'every id is one task', set(chaos.given) <= set(rows)
    done = {task for task, state in rows.items() if state == 2}
    files = collections.Counter(name.split('.')[0] for name in
                                os.listdir(os.path.join(service.data, 'results')))
    yield 'every result was made once', set(files) <= done and set(files.values()) <= {1} and (
        set(chaos.given) & done <= set(files))


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split('\n')[0][7:])
    parser.add_argument('program')
    parser.add_argument('--tasks', type=int, default=200)
    parser.add_argument('--kills', type=int, default=24)
    parser.add_argument('--seed', type=int, default=1)
    options = parser.parse_args()
    began = time.monotonic()
    data = tempfile.mkdtemp(prefix='omr-soak-')
    failed = total = 0
    service = Service(os.path.abspath(options.program), data)
    try:
        asked = questions(service.program, data)
        service.start()
        chaos = Chaos(service, asked, options)
        chaos.run()
        for promise, is_kept in check(service, chaos, asked):
            print('# %s: %s' % (promise, 'kept' if is_kept else 'BROKEN'))
            failed += not is_kept
            total += 1
        print('# seed %d: %d ids, %d requests unanswered, %d workers and %d servers killed, %.1f s'
              % (options.seed, len(chaos.given), chaos.refused[0], chaos.kills['worker'],
                 chaos.kills['server'], time.monotonic() - began))
    finally:
        if service.process and service.process.poll() is None:
            service.kill()
        if failed == 0:
            shutil.rmtree(data, ignore_errors=True)
    print('%d passed, %d failed' % (total - failed, failed))
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
