"""The fill-in workbook 填报表.xlsx: one sheet an office, one row a promise, to be filled in and sent back."""

import datetime as dt
import io
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from analyses.plan_tables import Plan
from analyses.reporting.fill_in_lines import NO_OFFICE, FillInLine, lines_of
from layers.fill_in_rows import (
    ABOUT,
    DAY,
    DOCUMENT,
    INSTRUCTIONS,
    KEY,
    NOTE,
    PERSON,
    STATE,
    STATES,
    UNIT,
    VALUE,
)

from .fill_in_rules import DAY_RULE, STATE_RULE, doubt, value_rule
from .fill_in_style import INPUT_ROWS_FROM, WIDTHS, Looks, looks

FILE = "填报表.xlsx"
OFFICES = "协同部门"
HEADS = (KEY, ABOUT, "条款", "原文", OFFICES, "要求值", VALUE, UNIT, STATE, DAY, DOCUMENT, PERSON, NOTE)
_COLUMN = {head: column for column, head in enumerate(HEADS)}
_HEAD_ROW = INPUT_ROWS_FROM - 1
_SHEET = "填写说明"
_LONGEST_TAB = 31  # characters of a sheet's name
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_A3, _A4 = 8, 9  # as spreadsheet programs number paper
_LINE_POINTS, _MOST_POINTS = 15, 180


def fill_in_workbook(plan: Plan) -> bytes:
    """
    Write the fill-in workbook of a plan; the same plan gives the same bytes.

    Only the cells to be filled in are unlocked; there is no password. Shares are
    filled in per cent, everything else in the unit beside the cell.
    """
    stream = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties(
            {
                "title": f"{plan.plan.title} 填报表",
                "created": dt.datetime.combine(plan.plan.issued, dt.time(), tzinfo=dt.UTC),
            }
        )
        look = looks(book)
        by_office = _by_office(plan)
        _instruct(book.add_worksheet(_SHEET), plan, by_office, look)
        for tab, (office, lines) in zip(_tabs(by_office), by_office.items(), strict=True):
            _fill(book.add_worksheet(tab), office, lines, plan, look)
    return stream.getvalue()


def write_fill_in(plan: Plan, path: Path) -> None:
    """Write the fill-in workbook where no file stands yet; `FileExistsError` where one does."""
    with path.open("xb") as stream:
        stream.write(fill_in_workbook(plan))


def _by_office(plan: Plan) -> dict[str, list[FillInLine]]:
    found: dict[str, list[FillInLine]] = {}
    for line in lines_of(plan):
        found.setdefault(line.offices[0] if line.offices else NO_OFFICE, []).append(line)
    return found


def _tabs(offices: Iterable[str]) -> list[str]:
    """Give each office a name that a sheet may bear, each once."""
    tabs: list[str] = []
    for office in offices:
        plain = (_FORBIDDEN.sub("", office).strip("'") or "部门")[:_LONGEST_TAB]
        taken = {tab.casefold() for tab in [*tabs, _SHEET, "History"]}
        names = [plain, *(f"{plain[: _LONGEST_TAB - 4]} {number}" for number in range(2, len(tabs) + 4))]
        tabs.append(next(name for name in names if name.casefold() not in taken))
    return tabs


def _fill(sheet: Worksheet, office: str, lines: list[FillInLine], plan: Plan, look: Looks) -> None:
    sheet.write_string(0, 0, f"{office} · {plan.plan.title} 填报表", look["title"])
    sheet.write_string(
        1,
        0,
        f"方案编号：{plan.plan.id}。只填黄色单元格；百分数填 85.3 表示 85.3%；没有数据请留空。",
        look["hint"],
    )
    for column, (head, width) in enumerate(zip(HEADS, WIDTHS, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(_HEAD_ROW, column, head, look["head"])
    for place, line in enumerate(lines, INPUT_ROWS_FROM):
        _row(sheet, place, line, look)
    _print_setup(sheet, office, last=_HEAD_ROW + len(lines))


def _row(sheet: Worksheet, place: int, line: FillInLine, look: Looks) -> None:
    texts = (line.key, line.title, line.clause, line.quote, "、".join(line.offices[1:]), line.demand)
    for column, text in enumerate(texts):
        sheet.write_string(place, column, text, look["key" if column == 0 else "text"])
    sheet.write_string(place, _COLUMN[UNIT], line.unit_title, look["unit"])
    for head in (VALUE, STATE, DAY, DOCUMENT, PERSON, NOTE):
        form = {VALUE: "value", DAY: "day"}.get(head, "input") if line.asked else "closed"
        sheet.write_blank(place, _COLUMN[head], None, look[form])
    if line.asked:
        _rules(sheet, place, line, look)
    sheet.set_row(place, _height(texts))


def _rules(sheet: Worksheet, place: int, line: FillInLine, look: Looks) -> None:
    for head, rule in ((VALUE, value_rule(line)), (STATE, STATE_RULE), (DAY, DAY_RULE)):
        sheet.data_validation(place, _COLUMN[head], place, _COLUMN[head], rule)
    if line.is_per_cent:
        value = _COLUMN[VALUE]
        marked = {
            "type": "formula",
            "criteria": doubt(xl_rowcol_to_cell(place, value)),
            "format": look["doubt"],
        }
        sheet.conditional_format(place, value, place, value, marked)


def _height(texts: Iterable[str]) -> float:
    """Give the points that a row needs: a Chinese character is two letters wide."""
    lines = [
        math.ceil(sum(1 + (ord(letter) > 0x2E7F) for letter in text) / (width - 1))  # noqa: PLR2004 - CJK begins
        for text, width in zip(texts, WIDTHS, strict=False)
    ]
    return min(max(2, *lines) * _LINE_POINTS + 4, _MOST_POINTS)


def _print_setup(sheet: Worksheet, office: str, last: int) -> None:
    sheet.freeze_panes(INPUT_ROWS_FROM, 2)
    sheet.set_landscape()
    sheet.set_paper(_A3)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(_HEAD_ROW)
    sheet.print_area(0, 0, last, len(HEADS) - 1)
    sheet.set_footer(f"&L{office.replace('&', '&&')[:100]}&R第 &P 页 / 共 &N 页")
    sheet.protect("", {"format_columns": True, "format_rows": True, "autofilter": True})


def _instruct(sheet: Worksheet, plan: Plan, by_office: Mapping[str, list[FillInLine]], look: Looks) -> None:
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 92)
    sheet.write_string(0, 0, INSTRUCTIONS, look["title"])
    rows = (
        ("方案", f"{plan.plan.title}（方案编号 {plan.plan.id}）"),
        ("用途", "图层中量算不到的目标由各部门在此填报；填报值与量算值并列，标明“未经空间核实”。"),
        ("怎样填", "每个部门一张工作表，只填黄色单元格；编号、目标、单位等已锁定（无密码），请勿改动。"),
        (
            "填报值",
            "只填数字，单位见右侧“单位”列，不换算。不写“约”“以上”“万”等字。没有数据请留空，不要填 0。",
        ),
        (
            "百分数",
            "单位为 % 的，填 85.3 表示 85.3%；不要填 0.853，不带 % 号。误填小数的单元格会变红，不会被采用。",
        ),
        (STATE, f"从列表选：{'、'.join(STATES)}。选“{STATES[-1]}”的行不要填数值。"),
        (DAY, "数值对应的日期，如 2025-12-31。晚于评估日期的数值不会被采用。"),
        (DOCUMENT, "文件名称、文号、日期；没有来源文件的数值会被标出。"),
        ("分项", "目标有几个数的，逐行填写分项；合计行（灰色）不填。"),
        ("多个部门", f"牵头部门（条款中列在最前）填写；“{OFFICES}”列出其余部门。同一编号只填一处。"),
        ("交回", f'存为 {FILE}，放在 district.toml 旁；district.toml 中写 [fill_in] file = "{FILE}"。'),
    )
    for place, (head, text) in enumerate(rows, 2):
        sheet.write_string(place, 0, head, look["head_left"])
        sheet.write_string(place, 1, text, look["plain"])
        sheet.set_row(place, 1.6 * _LINE_POINTS)
    start = len(rows) + 3
    for column, head in enumerate(("部门（工作表）", "填报条目数")):
        sheet.write_string(start, column, head, look["head"])
    for place, (tab, lines) in enumerate(zip(_tabs(by_office), by_office.values(), strict=True), start + 1):
        sheet.write_string(place, 0, tab, look["plain"])
        sheet.write_string(place, 1, f"{sum(line.asked for line in lines)} 项", look["plain"])
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True})
