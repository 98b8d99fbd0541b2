"""Straight-line distance from each point to its nearest facility."""

import math

import numpy as np
import numpy.typing as npt
from scipy.spatial import cKDTree

from .errors import ParameterError
from .positions import Positions, positions

_SLACK = 1e-9  # the tree leaves out what is AT its bound; ask a little farther and cut afterwards


def nearest_m(
    facilities: Positions, points: Positions, *, limit_m: float = math.inf
) -> npt.NDArray[np.float64]:
    """
    Measure from each point to its nearest facility, in a straight line.

    Parameters
    ----------
    facilities, points
        (n, 2) x, y in metres or points, both in one metric CRS. Without
        facilities every distance is infinite.
    limit_m
        Farther is infinite; exactly at the limit counts as within. 0 or more.

    Returns
    -------
    numpy.ndarray
        Metres, one per point.

    Raises
    ------
    ParameterError
        If the limit is NaN or negative, or a position is NaN or infinite.
    """
    return nearest_index(facilities, points, limit_m=limit_m)[1]


def nearest_index(
    facilities: Positions, points: Positions, *, limit_m: float = math.inf
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """
    Find each point's nearest facility.

    Parameters and errors as in `nearest_m`. Of several as near, any may be told.

    Returns
    -------
    tuple of numpy.ndarray
        Row of the facility, -1 where none is within the limit, and metres.
    """
    if not limit_m >= 0:
        raise ParameterError(f"limit_m must be 0 or more, not {limit_m}")
    sites = positions(facilities, "facilities")
    askers = positions(points, "points")
    if len(sites) == 0 or len(askers) == 0:
        return np.full(len(askers), -1, np.int64), np.full(len(askers), math.inf)
    bound = max(limit_m * (1 + _SLACK), np.finfo(float).tiny ** 0.5)
    distances, rows = cKDTree(sites).query(askers, distance_upper_bound=bound, workers=-1)
    within = distances <= limit_m
    within &= np.isfinite(distances)
    return np.where(within, rows, -1).astype(np.int64), np.where(within, distances, math.inf)
