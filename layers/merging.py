"""Rows of one name near each other are one facility, drawn several times."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.clusters import central_members, same_name_clusters
from gis.stop_names import stop_stem

from .statement import Merge


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MergedRows:
    """
    Which rows stay, how many each stands for, and all their positions.

    `keep` marks the rows that stay; `counts` and `members` (multipoints) follow
    their order; `distinct` counts unlike names and positions before.
    """

    keep: np.ndarray
    counts: np.ndarray
    members: gpd.GeoSeries
    distinct: int


def merge_rows(frame: gpd.GeoDataFrame, rule: Merge, *, stems: bool = False) -> MergedRows:
    """
    Merge points of one name (and, where it is known, one status) chained by steps within a distance.

    With `stems` names are one where they differ only by what `gis.stop_names` strips
    (公交站, 站, (南), (装修中)), and only where the rule goes by `name`; rows keep their names.
    """
    xy = np.column_stack([frame.geometry.x, frame.geometry.y])
    names = frame[rule.by].to_numpy(dtype=object, na_value=None)
    places = pd.DataFrame({"name": names, "x": xy[:, 0].round(3), "y": xy[:, 1].round(3)})
    labels = same_name_clusters(xy, _like_names(frame, rule.by, stems=stems), rule.within_m)
    chosen = central_members(xy, labels)
    keep = np.zeros(len(frame), dtype=bool)
    keep[chosen] = True
    return MergedRows(
        keep=keep,
        counts=np.bincount(labels)[labels[chosen]],
        members=_members(frame, labels, chosen),
        distinct=len(places.drop_duplicates()),
    )


def _like_names(frame: gpd.GeoDataFrame, by: str, *, stems: bool) -> np.ndarray:
    """Give what must be equal for rows to be one facility."""
    names = frame[by].astype("string")
    if stems and by == "name":
        names = names.map(stop_stem, na_action="ignore").astype("string")
    if "status" in frame:
        names = names + "\0" + frame["status"].astype("string").fillna("")
    return np.asarray(names.to_numpy(dtype=object, na_value=None))


def _members(frame: gpd.GeoDataFrame, labels: np.ndarray, chosen: np.ndarray) -> gpd.GeoSeries:
    """Gather the positions of each cluster under the index of the row that stands for it."""
    order = np.argsort(labels, kind="stable")
    gathered = shapely.multipoints(frame.geometry.to_numpy()[order], indices=labels[order])
    return gpd.GeoSeries(gathered[labels[chosen]], index=frame.index[chosen], crs=frame.crs)
