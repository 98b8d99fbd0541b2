"""A district's layers, opened once each at the door and brought to its one metric system."""

import datetime as dt
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import geopandas as gpd
import shapely

from gis.areal import Areal
from gis.errors import InputError, ToolkitError
from gis.geometry import areal
from gis.paths import refuse_address

from .alarms import Alarm
from .catalogue import known_layer
from .district import DecisionEntry, DistrictFile, LayerEntry, ScopeEntry, read_district
from .door import Statement, open_layer
from .fill_in import FillIn, open_fill_in
from .layer import Layer, RasterLayer
from .mutual_fit import WITNESSES, mutual_suspicions
from .official_list import with_official_codes
from .renaming import renamed


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scope:
    """A word of the plan as one polygon in the district's metric CRS, with the layers it was made of."""

    word: str
    ground: gpd.GeoSeries
    layers: tuple[Layer, ...]
    note: str | None

    @property
    def polygon(self) -> Areal:
        """The ground as one (multi)polygon."""
        return areal(self.ground.iloc[0])


@dataclass(frozen=True, slots=True, eq=False)
class Workspace:
    """
    The layers of one district.

    `layer(name)` gives None where the district has no such layer; a layer that
    the door refuses raises, whoever asks.
    """

    folder: Path
    file: DistrictFile
    _opened: dict[str, Layer | RasterLayer] = field(default_factory=dict)
    _reports: dict[str, FillIn] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The district's name."""
        return self.file.district.name

    @property
    def crs(self) -> str:
        """The metric CRS that every layer is brought to."""
        return self.file.district.crs

    @property
    def as_of(self) -> dt.date:
        """The date that the layers stand for."""
        return self.file.district.as_of

    def dated(self, as_of: dt.date) -> "Workspace":
        """Give the same layers for another day; what was opened stays open."""
        if as_of == self.as_of:
            return self
        head = self.file.district.model_copy(update={"as_of": as_of})
        return replace(self, file=self.file.model_copy(update={"district": head}))

    @property
    def decisions(self) -> Mapping[str, DecisionEntry]:
        """What the district decided where the plan is open."""
        return self.file.decisions

    def entry(self, name: str) -> LayerEntry | None:
        """Give what district.toml says of a layer."""
        return self.file.layers.get(name)

    def layer(self, name: str) -> Layer | RasterLayer | None:
        """Open a layer at the door, once."""
        entry = self.file.layers.get(name)
        if entry is None:
            return None
        if name not in self._opened:
            statement = entry.statement()
            if statement.legend is not None:
                statement = replace(statement, legend=str(self._inside(statement.legend)))
            spec = known_layer(name, "layers")
            opened = open_layer(self._inside(entry.file), statement, spec=spec, to=self.crs)
            if entry.rename and isinstance(opened, Layer):
                opened = renamed(opened, entry.rename)
            if entry.units is not None and isinstance(opened, Layer):
                opened = with_official_codes(opened, self._inside(entry.units), entry.accept)
            self._opened[name] = opened
        return self._opened[name]

    def listed(self, name: str) -> Layer | None:
        """Open the official list that a layer of units is joined with; None where it has none."""
        entry = self.file.layers.get(name)
        if entry is None or entry.units is None:
            return None
        spec = known_layer("unit_list", "units")
        opened = open_layer(self._inside(entry.units), Statement(), spec=spec, to=self.crs)
        return opened if isinstance(opened, Layer) else None

    def reports(self) -> FillIn | None:
        """Read the fill-in workbook, once; None where district.toml names none."""
        entry = self.file.fill_in
        if entry is None:
            return None
        if entry.file not in self._reports:
            self._reports[entry.file] = open_fill_in(self._inside(entry.file), entry.accept)
        return self._reports[entry.file]

    def _inside(self, name: str) -> Path:
        """Give the path of a file; a link that lies in the district must not lead out of it."""
        refuse_address(name)
        path = self.folder / name
        real, home = path.resolve(), self.folder.resolve()
        lies_inside = Path(os.path.normpath(path)).is_relative_to(self.folder)
        if lies_inside and not real.is_relative_to(home):
            raise InputError(
                f"{name}: a link inside the district that leads out to {real}; name that file itself",
                code="H003",
            )
        return path

    def vector(self, name: str) -> Layer | None:
        """Open a layer that must have vector rows."""
        found = self.layer(name)
        if isinstance(found, RasterLayer):
            raise InputError(f"{found.origin.file}: a raster, but '{name}' needs vector rows", code="H011")
        return found

    def scope(self, word: str) -> Scope | None:
        """Give the ground of a word of the plan; None where it is not defined or lacks a layer."""
        entry = self.file.scopes.get(word)
        if entry is None:
            return None
        layers = [self.vector(name) for name in entry.names()]
        if any(layer is None for layer in layers):
            return None
        present = tuple(layer for layer in layers if layer is not None)
        return Scope(
            word=word, ground=self._common_ground(present, word, entry), layers=present, note=entry.note
        )

    def opened(self) -> tuple[Layer | RasterLayer, ...]:
        """List the layers that were opened so far, by name."""
        return tuple(self._opened[name] for name in sorted(self._opened))

    def open_all(self, names: tuple[str, ...]) -> None:
        """Open layers, telling every refusal in one go."""
        faults: list[ToolkitError] = []
        for name in names:
            try:
                self.layer(name)
            except ToolkitError as fault:
                faults.append(fault)
        if faults:
            raise InputError("; ".join(str(fault) for fault in faults), code=faults[0].code) from faults[0]

    def open_witnesses(self) -> None:
        """Open what points are held against, though no question needs it; what is refused is no witness."""
        for name in WITNESSES:
            try:
                self.layer(name)
            except ToolkitError:
                continue

    def hold_together(self) -> None:
        """Hold the opened layers' positions against each other; a suspicion joins the alarms of its layer."""
        vectors = [layer for layer in self._opened.values() if isinstance(layer, Layer)]
        for alarm in mutual_suspicions(vectors):
            layer, entry = self._opened[alarm.layer], self.file.layers[alarm.layer]
            told = replace(alarm, accepted=alarm.code in entry.accept)
            if told not in layer.alarms:
                self._opened[alarm.layer] = replace(layer, alarms=(*layer.alarms, told))

    def _common_ground(self, layers: tuple[Layer, ...], word: str, entry: ScopeEntry) -> gpd.GeoSeries:
        ground = shapely.union_all(layers[0].frame.geometry.to_numpy())
        for layer in layers[1:]:
            ground = shapely.intersection(ground, shapely.union_all(layer.frame.geometry.to_numpy()))
        if areal(ground).is_empty:
            raise InputError(
                f"scope '{word}': {' and '.join(entry.names())} have no common ground", code="H014"
            )
        return gpd.GeoSeries([areal(ground)], crs=layers[0].frame.crs)


def open_district(path: str | Path) -> Workspace:
    """
    Open a district.toml, or the folder that holds it.

    Layers are opened when first asked for. Raises `InputError` with line and
    field where the file is wrong.
    """
    found = Path(path)
    if found.is_dir():
        found = found / "district.toml"
        if not found.exists():
            raise InputError(
                f"{found.parent}: no district.toml here; draft one with hecheng init",
                code="H001",
            )
    return Workspace(found.resolve().parent, read_district(found))


def scope_alarm(scope: Scope) -> Alarm | None:
    """Say that a scope is a stand-in, where district.toml says so."""
    if scope.note is None:
        return None
    first = scope.layers[0]
    values = {"word": scope.word, "note": scope.note}
    return Alarm(code="H080", layer=first.name, file=first.origin.file, values=values)
