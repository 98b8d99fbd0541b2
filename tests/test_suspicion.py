"""Points under a web map's shift are told, with both fits; sound points never are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from shift_worlds import (
    SHIFTS,
    along,
    clustered,
    lattice,
    layer_at,
    patchwork,
    read_as_if_plain,
    scattered,
    square_zones,
    street_grid,
)

import layers
from layers import open_district, read_layer
from layers.frames import undo_shift
from layers.suspicion import pair_suspicion, shift_suspicion

SHENZHEN = Path(layers.__file__).parent / "samples" / "shenzhen"
TITLES = {"gcj02": "GCJ-02", "bd09": "BD-09"}


@pytest.fixture
def random():
    return np.random.default_rng(11)


@pytest.fixture
def town(random):
    """Streets and 150 stops within 10 m of them."""
    streets = street_grid(random)
    return layer_at(along(random, streets, 150), "stops"), layer_at(streets, "streets")


@pytest.mark.parametrize("system", SHIFTS)
def test_stops_off_their_streets_by_a_web_maps_shift_are_told_with_both_fits(system, town):
    stops, streets = town
    alarm = shift_suspicion(read_as_if_plain(stops, system), [streets])
    assert (alarm.code, alarm.layer) == ("H220", "stops")
    assert (alarm.values["declared"], alarm.values["likely"]) == ("CGCS2000/WGS 84", TITLES[system])
    assert alarm.values[f"{system}_m"] < 10
    assert alarm.values["wgs84_m"] > 40


@pytest.mark.parametrize("system", SHIFTS)
def test_a_shift_that_was_declared_but_never_was_is_told(system, town):
    stops, streets = town
    declared = replace(stops, origin=replace(stops.origin, coordinates=system))
    assert shift_suspicion(declared, [streets]) is None  # rightly declared, and undone at the door
    wrongly = replace(declared, frame=undone_at_the_door(stops.frame, system))
    alarm = shift_suspicion(wrongly, [streets])
    assert (alarm.code, alarm.values["declared"]) == ("H220", TITLES[system])
    assert alarm.values["likely"] == "CGCS2000/WGS 84"


@pytest.mark.parametrize(("declared", "true"), [("gcj02", "bd09"), ("bd09", "gcj02")])
def test_the_other_shift_than_the_declared_one_is_told(declared, true, town):
    stops, streets = town
    in_file = read_as_if_plain(stops, true)
    wrongly = replace(
        in_file,
        frame=undone_at_the_door(in_file.frame, declared),
        origin=replace(in_file.origin, coordinates=declared),
    )
    alarm = shift_suspicion(wrongly, [streets])
    assert (alarm.values["declared"], alarm.values["likely"]) == (TITLES[declared], TITLES[true])


def undone_at_the_door(frame, system):
    return undo_shift(frame, system).frame.to_crs(frame.crs)


def test_streets_under_a_shift_are_accused_themselves(town):
    stops, streets = town
    alarm = shift_suspicion(stops, [read_as_if_plain(streets, "gcj02")])
    assert (alarm.code, alarm.layer, alarm.values["likely"]) == ("H221", "streets", "GCJ-02")
    assert alarm.values["gcj02_m"] < 12 < alarm.values["wgs84_m"]


def test_points_that_leave_their_district_by_the_shift_are_told(random):
    points = layer_at(scattered(random, 1000), "chargers")
    district = layer_at([shapely.box(-4000, -4000, 4000, 4000)], "district")
    assert shift_suspicion(points, [district]) is None
    alarm = shift_suspicion(read_as_if_plain(points, "gcj02"), [district])
    assert (alarm.code, alarm.values["gcj02_out"]) == ("H224", 0)
    assert alarm.values["wgs84_out"] > 50


def test_points_outside_by_their_nature_are_not_suspected(random):
    points = layer_at(scattered(random, 1000, half_m=5000), "chargers")
    district = layer_at([shapely.box(-4000, -4000, 4000, 4000)], "district")
    assert shift_suspicion(points, [district]) is None


def sound_worlds():
    for seed in range(8):
        random = np.random.default_rng(seed)
        streets = street_grid(
            random, spacing_m=(200, 400, 590)[seed % 3], wobble_m=(0, 60)[seed % 2], turn=seed * 7
        )
        points = (
            lambda r=random, s=streets: along(r, s, 100),
            lambda r=random: scattered(r, 300),
            lambda r=random: clustered(r, 300),
            lambda: lattice(400.0, start=(120.0, 70.0)),
        )[seed % 4]()
        yield seed, points, streets, square_zones(), patchwork(random)


@pytest.mark.parametrize("world", list(sound_worlds()), ids=lambda world: str(world[0]))
def test_sound_worlds_raise_no_alarm(world):
    _, points, *references = world
    layer = layer_at(points, "points")
    others = [layer_at(shapes, "reference") for shapes in references]
    assert shift_suspicion(layer, others) is None
    jittered = layer_at([shapely.Point(point.x + 40, point.y - 30) for point in points], "copy")
    assert pair_suspicion(layer, jittered) is None


def test_points_outside_china_are_not_asked(random):
    streets = street_grid(random)
    coquimbo = (-71.3, -29.95)
    stops = layer_at(
        [shapely.Point(p.x + 447, p.y - 382) for p in along(random, streets, 150)], "stops", coquimbo
    )
    assert shift_suspicion(stops, [layer_at(streets, "streets", coquimbo)]) is None


def test_a_few_points_are_not_asked(town):
    stops, streets = town
    few = replace(stops, frame=stops.frame.iloc[:19])
    assert shift_suspicion(read_as_if_plain(few, "gcj02"), [streets]) is None


def test_neither_layer_is_changed(town):
    stops, streets = town
    before = stops.frame.geometry.to_wkb().tolist()
    shift_suspicion(stops, [streets])
    assert stops.frame.geometry.to_wkb().tolist() == before


@pytest.mark.parametrize("system", SHIFTS)
def test_two_editions_of_a_boundary_apart_by_the_shift_are_told(system, random):
    sketched = layer_at(patchwork(random), "this year")
    surveyed = layer_at([shapely.simplify(shape, 15) for shape in sketched.frame.geometry], "last year")
    assert pair_suspicion(sketched, surveyed) is None
    alarm = pair_suspicion(sketched, read_as_if_plain(surveyed, system))
    assert (alarm.code, alarm.layer, alarm.values["likely"]) == ("H222", "last year", TITLES[system])


def test_points_are_not_paired_with_polygons(town):
    assert pair_suspicion(town[0], layer_at(square_zones(), "zones")) is None


@pytest.fixture(scope="module")
def shenzhen():
    return open_district(SHENZHEN)


def test_the_sample_of_shenzhen_as_it_declares_itself_is_silent(shenzhen):
    stops, chargers, district = (shenzhen.vector(name) for name in ("bus_stop", "charger", "district"))
    assert shift_suspicion(stops, [district, chargers]) is None
    assert shift_suspicion(chargers, [district, stops]) is None
    assert pair_suspicion(stops, chargers) is None


@pytest.mark.parametrize("declared", [None, "bd09"])
def test_chargers_of_shenzhen_declared_wrongly_are_told_by_stops_and_by_the_district(declared, shenzhen):
    chargers = read_layer(SHENZHEN / "ev_stations_gcj02.csv", coordinates=declared, to=shenzhen.crs)
    by_stops = shift_suspicion(chargers, [shenzhen.vector("bus_stop")])
    assert (by_stops.code, by_stops.values["likely"]) == ("H220", "GCJ-02")
    by_district = shift_suspicion(chargers, [shenzhen.vector("district")])
    assert (by_district.code, by_district.values["gcj02_out"]) == ("H224", 0)


def test_stops_of_shenzhen_declared_wrongly_are_told_by_the_chargers(shenzhen):
    stops = read_as_if_plain(shenzhen.vector("bus_stop"), "bd09")
    alarm = pair_suspicion(stops, shenzhen.vector("charger"))
    assert (alarm.code, alarm.layer, alarm.values["likely"]) == ("H222", "bus_stop", "BD-09")


def test_every_alarm_can_be_said_in_both_languages(town, random):
    stops, streets = town
    district = layer_at([shapely.box(-4000, -4000, 4000, 4000)], "district")
    points = read_as_if_plain(layer_at(scattered(random, 1000), "points"), "gcj02")
    alarms = [
        shift_suspicion(read_as_if_plain(stops, "gcj02"), [streets]),
        shift_suspicion(stops, [read_as_if_plain(streets, "gcj02")]),
        pair_suspicion(read_as_if_plain(stops, "bd09"), stops),
        shift_suspicion(points, [district]),
    ]
    assert [alarm.code for alarm in alarms] == ["H220", "H221", "H222", "H224"]
    for alarm in alarms:
        assert alarm.told("en")
        assert alarm.told("zh")
        assert "{" not in alarm.mend("en") + alarm.mend("zh")
