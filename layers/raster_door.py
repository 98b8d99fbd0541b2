"""Class rasters at the door: header checked, legend required, values outside the legend kept as unknown."""

from pathlib import Path

from gis.crs import check_coordinates, crs_name, parse_crs
from gis.errors import CrsError, InputError
from gis.paths import followed_links, local_file, sha256_of
from gis.raster import Raster, open_raster
from gis.tables import read_rows, require_column

from .alarms import Alarm
from .frames import SHIFTED_SYSTEMS
from .layer import Origin, RasterLayer
from .spec import LayerSpec
from .statement import Statement

RASTER_SUFFIXES = frozenset({".tif", ".tiff", ".img", ".asc"})


def read_raster_layer(path: Path, spec: LayerSpec, statement: Statement) -> RasterLayer:
    """Open a class raster; it keeps its own CRS, since zones are brought to the raster."""
    if statement.coordinates in SHIFTED_SYSTEMS:
        raise CrsError(
            f"{path.name}: a raster cannot be brought back from {statement.coordinates}; "
            "give it in CGCS2000 or WGS 84"
        )
    crs = None if statement.crs is None else parse_crs(statement.crs, path.name)
    raster = open_raster(path, crs=crs)
    check_coordinates(_extent(raster), raster.crs, path.name)
    links = [
        Alarm(code="H082", layer=spec.name, file=path.name, values={"to": str(target)})
        for target in followed_links(path)
    ]
    return RasterLayer(
        name=spec.name,
        title=spec.title,
        raster=raster,
        legend={} if statement.legend is None else read_legend(local_file(statement.legend)),
        origin=Origin(
            file=path.name,
            sha256=sha256_of([path]),
            layer=None,
            format="raster",
            crs_read=crs_name(raster.crs),
            crs_read_by="file" if crs is None else "stated",
            crs_used=crs_name(raster.crs),
            encoding=None,
            encoding_by=None,
            coordinates=statement.coordinates or "as the CRS says",
            source=statement.source,
            licence=statement.licence,
            notes=statement.notes,
        ),
        alarms=tuple(links),
    )


def _extent(raster: Raster) -> tuple[float, float, float, float]:
    at = raster.transform
    corners = [(column, row) for column in (0, raster.width) for row in (0, raster.height)]
    x = [at.a * column + at.b * row + at.c for column, row in corners]
    y = [at.d * column + at.e * row + at.f for column, row in corners]
    return min(x), min(y), max(x), max(y)


def require_legend(layer: RasterLayer) -> None:
    """Refuse a raster whose values nobody has explained."""
    if not layer.legend:
        raise InputError(
            f"{layer.origin.file}: a class raster needs a legend; "
            "give a table value,code,name with --legend or `legend =`",
            code="H072",
        )


def read_legend(path: Path) -> dict[int, tuple[str, str]]:
    """Read a table `value,code,name`: pixel value -> (code, name)."""
    rows, _ = read_rows(path)
    for column in ("value", "code"):
        require_column(rows.columns, column, path.name)
    legend: dict[int, tuple[str, str]] = {}
    for number, row in rows.fillna("").iterrows():
        try:
            value = int(str(row["value"]))
        except ValueError as fault:
            raise InputError(
                f"{path.name} (row {number}, value): '{row['value']}' is no whole number; mend it",
                code="H015",
            ) from fault
        if value in legend:
            raise InputError(
                f"{path.name} (row {number}, value): {value} stands twice; keep one", code="H015"
            )
        code = str(row["code"]).strip()
        if not code:
            raise InputError(
                f"{path.name} (row {number}, code): is blank; give the class a code", code="H015"
            )
        legend[value] = (code, str(row.get("name", "")).strip() or code)
    return legend
