"""Class rasters at the door: header checked, legend found or required, values outside it kept as unknown."""

import math
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from gis.crs import check_coordinates, crs_name, parse_crs
from gis.datums import require_known_datum
from gis.errors import CrsError, InputError
from gis.paths import local_file, sha256_of
from gis.rasters.class_pixels import require_classes
from gis.rasters.raster import Raster, extent, open_raster
from gis.rasters.raster_classes import (
    FoundLegend,
    against_pixels,
    edge_value,
    found_legend,
    legend_columns,
    table_legend,
)
from gis.tabular.tables import read_rows, require_column

from .alarms import Alarm
from .frames import SHIFTED_SYSTEMS
from .layer import Origin, RasterLayer
from .spec import LayerSpec
from .statement import Statement

RASTER_SUFFIXES = frozenset({".tif", ".tiff", ".img", ".asc"})
_MEANS_NODATA = ("nodata", "no data", "unclassified", "background", "null", "none", "无数据", "背景", "空值")

Classes = Mapping[int, tuple[str, str]]


def read_raster_layer(path: Path, spec: LayerSpec, statement: Statement) -> RasterLayer:
    """
    Open a raster; it keeps its own CRS, since zones are brought to the raster.

    A raster whose values are no classes opens too, to be described; `require_legend`
    refuses to measure with it.
    """
    if statement.coordinates in SHIFTED_SYSTEMS:
        raise CrsError(
            f"{path.name}: a raster cannot be brought back from {statement.coordinates}; "
            "give it in CGCS2000 or WGS 84"
        )
    crs = None if statement.crs is None else parse_crs(statement.crs, path.name)
    raster = open_raster(path, crs=crs)
    check_coordinates(_extent(raster), raster.crs, path.name)
    require_known_datum(raster.crs, path.name)
    legend, by, told, more = _legend(raster, statement)
    members = [*raster.members, *more]
    alarms = [
        *(("H082", {"to": str(member.resolve())}) for member in members if member.is_symlink()),
        *((finding.code, finding.values) for finding in raster.findings),
        *told,
        *_against_nodata(raster, legend),
    ]
    return RasterLayer(
        name=spec.name,
        title=spec.title,
        raster=raster,
        legend=legend,
        legend_by=by,
        origin=Origin(
            file=path.name,
            sha256=sha256_of(members),
            layer=None,
            format="raster",
            crs_read=crs_name(raster.crs),
            crs_read_by="stated" if crs is not None else "file (.prj)" if len(raster.members) > 1 else "file",
            crs_used=crs_name(raster.crs),
            encoding=None,
            encoding_by=None,
            coordinates=statement.coordinates or "as the CRS says",
            source=statement.source,
            licence=statement.licence,
            notes=statement.notes,
        ),
        alarms=tuple(
            Alarm(code=code, layer=spec.name, file=path.name, values=values) for code, values in alarms
        ),
    )


def require_legend(layer: RasterLayer) -> None:
    """Refuse a raster whose values are no classes, or whose classes nobody has explained."""
    require_classes(layer.raster)
    if not layer.legend:
        raise InputError(
            f"{layer.origin.file}: a class raster needs a legend; "
            "give a table value,code,name with --legend or `legend =`",
            code="H072",
        )


def read_legend(path: Path) -> dict[int, tuple[str, str]]:
    """
    Read a table `value,code,name` (值,编码,名称), or a value attribute table: pixel value -> (code, name).

    Raises `InputError`: H012 without a column of values or of codes, H015 for a row that is not clear.
    """
    if path.suffix.lower() == ".dbf":
        return dict(table_legend(path).classes)
    rows, _ = read_rows(path)
    columns = dict(zip(("value", "code", "name"), legend_columns(map(str, rows.columns)), strict=True))
    for known in ("value", "code"):
        if columns[known] is None:
            require_column(rows.columns, known, path.name)
    legend: dict[int, tuple[str, str]] = {}
    for number, row in rows.fillna("").iterrows():
        cell, code, title = ("" if name is None else str(row[name]).strip() for name in columns.values())
        value = _whole(cell)
        if value is None:
            raise InputError(
                f"{path.name} (row {number}, {columns['value']}): '{cell}' is no whole number; mend it",
                code="H015",
            )
        if value in legend:
            raise InputError(
                f"{path.name} (row {number}, {columns['value']}): {value} stands twice; keep one", code="H015"
            )
        if not code:
            raise InputError(
                f"{path.name} (row {number}, {columns['code']}): is blank; give the class a code", code="H015"
            )
        legend[value] = (code, title or code)
    return legend


Told = list[tuple[str, Mapping[str, object]]]


def _legend(raster: Raster, statement: Statement) -> tuple[Classes, str | None, Told, tuple[Path, ...]]:
    """Take the stated legend, else the one that came with the raster, with what is to be told of it."""
    if statement.legend is not None:
        path = local_file(statement.legend)
        legend = read_legend(path)
        return legend, path.name, _bare_edge(raster, legend), ()
    found = None if raster.unfit is not None else found_legend(raster)
    if found is None:
        return {}, None, _bare_edge(raster, {}), ()
    return found.classes, found.by, _told(raster, found), found.members


def _told(raster: Raster, found: FoundLegend) -> Told:
    told: Told = [
        ("H074", {"count": len(found.classes), "source": found.by, "source_zh": found.by_zh})
        if found.named
        else ("H075", {"count": len(found.classes), "source": found.by, "source_zh": found.by_zh})
    ]
    contradiction = against_pixels(raster, found)
    if contradiction is not None:
        told.append(("H176", {"table": found.members[0].name, "values": contradiction}))
    return told + _bare_edge(raster, found.classes)


def _bare_edge(raster: Raster, legend: Classes) -> Told:
    """Tell of a value that fills the edge, is in no legend, and looks like an undeclared nodata value."""
    found = edge_value(raster)
    if found is None or found[0] in legend:
        return []
    return [("H177", {"value": found[0], "share": found[1]})]


def _against_nodata(raster: Raster, legend: Classes) -> Told:
    """Tell of a class that the raster declares as nodata, unless its name says as much."""
    if raster.unfit is not None or raster.void is None or int(raster.void) not in legend:
        return []
    code, name = legend[int(raster.void)]
    if any(word in f"{code} {name}".casefold() for word in _MEANS_NODATA):
        return []
    return [("H073", {"values": f"{int(raster.void)} ({name})"})]


def _whole(cell: object) -> int | None:
    """Read a whole number as tables write it: `41`, `41.0`, full-width digits."""
    text = unicodedata.normalize("NFKC", str(cell)).strip()
    digits, point, rest = text.partition(".")
    if point and rest.strip("0"):
        return None
    bare = digits.removeprefix("-").removeprefix("+")
    return int(digits) if bare.isascii() and bare.isdigit() else None


def _extent(raster: Raster) -> tuple[float, float, float, float]:
    """Give the ends of a raster; in degrees its outermost pixels may reach over the edge of the earth."""
    west, south, east, north = extent(raster.transform, raster.width, raster.height)
    if not raster.crs.is_geographic:
        return west, south, east, north
    across, down = abs(raster.transform.a), abs(raster.transform.e)
    unit_deg = math.degrees(raster.crs.axis_info[0].unit_conversion_factor)
    lon, lat = 180.0 / unit_deg, 90.0 / unit_deg
    return (
        -lon if -lon - across <= west < -lon else west,
        -lat if -lat - down <= south < -lat else south,
        lon if lon < east <= lon + across else east,
        lat if lat < north <= lat + down else north,
    )
