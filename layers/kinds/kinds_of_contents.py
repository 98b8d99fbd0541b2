"""Findings and refusals about rows, columns, identifiers and text."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_CONTENTS: Kinds = (
    refusals(
        (
            "H010",
            "layer is empty",
            "图层为空",
            "export it again with its rows",
            "连同记录重新导出",
        ),
        (
            "H011",
            "wrong geometry type",
            "图形类型不符",
            "give a layer of the type named",
            "提供所要求类型的图层",
        ),
        (
            "H012",
            "column missing",
            "缺少字段",
            "name the column in `fields`, or add it",
            "在 `fields` 中指明字段，或补上字段",
        ),
        (
            "H013",
            "no usable row is left",
            "没有可用的记录",
            "see the reasons for which rows were skipped",
            "查看各记录被略去的原因",
        ),
        (
            "H014",
            "layer does not touch the study area",
            "图层不在研究范围内",
            "check the CRS and the file",
            "核对坐标系与文件",
        ),
        (
            "H015",
            "value cannot be used",
            "取值不能使用",
            "mend the named rows",
            "改正所指的记录",
        ),
        (
            "H041",
            "text cannot be decoded",
            "文字无法解码",
            "state the encoding with --encoding or `encoding =`",
            "用 --encoding 或 `encoding =` 声明编码",
        ),
    )
    | warnings(
        (
            "H063",
            "{count} facilities that are closed or not public by '{column}' ({seen}) count all the same",
            "按“{column}”有 {count} 处设施未运营或不对公众开放（{seen}），仍计入",
            "take them out of the file, or measure in a district with `where`",
            "从文件中去掉，或在 district.toml 中用 `where` 限定",
        ),
        (
            "H296",
            "the layer is empty, as acknowledged: nothing counts, nothing is in the way",
            "图层为空（已确认）：没有可计入的记录",
            "nothing, if there is none",
            "确实没有则无需处理",
        ),
        (
            "H033",
            "{count} rows skipped: {reason}",
            "略去 {count} 条记录：{reason_zh}",
            "check the rows named",
            "核对所列记录",
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
    )
    | notices(
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
            "{before} 条记录（相异者 {distinct}）按同{by_zh}、相距 {within_m:g} m 内合并为 {after} 处",
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
    )
)
