"""Findings and refusals about reference systems and positions."""

from layers.alarm_kind import Kinds, notices, refusals, warnings

KINDS_OF_PLACES: Kinds = (
    refusals(
        (
            "H020",
            "CRS missing or unusable",
            "坐标系缺失或不可用",
            "state it with --crs or `crs =`",
            "用 --crs 或 `crs =` 声明",
        ),
        (
            "H021",
            "coordinates do not fit the CRS",
            "坐标与坐标系不符",
            "state the true CRS with --crs or `crs =`",
            "用 --crs 或 `crs =` 声明真实坐标系",
        ),
        (
            "H022",
            "no safe operation between two datums",
            "两个基准之间没有可靠的转换",
            "give the layer in CGCS2000 or WGS 84",
            "提供 CGCS2000 或 WGS 84 的图层",
        ),
    )
    | warnings(
        (
            "H025",
            "{count} rows declared {system} lie outside China and stay where they are",
            "{count} 条声明为 {system} 的记录在中国范围外，位置未动",
            "check `coordinates`",
            "核对 `coordinates`",
        ),
    )
    | notices(
        (
            "H023",
            "{source} and {target} taken as one datum (GRS80 and WGS 84 agree below 1 m)",
            "{source} 与 {target} 视为同一基准（GRS80 与 WGS 84 相差不足 1 m）",
            "nothing, unless sub-metre positions matter",
            "无需处理，除非需要亚米级位置",
        ),
        (
            "H024",
            "{system} undone: positions moved by {moved_m:.0f} m on average",
            "已消除 {system} 偏移：平均移动 {moved_m:.0f} m",
            "nothing, if the declared system is right",
            "声明的坐标系无误则无需处理",
        ),
    )
)
