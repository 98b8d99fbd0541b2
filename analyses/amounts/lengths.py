"""How long lines are: the route on the ground once, by circuits, or as their table states."""

import math
from dataclasses import dataclass
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from analyses.measurement import Measurement
from gis.errors import ParameterError
from gis.measure import ellipsoidal_length_m

from .listed_rows import ListedRows, Marks, state_warnings, union_of

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]
LengthMeasure = Literal["route", "circuit", "stated"]
_GRID_M = 0.001  # lines drawn twice rarely meet to the last digit
_SHARED_M = 0.01  # shorter pieces in common are crossings
_BESIDE_M, _ALONG_M = 1.0, 100.0  # suspected of being digitised twice
_APART = 0.05  # share by which stated and drawn length may differ
_METHODS = {
    "route": "ellipsoidal length of the lines that count; pieces drawn twice count once",
    "circuit": "ellipsoidal length of each line that counts times its circuits",
    "stated": "exact sum of the stated lengths of the lines that count",
}
_DEFINITIONS = {
    "route": "路径长度（重复绘制的只计一次，椭球长度）",
    "circuit": "回路长度（各线路长度 × 回路数，椭球长度）",
    "stated": "台账填报长度合计",
}


def total_length(listed: ListedRows, *, measure: LengthMeasure, stated: str) -> Measurement:
    """Measure the lines that count in m; see `sums.totals`. `stated` is a column in km."""
    if measure == "stated" and stated not in listed.frame:
        raise ParameterError(f"no column '{stated}' of stated lengths")
    pieces = _lines(listed.pieces(), _lineless(listed))
    each_m = ellipsoidal_length_m(gpd.GeoSeries(pieces, crs=listed.frame.crs))
    each_m = np.where(listed.possible, each_m, 0.0)
    stated_m = _numbers(listed, stated) * 1000.0
    circuits = _numbers(listed, "circuits")
    by_circuit = each_m * np.where(np.isnan(circuits), 1.0, circuits)
    amounts = {"route": each_m, "circuit": by_circuit, "stated": stated_m}[measure]
    lacking = _lineless(listed) if measure != "stated" else np.isnan(stated_m)
    shared = shared_pieces(pieces, listed.possible & (each_m > 0))

    def added(marked: Marks) -> float:
        if measure == "route":
            return route_m(pieces, each_m, marked, shared, listed.frame)
        return math.fsum(amounts[marked & ~np.isnan(amounts)].tolist())

    value, sure = added(listed.sure), shared.among(listed.sure)
    open_above = bool((listed.possible & lacking).any())
    high = math.inf if open_above else added(listed.possible) if listed.open.any() else value
    doubtful_m = math.fsum(sure.beside_m.tolist()) if measure != "stated" else 0.0
    low = max(value - doubtful_m, 0.0)
    return Measurement(
        value=value,
        unit="m",
        method=_METHODS[measure],
        definition=_DEFINITIONS[measure] + ("，按范围裁切" if listed.ground and measure != "stated" else ""),
        evidence=listed.evidence(np.where(lacking, math.nan, amounts), "m", shapes=pieces),
        numerator=value,
        quantity_unit="m",
        low=low if (low, high) != (value, value) else None,
        high=high if (low, high) != (value, value) else None,
        parameters={"measure": measure},
        details={
            "rows": int(listed.sure.sum()),
            "rows_open": int(listed.open.sum()),
            "route_m": route_m(pieces, each_m, listed.sure, shared, listed.frame),
            "circuit_m": math.fsum(by_circuit[listed.sure].tolist()),
            "stated_m": math.fsum(stated_m[listed.sure & ~np.isnan(stated_m)].tolist())
            if stated in listed.frame
            else None,
            "shared_m": math.fsum(sure.shared_m.tolist()),
            "open_above": open_above,
        },
        warnings=(
            *state_warnings(listed),
            *_drawn_warnings(listed, sure, lacking, circuits, measure),
            *_stated_warnings(listed, each_m, stated_m, measure),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SharedPieces:
    """Pairs of lines (by place) that run on each other, how long, and whether they run close beside."""

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    shared_m: Floats
    beside: Marks
    beside_m: Floats

    def among(self, marked: Marks) -> "SharedPieces":
        """Keep the pairs of which both lines are marked."""
        both = marked[self.first] & marked[self.second]
        return SharedPieces(
            first=self.first[both],
            second=self.second[both],
            shared_m=self.shared_m[both],
            beside=self.beside[both],
            beside_m=self.beside_m[both],
        )

    def rows(self, chosen: Marks, size: int) -> Marks:
        """Mark the lines of some pairs."""
        marked = np.zeros(size, dtype=bool)
        marked[self.first[chosen]] = True
        marked[self.second[chosen]] = True
        return marked


def shared_pieces(pieces: Shapes, marked: Marks) -> SharedPieces:
    """Find the marked lines that share ground with another, and those that run within 1 m along another."""
    places = np.flatnonzero(marked)
    lines = pieces[places]
    first, second = shapely.STRtree(lines).query(lines, predicate="dwithin", distance=_BESIDE_M)
    once = first < second
    first, second = first[once], second[once]
    extent_m = _common_extent_m(lines[first], lines[second])
    shared_m, along_m = np.zeros(len(first)), np.zeros(len(first))
    near, long = extent_m > _SHARED_M, extent_m > _ALONG_M
    shared_m[near] = shapely.length(
        shapely.intersection(lines[first[near]], lines[second[near]], grid_size=_GRID_M)
    )
    along_m[long] = np.minimum(  # of two lines neither is the first
        _along_m(lines[first[long]], lines[second[long]]), _along_m(lines[second[long]], lines[first[long]])
    )
    beside = along_m - shared_m > _ALONG_M
    kept = (shared_m > _SHARED_M) | beside
    return SharedPieces(
        first=places[first[kept]],
        second=places[second[kept]],
        shared_m=shared_m[kept],
        beside=beside[kept],
        beside_m=np.where(beside, along_m - shared_m, 0.0)[kept],
    )


def _along_m(lines: Shapes, others: Shapes) -> Floats:
    """Measure how much of each line runs within 1 m of another."""
    found: Floats = shapely.length(shapely.intersection(lines, shapely.buffer(others, _BESIDE_M)))
    return found


def route_m(
    pieces: Shapes, each_m: Floats, marked: Marks, shared: SharedPieces, frame: gpd.GeoDataFrame
) -> float:
    """Add up lengths, lines that share ground (or turn back on themselves) as one union."""
    pairs = shared.among(marked)
    on = pairs.shared_m > _SHARED_M
    size = len(pieces)
    graph = coo_array((np.ones(int(on.sum())), (pairs.first[on], pairs.second[on])), shape=(size, size))
    _, groups = connected_components(graph, directed=False)
    united = (pairs.rows(on, size) | _turning_back(pieces)) & marked
    wholes = [
        union_of(pieces[united & (groups == group)], grid_m=_GRID_M) for group in np.unique(groups[united])
    ]
    joined_m = ellipsoidal_length_m(gpd.GeoSeries(wholes, crs=frame.crs))
    return math.fsum([*each_m[marked & ~united].tolist(), *joined_m.tolist()])


def _common_extent_m(one: Shapes, other: Shapes) -> Floats:
    """Bound the length that two lines can run together by the diagonal of their common extent."""
    west, south, east, north = np.split(shapely.bounds(one), 4, axis=1)
    other_west, other_south, other_east, other_north = np.split(shapely.bounds(other), 4, axis=1)
    across = np.minimum(east, other_east) - np.maximum(west, other_west)
    along = np.minimum(north, other_north) - np.maximum(south, other_south)
    extent: Floats = np.hypot(np.maximum(across, 0.0), np.maximum(along, 0.0)).ravel()
    return extent


def _turning_back(lines: Shapes) -> Marks:
    """Mark lines that run over themselves."""
    alone = np.zeros(len(lines), dtype=bool)
    for place in np.flatnonzero(~shapely.is_missing(lines) & ~shapely.is_simple(lines)):
        once = shapely.length(shapely.union_all(lines[place : place + 1], grid_size=_GRID_M))
        alone[place] = shapely.length(lines[place]) - once > _SHARED_M
    return alone


def _lines(pieces: Shapes, lineless: Marks) -> Shapes:
    """Keep the lines of what clipping left: points of contact have no length and are not drawn."""
    kept = [
        one
        if other or isinstance(one, shapely.LineString | shapely.MultiLineString)
        else shapely.MultiLineString(
            [part for part in shapely.get_parts(one) if shapely.get_dimensions(part) == 1]
        )
        for one, other in zip(pieces, lineless, strict=True)
    ]
    found = np.empty(len(kept), dtype=object)
    found[:] = kept
    return found


def _lineless(listed: ListedRows) -> Marks:
    return np.asarray(shapely.get_dimensions(listed.frame.geometry.to_numpy()) != 1, dtype=bool)


def _numbers(listed: ListedRows, column: str) -> Floats:
    if column not in listed.frame:
        return np.full(len(listed.frame), math.nan)
    numbers = pd.to_numeric(listed.frame[column], errors="coerce").astype("Float64")
    return np.asarray(numbers.to_numpy(dtype=float, na_value=math.nan))


def _drawn_warnings(
    listed: ListedRows, shared: SharedPieces, lacking: Marks, circuits: Floats, measure: LengthMeasure
) -> list[str]:
    found = []
    if (listed.sure & lacking).any():
        marked = listed.sure & lacking
        what = "没有填报长度" if measure == "stated" else "没有线状图形"
        found.append(f"{int(marked.sum())} 条计入记录{what}（{listed.ids(marked)}），合计只是下限")
    size, drawn_twice = len(listed.frame), shared.shared_m > _SHARED_M
    if drawn_twice.any():
        on, shared_m = shared.rows(drawn_twice, size), math.fsum(shared.shared_m.tolist())
        found.append(
            f"{int(on.sum())} 条线有重复绘制的线段，共约 {shared_m:,.0f} m，路径长度只计一次"
            f"（{listed.ids(on)}）"
        )
    if shared.beside.any():
        beside = shared.rows(shared.beside, size)
        found.append(
            f"{int(beside.sum())} 条线相距 1 m 以内并行超过 100 m，疑似重复数字化，未合并，区间下限按只计一条"
            f"（{listed.ids(beside)}）"
        )
    unknown = listed.sure & np.isnan(circuits)
    if measure == "circuit" and unknown.any():
        found.append(f"{int(unknown.sum())} 条计入线路没有回路数，按单回路计（{listed.ids(unknown)}）")
    return found


def _stated_warnings(
    listed: ListedRows, each_m: Floats, stated_m: Floats, measure: LengthMeasure
) -> list[str]:
    """Say where the table and the drawing differ; a table knows nothing of the scope's border."""
    both = listed.sure & np.isfinite(stated_m) & (each_m > 0)
    found = []
    if both.any():
        apart = both & (np.abs(stated_m - each_m) > _APART * np.maximum(stated_m, each_m))
        if apart.any():
            found.append(
                f"{int(apart.sum())} 条线的填报长度与图形长度相差超过 5%（{listed.ids(apart)}）："
                f"填报 {math.fsum(stated_m[both].tolist()) / 1000:,.3f} km，"
                f"图形 {math.fsum(each_m[both].tolist()) / 1000:,.3f} km"
            )
    if measure == "stated" and listed.ground is not None:
        found.append("填报长度未按范围裁切")
    return found
