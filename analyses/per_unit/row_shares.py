"""Which share of a layer's rows counts: by number, by area, or by a column of numbers."""

import math
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely

from analyses.counting import STATES, Counted
from analyses.measurement import Measurement, Part
from analyses.quantities import known_unit
from gis.errors import ParameterError
from gis.geometry import areal, joined
from gis.measure import ellipsoidal_area_m2
from gis.tabular.tables import require_column
from layers.layer import Layer

from .weighed_rows import AREA, COUNT, WeighedRows, weighed

_NOTICED_M2 = 1.0  # overlaps below are seams of drawing
_UNNAMED = "（未注明）"


def row_share(  # noqa: PLR0913 - layers first, every parameter by keyword
    rows: Counted,
    *,
    weight: str = COUNT,
    part: str | None = None,
    named: int | None = None,
    within: Layer | None = None,
    by: str | None = None,
) -> Measurement:
    """
    Measure the share of rows that count.

    The value takes what is unknown for a no; `high` takes it for a yes. A row
    without its number leaves the share open to that side where it could matter. A
    row that may not be in question at all is not in the value; each end takes it
    in, with its own answer, where that widens the interval.

    Parameters
    ----------
    rows
        The rows in question, split into those that count, those that may, the rest.
    weight
        `count`: each row is one. `area`: ellipsoidal, spots that rows share count once
        (what counts and does not is left open downwards). Else a column of numbers.
    part
        Column of numbers: how much of each row's weight counts (PV on roofs); where it
        is empty, nothing counts for the value and the whole weight for `high`.
    named
        How many rows there must be: those that lack are unknown. Only with `count`.
    within
        Polygons: only rows whose representative point lies in them (areas are cut).
    by
        Column whose values get a part each; not with `area`.

    Returns
    -------
    Measurement
        `value`: share, 0 to 1; nan without rows. `evidence`: the rows in question
        with `state` (计入, 待定, 不计) and `amount` (1, m² or the column's number).

    Raises
    ------
    ParameterError
        If `area` is asked of points or lines, or parameters exclude each other.
    InputError
        If a column is not there.
    """
    if weight == AREA and part is not None:
        raise ParameterError("by area a row counts wholly; weigh by a column to count a part of it")
    if named is not None and weight != COUNT:
        raise ParameterError(f"a named number of rows goes by count, not by '{weight}'")
    table = weighed(rows, weight, part, within)
    found = _by_area(table) if weight == AREA else _by_number(table, named)
    whole = weight == COUNT and part is None  # shares of whole numbers are judged as fractions
    return Measurement(
        value=found.value,
        unit="share",
        method=_method(weight),
        definition=_definition(rows.marked, weight, part, within),
        evidence=table.frame,
        numerator=int(found.numerator) if whole else found.numerator,
        denominator=int(found.denominator) if whole else found.denominator,
        quantity_unit=_quantity(rows.marked, weight),
        low=found.low if found.is_open else None,
        high=found.high if found.is_open else None,
        parameters={"weight": weight} | ({} if part is None else {"part": part}),
        parts=() if by is None else _parts(rows, table, by, whole=whole),
        details={
            "rows": len(table.frame),
            "unknown": table.unknown_rows,
            "unsure": int(table.unsure.sum()),
            "without_number": int(table.lacking.sum()),
        },
        warnings=_warnings(table, found, named),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """A share with both of its ends; `overlap_m2` counts and does not count at once."""

    numerator: float
    denominator: float
    low: float
    high: float
    overlap_m2: float = 0.0

    @property
    def value(self) -> float:
        return self.numerator / self.denominator if self.denominator else math.nan

    @property
    def is_open(self) -> bool:
        return self.denominator > 0 and not self.low == self.value == self.high


def _by_number(table: WeighedRows, named: int | None) -> _Share:
    """Sum the amounts; what lacks a number could weigh anything, what lacks a place could be inside."""
    answer, lacking, weights = table.answer, table.lacking, table.weights
    yes, no = answer == STATES[0], answer == STATES[2]
    inside = table.placed & ~table.unsure
    known, loose = inside & ~lacking, ~inside & ~lacking
    absent = max(0, (named or 0) - int(inside.sum()))
    least, most = np.where(yes, table.least, 0.0), np.where(no, 0.0, table.most)
    whole, sure = _sum(weights, known), _sum(least, known)
    low = _end(sure, whole, least[loose], weights[loose], absent=absent, lowest=True)
    high = _end(_sum(most, known), whole, most[loose], weights[loose], absent=absent, lowest=False)
    if (lacking & ~yes).any() or (lacking.any() and table.parts is not None):
        low = 0.0
    if (lacking & ~no).any():
        high = 1.0
    return _Share(numerator=sure, denominator=whole + absent, low=low, high=high)


def _end(  # noqa: PLR0913 - two sums, and what may be added to them
    counted: float, whole: float, amounts: np.ndarray, weights: np.ndarray, *, absent: int, lowest: bool
) -> float:
    """
    Take in those of the loose rows that bring the share to its end, lowest or highest.

    Whatever the end is, the rows taken in are those whose own share lies beyond it: the
    first ones by share. Each may be one of the `absent` that are named and have no row.
    """
    weighty = weights > 0
    amounts, weights = amounts[weighty], weights[weighty]
    shares = amounts / weights
    order = np.lexsort((amounts, weights, shares if lowest else -shares))
    taken = np.arange(len(order) + 1)
    still_absent = np.maximum(absent - taken, 0)
    above = counted + np.concatenate(([0.0], np.cumsum(amounts[order]))) + (0 if lowest else still_absent)
    below = whole + np.concatenate(([0.0], np.cumsum(weights[order]))) + still_absent
    ratios = np.divide(above, below, out=np.full(len(below), np.nan), where=below > 0)
    if np.isnan(ratios).all():
        return math.nan
    best = int(np.nanargmin(ratios) if lowest else np.nanargmax(ratios))
    chosen, left = order[:best], int(still_absent[best])
    top = math.fsum([counted, *amounts[chosen].tolist(), 0 if lowest else left])
    return top / math.fsum([whole, *weights[chosen].tolist(), left])


def _sum(amounts: np.ndarray, mask: np.ndarray) -> float:
    return math.fsum(amounts[mask].tolist())


def _ratio(numerator: float, denominator: float) -> float:
    return numerator / denominator if denominator else math.nan


def _by_area(table: WeighedRows) -> _Share:
    """Measure the ground of what counts, may count, and of all; spots that rows share count once."""
    answer, shaped, unsure = table.answer, ~table.lacking, table.unsure
    yes, no, certain = answer == STATES[0], answer == STATES[2], shaped & ~unsure
    whole, sure = _area_m2(table, certain), _area_m2(table, certain & yes)
    most = sure if np.array_equal(certain & yes, shaped & ~no) else _area_m2(table, shaped & ~no)
    both = _common_m2(table, certain & yes, shaped & ~yes)
    with_no = whole if not (unsure & ~yes).any() else _area_m2(table, certain | (shaped & ~yes))
    with_yes = whole if not (unsure & ~no).any() else _area_m2(table, certain | (shaped & ~no))
    low = _ratio(sure - both, with_no) if (yes | shaped).all() else 0.0
    high = _ratio(most, with_yes) if (no | shaped).all() else 1.0
    return _Share(numerator=sure, denominator=whole, low=low, high=high, overlap_m2=both)


def _common_m2(table: WeighedRows, one: np.ndarray, other: np.ndarray) -> float:
    """Measure the ground that rows of both kinds claim."""
    shapes = table.frame.geometry.to_numpy()
    first, second = shapely.STRtree(shapes[other]).query(shapes[one], predicate="intersects")
    pieces = [areal(piece) for piece in shapely.intersection(shapes[one][first], shapes[other][second])]
    pieces = sorted((piece for piece in pieces if not piece.is_empty), key=shapely.to_wkb)
    common = gpd.GeoSeries([joined(np.array(pieces, dtype=object))], crs=table.frame.crs)
    return float(ellipsoidal_area_m2(common)[0])


def _ground(table: WeighedRows, mask: np.ndarray) -> shapely.Geometry:
    """Join shapes in an order of their own: the sum must not depend on that of the rows."""
    shapes = table.frame.geometry.to_numpy()[mask]
    return joined(np.array(sorted(shapes, key=shapely.to_wkb), dtype=object))


def _area_m2(table: WeighedRows, mask: np.ndarray) -> float:
    if not mask.any():
        return 0.0
    return float(ellipsoidal_area_m2(gpd.GeoSeries([_ground(table, mask)], crs=table.frame.crs))[0])


def _parts(rows: Counted, table: WeighedRows, by: str, *, whole: bool) -> tuple[Part, ...]:
    require_column(table.frame.columns, by, rows.marked.origin.file)
    names = table.frame[by].astype("string").fillna(_UNNAMED).to_numpy(dtype=object)
    known = table.placed & ~table.lacking & ~table.unsure
    parts = []
    for name in sorted(set(names)):
        mine = known & (names == name)
        amounts = _sum(table.least, mine & (table.state == STATES[0])), _sum(table.weights, mine)
        sure, total = (int(amount) if whole else amount for amount in amounts)
        parts.append(Part(name=name, value=_ratio(sure, total), numerator=sure, denominator=total))
    return tuple(parts)


def _quantity(layer: Layer, weight: str) -> str:
    if weight in {COUNT, AREA}:
        return "count" if weight == COUNT else "m2"
    column = layer.spec.field(weight)
    try:
        return COUNT if column is None or column.unit is None else known_unit(column.unit)
    except ParameterError:  # 户, 个: they are counted
        return COUNT


def _method(weight: str) -> str:
    if weight == AREA:
        return "ellipsoidal area of the dissolved rows that count, over that of all rows"
    return "rows that count over all rows" if weight == COUNT else "sum of a column over the rows that count"


def _definition(layer: Layer, weight: str, part: str | None, within: Layer | None) -> str:
    where = "" if within is None else "（范围内）"
    if weight == AREA:
        return f"计入的{layer.title}面积 / {layer.title}总面积{where}（重叠只计一次，椭球面积）"
    if weight == COUNT and part is None:
        return f"计入的{layer.title}数 / {layer.title}总数{where}"
    counted, whole = _title(layer, part or weight), "总数" if weight == COUNT else _title(layer, weight)
    return f"计入的{layer.title}的{counted}合计 / 全部{layer.title}的{whole}合计{where}"


def _title(layer: Layer, column: str) -> str:
    known = layer.spec.field(column)
    return column if known is None or not known.title else known.title


def _warnings(table: WeighedRows, found: _Share, named: int | None) -> tuple[str, ...]:
    told = []
    if table.unknown_rows:
        told.append(f"{table.unknown_rows} 条记录是否计入不明，数值按“不计”，区间上限按“计入”")
    if table.unsure.any():
        told.append(f"{int(table.unsure.sum())} 条记录缺少分类，是否属于本指标不明，未进入数值，按区间处理")
    if table.lacking.any():
        told.append(f"{int(table.lacking.sum())} 条记录缺少数值或图形，未进入合计，按区间处理")
    if table.parts is not None and np.isnan(table.parts).any():
        told.append(f"{int(np.isnan(table.parts).sum())} 条记录的计入量未填，数值按零，区间上限按全部")
    if not table.placed.all():
        told.append(f"{int((~table.placed).sum())} 条记录没有位置，是否在范围内不明，按区间处理")
    if named is not None and (there := int((~table.unsure).sum())) < named:
        told.append(f"原文所列 {named} 项中只有 {there} 项有记录，其余按不明处理")
    if found.overlap_m2 > _NOTICED_M2:
        told.append(f"计入与不计的图斑重叠 {found.overlap_m2:,.0f} m²，数值按“计入”，区间下限按“不计”")
    return tuple(told)
