"""Registers of the sample: lists without places, as one workbook has them on its sheets."""
# ruff: noqa: PLR2004 - how many, how large and how likely: stated where it is made

import numpy as np

from .made_bounds import level
from .made_frames import days, town_name
from .made_lines import stands
from .made_scene import Scene

Rows = list[dict[str, object]]


def registers(scene: Scene) -> dict[str, Rows]:
    """Give the sheets of the workbook: rows by head."""
    return {
        "乡镇街道名录": _units(scene),
        "村级名录": _villages(scene),
        "规划台账": _plans(scene),
        "户表改造": _meters(scene),
        "农村改厕": _rural_toilets(scene),
        "企业": _enterprises(),
        "创建认定": _awards(),
        "林分2024": stands(scene, 2024),
        "林分2020": stands(scene, 2020),
    }


def _units(scene: Scene) -> Rows:
    return [
        {
            "编号": unit.code,
            "代码": unit.code,
            "名称": unit.name,
            "级别": level(unit),
            "年份": "2023",
            "垃圾分类": "是" if unit.code[6] == "0" else "否",
        }
        for unit in scene.units
    ]


def _villages(scene: Scene) -> Rows:
    """List village-level units; of 62 villages all but three are green, a third treat their sewage."""
    rng = scene.rng(60)
    rows: Rows = []
    number = 0
    for unit in scene.villages:
        village = unit.is_village
        households = int(rng.integers(180, 720) if village else rng.integers(900, 4200))
        row: dict[str, object] = {
            "编号": unit.code,
            "代码": unit.code,
            "名称": unit.name,
            "级别": level(unit),
            "年份": "2023",
            "所属乡镇": town_name(scene, unit.code),
            "户数": households,
            "人口": int(households * 3.1),
        }
        flags = {
            "绿化达标": number % 23 != 11,
            "污水治理": number % 3 == 1,
            "垃圾治理": number % 14 != 6,
            "农网完善": number % 6 != 5,
        }
        row |= {name: "是" if flag and village else "否" for name, flag in flags.items()}
        rows.append(row)
        number += village
    return rows


def _plans(scene: Scene) -> Rows:
    """List plans: two of townships, 49 of villages; one approved plan bears no date."""
    rows: Rows = []
    for number, code in enumerate(("431202101", "431202205"), start=1):
        rows.append(
            {
                "编号": f"GH{number:03d}",
                "名称": f"{town_name(scene, code)}国土空间规划（2021—2035年）",
                "规划类型": "乡镇国土空间规划",
                "对应目标": "T10-1",
                "所属乡镇": town_name(scene, code),
                "服务单元": code,
                "批复状态": "已批复",
                "批复日期": f"2024-0{number + 3}-28",
            }
        )
    rng = scene.rng(61)
    approved = days(rng, 60, (2021, 2024))
    villages = [unit for unit in scene.villages if unit.is_village]
    for number, unit in enumerate(villages[:49], start=1):
        state = "已编制" if number % 12 == 7 else "编制中" if number == 30 else "已批复"
        rows.append(
            {
                "编号": f"GH{number + 2:03d}",
                "名称": f"{unit.name}村庄规划",
                "规划类型": "村庄规划",
                "对应目标": "T10-2",
                "所属乡镇": town_name(scene, unit.code),
                "服务单元": unit.code,
                "批复状态": state,
                "批复日期": None if state != "已批复" or number == 9 else approved[number],
            }
        )
    return rows


def _meters(scene: Scene) -> Rows:
    """List the change to one meter a household: one row bears no date."""
    rng = scene.rng(62)
    communities = [unit for unit in scene.villages if not unit.is_village][:44]
    done = days(rng, 44, (2021, 2024))
    return [
        {
            "编号": f"HB{number + 1:03d}",
            "名称": f"{unit.name}一户一表改造",
            "户数": int(households),
            "完成情况": "在建" if number % 15 == 9 else "已完成",
            "改造完成日期": None if number == 20 or number % 15 == 9 else done[number],
        }
        for number, (unit, households) in enumerate(zip(communities, rng.integers(110, 215, 44), strict=True))
    ]


def _rural_toilets(scene: Scene) -> Rows:
    rng = scene.rng(63)
    villages = [unit for unit in scene.villages if unit.is_village]
    done = days(rng, len(villages), (2021, 2024))
    return [
        {
            "编号": f"GC{number + 1:03d}",
            "名称": f"{unit.name}农村改厕",
            "所属乡镇": town_name(scene, unit.code),
            "座数": 7 + number % 5,
            "完成情况": "已完成",
            "改造完成日期": done[number],
        }
        for number, unit in enumerate(villages)
    ]


def _enterprises() -> Rows:
    """List enterprises that nobody has: three graded carriers, nine large traders, six food works."""
    rows: Rows = []
    for number in range(14):
        large = number < 9
        rows.append(
            {
                "名称": f"示例商贸物流{number + 1}公司",
                "行业": "商贸物流",
                "物流等级": {1: "3A", 4: "4A", 7: "2A"}.get(number, "无"),
                "认定日期": {1: "2021-07-30", 4: "2023-01-20", 7: "2019-04-18"}.get(number),
                "年销售收入_亿元": round(10.0 + number * 1.7, 2) if large else round(1.2 + number * 0.4, 2),
                "规模以上": "是",
            }
        )
    for number in range(9):
        rows.append(
            {
                "名称": f"示例农产品加工{number + 1}公司",
                "行业": "农产品加工",
                "物流等级": "无",
                "认定日期": None if number == 6 else f"20{(22, 23, 18)[number % 3]}-06-30",
                "年销售收入_亿元": round(0.3 + 0.11 * number, 2),
                "规模以上": "否" if number == 8 else "是",
            }
        )
    return [{"编号": f"QY{number:03d}", **row} for number, row in enumerate(rows, start=1)]


def _awards() -> Rows:
    """List what was awarded to whom: enough of most kinds, one short of 省级 villages; one without a date."""
    listed = (
        ("精品美丽乡村示范村", "国家级", 1, 2021),
        ("精品美丽乡村示范村", "省级", 3, 2022),
        ("精品美丽乡村示范村", "市级", 4, 2022),
        ("特色小镇（村庄）", "国家级", 1, 2022),
        ("特色小镇（村庄）", "省级", 2, 2023),
        ("绿色园区", "省级", 1, 2023),
        ("智能制造标杆企业（车间）", "省级", 5, 2023),
        ("智能制造标杆企业（车间）", "市级", 2, 2022),
        ("绿色工厂", "国家级", 1, 2023),
        ("绿色工厂", "省级", 4, 2022),
        ("智能制造示范园区", "省级", 1, 2024),
        ("现代农业特色产业园", "省级", 1, 2022),
        ("专业合作示范社（家庭农场）", "国家级", 2, 2021),
        ("专业合作示范社（家庭农场）", "省级", 6, 2022),
        ("“两品一标”农产品品牌", "省级", 6, 2023),
    )
    rows: Rows = []
    for category, rank, count, year in listed:
        for number in range(count):
            undated = category.startswith("“两品") and number == 5
            rows.append(
                {
                    "编号": f"RD{len(rows) + 1:03d}",
                    "名称": f"示例{rank}{category}{number + 1}",
                    "称号": category,
                    "级别": rank,
                    "认定日期": None if undated else f"{year}-12-1{number}",
                }
            )
    return rows


def widths(rows: Rows) -> list[int]:
    """Give a width for each column: as wide as its widest cell."""
    heads = list(rows[0])
    return [int(np.clip(max(len(str(row[head] or "")) for row in rows) * 1.6 + 2, 8, 44)) for head in heads]
