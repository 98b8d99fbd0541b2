"""Layers of energy: plants, grids, boilers, coal bans, gas, roofs with panels."""

from layers.spec import LINES, POINTS, POLYGONS, Field, LayerSpec

from .known_fields import (
    CAPACITY,
    COMMON,
    DONE,
    FLOOR,
    KV,
    PLAIN,
    STAGE,
    TARGET,
    VERSION,
    WORK,
    flag,
    stage,
)

PLANT = LayerSpec(
    name="plant",
    title="电源项目",
    geometry=POINTS | POLYGONS,
    register_too=True,
    fields=(
        *COMMON,
        Field(
            name="type",
            aliases=("能源类型", "电源类型"),
            title="能源类型",
            spellings={
                "风": ("风电", "风力", "风能", "风力发电", "wind"),
                "光": ("光伏", "太阳能", "光伏发电", "太阳能发电", "solar", "pv"),
                "水": ("水电", "水力", "小水电", "水力发电", "hydro"),
                "生物质": ("生物质能", "农林生物质", "沼气", "biomass"),
                "垃圾": ("垃圾焚烧", "垃圾发电", "垃圾焚烧发电", "waste"),
                "储能": ("storage",),
                "火": ("火电", "煤电", "燃煤", "燃气", "coal"),
            },
        ),
        CAPACITY,
        Field(
            name="grid_status",
            aliases=("并网状态", "建设状态"),
            title="并网状态",
            spellings={
                "并网": ("已并网", "投运", "投产"),
                "在建": ("建设中",),
                "拟建": ("规划", "前期", "谋划"),
            },
        ),
        stage("upgrade", "增效扩容阶段", "增效扩容", "增效扩容进度"),
        TARGET,
    ),
    aliases=("电厂", "电站", "风电场", "光伏", "水电站", "新能源"),
)
LINE = LayerSpec(
    name="line",
    title="电力线路",
    geometry=LINES,
    fields=(
        *PLAIN,
        DONE,
        KV,
        Field(name="circuits", aliases=("回路数", "回数"), unit="回", title="回路数"),
        Field(name="length_km", aliases=("长度_km", "线路长度"), unit="km", title="长度（km）"),
        WORK,
        STAGE,
    ),
    aliases=("配电线路", "输电线路", "电力线"),
)
SUBSTATION = LayerSpec(
    name="substation",
    title="变电站",
    geometry=POINTS | POLYGONS,
    fields=(*COMMON, KV),
    aliases=("变电站", "substation"),
)
TRANSFORMER = LayerSpec(
    name="transformer",
    title="配变台区",
    geometry=POINTS,
    register_too=True,
    fields=(
        *PLAIN,
        DONE,
        Field(name="capacity_kva", aliases=("配变容量", "容量_kva"), unit="kVA", title="配变容量（kVA）"),
        WORK,
        STAGE,
    ),
    aliases=("配变", "台区", "变压器"),
)
BOILER = LayerSpec(
    name="boiler",
    title="锅炉",
    geometry=POINTS,
    fields=(
        *PLAIN,
        Field(
            name="built",
            aliases=("审批日期", "批准日期", "环评批复日期", "投产日期", "建成日期", "jcrq"),
            title="审批（建成）日期",
            date=True,
        ),
        Field(
            name="fuel",
            aliases=("燃料", "燃料类型"),
            title="燃料",
            spellings={
                "燃煤": ("煤", "煤炭"),
                "燃气": ("天然气", "气"),
                "生物质": ("生物质成型燃料",),
                "电": ("电能", "电锅炉"),
                "油": ("燃油",),
            },
        ),
        Field(
            name="capacity_tph",
            aliases=("蒸吨", "额定蒸发量", "蒸吨数"),
            unit="t/h",
            title="容量（蒸吨/小时）",
        ),
        flag("ultra_low", "超低排放", "已实现超低排放"),
        flag("retrofitted", "节能改造", "已节能改造"),
    ),
    aliases=("燃煤锅炉", "boiler"),
)
_BAN = (*COMMON, VERSION)
BAN_ZONE = LayerSpec(
    name="ban_zone",
    title="散煤禁燃区",
    geometry=POLYGONS,
    fields=_BAN,
    aliases=("禁燃区", "高污染燃料禁燃区"),
    bounds=True,
)
BAN_ZONE_BEFORE = LayerSpec(
    name="ban_zone_before",
    title="散煤禁燃区（原范围）",
    geometry=POLYGONS,
    fields=_BAN,
    aliases=("原散煤禁燃区", "原禁燃区"),
    bounds=True,
)
GAS_AREA = LayerSpec(
    name="gas_area",
    title="天然气供应片区",
    geometry=POLYGONS | POINTS,
    register_too=True,
    fields=(
        *COMMON,
        Field(
            name="kind",
            aliases=("片区类型",),
            title="片区类型",
            spellings={"城区": (), "产业园区": ("园区", "工业园区"), "重点镇": ("镇", "集镇")},
        ),
        flag("connected", "已通气", "通气", "接通天然气"),
    ),
    aliases=("天然气", "供气片区", "燃气片区"),
)
GAS_PIPE = LayerSpec(
    name="gas_pipe",
    title="天然气管网",
    geometry=LINES,
    fields=COMMON,
    aliases=("燃气管网", "天然气管线", "燃气管线"),
)
ROOF = LayerSpec(
    name="roof",
    title="新建公共机构与厂房屋顶",
    geometry=POLYGONS,
    register_too=True,
    fields=(
        *COMMON,
        Field(
            name="kind",
            aliases=("建筑类型",),
            title="建筑类型",
            spellings={
                "公共机构": ("公共机构建筑", "公共建筑", "机关", "学校", "医院"),
                "厂房": ("工业厂房", "标准化厂房"),
                "其他": ("住宅", "商业"),
            },
        ),
        Field(
            name="new_or_existing",
            aliases=("新建或既有", "新旧"),
            title="新建或既有",
            spellings={"新建": ("新",), "既有": ("旧", "现状")},
        ),
        Field(name="roof_m2", aliases=("屋顶面积", "屋顶面积_m2"), unit="m²", title="屋顶面积（m²）"),
        Field(name="pv_m2", aliases=("光伏面积", "光伏面积_m2"), unit="m²", title="光伏铺设面积（m²）"),
        FLOOR,
    ),
    aliases=("屋顶", "屋顶光伏", "roofs"),
)
ENERGY = (
    PLANT,
    LINE,
    SUBSTATION,
    TRANSFORMER,
    BOILER,
    BAN_ZONE,
    BAN_ZONE_BEFORE,
    GAS_AREA,
    GAS_PIPE,
    ROOF,
)
