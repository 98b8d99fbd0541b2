"""The promises of a plan one by one: a target, each of its parts, and what no map can prove, in one form."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from analyses.plan_tables import (
    Bounded,
    NotSpatial,
    PartEntry,
    Plan,
    ProjectEntry,
    Question,
    Sense,
    Target,
    inherited,
)

Entry = Target | ProjectEntry | NotSpatial


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One number (or the lack of one) that a plan promises; `question` is None where no layer is asked."""

    id: str
    title: str
    quote: tuple[str, ...]
    unit: str
    question: Question | None
    sense: Sense | None
    bound: float | None
    year: int | None
    strength: str

    @property
    def indicator(self) -> str:
        """What is asked of layers; `reported` where nothing is."""
        return "reported" if self.question is None else self.question.indicator


def entries(plan: Plan) -> tuple[Entry, ...]:
    """Give everything in the plan that has an id and a quote."""
    return (*plan.targets, *plan.projects, *plan.not_spatial)


def promised(plan: Plan) -> tuple[Target | NotSpatial, ...]:
    """Give everything that the plan promises, on a map or off it."""
    return (*plan.targets, *plan.not_spatial)


def offices(plan: Plan) -> dict[str, list[str]]:
    """Give the office names of a plan with the ids of the entries that name them."""
    named: dict[str, list[str]] = {}
    for entry in entries(plan):
        for office in entry.departments:
            named.setdefault(office, []).append(entry.id)
    return named


def year_of(part: PartEntry, target: Target) -> int | None:
    """Give the year of a part: its own, else the target's."""
    return target.year if part.year is None else part.year


def years(entry: Target | NotSpatial) -> set[int | None]:
    """Give the years of the numbers of an entry: of its parts where it has some."""
    parts = entry.parts if isinstance(entry, Target) else ()
    return {year_of(part, entry) for part in parts if isinstance(entry, Target)} or {entry.year}


def strengths(entry: Target | NotSpatial) -> set[str]:
    """Give how firmly the numbers of an entry are promised: of its parts where it has some."""
    parts = entry.parts if isinstance(entry, Target) else ()
    return {part.strength or entry.strength for part in parts} or {entry.strength}


def promises(plan: Plan) -> Iterator[Promise]:
    """Give every promise: the parts of a target that has some, else the target; then the register."""
    for target in plan.targets:
        for part in target.parts:
            promise = _asked(target, inherited(part, target), part.name)
            yield replace(promise, year=year_of(part, target), strength=part.strength or target.strength)
        if not target.parts:
            yield _asked(target, target, target.title)
    for item in plan.not_spatial:
        yield _promise(item, item, title=item.title, unit=item.unit, question=None)


def judged_bounds(target: Target) -> Iterator[tuple[Question, str]]:
    """Give every question of a target that has a bound and decides, readings included, with its title."""
    if target.sense is not None:
        yield target, target.title
    for part in target.parts:
        if part.sense is not None:
            yield inherited(part, target), part.name
    for reading in target.readings:
        if reading.judged and reading.sense is not None:
            yield inherited(reading, target), reading.title


def _asked(target: Target, question: Question, title: str) -> Promise:
    return _promise(target, question, title=title, unit=question.unit, question=question)


def _promise(
    entry: Target | NotSpatial, bounded: Bounded, *, title: str, unit: str, question: Question | None
) -> Promise:
    return Promise(
        id=entry.id,
        title=title,
        quote=entry.quote,
        unit=unit,
        question=question,
        sense=bounded.sense,
        bound=bounded.bound_value,
        year=entry.year,
        strength=entry.strength,
    )
