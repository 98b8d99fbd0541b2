"""The shapes behind the figures, gathered once each; what must not leave the house is not kept."""

from dataclasses import dataclass, field

import geopandas as gpd

from layers.alarms import Alarm
from layers.layer import Layer
from layers.spec import Export
from layers.workspace import Scope, Workspace

from .asking.asked import Asked, Exhibit
from .result import EvidenceLayer

_SHARED = frozenset({"facilities", "land", "register"})  # shown alike by every row that shows the layer
_ONE_SOURCE = frozenset({"facilities", "units", "land", "register"})


@dataclass(slots=True, eq=False)
class EvidenceBook:
    """Collects evidence layers and alarms while rows are measured; two rows share what is the same."""

    workspace: Workspace
    layers: dict[str, EvidenceLayer] = field(default_factory=dict)
    alarms: list[Alarm] = field(default_factory=list)
    _scopes: dict[str, str] = field(default_factory=dict)

    def note(self, alarms: tuple[Alarm, ...]) -> None:
        """Keep what a measurement found odd, once."""
        self.alarms += [alarm for alarm in alarms if alarm not in self.alarms]

    def of_row(self, target_id: str, asked: Asked) -> dict[str, str]:
        """Keep the evidence of a row and tell its roles; of layers that must not leave, nothing is kept."""
        roles = {}
        if asked.scope is not None and all(self._leaves(layer) for layer in asked.scope.layers):
            roles["zone"] = self._zone(asked.scope)
        for exhibit in asked.exhibits:
            if all(self._leaves(layer) for layer in exhibit.cut_from):
                roles[exhibit.role] = self._kept(target_id, exhibit)
        return roles

    def of_parts(self, target_id: str, answers: list[Asked]) -> dict[str, str]:
        """Keep the evidence of all parts; of a role that several have, the later ones are numbered."""
        roles: dict[str, str] = {}
        for number, asked in enumerate(answers, start=1):
            found = self.of_row(f"{target_id}_{number}", asked)
            for role, name in found.items():
                if name not in roles.values():
                    roles[role if role not in roles else f"{role}_{number}"] = name
        return roles

    def _leaves(self, layer: Layer) -> bool:
        entry = self.workspace.entry(layer.spec.name)
        export = entry.export if entry is not None and entry.export is not None else layer.spec.export
        return export is Export.FULL

    def _kept(self, target_id: str, exhibit: Exhibit) -> str:
        """Keep an exhibit under its layer's name where all rows show the same, else under the row's."""
        shared = exhibit.role in _SHARED
        name = exhibit.name if shared else f"{target_id}_{exhibit.name}"
        if name in self.layers and not _same(self.layers[name].frame, exhibit.frame):
            name = f"{target_id}_{exhibit.name}"
        if name not in self.layers:
            origin = exhibit.cut_from[0].origin if exhibit.role in _ONE_SOURCE else None
            self.layers[name] = EvidenceLayer(
                name=name,
                title=exhibit.title,
                role=exhibit.role,
                frame=exhibit.frame,
                titles=exhibit.titles,
                source=None if origin is None else origin.source,
                licence=None if origin is None else origin.licence,
            )
        return name

    def _zone(self, scope: Scope) -> str:
        if scope.word not in self._scopes:
            name = f"scope_{len(self._scopes) + 1}"
            frame = gpd.GeoDataFrame({"name": [scope.word]}, geometry=[scope.polygon], crs=scope.ground.crs)
            origin = scope.layers[0].origin
            self.layers[name] = EvidenceLayer(
                name=name,
                title=f"范围：{scope.word}",
                role="zone",
                frame=frame,
                titles={"name": "范围"},
                source=origin.source,
                licence=origin.licence,
            )
            self._scopes[scope.word] = name
        return self._scopes[scope.word]


def _same(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    """Tell whether two frames show the same rows in the same state."""
    return list(one.columns) == list(other.columns) and bool(one.equals(other))
