"""Land-class codes as offices deliver them: a share must never be 0 because a code was written otherwise."""

import geopandas as gpd
from case_files import (
    clockwise,
    frame,
    inspect,
    parcels,
    quarters,
    raw_dbf,
    raw_shp,
    ring_record,
    share,
    shp,
    true_area,
)
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near

cases = Cases("codes")
CASES = cases.all
AREAS = [true_area(shape) for shape in quarters()]
WHOLE = sum(AREAS)
SW = AREAS[0] / WHOLE
WEST = (AREAS[0] + AREAS[2]) / WHOLE


def _parcels(*codes, name="dltb.gpkg", ask=("0301",), more=(), **columns):
    def make(folder):
        rows = parcels(*codes, **columns)
        if name.endswith(".shp"):
            shp(rows, folder / name)
        elif name.endswith(".parquet"):
            rows.to_parquet(folder / name)
        else:
            rows.to_file(folder / name)
        return share(name, *more, classes=",".join(ask))

    return make


def _share(value):
    return {"share": Near(value, rel=1e-6, off=1e-12), "total_m2": Near(WHOLE, rel=1e-7)}


def _interval(low, high):
    return {
        "share": Near(low, rel=1e-6, off=1e-12),
        "share_low": Near(low, rel=1e-6, off=1e-12),
        "share_high": Near(high, rel=1e-6),
    }


for name, codes in {
    "whole_numbers_without_their_zero": (301, 101, 301, 601),
    "floats_without_their_zero": (301.0, 101.0, 301.0, 601.0),
    "text_with_a_decimal_point": ("301.0", "101.0", "301.0", "601.0"),
    "full_width_digits": ("０３０１", "０１０１", "０３０１", "０６０１"),
    "blanks_around": (" 0301", "0101 ", "0301  ", " 0601 "),
    "no_break_and_ideographic_blanks": ("0301\u00a0", "0101", "\u30000301", "0601"),
    "zero_width_characters": ("0301\u200b", "0101", "\ufeff0301", "0601"),
    "leading_apostrophes": ("'0301", "'0101", "'0301", "'0601"),
    "numeric_and_text_mixed": ("301", "0101", "0301", "0601"),
}.items():
    cases.add(name, _parcels(*codes), ACCEPT, NOTED, WARN, figures=_share(WEST))
cases.add(
    "numeric_codes_in_a_shapefile",
    _parcels(301, 101, 301, 601, name="dltb.shp"),
    ACCEPT,
    NOTED,
    WARN,
    figures=_share(WEST),
)
cases.add(
    "numeric_codes_asked_without_their_zero",
    _parcels("0301", "0101", "0301", "0601", ask=("301",)),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=_share(WEST),
)
cases.add(
    "numeric_codes_beside_a_null_become_floats",
    _parcels(301.0, 101.0, None, 601.0, name="dltb.parquet"),
    WARN,
    figures=_interval(SW, WEST),
)
cases.add(
    "adjustable_land_in_lower_case",
    _parcels("0302k", "0101", "0302K", "0601", ask=("0302",)),
    ACCEPT,
    NOTED,
    WARN,
    figures=_share(WEST),
)
cases.add(
    "subdivisions_belong_to_their_class",
    _parcels("030301", "0101", "030302", "0601", ask=("0303",)),
    ACCEPT,
    NOTED,
    WARN,
    figures=_share(WEST),
)
cases.add(
    "subdivisions_without_their_zero",
    _parcels(30301, 101, 30302, 601, ask=("0303",)),
    ACCEPT,
    NOTED,
    WARN,
    figures=_share(WEST),
)
for name, code in {"null": None, "blank": "", "unknown": "9999", "word": "林地", "question": "?"}.items():
    cases.add(
        f"a_code_that_is_{name}_makes_an_interval",
        _parcels("0301", "0101", code, "0601"),
        WARN,
        figures=_interval(SW, WEST),
    )
cases.add(
    "all_codes_null",
    _parcels(None, None, None, None, name="dltb.parquet"),
    WARN,
    REFUSE,
    figures={"share_high": Near(1.0)},
)
cases.add(
    "classes_that_match_nothing",
    _parcels("0301", "0101", "0301", "0601", ask=("0203",)),
    WARN,
    REFUSE,
    says="0203",
)
cases.add(
    "a_class_that_is_in_no_list",
    _parcels("0301", "0101", "0301", "0601", ask=("forest",)),
    WARN,
    REFUSE,
    says="forest",
)
cases.add(
    "only_0303_and_0304_stand_for_two_things",
    _parcels("0303", "0101", "0304", "0601", ask=("0303",)),
    NOTED,
    WARN,
    says="0303|0304",
)
cases.add(
    "both_systems_in_one_layer", _parcels("0305", "0307", "030301", "0304", ask=("0304",)), WARN, REFUSE
)
cases.add(
    "0303_with_a_stated_system",
    _parcels("0303", "0101", "0303", "0601", ask=("0303",), code_system=["国土空间用地用海分类"] * 4),
    ACCEPT,
    NOTED,
    figures=_share(WEST),
)
cases.add(
    "two_stated_systems_in_one_layer",
    _parcels(
        "0303", "0101", "0303", "0601", ask=("0303",), code_system=["三调", "三调", "用地用海", "用地用海"]
    ),
    WARN,
    REFUSE,
    NOTED,
)


@cases(REFUSE, says="DLBM|DLDM")
def the_field_is_missing(folder):
    parcels("0301", "0101", "0301", "0601").rename(columns={"DLBM": "DLDM"}).to_file(folder / "dltb.gpkg")
    return share("dltb.gpkg")


@cases(ACCEPT, NOTED, figures=_share(WEST))
def the_field_in_other_case(folder):
    parcels("0301", "0101", "0301", "0601").rename(columns={"DLBM": "dlbm"}).to_file(folder / "dltb.gpkg")
    return share("dltb.gpkg")


@cases(ACCEPT, NOTED, WARN, figures=_share(WEST))
def two_fields_that_differ_by_case(folder):
    parcels("0301", "0101", "0301", "0601", dlbm=["0601"] * 4).to_parquet(folder / "dltb.parquet")
    return share("dltb.parquet")


@cases(ACCEPT, NOTED, WARN, figures=_share(WEST))
def a_numeric_dbf_column_with_decimals(folder):
    records = [ring_record(clockwise(shape)) for shape in quarters()]
    values = [[code] for code in (b"301.00", b"101.00", b"301.00", b"601.00")]
    raw_shp(folder / "dltb.shp", records, (("DLBM", "N", 10, 2),), values)
    return share("dltb.shp")


@cases(WARN, figures=_interval(SW, WEST))
def a_code_that_overflowed_its_dbf_field(folder):
    records = [ring_record(clockwise(shape)) for shape in quarters()]
    values = [[code] for code in (b"301", b"101", b"***", b"601")]
    raw_shp(folder / "dltb.shp", records, (("DLBM", "N", 3, 0),), values)
    return share("dltb.shp")


@cases(REFUSE, WARN)
def a_dbf_that_belongs_to_other_shapes(folder):
    shp(parcels("0301", "0101", "0301", "0601"), folder / "dltb.shp")
    raw_dbf(folder / "dltb.dbf", (("DLBM", "C", 4, 0),), [[b"0301"]] * 7)
    return share("dltb.shp")


@cases(
    WARN, figures={"share": Near(0.5, rel=1e-5), "covered_zone_share": Near(WHOLE / (2 * WHOLE), rel=1e-3)}
)
def parcels_that_cover_half_of_the_zone(folder):
    from case_files import E, N  # noqa: PLC0415
    from shapely import box  # noqa: PLC0415

    parcels("0301", "0301", "0301", "0301").to_file(folder / "dltb.gpkg")
    frame([box(E, N, E + 2000, N + 1000)], NAME=["a"]).to_file(folder / "zone.gpkg")
    return share("dltb.gpkg", "--within", "zone.gpkg")


@cases(WARN, REFUSE)
def parcels_of_two_classes_on_one_ground(folder):
    shapes = quarters()
    rows = gpd.GeoDataFrame(
        {"DLBM": ["0301", "0101", "0301", "0601", "0601"]}, geometry=[*shapes, shapes[0]], crs="EPSG:4546"
    )
    rows.to_file(folder / "dltb.gpkg")
    return share("dltb.gpkg")


@cases(ACCEPT, NOTED, WARN, figures={"rows.used": 4})
def numeric_codes_are_told_as_digits(folder):
    shp(parcels(301.0, 101.0, 301.0, 601.0), folder / "dltb.shp")
    return inspect("dltb.shp")
