"""Put last year's value and the change beside each row, where both are the same figure."""

from dataclasses import replace

from analyses.result import Result, ResultRow
from gis.errors import InputError

from .definitions_alike import differing, figure, like_figures, same_district


def with_previous(result: Result, previous: Result) -> Result:
    """
    Fill `previous` and `change` of every row from an earlier result.

    `change` is the value less the previous one, in the row's unit. Where unit,
    ground, method, definition or the decided reading changed, both stay empty and
    a warning says what changed. A target that either result has no value for, or
    that the earlier one did not have, stays as it is. A target of parts has no value
    of its own: a note tells the earlier value of each part. The run record names the
    earlier result.

    Raises
    ------
    InputError
        H281 where the results are of two districts or plans, or the earlier one is
        not earlier.
    """
    _require_earlier(result, previous)
    before = {row.target_id: row for row in previous.rows}
    rows = tuple(_filled(row, before.get(row.target_id), previous.as_of) for row in result.rows)
    told = {name: getattr(previous, name) for name in ("district", "plan", "as_of", "version")}
    return replace(result, rows=rows, record={**result.record, "previous": told})


def _require_earlier(result: Result, previous: Result) -> None:
    fault = None
    if not same_district(result, previous):
        fault = f"it is of {previous.district}, not of {result.district}; name a result of that district"
    elif result.plan != previous.plan:
        fault = f"it is of the plan {previous.plan}, not {result.plan}; use hecheng compare for two plans"
    elif previous.as_of >= result.as_of:
        fault = (
            f"it is as of {previous.as_of}, not before {result.as_of}; name an earlier result, "
            "or use hecheng compare"
        )
    if fault is not None:
        raise InputError(f"previous result: {fault}", code="H281")


def _of_parts(row: ResultRow, before: ResultRow, as_of: str) -> tuple[str, ...]:
    """Say what the parts were, where the same figure was measured; a row of parts has no figure itself."""
    changed = differing(before, row)
    if changed:
        return (f"上期（{as_of}）分项口径不同，未列上期值：{'；'.join(changed)}",)
    last = {part.name: part for part in before.parts if part.value is not None}
    told = [
        f"{part.name} {last[part.name].display} → {part.display}"
        for part in row.parts
        if part.value is not None and part.name in last and like_figures(last[part.name], part)
    ]
    return (f"与上期（{as_of}）相比：{'；'.join(told)}",) if told else ()


def _filled(row: ResultRow, before: ResultRow | None, as_of: str) -> ResultRow:
    if before is None:
        return row
    if row.parts:
        return row.model_copy(update={"notes": (*row.notes, *_of_parts(row, before, as_of))})
    value, last = figure(row), figure(before)
    if last is None or value is None:
        return row
    changed = differing(before, row)
    if changed:
        warning = f"上期（{as_of}）数值口径不同，未列上期值与增减：{'；'.join(changed)}"
        return row.model_copy(update={"warnings": (*row.warnings, warning)})
    return row.model_copy(update={"previous": last, "change": value - last})
