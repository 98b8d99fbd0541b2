"""Class areas by zone, in rasters small enough to count and in the land cover of Zion National Park."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from affine import Affine
from hypothesis import given, settings
from hypothesis import strategies as st
from rasterio.features import rasterize

from gis.errors import CrsError, GeometryError, InputError
from gis.measure import ellipsoidal_area_m2
from gis.plane import densified, to_plane
from gis.rasters.pixel_area import ProjectedPixels, ground_per_plane
from gis.rasters.raster import open_raster
from gis.rasters.zonal import class_areas, class_areas_apart, zone_of_raster

ZION = Path(__file__).parents[1] / "layers" / "samples" / "zion_landcover"
FOREST = 4
GAUSS_KRUGER = "EPSG:4546"
WEST, NORTH = 500_000.0, 3_050_000.0  # ten metres a pixel, on the central meridian
SIZE = 12


@pytest.fixture(scope="session")
def write(tmp_path_factory):
    def _write(pixels, *, transform=None, crs=GAUSS_KRUGER, **more):
        path = tmp_path_factory.mktemp("raster") / "classes.tif"
        height, width = pixels.shape
        profile = {"driver": "GTiff", "count": 1, "height": height, "width": width, "dtype": pixels.dtype}
        upright = Affine(10, 0, WEST, 0, -10, NORTH)
        with rasterio.open(path, "w", **profile, crs=crs, transform=transform or upright, **more) as target:
            target.write(pixels, 1)
        return open_raster(path)

    return _write


@pytest.fixture(scope="session")
def every_pixel_its_own_class(write):
    return write(np.arange(SIZE * SIZE, dtype=np.uint8).reshape(SIZE, SIZE))


def pixels_box(column0, row0, column1, row1):
    """Draw a box by its sides in pixels from the upper left."""
    return shapely.box(WEST + 10 * column0, NORTH - 10 * row1, WEST + 10 * column1, NORTH - 10 * row0)


def fractions(raster, zone):
    """Give the covered fraction of each pixel: its part of the area that it has in the whole footprint."""
    part, whole = class_areas(raster, [zone]), class_areas(raster, [zone_of_raster(raster)])
    found = np.zeros(SIZE * SIZE)
    found[part.values] = part.area_m2[0] / whole.area_m2[0][part.values]
    return found.reshape(SIZE, SIZE)


def shares(raster, zone):
    areas = class_areas(raster, [zone])
    return dict(zip(areas.values.tolist(), areas.area_m2[0] / areas.total_m2[0], strict=True))


@pytest.fixture(scope="module")
def park_cover():
    return open_raster(ZION / "nlcd.tif")


@pytest.fixture(scope="module")
def park(park_cover):
    drawn = gpd.read_file(ZION / "zion.gpkg").geometry
    # the same UTM zone on the same datum under a home-made name
    return drawn.set_crs(park_cover.crs, allow_override=True)


def test_the_forest_share_of_the_park_agrees_with_a_hundred_points_in_each_boundary_pixel(park_cover, park):
    with rasterio.open(park_cover.path) as source:
        pixels, at = source.read(1), source.transform
    outline = park.iloc[0]
    shapely.prepare(outline)
    row, column = np.indices(pixels.shape)
    cover = shapely.contains_xy(outline, at.c + at.a * (column + 0.5), at.f + at.e * (row + 0.5)).astype(
        float
    )
    on_boundary = rasterize([outline.boundary], out_shape=pixels.shape, transform=at, all_touched=True) == 1
    fine = (np.arange(10) + 0.5) / 10
    x = at.c + at.a * (column[on_boundary][:, None, None] + fine[None, None, :])
    y = at.f + at.e * (row[on_boundary][:, None, None] + fine[None, :, None])
    cover[on_boundary] = shapely.contains_xy(outline, *np.broadcast_arrays(x, y)).mean(axis=(1, 2))

    by_points = cover[pixels == FOREST].sum() / cover.sum()
    assert shares(park_cover, outline)[FOREST] == pytest.approx(by_points, abs=1e-5)
    assert by_points == pytest.approx(0.4927, abs=5e-4)  # pixel centres, in the data's README


def test_the_park_has_its_ellipsoidal_area(park_cover, park):
    assert class_areas(park_cover, park).total_m2 == pytest.approx(ellipsoidal_area_m2(park), rel=1e-10)


def test_the_park_in_degrees_and_back_has_the_same_share(park_cover, park):
    back = to_plane(park.to_crs("EPSG:4326"), park_cover.crs)
    assert shares(park_cover, back.iloc[0])[FOREST] == pytest.approx(
        shares(park_cover, park.iloc[0])[FOREST], abs=1e-6
    )


def test_original_codes_of_two_digits_give_the_same_forest(park_cover, park):
    codes = class_areas(open_raster(ZION / "nlcd2011.tif"), park.to_numpy())
    forest_m2 = codes.area_m2[0, np.isin(codes.values, [41, 42, 43])].sum()
    assert forest_m2 / codes.total_m2[0] == pytest.approx(shares(park_cover, park.iloc[0])[FOREST], abs=1e-9)


def test_elevations_in_degrees_cover_the_park_once(park):
    heights = open_raster(ZION / "srtm.tif")
    in_degrees = to_plane(park, heights.crs)
    areas = class_areas(heights, in_degrees)
    assert areas.total_m2 == pytest.approx(ellipsoidal_area_m2(park), rel=1e-8)


def test_one_zone_covers_the_same_ground_in_degrees_and_in_metres(write):
    metres = write(np.full((300, 300), 1, np.uint8))
    lon_lat = Affine(1 / 3600, 0, 110.99, 0, -1 / 3600, 27.57)
    degrees = write(np.full((200, 200), 1, np.uint8), transform=lon_lat, crs="EPSG:4490")
    zone = gpd.GeoSeries([shapely.Point(WEST + 1300, NORTH - 1700).buffer(900)], crs=GAUSS_KRUGER)
    there = to_plane(zone, degrees.crs)
    assert class_areas(degrees, there).area_m2[0] == pytest.approx(
        class_areas(metres, zone).area_m2[0], rel=1e-8
    )


def test_a_pixel_cut_in_half_counts_half(every_pixel_its_own_class):
    found = fractions(every_pixel_its_own_class, pixels_box(3, 4, 4.5, 5))
    assert found[4, 3:6] == pytest.approx([1, 0.5, 0])
    assert found.sum() == pytest.approx(1.5)


def test_a_diagonal_halves_the_pixels_on_it(every_pixel_its_own_class):
    triangle = shapely.Polygon([(WEST, NORTH), (WEST, NORTH - 120), (WEST + 120, NORTH - 120)])
    expected = np.tril(np.ones((SIZE, SIZE)), -1) + np.eye(SIZE) / 2
    assert fractions(every_pixel_its_own_class, triangle) == pytest.approx(expected)


def test_a_zone_smaller_than_a_pixel_counts_its_own_area(every_pixel_its_own_class):
    found = fractions(every_pixel_its_own_class, pixels_box(2.25, 7.5, 2.75, 7.75))
    assert found[7, 2] == pytest.approx(0.125)
    assert found.sum() == pytest.approx(0.125)


@pytest.mark.parametrize("turned", [False, True])
def test_a_hole_is_left_out_whichever_way_it_is_drawn(every_pixel_its_own_class, turned):
    hole = pixels_box(4, 4, 6.5, 6).exterior.coords[:: -1 if turned else 1]
    found = fractions(every_pixel_its_own_class, shapely.Polygon(pixels_box(2, 2, 8, 8).exterior, [hole]))
    assert found.sum() == pytest.approx(36 - 5)
    assert found[5, 4:8] == pytest.approx([0, 0, 0.5, 1])


def test_all_parts_of_a_zone_count(every_pixel_its_own_class):
    zone = shapely.MultiPolygon([pixels_box(0, 0, 1, 1), pixels_box(5, 5, 6.5, 6)])
    assert fractions(every_pixel_its_own_class, zone).sum() == pytest.approx(2.5)


@pytest.mark.parametrize("box", [(-3, 2, 1, 3), (11, 2, 15, 3), (2, -3, 3, 1), (2, 11, 3, 15)])
def test_a_zone_partly_beyond_the_raster_says_how_much(every_pixel_its_own_class, box):
    zone = pixels_box(*box)
    areas = class_areas(every_pixel_its_own_class, [zone])
    assert areas.outside_m2[0] / areas.total_m2[0] == pytest.approx(0.75, rel=1e-5)
    whole_m2 = ellipsoidal_area_m2(gpd.GeoSeries([zone], crs=GAUSS_KRUGER))
    assert areas.total_m2 == pytest.approx(whole_m2, rel=1e-9, abs=1e-4)  # geodesic areas round at 1e-5 m²


def test_a_zone_around_the_raster_holds_all_of_it(every_pixel_its_own_class):
    areas = class_areas(every_pixel_its_own_class, [pixels_box(-6, -6, 18, 18)])
    assert areas.area_m2[0].sum() / areas.total_m2[0] == pytest.approx(0.25, rel=1e-5)


def test_a_zone_elsewhere_is_all_outside(every_pixel_its_own_class):
    areas = class_areas(every_pixel_its_own_class, [pixels_box(50, 50, 60, 60)])
    assert areas.values.size == 0
    assert areas.outside_m2 == areas.total_m2


def test_nodata_is_kept_apart(write):
    pixels = np.full((SIZE, SIZE), 7, np.uint8)
    pixels[:, :3] = 255
    areas = class_areas(write(pixels, nodata=255), [pixels_box(0, 0, 12, 12)])
    assert areas.values.tolist() == [7]
    assert areas.nodata_m2[0] / areas.total_m2[0] == pytest.approx(0.25, rel=1e-6)


def test_a_south_up_raster_gives_the_same_areas(write):
    pixels = np.random.default_rng(3).integers(1, 5, (SIZE, SIZE), dtype=np.uint8)
    south_up = write(pixels[::-1], transform=Affine(10, 0, WEST, 0, 10, NORTH - 120))
    zone = shapely.Point(WEST + 50, NORTH - 70).buffer(60)
    expected, found = class_areas(write(pixels), [zone]), class_areas(south_up, [zone])
    assert found.area_m2 == pytest.approx(expected.area_m2, rel=1e-9)
    assert found.outside_m2 == pytest.approx(expected.outside_m2, rel=1e-9)


def test_a_turned_raster_gives_each_pixel_its_place(write):
    turned = write(np.array([[1, 2], [3, 4]], np.uint8), transform=Affine(8, 6, WEST, 6, -8, NORTH))
    first = shapely.Polygon(
        [(WEST, NORTH), (WEST + 8, NORTH + 6), (WEST + 14, NORTH - 2), (WEST + 6, NORTH - 8)]
    )
    areas = class_areas(turned, [zone_of_raster(turned), first])
    assert areas.area_m2[0] == pytest.approx([100] * 4, rel=1e-6)
    assert areas.area_m2[1] == pytest.approx([100, 0, 0, 0], rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int16", "int32", "uint32", "int64", "uint64"])
def test_whole_numbers_of_any_width_are_classes(write, dtype):
    limits = np.iinfo(dtype)
    pixels = np.full((SIZE, SIZE), limits.min, dtype)
    pixels[:6] = limits.max
    areas = class_areas(write(pixels), [pixels_box(0, 3, 12, 9)])
    assert areas.values.tolist() == [limits.min, limits.max]
    assert areas.area_m2[0, 0] == pytest.approx(areas.area_m2[0, 1], rel=1e-6)


def test_more_values_than_classes_can_be_are_refused(write):
    heights = np.arange(10_000, dtype=np.uint16).reshape(100, 100)
    with pytest.raises(InputError, match="10,000 different values"):
        class_areas(write(heights), [pixels_box(0, 0, 100, 100)])


def test_strips_do_not_show(write, monkeypatch):
    pixels = np.random.default_rng(4).integers(1, 5, (64, 48), dtype=np.uint8)
    raster = write(pixels, tiled=True, blockxsize=16, blockysize=16)
    zones = [shapely.Point(WEST + 240, NORTH - 320).buffer(d) for d in (35, 210, 500)]
    whole = class_areas(raster, zones)
    for strip_pixels in (1, 700, 1000):
        monkeypatch.setattr("gis.rasters.zonal.STRIP_PIXELS", strip_pixels)
        assert class_areas(raster, zones).area_m2 == pytest.approx(whole.area_m2, rel=1e-12)


def test_missing_and_empty_zones_have_no_area(every_pixel_its_own_class):
    areas = class_areas(every_pixel_its_own_class, [None, pixels_box(0, 0, 1, 1), shapely.Polygon()])
    assert areas.total_m2 == pytest.approx([0, 100, 0], rel=1e-6)


def test_no_zones_give_no_rows(every_pixel_its_own_class):
    areas = class_areas(every_pixel_its_own_class, [])
    assert areas.area_m2.shape == (0, 0)
    assert areas.total_m2.shape == (0,)


def test_zones_in_another_crs_are_refused(every_pixel_its_own_class):
    zones = gpd.GeoSeries([pixels_box(0, 0, 1, 1)], crs="EPSG:4547")
    with pytest.raises(CrsError, match="bring them to the raster's CRS with gis"):
        class_areas(every_pixel_its_own_class, zones)
    with pytest.raises(CrsError, match="zones in no CRS"):
        class_areas(every_pixel_its_own_class, gpd.GeoSeries([pixels_box(0, 0, 1, 1)]))


def test_a_line_is_no_zone(every_pixel_its_own_class):
    with pytest.raises(GeometryError, match="zone 1 is a LineString"):
        class_areas(every_pixel_its_own_class, [pixels_box(0, 0, 1, 1), shapely.LineString([(0, 0), (1, 1)])])


def test_a_world_in_degrees_has_the_area_of_the_earth(write):
    world = write(np.ones((18, 36), np.uint8), transform=Affine(10, 0, -180, 0, -10, 90), crs="EPSG:4326")
    areas = class_areas(world, [shapely.box(-180, -90, 180, 90)])
    assert areas.area_m2[0, 0] == pytest.approx(510_065_621.724e6, rel=1e-12)  # WGS 84


def test_a_part_of_a_thirty_second_pixel_is_weighted_by_its_latitude(write):
    half_minute = Affine(1 / 120, 0, 110, 0, -1 / 120, 60)
    raster = write(np.ones((4, 4), np.uint8), transform=half_minute, crs="EPSG:4326")
    zone = shapely.Polygon([(110.001, 59.999), (110.007, 59.998), (110.002, 59.994)])
    expected = ellipsoidal_area_m2(densified(gpd.GeoSeries([zone], crs="EPSG:4326"), 10))
    assert class_areas(raster, [zone]).area_m2[:, 0] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize(
    ("crs", "x", "y"),
    [
        ("EPSG:4546", 8e5, 3.05e6),
        ("EPSG:3857", 1.22e7, 4.03e6),
        ("EPSG:3035", 5e6, 1.5e6),
        ("EPSG:2227", 6e6, 2.1e6),
    ],
)
def test_a_square_of_the_plane_has_its_area_on_the_ground(crs, x, y):
    feet = 1200 / 3937 if crs == "EPSG:2227" else 1.0
    side = 100 / feet
    square = densified(gpd.GeoSeries([shapely.box(x - side, y - side, x + side, y + side)], crs=crs), 10)
    found = ground_per_plane(square.crs, np.array([x]), np.array([y])) * (2 * side) ** 2
    assert found == pytest.approx(ellipsoidal_area_m2(square), rel=1e-8)


def test_the_interpolated_scale_errs_by_less_than_a_billionth_over_a_province(write):
    province = Affine(700_000 / 4, 0, 200_000, 0, -600_000 / 4, 3_300_000)
    raster = write(np.ones((4, 4), np.uint8), transform=province)
    assert ProjectedPixels(raster, 0, 4, 0, 4).error < 1e-9


@settings(max_examples=500)
@given(
    centre=st.tuples(st.floats(-2, 14), st.floats(-2, 14)),
    reaches=st.lists(st.floats(0.01, 9), min_size=3, max_size=30),
    start=st.floats(0, 6),
)
def test_any_star_covers_each_pixel_as_its_intersection_says(
    every_pixel_its_own_class, centre, reaches, start
):
    angle = start + np.linspace(0, 2 * np.pi, len(reaches), endpoint=False)
    x, y = (
        10 * (c + np.array(reaches) * wave)
        for c, wave in zip(centre, (np.cos(angle), np.sin(angle)), strict=True)
    )
    star = shapely.Polygon(np.column_stack([WEST + x, NORTH - y]))
    row, column = np.indices((SIZE, SIZE))
    left, top = WEST + 10 * column, NORTH - 10 * row
    expected = shapely.area(shapely.intersection(star, shapely.box(left, top - 10, left + 10, top))) / 100
    assert fractions(every_pixel_its_own_class, star) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=100)
@given(
    points=st.lists(st.tuples(st.floats(0, 12), st.floats(0, 12)), min_size=2, max_size=12, unique=True),
)
def test_the_zones_of_a_partition_sum_to_the_whole(every_pixel_its_own_class, points):
    frame = pixels_box(-1, -1, 13, 13)
    places = shapely.MultiPoint([(WEST + 10 * x, NORTH - 10 * y) for x, y in points])
    cells = shapely.get_parts(shapely.voronoi_polygons(places, extend_to=frame))
    parts = [
        zone for zone in shapely.intersection(cells, frame) if zone.geom_type == "Polygon" and zone.area > 0
    ]
    apart, whole = (
        class_areas(every_pixel_its_own_class, parts),
        class_areas(every_pixel_its_own_class, [frame]),
    )
    assert apart.values.tolist() == whole.values.tolist()
    assert apart.area_m2.sum(axis=0) == pytest.approx(whole.area_m2[0], rel=1e-9)
    assert apart.outside_m2.sum() == pytest.approx(whole.outside_m2[0], rel=1e-9, abs=1e-4)


def test_an_invalid_zone_across_the_edge_is_refused(every_pixel_its_own_class, monkeypatch):
    def fail(*_):
        raise shapely.GEOSException("side location conflict")

    monkeypatch.setattr("gis.rasters.zonal.shapely.difference", fail)
    with pytest.raises(GeometryError, match="repair it"):
        class_areas(every_pixel_its_own_class, [pixels_box(-1, -1, 2, 2)])


RANDOM = np.random.default_rng(7).integers(1, 6, (80, 70), dtype=np.uint8)
CIRCLES = [
    shapely.Point(WEST + 333.3, NORTH - 389).buffer(277),
    shapely.box(WEST - 99, NORTH - 99, WEST + 99, NORTH),
]


@pytest.mark.parametrize(
    ("pixels", "transform"),
    [
        (RANDOM[::-1], Affine(10, 0, WEST, 0, 10, NORTH - 800)),
        (RANDOM[:, ::-1], Affine(-10, 0, WEST + 700, 0, -10, NORTH)),
        (RANDOM.T, Affine(0, 10, WEST, -10, 0, NORTH)),
    ],
    ids=["south up", "east first", "columns first"],
)
def test_the_order_in_which_pixels_are_stored_changes_nothing(write, pixels, transform):
    upright = class_areas(write(RANDOM), CIRCLES)
    other = class_areas(write(np.ascontiguousarray(pixels), transform=transform), CIRCLES)
    assert other.area_m2 == pytest.approx(upright.area_m2, rel=1e-12)
    assert other.outside_m2 == pytest.approx(upright.outside_m2, rel=1e-12)


@pytest.mark.parametrize(
    ("pixels", "transform"),
    [
        (RANDOM[::-1], Affine(1e-4, 0, 110, 0, 1e-4, 27.5 - 80e-4)),
        (RANDOM[:, ::-1], Affine(-1e-4, 0, 110 + 70e-4, 0, -1e-4, 27.5)),
    ],
    ids=["south up", "east first"],
)
def test_the_order_of_pixels_in_degrees_changes_nothing(write, pixels, transform):
    zone = [shapely.Point(110.0033, 27.496).buffer(0.0027)]
    upright = class_areas(
        write(RANDOM, transform=Affine(1e-4, 0, 110, 0, -1e-4, 27.5), crs="EPSG:4490"), zone
    )
    other = class_areas(write(np.ascontiguousarray(pixels), transform=transform, crs="EPSG:4490"), zone)
    assert other.area_m2 == pytest.approx(upright.area_m2, rel=1e-10)


def test_a_child_process_gives_the_same_figures(park_cover, park):
    here, there = class_areas(park_cover, park), class_areas_apart(park_cover, park)
    assert there.area_m2.tolist() == here.area_m2.tolist()
    assert there.values.tolist() == here.values.tolist()
