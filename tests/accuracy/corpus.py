#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: tests/accuracy/corpus.py [--omr PROGRAM] [--raise] [--quick] [--seen FOLDER] [WORD...]

Reads every picture whose truth is known and compares, field by field: the example form, and the
corpus at $OMR_CORPUS (default ../shared/corpus) where it is there. Digital fills are also read
turned, scaled, badly compressed and brightened, and compared with the rows in their engine.csv.

  right     the value is what a person wrote, not flagged        wrong     another value, unflagged
  flagged   for review, the value right                           caught    for review, value wrong

WORDs choose the pictures whose name holds one; --quick leaves the variants out. --seen keeps, of each
picture that was refused or has a field not right, what the engine saw, as PNG. What was reached
stands in floors.json; less fails. --raise writes better figures there, never worse ones.
A table tells how often the values stated at some confidence are right.
The last line is "N passed, N failed", one for each picture, one for the share of flagged fields and
one for what is stated at 0.999 or more: at most one in a thousand of it may be wrong.
"""
import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.join(HERE, '..', '..')
FLOORS = os.path.join(HERE, 'floors.json')
TIMEOUT_S = 60
REVIEW_LIMIT = 0.02  # share of the fields of forms with markers that may ask for a person

# A picture to read. `rows`: the (name, value) pairs it must give, or None where `truth` scores it.
Case = collections.namedtuple('Case', 'name pattern image truth rows change')
Score = collections.namedtuple('Score', 'fields right wrong flagged caught bubbles bubbles_wrong '
                                        'refused wrong_names caught_names stated')


# -- what there is to read -------------------------------------------------------------------------

def turned(image):
    paper = 255 if image.mode == 'L' else (255,) * len(image.getbands())
    return image.rotate(3, Image.BICUBIC, expand=True, fillcolor=paper)


def halved(image):
    return image.resize((image.width // 2, image.height // 2), Image.LANCZOS)


def brightened(image):
    table = [round(255 * (level / 255) ** 0.8) for level in range(256)]
    return image.point(table * len(image.getbands()))


CHANGES = {'turned 3 degrees': (turned, 'png'), '150 dpi': (halved, 'png'),
           'JPEG q70': (lambda image: image, 'jpg'), 'gamma 0.8': (brightened, 'png')}


def engine_rows(path):
    """The (name, value) pairs of an engine.csv; names are bare, so the value starts at the last ,\" """
    rows = []
    with open(path, encoding='utf-8', newline='') as lines:
        for line in lines.read().replace('\r\n', '\n').split('\n')[1:]:
            if line:
                name, _, value = line.rpartition(',"')
                rows.append((name, value[:-1].replace('""', '"')))
    return rows


def cases_of(folder, title):
    """Every picture in `folder` beside which its truth lies."""
    for name in sorted(os.listdir(folder)):
        if not name.endswith('.answers.json'):
            continue
        with open(os.path.join(folder, name), encoding='utf-8') as file:
            truth = json.load(file)
        pattern = os.path.normpath(os.path.join(folder, truth['pattern']))
        image = os.path.join(folder, truth['image'])
        engine = os.path.join(folder, 'engine.csv')
        rows = engine_rows(engine) if os.path.exists(engine) else None
        yield Case(f'{title}/{truth["image"]}', pattern, image, truth, rows, None)
        for change in CHANGES if rows else ():
            yield Case(f'{title}/{truth["image"]}, {change}', pattern, image, truth, rows, change)


def all_cases(corpus):
    yield from cases_of(os.path.join(TOP, 'examples', 'exam'), 'examples/exam')
    for group in ('forms', 'open-mcr'):
        for folder, folders, _ in os.walk(os.path.join(corpus, group)):
            folders.sort()
            title = os.path.relpath(folder, corpus).removeprefix('forms/')
            yield from cases_of(folder, title.removesuffix('/input'))


# -- reading and comparing -------------------------------------------------------------------------

def changed_image(case, folder):
    if not case.change:
        return case.image
    change, kind = CHANGES[case.change]
    path = os.path.join(folder, 'changed.' + kind)
    image = Image.open(case.image)
    image = image.convert('L' if image.mode in ('1', 'L') else 'RGB')
    change(image).save(path, **({'quality': 70} if kind == 'jpg' else {'compress_level': 1}))
    return path


def recognize(program, pattern, image):
    """The details object of one picture, with `error` where there is none."""
    command = [program, 'recognize', '--format', 'details', pattern, image]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return {'error': f'no answer within {TIMEOUT_S} s', 'fields': []}
    try:
        return json.loads(done.stdout.splitlines()[0])
    except (ValueError, IndexError):
        return {'error': f'exit {done.returncode}: {done.stderr.strip()[:200]}', 'fields': []}


def expected_rows(case):
    """(name, value) of every scored field."""
    if case.rows is not None:
        return case.rows
    unsure = set(case.truth.get('uncertain') or ())
    return [(name, value) for name, values in case.truth['answers'].items() if name not in unsure
            for value in (values if isinstance(values, list) else [values])]


def wrong_bubbles(field, value):
    """How many bubbles of a wrong field were misread, at least one."""
    wanted = collections.Counter(value.split(','))
    marked = collections.Counter(b['value'] for b in field['bubbles'] if b['marked'])
    known = collections.Counter(b['value'] for b in field['bubbles'])
    if set(wanted) - set(known):  # composed of symbols: count those
        wanted = collections.Counter(value.replace(',', ''))
    return max(1, sum(((wanted & known) - marked).values()) + sum((marked - wanted).values()))


def compare(case, details):
    """Every expected row takes a field of its name, one with its value where there is one."""
    fields = collections.defaultdict(list)
    for field in details['fields']:
        fields[field['name']].append(field)
    rest, counts, wrong, caught, bad, stated = [], collections.Counter(), [], [], 0, []
    expected = expected_rows(case)
    for name, value in expected:
        same = next((f for f in fields[name] if f['value'] == value), None)
        if same is None:
            rest.append((name, value))
        else:
            fields[name].remove(same)
            counts['flagged' if same['review'] else 'right'] += 1
            stated.append((same.get('confidence', 1), True))
    for name, value in rest:
        field = fields[name].pop(0) if fields[name] else None
        note = f'{name}: {field["value"] if field else "no row"!r}, not {value!r}'
        (caught if field and field['review'] else wrong).append(note)
        bad += wrong_bubbles(field, value) if field else 1
        stated.append((field.get('confidence', 1) if field else 1, False))
    if case.rows is not None:  # a row too many is an answer nobody gave
        wrong += [f'{f["name"]}: a row too many, {f["value"]!r}' for more in fields.values()
                  for f in more]
    bubbles = sum(len(field['bubbles']) for field in details['fields'])
    return Score(len(expected), counts['right'], len(wrong), counts['flagged'], len(caught), bubbles,
                 bad, None, wrong, caught, stated)


def score(program, case, seen):
    """`seen`: where overlays of failures go, or None."""
    with tempfile.TemporaryDirectory() as folder:
        image = changed_image(case, folder)
        details = recognize(program, case.pattern, image)
        if details.get('error'):
            fields = len(expected_rows(case))
            result = Score(fields, 0, 0, 0, 0, 0, 0, details['error'], [], [], [])
        else:
            result = compare(case, details)
        if seen and result.right < result.fields:
            path = os.path.join(seen, case.name.replace('/', '_') + '.png')
            subprocess.run([program, 'inspect', '--output', path, case.pattern, image],
                           capture_output=True, timeout=TIMEOUT_S)
            print(f'seen: {path}')
    return result


# -- floors and report -----------------------------------------------------------------------------

def load_floors():
    if not os.path.exists(FLOORS):
        return {}
    with open(FLOORS, encoding='utf-8') as file:
        return json.load(file)


def is_below(floor, result):
    return result.right < floor['right'] or result.wrong > floor['wrong']


def raised(floor, result):
    """The better of both figures."""
    if floor is None:
        return {'right': result.right, 'wrong': result.wrong}
    return {'right': max(floor['right'], result.right), 'wrong': min(floor['wrong'], result.wrong)}


def show(name, result, note):
    if result.refused:
        print(f'{name}: refused: {result.refused}{note}')
        return
    print(f'{name}: {result.fields} fields: {result.right} right, {result.wrong} wrong, '
          f'{result.flagged} flagged, {result.caught} caught{note}')
    for title, names in (('wrong', result.wrong_names), ('caught', result.caught_names)):
        for one in names[:12]:
            print(f'    {title}  {one}')
        if len(names) > 12:
            print(f'    and {len(names) - 12} more')


def show_total(title, results):
    read = [result for result in results if not result.refused]
    total = {key: sum(getattr(result, key) for result in read) for key in
             ('fields', 'right', 'wrong', 'flagged', 'caught', 'bubbles', 'bubbles_wrong')}
    clean = sum(result.right == result.fields and not result.wrong for result in read)
    silent = sum(result.wrong > 0 for result in read)
    review = total['flagged'] + total['caught']
    print(f'{title}: {len(results)} sheets, {len(results) - len(read)} refused, {clean} all right, '
          f'{silent} wrong without a flag; {total["fields"]} fields, {total["wrong"]} wrong without '
          f'a flag, {review} for review ({100 * review / max(1, total["fields"]):.2f} %, '
          f'{total["caught"]} of them wrong); {total["bubbles"]} bubbles, '
          f'{total["bubbles_wrong"]} wrong')


BINS = (0, 0.5, 0.8, 0.9, 0.99, 0.999)
SURE_WRONG_LIMIT = 0.001  # share of the answers stated at the last bin that may be wrong


def reliability(results):
    """Per bin of stated confidence: fields, wrong ones, mean of what was stated."""
    rows = []
    for low, high in zip(BINS, BINS[1:] + (2,)):
        inside = [(c, right) for r in results for c, right in r.stated if low <= c < high]
        wrong = sum(not right for _, right in inside)
        rows.append((low, len(inside), wrong, sum(c for c, _ in inside) / max(1, len(inside))))
    return rows


def show_reliability(rows):
    print(f'\n{"confidence from":16} {"fields":>9} {"wrong":>9} {"stated":>9} {"right":>9}')
    for low, fields, wrong, stated in rows:
        print(f'{low:<16.3f} {fields:9} {wrong:9} {stated:9.5f} {1 - wrong / max(1, fields):9.5f}')
    print()


def asks_too_often(results):
    """Flagging everything is no way to be never wrong."""
    review = sum(result.flagged + result.caught for result in results)
    return review > REVIEW_LIMIT * sum(result.fields for result in results)


def group_of(case):
    if case.name.startswith('open-mcr'):
        return 'other program\'s form'
    if case.change:
        return 'digital fills, changed'
    with open(case.pattern, encoding='utf-8-sig') as file:
        return 'with markers' if '"ReferencePoint' in file.read() else 'without markers'


def main():
    parser = argparse.ArgumentParser(usage=__doc__.split('\n\n')[0].removeprefix('usage: '))
    parser.add_argument('--omr', default=os.path.join(TOP, 'build', 'omr'))
    parser.add_argument('--raise', dest='is_raising', action='store_true')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--seen')
    parser.add_argument('words', nargs='*')
    options = parser.parse_args()
    if options.seen:
        os.makedirs(options.seen, exist_ok=True)
    corpus = os.environ.get('OMR_CORPUS', os.path.join(TOP, '..', 'shared', 'corpus'))
    has_corpus = os.path.isdir(corpus)

    floors, groups, passed, failed = load_floors(), collections.defaultdict(list), 0, 0
    for case in all_cases(corpus):
        if options.words and not any(word in case.name for word in options.words):
            continue
        if options.quick and case.change:
            continue
        result = score(os.path.abspath(options.omr), case, options.seen)
        floor = floors.get(case.name)
        if options.is_raising:
            floor = floors[case.name] = raised(floor, result)
        is_bad = floor is None or is_below(floor, result)
        note = f'  BELOW ITS FLOOR {json.dumps(floor)}' if floor else '  NO FLOOR YET'
        show(case.name, result, note if is_bad else '')
        groups[group_of(case)].append(result)
        passed, failed = passed + (not is_bad), failed + is_bad
    print()
    for title, results in groups.items():
        show_total(title, results)
    rows = reliability([result for results in groups.values() for result in results])
    show_reliability(rows)
    if not options.words:
        is_bad = rows[-1][2] > SURE_WRONG_LIMIT * rows[-1][1]
        print('what is stated as sure is ' + ('NOT ' if is_bad else '') + 'right')
        passed, failed = passed + (not is_bad), failed + is_bad
        is_bad = asks_too_often(groups['with markers'])
        passed, failed = passed + (not is_bad), failed + is_bad
    if options.is_raising:
        with open(FLOORS, 'w', encoding='utf-8') as file:
            lines = [f'{json.dumps(name)}: {json.dumps(floors[name])}' for name in sorted(floors)]
            file.write('{\n' + ',\n'.join(lines) + '\n}\n')
    skipped = '' if has_corpus else ', 1 skipped'
    if not has_corpus:
        print(f'skipped: no corpus at {corpus} (set OMR_CORPUS)')
    print(f'{passed} passed, {failed} failed{skipped}')
    sys.exit(1 if failed or not passed else 0)


if __name__ == '__main__':
    main()
