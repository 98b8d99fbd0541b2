"""`hecheng init`: layers are recognised by name, geometry and columns; CRS and scopes are never guessed."""

import json
import tomllib

import pytest
from made_files import STOP_NAMES, frame_of, snapshot, square, stops, write
from shapely import LineString, Point

from layers.recognition import likely_layers
from maps.app import cli


def run(capsys, *words):
    with pytest.raises(SystemExit) as end:
        cli.main([*words, "--json"])
    told = capsys.readouterr()
    return end.value.code, json.loads(told.out), told.err


def drafted(capsys, folder, **more):
    code, told, _ = run(capsys, "init", str(folder), *(word for pair in more.items() for word in pair))
    assert code == 0
    return told, (folder / "district.toml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """A bureau's folder: stops under a Chinese name, a zone, land parcels, a table that says nothing."""
    write(stops(), tmp_path / "公交站点2023.shp")
    write(frame_of(square(), name=["老城"]), tmp_path / "建成区.gpkg")
    write(frame_of(square(), DLBM=["0301"]), tmp_path / "图斑.geojson")
    (tmp_path / "readme.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    return tmp_path


def test_layers_are_recognised_by_name_and_by_their_own_columns(folder, capsys):
    told, text = drafted(capsys, folder)
    likely = {found["file"].rpartition("/")[2]: found["likely"] for found in told["found"]}
    assert likely["公交站点2023.shp"][0]["name"] == "bus_stop"
    assert likely["建成区.gpkg"][0]["name"] == "built_up"
    assert likely["图斑.geojson"][0]["name"] in {"dltb", "forest"}
    assert 'file = "公交站点2023.shp"' in text
    assert "编码 gb18030" in text


def test_crs_date_and_scopes_are_left_for_people(folder, capsys):
    _, text = drafted(capsys, folder)
    draft = tomllib.loads(text)
    assert draft["district"]["crs"] == ""
    assert "as_of" not in draft["district"]
    assert draft["scopes"] == {}
    assert "decisions" not in draft
    assert "baseline" not in draft
    for line in ('# "中心城区" = ""', "# [decisions.T03]", "# [baseline]", "EPSG:4546 ×3"):
        assert line in text


def test_what_is_not_recognised_or_not_readable_is_listed_with_its_reason(folder, capsys):
    (folder / "broken.shp").write_bytes(b"\x00\x00\x27\x0a" + b"\x00" * 60)
    told, text = drafted(capsys, folder)
    assert next(found for found in told["found"] if found["file"].endswith("broken.shp"))["refusal"]
    assert "# - broken.shp：" in text
    assert "# - readme.csv：" in text


def test_two_files_for_one_layer_are_proposed_in_comments(tmp_path, capsys):
    for name in ("公交站点_甲", "公交站点_乙"):
        write(stops(), tmp_path / f"{name}.gpkg")
    _, text = drafted(capsys, tmp_path)
    assert "layers" not in tomllib.loads(text)
    assert text.count("# [layers.bus_stop]") == 2


def test_a_layer_inside_a_file_of_several_is_named(tmp_path, capsys):
    write(stops(), tmp_path / "all.gpkg", layer="公交站点")
    frame_of(square()).to_file(tmp_path / "all.gpkg", layer="中心城区")
    _, text = drafted(capsys, tmp_path)
    layers = tomllib.loads(text)["layers"]
    assert layers["bus_stop"] == {"file": "all.gpkg", "layer": "公交站点"}
    assert layers["center"] == {"file": "all.gpkg", "layer": "中心城区"}


def test_a_filled_draft_passes_the_check(folder, capsys):
    _, text = drafted(capsys, folder)
    text = text.replace('crs = ""', 'crs = "EPSG:4546"').replace('name = ""', 'name = "鹤城"', 1)
    text = text.replace("# as_of", "as_of").replace('# "中心城区" = ""', '"中心城区" = "built_up"')
    (folder / "district.toml").write_text(text, encoding="utf-8")
    code, told, _ = run(capsys, "check", str(folder))
    assert code == 0, told
    assert {layer["name"] for layer in told["layers"]} >= {"bus_stop", "built_up"}


def test_an_unfilled_draft_is_refused_by_line_and_field(folder, capsys):
    drafted(capsys, folder)
    code, told, _ = run(capsys, "check", str(folder))
    assert code == 2
    assert "district.crs" in told["error"]["message"]
    assert "district.as_of" in told["error"]["message"]


def test_a_district_that_exists_is_never_replaced_and_sources_stay_untouched(folder, capsys):
    before = snapshot(folder)
    drafted(capsys, folder)
    after = snapshot(folder)
    after.pop("district.toml")
    assert after == before
    code, told, _ = run(capsys, "init", str(folder))
    assert (code, told["error"]["code"]) == (2, "H007")


def test_paths_are_written_relative_to_the_district(folder, tmp_path, capsys):
    home = tmp_path / "new" / "district"
    drafted(capsys, home, **{"--from": str(folder)})
    layers = tomllib.loads((home / "district.toml").read_text(encoding="utf-8"))["layers"]
    assert layers["bus_stop"]["file"] == "../../公交站点2023.shp"


def test_hostile_names_stay_inside_their_comment(tmp_path, capsys):
    frame = frame_of(square(), **{'x"\n[district]\nname="y': ["1"]})
    write(frame, tmp_path / "建成区.gpkg")
    _, text = drafted(capsys, tmp_path)
    assert tomllib.loads(text)["district"]["name"] == ""


@pytest.mark.parametrize(
    ("name", "shape", "columns", "layer"),
    [
        ("STBHHX", square(), (), "redline"),
        ("YJJBNTBHTB", square(), (), "farmland"),
        ("污水处理厂", Point(0, 0), (), "wwtp"),
        ("污水管网", LineString([(0, 0), (1, 1)]), (), "sewer"),
        ("充电桩 POI", Point(0, 0), (), "charger"),
        ("x", square(), ("DLBM", "TBMJ"), "dltb"),
        ("陆域生态保护红线", square(), (), "redline"),
        ("中心城区", square(), (), "center"),
        ("城区", square(), (), "urban"),
    ],
)
def test_names_of_real_deliveries_find_their_layer(name, shape, columns, layer):
    assert likely_layers([name], [shape.geom_type], columns)[0].name == layer


def test_a_name_of_another_geometry_is_no_likeness():
    assert likely_layers(["公交站点"], ["Polygon"], STOP_NAMES) == []
