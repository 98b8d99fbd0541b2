"""The shapes behind the figures, gathered once each: scopes, served ground, gaps, facilities, units."""

from dataclasses import dataclass, field

import geopandas as gpd
import pandas as pd

from layers.alarms import Alarm
from layers.layer import Layer
from layers.spec import Export
from layers.workspace import Scope, Workspace

from .gaps import ranked_gaps
from .measurement import Measurement
from .questions import UNIT_COLUMN, Inputs
from .result import EvidenceLayer
from .wording import unit_text

_GAP_TITLES = {"rank": "序号", "unit": "所在单元", "area_ha": "面积（ha）", "people": "人口（人）"}
_UNIT_TITLES = {"name": "单元", "display": "数值"}
_STATE_TITLE = "是否计入"


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

    def of_row(self, target_id: str, measured: Measurement, inputs: Inputs) -> dict[str, str]:
        """Keep the evidence of a row and tell its roles; of layers that must not leave, nothing is kept."""
        ground_leaves = all(self._leaves(layer) for layer in inputs.scope.layers)
        units_leave = inputs.units is None or self._leaves(inputs.units)
        roles = {"zone": self._zone(inputs.scope)} if ground_leaves else {}
        if ground_leaves and units_leave:
            roles |= self._units(target_id, measured, inputs)
        if inputs.facilities is None or not self._leaves(inputs.facilities.marked):
            return roles
        roles["facilities"] = self._facilities(target_id, inputs.facilities.marked)
        if ground_leaves and units_leave:
            roles |= self._reach(target_id, measured, inputs)
        return roles

    def _reach(self, target_id: str, measured: Measurement, inputs: Inputs) -> dict[str, str]:
        served = measured.evidence[measured.evidence["served"]]
        covered = served[["area_ha", "geometry"]]
        gaps = ranked_gaps(measured.evidence, units=inputs.units, population=inputs.population)
        titles = dict(_GAP_TITLES)
        if inputs.population is None:
            titles.pop("people")
        return {
            "covered": self._add(
                f"{target_id}_covered", "服务覆盖", "covered", covered, {"area_ha": "面积（ha）"}
            ),
            "gaps": self._add(f"{target_id}_gaps", "服务空白", "gaps", gaps, titles),
        }

    def _leaves(self, layer: Layer) -> bool:
        entry = self.workspace.entry(layer.spec.name)
        export = entry.export if entry is not None and entry.export is not None else layer.spec.export
        return export is Export.FULL

    def _add(self, name: str, title: str, role: str, frame: gpd.GeoDataFrame, titles: dict[str, str]) -> str:
        self.layers[name] = EvidenceLayer(name=name, title=title, role=role, frame=frame, titles=titles)
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

    def _facilities(self, target_id: str, layer: Layer) -> str:
        name = layer.name
        if name in self.layers and not self.layers[name].frame["state"].equals(layer.frame["state"]):
            name = f"{target_id}_{layer.name}"
        if name not in self.layers:
            titles = {**_column_titles(layer), "state": _STATE_TITLE}
            frame = layer.frame[[*titles, layer.frame.geometry.name]]
            self.layers[name] = EvidenceLayer(
                name=name,
                title=layer.title,
                role="facilities",
                frame=frame,
                titles=titles,
                source=layer.origin.source,
                licence=layer.origin.licence,
            )
        return name

    def _units(self, target_id: str, measured: Measurement, inputs: Inputs) -> dict[str, str]:
        if inputs.units is None or not measured.parts:
            return {}
        ground = inputs.demand.frame.dissolve(by=UNIT_COLUMN).geometry
        unit = measured.quantity_unit
        table = pd.DataFrame(
            {
                "name": [part.name for part in measured.parts],
                "value": [part.value for part in measured.parts],
                "numerator": [part.numerator for part in measured.parts],
                "denominator": [part.denominator for part in measured.parts],
                "display": [unit_text(part, unit) for part in measured.parts],
            }
        )
        frame = gpd.GeoDataFrame(table, geometry=[ground[name] for name in table["name"]], crs=ground.crs)
        name = f"{target_id}_units"
        origin = inputs.units.origin
        self.layers[name] = EvidenceLayer(
            name=name,
            title="统计单元",
            role="units",
            frame=frame,
            titles=dict(_UNIT_TITLES),
            source=origin.source,
            licence=origin.licence,
        )
        return {"units": name}


def _column_titles(layer: Layer) -> dict[str, str]:
    known = {
        column.name: column.title or column.name for column in layer.spec.fields if column.name in layer.frame
    }
    extra = {"merged_rows": "合并的原始记录数"} if "merged_rows" in layer.frame else {}
    return {"id": "编号"} | known | extra
