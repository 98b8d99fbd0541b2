"""The rows of a question with what each weighs, how much of that counts, and whether its place is known."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from analyses.counting import STATES, Counted
from gis.errors import ParameterError
from gis.geometry import areal, joined
from gis.measure import ellipsoidal_area_m2
from gis.tabular.tables import require_column
from layers.layer import Layer

COUNT, AREA = "count", "area"
_POLYGON = 2  # dimension of a shape that has ground


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WeighedRows:
    """
    The rows in question: what each weighs, the part of it that counts, whether its place is known.

    `unsure` rows may not be in question at all; `counts_if_meant` are those that count if they are.
    """

    frame: gpd.GeoDataFrame
    weights: np.ndarray
    parts: np.ndarray | None
    placed: np.ndarray
    unsure: np.ndarray
    counts_if_meant: np.ndarray

    @property
    def state(self) -> np.ndarray:
        """Whether each row counts: 计入, 待定 or 不计."""
        return np.asarray(self.frame["state"].to_numpy(dtype=object))

    @property
    def answer(self) -> np.ndarray:
        """What each row says if it is in question: 计入, 待定 or 不计."""
        says_yes = self.counts_if_meant & (self.state == STATES[1])
        return np.where(says_yes, STATES[0], self.state)

    @property
    def lacking(self) -> np.ndarray:
        """The rows that have no number or no shape to weigh."""
        return np.asarray(np.isnan(self.weights))

    @property
    def least(self) -> np.ndarray:
        """What surely counts of each row that counts."""
        return self.weights if self.parts is None else np.asarray(np.nan_to_num(self.parts))

    @property
    def most(self) -> np.ndarray:
        """What may count of each row that counts."""
        return (
            self.weights if self.parts is None else np.where(np.isnan(self.parts), self.weights, self.parts)
        )

    @property
    def unknown_rows(self) -> int:
        """How many rows are in question and may count."""
        return int(((self.state == STATES[1]) & ~self.unsure).sum())


def weighed(rows: Counted, weight: str, part: str | None, within: Layer | None) -> WeighedRows:
    """Keep the rows inside the ground, with their amounts; a row without a place may be inside."""
    frame = rows.marked.frame
    if weight == AREA:
        _require_ground(rows.marked)
    shapes = frame.geometry.to_numpy(copy=True)
    placed = np.ones(len(frame), dtype=bool)
    keep = placed.copy()
    if within is not None:
        ground = joined(np.array(sorted(within.frame.geometry, key=shapely.to_wkb), dtype=object))
        shapely.prepare(ground)
        placed = ~shapely.is_missing(shapes)
        if weight == AREA:
            shapes[placed] = [areal(shape) for shape in shapely.intersection(shapes[placed], ground)]
            keep = ~placed | ~shapely.is_empty(shapes)
        else:
            keep = ~placed | shapely.intersects(ground, shapely.point_on_surface(shapes))
    kept = frame[keep].set_geometry(gpd.GeoSeries(shapes[keep], index=frame.index[keep], crs=frame.crs))
    weights = _weights(kept, weight, rows.marked.origin.file)
    parts = None if part is None else _numbers(kept, part, rows.marked.origin.file)
    amounts = weights if parts is None else parts
    return WeighedRows(
        frame=kept.assign(amount=amounts),
        weights=weights,
        parts=parts,
        placed=placed[keep],
        unsure=_marks(rows.unsure, keep),
        counts_if_meant=_marks(rows.counts_if_meant, keep),
    )


def _marks(marks: np.ndarray | None, keep: np.ndarray) -> np.ndarray:
    return np.zeros(int(keep.sum()), dtype=bool) if marks is None else np.asarray(marks[keep], dtype=bool)


def _weights(frame: gpd.GeoDataFrame, weight: str, what: str) -> np.ndarray:
    if weight == COUNT:
        return np.ones(len(frame))
    if weight != AREA:
        return _numbers(frame, weight, what)
    missing = shapely.is_missing(frame.geometry.to_numpy())
    return np.where(missing, np.nan, ellipsoidal_area_m2(frame.geometry))


def _require_ground(layer: Layer) -> None:
    shapes = layer.frame.geometry.to_numpy()
    if (~shapely.is_missing(shapes) & (shapely.get_dimensions(shapes) < _POLYGON)).any():
        raise ParameterError(
            f"{layer.origin.file}: points and lines have no area; weigh its rows by count or by a column"
        )


def _numbers(frame: gpd.GeoDataFrame, column: str, what: str) -> np.ndarray:
    require_column(frame.columns, column, what)
    numbers: np.ndarray = pd.to_numeric(frame[column], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return numbers
