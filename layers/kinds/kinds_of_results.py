"""Findings and refusals about results and pages."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_RESULTS: Kinds = (
    refusals(
        (
            "H090",
            "the page would be too large for a meeting",
            "页面过大，不便于会议使用",
            "leave layers out or generalise them",
            "去掉部分图层，或概化图形",
        ),
        (
            "H091",
            "a part of the page is missing or unknown",
            "页面缺少部件或部件不明",
            "install hecheng-gis again",
            "重新安装 hecheng-gis",
        ),
    )
    | warnings(
        (
            "H080",
            "{word}: {note}",
            "{word}：{note}",
            "give the plan's own polygon",
            "提供方案所指范围的多边形",
        ),
    )
    | notices(
        (
            "H081",
            "`accept` names {codes}: no such alarm was told of this layer",
            "`accept` 中的 {codes} 未对应该图层的任何提示",
            "take it out of `accept`, or correct the code",
            "从 `accept` 中去掉，或改正代码",
        ),
        (
            "H083",
            "{count} columns have another name in the repaired copy: {listing}",
            "修复副本中有 {count} 个字段改了名：{listing}",
            "nothing; the values are unchanged",
            "无需处理，取值不变",
        ),
    )
)
