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
    pieces = []
    if units is not None:
        for name, ground in zip(units.frame["name"], units.frame.geometry, strict=True):
            pieces.append((str(name), shapely.intersection(unserved, ground)))
            unserved = shapely.difference(unserved, ground)  # where units overlap, the first one has it
    pieces.append(("", unserved))
    names, shapes = zip(*((name, areal(piece)) for name, piece in pieces), strict=True)
    frame = gpd.GeoDataFrame({"unit": pd.array(names, dtype="string")}, geometry=list(shapes), crs=crs)
    frame = frame.explode(index_parts=False)
    return frame[frame.geometry.area >= MIN_PATCH_M2].reset_index(drop=True)


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
