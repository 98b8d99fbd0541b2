"""Read any vector file or table by its true format; nothing is written beside it."""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path

from .errors import InputError
from .features import RawFeatures, ReadRequest

_Reader = Callable[[Path, Path, ReadRequest], RawFeatures]
_HEAD_BYTES = 4096
# What `--layer NAME/KIND` may ask for where a layer mixes kinds of shapes.
SHAPE_KINDS = {
    "Point": frozenset(["Point", "MultiPoint"]),
    "LineString": frozenset(["LineString", "MultiLineString", "LinearRing"]),
    "Polygon": frozenset(["Polygon", "MultiPolygon"]),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """
    A format that the door takes.

    `magic` are the first bytes of a true file, where the format has such; `reader`
    is `room.module:function` in this package, called with the file, an empty private
    folder and the request. `folder` formats are folders, not files; `several` ones
    may hold several layers.
    """

    title: str
    suffixes: tuple[str, ...]
    reader: str
    magic: tuple[bytes, ...] = ()
    folder: bool = False
    several: bool = False


_ZIP = (b"PK\x03\x04",)
_SHP, _FGB = (b"\x00\x00\x27\x0a",), (b"fgb\x03fgb",)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORMATS = (
    Format(
        title="Shapefile",
        suffixes=(".shp",),
        reader="vectors.shapefile:read_shapefile",
        magic=_SHP,
    ),
    Format(
        title="GeoPackage",
        suffixes=(".gpkg",),
        reader="vectors.geopackage:read_geopackage",
        magic=(b"SQLite format 3\x00",),
        several=True,
    ),
    Format(
        title="File geodatabase",
        suffixes=(".gdb",),
        reader="vectors.geodatabase:read_geodatabase",
        folder=True,
        several=True,
    ),
    Format(title="GeoJSON", suffixes=(".geojson", ".json"), reader="vectors.geojson:read_geojson"),
    Format(
        title="GeoParquet",
        suffixes=(".parquet", ".geoparquet"),
        reader="vectors.geoparquet:read_geoparquet",
        magic=(b"PAR1",),
    ),
    Format(
        title="FlatGeobuf",
        suffixes=(".fgb",),
        reader="vectors.flatgeobuf:read_flatgeobuf",
        magic=_FGB,
    ),
    Format(title="KML", suffixes=(".kml",), reader="vectors.kml:read_kml", several=True),
    Format(title="KMZ", suffixes=(".kmz",), reader="vectors.kml:read_kmz", magic=_ZIP, several=True),
    Format(title="GML", suffixes=(".gml",), reader="vectors.gml:read_gml", several=True),
    Format(title="DXF", suffixes=(".dxf",), reader="vectors.dxf:read_dxf", several=True),
    Format(title="text table", suffixes=(".csv", ".tsv"), reader="tabular.tables:read_text_table"),
    Format(
        title="spreadsheet",
        suffixes=(".xlsx", ".xlsm", ".xls", ".ods"),
        reader="tabular.spreadsheet:read_spreadsheet",
        magic=(*_ZIP, _OLE),
        several=True,
    ),
    Format(title="coordinate TXT", suffixes=(".txt",), reader="vectors.coordinate_txt:read_txt"),
    Format(title="OpenStreetMap extract", suffixes=(".pbf",), reader="vectors.osm:read_osm", several=True),
    Format(title="archive", suffixes=(".zip",), reader="archives:read_archive", magic=_ZIP, several=True),
)
# A .dbf beside a .shp is a part of it: it is a table of its own only where a register is asked for.
DBF_TABLE = Format(title="DBF table", suffixes=(".dbf",), reader="vectors.dbf_table:read_dbf_table")
BY_SUFFIX = {suffix: format_ for format_ in FORMATS for suffix in format_.suffixes}

# What the bytes are, whatever the name says; longer heads first.
_TRUE_KINDS = (
    (b"SQLite format 3\x00", "a GeoPackage (.gpkg)"),
    (b"\x00\x00\x27\x0a", "a shapefile's part (.shp, .shx)"),
    (b"PAR1", "a GeoParquet file (.parquet)"),
    (b"fgb\x03fgb", "a FlatGeobuf file (.fgb)"),
    (_OLE, "an old Office file (.xls)"),
    (b"PK\x03\x04", "an archive or a spreadsheet (.zip, .kmz, .xlsx, .ods)"),
    (b"II*\x00", "a GeoTIFF (.tif)"),
    (b"MM\x00*", "a GeoTIFF (.tif)"),
    (b"II+\x00", "a GeoTIFF (.tif)"),
    (b"MM\x00+", "a GeoTIFF (.tif)"),
    (b"%PDF", "a PDF document"),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"AC10", "a DWG drawing (export it as DXF)"),
    (b"\x00\x01\x00\x00Standard Jet DB", "an Access database (export it to GDB or Shapefile)"),
    (b"\x00\x01\x00\x00Standard ACE DB", "an Access database (export it to GDB or Shapefile)"),
)


def read_features(path: Path, request: ReadRequest) -> RawFeatures:
    """
    Read one layer of a file, geodatabase folder or archive.

    Raises `InputError`: H004 where the format is not taken or the bytes are not
    those of the suffix, H005 where several layers are there and none was named.
    Where a layer mixes kinds of shapes, `NAME/Polygon` (Point, LineString) takes one.
    A register (`request.register`) needs no places, and may be a .dbf of its own.
    """
    form = format_of(path, register=request.register is not None)
    kind, request = _kind_asked(request, form)
    if not form.several and request.layer not in {None, path.stem}:
        raise InputError(
            f"{path.name}: no layer '{request.layer}'; it holds one layer, leave --layer out", code="H005"
        )
    module, _, function = form.reader.partition(":")
    reader: _Reader = getattr(import_module(f".{module}", __package__), function)
    with tempfile.TemporaryDirectory(prefix="hecheng-", ignore_cleanup_errors=True) as name:
        raw = reader(path, Path(name), request)
    return raw if kind is None else _of_kind(raw, kind)


def _kind_asked(request: ReadRequest, form: Format) -> tuple[str | None, ReadRequest]:
    """Take a kind of shape off the layer's name (`标签/Polygon`, or `Polygon` where there is one layer)."""
    name, slash, kind = (request.layer or "").rpartition("/")
    asked = kind in SHAPE_KINDS and (bool(slash) or not form.several) and form.title != "DXF"
    return (kind, replace(request, layer=name or None)) if asked else (None, request)


def _of_kind(raw: RawFeatures, kind: str) -> RawFeatures:
    """Keep the rows of one kind of shape (and those without any); the others are counted."""
    kinds = raw.frame.geom_type
    keep = (kinds.isin(SHAPE_KINDS[kind]) | kinds.isna()).to_numpy(dtype=bool)
    left_out = dict(raw.left_out)
    if not keep.all():
        left_out[f"not a {kind}, as asked"] = int((~keep).sum())
    return replace(raw, frame=raw.frame[keep], left_out=left_out)


def format_of(path: Path, *, register: bool = False) -> Format:
    """Find the format by the suffix, and hold the first bytes against it; a `register` may be a .dbf."""
    alone = register and path.suffix.lower() in DBF_TABLE.suffixes
    form = DBF_TABLE if alone else BY_SUFFIX.get(path.suffix.lower())
    head = _head(path)
    if form is None or form.folder != path.is_dir():
        kind = true_kind(head)
        raise InputError(
            f"{path.name}: format '{path.suffix or 'without suffix'}' is not taken"
            + (f" (the bytes are {kind})" if kind else "")
            + "; convert it to GeoPackage, Shapefile, GeoJSON, GeoParquet, CSV, XLSX or GeoTIFF",
            code="H004",
        )
    if not form.folder and not head:
        raise InputError(f"{path.name}: the file is empty (0 bytes); export it again", code="H010")
    foreign = true_kind(head)
    text_xls = path.suffix.lower() == ".xls" and foreign is None  # web systems give text that name
    if (form.magic and not head.startswith(form.magic) and not text_xls) or (not form.magic and foreign):
        raise InputError(
            f"{path.name}: the bytes are not those of a {path.suffix.lower()} file"
            + (f" but of {foreign}" if foreign else "")
            + "; name it by its true format",
            code="H004",
        )
    return form


def true_kind(head: bytes) -> str | None:
    """Say what a file is by its first bytes; None where they do not tell."""
    return next((kind for magic, kind in _TRUE_KINDS if head.startswith(magic)), None)


def _head(path: Path) -> bytes:
    if path.is_dir():
        return b""
    with path.open("rb") as stream:
        return stream.read(_HEAD_BYTES)
