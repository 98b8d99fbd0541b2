"""国土坐标TXT that contradicts itself, is cut, or speaks a dialect that must be said."""

import shapely
from case_files import CRS, KM, KM_M2, E, N, inspect, text, true_area
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near
from shapely import box

cases = Cases("txt")
CASES = cases.all
AREA = {"area_m2": Near(KM_M2, rel=1e-7), "rows.used": 1}
PREFIX = 37_000_000.0
HOLE = box(E + 250, N + 250, E + 750, N + 750)


def head(**changes):
    """Write the attribute lines; a value None leaves its line out."""
    lines = {
        "格式版本号": "1.01版本",
        "数据产生单位": "鹤城区自然资源局",
        "数据产生日期": "2025-10-01",
        "坐标系": "2000国家大地坐标系",
        "几度分带": "3",
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": "37",
        "精度": "0.001",
        "转换参数": ",,,,,,",
    } | changes
    return [
        "[属性描述]",
        *(f"{key}={value}" for key, value in lines.items() if value is not None),
        "[地块坐标]",
    ]


def vertices(  # noqa: PLR0913 - the dialects
    shape, *, prefix=PREFIX, number=1, first=1, swapped=False, closed=True
):
    """Write the lines of one ring, X being the northing."""
    points = list(shapely.normalize(shape).exterior.coords)
    lines = []
    for i, (x, y) in enumerate(points if closed else points[:-1]):
        north, east = f"{y:.3f}", f"{x + prefix:.3f}"
        name = first if i == len(points) - 1 else first + i
        lines.append(f"J{name},{number},{east if swapped else north},{north if swapped else east}")
    return lines


def parcel(count=5, area="100.0000", kind="面", name="地块一"):
    """Write the line of a parcel."""
    code = "DK002" if name == "地块二" else "DK001"
    return f"{count},{area},{code},{name},{kind},H49G001001,工业用地,0601,@"


def _txt(lines, *words, encoding="utf-8", name="dk.txt", end="\r\n"):
    def make(folder):
        text(folder / name, end.join(lines) + end, encoding)
        return inspect(name, *words)

    return make


GOOD = [*head(), parcel(), *vertices(KM)]
cases.add(
    "stated_area_that_differs",
    _txt([*head(), parcel(area="120.0000"), *vertices(KM)]),
    WARN,
    figures=AREA,
    says="120",
)
cases.add(
    "stated_area_in_mu_under_hectares",
    _txt([*head(), parcel(area="1500.0000"), *vertices(KM)]),
    WARN,
    NOTED,
    figures=AREA,
)
cases.add(
    "zone_against_the_prefix", _txt([*head(带号="36"), parcel(), *vertices(KM)]), REFUSE, says="36.*37|37.*36"
)
cases.add(
    "no_zone_and_no_prefix",
    _txt([*head(带号=None), parcel(), *vertices(KM, prefix=0)]),
    WARN,
    REFUSE,
    figures={"crs_read": None},
)
cases.add("no_head_at_all", _txt([parcel(), *vertices(KM)]), WARN, REFUSE, figures={"crs_read": None})
cases.add(
    "no_head_but_stated", _txt([parcel(), *vertices(KM, prefix=0)], "--crs", CRS), ACCEPT, NOTED, figures=AREA
)
cases.add(
    "xian_1980",
    _txt([*head(坐标系="80国家大地坐标系"), parcel(), *vertices(KM)]),
    REFUSE,
    says="Xi'?an|80|parameter",
)
cases.add("xian_1980_by_name", _txt([*head(坐标系="1980西安坐标系"), parcel(), *vertices(KM)]), REFUSE)
cases.add("beijing_1954", _txt([*head(坐标系="北京54坐标系"), parcel(), *vertices(KM)]), REFUSE)
cases.add(
    "an_unknown_system",
    _txt([*head(坐标系="鹤城独立坐标系"), parcel(), *vertices(KM)]),
    REFUSE,
    WARN,
    figures={"crs_read": None},
)
cases.add(
    "feet_instead_of_metres",
    _txt([*head(计量单位="英尺"), parcel(), *vertices(KM)]),
    REFUSE,
    says="英尺|unit|计量单位",
)
cases.add(
    "six_degree_zone_with_three_degree_prefix",
    _txt([*head(几度分带="6", 带号="19"), parcel(), *vertices(KM)]),
    REFUSE,
)
cases.add(
    "northing_and_easting_exchanged",
    _txt([*head(), parcel(), *vertices(KM, swapped=True)]),
    ACCEPT,
    NOTED,
    WARN,
    figures=AREA,
)
cases.add(
    "exchanged_in_some_lines_only",
    _txt([*head(), parcel(), *vertices(KM)[:2], *vertices(KM, swapped=True)[2:]]),
    REFUSE,
    WARN,
    NOTED,
    figures=AREA,
)
cases.add(
    "a_ring_that_is_not_closed",
    _txt([*head(), parcel(4), *vertices(KM, closed=False)]),
    NOTED,
    WARN,
    ACCEPT,
    figures=AREA,
)
cases.add(
    "a_point_count_that_differs", _txt([*head(), parcel(9), *vertices(KM)]), WARN, NOTED, REFUSE, figures=AREA
)
cases.add(
    "a_corner_that_cannot_be_read",
    _txt([*head(), parcel(), *vertices(KM)[:2], "J3,1,30490OO.000,37401000.000", *vertices(KM)[3:]]),
    REFUSE,
    says="13|14|15|line|行",
)
cases.add(
    "a_corner_with_a_value_missing",
    _txt([*head(), parcel(), *vertices(KM)[:2], "J3,1,3050000.000", *vertices(KM)[3:]]),
    REFUSE,
)
cases.add("a_parcel_of_two_corners", _txt([*head(), parcel(2), *vertices(KM)[:2]]), REFUSE)
cases.add("a_head_and_no_parcel", _txt(head()), REFUSE)
cases.add("a_parcel_line_without_corners", _txt([*head(), parcel()]), REFUSE)
cases.add("cut_in_the_middle_of_a_line", _txt([*GOOD[:-1], GOOD[-1][:14]]), REFUSE, WARN)
cases.add(
    "two_parcels_that_overlap",
    _txt([*GOOD, parcel(name="地块二"), *vertices(box(E + 500, N, E + 1500, N + 1000))]),
    WARN,
    figures={"area_m2": Near(true_area(box(E, N, E + 1500, N + 1000)), rel=1e-7), "rows.used": 2},
)
SECOND = box(E + 3000, N, E + 3500, N + 500)
cases.add(
    "a_second_part_numbered_as_a_hole",
    _txt([*head(), parcel(10, "125.0"), *vertices(KM), *vertices(SECOND, number=2, first=5)]),
    ACCEPT,
    NOTED,
    WARN,
    figures={"area_m2": Near(KM_M2 + true_area(SECOND), rel=1e-7)},
)
cases.add(
    "a_hole_numbered_as_the_first_ring",
    _txt([*head(), parcel(10, "75.0"), *vertices(KM), *vertices(HOLE, number=1, first=5)]),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"area_m2": Near(true_area(KM - HOLE), rel=1e-7)},
)
CROSS = box(E + 500, N + 250, E + 1500, N + 750)
cases.add(
    "rings_that_cross",
    _txt([*head(), parcel(10, "75.0"), *vertices(KM), *vertices(CROSS, number=2, first=5)]),
    REFUSE,
    says="ring|圈|cross",
)
cases.add(
    "full_width_commas_and_digits",
    _txt([*head(), *(line.replace(",", "，") for line in [parcel(), *vertices(KM)])]),
    ACCEPT,
    NOTED,
    figures=AREA,
)
cases.add(
    "blanks_for_commas",
    _txt([*head(), parcel(), *(line.replace(",", "  ") for line in vertices(KM))]),
    ACCEPT,
    NOTED,
    figures=AREA,
)
cases.add("rubbish_after_the_head", _txt([*head(), "这不是坐标", "abc"]), REFUSE)
cases.add(
    "a_plan_text_that_is_no_table",
    _txt(["怀化市鹤城区碳达峰实施方案", "", "一、总体要求。到2025年，森林覆盖率达到61.86%。"] * 5),
    REFUSE,
)
cases.add(
    "bytes_that_are_no_text",
    lambda folder: ((folder / "dk.txt").write_bytes(bytes(range(256)) * 20), inspect("dk.txt"))[1],
    REFUSE,
)
cases.add(
    "degrees_for_metres",
    _txt(
        [
            *head(),
            parcel(),
            "J1,1,27.55,109.98",
            "J2,1,27.56,109.98",
            "J3,1,27.56,109.99",
            "J1,1,27.55,109.98",
        ]
    ),
    REFUSE,
    WARN,
    figures={"crs_read": None},
)
cases.add(
    "a_bow_tie",
    _txt(
        [
            *head(),
            parcel(),
            "J1,1,3049000,37400000",
            "J2,1,3050000,37401000",
            "J3,1,3049000,37401000",
            "J4,1,3050000,37400000",
            "J1,1,3049000,37400000",
        ]
    ),
    REFUSE,
)
cases.add(
    "points_and_areas_in_one_file",
    _txt([*GOOD, parcel(1, "0", kind="点"), "J1,1,3049500.000,37400500.000"]),
    REFUSE,
)
cases.add(
    "two_zones_in_one_file",
    _txt(
        [*head(带号=None), parcel(), *vertices(KM), parcel(name="地块二"), *vertices(KM, prefix=36_000_000.0)]
    ),
    REFUSE,
)
