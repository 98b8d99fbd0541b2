"""Sound files with the habits of real offices: nothing here deserves a warning."""

import datetime as dt
import json
import sqlite3

import geopandas as gpd
import numpy as np
import pandas as pd
from case_files import (
    CRS,
    KM,
    KM_M2,
    NAMES,
    STOPS,
    E,
    N,
    circle,
    coverage,
    csv_text,
    degrees,
    frame,
    inspect,
    parcels,
    quarters,
    share,
    shp,
    stops,
    text,
    true_area,
    xlsx,
)
from dirty_rasters import HALF, LEGEND, ask, tif
from input_case import ACCEPT, Cases, Near, Where
from shapely import Point, box

cases = Cases("habits")
CASES = cases.all
AREAS = [true_area(shape) for shape in quarters()]
WHOLE = {"area_m2": Near(KM_M2, rel=1e-7), "rows.used": 4}


@cases(ACCEPT, figures=WHOLE)
def ridges_deducted_from_the_area(folder):
    columns = {"TBMJ": [round(area, 2) for area in AREAS], "KCMJ": [round(area * 0.08, 2) for area in AREAS]}
    columns["TBDLMJ"] = [round(whole - less, 2) for whole, less in zip(*columns.values(), strict=True)]
    parcels("0101", "0102", "0103", "0101", **columns).to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")


@cases(ACCEPT, figures=WHOLE)
def planar_area_and_length_of_arcgis(folder):
    parcels("0301", "0101", "0301", "0601", SHAPE_Area=[250_000.0] * 4, SHAPE_Leng=[2000.0] * 4).to_file(
        folder / "dltb.gpkg"
    )
    return inspect("dltb.gpkg")


@cases(ACCEPT, figures={"rows.used": 4})
def a_courtyard_between_parcels(folder):
    around = [
        box(E, N, E + 1000, N + 300),
        box(E, N + 700, E + 1000, N + 1000),
        box(E, N + 300, E + 300, N + 700),
        box(E + 700, N + 300, E + 1000, N + 700),
    ]
    frame(around, DLBM=["0301"] * 4).to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")


@cases(ACCEPT, figures={"rows.used": 3})
def attributes_that_are_missing_or_long(folder):
    stops(
        built=pd.to_datetime(["2020-01-02", None, "2023-12-31"]),
        open=[True, False, None],
        note=["x" * 3000, None, ""],
        lanes=[1, None, 3],
    ).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(ACCEPT, figures={"rows.used": 4})
def stops_in_four_cities(folder):
    cities = [(109.98, 27.55), (112.98, 28.20), (110.48, 29.13), (111.61, 26.42)]
    frame(
        [Point(place) for place in cities], crs="EPSG:4490", NAME=["怀化", "长沙", "张家界", "永州"]
    ).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(ACCEPT, figures={"area_m2": Near(true_area(circle(E, N, 5000, 10_000)), rel=1e-7)})
def a_border_of_ten_thousand_corners(folder):
    frame([circle(E, N, 5000, 10_000)], NAME=["a"]).to_file(folder / "zone.gpkg")
    return inspect("zone.gpkg")


@cases(ACCEPT, figures={"rows.used": 3})
def a_geopackage_with_a_table_beside_the_layer(folder):
    stops().to_file(folder / "stops.gpkg")
    base = sqlite3.connect(folder / "stops.gpkg")
    base.execute("create table notes (fid integer primary key, note text)")
    base.execute(
        "insert into gpkg_contents (table_name, data_type, identifier) values ('notes', 'attributes', 'n')"
    )
    base.commit()
    base.close()
    return inspect("stops.gpkg")


@cases(ACCEPT, figures={"rows.used": 3})
def kml_with_styles_and_extended_data(folder):
    marks = "".join(
        f"<Placemark><name>{name}</name><description><![CDATA[<b>站</b>]]></description><styleUrl>#s</styleUrl>"
        f'<ExtendedData><Data name="lines"><value>{i}路</value></Data></ExtendedData>'
        f"<Point><coordinates>\n {109.97 + i / 100:.4f},27.55,230 \n</coordinates></Point></Placemark>"
        for i, name in enumerate(NAMES)
    )
    style = '<Style id="s"><IconStyle><scale>1.1</scale></IconStyle></Style>'
    text(
        folder / "stops.kml",
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"{style}<Folder><name>站点</name>{marks}</Folder><Folder><name>空</name></Folder></Document></kml>",
    )
    return inspect("stops.kml")


ROWS = [[name, round(109.97 + i / 100, 4), 27.55] for i, name in enumerate(NAMES)]


@cases(ACCEPT, figures={"rows.used": 3})
def a_workbook_with_empty_sheets(folder):
    xlsx(folder / "stops.xlsx", {"Sheet1": [["NAME", "经度", "纬度"], *ROWS], "Sheet2": [], "Sheet3": []})
    return inspect("stops.xlsx")


@cases(ACCEPT, figures={"rows.used": 3})
def a_workbook_with_numbers_as_text(folder):
    rows = [[name, str(lon), str(lat), dt.date(2020, 1, 1)] for name, lon, lat in ROWS]
    xlsx(folder / "stops.xlsx", {"站点": [["NAME", "经度", "纬度", "建成"], *rows]})
    return inspect("stops.xlsx")


@cases(ACCEPT, figures={"rows.used": 3})
def a_csv_with_quotes_and_line_breaks_in_cells(folder):
    rows = [f'"{name}\n(南)",{lon},{lat},"a ""b"", c"' for name, lon, lat in ROWS]
    text(folder / "stops.csv", csv_text("NAME,lon,lat,note", *rows, end="\r\n"))
    return inspect("stops.csv")


@cases(ACCEPT, figures={"rows.used": 3})
def geojson_under_the_urn_of_cgcs2000(folder):
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": name, "bbox": None},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for name, place in zip(NAMES, degrees(STOPS), strict=True)
    ]
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    text(
        folder / "stops.geojson", json.dumps({"type": "FeatureCollection", "crs": crs, "features": features})
    )
    return inspect("stops.geojson")


@cases(ACCEPT, figures=HALF)
def a_palette_in_the_raster(folder):
    import rasterio  # noqa: PLC0415

    tif(folder / "cover.tif")
    with rasterio.open(folder / "cover.tif", "r+") as target:
        target.write_colormap(1, {1: (49, 173, 105, 255), 2: (255, 255, 0, 255)})
    text(folder / "legend.csv", LEGEND)
    return ask()


@cases(ACCEPT, figures={"covered_share": Near(1.0, rel=1e-9)})
def a_reach_that_covers_everything(folder):
    shp(stops(), folder / "stops.shp")
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg")
    return coverage("stops.shp", "zone.gpkg", radius=2000)


@cases(ACCEPT, figures={"covered_share": Near(1 / 3), "total": 3})
def demand_of_points(folder):
    shp(stops(places=STOPS[1:2]), folder / "stops.shp")
    shp(stops(), folder / "homes.shp")
    return coverage("stops.shp", "homes.shp")


@cases(ACCEPT, figures={"people_share": Near(0.25), "people_total": Near(400)})
def people_of_points_beside_the_area(folder):
    shp(stops(places=STOPS[1:2]), folder / "stops.shp")
    frame([KM], NAME=["a"]).to_file(folder / "zone.gpkg")
    shp(stops(places=[STOPS[1], (E + 20, N + 20)], POP=[100, 300]), folder / "people.shp")
    return [*coverage("stops.shp", "zone.gpkg"), "--people", "people.shp", "--weight", "POP"]


@cases(ACCEPT, figures={"share": Near(0.5, rel=1e-5), "by": Where("four zones", lambda told: len(told) == 4)})
def four_zones_that_fit_together(folder):
    parcels("0301", "0101", "0301", "0601").to_file(folder / "dltb.gpkg")
    frame(quarters(), NAME=list("abcd")).to_file(folder / "zones.gpkg")
    return share("dltb.gpkg", "--within", "zones.gpkg", "--by", "NAME")


@cases(ACCEPT, figures={"rows.used": 20})
def identifiers_of_eighteen_digits(folder):
    places = np.c_[E + np.arange(20) * 7.0, N + np.arange(20) * 3.0]
    frame(
        [Point(place) for place in places], BSM=[f"4312020000000{i:05}" for i in range(20)], crs=CRS
    ).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(ACCEPT, figures={"rows.used": 2})
def parcels_that_overlap_by_less_than_the_tolerance(folder):
    rows = gpd.GeoDataFrame(
        {"DLBM": ["0301", "0101"]},
        geometry=[box(E, N, E + 500.0005, N + 100), box(E + 500, N, E + 1000, N + 100)],
        crs=CRS,
    )
    rows.to_file(folder / "dltb.gpkg")
    return inspect("dltb.gpkg")
