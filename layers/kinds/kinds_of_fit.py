"""Findings and refusals about how well positions fit the district, and names and codes."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

_FITS = (
    "median distance {wgs84_m:.0f} m taken as CGCS2000/WGS 84, {gcj02_m:.0f} m as GCJ-02, "
    "{bd09_m:.0f} m as BD-09 (within 25 m: {wgs84_near:.0%}, {gcj02_near:.0%}, {bd09_near:.0%})"
)
_FITS_ZH = (
    "距离中位数按 CGCS2000/WGS 84 为 {wgs84_m:.0f} m，按 GCJ-02 为 {gcj02_m:.0f} m，"
    "按 BD-09 为 {bd09_m:.0f} m（25 m 以内分别占 {wgs84_near:.0%}、{gcj02_near:.0%}、{bd09_near:.0%}）"
)
_OUTSIDE = (
    "outside {witness} lie {wgs84_out} points taken as CGCS2000/WGS 84, {gcj02_out} as GCJ-02, "
    "{bd09_out} as BD-09"
)
_OUTSIDE_ZH = (
    "落在{witness}之外的点，按 CGCS2000/WGS 84 有 {wgs84_out} 个，"
    "按 GCJ-02 有 {gcj02_out} 个，按 BD-09 有 {bd09_out} 个"
)
_DECLARE = "ask where the positions of both come from; say `coordinates` of the one that is shifted"
_DECLARE_ZH = "核实两者的坐标来源；有偏移的图层须声明 `coordinates`"

_POSITIONS = warnings(
    (
        "H220",
        "{accused} is declared {declared} but lies as if in {likely}, held against {witness}: " + _FITS,
        "{accused}声明为 {declared}，但与{witness}相比更像 {likely}：" + _FITS_ZH,
        _DECLARE,
        _DECLARE_ZH,
    ),
    (
        "H221",
        "{accused} is declared {declared} but lies as if in {likely}, held against {witness}: " + _FITS,
        "{accused}声明为 {declared}，但与{witness}相比更像 {likely}：" + _FITS_ZH,
        _DECLARE,
        _DECLARE_ZH,
    ),
    (
        "H222",
        "{accused} and {witness} lie apart by a web map's shift, as if {accused} (declared {declared}) were "
        "in {likely}: " + _FITS,
        "{accused}与{witness}相差一个网络地图偏移，似乎{accused}（声明为 {declared}）实为 {likely}："
        + _FITS_ZH,
        _DECLARE,
        _DECLARE_ZH,
    ),
    (
        "H223",
        "no coordinate system was declared, but a name speaks of {likely} ({seen})",
        "未声明坐标体系，但名称提到 {likely}（{seen}）",
        'if so, declare it in `coordinates`; if it was converted, say "cgcs2000" there',
        '属实则在 `coordinates` 声明；已转换则写 "cgcs2000"',
    ),
    (
        "H224",
        "{accused} is declared {declared} but lies as if in {likely}: " + _OUTSIDE,
        "{accused}声明为 {declared}，但更像 {likely}：" + _OUTSIDE_ZH,
        _DECLARE,
        _DECLARE_ZH,
    ),
)

_CODES = warnings(
    (
        "H225",
        "land-class codes read as {system} because of {seen}; 0303-0306 mean other classes in {other}",
        "地类编码按“{system}”理解，依据是出现 {seen}；0303—0306 在“{other}”中含义不同",
        "add a column `code_system` that says 三调 or 用地用海",
        "加一个 `code_system` 字段，写明三调或用地用海",
    ),
    (
        "H226",
        "the codes speak for both lists of land classes ({seen}): those of 0303-0306 asked for stay unknown",
        "编码同时出现两套体系的证据（{seen}）：所问的 0303—0306 按不明处理，构成区间",
        "add a column `code_system` that says 三调 or 用地用海",
        "加一个 `code_system` 字段，写明三调或用地用海",
    ),
    (
        "H227",
        "{area_ha:.2f} ha bear no land-class code or one outside {system} ({seen}); they stay unknown",
        "{area_ha:.2f} ha 没有地类编码，或编码不在“{system}”内（{seen}），按不明处理，构成区间",
        "mend the codes; they make an interval",
        "改正编码；未改正者构成区间",
    ),
    (
        "H228",
        "no row bears a class asked for ({asked}); the codes seen are {seen}",
        "没有任何记录属于所列地类（{asked}）；出现的编码为 {seen}",
        "check the column of codes, the list of classes and --classes",
        "核对编码字段、编码体系与所列地类",
    ),
    (
        "H229",
        "classes asked for that neither the layer nor a list of land classes has: {asked} (seen are {seen})",
        "所列地类中有图层和编码表都没有的：{asked}（出现的编码为 {seen}）",
        "check --classes for misprints",
        "核对所列地类是否写错",
    ),
) | notices(
    (
        "H230",
        "{count} spellings of land-class codes were read without loss ({seen})",
        "{count} 种地类编码写法已无损还原（{seen}）",
        "nothing; write codes as text of 2, 4 or 6 digits",
        "无需处理；编码宜按 2、4、6 位文本填写",
    ),
)

_CLASSES = refusals(
    (
        "H238",
        "classes asked for are known to neither the layer nor a list of land classes",
        "所求地类既不在图层中，也不在地类编码表中",
        "name codes that the layer has, or another column of codes",
        "使用图层中的编码，或指定其他编码字段",
    ),
)

_LIST = "mend the codes, or take the list of units of that year"
_LIST_ZH = "改正代码，或换用相应年份的单元名单"

_UNITS = (
    warnings(
        (
            "H231",
            "{count} rows are not in the official list of units ({seen})",
            "{count} 条记录不在法定单元名单内（{seen}）",
            _LIST,
            _LIST_ZH,
        ),
        (
            "H232",
            "{count} rows could be several units, so that none was taken ({seen})",
            "{count} 条记录可对应多个单元，未予匹配（{seen}）",
            "give the official code of 9 or 12 digits",
            "填写 9 位或 12 位法定代码",
        ),
        (
            "H233",
            "{count} rows bear units of an older list that are gone ({seen})",
            "{count} 条记录属于已撤销的旧单元（{seen}）",
            _LIST,
            _LIST_ZH,
        ),
        (
            "H234",
            "{count} units of the official list have no row ({seen})",
            "法定名单中有 {count} 个单元没有对应记录（{seen}）",
            "add them; what is missing cannot be judged",
            "补全；缺少的单元无法判定",
        ),
    )
    | notices(
        (
            "H235",
            "{count} rows were joined with their unit by another spelling ({seen})",
            "{count} 条记录按别名匹配到单元（{seen}）",
            "nothing, if they are meant",
            "所指无误则无需处理",
        ),
        (
            "H236",
            "{count} rows without a code were joined with their unit by its full name ({seen})",
            "{count} 条没有代码的记录按全称匹配到单元（{seen}）",
            "add the official code",
            "补上法定代码",
        ),
    )
    | refusals(
        (
            "H237",
            "the list of units cannot be used",
            "单元名单不能使用",
            "give codes of 6, 9 or 12 digits, each once, and names",
            "提供不重复的 6、9 或 12 位代码与名称",
        ),
    )
)

KINDS_OF_FIT: Kinds = _POSITIONS | _CODES | _CLASSES | _UNITS
