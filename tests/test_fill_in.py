"""The fill-in workbook: written for a plan, filled in by people, read back at the door, cell by cell."""

import datetime as dt
import tomllib

import openpyxl
import pandas as pd
import pytest
import xlsxwriter
import xlwt
from made_district import write_district
from reported_world import AS_OF, PLAN, SAID, filled, reported, row_of

from analyses.plan_file import open_plan
from analyses.plan_tables import PartEntry
from analyses.reporting.fill_in_lines import lines_of
from analyses.reporting.reported import reported_for
from gis.errors import InputError
from layers import open_district
from layers.fill_in import open_fill_in
from maps.app.beginning import init
from maps.fill_in_workbook import HEADS, fill_in_workbook, write_fill_in

FORM = ("编号", "目标", "填报值", "单位", "截止日期", "数据来源文件")


@pytest.fixture
def book(tmp_path):
    """The workbook of the synthetic plan, as a user opens it."""
    return openpyxl.load_workbook(filled(tmp_path, {}))


def codes(reports):
    return sorted(alarm.code for alarm in reports.alarms)


def form(path, rows):
    """Write a bare form of our heads with openpyxl's rival, as another program would."""
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet("林业局")
        for number, row in enumerate([FORM, *rows]):
            for column, value in enumerate(row):
                sheet.write(number, column, value)
    return path


# --- written


def test_every_line_of_a_plan_stands_on_one_sheet_its_leaders(book):
    keys = {sheet.title: [cell.value for cell in sheet["A"][3:]] for sheet in book.worksheets[1:]}
    assert keys == {
        "林业局": ["T05", "N01"],
        "农业局": ["T17", "T17/国家级", "T17/省级"],
        "国网鹤城公司": ["T22", "T38"],
        "未列部门": ["N02"],
    }


def test_other_offices_are_named_in_a_column(book):
    assert row_of(book, "T17/省级")["协同部门"].value == "林业局"


def test_the_shipped_plan_loses_no_target_no_part_and_no_item():
    plan = open_plan("hecheng-2024-1")
    wanted = [target.id for target in plan.targets]
    wanted += [f"{target.id}/{part.name}" for target in plan.targets for part in target.parts]
    wanted += [item.id for item in plan.not_spatial]
    assert sorted(line.key for line in lines_of(plan)) == sorted(wanted)


def test_the_demand_is_written_with_its_year_and_strength(book):
    assert row_of(book, "T05")["要求值"].value == "≥ 61.86%（2025 年）"
    assert row_of(book, "T22")["要求值"].value == "≥ 50,000 m²（未注明年份，力争）"


def test_the_word_that_counts_is_no_unit_of_a_share_or_an_area():
    target = PLAN.target("T17")
    parts = tuple(PartEntry(name=unit, unit=unit, counter="处") for unit in ("share", "ha", "count"))
    lines = lines_of(PLAN.model_copy(update={"targets": (target.model_copy(update={"parts": parts}),)}))
    assert [line.unit_title for line in lines if line.key.startswith("T17")] == ["", "%", "ha", "处"]


def test_only_cells_to_be_filled_in_are_unlocked(book):
    row = row_of(book, "T05")
    unlocked = {head for head, cell in row.items() if not cell.protection.locked}
    assert unlocked == {"填报值", "状态", "截止日期", "数据来源文件", "填报人", "备注"}
    assert all(cell.protection.locked for cell in row_of(book, "T17").values())


def test_every_sheet_is_protected_without_a_password(book):
    assert all(sheet.protection.sheet and sheet.protection.password is None for sheet in book.worksheets)


def test_heads_and_keys_stay_in_sight(book):
    assert {sheet.freeze_panes for sheet in book.worksheets[1:]} == {"C4"}


def test_value_cells_take_numbers_only_and_states_come_from_a_list(book):
    sheet = book["林业局"]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    share, state, day = rules["G4"], rules["I4"], rules["J4"]
    assert (share.type, share.formula1, share.formula2) == ("decimal", "0", "100")
    assert "85.3 表示 85.3%" in share.prompt
    assert state.formula1 == '"已完成,进行中,未开展,无数据"'
    assert day.type == "date"
    counted = {str(rule.sqref): rule for rule in book["农业局"].data_validations.dataValidation}
    assert "G4" not in counted  # the row of a target whose parts are asked
    assert (counted["G5"].type, counted["G5"].operator, counted["G5"].formula1) == (
        "whole",
        "greaterThanOrEqual",
        "0",
    )


def test_texts_of_a_plan_stay_texts(book):
    cell = row_of(book, "N01")["原文"]
    assert (cell.data_type, cell.value) == ("s", "=研发投入2.3%")


def test_one_plan_gives_the_same_bytes_twice():
    assert fill_in_workbook(PLAN) == fill_in_workbook(PLAN)


def test_offices_whose_names_no_sheet_can_bear_get_sheets_of_their_own(tmp_path):
    offices = ["A/B:局", "A*B?局", "很" * 40, "很" * 41, "填写说明", "'"]
    targets = [
        target.model_copy(update={"id": f"T{place}", "departments": (office,), "parts": ()})
        for place, office in enumerate(offices)
        for target in PLAN.targets[:1]
    ]
    write_fill_in(PLAN.model_copy(update={"targets": tuple(targets), "not_spatial": ()}), tmp_path / "a.xlsx")
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names == ["填写说明", "AB局", "AB局 2", "很" * 31, "很" * 27 + " 2", "填写说明 2", "部门"]


def test_a_workbook_that_stands_there_is_never_replaced(tmp_path):
    path = filled(tmp_path, {"T22": 1})
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        write_fill_in(PLAN, path)
    assert path.read_bytes() == before


def test_init_writes_the_workbook_of_its_draft_and_names_it(tmp_path):
    told = init(str(tmp_path))
    draft = tomllib.loads((tmp_path / "district.toml").read_text(encoding="utf-8"))
    assert draft["fill_in"] == {"file": "填报表.xlsx"}
    assert told.json["fill_in"] == {"file": str(tmp_path / "填报表.xlsx"), "kept": False}
    expected = fill_in_workbook(open_plan(draft["district"]["plan"]))
    assert (tmp_path / "填报表.xlsx").read_bytes() == expected


def test_init_keeps_a_workbook_that_may_be_filled_in_and_takes_it_for_no_layer(tmp_path):
    before = filled(tmp_path, {"T22": 5}).read_bytes()
    told = init(str(tmp_path))
    assert told.json["fill_in"]["kept"] is True
    assert told.json["found"] == []
    assert (tmp_path / "填报表.xlsx").read_bytes() == before


# --- read back


def test_what_is_filled_in_comes_back_with_its_source(tmp_path):
    found = reported(filled(tmp_path, {"T38": 16.24})).taken["T38"]
    assert (found.value, found.unit) == (16.24, "wan_kW")
    assert (found.row.document, found.row.person) == (SAID["数据来源文件"], SAID["填报人"])
    assert (found.row.day, found.row.sheet, found.row.row) == (SAID["截止日期"], "国网鹤城公司", 5)
    assert found.warnings == ()


def test_a_clean_workbook_raises_no_alarm_and_its_rows_add_up(tmp_path):
    reports = reported(filled(tmp_path, {"T05": 61.86, "T17/省级": 3, "N01": 2.3}))
    assert reports.alarms == ()
    assert (reports.rows.read, reports.rows.used, dict(reports.rows.skipped)) == (8, 3, {"not filled in": 5})


def test_a_share_filled_in_per_cent_equals_its_bound_to_the_last_bit(tmp_path):
    assert reported(filled(tmp_path, {"T05": 61.86})).taken["T05"].value == 0.6186


def test_a_per_cent_of_a_change_stays_as_it_is(tmp_path):
    assert reported(filled(tmp_path, {"N02": 14.5})).taken["N02"].value == 14.5


def test_an_empty_workbook_reports_nothing_and_says_so(tmp_path):
    reports = reported(filled(tmp_path, {}))
    assert not reports.taken
    assert reports.alarms == ()
    assert reports.reason("T05") == "填报表中没有填写"


def test_a_row_with_a_state_alone_is_not_reported_but_its_state_is_told(tmp_path):
    reports = reported(filled(tmp_path, {"T05": {"状态": "进行中"}}))
    assert not reports.taken
    assert reports.reason("T05") == "填报表中没有填写（状态：进行中）"


def test_sheets_and_rows_may_stand_in_any_order_and_bear_any_name(tmp_path):
    entries = {"T05": 61.86, "T17/省级": 3, "T22": 5, "N01": 2.3}

    def turned(book):
        for sheet in book.worksheets[1:]:
            rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
            for number, row in enumerate(reversed(rows), 4):
                for column, value in enumerate(row, 1):
                    sheet.cell(number, column).value = value
            sheet.title = f"报{sheet.title}"
        book.move_sheet(book.worksheets[-1], -3)

    plain = reported(filled(tmp_path, entries))
    other = reported(filled(tmp_path, entries, name="b.xlsx", change=turned))
    assert {key: found.value for key, found in plain.taken.items()} == {
        key: found.value for key, found in other.taken.items()
    }
    assert other.alarms == ()


def test_columns_may_be_moved(tmp_path):
    path = form(tmp_path / "a.xlsx", [])
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet("x")
        for column, (head, value) in enumerate({"填报值（注）": 7, "单 位": "m2", "编号": "Ｔ２２"}.items()):
            sheet.write(0, column, head)
            sheet.write(1, column, value)
    assert reported(path).taken["T22"].value == 7


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("T05", "85.3%", 0.853),
        ("T05", "８５．３", 0.853),
        ("T22", "50,000.5", 50_000.5),
        ("T22", "62000平方米", 62_000),
        ("T17/省级", "３", 3),
    ],
)
def test_a_number_written_as_text_is_read_and_told(tmp_path, key, text, value):
    reports = reported(filled(tmp_path, {key: text}))
    assert reports.taken[key].value == value
    assert codes(reports) == ["H283"]
    assert reports.taken[key].warnings == (f"填报值由文字“{text}”读出",)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("T05", "约85"),
        ("T38", "6.24万"),
        ("T38", "16.24万千瓦"),
        ("T22", "5公顷"),
        ("T22", "85%"),
        ("T05", "≥85"),
        ("T17/省级", "三"),
        ("T22", True),
        ("T22", dt.date(2025, 1, 1)),
        ("T22", "#DIV/0!"),
    ],
)
def test_what_is_no_number_is_not_taken_and_told(tmp_path, key, text):
    reports = reported(filled(tmp_path, {key: text}))
    assert key not in reports.taken
    assert codes(reports) == ["H282"]
    assert "不是明确的数字" in reports.reason(key)
    assert reports.rows.skipped["no number"] == 1


@pytest.mark.parametrize("text", ["-", "无", "/", "  ", "N/A"])
def test_a_sign_for_no_figure_is_a_blank_cell(tmp_path, text):
    reports = reported(filled(tmp_path, {"T22": text}))
    assert not reports.taken
    assert reports.alarms == ()


@pytest.mark.parametrize(("key", "value"), [("T05", 100.5), ("T22", -1), ("T17/省级", 2.5)])
def test_an_impossible_value_is_not_taken_unless_accepted(tmp_path, key, value):
    path = filled(tmp_path, {key: value})
    reports = reported(path)
    assert key not in reports.taken
    assert codes(reports) == ["H284"]
    accepted = reported(path, "H284")
    assert key in accepted.taken
    assert [alarm.accepted for alarm in accepted.alarms] == [True]


def test_a_change_may_be_below_zero(tmp_path):
    assert reported(filled(tmp_path, {"N02": -2.5})).taken["N02"].value == -2.5


@pytest.mark.parametrize(("key", "value"), [("T05", 0.853), ("T05", 1), ("N01", 0.023), ("N02", 0.145)])
def test_a_per_cent_that_may_be_a_share_is_not_taken_unless_accepted(tmp_path, key, value):
    path = filled(tmp_path, {key: value})
    assert codes(reported(path)) == ["H285"]
    assert key not in reported(path).taken
    assert reported(path, "H285").taken[key].row.value == value


@pytest.mark.parametrize("value", [0, 100, 1.5])
def test_none_all_and_little_are_shares(tmp_path, value):
    reports = reported(filled(tmp_path, {"T05": value}))
    assert (reports.taken["T05"].value, reports.alarms) == (value / 100, ())


def test_a_changed_unit_is_not_taken(tmp_path):
    reports = reported(filled(tmp_path, {"T22": {"填报值": 5, "单位": "公顷"}}))
    assert "T22" not in reports.taken
    assert codes(reports) == ["H286"]
    assert reports.reason("T22") == "填报值的单位“公顷”与方案的“m²”不同"


def test_another_word_for_the_same_unit_is_taken(tmp_path):
    assert reported(filled(tmp_path, {"T22": {"填报值": 5, "单位": "平方米"}})).taken["T22"].value == 5


@pytest.mark.parametrize(
    ("key", "change"),
    [
        ("T22", {"编号": "T99"}),
        ("T22", {"目标": "别的目标"}),
        ("T22", {"编号": None}),
        ("T17", {"单位": "个"}),
    ],
)
def test_a_row_that_is_not_of_the_plan_is_not_taken(tmp_path, key, change):
    reports = reported(filled(tmp_path, {key: {"填报值": 5} | change}))
    assert not reports.taken
    assert codes(reports) == ["H287"]


def test_two_values_for_one_key_are_both_left_out(tmp_path):
    def doubled(book):
        copy = book.copy_worksheet(book["国网鹤城公司"])
        copy["G4"].value = 6

    reports = reported(filled(tmp_path, {"T22": 5}, change=doubled))
    assert not reports.taken
    assert codes(reports) == ["H288"]
    assert reports.reason("T22") == "填报表中有两个不同的填报值（国网鹤城公司!4、国网鹤城公司 Copy!4）"
    assert reports.rows.skipped["filled in twice"] == 2


def test_one_value_written_twice_counts_once(tmp_path):
    def doubled(book):
        book.copy_worksheet(book["国网鹤城公司"])

    reports = reported(filled(tmp_path, {"T22": 5}, change=doubled))
    assert reports.taken["T22"].value == 5
    assert codes(reports) == ["H295"]
    assert reports.rows.used == 1


def test_a_value_of_a_later_day_is_not_taken_unless_accepted(tmp_path):
    path = filled(tmp_path, {"T22": 5})
    earlier = dt.date(2025, 12, 19)
    reports = reported(path, as_of=earlier)
    assert codes(reports) == ["H289"]
    assert reports.reason("T22") == "填报值的截止日期 2025-12-20 晚于 2025-12-19"
    assert reported(path, "H289", as_of=earlier).taken["T22"].value == 5
    assert reported(path, as_of=dt.date(2025, 12, 20)).alarms == ()


@pytest.mark.parametrize("day", [None, "去年底", "2025-02-30", "1/2/2025"])
def test_a_value_without_a_readable_day_is_taken_and_told(tmp_path, day):
    reports = reported(filled(tmp_path, {"T22": {"填报值": 5, "截止日期": day}}))
    assert reports.taken["T22"].value == 5
    assert codes(reports) == ["H290"]
    assert "截止日期" in reports.taken["T22"].warnings[0]


@pytest.mark.parametrize("day", ["2025年12月20日", "20251220", 46011, dt.datetime(2025, 12, 20, tzinfo=None)])  # noqa: DTZ001 - spreadsheets know no zone
def test_days_are_read_as_people_write_them(tmp_path, day):
    reports = reported(filled(tmp_path, {"T22": {"填报值": 5, "截止日期": day}}))
    assert reports.taken["T22"].row.day == SAID["截止日期"]
    assert reports.alarms == ()


def test_a_month_alone_is_shown_as_it_was_written(tmp_path):
    reports = reported(filled(tmp_path, {"T22": {"填报值": 5, "截止日期": "2025-12"}}))
    assert reports.report("T22").date == "2025-12"


def test_what_is_accepted_in_one_way_is_still_checked_in_the_others(tmp_path):
    path = filled(tmp_path, {"T05": 0.5})
    reports = reported(path, "H285", as_of=dt.date(2025, 1, 1))
    assert not reports.taken
    assert codes(reports) == ["H289"]
    assert codes(reported(path, "H285", "H289", as_of=dt.date(2025, 1, 1))) == ["H285", "H289"]


def test_a_value_without_a_source_document_is_taken_and_told(tmp_path):
    reports = reported(filled(tmp_path, {"T22": {"填报值": 5, "数据来源文件": None}}))
    assert codes(reports) == ["H291"]
    assert reports.warnings("T22") == ("填报值没有注明数据来源文件",)


@pytest.mark.parametrize(("state", "value"), [("无数据", 0), ("未开展", 2)])
def test_a_value_that_contradicts_its_state_is_not_taken(tmp_path, state, value):
    reports = reported(filled(tmp_path, {"T22": {"填报值": value, "状态": state}}))
    assert not reports.taken
    assert codes(reports) == ["H292"]


def test_not_begun_and_zero_agree(tmp_path):
    assert reported(filled(tmp_path, {"T22": {"填报值": 0, "状态": "未开展"}})).taken["T22"].value == 0


def test_alarms_name_sheet_row_key_and_what_is_written(tmp_path):
    (alarm,) = reported(filled(tmp_path, {"T38": "约16"})).alarms
    assert (alarm.layer, alarm.file, alarm.rows) == ("fill_in", "填报表.xlsx", (5,))
    for said in (alarm.told("zh"), alarm.message):
        assert said.endswith("国网鹤城公司!5 T38 “约16”")


def test_what_people_write_comes_back_on_one_line(tmp_path):
    said = {"填报值": 5, "数据来源文件": "公报\n第一页\t甲", "填报人": " 合成\u200b员 "}
    report = reported(filled(tmp_path, {"T22": said})).report("T22")
    assert (report.document, report.person) == ("公报 第一页 甲", "合成 员")


def test_a_sheet_of_other_content_is_told(tmp_path):
    def added(book):
        book.create_sheet("草稿")["A1"].value = "T05 约 85"

    (alarm,) = reported(filled(tmp_path, {}, change=added)).alarms
    assert (alarm.code, alarm.told("zh").rpartition("：")[2]) == ("H293", "草稿")


def test_a_hidden_sheet_with_values_is_told(tmp_path):
    def hidden(book):
        book["国网鹤城公司"].sheet_state = "hidden"

    assert codes(reported(filled(tmp_path, {"T22": 5}, change=hidden))) == ["H112"]
    assert codes(reported(filled(tmp_path, {"T05": 50}, name="b.xlsx", change=hidden))) == []


def test_a_hidden_row_with_a_value_is_told(tmp_path):
    def hidden(book):
        book["国网鹤城公司"].row_dimensions[4].hidden = True

    reports = reported(filled(tmp_path, {"T22": 5}, change=hidden))
    assert reports.taken["T22"].value == 5
    assert codes(reports) == ["H124"]


@pytest.mark.parametrize("order", [FORM, FORM[::-1]])
def test_a_second_head_on_a_sheet_must_be_like_the_first(tmp_path, order):
    path = form(tmp_path / "a.xlsx", [order, ["T22", "冷链面积", 7, "m2", "2025-12-01", "文"]])
    if order == FORM:
        assert reported(path).taken["T22"].value == 7
        return
    with pytest.raises(InputError, match=r"林业局, row 2\): a second head") as refused:
        open_fill_in(path)
    assert refused.value.code == "H280"


def test_cells_merged_over_rows_are_told(tmp_path):
    def merged(book):
        book["国网鹤城公司"].merge_cells("G4:G5")

    assert codes(reported(filled(tmp_path, {"T22": 5}, change=merged))) == ["H121"]


def test_the_stored_result_of_a_formula_is_its_value(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet("x")
        sheet.write_row(0, 0, FORM)
        sheet.write_row(1, 0, ["T22", "冷链面积", None, "m²", "2025-12-01", "文"])
        sheet.write_formula(1, 2, "=3+4", None, 7)
    reports = reported(path)
    assert (reports.taken["T22"].value, reports.alarms) == (7, ())


def test_a_formula_without_a_result_is_blank_and_told(tmp_path):
    reports = reported(filled(tmp_path, {"T22": "=3+4"}))
    assert not reports.taken
    assert codes(reports) == ["H119"]


def test_keys_that_a_spreadsheet_cannot_tell_apart_are_refused():
    parts = tuple(PLAN.target("T17").parts[0].model_copy(update={"name": name}) for name in ("甲 1", "甲1"))
    target = PLAN.target("T17").model_copy(update={"parts": parts})
    with pytest.raises(InputError, match="cannot be told apart"):
        lines_of(PLAN.model_copy(update={"targets": (target,)}))


def test_other_kinds_of_workbooks_are_read_alike(tmp_path):
    row = ["T22", "冷链面积", 50_000.5, "m²", "2025-12-01", "合成文"]
    pd.DataFrame([row], columns=FORM).to_excel(tmp_path / "a.ods", index=False, engine="odf")
    old = xlwt.Workbook()
    sheet = old.add_sheet("x")
    for number, cells in enumerate([FORM, row]):
        for column, value in enumerate(cells):
            sheet.write(number, column, value)
    old.save(str(tmp_path / "a.xls"))
    for name in ("a.ods", "a.xls"):
        reports = reported(tmp_path / name)
        assert (reports.taken["T22"].value, reports.alarms) == (50_000.5, ()), name


@pytest.mark.parametrize(
    ("heads", "fault"),
    [
        (("编号", "目标", "数值", "单位"), "no column 填报值"),
        (("编号", "目标", "填报值", "填报值（2）", "单位"), "several columns 填报值"),
        (("编号", "填报值"), "no column 单位"),
        (("序号", "数值"), "no sheet has a head"),
    ],
)
def test_a_workbook_without_its_heads_is_refused(tmp_path, heads, fault):
    path = tmp_path / "a.xlsx"
    pd.DataFrame([["T22"] * len(heads)], columns=heads).to_excel(path, index=False)
    with pytest.raises(InputError, match=fault) as refused:
        open_fill_in(path)
    assert refused.value.code == "H280"


def test_what_is_no_workbook_is_refused(tmp_path):
    (tmp_path / "a.csv").write_text("编号,填报值,单位\nT22,5,m2\n", encoding="utf-8")
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04 torn")
    for name, code in (("a.csv", "H004"), ("b.xlsx", "H001"), ("c.xlsx", "H001")):
        with pytest.raises(InputError) as refused:
            open_fill_in(tmp_path / name)
        assert refused.value.code == code, name
        assert str(refused.value).count("\n") == 0


# --- asked


@pytest.fixture
def workspace(tmp_path):
    folder = write_district(tmp_path / "区", more='\n[fill_in]\nfile = "填报表.xlsx"\n')
    filled(folder, {"T05": 61.86, "T17/省级": 3, "T38": "约16"})
    return open_district(folder)


def test_a_district_names_its_workbook_and_reads_it_once(workspace):
    assert [row.key for row in workspace.reports().rows] == ["T05", "T17/省级", "T38"]
    assert workspace.reports() is workspace.reports()


def test_a_district_without_a_workbook_has_no_reports(tmp_path):
    workspace = open_district(write_district(tmp_path / "区"))
    assert workspace.reports() is None
    assert reported_for(PLAN, None, as_of=AS_OF).reason("T05") == "没有填报表"


def test_a_workbook_that_is_named_must_be_there(tmp_path):
    folder = write_district(tmp_path / "区", more='\n[fill_in]\nfile = "无.xlsx"\n')
    with pytest.raises(InputError, match="no such file"):
        open_district(folder).reports()


def test_a_workbook_of_another_plan_is_told_at_every_value(workspace):
    head = PLAN.plan.model_copy(update={"id": "synthetic-2"})
    reports = reported_for(PLAN.model_copy(update={"plan": head}), workspace.reports(), as_of=AS_OF)
    assert reports.warnings("T05") == ("填报表注明的方案编号是 synthetic，本方案是 synthetic-2，请核对",)
    assert reported_for(PLAN, workspace.reports(), as_of=AS_OF).warnings("T05") == ()


def test_rows_show_a_reported_value_with_document_day_person_and_place(workspace):
    reports = reported_for(PLAN, workspace.reports(), as_of=AS_OF)
    assert set(reports.taken) == {"T05", "T17/省级"}
    report = reports.report("T05")
    assert (report.value, report.display) == (0.6186, "61.860%")
    assert (report.date, report.document, report.person) == ("2025-12-20", "合成公报〔2025〕1号", "合成员")
    assert report.place == "填报表.xlsx“林业局”第 4 行"
    assert reports.report("T17/省级").display == "3 个"
    assert reports.report("T38") is None


def test_what_was_filled_in_but_not_taken_has_its_reason(workspace):
    reports = reported_for(PLAN, workspace.reports(), as_of=AS_OF)
    assert reports.reason("T38") == "填报值“约16”不是明确的数字"
    assert reports.warnings("T38") == ("填报值“约16”不是明确的数字，未采用",)
    assert reports.warnings("T22") == ()


def test_the_workbook_is_an_input_with_hash_and_row_account(workspace):
    reports = reported_for(PLAN, workspace.reports(), as_of=AS_OF)
    told = reports.record()
    assert told["rows"] == {
        "read": 8,
        "used": 2,
        "repaired": 0,
        "skipped": {"not filled in": 5, "no number": 1},
    }
    assert told["sha256"] == reports.use().sha256 == workspace.reports().sha256
    assert reports.uses("T38", "T05") == (reports.use(),)
    assert reports.uses("T38") == ()


def test_heads_of_the_workbook_are_those_that_are_read(book):
    assert tuple(cell.value for cell in book["林业局"][3]) == HEADS
