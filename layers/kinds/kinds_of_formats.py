"""Findings and refusals about vector formats and archives."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_FORMATS: Kinds = (
    warnings(
        (
            "H150",
            "the .shx cannot be used ({fault}); it was made again from the numbered shapes",
            "索引文件 .shx 不可用（{fault_zh}），已按图形记录的连续编号重建",
            "copy all parts of the shapefile again",
            "重新拷贝 Shapefile 的全部文件",
        ),
        (
            "H151",
            "{count} rows hold a shape that cannot be decoded; they count as rows without geometry",
            "{count} 条记录的图形数据损坏无法解读，按无图形处理",
            "export the rows named again",
            "重新导出所列记录",
        ),
        (
            "H152",
            "{count} values in {columns} are no numbers (such as '{example}') and count as missing",
            "{columns} 中有 {count} 个值不是数字（如“{example}”），按缺失处理",
            "mend the values, or widen the field and export again",
            "改正取值，或加宽字段后重新导出",
        ),
        (
            "H157",
            "{count} shapes do not span the bounds stored with them; bytes of the file may have changed",
            "{count} 个图形的坐标与记录中存储的外包范围不符，文件可能已损坏",
            "copy or export the file again, and check the rows named",
            "重新拷贝或导出，并核对所列记录",
        ),
        (
            "H155",
            "{count} polygons have rings that turn the wrong way; rings inside a ring were taken as holes",
            "{count} 个多边形的环方向有误，已将环内之环按内洞扣除",
            "check the rows named, or export the layer again",
            "核对所列记录，或重新导出图层",
        ),
    )
    | notices(
        (
            "H158",
            "the shapes are those of the main column '{column}'; other columns of shapes were left: {others}",
            "图形取自主图形列“{column}”；其余图形列未用：{others}",
            "nothing, or write the other column to a file of its own",
            "无需处理；需要另一列时单独导出",
        ),
        (
            "H153",
            "{count} dates in {columns} are impossible (such as '{example}') and count as missing",
            "{columns} 中有 {count} 个日期不存在（如“{example}”），按缺失处理",
            "mend the dates",
            "改正日期",
        ),
        (
            "H154",
            "arcs in {count} rows were drawn by straight edges that leave them by at most {deviation_mm} mm",
            "{count} 条记录含圆弧，已改为折线，偏离不超过 {deviation_mm} mm",
            "nothing",
            "无需处理",
        ),
        (
            "H156",
            "values of {columns} are codes of the geodatabase's domains and stay codes",
            "{columns} 的值为地理数据库值域代码，保持代码不变",
            "nothing, if codes are wanted",
            "需要代码则无需处理",
        ),
    )
    | refusals(
        (
            "H160",
            "entities, depth or an archive that could do harm",
            "含实体声明、嵌套过深或可疑压缩包",
            "export it again, plainly",
            "重新导出普通文件",
        ),
        (
            "H161",
            "shapes given by reference, not in place",
            "图形以引用方式给出，不在要素之内",
            "export it with the shapes in place",
            "导出时将图形直接写在要素内",
        ),
    )
    | warnings(
        (
            "H162",
            "{count} links to other data ({what}) were not followed: what they show was not read",
            "{count} 处指向其他数据的链接（{what}）未跟随，其内容未读取",
            "save what they show to the same file, if it belongs to the layer",
            "若其内容属于该图层，请存入同一文件",
        ),
        (
            "H163",
            "{count} objects of kinds that cannot be read were left out ({kinds})",
            "{count} 个无法读取的对象未计入（{kinds}）",
            "convert them to points, lines or polygons",
            "转换为点、线或面",
        ),
        (
            "H164",
            "{count} closed lines taken as areas; {nested} lie inside another and count as areas, not holes",
            "{count} 条闭合线按面处理；其中 {nested} 条位于另一条之内，按面计而非内洞",
            "give the layer as polygons, where that is not meant",
            "如非本意，请提供面图层",
        ),
        (
            "H165",
            "the drawing says its unit is {unit}; its coordinates were taken in the unit of the CRS",
            "图形文件声明单位为 {unit}；坐标按坐标系的单位读取",
            "check the scale of the drawing",
            "核对图形的比例与单位",
        ),
        (
            "H167",
            "{count} rows have a shape that cannot be built: {reason}",
            "{count} 条记录的图形无法构成：{reason_zh}",
            "mend the rows named",
            "改正所列记录",
        ),
        (
            "H169",
            "{count} rows have rings that do not end where they begin; they were closed by a straight line",
            "{count} 条记录的环首尾不接，已用直线闭合",
            "check the rows named",
            "核对所列记录",
        ),
    )
    | notices(
        (
            "H168",
            "{count} block references taken as points at their base; what the blocks draw is not read",
            "{count} 个图块按插入点读取；块内图形未读取",
            "explode the blocks, if what they draw is meant",
            "如需块内图形，请先分解图块",
        ),
    )
)
