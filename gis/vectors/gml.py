"""GML 2 to 3.2: one type of feature is a layer; longitude or easting first, whatever the file has first."""

import re
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pyogrio
import pyproj

from gis.crs import parse_crs
from gis.errors import CrsError, InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer

from .arc_steps import gdal_settings
from .built_rows import findings_of_shapes
from .curves import with_straight_edges
from .gml_survey import Feature, Survey, surveyed
from .ogr import read_ogr, told_as_input_error
from .xml_guard import file_text

_SETTINGS = {
    "GML_SKIP_RESOLVE_ELEMS": "ALL",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GML_FIELDTYPES": "ALWAYS_STRING",  # a guessed type takes the leading zero off a code
    "GML_SKIP_CORRUPTED_FEATURES": "NO",
}
_EPSG = re.compile(r"(?i).*epsg.*?(\d{4,6})", re.ASCII)
_LONGEST_NAME = 80
_BOX = ["lowerCorner", "upperCorner"]  # of gml:boundedBy: no attributes


def read_gml(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read one type of feature by way of a UTF-8 copy in a `folder` of ours.

    Names that put the axes in the order of their authority (`urn:…`, `…/def/crs/…`)
    are turned to x, y; short names (`EPSG:4546`) mean x, y. Attributes stay text.
    Raises `InputError`: H005 for several types, H161 for shapes by reference;
    `CrsError` H021 for several systems in one file.
    """
    text, encoding = file_text(path, request.encoding)
    survey = surveyed(text, path.name)
    if not survey.features and not survey.links:
        raise InputError(
            f"{path.name}: XML without feature members (its root is '{survey.root[:_LONGEST_NAME]}'); "
            "export it as a GML feature collection",
            code="H010" if survey.root.endswith("Collection") else "H004",
        )
    crs, crs_by = _crs(survey, path.name)
    copy = folder / "layer.gml"
    copy.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + text, encoding="utf-8")
    del text
    with gdal_settings(**_SETTINGS):
        layer = _layer(copy, path, survey, request.layer)
        frame = read_ogr(copy, path, layer=layer)
        frame = frame.drop(columns=_BOX, errors="ignore")
        features = [feature for feature in survey.features if feature.kind == layer]
        if len(features) != len(frame):
            raise InputError(
                f"{path.name}: declares {len(features)} features of the type '{layer}' and gives "
                f"{len(frame)}; export it again"
            )
        frame = frame if crs is None else frame.set_crs(crs, allow_override=True)
        frame, findings = _drawn(frame, copy, path, layer) if survey.curved else (frame, ())
    frame, more = _without_faults(frame, features)
    return RawFeatures(
        frame=frame,
        format="GML",
        layer=layer,
        crs=crs,
        crs_by=crs_by,
        encoding=encoding.name,
        encoding_by=encoding.by,
        read=len(frame),
        findings=(*_links(survey), *findings, *more),
    )


def _crs(survey: Survey, what: str) -> tuple[pyproj.CRS | None, str]:
    """Find the one system of a file; none is none."""
    if len(survey.systems) > 1:
        listing = ", ".join(sorted(survey.systems)[:3])[: 3 * _LONGEST_NAME]
        raise CrsError(
            f"{what}: names {len(survey.systems)} systems ({listing}); export it in one system", code="H021"
        )
    if not survey.systems:
        return None, ""
    (name,) = survey.systems
    epsg = _EPSG.fullmatch(name)
    try:
        return parse_crs(f"EPSG:{epsg[1]}" if epsg else name, what), "file (srsName)"
    except CrsError:  # the user may still state it
        return None, f"its srsName '{name[:_LONGEST_NAME]}' names no known CRS"


def _layer(copy: Path, path: Path, survey: Survey, wanted: str | None) -> str:
    """Choose a type of feature, once the reader was found to see all that the text has."""
    with told_as_input_error(path):
        seen = {
            str(name): int(pyogrio.read_info(copy, layer=name, force_feature_count=True)["features"])
            for name, _ in pyogrio.list_layers(copy)
        }
    counted = survey.counts()
    if seen != dict(counted):
        raise InputError(
            f"{path.name}: declares {sum(counted.values())} features and gives {sum(seen.values())}; "
            "export it again"
        )
    shaped = [name for name in seen if any(f.shaped for f in survey.features if f.kind == name)]
    return chosen_layer(shaped, wanted, path.name, all_names=list(seen))


def _drawn(
    frame: gpd.GeoDataFrame, copy: Path, path: Path, layer: str
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Draw arcs by our own, finer edges than the library's."""
    with told_as_input_error(path):
        info, table = pyogrio.read_arrow(copy, layer=layer, columns=[])
        shapes: list[bytes | None] = table.column(info["geometry_name"] or "wkb_geometry").to_pylist()
        return with_straight_edges(frame, shapes, path.name)


def _without_faults(
    frame: gpd.GeoDataFrame, features: Sequence[Feature]
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Take away shapes whose coordinates are odd, and name those that the reader could not build."""
    faults: dict[str, list[int]] = {}
    for row, feature, lost in zip(frame.index, features, frame.geometry.isna(), strict=True):
        reason = feature.fault or ("a kind that the reader cannot build" if lost and feature.shaped else None)
        if reason is not None:
            faults.setdefault(reason, []).append(int(row))
    if faults:
        frame = frame.copy()
        frame.loc[[row for rows in faults.values() for row in rows], "geometry"] = None
    return frame, tuple(findings_of_shapes(faults, ()))


def _links(survey: Survey) -> tuple[Finding, ...]:
    return (
        (Finding(code="H162", values={"count": survey.links, "what": "xlink:href"}),) if survey.links else ()
    )
