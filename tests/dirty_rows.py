"""Numbers, dates, identifiers and area attributes that cannot be right: null and counted, never a guess."""

import math
import struct

from case_files import (
    CRS,
    KM_M2,
    STOPS,
    E,
    N,
    clockwise,
    coverage,
    csv_text,
    degrees,
    frame,
    inspect,
    parcels,
    quarters,
    raw_shp,
    ring_record,
    shp,
    stops,
    text,
    true_area,
)
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, OneOf, Where
from shapely import Point, box

cases = Cases("rows")
CASES = cases.all
AREAS = [true_area(shape) for shape in quarters()]
ID = "9007199254740993"  # 2**53 + 1


def _dbf(values, letter, width, decimals=0, name="TBMJ"):
    def make(folder):
        records = [ring_record(clockwise(shape)) for shape in quarters()]
        raw_shp(
            folder / "dltb.shp", records, ((name, letter, width, decimals),), [[value] for value in values]
        )
        return inspect("dltb.shp")

    return make


_MJ = [f"{area:.2f}".encode() for area in AREAS]
cases.add(
    "a_number_that_overflowed", _dbf([*_MJ[:3], b"*" * 12], "N", 12, 2), WARN, NOTED, figures={"rows.used": 4}
)
cases.add(
    "a_number_that_is_text", _dbf([*_MJ[:3], b"12,5a"], "N", 12, 2), WARN, NOTED, figures={"rows.used": 4}
)
for name, value in {
    "month_13": b"20231345",
    "30_february": b"20230230",
    "zeros": b"00000000",
    "stars": b"********",
}.items():
    cases.add(
        f"a_date_of_{name}",
        _dbf([b"20230101", b"20230102", value, b"20230104"], "D", 8, name="DATE"),
        WARN,
        NOTED,
        figures={"rows.used": 4},
    )


def _areas(values, name="TBMJ"):
    def make(folder):
        parcels("0301", "0101", "0301", "0601", **{name: values}).to_file(folder / "dltb.gpkg")
        return inspect("dltb.gpkg")

    return make


for name, column, values in (
    ("an_area_attribute_wrong_in_one_row", "TBMJ", [AREAS[0] * 10, *AREAS[1:]]),
    ("an_area_attribute_that_fits_no_unit", "TBMJ", [area * 3.7 for area in AREAS]),
    ("an_area_attribute_of_another_layer", "TBMJ", [1.0, 250000.0, 7.0, 99999999.0]),
    ("mu_in_a_column_named_square_metres", "area_m2", [area / (2000 / 3) for area in AREAS]),
    ("hectares_in_a_column_named_mu", "面积_亩", [area / 1e4 for area in AREAS]),
    ("an_area_attribute_that_is_negative", "TBMJ", [-AREAS[0], *AREAS[1:]]),
):
    wanted = (WARN, NOTED) if "mu" in name else (WARN,)
    cases.add(
        name,
        _areas(values, column),
        *wanted,
        figures={"area_m2": Near(KM_M2, rel=1e-7)},
        says="亩|mu|m2|m²|TBMJ|面积",
    )


@cases(ACCEPT, NOTED, figures={"fields.BSM.sample": ID})
def an_id_beyond_doubles_in_a_geopackage(folder):
    frame([Point(E, N), Point(E + 9, N)], BSM=[int(ID), int(ID) + 2]).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"fields.BSM.sample": ID})
def an_id_beyond_doubles_in_geojson(folder):
    features = ",".join(
        f'{{"type":"Feature","properties":{{"BSM":{number}}},"geometry":{{"type":"Point","coordinates":[109.9{i},27.5]}}}}'
        for i, number in enumerate((ID, "12"))
    )
    text(folder / "stops.geojson", f'{{"type":"FeatureCollection","features":[{features}]}}')
    return inspect("stops.geojson")


@cases(WARN, NOTED, figures={"rows.used": 2})
def an_id_beyond_doubles_kept_as_a_float(folder):
    frame([Point(E, N), Point(E + 9, N)], id=[float(ID), 1.2e17 + 3]).to_parquet(folder / "stops.parquet")
    return inspect("stops.parquet")


@cases(WARN, figures={"rows.used": 3})
def identifiers_that_stand_twice(folder):
    frame([Point(place) for place in STOPS], id=["a", "a", "b"]).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(WARN, figures={"rows.used": 3})
def identifiers_that_are_blank(folder):
    frame([Point(place) for place in STOPS], id=["a", "", None]).to_file(folder / "stops.gpkg")
    return inspect("stops.gpkg")


@cases(WARN, NOTED, REFUSE, figures={"rows.used": 3})
def columns_that_differ_by_case_alone(folder):
    frame([Point(place) for place in STOPS], NAME=list("abc"), name=list("xyz")).to_parquet(
        folder / "stops.parquet"
    )
    return inspect("stops.parquet")


def _weights(values, *words):
    """Ask for people within 300 m of the middle: the first of three places, in the middle, is within."""

    def make(folder):
        middle = STOPS[1]
        places = [middle, (E + 5, N + 5), (E + 995, N + 995)]
        rows = [f"{x:.8f},{y:.8f},{value}" for (x, y), value in zip(degrees(places), values, strict=True)]
        text(folder / "people.csv", csv_text("lon,lat,人口", *rows))
        shp(stops(places=[middle]), folder / "stops.shp")
        return coverage("stops.shp", "people.csv", "--weight", "人口", *words)

    return make


def _people(share, unread=0):
    return {
        "people_share": OneOf((Near(share, rel=1e-9), None)),
        "covered_share": Near(share, rel=1e-9),
        "people_not_assessed": OneOf((unread, None)),
    }


cases.add(
    "people_with_thousands_separators",
    _weights(['"1,000"', '"3,000"', "0"]),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=_people(0.25),
)
cases.add(
    "people_in_ten_thousands",
    _weights(["1万", "3万", "0"]),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=_people(0.25),
)
cases.add(
    "people_in_full_width_digits",
    _weights(["１００", "３００", "０"]),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=_people(0.25),
)
cases.add(
    "people_unreadable_in_one_row",
    _weights(["100", "300", "很多"]),
    WARN,
    REFUSE,
    figures={"covered_share": Near(0.25)},
)
cases.add(
    "people_blank_in_one_row",
    _weights(["100", "300", ""]),
    *(ACCEPT, NOTED, WARN, REFUSE),
    figures={"covered_share": Near(0.25), "people_not_assessed": 1},
)
cases.add(
    "people_negative_in_one_row",
    _weights(["100", "300", "-50"]),
    WARN,
    REFUSE,
    figures={"covered_share": Near(0.25)},
)
cases.add(
    "people_infinite_in_one_row",
    _weights(["100", "300", "inf"]),
    WARN,
    REFUSE,
    figures={"covered_share": Near(0.25)},
)
cases.add("people_all_unreadable", _weights(["a", "b", "c"]), REFUSE, file="people.csv")
cases.add(
    "people_column_missing",
    _weights(["1", "2", "3"], "--weight", "population"),
    REFUSE,
    file="people.csv",
    says="population",
)


@cases(REFUSE, says="UNIT", file="zone.shp")
def the_column_to_break_down_by_is_missing(folder):
    shp(frame([box(E, N, E + 1000, N + 1000)], NAME=["a"]), folder / "zone.shp")
    shp(stops(), folder / "stops.shp")
    return coverage("stops.shp", "zone.shp", "--by", "UNIT")


@cases(
    ACCEPT,
    NOTED,
    WARN,
    figures={
        "by": Where("two parts", lambda told: len(told) == 2),
        "covered": Near(math.pi * 300**2, rel=1e-5),
    },
)
def a_zone_without_a_name(folder):
    west, east = box(E, N, E + 500, N + 1000), box(E + 500, N, E + 1000, N + 1000)
    frame([west, east], NAME=["a", None]).to_file(folder / "zone.gpkg")
    shp(stops(places=STOPS[1:2]), folder / "stops.shp")
    return coverage("stops.shp", "zone.gpkg", "--by", "NAME")


@cases(ACCEPT, NOTED, WARN, figures={"rows.read": 3, "rows.used": 2})
def a_row_that_is_deleted_in_the_dbf(folder):
    from case_files import raw_dbf  # noqa: PLC0415

    records = [struct.pack("<2d", *place) for place in STOPS]
    raw_shp(folder / "stops.shp", records, kind=1)
    raw_dbf(folder / "stops.dbf", (("ID", "N", 6, 0),), [[b"1"], [b"2"], [b"3"]], deleted=(2,))
    return inspect("stops.shp")


@cases(ACCEPT, NOTED, WARN, figures={"fields.CODE.sample": "431202001001"})
def a_twelve_digit_code_stored_as_a_float(folder):
    frame(
        [Point(place) for place in STOPS], CODE=[431202001001.0, 431202001002.0, 431202001003.0], crs=CRS
    ).to_parquet(folder / "units.parquet")
    return inspect("units.parquet")
