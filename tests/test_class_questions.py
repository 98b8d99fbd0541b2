"""Questions about classes: how codes are parted and named, which column bears them, and what nobody has."""

import json

import pytest
import shapely
from conftest import made_layer
from made_district import polygons

from analyses.land.shares import area_share
from gis.errors import InputError, ParameterError
from layers.alarm_kinds import ALARM_KINDS
from maps.app import cli

NEAR_PLANE = 2e-6


def columns(*codes, column="dlbm", **more):
    """Equal strips that fill the square kilometre, one a code."""
    return made_layer(strips(len(codes)), name="dltb", **{column: list(codes)}, **more)


def strips(count):
    return [shapely.box(at * 1000 / count, 0, (at + 1) * 1000 / count, 1000) for at in range(count)]


def interval(measured):
    return pytest.approx((measured.low, measured.high), rel=NEAR_PLANE, abs=NEAR_PLANE)


def refusal(cover, zones, **asked):
    with pytest.raises(InputError) as caught:
        area_share(cover, zones, **asked)
    message = str(caught.value)
    assert (message.startswith("dltb.gpkg"), ";" in message, "\n" in message) == (True, True, False)
    assert caught.value.code in ALARM_KINDS
    return caught.value


@pytest.fixture
def share(tmp_path, capsys):
    """Run `measure share` over strips of four codes; give exit code, the figure and stderr."""
    polygons(tmp_path / "dltb.gpkg", strips(4), dlbm=["0301", "0101", "0302", "1101"])

    def runner(classes):
        words = ("measure", "share", "--of", str(tmp_path / "dltb.gpkg"), "--classes", classes, "--json")
        with pytest.raises(SystemExit) as end:
            cli.main(list(words))
        told = capsys.readouterr()
        return end.value.code, (json.loads(told.out).get("share") if told.out else None), told.err

    return runner


@pytest.mark.parametrize(
    "classes",
    [
        *("0301,0101", "0301，0101", "0301、0101", "0301;0101", "0301；0101", "0301 0101", "0301\u30000101"),
        *(" 0301 , 0101, ", "０３０１，０１０１", "乔木林地 0101"),
    ],
)
def test_codes_may_be_parted_as_people_part_them(share, classes):
    assert share(classes)[:2] == (
        0,
        pytest.approx(0.5, rel=NEAR_PLANE),
    )


@pytest.mark.parametrize("classes", [",", "", " ", "，；"])
def test_no_class_at_all_is_refused(share, classes):
    code, figure, told = share(classes)
    assert (code, figure) == (2, None)
    assert "names no class" in told


@pytest.mark.parametrize("classes", ["forest", "0331", "林中空地", "Mixed Forest"])
def test_classes_that_nobody_has_are_refused_with_the_codes_seen(share, classes):
    code, figure, _ = share(classes)
    assert (code, figure) == (2, None)


def test_an_empty_list_of_classes_is_no_question(square_km):
    with pytest.raises(ParameterError, match="no class"):
        area_share(columns("0301"), square_km, classes=[])


def test_the_refusal_names_the_codes_seen(square_km):
    fault = refusal(columns("0301", "0101"), square_km, classes=["0331"])
    assert fault.code == "H238"
    assert "0301, 0101" in str(fault)


def test_a_class_of_the_lists_that_does_not_occur_is_0_and_told(square_km):
    measured = area_share(columns("0301", "0101"), square_km, classes=["0901"])
    assert (measured.low, measured.high) == (0, 0)
    assert [alarm.code for alarm in measured.alarms] == ["H228"]


def test_a_class_that_an_own_scheme_does_not_have_is_refused(square_km):
    assert refusal(columns("forest", "town"), square_km, classes=["lake"]).code == "H238"


def test_a_name_stands_for_the_code_of_the_lists(square_km):
    measured = area_share(columns("0301", "0101"), square_km, classes=["乔木林地"])
    assert interval(measured) == (0.5, 0.5)


@pytest.mark.parametrize(("other", "code"), [("0307", "0305"), ("030401", "0303")])
def test_a_name_with_two_codes_takes_that_of_the_layers_list(square_km, other, code):
    measured = area_share(columns(code, other, "0301", "0101"), square_km, classes=["灌木林地"])
    assert interval(measured) == (0.25, 0.25)


def test_a_name_with_two_codes_stays_open_where_the_list_does(square_km):
    measured = area_share(columns("0303", "0305", "030401", "0101"), square_km, classes=["灌木林地"])
    assert interval(measured) == (0.0, 0.5)


def test_a_column_of_names_is_asked_by_its_names(square_km):
    cover = columns("乔木林地", "旱地", column="dlmc")
    assert interval(area_share(cover, square_km, classes=["乔木林地"], field="dlmc")) == (0.5, 0.5)
    assert refusal(cover, square_km, classes=["竹林地"], field="dlmc").code == "H238"


@pytest.mark.parametrize("column", ["地类编码", "地类代码", "地类", "landclass", "LandClass", "DLBM"])
def test_the_column_of_codes_is_found_by_its_other_names(square_km, column):
    measured = area_share(columns("0301", "0101", column=column), square_km, classes=["0301"])
    assert interval(measured) == (0.5, 0.5)


def test_a_column_that_was_named_has_no_other_names(square_km):
    cover = columns("0301", "0101", column="地类编码")
    with pytest.raises(InputError, match="no column 'code'"):
        area_share(cover, square_km, classes=["0301"], field="code")
