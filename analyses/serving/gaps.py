"""What is not served, patch by patch, the worst first."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.geometry import areal
from gis.measure import ellipsoidal_area_m2
from layers.layer import Layer

MIN_PATCH_M2 = 1.0  # smaller patches are rounding where drawn reaches touch


def ranked_gaps(
    evidence: gpd.GeoDataFrame, *, units: Layer | None, population: Layer | None
) -> gpd.GeoDataFrame:
    """
    Split the unserved part into contiguous patches, each within one unit, the worst first.

    Columns: `rank` (1 is worst, by people where they are known, else by
    hectares), `unit`, `area_ha`, `people` (nan without a population layer; people
    of a polygon are spread evenly over it). Areas are ellipsoidal, of the drawn
    shapes, scaled by one factor (about 1) so that they sum to the exact figure.
    """
    row = evidence.loc[~evidence["served"]].iloc[0]
    patches = _patches(row.geometry, units, evidence.crs)
    drawn_m2 = ellipsoidal_area_m2(patches.geometry)
    scale = row["area_ha"] * 1e4 / drawn_m2.sum() if drawn_m2.sum() > 0 else 0.0
    patches = patches.assign(
        area_ha=drawn_m2 * scale / 1e4, people=_people(patches.geometry.to_numpy(), population)
    )
    order = ["people", "area_ha"] if population is not None else ["area_ha"]
    patches = patches.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)
    return patches.assign(rank=np.arange(1, len(patches) + 1))


def _patches(unserved: shapely.Geometry, units: Layer | None, crs: object) -> gpd.GeoDataFrame:
    """List contiguous patches, those across a border cut there."""
    parts = shapely.get_parts(unserved)
    pieces = [("", part) for part in parts]
    if units is not None:
        grounds = units.frame.geometry.to_numpy()
        names = units.frame["name"].astype("string").to_numpy(dtype=object, na_value="")
        shapely.prepare(grounds)
        part, unit = shapely.STRtree(grounds).query(parts, predicate="intersects")
        reached: dict[int, list[int]] = {}
        for number, other in zip(part.tolist(), unit.tolist(), strict=True):
            reached.setdefault(number, []).append(other)
        cuts = [_cut(shape, grounds, names, reached.get(number, [])) for number, shape in enumerate(parts)]
        pieces = [piece for cut in cuts for piece in cut]
    frame = gpd.GeoDataFrame(
        {"unit": pd.array([name for name, _ in pieces], dtype="string")},
        geometry=[areal(shape) for _, shape in pieces],
        crs=crs,
    ).explode(index_parts=False)
    return frame[frame.geometry.area >= MIN_PATCH_M2].reset_index(drop=True)


def _cut(
    shape: shapely.Geometry, grounds: np.ndarray, names: np.ndarray, reached: list[int]
) -> list[tuple[str, shapely.Geometry]]:
    """Cut one patch by the units that it reaches; where units overlap, the first one has the ground."""
    for unit in reached:
        if shapely.covers(grounds[unit], shape):
            return [(str(names[unit]), shape)]
    pieces = []
    for unit in reached:
        pieces.append((str(names[unit]), shapely.intersection(shape, grounds[unit])))
        shape = shapely.difference(shape, grounds[unit])
    return [*pieces, ("", shape)]


def _people(shapes: np.ndarray, population: Layer | None) -> np.ndarray:
    if population is None:
        return np.full(len(shapes), np.nan)
    cells = population.frame.geometry.to_numpy()
    persons = np.nan_to_num(population.frame["persons"].to_numpy(dtype=float))
    patch, cell = shapely.STRtree(cells).query(shapes, predicate="intersects")
    if len(cells) and shapely.get_dimensions(cells[0]) == 0:
        share = np.ones(len(cell))
    else:
        whole = shapely.area(cells[cell])
        cut = shapely.area(shapely.intersection(shapes[patch], cells[cell]))
        share = cut / np.where(whole > 0, whole, np.inf)
    return np.bincount(patch, weights=persons[cell] * share, minlength=len(shapes)).astype(float)
