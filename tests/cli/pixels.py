# SPDX-License-Identifier: MIT
"""The pixels of an RGB PNG without interlacing, for tests that look at pictures."""
import struct
import zlib


def chunks(data):
    at = 8
    while at < len(data):
        size, kind = struct.unpack('>I4s', data[at:at + 8])
        yield kind, data[at + 8:at + 8 + size]
        at += 12 + size


class Picture:
    """`width`, `height`, `kinds` of chunks in the file, and `rows` of bytes."""

    def __init__(self, path):
        with open(path, 'rb') as file:
            data = file.read()
        assert data[:8] == b'\x89PNG\r\n\x1a\n'
        parts = list(chunks(data))
        self.kinds = {kind for kind, _ in parts}
        self.width, self.height, depth, colour = struct.unpack('>IIBB', parts[0][1][:10])
        assert (depth, colour) == (8, 2)
        self.rows = self._unfilter(zlib.decompress(b''.join(d for k, d in parts if k == b'IDAT')))

    def _unfilter(self, packed):
        rows, size = [], self.width * 3
        above = bytes(size)
        for y in range(self.height):
            start = y * (size + 1)
            way, row = packed[start], packed[start + 1:start + 1 + size]
            assert way in (0, 2), 'only the filters None and Up are used'
            if way == 2:
                row = bytes((a + b) & 255 for a, b in zip(row, above))
            rows.append(row)
            above = row
        return rows

    def count(self, is_wanted):
        """How many pixels are wanted, given (red, green, blue)."""
        found = 0
        for row in self.rows:
            reds, greens, blues = row[0::3], row[1::3], row[2::3]
            found += sum(map(is_wanted, reds, greens, blues))
        return found


def is_green(red, green, blue):
    return green > red + 60 and green > blue + 30


def is_orange(red, green, blue):
    return red > 200 and 80 < green < 180 and blue < 60


def is_red(red, green, blue):
    return red > 170 and green < 90 and blue < 90
