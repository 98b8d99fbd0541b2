"""`hecheng init`: draft a district.toml from the files of a folder."""

from pathlib import Path

from gis.errors import InputError
from layers.district_draft import draft
from layers.scan import Found, PassedOver, Scan, scan

from .answer import Answer

_FILE = "district.toml"


def init(folder: str, *, source: str | None = None) -> Answer:
    """Scan `source` (or the folder itself) and write `district.toml`; an existing one is never replaced."""
    home = Path(folder)
    looked_at = Path(source) if source is not None else home
    if not looked_at.is_dir():
        raise InputError(f"{looked_at}: no such folder; name one with --from", code="H001")
    target = home / _FILE
    if target.exists():
        raise InputError(f"{target}: exists already; take it away or choose another folder", code="H007")
    scanned = scan(looked_at)
    text = draft(scanned, home)
    try:
        home.mkdir(parents=True, exist_ok=True)
        with target.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as fault:
        raise InputError(
            f"{target}: cannot write there ({fault.strerror}); choose another folder", code="H007"
        ) from fault
    return _answer(scanned, target)


def _answer(scanned: Scan, target: Path) -> Answer:
    found = scanned.found
    recognised = [one for one in found if one.likely]
    return Answer(
        json={
            "schema": "hecheng.init/1",
            "written": str(target),
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
            "next: fill in the lines marked 待填, then run hecheng check",
        ),
        table=tuple(
            (
                one.likely[0].name if one.likely else "refused" if one.refusal else "?",
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
    }
