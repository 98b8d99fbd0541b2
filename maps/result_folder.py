"""A result folder: written whole or not at all, opened again without measuring."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from analyses.result import EvidenceLayer, Result, ResultRow
from gis.errors import InputError
from layers.alarms import alarm_from_json

from .evidence_file import fsync, read_frame, write_evidence
from .folder_lock import locked
from .meeting_map import webmap

RECORD, TABLE, EVIDENCE, MAP = "run.json", "assessment.json", "evidence.gpkg", "map.html"
RECORD_SCHEMA, TABLE_SCHEMA = "hecheng.run/1", "hecheng.assess/1"
_NEEDED_BYTES = 200 << 20


def write_result(result: Result, folder: str | Path, *, overwrite: bool = False) -> Path:
    """
    Write a result folder: assessment.json, evidence.gpkg, map.html and, last, run.json.

    Everything is written to a private folder beside it, checked, and put in
    place by one rename. A result of ours that nobody changed is replaced and kept
    as `NAME.previous`; a folder with foreign or changed files is refused unless
    `overwrite` is true (it is then kept as `NAME.previous` too).
    """
    target = Path(folder).absolute()
    _require_room(target)
    with locked(target):
        _sweep(target)
        require_replaceable(target, overwrite=overwrite)
        private = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        try:
            _fill(result, private)
            _swap(private, target)
        except BaseException:
            shutil.rmtree(private, ignore_errors=True)
            raise
    return target


def require_replaceable(target: Path, *, overwrite: bool) -> None:
    """Refuse to replace what is not an unchanged result of ours."""
    if not target.exists() or overwrite:
        return
    if not target.is_dir():
        raise InputError(f"{target}: a file stands there; choose another folder", code="H007")
    odd = changed_files(target)
    if odd:
        listing = ", ".join(odd[:5])
        raise InputError(
            f"{target}: holds foreign or changed files ({listing}); choose another with --to, or --overwrite",
            code="H007",
        )


def changed_files(folder: Path) -> list[str]:
    """List what is not as the run record says: foreign, changed or missing files."""
    present = {path.name for path in folder.iterdir()}
    try:
        record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        outputs = dict(record["outputs"])
    except (OSError, ValueError, KeyError, TypeError):
        return sorted(present)
    odd = sorted(present - set(outputs) - {RECORD})
    return odd + [
        name for name, digest in outputs.items() if name not in present or _sha256(folder / name) != digest
    ]


def open_result(folder: str | Path) -> Result:
    """Open a result folder (or its run.json) as the `Result` that was written."""
    found = Path(folder)
    found = found.parent if found.name == RECORD else found
    try:
        table = json.loads((found / TABLE).read_text(encoding="utf-8"))
        record = json.loads((found / RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise InputError(
            f"{found}: no result folder ({TABLE} or {RECORD} is missing); run hecheng assess"
        ) from fault
    return Result(
        **{name: str(table[name]) for name in _HEAD},
        rows=tuple(ResultRow.model_validate(row) for row in table["rows"]),
        evidence={entry["name"]: _evidence(entry, found / EVIDENCE) for entry in table["evidence"]},
        alarms=tuple(alarm_from_json(told) for told in table["alarms"]),
        record=record["run"],
        notes=tuple(table["notes"]),
        projects=tuple(table.get("projects", ())),
    )


_HEAD = ("district", "code", "crs", "plan", "plan_title", "as_of", "version")


def table_json(result: Result) -> dict[str, object]:
    """Give the result as the JSON object of `assess` (DESIGN 5)."""
    return {
        "schema": TABLE_SCHEMA,
        **{name: getattr(result, name) for name in _HEAD},
        "notes": list(result.notes),
        "rows": [row.model_dump(mode="json") for row in result.rows],
        "projects": [dict(project) for project in result.projects],
        "alarms": [alarm.as_json() for alarm in result.alarms],
        "evidence": [
            {
                "name": layer.name,
                "title": layer.title,
                "role": layer.role,
                "titles": dict(layer.titles),
                "source": layer.source,
                "licence": layer.licence,
                "rows": len(layer.frame),
            }
            for layer in result.evidence.values()
        ],
    }


def _evidence(entry: Mapping[str, object], path: Path) -> EvidenceLayer:
    titles = entry["titles"]
    return EvidenceLayer(
        name=str(entry["name"]),
        title=str(entry["title"]),
        role=str(entry["role"]),
        frame=read_frame(path, str(entry["name"])),
        titles=dict(titles) if isinstance(titles, Mapping) else {},
        source=None if entry["source"] is None else str(entry["source"]),
        licence=None if entry["licence"] is None else str(entry["licence"]),
    )


def _fill(result: Result, folder: Path) -> None:
    _write_json(folder / TABLE, table_json(result))
    if result.evidence:
        write_evidence(result.evidence, folder / EVIDENCE)
    webmap(result, folder / MAP)
    outputs = {path.name: _sha256(path) for path in sorted(folder.iterdir())}
    record = {
        "schema": RECORD_SCHEMA,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "command": [Path(sys.argv[0]).name, *sys.argv[1:]],
        "run": dict(result.record),
        "alarms": [alarm.as_json() for alarm in result.alarms],
        "outputs": outputs,
    }
    _write_json(folder / RECORD, record)
    for path in folder.iterdir():
        fsync(path)
    fsync(folder)


def _write_json(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False) + "\n", encoding="utf-8")


def _swap(private: Path, target: Path) -> None:
    private.chmod(0o755)  # a private folder is for one; a result is for the house
    if target.exists():
        target.rename(_room_for_previous(target))
    private.rename(target)
    fsync(target.parent)


def _room_for_previous(target: Path) -> Path:
    """Free the name `NAME.previous`; one that is no unchanged result of ours is left alone."""
    number = 1
    while True:
        previous = target.with_name(f"{target.name}.previous" + (f"-{number}" if number > 1 else ""))
        if not previous.exists():
            return previous
        if previous.is_dir() and not changed_files(previous):
            shutil.rmtree(previous)
            return previous
        number += 1


def _sweep(target: Path) -> None:
    """Remove what a killed run left; the lock is ours, so nobody writes it now."""
    for stray in target.parent.glob(f".{target.name}.*.part"):
        shutil.rmtree(stray, ignore_errors=True)


def _require_room(target: Path) -> None:
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(target.parent).free
    except OSError as fault:
        raise InputError(
            f"{target}: cannot write there ({fault.strerror}); choose another folder", code="H007"
        ) from fault
    if not os.access(target.parent, os.W_OK):
        raise InputError(f"{target}: the folder is read-only; choose another folder with --to", code="H007")
    if free < _NEEDED_BYTES:
        raise InputError(f"{target}: less than 200 MB free; make room or choose another disk", code="H007")


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
