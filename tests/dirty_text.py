"""Text in the wrong encoding, or in one that nobody states: the value must be right or the doubt be said."""

import json
import shutil
import sqlite3
import zipfile

from case_files import CRS, NAMES, frame, inspect, parcels, raw_dbf, raw_shp, share, shp, stops, text, zipped
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, OneOf, Where
from shapely import Point

cases = Cases("text")
CASES = cases.all
FIRST = {"rows.used": 3, "fields.NAME.sample": NAMES[0]}
GB = OneOf(("gb18030", "gbk", "GB18030", "GBK", "cp936"))
_LINES = ["NAME,lon,lat", *(f"{name},{109.97 + i / 100:.4f},27.5500" for i, name in enumerate(NAMES))]
TABLE = "\n".join(_LINES) + "\n"


def _shapefile(encoding, cpg=None, language=0):
    def make(folder):
        shp(stops(), folder / "stops.shp", encoding=encoding, cpg=cpg, language=language)
        return inspect("stops.shp")

    return make


for name, encoding, cpg, language in (
    ("gbk_shapefile_without_cpg", "gb18030", None, 0),
    ("gbk_shapefile_with_cpg_utf8", "gb18030", "UTF-8", 0),
    ("gbk_shapefile_with_cpg_latin1", "gb18030", "ISO-8859-1", 0),
    ("gbk_shapefile_with_nonsense_cpg", "gb18030", "KLINGON", 0),
    ("gbk_shapefile_with_empty_cpg", "gb18030", "", 0),
    ("gbk_shapefile_with_language_byte_87", "gb18030", None, 87),
    ("gbk_shapefile_with_cpg_1252", "gb18030", "1252", 0),
    ("gbk_shapefile_with_cpg_utf16", "gb18030", "UTF-16", 0),
):
    cases.add(name, _shapefile(encoding, cpg, language), NOTED, figures=FIRST | {"encoding": GB})
for name, encoding, cpg, language in (
    ("utf8_shapefile_with_cpg_gbk", "utf-8", "GBK", 0),
    ("utf8_shapefile_with_cpg_latin1", "utf-8", "ISO-8859-1", 0),
    ("utf8_shapefile_with_language_byte_gbk", "utf-8", None, 77),
):
    cases.add(name, _shapefile(encoding, cpg, language), NOTED, REFUSE, figures=FIRST)


@cases(ACCEPT, NOTED, figures={"rows.used": 3, "fields.名称.sample": NAMES[0]})
def gbk_field_names(folder):
    rows = stops().rename(columns={"NAME": "名称"})
    shp(rows, folder / "stops.shp", encoding="gb18030", cpg=None)
    return inspect("stops.shp")


@cases(NOTED, REFUSE, says="名|column|field|字段")
def two_field_names_cut_to_the_same_ten_bytes(folder):
    cut = "行政区划代".encode("gb18030")
    values = [[b"431202001", "城中".encode("gb18030")]]
    fields = ((cut, "C", 12, 0), (cut, "C", 12, 0))
    import struct  # noqa: PLC0415

    raw_shp(folder / "units.shp", [struct.pack("<2d", 400000.0, 3049000.0)], fields, values, kind=1)
    return inspect("units.shp")


@cases(WARN, figures={"rows.used": 1, "fields.NAME.sample": "鹤城区"})
def a_utf8_value_cut_inside_a_character_loses_only_that(folder):
    import struct  # noqa: PLC0415

    cut = "鹤城区站".encode()[:10]
    raw_shp(
        *(folder / "stops.shp", [struct.pack("<2d", 400000.0, 3049000.0)]),
        fields=(("NAME", "C", 10, 0),),
        rows=[[cut]],
        kind=1,
    )
    (folder / "stops.cpg").write_text("UTF-8", encoding="ascii")
    return inspect("stops.shp")


@cases(NOTED, figures=FIRST | {"encoding": GB})
def gbk_csv(folder):
    text(folder / "stops.csv", TABLE, "gb18030")
    return inspect("stops.csv")


for name, encoding in (
    ("csv_with_byte_order_mark", "utf-8-sig"),
    ("csv_in_utf16", "utf-16"),
    ("csv_in_utf16_big_endian_with_mark", "utf-16-be"),
):

    def _csv(folder, encoding=encoding):
        mark = "\ufeff" if encoding == "utf-16-be" else ""
        text(folder / "stops.csv", mark + TABLE, encoding)
        return inspect("stops.csv")

    cases.add(name, _csv, ACCEPT, NOTED, figures=FIRST)


@cases(REFUSE, says="encod|utf|decod|gb")
def a_stated_encoding_that_does_not_fit(folder):
    text(folder / "stops.csv", TABLE, "gb18030")
    return inspect("stops.csv", "--encoding", "utf-8")


@cases(REFUSE, says="klingon")
def a_stated_encoding_that_nobody_knows(folder):
    text(folder / "stops.csv", TABLE)
    return inspect("stops.csv", "--encoding", "klingon")


@cases(ACCEPT, NOTED, figures=FIRST)
def a_stated_encoding_wins_over_the_cpg(folder):
    shp(stops(), folder / "stops.shp", encoding="gb18030", cpg="ISO-8859-1")
    return inspect("stops.shp", "--encoding", "gb18030")


@cases(REFUSE, NOTED)
def a_csv_with_bytes_of_no_encoding(folder):
    (folder / "stops.csv").write_bytes(b"NAME,lon,lat\n\xff\xfe\x81\xff,109.97,27.55\nb,109.98,27.55\n")
    return inspect("stops.csv")


def _geojson(mark="", **more):
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": name},
            "geometry": {"type": "Point", "coordinates": [109.97 + i / 100, 27.55]},
        }
        for i, name in enumerate(NAMES)
    ]
    return mark + json.dumps({"type": "FeatureCollection", "features": features} | more, ensure_ascii=False)


@cases(NOTED, figures=FIRST)
def gbk_geojson(folder):
    text(folder / "stops.geojson", _geojson(), "gb18030")
    return inspect("stops.geojson")


@cases(ACCEPT, NOTED, figures=FIRST)
def geojson_with_byte_order_mark(folder):
    text(folder / "stops.geojson", _geojson(), "utf-8-sig")
    return inspect("stops.geojson")


@cases(ACCEPT, NOTED, REFUSE, figures=FIRST)
def geojson_in_utf16(folder):
    text(folder / "stops.geojson", _geojson(), "utf-16")
    return inspect("stops.geojson")


def kml(declared="UTF-8"):
    """Write three placemarks."""
    marks = "".join(
        f"<Placemark><name>{name}</name><Point><coordinates>{109.97 + i / 100:.4f},27.55</coordinates>"
        "</Point></Placemark>"
        for i, name in enumerate(NAMES)
    )
    return (
        f'<?xml version="1.0" encoding="{declared}"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">'
        f"<Document><name>d</name>{marks}</Document></kml>"
    )


_NAMED = Where("the first stop's name", lambda told: any(field["sample"] == NAMES[0] for field in told or []))


@cases(ACCEPT, NOTED, figures={"rows.used": 3, "fields": _NAMED})
def kml_declared_and_written_in_gbk(folder):
    text(folder / "stops.kml", kml("GBK"), "gb18030")
    return inspect("stops.kml")


@cases(NOTED, REFUSE, figures={"rows.used": 3, "fields": _NAMED})
def kml_declared_utf8_but_written_in_gbk(folder):
    text(folder / "stops.kml", kml(), "gb18030")
    return inspect("stops.kml")


@cases(NOTED, figures=FIRST, says="stops|站点")
def a_zip_of_gbk_parts(folder):
    parts = folder / "parts"
    parts.mkdir()
    shp(stops(), parts / "stops.shp", encoding="gb18030", cpg=None)
    zipped(folder / "stops.zip", parts)
    shutil.rmtree(parts)
    return inspect("stops.zip")


@cases(ACCEPT, NOTED, figures=FIRST | {"layer": Where("公交站点", lambda told: "公交站点" in str(told))})
def names_inside_a_zip_in_gbk(folder):
    parts = folder / "parts"
    parts.mkdir()
    shp(stops(), parts / "stops.shp")
    path = folder / "stops.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(parts.iterdir()):
            # eight bytes that are replaced by the four characters in GBK, in both directories of the zip
            archive.writestr("QQQQQQQQ" + part.suffix, part.read_bytes())
    path.write_bytes(path.read_bytes().replace(b"QQQQQQQQ", "公交站点".encode("gb18030")))
    shutil.rmtree(parts)
    return inspect("stops.zip")


@cases(NOTED, REFUSE, figures=FIRST)
def gbk_bytes_in_a_geopackage(folder):
    path = folder / "stops.gpkg"
    stops().to_file(path, driver="GPKG")
    base = sqlite3.connect(path)
    for (name,) in base.execute("select name from sqlite_master where type = 'trigger'").fetchall():
        base.execute(f'drop trigger "{name}"')
    for row, name in enumerate(NAMES, 1):
        base.execute("update stops set NAME = cast(? as text) where fid = ?", (name.encode("gb18030"), row))
    base.commit()
    base.close()
    return inspect("stops.gpkg")


@cases(
    ACCEPT, NOTED, figures={"rows.used": 1, "fields": Where("用地红线", lambda told: "用地红线" in str(told))}
)
def dxf_in_codepage_936(folder):
    lines = ["0,SECTION,2,HEADER,9,$DWGCODEPAGE,3,ANSI_936,9,$ACADVER,1,AC1015,0,ENDSEC,0,SECTION,2,ENTITIES"]
    lines += ["0,POINT,8,用地红线,10,400000,20,3049000,30,0,0,ENDSEC,0,EOF"]
    text(folder / "plan.dxf", ",".join(lines).replace(",", "\r\n") + "\r\n", "gb18030")
    return [*inspect("plan.dxf"), "--crs", CRS]


@cases(ACCEPT, NOTED, WARN, figures={"share": Where("0.5", lambda value: abs(value - 0.5) < 1e-4)})
def codes_in_full_width_digits_in_gbk(folder):
    shp(parcels("０３０１", "0101", "０３０１ ", "0601"), folder / "dltb.shp", encoding="gb18030", cpg=None)
    return share("dltb.shp")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": OneOf((3, None))})
def a_dbf_of_control_bytes(folder):
    shp(stops(), folder / "stops.shp")
    path = folder / "stops.dbf"
    raw_dbf(path, (("NAME", "C", 12, 0),), [[bytes(range(1, 13))], [b"\0" * 12], [b"\x7f" * 12]])
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, figures={"rows.used": 1, "fields.NAME.sample": "𠮷田镇"})
def a_character_of_four_bytes_in_gb18030(folder):
    shp(
        frame([Point(400000, 3049000)], NAME=["𠮷田镇"]),
        folder / "town.shp",
        encoding="gb18030",
        cpg="GB18030",
    )
    return inspect("town.shp")
