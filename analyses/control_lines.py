"""Common ground of project footprints and a control line: red line, farmland, boundary, reserve, unit."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.areal import Shapes
from gis.common_ground import Cuts, by_place, cut, gathered, geodesic_m, nearest_points
from gis.errors import ParameterError
from gis.piece_store import pieces_of
from gis.topology import TOLERANCE_M
from layers.layer import Layer

from .footprints import Footprints, footprints_of, measured_m2
from .land_sheet import land_rows, land_warnings
from .measurement import Measurement, Part

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

_NONE: tuple[list[float], list[float]] = ([], [])  # what nothing adds up to
_WHOLE = 1e-9  # of a footprint: what cutting at seams may round away


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


def conflicts(  # noqa: PLR0913 - DESIGN 6, each a setting that an inspector asks for
    footprints: Layer,
    line: Layer,
    *,
    width_m: float | None = None,
    sliver_m2: float = 1.0,
    sliver_width_m: float = 0.5,
    group: str | None = None,
    landuse: Layer | None = None,
    outside: bool = False,
    nearest: bool = True,
) -> Measurement:
    """
    Measure the ground that each footprint shares with a control line.

    Areas are ellipsoidal. Rows of the line that overlap count once. Parts below
    `sliver_m2` or narrower than `sliver_width_m` on average (2·area/perimeter) are
    listed apart, outside the verdict (suggested settings, no norm); a footprint
    that is itself so small or narrow has no slivers: all its ground is meant.

    Parameters
    ----------
    footprints
        Polygons as they are; lines and points by their working width.
    line
        Polygons, brought to by the footprints where the CRS differ.
    width_m
        Full working width of lines, diameter of points; a column `width_m` wins.
    sliver_m2, sliver_width_m
        The sliver rule of DOMAIN D4; 0 turns a test off.
    group
        Column whose values join footprints to projects.
    landuse
        Land classes (DLTB) for the land sheet.
    outside
        Measure the ground outside the line too.
    nearest
        Measure the distance of footprints that do not meet the line; else it is nan.

    Returns
    -------
    Measurement
        `value`: m² of all footprints in the line, ground once, slivers apart; with
        `denominator` the footprints' ground. `parts`: one a footprint. `details`:
        `footprints` (FootprintOverlap), `projects` (ProjectOverlap), `land`
        (LandRow), `summed_m2`, `slivers_m2`; where asked for also `outside` (frame of
        the ground outside the line) and `outside_m2` (ground once). `evidence`: the shared ground by
        footprint and row of the line, with columns footprint, name, line_id,
        line_name, area_m2, sliver.

    Raises
    ------
    ParameterError
        If a sliver setting is negative or the width not more than 0.
    InputError
        If lines or points have no working width.
    """
    if not (sliver_m2 >= 0 and sliver_width_m >= 0):
        raise ParameterError("sliver settings must not be negative; 0 turns a test off")
    sites = footprints_of(footprints, width_m=width_m, crs=line.frame.crs, group=group)
    polygons = line.frame.geometry.to_numpy()
    cuts = cut(sites.shapes, pieces_of(polygons))
    ground = _ground(cuts, sites, (sliver_m2, sliver_width_m))
    distance_m = _distances_m(sites, polygons, cuts.meets) if nearest else np.where(cuts.meets, 0.0, np.nan)
    evidence = _evidence(cuts, ground, sites, line)
    beyond = _outside(cuts, sites, (sliver_m2, sliver_width_m)) if outside else _nothing()
    rows = _rows(sites, (ground, beyond), distance_m, _hits(evidence, line))
    shared = _sharing(sites)
    overlap_m2 = _once_m2(sites, ground, np.arange(len(sites.id)), shared)
    area_m2 = _site_m2(sites, np.arange(len(sites.id)), shared)
    land = land_rows(sites, landuse) if landuse is not None else ()
    return Measurement(
        value=overlap_m2,
        unit="m2",
        method="footprints cut by the subdivided line; ellipsoidal area in a local equal-area plane",
        definition=f"占用“{line.title}”的面积（椭球面积；重叠只计一次；碎屑另列）",
        evidence=evidence,
        numerator=overlap_m2,
        denominator=area_m2,
        quantity_unit="m2",
        parameters={"width_m": width_m, "sliver_m2": sliver_m2, "sliver_width_m": sliver_width_m},
        parts=tuple(_part(row) for row in rows),
        details={
            "footprints": rows,
            "projects": _projects(sites, rows, ground, shared),
            "land": land,
            "outside": _outside_frame(beyond, sites),
            "outside_m2": _once_m2(sites, beyond, np.arange(len(sites.id)), shared),
            "summed_m2": math.fsum(row.overlap_m2 for row in rows),
            "slivers_m2": math.fsum(row.slivers_m2 for row in rows),
        },
        warnings=(
            *_warnings(rows, sites, overlap_m2),
            *(land_warnings(land, landuse) if landuse is not None else ()),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Ground:
    """The shared ground of each footprint, dissolved over the line's rows, in its simple parts."""

    shapes: Shapes  # one a part
    footprint: Ints
    area_m2: Floats
    sliver: Bools


def _ground(cuts: Cuts, sites: Footprints, least: tuple[float, float]) -> _Ground:
    together = gathered(cuts.shapes, cuts.footprint)
    return _in_parts(together.shapes, together.keys, sites, least)


def _nothing() -> _Ground:
    nowhere = np.empty(0, dtype=object)
    return _Ground(
        shapes=nowhere,
        footprint=np.empty(0, dtype=np.int64),
        area_m2=np.empty(0),
        sliver=np.empty(0, dtype=bool),
    )


def _outside(cuts: Cuts, sites: Footprints, least: tuple[float, float]) -> _Ground:
    """Give the ground of each footprint outside the line, by the same sliver rule."""
    together = gathered(cuts.shapes, cuts.footprint)
    shapes = sites.shapes.copy()
    # a footprint that is all inside a piece stands among the cuts as it is: nothing of it is outside
    inside = together.shapes == shapes[together.keys]
    crossing = together.keys[~inside]
    shapes[crossing] = shapely.difference(shapes[crossing], together.shapes[~inside])
    places = np.setdiff1d(np.arange(len(shapes)), together.keys[inside])
    found = _in_parts(shapes[places], places, sites, least)
    least_m2 = _WHOLE * sites.area_m2[found.footprint]
    kept = found.area_m2 > least_m2  # less is the rounding of seams
    return _Ground(
        shapes=found.shapes[kept],
        footprint=found.footprint[kept],
        area_m2=found.area_m2[kept],
        sliver=found.sliver[kept],
    )


def _in_parts(ground: Shapes, places: Ints, sites: Footprints, least: tuple[float, float]) -> _Ground:
    shapes, row = shapely.get_parts(ground, return_index=True)
    footprint = places[row]
    area_m2, width_m = measured_m2(shapes, sites.crs, sites.plane)
    whole = _is_whole(area_m2, sites.area_m2[footprint])
    area_m2 = np.where(whole, sites.area_m2[footprint], area_m2)
    fine = (sites.area_m2 < least[0]) | (sites.width_m < least[1])  # all of such a footprint is meant
    sliver = ((area_m2 < least[0]) | (width_m < least[1])) & ~fine[footprint]
    return _Ground(shapes=shapes, footprint=footprint, area_m2=area_m2, sliver=sliver)


def _is_whole(part_m2: Floats, whole_m2: Floats) -> Bools:
    same: Bools = np.abs(part_m2 - whole_m2) <= _WHOLE * whole_m2
    return same


def _distances_m(sites: Footprints, polygons: Shapes, meets: Bools) -> Floats:
    distance_m = np.zeros(len(meets))
    apart = nearest_points(sites.shapes[~meets], polygons)
    distance_m[~meets] = geodesic_m(apart, sites.crs)
    return distance_m


def _evidence(cuts: Cuts, ground: _Ground, sites: Footprints, line: Layer) -> gpd.GeoDataFrame:
    """List the shared ground by footprint and row of the line, each simple part in a row of its own."""
    parts, pair = shapely.get_parts(cuts.shapes, return_index=True)
    footprint, polygon = cuts.footprint[pair], cuts.polygon[pair]
    area_m2, sliver = _as_ground(parts, footprint, cuts, ground, sites)
    table = {
        "footprint": np.array(sites.id, dtype=object)[footprint],
        "name": np.array(sites.name, dtype=object)[footprint],
        "line_id": line.frame["id"].astype(str).to_numpy()[polygon],
        "line_name": _names(line)[polygon],
        "area_m2": area_m2,
        "sliver": sliver,
        "place": footprint,
        "polygon": polygon,
    }
    frame = gpd.GeoDataFrame(table, geometry=parts, crs=line.frame.crs)
    # rows of the line by their names and the ground they share: never by where they stand in the file
    frame = frame.sort_values(["place", "line_id"], kind="stable", ignore_index=True)
    return frame.astype(dict.fromkeys(("footprint", "name", "line_id", "line_name"), "string"))


def _as_ground(
    parts: Shapes, footprint: Ints, cuts: Cuts, ground: _Ground, sites: Footprints
) -> tuple[Floats, Bools]:
    """
    Give area and sliver flag of the parts of all cuts.

    Where one row of the line meets a footprint its parts are the ground's own;
    where several do, a part is a sliver if the joined ground that it lies in is one.
    """
    rows_met = np.bincount(cuts.footprint, minlength=len(sites.id))
    alone = rows_met == 1
    area_m2, sliver = np.empty(len(parts)), np.zeros(len(parts), dtype=bool)
    own, whole = alone[footprint], alone[ground.footprint]
    area_m2[own], sliver[own] = ground.area_m2[whole], ground.sliver[whole]
    rest = np.flatnonzero(~own)
    measured, _ = measured_m2(parts[rest], sites.crs, sites.plane)
    whole_m2 = sites.area_m2[footprint[rest]]
    area_m2[rest] = np.where(_is_whole(measured, whole_m2), whole_m2, measured)
    for place in rest[np.isin(footprint[rest], ground.footprint[ground.sliver])]:
        joined = np.flatnonzero(ground.footprint == footprint[place])
        inside_m2 = shapely.area(shapely.intersection(ground.shapes[joined], parts[place]))
        sliver[place] = ground.sliver[joined[np.argmax(inside_m2)]]
    return area_m2, sliver


def _hits(evidence: gpd.GeoDataFrame, line: Layer) -> dict[int, tuple[Hit, ...]]:
    """Gather by footprint the rows of the line that it meets, with what the line says of each."""
    plain = [name for name in line.frame.columns if name not in {"id", "name", line.frame.geometry.name}]
    met = np.unique(evidence["polygon"])
    told = {
        int(place): {str(name): str(value).strip() for name, value in row.items() if not pd.isna(value)}
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


def _rows(
    sites: Footprints, grounds: tuple[_Ground, _Ground], distance_m: Floats, hits: dict[int, tuple[Hit, ...]]
) -> tuple[FootprintOverlap, ...]:
    inside, outside = (_by_footprint(ground) for ground in grounds)
    rows = []
    for place, row_id in enumerate(sites.id):
        area_m2 = float(sites.area_m2[place])
        meant, fine = inside.get(place, _NONE)
        overlap_m2 = math.fsum(meant)
        if area_m2 and abs(overlap_m2 - area_m2) <= _WHOLE * area_m2:
            overlap_m2 = area_m2
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
                outside_m2=math.fsum(outside.get(place, _NONE)[0]),
                outside_slivers_m2=math.fsum(outside.get(place, _NONE)[1]),
            )
        )
    return tuple(rows)


def _by_footprint(ground: _Ground) -> dict[int, tuple[list[float], list[float]]]:
    """Sort the areas of parts by footprint: those that are meant, and slivers."""
    found: dict[int, tuple[list[float], list[float]]] = {}
    for place, area_m2, sliver in zip(
        ground.footprint.tolist(), ground.area_m2.tolist(), ground.sliver.tolist(), strict=True
    ):
        found.setdefault(place, ([], []))[1 if sliver else 0].append(area_m2)
    return found


def _outside_frame(outside: _Ground, sites: Footprints) -> gpd.GeoDataFrame:
    table = {
        "footprint": [sites.id[place] for place in outside.footprint],
        "name": [sites.name[place] for place in outside.footprint],
        "area_m2": outside.area_m2,
        "sliver": outside.sliver,
    }
    frame = gpd.GeoDataFrame(table, geometry=outside.shapes, crs=sites.crs)
    return frame.astype({"footprint": "string", "name": "string"})


def _projects(
    sites: Footprints, rows: Sequence[FootprintOverlap], ground: _Ground, shared: Bools
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
            area_m2=_site_m2(sites, np.array(places), shared),
            overlap_summed_m2=math.fsum(rows[place].overlap_m2 for place in places),
            overlap_m2=_once_m2(sites, ground, np.array(places), shared),
        )
        for name, places in sorted(members.items())
    )


def _sharing(sites: Footprints) -> Bools:
    """Mark the footprints that share ground with another one."""
    one, other = shapely.STRtree(sites.shapes).query(sites.shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    crossing = shapely.area(shapely.intersection(sites.shapes[one], sites.shapes[other])) > 0
    shared = np.zeros(len(sites.id), dtype=bool)
    shared[one[crossing]] = shared[other[crossing]] = True
    return shared


def _once_m2(sites: Footprints, ground: _Ground, places: Ints, shared: Bools) -> float:
    """Sum the ground of some footprints in the line, slivers apart, each spot once."""
    meant = np.isin(ground.footprint, places) & ~ground.sliver
    return _joined_m2(sites, ground.shapes[meant], ground.area_m2[meant], shared[ground.footprint[meant]])


def _site_m2(sites: Footprints, places: Ints, shared: Bools) -> float:
    return _joined_m2(sites, sites.shapes[places], sites.area_m2[places], shared[places])


def _joined_m2(sites: Footprints, shapes: Shapes, area_m2: Floats, shared: Bools) -> float:
    if not shared.any():
        return math.fsum(area_m2)
    twice = shapes[shared]
    order = by_place(twice, np.zeros(len(twice), dtype=np.int64))
    joined = np.array([shapely.union_all(twice[order])], dtype=object)
    return math.fsum([*area_m2[~shared], float(sites.measured_m2(joined)[0])])


def _part(row: FootprintOverlap) -> Part:
    share = math.nan if row.share is None else row.share
    return Part(name=row.id, value=share, numerator=row.overlap_m2, denominator=row.area_m2)


def _names(line: Layer) -> npt.NDArray[np.object_]:
    if "name" not in line.frame:
        return np.full(len(line.frame), "", dtype=object)
    named: npt.NDArray[np.object_] = line.frame["name"].astype("string").fillna("").to_numpy(dtype=object)
    return named


def _warnings(rows: Sequence[FootprintOverlap], sites: Footprints, overlap_m2: float) -> tuple[str, ...]:
    found = []
    empty = [row.id for row in rows if not row.area_m2]
    if empty:
        found.append(f"面积为零或没有图形的项目未能判定：{'、'.join(empty)}")
    slivers = [row for row in rows if row.slivers_m2 > 0]
    if slivers:
        total_m2 = math.fsum(row.slivers_m2 for row in slivers)
        found.append(f"{len(slivers)} 个项目有碎屑共 {total_m2:.4f} m²，单列，不计入结论")
    twice_m2 = math.fsum(row.overlap_m2 for row in rows) - overlap_m2
    if twice_m2 > max(1e-3, _WHOLE * overlap_m2):
        found.append(f"项目互相重叠：占用面积逐项相加比实地多 {twice_m2:.2f} m²")
    if sites.widened.any():
        found.append(f"{int(sites.widened.sum())} 个线状或点状项目按作业宽度生成用地范围")
    return tuple(found)
