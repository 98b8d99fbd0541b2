"""A district's layers: opened once, in one system; scopes are ground that its people named."""

import pytest
from made_files import EAST, NORTH, frame_of, square, stops, write, write_csv
from shapely import Point

from gis.errors import InputError
from layers import open_district
from layers.workspace import scope_alarm

HEAD = '[district]\nname = "鹤城区"\ncrs = "EPSG:4546"\nas_of = 2025-12-31\n'


@pytest.fixture
def home(tmp_path):
    """A district of 1 km2 whose built-up half lies across the border of its centre."""
    folder = tmp_path / "鹤城 区"
    write(frame_of(square(1000)), folder / "全区.gpkg")
    write(frame_of(square(1000, east=EAST + 500)), folder / "建成区.gpkg")
    write(frame_of(square(100, east=EAST + 9000)), folder / "远处.gpkg")
    write(stops(zt=["在用", "停用", "在用"]), folder / "公交站点.shp")
    return folder


def district(home, text):
    (home / "district.toml").write_text(HEAD + text, encoding="utf-8")
    return open_district(home)


def test_a_folder_without_district_toml_is_refused(tmp_path):
    with pytest.raises(InputError, match=r"no district\.toml here; draft one with hecheng init"):
        open_district(tmp_path)


def test_a_district_is_its_folder_or_its_file(home):
    by_folder = district(home, "")
    assert open_district(home / "district.toml").folder == by_folder.folder == home


def test_a_layer_is_opened_once_in_the_districts_system(home):
    write(frame_of(Point(109.98, 27.55), crs=4326), home / "gps.gpkg")
    workspace = district(home, '[layers.logistics]\nfile = "gps.gpkg"\n')
    layer = workspace.layer("logistics")
    assert layer.frame.crs.to_epsg() == 4546
    assert workspace.layer("logistics") is layer
    assert workspace.opened() == (layer,)
    assert (layer.name, layer.title) == ("logistics", "物流配送站点")


def test_a_layer_that_the_district_lacks_is_none(home):
    assert district(home, "").layer("bus_stop") is None


def test_what_is_said_of_a_layer_is_heeded(home):
    text = '[layers.bus_stop]\nfile = "公交站点.shp"\nwhere = { status = "运营" }\nsource = "公司"\n'
    layer = district(home, text).vector("bus_stop")
    assert list(layer.frame["id"]) == ["a", "c"]
    assert layer.origin.source == "公司"


def test_all_refusals_are_told_in_one_go(home):
    workspace = district(home, '[layers.pop]\nfile = "gone.gpkg"\n[layers.unit]\nfile = "公交站点.shp"\n')
    with pytest.raises(InputError) as caught:
        workspace.open_all(("pop", "unit", "bus_stop"))
    message = str(caught.value)
    assert "gone.gpkg: no such file" in message
    assert "公交站点.shp: no column 'name'" in message or "公交站点.shp: holds 3 Point" in message


@pytest.mark.parametrize("file", ["https://example.org/a.gpkg", "/vsicurl/a.gpkg", "PG:db", "{}"])
def test_addresses_are_refused_though_they_stand_in_a_folder(home, file):
    with pytest.raises(InputError) as caught:
        district(home, f'[layers.pop]\nfile = "{file}"\n').layer("pop")
    assert caught.value.code == "H003"


def test_a_link_inside_the_district_that_leads_out_is_refused(home, tmp_path):
    write(frame_of(square(10)), tmp_path / "else" / "a.gpkg")
    (home / "a.gpkg").symlink_to(tmp_path / "else" / "a.gpkg")
    with pytest.raises(InputError, match="leads out") as caught:
        district(home, '[layers.district]\nfile = "a.gpkg"\n').layer("district")
    assert caught.value.code == "H003"


def test_a_link_that_stays_inside_and_a_path_that_is_named_are_followed(home, tmp_path):
    write(frame_of(square(10)), tmp_path / "else" / "a.gpkg")
    (home / "b.gpkg").symlink_to(home / "全区.gpkg")
    text = '[layers.district]\nfile = "b.gpkg"\n[layers.center]\nfile = "../else/a.gpkg"\n'
    workspace = district(home, text)
    assert [alarm.code for alarm in workspace.layer("district").alarms] == ["H082"]
    assert workspace.layer("center").alarms == ()


SCOPES = """
[scopes]
"全区" = "district"
"中心城区" = { layer = "district", note = "以全区代替" }
"建成区∩中心城区" = { intersection = ["built_up", "district"] }
"远" = { intersection = ["district", "center"] }
"城区" = "urban"
[layers.district]
file = "全区.gpkg"
[layers.built_up]
file = "建成区.gpkg"
[layers.center]
file = "远处.gpkg"
"""


def test_a_scope_is_the_ground_of_its_layer(home):
    scope = district(home, SCOPES).scope("全区")
    assert scope.polygon.area == pytest.approx(1e6)
    assert [layer.name for layer in scope.layers] == ["district"]
    assert scope_alarm(scope) is None


def test_an_intersection_is_the_common_ground(home):
    scope = district(home, SCOPES).scope("建成区∩中心城区")
    assert scope.polygon.area == pytest.approx(500 * 1000)
    assert [layer.name for layer in scope.layers] == ["built_up", "district"]


def test_layers_without_common_ground_are_refused(home):
    with pytest.raises(InputError, match="scope '远': district and center have no common ground") as caught:
        district(home, SCOPES).scope("远")
    assert caught.value.code == "H014"


def test_overlapping_polygons_are_one_ground(home):
    write(frame_of(square(1000), square(1000, east=EAST + 500)), home / "全区.gpkg")
    assert district(home, SCOPES).scope("全区").polygon.area == pytest.approx(1.5e6)


def test_a_word_that_is_not_defined_or_lacks_its_layer_has_no_ground(home):
    workspace = district(home, SCOPES)
    assert workspace.scope("两区") is None
    assert workspace.scope("城区") is None


def test_a_stand_in_is_told(home):
    alarm = scope_alarm(district(home, SCOPES).scope("中心城区"))
    assert (alarm.code, alarm.message) == ("H080", "中心城区: 以全区代替")


def test_decisions_are_kept_by_target(home):
    workspace = district(home, '[decisions.T03]\nreading = "coverage"\nshare = 0.9\ndecided_by = "局"\n')
    assert workspace.decisions["T03"].share == 0.9


def test_a_raster_is_no_vector_layer(home):
    import numpy as np  # noqa: PLC0415
    import rasterio  # noqa: PLC0415
    from affine import Affine  # noqa: PLC0415

    profile = {"driver": "GTiff", "count": 1, "height": 1, "width": 1, "dtype": "uint8", "crs": "EPSG:4546"}
    with rasterio.open(
        home / "f.tif", "w", **profile, transform=Affine(10, 0, EAST, 0, -10, NORTH)
    ) as target:
        target.write(np.ones((1, 1, 1), dtype=np.uint8))
    write_csv(home / "图例.csv", [("value", "code"), (1, "0301")])
    workspace = district(home, '[layers.forest]\nfile = "f.tif"\nlegend = "图例.csv"\n')
    assert workspace.layer("forest").legend == {1: ("0301", "0301")}
    with pytest.raises(InputError, match="a raster, but 'forest' needs vector rows"):
        workspace.vector("forest")
