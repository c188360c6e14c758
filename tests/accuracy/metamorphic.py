#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: tests/accuracy/metamorphic.py --omr PROGRAM

A picture changed in ways that no person would notice, or mind, must give the same answers. Takes
the photo and a filled copy of the blank page in examples/exam; needs nothing else.
"""
import csv
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import unittest

from PIL import Image, ImageDraw

TOP = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..')
EXAM = os.path.join(TOP, 'examples', 'exam')
PATTERN = os.path.join(EXAM, 'pattern.omr')
sys.path.insert(0, os.path.join(TOP, 'tests', 'support'))
sys.dont_write_bytecode = True
import tap  # noqa: E402

PROGRAM = sys.argv.pop() if '--omr' in sys.argv else ''
sys.argv = [argument for argument in sys.argv if argument != '--omr']
SEED = 20


def gamma(exponent):
    table = [round(255 * (level / 255) ** exponent) for level in range(256)]
    return lambda image: image.point(table)


def turned(degrees):
    return lambda image: image.rotate(degrees, Image.BICUBIC, expand=True, fillcolor=235)


def scaled(factor):
    return lambda image: image.resize((round(image.width * factor), round(image.height * factor)),
                                      Image.LANCZOS)


CHANGES = {
    'a quarter turn': (lambda image: image.transpose(Image.ROTATE_90), {}),
    'a half turn': (lambda image: image.transpose(Image.ROTATE_180), {}),
    'three quarter turns': (lambda image: image.transpose(Image.ROTATE_270), {}),
    'two degrees': (turned(2), {}),
    'two degrees the other way': (turned(-2), {}),
    'JPEG of quality 70': (lambda image: image, {'format': 'JPEG', 'quality': 70}),
    'darker': (gamma(1.1), {}),
    'brighter': (gamma(0.9), {}),
    'half the size': (scaled(0.5), {}),
    'a wide grey border': (lambda image: bordered(image, 150, 170), {}),
}


def bordered(image, width, level):
    wider = Image.new('L', (image.width + 2 * width, image.height + 2 * width), level)
    wider.paste(image, (width, width))
    return wider


def bubbles_of(elements):
    """All bubbles of a pattern's elements, whatever they are nested in."""
    for element in elements:
        if isinstance(element, list):
            yield from bubbles_of(element)
        elif 'Bubbles' in element or 'Elements' in element:
            size = int(element.get('BubbleWidth', 0) or 0)
            for bubble in element.get('Bubbles') or []:
                if isinstance(bubble, dict) and 'Left' in bubble and size:
                    yield int(bubble['Left']), int(bubble['Top']), size
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


def read(image, folder, **options):
    """The rows of the CSV, sorted."""
    path = os.path.join(folder, 'picture')
    image.save(path, **(options or {'format': 'PNG', 'compress_level': 1}))
    done = subprocess.run([PROGRAM, 'recognize', PATTERN, path], capture_output=True, text=True,
                          timeout=60)
    if done.returncode not in (0, 1):
        raise AssertionError(f'exit {done.returncode}: {done.stderr}')
    return sorted(tuple(row[:2]) for row in csv.reader(io.StringIO(done.stdout)))


class Metamorphic(unittest.TestCase):
    def check(self, image):
        with tempfile.TemporaryDirectory() as folder:
            plain = read(image, folder)
            self.assertGreater(sum(bool(value) for _, value in plain), 20)
            different = [name for name, (change, options) in CHANGES.items()
                         if read(change(image), folder, **options) != plain]
            self.assertEqual(different, [])

    def test_a_photo_gives_the_same_answers_after_every_change(self):
        self.check(Image.open(os.path.join(EXAM, 'photo.jpg')).convert('L'))

    def test_a_flat_page_gives_the_same_answers_after_every_change(self):
        self.check(filled_copy())

    def test_another_mark_gives_another_answer(self):
        with tempfile.TemporaryDirectory() as folder:
            image = filled_copy()
            plain = read(image, folder)
            blank = Image.open(os.path.join(EXAM, 'blank.png')).convert('L')
            self.assertNotEqual(read(blank, folder), plain)


if __name__ == '__main__':
    tap.main()
