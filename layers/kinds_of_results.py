"""Findings and refusals about results and pages."""

from .alarm_kind import Kinds, refusals, warnings

KINDS_OF_RESULTS: Kinds = refusals(
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
) | warnings(
    (
        "H080",
        "{word}: {note}",
        "{word}：{note}",
        "give the plan's own polygon",
        "提供方案所指范围的多边形",
    ),
)
