"""A synthetic result: a town of 6 by 6 km in two halves, three quarters served, and one target left open."""

from collections.abc import Callable

import geopandas as gpd
from shapely import Point, box

from analyses.result import (
    Bound,
    Decision,
    Distance,
    EvidenceLayer,
    LayerUse,
    Reading,
    Result,
    ResultRow,
    Sibling,
    UnitShare,
)
from layers.alarms import Alarm

CRS = "EPSG:4546"
WEST, SOUTH = 500_000.0, 3_050_000.0
STOP = Point(WEST + 1000, SOUTH + 3000)

Say = Callable[[str], str]


def as_it_is(text: str) -> str:
    return text


def synthetic_result(say: Say = as_it_is) -> Result:
    """Build the world; every text that a user could have given goes through `say`."""
    return Result(
        district=say("合成县"),
        code="000000",
        crs=CRS,
        plan="synthetic",
        plan_title=say("合成方案"),
        as_of="2025-12-31",
        version="0.0.0",
        rows=(_met(say), _open(say), _absent(say)),
        evidence={layer.name: layer for layer in _evidence(say)},
        alarms=(
            Alarm(
                code="H080",
                layer=say("警图层"),
                file=say("警文件"),
                values={"word": say("城区"), "note": say("代用")},
            ),
        ),
        notes=(say("合成示例"),),
    )


def _town(x0: float, y0: float, x1: float, y1: float):
    """Give a box by its corners in km from the south-west."""
    return box(WEST + x0 * 1000, SOUTH + y0 * 1000, WEST + x1 * 1000, SOUTH + y1 * 1000)


def _evidence(say: Say) -> list[EvidenceLayer]:
    gap_titles = {"rank": say("序"), "unit": say("所在"), "area_ha": say("面积"), "people": say("人口")}
    gaps = {
        "rank": [1, 2],
        "unit": [say("东镇缺"), say("西镇缺")],
        "area_ha": [600.0, 300.0],
        "people": [900, 30],
    }
    units = {"name": [say("西镇"), say("东镇")], "display": [say("15 / 18"), say("12 / 18")]}
    stops = {
        "name": [say("一站"), say("二站"), say("三站"), "外站"],
        "line": [say("甲线"), say("乙线"), say("丙线"), "外线"],
        "state": ["计入", "待定", "不计", "计入"],
    }
    stop_titles = {"name": say("站名"), "line": say("线路"), "state": say("计否")}
    places = [STOP, *(Point(WEST + x, SOUTH + y) for x, y in ((3500, 3000), (3500, 4500), (9000, 3000)))]
    halves = [_town(0, 0, 3, 6), _town(3, 0, 6, 6)]

    def layer(name, title, role, data, titles, shapes):  # noqa: PLR0913, PLR0917 - one line a layer below
        frame = gpd.GeoDataFrame(data, geometry=shapes, crs=CRS)
        return EvidenceLayer(
            name=name,
            title=say(title),
            role=role,
            frame=frame,
            titles=titles,
            source=say(f"{name}来源"),
            licence=say(f"{name}许可"),
        )

    return [
        layer("town", "全镇", "zone", {"name": ["镇"]}, {}, [_town(0, 0, 6, 6)]),
        layer(
            "served",
            "已服务",
            "covered",
            {"area_ha": [2700.0]},
            {},
            [_town(0, 0, 4.5, 6) - _town(0, 0, 1, 0.5)],
        ),
        layer("gaps", "空白", "gaps", gaps, gap_titles, [_town(4.5, 2, 6, 6), _town(4.5, 0, 6, 2)]),
        layer("halves", "两半", "units", units, {"name": say("单元"), "display": say("份额")}, halves),
        layer("stops", "站点", "facilities", stops, stop_titles, places),
        layer("core", "镇中", "zone", {"name": ["心"]}, {}, [_town(2, 2, 4, 4)]),
    ]


def _row(say: Say, target_id: str, title: str, **more) -> ResultRow:
    common = {
        "target_id": target_id,
        "title": say(title),
        "theme": say("主题"),
        "clause": say(f"条款{target_id}"),
        "quote": say(f"原文{target_id}"),
        "kind": "DC",
        "scope": say(f"范围{target_id}"),
        "strength": say("约束"),
        "as_of": "2025-12-31",
        "version": "0.0.0",
    }
    return ResultRow(**(common | more))


def _met(say: Say) -> ResultRow:
    use = LayerUse(
        name="stop",
        title=say("用图层"),
        file=say("用文件"),
        sha256="0123456789abcdef" * 4,
        rows=3,
        crs_read="EPSG:4326",
        crs_used=CRS,
        source=say("用来源"),
        licence=say("用许可"),
    )
    return _row(
        say,
        "T01",
        "站点覆盖",
        scope_note=say("替代口径：范围说明"),
        method=say("怎样算"),
        layers=(use,),
        definition=say("面积定义"),
        numerator=27e6,
        denominator=36e6,
        quantity_unit="m2",
        unit="share",
        value=0.75,
        display="27.00 km² / 36.00 km²（75.0%）",
        bound=Bound(sense="at_least", value=0.7),
        bound_display=say("≥ 70%"),
        year=2025,
        outcome="met",
        robust=True,
        robust_text=say("稳健"),
        distance=Distance(share=0.05, text=say("超出目标")),
        siblings=(Sibling(definition=say("人口定义"), value=0.8, display=say("八成"), outcome="met"),),
        by=(
            UnitShare(name=say("西镇"), value=15 / 18, numerator=15e6, denominator=18e6, display="15 / 18"),
            UnitShare(name=say("东镇"), value=12 / 18, numerator=12e6, denominator=18e6, display="12 / 18"),
        ),
        departments=(say("交通局"),),
        notes=(say("行注"),),
        warnings=(say("行提醒"),),
        evidence={
            "zone": "town",
            "covered": "served",
            "gaps": "gaps",
            "units": "halves",
            "facilities": "stops",
        },
    )


def _open(say: Say) -> ResultRow:
    def reading(name, title, display, outcome):
        return Reading(
            name=name, title=say(title), value=None, unit="m", display=say(display), outcome=outcome
        )

    return _row(
        say,
        "T03",
        "充电半径",
        outcome="unsettled",
        reason=say("读法未定"),
        bound_display=say("未给出数值"),
        readings=(
            reading("coverage", "覆盖读", "六成", "missed"),
            reading("average", "平均读", "九百米", "met"),
            reading("farthest", "最远读", "九公里", "missed"),
            reading("literal", "字面读", "照字面", None),
            reading("people", "人口读", "半数", "unsettled"),
        ),
        decision=Decision(
            reading=say("决定读"), decided_by=say("决定人"), document=say("决定文"), date="2025-06-01"
        ),
        evidence={"zone": "core"},
    )


def _absent(say: Say) -> ResultRow:
    return _row(say, say("T05"), "森林覆盖", outcome="no_data", reason=say("缺图层"), display="—")
