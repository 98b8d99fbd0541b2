"""Findings and refusals about coordinate TXT files, timetables and street extracts."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_TXT: Kinds = (
    refusals(
        (
            "H130",
            "coordinate TXT without whole parcels",
            "坐标 TXT 中没有完整的地块",
            "export it again",
            "重新导出",
        ),
        (
            "H131",
            "lines of a coordinate TXT cannot be read",
            "坐标 TXT 中有无法读取的行",
            "mend the named lines",
            "改正所指的行",
        ),
        (
            "H132",
            "rings of a parcel cross or cannot be told apart",
            "地块的圈互相交叉或无法分清",
            "number and close the rings, or mend them in a GIS",
            "为各圈编号并闭合，或在 GIS 软件中修复",
        ),
        (
            "H133",
            "header of a coordinate TXT contradicts its coordinates",
            "坐标 TXT 的属性描述与坐标矛盾",
            "mend the header or the coordinates",
            "改正属性描述或坐标",
        ),
        (
            "H140",
            "timetable is inconsistent",
            "时刻表自相矛盾",
            "export the whole timetable again",
            "重新导出完整的时刻表",
        ),
        (
            "H145",
            "street extract cannot be read",
            "OSM 数据文件无法读取",
            "download or cut the extract again",
            "重新下载或裁剪",
        ),
    )
    | warnings(
        (
            "H134",
            "{count} rings did not return to their start and were closed",
            "{count} 个圈未闭合，已自动闭合",
            "check that no vertex is missing",
            "核对是否缺少界址点",
        ),
        (
            "H135",
            "{count} parcels have another number of vertices than declared ({listing}, declared/found)",
            "{count} 个地块的点数与所列不符（{listing}，所列/实有）",
            "check that no vertex is missing",
            "核对是否缺少界址点",
        ),
        (
            "H136",
            "{count} parcels: area off by over 0.1 % (stated / computed {kind}: {listing})",
            "{count} 个地块的所列面积与计算面积相差超过 0.1 %（所列 / {kind_zh}计算：{listing}）",
            "check unit, vertices and zone of these parcels; figures use the computed area",
            "核对面积单位、界址点与带号；数值一律按计算面积",
        ),
        (
            "H138",
            "{count} parcels have two corners of one name at different places",
            "{count} 个地块内有同名而位置不同的界址点",
            "check these vertices",
            "核对这些界址点",
        ),
        (
            "H141",
            "the timetable has no {missing}: all {count} trips count as running",
            "时刻表缺少 {missing}：{count} 个班次均按有运行计",
            "export the whole timetable",
            "导出完整的时刻表",
        ),
        (
            "H142",
            "{count} rows of stop_times.txt name {what} that {table} does not have; they do not count",
            "stop_times.txt 有 {count} 行引用了 {table} 中不存在的{what_zh}，未计入",
            "export the whole timetable again",
            "重新导出完整的时刻表",
        ),
        (
            "H143",
            "{count} trips name a service that no calendar has; they do not count as running",
            "{count} 个班次的服务编号不在日历中，按不运行计",
            "export the whole timetable again",
            "重新导出完整的时刻表",
        ),
        (
            "H144",
            "{count} rows of the calendars cannot be read and do not count",
            "日历中 {count} 行无法读取，未计入",
            "mend dates and flags",
            "改正日期与标志",
        ),
        (
            "H146",
            "{count} {what} left out: parts of them are not in the extract, or their rings do not close",
            "略去 {count} 个{what_zh}：部分成员不在数据范围内，或边界不闭合",
            "cut the extract with complete relations, or a little larger",
            "裁剪时保留完整的关系，或范围放大一些",
        ),
        (
            "H147",
            "{count} lines run beyond the extract; the part inside is kept",
            "{count} 条线超出数据范围，仅保留范围内的部分",
            "cut the extract with complete ways, or a little larger",
            "裁剪时保留完整的线，或范围放大一些",
        ),
        (
            "H148",
            "{count} multipolygons have their tags on the outer way: their holes were not deducted",
            "{count} 个多面关系的标签写在外圈上：其中的洞未扣除",
            "move the tags to the relation",
            "把标签移到关系上",
        ),
        (
            "H250",
            "{count} stops have only services that ended by {last}, before the newest begin; they count",
            "{count} 个站点只有 {last} 及以前已终止的班次停靠，此后时刻表换用新班次；仍计入",
            "export the present timetable, or leave the old services out",
            "导出现行时刻表，或删去旧班次",
        ),
        (
            "H251",
            "the timetable does not tell the kind of vehicle of {count} trips; they count as buses",
            "时刻表未说明 {count} 个班次的交通方式，均按公交计",
            "export the whole timetable with routes.txt and its route_type",
            "导出完整的时刻表，含 routes.txt 及其 route_type",
        ),
    )
    | notices(
        (
            "H137",
            "the columns stand as easting, northing; told by their magnitude",
            "坐标列次序为东坐标、北坐标（按数值大小判定）",
            "nothing",
            "无需处理",
        ),
        (
            "H139",
            "{count} vertex lines have a fifth value, which was not used (lines {lines})",
            "{count} 行界址点有第五个数值，未使用（第 {lines} 行）",
            "nothing, if it is a height or a side length",
            "若为高程或边长则无需处理",
        ),
        (
            "H149",
            "the timetable runs from {first} to {last}; services of any day count",
            "时刻表运行日期为 {first} 至 {last}；其中任何一天有班次即计入",
            "check that this is the timetable of the plan's date",
            "核对是否为规划时点的时刻表",
        ),
        (
            "H252",
            "{count} stops where no bus calls (route types {types}) were left out; {buses} bus stops remain",
            "{count} 个没有公交停靠的站点（route_type {types}）未计入；公交站点 {buses} 个",
            "nothing, if route_type in routes.txt is right",
            "routes.txt 的 route_type 无误则无需处理",
        ),
        (
            "H253",
            "at {count} stops no bus calls (route types {types}), at {buses} buses do; all of them count",
            "{count} 个站点没有公交停靠（route_type {types}），{buses} 个有公交停靠；均计入",
            "state the file as the layer bus_stop, if bus stops are meant",
            "若只指公交站点，请声明为 bus_stop 图层",
        ),
    )
)
