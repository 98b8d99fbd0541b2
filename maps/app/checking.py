"""`hecheng check`: every layer of a district at the door, layers against checks."""

from layers.door_report import REFUSED, TOPICS, LayerReport, report_layers, report_scopes
from layers.layer import Layer
from layers.workspace import open_district
from maps.repaired_copies import write_copies

from .answer import Answer

_OUTCOMES = {"accepted": "通过", "warned": "有疑", "refused": "拒收"}


def check(district: str, *, repair_to: str | None = None) -> Answer:
    """Open every layer and every scope; what is refused is told, and does not end the rest."""
    workspace = open_district(district)
    reports = report_layers(workspace)
    scope_faults, stand_ins = report_scopes(workspace)
    alarms = (*(alarm for report in reports for alarm in report.alarms), *stand_ins)
    opened = [report.opened for report in reports if isinstance(report.opened, Layer)]
    copies = [] if repair_to is None else write_copies(opened, repair_to)
    refused = sum(report.outcome == REFUSED for report in reports)
    return Answer(
        json={
            "schema": "hecheng.check/1",
            "district": workspace.name,
            "crs": workspace.crs,
            "layers": [_told(report) for report in reports],
            "scopes": [{"word": word, "refusal": scope_faults.get(word)} for word in workspace.file.scopes],
            "checks": list(TOPICS),
            "copies": [str(path) for path in copies],
            "alarms": [alarm.as_json() for alarm in alarms],
        },
        lines=(
            f"{workspace.name} · {workspace.crs} · {len(reports)} layers, {refused} refused",
            *(f"error[{report.refusal.code}]: {report.refusal}" for report in reports if report.refusal),
            *(f"error: {fault}" for fault in scope_faults.values()),
            *(f"copy: {path}" for path in copies),
        ),
        table=(("图层", "文件", "记录", "坐标系", *TOPICS, "结论"), *(_row(report) for report in reports)),
        alarms=alarms,
        refused=bool(refused or scope_faults),
    )


def _row(report: LayerReport) -> tuple[str, ...]:
    return (
        f"{report.title} {report.name}",
        report.file,
        _rows_text(report),
        "" if report.opened is None else report.opened.origin.crs_read,
        *(" ".join(report.codes(topic)) or "·" for topic in TOPICS),
        _OUTCOMES[report.outcome],
    )


def _rows_text(report: LayerReport) -> str:
    if not isinstance(report.opened, Layer):
        return "" if report.opened is None else "栅格"
    rows = report.opened.rows
    skipped = f" + 略 {rows.read - rows.used}" if rows.read > rows.used else ""
    repaired = f"（修复 {rows.repaired}）" if rows.repaired else ""
    return f"{rows.read} = 用 {rows.used}{skipped}{repaired}"


def _told(report: LayerReport) -> dict[str, object]:
    told: dict[str, object] = {
        "name": report.name,
        "title": report.title,
        "file": report.file,
        "outcome": report.outcome,
        "checks": {topic: list(report.codes(topic)) for topic in TOPICS},
        "error": None
        if report.refusal is None
        else {"code": report.refusal.code, "message": str(report.refusal)},
    }
    if report.opened is not None:
        origin = report.opened.origin
        told |= {
            "sha256": origin.sha256,
            "format": origin.format,
            "crs_read": origin.crs_read,
            "crs_used": origin.crs_used,
            "encoding": origin.encoding,
        }
    if isinstance(report.opened, Layer):
        rows = report.opened.rows
        told["rows"] = rows.as_json()
    return told
