"""What the cells of the fill-in workbook take: numbers in the row's unit, states from a list, days."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from analyses.reporting.fill_in_lines import FillInLine
from layers.fill_in_rows import DAY, STATES, VALUE

Rule = Mapping[str, Any]  # as xlsxwriter's data_validation takes it

_MOST = 10**12
_LONGEST_TITLE = 32  # letters of a prompt's title that spreadsheet programs show
STATE_RULE: Rule = {
    "validate": "list",
    "source": list(STATES),
    "error_title": "状态不符",
    "error_message": f"请从列表中选：{'、'.join(STATES)}。",
}
DAY_RULE: Rule = {
    "validate": "date",
    "criteria": "between",
    "minimum": dt.date(2000, 1, 1),
    "maximum": dt.date(2099, 12, 31),
    "input_title": DAY,
    "input_message": "数值对应的日期，如 2025-12-31。",
    "error_title": "日期不符",
    "error_message": "请填日期，如 2025-12-31。",
}


def value_rule(line: FillInLine) -> Rule:
    """Take numbers not below 0 (changes may be): whole ones of counted things, per cents up to 100."""
    titled = {"input_title": f"{VALUE}（{line.unit_title}）"[:_LONGEST_TITLE], "error_title": "数值不符"}
    per_cent = "按百分数填：85.3 表示 85.3%，不要填 0.853。"
    least = -_MOST if line.signed else 0
    if line.unit_title == "%":
        return titled | {
            "validate": "decimal",
            "criteria": "between",
            "minimum": max(least, -100),
            "maximum": 100,
            "input_message": per_cent,
            "error_message": "请填不超过 100 的数字：85.3 表示 85.3%。",
        }
    plain = f"单位：{line.unit_title or '见原文'}。只填数字，不带单位和文字。"
    return titled | {
        "validate": "integer" if line.is_count else "decimal",
        "criteria": ">=",
        "value": least,
        "input_message": per_cent if line.is_per_cent else plain,
        "error_message": f"请填{'' if line.signed else '不小于 0 的'}{'整数' if line.is_count else '数字'}。",
    }


def doubt(cell: str) -> str:
    """Give the formula that marks a per cent which may be meant as a share (0.853 for 85.3)."""
    return f"=AND(ISNUMBER({cell}),{cell}<>0,ABS({cell})<=1)"
