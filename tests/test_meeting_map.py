"""The map page as text: one file, the same bytes, nothing loaded, nothing run but our own scripts."""

import base64
import dataclasses
import gzip
import hashlib
import itertools
import json
import re
import subprocess
import sys

import folium
import geopandas as gpd
import numpy as np
import pytest
import shapely
from branca.element import JavascriptLink, MacroElement
from jinja2 import Template
from result_world import CRS, SOUTH, WEST, synthetic_result
from shapely import MultiPolygon, Point, Polygon, box

import maps
from analyses.result import Decision
from analyses.serving.coverage import AREA_METHOD
from layers.catalogue import CATALOGUE
from maps import meeting_map, offline_assets, page, webmap
from maps.offline_assets import MissingAssetError, inside_script
from maps.offline_page import UnknownScriptError, render_offline
from maps.packing import (
    PER_DEGREE,
    label_places,
    pack_areas,
    pack_points,
    packed_text,
    simplified,
    tolerance_m,
)
from maps.page_data import WORST_GAPS, page_data
from maps.page_shapes import cell_text
from maps.style import bound_text, figure, number

SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)


@pytest.fixture(scope="module")
def made():
    return page(synthetic_result())


@pytest.fixture(scope="module")
def data():
    return page_data(synthetic_result())


def empty_map() -> folium.Map:
    return folium.Map(tiles=None)


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS)


def unpacked(ring: list[int]) -> list[tuple[float, float]]:
    x, y = itertools.accumulate(ring[::2]), itertools.accumulate(ring[1::2])
    return [(a / PER_DEGREE, b / PER_DEGREE) for a, b in zip(x, y, strict=True)]


# ---- one file ----


def test_two_builds_of_one_result_are_the_same_bytes(made):
    assert page(synthetic_result()) == made


def test_the_page_names_no_file_and_no_address_to_load(made):
    assert re.findall(r"<(?:link|img|iframe|object)\b|<script[^>]+src=", made) == []
    assert set(re.findall(r"url\(([^)]{0,12})", made)) <= {"data:image/p", "#hatch", "#default#VML"}


def test_the_policy_allows_exactly_the_scripts_of_the_page(made):
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', made)[1]
    allowed = set(re.findall(r"'sha256-([^']+)'", policy))
    hashes = {
        base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in SCRIPT.findall(made)
    }
    assert allowed == hashes
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy.split("script-src")[1]


def test_the_policy_stands_before_everything_else_in_the_head(made):
    assert re.match(
        r'<!DOCTYPE html>\s*<html lang="zh-CN">\s*<head>\s*<meta http-equiv="Content-Security', made
    )


def test_the_page_carries_the_licence_of_leaflet(data):
    assert "Redistributions in binary form must reproduce" in data["leaflet_licence"]


def test_the_title_of_the_page_is_escaped():
    made = page(synthetic_result(lambda text: text + "</title><script>1</script>{{7*7}}"))
    assert "<title>合成县&lt;/title&gt;&lt;script&gt;1&lt;/script&gt;{{7*7}} · 合成方案" in made


def test_texts_of_the_result_stand_in_the_page_only_as_base64(made):
    assert "甲线" not in made
    packed = re.search(r'hecheng\.open\(map_\d+, "([A-Za-z0-9+/=]+)"\)', made)[1]
    assert "甲线" in gzip.decompress(base64.b64decode(packed)).decode()


def test_the_file_is_written_where_it_was_asked_for(tmp_path, made):
    target = tmp_path / "地图.html"
    assert webmap(synthetic_result(), target) == target
    assert target.read_text(encoding="utf-8") == made


def test_a_page_too_large_for_a_meeting_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(meeting_map, "LARGEST_MB", 0.01)
    with pytest.raises(meeting_map.PageTooLargeError, match="--only"):
        webmap(synthetic_result(), tmp_path / "map.html")
    assert list(tmp_path.iterdir()) == []


def test_asking_for_the_package_loads_no_map_library():
    told = subprocess.run(
        [sys.executable, "-c", "import maps, sys; print('folium' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == "False"


def test_a_name_the_package_does_not_have_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = maps.nonsense


# ---- the renderer ----


def test_text_in_a_folium_tree_is_never_run_as_a_template():
    plain = empty_map()
    folium.FeatureGroup(name="{{7*7}}").add_to(plain)
    folium.GeoJson({"type": "Point", "coordinates": [0, 0], "name": "{% raw %}{{ 6*7 }}"}).add_to(plain)
    text = render_offline(plain)
    assert "{% raw %}{{ 6*7 }}" in text


def test_branca_renders_as_before_when_we_are_done_or_have_failed():
    before = MacroElement.render
    broken = empty_map()
    broken.add_child(_element("{% macro html(this, kwargs) %}{{ this.absent.name }}{% endmacro %}"))
    with pytest.raises(Exception, match="absent"):
        render_offline(broken)
    assert MacroElement.render is before


def test_a_map_can_be_rendered_twice():
    plain = empty_map()
    assert render_offline(plain) == render_offline(plain)


def test_a_script_we_do_not_carry_is_refused():
    asking = empty_map()
    asking.get_root().header.add_child(JavascriptLink("https://example.org/heat.js"), name="heat")
    with pytest.raises(MissingAssetError, match=r"heat\.js"):
        render_offline(asking)


@pytest.mark.parametrize("element", [folium.Popup("text"), folium.Icon()])
def test_what_needs_jquery_or_icon_fonts_is_refused(element):
    asking = empty_map()
    folium.Marker([0, 0]).add_child(element).add_to(asking)
    with pytest.raises(MissingAssetError, match=type(element).__name__):
        render_offline(asking)


@pytest.mark.parametrize("tag", ["<script>1</script>", "<SCRIPT src='x'>", "<script type='module'>"])
def test_a_script_that_slipped_into_the_page_is_refused_not_blessed(tag):
    injected = empty_map()
    injected.add_child(_element(f"{{% macro html(this, kwargs) %}}{tag}{{% endmacro %}}"))
    with pytest.raises(UnknownScriptError, match="scripts"):
        render_offline(injected)


def test_a_missing_leaflet_is_named_with_its_mend(monkeypatch):
    offline_assets._leaflet_script.cache_clear()  # noqa: SLF001 - as in a fresh process
    offline_assets._package_file.cache_clear()  # noqa: SLF001 - as in a fresh process
    monkeypatch.setattr(offline_assets, "files", lambda _: [])
    with pytest.raises(MissingAssetError, match="pip install"):
        offline_assets.script_text("https://cdn.example/leaflet.js")


def test_a_script_cannot_end_its_own_tag():
    assert (
        inside_script('a="</script>"; b="<!--"\n//# sourceMappingURL=x.map') == 'a="<\\/script>"; b="<\\!--"'
    )


def _element(template: str) -> MacroElement:
    element = MacroElement()
    element._template = Template(template)  # noqa: SLF001 - the way branca takes a macro
    return element


# ---- shapes ----


def test_a_packed_ring_comes_back_within_a_tenth_of_a_metre():
    town = frame(box(WEST, SOUTH, WEST + 6000, SOUTH + 6000))
    [[[ring]]] = pack_areas(town.geometry)
    wanted = np.array(town.to_crs(4326).geometry[0].exterior.coords)
    assert np.abs(np.array(unpacked(ring)) - wanted).max() <= 0.5 / PER_DEGREE


def test_an_empty_shape_and_a_missing_one_pack_as_nothing():
    [moved] = simplified([frame(Polygon(), None, Point(WEST, SOUTH))], 1.0)
    assert pack_areas(moved) == [[], [], []]


def test_a_hole_stays_a_hole():
    whole = box(WEST, SOUTH, WEST + 600, SOUTH + 600) - box(WEST + 200, SOUTH + 200, WEST + 400, SOUTH + 400)
    [[rings]] = pack_areas(frame(whole).geometry)
    assert len(rings) == 2


def test_simplified_neighbours_keep_one_border():
    curve = Point(WEST, SOUTH).buffer(500, quad_segs=64)
    square = box(WEST - 1000, SOUTH - 1000, WEST + 1000, SOUTH + 1000)
    inner, outer = simplified([frame(curve), frame(square - curve)], 5.0)
    assert len(inner[0].exterior.coords) < len(curve.exterior.coords) / 2
    assert inner[0].union(outer[0]).area == pytest.approx(square.area, rel=1e-9)
    assert inner[0].intersection(outer[0]).area == pytest.approx(0, abs=1e-6)


def test_shapes_that_overlap_are_simplified_each_by_itself():
    one, two = (Point(WEST + x, SOUTH).buffer(500, quad_segs=64) for x in (0, 300))
    moved, _ = simplified([frame(one), frame(two)], 2.0)
    assert moved[0].hausdorff_distance(one) <= 2.0


def test_a_shape_that_geos_cannot_simplify_as_a_coverage_is_drawn_all_the_same(monkeypatch):
    def refuse(*_):
        raise shapely.errors.GEOSException("point array must contain 0 or >1 elements")

    monkeypatch.setattr(shapely, "coverage_simplify", refuse)
    [moved] = simplified([frame(box(WEST, SOUTH, WEST + 100, SOUTH + 100))], 1.0)
    assert moved[0].area == pytest.approx(10_000)


def test_a_bow_tie_is_drawn_as_its_two_wings():
    bow = Polygon([(WEST, SOUTH), (WEST + 100, SOUTH + 100), (WEST + 100, SOUTH), (WEST, SOUTH + 100)])
    [moved] = simplified([frame(bow)], 1.0)
    assert moved[0].area == pytest.approx(5000)


@pytest.mark.parametrize(
    ("side_m", "tolerance"), [(1000, 0.5), (30_000, 2.0), (60_000, 5.0), (200_000, 10.0)]
)
def test_the_tolerance_is_a_round_number_that_follows_the_extent(side_m, tolerance):
    assert tolerance_m([frame(box(WEST, SOUTH, WEST + side_m, SOUTH + side_m))]) == tolerance


def test_no_shapes_at_all_have_the_smallest_tolerance():
    assert tolerance_m([]) == tolerance_m([frame()]) == 0.5


def test_points_come_back_and_empty_ones_are_named():
    points = frame(Point(WEST, SOUTH), Point(), Point(WEST + 100, SOUTH + 100))
    packed = pack_points(points.geometry)
    wanted = points.to_crs(4326).geometry[2]
    x, y = sum(packed["x"]) / PER_DEGREE, sum(packed["y"]) / PER_DEGREE
    assert (x, y) == (pytest.approx(wanted.x, abs=1e-6), pytest.approx(wanted.y, abs=1e-6))
    assert packed["empty"] == [1]


def test_a_label_stands_in_the_widest_part():
    two = MultiPolygon(
        [box(WEST, SOUTH, WEST + 10, SOUTH + 10), box(WEST + 500, SOUTH, WEST + 900, SOUTH + 400)]
    )
    [[lon, lat], nothing] = label_places(frame(two, Polygon()).geometry)
    spot = gpd.GeoSeries([Point(lon, lat)], crs=4326).to_crs(CRS)[0]
    assert spot.distance(Point(WEST + 700, SOUTH + 200)) < 30
    assert nothing is None


def test_packed_text_has_no_letter_that_html_or_a_template_could_read():
    assert re.fullmatch(r"[A-Za-z0-9+/=]+", packed_text({"a": "{{</script>`"}))


def test_the_shapes_of_the_result_are_not_changed():
    result = synthetic_result()
    before = {name: layer.frame.copy() for name, layer in result.evidence.items()}
    page(result)
    for name, layer in result.evidence.items():
        assert layer.frame.equals(before[name])
        assert layer.frame.crs == CRS


# ---- what it says ----


def test_every_row_is_on_the_page(data):
    assert [row["id"] for row in data["rows"]] == ["T01", "T03", "T05"]


def test_a_value_stands_with_the_fraction_behind_it(data):
    row = data["rows"][0]
    assert (row["figure"], row["fraction"]) == ("75.0%", "27.00 km² / 36.00 km²")
    assert row["bar"] == {"value": 0.75, "bound": 0.7, "low": None, "high": None}


def test_what_cannot_be_judged_has_no_bar_and_no_figure(data):
    assert (data["rows"][2]["figure"], data["rows"][2]["bar"]) == ("", None)


def test_the_worst_gaps_come_first_and_no_more_than_a_screen_of_them():
    result = synthetic_result()
    many = frame(
        *(box(WEST + i * 10, SOUTH, WEST + i * 10 + 5, SOUTH + 5) for i in range(50)),
        rank=list(range(50, 0, -1)),
        area_ha=[0.01] * 50,
    )
    gaps = dataclasses.replace(result.evidence["gaps"], frame=many)
    crowded = dataclasses.replace(result, evidence=dict(result.evidence) | {"gaps": gaps})
    listed = page_data(crowded)["rows"][0]["gaps"]
    assert listed["count"] == 50
    assert len(listed["lines"]) == WORST_GAPS
    assert (listed["lines"][0][0], listed["places"][0]) == ("1", 49)


def changed(result, **updates):
    """Give the result with its first row changed."""
    return dataclasses.replace(result, rows=(result.rows[0].model_copy(update=updates), *result.rows[1:]))


def with_frame(result, name, made):
    layer = dataclasses.replace(result.evidence[name], frame=made)
    return dataclasses.replace(result, evidence={**result.evidence, name: layer})


def test_the_legend_takes_areas_from_the_figure_not_from_the_drawing():
    drawn = frame(box(WEST, SOUTH, WEST + 5, SOUTH + 5), rank=[1], unit=[""], area_ha=[899.0], people=[0])
    legend = page_data(with_frame(synthetic_result(), "gaps", drawn))["rows"][0]["legend"]
    assert (legend["covered"], legend["gaps"], legend["zone"]) == ("27.00", "9.00", "36.00")


def test_where_people_are_counted_the_legend_falls_back_on_the_drawn_areas():
    legend = page_data(changed(synthetic_result(), quantity_unit="people"))["rows"][0]["legend"]
    assert (legend["covered"], legend["gaps"], legend["zone"]) == ("27.00", "9.00", "")


def test_facilities_are_counted_by_state_inside_and_outside_the_scope(data):
    assert data["rows"][0]["legend"]["facilities"] == [
        {"state": "计入", "count": "2", "inside": "1", "outside": "1"},
        {"state": "待定", "count": "1", "inside": "1", "outside": "0"},
        {"state": "不计", "count": "1", "inside": "1", "outside": "0"},
    ]


def test_a_facility_on_the_border_and_one_with_an_extent_inside_are_inside():
    sites = frame(
        Point(WEST, SOUTH),
        box(WEST + 10, SOUTH + 10, WEST + 20, SOUTH + 20),
        box(WEST - 20, SOUTH, WEST - 10, SOUTH + 10),
        state=["计入"] * 3,
    )
    [line] = page_data(with_frame(synthetic_result(), "stops", sites))["rows"][0]["legend"]["facilities"]
    assert (line["inside"], line["outside"]) == ("2", "1")


def test_facilities_whose_places_stay_in_the_house_have_no_count():
    hidden = synthetic_result().evidence["stops"].frame.iloc[:0]
    assert page_data(with_frame(synthetic_result(), "stops", hidden))["rows"][0]["legend"]["facilities"] == []


@pytest.mark.parametrize(
    ("note", "mark"), [("替代口径：以全区代", "替代口径"), ("两图层之交", ""), (None, "")]
)
def test_a_stand_in_scope_is_marked(note, mark):
    assert page_data(changed(synthetic_result(), scope_note=note))["rows"][0]["stand_in"] == mark


def test_a_decided_reading_is_told_by_its_title():
    result = synthetic_result()
    decided = changed(
        result, readings=result.rows[1].readings, decision=Decision(reading="average", decided_by="县政府")
    )
    assert page_data(decided)["rows"][0]["decision"]["reading"] == "平均读"


def test_an_alarm_names_its_layer_as_the_rows_or_else_the_catalogue_do():
    result = synthetic_result()
    use = result.rows[0].layers[0].model_copy(update={"name": "charger", "title": "县里的桩"})
    alarms = tuple(
        dataclasses.replace(result.alarms[0], layer=name) for name in ("charger", "bus_stop", "甲")
    )
    told = page_data(dataclasses.replace(changed(result, layers=(use,)), alarms=alarms))["alarms"]
    assert [alarm["layer"] for alarm in told] == ["县里的桩", CATALOGUE["bus_stop"].title, "甲"]


def test_the_way_of_measuring_is_told_in_chinese():
    methods = page_data(synthetic_result())["words"]["methods"]
    row = page_data(changed(synthetic_result(), method=AREA_METHOD))["rows"][0]
    assert row["method"] == methods[AREA_METHOD]
    assert "等半径圆" in row["method"]


@pytest.mark.parametrize(
    ("coordinates", "told"),
    [
        ("bd09", "BD-09（已还原）→ EPSG:4546"),
        ("gcj02", "GCJ-02（已还原）→ EPSG:4546"),
        ("cgcs2000", "EPSG:4490 → EPSG:4546"),
        ("as the CRS says", "EPSG:4490 → EPSG:4546"),
    ],
)
def test_a_source_with_shifted_positions_says_that_they_were_put_back(coordinates, told):
    result = synthetic_result()
    use = result.rows[0].layers[0].model_copy(update={"coordinates": coordinates, "crs_read": "EPSG:4490"})
    assert page_data(changed(result, layers=(use,)))["rows"][0]["sources"][0]["crs"] == told


def test_a_file_that_is_two_layers_is_listed_once():
    result = synthetic_result()
    use = result.rows[0].layers[0]
    twice = (use, use.model_copy(update={"name": "unit", "title": "单元"}))
    [source] = page_data(changed(result, layers=twice))["rows"][0]["sources"]
    assert source["title"] == "用图层、单元"


def test_both_amounts_of_a_fraction_bear_one_unit():
    made = page_data(changed(synthetic_result(), numerator=500.0))["rows"][0]
    assert made["fraction"] == "0.00 km² / 36.00 km²"


def test_no_word_of_the_page_is_unused(data):
    scripts = "".join(offline_assets.own_file(name) for name in meeting_map._SCRIPTS)  # noqa: SLF001 - the page's own list
    columns = {"rank", "unit", "area_ha", "people", "methods"}  # asked for by Python, or by a column's name
    assert [word for word in data["words"] if word not in columns and f"words.{word}" not in scripts] == []


def test_people_are_counted_whole_and_an_empty_column_is_left_out():
    result = synthetic_result()
    one = frame(box(WEST, SOUTH, WEST + 5, SOUTH + 5), rank=[1], unit=[""], area_ha=[0.01], people=[12.6])
    gaps = dataclasses.replace(result.evidence["gaps"], frame=one)
    listed = page_data(dataclasses.replace(result, evidence={**result.evidence, "gaps": gaps}))["rows"][0][
        "gaps"
    ]
    assert (listed["columns"], listed["lines"]) == (["rank", "area_ha", "people"], [["1", "0.01", "13"]])


def test_only_columns_with_a_title_go_into_the_page(data):
    assert data["layers"]["stops"]["heads"] == ["站名", "线路", "计否"]
    assert data["layers"]["served"]["cells"] == []


def test_the_page_says_how_far_lines_were_simplified(data):
    assert data["tolerance_m"] == "0.5"
    assert "{m}" in data["words"]["drawn"]


def test_a_row_that_names_an_absent_layer_is_shown_without_it():
    result = synthetic_result()
    bare = dataclasses.replace(result, evidence={})
    assert page_data(bare)["rows"][0]["evidence"] == {}
    assert page(bare)


def test_the_data_of_the_page_is_plain_json(data):
    assert json.loads(json.dumps(data, allow_nan=False)) == data


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "—"),
        (float("nan"), "—"),
        (True, "是"),
        (np.int64(1234), "1,234"),
        (1234.5, "1,234.50"),
        ("=1", "=1"),
    ],
)
def test_a_value_of_a_table_reads_well(value, text):
    assert cell_text(value) == text


def test_figures_read_as_in_the_table_of_results():
    assert figure(0.61865, "share", 0.6186) == "61.865%"
    assert (figure(930.0, "m"), figure(None, "share"), figure(6.24, "万kW")) == ("930 m", "—", "6.24 万kW")
    assert (bound_text("at_least", 0.7, "share"), bound_text("at_most", 1000, "m")) == ("≥ 70%", "≤ 1,000 m")
    assert (number(float("inf")), number(12.0), number(1234.567)) == ("—", "12", "1,234.57")
