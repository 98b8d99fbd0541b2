"""Splines of CAD drawings become short lines that leave the curve by less than a millimetre."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.interpolate import BSpline

_DEVIATION_M = 0.0001  # half of what is promised: the middle of a chord is not quite its farthest place
_FIRST, _MOST = 8, 1 << 14  # pieces of one span between knots
_HIGHEST_DEGREE = 25

_Array = npt.NDArray[np.float64]


def drawn_spline(degree: int, knots: _Array, points: _Array, weights: _Array) -> _Array:
    """
    Draw a (rational) B-spline by straight edges.

    Parameters
    ----------
    degree, knots
        n + degree + 1 knots that do not fall.
    points, weights
        (n, 2) control points in metres and n weights above 0.

    Returns
    -------
    ndarray
        (m, 2) places on the curve; edges between them leave it by less than 0.2 mm.

    Raises
    ------
    ValueError
        If the numbers make no spline, or one too wild to be drawn.
    """
    finite = np.isfinite(knots).all() and np.isfinite(points).all() and (weights > 0).all()
    fitting = len(knots) == len(points) + degree + 1 and len(weights) == len(points) > degree
    if not (1 <= degree <= _HIGHEST_DEGREE and finite and fitting and (np.diff(knots) >= 0).all()):
        raise ValueError("a spline whose knots and points do not fit")
    curve = BSpline(knots, np.column_stack((points * weights[:, None], weights)), degree)

    def at(places: _Array) -> _Array:
        values = curve(places)
        return np.asarray(values[:, :2] / values[:, 2:])

    spans = np.unique(knots[degree : len(points) + 1])
    if len(spans) < 2:  # noqa: PLR2004 - a span has two ends
        raise ValueError("a spline without length")
    pieces = [_drawn_span(at, first, last) for first, last in pairwise(spans)]
    return np.vstack((*(piece[:-1] for piece in pieces), pieces[-1][-1:]))


def _drawn_span(at: Callable[[_Array], _Array], first: float, last: float) -> _Array:
    count = _FIRST
    while count <= _MOST:
        fine = at(np.linspace(first, last, 2 * count + 1))
        away = fine[1::2] - (fine[:-1:2] + fine[2::2]) / 2
        if np.hypot(*away.T).max() <= _DEVIATION_M:
            return fine[::2]
        count *= 2
    raise ValueError("a spline too wild to be drawn")
