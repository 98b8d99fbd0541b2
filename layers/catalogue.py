"""The layers that plans speak of, by name: what each must be and what real files call its columns."""

from difflib import get_close_matches

from gis.errors import InputError

from .spec import LINES, POINTS, POLYGONS, Export, Field, LayerSpec

_ANY = POINTS | LINES | POLYGONS
_ID = Field(name="id", aliases=("bsm", "编号", "station_id", "stop_id", "objectid", "fid_1"), title="编号")
_NAME = Field(
    name="name", aliases=("mc", "名称", "站名", "站点名称", "stop_name", "stationname"), title="名称"
)
_BUILT = Field(name="built", aliases=("建成日期", "jcrq"), title="建成日期")
_STATUS = Field(
    name="status",
    aliases=("zt", "状态", "运营状态"),
    title="状态",
    spellings={
        "运营": ("在用", "正常", "运行", "开通"),
        "停运": ("停用", "撤销"),
        "在建": ("建设中",),
        "规划": ("拟建",),
    },
    assumed="运营",
)
_CODE = Field(name="code", aliases=("xzqdm", "unit_code", "行政区代码", "代码"), title="代码")

BUS_STOP = LayerSpec(
    name="bus_stop",
    title="公交站点",
    geometry=POINTS,
    fields=(_ID, _NAME, Field(name="line", aliases=("linename", "线路"), title="线路"), _STATUS),
    aliases=("公交站", "公交站点", "bus", "stops"),
)
CHARGER = LayerSpec(
    name="charger",
    title="充电设施",
    geometry=POINTS,
    fields=(
        _ID,
        _NAME,
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
        Field(name="power_kw", aliases=("功率", "额定功率"), unit="kW", title="功率（kW）"),
        Field(name="guns", aliases=("枪数", "count", "桩数"), unit="把", title="充电枪（把）"),
        Field(name="fast", aliases=("快充",), unit="把", title="快充（把）"),
        Field(name="slow", aliases=("慢充",), unit="把", title="慢充（把）"),
        Field(name="site_id", aliases=("站编号",), title="所属站"),
        Field(name="operator", aliases=("运营商",), title="运营商"),
        _STATUS,
    ),
    aliases=("充电桩", "充电站", "charging"),
)
POP = LayerSpec(
    name="pop",
    title="人口",
    geometry=POINTS | POLYGONS,
    fields=(
        _ID,
        _NAME,
        Field(
            name="persons",
            aliases=("population", "people", "人口", "常住人口", "pop"),
            unit="人",
            title="人口",
            required=True,
        ),
    ),
    aliases=("人口", "population"),
)
UNIT = LayerSpec(
    name="unit",
    title="统计单元",
    geometry=POLYGONS,
    fields=(
        _ID,
        Field(name="name", aliases=("xzqmc", "mc", "名称", "qh"), title="名称", required=True),
        _CODE,
    ),
    aliases=("行政区", "乡镇", "街道", "xzq"),
    bounds=True,
)
FOREST = LayerSpec(
    name="forest",
    title="森林",
    geometry=POLYGONS,
    fields=(
        _ID,
        Field(name="dlbm", aliases=("地类编码", "地类代码", "landclass"), title="地类编码", required=True),
        Field(name="code_system", title="编码体系"),
        Field(name="tbdlmj", aliases=("图斑地类面积",), unit="m²", title="图斑地类面积（m²）"),
    ),
    aliases=("森林", "林地", "lcxzgx_p"),
)


def _plain(
    name: str, title: str, geometry: frozenset[str], *aliases: str, export: Export = Export.FULL
) -> LayerSpec:
    return LayerSpec(
        name=name,
        title=title,
        geometry=geometry,
        fields=(_ID, _NAME, _BUILT),
        aliases=aliases,
        export=export,
        bounds=name in _BOUNDING,
    )


_BOUNDING = frozenset(
    [
        "district",
        "center",
        "urban",
        "built_up",
        "redline",
        "farmland",
        "urban_boundary",
        "reserve",
        "control_unit",
    ]
)
_SPECS = (
    BUS_STOP,
    CHARGER,
    POP,
    UNIT,
    FOREST,
    LayerSpec(
        name="dltb",
        title="地类图斑",
        geometry=POLYGONS,
        fields=FOREST.fields,
        aliases=("地类图斑", "dltb"),
        covers_all=True,
    ),
    _plain("district", "全区", POLYGONS, "县区", "区界"),
    _plain("center", "中心城区", POLYGONS, "中心城区"),
    _plain("urban", "城区", POLYGONS, "城区"),
    _plain("built_up", "建成区", POLYGONS, "建成区"),
    _plain("village", "村", POINTS | POLYGONS, "村庄", "行政村"),
    _plain("parking", "停车场", POINTS | POLYGONS, "停车场"),
    _plain("logistics", "物流配送站点", POINTS, "物流", "配送站"),
    _plain("wwtp", "污水处理设施", POINTS, "污水处理厂", "污水站"),
    _plain("sewer", "污水管网", LINES, "污水管", "管网"),
    _plain("plant", "电源项目", POINTS | POLYGONS, "电厂", "风电场"),
    _plain("line", "电力线路", LINES, "配电线路"),
    _plain("substation", "变电站", POINTS | POLYGONS, "变电站"),
    _plain("redline", "生态保护红线", POLYGONS, "stbhhx", "陆域生态保护红线", export=Export.DRAWN),
    _plain("farmland", "永久基本农田", POLYGONS, "yjjbnt", "yjjbnttb", export=Export.DRAWN),
    _plain("urban_boundary", "城镇开发边界", POLYGONS, "czkfbj"),
    _plain("reserve", "自然保护地", POLYGONS, "自然保护地"),
    _plain("control_unit", "环境管控单元", POLYGONS, "管控单元"),
    _plain("project", "项目", _ANY, "项目"),
    _plain("street", "街道中心线", LINES, "道路中心线"),
    _plain("road", "公路", LINES, "公路", "道路"),
    _plain("water", "水域", POLYGONS | LINES, "水系", "水域"),
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
