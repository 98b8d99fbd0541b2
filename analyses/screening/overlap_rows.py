"""What each footprint, and each project of several, has in common with a line, as rows of figures."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd

from gis.topology import TOLERANCE_M
from layers.layer import Layer

from .footprints import Footprints
from .shared_ground import WHOLE, SharedGround, once_m2, site_m2

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_NONE: tuple[list[float], list[float]] = ([], [])  # what nothing adds up to


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One row of the line that a footprint shares ground with; `area_m2` leaves slivers out."""

    id: str
    name: str
    area_m2: float
    sliver_m2: float
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FootprintOverlap:
    """
    One footprint against one line, all areas ellipsoidal m².

    `overlap_m2` counts ground once where rows of the line overlap, and is
    without `slivers_m2`. `share` is of the footprint (None for one without area).
    `outside_m2` is its ground outside the line, `outside_slivers_m2` apart, where it
    was asked for: then the four areas make up the footprint.
    `touching`: no common ground but for slivers, and no more than 1 mm apart.
    """

    id: str
    name: str
    group: str
    area_m2: float
    overlap_m2: float
    share: float | None
    touching: bool
    distance_m: float
    slivers_m2: float
    parts: int
    sliver_parts: int
    hits: tuple[Hit, ...] = ()
    outside_m2: float = 0.0
    outside_slivers_m2: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectOverlap:
    """A project of several footprints: its parts summed, and its ground once where parts overlap."""

    name: str
    footprints: tuple[str, ...]
    area_summed_m2: float
    area_m2: float
    overlap_summed_m2: float
    overlap_m2: float


def hits_of(evidence: gpd.GeoDataFrame, line: Layer) -> dict[int, tuple[Hit, ...]]:
    """Gather by footprint the rows of the line that it meets, with what the line says of each."""
    plain = [name for name in line.frame.columns if name not in {"id", "name", line.frame.geometry.name}]
    met = np.unique(evidence["polygon"])
    told = {
        int(place): {str(name): _told(value) for name, value in row.items() if not pd.isna(value)}
        for place, row in zip(met, line.frame[plain].iloc[met].to_dict("records"), strict=True)
    }
    columns = ("place", "polygon", "line_id", "line_name", "area_m2", "sliver")
    areas: dict[tuple[int, int], tuple[list[float], list[float]]] = {}
    called: dict[int, tuple[str, str]] = {}
    for place, polygon, row_id, name, area_m2, sliver in zip(
        *(evidence[column].tolist() for column in columns), strict=True
    ):
        called[polygon] = (row_id, name)
        areas.setdefault((place, polygon), ([], []))[1 if sliver else 0].append(area_m2)
    found: dict[int, list[Hit]] = {}
    for (place, polygon), (meant, fine) in areas.items():
        row_id, name = called[polygon]
        hit = Hit(
            id=row_id,
            name=name,
            area_m2=math.fsum(meant),
            sliver_m2=math.fsum(fine),
            attributes=told[polygon],
        )
        found.setdefault(place, []).append(hit)
    return {place: tuple(hits) for place, hits in found.items()}


def _told(value: object) -> str:
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value).strip()


def overlap_rows(
    sites: Footprints,
    grounds: tuple[SharedGround, SharedGround],
    distance_m: Floats,
    hits: dict[int, tuple[Hit, ...]],
) -> tuple[FootprintOverlap, ...]:
    """Give each footprint its figures, from its ground inside and outside the line, in the layer's order."""
    inside, outside = (_by_footprint(ground) for ground in grounds)
    rows = []
    for place, row_id in enumerate(sites.id):
        area_m2 = float(sites.area_m2[place])
        meant, fine = inside.get(place, _NONE)
        beyond, fine_beyond = outside.get(place, _NONE)
        overlap_m2 = _summed(meant, area_m2)
        rows.append(
            FootprintOverlap(
                id=row_id,
                name=sites.name[place],
                group=sites.group[place],
                area_m2=area_m2,
                overlap_m2=overlap_m2,
                share=overlap_m2 / area_m2 if area_m2 else None,
                touching=not meant and bool(distance_m[place] <= TOLERANCE_M),
                distance_m=float(distance_m[place]),
                slivers_m2=math.fsum(fine),
                parts=len(meant),
                sliver_parts=len(fine),
                hits=hits.get(place, ()),
                outside_m2=_summed(beyond, area_m2),
                outside_slivers_m2=math.fsum(fine_beyond),
            )
        )
    return tuple(rows)


def _summed(parts_m2: Sequence[float], whole_m2: float) -> float:
    """Sum parts of a footprint; what is all of it but for rounding is the footprint's own area."""
    total_m2 = math.fsum(parts_m2)
    return whole_m2 if whole_m2 and abs(total_m2 - whole_m2) <= WHOLE * whole_m2 else total_m2


def _by_footprint(ground: SharedGround) -> dict[int, tuple[list[float], list[float]]]:
    """Sort the areas of parts by footprint: those that are meant, and slivers."""
    found: dict[int, tuple[list[float], list[float]]] = {}
    for place, area_m2, sliver in zip(
        ground.footprint.tolist(), ground.area_m2.tolist(), ground.sliver.tolist(), strict=True
    ):
        found.setdefault(place, ([], []))[1 if sliver else 0].append(area_m2)
    return found


def overlap_projects(
    sites: Footprints, rows: Sequence[FootprintOverlap], ground: SharedGround, shared: Bools
) -> tuple[ProjectOverlap, ...]:
    """Close the sums of projects that consist of several footprints."""
    members: dict[str, list[int]] = {}
    for place, name in enumerate(sites.group):
        if name:
            members.setdefault(name, []).append(place)
    return tuple(
        ProjectOverlap(
            name=name,
            footprints=tuple(sites.id[place] for place in places),
            area_summed_m2=math.fsum(rows[place].area_m2 for place in places),
            area_m2=site_m2(sites, np.array(places), shared),
            overlap_summed_m2=math.fsum(rows[place].overlap_m2 for place in places),
            overlap_m2=once_m2(sites, ground, np.array(places), shared),
        )
        for name, places in sorted(members.items())
    )
