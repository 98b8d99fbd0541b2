"""Common ground of project footprints and a control line: red line, farmland, boundary, reserve, unit."""

import math
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from analyses.measurement import Measurement, Part
from gis.areal import Shapes
from gis.common_ground import Cuts, cut, geodesic_m, nearest_points
from gis.errors import ParameterError
from gis.piece_store import pieces_of
from layers.layer import Layer

from .footprints import Footprints, footprints_of, measured_m2
from .land_sheet import land_rows, land_warnings
from .overlap_rows import FootprintOverlap, hits_of, overlap_projects, overlap_rows
from .shared_ground import (
    WHOLE,
    SharedGround,
    ground_inside,
    ground_outside,
    is_whole,
    no_ground,
    once_m2,
    sharing,
    site_m2,
)

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


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
    ground = ground_inside(cuts, sites, (sliver_m2, sliver_width_m))
    distance_m = _distances_m(sites, polygons, cuts.meets) if nearest else np.where(cuts.meets, 0.0, np.nan)
    evidence = _evidence(cuts, ground, sites, line)
    beyond = ground_outside(cuts, sites, (sliver_m2, sliver_width_m)) if outside else no_ground()
    rows = overlap_rows(sites, (ground, beyond), distance_m, hits_of(evidence, line))
    shared = sharing(sites)
    overlap_m2 = once_m2(sites, ground, np.arange(len(sites.id)), shared)
    area_m2 = site_m2(sites, np.arange(len(sites.id)), shared)
    land = land_rows(sites, landuse) if landuse is not None else ()
    return Measurement(
        value=overlap_m2,
        unit="m2",
        method="footprints cut by the subdivided line; ellipsoidal area in a local equal-area plane",
        definition=f"占用“{line.title}”的面积（椭球面积；重叠只计一次；碎屑另列）",
        evidence=evidence.drop(columns=["place", "polygon"]),
        numerator=overlap_m2,
        denominator=area_m2,
        quantity_unit="m2",
        parameters={"width_m": width_m, "sliver_m2": sliver_m2, "sliver_width_m": sliver_width_m},
        parts=tuple(_part(row) for row in rows),
        details={
            "footprints": rows,
            "projects": overlap_projects(sites, rows, ground, shared),
            "land": land,
            **(_outside_told(beyond, sites, shared) if outside else {}),
            "summed_m2": math.fsum(row.overlap_m2 for row in rows),
            "slivers_m2": math.fsum(row.slivers_m2 for row in rows),
        },
        warnings=(
            *_warnings(rows, sites, overlap_m2),
            *(land_warnings(land, landuse) if landuse is not None else ()),
        ),
    )


def _distances_m(sites: Footprints, polygons: Shapes, meets: Bools) -> Floats:
    distance_m = np.zeros(len(meets))
    apart = nearest_points(sites.shapes[~meets], polygons)
    distance_m[~meets] = geodesic_m(apart, sites.crs)
    return distance_m


def _evidence(cuts: Cuts, ground: SharedGround, sites: Footprints, line: Layer) -> gpd.GeoDataFrame:
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
    parts: Shapes, footprint: Ints, cuts: Cuts, ground: SharedGround, sites: Footprints
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
    area_m2[rest] = np.where(is_whole(measured, whole_m2), whole_m2, measured)
    for place in rest[np.isin(footprint[rest], ground.footprint[ground.sliver])]:
        joined = np.flatnonzero(ground.footprint == footprint[place])
        inside_m2 = shapely.area(shapely.intersection(ground.shapes[joined], parts[place]))
        sliver[place] = ground.sliver[joined[np.argmax(inside_m2)]]
    return area_m2, sliver


def _outside_told(outside: SharedGround, sites: Footprints, shared: Bools) -> dict[str, object]:
    """Give the ground outside the line as a frame, and its area with each spot once."""
    table = {
        "footprint": [sites.id[place] for place in outside.footprint],
        "name": [sites.name[place] for place in outside.footprint],
        "area_m2": outside.area_m2,
        "sliver": outside.sliver,
    }
    frame = gpd.GeoDataFrame(table, geometry=outside.shapes, crs=sites.crs)
    return {
        "outside": frame.astype({"footprint": "string", "name": "string"}),
        "outside_m2": once_m2(sites, outside, np.arange(len(sites.id)), shared),
    }


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
    if twice_m2 > max(1e-3, WHOLE * overlap_m2):
        found.append(f"项目互相重叠：占用面积逐项相加比实地多 {twice_m2:.2f} m²")
    if sites.widened.any():
        found.append(f"{int(sites.widened.sum())} 个线状或点状项目按作业宽度生成用地范围")
    return tuple(found)
