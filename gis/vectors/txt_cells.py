"""Cells of a coordinate TXT, in plain characters, and the vertices that they make."""

import re
from dataclasses import dataclass

# Full-width characters stand one for one for ASCII, so that places in a line stay where they are.
PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0xA0: " ",
    ord("【"): "[",
    ord("】"): "]",
    ord("〔"): "[",
    ord("〕"): "]",
    ord("。"): ".",
}
SEPARATOR = re.compile(r"[,;\t]")
_BLANKS = re.compile(r"\s+")
_NUMBER = re.compile(r"[+-]?\d{1,12}(?:\.\d{0,20})?")
WHOLE = re.compile(r"\d{1,9}")
POINT_NAME = re.compile(r"[A-Za-z一-鿿]{0,6}[-_]?\d{1,9}(?:[-_']\d{0,9})?'*")
_FEWEST_M = 100_000.0  # less is no coordinate in a plane
_MOST_LAT, _MOST_LON = 54.0, 136.0
_LEAST_LAT, _LEAST_LON = 3.0, 73.0
VERTEX_CELLS = range(2, 6)


@dataclass(frozen=True, slots=True)
class Vertex:
    """One vertex as written: its name, its ring, the two values, the line."""

    name: str
    ring: int | None
    first: float
    second: float
    line: int

    @property
    def place(self) -> tuple[float, float]:
        """The two values in the order of the file."""
        return self.first, self.second


def separator(plain: str) -> re.Pattern[str]:
    """Tell what parts the cells of a line: commas, semicolons and tabs, else blanks."""
    return SEPARATOR if SEPARATOR.search(plain) else _BLANKS


def plain_cells(plain: str) -> list[str]:
    """Split a line; empty cells at the end are none."""
    cells = [cell.strip() for cell in separator(plain).split(plain.strip())]
    while cells and not cells[-1]:
        cells.pop()
    return cells


def vertex_of(cells: list[str], line: int) -> Vertex | None:
    """Read `J1,1,X,Y`, `J1,X,Y` or `X,Y`; None where the line is something else or unreadable."""
    if len(cells) not in VERTEX_CELLS:
        return None
    name, ring = "", ""
    if len(cells) == 2:  # noqa: PLR2004 - bare X and Y
        first, second = cells
    elif len(cells) == 3:  # noqa: PLR2004 - no ring number
        name, first, second = cells
    else:
        name, ring, first, second = cells[:4]
    if not (_NUMBER.fullmatch(first) and _NUMBER.fullmatch(second)):
        return None
    if (name and not POINT_NAME.fullmatch(name)) or (ring and not WHOLE.fullmatch(ring)):
        return None
    if any(not _NUMBER.fullmatch(cell) for cell in cells[4:]):
        return None
    a, b = float(first), float(second)
    lettered = bool(name) and not name.isdigit()
    if not (lettered or _plausible(a, b)):
        return None
    return Vertex(name, int(ring) if ring else None, a, b, line)


def _plausible(a: float, b: float) -> bool:
    """Tell whether two values can be a position, so that numbers of a parcel line are not taken for one."""
    if min(a, b) >= _FEWEST_M:
        return True
    low, high = sorted((a, b))
    if low.is_integer() or high.is_integer():
        return False
    return _LEAST_LAT <= low <= _MOST_LAT and _LEAST_LON <= high <= _MOST_LON
