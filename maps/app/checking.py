"""`hecheng check`: every layer of a district at the door, layers against checks."""

from analyses.assessment import require_decisions
from analyses.plan_file import open_plan
from analyses.reporting.reported import reported_for
from gis.errors import InputError, ToolkitError
from layers.alarms import Alarm
from layers.door_report import REFUSED, TOPICS, LayerReport, report_layers, report_scopes
from layers.layer import Layer
from layers.workspace import Workspace, open_district
from maps.repaired_copies import write_copies

from .answer import Answer

_LONGEST_NAME = 60
_OUTCOMES = {"accepted": "通过", "warned": "有疑", "refused": "拒收"}


def check(district: str, *, repair_to: str | None = None) -> Answer:
    """Open every layer, every scope and the plan; what is refused is told, and does not end the rest."""
    workspace = open_district(district)
    reports = report_layers(workspace)
    plan_fault = _plan_fault(workspace)
    scope_faults, stand_ins = report_scopes(workspace)
    opened = [report.opened for report in reports if isinstance(report.opened, Layer)]
    fill_in_alarms, fill_in_fault = _reported(workspace)
    copies = [] if repair_to is None else write_copies(opened, repair_to)
    alarms = (
        *(alarm for report in reports for alarm in report.alarms),
        *stand_ins,
        *fill_in_alarms,
        *(alarm for copy in copies for alarm in copy.alarms),
    )
    faults = [
        fault
        for fault in (plan_fault, fill_in_fault, *(report.refusal for report in reports))
        if fault is not None
    ]
    refused = sum(report.outcome == REFUSED for report in reports)
    return Answer(
        json={
            "schema": "hecheng.check/1",
            "district": workspace.name,
            "crs": workspace.crs,
            "plan": {"name": workspace.file.district.plan, "error": _error(plan_fault)},
            "layers": [_told(report) for report in reports],
            "scopes": [{"word": word, "refusal": scope_faults.get(word)} for word in workspace.file.scopes],
            "checks": list(TOPICS),
            "copies": [str(copy.path) for copy in copies],
            "alarms": [alarm.as_json() for alarm in alarms],
        },
        lines=(
            f"{workspace.name} · {workspace.crs} · {len(reports)} layers, {refused} refused",
            *(f"error[{fault.code}]: {fault}" for fault in faults),
            *(f"error: {fault}" for fault in scope_faults.values()),
            *(f"copy: {copy.path}" for copy in copies),
        ),
        table=(("图层", "文件", "记录", "坐标系", *TOPICS, "结论"), *(_row(report) for report in reports)),
        alarms=alarms,
        refused=bool(faults or scope_faults),
    )


def _reported(workspace: Workspace) -> tuple[tuple[Alarm, ...], ToolkitError | None]:
    """Read the fill-in workbook, where the district names one, and hold it against the plan."""
    try:
        plan = open_plan(workspace.file.district.plan, workspace.folder)
        return reported_for(plan, workspace.reports(), as_of=workspace.as_of).alarms, None
    except ToolkitError as fault:
        return (), fault


def _plan_fault(workspace: Workspace) -> ToolkitError | None:
    name = workspace.file.district.plan
    try:
        require_decisions(workspace, open_plan(name, workspace.folder))
    except ToolkitError as fault:
        return fault
    except OSError as fault:  # a name that no file can have
        return InputError(
            f"plan '{name[:_LONGEST_NAME]}': {fault.strerror}; name a plan file (.toml)", code="H006"
        )
    return None


def _error(fault: ToolkitError | None) -> dict[str, str] | None:
    return None if fault is None else {"code": fault.code, "message": str(fault)}


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
        "error": _error(report.refusal),
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
