"""The file itself: what reportlab writes one object after the other, with the small objects of the tree packed.

A long briefing has tens of thousands of elements, each an object of a hundred letters; packed and compressed (object
streams and a table of places that is a stream, ISO 32000-1, 7.5.7 and 7.5.8) they take less than a third of the room.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFIndirectObject, PDFObject

# The version, and four signs that tell programs that the file is not text.
_HEAD = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_TOGETHER = 200
_FREE, _PLAIN, _PACKED = 0, 1, 2

Place = tuple[int, int, int]


class SmallObject(PDFObject):  # type: ignore[misc]
    """An object that is no stream, and may be packed with others."""


def packed_file(document: Any) -> bytes:
    """Return the bytes of a document of reportlab, in place of its `format`."""
    document.encrypt.prepare(document)
    root, info = document.Reference(document.Catalog), document.Reference(document.info)
    made = bytearray(_HEAD)
    places: dict[int, Place] = {0: (_FREE, 0, 65535)}
    small: list[tuple[int, bytes]] = []
    number = 1
    # Writing an object may name new ones, which come after it.
    while number in document.numberToId:
        name = document.numberToId[number]
        thing = document.idToObject[name]
        if isinstance(thing, SmallObject):
            small.append((number, thing.format(document)))
        else:
            places[number] = (_PLAIN, len(made), 0)
            made += PDFIndirectObject(name, thing).format(document)
        number += 1
    for group in _groups(small):
        places.update({one: (_PACKED, number, place) for place, (one, _) in enumerate(group)})
        places[number] = (_PLAIN, len(made), 0)
        made += _object_stream(number, group)
        number += 1
    places[number] = (_PLAIN, len(made), 0)
    start = len(made)
    entries = b"/Root " + root.format(document) + b"/Info " + info.format(document) + b"/ID" + document.ID()
    rows = b"".join(struct.pack(">BIH", *places[one]) for one in range(number + 1))
    made += _stream(number, b"/Type/XRef/Size %d/W[1 4 2]" % (number + 1) + entries, rows)
    made += b"startxref\n%d\n%%%%EOF\n" % start
    return bytes(made)


def _groups(small: Sequence[tuple[int, bytes]]) -> Iterator[Sequence[tuple[int, bytes]]]:
    for start in range(0, len(small), _TOGETHER):
        yield small[start : start + _TOGETHER]


def _object_stream(number: int, group: Sequence[tuple[int, bytes]]) -> bytes:
    """Return objects as one stream: first the number of each and where it begins, then all of them."""
    where, reached = [], 0
    for one, text in group:
        where.append(b"%d %d" % (one, reached))
        reached += len(text) + 1
    head = b" ".join(where) + b"\n"
    entries = b"/Type/ObjStm/N %d/First %d" % (len(group), len(head))
    return _stream(number, entries, head + b"\n".join(text for _, text in group))


def _stream(number: int, entries: bytes, data: bytes) -> bytes:
    packed = zlib.compress(data)
    head = b"%d 0 obj\n<<%s/Filter/FlateDecode/Length %d>>\nstream\n" % (number, entries, len(packed))
    return head + packed + b"\nendstream\nendobj\n"
