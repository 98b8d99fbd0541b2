"""Merge points that are one thing drawn several times: the same name within a distance."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree


def same_name_clusters(xy: np.ndarray, names: np.ndarray, within_m: float) -> np.ndarray:
    """
    Label clusters of points (n, 2) that bear one name and are chained by steps <= `within_m` metres.

    Chaining means that two ends of a cluster may lie farther apart than
    `within_m`. Points without a name (None, empty) each stay alone.
    """
    codes, numbers = np.unique(
        np.asarray([name or "" for name in names], dtype=object).astype(str), return_inverse=True
    )
    pairs = (
        cKDTree(xy).query_pairs(within_m, output_type="ndarray") if len(xy) else np.empty((0, 2), dtype=int)
    )
    same = (numbers[pairs[:, 0]] == numbers[pairs[:, 1]]) & (codes[numbers[pairs[:, 0]]] != "")
    left, right = pairs[same].T
    links = coo_matrix((np.ones(len(left), dtype=bool), (left, right)), shape=(len(xy), len(xy)))
    _, labels = connected_components(links, directed=False)
    return np.asarray(labels)


def central_members(xy: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Pick of each cluster the member nearest to its mean position (ties: the first row)."""
    counts = np.bincount(labels)
    mean = np.column_stack([np.bincount(labels, weights=xy[:, axis]) / counts for axis in (0, 1)])
    off = np.hypot(*(xy - mean[labels]).T)
    order = np.lexsort((np.arange(len(labels)), off, labels))
    first = np.concatenate([[True], np.diff(labels[order]) > 0]) if len(order) else np.empty(0, dtype=bool)
    return np.sort(order[first])
