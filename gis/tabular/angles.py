"""Angles and plane coordinates as people write them: degrees, minutes and seconds, marks, blanks, commas."""

import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

_SIXTY = 60.0
_MOST_DEGREES = 1e6  # longer numbers are no angle in any spelling, packed ones included
_LEAST_GROUPED = 100_000  # "399,254" is read as thousands from here on; below it could be 3.992
# Marks before the characters are normalised, which would make letters and digits of some of them.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("°º˚∘⁰度", "°"),
        **dict.fromkeys("′’‘´`＇ʹʼ分", "'"),
        **dict.fromkeys("″”“〃＂ʺ秒", '"'),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff", None),
        **dict.fromkeys("−–—－", "-"),
    }
)
_PLAIN = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII)
_SIDES = {
    "东经": ("lon", 1),
    "西经": ("lon", -1),
    "北纬": ("lat", 1),
    "南纬": ("lat", -1),
    "E": ("lon", 1),
    "W": ("lon", -1),
    "N": ("lat", 1),
    "S": ("lat", -1),
}
_SIDE = "|".join(_SIDES)
_SIDED = re.compile(rf"(?P<before>{_SIDE})?:?(?P<angle>[^A-Za-z]*?)(?P<after>{_SIDE})?", re.IGNORECASE)
_ANGLES = (
    re.compile(r"(?P<sign>[+-]?)(?P<d>\d+(?:\.\d*)?)°?", re.ASCII),
    re.compile(r"(?P<sign>[+-]?)(?P<d>\d{1,3})°(?P<m>\d{1,2}\.\d+)'?", re.ASCII),
    re.compile(r"(?P<sign>[+-]?)(?P<d>\d{1,3})°(?P<m>\d{1,2})'(?P<s>\d{1,2}(?:\.\d*)?)(?:\"|'')?", re.ASCII),
    re.compile(r"(?P<sign>[+-]?)(?P<d>\d{1,3}):(?P<m>\d{1,2}):(?P<s>\d{1,2}(?:\.\d*)?)", re.ASCII),
    re.compile(r"(?P<sign>)(?P<d>\d{1,3})-(?P<m>\d{1,2})-(?P<s>\d{1,2}(?:\.\d*)?)", re.ASCII),
    re.compile(r"(?P<sign>[+-]?)(?P<d>\d{1,3}) (?P<m>\d{1,2}) (?P<s>\d{1,2}(?:\.\d*)?)", re.ASCII),
)
_WHOLE_MINUTES = re.compile(r"(?P<sign>)(?P<d>\d{1,3})°(?P<m>\d{1,2})'", re.ASCII)
_DECIMAL_COMMA = re.compile(r"([+-]?\d{1,3}),(\d{3,})(°?)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([, ])\d{3})(?:\1\d{3})*(?:\.\d*)?", re.ASCII)
_PACKED = re.compile(r"(?P<d>\d{1,3})(?P<m>\d{2})(?P<s>\d{2}(?:\.\d*)?)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Angle:
    """An angle in decimal degrees; `axis` is "lon" or "lat" where its letters say so, else ""."""

    degrees: float
    axis: str = ""


def angle(text: str) -> Angle | None:
    """
    Read one angle; None where it cannot be read without a guess.

    Minutes and seconds of 60 and more are no angle. Whole minutes without seconds
    are read only with a word or letter of the axis (北纬27度33分): else nothing tells a
    cut value from a whole one, and a minute is 1.8 km.
    """
    if _PLAIN.fullmatch(text):
        return Angle(float(text))
    cleaned = _cleaned(text)
    sided = _SIDED.fullmatch(cleaned)
    if sided is None or (sided["before"] and sided["after"]):
        return None
    side = (sided["before"] or sided["after"] or "").upper()
    axis, turn = _SIDES.get(side, ("", 1))
    degrees = _unsided(sided["angle"].strip(": "), minutes_alone=bool(axis))
    if degrees is None or (axis and math.copysign(1.0, degrees) < 0):
        return None
    return Angle(turn * degrees, axis)


def plane_number(text: str) -> float | None:
    """Read one coordinate in metres; thousands separators and blanks only where they can be nothing else."""
    if _PLAIN.fullmatch(text):
        return float(text)
    cleaned = re.sub(r"(?<=\d) ?(?:m|米)$", "", _cleaned(text)).strip()
    cleaned = re.sub(r" ?\. ?", ".", cleaned)
    if _GROUPED.fullmatch(cleaned):
        value = float(re.sub(r"[, ]", "", cleaned))
        return value if abs(value) >= _LEAST_GROUPED else None
    return float(cleaned) if _PLAIN.fullmatch(cleaned) else None


def packed_angle(text: str) -> float | None:
    """Read degrees, minutes and seconds written as one number (1095848.5); None where it is none."""
    found = _PACKED.fullmatch(_cleaned(text))
    return None if found is None else _sum(found["d"], found["m"], found["s"])


def angles(cells: Iterable[str]) -> tuple[np.ndarray, tuple[str, ...]]:
    """Read a column of angles: degrees (NaN where unreadable), and the axis that each one's letters name."""
    degrees: list[float] = []
    axes: list[str] = []
    for cell in cells:
        one = None if (plain := _PLAIN.fullmatch(cell)) else angle(cell)
        degrees.append(float(cell) if plain else np.nan if one is None else one.degrees)
        axes.append("" if one is None else one.axis)
    return np.array(degrees, dtype=float), tuple(axes)


def plane_numbers(cells: Iterable[str]) -> np.ndarray:
    """Read a column of metres; NaN where unreadable."""
    read = (plane_number(cell) for cell in cells)
    return np.array([np.nan if one is None else one for one in read], dtype=float)


def packed_angles(cells: Sequence[str]) -> np.ndarray | None:
    """Read a column of packed angles; None unless every cell is one (blank ones apart, which are NaN)."""
    read = []
    for cell in cells:
        one = packed_angle(cell) if cell.strip() else np.nan
        if one is None:
            return None
        read.append(one)
    return np.array(read, dtype=float) if any(cell.strip() for cell in cells) else None


def _cleaned(text: str) -> str:
    """Bring marks, full-width characters and blanks to one form; a leading apostrophe means text."""
    normal = unicodedata.normalize("NFKC", text.translate(_MARKS)).translate(_MARKS)
    single = " ".join(normal.split()).lstrip("'")
    return re.sub(r" ?([°'\":,-]) ?", r"\1", single).strip()


def _unsided(text: str, *, minutes_alone: bool) -> float | None:
    text = re.sub(r" ?\. ?", ".", text)
    comma = _DECIMAL_COMMA.fullmatch(text)
    if comma is not None:
        text = f"{comma[1]}.{comma[2]}"
    if _PLAIN.fullmatch(text):
        return float(text)
    for form in (*_ANGLES, _WHOLE_MINUTES) if minutes_alone else _ANGLES:
        found = form.fullmatch(text)
        if found is not None:
            parts = found.groupdict()
            value = _sum(parts["d"], parts.get("m"), parts.get("s"))
            return -value if value is not None and parts["sign"] == "-" else value
    return None


def _sum(degrees: str, minutes: str | None, seconds: str | None) -> float | None:
    whole, sixtieth, last = float(degrees), float(minutes or 0), float(seconds or 0)
    if sixtieth >= _SIXTY or last >= _SIXTY or whole > _MOST_DEGREES:
        return None
    return whole + (sixtieth * _SIXTY + last) / (_SIXTY * _SIXTY)
