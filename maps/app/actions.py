"""What each command does: arguments in, an answer out that can be shown as text or as one JSON object."""

import datetime as dt
import math
import shutil
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

from analyses.assessment import assess as assess_district
from analyses.coverage import area_coverage, people_coverage
from analyses.measurement import Measurement, Part
from analyses.shares import area_share
from gis.errors import InputError, ParameterError
from layers.door import Statement, open_layer
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend
from layers.spec import POLYGONS
from layers.workspace import open_district
from maps.result_folder import require_replaceable, write_result

from .answers import Answer, assess_answer, coverage_answer, share_answer

Progress = Callable[[str, int, int], None]


def measure_coverage(  # noqa: PLR0913 - one parameter an option
    *,
    facilities: tuple[str, Statement],
    demand: tuple[str, Statement],
    radius_m: float,
    by: str | None = None,
    weight: str | None = None,
    people: tuple[str, Statement] | None = None,
) -> Answer:
    """Measure what lies within reach, anywhere on earth, without a district."""
    if not (math.isfinite(radius_m) and radius_m > 0):
        raise ParameterError(f"--radius must be more than 0, not {radius_m:g}; give metres such as 300")
    zones = _vector(demand)
    stops = _vector(facilities, to=zones)
    if stops.frame.geom_type.iloc[0] != "Point":
        kind = stops.frame.geom_type.iloc[0]
        raise InputError(f"{stops.origin.file}: holds {kind}; facilities must be points", code="H011")
    opened = [stops, zones]
    in_area = zones.frame.geom_type.iloc[0] in POLYGONS
    counted: Measurement | None = None
    if people is not None:
        population = _vector(people, to=zones)
        opened.append(population)
        column = weight or _people_column(population)
        within = zones if in_area else None
        counted = people_coverage(stops, population, radius_m=radius_m, weight=column, within=within)
    elif weight is not None or not in_area:
        counted = people_coverage(*_weighted(stops, zones, weight), radius_m=radius_m, weight=weight or _ONE)
    if in_area:
        measured = area_coverage(stops, zones, radius_m=radius_m, by=by)
        unit = "m2"
    elif counted is not None:
        measured = counted
        unit = weight or "count"
        measured = replace(measured, parts=_point_parts(zones, measured, by))
    return coverage_answer(measured, unit, counted if weight or people else None, stops, tuple(opened))


def measure_share(
    *,
    of: tuple[str, Statement],
    classes: tuple[str, ...] | None,
    column: str = "dlbm",
    within: tuple[str, Statement] | None = None,
    by: str | None = None,
) -> Answer:
    """Measure what share of zones (or of the file's own area) is of some classes."""
    zones = None if within is None else _vector(within)
    cover = open_layer(*of, to=zones)
    if isinstance(cover, RasterLayer):
        require_legend(cover)
        if classes is None:
            raise InputError(f"{cover.origin.file}: name the classes that count with --classes", code="H002")
    else:
        _require_polygons(cover)
    if zones is not None:
        _require_polygons(zones)
    measured = area_share(cover, zones, classes=classes, field=column, by=by)
    alarms = cover.alarms + (() if zones is None else zones.alarms)
    return share_answer(measured, alarms, by_unit=by is not None)


def assess(  # noqa: PLR0913 - one parameter an option
    district: str,
    *,
    to: str | None = None,
    only: tuple[str, ...] | None = None,
    as_of: dt.date | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Assess a district and write its result folder."""
    workspace = open_district(district)
    target = Path(to) if to else workspace.folder / "result"
    require_replaceable(target.absolute(), overwrite=overwrite)
    result = assess_district(workspace, only=only, as_of=as_of, progress=progress)
    if progress is not None:
        progress("写出结果", len(result.rows), len(result.rows))
    written = write_result(result, target, overwrite=overwrite)
    return assess_answer(result, written)


def demo(name: str, *, to: str, overwrite: bool = False, progress: Progress | None = None) -> Answer:
    """Copy a sample district and assess it; files that the user changed are kept."""
    folder = Path(to) / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise InputError(
            f"{folder}: cannot write there ({fault.strerror}); choose another with --to"
        ) from fault
    with as_file(files("layers") / "samples" / name) as sample:
        for source in sorted(sample.iterdir()):
            if source.is_file() and not (folder / source.name).exists():
                shutil.copyfile(source, folder / source.name)
    return assess(str(folder), overwrite=overwrite, progress=progress)


def _vector(named: tuple[str, Statement], to: Layer | None = None) -> Layer:
    layer = open_layer(*named, to=to)
    if isinstance(layer, RasterLayer):
        raise InputError(f"{layer.origin.file}: a raster; give points or polygons", code="H011")
    return layer


def _require_polygons(layer: Layer) -> None:
    kind = layer.frame.geom_type.iloc[0]
    if kind not in POLYGONS:
        raise InputError(f"{layer.origin.file}: holds {kind}; give polygons", code="H011")


_ONE = "one_each"


def _weighted(stops: Layer, points: Layer, weight: str | None) -> tuple[Layer, Layer]:
    if weight is not None:
        return stops, points
    return stops, replace(points, frame=points.frame.assign(**{_ONE: 1.0}))


def _people_column(population: Layer) -> str:
    lowered = {str(name).lower(): str(name) for name in population.frame.columns}
    for name in ("persons", "population", "people", "pop", "人口", "常住人口"):
        if name in lowered:
            return lowered[name]
    listing = ", ".join(str(name) for name in population.frame.columns if name != "geometry")
    raise InputError(
        f"{population.origin.file}: no column of people among {listing}; name it with --weight", code="H012"
    )


def _point_parts(zones: Layer, measured: Measurement, by: str | None) -> tuple[Part, ...]:
    if by is None:
        return ()
    from gis.tables import require_column  # noqa: PLC0415 - only where parts are asked for

    require_column(zones.frame.columns, by, zones.origin.file)
    rows = measured.evidence.assign(
        by=zones.frame.loc[measured.evidence.index, by].astype("string").fillna("（未命名）")
    )
    sums = rows.groupby("by", sort=False)[["people_served", "people"]].sum()
    return tuple(
        Part(name=str(name), value=served / whole if whole else math.nan, numerator=served, denominator=whole)
        for name, served, whole in sums.itertuples()
    )
