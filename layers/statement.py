"""What the user says of a file, in district.toml or on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.tables import ListColumns


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Rows of one name within a distance are one facility."""

    by: str = "name"
    within_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """How a file is to be read; what is left out is found, or refused where it cannot be found."""

    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    coordinates: str | None = None
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    assume: Mapping[str, str] = field(default_factory=dict)
    lists: ListColumns | None = None
    merge: Merge | None = None
    accept: tuple[str, ...] = ()
    legend: str | None = None
    source: str | None = None
    licence: str | None = None
    notes: tuple[str, ...] = ()
