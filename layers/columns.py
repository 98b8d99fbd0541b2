"""Give a file's columns the names of the catalogue, and its values the official spellings."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gis.dates import read_dates
from gis.errors import InputError
from gis.findings import Finding
from gis.numbers import read_numbers
from gis.tabular.tables import listed, require_column

from .heads import UnitHead, head_with_unit
from .spec import Field, LayerSpec

_STATED = ("as stated in district.toml", "按 district.toml 声明")
_USUAL = ("the usual case", "按通常情形")
_NEARLY = 0.75
_LARGEST_EXACT = 2.0**53  # whole numbers beyond are not told apart in a double
_CODE_NAME = re.compile(r"code$|bm$|dm$|编码$|代码$")  # of any column: 431202001001.0 is a code
_CODES = frozenset(
    ["name", "line", "code", "unit_code", "serves_code", "site_id", "dlbm", "dlmc", "code_system"]
)  # identifiers are made text at the end, when each is unique


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TakenColumns:
    """The frame under catalogue names, and what was assumed or not understood on the way."""

    frame: gpd.GeoDataFrame
    findings: tuple[Finding, ...]


def take_columns(
    frame: gpd.GeoDataFrame,
    spec: LayerSpec,
    *,
    fields: Mapping[str, str],
    assume: Mapping[str, str],
    what: str,
) -> TakenColumns:
    """
    Rename the columns that the spec knows; all others stay as they are.

    `fields` (catalogue name -> column) is binding, then a column of the very
    name, then the aliases without regard to case. `assume` fills what is absent.
    """
    findings: list[Finding] = []
    for stated in (fields, assume):
        _refuse_misspelt(stated, spec, what)
    for column in fields.values():
        require_column(frame.columns, column, what)
    frame = _under_stated_names(frame, fields)
    for known in spec.fields:
        frame, head = _under_known_name(frame, known)
        if known.name not in frame:
            frame = _assumed(frame, known, assume.get(known.name), findings, what)
        elif known.name in assume:
            frame = _filled(frame, known, assume[known.name], findings)
        if known.name in frame:
            frame = _read(frame, known, findings, what, head=head)
    return TakenColumns(frame=_codes_as_text(frame), findings=tuple(findings))


def _refuse_misspelt(stated: Mapping[str, str], spec: LayerSpec, what: str) -> None:
    """Take names beyond the catalogue as they are, but not one that nearly is a name of it."""
    known = [field.name for field in spec.fields]
    for name in stated:
        near = get_close_matches(name, known, n=1, cutoff=_NEARLY)
        if name not in known and near:
            raise InputError(
                f"{what}: {spec.title} has no field '{name}'; did you mean '{near[0]}'?", code="H012"
            )


def _under_stated_names(frame: gpd.GeoDataFrame, fields: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Give columns the names that the user stated; one column may serve under several."""
    taken = {name: frame[column] for name, column in fields.items() if name != column}
    kept = {name: f"{name}_in_file" for name in taken if name in frame}  # the user's choice wins
    used = {fields[name] for name in taken} - set(fields) - {frame.geometry.name}
    return frame.drop(columns=list(used)).rename(columns=kept).assign(**taken)


def _under_known_name(frame: gpd.GeoDataFrame, known: Field) -> tuple[gpd.GeoDataFrame, UnitHead | None]:
    """Give a column the field's name; where its head names a unit, that is still to be reckoned with."""
    if known.name in frame:
        return frame, None
    column = _alias(frame, known)
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    head = head_with_unit(names, known) if column is None else None
    found = column if head is None else head.column
    return (frame if found is None else frame.rename(columns={found: known.name})), head


def _alias(frame: gpd.GeoDataFrame, known: Field) -> str | None:
    lowered = {str(column).lower(): str(column) for column in frame.columns if column != frame.geometry.name}
    names = (known.name, *known.aliases)
    return next((lowered[name.lower()] for name in names if name.lower() in lowered), None)


def _assumed(
    frame: gpd.GeoDataFrame, known: Field, stated: str | None, findings: list[Finding], what: str
) -> gpd.GeoDataFrame:
    value = stated if stated is not None else known.assumed
    if value is None:
        if known.required:
            require_column(frame.columns, known.name, what)
        return frame
    by, by_zh = _STATED if stated is not None else _USUAL
    findings.append(_finding("H060", known, (), count=len(frame), value=value, by=by, by_zh=by_zh))
    return frame.assign(**{known.name: value})


def _filled(frame: gpd.GeoDataFrame, known: Field, value: str, findings: list[Finding]) -> gpd.GeoDataFrame:
    empty = frame[known.name].isna()
    if empty.any():
        rows = tuple(int(row) for row in frame.index[empty])
        by, by_zh = _STATED
        findings.append(_finding("H060", known, rows, count=len(rows), value=value, by=by, by_zh=by_zh))
    return frame.assign(**{known.name: frame[known.name].where(~empty, value)})


def _read(
    frame: gpd.GeoDataFrame,
    known: Field,
    findings: list[Finding],
    what: str,
    *,
    head: UnitHead | None = None,
) -> gpd.GeoDataFrame:
    """Read the values of a known column as what it holds: words of a list, figures, days, codes."""
    if known.spellings:
        frame = _normalised(frame, known, findings)
    if known.unit is not None:
        frame = _numeric(frame, known, findings, what, unit=known.unit if head is None else head.unit)
    if head is not None and head.factor != 1:
        factor = head.factor
        figures = frame[known.name].astype(float) * factor.numerator / factor.denominator
        figures = figures.round(9)  # 0.57 times 10,000 is 5,700
        frame = frame.assign(**{known.name: figures})
        values = {"head": head.column, "factor": str(factor), "unit": known.unit}
        findings.append(_finding("H274", known, (), **values))
    if known.date:
        frame = _dated(frame, known, findings)
    return _as_codes(frame, known.name) if known.name in _CODES else frame


def _codes_as_text(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Keep as text what is named as a code, in columns that no catalogue knows too."""
    for column in [str(name) for name in frame.columns if _CODE_NAME.search(str(name).lower())]:
        if column != frame.geometry.name and pd.api.types.is_float_dtype(frame[column]):
            frame = _as_codes(frame, column)
    return frame


def _normalised(frame: gpd.GeoDataFrame, known: Field, findings: list[Finding]) -> gpd.GeoDataFrame:
    spellings = {name: name for name in known.spellings}
    spellings |= {spelling: name for name, others in known.spellings.items() for spelling in others}
    texts = frame[known.name].astype("string").str.strip()
    official = texts.map(spellings)
    unknown = official.isna()
    if unknown.any():
        rows = tuple(int(row) for row in frame.index[unknown])
        seen = ", ".join(sorted({str(text) for text in texts[unknown].dropna()})[:5]) or "empty"
        findings.append(_finding("H061", known, rows, count=len(rows), seen=seen))
    return frame.assign(**{known.name: official})


def _numeric(
    frame: gpd.GeoDataFrame, known: Field, findings: list[Finding], what: str, *, unit: str
) -> gpd.GeoDataFrame:
    """Read figures as people write them; what is none, or below 0 where nothing can be, stays unknown."""
    read = read_numbers(frame[known.name], unit)
    numbers, negative = read.figures, np.asarray(read.figures.lt(0).fillna(value=False), dtype=bool)
    if known.required and negative.any():
        rows = [int(row) for row in frame.index[negative]]
        raise InputError(
            f"{what} (rows {listed(rows)}, {known.name}): values below 0; mend them", code="H015"
        )
    bad = read.unreadable | negative
    _tell_unknown(frame, known, bad, findings)
    return frame.assign(**{known.name: numbers.mask(negative) if negative.any() else numbers})


def _dated(frame: gpd.GeoDataFrame, known: Field, findings: list[Finding]) -> gpd.GeoDataFrame:
    read = read_dates(frame[known.name])
    _tell_unknown(frame, known, read.unreadable, findings)
    return frame.assign(**{known.name: read.days})


def _as_codes(frame: gpd.GeoDataFrame, name: str) -> gpd.GeoDataFrame:
    """Keep codes and names as text where a table holds them as numbers: 301.0 is "301"."""
    column = frame[name]
    if not pd.api.types.is_numeric_dtype(column) or pd.api.types.is_bool_dtype(column):
        return frame
    there = column.dropna()
    if (
        pd.api.types.is_float_dtype(column)
        and (there % 1 == 0).all()
        and (there.abs() < _LARGEST_EXACT).all()
    ):
        column = column.astype("Int64")
    texts = column.astype("string").astype(object).where(column.notna(), None)
    return frame.assign(**{name: texts})


def _tell_unknown(
    frame: gpd.GeoDataFrame, known: Field, bad: NDArray[np.bool_], findings: list[Finding]
) -> None:
    if bad.any():
        rows = tuple(int(row) for row in frame.index[bad])
        seen = ", ".join(sorted({str(value) for value in frame[known.name][bad]})[:5])
        findings.append(_finding("H061", known, rows, count=len(rows), seen=seen))


def _finding(code: str, known: Field, rows: tuple[int, ...], **values: object) -> Finding:
    return Finding(code=code, rows=rows, values={"column": known.name, "title": known.title, **values})
