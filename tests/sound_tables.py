"""Sound tables, coordinate TXT, timetables, extracts and rasters: taken without a warning, figures right."""

import datetime as dt

import numpy as np
import rasterio
from case_files import (
    CRS,
    KM,
    KM_M2,
    NAMES,
    E,
    N,
    band_area,
    csv_text,
    frame,
    inspect,
    share,
    shp,
    text,
    true_area,
    xlsx,
    zipped,
)
from dirty_rasters import HALVES, LEGEND, ask, from_origin, tif
from dirty_txt import GOOD, HOLE, PREFIX, head, parcel, vertices
from input_case import ACCEPT, Cases, Near, Where
from shapely import box

cases = Cases("tables")
CASES = cases.all
ROWS = [[name, round(109.97 + i / 100, 4), 27.55] for i, name in enumerate(NAMES)]
THREE = {"rows.used": 3, "rows.read": 3, "fields.NAME.sample": NAMES[0]}
AREA = {"area_m2": Near(KM_M2, rel=1e-7), "rows.used": 1}
HALF = {"share": Near(0.5, rel=1e-4), "total_m2": Near(KM_M2, rel=1e-4)}


def _lines(head, mark=","):
    return [mark.join(map(str, row)) for row in [head, *ROWS]]


for name, columns in {
    "chinese_names": ["NAME", "经度", "纬度"],
    "lon_lat": ["NAME", "lon", "lat"],
    "longitude_latitude": ["NAME", "Longitude", "Latitude"],
    "lng_lat": ["NAME", "lng", "lat"],
    "units_in_brackets": ["NAME", "经度（°）", "纬度(度)"],
}.items():

    def _csv(folder, columns=columns):
        text(folder / "stops.csv", csv_text(*_lines(columns)))
        return inspect("stops.csv")

    cases.add(f"csv_with_{name}", _csv, ACCEPT, figures=THREE)


@cases(ACCEPT, figures=THREE)
def a_tsv(folder):
    text(folder / "stops.tsv", csv_text(*_lines(["NAME", "lon", "lat"], "\t")))
    return inspect("stops.tsv")


@cases(ACCEPT, figures=THREE)
def a_csv_for_excel(folder):
    text(folder / "stops.csv", csv_text(*_lines(["NAME", "lon", "lat"]), end="\r\n"), "utf-8-sig")
    return inspect("stops.csv")


@cases(ACCEPT, figures=THREE | {"bounds": Where("metres", lambda told: told[0] == E and told[3] == N + 20)})
def a_csv_of_metres_with_a_stated_system(folder):
    rows = [f"{name},{E + i * 10},{N + i * 10}" for i, name in enumerate(NAMES)]
    text(folder / "stops.csv", csv_text("NAME,东坐标,北坐标", *rows))
    return inspect("stops.csv", "--crs", CRS)


@cases(ACCEPT, figures=THREE)
def a_csv_of_degrees_minutes_seconds(folder):
    rows = [f'{name},"109°{i + 50}\'12.5""E","27°33\'00.0""N"' for i, name in enumerate(NAMES)]
    text(folder / "stops.csv", csv_text("NAME,经度,纬度", *rows))
    return inspect("stops.csv")


@cases(ACCEPT, figures=THREE)
def a_workbook(folder):
    xlsx(folder / "stops.xlsx", {"Sheet1": [["NAME", "经度", "纬度"], *ROWS]})
    return inspect("stops.xlsx")


@cases(ACCEPT, figures=THREE)
def a_workbook_with_dates_and_codes(folder):
    rows = [[*row, dt.date(2020, 1, 2), 431202001001] for row in ROWS]
    xlsx(folder / "stops.xlsx", {"Sheet1": [["NAME", "经度", "纬度", "建成", "代码"], *rows]})
    return inspect("stops.xlsx")


@cases(ACCEPT, figures=THREE)
def an_old_workbook(folder):
    import xlwt  # noqa: PLC0415

    book = xlwt.Workbook()
    sheet = book.add_sheet("站点")
    for i, row in enumerate([["NAME", "经度", "纬度"], *ROWS]):
        for j, value in enumerate(row):
            sheet.write(i, j, value)
    book.save(str(folder / "stops.xls"))
    return inspect("stops.xls")


@cases(ACCEPT, figures=THREE)
def an_open_document_sheet(folder):
    from odf.opendocument import OpenDocumentSpreadsheet  # noqa: PLC0415
    from odf.table import Table, TableCell, TableRow  # noqa: PLC0415
    from odf.text import P  # noqa: PLC0415

    book = OpenDocumentSpreadsheet()
    sheet = Table(name="Sheet1")
    for row in [["NAME", "经度", "纬度"], *ROWS]:
        line = TableRow()
        for value in row:
            number = not isinstance(value, str)
            cell = TableCell(valuetype="float", value=value) if number else TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        sheet.addElement(line)
    book.spreadsheet.addElement(sheet)
    book.save(str(folder / "stops.ods"))
    return inspect("stops.ods")


@cases(ACCEPT, figures=THREE)
def a_zipped_table(folder):
    zipped(folder / "stops.zip", {"stops.csv": csv_text(*_lines(["NAME", "lon", "lat"])).encode()})
    return inspect("stops.zip")


@cases(ACCEPT, figures={"rows.used": 3})
def a_pair_in_one_column(folder):
    rows = [f'{row[0]},"{row[1]},{row[2]}"' for row in ROWS]
    text(folder / "stops.csv", csv_text("NAME,location", *rows))
    return inspect("stops.csv", "--coordinates", "wgs84")


cases_txt = Cases("txt")


def _txt(lines, *words, encoding="utf-8", end="\r\n"):
    def make(folder):
        text(folder / "dk.txt", end.join(lines) + end, encoding)
        return inspect("dk.txt", *words)

    return make


_PREFIXED_19 = [*head(几度分带="6", 带号="19"), parcel(), *vertices(KM, prefix=19e6)]
_HOLED = [*head(), parcel(10, "75.0000"), *vertices(KM), *vertices(HOLE, number=2, first=5)]
_SPACED = [line for pair in zip(GOOD, [""] * len(GOOD), strict=True) for line in pair]
RING_M2 = true_area(KM - HOLE)
SECOND = box(E + 3000, N, E + 3500, N + 500)
BOTH_M2 = KM_M2 + true_area(SECOND)
for name, make, area in (
    ("utf8_with_prefix", _txt(GOOD), KM_M2),
    ("byte_order_mark", _txt(GOOD, encoding="utf-8-sig"), KM_M2),
    ("unix_line_ends", _txt(GOOD, end="\n"), KM_M2),
    ("without_prefix", _txt([*head(), parcel(), *vertices(KM, prefix=0)]), KM_M2),
    ("six_degree_zone", _txt(_PREFIXED_19), KM_M2),
    ("a_hole", _txt(_HOLED), RING_M2),
    ("two_parcels", _txt([*GOOD, parcel(area="25.0000", name="地块二"), *vertices(SECOND)]), BOTH_M2),
    ("area_with_its_unit", _txt([*head(), parcel(area="100.0000公顷"), *vertices(KM)]), KM_M2),
    ("blank_lines_between", _txt(_SPACED), KM_M2),
    ("ellipsoidal_area_in_the_head", _txt([*head(), parcel(area="99.9756"), *vertices(KM)]), KM_M2),
):  # fmt: skip
    cases_txt.add(name, make, ACCEPT, figures={"area_m2": Near(area, rel=1e-7)})
cases_txt.add("gbk", _txt(GOOD, encoding="gb18030"), ACCEPT, figures=AREA)
cases_txt.add(
    "points_of_type_point",
    _txt([*head(), parcel(1, "0", kind="点"), f"J1,1,{N + 500:.3f},{E + 500 + PREFIX:.3f}"]),
    ACCEPT,
    figures={"rows.used": 1},
)
CASES += cases_txt.all

feeds = Cases("feeds")
CALENDAR = "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date\n"


def gtfs(path, **changes):
    """Write a small timetable: three stops, one trip that calls at all of them."""
    files = {
        "agency": "agency_id,agency_name,agency_url,agency_timezone\na,公交,http://example.org,Asia/Shanghai\n",
        "routes": "route_id,agency_id,route_short_name,route_type\nr,a,1,3\n",
        "trips": "route_id,service_id,trip_id\nr,s,t\n",
        "calendar": CALENDAR + "s,1,1,1,1,1,0,0,20250101,20251231\n",
        "stops": csv_text(
            "stop_id,stop_name,stop_lat,stop_lon",
            *(f"{i},{name},{lat},{lon}" for i, (name, lon, lat) in enumerate(ROWS)),
        ),
        "stop_times": csv_text(
            "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
            *(f"t,08:0{i}:00,08:0{i}:00,{i},{i}" for i in range(3)),
        ),
    } | changes
    return zipped(path, {f"{name}.txt": told.encode() for name, told in files.items() if told is not None})


def _feed(**changes):
    def make(folder):
        gtfs(folder / "gtfs.zip", **changes)
        return inspect("gtfs.zip")

    return make


feeds.add("a_timetable", _feed(), ACCEPT, figures={"rows.used": 3})
feeds.add(
    "a_timetable_of_single_dates",
    _feed(calendar=None, calendar_dates="service_id,date,exception_type\ns,20250601,1\n"),
    ACCEPT,
    figures={"rows.used": 3},
)
feeds.add(
    "a_stop_without_a_call_is_left_out",
    _feed(
        stop_times="trip_id,arrival_time,departure_time,stop_id,stop_sequence\nt,08:00:00,08:00:00,0,0\nt,08:09:00,08:09:00,1,1\n"
    ),
    ACCEPT,
    figures={"rows.used": 2, "rows.read": 3},
)


@feeds(ACCEPT, figures={"rows.used": 2})
def an_extract_of_points(folder):
    import osmium  # noqa: PLC0415
    from osmium.osm.mutable import Node  # noqa: PLC0415

    with osmium.SimpleWriter(str(folder / "town.osm.pbf")) as writer:
        for i, tags in enumerate(({"highway": "bus_stop", "name": "一站"}, {"highway": "bus_stop"}, {}), 1):
            writer.add_node(Node(id=i, location=(109.97 + i / 100, 27.55), tags=tags, version=1))
    return inspect("town.osm.pbf", "--layer", "points")


CASES += feeds.all

rasters = Cases("rasters")


def _raster(name="cover.tif", pixels=HALVES, **more):
    def make(folder):
        tif(folder / name, pixels, **more)
        text(folder / "legend.csv", LEGEND)
        return ask(of=name)

    return make


rasters.add("a_tif", _raster(), ACCEPT, figures=HALF)
rasters.add(
    "a_tif_in_tiles",
    _raster(pixels=HALVES, tiled=True, blockxsize=16, blockysize=16, compress="deflate"),
    ACCEPT,
    figures=HALF,
)
rasters.add("a_tif_by_lzw", _raster(compress="lzw", predictor=2), ACCEPT, figures=HALF)
rasters.add("a_big_tif", _raster(BIGTIFF="YES"), ACCEPT, figures=HALF)
rasters.add("a_cloud_tif", _raster(driver="COG"), ACCEPT, figures=HALF)
rasters.add("sixteen_bits", _raster(pixels=HALVES.astype("uint16"), nodata=65535), ACCEPT, figures=HALF)
rasters.add(
    "signed_bytes_of_thirty_two_bits",
    _raster(pixels=HALVES.astype("int32"), nodata=-9999),
    ACCEPT,
    figures=HALF,
)
rasters.add("erdas_imagine", _raster("cover.img", driver="HFA"), ACCEPT, figures=HALF)
rasters.add(
    "with_prefix",
    _raster(crs="EPSG:4525", transform=from_origin(E + PREFIX, N + 1000, 10, 10)),
    ACCEPT,
    figures=HALF,
)
rasters.add(
    "in_degrees",
    _raster(
        pixels=np.repeat([[1], [2]], 2, axis=1).astype("uint8"),
        crs="EPSG:4490",
        transform=from_origin(100, 50, 5, 5),
    ),
    ACCEPT,
    figures={"share": Near(band_area(45, 50, 0, 10) / band_area(40, 50, 0, 10), rel=1e-6)},
)


@rasters(ACCEPT, figures=HALF)
def an_ascii_grid_with_a_prj(folder):
    import pyproj  # noqa: PLC0415

    lines = [f"ncols 100\nnrows 100\nxllcorner {E}\nyllcorner {N}\ncellsize 10\nNODATA_value -9999"]
    lines += [" ".join(map(str, row)) for row in HALVES]
    text(folder / "cover.asc", "\n".join(lines) + "\n")
    text(folder / "cover.prj", pyproj.CRS(CRS).to_wkt("WKT1_ESRI"))
    text(folder / "legend.csv", LEGEND)
    return ask(of="cover.asc")


@rasters(ACCEPT, figures={"share": Near(0.5, rel=1e-4), "by.a.share": Near(0.5, rel=1e-4)})
def a_share_within_a_zone(folder):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    shp(frame([box(E + 300, N + 300, E + 700, N + 700)], NAME=["a"]), folder / "zone.shp")
    return ask("--within", "zone.shp", "--by", "NAME")


@rasters(ACCEPT, figures={"size": [100, 100], "bands": 1, "area_m2": Near(KM_M2, rel=1e-4)})
def a_look_at_a_tif(folder):
    tif(folder / "cover.tif")
    return inspect("cover.tif")


@rasters(ACCEPT, figures=HALF)
def a_legend_in_a_workbook(folder):
    tif(folder / "cover.tif")
    xlsx(folder / "legend.xlsx", {"图例": [["value", "code", "name"], [1, "0301", "林"], [2, "0101", "田"]]})
    return share("cover.tif", "--legend", "legend.xlsx", field="dlbm")


@rasters(ACCEPT, figures={"share": Near(0.5, rel=1e-4)})
def a_value_table_beside_the_tif(folder):
    from case_files import raw_dbf  # noqa: PLC0415

    tif(folder / "cover.tif")
    fields = (("Value", "N", 9, 0), ("Count", "N", 9, 0), ("DLBM", "C", 8, 0))
    raw_dbf(folder / "cover.tif.vat.dbf", fields, [[b"1", b"5000", b"0301"], [b"2", b"5000", b"0101"]])
    return share("cover.tif")


@rasters(
    ACCEPT,
    figures={
        "share": Near(1, rel=1e-6),
        "area_m2": Near(true_area(box(E + 5, N + 5, E + 495, N + 995)), rel=1e-4),
    },
)
def pixels_that_are_points(folder):
    # the tags place the centre of the first pixel; its corner lies half a pixel to the north-west
    tif(folder / "cover.tif")
    with rasterio.open(folder / "cover.tif", "r+") as target:
        target.update_tags(AREA_OR_POINT="Point")
    text(folder / "legend.csv", LEGEND)
    shp(frame([box(E + 5, N + 5, E + 495, N + 995)], NAME=["a"]), folder / "zone.shp")
    return ask("--within", "zone.shp")


@rasters(ACCEPT, figures={"share": Near(2 / 3, rel=1e-3)})
def a_pixel_cut_by_the_zone_counts_in_part(folder):
    tif(folder / "cover.tif", np.array([[1, 2]], "uint8"), transform=from_origin(E, N + 500, 500, 500))
    text(folder / "legend.csv", LEGEND)
    shp(frame([box(E, N, E + 750, N + 500)], NAME=["a"]), folder / "zone.shp")
    return ask("--within", "zone.shp")


CASES += rasters.all
