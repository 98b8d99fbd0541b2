"""Coordinate TXT of land filings (用地报批坐标文件): parcels with their rings, zone and stated areas."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis import text_encoding
from gis.errors import GeometryError, InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.tabular.tables import listed, read_text_table
from gis.units import M2_PER_HA

from .txt_areas import stated_areas
from .txt_lines import Contents, looks_like_parcels, read_lines
from .txt_parcel import Parcel
from .txt_places import Places, placed
from .txt_rings import Ring, polygon_of, rings_of

_LINE_FEWEST = 2
_PARAMETERS = 7  # shifts, rotations, scale


def read_txt(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read the parcels of a coordinate TXT; any other text is read as a table.

    X is the northing; swapped columns are told by their magnitude. Rings are nested by
    containment, whatever their numbers. Columns: `id` (地块编号), `name`, `用途`, `dlbm`,
    `图幅号`, `stated_area_ha`, `stated_points`.

    Raises
    ------
    InputError
        H130 without any vertex or cut short, H131 with the numbers of unreadable lines.
    CrsError
        H021 where a vertex is no position, H133 where header and coordinates disagree.
    GeometryError
        H132 where rings cross or cannot be told apart.
    """
    raw = path.read_bytes()
    if not raw.strip():
        raise InputError(f"{path.name}: the file is empty; export it again", code="H010")
    text, found = text_encoding.decoded_file(raw, what=path.name, stated=request.encoding)
    if "\0" in text:
        raise InputError(f"{path.name}: holds NUL characters, not text; save it as UTF-8 text", code="H130")
    is_table = request.position is not None or request.lists is not None
    if is_table or not looks_like_parcels(text):
        return read_text_table(path, folder, request)
    contents = read_lines(text, path.name)
    parcels = contents.parcels
    vertices = [vertex for parcel in parcels for vertex in parcel.vertices]
    places = placed(
        np.array([vertex.place for vertex in vertices]),
        np.array([vertex.line for vertex in vertices]),
        contents.header,
        path.name,
    )
    frame, findings = _frame(contents, places, path.name)
    return RawFeatures(
        frame=frame,
        format="coordinate TXT",
        layer=None,
        crs=places.crs,
        crs_by=places.crs_by,
        encoding=found.name,
        encoding_by=found.by,
        read=len(frame),
        findings=findings,
    )


def _frame(contents: Contents, places: Places, what: str) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    parcels = contents.parcels
    ends = np.cumsum([len(parcel.vertices) for parcel in parcels])[:-1]
    xy = np.split(np.column_stack([places.east, places.north]), ends)
    _require_a_boundary(parcels, what)
    rings = [rings_of(parcel, what) if parcel.kind == "Polygon" else [] for parcel in parcels]
    shapes = [
        _shape(parcel, own, places_of, what)
        for parcel, own, places_of in zip(parcels, rings, xy, strict=True)
    ]
    columns: dict[str, list[object]] = {
        "id": [parcel.number for parcel in parcels],
        "name": [parcel.name for parcel in parcels],
        "用途": [parcel.use for parcel in parcels],
        "dlbm": [parcel.class_code for parcel in parcels],
        "图幅号": [parcel.sheet for parcel in parcels],
        "stated_area_ha": [
            None if parcel.area_m2 is None else parcel.area_m2 / M2_PER_HA for parcel in parcels
        ],
        "stated_points": [parcel.points for parcel in parcels],
    }
    frame = gpd.GeoDataFrame(
        {name: cells for name, cells in columns.items() if any(cell is not None for cell in cells)},
        geometry=gpd.GeoSeries(shapes, index=range(1, len(shapes) + 1)),
        index=range(1, len(shapes) + 1),
    )
    if places.crs is not None:
        frame = frame.set_crs(places.crs)
    findings = (
        *_of_order(places),
        *_of_points(parcels, rings, what),
        *_of_names(parcels),
        *_of_lines(contents),
        *_of_parameters(contents.header),
        *stated_areas(parcels, frame.geometry),
    )
    return frame, findings


def _require_a_boundary(parcels: Sequence[Parcel], what: str) -> None:
    """Refuse a bare list of X and Y that does not return to its start: points or a boundary, nobody knows."""
    first = parcels[0]
    bare = first.line == 0 and not any(vertex.name for vertex in first.vertices)
    if bare and first.vertices[0].place != first.vertices[-1].place:
        raise InputError(
            f"{what}: a bare list of X and Y that does not close: points or a boundary; add a parcel line, "
            "or give a CSV with the heads x and y",
            code="H130",
        )


def _shape(parcel: Parcel, rings: Sequence[Ring], xy: npt.NDArray[np.float64], what: str) -> shapely.Geometry:
    if parcel.kind == "Polygon":
        return polygon_of(rings, xy, what)
    if parcel.kind == "Point":
        return shapely.Point(xy[0]) if len(xy) == 1 else shapely.MultiPoint(xy)
    numbers = [vertex.ring for vertex in parcel.vertices]
    cuts = [i for i in range(1, len(numbers)) if numbers[i] != numbers[i - 1]]
    runs = np.split(xy, cuts)
    if any(len(np.unique(run, axis=0)) < _LINE_FEWEST for run in runs):
        raise GeometryError(
            f"{what} (line {parcel.line}): a line of fewer than two points; mend or delete it", code="H132"
        )
    lines = [shapely.LineString(run) for run in runs]
    return lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)


def _of_order(places: Places) -> list[Finding]:
    return [Finding(code="H137")] if places.swapped else []


def _of_points(parcels: Sequence[Parcel], rings: Sequence[Sequence[Ring]], what: str) -> list[Finding]:
    """Tell rings that were closed, and parcels whose number of vertices is not the declared one."""
    opened = [sum(not ring.closed for ring in own) for own in rings]
    differing = [i for i, parcel in enumerate(parcels) if not _count_fits(parcel, rings[i], opened[i])]
    torn = [
        parcels[i].line
        for i in differing
        if (opened[i] and len(parcels[i].vertices) < (parcels[i].points or 0))
        or not all(parcel.certain for parcel in parcels)
    ]
    if torn:
        raise InputError(
            f"{what} (lines {listed(torn)}): fewer or other vertices than the parcel line declares, and the "
            "boundary does not close; the file may be cut short, export it again",
            code="H130",
        )
    found = []
    unclosed = [i for i, count in enumerate(opened) if count]
    if unclosed:
        rows = tuple(i + 1 for i in unclosed)
        found.append(Finding(code="H134", values={"count": sum(opened)}, rows=rows))
    if differing:
        listing = ", ".join(
            f"{parcels[i].number or i + 1}: {parcels[i].points}/{len(parcels[i].vertices)}"
            for i in differing[:5]
        )
        values = {"count": len(differing), "listing": listing}
        found.append(Finding(code="H135", values=values, rows=tuple(i + 1 for i in differing)))
    return found


def _count_fits(parcel: Parcel, rings: Sequence[Ring], opened: int) -> bool:
    """Count with or without the closing vertices: offices do either."""
    written = len(parcel.vertices)
    closings = len(rings) - opened
    return parcel.points in {None, written, written - closings, written + opened}


def _of_names(parcels: Sequence[Parcel]) -> list[Finding]:
    """Tell parcels in which one ring has two corners of one name."""
    rows = []
    for row, parcel in enumerate(parcels, 1):
        corners = {(vertex.ring, vertex.name, vertex.place) for vertex in parcel.vertices if vertex.name}
        names = Counter((ring, name) for ring, name, _ in corners)
        if any(count > 1 for count in names.values()):
            rows.append(row)
    return [Finding(code="H138", values={"count": len(rows)}, rows=tuple(rows))] if rows else []


def _of_parameters(header: Mapping[str, str]) -> list[Finding]:
    """Tell parameters of a transformation that change something: not all 0 before a scale of 1."""
    given = header.get("转换参数", "")
    figures = [_figure(cell) for cell in re.split(r"[,;、\s]+", given) if cell]
    last_is_scale = len(figures) == _PARAMETERS and figures[-1] == 1
    if not any(figures[:-1] if last_is_scale else figures):
        return []
    return [Finding(code="H127", values={"parameters": given[:80]})]


def _figure(cell: str) -> float:
    """Read a parameter; words such as 无 say that there is none."""
    try:
        return float(cell)
    except ValueError:
        return 0.0


def _of_lines(contents: Contents) -> list[Finding]:
    if not contents.longer:
        return []
    values = {"count": len(contents.longer), "lines": listed(contents.longer)}
    return [Finding(code="H139", values=values)]
