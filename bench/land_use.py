"""
Cells of parcels and townships against geopandas.overlay, in one run.

Rounds alternate ours and the peer in this process (CPU seconds, best of the
rounds). Both get the same shapes; both give the area of every parcel in every
township. The greatest difference between two cells is printed in m².

    PYTHONPATH=. python bench/land_use.py [rounds]
"""

import math
import sys
import time

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.overlay_cells import cells

Cells = dict[tuple[int, int], float]
PARCELS, PARCEL_SIDE = (141, 142), 8  # columns and rows; edges a side: 33 vertices a parcel
TOWNSHIPS, TOWNSHIP_SIDE = (6, 5), 510  # 30 townships of about 2,040 vertices
WIDE_M, HIGH_M = 28_200.0, 25_600.0  # 722 km²
CRS = "EPSG:4546"


def ragged_grid(count: tuple[int, int], side: int, seed: int) -> list[shapely.Polygon]:
    """Tile the district with ragged quadrangles that share their borders corner by corner."""
    rng = np.random.default_rng(seed)
    columns, rows = count
    across, up = WIDE_M / columns, HIGH_M / rows
    x, y = np.meshgrid(np.arange(columns + 1) * across, np.arange(rows + 1) * up)
    knots = np.stack([x, y], axis=2) + rng.uniform(-0.12, 0.12, (rows + 1, columns + 1, 2)) * (across, up)
    rough = 0.25 * min(across, up) / side
    eastward = _lines(knots[:, :-1], knots[:, 1:], side, rough, rng)
    northward = _lines(knots[:-1], knots[1:], side, rough, rng)
    return [
        shapely.Polygon(
            np.vstack(
                [
                    eastward[row, column][:-1],
                    northward[row, column + 1][:-1],
                    eastward[row + 1, column][:0:-1],
                    northward[row, column][:0:-1],
                ]
            )
        )
        for row in range(rows)
        for column in range(columns)
    ]


def _lines(
    start: npt.NDArray[np.float64],
    end: npt.NDArray[np.float64],
    side: int,
    rough: float,
    rng: np.random.Generator,
) -> npt.NDArray[np.float64]:
    along = np.linspace(0, 1, side + 1)[:, None]
    lines = start[..., None, :] * (1 - along) + end[..., None, :] * along
    lines[..., 1:-1, :] += rng.uniform(-rough, rough, (*lines.shape[:-2], side - 1, 2))
    return lines - (WIDE_M / 2, HIGH_M / 2)  # as in the equal-area plane at the district's middle


def ours(parcels: gpd.GeoSeries, townships: gpd.GeoSeries) -> Cells:
    """Give the area of each cell."""
    found = cells(parcels.to_numpy(), townships.to_numpy())
    keys = zip(found.parcel.tolist(), found.zone.tolist(), strict=True)
    return dict(zip(keys, found.area_m2.tolist(), strict=True))


def peer(parcels: gpd.GeoSeries, townships: gpd.GeoSeries) -> Cells:
    """Do what a user writes today."""
    found = gpd.overlay(
        gpd.GeoDataFrame({"parcel": range(len(parcels))}, geometry=parcels),
        gpd.GeoDataFrame({"zone": range(len(townships))}, geometry=townships),
        how="intersection",
    )
    keys = zip(found["parcel"].tolist(), found["zone"].tolist(), strict=True)
    return dict(zip(keys, found.area.tolist(), strict=True))


def main(rounds: int) -> None:
    """Print sizes, CPU seconds, their ratio and the greatest difference of a cell."""
    parcels = gpd.GeoSeries(ragged_grid(PARCELS, PARCEL_SIDE, 1), crs=CRS)
    townships = gpd.GeoSeries(ragged_grid(TOWNSHIPS, TOWNSHIP_SIDE, 2), crs=CRS)
    methods = {"ours": ours, "peer": peer}
    best = dict.fromkeys(methods, math.inf)
    found: dict[str, Cells] = {}
    for method in methods.values():
        method(parcels[:50], townships[:2])
    for _ in range(rounds):
        for name, method in methods.items():
            begin = time.process_time()
            found[name] = method(parcels, townships)
            best[name] = min(best[name], time.process_time() - begin)
    keys = found["ours"].keys() | found["peer"].keys()
    apart = max(abs(found["ours"].get(key, 0.0) - found["peer"].get(key, 0.0)) for key in keys)
    corners = [int(shapely.get_num_coordinates(shapes.to_numpy()).sum()) for shapes in (parcels, townships)]
    print(f"{len(parcels)} parcels ({corners[0]:,} vertices) x {len(townships)} townships ({corners[1]:,})")
    print(f"cells: ours {len(found['ours'])}, geopandas.overlay {len(found['peer'])}")
    print(f"ours {best['ours']:.3f} CPU s, geopandas.overlay {best['peer']:.3f}, best of {rounds} rounds")
    print(f"ratio {best['peer'] / best['ours']:.1f}; greatest difference of a cell {apart:.1e} m²")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
