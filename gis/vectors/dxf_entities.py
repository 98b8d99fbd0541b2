"""The entities of a DXF drawing, each counted: what kind, on which CAD layer, and how its arcs bend."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from gis import text_encoding
from gis.errors import InputError
from gis.text_encoding import Encoding

KIND_OF_SHAPE = {
    **dict.fromkeys(("POINT", "INSERT"), "Point"),
    **dict.fromkeys(("LINE", "LWPOLYLINE", "POLYLINE", "ARC", "CIRCLE", "ELLIPSE", "SPLINE"), "LineString"),
    **dict.fromkeys(("HATCH", "SOLID", "TRACE", "3DFACE"), "Polygon"),
}
_UNITS = {1: "inches", 2: "feet", 3: "miles", 4: "millimetres", 5: "centimetres", 7: "kilometres", 14: "dm"}
_METRES = frozenset({0, 6})  # 0: no unit

_BINARY = b"AutoCAD Binary DXF"
_VERSION = re.compile(rb"\$ACADVER\s+1\s+(AC\d+)")
_CODE_PAGE = re.compile(rb"\$DWGCODEPAGE\s+3\s+([\w.-]+)")
_FIRST_UTF8 = "AC1021"
_HEADER_BYTES = 1 << 16
_ESCAPES = re.compile(r"\\U\+([0-9A-Fa-f]{4})|\\M\+5([0-9A-Fa-f]{4})")
_FOLLOWERS = {"POLYLINE": ("VERTEX", "SEQEND"), "INSERT": ("ATTRIB", "SEQEND")}
_FRAME_VERTEX = 16  # flag of a vertex that steers a smoothed polyline and is not on it

Pair = tuple[int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity of model or paper space; `number` counts from 1 in the file."""

    number: int
    kind: str
    layer: str
    paper: bool
    pairs: Sequence[Pair]

    def first(self, code: int, default: str = "") -> str:
        """Give the first value of a group code."""
        return next((value for found, value in self.pairs if found == code), default)

    def own(self, code: int, default: str = "") -> str:
        """Give the first value of a group code, not looking at vertices and attributes."""
        return _own(self.pairs).get(code, default)

    def attributes(self) -> str | None:
        """Give the filled-in attributes of a block reference as `tag=value; …`."""
        if self.kind != "INSERT":
            return None
        starts = [place for place, (code, _) in enumerate(self.pairs) if code == 0] + [len(self.pairs)]
        parts = [_own(self.pairs[start:stop]) for start, stop in pairwise(starts)]
        told = [f"{part.get(2, '')}={part.get(1, '')}" for part in parts if part[0] == "ATTRIB"]
        return "; ".join(told) or None


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A drawing's entities, the unit that it declares (None for metres or none) and its encoding."""

    entities: Sequence[Entity]
    unit: str | None
    encoding: Encoding


def drawing_of(raw: bytes, what: str, stated: str | None) -> Drawing:
    """
    Take a text DXF apart.

    Raises `InputError`: H004 for a binary DXF, H001 where the text is no whole DXF.
    """
    if raw.startswith(_BINARY):
        raise InputError(f"{what}: a binary DXF; save it as a text (ASCII) DXF", code="H004")
    text, encoding = _decoded(raw, what, stated)
    pairs = _pairs(_ESCAPES.sub(_character, text), what)
    sections = _sections(pairs, what)
    if "ENTITIES" not in sections:
        raise InputError(f"{what}: no DXF drawing (no section of entities); export it again", code="H004")
    return Drawing(
        entities=list(_entities(sections["ENTITIES"])),
        unit=_unit(sections.get("HEADER", [])),
        encoding=encoding,
    )


def _decoded(raw: bytes, what: str, stated: str | None) -> tuple[str, Encoding]:
    head = raw[:_HEADER_BYTES]
    version, page = _VERSION.search(head), _CODE_PAGE.search(head)
    declared = page[1].decode("ascii").lower() if page else None
    if version and version[1].decode("ascii") >= _FIRST_UTF8:
        declared = "utf-8"
    elif declared is not None:
        declared = declared.replace("ansi_", "").replace("dos", "cp")
        declared = f"cp{declared}" if declared.isdigit() else declared
    if stated is not None or raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return text_encoding.decoded_file(raw, what=what, stated=stated)
    found = text_encoding.decide([raw], what=what, declared=declared)
    text, _ = text_encoding.decoded_file(raw, what=what, stated=found.name)
    return text, found


def _character(match: re.Match[str]) -> str:
    if match[1]:
        return chr(int(match[1], 16)) if not 0xD800 <= int(match[1], 16) <= 0xDFFF else "\ufffd"  # noqa: PLR2004 - halves of pairs
    return bytes.fromhex(match[2]).decode("gb18030", "replace")


def _pairs(text: str, what: str) -> list[Pair]:
    """Split into group codes and values; the text must end with its mark of the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").rstrip().split("\n")
    pairs: list[Pair] = []
    for place in range(0, len(lines) - 1, 2):
        try:
            pairs.append((int(lines[place]), lines[place + 1].strip()))
        except ValueError as fault:
            raise InputError(
                f"{what} (line {place + 1}): no group code of a DXF; export the drawing again",
                code="H001" if pairs else "H004",
            ) from fault
    if not pairs or pairs[-1] != (0, "EOF"):
        raise InputError(f"{what}: the drawing has no end (EOF), it was cut short; export it again")
    return [pair for pair in pairs if pair[0] != 999]  # noqa: PLR2004 - a remark


def _sections(pairs: Sequence[Pair], what: str) -> dict[str, list[Pair]]:
    sections: dict[str, list[Pair]] = {}
    inside: list[Pair] | None = None
    for place, pair in enumerate(pairs):
        if pair == (0, "SECTION"):
            code, name = pairs[place + 1]
            if inside is not None or code != 2 or name in sections:  # noqa: PLR2004 - a name
                raise InputError(f"{what}: its sections are broken; export the drawing again")
            inside = sections.setdefault(name, [])
        elif pair == (0, "ENDSEC"):
            inside = None
        elif inside is not None:
            inside.append(pair)
    if inside is not None:
        raise InputError(f"{what}: its last section has no end; export the drawing again")
    return sections


def _unit(header: Sequence[Pair]) -> str | None:
    for place, pair in enumerate(header[:-1]):
        if pair == (9, "$INSUNITS"):
            text = header[place + 1][1]
            code = int(text) if text.lstrip("-").isdigit() else 0
            return None if code in _METRES else _UNITS.get(code, f"number {code}")
    return None


def _entities(pairs: Sequence[Pair]) -> Iterator[Entity]:
    """Gather entities; vertices and attributes belong to the one that they follow."""
    groups: list[list[Pair]] = []
    followers: tuple[str, ...] = ()
    for pair in pairs[1:] if pairs and pairs[0][0] == 2 else pairs:  # noqa: PLR2004 - the section's name
        if pair[0] == 0 and not (groups and pair[1] in followers):
            groups.append([pair])
            followers = _FOLLOWERS.get(pair[1], ())
        elif groups:
            groups[-1].append(pair)
            followers = () if pair == (0, "SEQEND") else followers
    for number, group in enumerate(groups, start=1):
        own = _own(group)
        yield Entity(
            number=number,
            kind=group[0][1],
            layer=own.get(8, "0"),
            paper=own.get(67, "0").strip() == "1",
            pairs=_without_frame(group),
        )


def _own(group: Sequence[Pair]) -> Mapping[int, str]:
    """Give the first value of each code of the entity itself, not of its vertices."""
    own: dict[int, str] = {}
    for place, (code, value) in enumerate(group):
        if place and code == 0:
            break
        own.setdefault(code, value)
    return own


def _without_frame(group: list[Pair]) -> list[Pair]:
    """Leave out the vertices that only steer a smoothed polyline."""
    if group[0][1] != "POLYLINE":
        return group
    starts = [place for place, (code, _) in enumerate(group) if code == 0] + [len(group)]
    kept: list[Pair] = []
    for start, stop in pairwise(starts):
        part = group[start:stop]
        flags = next((value for code, value in part if code == 70), "0")  # noqa: PLR2004 - flags
        steering = part[0][1] == "VERTEX" and flags.isdigit() and int(flags) & _FRAME_VERTEX
        kept += [] if steering else part
    return kept
