"""A plan as data: targets with clause, quote, bound, scope and, where wording is open, readings."""

import datetime as dt
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from gis.errors import InputError
from layers.catalogue import known_layer
from layers.toml_file import read_toml

Indicator = Literal["area_coverage", "people_coverage", "average_radius", "farthest_distance", "area_share"]
Sense = Literal["at_least", "at_most", "equals"]

_LONGEST_ID = 80  # letters of a plan's id


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Bounded(_Table):
    """Anything with a bound; at most one of the three is given."""

    at_least: float | None = None
    at_most: float | None = None
    equals: float | None = None

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


class Counting(_Table):
    """Which values of a column make a row count and which do not; every other value is unknown."""

    yes: tuple[str, ...]
    no: tuple[str, ...] = ()


class ReadingEntry(Bounded):
    """One way to read the wording. `judged = false`: shown, never decided by."""

    name: str
    title: str
    indicator: Indicator
    parameters: dict[str, float | tuple[str, ...]] = {}
    unit: Literal["share", "m"] = "share"
    judged: bool = True
    share_from_decision: bool = False


class SiblingEntry(_Table):
    """The same question under another definition."""

    definition: str
    indicator: Indicator = "area_coverage"
    scope: str | None = None


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


class Target(Bounded):
    """One promise of the plan."""

    id: str
    title: str
    theme: str
    clause: str
    quote: str
    kind: Literal["DC", "AS", "UP", "CT", "LN", "CP", "AR", "EX", "OT"]
    indicator: Indicator
    layers: dict[str, str]
    scope: str
    parameters: dict[str, float | tuple[str, ...]] = {}
    counts: dict[str, Counting] = {}
    unit: Literal["share", "m"] = "share"
    year: int | None = None
    strength: Literal["约束", "力争", "原则上", "基本"] = "约束"
    departments: tuple[str, ...] = ()
    readings: tuple[ReadingEntry, ...] = ()
    open_wording: str | None = None
    siblings: tuple[SiblingEntry, ...] = ()
    notes: Annotated[tuple[str, ...], BeforeValidator(_as_tuple)] = ()

    @model_validator(mode="after")
    def _layers_are_known(self) -> Self:
        for name in self.layers.values():
            try:
                known_layer(name, self.id)
            except InputError as fault:
                raise ValueError(str(fault)) from fault
        return self


class PlanHead(_Table):
    """Which document the plan is."""

    id: str
    title: str
    issued: dt.date
    district: str = ""


class Plan(_Table):
    """A whole plan file."""

    plan: PlanHead
    targets: tuple[Target, ...] = Field(min_length=1)

    def target(self, wanted: str) -> Target:
        """Find a target by its id."""
        for target in self.targets:
            if target.id == wanted:
                return target
        known = ", ".join(target.id for target in self.targets)
        raise InputError(f"no target '{wanted}' in plan {self.plan.id}; it has {known}", code="H006")


def open_plan(name: str, folder: Path | None = None) -> Plan:
    """Open a plan shipped with the package by its id, or a plan file by its path (relative to `folder`)."""
    shipped = files("analyses") / "plans" / f"{name}.toml"
    plain = len(name) <= _LONGEST_ID and "/" not in name and "\\" not in name and not name.endswith(".toml")
    if plain and shipped.is_file():
        return read_toml(Path(str(shipped)), Plan)
    if not name.endswith(".toml"):
        known = sorted(entry.name.removesuffix(".toml") for entry in (files("analyses") / "plans").iterdir())
        raise InputError(
            f"district.toml (plan): no plan '{name[:_LONGEST_ID]}' is shipped; "
            f"take {', '.join(known)} or name a plan file (.toml)",
            code="H006",
        )
    return read_toml((folder or Path()) / name, Plan)
