"""GeoPackages, by way of a private copy: SQLite writes beside what it opens, and stored counts go stale."""

import shutil
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer
from gis.paths import members

from .curves import SURFACES, shape_kind, with_straight_edges
from .ogr import layer_names, lost_shapes, read_ogr, told_as_input_error, well_known_binary

_STRAIGHT = range(8)
# Bytes of the envelope before the shape, by the three bits of the flags that name it.
_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_HARMLESS = ("rtree", "fts3", "fts4", "fts5")  # virtual tables that lead nowhere
_UNKNOWN_CRS = "undefined"  # so GDAL calls what a GeoPackage numbers 0 and -1
_CONSTRAINTS = ("NULL value in", "CHECK constraint", "non-")  # rules of the writer that rows break, no damage


def read_geopackage(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read one layer by way of a `folder` of ours; what was committed but not yet written in is read too."""
    real, copy = path.resolve(), folder / "layer.gpkg"
    for part in members(path):
        tail = "" if part == path else part.name.removeprefix(real.name)
        shutil.copyfile(part, folder / f"layer.gpkg{tail}")
    with told_as_input_error(path), closing(_opened(copy)) as base:
        _require_geopackage(base, path.name)
        _disarm(base, path.name)
        every = [str(name) for name in pyogrio.list_layers(copy)[:, 0]]
        named = layer_names(copy, register=request.register is not None)
        name = chosen_layer(named, request.layer, path.name, all_names=every)
        _require_plain_view(base, name, path.name)
        frame = read_ogr(copy, path, layer=name, register=request.register is not None)
        frame, findings = _with_shapes(frame, base, copy, path, name)
    crs, crs_by = frame.crs, "file"
    if crs is not None and crs.name.lower().startswith(_UNKNOWN_CRS):
        frame, crs, crs_by = frame.set_crs(None, allow_override=True), None, "its CRS is declared unknown"
    return RawFeatures(
        frame=frame,
        format="GeoPackage",
        layer=name,
        crs=crs,
        crs_by=crs_by,
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
        findings=findings,
    )


def _opened(copy: Path) -> sqlite3.Connection:
    """Open our copy so that nothing stored in it runs with more rights than it needs."""
    base = sqlite3.connect(copy, isolation_level=None)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA synchronous = OFF")  # a private copy: nothing is lost with it
    base.execute("PRAGMA cell_size_check = ON")
    base.text_factory = lambda raw: raw.decode("utf-8", "replace")
    return base


def _require_geopackage(base: sqlite3.Connection, what: str) -> None:
    tables = {str(name).lower() for (name,) in base.execute("SELECT name FROM sqlite_master")}
    if "gpkg_contents" not in tables:
        kind = (
            "a SpatiaLite database"
            if {"spatial_ref_sys", "geometry_columns"} <= tables
            else "an MBTiles set of map tiles"
            if {"tiles", "metadata"} <= tables
            else "a SQLite database without the tables of a GeoPackage"
        )
        raise InputError(
            f"{what}: the bytes are {kind}; export the layer to a GeoPackage in a GIS", code="H004"
        )
    damage = ""
    with suppress(sqlite3.OperationalError):  # a rule in the schema that needs the writer's own functions
        damage = str(base.execute("PRAGMA quick_check(1)").fetchone()[0])
    if damage not in {"", "ok"} and not damage.startswith(_CONSTRAINTS):
        raise InputError(f"{what}: the database is damaged ({damage[:100]}); export it again")


def _disarm(base: sqlite3.Connection, what: str) -> None:
    """Strike from the copy what acts by itself, and stored row counts: a stale one cuts the reading short."""
    stored = base.execute("SELECT type, name, lower(sql) FROM sqlite_master").fetchall()
    for kind, name, sql in stored:
        text = " ".join(str(sql).split())
        if kind == "table" and text.startswith("create virtual"):
            module = text.rpartition(" using ")[2].lstrip('"[`').split("(")[0].strip('"]` ')
            if not module.startswith(_HARMLESS):
                raise InputError(
                    f"{what}: the table '{name}' is a virtual one ({module}); export the layer again",
                    code="H003",
                )
    for kind, name, _ in stored:
        if kind == "trigger":
            base.execute(f"DROP TRIGGER {_quoted(name)}")
    if any(name == "gpkg_ogr_contents" for _, name, _ in stored):
        base.execute("UPDATE gpkg_ogr_contents SET feature_count = NULL")


def _require_plain_view(base: sqlite3.Connection, name: str, what: str) -> None:
    """Refuse a view that needs a function that plain SQL lacks, or a table that is not there."""
    kind = base.execute("SELECT type FROM sqlite_master WHERE name = ?", (name,)).fetchone()
    if kind is None or kind[0] != "view":
        return
    try:
        base.execute(f"SELECT * FROM {_quoted(name)} LIMIT 0")  # noqa: S608 - quoted
    except sqlite3.Error as fault:
        raise InputError(
            f"{what} ({name}): a view that cannot be followed ({fault}); save it as a table", code="H011"
        ) from fault


def _with_shapes(
    frame: gpd.GeoDataFrame, base: sqlite3.Connection, copy: Path, path: Path, name: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Draw curves by straight edges, and tell which rows hold bytes that are no shape."""
    found = base.execute(
        "SELECT column_name FROM gpkg_geometry_columns WHERE lower(table_name) = lower(?)", (name,)
    ).fetchone()
    if found is None:
        return frame, ()
    column, table = _quoted(str(found[0])), _quoted(name)
    findings: tuple[Finding, ...] = ()
    if _has_curves(base, column, table):
        shapes = well_known_binary(copy, name)
        readable = frame.geometry.notna().to_numpy()
        taken = [
            shape if known or (shape is not None and shape_kind(shape) in SURFACES) else None
            for shape, known in zip(shapes, readable, strict=True)
        ]
        frame, findings = with_straight_edges(frame, taken, path.name)
    held = base.execute(f"SELECT {column} IS NOT NULL FROM {table}").fetchall()  # noqa: S608 - quoted
    flags = np.array([bool(flag) for (flag,) in held], dtype=bool)
    return frame, (*findings, *lost_shapes(frame, flags))


def _has_curves(base: sqlite3.Connection, column: str, table: str) -> bool:
    """Look at the type of every shape: the layer's own type may be a general one."""
    whole = f"typeof({column}) = 'blob' AND length({column}) > 12"
    flags = base.execute(
        f"SELECT DISTINCT substr({column}, 4, 1) FROM {table} WHERE {whole}"  # noqa: S608 - quoted
    ).fetchall()
    return any(
        shape_kind(head) not in _STRAIGHT
        for (flag,) in flags
        for (head,) in base.execute(
            f"SELECT DISTINCT substr({column}, ?, 5) FROM {table} "  # noqa: S608 - quoted
            f"WHERE {whole} AND substr({column}, 4, 1) = ?",
            (9 + _ENVELOPE_BYTES[min(flag[0] >> 1 & 7, 4)], flag),
        )
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
