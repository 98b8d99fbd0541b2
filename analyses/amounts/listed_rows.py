"""The rows behind a sum: which count, which may, which do not and why, and what each adds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from analyses.counting import STATES, Counted
from layers.layer import Layer

Marks = NDArray[np.bool_]
_COUNTS, _OPEN, _OUT = STATES
_BY_RULE = {
    _COUNTS: "",
    _OPEN: "是否计入不明（取值或日期缺失、不在取值表内）",
    _OUT: "按规则不计",
}
_OUTSIDE, _PLACELESS = "位于范围之外", "没有位置，是否在范围内不明"
_TAKEN_INSIDE = "没有位置，按在全区范围内计"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ListedRows:
    """
    All rows in question, in the order of their layer, with state and reason.

    `ground` is the scope as one shape; None where no scope was asked for.
    """

    frame: gpd.GeoDataFrame
    state: NDArray[np.object_]
    reason: NDArray[np.object_]
    ground: shapely.Geometry | None
    titles: Mapping[str, str]

    def title(self, column: str) -> str:
        """Name a column as people read it."""
        return self.titles.get(column) or column

    @property
    def sure(self) -> Marks:
        """Mark the rows that count."""
        return np.asarray(self.state == _COUNTS, dtype=bool)

    @property
    def open(self) -> Marks:
        """Mark the rows of which it is not known."""
        return np.asarray(self.state == _OPEN, dtype=bool)

    @property
    def possible(self) -> Marks:
        """Mark the rows that count or may."""
        return np.asarray(self.state != _OUT, dtype=bool)

    @property
    def doubled(self) -> Marks:
        """Mark named rows that equal an earlier one in all but their identifier."""
        if "name" not in self.frame:
            return np.zeros(len(self.frame), dtype=bool)
        shapes = self.frame.geometry.to_wkb()
        told = pd.DataFrame(self.frame.drop(columns=["id", self.frame.geometry.name], errors="ignore"))
        named = self.frame["name"].astype("string").str.strip().fillna("") != ""
        twice = told.astype("string").assign(_shape=shapes).duplicated()
        return np.asarray((twice & named).to_numpy(dtype=bool), dtype=bool)

    def ids(self, marked: Marks, most: int = 8) -> str:
        """Name some rows by their identifiers."""
        names = sorted(str(name) for name in self.frame["id"][marked])
        return "、".join(names[:most]) + ("…" if len(names) > most else "")

    def evidence(
        self,
        amounts: Sequence[float] | NDArray[np.float64],
        unit: str,
        *,
        shapes: NDArray[np.object_] | None = None,
    ) -> gpd.GeoDataFrame:
        """Give a row a row: id, name, state, amount (nan where there is none), unit, reason, shape."""
        named = self.frame["name"] if "name" in self.frame else pd.Series(None, index=self.frame.index)
        table = {
            "id": self.frame["id"].astype("string"),
            "name": named.astype("string").fillna(""),
            "state": pd.array(self.state, dtype="string"),
            "amount": np.asarray(amounts, dtype=np.float64),
            "unit": unit,
            "reason": pd.array(self.reason, dtype="string"),
        }
        whole = self.frame.geometry
        drawn = whole if shapes is None else gpd.GeoSeries(shapes, index=whole.index, crs=whole.crs)
        return gpd.GeoDataFrame(table, geometry=drawn, index=whole.index)

    def pieces(self) -> NDArray[np.object_]:
        """Give each shape as far as it lies in the scope; empty for rows that do not count, None for none."""
        shapes: NDArray[np.object_] = self.frame.geometry.to_numpy().copy()
        if self.ground is not None:
            meets = self.possible & ~shapely.is_missing(shapes)
            shapes[meets] = shapely.intersection(shapes[meets], self.ground)
        return shapes


def listed_rows(rows: Counted, within: Layer | None, *, placeless_inside: bool) -> ListedRows:
    """
    List rows with their state, those outside the scope as out.

    A row lies in the scope if its shape meets it. One without a shape is open
    there, unless the list is known to be of the scope itself (`placeless_inside`).
    """
    frame = rows.marked.frame
    state = frame["state"].to_numpy(dtype=object).copy()
    reason = np.array([_BY_RULE[str(one)] for one in state], dtype=object)
    titles = {known.name: known.title for known in rows.marked.spec.fields}
    if within is None:
        return ListedRows(frame=frame, state=state, reason=reason, ground=None, titles=titles)
    ground = union_of(within.frame.geometry.to_numpy())
    shapely.prepare(ground)
    shapes = frame.geometry.to_numpy()
    nowhere = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    outside = ~nowhere & ~shapely.intersects(ground, shapes)
    told = outside & (state != _OUT)
    state[outside] = _OUT
    reason[told] = _OUTSIDE
    unplaced = nowhere & (state == _COUNTS)
    reason[unplaced] = _TAKEN_INSIDE if placeless_inside else _PLACELESS
    if not placeless_inside:
        state[unplaced] = _OPEN
    return ListedRows(frame=frame, state=state, reason=reason, ground=ground, titles=titles)


def union_of(shapes: NDArray[np.object_], *, grid_m: float | None = None) -> shapely.Geometry:
    """Unite shapes in an order of their own, so that the order of rows changes no bit of the result."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    order = sorted(range(len(there)), key=shapely.to_wkb(there).tolist().__getitem__)
    return shapely.union_all(there[order], grid_size=grid_m)


def state_warnings(rows: ListedRows) -> list[str]:
    """Say how many rows are open, and how many lie outside the scope."""
    found = []
    if rows.open.any():
        found.append(
            f"{int(rows.open.sum())} 条记录是否计入不明（{rows.ids(rows.open)}），"
            "数值按“不计”，区间上限按“计入”"
        )
    taken = np.asarray(rows.reason == _TAKEN_INSIDE, dtype=bool)
    if taken.any():
        found.append(f"{int(taken.sum())} 条记录没有位置，按在全区范围内计")
    outside = np.asarray(rows.reason == _OUTSIDE, dtype=bool)
    if outside.any():
        found.append(f"{int(outside.sum())} 条记录位于范围之外，不计（{rows.ids(outside)}）")
    return found
