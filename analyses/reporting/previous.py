"""Put last year's value and the change beside each row, where both are the same figure."""

from dataclasses import replace

from analyses.result import Result, ResultRow
from gis.errors import InputError

from .definitions_alike import differing, figure, same_district


def with_previous(result: Result, previous: Result) -> Result:
    """
    Fill `previous` and `change` of every row from an earlier result.

    `change` is the value less the previous one, in the row's unit. Where unit,
    ground, method, definition or the decided reading changed, both stay empty and
    a warning says what changed. A target that either result has no value for, or
    that the earlier one did not have, stays as it is. The run record names the
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


def _filled(row: ResultRow, before: ResultRow | None, as_of: str) -> ResultRow:
    value, last = figure(row), None if before is None else figure(before)
    if before is None or last is None or value is None:
        return row
    changed = differing(before, row)
    if changed:
        warning = f"上期（{as_of}）数值口径不同，未列上期值与增减：{'；'.join(changed)}"
        return row.model_copy(update={"warnings": (*row.warnings, warning)})
    return row.model_copy(update={"previous": last, "change": value - last})
