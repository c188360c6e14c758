#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: tests/accuracy/metamorphic.py --omr PROGRAM [--all [--seed N] [WORD...]]

A picture changed in ways that no person would notice, or mind, must give the same answers; only
confidence may move. Takes the photo and a filled copy of the blank page in examples/exam, and the
pictures of the corpus at $OMR_CORPUS (default ../shared/corpus) where it is there: without --all a
seeded sample of pictures and changes, with it all of them (or those whose name holds a WORD), as a
table:

  same      fields that were sure before, with the same value
  asked     of them those that are now for review      CHANGED   another value, and sure of it
"""
import argparse
import collections
import io
import json
import os
import random
import sys
import tempfile
import unittest

from PIL import Image, ImageDraw

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAM = os.path.join(TOP, 'examples', 'exam')
PATTERN = os.path.join(EXAM, 'pattern.omr')
CORPUS = os.environ.get('OMR_CORPUS', os.path.join(TOP, '..', 'shared', 'corpus'))
sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.path.insert(0, os.path.join(TOP, 'tests', 'accuracy'))
import corpus  # noqa: E402
import tap  # noqa: E402

PROGRAM = ''
SEED = 20
SAMPLE = 24  # pairs of picture and change in the short form
MOST_ASKED = 0.02  # share of the sure fields that may turn doubtful

# What one picture gave: its details and how large its bubbles are, picture px.
Reading = collections.namedtuple('Reading', 'image details bubble_px')


# -- changes ---------------------------------------------------------------------------------------

def turned(image, degrees):
    return image.rotate(degrees, Image.BICUBIC, expand=True, fillcolor=235)


def small_angle(reading, chance):
    return turned(reading.image, chance.choice((-1, 1)) * chance.uniform(0.3, 6))


def darker(reading, chance):
    return with_gamma(reading.image, chance.uniform(1.02, 1.1))


def brighter(reading, chance):
    return with_gamma(reading.image, chance.uniform(0.9, 0.98))


def with_gamma(image, exponent):
    return image.point([round(255 * (level / 255) ** exponent) for level in range(256)])


def scaled(image, factor, filter_):
    return image.resize((round(image.width * factor), round(image.height * factor)), filter_)


def smaller(reading, chance):
    """Never to less than what the manual asks for: bubbles of 14 px."""
    least = min(0.95, max(0.5, 14 / reading.bubble_px))
    return scaled(reading.image, chance.uniform(least, 0.95), Image.LANCZOS)


def larger(reading, chance):
    return scaled(reading.image, chance.uniform(1.05, 1.4), Image.BICUBIC)


def encoded(kind, least, most):
    def change(reading, chance):
        file = io.BytesIO()
        reading.image.save(file, kind, quality=chance.randint(least, most))
        return Image.open(file)
    return change


def bordered(reading, chance):
    width, image = chance.randint(40, 200), reading.image
    wider = Image.new('L', (image.width + 2 * width, image.height + 2 * width),
                      chance.randint(60, 200))
    wider.paste(image, (width, width))
    return wider


def places(details):
    return [(bubble['x'], bubble['y']) for field in details['fields'] for bubble in field['bubbles']]


def streaked(reading, chance):
    """Dirt on a scanner's glass: a line down the picture, where it meets no bubble. None: nowhere."""
    width = max(2, reading.image.width // 900)
    reach = 0.75 * reading.bubble_px + width
    taken = [x for x, _ in places(reading.details)]
    free = [x for x in range(width, reading.image.width - width)
            if all(abs(x - other) > reach for other in taken)]
    inner = [x for x in free if min(taken) < x < max(taken)] or free
    if not inner:
        return None
    image, x = reading.image.copy(), chance.choice(inner)
    ImageDraw.Draw(image).line((x, 0, x, image.height), fill=chance.randint(40, 150), width=width)
    return image


CHANGES = {
    'a quarter turn': lambda reading, _: reading.image.transpose(Image.ROTATE_90),
    'a half turn': lambda reading, _: reading.image.transpose(Image.ROTATE_180),
    'three quarter turns': lambda reading, _: reading.image.transpose(Image.ROTATE_270),
    'a small angle': small_angle,
    'JPEG of quality 60 to 90': encoded('JPEG', 60, 90),
    'WebP of quality 60 to 90': encoded('WebP', 60, 90),
    'gamma 1.02 to 1.1': darker,
    'gamma 0.9 to 0.98': brighter,
    'made smaller': smaller,
    'made larger': larger,
    'a wide border': bordered,
    'a streak outside bubbles': streaked,
}


# -- reading and comparing -------------------------------------------------------------------------

def recognize(image, pattern, folder):
    path = os.path.join(folder, 'picture.bmp')
    image.convert('L').save(path)
    return corpus.recognize(PROGRAM, pattern, path)


def bubble_side(details, pattern):
    """The smallest bubble's side on the picture, px."""
    with open(pattern, encoding='utf-8-sig') as file:
        page = json.load(file)['Pages'][0]
    corners = details['registration']['corners']
    across = ((corners[1][0] - corners[0][0]) ** 2 + (corners[1][1] - corners[0][1]) ** 2) ** 0.5
    sides = [size for *_, size in bubbles_of(page['Elements'])]
    return min(sides) * across / float(page['Width'])


def values_of(details):
    """Of each field with bubbles, by its name and number among those of this name."""
    seen, values = collections.Counter(), {}
    for field in details['fields']:
        if field['bubbles']:
            seen[field['name']] += 1
            values[field['name'], seen[field['name']]] = (field['value'], field['review'])
    return values


def compare(before, after):
    """Counts of same, asked and changed among the fields that were sure, and the changed by name."""
    was, now = values_of(before), values_of(after)
    counts, changed = collections.Counter(), []
    for key, (value, is_asked) in was.items():
        if is_asked:
            continue
        value_now, is_asked_now = now.get(key, ('(no field)', False))
        if is_asked_now:
            counts['asked'] += 1
        elif value_now == value:
            counts['same'] += 1
        else:
            counts['changed'] += 1
            changed.append(f'{key[0]}: {value_now!r}, was {value!r}')
    return counts, changed


def read_first(image, pattern, folder):
    image = image.convert('L')
    details = recognize(image, pattern, folder)
    if details.get('error'):
        return None
    return Reading(image, details, bubble_side(details, pattern))


def try_change(name, change, reading, pattern, title, folder):
    """Counts of one picture after one change, and lines that describe what went wrong."""
    image = change(reading, random.Random(f'{SEED}/{title}/{name}'))
    if image is None:
        return collections.Counter(), []
    after = recognize(image, pattern, folder)
    if after.get('error'):
        return collections.Counter(refused=1), [f'{title}, {name}: {after["error"]}']
    counts, changed = compare(reading.details, after)
    return counts, [f'{title}, {name}: {line}' for line in changed]


# -- pictures --------------------------------------------------------------------------------------

def bubbles_of(elements):
    """All bubbles of a pattern's elements, whatever they are nested in."""
    for element in elements:
        if isinstance(element, list):
            yield from bubbles_of(element)
        elif 'Bubbles' in element or 'Elements' in element:
            size = int(element.get('BubbleWidth', 0) or 0)
            for bubble in element.get('Bubbles') or []:
                if isinstance(bubble, dict) and 'Left' in bubble:
                    own = int(float(bubble.get('Width') or size))
                    yield int(float(bubble['Left'])), int(float(bubble['Top'])), own or 40
            yield from bubbles_of(element.get('Elements') or [])


def filled_copy():
    """The blank page with every fifth bubble or so filled, as a flat scan."""
    chance = random.Random(SEED)
    image = Image.open(os.path.join(EXAM, 'blank.png')).convert('L')
    with open(PATTERN, encoding='utf-8') as file:
        pages = json.load(file)['Pages']
    draw = ImageDraw.Draw(image)
    for left, top, size in bubbles_of(pages[0]['Elements']):
        if chance.random() < 0.2:
            edge = 0.2 * size
            draw.ellipse((left + edge, top + edge, left + size - edge, top + size - edge), fill=60)
    return image


def all_pictures():
    """(title, pattern, function that opens it) of every picture that there is."""
    yield 'filled copy', PATTERN, filled_copy
    for case in corpus.all_cases(CORPUS):
        if not case.change:
            yield case.name, case.pattern, lambda path=case.image: Image.open(path)


class Metamorphic(unittest.TestCase):
    def check(self, pictures, changes):
        total = collections.Counter()
        with tempfile.TemporaryDirectory() as folder:
            for title, pattern, open_picture in pictures:
                reading = read_first(open_picture(), pattern, folder)
                for name in changes(title) if reading else ():
                    counts, lines = try_change(name, CHANGES[name], reading, pattern, title, folder)
                    self.assertEqual(lines, [])
                    total += counts
        self.assertGreater(total['same'], 200)
        self.assertLess(total['asked'], MOST_ASKED * total['same'])

    def test_photo_and_flat_page_give_the_same_answers_after_every_change(self):
        self.check(list(all_pictures())[:2], lambda title: CHANGES)

    def test_real_pictures_give_the_same_answers_after_a_change(self):
        pictures = list(all_pictures())[2:]
        if not pictures:
            self.skipTest(f'no corpus at {CORPUS}')
        chance = random.Random(SEED)
        pairs = chance.sample([(p, name) for p in pictures for name in CHANGES], SAMPLE)
        chosen = {picture[0]: picture for picture, _ in pairs}
        self.check(chosen.values(),
                   lambda title: [name for picture, name in pairs if picture[0] == title])

    def test_another_mark_gives_another_answer(self):
        with tempfile.TemporaryDirectory() as folder:
            blank = Image.open(os.path.join(EXAM, 'blank.png'))
            details = [recognize(image, PATTERN, folder) for image in (filled_copy(), blank)]
        self.assertGreater(compare(*details)[0]['changed'], 20)


# -- the whole table -------------------------------------------------------------------------------

COLUMNS = ('same', 'asked', 'changed', 'refused')


def show_table(rows):
    total = sum(rows.values(), collections.Counter())
    print(f'\n{"change":26}' + ''.join(f'{column:>9}' for column in COLUMNS))
    for name, counts in list(rows.items()) + [('all', total)]:
        print(f'{name:26}' + ''.join(f'{counts[column]:9}' for column in COLUMNS))
    return total


def try_all(words):
    rows = {name: collections.Counter() for name in CHANGES}
    with tempfile.TemporaryDirectory() as folder:
        for title, pattern, open_picture in all_pictures():
            if words and not any(word in title for word in words):
                continue
            reading = read_first(open_picture(), pattern, folder)
            for name, change in CHANGES.items() if reading else ():
                counts, lines = try_change(name, change, reading, pattern, title, folder)
                rows[name] += counts
                for line in lines:
                    print(line, flush=True)
    total = show_table(rows)
    sure = total['same'] + total['asked'] + total['changed']
    is_good = sure and not total['changed'] and total['asked'] < MOST_ASKED * sure
    print(f'{"passed" if is_good else "FAILED"}: {total["changed"]} of {sure} sure answers changed '
          f'without a flag, {total["asked"]} asked for, {total["refused"]} pictures refused')
    return 0 if is_good else 1


def main():
    global PROGRAM, SEED
    parser = argparse.ArgumentParser(usage=__doc__.split('\n\n')[0].removeprefix('usage: '))
    parser.add_argument('--omr', required=True)
    parser.add_argument('--all', dest='is_all', action='store_true')
    parser.add_argument('--seed', type=int, default=SEED)
    parser.add_argument('words', nargs='*')
    options = parser.parse_args()
    PROGRAM, SEED = os.path.abspath(options.omr), options.seed
    if options.is_all:
        sys.exit(try_all(options.words))
    sys.argv = sys.argv[:1]
    tap.main()


if __name__ == '__main__':
    main()
