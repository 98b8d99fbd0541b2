"""Layers of works and papers: projects, plans for villages, enterprises, awards."""

from layers.spec import LINES, POINTS, POLYGONS, Field, LayerSpec

from .known_fields import COMMON, FLOOR, PLAIN, SERVES, STAGE, TARGET, TOWN, flag

PROJECT = LayerSpec(
    name="project",
    title="项目",
    geometry=POINTS | LINES | POLYGONS,
    register_too=True,
    fields=(
        *COMMON,
        Field(name="full_name", aliases=("项目全称", "项目名称"), title="项目全称"),
        Field(name="clause", aliases=("条款",), title="条款"),
        Field(name="investment_type", aliases=("投资类别", "行业"), title="投资类别"),
        Field(name="activity", aliases=("活动类型", "建设活动"), title="活动类型"),
        STAGE,
        TARGET,
        flag("urban_use", "城镇建设项目", "是否城镇建设项目"),
        Field(name="width_m", aliases=("作业宽度", "作业宽度_m"), unit="m", title="作业宽度（m）"),
        FLOOR,
        Field(
            name="served_m2",
            aliases=("供能面积", "服务建筑面积", "供热制冷面积"),
            unit="m²",
            title="供能建筑面积（m²）",
        ),
    ),
    aliases=("项目", "项目用地", "拟建项目"),
)
VILLAGE_PLAN = LayerSpec(
    name="village_plan",
    title="乡镇与村庄规划台账",
    geometry=frozenset(),
    fields=(
        *PLAIN,
        Field(
            name="kind",
            aliases=("规划类型", "规划类别"),
            title="规划类型",
            spellings={
                "乡镇国土空间规划": ("乡镇规划", "乡镇级国土空间规划"),
                "村庄规划": ("实用性村庄规划", "多规合一村庄规划"),
            },
        ),
        TARGET,
        TOWN,
        SERVES,
        Field(
            name="approval",
            aliases=("批复状态", "审批状态", "状态", "status"),
            title="批复状态",
            spellings={
                "已批复": ("批复", "已审批", "已批准"),
                "已编制": ("编制完成", "待审批", "审查中"),
                "编制中": ("在编",),
                "未编制": ("未启动",),
            },
        ),
        Field(name="approved", aliases=("批复日期", "批准日期", "pfrq"), title="批复日期", date=True),
    ),
    aliases=("村庄规划", "乡镇国土空间规划", "规划台账"),
)
ENTERPRISE = LayerSpec(
    name="enterprise",
    title="企业",
    geometry=POINTS,
    register_too=True,
    fields=(
        *PLAIN,
        Field(
            name="built",
            aliases=("认定日期", "入规日期", "投产日期", "新增日期"),
            title="认定（新增）日期",
            date=True,
        ),
        Field(
            name="industry",
            aliases=("行业", "行业类别", "行业分类"),
            title="行业",
            spellings={
                "商贸物流": ("物流", "商贸", "批发零售", "仓储物流", "商贸流通"),
                "农产品加工": ("农副食品加工", "食品加工", "农副产品加工"),
                "新能源": ("新能源装备", "新能源产业"),
                "其他": ("建材", "电子信息", "医药", "装备制造", "建筑业", "服务业"),
            },
        ),
        Field(
            name="logistics_grade",
            aliases=("物流等级", "A级", "物流企业等级"),
            title="物流企业等级",
            spellings={
                "1A": ("A",),
                "2A": ("AA",),
                "3A": ("AAA",),
                "4A": ("AAAA",),
                "5A": ("AAAAA",),
                "无": ("未评", "否"),
            },
        ),
        Field(
            name="revenue_yi",
            aliases=("年销售收入_亿元", "销售收入_亿元"),
            unit="亿元",
            title="年销售收入（亿元）",
        ),
        flag("above_scale", "规模以上", "规上", "是否规上"),
    ),
    aliases=("企业名录", "规上企业", "物流企业"),
)
AWARD = LayerSpec(
    name="award",
    title="创建与认定名单",
    geometry=frozenset(),
    fields=(
        *PLAIN,
        Field(
            name="built",
            aliases=("认定日期", "命名日期", "授牌日期", "公布日期"),
            title="认定日期",
            date=True,
        ),
        Field(
            name="category",
            aliases=("称号", "认定类别", "创建类别"),
            title="称号",
            spellings={
                "精品美丽乡村示范村": ("美丽乡村示范村",),
                "特色小镇（村庄）": ("特色小镇", "特色村庄", "特色小镇(村庄)"),
                "绿色园区": (),
                "绿色工厂": (),
                "智能制造标杆企业（车间）": (
                    "智能制造标杆企业",
                    "智能制造标杆车间",
                    "智能制造标杆企业(车间)",
                ),
                "智能制造示范园区": (),
                "现代农业特色产业园": ("特色产业园",),
                "专业合作示范社（家庭农场）": (
                    "农民专业合作示范社",
                    "示范性专业合作示范社",
                    "专业合作示范社",
                    "示范家庭农场",
                    "专业合作示范社(家庭农场)",
                ),
                "“两品一标”农产品品牌": ("两品一标", "农产品品牌", "绿色食品", "有机农产品", "地理标志"),
            },
        ),
        Field(
            name="rank",
            aliases=("级别", "认定级别", "level"),
            title="级别",
            spellings={
                "国家级": ("国家",),
                "省级": ("省",),
                "市级": ("市",),
                "区级": ("县级", "区"),
            },
        ),
        TOWN,
    ),
    aliases=("示范名单", "认定名单", "创建名单", "创建认定"),
)
RECORDS = (PROJECT, VILLAGE_PLAN, ENTERPRISE, AWARD)
