"""Extracts of OpenStreetMap, written by hand: nodes and ways in the two formats in which people download them.

A node is (id, lon, lat, tags), a way (id, ids of nodes, tags). The binary format is OpenStreetMap's own
(osmformat.proto and fileformat.proto in its wiki), here with plain nodes and blocks that are not compressed.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import quoteattr

Tags = dict[str, str]
Node = tuple[int, float, float, Tags]
Way = tuple[int, Sequence[int], Tags]

_NANODEGREES = 100  # the unit of places, unless a block says otherwise
_PER_BLOCK = 4000


def write_xml(path: Path, nodes: Iterable[Node], ways: Iterable[Way]) -> Path:
    """Write an .osm file."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<osm version="0.6" generator="by hand">']
    for number, lon, lat, tags in nodes:
        lines.append(f'<node id="{number}" lat="{lat}" lon="{lon}" version="1">{_xml_tags(tags)}</node>')
    for number, members, tags in ways:
        refs = "".join(f'<nd ref="{one}"/>' for one in members)
        lines.append(f'<way id="{number}" version="1">{refs}{_xml_tags(tags)}</way>')
    path.write_text("\n".join([*lines, "</osm>\n"]), encoding="utf-8")
    return path


def write_pbf(path: Path, nodes: Sequence[Node], ways: Sequence[Way]) -> Path:
    """Write an .osm.pbf file."""
    header = _text(4, "OsmSchema-V0.6")
    blocks = [("OSMHeader", header)]
    for start in range(0, len(nodes), _PER_BLOCK):
        blocks.append(("OSMData", _block(nodes[start : start + _PER_BLOCK], 1, _node)))
    for start in range(0, len(ways), _PER_BLOCK):
        blocks.append(("OSMData", _block(ways[start : start + _PER_BLOCK], 3, _way)))
    with path.open("wb") as file:
        for kind, body in blocks:
            blob = _bytes(1, body)
            head = _text(1, kind) + _number(3, len(blob))
            file.write(struct.pack(">I", len(head)) + head + blob)
    return path


def _xml_tags(tags: Tags) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def _block(things: Sequence, field: int, encode) -> bytes:
    words = {"": 0}
    group = b"".join(_bytes(field, encode(one, words)) for one in things)
    table = b"".join(_text(1, word) for word in words)
    return _bytes(1, table) + _bytes(2, group)


def _node(node: Node, words: dict[str, int]) -> bytes:
    number, lon, lat, tags = node
    place = _number(8, _zigzag(round(lat * 1e9 / _NANODEGREES))) + _number(9, _zigzag(round(lon * 1e9 / _NANODEGREES)))
    return _number(1, _zigzag(number)) + _tags(tags, words) + place


def _way(way: Way, words: dict[str, int]) -> bytes:
    number, members, tags = way
    steps = [second - first for first, second in zip([0, *members], members)]
    return _number(1, number) + _tags(tags, words) + _bytes(8, b"".join(_varint(_zigzag(one)) for one in steps))


def _tags(tags: Tags, words: dict[str, int]) -> bytes:
    keys = b"".join(_varint(words.setdefault(key, len(words))) for key in tags)
    values = b"".join(_varint(words.setdefault(value, len(words))) for value in tags.values())
    return _bytes(2, keys) + _bytes(3, values) if tags else b""


def _zigzag(value: int) -> int:
    return value << 1 if value >= 0 else ((-value) << 1) - 1


def _varint(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _bytes(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _text(field: int, value: str) -> bytes:
    return _bytes(field, value.encode())
