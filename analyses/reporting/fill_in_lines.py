"""What a plan asks offices to report: one line a target, a part of a target, and what no map can prove."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from analyses.plan_tables import Bounded, NotSpatial, Plan, Question, Target, inherited
from analyses.quantities import UNITS
from analyses.wording import bound_text
from gis.errors import InputError
from layers.fill_in_rows import tidy

NO_YEAR = "未注明年份"
NO_OFFICE = "未列部门"
_SIGNS = {"at_least": "≥", "at_most": "≤", "equals": "="}


@dataclass(frozen=True, slots=True, kw_only=True)
class FillInLine:
    """
    One line of the fill-in workbook.

    `unit` is a name of `quantities.UNITS`, or the plan's own word for what no map
    can prove; `unit_title` is what people read, and fill in by. Not `asked` is a
    target whose parts are asked instead. `signed` ones may be below 0: changes.
    """

    key: str
    title: str
    clause: str
    quote: str
    unit: str
    unit_title: str
    bound: float | None
    demand: str
    offices: tuple[str, ...]
    asked: bool = True
    signed: bool = False

    @property
    def is_share(self) -> bool:
        """Tell whether the value is filled in per cent and used as a share from 0 to 1."""
        return self.unit == "share"

    @property
    def is_per_cent(self) -> bool:
        """Tell whether the value is filled in per cent: of a whole (`%`), or of a change (`%下降`)."""
        return self.unit_title.startswith("%")

    @property
    def is_count(self) -> bool:
        """Tell whether the value counts whole things."""
        return self.unit in UNITS and UNITS[self.unit].dimension in {"count", "people"}


def part_key(target_id: str, part: str | None = None) -> str:
    """Give the key of a target, or of one of its parts: `T17/国家级精品示范村`."""
    return target_id if part is None else f"{target_id}/{part}"


def lines_of(plan: Plan) -> tuple[FillInLine, ...]:
    """
    List the lines of a plan, in its order; offices bear one spelling (the plan's `aliases`).

    Raises `InputError` (H006) where two keys differ in nothing that survives a spreadsheet.
    """
    named = {other: office for office, others in plan.plan.aliases.items() for other in others}
    targets = (line for target in plan.targets for line in _of_target(target, named))
    lines = (*targets, *(_of_not_spatial(entry, named) for entry in plan.not_spatial))
    keys = Counter(tidy(line.key) for line in lines)
    alike = [line.key for line in lines if keys[tidy(line.key)] > 1]
    if alike:
        raise InputError(
            f"plan {plan.plan.id}: {', '.join(alike)} cannot be told apart; give the parts other names",
            code="H006",
        )
    return lines


def _of_target(target: Target, named: dict[str, str]) -> Iterator[FillInLine]:
    offices = tuple(dict.fromkeys(named.get(office, office) for office in target.departments))
    for part in (None, *target.parts):
        question: Question = target if part is None else inherited(part, target)
        asked = part is not None or not target.parts
        yield FillInLine(
            key=part_key(target.id, None if part is None else part.name),
            title=target.title if part is None else f"{target.title}：{part.name}",
            clause=target.clause,
            quote="；".join(target.quote),
            unit=question.unit,
            unit_title=_unit_title(question.unit, question.counter) if asked else "",
            bound=question.bound_value,
            demand=_demand(question, question.unit, question.counter, target) if asked else "见分项",
            offices=offices,
            asked=asked,
            signed=question.indicator == "change",
        )


def _of_not_spatial(entry: NotSpatial, named: dict[str, str]) -> FillInLine:
    return FillInLine(
        key=entry.id,
        title=entry.title,
        clause=entry.clause,
        quote="；".join(entry.quote),
        unit=entry.unit,
        unit_title=_unit_title(entry.unit, None),
        bound=entry.bound_value,
        demand=_demand(entry, entry.unit, None, entry),
        offices=tuple(dict.fromkeys(named.get(office, office) for office in entry.departments)),
        signed=entry.unit.startswith("%") and len(entry.unit) > 1,
    )


def _unit_title(unit: str, counter: str | None) -> str:
    """Write a unit; the word that counts (座, 处) is none of a share or an area."""
    if unit not in UNITS:
        return unit
    return counter if counter and UNITS[unit].dimension == "count" else UNITS[unit].title


def _demand(bound: Bounded, unit: str, counter: str | None, entry: Target | NotSpatial) -> str:
    """Write what is demanded and until when: `≥ 70%（2025 年）`."""
    if unit in UNITS:
        text = bound_text(bound, unit, counter)
    elif bound.sense is None or bound.bound_value is None:
        text = "未给出数值"
    else:
        text = f"{_SIGNS[bound.sense]} {bound.bound_value:,.10g} {unit}".strip()
    told = [f"{entry.year} 年" if entry.year else NO_YEAR]
    told += [] if entry.strength == "约束" else [entry.strength]
    return f"{text}（{'，'.join(told)}）"
