"""What several tests share: small worlds that a reader can compute in the head."""

import os

import geopandas as gpd
import pytest
import shapely
import shapely.affinity
from hypothesis import settings

from layers.catalogue import anonymous
from layers.layer import Layer, Origin, RowAccount

CRS = "EPSG:4546"  # CGCS2000 / 3-degree Gauss-Kruger CM 111E; on the meridian scale is 1
EAST, NORTH = 500_000.0, 3_049_000.0  # a corner on the central meridian

# The gate must give the same answer twice: there examples are derived from each test; elsewhere they are new
# every time. No deadline anywhere: compiling a loop takes seconds once.
os.environ.setdefault("HECHENG_CACHE", "off")  # the suite leaves nothing in anybody's cache
settings.register_profile("roaming", deadline=None)
settings.register_profile("gate", deadline=None, derandomize=True)
settings.load_profile("gate" if os.environ.get("CI") else "roaming")


def made_layer(shapes, name="made", **columns):
    """Make a layer as the door would, from shapes in metres east and north of the corner."""
    moved = [shapely.affinity.translate(shape, EAST, NORTH) for shape in shapes]
    frame = gpd.GeoDataFrame(
        {"id": [str(row) for row in range(1, len(moved) + 1)], **columns}, geometry=moved, crs=CRS
    )
    origin = Origin(
        file=f"{name}.gpkg",
        sha256="0" * 64,
        layer=None,
        format="GeoPackage",
        crs_read=CRS,
        crs_read_by="file",
        crs_used=CRS,
        encoding="utf-8",
        encoding_by="format",
        coordinates="as the CRS says",
    )
    rows = RowAccount(read=len(frame), used=len(frame))
    return Layer(name=name, title=name, frame=frame, spec=anonymous(name), origin=origin, rows=rows)


def made_points(*places, name="stops", **columns):
    """Make a point layer from (east, north) pairs in metres."""
    return made_layer([shapely.Point(place) for place in places], name=name, **columns)


@pytest.fixture
def square_km():
    """A square kilometre with its south-west corner at 0, 0."""
    return made_layer([shapely.box(0, 0, 1000, 1000)], name="zone")


@pytest.fixture
def corner():
    """One stop on the square's south-west corner."""
    return made_points((0, 0))
