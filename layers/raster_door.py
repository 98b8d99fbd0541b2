"""Class rasters at the door: header checked, legend required, values outside the legend kept as unknown."""

from collections.abc import Mapping
from pathlib import Path

from gis.crs import crs_name, parse_crs
from gis.errors import InputError
from gis.paths import local_file, sha256_of
from gis.raster import open_raster
from gis.tables import read_rows, require_column

from .layer import Origin, RasterLayer
from .spec import LayerSpec

RASTER_SUFFIXES = frozenset({".tif", ".tiff", ".img", ".asc"})


def read_raster_layer(
    path: Path, spec: LayerSpec, *, crs: str | None, legend: str | None, origin: Mapping[str, str | None]
) -> RasterLayer:
    """Open a class raster; it keeps its own CRS, since zones are brought to the raster."""
    raster = open_raster(path, crs=None if crs is None else parse_crs(crs, path.name))
    return RasterLayer(
        name=spec.name,
        title=spec.title,
        raster=raster,
        legend={} if legend is None else read_legend(local_file(legend)),
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
            coordinates="as the CRS says",
            source=origin.get("source"),
            licence=origin.get("licence"),
        ),
    )


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
    for number, row in rows.iterrows():
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
        legend[value] = (str(row["code"]), str(row.get("name") or row["code"]))
    return legend
