"""What is not served, patch by patch, the worst first."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer

MIN_PATCH_M2 = 1.0  # smaller patches are rounding where drawn reaches touch


def ranked_gaps(
    evidence: gpd.GeoDataFrame, *, units: Layer | None, population: Layer | None
) -> gpd.GeoDataFrame:
    """
    Split the unserved part into contiguous patches, ranked by people, else by hectares.

    Columns: `rank` (1 is worst), `unit` (the one that holds most of it),
    `area_ha` (of the drawn shape), `people` (nan without a population layer;
    people of a polygon are spread evenly over it).
    """
    unserved = evidence.loc[~evidence["served"]].geometry
    patches = unserved.explode(index_parts=False).reset_index(drop=True)
    patches = patches[(patches.geom_type == "Polygon") & (patches.area >= MIN_PATCH_M2)].reset_index(
        drop=True
    )
    shapes = patches.to_numpy()
    frame = gpd.GeoDataFrame(
        {
            "unit": _unit_names(shapes, units),
            "area_ha": shapely.area(shapes) / 1e4,
            "people": _people(shapes, population),
        },
        geometry=patches,
        crs=evidence.crs,
    )
    order = ["people", "area_ha"] if population is not None else ["area_ha"]
    frame = frame.sort_values(order, ascending=False, kind="stable").reset_index(drop=True)
    return frame.assign(rank=np.arange(1, len(frame) + 1))


def _unit_names(shapes: np.ndarray, units: Layer | None) -> list[str]:
    """Name the unit that holds most of each patch, and how many more it reaches into."""
    if units is None or not len(shapes):
        return [""] * len(shapes)
    grounds = units.frame.geometry.to_numpy()
    patch, unit = shapely.STRtree(grounds).query(shapes, predicate="intersects")
    area = shapely.area(shapely.intersection(shapes[patch], grounds[unit]))
    names = units.frame["name"].to_numpy(dtype=object)
    shares = pd.DataFrame({"patch": patch, "name": names[unit], "area": area})
    shares = shares[shares["area"] >= MIN_PATCH_M2].sort_values("area", ascending=False, kind="stable")
    largest = shares.drop_duplicates("patch").set_index("patch")["name"]
    counts = shares.groupby("patch")["name"].nunique()
    texts = {place: str(name) for place, name in largest.items()}
    texts |= {place: f"{texts[place]}等{count}个单元" for place, count in counts[counts > 1].items()}
    return [texts.get(place, "") for place in range(len(shapes))]


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
        share = shapely.area(shapely.intersection(shapes[patch], cells[cell])) / np.where(
            whole > 0, whole, np.inf
        )
    return np.bincount(patch, weights=persons[cell] * share, minlength=len(shapes)).astype(float)
