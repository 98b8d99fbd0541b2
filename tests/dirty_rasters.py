"""Class rasters whose header, nodata, values or neighbours cannot be trusted."""

import numpy as np
import rasterio
from case_files import CRS, E, N, band_area, frame, in_degrees, inspect, share, shp, text, true_area
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Where
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


def _raster(*words, pixels=HALVES, asks=ask, **more):
    def make(folder):
        tif(folder / "cover.tif", pixels, **more)
        text(folder / "legend.csv", LEGEND)
        return asks(*words)

    return make


def _look(*words):
    return inspect("cover.tif", *words)


def _south(value):
    """Give the southern half another value."""
    pixels = HALVES.copy()
    pixels[50:] = value
    return pixels


cases.add(
    "no_system_is_described_not_measured",
    _raster(crs=None, asks=_look),
    WARN,
    figures={"crs_read": None, "area_m2": None},
)
cases.add("no_system_is_refused_for_a_share", _raster(crs=None), REFUSE, file="cover.tif")
cases.add("no_system_but_stated", _raster("--crs", CRS, crs=None), ACCEPT, NOTED, figures=HALF)
cases.add("no_transform", _raster(transform=Affine.identity()), REFUSE, file="cover.tif")
cases.add("xian_1980", _raster(crs="EPSG:2382"), REFUSE, file="cover.tif", says="Xi'?an|parameter")
cases.add(
    "degrees_under_a_metric_system",
    _raster(transform=from_origin(109.9, 27.6, 0.001, 0.001)),
    REFUSE,
    file="cover.tif",
)
cases.add("metres_under_degrees", _raster(crs="EPSG:4490"), REFUSE, file="cover.tif")
cases.add(
    "prefix_under_a_system_without",
    _raster(transform=from_origin(E + 37e6, N + 1000, 10, 10)),
    REFUSE,
    file="cover.tif",
)
cases.add(
    "rotated",
    _raster(transform=Affine.translation(E, N + 1000) @ Affine.rotation(30) @ Affine.scale(10, -10)),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
    file="cover.tif",
)
cases.add(
    "rotated_in_degrees",
    _raster(
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
    REFUSE,
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
    _raster(pixels=_south(255)),
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
    _raster(pixels=_south(255), nodata=None),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
    says="255",
)
cases.add(
    "a_value_outside_the_legend",
    _raster(pixels=_south(77)),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
    says="77",
)
cases.add(
    "zero_undeclared_around_the_cover",
    _raster(pixels=_south(0), nodata=None),
    WARN,
    figures={"share": Near(0.25, rel=1e-4), "share_high": Near(0.75, rel=1e-4)},
)
cases.add(
    "all_nodata",
    _raster(pixels=np.full((SIDE, SIDE), 255, "uint8")),
    WARN,
    REFUSE,
    figures={"share_high": Near(1.0)},
    file="cover.tif",
)
cases.add("no_legend", _raster(asks=lambda: share("cover.tif")), REFUSE, says="legend", file="cover.tif")
cases.add(
    "a_class_that_no_legend_has",
    _raster(asks=lambda: ask(classes="0999")),
    REFUSE,
    WARN,
    says="0999",
    file="cover.tif",
)
cases.add(
    "several_bands",
    _raster(pixels=np.stack([HALVES] * 3), photometric="RGB"),
    REFUSE,
    says="band",
    file="cover.tif",
)
cases.add(
    "several_bands_are_described",
    _raster(pixels=np.stack([HALVES] * 3), asks=_look),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures={"bands": 3},
    file="cover.tif",
)
cases.add(
    "fractions_are_no_classes",
    _raster(pixels=np.random.default_rng(1).random((SIDE, SIDE)).astype("float32"), nodata=None),
    REFUSE,
    file="cover.tif",
)
cases.add(
    "whole_numbers_kept_as_floats",
    _raster(pixels=HALVES.astype("float32"), nodata=-9999.0),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
    file="cover.tif",
)
cases.add(
    "nan_for_nodata",
    _raster(
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
cases.add("complex_values", _raster(pixels=HALVES.astype("complex64"), nodata=None), REFUSE, file="cover.tif")
cases.add("scaled_values", _raster(tags={"scales": (0.1,), "offsets": (5.0,)}), REFUSE, file="cover.tif")


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


def _zone(shape, name, *outcomes, **more):
    def make(folder):
        tif(folder / "cover.tif")
        text(folder / "legend.csv", LEGEND)
        shp(frame([shape], NAME=["a"]), folder / "zone.shp")
        return ask("--within", "zone.shp")

    cases.add(name, make, *outcomes, **more)


_zone(
    box(E, N, E + 2000, N + 1000),
    "a_zone_covered_by_half",
    WARN,
    figures={
        "share": Near(0.25, rel=1e-3),
        "share_high": Near(0.75, rel=1e-3),
        "covered_zone_share": Near(0.5, rel=1e-3),
    },
)
_zone(
    box(E + 90_000, N, E + 91_000, N + 1000),
    "a_zone_far_away",
    REFUSE,
    WARN,
    figures={"share_high": Near(1.0)},
    file="cover.tif",
)
_zone(
    box(E + 3, N + 3, E + 7, N + 7),
    "a_zone_within_one_pixel",
    ACCEPT,
    NOTED,
    WARN,
    figures={"share": Near(1.0), "total_m2": Near(true_area(box(E + 3, N + 3, E + 7, N + 7)), rel=1e-4)},
)


@cases(ACCEPT, NOTED, WARN, figures={"share": Near(0.5, rel=1e-3)})
def a_zone_in_degrees_over_metric_pixels(folder):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    shp(frame([in_degrees(box(E, N, E + 1000, N + 1000))], crs="EPSG:4490", NAME=["a"]), folder / "zone.shp")
    return ask("--within", "zone.shp")


@cases(NOTED, WARN, REFUSE, figures=HALF, says="aux|sidecar", file="cover.tif")
def a_sidecar_that_contradicts(folder):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    text(
        folder / "cover.tif.aux.xml",
        '<PAMDataset><SRS>EPSG:32650</SRS><GeoTransform>0,1,0,0,0,-1</GeoTransform><PAMRasterBand band="1">'
        "<NoDataValue>1</NoDataValue></PAMRasterBand></PAMDataset>",
    )
    return ask()


@cases(ACCEPT, NOTED, WARN, figures=HALF)
def a_world_file_that_contradicts(folder):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    text(folder / "cover.tfw", "10\n0\n0\n-10\n0\n0\n")
    return ask()


@cases(ACCEPT, NOTED, WARN, figures=HALF)
def overviews_that_lie(folder):
    tif(folder / "cover.tif")
    text(folder / "legend.csv", LEGEND)
    tif(folder / "cover.tif.ovr", np.full((50, 50), 1, "uint8"))
    return ask()


@cases(REFUSE, WARN, file="cover.tif")
def tiles_that_were_never_written(folder):
    with rasterio.open(
        *(folder / "cover.tif", "w"),
        driver="GTiff",
        dtype="uint8",
        count=1,
        width=256,
        height=256,
        crs=CRS,
        transform=EAST_UP,
        tiled=True,
        blockxsize=128,
        blockysize=128,
        sparse_ok=True,
        compress="deflate",
    ) as target:
        target.write(np.ones((1, 128, 128), "uint8"), window=((0, 128), (0, 128)))
    text(folder / "legend.csv", "value,code,name\n0,0101,水田\n1,0301,乔木林地\n")
    return ask()


def _legend(content, encoding="utf-8"):
    def make(folder):
        tif(folder / "cover.tif")
        text(folder / "legend.csv", content, encoding)
        return ask()

    return make


cases.add("a_legend_with_a_value_twice", _legend(LEGEND + "1,0601,x\n"), REFUSE, file="legend.csv")
cases.add("a_legend_with_a_blank_code", _legend(LEGEND + "9,,x\n"), REFUSE, file="legend.csv")
cases.add("a_legend_with_words_for_values", _legend(LEGEND + "x,0101,x\n"), REFUSE, file="legend.csv")
cases.add("a_legend_without_its_columns", _legend("a,b\n1,2\n"), REFUSE, file="legend.csv", says="value")
cases.add("an_empty_legend", _legend("value,code,name\n"), REFUSE)
cases.add("a_legend_in_gbk", _legend(LEGEND, encoding="gb18030"), ACCEPT, NOTED, figures=HALF)
cases.add(
    "a_legend_whose_codes_lost_their_zero",
    _legend(LEGEND.replace(",0", ",")),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
)
cases.add(
    "a_legend_of_values_with_decimals",
    _legend(LEGEND.replace("\n1,", "\n1.0,").replace("\n2,", "\n2.0,")),
    ACCEPT,
    NOTED,
    WARN,
    REFUSE,
    figures=HALF,
)
cases.add("coordinates_gcj02_on_a_raster", _raster("--coordinates", "gcj02"), REFUSE, file="cover.tif")
cases.add(
    "elevation_is_no_class_raster",
    _raster(
        pixels=(np.arange(SIDE * SIDE).reshape(SIDE, SIDE) % 2500 + 900).astype("uint16"),
        nodata=65535,
        asks=_look,
    ),
    *(ACCEPT, NOTED, WARN),
    figures={"classes": Where("no list of thousands", lambda told: told is None or len(told) < 1000)},
)


@cases(WARN, REFUSE, NOTED, figures=HALF, file="cover.tif")
def a_value_table_that_contradicts_the_pixels(folder):
    from case_files import raw_dbf  # noqa: PLC0415

    tif(folder / "cover.tif")
    fields = (("Value", "N", 9, 0), ("Count", "N", 9, 0), ("DLBM", "C", 8, 0))
    raw_dbf(folder / "cover.tif.vat.dbf", fields, [[b"1", b"7", b"0301"], [b"5", b"9", b"0101"]])
    return share("cover.tif")
