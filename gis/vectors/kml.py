"""KML and KMZ: folders become layers, placemarks rows; what cannot be read is counted and told."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd

from gis.crs import WGS84, parse_crs
from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer
from gis.text_encoding import Encoding

from .built_rows import Shape, ShapeError, built_columns, findings_of_shapes
from .kml_shapes import shape_of, unreadable
from .kml_tree import Node, layers_of, tree_of
from .kmz_entry import main_entry
from .xml_guard import file_text, xml_text

if TYPE_CHECKING:
    import pandas as pd

_OVERLAYS = frozenset({"GroundOverlay", "ScreenOverlay", "PhotoOverlay"})
_NUMBERS = {"int", "uint", "short", "ushort", "float", "double"}


def read_kml(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """
    Read one folder of a KML file: WGS 84, longitude first, as the format has it.

    A folder (or document) that holds placemarks is a layer, named by its path where
    names repeat. Raises `InputError`: H005 where there are several, H160 for
    entities, H010 where no placemark is there.
    """
    del folder  # nothing is written
    text, encoding = file_text(path, request.encoding)
    return _read(text, encoding, path, request.layer, ())


def read_kmz(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read the main KML of a KMZ archive; other KML files in it are counted as not read."""
    del folder
    raw, others = main_entry(path)
    text, encoding = xml_text(raw, what=path.name, stated=request.encoding)
    more = (Finding(code="H162", values={"count": others, "what": "KML"}),) if others else ()
    return _read(text, encoding, path, request.layer, more)


def _read(
    text: str, encoding: Encoding, path: Path, wanted: str | None, more: tuple[Finding, ...]
) -> RawFeatures:
    root = tree_of(text, path.name)
    if root.tag != "kml":
        raise InputError(
            f"{path.name}: XML, but no KML (its root is '{root.tag[:40]}'); export it as KML", code="H004"
        )
    layers = layers_of(root)
    counts = Counter(node.tag for node in root.every())
    if counts["Placemark"] != sum(len(marks) for marks in layers.values()):
        raise InputError(
            f"{path.name}: some of its {counts['Placemark']} placemarks stand outside documents and folders; "
            "export it again"
        )
    name = _chosen(layers, wanted, path.name, counts)
    frame, left_out, findings = _rows(layers[name], root, path.name)
    return RawFeatures(
        frame=frame,
        format="KMZ" if path.suffix.lower() == ".kmz" else "KML",
        layer=name,
        crs=parse_crs(WGS84, path.name),
        crs_by="format",
        encoding=encoding.name,
        encoding_by=encoding.by,
        read=len(layers[name]),
        left_out=left_out,
        findings=(*more, *_unread(counts), *findings),
    )


def _chosen(layers: Mapping[str, "list[Node]"], wanted: str | None, what: str, counts: Counter[str]) -> str:
    if not layers:
        remote = counts["NetworkLink"]
        raise InputError(
            f"{what}: holds no placemark"
            + (f" but {remote} links; save what they show as KML" if remote else "; export it again"),
            code="H010",
        )
    return chosen_layer(list(layers), wanted, what)


def _unread(counts: Counter[str]) -> Iterator[Finding]:
    if counts["NetworkLink"]:
        yield Finding(code="H162", values={"count": counts["NetworkLink"], "what": "NetworkLink"})
    overlays = {tag: counts[tag] for tag in sorted(_OVERLAYS) if counts[tag]}
    if overlays:
        yield Finding(code="H163", values={"count": sum(overlays.values()), "kinds": ", ".join(overlays)})


def _rows(
    marks: Sequence[Node], root: Node, what: str
) -> tuple[gpd.GeoDataFrame, dict[str, int], list[Finding]]:
    kept: dict[int, Node] = {}
    left_out: Counter[str] = Counter()
    for row, mark in enumerate(marks, start=1):
        lost = ", ".join(sorted(unreadable(mark)))
        if lost:
            left_out[f"{lost} cannot be read"] += 1
        else:
            kept[row] = mark
    if not kept:
        raise InputError(
            f"{what}: no placemark of {len(marks)} has a shape that can be read ({', '.join(left_out)}); "
            "export points, lines or polygons",
            code="H013",
        )
    shapes, findings = _shapes(kept)
    if left_out:
        kinds = ", ".join(sorted(reason.partition(" cannot")[0] for reason in left_out))
        findings.append(Finding(code="H163", values={"count": sum(left_out.values()), "kinds": kinds}))
    frame = gpd.GeoDataFrame(_columns(kept, root), geometry=shapes, index=list(kept), crs=WGS84)
    return frame, dict(left_out), findings


def _shapes(kept: Mapping[int, Node]) -> tuple[list[Shape], list[Finding]]:
    shapes: list[Shape] = []
    faults: dict[str, list[int]] = {}
    opened: list[int] = []
    for row, mark in kept.items():
        shape: Shape = None
        try:
            shape, closed = shape_of(mark)
            opened += [] if closed else [row]
        except ShapeError as fault:
            faults.setdefault(str(fault), []).append(row)
        shapes.append(shape)
    return shapes, list(findings_of_shapes(faults, opened))


def _columns(kept: Mapping[int, Node], root: Node) -> "dict[str, pd.Series[Any]]":
    types = {
        str(node.attributes.get("name")): node.attributes.get("type", "")
        for node in root.every()
        if node.tag == "SimpleField"
    }
    values = [_values(mark) for mark in kept.values()]
    ids = [mark.attributes.get("id") for mark in kept.values()]
    if all(ids) and not any("id" in row for row in values):
        values = [{"id": own, **row} for own, row in zip(ids, values, strict=True)]
    built = built_columns(values, list(kept))
    return {name: _typed(column, types.get(name, "")) for name, column in built.items()}


def _typed(column: "pd.Series[Any]", kind: str) -> "pd.Series[Any]":
    """Make numbers of a column that its schema calls so, unless a digit would be lost."""
    if kind not in _NUMBERS:
        return column
    given = column.dropna()
    try:
        if kind in {"float", "double"}:
            return column.map(float, na_action="ignore").astype("float64")
        if all(str(int(value)) == value for value in given):
            return column.map(int, na_action="ignore").astype("Int64")
    except (ValueError, TypeError, OverflowError):
        pass
    return column


def _values(mark: Node) -> dict[str, object]:
    """Take name, description and extended data; a name said twice keeps the first under its own name."""
    row: dict[str, object] = {}
    extended: dict[str, str | None] = {}
    for node in mark.every():
        if node.tag == "SimpleData":
            extended[node.attributes.get("name", "")] = node.text.strip() or None
        elif node.tag == "Data":
            given = node.first("value")
            extended[node.attributes.get("name", "")] = (given.text.strip() or None) if given else None
    for tag in ("name", "description"):
        child = mark.first(tag)
        if child is not None:
            row[tag] = child.text.strip() or None
    for name, value in extended.items():
        row[f"{name}_in_data" if name in row else name or "unnamed"] = value
    return row
