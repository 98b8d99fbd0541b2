"""Archives and folders: one data set out of many, and nothing that climbs, swells or hides."""

import io
import stat
import struct
import zipfile

import pyogrio
import pytest
from made_files import frame_of, snapshot, square, stops, write, write_gtfs

from gis.archives import member_of_folder
from gis.errors import InputError
from gis.features import ReadRequest
from gis.layer_choice import SeveralLayersError
from gis.reading import read_features

PARTS = (".shp", ".shx", ".dbf", ".prj")


def read(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


def refused(path, layer=None):
    """Expect a refusal that names the archive and the mend."""
    with pytest.raises(InputError) as caught:
        read(path, layer)
    assert path.name in str(caught.value)
    assert ";" in str(caught.value)
    return caught.value


def packed(path, entries):
    """Write a zip of (name or ZipInfo, bytes)."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, raw in entries:
            archive.writestr(name, raw)
    return path


@pytest.fixture
def shapefile(tmp_path):
    """The parts of a shapefile of three stops, by suffix."""
    path = write(stops(), tmp_path / "source" / "stops.shp")
    return {suffix: path.with_suffix(suffix).read_bytes() for suffix in PARTS}


@pytest.fixture
def geopackage(tmp_path):
    """The bytes of a GeoPackage of one square."""
    return write(frame_of(square()), tmp_path / "source" / "square.gpkg", layer="ground").read_bytes()


def parts(shapefile, stem):
    return [(f"{stem}{suffix}", raw) for suffix, raw in shapefile.items()]


# What is inside


def test_a_zipped_shapefile_is_read_and_named_by_its_stem(tmp_path, shapefile):
    raw = read(packed(tmp_path / "a.zip", parts(shapefile, "公交站")))
    assert (raw.format, raw.layer, raw.read, raw.crs.to_epsg()) == ("Shapefile", "公交站", 3, 4546)


def test_a_shapefile_in_a_folder_of_the_archive_is_found(tmp_path, shapefile):
    raw = read(packed(tmp_path / "a.zip", parts(shapefile, "数据/矢量/stops")))
    assert (raw.layer, raw.read) == ("stops", 3)


def test_parts_whose_names_differ_in_case_belong_together(tmp_path, shapefile):
    entries = [
        (f"{stem}{suffix}", shapefile[suffix.lower()])
        for stem, suffix in (("Stops", ".SHP"), ("STOPS", ".shx"), ("stops", ".DBF"), ("stops", ".prj"))
    ]
    raw = read(packed(tmp_path / "a.zip", entries))
    assert (raw.read, raw.crs.to_epsg()) == (3, 4546)


def test_what_systems_leave_behind_is_no_data_set(tmp_path, shapefile, geopackage):
    left = [
        ("__MACOSX/._stops.shp", b"x"),
        (".DS_Store", b"x"),
        ("Thumbs.db", b"x"),
        ("stops.shp.xml", b"<x/>"),
        ("说明.txt", "坐标系 CGCS2000".encode()),
        (".x.gpkg", geopackage),
    ]
    assert read(packed(tmp_path / "a.zip", [*parts(shapefile, "stops"), *left])).layer == "stops"


def test_several_data_sets_are_listed_and_one_is_chosen(tmp_path, shapefile, geopackage):
    path = packed(tmp_path / "a.zip", [*parts(shapefile, "站点"), ("地块.gpkg", geopackage)])
    fault = refused(path)
    assert fault.code == "H005"
    assert "地块, 站点" in str(fault)
    assert read(path, "站点").read == 3
    assert read(path, "地块").layer == "地块/ground"
    assert read(path, "地块/ground").read == 1
    assert refused(path, "道路").code == "H005"


def test_one_stem_in_two_formats_is_told_apart_by_the_suffix(tmp_path, shapefile, geopackage):
    path = packed(tmp_path / "a.zip", [*parts(shapefile, "x"), ("x.gpkg", geopackage)])
    assert "x.gpkg, x.shp" in str(refused(path))
    assert read(path, "x.shp").read == 3


def test_the_layer_of_the_only_container_needs_no_other_name(tmp_path, geopackage):
    path = packed(tmp_path / "a.zip", [("x.gpkg", geopackage)])
    assert read(path, "ground").read == 1
    assert refused(path, "roads").code == "H005"


def test_a_zipped_geodatabase_is_read_with_or_without_its_folder(tmp_path):
    pyogrio.write_dataframe(stops(), tmp_path / "g.gdb", layer="站点", driver="OpenFileGDB")
    files = [(part.name, part.read_bytes()) for part in sorted((tmp_path / "g.gdb").iterdir())]
    inside = packed(tmp_path / "a.zip", [(f"数据/g.gdb/{name}", raw) for name, raw in files])
    bare = packed(tmp_path / "b.zip", files)
    assert (read(inside).layer, read(inside).read) == ("g/站点", 3)
    assert (read(bare, "站点").layer, read(bare).read) == ("b/站点", 3)


@pytest.mark.parametrize("suffix", ["csv", "geojson", "parquet", "fgb"])
def test_other_formats_are_read_out_of_an_archive_too(tmp_path, suffix):
    source = write(stops(), tmp_path / f"站点.{suffix}")
    path = packed(tmp_path / "a.zip", [(source.name, source.read_bytes())])
    assert (read(path).read, read(path).layer) == (3, "站点")


def test_a_timetable_is_still_a_timetable(tmp_path):
    path = write_gtfs(tmp_path / "gtfs.zip", ["a,甲,27.5,109.9,0"], ["a"])
    assert read(path).format == "GTFS"


def test_a_fault_inside_names_archive_and_member(tmp_path, shapefile):
    path = packed(tmp_path / "a.zip", [("stops.shp", shapefile[".shp"])])
    assert "a.zip/stops.shp: its .dbf is missing" in str(refused(path))


def test_gbk_names_without_the_mark_of_utf8_are_decoded(tmp_path, shapefile):
    path = packed(tmp_path / "a.zip", parts(shapefile, "PLACE"))
    path.write_bytes(path.read_bytes().replace(b"PLACE", "站点".encode("gbk") + b"1"))
    assert read(path).layer == "站点1"


def test_utf8_names_without_the_mark_of_utf8_are_decoded(tmp_path, shapefile):
    path = packed(tmp_path / "a.zip", parts(shapefile, "PLACES"))
    path.write_bytes(path.read_bytes().replace(b"PLACES", "站点".encode()))
    assert read(path).layer == "站点"


def test_the_layers_of_a_container_inside_are_listed_by_the_names_that_choose_them(tmp_path, shapefile):
    write(stops(), tmp_path / "all.gpkg", layer="站点")
    write(frame_of(square()), tmp_path / "all.gpkg", layer="地块")
    inside = ("all.gpkg", (tmp_path / "all.gpkg").read_bytes())
    path = packed(tmp_path / "a.zip", [*parts(shapefile, "stops"), inside])
    with pytest.raises(SeveralLayersError) as caught:
        read(path, "all")
    assert caught.value.names == ("all/站点", "all/地块")
    assert [read(path, name).read for name in caught.value.names] == [3, 1]


# What is refused by the directory alone


@pytest.mark.parametrize(
    "name", ["../evil.shp", "a/../../evil.shp", "/etc/evil.shp", "C:/evil.shp", "..\\evil.shp", "\\evil.shp"]
)
def test_a_name_that_climbs_out_is_refused(tmp_path, shapefile, name):
    assert refused(packed(tmp_path / "a.zip", [*parts(shapefile, "stops"), (name, b"x")])).code == "H003"


def test_a_link_is_refused(tmp_path, shapefile):
    link = zipfile.ZipInfo("layer.gpkg")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = packed(tmp_path / "a.zip", [*parts(shapefile, "stops"), (link, b"/etc/passwd")])
    assert "link" in str(refused(path))


def test_too_many_entries_are_refused(tmp_path, shapefile):
    many = [(f"x/{number}", b"") for number in range(2001)]
    assert "entries" in str(refused(packed(tmp_path / "a.zip", [*parts(shapefile, "stops"), *many])))


def test_what_swells_is_refused_before_it_is_unpacked(tmp_path):
    path = packed(tmp_path / "a.zip", [("x.csv", b"\0" * (8 << 20))])
    assert "200 times" in str(refused(path))


def test_a_directory_that_claims_gigabytes_is_refused(tmp_path):
    path = packed(tmp_path / "a.zip", [("x.csv", b"a,b\n")])
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<I", (3 << 30) & 0xFFFFFFFF)
    path.write_bytes(raw)
    assert refused(path).code == "H100"


def test_a_size_that_lies_is_noticed(tmp_path):
    path = packed(tmp_path / "a.zip", [("x.csv", b"id,lon,lat\n" + b"1,109.9,27.5\n" * 99)])
    raw = bytearray(path.read_bytes())
    place = raw.index(b"PK\x01\x02")
    raw[place + 24 : place + 28] = struct.pack("<I", 50)
    path.write_bytes(raw)
    refused(path)


def test_an_encrypted_entry_is_refused(tmp_path, geopackage):
    path = packed(tmp_path / "a.zip", [("x.gpkg", geopackage)])
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        raw[raw.index(mark) + place] |= 1
    path.write_bytes(raw)
    assert "encrypted" in str(refused(path))


def test_a_damaged_entry_is_refused(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("x.csv", "id,lon,lat\n1,109.9,27.5\n")
    path.write_bytes(path.read_bytes().replace(b"109.9", b"108.9", 1))
    assert "CRC" in str(refused(path))


@pytest.mark.parametrize(
    ("name", "kind"), [("dem.tif", "raster"), ("more.zip", "archive"), ("x.rar", "archive")]
)
def test_a_raster_or_an_archive_inside_has_to_be_unpacked_first(tmp_path, shapefile, name, kind):
    alone = packed(tmp_path / "a.zip", [(name, b"II*\0")])
    assert f"{kind} inside an archive; unpack it" in str(refused(alone))
    beside = packed(tmp_path / "b.zip", [*parts(shapefile, "stops"), (name, b"II*\0")])
    assert refused(beside).code == "H005"
    assert read(beside, "stops").read == 3


def test_two_entries_of_one_name_are_refused(tmp_path, geopackage):
    with pytest.warns(UserWarning, match="Duplicate"):
        path = packed(tmp_path / "a.zip", [("x.gpkg", geopackage), ("x.gpkg", geopackage)])
    assert "several files are called x.gpkg" in str(refused(path))


def test_an_archive_without_data_sets_is_refused(tmp_path):
    assert refused(packed(tmp_path / "a.zip", [("readme.pdf", b"x")])).code == "H010"


def test_an_archive_cut_short_is_refused(tmp_path, geopackage):
    path = packed(tmp_path / "a.zip", [("x.gpkg", geopackage)])
    path.write_bytes(path.read_bytes()[:-30])
    refused(path)


def test_nothing_is_left_beside_the_archive(tmp_path, shapefile):
    path = packed(
        tmp_path / "here" / "a.zip" if (tmp_path / "here").mkdir() is None else tmp_path,
        parts(shapefile, "stops"),
    )
    before = snapshot(tmp_path)
    read(path)
    assert snapshot(tmp_path) == before


def test_an_entry_of_an_unknown_packing_is_refused(tmp_path, geopackage):
    path = packed(tmp_path / "a.zip", [("x.gpkg", geopackage)])
    raw = bytearray(path.read_bytes())
    for mark, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        raw[raw.index(mark) + place] = 99
    path.write_bytes(raw)
    refused(path)


# Folders


def test_a_folder_of_one_data_set_needs_no_choice(tmp_path):
    path = write(stops(), tmp_path / "成果" / "站点.shp")
    (path.parent / "readme.txt").write_text("x")
    (path.parent / "scan.pdf").write_bytes(b"x")
    assert member_of_folder(path.parent, None) == (path, None)


def test_several_data_sets_of_a_folder_are_listed_down_one_level(tmp_path):
    for name in ("a.gpkg", "sub/b.gpkg", "sub/deep/c.gpkg", ".hidden/d.gpkg", "dem.tif"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x")
    with pytest.raises(InputError, match=r"a, b, dem\)") as caught:
        member_of_folder(tmp_path, None)
    assert caught.value.code == "H005"
    assert member_of_folder(tmp_path, "b") == (tmp_path / "sub" / "b.gpkg", None)
    assert member_of_folder(tmp_path, "b/roads") == (tmp_path / "sub" / "b.gpkg", "roads")
    assert member_of_folder(tmp_path, "dem") == (tmp_path / "dem.tif", None)


def test_a_geodatabase_in_a_folder_is_one_data_set(tmp_path):
    table = tmp_path / "库.gdb" / "a00000001.gdbtable"
    table.parent.mkdir()
    table.write_bytes(b"x")
    assert member_of_folder(tmp_path, None) == (table.parent, None)


def test_a_result_of_ours_is_not_taken_for_data(tmp_path):
    for name in ("站点.gpkg", "result/evidence.gpkg", "result/run.json"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    assert member_of_folder(tmp_path, None) == (tmp_path / "站点.gpkg", None)


def test_a_link_out_of_the_folder_is_refused(tmp_path):
    outside = write(stops(), tmp_path / "outside" / "stops.gpkg")
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "stops.gpkg").symlink_to(outside)
    with pytest.raises(InputError, match="leads out") as caught:
        member_of_folder(folder, None)
    assert caught.value.code == "H003"


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(InputError, match="without a data set") as caught:
        member_of_folder(tmp_path, None)
    assert caught.value.code == "H001"


def test_bytes_that_are_no_archive_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04" + io.BytesIO(b"x" * 90).getvalue())
    refused(path)
