"""The named projects and the non-spatial register of the shipped plan: verbatim, with their offices."""

import re
from pathlib import Path

import pytest

from analyses.plan_file import open_plan

TEXT = Path(__file__).parents[2] / "shared" / "data" / "plan" / "hezhengfa-2024-1.txt"
ACTIVITIES = {
    *("风电", "光伏", "水电", "水利", "输变电", "管线", "道路", "铁路", "污水处理", "垃圾处理"),
    *("物流", "产业园", "工厂", "医养", "旅游", "城市更新", "公园", "生态修复", "充电设施"),
}
PLAN = open_plan("hecheng-2024-1")
at_hand = pytest.mark.skipif(not TEXT.exists(), reason="the plan's full text is not at hand")


def clauses(text):
    """Give each clause of section 三 with the offices in its last bracket, read from the text alone."""
    part, offices, body = "", {}, {}
    for line in text.splitlines():
        if chapter := re.match(r"\(([一二三四五六七八九十]+)\)", line):
            part = chapter.group(1)
        if number := re.match(r"(\d)\.", line):
            clause = f"三({part}){number.group(1)}"
            body[clause] = line
            bracket = re.search(r"\(([^()]*)按职责分工负责\)\s*$", line)
            offices[clause] = tuple(bracket.group(1).split("、"))
    return offices, body


def test_ids_run_without_a_gap():
    assert [entry.id for entry in PLAN.projects] == [f"P{n:03d}" for n in range(1, len(PLAN.projects) + 1)]
    assert [entry.id for entry in PLAN.not_spatial] == [
        f"N{n:02d}" for n in range(1, len(PLAN.not_spatial) + 1)
    ]


def test_names_of_projects_are_unique():
    names = [entry.name for entry in PLAN.projects]
    assert len(names) == len(set(names))


def test_activities_are_of_the_closed_list():
    assert {entry.activity for entry in PLAN.projects} == ACTIVITIES


@at_hand
def test_quotes_stand_letter_by_letter_in_their_clause():
    _, body = clauses(TEXT.read_text(encoding="utf-8"))
    text = TEXT.read_text(encoding="utf-8")
    for entry in (*PLAN.projects, *PLAN.not_spatial):
        for quote in entry.quote:
            assert quote in (text if entry.clause == "二" else body[entry.clause]), entry.id


@at_hand
def test_offices_are_those_of_the_clause_in_full():
    offices, _ = clauses(TEXT.read_text(encoding="utf-8"))
    for entry in (*PLAN.projects, *PLAN.not_spatial):
        assert entry.departments == offices.get(entry.clause, ()), entry.id


@at_hand
def test_a_year_of_the_register_stands_before_it_in_its_sentence():
    text = TEXT.read_text(encoding="utf-8")
    for item in PLAN.not_spatial:
        sentence = next(part for part in text.split("。") if item.quote[0] in part)
        years = re.findall(r"到(20\d\d)年", sentence.partition(item.quote[0])[0])
        assert item.year == (int(years[-1]) if years else None), item.id


@pytest.mark.parametrize(
    ("word", "sense", "bound", "unit"),
    [
        ("非化石能源消费比重提高到31%", "at_least", 0.31, "share"),
        ("普遍不高于1.5", "at_most", 1.5, "PUE"),
        ("500名", "at_least", 500, "名"),
        ("上云上平台", "at_least", 300, "家"),
        ("3.2件", "at_least", 3.2, "件"),
        ("2.3%", "at_least", 0.023, "share"),
        ("面积能耗较2020年下降5%", "at_least", 5, "%下降"),
    ],
)
def test_bounds_of_the_register(word, sense, bound, unit):
    (item,) = [item for item in PLAN.not_spatial if word in item.quote[0]]
    assert (item.sense, item.bound_value, item.unit) == (sense, bound, unit)


@pytest.mark.parametrize(
    ("name", "activity"),
    [
        ("四十湾风电场", "风电"),
        ("深能风力发电厂", "风电"),
        ("毛洲二号水电站增效扩容", "水电"),
        ("怀化至桂林高铁", "铁路"),
        ("芦坪集镇污水处理厂", "污水处理"),
        ("钟坡山生态绿环", "生态修复"),
    ],
)
def test_a_named_project_has_its_activity(name, activity):
    (project,) = [project for project in PLAN.projects if project.name == name]
    assert project.activity == activity
