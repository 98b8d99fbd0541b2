"""What a named layer must be: geometry, columns with their units and accepted names, values that count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Export(StrEnum):
    """How much of a layer may leave the house."""

    FULL = "full"
    DRAWN = "drawn"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """
    A column that the toolkit knows by name.

    `aliases` are the names that real files use; `spellings` maps each official
    value to what else means it; `assumed` is taken, with an alarm, where the column
    is absent. A column with a `unit` holds numbers, one with `date` days, all others text.
    """

    name: str
    aliases: tuple[str, ...] = ()
    title: str = ""
    unit: str | None = None
    date: bool = False
    required: bool = False
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LayerSpec:
    """
    A layer of the catalogue, or one made for an unnamed file.

    `covers_all`: its polygons are meant to cover all ground, so that bare ground
    is missing data. `bounds`: its polygons bound other figures, so that a row
    without a shape is refused instead of skipped. No `geometry` at all: a register,
    a list of rows that have no place; `register_too`: where a table gives no
    coordinates, it is taken as a register.
    """

    name: str
    title: str
    geometry: frozenset[str]
    fields: tuple[Field, ...] = ()
    export: Export = Export.FULL
    aliases: tuple[str, ...] = ()
    covers_all: bool = False
    bounds: bool = False
    register_too: bool = False

    def field(self, name: str) -> Field | None:
        """Find a known column by its own name."""
        return next((known for known in self.fields if known.name == name), None)


POINTS = frozenset({"Point"})
LINES = frozenset({"LineString", "MultiLineString"})
POLYGONS = frozenset({"Polygon", "MultiPolygon"})
