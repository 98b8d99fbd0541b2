"""GeoJSON, KML, drawings, archives and rasters that are cut, corrupt or several things at once."""

import gzip
import json
import math

from case_files import (
    CRS,
    KM,
    KM_M2,
    NAMES,
    STOPS,
    E,
    N,
    circle,
    clockwise,
    csv_text,
    degrees,
    frame,
    inspect,
    patch,
    shp,
    text,
    true_area,
    xlsx,
    zipped,
)
from dirty_ground import MOST_OFF_M
from dirty_rasters import LEGEND, ask, tif
from dirty_structure import AREA
from dirty_text import kml
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Total
from shapely import box

cases = Cases("structure")
CASES = cases.all


def _geojson(change):
    def make(folder):
        features = [
            {
                "type": "Feature",
                "properties": {"NAME": name},
                "geometry": {"type": "Point", "coordinates": list(place)},
            }
            for name, place in zip(NAMES, degrees(STOPS), strict=True)
        ]
        told = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        text(folder / "stops.geojson", change(told))
        return inspect("stops.geojson")

    return make


cases.add("geojson_cut", _geojson(lambda told: told[: len(told) * 2 // 3]), REFUSE)
cases.add("geojson_with_rubbish_behind", _geojson(lambda told: told + "]}"), REFUSE)
cases.add("geojson_twice_in_one_file", _geojson(lambda told: told + told), REFUSE)
cases.add(
    "geojson_with_features_twice",
    _geojson(lambda told: told[:-1] + ', "features": []}'),
    REFUSE,
    WARN,
    figures={"rows.read": 3},
)
cases.add(
    "geojson_of_another_type", _geojson(lambda told: told.replace("FeatureCollection", "Topology")), REFUSE
)
cases.add("geojson_with_single_quotes", _geojson(lambda told: told.replace('"', "'")), REFUSE)
cases.add(
    "geojson_that_is_esri_json",
    _geojson(
        lambda _: (
            '{"geometryType":"esriGeometryPoint","spatialReference":{"wkid":4326},"features":[{"attributes":{"a":1},"geometry":{"x":109.9,"y":27.5}}]}'
        )
    ),
    REFUSE,
)
cases.add(
    "geojson_of_lines_of_features",
    _geojson(
        lambda _: "\n".join(
            '{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[109.9,27.5]}}'
            for _ in range(3)
        )
    ),
    REFUSE,
    ACCEPT,
    NOTED,
    figures={"rows.used": 3},
)


@cases(REFUSE)
def kml_cut(folder):
    told = kml()
    text(folder / "stops.kml", told[: len(told) * 2 // 3])
    return inspect("stops.kml")


@cases(REFUSE, WARN, figures={"rows.used": 3, "rows.skipped": Total(1)})
def kml_with_a_placemark_that_cannot_be_read(folder):
    point = "<Point><coordinates>109.98 E, 27.55 N</coordinates></Point>"
    bad = f"<Placemark><name>x</name>{point}</Placemark></Document>"
    text(folder / "stops.kml", kml().replace("</Document>", bad))
    return inspect("stops.kml")


@cases(REFUSE, says="folder|layer|A.*B")
def kml_with_two_folders(folder):
    point = "<Placemark><name>x</name><Point><coordinates>109.98,27.55</coordinates></Point></Placemark>"
    folders = "".join(f"<Folder><name>{name}</name>{point}</Folder>" for name in "AB")
    text(
        folder / "stops.kml",
        f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>{folders}</Document></kml>',
    )
    return inspect("stops.kml")


def dxf(*entities):
    """Write a drawing from entities given as (group, value) pairs in one text each."""
    body = ",".join(["0,SECTION,2,ENTITIES", *entities, "0,ENDSEC,0,EOF"])
    return body.replace(",", "\r\n") + "\r\n"


_LINE = "0,LWPOLYLINE,8,zone,100,AcDbPolyline"
_CORNERS = ",".join(f"10,{x},20,{y}" for x, y in clockwise(KM)[:-1])
SQUARE = f"{_LINE},90,4,70,1,{_CORNERS}"


def _dxf(told, *words):
    def make(folder):
        text(folder / "plan.dxf", told)
        return inspect("plan.dxf", *words)

    return make


for radius in (500, 100, 10):
    ends = ",".join(f"10,{x},20,{N + 500},42,1.0" for x in (E + 500 - radius, E + 500 + radius))
    cases.add(
        f"dxf_disc_of_two_bulges_of_{radius}_m",
        _dxf(dxf(f"{_LINE},90,2,70,1,{ends}"), "--crs", CRS),
        *(NOTED, WARN),
        figures={
            "area_m2": Near(true_area(circle(E + 500, N + 500, radius)), off=MOST_OFF_M * math.tau * radius)
        },
    )
cases.add(
    "dxf_circle",
    _dxf(dxf(f"0,CIRCLE,8,zone,10,{E + 500},20,{N + 500},40,500"), "--crs", CRS),
    *(NOTED, WARN, REFUSE),
    figures={"area_m2": Near(true_area(circle(E + 500, N + 500, 500)), rel=1e-6)},
)
cases.add(
    "dxf_without_a_system", _dxf(dxf(SQUARE)), WARN, REFUSE, figures={"crs_read": None, "area_m2": None}
)
cases.add("dxf_cut", _dxf(dxf(SQUARE)[:200], "--crs", CRS), REFUSE)
cases.add(
    "dxf_of_points_and_outlines",
    _dxf(dxf(SQUARE, f"0,POINT,8,stops,10,{E},20,{N}"), "--crs", CRS),
    REFUSE,
    says="zone.*stops|stops.*zone|--layer",
)
cases.add(
    "dxf_with_texts",
    _dxf(dxf(SQUARE, f"0,TEXT,8,zone,10,{E},20,{N},40,5,1,label"), "--crs", CRS),
    NOTED,
    WARN,
    REFUSE,
    figures=AREA,
)
cases.add(
    "dxf_with_a_solid_that_nobody_draws",
    _dxf(dxf(SQUARE, "0,3DSOLID,8,zone,100,AcDbModelerGeometry,70,1"), "--crs", CRS),
    NOTED,
    WARN,
    REFUSE,
    figures=AREA,
)


@cases(REFUSE, ACCEPT, NOTED, figures={"rows.used": 3})
def gzipped_geojson(folder):
    told = json.dumps({"type": "FeatureCollection", "features": []}).encode()
    (folder / "stops.geojson").write_bytes(gzip.compress(told))
    return inspect("stops.geojson")


@cases(REFUSE, says="a.*b|--layer")
def a_zip_of_two_layers(folder):
    members = {f"{name}.csv": csv_text("NAME,lon,lat", "a,109.98,27.55").encode() for name in "ab"}
    zipped(folder / "town.zip", members)
    return inspect("town.zip")


@cases(REFUSE)
def a_zip_of_nothing_known(folder):
    zipped(folder / "town.zip", {"readme.md": b"hello", "photo.jpg": b"\xff\xd8\xff"})
    return inspect("town.zip")


@cases(REFUSE)
def a_zip_with_a_wrong_checksum(folder):
    zipped(folder / "town.zip", {"stops.csv": csv_text("NAME,lon,lat", *["a,109.98,27.55"] * 400).encode()})
    raw = bytearray((folder / "town.zip").read_bytes())
    place = raw.find(b"PK\x01\x02") + 16
    raw[place : place + 4] = b"\1\2\3\4"
    (folder / "town.zip").write_bytes(raw)
    return inspect("town.zip")


@cases(REFUSE)
def a_zip_without_its_directory(folder):
    zipped(folder / "town.zip", {"stops.csv": csv_text("NAME,lon,lat", *["a,109.98,27.55"] * 400).encode()})
    raw = (folder / "town.zip").read_bytes()
    (folder / "town.zip").write_bytes(raw[: raw.find(b"PK\x01\x02")])
    return inspect("town.zip")


def _tif(breaking):
    def make(folder):
        import numpy as np  # noqa: PLC0415

        noise = np.random.default_rng(3).integers(1, 3, (400, 400)).astype("uint8")
        path = tif(folder / "cover.tif", noise, compress="deflate", tiled=True, blockxsize=64, blockysize=64)
        text(folder / "legend.csv", LEGEND)
        breaking(path)
        return ask()

    return make


def _halve(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


cases.add("a_tif_cut_in_half", _tif(_halve), REFUSE, file="cover.tif")
cases.add(
    "a_tif_with_a_broken_tile",
    _tif(lambda path: patch(path, path.stat().st_size // 2, b"\0" * 400)),
    REFUSE,
    file="cover.tif",
)
cases.add(
    "a_tif_of_its_head_alone",
    _tif(lambda path: path.write_bytes(path.read_bytes()[:8])),
    REFUSE,
    file="cover.tif",
)


@cases(REFUSE, file="cover.asc")
def an_ascii_grid_with_rows_missing(folder):
    head = f"ncols 4\nnrows 4\nxllcorner {E}\nyllcorner {N}\ncellsize 10\nNODATA_value -9999\n"
    text(folder / "cover.asc", head + "1 1 2 2\n1 1 2 2\n")
    text(folder / "legend.csv", LEGEND)
    return ask("--crs", CRS, of="cover.asc")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 3})
def a_workbook_with_a_foreign_part(folder):
    path = xlsx(
        folder / "stops.xlsx",
        {"站点": [["NAME", "lon", "lat"], *([name, 109.97, 27.5 + i / 100] for i, name in enumerate(NAMES))]},
    )
    import zipfile  # noqa: PLC0415

    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\0" * 512)
    return inspect("stops.xlsx")


@cases(REFUSE, WARN, figures={"area_m2": Near(KM_M2, rel=1e-7)})
def a_shapefile_whose_zone_is_cut_away(folder):
    shp(frame([KM, box(E + 2000, N, E + 3000, N + 1000)], NAME=["a", "b"]), folder / "zone.shp")
    path = folder / "zone.shp"
    path.write_bytes(path.read_bytes()[:-30])
    return inspect("zone.shp")
