"""Layers of land: classes, forest, control lines, farmland works, polluted plots, mines and idle land."""

from layers.spec import LINES, POINTS, POLYGONS, Export, Field, LayerSpec

from .known_fields import APPROVED, COMMON, DONE, ID, PLAIN, STAGE, VERSION, WORK, flag


def _line(name: str, title: str, *aliases: str, export: Export = Export.FULL) -> LayerSpec:
    """Describe a control line: of a version, and none of its polygons may be lost on the way."""
    return LayerSpec(
        name=name,
        title=title,
        geometry=POLYGONS,
        fields=(*COMMON, VERSION, APPROVED),
        aliases=aliases,
        export=export,
        bounds=True,
    )


_CLASSES = (
    ID,
    Field(
        name="dlbm", aliases=("地类编码", "地类代码", "地类", "landclass"), title="地类编码", required=True
    ),
    Field(name="dlmc", aliases=("地类名称",), title="地类名称"),
    Field(name="code_system", aliases=("编码体系", "分类标准"), title="编码体系"),
    Field(name="tbmj", aliases=("图斑面积",), unit="m²", title="图斑面积（m²）"),
    Field(name="tbdlmj", aliases=("图斑地类面积",), unit="m²", title="图斑地类面积（m²）"),
    Field(name="qsdwmc", aliases=("权属单位名称",), title="权属单位"),
    Field(name="zldwmc", aliases=("坐落单位名称",), title="坐落单位"),
)
_VOLUME = Field(name="volume_m3", aliases=("蓄积", "蓄积量", "xj"), unit="m³", title="蓄积（m³）")
DLTB = LayerSpec(
    name="dltb",
    title="地类图斑",
    geometry=POLYGONS,
    fields=_CLASSES,
    aliases=("dltb", "三调", "土地利用现状"),
    covers_all=True,
)
DLTB_BEFORE = LayerSpec(
    name="dltb_before",
    title="地类图斑（基期）",
    geometry=POLYGONS,
    fields=_CLASSES,
    aliases=("基期地类图斑", "dltb_基期", "基期dltb"),
    covers_all=True,
)
FOREST = LayerSpec(
    name="forest",
    title="森林",
    geometry=POLYGONS,
    fields=(
        *_CLASSES,
        Field(name="canopy", aliases=("郁闭度", "ybd"), title="郁闭度"),
        Field(name="special_shrub", aliases=("特灌", "国家特别规定灌木林", "tggml"), title="特灌"),
        _VOLUME,
    ),
    aliases=("林地", "森林资源", "lcxzgx_p", "slzy_dltb", "forest"),
)
STAND = LayerSpec(
    name="stand",
    title="林分小班",
    geometry=POLYGONS,
    register_too=True,
    fields=(*PLAIN, _VOLUME, Field(name="year", aliases=("年份", "调查年份"), title="调查年份")),
    aliases=("森林小班", "小班", "林分"),
)
STAND_BEFORE = LayerSpec(
    name="stand_before",
    title="林分小班（基期）",
    geometry=POLYGONS,
    register_too=True,
    fields=STAND.fields,
    aliases=("基期林分小班", "基期森林小班", "基期小班"),
)
REDLINE = _line("redline", "生态保护红线", "stbhhx", "陆域生态保护红线", export=Export.DRAWN)
REDLINE_BEFORE = _line(
    "redline_before", "生态保护红线（批复版）", "批复版生态保护红线", "stbhhx_批复", export=Export.DRAWN
)
FARMLAND = _line("farmland", "永久基本农田", "yjjbnt", "yjjbnttb", "基本农田", export=Export.DRAWN)
URBAN_BOUNDARY = _line("urban_boundary", "城镇开发边界", "czkfbj")
RESERVE = _line("reserve", "自然保护地", "自然保护区", "森林公园", "湿地公园")
CONTROL_UNIT = LayerSpec(
    name="control_unit",
    title="环境管控单元",
    geometry=POLYGONS,
    fields=(
        *COMMON,
        VERSION,
        APPROVED,
        Field(
            name="category",
            aliases=("管控类别", "管控单元分类", "单元类别"),
            title="管控类别",
            spellings={
                "优先保护": ("优先保护单元",),
                "重点管控": ("重点管控单元",),
                "一般管控": ("一般管控单元",),
            },
        ),
    ),
    aliases=("管控单元", "三线一单"),
    bounds=True,
)
WATER = LayerSpec(
    name="water",
    title="水域",
    geometry=POLYGONS | LINES,
    fields=COMMON,
    aliases=("水系", "河流", "湖泊", "water"),
)
FARMLAND_PROJECT = LayerSpec(
    name="farmland_project",
    title="高标准农田项目",
    geometry=POLYGONS,
    fields=(*PLAIN, DONE, WORK, STAGE),
    aliases=("高标准农田", "高标准农田建设"),
)
SOIL_PLOT = LayerSpec(
    name="soil_plot",
    title="土壤安全利用地块",
    geometry=POLYGONS,
    fields=(
        *COMMON,
        Field(
            name="kind",
            aliases=("地块类型",),
            title="地块类型",
            spellings={
                "受污染耕地": ("污染耕地",),
                "重点建设用地": ("建设用地", "污染地块"),
            },
        ),
        flag("safe", "已安全利用", "安全利用"),
    ),
    aliases=("受污染耕地", "污染地块", "土壤污染地块", "土壤安全利用", "安全利用地块"),
    export=Export.DRAWN,
)
TENDING_PLOT = LayerSpec(
    name="tending_plot",
    title="森林抚育地块",
    geometry=POLYGONS,
    fields=(
        *PLAIN,
        DONE,
        Field(
            name="area_mu", aliases=("抚育面积", "作业面积", "抚育面积_亩"), unit="亩", title="抚育面积（亩）"
        ),
        STAGE,
    ),
    aliases=("森林抚育", "抚育小班", "抚育地块"),
)
MINE_SITE = LayerSpec(
    name="mine_site",
    title="历史遗留矿山",
    geometry=POINTS | POLYGONS,
    register_too=True,
    fields=(*PLAIN, DONE, STAGE),
    aliases=("遗留矿山", "废弃矿山", "矿山修复"),
)
IDLE_LAND = LayerSpec(
    name="idle_land",
    title="三类用地",
    geometry=POLYGONS,
    fields=(
        *COMMON,
        Field(
            name="kind",
            aliases=("用地类别",),
            title="用地类别",
            spellings={"批而未供": (), "供而未用": ("闲置", "闲置土地"), "低效": ("低效用地",)},
        ),
        flag("cleared", "已处置", "处置完成"),
    ),
    aliases=("闲置土地", "批而未供", "低效用地"),
)
IDLE_PLANT = LayerSpec(
    name="idle_plant",
    title="闲置厂房",
    geometry=POINTS | POLYGONS,
    fields=(*COMMON, flag("cleared", "已处置", "处置完成")),
    aliases=("空置厂房",),
)
INDUSTRIAL_PARK = LayerSpec(
    name="industrial_park",
    title="产业园区",
    geometry=POLYGONS,
    fields=COMMON,
    aliases=("园区", "园区范围", "高新区", "开发区"),
    bounds=True,
)
LAND = (
    DLTB,
    FOREST,
    REDLINE,
    FARMLAND,
    URBAN_BOUNDARY,
    RESERVE,
    CONTROL_UNIT,
    WATER,
    DLTB_BEFORE,
    STAND,
    STAND_BEFORE,
    REDLINE_BEFORE,
    FARMLAND_PROJECT,
    SOIL_PLOT,
    TENDING_PLOT,
    MINE_SITE,
    IDLE_LAND,
    IDLE_PLANT,
    INDUSTRIAL_PARK,
)
