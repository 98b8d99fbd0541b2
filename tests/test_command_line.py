"""The command line as a user meets it: figures, one-line refusals, exit codes, exactly one JSON object."""

import json
import math
import os
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import rasterio
import shapely
from conftest import CRS, EAST, NORTH
from made_district import EVERYTHING, polygons, table, write_district
from made_files import bow_tie, frame_of, write

from maps.app import cli

SAMPLES = Path(__file__).parents[1] / "layers" / "samples"
ZION = SAMPLES / "zion_landcover"
QUARTER_CIRCLE = math.pi * 0.3**2 / 4
NEAR_PLANE = 2e-6


@pytest.fixture
def run(capsys):
    """Run the command line in this process; give exit code, stdout and stderr."""

    def runner(*arguments):
        with pytest.raises(SystemExit) as end:
            cli.main([str(word) for word in arguments])
        told = capsys.readouterr()
        return end.value.code, told.out, told.err

    return runner


@pytest.fixture
def world(tmp_path):
    polygons(tmp_path / "zone.gpkg", [shapely.box(0, 0, 1000, 1000)], name=["一区"], people=[1000])
    table(tmp_path / "stops.csv", [(0, 0, "运营")], column="status")
    return tmp_path


@pytest.fixture
def here(world, monkeypatch):
    """Stand in the world's folder; give a sound command."""
    monkeypatch.chdir(world)
    return {"--facilities": "stops.csv", "--demand": "zone.gpkg", "--radius": "300", "--crs": CRS}


def refusal(told):
    """Check the form of a refusal and give its line."""
    code, out, err = told
    lines = err.strip().splitlines()
    assert code == 2
    assert out == ""
    assert len(lines) == 1, err
    assert lines[0].startswith("error[H")
    assert ";" in lines[0]  # what is wrong; what to do
    return lines[0]


def test_measure_coverage_prints_one_json_object(run, world):
    code, out, _ = run(
        *("measure", "coverage", "--facilities", world / "stops.csv", "--demand", world / "zone.gpkg"),
        *("--radius", 300, "--by", "name", "--weight", "people", "--crs", CRS, "--json"),
    )
    told = json.loads(out)
    assert code == 0
    assert told["schema"] == "hecheng.measure.coverage/1"
    assert told["covered_share"] == pytest.approx(QUARTER_CIRCLE, rel=NEAR_PLANE)
    assert told["covered"] / told["total"] == pytest.approx(told["covered_share"], rel=1e-12)
    assert (told["unit"], told["radius_m"]) == ("m2", 300)
    assert told["facilities"] == {"read": 1, "used": 1}
    assert [part["name"] for part in told["by"]] == ["一区"]
    assert told["people_covered"] == pytest.approx(1000 * QUARTER_CIRCLE, rel=NEAR_PLANE)
    assert (told["people_total"], told["people_not_assessed"]) == (1000, 0)


def test_points_are_covered_by_count_or_by_weight(run, world):
    table(world / "homes.csv", [(0, 300, "3"), (300.1, 0, "5")], column="persons")
    command = ["measure", "coverage", "--facilities", world / "stops.csv", "--demand", world / "homes.csv"]
    command += ["--radius", 300.001, "--crs", f"facilities={CRS}", "--crs", f"demand={CRS}", "--json"]
    told = json.loads(run(*command)[1])
    assert (told["covered"], told["total"], told["unit"]) == (1, 2, "count")
    told = json.loads(run(*command, "--weight", "persons")[1])
    assert (told["covered"], told["total"], told["unit"]) == (3, 8, "persons")


def test_points_as_demand_and_people_beside_them_are_two_figures(run, world):
    table(world / "shops.csv", [(0, 10, "a"), (0, 20, "b"), (5000, 0, "b")], column="kind")
    command = ["measure", "coverage", "--facilities", world / "stops.csv", "--demand", world / "shops.csv"]
    command += ["--people", world / "zone.gpkg", "--radius", 300, "--by", "kind", "--json"]
    command += ["--crs", f"facilities={CRS}", "--crs", f"demand={CRS}"]
    told = json.loads(run(*command)[1])
    assert (told["covered"], told["total"], told["unit"]) == (2, 3, "count")
    assert [(part["name"], part["covered"], part["total"]) for part in told["by"]] == [
        ("a", 1, 1),
        ("b", 1, 2),
    ]
    assert told["people_covered"] == pytest.approx(1000 * QUARTER_CIRCLE, rel=NEAR_PLANE)


def test_facilities_far_from_the_demand_are_refused_and_swapped_axes_named(run, tmp_path):
    (tmp_path / "swapped.csv").write_text("lon,lat\n-29.95,-71.33\n-29.96,-71.34\n", encoding="utf-8")
    command = ["measure", "coverage", "--facilities", tmp_path / "swapped.csv", "--radius", 300]
    command += ["--demand", SAMPLES / "coquimbo" / "coquimbo.gpkg", "--layer", "demand=zones"]
    assert "longitude and latitude seem swapped" in refusal(run(*command))


def test_a_zone_without_a_shape_is_refused(run, world):
    polygons(world / "zones.gpkg", [shapely.box(0, 0, 1000, 1000), None], name=["一区", "二区"])
    command = ["measure", "coverage", "--facilities", world / "stops.csv", "--demand", world / "zones.gpkg"]
    assert "bounds other figures" in refusal(run(*command, "--radius", 300, "--crs", CRS))


def test_measure_share_of_a_raster_needs_a_legend(run, tmp_path):
    command = [
        "measure",
        "share",
        "--of",
        ZION / "nlcd.tif",
        "--classes",
        "forest",
        "--within",
        ZION / "zion.gpkg",
    ]
    assert "legend" in refusal(run(*command))
    (tmp_path / "legend.csv").write_text("value,code,name\n4,forest,forest\n", encoding="utf-8")
    told = json.loads(run(*command, "--legend", tmp_path / "legend.csv", "--json")[1])
    assert told["share"] == pytest.approx(0.4927, abs=5e-4)
    assert told["share_low"] == told["share"]
    assert told["share_high"] == pytest.approx(1, abs=1e-9)  # one class in the legend: all others are unknown
    assert told["area_m2"] == told["classes"]["forest"]


def test_inspect_tells_rows_crs_and_ellipsoidal_area(run, tmp_path):
    polygons(
        tmp_path / "square.gpkg", [shapely.box(-100_000, 0, -99_000, 1000)]
    )  # SW corner E 400000 N 3049000
    told = json.loads(run("inspect", tmp_path / "square.gpkg", "--json")[1])
    assert told["rows"] == {"read": 1, "used": 1, "repaired": 0, "skipped": {}}
    assert (told["crs_read"], told["crs_used"]) == (CRS, CRS)
    assert told["area_m2"] == pytest.approx(999_755.734, abs=0.0006)  # DOMAIN B5
    assert told["alarms"] == []


def test_inspect_counts_ground_under_two_shapes_once_and_says_so(run, tmp_path):
    polygons(tmp_path / "twice.gpkg", [shapely.box(0, 0, 600, 1000), shapely.box(400, 0, 1000, 1000)])
    told = json.loads(run("inspect", tmp_path / "twice.gpkg", "--json")[1])
    assert told["area_m2"] == pytest.approx(1e6, rel=NEAR_PLANE)
    assert [alarm["code"] for alarm in told["alarms"]] == ["H034"]
    assert told["alarms"][0]["area_m2"] == pytest.approx(200_000, rel=NEAR_PLANE)


def test_inspect_describes_a_file_without_crs_and_measures_nothing(run, tmp_path):
    polygons(tmp_path / "nowhere.shp", [shapely.box(0, 0, 5, 5)])
    (tmp_path / "nowhere.prj").unlink()
    code, out, _ = run("inspect", tmp_path / "nowhere.shp", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["crs_read"], told["area_m2"]) == (None, None)
    assert [alarm["code"] for alarm in told["alarms"]] == ["H020"]


def test_inspect_describes_a_raster_without_crs_too(run, tmp_path):
    at = rasterio.Affine(30, 0, EAST, 0, -30, NORTH)
    form = {"driver": "GTiff", "width": 10, "height": 5, "count": 1, "dtype": "uint8", "transform": at}
    with rasterio.open(tmp_path / "nowhere.tif", "w", **form) as made:
        made.write(np.ones((1, 5, 10), dtype="uint8"))
    code, out, _ = run("inspect", tmp_path / "nowhere.tif", "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["crs_read"], told["area_m2"], told["size"]) == (None, None, [10, 5])
    assert told["bounds"] == [EAST, NORTH - 150, EAST + 300, NORTH]
    assert [alarm["code"] for alarm in told["alarms"]] == ["H020"]


@pytest.mark.parametrize(
    ("option", "value", "told"),
    [
        ("--radius", "0", "--radius must be more than 0"),
        ("--facilities", "nowhere.csv", "nowhere.csv: no such file"),
        ("--facilities", "https://example.org/a.csv", "not a local file"),
        ("--facilities", "zone.gpkg", "facilities must be points"),
        ("--by", "nam", "no column 'nam'; nearest are name"),
        ("--weight", "peple", "no column 'peple'; nearest are people"),
        ("--crs", "EPSG:99999", "'EPSG:99999' is not a known CRS"),
        ("--crs", "EPSG:4490", "is not in degrees though the CRS is EPSG:4490"),
        ("--coordinates", "gcj-02", "use one of cgcs2000, wgs84, gcj02, bd09"),
    ],
)
def test_a_mistake_is_answered_in_one_line(run, here, option, value, told):
    given = {**here, option: value}
    assert told in refusal(run("measure", "coverage", *(word for pair in given.items() for word in pair)))


def test_a_table_without_crs_is_refused_with_the_option_that_states_it(run, here):
    del here["--crs"]
    assert "--crs" in refusal(run("measure", "coverage", *(word for pair in here.items() for word in pair)))


def test_a_refusal_as_json_is_one_object_too(run, tmp_path):
    code, out, err = run("inspect", tmp_path / "nothing.gpkg", "--json")
    told = json.loads(out)
    assert code == 2
    assert told["schema"] == "hecheng.inspect/1"
    assert told["error"]["code"] == "H001"
    assert err.startswith("error[H001]: ")


MISUSE = [("inspct", "a"), ("inspect",), ("measure", "coverage", "--radius", "x"), ("assess", "--no")]


@pytest.mark.parametrize("words", MISUSE)
def test_wrong_usage_is_answered_in_one_line(run, words):
    code, _, err = run(*words)
    assert code == 2
    assert len(err.strip().splitlines()) == 1


def test_assess_writes_the_result_and_prints_every_row_by_outcome(run, tmp_path):
    folder = write_district(tmp_path / "示例 区")
    code, out, _ = run("assess", folder)
    assert code == 0
    assert (folder / "result" / "map.html").exists()
    assert all(target in out for target in ("T01", "T02", "T03", "T05", "T06"))
    assert out.index("未达标") < out.index("待定") < out.index("无法判定")
    assert "read 2 = used 2 + skipped 0" in out


def test_assess_with_gate_exits_with_four_when_a_target_is_missed(run, tmp_path):
    folder = write_district(tmp_path / "d")
    assert run("assess", folder, "--only", "T01", "--gate")[0] == 4
    assert run("assess", folder, "--only", "T05", "--gate", "--overwrite")[0] == 0


def test_assess_refuses_a_folder_that_is_not_its_own(run, tmp_path):
    folder = write_district(tmp_path / "d")
    line = refusal(run("assess", folder, "--to", folder))
    assert "foreign or changed files" in line
    assert not (folder / "assessment.json").exists()


def test_an_unknown_layer_name_names_line_and_nearest(run, tmp_path):
    folder = write_district(tmp_path / "d", tables=EVERYTHING.replace("layers.charger", "layers.chargers"))
    assert "no layer is called 'chargers'; nearest are charger" in refusal(run("assess", folder))


def test_sources_stay_as_they_were_and_nothing_is_written_beside_them(run, tmp_path):
    folder = write_district(tmp_path / "d")
    before = {path: path.read_bytes() for path in folder.rglob("*")}
    run("assess", folder, "--to", tmp_path / "result")
    for path in before:
        run("inspect", path)
    assert {path: path.read_bytes() for path in folder.rglob("*")} == before


def test_a_second_demo_works_and_keeps_the_users_district_file(run, tmp_path):
    assert run("demo", "coquimbo", "--to", tmp_path)[0] == 0
    district = tmp_path / "coquimbo" / "district.toml"
    district.write_text(district.read_text(encoding="utf-8").replace("科金博", "我的城市"), encoding="utf-8")
    code, out, _ = run("demo", "coquimbo", "--to", tmp_path)
    assert code == 0
    assert "我的城市" in out


def test_a_bug_of_ours_is_one_line_and_a_log(run, tmp_path, monkeypatch):
    monkeypatch.setattr("maps.app.faults.tempfile.gettempdir", lambda: str(tmp_path))
    monkeypatch.setattr("maps.app.inspection.open_layer", lambda *_: 1 / 0)
    code, out, err = run("inspect", "a.gpkg")
    assert (code, out) == (1, "")
    assert len(err.strip().splitlines()) == 1
    assert "ZeroDivisionError" in next(tmp_path.glob("hecheng-*.log")).read_text(encoding="utf-8")


def test_doctor_tells_versions_and_remedies(run):
    told = json.loads(run("doctor", "--json")[1])
    assert {"gdal_vector", "gdal_raster", "geos", "proj"} <= set(told["versions"])
    assert isinstance(told["remedies"], list)


def test_virtual_and_network_drivers_are_off_in_both_gdals(tmp_path):
    """In a process of its own: drivers are registered once, when a library loads."""
    script = (
        "from gis.fence import raise_fence; raise_fence()\n"
        "import pyogrio, rasterio\n"
        "with rasterio.Env() as env: drivers = set(env.drivers()) | set(pyogrio.list_drivers())\n"
        "print(*sorted(drivers & {'VRT', 'OGR_VRT', 'WFS', 'WMS', 'HTTP', 'PostgreSQL', 'GPKG', 'GTiff'}))"
    )
    told = {**os.environ, "PYTHONPATH": str(SAMPLES.parents[1])}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=tmp_path, env=told)
    assert done.stdout.split() == ["GPKG", "GTiff"]
    assert done.stderr == ""


def test_the_corner_of_this_world_is_on_the_central_meridian():
    place = gpd.GeoSeries([shapely.Point(EAST, NORTH)], crs=CRS).to_crs("EPSG:4490").iloc[0]
    assert place.x == pytest.approx(111, abs=1e-9)


def test_a_reader_that_has_enough_is_no_fault():
    script = f"from maps.app.cli import main; main(['inspect', {str(ZION / 'nlcd.tif')!r}])"
    told = {**os.environ, "PYTHONPATH": str(SAMPLES.parents[1])}
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-c", script], stdout=write_end, stderr=subprocess.PIPE, env=told, check=False
    )
    os.close(write_end)
    assert (done.returncode, b"error" in done.stderr) == (0, False)


def test_without_a_command_the_help_is_shown(run):
    assert "Commands:" in run()[1]


def test_an_alarm_is_acknowledged_by_name_and_stays_listed(run, tmp_path):
    path = write(frame_of(bow_tie(1000)), tmp_path / "tie.gpkg")
    assert run("inspect", str(path))[0] == 2
    code, out, _ = run("inspect", str(path), "--accept", "H032", "--json")
    assert code == 0
    assert next(alarm for alarm in json.loads(out)["alarms"] if alarm["code"] == "H031")["accepted"]
    assert "no alarm is called H9" in refusal(run("inspect", str(path), "--accept", "H9"))


def test_facilities_that_the_file_calls_closed_are_told(run, tmp_path):
    write(frame_of(bow_tie(1000).buffer(0).envelope), tmp_path / "zone.gpkg")
    points = [shapely.Point(399_500 + 100 * place, 3_049_500) for place in range(3)]
    write(frame_of(*points, 状态=["运营", "停运", "规划"]), tmp_path / "stops.gpkg")
    words = ["--facilities", tmp_path / "stops.gpkg", "--demand", tmp_path / "zone.gpkg", "--radius", 100]
    code, out, _ = run("measure", "coverage", *words, "--json")
    alarm = next(alarm for alarm in json.loads(out)["alarms"] if alarm["code"] == "H063")
    assert (code, alarm["values"]["count"], alarm["rows"]) == (0, 2, [2, 3])
