"""Coordinate TXT: rings are nested by containment, and stated areas are held against the computed ones."""

import random
from itertools import chain

import pytest
import shapely
from shapely import box
from test_coordinate_txt import EAST, GOOD, KM, NORTH, head, parcel, read, refusal, told, vertices

from gis.errors import ToolkitError
from gis.features import ReadRequest
from gis.vectors.coordinate_txt import read_txt


def ring(x, y, side_m, *, number=1, first=1):
    east, north = EAST + x, NORTH + y
    return vertices(box(east, north, east + side_m, north + side_m), ring=number, first=first)


def planar_m2(tmp_path, *lines):
    (shape,) = read(tmp_path, *head(), parcel("", ""), *lines).frame.geometry
    assert shape.is_valid
    return shape.area


OUTER = vertices(KM)


@pytest.mark.parametrize("number", [1, 2])
def test_a_ring_inside_is_a_hole_whatever_its_number(tmp_path, number):
    assert planar_m2(tmp_path, *OUTER, *ring(200, 200, 500, number=number, first=5)) == 750_000


@pytest.mark.parametrize("number", [1, 2])
def test_a_ring_outside_is_a_part_whatever_its_number(tmp_path, number):
    assert planar_m2(tmp_path, *OUTER, *ring(2000, 0, 500, number=number, first=5)) == 1_250_000


def test_a_ring_inside_a_hole_is_a_part_again_in_any_order(tmp_path):
    rings = [OUTER, ring(200, 200, 500, number=2), ring(300, 300, 100, number=3)]
    assert planar_m2(tmp_path, *chain(*rings)) == 760_000
    assert planar_m2(tmp_path, *chain(*reversed(rings))) == 760_000


def test_a_hole_that_touches_the_border_in_a_point_is_a_hole(tmp_path):
    corners = [(EAST, NORTH + 500), (EAST + 100, NORTH + 400), (EAST + 100, NORTH + 600)]
    assert planar_m2(tmp_path, *OUTER, *vertices(shapely.Polygon(corners), ring=2)) == 990_000


def test_unclosed_rings_with_their_own_numbers_are_told_apart(tmp_path):
    raw = read(tmp_path, *head(), parcel("", ""), *OUTER[:-1], *ring(200, 200, 500, number=2)[:-1])
    assert raw.frame.geometry.area.item() == 750_000
    assert told(raw)["H134"].values["count"] == 2


@pytest.mark.parametrize(
    "lines",
    [
        [*OUTER, *ring(500, 500, 1000, number=2)],
        [*OUTER, *vertices(KM, ring=2)],
        [*OUTER[:-1], *ring(200, 200, 500, number=1)],
        [*OUTER[:-1], *ring(200, 200, 500, number=2), *ring(2000, 0, 500, number=1)[:-1]],
        [*OUTER[:1], *OUTER[2:1:-1], OUTER[1], *OUTER[3:], *ring(200, 200, 500, number=2)],
        OUTER[:2],
        [*OUTER, *ring(200, 200, 500, number=2)[:2]],
    ],
    ids=[
        "crossing",
        "twice",
        "numbering begins anew",
        "torn",
        "bow tie on another",
        "two corners",
        "hole of two corners",
    ],
)
def test_rings_that_cross_or_cannot_be_told_apart_are_refused(tmp_path, lines):
    fault = refusal(tmp_path, *head(), parcel("", ""), *lines)
    assert fault.code == "H132"
    assert "line" in str(fault)


def test_crossing_rings_are_named(tmp_path):
    fault = refusal(tmp_path, *head(), parcel("", ""), *OUTER, *ring(500, 500, 1000, number=2))
    assert "rings 1 and 2 cross" in str(fault)


def test_a_bow_tie_is_left_for_the_door_to_judge(tmp_path):
    lines = vertices()
    lines[1], lines[2] = lines[2], lines[1]
    assert not read(tmp_path, *head(), parcel("", ""), *lines).frame.geometry.is_valid.item()


# Stated areas; the square has 99.97557 ha on the ellipsoid and 100 in the plane


@pytest.mark.parametrize(
    "area",
    [
        "99.9756",
        "100.0000",
        "99.9",
        "100.09公顷",
        "999755.7平方米",
        "1499.634亩",
        "0.99976平方公里",
        "99.9756 ha",
        "",
    ],
)
def test_an_area_that_fits_the_ellipsoid_or_the_plane_is_not_told(tmp_path, area):
    assert read(tmp_path, *head(), parcel(area=area), *vertices()).findings == ()


@pytest.mark.parametrize("area", ["99.80", "100.15", "1499.6335", "999755.7", "99.9756亩", "0"])
def test_an_area_that_fits_neither_is_told_with_both_figures(tmp_path, area):
    finding = told(read(tmp_path, *head(), parcel(area=area), *vertices()))["H136"]
    assert finding.rows == (1,)
    assert "99.9756 ha" in finding.values["listing"]
    assert finding.values["computed_m2"] == pytest.approx(999_755.734, abs=0.001)


@pytest.mark.parametrize(("area", "unit"), [("1499.6335", "亩"), ("999755.7", "m²")])
def test_the_unit_in_which_a_figure_fits_is_offered(tmp_path, area, unit):
    finding = told(read(tmp_path, *head(), parcel(area=area), *vertices()))["H136"]
    assert f"(= {unit}?)" in finding.values["listing"]


@pytest.mark.parametrize(("area", "codes"), [("0.0100", set()), ("0.01", set()), ("0.0103", {"H136"})])
def test_the_last_digit_of_a_small_figure_is_granted(tmp_path, area, codes):
    assert set(told(read(tmp_path, *head(), parcel(area=area), *ring(0, 0, 10)))) == codes


def test_only_the_parcels_that_differ_are_named(tmp_path):
    second = [parcel(number="DK02", area="130"), *ring(2000, 0, 1000)]
    assert told(read(tmp_path, *GOOD, *second))["H136"].rows == (2,)


# Broken files


def test_whatever_happens_to_a_file_ends_in_rows_or_in_one_line(tmp_path):
    sound = "\n".join([*GOOD, *ring(200, 200, 500, number=2, first=5)]).encode()
    dice = random.Random(7)  # noqa: S311 - the same mutants every time
    path = tmp_path / "dk.txt"
    for _ in range(1500):
        raw = bytearray(sound)
        for _ in range(dice.randint(1, 4)):
            place, length = dice.randrange(len(raw)), dice.choice([0, 1, 1, 5, 40])
            chunk = dice.choice(
                [b"", b",", b"9", b"\n", b"@", b"J1,1,", bytes([dice.randrange(256)]), bytes(raw[:50])]
            )
            raw[place : place + length] = chunk
        path.write_bytes(bytes(raw))
        try:
            assert len(read_txt(path, tmp_path, ReadRequest()).frame) > 0
        except ToolkitError as fault:
            assert "dk.txt" in str(fault)  # noqa: PT017 - either end is right
