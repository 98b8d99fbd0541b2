"""Claims and bulk beyond any budget: refused by the header, or read within the limits; never a hang."""

import json
import math
import struct
import zipfile

import numpy as np
import rasterio
import shapely
from case_files import CRS, E, N, csv_text, frame, inspect, share, shp, stops, text
from dirty_rasters import EAST_UP, LEGEND, ask
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Where
from shapely import Polygon

cases = Cases("sizes")
CASES = cases.all


def _sparse(side, asks):
    def make(folder):
        with rasterio.open(
            *(folder / "cover.tif", "w"),
            driver="GTiff",
            dtype="uint8",
            count=1,
            width=side,
            height=side,
            crs=CRS,
            transform=EAST_UP,
            tiled=True,
            blockxsize=512,
            blockysize=512,
            sparse_ok=True,
            BIGTIFF="YES",
            nodata=0,
        ):
            pass
        text(folder / "legend.csv", LEGEND)
        return asks

    return make


cases.add("a_sparse_raster_of_a_trillion_pixels", _sparse(1_000_000, ask()), REFUSE, file="cover.tif")
cases.add(
    "a_sparse_raster_is_described_by_its_header",
    _sparse(200_000, inspect("cover.tif")),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"size": [200_000, 200_000]},
    file="cover.tif",
)


@cases(REFUSE, file="cover.tif")
def one_strip_of_gigabytes(folder):
    tags = [
        (256, 4, 1, 60_000), (257, 4, 1, 60_000), (258, 3, 1, 8), (259, 3, 1, 8), (262, 3, 1, 1),
        (273, 4, 1, 8), (277, 3, 1, 1), (278, 4, 1, 60_000), (279, 4, 1, 100),
    ]  # fmt: skip
    body = b"".join(struct.pack("<HHII", *tag) for tag in tags)
    raw = (
        b"II*\0"
        + struct.pack("<I", 108)
        + b"\x78\x9c"
        + b"\0" * 98
        + struct.pack("<H", len(tags))
        + body
        + b"\0" * 4
    )
    (folder / "cover.tif").write_bytes(raw)
    text(folder / "legend.csv", LEGEND)
    return ask("--crs", CRS)


@cases(REFUSE, WARN)
def deeply_nested_json(folder):
    text(
        folder / "deep.geojson",
        '{"type":"FeatureCollection","features":' + "[" * 200_000 + "]" * 200_000 + "}",
    )
    return inspect("deep.geojson")


@cases(REFUSE)
def deeply_nested_collections(folder):
    inner = '{"type":"GeometryCollection","geometries":[' * 5_000 + "]}" * 5_000
    text(
        folder / "deep.geojson",
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":'
        + inner
        + "}]}",
    )
    return inspect("deep.geojson")


@cases(REFUSE)
def deeply_nested_kml(folder):
    body = "<Folder>" * 50_000 + "</Folder>" * 50_000
    text(
        folder / "deep.kml", f'<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2">{body}</kml>'
    )
    return inspect("deep.kml")


@cases(ACCEPT, NOTED, WARN, figures={"rows.read": 1})
def a_star_of_a_hundred_thousand_corners(folder):
    turns = np.linspace(0, 2 * math.pi, 100_001)[:-1]
    radius = np.where(np.arange(100_000) % 2, 400.0, 500.0)
    star = Polygon(np.c_[E + 500 + radius * np.cos(turns), N + 500 + radius * np.sin(turns)])
    shp(frame([star], NAME=["a"]), folder / "star.shp")
    return inspect("star.shp")


@cases(REFUSE, WARN)
def a_line_that_crosses_itself_everywhere(folder):
    places = np.random.default_rng(7).random((6_000, 2)) * 1000 + [E, N]
    frame([Polygon(places)], NAME=["a"]).to_file(folder / "tangle.gpkg")
    return inspect("tangle.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 200_000})
def a_table_of_two_hundred_thousand_rows(folder):
    rows = [f"{i},{109.9 + i % 447 / 4470:.6f},{27.5 + i // 447 / 4470:.6f}" for i in range(200_000)]
    text(folder / "stops.csv", csv_text("id,lon,lat", *rows))
    return inspect("stops.csv")


@cases(REFUSE)
def a_table_of_five_thousand_columns(folder):
    names = ["lon", "lat", *(f"c{i}" for i in range(5_000))]
    text(folder / "wide.csv", csv_text(",".join(names), ",".join(["109.98", "27.55", *["1"] * 5_000])))
    return inspect("wide.csv")


@cases(REFUSE)
def a_cell_of_twenty_megabytes(folder):
    text(folder / "stops.csv", csv_text("NAME,lon,lat", "x" * 20_000_000 + ",109.98,27.55"))
    return inspect("stops.csv")


def _bomb(name, member, size=1 << 30):
    def make(folder):
        with (
            zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
            archive.open(member, "w", force_zip64=True) as stream,
        ):
            for _ in range(size >> 20):
                stream.write(b"0" * (1 << 20))
        return inspect(name)

    return make


cases.add("a_zip_bomb", _bomb("bomb.zip", "stops.csv"), REFUSE, says="ratio|unpack|large|GiB|MB|bomb|times")
cases.add("a_workbook_bomb", _bomb("bomb.xlsx", "xl/worksheets/sheet1.xml"), REFUSE)
cases.add("a_kmz_bomb", _bomb("bomb.kmz", "doc.kml"), REFUSE)
cases.add("an_ods_bomb", _bomb("bomb.ods", "content.xml"), REFUSE)


@cases(REFUSE, says="entr|members|2,?000")
def a_zip_of_three_thousand_members(folder):
    with zipfile.ZipFile(folder / "many.zip", "w") as archive:
        for i in range(3_000):
            archive.writestr(f"t{i}.csv", "NAME,lon,lat\na,109.98,27.55\n")
    return inspect("many.zip")


@cases(REFUSE)
def a_shapefile_that_claims_a_billion_points(folder):
    shp(frame([shapely.box(E, N, E + 9, N + 9)], NAME=["a"]), folder / "zone.shp")
    raw = bytearray((folder / "zone.shp").read_bytes())
    raw[100 + 8 + 4 + 32 + 4 : 100 + 8 + 4 + 32 + 8] = struct.pack("<i", 1_000_000_000)
    (folder / "zone.shp").write_bytes(raw)
    return inspect("zone.shp")


@cases(REFUSE)
def a_dbf_that_claims_a_billion_rows(folder):
    shp(stops(), folder / "stops.shp")
    raw = bytearray((folder / "stops.dbf").read_bytes())
    raw[4:8] = struct.pack("<I", 1_000_000_000)
    (folder / "stops.dbf").write_bytes(raw)
    return inspect("stops.shp")


@cases(REFUSE, WARN, figures={"rows.used": Where("one row", lambda used: used == 1)})
def a_wkb_that_claims_four_billion_points(folder):
    from case_files import gpkg_blob, set_geometry  # noqa: PLC0415

    frame([shapely.box(E, N, E + 9, N + 9)] * 2, NAME=["a", "b"]).to_file(folder / "zone.gpkg")
    set_geometry(folder / "zone.gpkg", 2, gpkg_blob(struct.pack("<BIII", 1, 3, 1, 0xFFFFFFFF)))
    return inspect("zone.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"share": Near(0.5, rel=1e-3)})
def a_share_of_twenty_thousand_parcels(folder):
    shapes = [
        shapely.box(E + i * 10, N + j * 10, E + i * 10 + 10, N + j * 10 + 10)
        for i in range(200)
        for j in range(100)
    ]
    frame(shapes, DLBM=["0301" if k % 2 else "0101" for k in range(20_000)]).to_file(folder / "dltb.gpkg")
    return share("dltb.gpkg")


@cases(REFUSE, NOTED, WARN, figures={"rows.used": 1})
def numbers_of_a_thousand_digits(folder):
    feature = {
        "type": "Feature",
        "properties": {"n": 1},
        "geometry": {"type": "Point", "coordinates": [109.9, 27.5]},
    }
    told = json.dumps({"type": "FeatureCollection", "features": [feature]}).replace(
        '"n": 1', '"n": 1' + "0" * 10_000
    )
    text(folder / "stops.geojson", told)
    return inspect("stops.geojson")
