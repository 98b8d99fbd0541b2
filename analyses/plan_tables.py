"""What a plan file may hold: targets with clause, quote, question and bound; projects; the rest."""

import datetime as dt
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from gis.errors import InputError, ToolkitError
from layers.catalogue import known_layer

from .quantities import known_unit
from .question_kinds import QUESTION_KINDS, share_slip, slips

Indicator = Literal[
    "area_coverage",  # facilities; scope; parameters radius_m
    "people_coverage",
    "average_radius",
    "farthest_distance",
    "area_share",  # cover; scope; parameters classes, maybe
    "presence",  # units, facilities: share of units that have one
    "row_share",  # rows: share of a layer's rows that count, by number, area or a column (parameter weight)
    "count",  # rows: how many count (parameter distinct: by a column)
    "total",  # rows: sum of a column (parameter column)
    "length",  # rows: lines, clipped to the scope
    "area",  # rows: polygons dissolved, clipped to the scope
    "overlap",  # rows inside (or outside) ground: exclusion
    "change",  # before, after: of an area, a class area or the sum of a column
    "reported",  # no layer can answer: only the fill-in workbook
]
Sense = Literal["at_least", "at_most", "equals"]
Strength = Literal["约束", "力争", "原则上", "基本"]
Finite = Annotated[float, Field(allow_inf_nan=False)]
Parameter = bool | Finite | str | tuple[str, ...]


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _unit_known(name: str) -> str:
    try:
        return known_unit(name)
    except ToolkitError as fault:
        raise ValueError(str(fault)) from fault


Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
UnitName = Annotated[str, AfterValidator(_unit_known)]


class Bounded(_Table):
    """Anything with a bound; at most one of the three is given."""

    at_least: Finite | None = None
    at_most: Finite | None = None
    equals: Finite | None = None

    @property
    def sense(self) -> Sense | None:
        """Which of the three bounds is given."""
        if self.at_least is not None:
            return "at_least"
        if self.at_most is not None:
            return "at_most"
        return "equals" if self.equals is not None else None

    @property
    def bound_value(self) -> float | None:
        """The bound, in the unit of the target."""
        given = [value for value in (self.at_least, self.at_most, self.equals) if value is not None]
        return given[0] if given else None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if sum(value is not None for value in (self.at_least, self.at_most, self.equals)) > 1:
            raise ValueError("give one of at_least, at_most, equals")
        return self


def alternatives(names: str) -> tuple[str, ...]:
    """Part what a role names: `forest | dltb` is the first of the two that a district has."""
    return tuple(name.strip() for name in names.split("|"))


class Counting(_Table):
    """
    Which values of a column make a row count and which do not; every other value is unknown.

    Texts are listed in `yes` and `no`. A number counts from `at_least` on and up
    to, but not at, `below`; any other number does not (以上 includes, 以下 excludes).
    """

    yes: Texts = ()
    no: Texts = ()
    at_least: Finite | None = None
    below: Finite | None = None

    @model_validator(mode="after")
    def _texts_or_numbers(self) -> Self:
        numbers = self.at_least is not None or self.below is not None
        if numbers == bool(self.yes):
            raise ValueError("give either the texts of `yes`, or numbers in `at_least` or `below`")
        if numbers and self.no:
            raise ValueError("`no` lists texts; a column of numbers needs none")
        if both := sorted({*self.yes} & {*self.no}):
            raise ValueError(f"{', '.join(both)} cannot count and not count; list it once")
        return self


class Question(Bounded):
    """
    What is asked of layers, by kind of question.

    `layers` maps a role of the indicator to a layer of the catalogue (`a | b`: the
    first of them that the district has). `where`
    says which rows are in question at all: role -> column -> accepted values.
    `counts` says which of those count; a value in neither list is unknown and
    makes an interval; with `any_of` one rule that says yes is enough, and only a
    row to which all say no is out. `since = "baseline"` counts only rows built after the
    district's baseline date (新建, 新增); rows without a date are unknown.
    """

    indicator: Indicator = "reported"
    layers: dict[str, str] = {}
    scope: str | None = None
    where: dict[str, dict[str, Texts]] = {}
    counts: dict[str, Counting] = {}
    any_of: bool = False
    since: Literal["baseline"] | dt.date | None = None
    parameters: dict[str, Parameter] = {}
    unit: UnitName = "share"
    counter: str | None = None  # the word that counts: 座, 家, 户

    @model_validator(mode="after")
    def _layers_are_known(self) -> Self:
        for name in self.layers_named():
            try:
                known_layer(name, "layers")
            except InputError as fault:
                raise ValueError(str(fault)) from fault
        return self

    def layers_named(self) -> tuple[str, ...]:
        """List every layer that the question names, alternatives included."""
        return tuple(name for names in self.layers.values() for name in alternatives(names))


class PartEntry(Question):
    """
    One of several numbers that a target asks for; what it leaves out it takes from the target.

    `year` and `strength` are given where the wording sets them for this number
    alone (力争 for one of two).
    """

    name: str
    year: int | None = None
    strength: Strength | None = None


class ReadingEntry(Question):
    """One way to read the wording. `judged = false`: shown, never decided by."""

    name: str
    title: str
    judged: bool = True
    share_from_decision: bool = False


class SiblingEntry(Question):
    """
    The same question under another definition; what it leaves out it takes from the target.

    `judged = false`: a figure beside the target (a forecast, a part of it), not
    another reading of it; it says nothing of whether the verdict is robust.
    """

    definition: str
    judged: bool = True


class SumOf(_Table):
    """One of the named things that a target's number is the sum of; in the target's unit."""

    name: str
    value: Finite


class Target(Question):
    """One promise of the plan."""

    id: str
    title: str
    theme: str
    clause: str
    quote: Texts
    kind: Literal["DC", "AS", "UP", "CT", "LN", "CP", "AR", "EX", "OT"]
    year: int | None = None
    strength: Strength = "约束"
    departments: Texts = ()
    parts: tuple[PartEntry, ...] = ()
    readings: tuple[ReadingEntry, ...] = ()
    open_wording: str | None = None
    siblings: tuple[SiblingEntry, ...] = ()
    sum_of: tuple[SumOf, ...] = ()
    open_list: bool = False  # the wording ends in 等: more than the named ones may be meant
    notes: Texts = ()

    @model_validator(mode="after")
    def _parts_or_indicator(self) -> Self:
        if self.parts and self.sense is not None:
            raise ValueError("a target with parts has its bounds in them")
        names = [part.name for part in self.parts]
        if len(names) != len(set(names)):
            raise ValueError("two parts bear one name")
        return self

    @model_validator(mode="after")
    def _questions_are_sound(self) -> Self:
        given: tuple[Question, ...] = (*self.parts, *self.readings, *self.siblings)
        asked = [*(() if self.parts else (self,)), *given]
        whole = [entry if entry is self else inherited(entry, self) for entry in asked]
        read = frozenset().union(*(QUESTION_KINDS[entry.indicator].parameters for entry in whole))
        told = [
            f"{getattr(entry, 'name', None) or getattr(entry, 'definition', None) or 'the target'}: {slip}"
            for entry, full in zip(asked, whole, strict=True)
            for slip in slips(
                full.indicator,
                roles=full.layers,
                where=full.where,
                parameters=full.parameters,
                unit=full.unit,
                bound=full.bound_value,
                own=frozenset(entry.model_fields_set),
                others=read if entry is self or not entry.parameters else read & set(self.parameters),
            )
        ]
        if told:
            raise ValueError(f"{self.id}: {'; '.join(told)}")
        return self


class ProjectEntry(_Table):
    """A named project that has a place; `activity` is the word that rule tables of control lines know."""

    id: str
    name: str
    theme: str
    clause: str
    quote: Texts
    activity: str
    aliases: Texts = ()
    departments: Texts = ()
    notes: Texts = ()


class NotSpatial(Bounded):
    """A promise that no map can prove; it keeps its row, and a reported value where somebody fills one in."""

    id: str
    title: str
    theme: str
    clause: str
    quote: Texts
    unit: str = ""
    year: int | None = None
    strength: Strength = "约束"
    departments: Texts = ()
    notes: Texts = ()

    @model_validator(mode="after")
    def _share_is_one(self) -> Self:
        if slip := share_slip(self.unit, self.bound_value):
            raise ValueError(f"{self.id}: {slip}")
        return self


class PlanHead(_Table):
    """Which document the plan is."""

    id: str
    title: str
    issued: dt.date
    district: str = ""
    aliases: dict[str, Texts] = {}  # one place or office under several spellings in the document


class Plan(_Table):
    """A whole plan file."""

    plan: PlanHead
    targets: tuple[Target, ...] = Field(min_length=1)
    projects: tuple[ProjectEntry, ...] = ()
    not_spatial: tuple[NotSpatial, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        ids = [target.id for target in self.targets]
        ids += [project.id for project in self.projects] + [entry.id for entry in self.not_spatial]
        twice = sorted({name for name in ids if ids.count(name) > 1})
        if twice:
            raise ValueError(f"several entries are called {', '.join(twice)}")
        return self

    def target(self, wanted: str) -> Target:
        """Find a target by its id."""
        for target in self.targets:
            if target.id == wanted:
                return target
        known = ", ".join(target.id for target in self.targets)
        raise InputError(f"no target '{wanted}' in plan {self.plan.id}; it has {known}", code="H006")


_Asked = TypeVar("_Asked", bound=Question)
_INHERITED = ("indicator", "layers", "scope", "where", "counts", "any_of", "since", "unit", "counter")


def inherited(entry: _Asked, target: Target) -> _Asked:
    """Complete a part, reading or sibling with what it leaves out, from its target."""
    missing = {name: getattr(target, name) for name in _INHERITED if name not in entry.model_fields_set}
    parameters = {**target.parameters, **entry.parameters}
    return entry.model_copy(update={**missing, "parameters": parameters})
