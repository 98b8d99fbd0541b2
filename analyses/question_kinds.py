"""What each kind of question takes: roles, parameters, units; anything else in a plan file is a slip."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from .quantities import UNITS

_AREAS = frozenset(name for name, unit in UNITS.items() if unit.dimension == "area")
_SHARE = frozenset({"share"})
_ANY = frozenset(UNITS)
_REACH = frozenset({"facilities", "ground"})


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionKind:
    """
    What a kind of question reads; `needs` lists parameters of which one must be given.

    `units` are those that its figure can be brought to. `counts` and `scope` tell
    whether it asks which rows count, and where.
    """

    roles: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    needs: tuple[str, ...] = ()
    units: frozenset[str] = _ANY
    counts: bool = True
    scope: bool = True


_COVERAGE = QuestionKind(
    roles=_REACH, parameters=frozenset({"radius_m", "ground_classes"}), needs=("radius_m",), units=_SHARE
)
_RADIUS = QuestionKind(roles=_REACH, parameters=frozenset({"ground_classes"}), units=frozenset({"m"}))
_ROWS = frozenset({"rows"})
QUESTION_KINDS: dict[str, QuestionKind] = {
    "area_coverage": _COVERAGE,
    "people_coverage": _COVERAGE,
    "average_radius": _RADIUS,
    "farthest_distance": _RADIUS,
    "area_share": QuestionKind(
        roles=frozenset({"cover"}),
        parameters=frozenset(
            {"definition", "classes", "maybe", "code_system", "min_patch_ha", "accuracy_points"}
        ),
        needs=("definition", "classes"),
        units=_SHARE,
        counts=False,
    ),
    "presence": QuestionKind(
        roles=frozenset({"units", "facilities", "official"}),
        parameters=frozenset({"tolerance_m", "within_m"}),
        units=frozenset({"share", "count"}),
    ),
    "row_share": QuestionKind(roles=_ROWS, parameters=frozenset({"weight", "part", "named"}), units=_SHARE),
    "count": QuestionKind(
        roles=_ROWS,
        parameters=frozenset({"distinct", "column", "named"}),
        units=frozenset({"count", "people"}),
    ),
    "total": QuestionKind(
        roles=_ROWS, parameters=frozenset({"column", "distinct", "named"}), needs=("column",)
    ),
    "length": QuestionKind(
        roles=_ROWS, parameters=frozenset({"measure", "column"}), units=frozenset({"m", "km"})
    ),
    "area": QuestionKind(roles=_ROWS, units=_AREAS),
    "overlap": QuestionKind(
        roles=frozenset({"rows", "ground"}),
        parameters=frozenset({"of", "outside", "width_m", "rules"}),
        units=_AREAS | {"count"},
        scope=False,
    ),
    "change": QuestionKind(
        roles=frozenset({"before", "after"}),
        parameters=frozenset({"of", "column", "classes", "as"}),
        counts=False,
    ),
    "reported": QuestionKind(),
}


def slips(  # noqa: PLR0913 - the parts of one question
    indicator: str,
    *,
    roles: Mapping[str, str],
    where: Mapping[str, Any],
    parameters: Mapping[str, Any],
    unit: str,
    bound: float | None = None,
    own: frozenset[str],
    others: frozenset[str] = frozenset(),
) -> Iterator[str]:
    """
    Tell what a question says that nothing would read, or lacks; a silent slip is a wrong figure.

    `own` are the fields that the entry itself gives, `others` the parameters that
    questions beside it (parts, readings, siblings) read.
    """
    kind = QUESTION_KINDS[indicator]
    if indicator != "change" and (slip := share_slip(unit, bound)):  # a change may be of any size and sign
        yield slip
    if indicator == "reported":
        return
    yield from (f"'{role}' is no role of {indicator}" for role in sorted({*roles} - kind.roles))
    yield from (f"where: no layer has the role '{role}'" for role in sorted({*where} - {*roles}))
    unread = sorted({*parameters} - kind.parameters - others)
    yield from (f"'{name}' is no parameter of {indicator}" for name in unread)
    if kind.needs and not {*kind.needs} & {*parameters}:
        yield f"{indicator} needs the parameter {' or '.join(kind.needs)}"
    radius = parameters.get("radius_m")
    if radius is not None and not (isinstance(radius, int | float) and 0 < radius < float("inf")):
        yield f"radius_m must be more than 0, not {radius}"
    if "rules" in kind.parameters and "rules" in parameters:
        yield from _rules_slip(parameters["rules"])
    units = _units(indicator, parameters)
    if unit not in units:
        known = ", ".join(name for name in UNITS if name in units)
        yield f"{indicator} cannot be stated in {unit}; use {known}"
    if not kind.counts and own & {"counts", "since"}:
        yield f"{indicator} reads no `counts` and no `since`"
    if not kind.scope and "scope" in own:
        yield f"{indicator} reads no `scope`"


def _units(indicator: str, parameters: Mapping[str, Any]) -> frozenset[str]:
    if indicator == "overlap":
        return frozenset({"count"}) if parameters.get("of") == "count" else _AREAS
    if indicator == "change" and parameters.get("as") == "share":
        return _SHARE
    if indicator == "change" and parameters.get("of") != "column":
        return _AREAS
    return QUESTION_KINDS[indicator].units


def share_slip(unit: str, bound: float | None) -> str | None:
    """Tell where the bound of a share is none, as 70 for 70 %."""
    if unit != "share" or bound is None or 0 <= bound <= 1:
        return None
    return f"the bound {bound:g} is no share; write shares from 0 to 1 (70 % is 0.7)"


def _rules_slip(name: object) -> Iterator[str]:
    """Tell where `rules` names neither a shipped rule table nor a file: no rule would leave all open."""
    known = rule_tables()
    if isinstance(name, str) and (name in known or name.endswith(".toml")):
        return
    near = get_close_matches(str(name), known, n=1, cutoff=0.5)
    guess = f"did you mean '{near[0]}'" if near else f"use {', '.join(known)}"
    yield f"no rule table '{name}' is shipped; {guess}, or name a file (.toml)"


@cache
def rule_tables() -> tuple[str, ...]:
    """List the rule tables of control lines that are shipped, by the kind of line."""
    names = (entry.name for entry in (files("analyses") / "rules").iterdir())
    stems = sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(stem for stem in stems if stem != "activities")  # words for projects, no rules
