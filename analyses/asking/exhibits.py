"""Make exhibits: facilities with their state, units with their figures, served ground and gaps."""

import geopandas as gpd
import pandas as pd

from analyses.counting import Counted
from analyses.measurement import Measurement
from analyses.serving.gaps import ranked_gaps
from analyses.wording import unit_text
from layers.layer import Layer
from layers.workspace import Scope

from .asked import Exhibit
from .grounds import UNIT_COLUMN

_GAP_TITLES = {"rank": "序号", "unit": "所在单元", "area_ha": "面积（ha）", "people": "人口（人）"}
_STATE_TITLE = "是否计入"


def facilities_exhibit(split: Counted) -> Exhibit:
    """Show every row with the columns that the catalogue knows, and whether it counts."""
    layer = split.marked
    titles = {**column_titles(layer), "state": _STATE_TITLE}
    return Exhibit(
        role="facilities",
        name=layer.name,
        title=layer.title,
        frame=layer.frame[[*titles, layer.frame.geometry.name]],
        titles=titles,
        cut_from=(layer,),
    )


def reach_exhibits(
    measured: Measurement, scope: Scope, facilities: Layer, units: Layer | None, population: Layer | None
) -> tuple[Exhibit, Exhibit]:
    """Show the ground that is served, and what is not, the worst gap first."""
    served = measured.evidence[measured.evidence["served"]]
    gaps = ranked_gaps(measured.evidence, units=units, population=population)
    titles = {
        name: title for name, title in _GAP_TITLES.items() if name != "people" or population is not None
    }
    cut_from = (facilities, *scope.layers, *(() if units is None else (units,)))
    return (
        Exhibit(
            role="covered",
            name="covered",
            title="服务覆盖",
            frame=served[["area_ha", "geometry"]],
            titles={"area_ha": "面积（ha）"},
            cut_from=cut_from,
        ),
        Exhibit(role="gaps", name="gaps", title="服务空白", frame=gaps, titles=titles, cut_from=cut_from),
    )


def units_exhibit(measured: Measurement, demand: Layer, scope: Scope, units: Layer) -> Exhibit:
    """Show each unit's ground inside the scope with its part of the figure."""
    ground = demand.frame.dissolve(by=UNIT_COLUMN).geometry
    table = pd.DataFrame(
        {
            "name": [part.name for part in measured.parts],
            "value": [part.value for part in measured.parts],
            "numerator": [part.numerator for part in measured.parts],
            "denominator": [part.denominator for part in measured.parts],
            "display": [unit_text(part, measured.quantity_unit) for part in measured.parts],
        }
    )
    return Exhibit(
        role="units",
        name="units",
        title="统计单元",
        frame=gpd.GeoDataFrame(table, geometry=[ground[name] for name in table["name"]], crs=ground.crs),
        titles={"name": "单元", "display": "数值"},
        cut_from=(units, *scope.layers),
    )


def column_titles(layer: Layer) -> dict[str, str]:
    """Give the columns that people may see, with their Chinese heads."""
    known = {
        column.name: column.title or column.name for column in layer.spec.fields if column.name in layer.frame
    }
    extra = {"merged_rows": "合并的原始记录数"} if "merged_rows" in layer.frame else {}
    return {"id": "编号"} | known | extra
