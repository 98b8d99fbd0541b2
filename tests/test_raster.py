"""The door for rasters: what the header must say, and that nothing is written beside the file."""

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.errors import NotGeoreferencedWarning

from gis.errors import CrsError, InputError
from gis.raster import class_pixels, open_raster

TEN_METRES = Affine(10, 0, 500_000, 0, -10, 3_050_000)
FOUR_BY_FIVE = np.arange(20, dtype=np.uint8).reshape(4, 5)


def read_window(raster, row0, row1, col0, col1):
    with class_pixels(raster) as read:
        return read(row0, row1, col0, col1)


@pytest.fixture
def write(tmp_path):
    def _write(pixels=FOUR_BY_FIVE, *, name="classes.tif", transform=TEN_METRES, crs="EPSG:4546", **more):
        bands = pixels if pixels.ndim == 3 else pixels[np.newaxis]
        count, height, width = bands.shape
        path = tmp_path / name
        profile = {"driver": "GTiff", "count": count, "height": height, "width": width, "dtype": bands.dtype}
        with rasterio.open(path, "w", **profile, transform=transform, crs=crs, **more) as target:
            target.write(bands)
        return path

    return _write


def test_a_header_says_where_the_pixels_lie(write):
    raster = open_raster(write(nodata=255))
    assert (raster.width, raster.height, raster.dtype, raster.nodata, raster.bands) == (5, 4, "uint8", 255, 1)
    assert raster.crs.to_epsg() == 4546
    assert raster.transform == TEN_METRES


def test_a_window_holds_the_pixels_of_its_rows_and_columns(write):
    assert read_window(open_raster(write()), 1, 3, 2, 5).tolist() == FOUR_BY_FIVE[1:3, 2:5].tolist()


def test_reading_leaves_no_file_behind(write, tmp_path):
    raster = open_raster(write())
    read_window(raster, 0, 4, 0, 5)
    assert [file.name for file in tmp_path.iterdir()] == ["classes.tif"]


def test_a_sidecar_that_contradicts_the_file_is_not_read(write, tmp_path):
    path = write(nodata=3)
    text = "<PAMDataset><PAMRasterBand band='1'><NoDataValue>7</NoDataValue></PAMRasterBand></PAMDataset>"
    (tmp_path / "classes.tif.aux.xml").write_text(text)
    assert open_raster(path).nodata == 3


def test_a_raster_without_a_crs_is_refused(write):
    with pytest.raises(CrsError, match="no CRS; state it"):
        open_raster(write(crs=None))


def test_a_raster_without_a_place_is_refused(write):
    with pytest.warns(NotGeoreferencedWarning):
        path = write(transform=Affine.identity())
    with pytest.raises(InputError, match="georeference the raster"):
        open_raster(path)


def test_a_picture_of_three_bands_is_no_class_raster(write):
    with pytest.raises(InputError, match="3 bands; a class raster has one"):
        open_raster(write(np.zeros((3, 4, 5), np.uint8)))


def test_complex_values_are_refused(write):
    with pytest.raises(InputError, match="complex"):
        open_raster(write(FOUR_BY_FIVE.astype(np.complex64)))


def test_real_values_open_but_are_not_read_as_classes(write):
    raster = open_raster(write(FOUR_BY_FIVE.astype(np.float32)))
    with pytest.raises(InputError, match="float32, not whole numbers"):
        read_window(raster, 0, 1, 0, 1)


def test_scaled_values_are_not_read_as_classes(write):
    path = write()
    with rasterio.open(path, "r+") as target:
        target.scales = (0.1,)
    with pytest.raises(InputError, match="values are scaled"):
        read_window(open_raster(path), 0, 1, 0, 1)


def test_a_mask_band_is_not_overlooked(write):
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True):
        path = write()
        with rasterio.open(path, "r+") as target:
            target.write_mask(FOUR_BY_FIVE > 3)
    with pytest.raises(InputError, match="mask band"):
        read_window(open_raster(path), 0, 1, 0, 1)


def test_a_turned_raster_is_taken_in_metres_and_refused_in_degrees(write):
    assert open_raster(write(transform=Affine(8, 6, 500_000, 6, -8, 3_050_000))).transform.b != 0
    turned = Affine(8e-4, 6e-4, 110, 6e-4, -8e-4, 27.5)
    with pytest.raises(InputError, match="rotated in degrees; warp it upright"):
        open_raster(write(transform=turned, crs="EPSG:4326"))


def test_latitudes_beyond_the_pole_give_a_wrong_crs_away(write):
    with pytest.raises(CrsError, match="state the true CRS"):
        open_raster(write(crs="EPSG:4326"))


@pytest.mark.parametrize(
    "name", ["/vsimem/a.tif", "/vsicurl/http://a/b.tif", "GTIFF_DIR:1:a.tif", "https://a/b.tif"]
)
def test_addresses_and_virtual_paths_are_refused(name):
    with pytest.raises(InputError, match="not a local file") as refusal:
        open_raster(name)
    assert refusal.value.code == "H003"


def test_a_missing_file_is_named():
    with pytest.raises(InputError, match=r"nowhere\.tif: no such file"):
        open_raster("nowhere.tif")


def test_an_unknown_ending_is_refused_with_the_known_ones(tmp_path):
    (tmp_path / "classes.vrt").write_text("<VRTDataset/>")
    with pytest.raises(InputError, match=r"give \.tif, \.tiff"):
        open_raster(tmp_path / "classes.vrt")


def test_a_virtual_raster_under_a_false_name_is_not_followed(write, tmp_path):
    source = write()
    disguised = tmp_path / "disguised.tif"
    disguised.write_text(
        '<VRTDataset rasterXSize="5" rasterYSize="4"><SRS>EPSG:4546</SRS>'
        '<VRTRasterBand dataType="Byte" band="1">'
        f"<SimpleSource><SourceFilename>{source}</SourceFilename></SimpleSource></VRTRasterBand></VRTDataset>"
    )
    with pytest.raises(InputError, match="export it again"):
        open_raster(disguised)


def test_a_truncated_file_is_refused_when_its_pixels_are_read(write):
    noise = np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)
    path = write(noise, compress="deflate")
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(InputError, match="export it again"):
        read_window(open_raster(path), 0, 300, 0, 300)


def test_claimed_dimensions_are_only_a_number(tmp_path):
    path = tmp_path / "huge.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=1_000_000, width=1_000_000, dtype="uint8", tiled=True,
        blockxsize=4096, blockysize=4096, compress="deflate", bigtiff="yes", sparse_ok=True,
        transform=TEN_METRES, crs="EPSG:4546",
    ):  # fmt: skip
        pass
    raster = open_raster(path)
    assert (raster.width, raster.height) == (1_000_000, 1_000_000)
    assert read_window(raster, 999_999, 1_000_000, 0, 2).tolist() == [[0, 0]]


def test_a_file_in_one_enormous_block_is_refused_before_it_is_decoded(tmp_path):
    path = tmp_path / "one_block.tif"
    with rasterio.open(
        path, "w", driver="GTiff", count=1, height=32_768, width=32_768, dtype="uint8", tiled=True,
        blockxsize=32_768, blockysize=32_768, compress="deflate", sparse_ok=True,
        transform=TEN_METRES, crs="EPSG:4546",
    ):  # fmt: skip
        pass
    with pytest.raises(InputError, match="rewrite it in tiles"):
        read_window(open_raster(path), 0, 1, 0, 1)
