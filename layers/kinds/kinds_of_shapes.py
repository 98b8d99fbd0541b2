"""Findings and refusals about shapes and ground."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

_REPAIRED = (
    "{count} invalid shapes repaired by {method}: {before_m2:.2f} m2 before, {after_m2:.2f} m2 after; "
    "{moved:.4%} of the layer's area moved"
)
_REPAIRED_ZH = (
    "修复无效图形 {count} 个（make_valid，structure）：修复前 {before_m2:.2f} m²，"
    "修复后 {after_m2:.2f} m²；图层面积变动 {moved:.4%}"
)
_OVERLAP = (
    "shapes overlap by {overlap_m2:.2f} m2 ({pairs} pairs, the largest {largest_m2:.2f} m2, "
    "rows {largest_rows}); shares count the ground once"
)
_OVERLAP_ZH = (
    "图形互相重叠 {overlap_m2:.2f} m²（{pairs} 对，最大 {largest_m2:.2f} m²，记录 {largest_rows}）；"
    "占比只计一次"
)
KINDS_OF_SHAPES: Kinds = (
    refusals(
        (
            "H030",
            "geometry cannot be measured",
            "图形无法量算",
            "repair it in a GIS",
            "在 GIS 软件中修复",
        ),
        (
            "H032",
            "repair moved more than 0.1 % of the area",
            "修复使面积变动超过 0.1 %",
            "repair it in a GIS or accept H032 by name",
            "在 GIS 软件中修复，或具名认可 H032",
        ),
    )
    | warnings(
        (
            "H031",
            _REPAIRED,
            _REPAIRED_ZH,
            "check the repaired rows; accept with `accept`",
            "核对所列记录；可用 `accept` 认可",
        ),
        (
            "H034",
            _OVERLAP,
            _OVERLAP_ZH,
            "mend the overlaps or accept",
            "消除重叠，或认可",
        ),
    )
    | notices(
        (
            "H036",
            "{pairs} pairs of shapes run less than 0.5 m apart without touching, {along_m:.0f} m in all",
            "{pairs} 对图形相距不足 0.5 m 而不相接，共 {along_m:.0f} m",
            "check whether they were meant to touch",
            "核对它们是否应当相接",
        ),
        (
            "H035",
            "heights were dropped: figures are in the plane",
            "已舍弃高程：数值均为平面量算",
            "nothing",
            "无需处理",
        ),
    )
)
