"""Files that are not what their name says."""

import struct

from case_files import csv_text, inspect, shp, stops, text, xlsx, zipped
from dirty_rasters import LEGEND, ask, tif
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, Cases

cases = Cases("disguises")
CASES = cases.all


def _bytes(name, raw):
    def make(folder):
        (folder / name).write_bytes(raw)
        return inspect(name)

    return make


for name in (
    "stops.shp",
    "stops.gpkg",
    "stops.geojson",
    "stops.kml",
    "stops.gml",
    "stops.dxf",
    "stops.fgb",
    "stops.parquet",
    "stops.xlsx",
    "stops.zip",
    "stops.txt",
    "stops.pbf",
    "cover.tif",
    "cover.img",
    "cover.asc",
):
    cases.add(f"empty_{name.partition('.')[2]}", _bytes(name, b""), REFUSE)
    cases.add(
        f"noise_as_{name.partition('.')[2]}",
        _bytes(name, bytes((i * 89 + 7) % 251 for i in range(5000))),
        REFUSE,
    )
VRT = (
    b'<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>/etc/passwd</SrcDataSource>'
    b"</OGRVRTLayer></OGRVRTDataSource>"
)
RASTER_VRT = (
    b'<VRTDataset rasterXSize="1" rasterYSize="1"><VRTRasterBand dataType="Byte" band="1"><SimpleSource>'
    b"<SourceFilename>/etc/hostname</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
)
for name in ("x.shp", "x.json", "x.geojson", "x.gml", "x.kml", "x.gpkg", "x.vrt", "x.txt", "x.csv"):
    cases.add(f"a_virtual_source_as_{name.partition('.')[2]}", _bytes(name, VRT), REFUSE)
for name in ("x.tif", "x.img", "x.asc"):
    cases.add(f"a_virtual_raster_as_{name.partition('.')[2]}", _bytes(name, RASTER_VRT), REFUSE)
for name, raw in {
    "drawing.dwg": b"AC1027" + b"\0" * 500,
    "drawing.dxf": b"AC1027" + b"\0" * 500,
    "binary.dxf": b"AutoCAD Binary DXF\r\n\x1a\0" + b"\0" * 500,
    "base.mdb": b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\0" * 500,
    "stops.gpkg": b"\x00\x01\x00\x00Standard ACE DB\x00" + b"\0" * 500,
    "letter.pdf": b"%PDF-1.7\n",
    "packed.rar": b"Rar!\x1a\x07\x00" + b"\0" * 90,
    "packed.7z": b"7z\xbc\xaf\x27\x1c" + b"\0" * 90,
    "photo.tif": b"\xff\xd8\xff\xe0" + b"\0" * 90,
    "stops": b"NAME,lon,lat\na,109.98,27.55\n",
    "stops.dbf": b"\x03" + b"\0" * 90,
    "stops.docx": b"PK\x03\x04" + b"\0" * 90,
}.items():
    cases.add("named_" + name.replace(".", "_"), _bytes(name, raw), REFUSE)


@cases(REFUSE)
def a_geopackage_named_shp(folder):
    stops().to_file(folder / "a.gpkg")
    (folder / "a.gpkg").rename(folder / "stops.shp")
    return inspect("stops.shp")


@cases(REFUSE)
def a_shapefile_named_gpkg(folder):
    shp(stops(), folder / "stops.shp")
    (folder / "stops.shp").rename(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(REFUSE)
def the_index_of_a_shapefile_as_shp(folder):
    shp(stops(), folder / "stops.shp")
    (folder / "stops.shp").write_bytes((folder / "stops.shx").read_bytes())
    return inspect("stops.shp")


@cases(REFUSE, ACCEPT, NOTED, figures={"rows.used": 3})
def a_workbook_named_csv(folder):
    xlsx(folder / "a.xlsx", {"站点": [["NAME", "lon", "lat"], ["a", 109.98, 27.55]]})
    (folder / "a.xlsx").rename(folder / "stops.csv")
    return inspect("stops.csv")


@cases(REFUSE, ACCEPT, NOTED, figures={"rows.used": 1})
def a_csv_named_xlsx(folder):
    text(folder / "stops.xlsx", csv_text("NAME,lon,lat", "a,109.98,27.55"))
    return inspect("stops.xlsx")


@cases(REFUSE)
def a_kml_named_geojson(folder):
    text(folder / "stops.geojson", kml())
    return inspect("stops.geojson")


@cases(REFUSE)
def a_page_that_says_please_log_in(folder):
    text(folder / "stops.geojson", "<!DOCTYPE html><html><body>请先登录</body></html>")
    return inspect("stops.geojson")


@cases(REFUSE)
def a_git_pointer_instead_of_the_data(folder):
    text(folder / "stops.gpkg", "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n")
    return inspect("stops.gpkg")


@cases(REFUSE, file="cover.asc")
def a_tif_named_asc(folder):
    tif(folder / "a.tif")
    (folder / "a.tif").rename(folder / "cover.asc")
    text(folder / "legend.csv", LEGEND)
    return ask(of="cover.asc")


@cases(REFUSE, file="stops.gpkg")
def a_raster_geopackage(folder):
    import numpy as np  # noqa: PLC0415

    tif(folder / "stops.gpkg", np.ones((64, 64), "uint8"), driver="GPKG", nodata=None)
    return inspect("stops.gpkg")


@cases(REFUSE)
def an_osm_xml_named_pbf(folder):
    text(
        folder / "town.osm.pbf",
        '<?xml version="1.0"?><osm version="0.6"><node id="1" lat="27.5" lon="109.9"/></osm>',
    )
    return inspect("town.osm.pbf")


@cases(REFUSE)
def a_pbf_of_a_header_that_promises_more(folder):
    (folder / "town.osm.pbf").write_bytes(
        struct.pack(">I", 14) + b"\x0a\x09OSMHeader\x18\xff\xff\x7f" + b"\0" * 90
    )
    return inspect("town.osm.pbf")


@cases(REFUSE, ACCEPT, NOTED, says="zip|nested|archive|folder")
def a_zip_in_a_zip(folder):
    zipped(folder / "inner.zip", {"stops.csv": b"NAME,lon,lat\na,109.98,27.55\n"})
    raw = (folder / "inner.zip").read_bytes()
    (folder / "inner.zip").unlink()
    zipped(folder / "outer.zip", {"inner.zip": raw})
    return inspect("outer.zip")
