"""Findings and refusals about class rasters."""

from .alarm_kind import Kinds, refusals, warnings

KINDS_OF_RASTERS: Kinds = refusals(
    (
        "H072",
        "raster has no legend",
        "栅格没有图例",
        "give a legend table with columns value,code,name",
        "提供 value,code,name 三列的图例表",
    ),
) | warnings(
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
)
