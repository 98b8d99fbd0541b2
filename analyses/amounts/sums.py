"""Totals over rows: how many count, what a column adds up to, how long lines and how large polygons are."""

import math
from collections.abc import Iterable
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analyses.counting import Counted, counted
from analyses.measurement import Measurement
from analyses.quantities import known_unit
from gis.errors import ParameterError
from layers.layer import Layer

from .dissolved_areas import total_area
from .lengths import LengthMeasure, total_length
from .listed_rows import ListedRows, Marks, listed_rows, state_warnings
from .served_codes import CODE_COLUMNS, codes_by_row

Floats = NDArray[np.float64]
TotalOf = Literal["count", "total", "length", "area"]
_COUNT_METHOD = "number of rows that count; rows of one value in the distinct column once"
_SUM_METHOD = "exact sum (correctly rounded) of a column over the rows that count"


def totals(  # noqa: PLR0913 - the four totals share scope and states
    rows: Counted | Layer,
    *,
    of: TotalOf = "count",
    within: Layer | None = None,
    distinct: str | None = None,
    column: str | None = None,
    measure: LengthMeasure = "route",
    named: int = 0,
    placeless_inside: bool = False,
) -> Measurement:
    """
    Add up the rows that count (DOMAIN D6).

    Rows of which it is unknown whether they count are left out of `value` and in
    `high`. Where a row that counts has no figure the sum is a lower bound: `high`
    is infinite and `details["open_above"]` true. No rows at all give 0.

    Parameters
    ----------
    rows
        Rows split by what counts, or a layer of which all do; columns under catalogue names.
    of
        `count`: how many, or the sum of a `column` of whole numbers (户, 台);
        `total`: the sum of a `column` in its unit; `length` of lines (m, ellipsoidal,
        see `measure`); `area` of polygons (m², ellipsoidal, each spot once).
    within
        Ground that lines and polygons are clipped to, and that other rows must meet.
    distinct
        Column whose equal values are one thing (a plan for several villages, the
        phases of a plant); a missing value is a thing of its own. In sums one thing
        with several figures counts with the largest; `high` takes each of them.
    measure
        `route`: ground covered once; `circuit`: each line times its `circuits`;
        `stated`: the column `length_km` (or `column`).
    named
        How many things the plan names; those that the list does not have are open.
    placeless_inside
        True where a list without places is one of the scope itself.

    Returns
    -------
    Measurement
        In "count", the column's unit, "m" or "m2"; `evidence` has a row for each
        row: id, name, state, amount, unit, reason.

    Raises
    ------
    ParameterError
        Where a column is needed and not there, or not named.
    """
    rows = counted(rows, {}) if isinstance(rows, Layer) else rows
    listed = listed_rows(rows, within, placeless_inside=placeless_inside)
    if of == "length":
        return total_length(listed, measure=measure, stated=column or "length_km")
    if of == "area":
        return total_area(listed)
    if of == "total" and column is None:
        raise ParameterError("a total needs the column that is added up")
    for name in (distinct, column):
        if name is not None and name not in listed.frame:
            raise ParameterError(f"{rows.marked.title}: no column '{name}' to count by")
    things = _things(listed, distinct)
    lacking = max(named - len(np.unique(things)), 0)
    if column is None:
        return _count(listed, things, distinct, lacking)
    unit = _unit_of(rows.marked, column) if of == "total" else "count"
    return _sum(listed, things, column, unit, lacking)


def _unit_of(layer: Layer, column: str) -> str:
    known = layer.spec.field(column)
    if known is None or known.unit is None:
        return "count"
    try:
        return known_unit(known.unit)
    except ParameterError:
        return "count"  # 户, 台, 把: things that are counted


def _things(listed: ListedRows, distinct: str | None) -> NDArray[np.int64]:
    """Give the things that rows stand for a number: each row one, or rows of one value one."""
    size = len(listed.frame)
    if distinct is None:
        return np.arange(size)
    values = listed.frame[distinct].astype("string").str.strip()
    values = values.mask(values == "")
    codes, known = pd.factorize(values)
    codes = np.asarray(codes, dtype=np.int64)
    missing = codes < 0
    codes[missing] = len(known) + np.arange(int(missing.sum()))
    return codes


def _number_of(listed: ListedRows, things: NDArray[np.int64], distinct: str | None, marked: Marks) -> int:
    """Count the things behind marked rows; a cell with several codes names several units."""
    if distinct is None or distinct not in CODE_COLUMNS:
        return len(np.unique(things[marked]))
    cells = codes_by_row(listed.frame[distinct])
    named = [codes for codes, chosen in zip(cells, marked, strict=True) if chosen]
    return len(frozenset().union(*named)) + sum(not codes for codes in named)


def _count(listed: ListedRows, things: NDArray[np.int64], distinct: str | None, lacking: int) -> Measurement:
    value = _number_of(listed, things, distinct, listed.sure)
    most = _number_of(listed, things, distinct, listed.possible) + lacking
    least = _number_of(listed, things, distinct, listed.sure & ~listed.doubled)
    warnings = [
        *state_warnings(listed),
        *_lacking_warnings(lacking),
        *_doubled_warnings(listed, value - least),
    ]
    if distinct is not None:
        warnings += _distinct_warnings(listed, distinct, value)
    return Measurement(
        value=float(value),
        unit="count",
        method=_COUNT_METHOD,
        definition="计入记录的个数"
        + ("" if distinct is None else f"（{listed.title(distinct)}相同者计一次）"),
        evidence=listed.evidence(np.where(listed.sure, 1.0, 0.0), "count"),
        numerator=float(value),
        quantity_unit="count",
        low=float(least) if (least, most) != (value, value) else None,
        high=float(most) if (least, most) != (value, value) else None,
        parameters={} if distinct is None else {"distinct": distinct},
        details={"rows": int(listed.sure.sum()), "rows_open": int(listed.open.sum()), "open_above": False},
        warnings=tuple(warnings),
    )


def _doubled_warnings(listed: ListedRows, apart: float) -> list[str]:
    if apart <= 0:
        return []
    marked = listed.sure & listed.doubled
    return [f"{int(marked.sum())} 条记录与另一条除编号外完全相同（{listed.ids(marked)}），区间下限只计一次"]


def _lacking_warnings(lacking: int) -> list[str]:
    return [f"规划点名的对象有 {lacking} 个不在清单中，按未知处理"] if lacking else []


def _distinct_warnings(listed: ListedRows, distinct: str, value: int) -> list[str]:
    rows, found = int(listed.sure.sum()), []
    if rows != value:
        found.append(f"{rows} 条计入记录按“{listed.title(distinct)}”合并为 {value} 个")
    blank = listed.sure & listed.frame[distinct].isna().to_numpy(dtype=bool)
    if blank.any():
        found.append(
            f"{int(blank.sum())} 条计入记录没有“{listed.title(distinct)}”，各计一个（{listed.ids(blank)}）"
        )
    return found


def _sum(listed: ListedRows, things: NDArray[np.int64], column: str, unit: str, lacking: int) -> Measurement:
    figures = listed.frame[column].astype("Float64").to_numpy(dtype=float, na_value=math.nan)
    value, spread = _added(figures, things, listed.sure)
    most = _added(figures, things, listed.possible)[1]
    blank = listed.sure & np.isnan(figures)
    open_above = lacking > 0 or _lacks_a_figure(figures, things, listed.possible)
    high = math.inf if open_above else most
    low = _added(figures, things, listed.sure & ~listed.doubled)[0]
    warnings = [*state_warnings(listed), *_lacking_warnings(lacking), *_doubled_warnings(listed, value - low)]
    if blank.any():
        warnings.append(
            f"{int(blank.sum())} 条计入记录没有“{listed.title(column)}”的数值"
            f"（{listed.ids(blank)}），合计只是下限"
        )
    if spread != value:
        warnings.append(f"同一对象有多条不同的“{listed.title(column)}”：数值取最大者，区间上限各计一次")
    if unit == "count" and (np.mod(figures[listed.sure & ~np.isnan(figures)], 1) != 0).any():
        warnings.append(f"“{listed.title(column)}”有非整数的个数，请核对")
    return Measurement(
        value=value,
        unit=unit,
        method=_SUM_METHOD,
        definition=f"计入记录的“{listed.title(column)}”合计",
        evidence=listed.evidence(np.where(listed.possible, figures, math.nan), unit),
        numerator=value,
        quantity_unit=unit,
        low=low if (low, high) != (value, value) else None,
        high=high if (low, high) != (value, value) else None,
        parameters={"column": column},
        details={
            "rows": int(listed.sure.sum()),
            "rows_open": int(listed.open.sum()),
            "rows_without_figure": int(blank.sum()),
            "open_above": open_above,
        },
        warnings=tuple(warnings),
    )


def _added(figures: Floats, things: NDArray[np.int64], marked: Marks) -> tuple[float, float]:
    """Add up the largest figure of each thing, and all its different ones."""
    there = marked & ~np.isnan(figures)
    table = pd.DataFrame({"thing": things[there], "figure": figures[there]}).drop_duplicates()
    largest = table.groupby("thing")["figure"].max()
    return _exact(largest), _exact(table["figure"])


def _lacks_a_figure(figures: Floats, things: NDArray[np.int64], marked: Marks) -> bool:
    """Tell whether some thing that counts, or may, has no figure at all."""
    known = np.unique(things[marked & ~np.isnan(figures)])
    return bool((~np.isin(things[marked], known)).any())


def _exact(figures: Iterable[float]) -> float:
    return math.fsum(float(figure) for figure in figures)
