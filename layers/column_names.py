"""Names of columns that collide: alike but for case, cut to ten bytes, or two that could be one field."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gis.features import RawFeatures
from gis.numbers import read_numbers

from .ledger import Ledger
from .spec import Field

_DBF_NAME_BYTES = 10
_CUT_AND_NUMBERED = ("_1", "_2", "_3", "_4", "_5", "_6", "_7", "_8", "_9")
_TOLD = 5


def tell_collisions(raw: RawFeatures, book: Ledger) -> None:
    """Name columns of a file that could be taken for each other, before any is chosen."""
    names = [str(name) for name in raw.frame.columns if name != raw.frame.geometry.name]
    by_case: dict[str, list[str]] = {}
    for name in names:
        by_case.setdefault(name.lower(), []).append(name)
    alike = [group for group in by_case.values() if len(group) > 1]
    if alike:
        book.alarm("H191", columns=_told(alike))
    if raw.format == "Shapefile":
        cut = [[name, *twins] for name in names if (twins := _cut_twins(name, names))]
        if cut:
            book.alarm("H192", columns=_told(cut))
    for known in book.spec.fields:
        _tell_two_sources(raw.frame, known, names, book)


def _tell_two_sources(frame: pd.DataFrame, known: Field, names: Sequence[str], book: Ledger) -> None:
    """Name two columns of numbers that could both be the field, where they hold different figures."""
    if known.unit is None or known.name in book.statement.fields or known.name in names:
        return
    wanted = [known.name.lower(), *(alias.lower() for alias in known.aliases)]
    found = sorted(
        (name for name in names if name.lower() in wanted), key=lambda name: wanted.index(name.lower())
    )
    figures = [read_numbers(frame[name], known.unit).figures.astype(float).to_numpy() for name in found]
    if any(not np.array_equal(figures[0], other, equal_nan=True) for other in figures[1:]):
        book.alarm("H193", column=known.name, title=known.title, used=found[0], others=", ".join(found[1:]))


def _cut_twins(name: str, names: Sequence[str]) -> list[str]:
    """Find the columns whose long names were cut to that of another one and numbered."""
    if len(name.encode("gb18030", "replace")) < _DBF_NAME_BYTES - 1 or name.endswith(_CUT_AND_NUMBERED):
        return []
    return [
        other
        for other in names
        if other != name and other.endswith(_CUT_AND_NUMBERED) and name.startswith(other[:-2])
    ]


def _told(groups: Sequence[Sequence[str]]) -> str:
    return "; ".join(" / ".join(group) for group in groups[:_TOLD]) + (" …" if len(groups) > _TOLD else "")
