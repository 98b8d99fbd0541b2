"""Where the vertices of a coordinate TXT lie: axes told by magnitude, zone and CRS by header and eastings."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyproj

from gis.errors import CrsError, InputError
from gis.tabular.tables import listed

Floats = npt.NDArray[np.float64]
_Test = Callable[[Floats], npt.NDArray[np.bool_]]
_NORTH_M = (1_000_000.0, 6_000_000.0)  # China from the Xisha islands up; no easting lies between
_EAST_M = (100_000.0, 900_000.0)  # within one zone
_ZONE_M = 1_000_000.0
_WIDE, _NARROW = range(13, 24), range(25, 46)  # zones of 6 and of 3 degrees over China
_LONGEST_NAME = 30
_LAT, _LON = (3.0, 54.0), (73.0, 136.0)
# The first EPSG code of a datum's zones: 3 degrees with zone number and without, 6 degrees with and without.
_DATUMS = {
    "CGCS2000": (4513, 4534, 4491, 4502),
    "Xian 1980": (2349, 2370, 2327, 2338),
    "Beijing 1954": (2401, 2422, 21413, 21453),
}
_NAMES = {
    "CGCS2000": ("2000",),
    "Xian 1980": ("西安", "80", "XIAN"),
    "Beijing 1954": ("北京", "54", "BEIJING"),
}
_DEGREES = {"CGCS2000": 4490, "Xian 1980": 4610, "Beijing 1954": 4214, "WGS 84": 4326}
_METRES = frozenset({"", "米", "m", "metre", "meter", "metres", "meters"})
_IN_DEGREES = frozenset({"", "度", "十进制度", "degree", "degrees", "deg"})
_WIDE_DEG, _NARROW_DEG = 6, 3
_WIDTHS = {"": None, "3": _NARROW_DEG, "三": _NARROW_DEG, "6": _WIDE_DEG, "六": _WIDE_DEG}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """East and north (or longitude and latitude) of every vertex, and what the header makes of them."""

    east: Floats
    north: Floats
    swapped: bool
    crs: pyproj.CRS | None
    crs_by: str


def placed(values: Floats, lines: npt.NDArray[np.int64], header: Mapping[str, str], what: str) -> Places:
    """
    Tell northings from eastings and find the CRS that the header names.

    Parameters
    ----------
    values
        (n, 2) as written in the file, both in metres or both in degrees.
    lines
        Line number of each vertex, for refusals.
    header
        Values of `[属性描述]` by key.
    what
        The file's name.

    Raises
    ------
    CrsError
        H021 where a vertex is no position in China or the order changes, H133 where
        header and coordinates contradict each other.
    """
    planar, degrees = _order(values, _NORTH_M, _is_easting), _order(values, _LAT, _is_longitude)
    order, geographic = (degrees, True) if (degrees != 0).all() else (planar, False)
    odd = order == 0
    if odd.any():
        place = int(np.flatnonzero(odd)[0])
        raise CrsError(
            f"{what} (lines {listed(lines[odd].tolist())}): {values[place, 0]:.12g}, {values[place, 1]:.12g} "
            "is no northing with its easting in China; mend these vertices, or bring the file to CGCS2000",
            code="H021",
        )
    if (order != order[0]).any():
        fewer = order == (1 if (order == 1).sum() * 2 <= len(order) else -1)
        raise CrsError(
            f"{what} (lines {listed(lines[fewer].tolist())}): X and Y stand in another order than in the "
            "other lines; write all as northing, easting",
            code="H021",
        )
    swapped = bool(order[0] == -1)
    north, east = (values[:, 1], values[:, 0]) if swapped else (values[:, 0], values[:, 1])
    crs, crs_by = (
        _geographic_crs(header, what) if geographic else _plane_crs(_zones(east, lines, what), header, what)
    )
    return Places(east=east, north=north, swapped=swapped, crs=crs, crs_by=crs_by)


def _order(values: Floats, north: tuple[float, float], is_east: _Test) -> npt.NDArray[np.int64]:
    """Give 1 where the first value is the northing, -1 where it is the easting, 0 where neither fits."""
    norths = (values >= north[0]) & (values <= north[1])
    easts = is_east(values)
    return np.where(norths[:, 0] & easts[:, 1], 1, np.where(norths[:, 1] & easts[:, 0], -1, 0))


def _is_easting(values: Floats) -> npt.NDArray[np.bool_]:
    zone = np.floor(values / _ZONE_M).astype(np.int64)
    rest = values - zone * _ZONE_M
    numbered = np.isin(zone, [0, *_WIDE, *_NARROW])
    return np.asarray(numbered & (rest >= _EAST_M[0]) & (rest <= _EAST_M[1]))


def _is_longitude(values: Floats) -> npt.NDArray[np.bool_]:
    return np.asarray((values >= _LON[0]) & (values <= _LON[1]))


def _zones(east: Floats, lines: npt.NDArray[np.int64], what: str) -> int:
    """Give the zone number that all eastings bear, 0 for none."""
    numbers = np.floor(east / _ZONE_M).astype(np.int64)
    odd = numbers != numbers[0]
    if odd.any():
        other = int(numbers[odd][0])
        raise CrsError(
            f"{what} (lines {listed(lines[odd].tolist())}): eastings bear the zone number {other or 'none'}, "
            f"those before {int(numbers[0]) or 'none'}; bring the file to one zone",
            code="H133",
        )
    return int(numbers[0])


def _plane_crs(prefix: int, header: Mapping[str, str], what: str) -> tuple[pyproj.CRS | None, str]:
    unit, projection = header.get("计量单位", ""), header.get("投影类型", "")
    if unit.strip().lower() not in _METRES:
        raise CrsError(f"{what}: 计量单位={unit} is not metres; export the file in metres", code="H133")
    if projection and "高斯" not in projection and "gauss" not in projection.lower():
        raise CrsError(
            f"{what}: 投影类型={projection} is not Gauss-Krüger; export the file in Gauss-Krüger", code="H133"
        )
    zone, width = _zone(prefix, header, what)
    name = header.get("坐标系", "")
    datum = _datum(name)
    hint = _hint(prefix, zone, width)
    if not name:
        return None, f"its header names no 坐标系{hint}"
    if datum not in _DATUMS:
        return None, f"its header names the system {name[:40]}, which has no EPSG code here{hint}"
    if not zone or width is None:
        return (
            None,
            f"its header names no 带号, and the eastings ({_zone_words(prefix)}) do not tell the zone",
        )
    return pyproj.CRS.from_epsg(
        _code(datum, zone, width, numbered=bool(prefix))
    ), f"file header (坐标系={name})"


def _zone(prefix: int, header: Mapping[str, str], what: str) -> tuple[int, int | None]:
    """Agree on zone and width; what contradicts is refused by name."""
    width, zone, meridian = _stated_width(header, what), *_stated_zone(header, what)
    found = prefix or zone
    own = _WIDE_DEG if found in _WIDE else _NARROW_DEG if found in _NARROW else None
    if prefix and zone and prefix != zone:
        raise CrsError(
            f"{what}: 带号={zone}, but the eastings bear the zone number {prefix}; mend the header or the "
            "coordinates",
            code="H133",
        )
    if own and width and own != width:
        raise CrsError(
            f"{what}: 几度分带={width}, but zone {found} is one of {own} degrees; mend the header",
            code="H133",
        )
    width = own or width
    if meridian and width and not found:
        found = _zone_of(meridian, width)
    if meridian and found and width and _meridian(found, width) != meridian:
        raise CrsError(
            f"{what}: the header's meridian {meridian:g} is not that of zone {found} "
            f"({_meridian(found, width)}); mend the header",
            code="H133",
        )
    return found, width


def _stated_width(header: Mapping[str, str], what: str) -> int | None:
    text = header.get("几度分带", "").strip()
    found = re.fullmatch(r"([36三六]?)\s*(?:度|°)?\s*(?:分带|带)?", text)
    if found is None:
        raise CrsError(
            f"{what}: 几度分带={text[:20]} is neither 3 nor 6; mend the header, or export the file in "
            "3-degree zones",
            code="H133",
        )
    return _WIDTHS[found[1]]


def _stated_zone(header: Mapping[str, str], what: str) -> tuple[int, float]:
    """Give zone number and central meridian, 0 where not stated; a 带号 above 45 can only be a meridian."""
    text = header.get("带号", "").strip()
    found = re.fullmatch(r"(?:第)?\s*(\d{0,3})\s*(?:°|度)?\s*(?:带)?", text)
    number = int(found[1] or 0) if found else -1
    stated = header.get("中央子午线", "") or header.get("中央经线", "")
    degrees = re.fullmatch(r"\s*(?:[EＥ东经]*)\s*(\d{0,3}(?:\.\d{0,9})?)\s*(?:°|度|E)?\s*", stated)
    meridian = float(degrees[1] or 0) if degrees and degrees[1] != "." else -1.0
    if _LON[0] <= number <= _LON[1] and not meridian:
        number, meridian = 0, float(number)
    if number not in {0, *_WIDE, *_NARROW} or (meridian and not _LON[0] <= meridian <= _LON[1]):
        raise CrsError(
            f"{what}: 带号={text[:20]} {stated[:20]} is no zone of China (13-23, 25-45); mend the header",
            code="H133",
        )
    return number, meridian


def _meridian(zone: int, width: int) -> int:
    return zone * _NARROW_DEG if width == _NARROW_DEG else zone * _WIDE_DEG - _NARROW_DEG


def _zone_of(meridian: float, width: int) -> int:
    """Give the zone of a central meridian, 0 where it is none."""
    zones = _NARROW if width == _NARROW_DEG else _WIDE
    return next((zone for zone in zones if _meridian(zone, width) == meridian), 0)


def _code(datum: str, zone: int, width: int, *, numbered: bool) -> int:
    narrow = width == _NARROW_DEG
    first = _DATUMS[datum][(0 if numbered else 1) + (0 if narrow else 2)]
    return first + zone - (_NARROW if narrow else _WIDE).start


def _hint(prefix: int, zone: int, width: int | None) -> str:
    if not zone or width is None:
        return f" ({_zone_words(prefix)})"
    code = _code("CGCS2000", zone, width, numbered=bool(prefix))
    return f" ({_zone_words(prefix)}; if it is CGCS2000: EPSG:{code})".replace(";", ",")


def _zone_words(prefix: int) -> str:
    return f"eastings bear the zone number {prefix}" if prefix else "eastings bear no zone number"


def _datum(name: str) -> str | None:
    """Read the name of a system as bureaus write it."""
    plain = name.upper().replace(" ", "").replace("_", "")
    if len(plain) > _LONGEST_NAME:
        return None
    if "WGS" in plain:
        return "WGS 84"
    if any(word in plain for word in ("独立", "地方", "城市", "假定")):
        return None
    found = [datum for datum, words in _NAMES.items() if any(word in plain for word in words)]
    return found[0] if len(found) == 1 else None


def _geographic_crs(header: Mapping[str, str], what: str) -> tuple[pyproj.CRS | None, str]:
    unit, name = header.get("计量单位", ""), header.get("坐标系", "")
    if unit.strip().lower() not in _IN_DEGREES:
        raise InputError(
            f"{what}: 计量单位={unit}, but the vertices are degrees; mend the header or the coordinates",
            code="H133",
        )
    datum = _datum(name)
    if datum is None:
        return None, (
            "its vertices are degrees and its header names no 坐标系 (perhaps EPSG:4490)"
            if not name
            else f"its header names the system {name[:40]}, which has no EPSG code here"
        )
    return pyproj.CRS.from_epsg(_DEGREES[datum]), f"file header (坐标系={name})"
