"""Files that are cut, incomplete, stale or corrupt: rows may not vanish without a word."""

import shutil
import sqlite3
import struct

import pandas as pd
from case_files import (
    KM,
    KM_M2,
    E,
    N,
    frame,
    inspect,
    parcels,
    patch,
    raw_dbf,
    shp,
    sql,
    stops,
)
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near
from shapely import Point

cases = Cases("structure")
CASES = cases.all
AREA = {"area_m2": Near(KM_M2, rel=1e-7)}
_ID = (("ID", "N", 6, 0),)


def many(count=500):
    """Make points enough to fill several pages of any format."""
    return frame([Point(E + i, N + i % 37) for i in range(count)], NAME=[f"站{i}" for i in range(count)])


def write(rows, path):
    """Write by the suffix."""
    if path.suffix == ".parquet":
        rows.to_parquet(path)
    elif path.suffix == ".shp":
        shp(rows, path)
    else:
        rows.to_file(path)
    return path


def _cut(name, share):
    def make(folder):
        path = write(many(), folder / name)
        raw = path.read_bytes()
        path.write_bytes(raw[: int(len(raw) * share)])
        return inspect(name)

    return make


for suffix in ("shp", "gpkg", "fgb", "parquet"):
    for share in (0.02, 0.5, 0.97):
        wanted = (REFUSE, WARN) if suffix == "shp" else (REFUSE,)
        cases.add(f"{suffix}_cut_at_{share:.0%}".replace("%", ""), _cut(f"stops.{suffix}", share), *wanted)


def _parts(*names):
    def make(folder):
        shp(stops(), folder / "stops.shp")
        for name in names:
            (folder / f"stops.{name}").unlink()
        return inspect("stops.shp")

    return make


cases.add("shapefile_without_dbf", _parts("dbf"), REFUSE, says="dbf")
cases.add("shapefile_without_shx", _parts("shx"), REFUSE, WARN, NOTED, figures={"rows.used": 3}, says="shx")


def _dbf(count):
    def make(folder):
        shp(stops(), folder / "stops.shp")
        raw_dbf(folder / "stops.dbf", _ID, [[str(i).encode()] for i in range(count)])
        return inspect("stops.shp")

    return make


cases.add("dbf_shorter_than_shp", _dbf(2), REFUSE, says="dbf|row|record")
cases.add("dbf_longer_than_shp", _dbf(4), REFUSE, WARN, says="dbf|row|record")


@cases(REFUSE, WARN)
def dbf_that_claims_more_than_it_holds(folder):
    shp(stops(), folder / "stops.shp")
    patch(folder / "stops.dbf", 4, struct.pack("<I", 9))
    return inspect("stops.shp")


@cases(REFUSE, WARN, NOTED, figures={"rows.used": 3})
def shx_of_another_file(folder):
    shp(many(), folder / "other.shp")
    shp(stops(), folder / "stops.shp")
    shutil.copy(folder / "other.shx", folder / "stops.shx")
    return inspect("stops.shp")


@cases(REFUSE, WARN, NOTED, figures={"rows.used": 3})
def shx_that_points_twice_at_one_record(folder):
    shp(stops(), folder / "stops.shp")
    raw = (folder / "stops.shx").read_bytes()
    patch(folder / "stops.shx", 116, raw[108:116])
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 3})
def shp_header_with_a_wrong_length(folder):
    shp(stops(), folder / "stops.shp")
    patch(folder / "stops.shp", 24, struct.pack(">i", 64))
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 3})
def shp_header_with_wrong_bounds(folder):
    shp(stops(), folder / "stops.shp")
    patch(folder / "stops.shp", 36, struct.pack("<4d", 0, 0, 1, 1))
    return inspect("stops.shp")


@cases(REFUSE, WARN)
def shp_with_a_record_of_another_kind(folder):
    shp(stops(), folder / "stops.shp")
    patch(folder / "stops.shp", 108, struct.pack("<i", 5))
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 500})
def a_stale_spatial_index_beside_a_shapefile(folder):
    shp(many(), folder / "stops.shp")
    for suffix in ("qix", "sbn", "sbx"):
        (folder / f"stops.{suffix}").write_bytes(b"SQT\x01\x00\x00\x00\x00" + b"\0" * 64)
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 500})
def a_stale_spatial_index_in_a_geopackage(folder):
    many().to_file(folder / "stops.gpkg")
    sql(folder / "stops.gpkg", "delete from rtree_stops_geom where id > 3")
    return inspect("stops.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"share": Near(0.5, rel=1e-5)})
def a_stale_index_does_not_hide_parcels_from_zones(folder):
    from case_files import share as ask_share  # noqa: PLC0415

    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    sql(folder / "dltb.gpkg", "delete from rtree_dltb_geom where id > 1")
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg")
    return ask_share("dltb.gpkg", "--within", "zone.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 3})
def stale_extent_and_count_in_a_geopackage(folder):
    stops().to_file(folder / "stops.gpkg")
    sql(
        folder / "stops.gpkg",
        "update gpkg_contents set min_x=0, min_y=0, max_x=1, max_y=1",
        "update gpkg_ogr_contents set feature_count = 2",
    )
    return inspect("stops.gpkg")


def _wal(commit):
    def make(folder):
        work = folder / "work"
        work.mkdir()
        stops().to_file(work / "stops.gpkg")
        sql(work / "stops.gpkg", "pragma journal_mode = wal")
        base = sqlite3.connect(work / "stops.gpkg")
        base.execute("pragma wal_autocheckpoint = 0")
        base.execute("pragma cache_size = 1")
        base.execute("insert into stops (geom, NAME) select geom, 'new' from stops where fid = 1")
        if commit:
            base.commit()
        for path in list(work.iterdir()):
            if not path.name.endswith("-shm"):
                shutil.copy(path, folder / path.name)
        base.close()
        shutil.rmtree(work)
        return inspect("stops.gpkg")

    return make


cases.add(
    "a_committed_write_ahead_log_counts",
    _wal(commit=True),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"rows.used": 4},
)
cases.add(
    "an_uncommitted_write_ahead_log_does_not",
    _wal(commit=False),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"rows.used": 3},
)


@cases(REFUSE, says="layer|SQLite|GeoPackage")
def a_sqlite_that_is_no_geopackage(folder):
    base = sqlite3.connect(folder / "stops.gpkg")
    base.execute("create table stops (id integer, x real, y real)")
    base.commit()
    base.close()
    return inspect("stops.gpkg")


@cases(REFUSE, says="a.*b|--layer")
def two_layers_and_none_named(folder):
    for name in ("a", "b"):
        stops().to_file(folder / "town.gpkg", layer=name)
    return inspect("town.gpkg")


@cases(REFUSE, says="stops|b")
def a_layer_that_is_not_there(folder):
    stops().to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg", "--layer", "roads")


def _gdb(breaking):
    def make(folder):
        stops().to_file(folder / "town.gdb", driver="OpenFileGDB", layer="stops")
        for path in sorted((folder / "town.gdb").iterdir()):
            breaking(path)
        return inspect("town.gdb")

    return make


def _lose_tables(path):
    if path.suffix == ".gdbtable" and path.name > "a00000004":
        path.unlink()


def _halve_tables(path):
    if path.suffix == ".gdbtable":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _lose_index(path):
    if path.suffix == ".gdbtablx" and path.name > "a00000004":
        path.unlink()


cases.add("gdb_without_its_tables", _gdb(_lose_tables), REFUSE)
cases.add("gdb_with_tables_cut", _gdb(_halve_tables), REFUSE)
cases.add("gdb_without_a_table_index", _gdb(_lose_index), REFUSE, WARN, NOTED, figures={"rows.used": 3})


@cases(REFUSE)
def an_empty_gdb_folder(folder):
    (folder / "town.gdb").mkdir()
    return inspect("town.gdb")


@cases(REFUSE)
def fgb_header_that_declares_no_features(folder):
    many().to_file(folder / "stops.fgb")
    raw = (folder / "stops.fgb").read_bytes()
    assert raw.count(struct.pack("<Q", 500)) >= 1
    (folder / "stops.fgb").write_bytes(raw.replace(struct.pack("<Q", 500), struct.pack("<Q", 0), 1))
    return inspect("stops.fgb")


@cases(REFUSE, says="geo|Parquet|geometry")
def a_parquet_without_geometry(folder):
    pd.DataFrame({"a": [1, 2], "b": [3, 4]}).to_parquet(folder / "table.parquet")
    return inspect("table.parquet")
