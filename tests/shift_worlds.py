"""Made worlds in China: streets, stops, zones, and their copies under a web map's shift."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import shapely
import shapely.affinity
from conftest import made_layer

from gis.plane import local_plane
from gis.shifted import wgs84_to_bd09, wgs84_to_gcj02

HECHENG = (109.98, 27.55)
SHIFTS = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def layer_at(shapes, name, place=HECHENG, coordinates="as the CRS says", **columns):
    """Make a layer from shapes in metres around a place in degrees, in a local plane."""
    plane = local_plane(gpd.GeoSeries([shapely.Point(place)], crs=4326))
    made = made_layer([shapely.Point(0, 0)] * len(shapes), name=name, **columns)
    frame = made.frame.set_geometry(gpd.GeoSeries(list(shapes), crs=plane))
    return replace(made, frame=frame, origin=replace(made.origin, coordinates=coordinates))


def read_as_if_plain(layer, system):
    """Give a layer as the door would, had its file been in a web map's system and nobody said so."""
    degrees = layer.frame.geometry.to_crs(4326)

    def shifted(xy):
        return np.column_stack(SHIFTS[system](xy[:, 0], xy[:, 1]))

    moved = gpd.GeoSeries(shapely.transform(degrees.to_numpy(), shifted), index=degrees.index, crs=4326)
    return replace(
        layer,
        frame=layer.frame.set_geometry(moved.to_crs(layer.frame.crs)),
        origin=replace(layer.origin, coordinates="as the CRS says"),
    )


def street_grid(random, *, half_m=4000.0, spacing_m=400.0, wobble_m=60.0, turn=0.0):
    """Two families of streets at uneven spacing: no move but none lays the town upon itself."""
    lines = []
    for across in (False, True):
        at = np.arange(-half_m, half_m + 1, spacing_m)
        at = at + random.uniform(-wobble_m, wobble_m, len(at))
        ends = [((x, -half_m), (x, half_m)) for x in at]
        lines += [shapely.LineString([end[::-1] for end in pair] if across else pair) for pair in ends]
    return [shapely.affinity.rotate(line, turn, origin=(0, 0)) for line in lines]


def along(random, lines, count, *, off_m=10.0):
    """Put points along lines, at most so far off."""
    chosen = random.integers(0, len(lines), count)
    spots = shapely.line_interpolate_point(np.array(lines)[chosen], random.random(count), normalized=True)
    xy = shapely.get_coordinates(spots) + random.uniform(-off_m, off_m, (count, 2)) / np.sqrt(2)
    return list(shapely.points(xy))


def scattered(random, count, *, half_m=4000.0):
    return list(shapely.points(random.uniform(-half_m, half_m, (count, 2))))


def clustered(random, count, *, half_m=4000.0, clusters=6):
    centres = random.uniform(-half_m, half_m, (clusters, 2))
    xy = centres[random.integers(0, clusters, count)] + random.normal(0, half_m / 8, (count, 2))
    return list(shapely.points(xy))


def lattice(spacing_m, *, half_m=4000.0, start=(0.0, 0.0)):
    at = np.arange(-half_m, half_m + 1, spacing_m)
    return [shapely.Point(x + start[0], y + start[1]) for x in at for y in at]


def square_zones(*, half_m=4000.0, side_m=2000.0):
    at = np.arange(-half_m, half_m, side_m)
    return [shapely.box(x, y, x + side_m, y + side_m) for x in at for y in at]


def patchwork(random, *, half_m=4000.0, count=30):
    """Zones of uneven shape that fill a square."""
    square = shapely.box(-half_m, -half_m, half_m, half_m)
    cells = shapely.voronoi_polygons(shapely.multipoints(random.uniform(-half_m, half_m, (count, 2))))
    return [cell & square for cell in cells.geoms if (cell & square).area > 0]
