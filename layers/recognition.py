"""Which layer of the catalogue a file may be: by its name, its geometry and its columns."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache

from gis.tabular.register_head import head_key

from .catalogue import CATALOGUE
from .spec import LINES, POINTS, POLYGONS, LayerSpec

_COMMON_FIELDS = frozenset(
    {"id", "name", "status", "built", "code", "unit_code", "coord_system", "source", "version", "approved"}
)
_FAMILIES = (POINTS | {"MultiPoint"}, LINES | {"LinearRing"}, POLYGONS)
_SHORTEST_PART = 2  # letters of an alias that may be a part of a longer name
_SAME = 100
_FEW_LAYERS = 3  # a column known to more layers (阶段, 所属乡镇) tells none of them


class Grounds(IntEnum):
    """What a likeness rests on, the surest last."""

    COLUMNS = 0
    PART_OF_NAME = 1
    SAME_NAME = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How a file resembles a layer of the catalogue: a score, and the words that say why."""

    name: str
    score: int
    reasons: tuple[str, ...]
    grounds: Grounds = Grounds.COLUMNS
    peculiar: tuple[str, ...] = ()  # titles of its columns that no other layer knows


@dataclass(frozen=True, slots=True, kw_only=True)
class _Column:
    """A field of a layer that is not common to all, with the words that files use for it."""

    title: str
    words: frozenset[str]


def likely_layers(names: Sequence[str], kinds: Iterable[str], columns: Iterable[str]) -> list[Likeness]:
    """
    List the layers that a file may be, best first.

    `names` are those of the layer inside the file and of the file, the nearer one
    first: a farther one counts only where no nearer one resembles any layer. `kinds`
    are its geometry types, none for a table without places, which only a register may
    be; `columns` its fields. A layer of another geometry is never likely; one without
    a resembling name needs a field of its own (such as 地类编码), a table two.
    """
    present = set(kinds)
    heads = [str(column) for column in columns]
    lowered = {plain(form) for head in heads for form in (head, head_key(head))}
    possible = [spec for spec in CATALOGUE.values() if _may_be(spec, present)]
    nearest = next((name for name in names if any(_by_name(spec, name) for spec in possible)), None)
    found = [_likeness(spec, nearest, lowered, table=not present) for spec in possible]
    return sorted((likeness for likeness in found if likeness), key=lambda likeness: -likeness.score)


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Fold a name for comparison: half-width, lower case, without blanks, signs and years."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-—.()\[\]【】（）]|(19|20)\d\d年?", "", folded)


def _may_be(spec: LayerSpec, kinds: set[str]) -> bool:
    if not kinds:
        return not spec.geometry or spec.register_too
    return all(any(kind in family and spec.geometry & family for family in _FAMILIES) for kind in kinds)


def _likeness(spec: LayerSpec, name: str | None, columns: set[str], *, table: bool) -> Likeness | None:
    weight = 0 if name is None else _by_name(spec, name)
    own = [column for column in _columns()[spec.name] if column.words & columns]
    spread = [min(_known_to()[word] for word in column.words & columns) for column in own]
    telling = sum(times <= _FEW_LAYERS for times in spread)
    named = bool(weight) and (not table or weight == _SAME or bool(own) or not spec.geometry)
    if not named and telling < (2 if table else 1):
        return None
    reasons = [f"名称“{name}”"] if weight else []
    return Likeness(
        name=spec.name,
        score=10 * weight + len(own),
        reasons=(*reasons, *(f"字段“{column.title}”" for column in own)),
        grounds=Grounds.SAME_NAME if weight == _SAME else Grounds(int(weight > 0)),
        peculiar=tuple(column.title for column, times in zip(own, spread, strict=True) if times == 1),
    )


def _by_name(spec: LayerSpec, name: str) -> int:
    words = (spec.name, spec.title, *spec.aliases)
    return max(_resemblance(plain(name), plain(word)) for word in words)


@cache
def _columns() -> dict[str, tuple[_Column, ...]]:
    return {
        spec.name: tuple(
            _Column(
                title=field.title or field.name, words=frozenset(map(plain, (field.name, *field.aliases)))
            )
            for field in spec.fields
            if field.name not in _COMMON_FIELDS
        )
        for spec in CATALOGUE.values()
    }


@cache
def _known_to() -> Counter[str]:
    """Count the layers that know a word as the name of a column."""
    return Counter(
        word
        for columns in _columns().values()
        for word in frozenset[str]().union(*(column.words for column in columns))
    )


def _resemblance(name: str, word: str) -> int:
    """Weigh a name against a word: equal counts most, then the longer the word that it contains."""
    if name == word:
        return _SAME
    inside = word in name and (
        len(word) >= _SHORTEST_PART if not word.isascii() else len(word) > _SHORTEST_PART
    )
    return min(len(word.encode("utf-8")), _SAME - 1) if inside else 0
