"""The page as people meet it: opened from the disk, without a network, in a real browser."""

import dataclasses

import geopandas as gpd
import pytest
from browser_support import chromium, opened
from result_world import CRS, SOUTH, STOP, WEST, synthetic_result

from maps import webmap

pytestmark = pytest.mark.browser

PAYLOADS = (
    "{{7*7}}",
    pytest.param("{% raw %}", marks=pytest.mark.slow),
    pytest.param("{#", marks=pytest.mark.slow),
    "<img src=x onerror=window.__pwn=1>",
    "</script><script>window.__pwn=1</script>",
    pytest.param("`${window.__pwn=1}`", marks=pytest.mark.slow),
    pytest.param("<!--<script>", marks=pytest.mark.slow),
    "\"'&\\u0041\\",
)


@pytest.fixture(scope="module")
def browser():
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return webmap(synthetic_result(), tmp_path_factory.mktemp("page") / "地图 一.html")


@pytest.fixture
def page(browser, path):
    with opened(browser, path) as (page, watch):
        page.wait_for_selector("body[data-ready]")
        yield page
    assert watch.complaints == []
    assert watch.requests == [path.as_uri()]


def choose(page, target_id):
    page.locator(f"button.target[data-id='{target_id}']").click()


def drawn(page) -> set[str]:
    """Give the roles that have a path or a canvas on the map."""
    roles = {"covered", "gaps", "units", "zone"}
    found = {role for role in roles if page.locator(f"path.area.{role}").count()}
    return found | ({"facilities"} if page.locator("canvas.points").count() else set())


def zoom(page) -> float:
    return page.evaluate("() => window[document.querySelector('.folium-map').id].getZoom()")


def click_map(page, x_m, y_m):
    """Click the place that lies so many metres from the town's corner: the zone is a square on the screen."""
    box = page.evaluate(
        "() => { const b = document.querySelector('path.area.zone').getBoundingClientRect();"
        " return [b.left, b.top, b.width, b.height]; }"
    )
    left, top, width, height = box
    page.mouse.click(left + width * (x_m - WEST) / 6000, top + height * (1 - (y_m - SOUTH) / 6000))


def test_the_page_asks_for_nothing_but_itself(page):
    page.wait_for_timeout(300)
    assert page.evaluate("() => performance.getEntriesByType('resource').length") == 0


def test_the_page_opens_with_a_target_and_its_layers(page):
    assert drawn(page) == {"zone", "covered", "gaps", "units", "facilities"}
    assert "75.0%" in page.locator("#detail .display").inner_text()
    assert "27.00 km² / 36.00 km²" in page.locator("#detail .fraction").inner_text()


def test_choosing_a_target_changes_figure_layers_and_view(page):
    before = zoom(page)
    choose(page, "T03")
    assert "待定" in page.locator("#detail .outcome").inner_text()
    assert page.locator("#detail .readings tbody tr").count() == 5
    assert drawn(page) == {"zone"}
    assert zoom(page) > before + 1


def test_a_target_without_layers_says_so(page):
    choose(page, "T05")
    assert drawn(page) == set()
    assert "没有可绘" in page.locator(".legend").inner_text()
    assert "缺图层" in page.locator("#detail .reason").inner_text()


def test_a_switch_takes_its_layer_and_its_legend_entry_away(page):
    page.locator("#detail input[data-role='gaps']").uncheck()
    assert drawn(page) == {"zone", "covered", "units", "facilities"}
    assert "空白" not in page.locator(".legend").inner_text()
    page.locator("#detail input[data-role='facilities']").uncheck()
    assert drawn(page) == {"zone", "covered", "units"}
    page.locator("#detail input[data-role='gaps']").check()
    assert "空白（2 处）" in page.locator(".legend").inner_text()


def test_gaps_are_hatched(page):
    assert page.locator("path.area.gaps").get_attribute("fill") == "url(#hatch)"


def test_a_click_on_a_facility_opens_its_card(page):
    click_map(page, STOP.x, STOP.y)
    card = page.locator(".card").inner_text()
    assert "一站" in card
    assert "线路\n甲线" in card


def test_a_click_on_a_gap_and_on_a_unit_opens_their_cards(page):
    click_map(page, WEST + 5500, SOUTH + 5300)
    assert "空白 1" in page.locator(".card h2").inner_text()
    click_map(page, WEST + 600, SOUTH + 1500)
    assert "西镇" in page.locator(".card h2").inner_text()


def test_the_list_of_gaps_leads_to_each_gap(page):
    before = zoom(page)
    page.locator("#detail .gaps-list tbody tr").nth(1).click()
    assert "空白 2" in page.locator(".card h2").inner_text()
    assert zoom(page) > before


def test_a_unit_in_the_table_leads_to_the_unit(page):
    page.locator("#detail .by tbody tr").nth(1).click()
    assert "东镇" in page.locator(".card h2").inner_text()


def test_the_page_can_be_used_by_keyboard_alone(page):
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.dataset.id") == "T01":
            break
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("button.target[aria-current='true']").get_attribute("data-id") == "T03"
    outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_an_outcome_filters_the_targets(page):
    page.locator("button.key", has_text="待定").click()
    assert page.locator("button.target:visible").count() == 1
    page.locator("button.key", has_text="待定").click()
    assert page.locator("button.target:visible").count() == 3


def test_a_map_on_paper_keeps_legend_figure_sources_and_notes(page):
    page.emulate_media(media="print")
    page.wait_for_selector("html.paper")
    for part in (".legend", "#detail .display", "#detail .sources", "#head h1", ".note"):
        assert page.locator(part).is_visible(), part
    assert not page.locator("#targets").is_visible()
    assert page.locator(".folium-map").bounding_box()["width"] < 730
    page.emulate_media(media="screen")
    page.wait_for_selector("html:not(.paper)")
    assert page.locator("#targets").is_visible()


def test_a_print_is_one_sheet(page):
    printed = page.pdf(prefer_css_page_size=True, print_background=True)
    assert printed.count(b"/Type /Page\n") == 1
    assert b"/MediaBox [0 0 841" in printed


def test_a_narrow_window_folds_the_panel_under_the_map(browser, path):
    with opened(browser, path, width=800, height=1000) as (page, _):
        page.wait_for_selector("body[data-ready]")
        upper = page.locator(".folium-map").bounding_box()
        lower = page.locator("#panel").bounding_box()
        assert lower["y"] >= upper["y"] + upper["height"] - 1
        assert lower["width"] == upper["width"] == 800


def test_a_wide_window_has_no_scroll_bar_and_nothing_outside(page):
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#panel").bounding_box()["width"] == 360


def test_a_stand_in_scope_is_named_beside_the_figure_and_in_the_legend(page):
    fraction = page.locator("#detail .fraction").bounding_box()
    note = page.locator("#detail .figure .scope-note")
    box = note.bounding_box()
    assert note.inner_text() == "替代口径：范围说明"
    assert note.locator("mark").inner_text() == "替代口径"
    assert 0 <= box["y"] - (fraction["y"] + fraction["height"]) < 10
    assert box["y"] + box["height"] < 768
    assert "替代口径：范围说明" in page.locator(".legend").inner_text()


def test_the_legend_tells_facilities_inside_the_scope_from_those_outside(page):
    legend = page.locator(".legend").inner_text()
    assert "站点·计入\t2\n\t范围内 1 / 范围外 1" in legend
    assert "站点·待定\t1\n\t范围内 1 / 范围外 0" in legend


def test_the_legend_gives_the_areas_of_the_figure(page):
    legend = page.locator(".legend").inner_text()
    for line in ("已服务\t27.00", "空白（2 处）\t9.00", "全镇\t36.00"):
        assert line in legend


def test_the_sources_of_what_is_shown_stand_on_the_map(page):
    line = page.locator(".credits")
    assert line.is_visible()
    assert "站点 stops来源，stops许可" in line.inner_text()
    page.locator("#detail input[data-role='facilities']").uncheck()
    assert "stops来源" not in line.inner_text()
    assert "全镇 town来源，town许可" in line.inner_text()


def test_how_a_figure_was_made_and_what_is_noted_stand_under_the_definition(page):
    said = page.locator("#detail .definition").inner_text()
    assert "算法\n怎样算" in said
    assert "注\n行注" in said


def test_a_reading_that_stays_open_says_so(page):
    choose(page, "T03")
    assert "待定" in page.locator("#detail .readings tbody tr", has_text="人口读").inner_text()


def test_a_facility_that_counts_lies_above_one_that_may(browser, tmp_path):
    result = synthetic_result()
    twins = gpd.GeoDataFrame(
        {"name": ["可能", "算数"], "line": ["", ""], "state": ["待定", "计入"]},
        geometry=[STOP, STOP],
        crs=CRS,
    )
    stops = dataclasses.replace(result.evidence["stops"], frame=twins)
    result = dataclasses.replace(result, evidence={**result.evidence, "stops": stops})
    path = webmap(result, tmp_path / "page.html")
    place = gpd.GeoSeries([STOP], crs=CRS).to_crs(4326)[0]
    with opened(browser, path) as (page, _):
        page.wait_for_selector("body[data-ready]")
        # at 45 degrees the ring of the one crosses the white inside of the other's triangle
        red, opacity = page.evaluate(
            "([lat, lon]) => { const map = window[document.querySelector('.folium-map').id];"
            " map.setView([lat, lon], 18, { animate: false });"
            " const canvas = document.querySelector('canvas.points');"
            " const at = (length) => Math.round(length / 2 + 7 * Math.SQRT1_2);"
            " const pen = canvas.getContext('2d');"
            " const seen = pen.getImageData(at(canvas.width), at(canvas.height), 1, 1).data;"
            " return [seen[0], seen[3]]; }",
            [place.y, place.x],
        )
        assert opacity == 255
        assert red < 180  # an edge of the ring; under the triangle it would be white
        box = page.locator(".folium-map").bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert "算数" in page.locator(".card h2").inner_text()


def test_a_laptop_shows_whole_titles_whole_labels_and_half_a_panel_of_detail(browser, tmp_path):
    result = synthetic_result()
    long = result.rows[0].model_copy(update={"title": "森林覆盖率（行动目标61.86%，按全区土地计算）"})
    path = webmap(dataclasses.replace(result, rows=(long, *result.rows[1:])), tmp_path / "page.html")
    with opened(browser, path, width=1366, height=768) as (page, _):
        page.wait_for_selector("body[data-ready]")
        assert page.locator("#detail").bounding_box()["height"] >= 768 / 2
        cut = page.locator("button.target .title").evaluate_all(
            "nodes => nodes.filter(n => n.scrollHeight > n.clientHeight + 1).map(n => n.textContent)"
        )
        assert cut == []
        assert page.locator(".label.unit:not(.hidden):not(.short) small").count() == 2
        sizes = page.locator("#targets .target span").evaluate_all(
            "nodes => nodes.map(n => parseFloat(getComputedStyle(n).fontSize))"
        )
        assert min(sizes) >= 14


def test_an_old_browser_reads_one_sentence(browser, path):
    with opened(browser, path, before="delete window.DecompressionStream") as (page, watch):
        assert "Edge 或 Chrome 80" in page.locator("#waiting").inner_text()
        assert not page.locator("#panel").is_visible()
        assert watch.complaints == []


def test_the_notes_cannot_be_switched_off(page):
    assert page.locator(".note").inner_text() == "合成示例"
    for target_id in ("T01", "T03", "T05"):
        choose(page, target_id)
        assert page.locator(".note").is_visible()


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_users_type_shows_as_typed_and_never_runs(browser, tmp_path, payload):
    said = []

    def say(text):
        said.append(text + payload)
        return said[-1]

    path = webmap(synthetic_result(say), tmp_path / "page.html")
    with opened(browser, path, width=1920, height=1080) as (page, watch):
        page.wait_for_selector("body[data-ready]")
        seen = page.title() + everything(page)
        assert page.evaluate("() => window.__pwn") is None
        assert page.locator("img").count() == 0
    assert [text for text in said if text not in seen] == []
    assert watch.complaints == []
    assert watch.requests == [path.as_uri()]


def everything(page) -> str:
    """Choose each target, click each thing, and gather all that stands on the page."""
    seen = []
    for button in page.locator("button.target").all():
        button.click()
        seen.append(page.locator("body").evaluate("body => body.textContent"))
        for place in (
            (1000, 3000),
            (3500, 3000),
            (3500, 4500),
            (5500, 5300),
            (5500, 300),
            (600, 1500),
            (3900, 600),
        ):
            if button.get_attribute("data-id") == "T01":
                page.keyboard.press("Escape")
                page.get_by_label("回到整个范围").click()
                click_map(page, WEST + place[0], SOUTH + place[1])
                seen.append(page.locator(".card").evaluate("card => card.textContent"))
    return "".join(seen)
