#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""usage: examples/make.py

Makes the files of examples/exam anew: the pattern, the printed page, a photo of a filled copy on a
desk and what was marked on it. The same every time, on the same versions of the libraries.
Needs python3-pil python3-numpy python3-segno fonts-dejavu-core fonts-urw-base35.
"""
import json
import math
import os
import random

import numpy
import segno
from PIL import Image, ImageDraw, ImageFilter, ImageFont

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'exam')
WIDTH, HEIGHT = 2480, 3508  # A4 at 300 dpi
FINE = 2                    # drawn larger and scaled down, for smooth edges
BUBBLE, BOX = 60, 46        # bubbles and check boxes, px
QUESTIONS, OPTIONS = 40, 'ABCDE'
SHEET = 'BIO-2041'          # what the barcode says
FONTS = '/usr/share/fonts/truetype/dejavu/DejaVuSans%s.ttf'
HANDWRITING = '/usr/share/fonts/opentype/urw-base35/Z003-MediumItalic.otf'

# What the student marked; see `answers` for the form the engine reports it in.
NUMBER, CLASS, AIDS = '40718253', '9C', ['Calculator', 'Dictionary']
MARKS = ('A C B D E B A C D B  E A D C B A C - E D '
         'B A BD C E A D B C A  D C E B A D C B E A').split()


# -- the pattern: what is printed where ------------------------------------------------------------

def bubble(value, left, top):
    return {'Value': value, 'Top': str(top), 'Left': str(left), 'IsValid': True}


def boxed(kind, name, bubbles, size, **more):
    """An element with the box around its bubbles."""
    lefts, tops = [int(b['Left']) for b in bubbles], [int(b['Top']) for b in bubbles]
    return {'Type': kind, 'Name': name,
            'Width': str(max(lefts) - min(lefts) + size), 'Height': str(max(tops) - min(tops) + size),
            'Top': str(min(tops)), 'Left': str(min(lefts)), **more}


def choice(name, bubbles, orientation='Horizontal'):
    return boxed('ChoiceBox', name, bubbles, BUBBLE, BubbleHeight=BUBBLE, BubbleWidth=BUBBLE,
                 Bubbles=bubbles, Multiselect=False, Orientation=orientation)


def column(symbols, left, top, pitch=74):
    return [bubble(symbol, left, top + row * pitch) for row, symbol in enumerate(symbols)]


def student_number():
    columns = [column('0123456789', 220 + 78 * place, 1150) for place in range(8)]
    parts = [choice(None, bubbles, 'Vertical') for bubbles in columns]
    return boxed('Grid', 'StudentNumber', sum(columns, []), BUBBLE, Elements=parts,
                 Orientation='Horizontal')


def class_code():
    columns = [column(['7', '8', '9', '10'], 980, 1150), column('ABCDE', 1058, 1150)]
    return boxed('CompositeGridOmr:#Aspose.OMR.TemplateModel', 'Class', sum(columns, []), BUBBLE,
                 BubbleHeight=BUBBLE, BubbleWidth=BUBBLE, Bubbles=columns)


def aids():
    boxes = [bubble(value, 1320, 1156 + 96 * row)
             for row, value in enumerate(['Calculator', 'Formula sheet', 'Dictionary'])]
    return boxed('CheckBox', 'Aids', boxes, BOX, BubbleHeight=BOX, BubbleWidth=BOX, Bubbles=boxes,
                 Threshold=3)


def question(number):
    block, row = divmod(number - 1, 10)
    left, top = 320 + 520 * block, 2130 + 100 * row
    return choice(f'Question{number}',
                  [bubble(letter, left + 80 * place, top) for place, letter in enumerate(OPTIONS)])


def markers():
    places = [(24, 24, 125), (2331, 24, 125), (24, 3359, 125), (2331, 3359, 125), (2331, 322, 173)]
    return [{'Type': 'ReferencePoint', 'Name': f'ReferencePoint{number}', 'Width': '125',
             'Height': str(height), 'Top': str(top), 'Left': str(left),
             'ReferenceType': 'Rotation' if height != 125 else 'Corner'}
            for number, (left, top, height) in enumerate(places)]


def make_pattern():
    code = {'Type': 'BarcodeDownloadable', 'Name': 'Sheet', 'Width': '315', 'Height': '315',
            'Top': '240', 'Left': '1900', 'BarcodeType': 'QR', 'QrVersion': 1}
    elements = [code, student_number(), class_code(), aids()]
    elements += [question(number) for number in range(1, QUESTIONS + 1)] + markers()
    return {'Version': '1.0', 'Name': 'Biology examination',
            'Pages': [{'Height': HEIGHT, 'Width': WIDTH, 'Elements': elements,
                       'ImageFormat': '.png', 'ImageName': None,
                       'RotationPointPosition': 'TopRight1'}],
            'IsGenerated': True}


def bubbles_of(element):
    """(bubble, side) of every bubble, those of nested elements too."""
    if element['Type'] == 'Grid':
        return sum((bubbles_of(part) for part in element['Elements']), [])
    found = element.get('Bubbles', [])
    if found and isinstance(found[0], list):
        found = sum(found, [])
    return [(one, element['BubbleWidth']) for one in found]


# -- the printed page ------------------------------------------------------------------------------

class Page:
    """A sheet to draw on in pixels of the printed page."""

    def __init__(self):
        self.image = Image.new('RGB', (WIDTH * FINE, HEIGHT * FINE), 'white')
        self.pen = ImageDraw.Draw(self.image)

    def scale(self, *numbers):
        return [number * FINE for number in numbers]

    def rectangle(self, left, top, width, height, line=0, fill=None):
        box = self.scale(left, top, left + width, top + height)
        self.pen.rectangle(box, fill=fill, outline='black', width=line * FINE)

    def ellipse(self, left, top, size, line, ink='black', fill=None):
        self.pen.ellipse(self.scale(left, top, left + size, top + size), fill=fill, outline=ink,
                         width=line * FINE)

    def line(self, points, width, ink='black'):
        self.pen.line([number * FINE for point in points for number in point], fill=ink,
                      width=round(width * FINE), joint='curve')

    def text(self, x, y, text, size, style='', anchor='ls', ink='black', font=None):
        face = ImageFont.truetype(font or FONTS % style, size * FINE)
        self.pen.text((x * FINE, y * FINE), text, font=face, fill=ink, anchor=anchor)

    def finished(self):
        return self.image.resize((WIDTH, HEIGHT), Image.BOX)


def draw_bubble(page, one, size, is_square):
    left, top = int(one['Left']), int(one['Top'])
    if is_square:
        page.rectangle(left, top, size, size, 4)
        page.text(left + size + 24, top + size - 8, one['Value'], 38)
    else:
        page.ellipse(left, top, size, 3)
        page.text(left + size / 2, top + size / 2 + 1, one['Value'], 27, anchor='mm', ink='#555555')


def draw_code(page, element):
    matrix = segno.make(SHEET, version=1, error='m', boost_error=False).matrix
    side = int(element['Width']) / 21
    for y, row in enumerate(matrix):
        for x, is_dark in enumerate(row):
            if is_dark:
                page.rectangle(int(element['Left']) + x * side, int(element['Top']) + y * side,
                               side, side, fill='black')


def draw_head(page):
    page.text(220, 330, 'Biology', 96, '-Bold')
    page.text(220, 410, 'Final examination, part one', 46)
    page.text(220, 590, 'Name', 40)
    page.line([(370, 596), (1240, 596)], 3)
    page.text(1290, 590, 'Date', 40)
    page.line([(1410, 596), (1760, 596)], 3)
    page.text(220, 760, 'Fill in one circle for each question, with a black or blue pen:', 38)
    page.text(220, 830, 'Leave a question empty when you do not know the answer.', 38)
    for place, letter in enumerate('ABC'):
        draw_bubble(page, bubble(letter, 1430 + 80 * place, 722), BUBBLE, False)
    page.ellipse(1510, 722, BUBBLE, 3, fill='black')


def draw_labels(page):
    page.text(220, 1010, 'Student number', 40, '-Bold')
    page.text(980, 1010, 'Class', 40, '-Bold')
    page.text(1320, 1010, 'Aids you used', 40, '-Bold')
    for place in range(8):
        page.rectangle(220 + 78 * place, 1040, BUBBLE, 84, 3)
    for place in range(2):
        page.rectangle(980 + 78 * place, 1040, BUBBLE, 84, 3)
    page.line([(220, 1960), (2270, 1960)], 4)
    page.text(220, 2050, 'Answers', 40, '-Bold')
    for number in range(1, QUESTIONS + 1):
        block, row = divmod(number - 1, 10)
        page.text(296 + 520 * block, 2130 + 100 * row + 44, str(number), 38, '-Bold', 'rs')
    page.text(WIDTH / 2, 3260, 'Hand in this page. Do not fold it.', 34, anchor='ms')


def draw_page(pattern):
    page = Page()
    draw_head(page)
    draw_labels(page)
    for element in pattern['Pages'][0]['Elements']:
        if element['Type'] == 'ReferencePoint':
            page.rectangle(*(int(element[key]) for key in ('Left', 'Top', 'Width', 'Height')),
                           fill='black')
        elif element['Type'] == 'BarcodeDownloadable':
            draw_code(page, element)
        for one, size in bubbles_of(element):
            draw_bubble(page, one, size, element['Type'] == 'CheckBox')
    return page


# -- what the student did --------------------------------------------------------------------------

def answers():
    values = {'Sheet': SHEET, 'StudentNumber': NUMBER, 'Class': CLASS, 'Aids': ','.join(AIDS)}
    for number, mark in enumerate(MARKS, 1):
        values[f'Question{number}'] = ','.join(mark.strip('-'))
    return values


def marked_bubbles(pattern):
    """The bubbles that `answers` means, with their size and element type."""
    wanted = answers()
    for element in pattern['Pages'][0]['Elements']:
        if element['Type'] == 'Grid':
            parts = [part['Bubbles'] for part in element['Elements']]
            chosen = [[digit] for digit in NUMBER]
        elif element['Name'] == 'Class':
            parts, chosen = element['Bubbles'], [[CLASS[:-1]], [CLASS[-1]]]
        elif 'Bubbles' in element:
            parts, chosen = [element['Bubbles']], [wanted[element['Name']].split(',')]
        else:
            continue
        for bubbles, values in zip(parts, chosen):
            for one in bubbles:
                if one['Value'] in values:
                    yield one, element


def scribble(page, chance, one, size, ink):
    """A bubble filled in a hurry: to and fro across it, not quite centred, sometimes outside."""
    middle_x = int(one['Left']) + size / 2 + chance.gauss(0, 2.5)
    middle_y = int(one['Top']) + size / 2 + chance.gauss(0, 2.5)
    radius, slant = size / 2 * chance.uniform(0.8, 1.02), chance.uniform(-0.9, -0.2)
    points, steps = [], chance.randint(9, 12)
    for step in range(steps + 1):
        across = -1 + 2 * step / steps
        reach = math.sqrt(max(0.05, 1 - across * across)) * chance.uniform(0.85, 1.08)
        for side in (-1, 1) if step % 2 else (1, -1):
            x, y = side * reach * radius, across * radius
            points.append((middle_x + x * math.cos(slant) - y * math.sin(slant),
                           middle_y + x * math.sin(slant) + y * math.cos(slant)))
    page.line(points, chance.uniform(5.0, 7.0), ink)


def cross(page, chance, one, size, ink):
    left, top = int(one['Left']), int(one['Top'])
    for start, end in (((-4, -3), (size + 5, size + 2)), ((size + 3, -6), (-5, size + 4))):
        page.line([(left + start[0] + chance.gauss(0, 3), top + start[1] + chance.gauss(0, 3)),
                   (left + end[0] + chance.gauss(0, 3), top + end[1] + chance.gauss(0, 3))], 6, ink)


def fill_page(page, pattern):
    """Returns how many bubbles were marked."""
    chance, ink, count = random.Random(2041), '#1d2450', 0
    for one, element in marked_bubbles(pattern):
        is_square = element['Type'] == 'CheckBox'
        (cross if is_square else scribble)(page, chance, one, BOX if is_square else BUBBLE, ink)
        count += 1
    page.text(400, 574, 'Robin Example', 92, font=HANDWRITING, ink=ink)
    page.text(1436, 578, '12 June', 78, font=HANDWRITING, ink=ink)
    for left, text in ((220, NUMBER), (980, CLASS)):
        for place, symbol in enumerate(text):
            page.text(left + 78 * place + 30 + chance.gauss(0, 2), 1112 + chance.gauss(0, 3), symbol,
                      72, font=HANDWRITING, anchor='ms', ink=ink)
    return count


# -- the photo -------------------------------------------------------------------------------------

PHOTO_WIDTH, PHOTO_HEIGHT = 2160, 2880
CORNERS = [(192, 168), (1958, 128), (2022, 2718), (128, 2742)]  # of the page: TL, TR, BR, BL


def homography(sources, targets):
    rows, values = [], []
    for (x, y), (u, v) in zip(sources, targets):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return numpy.append(numpy.linalg.solve(numpy.array(rows, float), values), 1).reshape(3, 3)


def smooth_noise(chance, cells_x, cells_y):
    """Noise of about 0 +- 1 that varies over the given number of cells."""
    grain = Image.fromarray(chance.normal(0, 1, (cells_y, cells_x)).astype('float32'))
    return numpy.asarray(grain.resize((PHOTO_WIDTH, PHOTO_HEIGHT), Image.BICUBIC))


def desk(chance):
    """Brown wood, its grain running across."""
    grain = smooth_noise(chance, 7, 260) * 9 + smooth_noise(chance, 24, 900) * 6
    plank = smooth_noise(chance, 3, 12) * 8
    return numpy.array([142, 104, 72]) + (grain + plank)[..., None] * numpy.array([1, 0.85, 0.7])


def sample(picture, x, y):
    """Bilinear; x and y in pixels, within the picture."""
    x = numpy.clip(x - 0.5, 0, picture.shape[1] - 1.001)
    y = numpy.clip(y - 0.5, 0, picture.shape[0] - 1.001)
    left, top = x.astype(int), y.astype(int)
    right, down = (x - left)[..., None], (y - top)[..., None]
    upper = picture[top, left] * (1 - right) + picture[top, left + 1] * right
    lower = picture[top + 1, left] * (1 - right) + picture[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def photograph(sheet):
    """The sheet on a desk under a lamp, held by hand, slightly curved."""
    chance = numpy.random.default_rng(2041)
    v, u = numpy.mgrid[0:PHOTO_HEIGHT, 0:PHOTO_WIDTH] + 0.5
    back = homography(CORNERS, [(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)])
    w = back[2, 0] * u + back[2, 1] * v + back[2, 2]
    x = (back[0, 0] * u + back[0, 1] * v + back[0, 2]) / w
    y = (back[1, 0] * u + back[1, 1] * v + back[1, 2]) / w
    bow = numpy.sin(math.pi * numpy.clip(x / WIDTH, 0, 1))  # it rises between its edges
    wave = numpy.sin(math.pi * numpy.clip(y / HEIGHT, 0, 1))
    x, y = x + 7 * bow * (x / WIDTH - 0.5), y + 9 * bow * wave
    inside = ((x > 0) & (x < WIDTH) & (y > 0) & (y < HEIGHT)).astype('float32')
    paper = sample(numpy.asarray(sheet, 'float32'), x, y) * numpy.array([0.93, 0.92, 0.89])
    paper += (smooth_noise(chance, 540, 720) * 1.2)[..., None]
    cover = soften(inside, 1.0)[..., None]
    shadow = 1 - 0.55 * soften(numpy.roll(inside, (22, -14), (0, 1)), 24)[..., None]
    picture = desk(chance) * shadow * (1 - cover) + paper * cover
    return expose(picture * lamp(u, v, bow * inside)[..., None], chance)


def soften(mask, radius):
    image = Image.fromarray((mask * 255).astype('uint8'))
    return numpy.asarray(image.filter(ImageFilter.GaussianBlur(radius)), 'float32') / 255


def lamp(u, v, bow):
    """Brighter towards the upper left; the photographer's own shadow lies on the lower right."""
    light = 1.02 - 0.16 * (u / PHOTO_WIDTH) - 0.12 * (v / PHOTO_HEIGHT) + 0.03 * bow
    edge = (u - 1750) / 420 + (v - 2050) / 900
    return light * (1 - 0.2 / (1 + numpy.exp(-3.5 * edge)))


def expose(picture, chance):
    picture = Image.fromarray(numpy.clip(picture, 0, 255).astype('uint8'))
    picture = numpy.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)), 'float32')
    picture += chance.normal(0, 2.6, picture.shape[:2])[..., None]
    return Image.fromarray(numpy.clip(picture, 0, 255).astype('uint8'))


# -- the files -------------------------------------------------------------------------------------

def save_json(name, value):
    with open(os.path.join(FOLDER, name), 'w', encoding='utf-8') as file:
        json.dump(value, file, indent=1)
        file.write('\n')


def main():
    pattern = make_pattern()
    page = draw_page(pattern)
    page.finished().convert('L').save(os.path.join(FOLDER, 'blank.png'), optimize=True,
                                      dpi=(300, 300))
    count = fill_page(page, pattern)
    photograph(page.finished()).save(os.path.join(FOLDER, 'photo.jpg'), quality=82, subsampling=2)
    save_json('pattern.omr', pattern)
    save_json('photo.answers.json', {
        'image': 'photo.jpg', 'pattern': 'pattern.omr', 'kind': 'drawn photo (examples/make.py)',
        'conditions': 'desk around the sheet, mild perspective, curved paper, a shadow, blue pen',
        'width': PHOTO_WIDTH, 'height': PHOTO_HEIGHT,
        'page_corners_in_image_tl_tr_br_bl': CORNERS,
        'bubbles': sum(len(bubbles_of(e)) for e in pattern['Pages'][0]['Elements']),
        'marks': count, 'certainty': 'certain', 'uncertain': [], 'answers': answers()})


if __name__ == '__main__':
    main()
