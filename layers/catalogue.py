"""The layers that plans speak of, by name: what each must be and what real files call its columns."""

from difflib import get_close_matches

from gis.errors import InputError

from .known_fields import (
    ACTUAL,
    APPROVED,
    CAPACITY,
    CODE,
    COMMON,
    DESIGN,
    ID,
    KV,
    NAME,
    SERVES,
    STATUS,
    VERSION,
)
from .spec import LINES, POINTS, POLYGONS, Export, Field, LayerSpec

_ANY = POINTS | LINES | POLYGONS
BUS_STOP = LayerSpec(
    name="bus_stop",
    title="公交站点",
    geometry=POINTS,
    fields=(
        *COMMON,
        Field(name="line", aliases=("linename", "线路", "线路名称", "途经线路"), title="线路"),
        Field(name="direction", aliases=("方向", "上下行"), title="方向"),
        STATUS,
    ),
    aliases=("公交站", "公交站台", "公交停靠站", "bus", "busstop", "stops"),
)
CHARGER = LayerSpec(
    name="charger",
    title="充电设施",
    geometry=POINTS,
    fields=(
        *COMMON,
        Field(
            name="open_type",
            aliases=("开放类型", "开放性质", "kflx"),
            title="开放类型",
            spellings={
                "公共": ("公用", "对外开放", "public"),
                "专用": ("公交专用", "dedicated"),
                "自用": ("私人", "private"),
                "单位共享": ("共享", "shared"),
            },
        ),
        Field(name="power_kw", aliases=("功率", "额定功率", "总功率"), unit="kW", title="功率（kW）"),
        Field(name="guns", aliases=("枪数", "count", "桩数", "充电枪数"), unit="把", title="充电枪（把）"),
        Field(name="fast", aliases=("快充", "快充枪数"), unit="把", title="快充（把）"),
        Field(name="slow", aliases=("慢充", "慢充枪数"), unit="把", title="慢充（把）"),
        Field(name="ac_dc", aliases=("交直流", "充电方式"), title="交直流"),
        Field(name="site_id", aliases=("站编号", "充电站编号"), title="所属站"),
        Field(name="operator", aliases=("运营商", "运营单位"), title="运营商"),
        STATUS,
    ),
    aliases=("充电桩", "充电站", "充电", "charging", "ev_station"),
)
PARKING = LayerSpec(
    name="parking",
    title="停车场",
    geometry=POINTS | POLYGONS,
    fields=(
        *COMMON,
        Field(name="spaces", aliases=("泊位数", "车位数", "泊位"), unit="个", title="泊位（个）"),
        Field(
            name="ev_spaces",
            aliases=("充电泊位", "充电车位", "充电车位数"),
            unit="个",
            title="充电泊位（个）",
        ),
        Field(name="reserved", aliases=("预留", "预留安装条件"), title="预留安装条件"),
        Field(name="owner", aliases=("权属", "权属单位", "产权单位"), title="权属"),
        Field(name="new_or_existing", aliases=("新建或既有", "新旧"), title="新建或既有"),
        Field(
            name="grid_headroom_kva",
            aliases=("电网裕度", "剩余容量", "可用容量"),
            unit="kVA",
            title="电网裕度（kVA）",
        ),
        Field(name="cost_wan", aliases=("造价", "造价_万元", "投资"), unit="万元", title="造价（万元）"),
        Field(name="land_ok", aliases=("用地合规", "用地条件"), title="用地合规"),
    ),
    aliases=("停车", "parking"),
)
LOGISTICS = LayerSpec(
    name="logistics",
    title="物流配送站点",
    geometry=POINTS,
    fields=(*COMMON, Field(name="level", aliases=("级别", "层级"), title="级别"), SERVES, STATUS),
    aliases=("物流", "配送站", "配送网点", "快递", "logistics"),
)
WWTP = LayerSpec(
    name="wwtp",
    title="污水处理设施",
    geometry=POINTS,
    fields=(
        *COMMON,
        DESIGN,
        ACTUAL,
        Field(name="kind", aliases=("设施类型", "类别"), title="类别"),
        SERVES,
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
        Field(name="kind", aliases=("管类", "干支管", "管线类型"), title="管类"),
        Field(name="length_km", aliases=("长度_km", "管长"), unit="km", title="长度（km）"),
    ),
    aliases=("污水管", "污水管线", "管网", "sewer"),
)
PLANT = LayerSpec(
    name="plant",
    title="电源项目",
    geometry=POINTS | POLYGONS,
    fields=(
        *COMMON,
        Field(name="type", aliases=("能源类型", "电源类型"), title="能源类型"),
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
    ),
    aliases=("电厂", "电站", "风电场", "光伏", "水电站", "新能源"),
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
            aliases=("population", "people", "人口", "常住人口", "人口数", "pop"),
            unit="人",
            title="人口",
            required=True,
        ),
        Field(name="year", aliases=("年份", "统计年份"), title="年份"),
    ),
    aliases=("人口格网", "population", "pop"),
)
UNIT = LayerSpec(
    name="unit",
    title="统计单元",
    geometry=POLYGONS,
    fields=(
        ID,
        Field(name="name", aliases=("xzqmc", "mc", "名称", "qh"), title="名称", required=True),
        CODE,
        Field(name="level", aliases=("级别", "层级"), title="级别"),
        Field(name="year", aliases=("年份",), title="年份"),
    ),
    aliases=("行政区", "乡镇", "街道", "乡镇街道", "xzq"),
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
FOREST = LayerSpec(
    name="forest",
    title="森林",
    geometry=POLYGONS,
    fields=(
        *_CLASSES,
        Field(name="canopy", aliases=("郁闭度", "ybd"), title="郁闭度"),
        Field(name="special_shrub", aliases=("特灌", "国家特别规定灌木林", "tggml"), title="特灌"),
        Field(name="volume_m3", aliases=("蓄积", "蓄积量", "xj"), unit="m³", title="蓄积（m³）"),
    ),
    aliases=("林地", "森林资源", "lcxzgx_p", "slzy_dltb", "forest"),
)


def _plain(
    name: str, title: str, geometry: frozenset[str], *aliases: str, export: Export = Export.FULL
) -> LayerSpec:
    return LayerSpec(name=name, title=title, geometry=geometry, fields=COMMON, aliases=aliases, export=export)


def _bounding(
    name: str, title: str, *aliases: str, export: Export = Export.FULL, dated: bool = False
) -> LayerSpec:
    """Describe polygons that bound other figures: none of them may be lost on the way."""
    fields = (*COMMON, VERSION, APPROVED) if dated else COMMON
    return LayerSpec(
        name=name, title=title, geometry=POLYGONS, fields=fields, aliases=aliases, export=export, bounds=True
    )


_SPECS = (
    BUS_STOP,
    CHARGER,
    PARKING,
    LOGISTICS,
    WWTP,
    SEWER,
    PLANT,
    POP,
    UNIT,
    LayerSpec(
        name="dltb",
        title="地类图斑",
        geometry=POLYGONS,
        fields=_CLASSES,
        aliases=("dltb", "三调", "土地利用现状"),
        covers_all=True,
    ),
    FOREST,
    _bounding("district", "全区", "县区", "区界", "行政边界", "县级行政区"),
    _bounding("center", "中心城区"),
    _bounding("urban", "城区", "城区范围"),
    _bounding("built_up", "建成区", "城市建成区"),
    _plain("village", "村", POINTS | POLYGONS, "村庄", "行政村", "村界"),
    LayerSpec(
        name="line",
        title="电力线路",
        geometry=LINES,
        fields=(*COMMON, KV, Field(name="circuits", aliases=("回路数", "回数"), unit="回", title="回路数")),
        aliases=("配电线路", "输电线路", "电力线"),
    ),
    LayerSpec(
        name="substation",
        title="变电站",
        geometry=POINTS | POLYGONS,
        fields=(*COMMON, KV),
        aliases=("变电站", "substation"),
    ),
    _bounding("redline", "生态保护红线", "stbhhx", "陆域生态保护红线", export=Export.DRAWN, dated=True),
    _bounding("farmland", "永久基本农田", "yjjbnt", "yjjbnttb", "基本农田", export=Export.DRAWN, dated=True),
    _bounding("urban_boundary", "城镇开发边界", "czkfbj", dated=True),
    _bounding("reserve", "自然保护地", "自然保护区", "森林公园", "湿地公园", dated=True),
    _bounding("control_unit", "环境管控单元", "管控单元", "三线一单", dated=True),
    LayerSpec(
        name="project",
        title="项目",
        geometry=_ANY,
        fields=(
            *COMMON,
            Field(name="full_name", aliases=("项目全称", "项目名称"), title="项目全称"),
            Field(name="clause", aliases=("条款",), title="条款"),
            Field(name="investment_type", aliases=("投资类别", "行业"), title="投资类别"),
            Field(name="stage", aliases=("阶段", "项目阶段"), title="阶段"),
        ),
        aliases=("项目", "项目用地", "拟建项目"),
    ),
    _plain("street", "街道中心线", LINES, "道路中心线", "街道网络", "streets"),
    _plain("road", "公路", LINES, "道路", "路网", "roads"),
    _plain("water", "水域", POLYGONS | LINES, "水系", "河流", "湖泊", "water"),
)
CATALOGUE = {spec.name: spec for spec in _SPECS}


def known_layer(name: str, what: str) -> LayerSpec:
    """Find a layer of the catalogue, or refuse the name with the nearest ones."""
    if name in CATALOGUE:
        return CATALOGUE[name]
    near = get_close_matches(name, CATALOGUE, n=3, cutoff=0.4) or list(CATALOGUE)[:6]
    raise InputError(f"{what}: no layer is called '{name}'; nearest are {', '.join(near)}", code="H006")


def anonymous(title: str, geometry: frozenset[str] = _ANY, *, bounds: bool = False) -> LayerSpec:
    """Describe a file that stands for itself, outside any district."""
    fields = (Field(name="id", title="编号"),)
    return LayerSpec(
        name=title, title=title, geometry=geometry, fields=fields, covers_all=True, bounds=bounds
    )
