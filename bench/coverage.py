"""
Exact area of reach against a union of buffers, in one run.

Rounds alternate ours and the peer in this process (CPU seconds, best of the
rounds); memory is measured in a fresh process for each. Both are called once
on a tiny world before anything is measured, so that loading, and compiling on
the first run ever, is not counted.

    PYTHONPATH=. python bench/coverage.py [rounds]
"""

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely

from gis.reach import union_area

CASES = ((500, 300.0), (500, 1000.0), (5_000, 300.0), (50_000, 300.0))
Method = Callable[[npt.NDArray[np.float64], float, shapely.Polygon], float]


def buffers(xy: npt.NDArray[np.float64], radius_m: float, polygon: shapely.Polygon) -> float:
    """Do what a careful user writes today: shapely's vectorised buffers, one union, one cut."""
    reach = shapely.union_all(shapely.buffer(shapely.points(xy), radius_m, quad_segs=16))
    return float(shapely.intersection(reach, polygon).area)


METHODS: dict[str, Method] = {"ours": union_area, "peer": buffers}


def ragged_city(area_m2: float = 80e6, corners: int = 6_000) -> shapely.Polygon:
    """Draw a lobed outline with a rough edge, at national coordinates."""
    rng = np.random.default_rng(80)
    turn = np.linspace(0, 2 * math.pi, corners, endpoint=False)
    out = 1 + 0.25 * np.cos(3 * turn + 1) + 0.1 * np.sin(7 * turn) + 0.03 * np.cos(61 * turn)
    out += rng.uniform(-0.004, 0.004, corners)
    city = shapely.Polygon(np.column_stack((out * np.cos(turn), out * np.sin(turn))))
    scale = math.sqrt(area_m2 / city.area)
    return shapely.transform(city, lambda xy: xy * scale + (399_254.0, 3_049_000.0))


def stops_in(city: shapely.Polygon, count: int) -> npt.NDArray[np.float64]:
    """Scatter facilities: three in four in sixty towns, the others evenly in the city's box."""
    rng = np.random.default_rng(count)
    west, south, east, north = city.bounds
    even = rng.uniform((west, south), (east, north), (count // 4, 2))
    towns = rng.uniform((west, south), (east, north), (60, 2))
    dense = towns[rng.integers(0, 60, count - count // 4)] + rng.normal(0, 300, (count - count // 4, 2))
    return np.vstack((even, dense))


def warm_up() -> None:
    """Load and compile both methods."""
    for method in METHODS.values():
        method(np.array([[0.0, 0.0], [400.0, 0.0]]), 300.0, shapely.box(0, 0, 1000, 1000))


def cpu_s(method: Method, xy: npt.NDArray[np.float64], radius_m: float, city: shapely.Polygon) -> float:
    """Measure one call."""
    begin = time.process_time()
    method(xy, radius_m, city)
    return time.process_time() - begin


def memory_mb(name: str, count: int, radius_m: float) -> float:
    """Measure in a fresh process how far one call lifts the peak of resident memory."""
    told = subprocess.run(
        [sys.executable, __file__, "--memory", name, str(count), str(radius_m)],
        check=True,
        capture_output=True,
        text=True,
    )
    return float(json.loads(told.stdout))


def _grown_mb(name: str, count: int, radius_m: float) -> float:
    city = ragged_city()
    xy = stops_in(city, count)
    warm_up()
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")  # resets the peak; ru_maxrss cannot be
    before = _status_kb("VmRSS")
    METHODS[name](xy, radius_m, city)
    return (_status_kb("VmHWM") - before) / 1024


def _status_kb(field: str) -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(field))


def main(rounds: int) -> None:
    """Print the table."""
    city = ragged_city()
    warm_up()
    print(f"city {city.area / 1e6:.1f} km², {len(city.exterior.coords) - 1} corners; best of {rounds} rounds")
    print("facilities radius_m   share  ours_cpu_s  peer_cpu_s  ratio  peer_error_ppm  ours_mb  peer_mb")
    for count, radius_m in CASES:
        xy = stops_in(city, count)
        best = dict.fromkeys(METHODS, math.inf)
        for _ in range(rounds):
            for name, method in METHODS.items():
                best[name] = min(best[name], cpu_s(method, xy, radius_m, city))
        exact, drawn = union_area(xy, radius_m, city), buffers(xy, radius_m, city)
        grown = {name: memory_mb(name, count, radius_m) for name in METHODS}
        print(
            f"{count:10d} {radius_m:8.0f}  {exact / city.area:.4f} {best['ours']:11.4f} {best['peer']:11.4f}"
            f" {best['peer'] / best['ours']:6.1f} {(drawn / exact - 1) * 1e6:15.1f}"
            f" {grown['ours']:8.1f} {grown['peer']:8.1f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--memory"]:
        print(json.dumps(_grown_mb(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
