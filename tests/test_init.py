"""`hecheng init`: layers are recognised by name, geometry and columns; CRS and scopes are never guessed."""

import json
import tomllib

import pandas as pd
import pyogrio
import pytest
from made_files import STOP_NAMES, feature, frame_of, snapshot, square, stops, write, write_geojson
from shapely import LineString, Point

from layers.recognition import likely_layers
from maps.app import cli

MADE = ("district.toml", "填报表.xlsx")  # what init writes


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
    assert draft["district"]["as_of"] == ""
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
    text = text.replace('as_of = ""', "as_of = 2025-12-31").replace(
        '# "中心城区" = ""', '"中心城区" = "built_up"'
    )
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


def test_a_draft_that_lacks_only_its_date_is_refused_at_the_marked_line(folder, capsys):
    _, text = drafted(capsys, folder)
    text = text.replace('crs = ""', 'crs = "EPSG:4546"').replace('name = ""', 'name = "鹤城"', 1)
    (folder / "district.toml").write_text(text, encoding="utf-8")
    code, told, _ = run(capsys, "check", str(folder))
    line = next(place for place, line in enumerate(text.splitlines(), 1) if line.startswith("as_of"))
    assert "待填" in text.splitlines()[line - 1]
    assert (code, told["error"]["code"]) == (2, "H006")
    assert f"line {line}, district.as_of: write the day without quotation marks" in told["error"]["message"]


def passed_over(told):
    return {group["reason"]: (group["count"], group["first"]) for group in told["not_looked_at"]}


def test_links_deep_folders_and_results_are_told_on_screen_in_json_and_in_the_draft(folder, capsys):
    (folder / "link.gpkg").symlink_to(folder / "建成区.gpkg")
    (folder / "notes.md").symlink_to(folder / "readme.csv")
    (folder / "a/b/c/d/e").mkdir(parents=True)
    write(stops(), folder / "a/b/c/third.gpkg")
    write(stops(), folder / "a/b/c/d/fourth.gpkg")
    (folder / "result").mkdir()
    (folder / "result" / "run.json").write_text("{}", encoding="utf-8")
    told, text = drafted(capsys, folder)
    assert passed_over(told) == {
        "symbolic links": (1, ["link.gpkg"]),
        "folders more than 3 levels down": (1, ["a/b/c/d"]),
        "result folders of hecheng": (1, ["result"]),
    }
    assert any(found["file"].endswith("third.gpkg") for found in told["found"])
    assert "# - 符号链接，共 1 个：link.gpkg" in text
    assert "# - 第 3 层以下的文件夹，共 1 个：a/b/c/d" in text
    (folder / "district.toml").unlink()
    with pytest.raises(SystemExit):
        cli.main(["init", str(folder)])
    assert "not looked at: 1 symbolic links: link.gpkg" in capsys.readouterr().out


def test_files_beyond_the_first_500_are_counted_and_the_first_are_named(tmp_path, capsys):
    for number in range(507):
        (tmp_path / f"{number:03}.tif").write_bytes(b"II*\0")
    told, text = drafted(capsys, tmp_path)
    assert len(told["found"]) == 500
    names = [f"{number}.tif" for number in range(500, 505)]
    assert passed_over(told) == {"files beyond the first 500": (7, names)}
    assert "共 7 个：500.tif、501.tif、502.tif、503.tif、504.tif等" in text


def test_a_folder_looked_at_whole_tells_nothing_passed_over(folder, capsys):
    told, text = drafted(capsys, folder)
    assert told["not_looked_at"] == []
    assert "没有查看" not in text


def test_two_data_sets_of_one_stem_are_both_proposed(tmp_path, capsys):
    write(stops(), tmp_path / "stops.shp")
    write(stops(), tmp_path / "stops.gpkg")
    told, text = drafted(capsys, tmp_path)
    assert [found["file"].rpartition("/")[2] for found in told["found"]] == ["stops.gpkg", "stops.shp"]
    assert all(found["refusal"] is None for found in told["found"])
    assert '# file = "stops.shp"' in text
    assert '# file = "stops.gpkg"' in text


def test_a_hundred_files_are_each_told_once(tmp_path, capsys):
    for number in range(100):
        write_geojson(tmp_path / f"{number:02}.geojson", [feature(Point(109.9, 27.5 + number / 1000))])
    told, text = drafted(capsys, tmp_path)
    assert [found["rows"] for found in told["found"]] == [1] * 100
    assert text.count(".geojson：") == 100


def test_tables_without_coordinates_are_listed_with_their_reason(tmp_path, capsys):
    table = pd.DataFrame({"a": ["1"], "b": ["x"]})
    table.to_csv(tmp_path / "only.csv", index=False)
    table.to_excel(tmp_path / "only.xlsx", index=False)
    table.to_parquet(tmp_path / "only.parquet")
    pyogrio.write_dataframe(table, tmp_path / "only.gpkg", layer="台账", driver="GPKG")
    pyogrio.write_dataframe(table, tmp_path / "only.gdb", layer="台账", driver="OpenFileGDB")
    told, text = drafted(capsys, tmp_path)
    reasons = {found["file"].rpartition("/")[2]: found["refusal"] for found in told["found"]}
    for name in ("only.csv", "only.xlsx", "only.parquet", "only.gpkg", "only.gdb"):
        assert reasons[name], name
        assert f"# - {name}：{reasons[name][:10]}" in text


def test_a_table_beside_a_layer_in_one_file_is_listed_with_its_reason(tmp_path, capsys):
    table = pd.DataFrame({"a": ["1"], "b": ["x"]})
    write(stops(), tmp_path / "both.gpkg", layer="公交站点")
    pyogrio.write_dataframe(table, tmp_path / "both.gpkg", layer="台账", driver="GPKG", append=True)
    zone = frame_of(square())
    pyogrio.write_dataframe(zone, tmp_path / "库.gdb", layer="中心城区", driver="OpenFileGDB")
    pyogrio.write_dataframe(table, tmp_path / "库.gdb", layer="权属", driver="OpenFileGDB", append=True)
    before = snapshot(tmp_path)
    told, text = drafted(capsys, tmp_path)
    assert tomllib.loads(text)["layers"] == {"bus_stop": {"file": "both.gpkg"}, "center": {"file": "库.gdb"}}
    tables = {found["layer"]: found["refusal"] for found in told["found"] if found["refusal"]}
    assert set(tables) == {"台账", "权属"}
    assert tables["台账"].startswith("both.gpkg (台账): a table without shapes or coordinates")
    assert "# - 库.gdb (权属)：库.gdb (权属): a table without shapes" in text
    assert {name: value for name, value in snapshot(tmp_path).items() if name not in MADE} == before


def test_a_district_that_exists_is_never_replaced_and_sources_stay_untouched(folder, capsys):
    before = snapshot(folder)
    drafted(capsys, folder)
    after = snapshot(folder)
    for name in MADE:
        after.pop(name)
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
