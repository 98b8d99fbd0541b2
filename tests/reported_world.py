"""A synthetic plan with one row of every sort, and a way to fill in its workbook as an office would."""

import datetime as dt
from functools import cache

import openpyxl

from analyses.plan_tables import Plan
from analyses.reporting.reported import reported_for
from layers.fill_in import open_fill_in
from maps.fill_in_workbook import fill_in_workbook

AS_OF = dt.date(2025, 12, 31)
SAID = {"截止日期": dt.date(2025, 12, 20), "数据来源文件": "合成公报〔2025〕1号", "填报人": "合成员"}


def _target(target_id, title, unit, offices, **more):
    common = {"theme": "合成", "clause": "一", "quote": f"{title}的原文", "kind": "OT"}
    return {"id": target_id, "title": title, "unit": unit, "departments": offices} | common | more


PLAN = Plan.model_validate(
    {
        "plan": {
            "id": "synthetic",
            "title": "合成方案",
            "issued": dt.date(2024, 1, 2),
            "aliases": {"国网鹤城公司": ["国网公司鹤城"]},
        },
        "targets": [
            _target("T05", "森林覆盖", "share", ["林业局", "资源局"], at_least=0.6186, year=2025),
            _target(
                "T17",
                "示范村",
                "count",
                ["农业局", "林业局"],
                counter="个",
                parts=[{"name": "国家级", "at_least": 1}, {"name": "省级", "at_least": 3}],
            ),
            _target("T22", "冷链面积", "m2", ["国网鹤城公司"], at_least=50_000, strength="力争"),
            _target("T38", "新能源装机", "wan_kW", ["国网公司鹤城"], at_least=16.24),
        ],
        "not_spatial": [
            {
                "id": "N01",
                "title": "研发投入",
                "theme": "科技",
                "clause": "二",
                "quote": "=研发投入2.3%",
                "unit": "share",
                "at_least": 0.023,
                "departments": ["林业局"],
            },
            {
                "id": "N02",
                "title": "能耗",
                "theme": "综合",
                "clause": "二",
                "quote": "下降14.5%",
                "unit": "%下降",
            },
        ],
    }
)


def filled(folder, entries, *, name="填报表.xlsx", change=None):
    """Write the workbook and fill in `entries`: key -> a value, or head -> value; `change` may spoil it."""
    path = folder / name
    path.write_bytes(_blank())
    book = openpyxl.load_workbook(path)
    for key, entry in entries.items():
        row = row_of(book, key)
        for head, value in (SAID | (entry if isinstance(entry, dict) else {"填报值": entry})).items():
            row[head].value = value
    if change is not None:
        change(book)
    book.save(path)
    return path


@cache
def _blank():
    return fill_in_workbook(PLAN)


def row_of(book, key):
    """Give the cells of a row by the head of their column."""
    for sheet in book.worksheets:
        heads = [cell.value for cell in sheet[3]]
        for cells in sheet.iter_rows(min_row=4):
            if cells[0].value == key:
                return dict(zip(heads, cells, strict=True))
    raise LookupError(key)


def reported(path, *accept, as_of=AS_OF):
    """Read a workbook back and match it with the plan."""
    return reported_for(PLAN, open_fill_in(path, accept), as_of=as_of)
