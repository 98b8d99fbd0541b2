"""Rows that a reader builds itself: columns of one kind, closed rings, and word of what cannot be built."""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd
from shapely.geometry.base import BaseGeometry

from gis.findings import Finding

Shape: TypeAlias = BaseGeometry | None

_FEWEST = 3  # corners of a ring, the repeated first one apart
_LARGEST_EXACT = 2**53
_SMALLEST_INT, _LARGEST_INT = -(2**63), 2**63 - 1
_REASONS_ZH = {  # by a word of the reason; the first that fits
    "number": "坐标不是有效数字",
    "finite": "坐标不是有限数",
    "missing": "坐标或尺寸缺失",
    "empty": "坐标为空",
    "no coordinates": "坐标为空",
    "nested": "坐标嵌套层次有误",
    "position": "坐标个数有误",
    "fewer": "顶点数不足",
    "spline": "样条曲线无法绘制",
    "": "图形类型无法构成",
}
_GEOMETRY = "geometry"  # the frame's own column; a field of this name steps aside


class ShapeError(ValueError):
    """A shape that cannot be built; its row stays, without one, and the reason is told."""


def ring(places: npt.ArrayLike) -> tuple[npt.NDArray[np.float64], bool]:
    """
    Take an (n, 2 or 3) ring, and close it where it is open.

    Returns the ring and whether it was closed. Raises `ShapeError` for a ring of
    fewer than three corners.
    """
    corners = np.asarray(places, dtype=np.float64)
    closed = len(corners) > 1 and bool((corners[0, :2] == corners[-1, :2]).all())
    if len(corners) - closed < _FEWEST:
        raise ShapeError("a ring with fewer than 3 corners")
    return (corners if closed else np.vstack((corners, corners[:1]))), closed


def findings_of_shapes(faults: Mapping[str, Sequence[int]], opened: Sequence[int]) -> Iterator[Finding]:
    """Tell of rows whose shape could not be built, by reason, and of rings that had to be closed."""
    for reason, rows in faults.items():
        values = {"count": len(rows), "reason": reason, "reason_zh": _reason_zh(reason)}
        yield Finding(code="H167", values=values, rows=tuple(rows))
    if opened:
        yield Finding(code="H169", values={"count": len(opened)}, rows=tuple(opened))


def _reason_zh(reason: str) -> str:
    return next(told for word, told in _REASONS_ZH.items() if word in reason)


def built_columns(rows: Sequence[Mapping[str, object]], index: Sequence[int]) -> "dict[str, pd.Series[Any]]":
    """
    Make columns of rows of values, in the order in which their names appear.

    Numbers stay numbers and whole numbers exact; what is of several kinds, and what
    is nested, becomes text (nested values as JSON).
    """
    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, pd.Series[Any]] = {}
    for name in names:
        title = _whole(name)
        while title == _GEOMETRY or title in columns or (title != name and title in names):
            title = f"{title}_in_file"
        columns[title] = _column([row.get(name) for row in rows], index)
    return columns


def _column(values: list[Any], index: Sequence[int]) -> "pd.Series[Any]":
    values = [None if isinstance(value, float) and math.isnan(value) else value for value in values]
    kinds = {type(value) for value in values if value is not None}
    whole = None not in values
    numbers = [value for value in values if isinstance(value, int)]
    if kinds == {bool}:
        return pd.Series(values, index=pd.Index(index), dtype="bool" if whole else "boolean")
    if kinds == {int} and all(_SMALLEST_INT <= value <= _LARGEST_INT for value in numbers):
        return pd.Series(values, index=pd.Index(index), dtype="int64" if whole else "Int64")
    exact = all(abs(value) <= _LARGEST_EXACT for value in numbers)
    if kinds and kinds <= {int, float} and exact:
        return pd.Series(values, index=pd.Index(index), dtype="float64")
    return pd.Series([_as_text(value) for value in values], index=pd.Index(index), dtype="str")


def _as_text(value: object) -> str | None:
    if value is None:
        return None
    return _whole(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _whole(text: str) -> str:
    """Replace lone halves of a character pair, which no text can hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text
