"""`hecheng check`: every layer against every check, and repaired copies."""

import json
import shutil
from pathlib import Path

import geopandas as gpd
import pyogrio
import pytest
from made_files import CRS, EAST, NORTH, bow_tie, frame_of, snapshot, square, write
from shapely import Point

from layers.alarm_kinds import ALARM_KINDS
from layers.alarm_page import alarms_page
from layers.door_report import TOPICS
from maps.app import cli

ROOT = Path(__file__).parents[1]
HEAD = '[district]\nname = "甲"\ncrs = "EPSG:4546"\nas_of = 2025-12-31\n'


def run(capsys, *words):
    with pytest.raises(SystemExit) as end:
        cli.main([*words, "--json"])
    told = capsys.readouterr()
    return end.value.code, json.loads(told.out), told.err


def district(folder, text):
    (folder / "district.toml").write_text(HEAD + text, encoding="utf-8")
    return str(folder)


@pytest.fixture
def folder(tmp_path):
    """A bow-tie of half a square kilometre, and one stop of two that is usable."""
    write(frame_of(bow_tie(1000)), tmp_path / "zone.gpkg")
    places = [Point(EAST, NORTH), None]
    write(gpd.GeoDataFrame({"id": ["1", "2"]}, geometry=places, crs=CRS), tmp_path / "stops.gpkg")
    return tmp_path


LAYERS = '[layers.built_up]\nfile = "zone.gpkg"\naccept = ["H032"]\n[layers.bus_stop]\nfile = "stops.gpkg"\n'


def test_every_layer_is_told_with_its_rows_and_codes(folder, capsys):
    code, told, _ = run(capsys, "check", district(folder, LAYERS))
    assert code == 0
    by_name = {layer["name"]: layer for layer in told["layers"]}
    assert by_name["built_up"]["rows"] == {"read": 1, "used": 1, "repaired": 1, "skipped": {}}
    assert by_name["bus_stop"]["rows"]["read"] == 2
    assert sum(by_name["bus_stop"]["rows"]["skipped"].values()) == 1
    assert "H031" in by_name["built_up"]["checks"]["图形"]
    assert by_name["bus_stop"]["outcome"] == "warned"
    assert next(alarm for alarm in told["alarms"] if alarm["code"] == "H031")["accepted"]


def test_one_refused_layer_gives_exit_2_and_the_others_are_still_told(folder, capsys):
    text = LAYERS.replace('accept = ["H032"]\n', "")
    code, told, _ = run(capsys, "check", district(folder, text))
    assert code == 2
    assert [layer["outcome"] for layer in told["layers"]] == ["refused", "warned"]
    assert told["layers"][0]["error"]["code"] == "H032"


@pytest.mark.parametrize(
    "plan", ["no-such-plan", "/etc/passwd", "plan.toml", "", "https://a.cn/plan.toml", "x" * 300]
)
def test_a_plan_that_cannot_be_opened_is_refused_and_the_layers_are_still_told(folder, capsys, plan):
    home = district(folder, LAYERS)
    path = folder / "district.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("as_of", f'plan = "{plan}"\nas_of'), encoding="utf-8"
    )
    code, told, errors = run(capsys, "check", home)
    assert code == 2
    assert told["plan"]["name"] == plan
    assert told["plan"]["error"]["code"] in {"H001", "H003", "H006"}
    assert [layer["outcome"] for layer in told["layers"]] == ["accepted", "warned"]
    assert "Traceback" not in errors


def test_a_refused_plan_is_a_line_like_a_refused_layer(folder, capsys):
    home = district(folder, LAYERS)
    path = folder / "district.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("as_of", 'plan = "x"\nas_of'), encoding="utf-8")
    with pytest.raises(SystemExit) as end:
        cli.main(["check", home])
    assert end.value.code == 2
    assert "error[H006]: district.toml (plan): no plan 'x' is shipped; take" in capsys.readouterr().out


def test_a_plan_of_the_districts_own_is_found_beside_it(folder, capsys):
    shutil.copy(ROOT / "analyses" / "plans" / "hecheng-2024-1.toml", folder / "own.toml")
    home = district(folder, LAYERS)
    path = folder / "district.toml"
    text = path.read_text(encoding="utf-8").replace("as_of", 'plan = "own.toml"\nas_of')
    path.write_text(text, encoding="utf-8")
    code, told, _ = run(capsys, "check", home)
    assert (code, told["plan"]) == (0, {"name": "own.toml", "error": None})


def idle(told):
    """List the codes that H081 names, by layer."""
    return {alarm["layer"]: alarm["values"]["codes"] for alarm in told["alarms"] if alarm["code"] == "H081"}


def test_accepted_codes_that_met_nothing_are_listed_as_a_notice(folder, capsys):
    text = LAYERS.replace('"H032"', '"H020", "H032", "H021"') + 'accept = ["H033", "H033"]\n'
    code, told, errors = run(capsys, "check", district(folder, text))
    assert code == 0
    assert idle(told) == {"built_up": "H020, H021"}
    assert "H081" in next(layer for layer in told["layers"] if layer["name"] == "built_up")["checks"]["范围"]
    assert "notice[H081]: zone.gpkg (built_up)" in errors
    assert told["layers"][0]["outcome"] == "accepted"


def test_an_accepted_refusal_that_let_rows_pass_has_met_something(tmp_path, capsys):
    places = [Point(EAST, NORTH), None, None]
    write(gpd.GeoDataFrame({"id": ["1", "2", "3"]}, geometry=places, crs=CRS), tmp_path / "stops.gpkg")
    text = '[layers.bus_stop]\nfile = "stops.gpkg"\n'
    assert run(capsys, "check", district(tmp_path, text))[0] == 2
    code, told, _ = run(capsys, "check", district(tmp_path, text + 'accept = ["H030"]\n'))
    assert (code, idle(told)) == (0, {})


def test_a_scope_without_its_layer_is_told_and_refused(folder, capsys):
    text = '[scopes]\n"中心城区" = "center"\n' + LAYERS
    code, told, _ = run(capsys, "check", district(folder, text))
    assert code == 2
    assert "no layer center" in told["scopes"][0]["refusal"]


def test_the_table_names_layers_and_topics(folder, capsys):
    with pytest.raises(SystemExit):
        cli.main(["check", district(folder, LAYERS)])
    page = capsys.readouterr().out
    for word in ("建成区", "公交站点", "zone.gpkg", *TOPICS, "结论"):
        assert word in page


def test_repaired_copies_hold_the_true_area_and_sources_stay_untouched(folder, capsys, tmp_path_factory):
    home = district(folder, LAYERS)
    before = snapshot(folder)
    target = tmp_path_factory.mktemp("copies") / "repaired"
    code, told, _ = run(capsys, "check", home, "--repair-to", str(target))
    assert code == 0
    assert snapshot(folder) == before
    assert [Path(path).name for path in told["copies"]] == ["built_up.gpkg", "bus_stop.gpkg"]
    copy = pyogrio.read_dataframe(target / "built_up.gpkg", layer="built_up")
    assert copy.geometry.is_valid.all()
    assert copy.geometry.area.sum() == pytest.approx(500_000)
    account = pyogrio.read_dataframe(target / "bus_stop.gpkg", layer="door_alarms")
    assert account.set_index("code")["rows"]["H033"] == "2"
    assert pyogrio.read_dataframe(target / "bus_stop.gpkg", layer="bus_stop")["row_in_file"].tolist() == [1]


def test_copies_are_never_written_over_something(folder, capsys):
    (folder / "out").mkdir()
    (folder / "out" / "mine.txt").write_text("keep", encoding="utf-8")
    code, told, _ = run(capsys, "check", district(folder, LAYERS), "--repair-to", str(folder / "out"))
    assert (code, told["error"]["code"]) == (2, "H007")
    assert (folder / "out" / "mine.txt").read_text(encoding="utf-8") == "keep"


def test_the_samples_pass_the_check(tmp_path, capsys):
    shutil.copytree(ROOT / "layers" / "samples" / "coquimbo", tmp_path / "coquimbo")
    code, told, _ = run(capsys, "check", str(tmp_path / "coquimbo"))
    assert code == 0
    assert all(layer["outcome"] != "refused" for layer in told["layers"])


def test_a_zone_beside_a_valid_one_is_accepted_without_a_word(tmp_path, capsys):
    write(frame_of(square(), square(east=EAST + 1000)), tmp_path / "zone.gpkg")
    home = district(tmp_path, '[layers.built_up]\nfile = "zone.gpkg"\n')
    code, told, _ = run(capsys, "check", home)
    assert (code, told["layers"][0]["outcome"]) == (0, "accepted")


def test_the_page_of_alarms_is_the_registry():
    page = (ROOT / "docs" / "alarms.md").read_text(encoding="utf-8")
    assert page == alarms_page(), "run: python -m layers.alarm_page > docs/alarms.md"
    assert all(f"| {code} |" in page for code in ALARM_KINDS)


def test_every_code_has_one_topic():
    codes = [code for kinds in TOPICS.values() for code in kinds]
    assert sorted(codes) == sorted(set(codes)) == sorted(ALARM_KINDS)
