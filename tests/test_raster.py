"""The door for rasters: what the header must say, and that nothing is written beside the file."""

import struct
from dataclasses import replace

import numpy as np
import pyproj
import pytest
import rasterio
import rasterio.shutil
from affine import Affine
from made_files import patch
from rasterio.control import GroundControlPoint
from rasterio.errors import NotGeoreferencedWarning

from gis.errors import CrsError, InputError
from gis.rasters.class_pixels import class_pixels
from gis.rasters.raster import open_raster
from gis.rasters.zonal import class_areas, zone_of_raster

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
        with rasterio.open(path, "w", **profile | more, transform=transform, crs=crs) as target:
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
    raster = open_raster(write(np.zeros((3, 4, 5), np.uint8)))
    with pytest.raises(InputError, match="3 bands; a class raster has one") as refusal:
        read_window(raster, 0, 1, 0, 1)
    assert refusal.value.code == "H170"


def test_complex_values_are_refused(write):
    with pytest.raises(InputError, match="complex"):
        read_window(open_raster(write(FOUR_BY_FIVE.astype(np.complex64))), 0, 1, 0, 1)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_whole_numbers_stored_as_floats_are_classes(write, kind):
    raster = open_raster(write(FOUR_BY_FIVE.astype(kind)))
    rows, columns = FOUR_BY_FIVE.shape
    assert read_window(raster, 0, rows, 0, columns).tolist() == FOUR_BY_FIVE.tolist()


def test_a_fraction_is_a_measured_value_and_no_class(write):
    values = FOUR_BY_FIVE.astype(np.float32)
    values[1, 2] = 2.5
    raster = open_raster(write(values))
    with pytest.raises(InputError, match=r"the value 2\.5 is no class; group"):
        read_window(raster, 0, 3, 0, 3)


@pytest.mark.parametrize("nodata", [np.nan, -9999.0, float(np.finfo(np.float32).min)])
def test_what_is_no_number_and_the_declared_nodata_are_one(write, nodata):
    values = FOUR_BY_FIVE.astype(np.float32)
    values[0, 0], values[0, 1] = np.nan, nodata
    raster = open_raster(write(values, nodata=nodata))
    read = read_window(raster, 0, 1, 0, 3).tolist()[0]
    assert read == [raster.void, raster.void, FOUR_BY_FIVE[0, 2]]


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
        blockxsize=4096, blockysize=4096, compress="deflate", bigtiff="yes", sparse_ok=True, nodata=0,
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
        blockxsize=32_768, blockysize=32_768, compress="deflate", sparse_ok=True, nodata=0,
        transform=TEN_METRES, crs="EPSG:4546",
    ):  # fmt: skip
        pass
    with pytest.raises(InputError, match="rewrite it in tiles"):
        read_window(open_raster(path), 0, 1, 0, 1)


@pytest.mark.parametrize(
    "how",
    [
        *({"compress": name} for name in ("lzw", "deflate", "packbits", "lzma", "zstd", "lerc")),
        {"tiled": True, "blockxsize": 16, "blockysize": 16},
        {"bigtiff": "yes"},
        {"compress": "deflate", "predictor": 2},
        {"driver": "COG"},
        {"driver": "HFA", "name": "classes.img"},
        {"driver": "AAIGrid", "name": "classes.asc"},
    ],
)
def test_every_way_of_storing_gives_the_same_pixels(write, how):
    raster = open_raster(write(**how))
    assert read_window(raster, 0, 4, 0, 5).tolist() == FOUR_BY_FIVE.tolist()
    assert (raster.transform, raster.crs.to_epsg()) == (TEN_METRES, 4546)


@pytest.mark.parametrize("dtype", ["int8", "uint16", "int16", "int32", "int64", "uint64"])
def test_every_kind_of_whole_number_is_read(write, dtype):
    raster = open_raster(write(FOUR_BY_FIVE.astype(dtype)))
    assert read_window(raster, 0, 4, 0, 5).tolist() == FOUR_BY_FIVE.tolist()


@pytest.mark.parametrize("written", ["-99", "300", "nan", "1.5"])
def test_a_nodata_value_that_no_pixel_can_have_is_told(write, written):
    path = write(nodata=111)
    patch(path, path.read_bytes().index(b"111\0"), written.encode().ljust(4, b"\0"))
    raster = open_raster(path)
    assert raster.nodata is None
    assert [(finding.code, finding.values["nodata"]) for finding in raster.findings] == [("H172", written)]


def test_a_world_file_places_a_raster_that_says_nothing_of_its_place(write, tmp_path):
    with pytest.warns(NotGeoreferencedWarning):
        path = write(transform=None)
    (tmp_path / "classes.tfw").write_text("10\n0\n0\n-10\n500005\n3049995\n")
    raster = open_raster(path)
    assert raster.transform == TEN_METRES
    assert [finding.code for finding in raster.findings] == ["H175"]
    assert [member.name for member in raster.members] == ["classes.tif", "classes.tfw"]


@pytest.mark.parametrize(
    ("line", "told"), [("500005", []), ("500006", []), ("500015", ["classes.tfw"]), ("x", ["classes.tfw"])]
)
def test_a_world_file_that_contradicts_the_raster_is_told_and_not_used(write, tmp_path, line, told):
    path = write()
    (tmp_path / "classes.tfw").write_text(f"10\n0\n0\n-10\n{line}\n3049995\n")
    raster = open_raster(path)
    assert raster.transform == TEN_METRES
    assert [finding.values["sidecar"] for finding in raster.findings] == told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("<PAMRasterBand><NoDataValue>3</NoDataValue></PAMRasterBand>", []),
        ("<PAMRasterBand><NoDataValue>7</NoDataValue></PAMRasterBand>", ["nodata 7"]),
        ("<GeoTransform>500000,10,0,3050000,0,-10</GeoTransform>", []),
        ("<GeoTransform>500000,20,0,3050000,0,-20</GeoTransform>", ["another place or pixel size"]),
        ("<GDALRasterAttributeTable tableType='thematic'/>", ["a table of classes"]),
        ("<SRS>EPSG:4326</SRS>", []),
    ],
)
def test_what_an_aux_file_says_against_the_raster_is_told(write, tmp_path, text, told):
    path = write(nodata=3)
    (tmp_path / "classes.tif.aux.xml").write_text(f"<PAMDataset>{text}</PAMDataset>")
    assert [finding.values["what"] for finding in open_raster(path).findings] == told


def sparse(path, **more):
    """Write one block of 16 x 16 pixels of class 1 and leave the other three out."""
    form = {"driver": "GTiff", "count": 1, "height": 32, "width": 32, "dtype": "uint8", "crs": "EPSG:4546"}
    tiles = {"tiled": True, "blockxsize": 16, "blockysize": 16, "sparse_ok": True}
    with rasterio.open(path, "w", **form, **tiles, transform=TEN_METRES, **more) as target:
        target.write(np.ones((16, 16), np.uint8), 1, window=((0, 16), (0, 16)))
    return path


def test_blocks_that_were_never_written_do_not_read_as_zeros(tmp_path):
    with pytest.raises(InputError, match="3 of 4 blocks of pixels were never written"):
        open_raster(sparse(tmp_path / "holes.tif"))


def test_blocks_that_were_never_written_are_nodata_where_it_is_declared(tmp_path):
    raster = open_raster(sparse(tmp_path / "holes.tif", nodata=255))
    assert [finding.code for finding in raster.findings] == ["H179"]
    assert np.unique(read_window(raster, 16, 32, 0, 32)).tolist() == [255]


@pytest.mark.parametrize("share", [0.02, 0.5, 0.9, 0.99])
def test_a_file_that_was_cut_short_is_refused_by_its_header(write, share):
    noise = np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)
    path = write(noise, compress="deflate", tiled=True, blockxsize=64, blockysize=64)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(InputError, match="export it again") as refusal:
        open_raster(path)
    assert refusal.value.code == "H004"


def test_a_broken_block_is_refused_when_it_is_read(write):
    noise = np.random.default_rng(0).integers(0, 255, (300, 300), dtype=np.uint8)
    path = write(noise, compress="deflate")
    patch(path, len(path.read_bytes()) // 2, bytes(200))
    with pytest.raises(InputError, match="not readable as GTiff"):
        read_window(open_raster(path), 0, 300, 0, 300)


def test_control_points_are_no_exact_place(write):
    corners = [((0, 0), (0, 0)), ((4, 0), (0, -40)), ((0, 5), (50, 0))]
    points = [
        GroundControlPoint(row, column, 500_000 + x, 3_050_000 + y) for (row, column), (x, y) in corners
    ]
    path = write(transform=None, gcps=points)
    with pytest.raises(InputError, match="control points do not say it"):
        open_raster(path, crs=pyproj.CRS("EPSG:4546"))


def test_a_pixel_named_by_its_centre_lies_where_its_corner_is(write, monkeypatch):
    path = write()
    with rasterio.open(path, "r+") as target:
        target.update_tags(AREA_OR_POINT="Point")
        target.transform = TEN_METRES  # written anew, by the centre of the first pixel
    assert struct.pack("<d", 500_005) in path.read_bytes()
    monkeypatch.setenv("GTIFF_POINT_GEO_IGNORE", "YES")
    assert open_raster(path).transform == TEN_METRES


def test_a_photograph_of_classes_is_no_class_raster(write):
    path = write(np.ones((32, 32), np.uint8), compress="jpeg")
    with pytest.raises(InputError, match="stored as a photograph"):
        read_window(open_raster(path), 0, 1, 0, 1)


def test_several_images_in_one_file_are_not_taken_for_one(write, tmp_path):
    path = write()
    with rasterio.open(path) as source:
        rasterio.shutil.copy(source, tmp_path / "two.tif", driver="GTiff", append_subdataset=False)
        rasterio.shutil.copy(source, tmp_path / "two.tif", driver="GTiff", append_subdataset=True)
    with pytest.raises(InputError, match="2 images in one file"):
        read_window(open_raster(tmp_path / "two.tif"), 0, 1, 0, 1)


def test_an_alpha_band_is_a_second_band(write):
    with pytest.raises(InputError, match="2 bands"):
        read_window(open_raster(write(np.stack([FOUR_BY_FIVE] * 2), alpha="yes")), 0, 1, 0, 1)


def test_an_engineering_plane_is_not_tied_to_the_earth(write):
    with pytest.raises(CrsError, match="neither longitude and latitude nor a plane tied to the earth"):
        open_raster(write(crs='LOCAL_CS["site",UNIT["metre",1]]'))


def test_swapped_degrees_are_named(write):
    with pytest.raises(CrsError, match="longitude and latitude look swapped"):
        open_raster(write(transform=Affine(1e-4, 0, 27.5, 0, -1e-4, 109.9), crs="EPSG:4490"))


def test_pixels_too_small_for_their_coordinates_are_refused(write):
    with pytest.raises(InputError, match="cannot be; georeference it"):
        open_raster(write(transform=Affine(1e-9, 0, 500_000, 0, -1e-9, 3_050_000)))


def test_more_pixels_than_time_allows_are_refused_before_any_is_read(tmp_path):
    path = sparse(tmp_path / "holes.tif", nodata=255)
    raster = replace(open_raster(path), width=100_000, height=100_000)
    with pytest.raises(InputError, match="10,000,000,000 pixels to read") as refusal:
        class_areas(raster, [zone_of_raster(raster)])
    assert refusal.value.code == "H171"


@pytest.mark.parametrize("text", ["<VRTDataset/>", "<GDAL_WMS><Service/></GDAL_WMS>", "", "II*\0"])
def test_other_contents_under_the_name_of_a_tiff_are_refused(tmp_path, text):
    (tmp_path / "false.tif").write_text(text)
    with pytest.raises(InputError, match=r"false\.tif") as refusal:
        open_raster(tmp_path / "false.tif")
    assert refusal.value.code == "H004"
