"""The line of a parcel in a coordinate TXT: count, area, number, name, type, sheet, use, class code."""

import re
from dataclasses import dataclass, field

from gis.units import M2_PER_HA, M2_PER_KM2, M2_PER_MU

from .txt_cells import PLAIN, SEPARATOR, WHOLE, Vertex, separator

_AREA = re.compile(r"(\d{1,12}(?:\.\d{0,20})?)\s*(.*)")
_AREA_UNITS = {
    "": M2_PER_HA,
    "公顷": M2_PER_HA,
    "ha": M2_PER_HA,
    "hm2": M2_PER_HA,
    "hm²": M2_PER_HA,
    "平方米": 1.0,
    "平米": 1.0,
    "m2": 1.0,
    "m²": 1.0,
    "㎡": 1.0,
    "亩": M2_PER_MU,
    "平方公里": M2_PER_KM2,
    "平方千米": M2_PER_KM2,
    "km2": M2_PER_KM2,
    "km²": M2_PER_KM2,
}
_TYPES = {
    "面": "Polygon",
    "多边形": "Polygon",
    "polygon": "Polygon",
    "线": "LineString",
    "polyline": "LineString",
    "点": "Point",
    "point": "Point",
}
_COORDINATE = re.compile(r"\d{5,12}\.\d*|.*\d{4,}.*\.\d{3,}")  # in a parcel line it betrays a broken vertex
_CLASS_CODE = re.compile(r"\d{2,6}[A-Za-z]?")
_SHEET = re.compile(r"[A-Za-z]\d{2}[A-Za-z0-9()\-]*|[\d.]+-[\d.]+")
_TYPE_PLACE, _FULL_CELLS = 2, 7  # among the cells after count and area


@dataclass(slots=True, kw_only=True)
class Parcel:
    """A parcel line, taken apart, and the vertices below it; `line` 0 where there is no such line."""

    line: int = 0
    points: int | None = None
    area_m2: float | None = None
    area_step_m2: float = 0.0
    area_text: str = ""
    number: str | None = None
    name: str | None = None
    kind: str = "Polygon"
    certain: bool = True  # closed by @, or with its type: no broken vertex looks like that
    sheet: str | None = None
    use: str | None = None
    class_code: str | None = None
    vertices: list[Vertex] = field(default_factory=list)


def parcel_of(line: str, number: int) -> Parcel | None:
    """Read `点数,面积,编号,名称,图形类型,图幅号,用途,地类编码,@`, with or without its last cells."""
    plain = line.translate(PLAIN)
    marked = plain.endswith("@")
    if marked:
        line, plain = line[:-1], plain[:-1]
    cells, shown = _both_cells(line, plain)
    if len(cells) < 2 or not (marked or SEPARATOR.search(plain)):  # noqa: PLR2004 - count and area
        return None
    points, area = cells[0], _AREA.fullmatch(cells[1])
    unit_m2 = _AREA_UNITS.get(area[2].strip().lower()) if area else None
    if (points and not WHOLE.fullmatch(points)) or (cells[1] and unit_m2 is None):
        return None
    parcel = Parcel(line=number, points=int(points) if points else None)
    if area and unit_m2 is not None:
        decimals = len(area[1].partition(".")[2])
        parcel.area_m2, parcel.area_step_m2 = float(area[1]) * unit_m2, unit_m2 / 10.0**decimals
        parcel.area_text = cells[1]
    parcel.certain = marked or any(cell.lower() in _TYPES for cell in cells)
    if not parcel.certain and any(_COORDINATE.fullmatch(cell) for cell in cells[2:]):
        return None
    return parcel if _describe(parcel, cells[2:], shown[2:]) else None


def _both_cells(line: str, plain: str) -> tuple[list[str], list[str]]:
    """Split a line at its separators: once in plain characters to be read, once as written to be shown."""
    cuts = [match.span() for match in separator(plain).finditer(plain)]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(plain)]
    pairs = [(plain[a:b].strip(), line[a:b].strip()) for a, b in zip(starts, ends, strict=True)]
    return [pair[0] for pair in pairs], [pair[1] for pair in pairs]


def _describe(parcel: Parcel, cells: list[str], shown: list[str]) -> bool:
    """Find number, name, type, sheet, use and class code; False where the cells cannot be told apart."""
    place = next((i for i, cell in enumerate(cells) if cell.lower() in _TYPES), None)
    if place is None:
        while cells and not cells[-1]:
            cells, shown = cells[:-1], shown[:-1]
        blank = len(cells) > _TYPE_PLACE and not cells[_TYPE_PLACE]
        before, after = shown[:_TYPE_PLACE], shown[_TYPE_PLACE + blank :]
    else:
        parcel.kind = _TYPES[cells[place].lower()]
        before, after = shown[:place], shown[place + 1 :]
    parcel.number = (before[0] if before else "") or None
    parcel.name = ",".join(before[1:]) or None
    while after and not after[-1] and len(after) > 3:  # noqa: PLR2004 - sheet, use, class code
        after = after[:-1]
    if len(after) == 3:  # noqa: PLR2004 - all three
        parcel.sheet, parcel.use, parcel.class_code = (cell or None for cell in after)
        return True
    for cell in filter(None, after):
        plain = cell.translate(PLAIN)
        if parcel.class_code is None and _CLASS_CODE.fullmatch(plain):
            parcel.class_code = plain
        elif parcel.sheet is None and _SHEET.fullmatch(plain):
            parcel.sheet = cell
        elif parcel.use is None:
            parcel.use = cell
        else:
            return False
    return len(after) <= 3  # noqa: PLR2004 - sheet, use, class code
