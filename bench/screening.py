"""
Screening against a large control line: `conflicts`, cold and from its cache, and `geopandas.overlay`.

The world is made, from a fixed seed: nine polygons with two million vertices
together (ragged outlines some 80 km across, a vertex about every 1.3 m) and
5,000 footprints of 12 corners, half of them near a line. CPU seconds, best of
the rounds; ours are ellipsoidal areas with slivers and evidence (and, in the
lines "with distances", how far the others are), the peer only cuts in the plane.
It is measured on every 20th footprint and scaled up; with --full on all.

    PYTHONPATH=. python bench/screening.py [rounds] [--full]
"""

import math
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from analyses.screening.control_lines import conflicts
from analyses.screening.footprints import measured_m2
from gis.plane import local_plane
from layers.catalogue import anonymous
from layers.layer import Layer, Origin, RowAccount

CRS = "EPSG:4546"
VERTICES, POLYGONS, FOOTPRINTS, EVERY = 2_000_000, 9, 5_000, 20
Shapes = npt.NDArray[np.object_]


def ragged_line(corners: int, middle: tuple[float, float], rng: np.random.Generator) -> shapely.Polygon:
    """Draw a lobed outline whose roughness falls with its wave length, as a mountain ridge's does."""
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    waves = np.zeros(corners // 2 + 1, dtype=complex)
    numbers = np.arange(2, corners // 4)
    waves[numbers] = numbers**-1.6 * np.exp(1j * rng.uniform(0, 2 * math.pi, len(numbers)))
    rough = np.fft.irfft(waves, corners)
    out = 1 + 0.25 * rough / np.abs(rough).max()
    spot = 40_000 * out * np.exp(1j * turn)
    return shapely.Polygon(np.column_stack((spot.real + middle[0], spot.imag + middle[1])))


def world(vertices: int = VERTICES, count: int = FOOTPRINTS) -> tuple[Shapes, Shapes]:
    """Make the lines and the footprints."""
    rng = np.random.default_rng(5)
    lines = np.array(
        [
            ragged_line(vertices // POLYGONS, (400_000 + k % 3 * 110_000, 3_000_000 + k // 3 * 110_000), rng)
            for k in range(POLYGONS)
        ],
        dtype=object,
    )
    corners = shapely.get_coordinates(lines)
    near = corners[:: len(corners) // (count // 2)][: count // 2] + rng.normal(0, 60, (count // 2, 2))
    anywhere = rng.uniform(corners.min(axis=0), corners.max(axis=0), (count - count // 2, 2))
    middles = np.vstack((near, anywhere))
    turn = np.sort(rng.uniform(0, 2 * math.pi, (count, 12)), axis=1)
    out = rng.uniform(40, 140, (count, 1)) * rng.uniform(0.8, 1.2, (count, 12))
    xy = np.stack((out * np.cos(turn), out * np.sin(turn)), axis=2) + middles[:, None, :]
    return lines, shapely.convex_hull(shapely.polygons(xy))


def layer(name: str, shapes: Shapes) -> Layer:
    """Make a layer as the door would."""
    frame = gpd.GeoDataFrame({"id": [str(k) for k in range(len(shapes))]}, geometry=shapes, crs=CRS)
    origin = Origin(
        file=name,
        sha256="0" * 64,
        layer=None,
        format="made",
        crs_read=CRS,
        crs_read_by="made",
        crs_used=CRS,
        encoding=None,
        encoding_by=None,
        coordinates="made",
    )
    rows = RowAccount(read=len(frame), used=len(frame))
    return Layer(name=name, title=name, frame=frame, spec=anonymous(name), origin=origin, rows=rows)


def overlay(footprints: gpd.GeoDataFrame, lines: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Do what a careful user writes today."""
    return gpd.overlay(footprints, lines[["geometry"]], how="intersection")


def cpu_s(work: Callable[[], object]) -> float:
    """Measure one call."""
    begin = time.process_time()
    work()
    return time.process_time() - begin


def largest_difference(ours: Layer, lines: Layer) -> tuple[float, float]:
    """Compare areas by footprint with the peer's, measured in one plane: m² and relative."""
    measured = conflicts(ours, lines, sliver_m2=0.0, sliver_width_m=0.0)
    cut = overlay(ours.frame, lines.frame)
    plane = local_plane(ours.frame.geometry)
    measured_areas, _ = measured_m2(cut.geometry.to_numpy(), cut.crs, plane)
    peer = cut.assign(area=measured_areas).groupby("id")["area"].sum()
    own = {row.id: row.overlap_m2 for row in measured.details["footprints"]}
    gaps = [(abs(own[key] - area), abs(own[key] - area) / area) for key, area in peer.items() if area > 1]
    missed = {key for key, area in own.items() if area > 0} - set(peer.index)
    if missed:
        raise ValueError(f"the peer has nothing for {missed}")
    return max(gap for gap, _ in gaps), max(share for _, share in gaps)


def main(rounds: int, *, full: bool) -> None:
    """Print the table."""
    shapes, sites = world()
    lines, footprints = layer("lines", shapes), layer("footprints", sites)
    some = layer("some", sites[::EVERY])
    conflicts(layer("few", sites[:5]), layer("one", shapes[:1]))  # load everything once
    folder = tempfile.mkdtemp()
    os.environ["HECHENG_CACHE"] = folder
    best = dict.fromkeys(
        ("cold", "cached", "cold with distances", "cached with distances", "overlay"), math.inf
    )
    try:
        for _ in range(rounds):
            for more, nearest in (("", False), (" with distances", True)):
                shutil.rmtree(folder)
                for state in ("cold", "cached"):
                    spent = cpu_s(lambda: conflicts(footprints, lines, nearest=nearest))  # noqa: B023 - called at once
                    best[state + more] = min(best[state + more], spent)
            best["overlay"] = min(best["overlay"], EVERY * cpu_s(lambda: overlay(some.frame, lines.frame)))
        if full:
            best["overlay"] = cpu_s(lambda: overlay(footprints.frame, lines.frame))
        gap_m2, gap = largest_difference(some, lines)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    how = "all" if full else f"every {EVERY}th, scaled"
    print(
        f"{shapely.get_num_coordinates(shapes).sum():,} vertices, {len(sites):,} footprints; best of {rounds}"
    )
    print(f"overlay ({how}): {best['overlay']:.2f} CPU s")
    for name in (name for name in best if name != "overlay"):
        print(f"ours {name}: {best[name]:.2f} CPU s, {best['overlay'] / best[name]:.0f} times faster")
    print(f"areas by footprint differ by at most {gap_m2:.1e} m², {gap:.1e} relative")


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if argument != "--full"]
    main(int(given[0]) if given else 3, full="--full" in sys.argv)
