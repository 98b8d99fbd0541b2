"""How well points fit a reference after a move, held against moves by chance and plain geometry."""

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely
from scipy.spatial.distance import cdist
from shift_worlds import HECHENG, along, lattice, scattered, street_grid

from gis.plane import local_plane, on_plane, plane_of_degrees
from gis.shift_fit import chosen_rows, fits_of_moves, outside_of_moves

PLANE = "EPSG:4546"
MOVE = np.array([447.0, -382.0])  # the offset of GCJ-02 in Hecheng


def xy(points):
    return shapely.get_coordinates(points)


def series(shapes):
    return gpd.GeoSeries(list(shapes), crs=PLANE)


@pytest.fixture
def random():
    return np.random.default_rng(7)


def test_the_distances_told_are_those_of_plain_geometry(random):
    streets = street_grid(random)
    places = xy(scattered(random, 50))
    fit = fits_of_moves({"here": places}, series(streets), base="here")["here"]
    exact = shapely.distance(shapely.points(places), shapely.union_all(streets))
    assert fit.median_m == pytest.approx(np.median(exact), abs=2)  # streets become points every 10 m
    assert fit.near_share == pytest.approx(np.mean(exact <= 25), abs=0.03)


def test_moved_points_stand_out_where_they_were(random):
    streets = street_grid(random)
    home = xy(along(random, streets, 200))
    fits = fits_of_moves({"here": home + MOVE, "home": home}, series(streets), base="here")
    assert fits["home"].is_clearly_better_than(fits["here"])
    assert not fits["here"].stands_out()


def test_points_that_lie_right_are_not_better_anywhere_else(random):
    streets = street_grid(random)
    home = xy(along(random, streets, 200))
    fits = fits_of_moves({"home": home, "away": home - MOVE}, series(streets), base="home")
    assert not fits["away"].is_clearly_better_than(fits["home"])


def test_where_only_rivals_are_asked_for_points_that_lie_right_have_none(random):
    streets = street_grid(random)
    home = xy(along(random, streets, 200))
    assert (
        fits_of_moves({"home": home, "away": home - MOVE}, series(streets), base="home", only_rivals=True)
        == {}
    )
    moves = {"here": home + MOVE, "home": home}
    rivals = fits_of_moves(moves, series(streets), base="here", only_rivals=True)
    assert rivals == fits_of_moves(moves, series(streets), base="here")


def test_a_lattice_on_a_lattice_tells_nothing():
    """Moved by one mesh it lies upon itself again: that is no evidence."""
    points = xy(lattice(590.0))
    moved = points + np.array([590.0, 0.0])
    fits = fits_of_moves(
        {"here": points + np.array([200.0, 0.0]), "mesh": moved}, series(lattice(590.0)), base="here"
    )
    assert not fits["mesh"].is_clearly_better_than(fits["here"])


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_points_tell_nothing(count, random):
    places = xy(scattered(random, count)).reshape(-1, 2)
    assert fits_of_moves({"here": places}, series(street_grid(random)), base="here") == {}
    assert outside_of_moves({"here": places}, series([shapely.box(0, 0, 9, 9)]), base="here") == {}


def test_a_reference_far_away_tells_nothing(random):
    places = xy(scattered(random, 50)) + 1e6
    assert fits_of_moves({"here": places}, series(street_grid(random)), base="here") == {}


def test_the_same_places_are_chosen_in_whatever_order_the_rows_come(random):
    places = xy(scattered(random, 5000)) / 1e5 + 100
    shuffled = random.permutation(places)
    chosen, again = ({tuple(place) for place in rows[chosen_rows(rows)]} for rows in (places, shuffled))
    assert len(chosen) == 2000
    assert chosen == again


def test_a_place_that_stands_twice_counts_once():
    assert len(chosen_rows(np.array([[110.0, 27.0], [110.0, 27.0], [111.0, 27.0]]))) == 2


def test_points_outside_are_counted_after_each_move(random):
    square = series([shapely.box(-4000, -4000, 4000, 4000)])
    inside = xy(scattered(random, 1000))
    fits = outside_of_moves({"here": inside + MOVE, "home": inside}, square, base="here")
    assert fits["home"].outside == 0
    beyond = ((inside + MOVE)[:, 0] > 4000) | ((inside + MOVE)[:, 1] < -4000)
    assert fits["here"].outside == beyond.sum()
    assert fits["home"].is_clearly_better_than(fits["here"])


def test_lift_and_lead_are_those_of_all_moves_by_chance_where_the_reference_is_sparse(random):
    """Lamps 3 km apart: the bell has its greatest reach, 100 m, and no distance may be left out."""
    lamps = np.stack(np.meshgrid(*[np.arange(0.0, 18_000.0, 3_000.0)] * 2), axis=-1).reshape(-1, 2)
    home = lamps[random.integers(0, len(lamps), 40)] + random.uniform(-60, 60, (40, 2))
    fit = fits_of_moves({"home": home}, series(shapely.points(lamps)), base="home")["home"]

    def closeness(move):
        return np.exp(-0.5 * (cdist(home + move, lamps).min(axis=1) / 100) ** 2).mean()

    length, turn = 1800 * np.sqrt(np.arange(0.5, 240) / 240), np.arange(0.5, 240) * np.pi * (3 - 5**0.5)
    moves = np.column_stack([length * np.cos(turn), length * np.sin(turn)])[length > 300]
    chances = np.array([closeness(move) for move in moves])
    assert fit.score == pytest.approx(closeness((0, 0)), abs=1e-6)
    assert fit.lift == pytest.approx((fit.score - chances.mean()) / chances.std(), rel=1e-4)
    assert fit.lead == pytest.approx((fit.score - chances.max()) / chances.std(), rel=1e-4)


def test_the_bare_plane_lies_as_the_local_plane_of_the_same_places(random):
    degrees = HECHENG + random.uniform(-0.2, 0.2, (50, 2))
    placed = gpd.GeoSeries(shapely.points(degrees), crs=4326)
    plane = local_plane(placed)
    bare = np.column_stack(plane_of_degrees(degrees)(*degrees.T))
    by_proj = pyproj.Transformer.from_crs(4326, plane, always_xy=True).transform(*degrees.T)
    assert np.abs(bare - np.column_stack(by_proj)).max() < 1e-6
    surveyed = placed.to_crs("EPSG:4546")
    on = xy(on_plane(surveyed, plane_of_degrees(degrees)).to_numpy())
    assert np.abs(on - xy(surveyed.to_crs(plane).to_numpy())).max() < 1e-6
