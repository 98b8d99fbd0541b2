"""Layers of traffic and deliveries: stops, chargers, parking, roads and their works, delivery points."""

from layers.spec import LINES, POINTS, POLYGONS, Field, LayerSpec

from .known_fields import COMMON, DONE, LEVEL, PLAIN, REBUILT, SERVES, STAGE, STATUS, TARGET, WORK, flag

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
        flag("reserved", "预留安装条件", "预留", "预留充电条件"),
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
    fields=(*COMMON, LEVEL, SERVES, STATUS),
    aliases=("物流", "配送站", "配送网点", "快递", "logistics"),
)
BUS_ROUTE = LayerSpec(
    name="bus_route",
    title="客运线路",
    geometry=LINES,
    fields=(
        *COMMON,
        Field(name="kind", aliases=("线路类型", "线路性质"), title="线路类型"),
        STATUS,
    ),
    aliases=("公交线路", "乡村巴士", "城乡公交", "bus_lines"),
)
STREET = LayerSpec(
    name="street",
    title="街道中心线",
    geometry=LINES,
    fields=COMMON,
    aliases=("道路中心线", "街道网络", "streets"),
)
ROAD = LayerSpec(
    name="road",
    title="公路",
    geometry=LINES,
    fields=(
        *COMMON,
        Field(
            name="grade",
            aliases=("技术等级", "公路等级", "jsdj"),
            title="技术等级",
            spellings={
                "高速": ("高速公路",),
                "一级": ("一级公路",),
                "二级": ("二级公路",),
                "三级": ("三级公路",),
                "四级": ("四级公路",),
                "等外": ("等外公路",),
            },
        ),
        Field(name="lanes", aliases=("车道数", "车道"), unit="车道", title="车道数"),
    ),
    aliases=("道路", "路网", "roads"),
)
ROAD_WORK = LayerSpec(
    name="road_work",
    title="道路建设工程",
    geometry=LINES,
    register_too=True,
    fields=(*PLAIN, DONE, TARGET, WORK, STAGE),
    aliases=("道路工程", "在建道路", "道路建设"),
)
STREET_RENEWAL = LayerSpec(
    name="street_renewal",
    title="道路及背街小巷改造",
    geometry=LINES,
    register_too=True,
    fields=(*PLAIN, REBUILT, STAGE),
    aliases=("背街小巷", "街巷改造", "道路改造"),
)
TRANSPORT = (BUS_STOP, CHARGER, PARKING, LOGISTICS, BUS_ROUTE, STREET, ROAD, ROAD_WORK, STREET_RENEWAL)
