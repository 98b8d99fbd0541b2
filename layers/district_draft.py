"""Draft a district.toml from what was found in a folder: proposals with reasons, blanks elsewhere."""

import json
import os
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from .catalogue import CATALOGUE
from .claims import Claim, claims
from .scan import Found, PassedOver, Scan
from .spec import POLYGONS

_MOST_COLUMNS = 12
_HEAD = """# district.toml：由 hecheng init 依据文件夹内容草拟。
# 标“待填”的行须由人填写：坐标系和范围从不猜测。填好后用 hecheng check 核对。
[district]
name = ""                # 待填：行政区名称，如 "怀化市鹤城区"
code = ""                # 行政区划代码，如 "431202"
crs = ""                 # 待填：量算用投影坐标系，如 "EPSG:4546"（CGCS2000 3 度带 111°E）{seen}
plan = "hecheng-2024-1"  # 随包方案的编号，或方案文件的路径
as_of = ""               # 待填：数据截止日期，如 2025-12-31
"""
_DECISIONS = """
# 方案没有写明之处由本区具名决定，随结果一并列出；去掉注释并填写。
# [decisions.T03]
# reading = "coverage"       # coverage | average_radius | farthest
# share = 0.9
# decided_by = "区交通运输局"
# document = "会议纪要〔2025〕3号"
# date = 2025-06-01

# “新建”“新增”的起算日期。
# [baseline]
# date = 2020-12-31
"""


def draft(scanned: Scan, folder: Path, scope_words: Iterable[str] = ()) -> str:
    """
    Write a district.toml, with paths relative to `folder`, for what a scan found.

    `scope_words` are the plan's words for ground; each is left blank, for somebody
    to say which polygons are meant. A layer is proposed where one file resembles it
    best; where several do, all are proposed in comments. A table without places is
    proposed as the register that it resembles. Files that resemble nothing, or
    cannot be read, are listed, and so is what was not looked at.
    """
    found = scanned.found
    made = claims(found)
    systems = Counter(one.crs for one in found if one.crs is not None)
    seen = (
        "；各文件自述：" + "，".join(f"{crs} ×{count}" for crs, count in systems.most_common())
        if systems
        else ""
    )
    parts = [
        _HEAD.format(seen=seen),
        _scopes(scope_words, [claim for claim in made if claim.sure]),
        *(_layer(claim, folder) for claim in made if claim.sure),
        *(_commented(_layer(claim, folder)) for claim in made if not claim.sure),
        _listed([one for one in found if not one.likely], folder),
        _passed_over(scanned.passed_over),
        _DECISIONS,
    ]
    return "\n".join(part.strip("\n") + "\n" for part in parts if part)


def _scopes(words: Iterable[str], made: Iterable[Claim]) -> str:
    grounds = [claim.name for claim in made if set(claim.found.kinds) & POLYGONS]
    choice = f"；本次找到的多边形图层：{', '.join(grounds)}" if grounds else ""
    lines = [f"[scopes]                 # 待填：方案中的范围用词 -> 多边形图层，从不猜测{choice}"]
    return "\n".join([*lines, *(f'# {toml_text(word)} = ""' for word in words)])


def _layer(claim: Claim, folder: Path) -> str:
    found = claim.found
    note = f"；{claim.note}" if claim.note else ""
    reasons = _one_line("、".join(claim.reasons))
    lines = [
        f"[layers.{claim.name}]  # {CATALOGUE[claim.name].title}：依据{reasons}{note}",
        f"file = {toml_text(relative_path(found.path, folder))}  # {_summary(found)}",
    ]
    if found.layer is not None:
        lines.append(f"layer = {toml_text(found.layer)}")
    if found.kinds:  # a register has no places, so no system of coordinates
        if found.crs is None:
            lines.append('# crs = "EPSG:…"         # 待填：文件没有坐标系')
        lines.append('# coordinates = "gcj02"  # 取自高德、腾讯地图填 gcj02，百度填 bd09；不填即按 CGCS2000')
    lines.append('# source = ""            # 待填：来源与日期')
    return "\n".join(lines)


def _listed(others: Sequence[Found], folder: Path) -> str:
    if not others:
        return ""
    lines = ["# 下列文件没有认出是哪个图层，或无法读取；需要时自行加上 [layers.名称]："]
    for one in others:
        name = relative_path(one.path, folder) + (f" ({one.layer})" if one.layer else "")
        lines.append(f"# - {_one_line(name)}：{_one_line(one.refusal or _summary(one))}")
    return "\n".join(lines)


def _passed_over(groups: Sequence[PassedOver]) -> str:
    if not groups:
        return ""
    lines = ["# 下列内容没有查看，其中可能还有图层："]
    for group in groups:
        more = "等" if group.count > len(group.first) else ""
        lines.append(f"# - {group.reason_zh}，共 {group.count} 个：{_one_line('、'.join(group.first))}{more}")
    return "\n".join(lines)


def _summary(found: Found) -> str:
    if found.format == "raster":
        return '栅格，另需图例 legend = "….csv"（value,code,name）'
    columns = "、".join(found.columns[:_MOST_COLUMNS]) + ("…" if len(found.columns) > _MOST_COLUMNS else "")
    parts = [found.format, f"{found.rows} 条"]
    parts += ["/".join(found.kinds), found.crs or "无坐标系"] if found.kinds else ["登记表，无图形"]
    if found.encoding not in {None, "utf-8"}:
        parts.append(f"编码 {found.encoding}")
    return _one_line("，".join(parts) + (f"；字段 {columns}" if columns else ""))


def _commented(text: str) -> str:
    return "\n".join(line if line.startswith("#") else f"# {line}" for line in text.splitlines())


def relative_path(path: Path, folder: Path) -> str:
    """Name a file as seen from a folder."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def toml_text(text: str) -> str:
    """Write a TOML string: JSON's escapes are TOML's, but for DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _one_line(text: str) -> str:
    """Keep a comment on its line: names from files may hold anything."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
