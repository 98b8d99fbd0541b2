"""What each command does: arguments in, an answer out that can be shown as text or as one JSON object."""

import datetime as dt
import math
import shutil
from collections.abc import Callable
from importlib.resources import as_file, files
from pathlib import Path

from analyses.assessment import assess as assess_district
from analyses.land.shares import area_share
from analyses.reporting.previous import with_previous
from analyses.serving.coverage import area_coverage
from analyses.serving.people import people_column, people_coverage
from gis.errors import InputError, ParameterError
from layers.catalogue import anonymous
from layers.door import Statement, open_layer
from layers.layer import Layer, RasterLayer
from layers.raster_door import require_legend
from layers.spec import POINTS, POLYGONS
from layers.standing import idle_facilities
from layers.suspicion import shift_suspicion
from layers.vicinity import require_near
from layers.workspace import open_district
from maps.result_folder import open_result, require_replaceable, write_result

from .answer import Answer
from .answers import assess_answer, coverage_answer, share_answer

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
    zones = _bounding(demand)
    stops = _vector(facilities, to=zones)
    _require_kind(stops, POINTS, "facilities must be points")
    require_near(stops, zones.frame, within_m=radius_m)
    opened = [stops, zones]
    in_area = zones.frame.geom_type.iloc[0] in POLYGONS
    suspicion = shift_suspicion(stops, [zones] if in_area else [])
    if in_area:
        measured = area_coverage(stops, zones, radius_m=radius_m, by=by, drawn=False)
    else:
        _require_kind(zones, POINTS, "demand must be polygons or points")
        column = None if people is not None else weight
        measured = people_coverage(stops, zones, radius_m=radius_m, weight=column, by=by)
    counted = None
    if people is not None:
        population = _vector(people, to=zones)
        opened.append(population)
        require_near(population, zones.frame)
        column = weight or people_column(population)
        within = zones if in_area else None
        counted = people_coverage(stops, population, radius_m=radius_m, weight=column, within=within)
    elif weight is not None:
        counted = people_coverage(stops, zones, radius_m=radius_m, weight=weight) if in_area else measured
    unit = "m2" if in_area else (weight if weight and people is None else "count")
    suspicions = (*idle_facilities(stops), *(() if suspicion is None else (suspicion,)))
    return coverage_answer(measured, unit, counted, stops, tuple(opened), suspicions=suspicions)


def measure_share(
    *,
    of: tuple[str, Statement],
    classes: tuple[str, ...] | None,
    column: str = "dlbm",
    within: tuple[str, Statement] | None = None,
    by: str | None = None,
) -> Answer:
    """Measure what share of zones (or of the file's own area) is of some classes."""
    zones = None if within is None else _bounding(within)
    cover = open_layer(*of, to=zones)
    if isinstance(cover, RasterLayer):
        require_legend(cover)
        if classes is None:
            raise InputError(f"{cover.origin.file}: name the classes that count with --classes", code="H002")
    else:
        _require_kind(cover, POLYGONS, "give polygons or a class raster")
    if zones is not None:
        _require_kind(zones, POLYGONS, "zones must be polygons")
        require_near(cover, zones.frame)
    measured = area_share(cover, zones, classes=classes, field=column, by=by)
    opened = (cover,) if zones is None else (cover, zones)
    return share_answer(measured, opened, by_unit=by is not None)


def assess(  # noqa: PLR0913 - one parameter an option
    district: str,
    *,
    to: str | None = None,
    only: tuple[str, ...] | None = None,
    as_of: dt.date | None = None,
    previous: str | None = None,
    overwrite: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Assess a district and write its result folder; `previous` is last year's result folder."""
    workspace = open_district(district)
    target = Path(to) if to else workspace.folder / "result"
    require_replaceable(target.absolute(), overwrite=overwrite)
    before = None if previous is None else open_result(previous)
    result = assess_district(workspace, only=only, as_of=as_of, progress=progress)
    if before is not None:
        result = with_previous(result, before)
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


def _bounding(named: tuple[str, Statement]) -> Layer:
    """Open the polygons (or points) that a question is asked of: no row may be without its shape."""
    path, statement = named
    return _as_vector(open_layer(path, statement, spec=anonymous(Path(path).stem, bounds=True)))


def _vector(named: tuple[str, Statement], to: Layer | None = None) -> Layer:
    return _as_vector(open_layer(*named, to=to))


def _as_vector(layer: Layer | RasterLayer) -> Layer:
    if isinstance(layer, RasterLayer):
        raise InputError(f"{layer.origin.file}: a raster; give points or polygons", code="H011")
    return layer


def _require_kind(layer: Layer, kinds: frozenset[str], demand: str) -> None:
    kind = layer.frame.geom_type.iloc[0]
    if kind not in kinds:
        raise InputError(f"{layer.origin.file}: holds {kind}; {demand}", code="H011")
