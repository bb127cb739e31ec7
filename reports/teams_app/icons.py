"""The app's two icons, drawn here: five bars that rise and fall evenly, as a week with a rhythm does."""

import struct
import zlib

COLOUR_SIZE, OUTLINE_SIZE = 192, 32
"""Pixels, as Teams asks for them."""
ACCENT = "#3B5B7A"
_GROUND, _INK = (0x3B, 0x5B, 0x7A), (0xFF, 0xFF, 0xFF)
_HEIGHTS = (0.30, 0.46, 0.62, 0.46, 0.30)
"""Of a bar, as a part of the icon's side."""
_BAR, _STEP = 0.075, 0.145
_FINE = 4
"""Samples in a pixel, each way: edges look smooth."""


def colour_icon() -> bytes:
    """Return the large icon as a PNG: white bars on the accent colour."""
    rows = []
    for y in range(COLOUR_SIZE):
        row = bytearray()
        for x in range(COLOUR_SIZE):
            share = _share(x, y, COLOUR_SIZE)
            row += bytes(round(ground + (ink - ground) * share) for ground, ink in zip(_GROUND, _INK, strict=True))
            row.append(0xFF)
        rows.append(bytes(row))
    return _png(COLOUR_SIZE, rows)


def outline_icon() -> bytes:
    """Return the small icon as a PNG: white bars, and nothing behind them."""
    rows = [
        b"".join(bytes((*_INK, round(0xFF * _share(x, y, OUTLINE_SIZE)))) for x in range(OUTLINE_SIZE))
        for y in range(OUTLINE_SIZE)
    ]
    return _png(OUTLINE_SIZE, rows)


def _share(x: int, y: int, size: int) -> float:
    """Return how much of a pixel is covered by a bar, 0 to 1."""
    inside = sum(
        _inside((x + (i + 0.5) / _FINE) / size, (y + (j + 0.5) / _FINE) / size)
        for i in range(_FINE)
        for j in range(_FINE)
    )
    return inside / _FINE**2


def _inside(x: float, y: float) -> bool:
    """Tell whether a point of the unit square lies in a bar with round ends."""
    for place, height in enumerate(_HEIGHTS):
        middle = 0.5 + (place - (len(_HEIGHTS) - 1) / 2) * _STEP
        radius, straight = _BAR / 2, (height - _BAR) / 2
        down = max(abs(y - 0.5) - straight, 0.0)
        if (x - middle) ** 2 + down**2 <= radius**2:
            return True
    return False


def _png(size: int, rows: list[bytes]) -> bytes:
    """Return a PNG of 8 bits for each of red, green, blue and alpha."""
    head = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    content = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(kind, data) for kind, data in ((b"IHDR", head), (b"IDAT", content), (b"IEND", b""))
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
