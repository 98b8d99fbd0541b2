"""Two lists of land classes share their numbers: which one a layer speaks, and on what evidence."""

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd

from .land_codes import clean_code, have_lost_zeros, is_among, with_zero

THIRD_SURVEY, LAND_AND_SEA_USE = "third_survey", "land_and_sea_use"
_BOTH = (THIRD_SURVEY, LAND_AND_SEA_USE)
# Numbers that mean different things in the two lists (DOMAIN B4).
CONTESTED = ("0303", "0304", "0305", "0306")
_GROUP, _SHORT = 2, 4  # digits of a group, and of a class
_MOST = 0.5
_LISTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeTable:
    """One list of land classes; groups that it does not spell out take any class of theirs."""

    title: str
    spellings: tuple[str, ...]
    groups: frozenset[str]
    listed: frozenset[str]
    digits: int
    suffix: str
    classes: Mapping[str, str]

    def has(self, code: str) -> bool:
        """Tell whether the list has a code."""
        found = re.fullmatch(rf"((?:\d\d){{1,{self.digits // 2}}}){self.suffix}", code)
        if found is None or code[:_GROUP] not in self.groups:
            return False
        digits = found.group(1)
        spelt_out = digits[:_GROUP] in self.listed and len(digits) > _GROUP
        return not spelt_out or digits[:_SHORT] in self.classes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCodes:
    """
    A layer's codes as they are counted.

    `codes` are the plain codes, a row each; `rewritten` says which values of the file
    read otherwise. `land` is False for a scheme of the user's own. `systems` are the
    lists that the layer may speak: one, both where the evidence disagrees, none where
    nothing tells. `stated` tells whether someone said so, `evidence` what speaks for it.
    """

    codes: pd.Series
    classes: tuple[str, ...] | None
    maybe: tuple[str, ...]
    land: bool
    unlisted: frozenset[str] = frozenset()
    systems: tuple[str, ...] = ()
    stated: bool = False
    evidence: tuple[str, ...] = ()
    contested: bool = False
    rewritten: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """Name the list, or both."""
        return "/".join(code_table(system).title for system in self.systems)


@cache
def code_table(system: str) -> CodeTable:
    """Read one of the two lists, with its source in the file."""
    told = tomllib.loads((files("analyses") / "code_tables" / f"{system}.toml").read_text(encoding="utf-8"))
    return CodeTable(
        title=told["title"],
        spellings=tuple(told["spellings"]),
        groups=frozenset(told["groups"]),
        listed=frozenset(told["listed"]),
        digits=told["digits"],
        suffix=told["suffix"],
        classes=told["classes"],
    )


def stated_systems(values: Iterable[object]) -> set[str]:
    """Give the lists that a column (or a user) names; what names none is passed over."""
    found = set()
    for value in values:
        text = clean_code(value)
        found |= {
            system
            for system in _BOTH
            if text == system or any(word in text for word in code_table(system).spellings)
        }
    return found


def read_codes(
    values: pd.Series,
    classes: Sequence[str] | None,
    maybe: Sequence[str] = (),
    *,
    stated: Iterable[str] = (),
) -> ReadCodes:
    """
    Read a column of codes for a question about some classes.

    Parameters
    ----------
    values
        The codes as the file writes them: text, numbers, blanks.
    classes, maybe
        Codes asked for. Where none of them is in the two lists the scheme is the
        user's own, and every code is taken at face value.
    stated
        The lists that a column or the user names, by `stated_systems`.

    Returns
    -------
    ReadCodes
        Of an undecided list the contested codes (0303-0306) asked for are moved from
        `classes` to `maybe`.
    """
    plain = _each(values, clean_code)
    seen = set(plain) - {""}
    padded = have_lost_zeros(seen)
    asked = tuple(_padded((*(classes or ()), *maybe), padded=padded))
    codes = _each(plain, with_zero) if padded else plain
    present = set(codes) - {""}
    if not _asks_for_land(asked, present):
        codes = _as_wide_as_asked(plain, (*(classes or ()), *maybe))
        own = None if classes is None else tuple(map(clean_code, classes))
        written = _rewritten(values, codes)
        return ReadCodes(
            codes=codes, classes=own, maybe=tuple(map(clean_code, maybe)), land=False, rewritten=written
        )
    systems, evidence = _decided(present, set(stated))
    contested = any(len(one) >= _SHORT and one[:_SHORT] in CONTESTED for one in asked) and any(
        code[:_SHORT] in CONTESTED and is_among(code, asked) for code in present
    )
    sure, open_ = asked[: len(classes or ())], asked[len(classes or ()) :]
    if len(systems) > 1:
        open_ = (*open_, *(code for code in sure if code[:_SHORT] in CONTESTED))
        sure = tuple(code for code in sure if code[:_SHORT] not in CONTESTED)
    tables = [code_table(system) for system in systems or _BOTH]
    return ReadCodes(
        codes=codes,
        classes=None if classes is None else sure,
        maybe=open_,
        land=True,
        unlisted=frozenset(code for code in present if not any(table.has(code) for table in tables)),
        systems=systems,
        stated=len(set(stated)) == 1,
        evidence=evidence,
        contested=contested,
        rewritten=_rewritten(values, codes),
    )


def codes_of_names(
    asked: Sequence[str], values: pd.Series, *, stated: Iterable[str] = (), titles: Iterable[str] = ()
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Put codes for the names of classes that the lists know (乔木林地: 0301).

    A name that has other codes in the other list gets that of the layer's list. A
    layer that writes names itself, and names that a legend has (`titles`), stay as
    they are. Returns the codes that are sure, and those of a name whose list stays open.
    """
    present = set(map(clean_code, values.unique())) - {""}
    if any(_codes_called(code) for code in present):
        return tuple(asked), ()
    named = {title.strip() for title in titles}
    padded = have_lost_zeros(present)
    speaking, _ = _decided({with_zero(code) for code in present} if padded else present, set(stated))
    sure: list[str] = []
    open_: list[str] = []
    for one in asked:
        name = clean_code(one)
        codes = {} if name in named else _codes_called(name)
        own = list(dict.fromkeys(code for system in speaking or _BOTH for code in codes.get(system, ())))
        if len(speaking) > 1 and len({codes.get(system) for system in speaking}) > 1:
            open_ += own or [one]
        else:
            sure += own or [one]
    return tuple(dict.fromkeys(sure)), tuple(dict.fromkeys(open_))


def _codes_called(name: str) -> dict[str, tuple[str, ...]]:
    """Give the codes that bear a name, by list."""
    found = {
        system: tuple(code for code, title in code_table(system).classes.items() if title == name)
        for system in _BOTH
    }
    return {system: codes for system, codes in found.items() if codes}


def _decided(present: set[str], stated: set[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Choose the list of a layer's codes and name the codes that speak for it; none where none do."""
    if len(stated) == 1:
        return tuple(stated), ()
    only = {
        system: sorted(
            code
            for code in present
            if code_table(system).has(code)
            and not any(code_table(other).has(code) for other in _BOTH if other != system)
        )
        for system in _BOTH
    }
    speaking = tuple(system for system in _BOTH if only[system])
    if len(speaking) > 1 or len(stated) > 1:
        return _BOTH, tuple(code for system in _BOTH for code in only[system][:_LISTED])
    if speaking:
        return speaking, tuple(only[speaking[0]][:_LISTED])
    contested = sorted(code for code in present if code[:_SHORT] in CONTESTED)
    if contested:  # 0303 and 0304 alone: inland there are no mangroves and hardly a forest swamp (DOMAIN B4)
        return (LAND_AND_SEA_USE,), tuple(contested[:_LISTED])
    return (), ()


def _asks_for_land(asked: Sequence[str], present: set[str]) -> bool:
    """Tell whether the question is put in land classes; two digits alone could be anybody's numbers."""
    known = [code for code in asked if in_a_list(code)]
    if any(len(code) > _GROUP for code in known):
        return True
    return bool(known) and sum(map(in_a_list, present)) > _MOST * len(present)


def in_a_list(code: str) -> bool:
    """Tell whether either list has a code."""
    return any(code_table(system).has(code) for system in _BOTH)


def _padded(asked: Sequence[str], *, padded: bool) -> Iterable[str]:
    """Write the codes asked for as those of the layer; a single digit may be a code of its own."""
    for code in map(clean_code, asked):
        yield with_zero(code) if padded and len(code) > 1 else code


def _as_wide_as_asked(plain: pd.Series, asked: Sequence[str]) -> pd.Series:
    """Give numbers of a user's own scheme the zeros back that the codes asked for begin with."""
    wanted = {len(code) for code in map(clean_code, asked) if code.isdigit() and code.startswith("0")}
    if len(wanted) != 1 or plain.str.startswith("0").any():
        return plain
    width = wanted.pop()
    return plain.map(lambda code: code.zfill(width) if code.isdigit() else code)


def _rewritten(values: pd.Series, codes: pd.Series) -> dict[str, str]:
    """Name the values that were written otherwise than they are counted."""
    pairs = pd.DataFrame({"raw": values.astype(object), "code": codes}).drop_duplicates()
    return {str(value): code for value, code in pairs.itertuples(index=False) if code and str(value) != code}


def _each(values: pd.Series, written: Callable[[Any], str]) -> pd.Series:
    """Write every value anew, each distinct one once."""
    places, distinct = pd.factorize(values.to_numpy(dtype=object), use_na_sentinel=False)
    texts = np.array([written(value) for value in distinct], dtype=object)
    return pd.Series(texts[places], index=values.index, dtype=object)


def most_common(codes: Iterable[str]) -> str:
    """Name the most frequent codes of a layer."""
    return ", ".join(code or "（空）" for code, _ in Counter(codes).most_common(_LISTED))
