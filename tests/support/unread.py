# SPDX-License-Identifier: MIT
"""Files that only converters can read, and scripts in the place of converters."""
import os
import shutil
import stat

HEIC = b'\0\0\0\x18ftypheic' + bytes(100)


def drawn_pdf(pages=1):
    """Pages of text and lines, as a word processor makes them."""
    content = b'BT /F1 24 Tf 72 720 Td (Dear all) Tj ET 100 100 200 200 re S'
    kids = b' '.join(b'%d 0 R' % (5 + i) for i in range(pages))
    objects = [b'<</Type/Catalog/Pages 2 0 R>>',
               b'<</Type/Pages/Kids[%s]/Count %d>>' % (kids, pages),
               b'<</Length %d>>stream\n%s\nendstream' % (len(content), content),
               b'<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>']
    objects += [b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 3 0 R'
                b'/Resources<</Font<</F1 4 0 R>>>>>>'] * pages
    file, places = b'%PDF-1.4\n', []
    for number, text in enumerate(objects, 1):
        places.append(len(file))
        file += b'%d 0 obj\n%s\nendobj\n' % (number, text)
    end = len(file)
    file += b'xref\n0 %d\n0000000000 65535 f \n' % (len(objects) + 1)
    file += b''.join(b'%010d 00000 n \n' % place for place in places)
    return file + b'trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n' % (
        len(objects) + 1, end)


def packed_pdf(filter_name):
    """A scan that is packed as only a converter unpacks it."""
    page = b'q 595 0 0 842 0 0 cm /I Do Q'
    objects = [b'<</Type/Catalog/Pages 2 0 R>>', b'<</Type/Pages/Kids[3 0 R]/Count 1>>',
               b'<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R'
               b'/Resources<</XObject<</I 5 0 R>>>>>>',
               b'<</Length %d>>stream\n%s\nendstream' % (len(page), page),
               b'<</Type/XObject/Subtype/Image/Width 2480/Height 3508/ColorSpace/DeviceGray'
               b'/BitsPerComponent 1/Filter/%s/Length 4>>stream\nabcd\nendstream' % filter_name]
    return b'%PDF-1.5\n' + b''.join(b'%d 0 obj\n%s\nendobj\n' % (number, text)
                                    for number, text in enumerate(objects, 1)) + (
        b'trailer<</Size 6/Root 1 0 R>>\n%%EOF\n')


def put_program(folder, name, script):
    path = os.path.join(folder, name)
    with open(path, 'w', encoding='utf-8') as file:
        file.write('#!/bin/sh\n' + script + '\n')
    os.chmod(path, os.stat(path).st_mode | stat.S_IXUSR)


def put_photographer(folder, name, output, photo):
    """A program that makes this photo of whatever it is given."""
    shutil.copy(photo, os.path.join(folder, 'photo.jpg'))
    put_program(folder, name, f'cat "${{0%/*}}/photo.jpg" > {output}')
