"""What the user says of a file, in district.toml or on the command line."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from gis.features import ListColumns, ReadRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """
    Rows of one name within a distance are one facility.

    With `stems` names are alike without their suffixes (公交站, (南) …) too.
    """

    by: str = "name"
    within_m: float
    stems: bool = False


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

    def request(self) -> ReadRequest:
        """Say the part that bears on reading the file."""
        x = self.fields.get("lon") or self.fields.get("x")
        y = self.fields.get("lat") or self.fields.get("y")
        return ReadRequest(
            layer=self.layer,
            encoding=self.encoding,
            coordinates=self.coordinates,
            lists=self.lists,
            position=(x, y) if x and y else None,
        )
