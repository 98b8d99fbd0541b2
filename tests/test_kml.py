"""KML and KMZ: every placemark is a row or is told; longitude comes first; folders are layers."""

import stat
import zipfile

import pytest
from made_files import codes, refusal

from gis.features import ReadRequest
from gis.reading import read_features
from layers import read_layer

SQUARE = "110,27.5 110.01,27.5 110.01,27.51 110,27.51 110,27.5"
HOLE = "110.002,27.502 110.004,27.502 110.004,27.504 110.002,27.504 110.002,27.502"


def point(name="站", coordinates="110,27.5,0", more=""):
    return placemark(f"{more}<Point><coordinates>{coordinates}</coordinates></Point>", name)


def ring(kind, coordinates):
    return f"<{kind}><LinearRing><coordinates>{coordinates}</coordinates></LinearRing></{kind}>"


def polygon(outer=SQUARE, *inner):
    holes = "".join(ring("innerBoundaryIs", each) for each in inner)
    return f"<Polygon>{ring('outerBoundaryIs', outer)}{holes}</Polygon>"


def placemark(shape, name="p"):
    return f"<Placemark><name>{name}</name>{shape}</Placemark>"


def folder(name, *marks):
    return f"<Folder><name>{name}</name>{''.join(marks)}</Folder>"


def kml_text(*parts, encoding="UTF-8"):
    return (
        f'<?xml version="1.0" encoding="{encoding}"?><kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><name>文档</name>{''.join(parts)}</Document></kml>"
    )


def write_kml(path, *parts, encoding="UTF-8"):
    path.write_bytes(kml_text(*parts, encoding=encoding).encode(encoding))
    return path


def raw(path, layer=None):
    return read_features(path, ReadRequest(layer=layer))


def test_longitude_comes_first_and_the_system_is_wgs_84(tmp_path):
    read = raw(write_kml(tmp_path / "a.kml", point()))
    assert (read.frame.geometry.iloc[0].coords[0], read.crs.to_epsg()) == ((110.0, 27.5), 4326)


@pytest.mark.parametrize("encoding", ["UTF-8", "GBK", "GB18030", "UTF-16"])
def test_names_are_read_in_every_usual_encoding(tmp_path, encoding):
    read = raw(write_kml(tmp_path / "a.kml", point("鹤城站"), encoding=encoding))
    assert list(read.frame["name"]) == ["鹤城站"]


def test_a_hole_is_taken_out_of_its_polygon(tmp_path):
    (shape,) = raw(write_kml(tmp_path / "a.kml", placemark(polygon(SQUARE, HOLE)))).frame.geometry
    assert shape.area == pytest.approx(1e-4 - 4e-6)


def test_folders_are_layers_of_which_one_is_named(tmp_path):
    path = write_kml(tmp_path / "a.kml", folder("甲", point("1")), folder("乙", point("2"), point("3")))
    fault = refusal(path)
    assert (fault.code, "甲, 乙" in str(fault)) == ("H005", True)
    assert list(raw(path, "乙").frame["name"]) == ["2", "3"]


def test_the_only_folder_with_placemarks_is_taken_unasked(tmp_path):
    read = raw(write_kml(tmp_path / "a.kml", folder("空"), folder("甲", folder("内", point()))))
    assert (read.layer, len(read.frame)) == ("内", 1)


def test_folders_of_one_name_are_told_apart_by_their_path(tmp_path):
    path = write_kml(
        tmp_path / "a.kml", folder("东", folder("站", point())), folder("西", folder("站", point()))
    )
    assert "文档/东/站, 文档/西/站" in str(refusal(path))


def test_gathered_shapes_stay_together(tmp_path):
    both = f"<MultiGeometry>{polygon()}<MultiGeometry>{polygon(HOLE)}</MultiGeometry></MultiGeometry>"
    (shape,) = raw(write_kml(tmp_path / "a.kml", placemark(both))).frame.geometry
    assert (shape.geom_type, len(shape.geoms)) == ("MultiPolygon", 2)


def test_mixed_shapes_in_one_placemark_are_refused(tmp_path):
    mixed = f"<MultiGeometry>{polygon()}<Point><coordinates>110,27.5</coordinates></Point></MultiGeometry>"
    assert refusal(write_kml(tmp_path / "a.kml", placemark(mixed))).code == "H011"


@pytest.mark.parametrize("kind", ["gx:Track", "gx:MultiTrack", "Model"])
def test_what_cannot_be_read_is_counted_and_told(tmp_path, kind):
    read = raw(write_kml(tmp_path / "a.kml", point(), placemark(f"<{kind}/>"), point()))
    assert (read.read, list(read.frame.index), sum(read.left_out.values())) == (3, [1, 3], 1)
    assert [finding.code for finding in read.findings] == ["H163"]


def test_links_and_overlays_are_told_with_their_number(tmp_path):
    link = "<NetworkLink><Link><href>b.kml</href></Link></NetworkLink>"
    layer = read_layer(write_kml(tmp_path / "a.kml", point(), link, link, "<GroundOverlay/>"))
    told = [(alarm.code, alarm.values["count"]) for alarm in layer.alarms if alarm.code in {"H162", "H163"}]
    assert told == [("H162", 2), ("H163", 1)]


@pytest.mark.parametrize(
    "coordinates",
    ["110 27.5", "x,y", "110", "", "1_1,2", "nan,27", "1e999,2", "110,27.5,0,1", "110,27 111,28"],
)
def test_coordinates_that_make_no_point_leave_a_row_without_a_shape(tmp_path, coordinates):
    read = raw(write_kml(tmp_path / "a.kml", point(), point(coordinates=coordinates)))
    assert (list(read.frame.geometry.isna()), read.findings[0].code, read.findings[0].rows) == (
        [False, True],
        "H167",
        (2,),
    )


def test_blanks_around_commas_do_not_part_a_position(tmp_path):
    line = "<LineString><coordinates>110, 27.5 110.1 ,27.6</coordinates></LineString>"
    (shape,) = raw(write_kml(tmp_path / "a.kml", placemark(line))).frame.geometry
    assert list(shape.coords) == [(110.0, 27.5), (110.1, 27.6)]


def test_an_open_ring_is_closed_and_told(tmp_path):
    path = write_kml(tmp_path / "a.kml", placemark(polygon(SQUARE.rpartition(" ")[0])))
    assert raw(path).frame.geometry.iloc[0].area == pytest.approx(1e-4)
    assert "H169" in codes(read_layer(path))


def test_attributes_keep_their_zeros_and_numbers_their_type(tmp_path):
    schema = '<Schema><SimpleField name="code" type="int"/><SimpleField name="n" type="int"/></Schema>'
    values = '<SimpleData name="code">{}</SimpleData><SimpleData name="n">{}</SimpleData>'
    data = f"<ExtendedData><SchemaData>{values}</SchemaData></ExtendedData>"
    marks = [point(more=data.format("0101", 2**60 + 1)), point(more=data.format("11", 5))]
    frame = raw(write_kml(tmp_path / "a.kml", schema, *marks)).frame
    assert (list(frame["code"]), list(frame["n"])) == (["0101", "11"], [2**60 + 1, 5])


def test_a_data_field_called_name_does_not_hide_the_name(tmp_path):
    data = '<ExtendedData><Data name="name"><value>别名</value></Data></ExtendedData>'
    frame = raw(write_kml(tmp_path / "a.kml", point("站", more=data))).frame
    assert (frame["name"].iloc[0], frame["name_in_data"].iloc[0]) == ("站", "别名")


def test_a_sound_file_raises_no_alarm(tmp_path):
    read = raw(write_kml(tmp_path / "a.kml", placemark(polygon(SQUARE, HOLE)), placemark(polygon(SQUARE))))
    assert (read.findings, read.left_out, read.encoding_by) == ((), {}, "format")


def write_kmz(path, **files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "/"), text)
    return path


def test_the_main_kml_of_an_archive_is_read_and_others_are_told(tmp_path):
    path = write_kmz(tmp_path / "a.kmz", **{"sub/b.kml": kml_text(point()), "doc.kml": kml_text(point("主"))})
    read = raw(path)
    assert (list(read.frame["name"]), read.findings[0].code, read.findings[0].values["count"]) == (
        ["主"],
        "H162",
        1,
    )


@pytest.mark.parametrize("name", ["../doc.kml", "/doc.kml", "a/../../doc.kml", "C:/doc.kml"])
def test_an_entry_that_leads_out_of_the_archive_is_refused(tmp_path, name):
    assert refusal(write_kmz(tmp_path / "a.kmz", **{name: kml_text(point())})).code == "H160"


def test_a_link_in_an_archive_is_refused(tmp_path):
    path = tmp_path / "a.kmz"
    entry = zipfile.ZipInfo("doc.kml")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(entry, "/etc/hostname")
    assert refusal(path).code == "H160"


def test_an_archive_that_unpacks_without_measure_is_refused(tmp_path):
    path = write_kmz(tmp_path / "a.kmz", **{"doc.kml": kml_text(" " * 50_000_000)})
    assert "unpacks to more than" in str(refusal(path))


def test_a_broken_archive_is_refused(tmp_path):
    path = write_kmz(tmp_path / "a.kmz", **{"doc.kml": kml_text(*(point(str(row)) for row in range(99)))})
    whole = path.read_bytes()
    path.write_bytes(whole[:60] + b"\xff" * 40 + whole[100:])
    assert "cannot be unpacked" in str(refusal(path))
