"""Layers that bound other figures or that these are told for: district, units, villages, people, lists."""

from layers.spec import POINTS, POLYGONS, Field, LayerSpec

from .known_fields import (
    CODE,
    COMMON,
    COORD_SYSTEM,
    HOUSEHOLDS,
    ID,
    LEVEL,
    NAME,
    PERSONS,
    SOURCE,
    TOWN,
    flag,
)

_YEAR = Field(name="year", aliases=("年份", "统计年份"), title="年份")


def _ground(name: str, title: str, *aliases: str) -> LayerSpec:
    """Describe polygons that bound other figures: none of them may be lost on the way."""
    return LayerSpec(name=name, title=title, geometry=POLYGONS, fields=COMMON, aliases=aliases, bounds=True)


DISTRICT = _ground("district", "全区", "县区", "区界", "区轮廓", "行政边界", "县级行政区")
CENTER = _ground("center", "中心城区")
URBAN = _ground("urban", "城区", "城区范围")
BUILT_UP = _ground("built_up", "建成区", "城市建成区")
MAIN_URBAN = _ground("main_urban", "主城区")
UNIT = LayerSpec(
    name="unit",
    title="统计单元",
    geometry=POLYGONS,
    fields=(
        ID,
        Field(name="name", aliases=("xzqmc", "mc", "名称", "qh"), title="名称", required=True),
        CODE,
        LEVEL,
        _YEAR,
    ),
    aliases=("行政区", "乡镇", "街道", "乡镇街道", "xzq"),
    bounds=True,
)
UNIT_LIST = LayerSpec(
    name="unit_list",
    title="乡镇街道名录",
    geometry=frozenset(),
    fields=(
        ID,
        NAME,
        CODE,
        LEVEL,
        _YEAR,
        SOURCE,
        flag("waste_sorting", "推行生活垃圾分类", "垃圾分类"),
    ),
    aliases=("乡级名录", "乡镇名录", "街道名录"),
)
VILLAGE = LayerSpec(
    name="village",
    title="村",
    geometry=POINTS | POLYGONS,
    fields=(ID, NAME, CODE, COORD_SYSTEM, SOURCE, LEVEL, TOWN),
    aliases=("村庄", "行政村", "村界"),
)
VILLAGE_LIST = LayerSpec(
    name="village_list",
    title="村级名录",
    geometry=frozenset(),
    fields=(
        ID,
        NAME,
        CODE,
        LEVEL,
        _YEAR,
        SOURCE,
        TOWN,
        HOUSEHOLDS,
        PERSONS,
        flag("greened", "村庄绿化达标", "绿化达标"),
        flag("sewage_treated", "生活污水已治理", "污水治理"),
        flag("waste_treated", "生活垃圾已治理", "垃圾治理"),
        flag("grid_improved", "村网已完善", "农网完善"),
    ),
    aliases=("村级单位名录", "行政村名录", "村名录"),
)
SEAT = LayerSpec(
    name="seat",
    title="乡镇和村驻地",
    geometry=POINTS,
    fields=(ID, NAME, CODE, COORD_SYSTEM, SOURCE, LEVEL, TOWN),
    aliases=("驻地", "村委会驻地", "政府驻地"),
)
MARKET_TOWN = LayerSpec(
    name="market_town",
    title="集镇",
    geometry=POLYGONS,
    fields=(
        ID,
        NAME,
        Field(name="code", aliases=("集镇代码",), title="集镇代码"),
        COORD_SYSTEM,
        SOURCE,
        TOWN,
    ),
    aliases=("集镇范围", "集镇区"),
)
POP = LayerSpec(
    name="pop",
    title="人口",
    geometry=POINTS | POLYGONS,
    fields=(
        ID,
        NAME,
        Field(
            name="persons",
            aliases=PERSONS.aliases,
            unit="人",
            title="人口",
            required=True,
        ),
        _YEAR,
    ),
    aliases=("人口格网", "population", "pop"),
)
UNITS = (
    POP,
    UNIT,
    DISTRICT,
    CENTER,
    URBAN,
    BUILT_UP,
    VILLAGE,
    MAIN_URBAN,
    UNIT_LIST,
    VILLAGE_LIST,
    SEAT,
    MARKET_TOWN,
)
