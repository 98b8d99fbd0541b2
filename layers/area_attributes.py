"""Areas that a table states, held against the shapes: units recognised, rows named that disagree."""

import re
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from gis.measure import ellipsoidal_area_m2
from gis.numbers import read_numbers

from .ledger import Ledger, rows_of
from .spec import POLYGONS

Floats = NDArray[np.float64]

_UNITS = {"m²": 1.0, "亩": 2000 / 3, "ha": 1e4, "km²": 1e6}  # in m2
_UNITS_EN = {"m²": "m2", "亩": "mu", "ha": "ha", "km²": "km2"}
_UNIT_WORDS = {
    "m²": r"m2|m²|㎡|sqm|平方米|平米",
    "亩": r"亩|mu",
    "ha": r"ha|hm2|hm²|公顷",
    "km²": r"km2|km²|sqkm|平方公里|平方千米",
}
_STEM = r"area|mj|(?:图斑|地块|宗地|图形|几何|椭球|平面|投影)?面积|st_area\(shape\)|st_area_sh"
_NAMED = re.compile(
    rf"(?:{_STEM})[ _（(\[]*(?P<unit>{'|'.join(_UNIT_WORDS.values())})?[)）\]]*", re.IGNORECASE
)
_IN_M2 = frozenset(["tbmj", "图斑面积"])  # the survey's norm says m2
_LESS_RIDGES = frozenset(["tbdlmj", "图斑地类面积"])  # TBMJ less KCMJ
_RIDGES = ("kcmj", "扣除地类面积", "扣除面积")
_PLANAR = frozenset(["shape_area", "shape__area", "shape_ar_1", "shape_are", "shape_area_1"])
_AGREES, _MOST_ROUNDING = 0.01, 3  # relative; decimals beyond which a figure is not called rounded
_NEAR_UNIT = 1.5
_FEWEST_FIGURES = 0.5  # of the rows: a column with fewer is a text


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Stated:
    """A column of areas: its name, the figures (NaN where none), the unit that the name speaks of."""

    name: str
    figures: Floats
    unit: str | None


def tell_misfits(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """
    Hold columns of area against the ellipsoidal area of the shapes.

    Told are: rows that differ by more than 1 % where most agree; a unit other than
    the name speaks of, or one that it does not speak of; columns that fit no unit.
    Figures rounded to few decimals are given half a unit of the last one.
    """
    columns = [name for name in _names(frame) if _unit_of(name) is not None]
    if not columns or not frame.geom_type.isin(POLYGONS).all():
        return
    true_m2 = ellipsoidal_area_m2(frame.geometry)
    settled = False
    for name in sorted(columns, key=lambda name: name.lower() in _LESS_RIDGES):
        ridges = name.lower() in _LESS_RIDGES
        if ridges and settled:
            continue  # the whole parcel fits; this is the part without ridges
        stated = _stated(frame, name)
        if stated is None:
            continue
        if ridges:
            _tell_less_ridges(frame, stated, true_m2, book)
        else:
            fits = _tell_column(frame, stated, true_m2, book)
            settled = settled or (fits and name.lower() in _IN_M2)


def tell_planar_misfits(frame: gpd.GeoDataFrame, book: Ledger) -> None:
    """Hold SHAPE_Area, which programs write in the file's own plane, against it; degrees are passed over."""
    if frame.crs.is_geographic or not frame.geom_type.isin(POLYGONS).all():
        return
    for name in _names(frame):
        stated = _stated(frame, name) if name.lower() in _PLANAR else None
        if stated is None:
            continue
        agrees, known = _agreement(stated.figures, shapely.area(frame.geometry.to_numpy()), 1.0)
        if agrees.sum() * 2 > known.sum():
            _tell_rows(frame, name, known & ~agrees, "m²", book)


def _names(frame: gpd.GeoDataFrame) -> list[str]:
    return [str(name) for name in frame.columns if name != frame.geometry.name]


def _unit_of(name: str) -> str | None:
    """Give the unit that a column of areas speaks of, "" where it speaks of none; None for other columns."""
    bare = name.strip().lower()
    if bare in _IN_M2 | _LESS_RIDGES:
        return "m²"
    match = _NAMED.fullmatch(bare)
    if match is None:
        return None
    word = match["unit"]
    return "" if word is None else next(u for u, words in _UNIT_WORDS.items() if re.fullmatch(words, word))


def _stated(frame: gpd.GeoDataFrame, name: str) -> _Stated | None:
    unit = _unit_of(name)
    figures = np.asarray(read_numbers(frame[name], unit or None).figures.astype(float), dtype=np.float64)
    if (figures > 0).sum() < max(1, _FEWEST_FIGURES * len(frame)):
        return None
    return _Stated(name=name, figures=figures, unit=unit or None)


def _tell_column(frame: gpd.GeoDataFrame, stated: _Stated, true_m2: Floats, book: Ledger) -> bool:
    """Find the unit in which most rows agree, and tell what does not; gives whether most agree."""
    tried = {unit: _agreement(stated.figures, true_m2, factor) for unit, factor in _UNITS.items()}
    unit = max(tried, key=lambda one: (int(tried[one][0].sum()), one == stated.unit))
    agrees, known = tried[unit]
    if agrees.sum() * 2 <= known.sum():
        _tell_no_unit(stated, true_m2, book)
        return False
    if stated.unit not in {None, unit}:
        named = {"column": stated.name, "named": _UNITS_EN[stated.unit], "named_zh": stated.unit}
        book.tell("H196", named | {"unit": _UNITS_EN[unit], "unit_zh": unit})
    elif stated.unit is None and unit != "m²":
        book.alarm("H195", column=stated.name, unit=_UNITS_EN[unit], unit_zh=unit)
    _tell_rows(frame, stated.name, known & ~agrees, unit, book)
    return True


def _tell_no_unit(stated: _Stated, true_m2: Floats, book: Ledger) -> None:
    """Say how far off the nearest unit is, or that there is none near."""
    there = (stated.figures > 0) & (true_m2 > 0)
    if not there.any():
        return
    ratio_m2 = float(np.median(true_m2[there] / stated.figures[there]))
    unit = min(_UNITS, key=lambda one: abs(np.log(ratio_m2 / _UNITS[one])))
    off = abs(float(np.log(ratio_m2 / _UNITS[unit])))
    if off > np.log(_NEAR_UNIT):
        book.alarm("H198", column=stated.name)
    else:
        values = {"unit": _UNITS_EN[unit], "unit_zh": unit, "off": float(np.exp(off) - 1)}
        book.tell("H199", values | {"column": stated.name})


def _tell_less_ridges(frame: gpd.GeoDataFrame, stated: _Stated, true_m2: Floats, book: Ledger) -> None:
    """Let a parcel's area without ridges be smaller than its shape, by the ridges where they are stated."""
    names = {name.lower(): name for name in _names(frame)}
    column = next((names[name] for name in _RIDGES if name in names), None)
    ridges = np.zeros(len(frame))
    if column is not None:
        ridges = np.nan_to_num(read_numbers(frame[column], "m²").figures.astype(float).to_numpy(dtype=float))
    agrees, known = _agreement(stated.figures + ridges, true_m2, 1.0)
    smaller = stated.figures + ridges < true_m2
    excused = agrees | smaller if column is None else agrees
    if agrees.any() or smaller.all():
        _tell_rows(frame, stated.name, known & ~excused, "m²", book)
    else:
        _tell_column(frame, stated, true_m2, book)


def _agreement(
    figures: Floats, true_m2: Floats, factor: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Mark rows that agree within 1 % and the rounding of the column, and those that state a figure."""
    known = np.isfinite(figures) & (true_m2 > 0)
    half = 0.5 * 10.0 ** -_decimals(figures[known])
    wanted = true_m2 / factor
    with np.errstate(invalid="ignore"):
        agrees = known & (np.abs(figures - wanted) <= _AGREES * wanted + half * 1.01)
    agrees &= (figures > 0) | (wanted < half)
    return agrees, known


def _decimals(figures: Floats) -> int:
    """Count the decimals that a column is written with; three and more round nothing that matters."""
    for decimals in range(_MOST_ROUNDING):
        if np.allclose(figures, np.round(figures, decimals), rtol=0, atol=1e-9):
            return decimals
    return _MOST_ROUNDING


def _tell_rows(frame: gpd.GeoDataFrame, name: str, apart: NDArray[np.bool_], unit: str, book: Ledger) -> None:
    if not apart.any():
        return
    rows = rows_of(frame, apart)
    area_m2 = float(shapely.area(frame.geometry.to_numpy()[apart]).sum())
    values = {"column": name, "count": len(rows), "unit": _UNITS_EN[unit], "unit_zh": unit}
    book.tell("H197", values, rows=rows, area_m2=area_m2)
