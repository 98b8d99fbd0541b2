"""Findings about registers: attribute lists whose rows have no place."""

from layers.alarm_kind import Kinds, notices, warnings

KINDS_OF_REGISTERS: Kinds = warnings(
    (
        "H277",
        "{count} rows ({kinds} different ones) are alike in every column; counts and sums take them all",
        "{count} 条记录（{kinds} 种）各列完全相同，个数与合计会重复计入",
        "delete the repeated rows, or give them identifiers",
        "删除重复记录，或补上编号",
    ),
    (
        "H278",
        "no column is known to this register; {columns} were taken for the head",
        "没有一列是本登记表已知的列名；以 {columns} 作为表头",
        "put a row of column names on top, or name the columns in `fields`",
        "补上表头，或在 `fields` 中指明各列",
    ),
) | notices(
    (
        "H274",
        "'{head}' was read as {column}: one of its unit is {factor} {unit}",
        "“{head}”作为“{title}”读取：按 1 折合 {factor} {unit} 换算",
        "nothing, if the head names the unit truly",
        "列名所写单位无误则无需处理",
    ),
    (
        "H275",
        "the shapes of {count} rows are not used: this layer is a register",
        "{count} 条记录的图形未使用：本图层是登记表",
        "nothing, if only the list is needed",
        "只用清单则无需处理",
    ),
    (
        "H276",
        "{count} rows have no place; they count, but lie nowhere",
        "{count} 条记录没有位置：计入个数与合计，不在图上",
        "add their shapes or coordinates where they are known",
        "位置已知的，请补上图形或坐标",
    ),
    (
        "H279",
        "sheet '{sheet}' was read, the only one with known columns of {count} ({sheets})",
        "读取工作表“{sheet}”：{count} 张表中只有它有已知的列名（{sheets}）",
        "name another one with --layer or `layer =`",
        "可用 --layer 或 `layer =` 指定其他工作表",
    ),
)
