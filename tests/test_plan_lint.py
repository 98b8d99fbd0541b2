"""`hecheng lint`: a sound plan is silent, one planted fault is found alone, row order decides nothing."""

import itertools
import json
import random
from pathlib import Path

import pytest

from analyses.linting.lint_findings import LINT_RULES, SEVERITIES
from analyses.linting.plan_lint import lint_plan
from analyses.plan_file import open_plan
from gis.errors import InputError
from maps.app.linting import lint

SMALL = Path(__file__).with_name("small_plan.toml")
SOUND = SMALL.read_text(encoding="utf-8")


def head(name):
    return f'id = "{name}"'


def in_entry(name, old, new):
    """Plant a fault in one entry of the sound plan."""
    start = SOUND.index(head(name))
    end = SOUND.find("\n[[", start)
    entry = SOUND[start:] if end < 0 else SOUND[start:end]
    assert entry.count(old) == 1, f"{old!r} does not stand once in {name}"
    return SOUND[:start] + entry.replace(old, new) + ("" if end < 0 else SOUND[end:])


def everywhere(old, new):
    assert old in SOUND
    return SOUND.replace(old, new)


FAULTS = {
    "two bounds on one share in one year": (
        in_entry("S4", "year = 2030", "year = 2025"),
        ("two_bounds", "contradiction", ["S3", "S4"], "相差 0.5 个百分点"),
    ),
    "two bounds on one thing, one of them without a year": (
        in_entry("S4", "year = 2030\n", ""),
        ("two_bounds", "open", ["S3", "S4"], "只有一处注明年份"),
        ("no_year", "note", ["S4"], "1 条未注明年份"),
    ),
    "two bounds on one item off the map": (
        in_entry("M3", "year = 2030", "year = 2025"),
        ("two_bounds", "contradiction", ["M2", "M3"], "相差 5 个百分点"),
    ),
    "a range that is empty": (
        in_entry("S4", "at_least = 0.63\nyear = 2030", "at_most = 0.62\nyear = 2025").replace(
            "全县森林覆盖率达到63%", "全县森林面积达到62%"
        ),
        ("two_bounds", "contradiction", ["S3", "S4"], "≤ 62%"),
    ),
    "a binding tier and a softer one": (
        in_entry("S4", "year = 2030", 'year = 2025\nstrength = "力争"'),
        ("two_tiers", "note", ["S3", "S4"], "未达力争值"),
        ("soft_wording", "note", ["S4"], "1 条为“力争”"),
    ),
    "less asked later": (
        in_entry("S4", "达到63%", "达到62%").replace("at_least = 0.63", "at_least = 0.62"),
        ("weaker_later", "open", ["S3", "S4"], "后期的界值反而较松"),
    ),
    "a distance that may not be short": (
        in_entry("S2", "不超过2公里", "不少于2公里"),
        ("reversed_sense", "contradiction", ["S2"], "对“距离”而言与本意相反"),
    ),
    "a bound against its indicator": (
        in_entry("S2", "at_most = 2000", "at_least = 2000").replace("的距离不超过2公里", "为2公里"),
        ("reversed_sense", "contradiction", ["S2"], "界值方向与指标本意相反"),
    ),
    "a rate that may not be high": (
        in_entry("S1", "不低于百分之八十", "不高于百分之八十"),
        ("reversed_sense", "contradiction", ["S1"], "对“覆盖率”而言与本意相反"),
    ),
    "a fall that may not be deep": (
        in_entry("M1", "下降14.5%以上", "下降14.5%以下"),
        ("reversed_sense", "contradiction", ["M1"], "对“能耗”而言与本意相反"),
    ),
    "a bound that turns its quote round": (
        in_entry("S5", "at_least = 15", "at_most = 15"),
        ("reversed_sense", "contradiction", ["S5"], "与计划文件的界值方向相反"),
    ),
    "coverage without a share": (
        in_entry("S1", "at_least = 0.8\n", ""),
        ("no_share", "open", ["S1"], "没有说应达到多大比例"),
    ),
    "a reading whose share somebody must decide": (
        in_entry(
            "S2",
            "at_most = 2000\n",
            'readings = [{ name = "a", title = "甲", share_from_decision = true }]\n',
        ),
        ("no_share", "open", ["S2"], "没有说应达到多大比例"),
    ),
    "a promise without a number": (
        in_entry("S8", "at_least = 5\n", ""),
        ("no_bound", "open", ["S8"], "“道路提质”没有数值"),
    ),
    "a part without a number": (
        in_entry("S7", 'at_least = 450, unit = "m3d"', 'unit = "m3d"'),
        ("no_bound", "open", ["S7"], "“处理规模”没有数值"),
    ),
    "an item off the map without a number": (
        in_entry("M1", 'at_least = 14.5\nunit = "%下降"\n', ""),
        ("no_bound", "open", ["M1"], "“单位产值能耗降幅”没有数值"),
    ),
    "a share of no area": (
        in_entry("S1", 'scope = "县城"\n', ""),
        ("no_scope", "open", ["S1"], "没有说是哪个范围"),
    ),
    "no year": (in_entry("S8", "year = 2025\n", ""), ("no_year", "note", ["S8"], "1 条未注明年份")),
    "a soft verb marked": (
        in_entry("S8", "year = 2025", 'year = 2025\nstrength = "原则上"'),
        ("soft_wording", "note", ["S8"], "1 条为“原则上”"),
    ),
    "a soft verb marked at the part that it speaks of": (
        in_entry("S7", '{ name = "处理规模",', '{ name = "处理规模", strength = "力争",').replace(
            "处理规模450", "处理规模力争450"
        ),
        ("soft_wording", "note", ["S7"], "1 条为“力争”"),
    ),
    "a part without a year": (
        in_entry("S7", "year = 2025\n", "").replace(
            '{ name = "污水处理厂",', '{ name = "污水处理厂", year = 2025,'
        ),
        ("no_year", "note", ["S7"], "1 条未注明年份"),
    ),
    "a soft verb not marked": (
        in_entry("S8", "完成滨江路", "力争完成滨江路"),
        ("strength_unsaid", "note", ["S8"], "原文有“力争”"),
    ),
    "parts that just reach the total": (
        in_entry("S5", "不低于15", "不低于16.24").replace("at_least = 15\n", "at_least = 16.24\n"),
        ("sum_no_slack", "open", ["S5"], "6.24 + 乙坪光伏电站 10 恰等于总数 16.24 万kW"),
    ),
    "parts that just reach the total, one only proposed": (
        in_entry("S5", "不低于15万千瓦", "不低于16.24万千瓦")
        .replace("at_least = 15\n", "at_least = 16.24\n")
        .replace('quote = "建设甲岭', 'quote = "拟建设甲岭'),
        ("sum_no_slack", "open", ["Q1", "S5"], "甲岭风电场在原文中尚未落定"),
    ),
    "parts that miss the total": (
        in_entry("S5", "不低于15万千瓦", "不低于17万千瓦").replace("at_least = 15\n", "at_least = 17\n"),
        ("sum_short", "contradiction", ["S5"], "少 0.76"),
    ),
    "parts that miss the total of an open list": (
        in_entry("S5", "不低于15万千瓦", "不低于17万千瓦").replace(
            "at_least = 15\n", "at_least = 17\nopen_list = true\n"
        ),
        ("sum_short", "open", ["S5"], "少 0.76"),
        ("open_list", "open", ["S5"], "列举末尾有“等”"),
    ),
    "a list left open at its count": (
        in_entry("S6", "改造五座", "改造").replace(
            'at_least = 5\nunit = "count"\ncounter = "座"', 'at_least = 3\nunit = "count"'
        ),
        ("open_list", "open", ["S6"], "列名 3 项"),
    ),
    "a list said to be open": (
        in_entry("S8", "year = 2025", "year = 2025\nopen_list = true"),
        ("open_list", "open", ["S8"], "列举末尾有“等”"),
    ),
    "a count that reads two ways": (
        in_entry("S8", "完成滨江路", "完成北环三段合一工程和滨江路"),
        ("counted_two_ways", "open", ["S8"], "共 5 或 6"),
    ),
    "wording that the plan file calls open": (
        in_entry(
            "S8",
            "year = 2025",
            'year = 2025\nopen_wording = "“改造”未定义。"\n'
            'readings = [{ name = "a", title = "甲", at_least = 5 }]',
        ),
        ("open_wording", "open", ["S8"], "“改造”未定义；选定口径之前为待定"),
    ),
    "open wording without readings to decide among": (
        in_entry("S8", "year = 2025", 'year = 2025\nopen_wording = "“改造”未定义。"'),
        ("open_unread", "open", ["S8"], "“改造”未定义；没有口径可选"),
    ),
    "one office with its letters in another order": (
        in_entry("S8", "县交通运输局", "国网云溪供电分公司").replace("县水利局", "国网供电云溪分公司"),
        ("office_spellings", "note", ["S6", "S8"], "应为同一单位"),
    ),
    "one office with a letter more": (
        in_entry("S2", '"县交通运输局"', '"县住房城乡建设局"'),
        ("office_spellings", "note", ["S1", "S2"], "应为同一单位"),
    ),
    "one place under two spellings": (
        everywhere('["白石坡"]', '["上滩", "滨江路"]'),
        ("place_spellings", "note", ["S6", "S8"], "原文写作“滨江路”、“上滩”，他处又作“白石岭”"),
    ),
    "a place that others spell otherwise": (
        everywhere('["白石坡"]', '["上滩"]'),
        ("place_spellings", "note", ["S6"], "他处又作“白石岭”"),
    ),
    "wastewater without an office that keeps its data": (
        in_entry("S7", "县生态环境分局", "县商务局"),
        ("office_missing", "open", ["S7"], "一(四)1讲“污水”"),
    ),
    "no office at all": (
        in_entry("S8", 'departments = ["县交通运输局"]', ""),
        ("no_office", "note", ["S8"], "1 条未列责任单位"),
    ),
    "a bound that its quote does not give": (
        in_entry("S7", "at_least = 450", "at_least = 540"),
        ("number_not_quoted", "open", ["S7"], "“处理规模”的界值 540 m³/d"),
    ),
    "a bound in the wrong unit": (
        in_entry("S2", "at_most = 2000", "at_most = 2"),
        ("number_not_quoted", "open", ["S2"], "的界值 2 m"),
    ),
    "two words for the town": (
        in_entry("S1", "到2025年,县城", "到2025年,中心城区").replace("县城任一点", "建成区任一点"),
        ("scope_words", "note", ["S1", "S2"], "中心城区、建成区并用"),
    ),
}  # fmt: skip


def findings_of(text, tmp_path):
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    return lint_plan(open_plan("plan.toml", tmp_path))


def test_a_sound_plan_is_silent():
    assert lint_plan(open_plan(str(SMALL))) == ()


@pytest.mark.parametrize("fault", FAULTS)
def test_a_planted_fault_is_found_and_nothing_else(fault, tmp_path):
    text, *expected = FAULTS[fault]
    findings = findings_of(text, tmp_path)
    assert sorted((one.rule, one.severity, list(one.ids)) for one in findings) == sorted(
        (rule, severity, ids) for rule, severity, ids, _ in expected
    )
    for rule, _, _, words in expected:
        assert any(words in one.message for one in findings if one.rule == rule)


def test_years_that_all_parts_give_need_not_stand_at_their_target(tmp_path):
    text = in_entry("S7", "year = 2025\n", "")
    for name in ("污水处理厂", "处理规模"):
        text = text.replace(f'{{ name = "{name}", ', f'{{ name = "{name}", year = 2025, ')
    assert "no_year" not in {one.rule for one in findings_of(text, tmp_path)}


def test_soft_parts_of_the_shipped_plan_are_not_called_binding():
    findings = lint_plan(open_plan("hecheng-2024-1"))
    unsaid = {name for one in findings if one.rule == "strength_unsaid" for name in one.ids}
    assert not unsaid & {"T21", "T59"}


def test_every_rule_has_a_planted_fault():
    planted = {expected[0] for _, *all_expected in FAULTS.values() for expected in all_expected}
    assert planted == set(LINT_RULES)


def test_findings_do_not_depend_on_the_order_of_rows(tmp_path):
    text = everywhere("year = 2025\n", "").replace('["县交通运输局"]', '["县住房城乡建设局"]')
    (tmp_path / "plan.toml").write_text(text, encoding="utf-8")
    plan = open_plan("plan.toml", tmp_path)
    dice = random.Random(1)  # noqa: S311 - a shuffle, no secret
    shuffled = {
        part: tuple(dice.sample(getattr(plan, part), len(getattr(plan, part))))
        for part in ("targets", "projects", "not_spatial")
    }
    findings = lint_plan(plan)
    assert {one.rule for one in findings} >= {"no_year", "office_spellings", "two_bounds"}
    assert lint_plan(plan.model_copy(update=shuffled)) == findings


def test_every_finding_says_what_it_means_for_the_verdict(tmp_path):
    for text, *_ in FAULTS.values():
        for one in findings_of(text, tmp_path):
            assert one.message.endswith(LINT_RULES[one.rule].meaning)
            assert one.message_en.endswith(LINT_RULES[one.rule].meaning_en)
            assert not set(one.message_en) & set("，；（）")


def test_the_answer_counts_by_severity_and_is_no_refusal(tmp_path):
    path = tmp_path / "plan.toml"
    path.write_text(FAULTS["parts that miss the total of an open list"][0], encoding="utf-8")
    told = lint(str(path))
    assert json.loads(json.dumps(told.json))["counts"] == {"contradiction": 0, "open": 2, "note": 0}
    assert told.json["schema"] == "hecheng.lint/1"
    assert told.json["plan"]["id"] == "small-example"
    assert told.json["alarms"] == []
    assert not told.refused
    assert len(told.table) == 1 + 2


def test_contradictions_come_first(tmp_path):
    text = in_entry("S4", "year = 2030", "year = 2025").replace("year = 2025\ndepart", "depart", 1)
    severities = [SEVERITIES.index(one.severity) for one in findings_of(text, tmp_path)]
    assert len(severities) > 1
    assert all(first <= second for first, second in itertools.pairwise(severities))


def test_a_plan_that_is_not_there_is_refused():
    with pytest.raises(InputError, match="no plan 'nowhere'"):
        lint("nowhere")


KNOWN = {  # what readers found in the plan by hand
    "forest 67 % and 61.86 %": ("two_bounds", {"T05", "T06"}),
    "a charging radius of not less than 1 km": ("reversed_sense", {"T03"}),
    "a charging radius without a share": ("no_share", {"T03"}),
    "16.24 = 6.24 + 10, the 10 only proposed": ("sum_no_slack", {"T38", "P007"}),
    "a wastewater clause without its offices": ("office_missing", {f"T{number}" for number in range(23, 31)}),
    "one grid company under two names": ("office_spellings", {"T03", "T40"}),
    "Zhongpo hill": ("place_spellings", {"P106"}),
    "the Wu river": ("place_spellings", {"T15", "P112"}),
    "a logistics park at Chihui": ("place_spellings", {"P062", "P093"}),
    "building standards 75 % and 65 %": ("two_bounds", {"N07", "N08"}),
    "five roads, or six": ("counted_two_ways", {"T53"}),
    "four power stations and others": ("open_list", {"T39"}),
}


@pytest.mark.parametrize("known", KNOWN)
def test_the_shipped_plan_shows_what_readers_found_by_hand(known):
    rule, ids = KNOWN[known]
    findings = lint_plan(open_plan("hecheng-2024-1"))
    assert any(one.rule == rule and ids <= set(one.ids) for one in findings)


def test_the_shipped_plan_contradicts_itself_nowhere_else():
    findings = lint_plan(open_plan("hecheng-2024-1"))
    contradictions = {one.ids for one in findings if one.severity == "contradiction"}
    assert contradictions == {("T05", "T06"), ("T03",), ("N07", "N08")}
