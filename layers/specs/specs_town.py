"""Layers of towns and services: wastewater, waste, communities, toilets, institutions, parks, cell sites."""

from layers.spec import LINES, POINTS, POLYGONS, Field, LayerSpec

from .known_fields import (
    ACTUAL,
    COMMON,
    DESIGN,
    DONE,
    HOUSEHOLDS,
    PERSONS,
    PLAIN,
    REBUILT,
    SERVES,
    STAGE,
    STATUS,
    TARGET,
    TOWN,
    WORK,
    flag,
)

WWTP = LayerSpec(
    name="wwtp",
    title="污水处理设施",
    geometry=POINTS,
    fields=(
        *COMMON,
        DESIGN,
        ACTUAL,
        Field(
            name="kind",
            aliases=("设施类型", "类别"),
            title="类别",
            spellings={
                "厂": ("污水处理厂", "污水厂"),
                "站": ("污水处理站", "污水站"),
                "设施": ("农村污水治理设施", "农村生活污水处理设施", "一体化设施", "分散式设施"),
            },
        ),
        SERVES,
        TOWN,
        TARGET,
        STATUS,
    ),
    aliases=("污水处理厂", "污水处理站", "污水厂", "污水站", "wwtp"),
)
SEWER = LayerSpec(
    name="sewer",
    title="污水管网",
    geometry=LINES,
    fields=(
        *COMMON,
        Field(
            name="kind",
            aliases=("管类", "干支管", "管线类型"),
            title="管类",
            spellings={"干管": ("主管", "主干管"), "支管": ("支线", "接户管")},
        ),
        Field(name="length_km", aliases=("长度_km", "管长"), unit="km", title="长度（km）"),
        TOWN,
        TARGET,
        STAGE,
    ),
    aliases=("污水管", "污水管线", "管网", "sewer"),
)
WASTE_STATION = LayerSpec(
    name="waste_station",
    title="垃圾转运设施",
    geometry=POINTS,
    fields=(
        *PLAIN,
        REBUILT,
        Field(
            name="kind",
            aliases=("设施类型", "类别"),
            title="类别",
            spellings={
                "中转站": ("垃圾中转站", "转运站", "垃圾转运站"),
                "分拣转运中心": ("分拣中心", "生活垃圾分拣转运中心"),
                "焚烧厂": ("垃圾焚烧发电厂", "生活垃圾焚烧发电厂"),
                "其他": ("收集点", "填埋场"),
            },
        ),
        WORK,
        STAGE,
        SERVES,
    ),
    aliases=("垃圾中转站", "垃圾转运站", "垃圾分拣", "环卫设施"),
)
COMMUNITY = LayerSpec(
    name="community",
    title="小区",
    geometry=POINTS | POLYGONS,
    register_too=True,
    fields=(
        *PLAIN,
        REBUILT,
        STAGE,
        HOUSEHOLDS,
        PERSONS,
        flag("old", "老旧小区", "是否老旧小区"),
        flag("waste_sorting", "推行生活垃圾分类", "垃圾分类"),
    ),
    aliases=("老旧小区", "住宅小区", "居住小区"),
)
METER_REFORM = LayerSpec(
    name="meter_reform",
    title="一户一表改造台账",
    geometry=frozenset(),
    fields=(*PLAIN, REBUILT, HOUSEHOLDS, STAGE),
    aliases=("一户一表", "户表改造"),
)
TOILET = LayerSpec(
    name="toilet",
    title="公厕",
    geometry=POINTS,
    register_too=True,
    fields=(*PLAIN, DONE, WORK, STAGE),
    aliases=("公共厕所", "公共卫生间", "toilets"),
)
RURAL_TOILET = LayerSpec(
    name="rural_toilet",
    title="农村无害化卫生厕所台账",
    geometry=frozenset(),
    fields=(
        *PLAIN,
        DONE,
        TOWN,
        Field(name="number", aliases=("座数", "数量", "厕所座数"), unit="座", title="座数"),
        STAGE,
    ),
    aliases=("农村厕所", "农村改厕", "户厕"),
)
INSTITUTION = LayerSpec(
    name="institution",
    title="公共机构",
    geometry=POINTS | POLYGONS,
    fields=(*COMMON, flag("waste_sorting", "推行生活垃圾分类", "垃圾分类")),
    aliases=("机关单位", "公共机构名录"),
)
PARK = LayerSpec(
    name="park",
    title="公园",
    geometry=POINTS | POLYGONS,
    register_too=True,
    fields=(*PLAIN, DONE, TARGET, STAGE),
    aliases=("城市公园", "公园绿地", "parks"),
)
CELL_SITE = LayerSpec(
    name="cell_site",
    title="通信基站",
    geometry=POINTS,
    fields=(
        *COMMON,
        Field(
            name="technology",
            aliases=("网络制式", "制式"),
            title="网络制式",
            spellings={"5G": ("5g", "NR"), "4G": ("4g", "LTE"), "NB-IoT": ("NB", "nb-iot")},
        ),
        Field(name="operator", aliases=("运营商", "运营单位"), title="运营商"),
        SERVES,
        STATUS,
    ),
    aliases=("基站", "5g基站", "cell_tower"),
)
COOPERATIVE = LayerSpec(
    name="cooperative",
    title="农机合作社",
    geometry=POINTS,
    register_too=True,
    fields=(*COMMON, SERVES, STATUS),
    aliases=("合作社", "农机专业合作社"),
)
TOWN_LAYERS = (
    WWTP,
    SEWER,
    WASTE_STATION,
    COMMUNITY,
    METER_REFORM,
    TOILET,
    RURAL_TOILET,
    INSTITUTION,
    PARK,
    CELL_SITE,
    COOPERATIVE,
)
