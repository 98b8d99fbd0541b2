"""The units of a question, one row each: those of the official list where there is one, else those drawn."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.errors import InputError
from layers.layer import Layer
from layers.unit_levels import level_of_code, level_of_text, unit_codes
from layers.unit_matching import Unit, match_units
from layers.unit_names import plain_name

POLYGON = 2  # dimension of a shape that has ground
_UNNAMED, _NO_UNIT = "（未命名）", "（单元外）"
_MOST_LISTED = 6
_ENCLAVE = re.compile(r"\(.*\)$|飞地[0-9一二三四五六七八九]*$")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedUnits:
    """
    One row per unit, by code: `code`, `name`, `level` and its shape (None where none is drawn).

    All polygons of one code are one unit (飞地). `left_out` names drawn rows that
    the official list does not have, `uncoded` units that are known by name only:
    they have no code, or one that rows of other names bear too (集镇 of one 乡).
    """

    frame: gpd.GeoDataFrame
    left_out: tuple[str, ...] = ()
    uncoded: tuple[str, ...] = ()


def listed_units(units: Layer, official: Layer | None) -> ListedUnits:
    """
    Gather the units in question.

    Parameters
    ----------
    units
        Polygons or seats with `code` (or `unit_code`) and `name`, or a register.
        Rows without a code are told apart by their full name.
    official
        Register with `code` and `name`: its rows are the units, drawn or not. Drawn
        rows are joined by code, else by full name or alias, never by a name's stem.

    Raises
    ------
    InputError
        H237 if rows of the official list have no code, or one code has two names.
    """
    drawn = units.frame
    if official is None:
        names = _names(drawn)
        codes = _own_codes(unit_codes(drawn), names)
        keys = codes.where(codes != "", names)
        keys = keys.where(keys != "", drawn["id"].astype(str))
        table = _first_of_each(keys, codes, names, _levels(drawn))
        uncoded = tuple(sorted(table.loc[table["code"] == "", "name"]))
        return ListedUnits(frame=_with_shapes(table, drawn, keys), uncoded=uncoded)
    codes = unit_codes(official.frame)
    _require_codes(official, codes)
    table = _first_of_each(codes, codes, _names(official.frame), _levels(official.frame))
    keys = _joined(drawn, table)
    left_out = sorted({_label(row) for _, row in drawn[keys == ""].iterrows()})
    return ListedUnits(frame=_with_shapes(table, drawn, keys), left_out=tuple(left_out))


def names_above(codes: Iterable[str], parents: Layer) -> list[str]:
    """Give of each code the name of the unit above that holds it; `（单元外）` where none does."""
    above = sorted(zip(unit_codes(parents.frame), parents.frame["name"].map(plain_name), strict=True))
    names = dict(reversed([pair for pair in above if pair[0]]))
    lengths = sorted({len(code) for code in names}, reverse=True)
    return [
        next((names[code[:cut]] for cut in lengths if cut < len(code) and code[:cut] in names), _NO_UNIT)
        for code in codes
    ]


def _require_codes(official: Layer, codes: pd.Series) -> None:
    without = codes == ""
    doubled = _names(official.frame).groupby(codes).transform("nunique") > 1
    for bad, fault in (
        (without, "units without an official code; fill in 9 or 12 digits"),
        (doubled, "one code for units of different names; mend the list"),
    ):
        if bad.any():
            rows = ", ".join(str(row) for row in official.frame.index[bad][:_MOST_LISTED])
            raise InputError(f"{official.origin.file} (rows {rows}): {fault}", code="H237")


def _names(frame: pd.DataFrame) -> pd.Series:
    if "name" not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame["name"].map(lambda name: _ENCLAVE.sub("", plain_name(name))).astype(object)


def _own_codes(codes: pd.Series, names: pd.Series) -> pd.Series:
    """Blank a code that rows of several names bear: it is that of the unit which holds them all."""
    several = names.where(names != "").groupby(codes).transform("nunique") > 1
    return codes.where(~several, "")


def _levels(frame: pd.DataFrame) -> pd.Series:
    if "level" not in frame:
        return pd.Series("", index=frame.index, dtype=object)
    return frame["level"].astype(object).where(frame["level"].notna(), "").astype(object)


def _first_of_each(keys: pd.Series, codes: pd.Series, names: pd.Series, levels: pd.Series) -> pd.DataFrame:
    """Take one row per key, in the order of the keys; which of its rows is taken depends on no order."""
    table = pd.DataFrame({"key": keys, "code": codes, "name": names, "level": levels})
    table = table.sort_values(["key", "name", "level"], kind="stable").drop_duplicates("key")
    by_code = table["code"].map(level_of_code)
    stated = table["level"].map(level_of_text)
    level = stated.where(stated.notna(), by_code).where(lambda told: told.notna(), table["level"])
    return table.assign(
        level=level.astype(object), name=table["name"].where(table["name"] != "", _UNNAMED)
    ).reset_index(drop=True)


def _joined(drawn: gpd.GeoDataFrame, table: pd.DataFrame) -> pd.Series:
    """Give each drawn row the code of its unit of the list, empty where it has none."""
    units = [Unit(code=code, name=name) for code, name in zip(table["code"], table["name"], strict=True)]
    if drawn.empty or not units:
        return pd.Series("", index=drawn.index, dtype=object)
    stated = drawn.assign(code=unit_codes(drawn))
    matching = match_units(stated, units, code="code", name="name" if "name" in drawn else None)
    return matching.codes.reindex(drawn.index).fillna("")


def _label(row: pd.Series) -> str:
    name = plain_name(row.get("name"))
    return name or str(row.get("code", row["id"]))


def _with_shapes(table: pd.DataFrame, drawn: gpd.GeoDataFrame, keys: pd.Series) -> gpd.GeoDataFrame:
    shapes: dict[str, list[shapely.Geometry]] = {}
    for key, shape in zip(keys, drawn.geometry, strict=True):
        if shape is not None and not shape.is_empty:
            shapes.setdefault(key, []).append(shape)
    one = [_one_shape(shapes.get(key, [])) for key in table["key"]]
    geometry = gpd.GeoSeries(np.array([*one, None], dtype=object)[:-1], crs=drawn.crs)
    return gpd.GeoDataFrame(table[["code", "name", "level"]], geometry=geometry, crs=drawn.crs)


def _one_shape(shapes: list[shapely.Geometry]) -> shapely.Geometry | None:
    """Join the parts of a unit, ground before seats, so that the order of rows does not matter."""
    if not shapes:
        return None
    highest = max(int(shapely.get_dimensions(shape)) for shape in shapes)
    parts = [shape for shape in shapes if int(shapely.get_dimensions(shape)) == highest]
    if len(parts) == 1:
        return parts[0]
    return shapely.union_all(sorted(parts, key=shapely.to_wkb))
