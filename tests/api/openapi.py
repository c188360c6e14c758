# SPDX-License-Identifier: MIT
"""Checks answers against api/openapi.yaml, with the standard library only: reads the part of YAML
that the file uses and the part of JSON Schema that it needs."""
import json
import re


# --- YAML: block maps and lists, flow lists of words, quoted and folded texts ---

class Line:
    def __init__(self, number, text):
        self.number = number
        self.indent = len(text) - len(text.lstrip(' '))
        self.text = text.strip()


def _scalar(text):
    if text.startswith('"'):
        return json.loads(text)
    if text.startswith('['):
        inner = text[1:-1].strip()
        return [_scalar(piece.strip()) for piece in inner.split(',')] if inner else []
    if text in ('true', 'false'):
        return text == 'true'
    if re.fullmatch(r'-?\d+', text):
        return int(text)
    return text


class Reader:
    def __init__(self, text):
        lines = [Line(i + 1, raw) for i, raw in enumerate(text.split('\n'))]
        self.lines = [line for line in lines if line.text and not line.text.startswith('#')]
        self.at = 0

    def peek(self):
        return self.lines[self.at] if self.at < len(self.lines) else None

    def block(self, indent):
        line = self.peek()
        if line.text == '-' or line.text.startswith('- '):
            return self.list(indent)
        return self.map(indent)

    def list(self, indent):
        items = []
        while (line := self.peek()) and line.indent == indent and line.text.startswith('- '):
            # What follows the dash is a block of its own, two columns further in.
            line.indent += 2
            line.text = line.text[2:].strip()
            if re.match(r'("[^"]*"|[^"\s]+):(\s|$)', line.text):
                items.append(self.map(line.indent))
            else:
                self.at += 1
                items.append(_scalar(line.text))
        return items

    def map(self, indent):
        members = {}
        while (line := self.peek()) and line.indent == indent and not line.text.startswith('- '):
            match = re.match(r'("(?:[^"\\]|\\.)*"|[^":]+):(?:\s+(.*))?$', line.text)
            if not match:
                raise ValueError('line %d: %s' % (line.number, line.text))
            key, value = str(_scalar(match.group(1))), match.group(2)
            if key in members:
                raise ValueError('line %d: %s is there twice' % (line.number, key))
            self.at += 1
            members[key] = self.value(value, indent)
        return members

    def value(self, text, indent):
        following = self.peek()
        if text == '>-':
            words = []
            while (line := self.peek()) and line.indent > indent:
                words.append(line.text)
                self.at += 1
            return ' '.join(words)
        if text:
            return _scalar(text)
        if following and following.indent > indent:
            return self.block(following.indent)
        return None


def read_yaml(text):
    reader = Reader(text)
    value = reader.block(0)
    if reader.peek():
        raise ValueError('line %d: unexpected' % reader.peek().number)
    return value


# --- schemas ---

class Specification:
    def __init__(self, path):
        with open(path, encoding='utf-8') as file:
            self.root = read_yaml(file.read())
        self.checked = set()  # (operation, status) of all answers that were checked

    def resolve(self, node):
        while isinstance(node, dict) and '$ref' in node:
            target = self.root
            for step in node['$ref'].lstrip('#/').split('/'):
                target = target[step]
            node = target
        return node

    def names(self):
        """The operationId of every operation."""
        return {operation['operationId'] for operations in self.root['paths'].values()
                for operation in operations.values()}

    def find_operation(self, method, path):
        """The operation of a request, spelled as loosely as the service allows."""
        path = re.sub(r'/+', '/', path.split('?')[0]).rstrip('/')
        path = re.sub(r'^/v5(\.[01])?/', '/v5.0/', path, flags=re.I)
        path = re.sub(r'^/oauth2/token$', '/connect/token', path, flags=re.I)
        for pattern, operations in self.root['paths'].items():
            shape = re.sub(r'\\{\w+\\}', '[^/]+', re.escape(pattern))
            if re.fullmatch(shape, path, re.I) and method.lower() in operations:
                return operations[method.lower()]
        return None

    def check_answer(self, method, path, status, content_type, body):
        """Raises AssertionError when the answer is not as described; paths and methods that the
        service does not have must be answered with a problem."""
        operation = self.find_operation(method, path)
        where = '%s %s -> %d' % (method, path, status)
        if operation is None:
            assert status in (404, 405), where + ': not in openapi.yaml'
            self.check(json.loads(body), {'$ref': '#/components/schemas/Problem'}, where)
            return
        assert str(status) in operation['responses'], where + ': status not in openapi.yaml'
        response = self.resolve(operation['responses'][str(status)])
        self.checked.add((operation['operationId'], status))
        kinds = response.get('content')
        if not kinds:
            assert body == b'', where + ': has a body'
            return
        kind = (content_type or '').split(';')[0]
        assert kind in kinds, '%s: %s is not in openapi.yaml' % (where, kind)
        if kind == 'image/png':
            assert body.startswith(b'\x89PNG\r\n\x1a\n'), where + ': no PNG'
            return
        assert 'charset=utf-8' in content_type, where + ': no charset'
        self.check_body(body, kind, kinds[kind]['schema'], where)

    def check_body(self, body, kind, schema, where):
        text = body.decode('utf-8')
        if kind == 'text/plain':
            values = [text]
        elif kind == 'application/x-ndjson':
            values = [json.loads(line) for line in text.splitlines()]
        else:
            values = [json.loads(text)]
        for value in values:
            self.check(value, schema, where)

    def check(self, value, schema, where):
        schema = self.resolve(schema)
        if value is None:
            assert schema.get('nullable'), where + ': null'
            return
        for part in schema.get('allOf', []):
            self.check(value, part, where)
        if 'oneOf' in schema:
            self.check_one_of(value, schema['oneOf'], where)
        if 'type' in schema:
            self.check_type(value, schema, where)
        if 'enum' in schema:
            assert value in schema['enum'], '%s: %r' % (where, value)

    def check_one_of(self, value, schemas, where):
        problems = []
        for schema in schemas:
            try:
                self.check(value, schema, where)
            except AssertionError as problem:
                problems.append(str(problem))
        assert len(problems) == len(schemas) - 1, '%s: not one of: %s' % (where, problems)

    def check_type(self, value, schema, where):
        kinds = {'object': dict, 'array': list, 'string': str, 'integer': int, 'boolean': bool,
                 'number': (int, float)}
        kind = schema['type']
        is_right = isinstance(value, kinds[kind]) and not (
            isinstance(value, bool) and kind in ('integer', 'number'))
        assert is_right, '%s: %r is no %s' % (where, value, kind)
        getattr(self, 'check_' + kind, lambda *_: None)(value, schema, where)

    def check_integer(self, value, schema, where):
        assert value >= schema.get('minimum', value), '%s: %d' % (where, value)
        assert value <= schema.get('maximum', value), '%s: %d' % (where, value)

    def check_string(self, value, schema, where):
        if 'pattern' in schema:
            assert re.search(schema['pattern'], value), '%s: %r' % (where, value)

    def check_array(self, value, schema, where):
        for i, item in enumerate(value):
            self.check(item, schema.get('items', {}), '%s[%d]' % (where, i))

    def check_object(self, value, schema, where):
        for name in schema.get('required', []):
            assert name in value, '%s: no %s' % (where, name)
        properties = schema.get('properties', {})
        others = schema.get('additionalProperties', True)
        for name, member in value.items():
            if name in properties:
                self.check(member, properties[name], where + '.' + name)
            elif isinstance(others, dict):
                self.check(member, others, where + '.' + name)
            else:
                assert others, '%s: %s is not in openapi.yaml' % (where, name)
