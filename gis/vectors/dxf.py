"""DXF drawings: CAD layers are layers, every entity is a row or counted as left out, arcs drawn finely."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding

from .arc_steps import DEVIATION_MM, arc_step_deg, gdal_settings
from .built_rows import Shape, findings_of_shapes
from .dxf_bends import fault_of, largest_radius
from .dxf_entities import KIND_OF_SHAPE, Drawing, Entity, drawing_of
from .dxf_part import lines_of, part_with
from .ogr import read_ogr

_LABELS = frozenset(
    {"TEXT", "MTEXT", "ATTDEF", "ATTRIB", "DIMENSION", "ARC_DIMENSION", "LARGE_RADIAL_DIMENSION", "LEADER"}
    | {"MULTILEADER", "MLEADER", "TOLERANCE", "ACAD_TABLE", "RTEXT", "ARCALIGNEDTEXT"}
)
_VIEWS = frozenset(
    {"VIEWPORT", "IMAGE", "WIPEOUT", "OLEFRAME", "OLE2FRAME", "LIGHT", "PDFUNDERLAY", "DWFUNDERLAY"}
)
_KINDS = ("Point", "LineString", "Polygon")
_MOST_LISTED = 20
_GAP = 0.001  # drawing units, metres as a rule: ends nearer to each other than this were meant to meet
_GAP_DEG, _FARTHEST_DEG = 1e-8, 360.0  # the same on the ground, where the numbers could be degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """What was asked for: a CAD layer, a kind of shape, or both; None is any."""

    layer: str | None = None
    kind: str | None = None


def read_dxf(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read one CAD layer of a text DXF, one kind of shape, or `layer/kind`.

    The drawing has no CRS. Rows are the entities of model space, numbered as in the
    file. Where all lines of a CAD layer are closed they are taken as areas, unless
    `LineString` was asked for. Block references are points at their base. Labels,
    pictures and what cannot be drawn are counted as left out. Raises `InputError`:
    H005 where there are several CAD layers or kinds, H010 where no shape is there.
    """
    drawing = drawing_of(path.read_bytes(), path.name, request.encoding)
    choice = _chosen(drawing.entities, request.layer, path.name)
    here = [entity for entity in drawing.entities if choice.layer in {None, entity.layer}]
    wanted, left_out = _sorted_out(here, choice)
    shapes, faults = _shapes(wanted, path, folder)
    frame = _frame(wanted, shapes)
    findings = [*_told(drawing, wanted, shapes, left_out), *findings_of_shapes(faults, ())]
    if choice.kind != "LineString":
        frame, more = _areas(frame)
        findings += more
    return RawFeatures(
        frame=frame,
        format="DXF",
        layer=request.layer or choice.layer,
        crs=None,
        crs_by="",
        encoding=drawing.encoding.name,
        encoding_by=drawing.encoding.by,
        read=len(here),
        left_out=left_out,
        findings=tuple(findings),
    )


def _chosen(entities: Sequence[Entity], wanted: str | None, what: str) -> _Choice:
    counts = Counter(
        (entity.layer, KIND_OF_SHAPE[entity.kind])
        for entity in entities
        if entity.kind in KIND_OF_SHAPE and not entity.paper
    )
    if not counts:
        raise InputError(f"{what}: the drawing holds no points, lines or areas; export it again", code="H010")
    layers = sorted({layer for layer, _ in counts})
    choice = _Choice() if wanted is None else _named(wanted, layers)
    fitting = [
        (layer, kind)
        for layer, kind in counts
        if choice is not None and choice.layer in {None, layer} and choice.kind in {None, kind}
    ]
    if choice is not None and choice.kind == "Polygon" and not fitting:  # closed lines, perhaps
        fitting = [pair for pair in counts if pair == (choice.layer, "LineString")]
    listing = _listing(counts, layers)
    if choice is None or not fitting:
        raise InputError(f"{what}: no layer '{wanted}'; it holds {listing}", code="H005")
    if len({kind for _, kind in fitting}) > 1 or (wanted is None and len(fitting) > 1):
        raise InputError(
            f"{what}: several CAD layers or kinds of shape ({listing}); name a layer, a kind or 'layer/kind' "
            "with --layer or `layer =`",
            code="H005",
        )
    kinds = {kind for _, kind in fitting}
    if wanted is None:
        return _Choice(layer=layers[0])
    return _Choice(layer=choice.layer, kind=choice.kind if choice.kind in kinds else None)


def _named(wanted: str, layers: Sequence[str]) -> _Choice | None:
    if wanted in layers:
        return _Choice(layer=wanted)
    if wanted in _KINDS:
        return _Choice(kind=wanted)
    layer, _, kind = wanted.rpartition("/")
    return _Choice(layer=layer, kind=kind) if layer in layers and kind in _KINDS else None


def _listing(counts: Mapping[tuple[str, str], int], layers: Sequence[str]) -> str:
    told = []
    for layer in layers[:_MOST_LISTED]:
        kinds = [f"{kind} {counts[layer, kind]}" for kind in _KINDS if (layer, kind) in counts]
        told.append(f"{layer} ({', '.join(kinds)})")
    return ", ".join(told) + (" and more" if len(layers) > _MOST_LISTED else "")


def _sorted_out(here: Iterable[Entity], choice: _Choice) -> tuple[list[Entity], dict[str, int]]:
    """Part the rows from what is left out, by reason."""
    wanted: list[Entity] = []
    left_out: Counter[str] = Counter()
    for entity in here:
        kind = KIND_OF_SHAPE.get(entity.kind)
        if entity.paper:
            left_out["on a sheet (paper space), not in the model"] += 1
        elif entity.kind in _LABELS:
            left_out["labels and dimensions"] += 1
        elif entity.kind in _VIEWS:
            left_out["pictures and views"] += 1
        elif kind is None:
            left_out[f"{entity.kind} cannot be read"] += 1
        elif choice.kind not in {None, kind}:
            left_out[f"{kind}, not asked for"] += 1
        else:
            wanted.append(entity)
    return wanted, dict(left_out)


def _shapes(
    entities: Sequence[Entity], path: Path, folder: Path
) -> tuple[dict[int, Shape], dict[str, list[int]]]:
    """Draw entities by way of a copy that holds nothing else, each under its number."""
    shapes: dict[int, Shape] = {entity.number: None for entity in entities}
    faults: dict[str, list[int]] = {}
    sound: list[Entity] = []
    for entity in entities:
        reason = fault_of(entity)
        if reason is None:
            sound.append(entity)
        else:
            faults.setdefault(reason, []).append(entity.number)
    parts = {}
    for entity in sound:
        try:
            parts[entity.number] = lines_of(entity)
        except ValueError as fault:
            faults.setdefault(str(fault), []).append(entity.number)
    if not parts:
        return shapes, faults
    copy = folder / "layer.dxf"
    copy.write_text(part_with(parts.values()), encoding="utf-8")
    step = arc_step_deg(max(largest_radius(entity) for entity in sound), path.name)
    with gdal_settings(
        OGR_ARC_STEPSIZE=repr(step),
        DXF_ENCODING="UTF-8",
        DXF_INLINE_BLOCKS="FALSE",
        DXF_TRANSLATE_ESCAPE_SEQUENCES="FALSE",
    ):
        drawn = read_ogr(copy, path, layer="entities")
    for handle, shape in zip(drawn["EntityHandle"], drawn.geometry, strict=True):
        number = int(handle, 16)
        if parts.pop(number, None) is None:
            raise InputError(f"{path.name} (rows {number}): drawn twice or not asked for; export it again")
        shapes[number] = shape
        if shape is None:
            faults.setdefault("nothing to draw", []).append(number)
    if parts:
        faults.setdefault("a kind that the reader cannot build", []).extend(parts)
    return shapes, faults


def _frame(entities: Sequence[Entity], shapes: Mapping[int, Shape]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(
        {
            "layer": [entity.layer for entity in entities],
            "entity": [entity.kind for entity in entities],
            "handle": [entity.first(5) for entity in entities],
            "block": [entity.first(2) if entity.kind == "INSERT" else None for entity in entities],
            "attributes": [entity.attributes() for entity in entities],
            "xdata": [
                " ".join(value for code, value in entity.pairs if code == 1000) or None  # noqa: PLR2004 - text
                for entity in entities
            ],
        },
        geometry=[shapes[entity.number] for entity in entities],
        index=[entity.number for entity in entities],
    )


def _told(
    drawing: Drawing, wanted: Sequence[Entity], shapes: Mapping[int, Shape], left_out: Mapping[str, int]
) -> list[Finding]:
    findings = []
    lost = {reason: count for reason, count in left_out.items() if reason.endswith("cannot be read")}
    if lost:
        kinds = ", ".join(reason.partition(" ")[0] for reason in lost)
        findings.append(Finding(code="H163", values={"count": sum(lost.values()), "kinds": kinds}))
    drawn = [entity for entity in wanted if shapes[entity.number] is not None]
    blocks = tuple(entity.number for entity in drawn if entity.kind == "INSERT")
    if blocks:
        findings.append(Finding(code="H168", values={"count": len(blocks)}, rows=blocks))
    bent = tuple(entity.number for entity in drawn if entity.kind == "SPLINE" or largest_radius(entity) > 0)
    if bent:
        values = {"count": len(bent), "deviation_mm": DEVIATION_MM}
        findings.append(Finding(code="H154", values=values, rows=bent))
    if drawing.unit is not None:
        findings.append(Finding(code="H165", values={"unit": drawing.unit}))
    return findings


def _areas(frame: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, list[Finding]]:
    """Make areas of lines where all of them are closed (to a millimetre), as offices draw boundaries."""
    shapes = frame.geometry.to_numpy()
    drawn = np.array([shape is not None for shape in shapes], dtype=bool)
    lines = shapes[drawn]
    ringed = shapely.get_type_id(lines) == shapely.GeometryType.LINESTRING
    corners = shapely.get_num_coordinates(lines)
    if not len(lines) or not (ringed & (corners > 3)).all():  # noqa: PLR2004 - a triangle comes back to its first
        return frame, []
    gaps = shapely.distance(shapely.get_point(lines, 0), shapely.get_point(lines, -1))
    farthest = np.abs(shapely.bounds(lines)).max()
    if (gaps > (_GAP if farthest > _FARTHEST_DEG else _GAP_DEG)).any():
        return frame, []
    areas = np.array([_area(line) for line in lines], dtype=object)
    shapes = shapes.copy()
    shapes[drawn] = areas
    rows = tuple(int(row) for row in frame.index[drawn])
    values = {"count": len(rows), "nested": _nested(areas)}
    findings = [Finding(code="H164", values=values, rows=rows)]
    open_ = tuple(int(row) for row in frame.index[drawn][gaps > 0])
    if open_:
        findings.append(Finding(code="H169", values={"count": len(open_)}, rows=open_))
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index)), findings


def _area(line: shapely.LineString) -> shapely.Polygon:
    """Make an area of a line whose last vertex is its first, or a hair's breadth off it."""
    xy = shapely.get_coordinates(line)
    return shapely.Polygon([*xy[:-1], xy[0]])


def _nested(areas: np.ndarray) -> int:
    """Count areas that lie inside another one."""
    sound = areas[shapely.is_valid(areas)]
    inner, outer = shapely.STRtree(sound).query(sound, predicate="within")
    return len({int(place) for place in inner[inner != outer]})
