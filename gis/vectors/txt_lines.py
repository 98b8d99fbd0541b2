"""Lines of a coordinate TXT of land filings: header, parcel lines and vertices, each told by its form."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from gis.errors import InputError
from gis.tabular.tables import listed

from .txt_cells import PLAIN, POINT_NAME, VERTEX_CELLS, plain_cells, vertex_of
from .txt_parcel import Parcel, parcel_of

KNOWN_KEYS = (
    "格式版本号",
    "数据产生单位",
    "数据产生日期",
    "坐标系",
    "几度分带",
    "投影类型",
    "计量单位",
    "带号",
    "中央子午线",
    "中央经线",
    "精度",
    "转换参数",
)
_SECTIONS = ("[属性描述]", "[地块坐标]")
_KEY = re.compile(r"([^,=:\d\[\]][^,=:]{0,19})[=:](.*)")
_MARK = re.compile(r"\[[^,\d]*\]")


@dataclass(slots=True)
class Contents:
    """What a file says: header values by key, parcels in order, and lines with more than four values."""

    header: dict[str, str] = field(default_factory=dict)
    parcels: list[Parcel] = field(default_factory=list)
    longer: list[int] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)


def looks_like_parcels(text: str) -> bool:
    """Tell a coordinate TXT from a table: by its section marks, or by its first line."""
    lines = (line.translate(PLAIN).strip() for line in text.split("\n"))
    first = next((line for line in lines if line), "")
    head = text[:100_000].translate(PLAIN)
    if any(mark in head for mark in _SECTIONS):
        return True
    key = _KEY.fullmatch(first)
    if key and key[1].strip() in KNOWN_KEYS:
        return True
    cells = plain_cells(first)
    return first.endswith("@") or vertex_of(cells, 1) is not None


def read_lines(text: str, what: str) -> Contents:
    """
    Take a coordinate TXT apart, line by line.

    Raises `InputError` H131 with the numbers of all lines that are neither header,
    parcel line nor vertex (a parcel must not lose a corner), H130 where there is
    no vertex at all, H133 where two headers of one file contradict each other.
    """
    contents = Contents()
    bad: list[int] = []
    for number, line in _numbered(text):
        plain = line.translate(PLAIN).strip()
        cells = plain_cells(plain)
        if _MARK.fullmatch(plain):
            if not (contents.marks or contents.parcels):
                bad.clear()  # a title may stand above the first mark
            contents.marks.add(plain)
            continue
        if (vertex := vertex_of(cells, number)) is not None:
            if not contents.parcels:
                contents.parcels.append(Parcel())
            contents.parcels[-1].vertices.append(vertex)
            if len(cells) > max(VERTEX_CELLS) - 1:
                contents.longer.append(number)
        elif (parcel := parcel_of(line.strip(), number)) is not None:
            contents.parcels.append(parcel)
        elif (key := _KEY.fullmatch(plain)) and _is_key(key[1].strip(), begun=bool(contents.parcels)):
            _take_key(contents.header, key[1].strip(), key[2].strip(), f"{what} (line {number})")
        else:
            bad.append(number)
    _check(contents, bad, what)
    return contents


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return ((number, line) for number, line in enumerate(lines, 1) if line.strip(" \t\u3000\xa0\x1a"))


def _check(contents: Contents, bad: list[int], what: str) -> None:
    if bad:
        raise InputError(
            f"{what} (lines {listed(bad)}): neither header, parcel line nor vertex 'J1,1,X,Y'; "
            "mend these lines",
            code="H131",
        )
    if not contents.parcels:
        raise InputError(f"{what}: no parcel and no vertex below the header; export it again", code="H130")
    if contents.marks & set(_SECTIONS[:1]) and _SECTIONS[1] not in contents.marks:
        raise InputError(
            f"{what}: {_SECTIONS[0]} without {_SECTIONS[1]}, so lines may be missing between them; "
            "export it again",
            code="H130",
        )
    if contents.parcels[0].line == 0 and len(contents.parcels) > 1:
        first = contents.parcels[0].vertices[0].line
        raise InputError(
            f"{what} (line {first}): vertices stand before the first parcel line; add their parcel line",
            code="H131",
        )
    hollow = [parcel.line for parcel in contents.parcels if not parcel.vertices]
    if hollow:
        raise InputError(
            f"{what} (lines {listed(hollow)}): parcels without vertices; the file may be cut short, "
            "export it again",
            code="H130",
        )


def _is_key(key: str, *, begun: bool) -> bool:
    """Take any key above the parcels but one that looks like a point; below them only those of a header."""
    return key in KNOWN_KEYS or not (begun or POINT_NAME.fullmatch(key))


def _take_key(header: dict[str, str], key: str, value: str, where: str) -> None:
    before = header.setdefault(key, value)
    if before != value and key in {
        "坐标系",
        "几度分带",
        "投影类型",
        "计量单位",
        "带号",
        "中央子午线",
        "中央经线",
    }:
        raise InputError(
            f"{where}: a second header says {key}={value}, the first {before}; split the file", code="H133"
        )
