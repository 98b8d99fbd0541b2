"""Class rasters against their zones, their neighbours and their legends."""

import numpy as np
import rasterio
from case_files import CRS, E, N, frame, in_degrees, share, shp, text, true_area
from dirty_rasters import EAST_UP, HALF, LEGEND, SIDE, ask, look, raster, tif
from input_case import ACCEPT, NOTED, REFUSE, WARN, Cases, Near, Where
from shapely import box

cases = Cases("rasters")
CASES = cases.all


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
cases.add("coordinates_gcj02_on_a_raster", raster("--coordinates", "gcj02"), REFUSE, file="cover.tif")
cases.add(
    "elevation_is_no_class_raster",
    raster(
        pixels=(np.arange(SIDE * SIDE).reshape(SIDE, SIDE) % 2500 + 900).astype("uint16"),
        nodata=65535,
        asks=look,
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
