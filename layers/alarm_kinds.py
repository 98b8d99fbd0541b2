"""The registry of findings and refusals: what each code means, in both languages, and what a user can do."""

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a finding touches the figures."""

    NOTICE = "notice"  # said for the record; the figures stand
    WARNING = "warning"  # the figures stand under a stated assumption
    ERROR = "error"  # the input was refused


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmKind:
    """
    One code of the registry.

    `says` and `says_zh` are sentences with fields in braces; refusals bring
    their own sentence and have only a title here.
    """

    code: str
    severity: Severity
    says: str
    says_zh: str
    fix: str
    fix_zh: str


def _refusals(*rows: tuple[str, str, str]) -> dict[str, AlarmKind]:
    return {
        code: AlarmKind(code=code, severity=Severity.ERROR, says=title, says_zh=title, fix=fix, fix_zh=fix)
        for code, title, fix in rows
    }


def _findings(severity: Severity, *rows: tuple[str, str, str, str, str]) -> dict[str, AlarmKind]:
    return {
        code: AlarmKind(code=code, severity=severity, says=says, says_zh=says_zh, fix=fix, fix_zh=fix_zh)
        for code, says, says_zh, fix, fix_zh in rows
    }


_REFUSALS = _refusals(
    ("H000", "fault without a code of its own", "read the message"),
    ("H001", "file missing or unreadable", "check the path and the file"),
    ("H002", "parameter outside its range", "give a value inside the range"),
    ("H003", "not a local file (address, virtual path, device)", "save the data to a local file and name it"),
    ("H004", "format not known", "convert to GeoPackage, Shapefile, GeoJSON, GeoParquet, CSV or GeoTIFF"),
    ("H005", "several layers and none chosen", "name one with --layer or `layer =`"),
    ("H006", "mistake in a configuration file", "mend the named line"),
    ("H007", "result folder cannot be replaced", "choose another folder or --overwrite"),
    ("H008", "another run is writing the same folder", "wait for it to end"),
    ("H010", "layer is empty", "export it again with its rows"),
    ("H011", "wrong geometry type", "give a layer of the type named"),
    ("H012", "column missing", "name the column in `fields`, or add it"),
    ("H013", "no usable row is left", "see the reasons for which rows were skipped"),
    ("H014", "layer does not touch the study area", "check the CRS and the file"),
    ("H015", "value cannot be used", "mend the named rows"),
    ("H020", "CRS missing or unusable", "state it with --crs or `crs =`"),
    ("H021", "coordinates do not fit the CRS", "state the true CRS with --crs or `crs =`"),
    ("H022", "no safe operation between two datums", "give the layer in CGCS2000 or WGS 84"),
    ("H030", "geometry cannot be measured", "repair it in a GIS"),
    ("H032", "repair moved more than 0.1 % of the area", "repair it in a GIS or accept H032 by name"),
    ("H041", "text cannot be decoded", "state the encoding with --encoding or `encoding =`"),
    ("H090", "the page would be too large for a meeting", "leave layers out or generalise them"),
    ("H091", "a part of the page is missing or unknown", "install hecheng-gis again"),
    ("H072", "raster has no legend", "give a legend table with columns value,code,name"),
)

_NOTICES = _findings(
    Severity.NOTICE,
    (
        "H023",
        "{source} and {target} taken as one datum (GRS80 and WGS 84 agree below 1 m)",
        "{source} 与 {target} 视为同一基准（GRS80 与 WGS 84 相差不足 1 m）",
        "nothing, unless sub-metre positions matter",
        "无需处理，除非需要亚米级位置",
    ),
    (
        "H024",
        "{system} undone: positions moved by {moved_m:.0f} m on average",
        "已消除 {system} 偏移：平均移动 {moved_m:.0f} m",
        "nothing, if the declared system is right",
        "声明的坐标系无误则无需处理",
    ),
    (
        "H035",
        "heights were dropped: figures are in the plane",
        "已舍弃高程：数值均为平面量算",
        "nothing",
        "无需处理",
    ),
    (
        "H040",
        "text decoded as {encoding} ({by})",
        "文字按 {encoding} 解码（试解确定）",
        "state it with --encoding or `encoding =`",
        "用 --encoding 或 `encoding =` 声明编码",
    ),
    (
        "H051",
        "{before} rows ({distinct} distinct) merged to {after} by equal {by} within {within_m:g} m",
        "{before} 条记录（名称与位置不同者 {distinct}）按同{by_zh}、相距 {within_m:g} m 内合并为 {after} 处",
        "change `merge` in district.toml",
        "可在 district.toml 的 `merge` 调整",
    ),
    (
        "H062",
        "{count} stops where no trip calls were left out",
        "{count} 个没有班次停靠的站点未计入",
        "nothing, if the timetable is complete",
        "时刻表完整则无需处理",
    ),
    (
        "H082",
        "a symbolic link was followed to {to}",
        "已按符号链接读取 {to}",
        "nothing, if the link is yours",
        "链接确属自己则无需处理",
    ),
)

_WARNINGS = _findings(
    Severity.WARNING,
    (
        "H025",
        "{count} rows declared {system} lie outside China and stay where they are",
        "{count} 条声明为 {system} 的记录在中国范围外，位置未动",
        "check `coordinates`",
        "核对 `coordinates`",
    ),
    (
        "H031",
        "{count} invalid shapes repaired by {method}; {moved:.4%} of the layer's area moved",
        "修复无效图形 {count} 个（make_valid，structure）；图层面积变动 {moved:.4%}",
        "check the repaired rows; accept with `accept`",
        "核对所列记录；可用 `accept` 认可",
    ),
    (
        "H033",
        "{count} rows skipped: {reason}",
        "略去 {count} 条记录：{reason_zh}",
        "check the rows named",
        "核对所列记录",
    ),
    (
        "H034",
        "shapes overlap by {overlap_m2:.1f} m2; shares count the ground once",
        "图形互相重叠 {overlap_m2:.1f} m²；占比只计一次",
        "mend the overlaps or accept",
        "消除重叠，或认可",
    ),
    (
        "H042",
        "{count} values end inside a character; the broken character was dropped",
        "{count} 个文字值在字符中间截断，已去掉残缺字符",
        "nothing, or lengthen the field",
        "无需处理，或加长字段",
    ),
    (
        "H052",
        "{count} rows share an identifier or have none; their row number was added",
        "{count} 条记录编号重复或缺失，已附加行号",
        "mend the identifiers",
        "补全或改正编号",
    ),
    (
        "H060",
        "no value in '{column}' for {count} rows: taken as {value}, {by}",
        "{count} 条记录没有“{title}”：按“{value}”计（{by_zh}）",
        "add the column, or state it in `assume`",
        "补上该字段，或在 `assume` 中声明",
    ),
    (
        "H061",
        "{count} rows with '{column}' outside the list or unreadable ({seen}) stay unknown",
        "{count} 条记录的“{title}”不在取值表内或无法读取（{seen}），按不明处理",
        "mend the values; they make an interval",
        "改正取值；未改正者构成区间",
    ),
    (
        "H070",
        "values {values} are not in the legend and count as unknown",
        "像元值 {values} 不在图例内，按不明处理",
        "complete the legend; they make an interval",
        "补全图例；未补者构成区间",
    ),
    (
        "H071",
        "the layer covers {share:.2%} of the zones; the rest is without data",
        "图层只覆盖范围的 {share:.2%}，其余无数据",
        "extend the layer",
        "补全图层",
    ),
    ("H080", "{word}: {note}", "{word}：{note}", "give the plan's own polygon", "提供方案所指范围的多边形"),
)

ALARM_KINDS = {**_REFUSALS, **_NOTICES, **_WARNINGS}
