"""`hecheng init`: draft a district.toml from the files of a folder, and a workbook to be filled in."""

from dataclasses import replace
from pathlib import Path

from analyses.plan_file import open_plan
from analyses.plan_tables import Plan
from gis.errors import InputError
from layers.district import Identity
from layers.district_draft import draft, relative_path, toml_text
from layers.scan import Found, PassedOver, Scan, scan
from maps import fill_in_workbook

from .answer import Answer

_FILE = "district.toml"
_FILL_IN = f"""
# 图层中量算不到的目标由各部门在填报表中填写，读回时逐格核对。
[fill_in]
file = "{fill_in_workbook.FILE}"
# accept = ["H285"]      # 具名认可的提示：H284 数值异常、H285 百分数不大于 1、H289 晚于评估日期
"""


def init(folder: str, *, source: str | None = None) -> Answer:
    """
    Scan `source` (or the folder itself), write `district.toml` and the workbook `填报表.xlsx`.

    An existing district.toml is refused, an existing workbook kept: somebody may have filled it in.
    """
    home = Path(folder)
    looked_at = Path(source) if source is not None else home
    if not looked_at.is_dir():
        raise InputError(f"{looked_at}: no such folder; name one with --from", code="H001")
    target = home / _FILE
    if target.exists():
        raise InputError(f"{target}: exists already; take it away or choose another folder", code="H007")
    workbook = home / fill_in_workbook.FILE
    scanned = _without(workbook, scan(looked_at))
    plan = open_plan(str(Identity.model_fields["plan"].default))  # the one that the draft names
    text = draft(scanned, home, _scope_words(plan)) + _FILL_IN + _other_fill_ins(scanned, home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        kept = workbook.exists()
        if not kept:
            fill_in_workbook.write_fill_in(plan, workbook)
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as fault:
        raise InputError(
            f"{target}: cannot write there ({fault.strerror}); choose another folder", code="H007"
        ) from fault
    return _answer(scanned, target, workbook, kept=kept)


def _scope_words(plan: Plan) -> tuple[str, ...]:
    """List the words for ground that a plan's questions use, each once, in its order."""
    questions = (
        question
        for target in plan.targets
        for question in (target, *target.parts, *target.readings, *target.siblings)
    )
    return tuple(dict.fromkeys(question.scope for question in questions if question.scope is not None))


def _other_fill_ins(scanned: Scan, home: Path) -> str:
    """Offer the fill-in workbooks that were found elsewhere, in comments: one of them may be filled in."""
    return "".join(
        f"# file = {toml_text(relative_path(one.path, home))}  # 找到的另一份填报表：如以它为准，改用此行\n"
        for one in scanned.found
        if one.fill_in
    )


def _without(workbook: Path, scanned: Scan) -> Scan:
    """Leave the fill-in workbook out of what was found: it is no layer."""
    own = workbook.resolve()
    return replace(scanned, found=tuple(one for one in scanned.found if one.path.resolve() != own))


def _answer(scanned: Scan, target: Path, workbook: Path, *, kept: bool) -> Answer:
    found = scanned.found
    recognised = [one for one in found if one.likely]
    state = "kept, it exists already" if kept else "to be filled in, a sheet for each office"
    return Answer(
        json={
            "schema": "hecheng.init/1",
            "written": str(target),
            "fill_in": {"file": str(workbook), "kept": kept},
            "found": [_told(one) for one in found],
            "not_looked_at": [
                {"reason": group.reason, "count": group.count, "first": list(group.first)}
                for group in scanned.passed_over
            ],
            "alarms": [],
        },
        lines=(
            f"{len(found)} layers found, {len(recognised)} recognised",
            *(_not_looked_at(group) for group in scanned.passed_over),
            f"written: {target}",
            f"fill-in: {workbook} ({state})",
            "next: fill in the lines marked 待填, then run hecheng check",
        ),
        table=tuple(
            (
                _told_as(one),
                one.path.name + (f" ({one.layer})" if one.layer else ""),
                one.format,
                str(one.rows or ""),
                one.crs or "",
                one.refusal or "、".join(one.likely[0].reasons if one.likely else ()),
            )
            for one in found
        ),
    )


def _not_looked_at(group: PassedOver) -> str:
    more = ", …" if group.count > len(group.first) else ""
    return f"not looked at: {group.count} {group.reason}: {', '.join(group.first)}{more}"


def _told_as(one: Found) -> str:
    if one.likely:
        return one.likely[0].name
    return "fill-in" if one.fill_in else "refused" if one.refusal else "?"


def _told(one: Found) -> dict[str, object]:
    return {
        "file": str(one.path),
        "layer": one.layer,
        "format": one.format,
        "rows": one.rows,
        "geometry": list(one.kinds),
        "fields": list(one.columns),
        "crs_read": one.crs,
        "encoding": one.encoding,
        "likely": [
            {"name": likeness.name, "score": likeness.score, "reasons": list(likeness.reasons)}
            for likeness in one.likely
        ],
        "refusal": one.refusal,
        "register": bool(one.likely) and not one.kinds,
        "fill_in": one.fill_in,
    }
