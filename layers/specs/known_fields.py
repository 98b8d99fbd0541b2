"""Columns that many layers of the catalogue share, with the names that real files give them."""

from layers.spec import Field

ID = Field(name="id", aliases=("bsm", "编号", "station_id", "stop_id", "objectid", "fid_1"), title="编号")
NAME = Field(
    name="name", aliases=("mc", "名称", "站名", "站点名称", "stop_name", "stationname"), title="名称"
)
BUILT = Field(name="built", aliases=("建成日期", "jcrq"), title="建成日期", date=True)
STATUS = Field(
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
CODE = Field(name="code", aliases=("xzqdm", "unit_code", "行政区代码", "行政区划代码", "代码"), title="代码")

UNIT_CODE = Field(
    name="unit_code", aliases=("xzqdm", "行政区代码", "行政区划代码", "unitcode"), title="行政区代码"
)
COORD_SYSTEM = Field(name="coord_system", aliases=("坐标系", "坐标系统"), title="坐标系")
SOURCE = Field(name="source", aliases=("来源", "数据来源"), title="来源")
COMMON = (ID, NAME, BUILT, UNIT_CODE, COORD_SYSTEM, SOURCE)
KV = Field(name="kv", aliases=("电压等级", "电压", "dydj"), unit="kV", title="电压（kV）")
CAPACITY = Field(
    name="capacity_kw", aliases=("装机容量", "装机", "容量", "zjrl"), unit="kW", title="装机容量（kW）"
)
DESIGN = Field(
    name="design_m3d",
    aliases=("设计规模", "处理规模", "设计处理能力", "sjgm"),
    unit="m³/d",
    title="设计规模（m³/d）",
)
ACTUAL = Field(
    name="actual_m3d",
    aliases=("实际处理量", "处理量", "实际规模", "sjcll"),
    unit="m³/d",
    title="实际处理量（m³/d）",
)
SERVES = Field(name="serves_code", aliases=("服务单元", "服务村代码", "服务代码"), title="服务单元代码")
VERSION = Field(name="version", aliases=("版本", "bb"), title="版本")
APPROVED = Field(name="approved", aliases=("批复日期", "批准日期", "pfrq"), title="批复日期", date=True)
TOWN = Field(name="town", aliases=("所属乡镇", "所属街道", "乡镇名称", "街道名称"), title="所属乡镇街道")
TARGET = Field(name="target", aliases=("对应目标", "目标编号", "所属目标"), title="对应目标（如 T53-1）")
LEVEL = Field(
    name="level",
    aliases=("级别", "层级"),
    title="级别",
    spellings={
        "街道": ("街道办", "街道办事处"),
        "乡镇": ("乡", "镇", "民族乡", "建制镇"),
        "类似乡级": ("类似乡级单位", "管理区", "度假区", "开发区"),
        "村": ("行政村", "村委会", "村民委员会"),
        "社区": ("居委会", "居民委员会", "社区居委会"),
    },
)
_STAGES = {
    "谋划": ("规划", "拟建", "未启动"),
    "前期": ("前期工作", "未开工"),
    "在建": ("建设中", "施工中", "实施中", "已启动", "已开工", "改造中"),
    "竣工": ("建成", "已建成", "完工", "已完工", "完成", "已完成", "已竣工"),
    "投运": ("投用", "已投用", "投产", "已投产", "运营", "运行", "通车", "竣工通车", "开园", "已开园"),
}
WORK = Field(
    name="work",
    aliases=("建设性质", "建设类型", "工程性质"),
    title="建设性质",
    spellings={
        "新建": ("新增",),
        "改造": ("改建", "升级改造", "提质改造", "扩建", "改扩建", "改造提升"),
        "既有": ("现状", "已有"),
    },
)
DONE = Field(
    name="built",
    aliases=("改造完成日期", "改造日期", "完成日期", "建成日期", "jcrq"),
    title="建成或改造完成日期",
    date=True,
)
REBUILT = Field(  # of old things that are renewed: the day when they were built proves nothing
    name="built", aliases=("改造完成日期", "改造日期", "完成日期"), title="改造完成日期", date=True
)
FLOOR = Field(name="floor_m2", aliases=("建筑面积", "建筑面积_m2", "jzmj"), unit="m²", title="建筑面积（m²）")
HOUSEHOLDS = Field(name="households", aliases=("户数", "改造户数"), unit="户", title="户数")
PERSONS = Field(
    name="persons",
    aliases=("population", "people", "人口", "常住人口", "人口数", "pop"),
    unit="人",
    title="人口",
)
PLAIN = (ID, NAME, UNIT_CODE, COORD_SYSTEM, SOURCE)


def flag(name: str, title: str, *aliases: str) -> Field:
    """Describe a column of yes and no."""
    yes = ("有", "已", "y", "Y", "yes", "true", "True", "TRUE", "1", "1.0", "√")
    no = ("无", "没有", "n", "N", "no", "false", "False", "FALSE", "0", "0.0", "×")
    return Field(name=name, aliases=(title, *aliases), title=title, spellings={"是": yes, "否": no})


def stage(name: str = "stage", title: str = "阶段", *aliases: str) -> Field:
    """Describe how far a piece of work has come."""
    usual = ("项目阶段", "建设阶段", "进度", "建设状态", "完成情况", "status", "zt", "状态")
    return Field(name=name, aliases=aliases or ("阶段", *usual), title=title, spellings=_STAGES)


STAGE = stage()
