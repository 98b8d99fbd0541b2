"""What touching a control line means: outcome classes from dated rule tables that anybody can edit."""

import datetime as dt
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from gis.errors import InputError
from layers.toml_file import read_toml

from .overlap_rows import FootprintOverlap, Hit


class OutcomeClass(StrEnum):
    """The classes of DOMAIN B6, and two for what nobody told: the activity; the rules or the ground."""

    FREE = "free"
    LIMITED = "limited"
    NATIONAL = "national"
    BARRED = "barred"
    UNCLEAR = "unclear"
    PENDING = "pending"


CLASS_TITLES = {
    OutcomeClass.FREE: "不涉及",
    OutcomeClass.LIMITED: "涉及-可能属有限人为活动",
    OutcomeClass.NATIONAL: "涉及-国家重大项目程序",
    OutcomeClass.BARRED: "涉及-原则禁止",
    OutcomeClass.UNCLEAR: "涉及-活动类别不明",
    OutcomeClass.PENDING: "待定",
}
# What weighs most decides where a footprint meets rows of the line under several entries.
_WEIGHT = ("free", "pending", "limited", "national", "unclear", "barred")


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RowRule(_Table):
    """Rows of the line that an entry speaks of: one of the columns holds one of the values."""

    column: tuple[str, ...]
    values: tuple[str, ...]

    def fits(self, hit: Hit) -> bool:
        """Tell whether a row of the line is meant."""
        said = {"id": hit.id, "name": hit.name} | hit.attributes
        own = {name.casefold(): plain(value) for name, value in said.items()}
        wanted = {plain(value) for value in self.values}
        return any(own.get(name.casefold()) in wanted for name in self.column)


class RuleEntry(_Table):
    """One rule: for which activities, rows of the line and days, and what follows."""

    id: str
    document: str
    outcome: OutcomeClass
    text: str
    evidence: Literal["S", "F", "R"]
    activities: tuple[str, ...] = ()
    rows: RowRule | None = None
    national: bool | None = None
    category: int | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None

    def holds_on(self, day: dt.date) -> bool:
        """Tell whether the rule is in force on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class RuleTable(_Table):
    """The rules of one kind of line; the first entry that fits decides, else the default."""

    line: str
    title: str
    version: str
    default: OutcomeClass
    default_text: str = "活动类别不在规则表内，须由主管部门认定"
    default_evidence: Literal["S", "F", "R"] = "R"
    sense: Literal["inside", "outside"] = "inside"
    entries: tuple[RuleEntry, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "RuleTable":
        ids = [entry.id for entry in self.entries]
        if len(ids) != len(set(ids)):
            raise ValueError("two entries bear one id")
        return self

    def in_force(self, day: dt.date) -> tuple[RuleEntry, ...]:
        """List the rules of a day."""
        return tuple(entry for entry in self.entries if entry.holds_on(day))

    def as_json(self, day: dt.date) -> dict[str, object]:
        """Tell which table was used, and what of it was in force."""
        return {
            "line": self.line,
            "title": self.title,
            "version": self.version,
            "as_of": day.isoformat(),
            "entries": [
                {"id": entry.id, "document": entry.document, "evidence": entry.evidence}
                for entry in self.in_force(day)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """What follows for one footprint, by which rule, in words for the sheet."""

    outcome: OutcomeClass
    rule: str = ""
    document: str = ""
    category: int | None = None
    text: str = ""
    evidence: str = ""

    @property
    def title(self) -> str:
        """The class in the words of the plan's screening sheets."""
        return CLASS_TITLES[self.outcome]

    @property
    def told(self) -> str:
        """The class with its reason in one sentence."""
        category = f"第{self.category}类，需认定：" if self.category is not None else ""
        return f"{self.title}（{category}{self.text}）" if self.text else self.title


def rules_for(line: str, tables: Sequence[RuleTable] = ()) -> RuleTable:
    """Give the rules of a kind of line: the user's own, those shipped, or rules that leave all open."""
    own = next((table for table in tables if table.line == line), None)
    if own is not None:
        return own
    shipped = files("analyses") / "rules" / f"{line}.toml"
    if line.isidentifier() and line != "activities" and shipped.is_file():
        return open_rules(str(shipped))
    return RuleTable(
        line=line,
        title="无规则表",
        version="",
        default=OutcomeClass.UNCLEAR,
        default_text="没有规则表，须认定",
    )


def open_rules(path: str | Path) -> RuleTable:
    """Read a rule table; a mistake is answered with line and field."""
    return read_toml(Path(path), RuleTable)


def ruling(
    table: RuleTable,
    row: FootprintOverlap,
    *,
    activities: frozenset[str],
    as_of: dt.date,
    national: bool = False,
) -> Ruling:
    """
    Say what follows for a footprint under the rules of a day.

    Ground shared with the line decides (outside it, where `sense` is outside);
    slivers and touching do not. An activity that no list knows is never guessed:
    entries that ask for one do not fit then.

    Parameters
    ----------
    activities
        What the project is, by `known_activities`; empty if nobody knows.
    national
        Whether the project is stated to be a national major one (国家重大项目).
    """
    if not row.area_m2:
        return Ruling(outcome=OutcomeClass.PENDING, text="项目面积为零或没有图形，无法判定")
    if table.sense == "outside":
        if not row.outside_m2 > 0:
            return Ruling(outcome=OutcomeClass.FREE)
        return _decided(table, None, activities, as_of, national=national)
    hits = [hit for hit in row.hits if hit.area_m2 > 0]
    if not row.overlap_m2 > 0 or not hits:
        return Ruling(outcome=OutcomeClass.FREE)
    found = [_decided(table, hit, activities, as_of, national=national) for hit in hits]
    return max(found, key=lambda one: (_WEIGHT.index(one.outcome), one.rule))


def _decided(
    table: RuleTable, hit: Hit | None, activities: frozenset[str], as_of: dt.date, *, national: bool
) -> Ruling:
    for entry in table.in_force(as_of):
        wrong_activity = bool(entry.activities) and not activities & set(entry.activities)
        wrong_row = entry.rows is not None and (hit is None or not entry.rows.fits(hit))
        wrong_rank = entry.national is not None and entry.national != national
        if not (wrong_activity or wrong_row or wrong_rank):
            return Ruling(
                outcome=entry.outcome,
                rule=entry.id,
                document=entry.document,
                category=entry.category,
                text=entry.text,
                evidence=entry.evidence,
            )
    return Ruling(
        outcome=table.default, rule="default", text=table.default_text, evidence=table.default_evidence
    )


def known_activities(word: str | None) -> frozenset[str]:
    """Give the activity that a word names, with the groups it belongs to; none for an unknown word."""
    names, groups = _activities()
    found = names.get(plain(word or ""))
    if found is None:
        return frozenset()
    return frozenset({found} | {group for group, members in groups.items() if found in members})


def require_known(activity: str) -> str:
    """Refuse an activity that no list knows, with those that one does."""
    if not known_activities(activity):
        known = ", ".join(sorted(set(_activities()[0].values())))
        raise InputError(f"--activity: '{activity}' is not known; use one of {known}", code="H002")
    return activity


@cache
def _activities() -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    table = read_toml(Path(str(files("analyses") / "rules" / "activities.toml")), _Activities)
    names = {plain(word): name for name, words in table.activities.items() for word in (name, *words)}
    return names, table.groups


class _Activities(_Table):
    activities: dict[str, tuple[str, ...]]
    groups: dict[str, tuple[str, ...]]


def plain(text: str) -> str:
    """Write a word without case, width and blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
