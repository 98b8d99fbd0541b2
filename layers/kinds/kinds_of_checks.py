"""Findings and refusals about what the door checks in rows and shapes."""

from layers.alarm_kind import Kinds, notices, warnings

_PLACES = warnings(
    (
        "H180",
        "the stated CRS {stated} was taken, though the file says {own}",
        "按声明的坐标系 {stated} 读取，而文件自身写的是 {own}",
        "make sure which is right, or leave --crs out",
        "核实哪一个正确；或不再声明 --crs",
    ),
    (
        "H181",
        "brought to WGS 84 by the parameters that {crs} itself carries",
        "按 {crs} 自带的转换参数转换到 WGS 84",
        "have the survey office confirm the parameters",
        "请测绘部门确认这些参数",
    ),
    (
        "H182",
        "{count} rows lie far from all others, up to {farthest_km:.0f} km; they are used",
        "{count} 条记录远离其余记录，最远 {farthest_km:.0f} km；仍计入",
        "check the rows named",
        "核对所列记录",
    ),
    (
        "H183",
        "the layer lies {off_deg:.2f} degrees from the meridian of {crs}, a zone of 3 degrees",
        "图层距 {crs}（3 度带）的中央经线 {off_deg:.2f} 度",
        "check the zone; state the true CRS with --crs or `crs =`",
        "核对带号；用 --crs 或 `crs =` 声明真实坐标系",
    ),
)
_SHAPES = notices(
    (
        "H184",
        "{count} collections of shapes of one kind were opened",
        "已拆开 {count} 个同类图形集合",
        "nothing",
        "无需处理",
    ),
    (
        "H185",
        "{count} parts of repaired shapes had no area and were dropped",
        "修复图形时舍弃了 {count} 个没有面积的部分",
        "nothing, or mend them in a GIS",
        "无需处理，或在 GIS 软件中修复",
    ),
    (
        "H187",
        "{count} rows share their shape with another row, at {places} places, with other attributes",
        "{count} 条记录与其他记录图形相同而属性不同，共 {places} 处",
        "nothing, if several things are at one place",
        "同一位置确有多个对象则无需处理",
    ),
    (
        "H194",
        "{count} polygons are slivers, less than 0.5 m wide on average: {sliver_m2:.2f} m2",
        "{count} 个面为狭长碎片（平均宽不足 0.5 m），共 {sliver_m2:.2f} m²",
        "check whether they were meant to be drawn",
        "核对是否应有这些面",
    ),
    (
        "H195",
        "areas in '{column}' agree with the shapes in {unit}",
        "字段“{column}”的面积按{unit_zh}与图形相符",
        "nothing",
        "无需处理",
    ),
) | warnings(
    (
        "H186",
        "{count} rows at {places} places are drawn several times, alike in shape and attributes",
        "{count} 条记录重复（图形与属性均相同），共 {places} 处",
        "delete the repeated rows: counts and sums take them all",
        "删除重复记录：个数与合计会重复计入",
    ),
    (
        "H188",
        "{count} gaps between the shapes, {gap_m2:.2f} m2 in all, the largest {largest_m2:.2f} m2",
        "图形之间有 {count} 处空隙，共 {gap_m2:.2f} m²，最大 {largest_m2:.2f} m²",
        "close the gaps next to the rows named, or accept",
        "补上所列记录之间的空隙，或认可",
    ),
    (
        "H189",
        "overlaps and gaps could not be examined ({reason})",
        "无法检查重叠与空隙（{reason}）",
        "check the topology in a GIS",
        "在 GIS 软件中做拓扑检查",
    ),
)
_COLUMNS = warnings(
    (
        "H190",
        "{count} identifiers are kept as decimal numbers beyond 2^53: their last digits may be lost",
        "{count} 个编号以小数存储且超过 2^53，末位数字可能已丢失",
        "export the identifiers as text",
        "将编号以文本导出",
    ),
    (
        "H191",
        "columns differ only in upper and lower case: {columns}",
        "字段名只有大小写不同：{columns}",
        "rename one, or say in `fields` which is meant",
        "改名，或在 `fields` 中指明",
    ),
    (
        "H193",
        "both '{used}' and {others} could be '{column}' and hold different figures; '{used}' is used",
        "“{used}”与“{others}”都可能是“{title}”而数值不同；采用“{used}”",
        "say in `fields` which is meant",
        "在 `fields` 中指明",
    ),
    (
        "H196",
        "areas in '{column}' agree with the shapes in {unit}, not in {named} as the name says",
        "字段“{column}”的面积按{unit_zh}与图形相符，与字段名所示的{named_zh}不符",
        "rename the column or mend its values",
        "更正字段名或数值",
    ),
    (
        "H197",
        "{count} rows state an area in '{column}' ({unit}) that differs from their shape by more than 1 %",
        "{count} 条记录“{column}”（{unit_zh}）与图形面积相差超过 1 %",
        "check the rows named: shape or attribute is out of date",
        "核对所列记录：图形或属性未更新",
    ),
    (
        "H198",
        "areas in '{column}' fit the shapes neither in m2, mu, ha nor km2",
        "字段“{column}”的面积按平方米、亩、公顷、平方公里均与图形不符",
        "check the column and the CRS",
        "核对该字段与坐标系",
    ),
    (
        "H199",
        "areas in '{column}' differ from the shapes by {off:.1%} in the median, taken in {unit}",
        "字段“{column}”的面积按{unit_zh}计，与图形相差（中位数）{off:.1%}",
        "check the column and the CRS",
        "核对该字段与坐标系",
    ),
) | notices(
    (
        "H192",
        "long column names were cut and numbered: {columns}",
        "过长的字段名被截断并编号：{columns}",
        "say in `fields` which is meant",
        "在 `fields` 中指明",
    ),
)
KINDS_OF_CHECKS: Kinds = _PLACES | _SHAPES | _COLUMNS
