"""Class rasters whose header, nodata, values or neighbours cannot be trusted."""

import numpy as np
import rasterio
from case_files import CRS, E, N, band_area, frame, inspect, share, shp, text
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near
from rasterio.transform import Affine
from shapely import box


def from_origin(west, north, width, height):
    """Place pixels by their north-west corner and size."""
    return Affine(width, 0, west, 0, -height, north)


cases = Cases("rasters")
CASES = cases.all
SIDE = 100
HALVES = (
    np.repeat([[1, 2]], SIDE // 2, axis=1).repeat(SIDE, axis=0).astype("uint8")
)  # west forest, east fields
EAST_UP = from_origin(E, N + 1000, 10, 10)
LEGEND = "value,code,name\n1,0301,乔木林地\n2,0101,水田\n3,0601,工业用地\n"
HALF = {"share": Near(0.5, rel=1e-4)}


def tif(  # noqa: PLR0913 - what a header holds
    path, pixels=HALVES, *, crs=CRS, transform=EAST_UP, nodata=255, tags=None, **more
):
    """Write a GeoTIFF of one band, or of several when the array has them."""
    pixels = np.asarray(pixels)
    bands = pixels if pixels.ndim == 3 else pixels[None]
    shape = {"count": len(bands), "height": bands.shape[1], "width": bands.shape[2]}
    with rasterio.open(
        path,
        "w",
        driver=more.pop("driver", "GTiff"),
        dtype=bands.dtype,
        crs=crs,
        transform=transform,
        nodata=nodata,
        **shape,
        **more,
    ) as target:
        target.write(bands)
        for key, value in (tags or {}).items():
            setattr(target, key, value)
    return path


def ask(*words, of="cover.tif", classes="0301"):
    """Ask for the share of a class."""
    return share(of, "--legend", "legend.csv", *words, classes=classes, field="dlbm")


def raster(*words, pixels=HALVES, asks=ask, **more):
    def make(folder):
        tif(folder / "cover.tif", pixels, **more)
        text(folder / "legend.csv", LEGEND)
        return asks(*words)

    return make


def look(*words):
    return inspect("cover.tif", *words)


def _south(value):
    """Give the southern half another value."""
    pixels = HALVES.copy()
    pixels[50:] = value
    return pixels


cases.add(
    "no_system_is_described_not_measured",
    raster(crs=None, asks=look),
    WARN,
    figures={"crs_read": None, "area_m2": None},
)
cases.add("no_system_is_refused_for_a_share", raster(crs=None), REFUSE, file="cover.tif")
cases.add("no_system_but_stated", raster("--crs", CRS, crs=None), ACCEPT, NOTED, figures=HALF)
cases.add("no_transform", raster(transform=Affine.identity()), REFUSE, file="cover.tif")
cases.add("xian_1980", raster(crs="EPSG:2382"), REFUSE, file="cover.tif", says="Xi'?an|parameter")
cases.add(
    "degrees_under_a_metric_system",
    raster(transform=from_origin(109.9, 27.6, 0.001, 0.001)),
    REFUSE,
    file="cover.tif",
)
cases.add("metres_under_degrees", raster(crs="EPSG:4490"), REFUSE, file="cover.tif")
cases.add(
    "prefix_under_a_system_without",
    raster(transform=from_origin(E + 37e6, N + 1000, 10, 10)),
    REFUSE,
    file="cover.tif",
)
cases.add(
    "rotated",
    raster(transform=Affine.translation(E, N + 1000) @ Affine.rotation(30) @ Affine.scale(10, -10)),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
    file="cover.tif",
)
cases.add(
    "rotated_in_degrees",
    raster(
        crs="EPSG:4490",
        transform=Affine.translation(109.9, 27.6) @ Affine.rotation(30) @ Affine.scale(0.001, -0.001),
    ),
    REFUSE,
    file="cover.tif",
)


@cases(
    ACCEPT,
    NOTED,
    WARN,
    figures={
        "share": Near(0.5, rel=1e-4),
        "by.north.share": Near(1.0, rel=1e-6),
        "by.south.share": Near(0.0, off=1e-9),
    },
    file="cover.tif",
)
def south_up(folder):
    pixels = np.ones((SIDE, SIDE), "uint8")
    pixels[:50] = 2  # the first rows lie in the south
    tif(folder / "cover.tif", pixels, transform=Affine(10, 0, E, 0, 10, N))
    text(folder / "legend.csv", LEGEND)
    zones = [box(E, N + 500, E + 1000, N + 1000), box(E, N, E + 1000, N + 500)]
    shp(frame(zones, NAME=["north", "south"]), folder / "zones.shp")
    return ask("--within", "zones.shp", "--by", "NAME")


cases.add(
    "nodata_declared_counts_as_unknown",
    raster(pixels=_south(255)),
    WARN,
    NOTED,
    ACCEPT,
    figures={
        "share": Near(0.25, rel=1e-4),
        "share_low": Near(0.25, rel=1e-4),
        "share_high": Near(0.75, rel=1e-4),
    },
)
cases.add(
    "nodata_undeclared_is_an_unknown_value",
    raster(pixels=_south(255), nodata=None),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
    says="255",
)
cases.add(
    "a_value_outside_the_legend",
    raster(pixels=_south(77)),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
    says="77",
)
cases.add(
    "zero_undeclared_around_the_cover",
    raster(pixels=_south(0), nodata=None),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
)
cases.add(
    "all_nodata",
    raster(pixels=np.full((SIDE, SIDE), 255, "uint8")),
    WARN,
    REFUSE,
    figures={"share_high": Near(1.0)},
    file="cover.tif",
)
cases.add("no_legend", raster(asks=lambda: share("cover.tif")), REFUSE, says="legend", file="cover.tif")
cases.add(
    "a_class_that_no_legend_has",
    raster(asks=lambda: ask(classes="0999")),
    REFUSE,
    WARN,
    says="0999",
    file="cover.tif",
)
cases.add(
    "several_bands",
    raster(pixels=np.stack([HALVES] * 3), photometric="RGB"),
    REFUSE,
    says="band",
    file="cover.tif",
)
cases.add(
    "several_bands_are_described",
    raster(pixels=np.stack([HALVES] * 3), asks=look),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"bands": 3},
    file="cover.tif",
)
cases.add(
    "fractions_are_no_classes",
    raster(pixels=np.random.default_rng(1).random((SIDE, SIDE)).astype("float32"), nodata=None),
    REFUSE,
    file="cover.tif",
)
cases.add(
    "whole_numbers_kept_as_floats",
    raster(pixels=HALVES.astype("float32"), nodata=-9999.0),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
    file="cover.tif",
)
cases.add(
    "nan_for_nodata",
    raster(
        pixels=_south(0).astype("float32")
        * np.where(np.arange(SIDE)[:, None] < 50, 1, np.nan).astype("float32"),
        nodata=np.nan,
    ),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"share": Near(0.25, rel=1e-4)},
    file="cover.tif",
)
cases.add("complex_values", raster(pixels=HALVES.astype("complex64"), nodata=None), REFUSE, file="cover.tif")
cases.add("scaled_values", raster(tags={"scales": (0.1,), "offsets": (5.0,)}), REFUSE, file="cover.tif")


@cases(WARN, NOTED, REFUSE, figures=HALF, file="cover.tif")
def nodata_that_the_type_cannot_hold(folder):
    tif(folder / "cover.tif", nodata=None, driver="GTiff")
    raw = (folder / "cover.tif").read_bytes()
    tif(folder / "cover.tif", nodata=255)
    raw = (folder / "cover.tif").read_bytes()
    # the tag GDAL_NODATA holds the text "255": overwritten by a number below any byte
    assert raw.count(b"255\x00") == 1
    (folder / "cover.tif").write_bytes(raw.replace(b"255\x00", b"-99\x00"))
    text(folder / "legend.csv", LEGEND)
    return ask()


@cases(
    ACCEPT,
    NOTED,
    WARN,
    figures={"share": Near(band_area(45, 50, 100, 105) / band_area(20, 50, 100, 105), rel=1e-6)},
)
def pixels_in_degrees_are_weighed_by_their_ground(folder):
    pixels = np.full((6, 1), 2, "uint8")
    pixels[0] = 1  # the northern five degrees of thirty
    tif(folder / "cover.tif", pixels, crs="EPSG:4490", transform=from_origin(100, 50, 5, 5))
    text(folder / "legend.csv", LEGEND)
    return ask()
