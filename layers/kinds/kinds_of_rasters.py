"""Findings and refusals about class rasters."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_RASTERS: Kinds = (
    refusals(
        (
            "H072",
            "raster has no legend",
            "栅格没有图例",
            "give a legend table with columns value,code,name",
            "提供 value,code,name 三列的图例表",
        ),
        (
            "H170",
            "values of the raster are no classes",
            "栅格的像元值不是地类",
            "give a raster of one band with whole-number classes",
            "提供单波段、整数编码的地类栅格",
        ),
        (
            "H171",
            "raster is too large to be read",
            "栅格过大，无法读取",
            "cut it to the study area",
            "按研究范围裁剪",
        ),
        (
            "H178",
            "classes asked for are not in the raster's legend",
            "所求地类不在栅格图例内",
            "name codes of the legend",
            "使用图例中的编码",
        ),
    )
    | warnings(
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
        (
            "H172",
            "the declared nodata value {nodata} is none that {dtype} can hold: no pixel counts as nodata",
            "声明的无数据值 {nodata} 超出 {dtype} 的取值：没有像元按无数据计",
            "declare the true nodata value (gdal_edit -a_nodata)",
            "改正无数据值（gdal_edit -a_nodata）",
        ),
        (
            "H173",
            "{sidecar} was not used; against the raster itself it says: {what}",
            "未采用 {sidecar}；它与栅格本身不符：{what_zh}",
            "write into the raster what is true, and remove the other file",
            "将正确内容写入栅格，并移走该文件",
        ),
        (
            "H174",
            "no shares of classes can be measured from it: {why}",
            "不能据此量算地类占比：{why_zh}",
            "give one band of whole-number classes and a legend",
            "提供单波段、整数编码的地类栅格及图例",
        ),
        (
            "H176",
            "the counts in {table} are not those of the pixels (values absent / miscounted / gone: {values})",
            "{table} 中的像元数与栅格不符（表中没有 / 数目不同 / 已不存在的像元值：{values}）",
            "check that the table belongs to this raster; build it again",
            "核对该表是否属于本栅格，并重建",
        ),
        (
            "H177",
            "no nodata is declared, but {value} fills {share:.0%} of the edge and is in no legend: unknown",
            "未声明无数据值，但 {value} 占边缘像元的 {share:.0%} 且不在图例内：按不明处理",
            "declare it as nodata (gdal_edit -a_nodata), or add it to the legend",
            "将其声明为无数据值（gdal_edit -a_nodata），或补入图例",
        ),
        (
            "H073",
            "the legend names {values}, which the raster declares as nodata: it counts as nodata",
            "图例列有 {values}，而栅格将其声明为无数据：按无数据计",
            "take it out of the legend, or take the nodata declaration out of the raster",
            "从图例中去掉，或取消栅格的无数据声明",
        ),
    )
    | notices(
        (
            "H179",
            "{unwritten} of {blocks} blocks of pixels were never written and count as nodata",
            "{blocks} 个像元块中有 {unwritten} 个从未写入，按无数据计",
            "nothing, if the raster is meant to have holes",
            "如栅格本应有空缺则无需处理",
        ),
        (
            "H075",
            "legend of {count} values taken from {source}: values without names, each its own code",
            "图例（{count} 个像元值）取自{source_zh}：没有名称，以像元值为编码",
            "give a legend table with columns value,code,name",
            "提供 value,code,name 三列的图例表",
        ),
        (
            "H175",
            "placed by the world file {file}",
            "按坐标文件 {file} 定位",
            "nothing, if the world file belongs to the raster",
            "坐标文件属于本栅格则无需处理",
        ),
        (
            "H074",
            "legend of {count} classes taken from {source}",
            "图例（{count} 类）取自{source_zh}",
            "give --legend to use another",
            "如需另用图例，用 --legend 指定",
        ),
    )
)
