"""How the fill-in workbook looks: the cells' formats, and the widths of its columns."""

from collections.abc import Mapping
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

Looks = Mapping[str, Format]
INPUT_ROWS_FROM = 3  # counted from 0: title, hint and head stand above
WIDTHS = (18, 22, 9, 32, 18, 18, 13, 8, 10, 12, 24, 10, 16)  # of the columns, in letters

_FONT = {"font_name": "微软雅黑", "font_size": 10}
_CELL = _FONT | {"border": 1, "border_color": "#BFBFBF", "valign": "vcenter", "text_wrap": True}
_HEAD = _CELL | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#2F5D62", "align": "center"}
_INPUT = _CELL | {"bg_color": "#FFF9DB", "locked": False}
_FORMATS: Mapping[str, Mapping[str, Any]] = {
    "title": _FONT | {"bold": True, "font_size": 14, "font_color": "#2F5D62"},
    "hint": _FONT | {"font_color": "#7F6000"},
    "head": _HEAD,
    "head_left": _HEAD | {"align": "left"},
    "key": _CELL | {"bold": True, "bg_color": "#F2F2F2"},
    "text": _CELL,
    "plain": _CELL,
    "unit": _CELL | {"align": "center", "bg_color": "#F2F2F2"},
    "input": _INPUT | {"num_format": "@"},
    "value": _INPUT | {"align": "right"},
    "day": _INPUT | {"num_format": "yyyy-mm-dd", "align": "center"},
    "closed": _CELL | {"bg_color": "#E7E6E6", "font_color": "#7F7F7F", "align": "center"},
    "doubt": {"bg_color": "#F8CBAD", "font_color": "#C00000"},
}


def looks(book: Workbook) -> Looks:
    """Make the formats of one workbook."""
    return {name: book.add_format(dict(form)) for name, form in _FORMATS.items()}
