"""Which layer of the catalogue a file may be: by its name, its geometry and its columns."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .catalogue import CATALOGUE
from .spec import LINES, POINTS, POLYGONS, LayerSpec

_COMMON_FIELDS = frozenset(
    {"id", "name", "status", "built", "code", "unit_code", "coord_system", "source", "version", "approved"}
)
_FAMILIES = (POINTS | {"MultiPoint"}, LINES | {"LinearRing"}, POLYGONS)
_SHORTEST_PART = 2  # letters of an alias that may be a part of a longer name


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """How a file resembles a layer of the catalogue: a score, and the words that say why."""

    name: str
    score: int
    reasons: tuple[str, ...]


def likely_layers(names: Sequence[str], kinds: Iterable[str], columns: Iterable[str]) -> list[Likeness]:
    """
    List the layers that a file may be, best first.

    `names` are those of the file and of the layer inside it, `kinds` its geometry
    types, `columns` its fields. A layer of another geometry is never likely; one
    without a resembling name needs a field of its own (such as 地类编码).
    """
    present = set(kinds)
    lowered = {plain(column) for column in columns}
    found = [
        likeness
        for spec in CATALOGUE.values()
        if _may_be(spec, present) and (likeness := _likeness(spec, names, lowered)) is not None
    ]
    return sorted(found, key=lambda likeness: -likeness.score)


def plain(text: str) -> str:
    """Fold a name for comparison: half-width, lower case, without blanks, signs and years."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\s_\-—.()\[\]【】（）]|(19|20)\d\d年?", "", folded)


def _may_be(spec: LayerSpec, kinds: set[str]) -> bool:
    return bool(kinds) and all(
        any(kind in family and spec.geometry & family for family in _FAMILIES) for kind in kinds
    )


def _likeness(spec: LayerSpec, names: Sequence[str], columns: set[str]) -> Likeness | None:
    by_name = max(
        ((_resemblance(plain(name), plain(word)), name) for name in names for word in _words(spec)),
        default=(0, ""),
    )
    own = [
        field.title or field.name
        for field in spec.fields
        if field.name not in _COMMON_FIELDS and columns & {plain(field.name), *map(plain, field.aliases)}
    ]
    if not by_name[0] and not own:
        return None
    reasons = [f"名称“{by_name[1]}”"] if by_name[0] else []
    reasons += [f"字段“{title}”" for title in own]
    return Likeness(name=spec.name, score=10 * by_name[0] + len(own), reasons=tuple(reasons))


def _words(spec: LayerSpec) -> tuple[str, ...]:
    return (spec.name, spec.title, *spec.aliases)


def _resemblance(name: str, word: str) -> int:
    """Weigh a name against a word: equal counts most, then the longer the word that it contains."""
    if name == word:
        return 100
    inside = word in name and (
        len(word) >= _SHORTEST_PART if not word.isascii() else len(word) > _SHORTEST_PART
    )
    return len(word.encode("utf-8")) if inside else 0
