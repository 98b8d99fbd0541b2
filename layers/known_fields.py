"""Columns that many layers of the catalogue share, with the names that real files give them."""

from .spec import Field

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
