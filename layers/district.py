"""district.toml: which layers a district has, how they are to be read, and what its people decided."""

import datetime as dt
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from gis.crs import is_metric, parse_crs
from gis.errors import ToolkitError
from gis.features import ListColumns

from .alarm_kinds import ALARM_KINDS
from .catalogue import known_layer
from .spec import POLYGONS, Export
from .statement import Merge, Statement
from .toml_file import read_toml


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def _known_name(name: str) -> str:
    try:
        known_layer(name, "layers")
    except ToolkitError as fault:
        raise ValueError(str(fault)) from fault
    return name


def _ground(name: str) -> str:
    """Accept a layer that can be the ground of a scope."""
    if not known_layer(_known_name(name), "scopes").geometry & POLYGONS:
        raise ValueError(f"'{name}' has no polygons; a scope is ground, name a layer of polygons")
    return name


def _known_codes(codes: tuple[str, ...]) -> tuple[str, ...]:
    unknown = [code for code in codes if code not in ALARM_KINDS]
    if unknown:
        raise ValueError(f"no alarm is called {', '.join(unknown)}; see the codes printed with each alarm")
    return codes


_Texts = Annotated[tuple[str, ...], BeforeValidator(_as_tuple)]
_Codes = Annotated[tuple[str, ...], AfterValidator(_known_codes)]
_LayerName = Annotated[str, AfterValidator(_known_name)]
_Ground = Annotated[str, AfterValidator(_ground)]


class MergeRule(_Table):
    """Rows of one name within a distance are one facility."""

    by: str = "name"
    within_m: float = Field(gt=0, le=1000)
    stems: bool = False


class ListRule(_Table):
    """The table holds one line a row, with lists of stop names and positions."""

    name: str
    position: str


class LayerEntry(_Table):
    """One layer of the district: a file and what must be said of it."""

    file: str
    layer: str | None = None
    crs: str | None = None
    encoding: str | None = None
    coordinates: Literal["cgcs2000", "wgs84", "gcj02", "bd09"] | None = None
    where: dict[str, _Texts] = {}
    fields: dict[str, str] = {}
    assume: dict[str, str] = {}
    rename: dict[str, dict[str, str]] = {}  # column -> old value -> new value
    lists: ListRule | None = None
    merge: MergeRule | None = None
    legend: str | None = None
    units: str | None = None  # the official list that the rows are joined with: a table of codes and names
    source: str | None = None
    licence: str | None = None
    export: Export | None = None
    accept: _Codes = ()
    notes: _Texts = ()

    def statement(self) -> Statement:
        """Say the entry in the words of the door."""
        return Statement(
            layer=self.layer,
            crs=self.crs,
            encoding=self.encoding,
            coordinates=self.coordinates,
            where=self.where,
            fields=self.fields,
            assume=self.assume,
            lists=None
            if self.lists is None
            else ListColumns(name=self.lists.name, position=self.lists.position),
            merge=None if self.merge is None else Merge(**self.merge.model_dump()),
            accept=self.accept,
            legend=self.legend,
            source=self.source,
            licence=self.licence,
            notes=self.notes,
        )


class FillInEntry(_Table):
    """The fill-in workbook that offices sent back."""

    file: str
    accept: _Codes = ()


class ScopeEntry(_Table):
    """A word of the plan as a polygon: one layer, or the common ground of several."""

    layer: _Ground | None = None
    intersection: tuple[_Ground, ...] = ()
    note: str | None = None

    @model_validator(mode="after")
    def _made_of_layers(self) -> Self:
        if (self.layer is None) == (not self.intersection):
            raise ValueError("name either a layer or an intersection of layers")
        return self

    def names(self) -> tuple[str, ...]:
        """List the layers whose common ground the scope is."""
        return self.intersection or ((self.layer,) if self.layer else ())


def _as_scope(value: object) -> object:
    return {"layer": value} if isinstance(value, str) else value


class DecisionEntry(_Table):
    """What the plan leaves open, decided by name."""

    reading: str
    decided_by: str = Field(min_length=1)
    share: float | None = Field(default=None, ge=0, le=1)
    document: str | None = None
    date: dt.date | None = None


class Identity(_Table):
    """Who the district is."""

    name: str = Field(min_length=1)
    code: str = ""
    crs: str
    plan: str = "hecheng-2024-1"
    as_of: dt.date
    notes: _Texts = ()

    @field_validator("as_of", mode="before")
    @classmethod
    def _a_day(cls, value: object) -> object:
        if isinstance(value, str):
            raise ValueError("write the day without quotation marks, like 2025-12-31")  # noqa: TRY004 - pydantic
        return value

    @field_validator("crs")
    @classmethod
    def _metric(cls, text: str) -> str:
        try:
            crs = parse_crs(text, "crs")
        except ToolkitError as fault:
            raise ValueError(str(fault)) from fault
        if not is_metric(crs):
            raise ValueError(f"'{text}' is not measured in metres; choose a projected CRS such as EPSG:4546")
        return text


class Baseline(_Table):
    """The date that 新建 and 新增 count from."""

    date: dt.date


class DistrictFile(_Table):
    """A whole district.toml."""

    district: Identity
    scopes: dict[str, Annotated[ScopeEntry, BeforeValidator(_as_scope)]] = {}
    layers: dict[_LayerName, LayerEntry] = {}
    decisions: dict[str, DecisionEntry] = {}
    baseline: Baseline | None = None
    fill_in: FillInEntry | None = None


def read_district(path: Path) -> DistrictFile:
    """Read district.toml and refuse its mistakes by line."""
    return read_toml(path, DistrictFile)
