"""Measure and judge every target of a plan against a district's layers."""

import datetime as dt
from collections.abc import Callable, Iterable
from importlib.metadata import version as installed_version

from gis.errors import InputError
from layers.workspace import Workspace, open_district, scope_alarm

from .asking.questions import Answers
from .evidence import EvidenceBook
from .plan_file import open_plan
from .plan_tables import NotSpatial, Plan, Question, Target
from .record import run_record
from .reporting.reported import reported_for
from .result import Result
from .rows import Context, Stamp, not_spatial_row, row_of
from .screening.project_screening import screened_projects
from .screening.screened import KINDS

Progress = Callable[[str, int, int], None]


def assess(
    layers: Workspace | str,
    plan: Plan | str | None = None,
    *,
    only: Iterable[str] | None = None,
    as_of: dt.date | None = None,
    progress: Progress | None = None,
) -> Result:
    """
    Assess a district against a plan.

    Parameters
    ----------
    layers
        A district opened with `open_district`, or the path of one.
    plan
        A plan, its id or its path; by default the one that district.toml names.
    only
        Ids of the targets to assess; all by default. Layers that no chosen
        target needs are not opened.
    as_of
        Date that the layers stand for; by default that of district.toml.
    progress
        Called with a text, the number of targets done, and their count.

    Returns
    -------
    Result
        One row a target, in the plan's order; every output draws from it.

    Raises
    ------
    ToolkitError
        If a layer that a target needs is refused at the door; all refusals in one message.
    """
    workspace = layers if isinstance(layers, Workspace) else open_district(layers)
    if not isinstance(plan, Plan):
        plan = open_plan(plan or workspace.file.district.plan, workspace.folder)
    targets, others = _chosen(plan, only)
    date = as_of or workspace.as_of
    workspace = workspace.dated(date)
    require_decisions(workspace, plan)
    workspace.open_all(_needed(targets, workspace, screened=only is None and bool(plan.projects)))
    workspace.open_witnesses()
    workspace.hold_together()
    book = EvidenceBook(workspace)
    reports = reported_for(plan, workspace.reports(), as_of=date)
    context = Context(
        workspace=workspace,
        answers=Answers(workspace),
        book=book,
        stamp=Stamp(as_of=date.isoformat(), version=toolkit_version()),
        reports=reports,
    )
    rows = []
    for done, target in enumerate(targets):
        if progress is not None:
            progress(f"{target.id} {target.title}", done, len(targets))
        rows.append(row_of(target, context))
    rows += [not_spatial_row(entry, context) for entry in others]
    if progress is not None:
        progress("完成", len(targets), len(targets))
    scopes = [workspace.scope(word) for word in dict.fromkeys(_words(targets))]
    stand_ins = [alarm for scope in scopes if scope is not None and (alarm := scope_alarm(scope)) is not None]
    at_the_door = [alarm for layer in workspace.opened() for alarm in layer.alarms]
    return Result(
        district=workspace.name,
        code=workspace.file.district.code,
        crs=workspace.crs,
        plan=plan.plan.id,
        plan_title=plan.plan.title,
        as_of=date.isoformat(),
        version=toolkit_version(),
        rows=tuple(rows),
        evidence=book.layers,
        alarms=(*at_the_door, *reports.alarms, *book.alarms, *stand_ins),
        record=run_record(workspace, plan, date, toolkit_version(), reports=reports.record()),
        notes=workspace.file.district.notes,
        projects=tuple(screened_projects(workspace, plan.projects, as_of=date)) if only is None else (),
    )


def toolkit_version() -> str:
    """Give the installed version."""
    return installed_version("hecheng-gis")


def _chosen(plan: Plan, only: Iterable[str] | None) -> tuple[tuple[Target, ...], tuple[NotSpatial, ...]]:
    if only is None:
        return plan.targets, plan.not_spatial
    wanted = set(only)
    others = tuple(entry for entry in plan.not_spatial if entry.id in wanted)
    chosen = {plan.target(name).id for name in wanted - {entry.id for entry in others}}
    return tuple(target for target in plan.targets if target.id in chosen), others


def _questions(target: Target) -> tuple[Question, ...]:
    return (target, *target.parts, *target.readings, *target.siblings)


def _words(targets: Iterable[Target]) -> list[str]:
    """List the words for ground that targets use."""
    return [asked.scope for target in targets for asked in _questions(target) if asked.scope is not None]


def _needed(targets: tuple[Target, ...], workspace: Workspace, *, screened: bool) -> tuple[str, ...]:
    """List the layers that targets and the screening ask for, as far as the district has them."""
    scopes = workspace.file.scopes
    asked = [name for target in targets for entry in _questions(target) for name in entry.layers_named()]
    scoped = [name for word in _words(targets) if word in scopes for name in scopes[word].names()]
    names = dict.fromkeys([*asked, *scoped, "unit", "pop", *(("project", *KINDS) if screened else ())])
    return tuple(name for name in names if workspace.entry(name) is not None)


def require_decisions(workspace: Workspace, plan: Plan) -> None:
    """Refuse decisions on targets or readings that the plan does not have, and a baseline still to come."""
    start = workspace.file.baseline
    if start is not None and start.date > workspace.as_of:
        raise InputError(
            f"district.toml [baseline] date: {start.date} is after {workspace.as_of}, the day that the "
            "layers stand for; write the day that 新建 counts from",
            code="H006",
        )
    for target_id, decision in workspace.decisions.items():
        readings = {reading.name: reading for reading in plan.target(target_id).readings}
        chosen = readings.get(decision.reading)
        fault = None
        if chosen is None:
            choice = ", ".join(readings) or "none: its wording is plain"
            fault = f"reading: '{decision.reading}' is no reading of {target_id}; choose {choice}"
        elif not chosen.judged:
            fault = f"reading: '{decision.reading}' is shown only; choose another"
        elif chosen.share_from_decision and decision.share is None:
            fault = "share: the plan gives none; add the share to reach, such as 0.9"
        if fault is not None:
            raise InputError(f"district.toml [decisions.{target_id}] {fault}", code="H006")
