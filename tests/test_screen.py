"""`hecheng screen`: from files to one JSON object."""

import datetime as dt
import json

import geopandas as gpd
import pytest
import shapely
import shapely.affinity
from click.testing import CliRunner
from conftest import CRS, EAST, NORTH
from made_district import polygons, write_district

from analyses.plan_tables import ProjectEntry
from analyses.screening.project_screening import screened_projects
from gis.errors import InputError
from layers.workspace import open_district
from maps.app.screen_command import screen as command
from maps.app.screening import line_files, screen

box = shapely.box


@pytest.fixture
def world(tmp_path):
    """A red line of one square kilometre and a square half inside, a second one far off."""
    polygons(tmp_path / "生态保护红线.gpkg", [box(0, 0, 1000, 1000)], name=["甲山"])
    polygons(
        tmp_path / "wind.gpkg",
        [box(-50, 100, 50, 200), box(3000, 0, 3100, 100)],
        name=["风机1", "风机2"],
        project=["四十湾", "四十湾"],
        activity=["风电", "风电"],
    )
    return tmp_path


def against(*texts):
    return line_files([str(text) for text in texts])


def test_each_footprint_is_told_against_each_line(world):
    told = screen(str(world / "wind.gpkg"), against=against(f"redline={world / '生态保护红线.gpkg'}")).json
    first, second = told["footprints"]
    (line,) = first["lines"]
    assert told["schema"] == "hecheng.screen/1"
    assert (first["name"], line["line"], line["touching"]) == ("风机1", "redline", False)
    assert line["overlap_m2"] == pytest.approx(5_000, rel=1e-6)
    assert line["overlap_ha"] == pytest.approx(0.5, rel=1e-6)
    assert line["overlap_mu"] == pytest.approx(7.5, rel=1e-6)
    assert line["share"] == pytest.approx(0.5, rel=1e-6)
    assert line["outcome"] == "涉及-原则禁止"
    assert line["rows"][0]["name"] == "甲山"
    assert (second["lines"][0]["outcome"], second["lines"][0]["slivers_m2"]) == ("不涉及", 0)
    assert second["lines"][0]["distance_m"] == pytest.approx(2000, rel=1e-5)
    json.dumps(told, allow_nan=False)


def test_the_parts_of_a_project_are_closed(world):
    told = screen(str(world / "wind.gpkg"), against=against(world / "生态保护红线.gpkg")).json
    (project,) = told["totals"]["projects"]
    assert project["project"] == "四十湾"
    assert project["overlap_m2"] == told["totals"]["lines"][0]["overlap_m2"]
    assert project["area_summed_m2"] == pytest.approx(20_000, rel=1e-6)


def test_a_kind_may_be_told_by_the_name_of_the_file():
    found = against("a/陆域生态保护红线.shp", "x=b.shp", "redline=c.shp", "公益林.shp")
    assert [(line.role, line.kind, line.file) for line in found] == [
        ("redline", "redline", "a/陆域生态保护红线.shp"),
        ("x", "x", "b.shp"),
        ("redline2", "redline", "c.shp"),
        ("公益林", "公益林", "公益林.shp"),
    ]


def test_a_kind_that_is_nearly_known_is_a_slip():
    with pytest.raises(InputError, match="did you mean redline=FILE") as refused:
        against("redlin=b.shp")
    assert refused.value.code == "H002"


def test_a_kind_may_be_given_by_its_title():
    (line,) = against("生态保护红线=b.shp")
    assert (line.role, line.kind) == ("生态保护红线", "redline")


def test_lines_in_two_systems_are_brought_together(world):
    moved = gpd.read_file(world / "生态保护红线.gpkg").to_crs("EPSG:4490")
    moved.to_file(world / "farmland.gpkg")
    told = screen(
        str(world / "wind.gpkg"), against=against(world / "生态保护红线.gpkg", world / "farmland.gpkg")
    ).json
    one, other = told["footprints"][0]["lines"]
    assert other["overlap_m2"] == pytest.approx(one["overlap_m2"], rel=1e-6)


def test_land_classes_make_a_sheet(world):
    polygons(
        world / "dltb.gpkg",
        [box(-500, 0, 0, 500), box(0, 0, 4000, 500)],
        DLBM=["0101", "0301"],
        QSDWMC=["甲村", "乙村"],
    )
    told = screen(
        str(world / "wind.gpkg"),
        against=against(world / "生态保护红线.gpkg"),
        landuse=str(world / "dltb.gpkg"),
    ).json
    land = told["footprints"][0]["land"]
    assert [(row["dlbm"], row["major_class"], row["owner"]) for row in land] == [
        ("0101", "农用地", "甲村"), ("0301", "农用地", "乙村"),
    ]  # fmt: skip
    assert sum(row["area_m2"] + row["ridges_m2"] for row in land) == pytest.approx(
        told["footprints"][0]["area_m2"]
    )
    assert told["totals"]["land"]["农用地"] == pytest.approx(20_000, rel=1e-6)


def test_a_coordinate_txt_is_screened(world):
    corners = [
        (NORTH + 100, EAST - 50),
        (NORTH + 100, EAST + 50),
        (NORTH + 200, EAST + 50),
        (NORTH + 200, EAST - 50),
    ]
    rows = "\n".join(f"J{n},1,{x:.3f},{y:.3f}" for n, (x, y) in enumerate([*corners, corners[0]], 1))
    (world / "地块.txt").write_text(
        "[属性描述]\n坐标系=2000国家大地坐标系\n几度分带=3\n投影类型=高斯克吕格\n计量单位=米\n带号=37\n"
        f"[地块坐标]\n5,1.0000,1,风机,面,,,,@\n{rows}\n",
        encoding="utf-8",
    )
    told = screen(str(world / "地块.txt"), against=against(world / "生态保护红线.gpkg")).json
    assert told["footprints"][0]["lines"][0]["overlap_m2"] == pytest.approx(5_000, rel=1e-6)


def test_a_district_brings_all_its_control_lines(tmp_path):
    folder = write_district(
        tmp_path / "d",
        more='\n[layers.redline]\nfile = "red.gpkg"\n[layers.farmland]\nfile = "farm.gpkg"\n',
    )
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    polygons(folder / "farm.gpkg", [box(500, 500, 1000, 1000)])
    polygons(tmp_path / "site.gpkg", [box(450, 450, 550, 550)], name=["厂"])
    told = screen(str(tmp_path / "site.gpkg"), district=str(folder)).json
    assert [line["line"] for line in told["footprints"][0]["lines"]] == ["redline", "farmland"]
    assert [line["share"] for line in told["footprints"][0]["lines"]] == pytest.approx([0.25, 0.25], rel=1e-5)
    assert told["as_of"] == "2025-12-31"


@pytest.fixture
def district(tmp_path):
    """A district with one red line in its middle, and a site half in it."""
    folder = write_district(tmp_path / "d", more='\n[layers.redline]\nfile = "red.gpkg"\n')
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    polygons(tmp_path / "site.gpkg", [box(450, 0, 550, 100)], name=["厂"])
    return folder


def test_notes_of_the_district_stand_on_every_output(district, tmp_path):
    answer = screen(str(tmp_path / "site.gpkg"), district=str(district))
    note = "合成示例：一平方公里的假想区"
    assert (answer.json["district"], answer.json["notes"]) == ("合成示例区", [note])
    assert {"合成示例区", note} <= set(answer.lines)


def test_rules_of_a_day_that_nobody_named_are_told(world, district):
    line = against(world / "生态保护红线.gpkg")
    told = screen(str(world / "wind.gpkg"), against=line).json
    assert (told["district"], told["notes"]) == (None, [])
    assert "未给出 --as-of" in told["warnings"][0]
    dated = screen(str(world / "wind.gpkg"), against=line, as_of=dt.date(2025, 12, 31)).json
    of_district = screen(str(world / "wind.gpkg"), district=str(district)).json
    assert not any("--as-of" in text for text in (*dated["warnings"], *of_district["warnings"]))


def test_ground_outside_is_never_more_than_the_footprint(world):
    polygons(world / "urban_boundary.gpkg", [box(5000, 5000, 6000, 6000)])
    thirds = [box(x, y, x + 10 / 3, y + 10 / 3) for x in range(0, 90, 7) for y in range(0, 90, 7)]
    polygons(world / "p.gpkg", [shapely.MultiPolygon(thirds)])
    told = screen(str(world / "p.gpkg"), against=against(world / "urban_boundary.gpkg")).json
    site = told["footprints"][0]
    assert site["lines"][0]["outside_m2"] == site["area_m2"]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_footprints_of_a_project_stand_by_their_ids_whatever_the_files_order(tmp_path, order):
    layers = '\n[layers.redline]\nfile = "red.gpkg"\n[layers.project]\nfile = "p.gpkg"\n'
    folder = write_district(tmp_path / "d", more=layers)
    polygons(folder / "red.gpkg", [box(0, 0, 500, 500)])
    shapes = [box(100 * place, 0, 100 * place + 50, 50) for place in order]
    polygons(folder / "p.gpkg", shapes, id=[f"r{place}" for place in order], name=["厂"] * 3)
    entry = ProjectEntry(id="P1", name="厂", theme="能源", clause="一", quote="某", activity="风电")
    (told,) = screened_projects(open_district(folder), [entry], as_of=dt.date(2025, 12, 31))
    assert [footprint["id"] for footprint in told["footprints"]] == ["r0", "r1", "r2"]


def test_a_footprint_without_a_shape_is_at_no_distance(world):
    polygons(world / "p.gpkg", [box(3000, 0, 3100, 100), None], name=["甲", "乙"])
    table = screen(str(world / "p.gpkg"), against=against(world / "生态保护红线.gpkg")).table
    near = {row[1]: row[-1] for row in table}
    assert near["甲"].startswith("距 2,")
    assert near["乙"] == "没有可量的距离"


def test_lines_or_a_district_must_be_named(world):
    with pytest.raises(InputError, match="--against"):
        screen(str(world / "wind.gpkg"))


def test_a_district_without_lines_is_refused(tmp_path, world):
    with pytest.raises(InputError, match="no control line"):
        screen(str(world / "wind.gpkg"), district=str(write_district(tmp_path / "d")))


def test_what_the_register_states_of_a_town_project_wins(world):
    polygons(world / "urban_boundary.gpkg", [box(5000, 5000, 6000, 6000)])
    shapes = [box(0, 0, 10, 10), box(20, 0, 30, 10)]
    polygons(world / "p.gpkg", shapes, activity=["产业园", "风电"], urban_use=["否", "是"])
    told = screen(str(world / "p.gpkg"), against=against(world / "urban_boundary.gpkg")).json
    lines = [footprint["lines"][0] for footprint in told["footprints"]]
    assert [line["outcome"] for line in lines] == ["不涉及", "涉及-原则禁止"]
    assert lines[1]["outside_m2"] == pytest.approx(100, rel=1e-6)


def test_an_own_table_decides(world):
    (world / "own.toml").write_text(
        'line = "redline"\ntitle = "自定"\nversion = "9"\ndefault = "national"\n', encoding="utf-8"
    )
    told = screen(
        str(world / "wind.gpkg"),
        against=against(world / "生态保护红线.gpkg"),
        rules=(str(world / "own.toml"),),
    ).json
    assert told["footprints"][0]["lines"][0]["outcome"] == "涉及-国家重大项目程序"
    assert told["rules"][0]["version"] == "9"


def test_the_command_shows_one_json_object(world):
    done = CliRunner().invoke(
        command,
        [
            str(world / "wind.gpkg"), "--against", f"redline={world / '生态保护红线.gpkg'}", "--json",
            "--crs", f"redline={CRS}", "--as-of", "2025-12-31",
        ],
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["footprints"][0]["lines"][0]["line"] == "redline"


def test_the_command_shows_a_table_for_people(world):
    line = shapely.LineString([(-500, 500), (500, 500)])
    frame = gpd.GeoDataFrame(
        {"name": ["进场道路"]}, geometry=[shapely.affinity.translate(line, EAST, NORTH)], crs=CRS
    )
    frame.to_file(world / "road.gpkg")
    done = CliRunner().invoke(
        command,
        [
            str(world / "road.gpkg"), "--against", str(world / "生态保护红线.gpkg"),
            "--width", "20", "--activity", "道路",
        ],
    )  # fmt: skip
    assert "进场道路" in done.stdout
    assert "涉及-可能属有限人为活动（第6类" in done.stdout
