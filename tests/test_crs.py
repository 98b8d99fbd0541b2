"""Reference systems: what fits, what is refused, and what is offered instead."""

import pyproj
import pytest
from made_files import (
    CRS,
    EAST,
    NORTH,
    codes,
    feature,
    frame_of,
    refusal,
    square,
    stops,
    the_alarm,
    write,
    write_geojson,
)
from shapely import Point, box

from gis.crs import check_coordinates, is_metric, is_true_to_scale, parse_crs, same_crs
from gis.datums import require_safe_operation
from gis.errors import CrsError
from gis.measure import ellipsoidal_area_m2
from gis.zones import first_epsg, plain_epsg
from layers import read_layer

HECHENG = (399_254.0, 3_049_000.0, 400_254.0, 3_050_000.0)
ESRI_ROOT = 'GEOGCS["GCS_Xian_1980",DATUM["D_Xian_1980",SPHEROID["Xian_1980",6378140.0,298.257]],'
XIAN_80_OF_ARCGIS = (
    'PROJCS["Xian_1980_3_Degree_GK_CM_111E",' + ESRI_ROOT + 'PRIMEM["Greenwich",0.0],'
    'UNIT["Degree",0.0174532925199433]],PROJECTION["Gauss_Kruger"],PARAMETER["False_Easting",500000.0],'
    'PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",111.0],PARAMETER["Scale_Factor",1.0],'
    'PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def misfit(bounds, epsg):
    with pytest.raises(CrsError) as caught:
        check_coordinates(bounds, pyproj.CRS(epsg), "f.shp")
    assert caught.value.code == "H021"
    return str(caught.value)


# What can be measured in


@pytest.mark.parametrize("epsg", [4546, 4525, 4497, 32649, 2361, 27572, 3035, 2056, 5514])
def test_regional_planes_in_metres_are_metric(epsg):
    assert is_metric(pyproj.CRS(epsg))


def test_a_plane_with_heights_is_metric():
    assert is_metric(pyproj.CRS("EPSG:4546+5737"))


@pytest.mark.parametrize("code", [4490, 3857, 3395, 32662, "ESRI:54009", "ESRI:54030"])
def test_degrees_and_world_maps_are_not_metric(code):
    assert not is_metric(pyproj.CRS(code))


def test_feet_are_not_metric():
    assert not is_metric(pyproj.CRS(2276))


def test_a_plane_far_from_its_lines_of_true_scale_is_not_measured_in():
    assert is_true_to_scale(HECHENG, pyproj.CRS(4546))
    albers = pyproj.CRS("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80 +units=m")
    # between the two parallels Albers stretches north to south: by 1.8 % at 36 degrees
    assert not is_true_to_scale((0.0, 3_900_000.0, 1000.0, 3_901_000.0), albers)


@pytest.mark.parametrize("text", ["EPSG:999999", "4546 please", "", "https://example.org/crs"])
def test_an_unknown_crs_is_refused_with_the_way_to_write_one(text):
    with pytest.raises(CrsError, match="write it like EPSG:4546"):
        parse_crs(text, "f.shp")


# Coordinates against their CRS


def test_true_coordinates_pass():
    check_coordinates(HECHENG, pyproj.CRS(4546), "f")
    check_coordinates((109.9, 27.5, 110.1, 27.6), pyproj.CRS(4490), "f")
    check_coordinates((37_399_254.0, 3_049_000.0, 37_400_254.0, 3_050_000.0), pyproj.CRS(4525), "f")


def test_degrees_under_a_metric_crs_are_refused():
    assert "looks like degrees" in misfit((109.9, 27.5, 110.1, 27.6), 4546)


def test_metres_under_degrees_are_refused():
    assert "is not in degrees" in misfit(HECHENG, 4490)


def test_eastings_without_their_zone_number_are_refused_and_the_other_code_offered():
    assert "no zone number 37 (perhaps EPSG:4546)" in misfit(HECHENG, 4525)
    assert "no zone number 19 (perhaps EPSG:4508)" in misfit(HECHENG, 4497)


def test_eastings_with_a_zone_number_too_many_are_refused_and_the_other_code_offered():
    prefixed = (37_399_254.0, 3_049_000.0, 37_400_254.0, 3_050_000.0)
    assert "bear the zone number 37 (perhaps EPSG:4525)" in misfit(prefixed, 4546)


def test_swapped_axes_are_refused_and_named():
    assert "longitude and latitude look swapped" in misfit((27.5, 109.9, 27.6, 110.1), 4490)
    assert "easting and northing look swapped" in misfit((3_049e3, 399_254.0, 3_050e3, 400_254.0), 4546)


def test_another_part_of_the_earth_is_refused():
    assert "lies outside the area of EPSG:4490" in misfit((-71.4, -30.0, -71.2, -29.8), 4490)


def test_absurd_coordinates_are_refused():
    assert "state the true CRS" in misfit((1e20, 0.0, 1e20, 1.0), 4546)


@pytest.mark.parametrize("crs", ['LOCAL_CS["site",UNIT["metre",1]]', "EPSG:4978", "EPSG:5737"])
def test_what_is_not_tied_to_the_map_is_refused(crs):
    with pytest.raises(CrsError, match="neither longitude and latitude nor a plane") as caught:
        check_coordinates((0.0, 0.0, 1.0, 1.0), pyproj.CRS(crs), "f")
    assert caught.value.code == "H020"


# Datums


@pytest.mark.parametrize("old", [2382, 2361, 4610, 2434, 4214, XIAN_80_OF_ARCGIS])
@pytest.mark.parametrize("new", [4546, 4490, 4326, 32649])
def test_old_chinese_datums_are_refused_whatever_the_target(old, new):
    for pair in ((old, new), (new, old)):
        with pytest.raises(CrsError, match="no parameters lead") as caught:
            require_safe_operation(*map(pyproj.CRS, pair), "f.shp")
        assert caught.value.code == "H022"


def test_an_unknown_datum_on_an_old_ellipsoid_is_refused():
    krasovsky = pyproj.CRS("+proj=tmerc +lon_0=111 +x_0=500000 +ellps=krass +units=m")
    with pytest.raises(CrsError) as caught:
        require_safe_operation(krasovsky, pyproj.CRS(4546), "f.shp")
    assert caught.value.code == "H022"


@pytest.mark.parametrize(
    ("source", "target", "as_one"), [(4326, 4546, True), (4490, 4546, False), (32649, 4546, True)]
)
def test_earth_centred_datums_are_one_and_that_is_told(source, target, as_one):
    assert require_safe_operation(pyproj.CRS(source), pyproj.CRS(target), "f") is as_one


# At the door


@pytest.mark.parametrize("suffix", ["shp", "gpkg", "parquet"])
def test_a_file_without_crs_is_refused_and_taken_once_it_is_stated(tmp_path, suffix):
    frame = stops().set_crs(None, allow_override=True)
    path = tmp_path / f"stops.{suffix}"
    if suffix == "gpkg":
        with pytest.warns(UserWarning, match="crs"):
            write(frame, path)
    elif suffix == "shp":
        write(stops(), path)
        path.with_suffix(".prj").unlink()
    else:
        write(frame, path)
    fault = refusal(path)
    assert (fault.code, "--crs" in str(fault)) == ("H020", True)
    assert read_layer(path, crs=CRS).origin.crs_read_by == "stated"


def test_geojson_is_in_wgs_84_unless_it_names_another(tmp_path):
    here = [feature(Point(109.98, 27.55))]
    assert read_layer(write_geojson(tmp_path / "a.json", here)).origin.crs_read == "EPSG:4326"
    plane = [feature(Point(EAST, NORTH))]
    named = write_geojson(tmp_path / "b.json", plane, crs="urn:ogc:def:crs:EPSG::4546")
    assert read_layer(named).origin.crs_read_by == "file"


@pytest.mark.parametrize("member", [None, {"type": "link", "properties": {"href": "x"}}, "EPSG:1", {}, []])
def test_a_crs_member_that_names_nothing_is_refused_and_may_be_overridden(tmp_path, member):
    path = write_geojson(tmp_path / "a.json", [feature(Point(EAST, NORTH))], crs=member)
    assert refusal(path).code == "H020"
    assert read_layer(path, crs=CRS).rows.used == 1


def test_a_crs_member_at_the_end_of_a_long_file_is_heeded(tmp_path):
    many = [feature(Point(EAST + place, NORTH), {"note": "长" * 50}) for place in range(200)]
    assert read_layer(write_geojson(tmp_path / "a.json", many, crs=CRS)).origin.crs_read == CRS


def test_an_attribute_called_crs_is_no_crs(tmp_path):
    path = write_geojson(tmp_path / "a.json", [feature(Point(109.98, 27.55), {"crs": "EPSG:4546"})])
    assert read_layer(path).origin.crs_read_by == "GeoJSON default (RFC 7946)"


def test_web_mercator_is_brought_to_an_equal_area_plane(tmp_path):
    ground = frame_of(box(109.98, 27.55, 109.99, 27.56), crs=4326)
    layer = read_layer(write(ground.to_crs(3857), tmp_path / "web.gpkg"))
    true_m2 = ellipsoidal_area_m2(ground.geometry)[0]
    assert layer.frame.geometry.area[1] == pytest.approx(true_m2, rel=1e-6)
    assert ground.to_crs(3857).area[0] / true_m2 > 1.26  # what measuring in Mercator would give (DOMAIN D)
    assert "equal-area plane" in layer.origin.crs_used


def test_feet_are_brought_to_metres(tmp_path):
    ground = frame_of(box(2_490_000, 7_000_000, 2_493_000, 7_003_000), crs=2276)  # 3,000 US feet a side
    layer = read_layer(write(ground, tmp_path / "feet.gpkg"))
    assert layer.frame.geometry.area[1] == pytest.approx((3000 * 1200 / 3937) ** 2, rel=1e-3)


def test_wgs_84_and_cgcs2000_are_taken_as_one_and_that_is_noted(tmp_path):
    path = write(frame_of(Point(109.98, 27.55), crs=4326), tmp_path / "gps.gpkg")
    alarm = the_alarm(read_layer(path, to=CRS), "H023")
    assert alarm.values == {"source": "EPSG:4326", "target": CRS}
    assert str(alarm.severity) == "notice"
    assert codes(read_layer(path)) == []


@pytest.mark.parametrize("epsg", [2382, 2434])
def test_a_layer_in_an_old_datum_is_refused_at_the_door(tmp_path, epsg):
    path = write(stops().set_crs(epsg, allow_override=True), tmp_path / "old.gpkg")
    assert refusal(path, to=CRS).code == "H022"


def test_a_layer_from_elsewhere_is_not_forced_into_the_districts_plane(tmp_path):
    path = write(frame_of(Point(-71.3, -29.9), crs=4326), tmp_path / "chile.gpkg")
    fault = refusal(path, to=CRS)
    assert (fault.code, "that of the district" in str(fault)) == ("H021", True)


def test_another_layer_may_be_the_target(tmp_path):
    zone = read_layer(write(frame_of(square(), crs=CRS), tmp_path / "zone.gpkg"))
    layer = read_layer(write(frame_of(Point(109.98, 27.55), crs=4490), tmp_path / "a.gpkg"), to=zone)
    assert layer.frame.crs == zone.frame.crs


def test_degrees_are_no_target(tmp_path):
    path = write(stops(), tmp_path / "a.gpkg")
    with pytest.raises(CrsError, match="not measured in metres"):
        read_layer(path, to="EPSG:4326")


# Zones and sameness


@pytest.mark.parametrize(
    ("zone", "first", "plain"), [(37, 4525, 4546), (25, 4513, 4534), (19, 4497, 4508), (13, 4491, 4502)]
)
def test_zone_numbers_lead_to_the_codes_of_their_meridian(zone, first, plain):
    assert (first_epsg(zone), plain_epsg(zone)) == (first, plain)
    meridians = {
        next(p.value for p in pyproj.CRS(code).coordinate_operation.params if "ongitude" in p.name)
        for code in (first, plain)
    }
    assert meridians == {zone * 3 if zone > 24 else zone * 6 - 3}


@pytest.mark.parametrize("zone", [0, 12, 24, 46])
def test_other_numbers_are_no_zones(zone):
    assert first_epsg(zone) is plain_epsg(zone) is None


def test_one_crs_in_other_words_is_the_same():
    gauss = pyproj.CRS(4546)
    assert same_crs(gauss, pyproj.CRS(gauss.to_wkt("WKT1_ESRI")))
    assert same_crs(pyproj.CRS(4326), pyproj.CRS("OGC:CRS84"))
    for other in (4545, 4525, 2382, 4490):
        assert not same_crs(gauss, pyproj.CRS(other))


def test_a_zone_number_is_offered_before_a_swap():
    with pytest.raises(CrsError, match=r"bear the zone number 37 \(perhaps EPSG:4525\)"):
        check_coordinates((37_399_254, 3_049_000, 37_400_254, 3_050_000), pyproj.CRS(4546), "a.shp")


def test_nameless_datums_of_two_sizes_are_two():
    sphere = pyproj.CRS("+proj=sinu +R=6371007.181 +units=m")
    other = pyproj.CRS("+proj=longlat +a=6377276.345 +b=6356075.413")
    with pytest.raises(CrsError, match="no known operation"):
        require_safe_operation(sphere, other, "a.tif")


OWN_PLANE = (
    pyproj.CRS(4546).to_wkt("WKT1_ESRI").replace('"Central_Meridian",111.0', '"Central_Meridian",110.0')
)


def test_a_plane_of_somebodys_own_is_held_against_the_area_of_its_datum():
    plane = pyproj.CRS.from_wkt(OWN_PLANE)
    assert plane.area_of_use is None
    check_coordinates((400_000, 3_049_000, 402_000, 3_050_500), plane, "a.shp")
    with pytest.raises(CrsError, match="lies outside the area"):  # northings cut by 3,000,000 m
        check_coordinates((400_000, 49_000, 402_000, 50_500), plane, "a.shp")
