"""Cells of parcels and zones: what lies whole, what is cut, and the same areas as a plain overlay."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.overlay_cells import cells

WEST, EAST_HALF = shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)
OVERLAY_M2 = 1e-9


def shapes(*given):
    return np.array(given, dtype=object)


def told(found):
    return {
        (int(parcel), int(zone)): float(area)
        for parcel, zone, area in zip(found.parcel, found.zone, found.area_m2, strict=True)
    }


def star(x, y, radius, corners, rng):
    """Draw a ragged ring around a place; every ray from the middle meets it once."""
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    out = radius * rng.uniform(0.6, 1.0, corners)
    return shapely.Polygon(np.column_stack((x + out * np.cos(turn), y + out * np.sin(turn))))


@pytest.fixture(scope="module")
def world():
    """Parcels, some in two parts, that overlap each other, over ragged zones of 900 corners with holes."""
    rng = np.random.default_rng(4)
    stars = [star(x, y, 60, 12, rng) for x, y in rng.uniform(0, 1000, (300, 2))]
    pairs = [
        shapely.MultiPolygon([star(x, y, 20, 9, rng), star(x + 300, y, 20, 9, rng)])
        for x, y in rng.uniform(0, 700, (60, 2))
    ]
    holes = [star(x, 500, 40, 30, rng) for x in (250, 750)]
    zones = [
        shapely.difference(star(x, 500, 450, 900, rng), hole)
        for x, hole in zip((250, 750), holes, strict=True)
    ]
    return shapes(*stars, *pairs), shapes(*zones)


def plain_overlay(parcels, zones):
    """Give the area of every cell as geopandas does."""
    found = gpd.overlay(
        gpd.GeoDataFrame({"parcel": range(len(parcels))}, geometry=parcels),
        gpd.GeoDataFrame({"zone": range(len(zones))}, geometry=zones),
        how="intersection",
    )
    return {
        (parcel, zone): area
        for parcel, zone, area in zip(found["parcel"], found["zone"], found.area, strict=True)
    }


def test_a_parcel_on_a_border_is_cut_into_both_zones():
    found = cells(shapes(shapely.box(40, 0, 70, 10)), shapes(WEST, EAST_HALF))
    assert told(found) == {(0, 0): 100.0, (0, 1): 200.0}
    assert not found.whole.any()


def test_a_parcel_that_no_border_touches_lies_in_its_zone_whole():
    parcel = shapely.box(60, 10, 70, 20)
    found = cells(shapes(parcel), shapes(WEST, EAST_HALF), shapes=True)
    assert (told(found), found.whole.tolist()) == ({(0, 1): 100.0}, [True])
    assert found.shapes[0].equals_exact(parcel)


def test_a_parcel_that_only_shares_a_border_with_a_zone_has_no_cell_there():
    assert told(cells(shapes(shapely.box(50, 0, 60, 10)), shapes(WEST, EAST_HALF))) == {(0, 1): 100.0}


def test_a_hole_of_a_zone_is_no_part_of_it():
    ring = shapely.difference(shapely.box(0, 0, 100, 100), shapely.box(40, 40, 60, 60))
    inside, around = shapely.box(45, 45, 55, 55), shapely.box(30, 30, 70, 70)
    assert told(cells(shapes(inside, around), shapes(ring))) == {(1, 0): 1600.0 - 400.0}


def test_a_zone_that_lies_in_a_parcel_is_its_cell():
    assert told(cells(shapes(shapely.box(0, 0, 100, 100)), shapes(shapely.box(10, 10, 20, 20)))) == {
        (0, 0): 100.0
    }


def test_parts_of_one_parcel_may_lie_in_different_zones():
    parcel = shapely.MultiPolygon(
        [shapely.box(10, 10, 20, 20), shapely.box(25, 10, 30, 20), shapely.box(60, 0, 80, 10)]
    )
    found = cells(shapes(parcel), shapes(WEST, EAST_HALF), shapes=True)
    assert told(found) == {(0, 0): 150.0, (0, 1): 200.0}
    assert (found.whole.tolist(), shapely.area(found.shapes).tolist()) == ([False, False], [150.0, 200.0])


def test_a_parcel_of_several_parts_inside_one_zone_is_whole():
    parcel = shapely.MultiPolygon([shapely.box(10, 10, 20, 20), shapely.box(25, 10, 30, 20)])
    assert cells(shapes(parcel), shapes(WEST)).whole.tolist() == [True]


def test_zones_that_overlap_each_have_the_parcel():
    parcel, narrow = shapely.box(10, 10, 20, 20), shapely.box(0, 0, 15, 100)
    assert told(cells(shapes(parcel), shapes(WEST, narrow))) == {(0, 0): 100.0, (0, 1): 50.0}


@pytest.mark.parametrize("nothing", [shapes(), shapes(shapely.Polygon())])
def test_nothing_over_something_has_no_cells(nothing):
    assert told(cells(nothing, shapes(WEST))) == told(cells(shapes(WEST), nothing)) == {}


def test_cells_are_those_of_a_plain_overlay(world):
    ours, theirs = told(cells(*world)), plain_overlay(*world)
    assert max(abs(ours.get(cell, 0) - theirs.get(cell, 0)) for cell in ours | theirs) < OVERLAY_M2
    assert len(ours) > len(world[0])


def test_the_shapes_of_cells_have_their_areas_and_are_valid(world):
    found = cells(*world, shapes=True)
    assert shapely.area(found.shapes) == pytest.approx(found.area_m2, abs=1e-8)
    assert shapely.is_valid(found.shapes).all()
    assert set(shapely.get_type_id(found.shapes)) <= {3, 6}


def test_cells_have_the_same_bits_in_any_order_of_rows_and_zones(world):
    parcels, zones = world
    turned = told(cells(parcels[::-1], zones[::-1]))
    assert {
        (len(parcels) - 1 - parcel, len(zones) - 1 - zone): m2 for (parcel, zone), m2 in turned.items()
    } == told(cells(parcels, zones))


def test_a_parcel_of_many_corners_has_the_cells_of_a_plain_cut():
    rng = np.random.default_rng(3)
    large = star(50, 50, 60, 5000, rng)
    found = cells(shapes(large, star(20, 20, 5, 8, rng)), shapes(WEST, EAST_HALF), shapes=True)
    for cell, zone in enumerate((WEST, EAST_HALF)):
        plain = shapely.intersection(large, zone)
        place = int(np.flatnonzero((found.parcel == 0) & (found.zone == cell))[0])
        assert found.area_m2[place] == pytest.approx(plain.area, abs=OVERLAY_M2)
        assert shapely.symmetric_difference(found.shapes[place], plain).area < OVERLAY_M2


def test_a_zone_is_cut_soundly_where_all_its_corners_crowd_together():
    crowd = star(0, 0, 1e-3, 2000, np.random.default_rng(1))
    far = shapely.union(crowd, shapely.box(1e-4, -1e-4, 100, 1e-4))
    assert told(cells(shapes(shapely.box(-50, -50, 50, 50)), shapes(far)))[0, 0] == pytest.approx(
        shapely.intersection(far, shapely.box(-50, -50, 50, 50)).area, abs=OVERLAY_M2
    )
