"""One kind of finding or refusal: its code, what it says in both languages, and what a user can do."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How far a finding touches the figures."""

    NOTICE = "notice"  # said for the record; the figures stand
    WARNING = "warning"  # the figures stand under a stated assumption
    ERROR = "error"  # the input was refused


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmKind:
    """
    One code of the registry.

    `says` and `says_zh` are sentences with fields in braces; refusals bring
    their own sentence and have only a title here.
    """

    code: str
    severity: Severity
    says: str
    says_zh: str
    fix: str
    fix_zh: str


Kinds = Mapping[str, AlarmKind]
_Row = tuple[str, str, str, str, str]


def kinds(severity: Severity, *rows: _Row) -> dict[str, AlarmKind]:
    """Make kinds of one severity from rows of (code, says, says_zh, fix, fix_zh)."""
    return {
        code: AlarmKind(code=code, severity=severity, says=says, says_zh=says_zh, fix=fix, fix_zh=fix_zh)
        for code, says, says_zh, fix, fix_zh in rows
    }


def refusals(*rows: _Row) -> dict[str, AlarmKind]:
    """Make kinds that refuse the input."""
    return kinds(Severity.ERROR, *rows)


def warnings(*rows: _Row) -> dict[str, AlarmKind]:
    """Make kinds under which figures stand with an assumption."""
    return kinds(Severity.WARNING, *rows)


def notices(*rows: _Row) -> dict[str, AlarmKind]:
    """Make kinds that are said for the record."""
    return kinds(Severity.NOTICE, *rows)
