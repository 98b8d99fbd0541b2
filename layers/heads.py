"""Heads of columns that name their unit: `装机容量（万千瓦）`, `面积_亩`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from gis.named_units import unit_factor

from .spec import Field

_BRACKETED = re.compile(
    r"(?P<stem>[^()（）\[\]【】]+?)\s*[(（\[【](?:单位[:：]?)?(?P<unit>[^()（）\[\]【】]+)[)）\]】]"
)
_APPENDED = re.compile(r"(?P<stem>.+?)[_ ](?P<unit>[^_ ]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHead:
    """A column whose head names a unit, and how many of the field's unit one of it is."""

    column: str
    unit: str
    factor: Fraction


def head_with_unit(columns: Sequence[str], known: Field) -> UnitHead | None:
    """Find the column of a field of numbers by its name before a unit of the same kind."""
    if known.unit is None:
        return None
    stems = {name.casefold() for name in (known.name, *known.aliases, _stem(known.title))}
    for column in columns:
        for form in (_BRACKETED, _APPENDED):
            match = form.fullmatch(column.strip())
            if match is None or match["stem"].strip().casefold() not in stems:
                continue
            factor = unit_factor(match["unit"], known.unit)
            if factor is not None:
                return UnitHead(column=column, unit=match["unit"].strip(), factor=factor)
    return None


def _stem(title: str) -> str:
    match = _BRACKETED.fullmatch(title)
    return title if match is None else match["stem"]
