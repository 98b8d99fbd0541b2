"""Class areas by zone beside exactextract and burn + bincount: CPU seconds, one file, the same zones."""

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import exactextract
import geopandas as gpd
import numpy as np
import rasterio
import shapely
from affine import Affine
from rasterio.features import rasterize
from scipy.ndimage import gaussian_filter

from gis.measure import ellipsoidal_area_m2
from gis.plane import densified
from gis.rasters.pixel_area import pixel_areas
from gis.rasters.raster import Raster, open_raster
from gis.rasters.zonal import class_areas

if TYPE_CHECKING:
    from collections.abc import Callable

SIZE = 3000
PIXEL_DEG = 1 / 12_000
WEST, NORTH = 109.8, 27.7
FOREST = 4
ROUNDS = 3


def main() -> None:
    """Print one line a method and zone count."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "classes.tif"
        write_classes(path)
        start = time.process_time()
        class_areas(open_raster(path), ragged_zones(1))
        print(
            f"first call, with compiling or loading the machine code: {time.process_time() - start:.2f} CPU s"
        )
        for count in (1, 20, 200):
            compare(path, ragged_zones(count), count)


def compare(path: Path, zones: gpd.GeoSeries, count: int) -> None:
    """Run all methods in turn; the best of the rounds counts for each."""
    raster = open_raster(path)
    methods: dict[str, Callable[[], np.ndarray]] = {
        "hecheng": lambda: our_shares(raster, zones),
        "burn + bincount": lambda: burned_shares(raster, zones),
        "exactextract, zone by zone": lambda: exact_shares(path, zones, "feature-sequential"),
        "exactextract, in one pass": lambda: exact_shares(path, zones, "raster-sequential"),
    }
    seconds = dict.fromkeys(methods, float("inf"))
    shares = {}
    for _ in range(ROUNDS):
        for name, method in methods.items():
            start = time.process_time()
            shares[name] = method()
            seconds[name] = min(seconds[name], time.process_time() - start)
    for name in methods:
        differs = np.abs(shares[name] - shares["hecheng"]).max()
        ratio = seconds[name] / seconds["hecheng"]
        figures = f"{seconds[name]:7.3f} CPU s  x{ratio:5.1f}  worst share differs by {differs:.1e}"
        print(f"Z={count:<4} {name:<27} {figures}")
    areas = class_areas(raster, zones)
    error = np.abs(areas.total_m2 / ellipsoidal_area_m2(densified(zones)) - 1).max()
    print(f"Z={count:<4} zone area against geodesic polygons: {error:.1e} relative at worst")


def our_shares(raster: Raster, zones: gpd.GeoSeries) -> np.ndarray:
    """Measure the forest share with `class_areas`."""
    areas = class_areas(raster, zones)
    return areas.area_m2[:, areas.values == FOREST].sum(axis=1) / areas.total_m2


def exact_shares(path: Path, zones: gpd.GeoSeries, strategy: str) -> np.ndarray:
    """Measure it with exactextract, weighted by its spherical pixel areas."""
    frame = gpd.GeoDataFrame({"zone": np.arange(len(zones))}, geometry=zones)
    found = exactextract.exact_extract(
        str(path),
        frame,
        ["unique", "frac(coverage_weight=area_spherical_m2)"],
        strategy=strategy,
        output="pandas",
    )
    columns = zip(found["unique"], found["frac"], strict=True)
    return np.array([dict(zip(values, parts, strict=True)).get(FOREST, 0.0) for values, parts in columns])


def burned_shares(raster: Raster, zones: gpd.GeoSeries) -> np.ndarray:
    """Measure it by pixel centres, rows weighted by their ellipsoidal area; the zones must not overlap."""
    with rasterio.open(raster.path) as source:
        pixels = source.read(1)
    numbered = ((zone, i + 1) for i, zone in enumerate(zones))
    ids = rasterize(numbered, out_shape=pixels.shape, transform=raster.transform, dtype="int32")
    weights = (
        pixel_areas(raster, 0, raster.height, 0, raster.width).areas(0, raster.height, 0, raster.width).m2
    )
    keys = ids * 256 + pixels
    sums = np.bincount(keys.ravel(), np.repeat(weights[:, 0], raster.width), (len(zones) + 1) * 256)
    table = sums.reshape(-1, 256)[1:]
    return table[:, FOREST] / table.sum(axis=1)


def write_classes(path: Path) -> None:
    """Write seeded patches of classes 1 to 8 with a little speckle."""
    rng = np.random.default_rng(1)
    field = gaussian_filter(rng.standard_normal((SIZE, SIZE)), 12, mode="wrap")
    edges = np.quantile(field, np.linspace(0, 1, 9)[1:-1])
    classes = (np.digitize(field, edges) + 1).astype(np.uint8)
    speckle = rng.random((SIZE, SIZE)) < 0.02
    classes[speckle] = rng.integers(1, 9, speckle.sum(), dtype=np.uint8)
    profile = {
        "driver": "GTiff",
        "width": SIZE,
        "height": SIZE,
        "count": 1,
        "dtype": "uint8",
        "crs": "EPSG:4326",
    }
    layout = {"tiled": True, "blockxsize": 512, "blockysize": 512, "compress": "deflate"}
    transform = Affine(PIXEL_DEG, 0, WEST, 0, -PIXEL_DEG, NORTH)
    with rasterio.open(path, "w", **profile, **layout, transform=transform) as target:
        target.write(classes, 1)


def ragged_zones(count: int) -> gpd.GeoSeries:
    """Make disjoint star-shaped zones of 300 vertices on a grid over the raster."""
    rng = np.random.default_rng(2)
    across = int(np.ceil(np.sqrt(count)))
    cell = SIZE * PIXEL_DEG / across
    angle = np.linspace(0, 2 * np.pi, 300, endpoint=False)
    zones = []
    for i in range(count):
        reach = cell * (0.35 + 0.1 * gaussian_filter(rng.standard_normal(300), 3, mode="wrap"))
        reach = np.clip(reach, 0.1 * cell, 0.49 * cell)
        x = WEST + (i % across + 0.5) * cell + reach * np.cos(angle)
        y = NORTH - (i // across + 0.5) * cell + reach * np.sin(angle)
        zones.append(shapely.Polygon(np.column_stack([x, y])))
    return gpd.GeoSeries(zones, crs="EPSG:4326")


if __name__ == "__main__":
    main()
