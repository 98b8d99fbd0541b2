"""Write the sample as a bureau keeps it: GeoPackages, a GBK shapefile, a map export, CSV, Excel, TXT."""

import csv
import datetime as dt
import json
import os
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import pyogrio
import pyproj
import shapely
import xlsxwriter

from .made_bounds import unit_layers
from .made_energy import energy_layers
from .made_lines import Lines, line_layers, work_layers
from .made_municipal import deliveries, municipal_layers
from .made_outline import CRS, DEGREES
from .made_parcels import parcels, parcels_before
from .made_projects import project_layers, shenneng_pads
from .made_registers import Rows, registers, widths
from .made_scene import Scene, scene
from .made_transport import chargers, stops, transport_layers

_DAY = "2024-12-31T00:00:00Z"  # the only day that the files bear
_TITLED = ("规划台账", "村级名录")
_PREFIX_M = 37_000_000.0  # zone 37 before the easting


def write_sample(folder: Path) -> Scene:
    """
    Make the whole sample in a folder that holds the outline and the lists of units.

    Two runs give the same files byte by byte with the same GDAL.
    """
    made = scene(folder)
    lines = Lines(made)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DAY})
    try:
        for name, layers in packages(made, lines).items():
            _package(folder / name, layers)
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})
    _gbk_shapefile(folder / "公交站点.shp", stops(made))
    text = json.dumps(chargers(made), ensure_ascii=False, separators=(",", ":"))
    (folder / "充电设施_网络地图.geojson").write_text(text + "\n", encoding="utf-8")
    _gbk_table(folder / "物流配送站点.csv", deliveries(made))
    _workbook(folder / "登记台账（合成示例）.xlsx", registers(made))
    _survey_text(folder / "深能风机基础.txt", shenneng_pads(made, lines))
    return made


def packages(made: Scene, lines: Lines) -> dict[str, dict[str, gpd.GeoDataFrame]]:
    """Give the layers of every GeoPackage."""
    return {
        "行政区划.gpkg": unit_layers(made),
        "地类图斑.gpkg": {"DLTB": parcels(made)},
        "地类图斑2020.gpkg": {"DLTB_2020": parcels_before(made)},
        "三区三线.gpkg": line_layers(made, lines),
        "自然资源专题.gpkg": work_layers(made, lines),
        "交通.gpkg": transport_layers(made),
        "市政与农村.gpkg": municipal_layers(made),
        "能源.gpkg": energy_layers(made, lines),
        "项目.gpkg": project_layers(made, lines),
    }


def _package(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    path.unlink(missing_ok=True)
    for name, frame in layers.items():
        kinds = set(frame.geom_type.dropna())
        single = kinds.pop() if len(kinds) == 1 else f"Multi{min(kinds, key=len)}"
        frame.to_file(
            path,
            layer=name,
            driver="GPKG",
            engine="pyogrio",
            geometry_type=single,
            promote_to_multi=single.startswith("Multi"),
            SPATIAL_INDEX="NO",
        )


def _gbk_shapefile(path: Path, frame: gpd.GeoDataFrame) -> None:
    """Write a shapefile as many programs do: GBK texts and nothing that says so."""
    frame.to_file(path, driver="ESRI Shapefile", engine="pyogrio", encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = path.with_suffix(".dbf")
    content = bytearray(table.read_bytes())
    content[1:4] = bytes((124, 12, 31))  # the day of writing: 2024-12-31
    content[29] = 0  # no language driver
    table.write_bytes(bytes(content))


def _gbk_table(path: Path, rows: Rows) -> None:
    to_degrees = pyproj.Transformer.from_crs(CRS, DEGREES, always_xy=True)
    with path.open("w", encoding="gb18030", newline="") as file:
        writer: csv.DictWriter[str] | None = None
        for row in rows:
            point = row["点位"]
            assert isinstance(point, shapely.Point)  # noqa: S101 - for the type
            lon, lat = to_degrees.transform(point.x, point.y)
            told = {name: value for name, value in row.items() if name != "点位"}
            told |= {"经度": f"{lon:.7f}", "纬度": f"{lat:.7f}"}
            if writer is None:
                writer = csv.DictWriter(file, list(told), lineterminator="\r\n")
                writer.writeheader()
            writer.writerow(told)


def _workbook(path: Path, sheets: Mapping[str, Rows]) -> None:
    """Write one sheet for each register; two have a title above the head."""
    with xlsxwriter.Workbook(str(path)) as book:
        book.set_properties(
            {"title": "登记台账（合成示例）", "created": dt.datetime(2024, 12, 31, tzinfo=dt.UTC)}
        )
        bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        title = book.add_format({"bold": True, "font_size": 13})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            heads = list(dict.fromkeys(head for row in rows for head in row))
            top = int(name in _TITLED)
            if top:
                sheet.write_string(0, 0, f"{name}（合成示例，不是真实登记）", title)
            sheet.write_row(top, 0, heads, bold)
            for place, row in enumerate(rows, start=top + 1):
                for column, head in enumerate(heads):
                    value = row.get(head)
                    if value is not None:
                        sheet.write(place, column, value)
            for column, width in enumerate(widths(rows)):
                sheet.set_column(column, column, width)
            sheet.freeze_panes(top + 1, 0)


def _survey_text(path: Path, shapes: list[shapely.Polygon]) -> None:
    """Write a 国土坐标TXT: north first, east with the zone before it."""
    head = {
        "格式版本号": "1.01",
        "数据产生单位": "合成示例",
        "数据产生日期": "2024-12-31",
        "坐标系": "2000国家大地坐标系",
        "几度分带": "3",
        "投影类型": "高斯克吕格",
        "计量单位": "米",
        "带号": "37",
        "精度": "0.001",
        "转换参数": ",,,,,,",
    }
    text = ["[属性描述]", *(f"{name}={value}" for name, value in head.items()), "[地块坐标]"]
    for number, shape in enumerate(shapes, start=1):
        corners = shapely.get_coordinates(shape)
        text.append(
            f"{len(corners)},{shape.area / 1e4:.4f},FJ{number:02d},{number}号风机基础,面,,风电,0601,@"
        )
        for corner, (east, north) in enumerate(corners[:, :2].tolist(), start=1):
            label = 1 if corner == len(corners) else corner
            text.append(f"J{label},1,{north:.3f},{east + _PREFIX_M:.3f}")
    path.write_bytes("\r\n".join([*text, ""]).encode("gb18030"))


def total_size(folder: Path) -> int:
    """Add up the bytes of all files in a folder."""
    return sum(entry.stat().st_size for entry in os.scandir(folder) if entry.is_file())
