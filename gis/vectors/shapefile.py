"""Shapefiles: parts that belong together, deleted rows, and text whose encoding nobody states truly."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from gis import text_encoding
from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.paths import members
from gis.text_encoding import Encoding

from .dbf import Dbf, DbfField, read_dbf
from .ogr import lost_shapes, read_ogr, stand_in, told_as_input_error
from .shape_records import Records, checked_records

_NUMBERED = re.compile(r"(.*[^\x00-\x7f].*?)(_\d{1,2})", re.DOTALL)
LATIN = "ISO-8859-1"  # maps every byte to one character and back: the raw bytes of a .dbf pass through it
# Byte 29 of a .dbf; GDAL writes 0x57 whatever the text is.
_LANGUAGE_IDS = {
    0x01: "cp437",
    0x02: "cp850",
    0x03: "cp1252",
    0x4D: "gb18030",
    0x4F: "big5",
    0x57: "cp1252",
    0x78: "big5",
    0x7A: "gb18030",
}
_LONGEST_CPG, _LONGEST_PRJ = 100, 1 << 16
_BY_CONTAINMENT = {"OGR_ORGANIZE_POLYGONS": "DEFAULT"}
_BOUNDS_DIGITS = 1e-10  # of a coordinate: 4 mm in a zone-prefixed easting
_AREAL = 2  # dimensions
_LARGEST_EXACT = 2.0**53
_LARGEST_INTEGER = 2**63 - 1
_LONGEST_EXAMPLE = 20
_UNREADABLE_PRJ = "its .prj cannot be read"


def read_shapefile(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read a shapefile by way of an empty `folder` of ours, so that only its own parts are looked at."""
    parts = _parts(path)
    if ".dbf" not in parts:
        raise InputError(f"{path.name}: its .dbf is missing; copy all parts of the shapefile")
    with told_as_input_error(path):
        table = read_dbf(parts[".dbf"], path.name)
        records = checked_records(parts[".shp"], parts.get(".shx"), table.rows, path.name)
        deleted = table.deleted_rows()
        faulty = table.faulty_cells()
        copy, crs_by = _laid_out(parts, records, folder)
        if faulty:
            table.copy_without(faulty, folder / "layer.dbf")
        else:
            stand_in(parts[".dbf"], folder / "layer.dbf")
        frame = read_ogr(copy, path, encoding=LATIN, deleted=deleted)
        frame, shape_findings = _with_shapes(frame, records, copy)
        declared = declared_encoding(parts, table)
        frame, found, cut_rows, titles = with_text(frame, path, request.encoding, declared)
        frame = with_exact_numbers(frame, table, titles)
        cell_findings = findings_of_cells(table, faulty, titles, found.name)
    index_findings = (
        (Finding(code="H150", values={"fault": records.fault, "fault_zh": records.fault_zh}),)
        if records.fault
        else ()
    )
    return RawFeatures(
        frame=frame,
        format="Shapefile",
        layer=None,
        crs=frame.crs,
        crs_by=crs_by,
        encoding=found.name,
        encoding_by=found.by,
        cut_rows=cut_rows,
        read=len(frame) + deleted,
        left_out={"deleted in the .dbf": deleted} if deleted else {},
        findings=(*index_findings, *shape_findings, *cell_findings),
    )


def _parts(path: Path) -> dict[str, Path]:
    """Gather the parts by their suffix in lower case; two of one kind would be a guess."""
    parts: dict[str, Path] = {}
    for part in members(path):
        suffix = part.suffix.lower()
        if suffix in parts:
            raise InputError(
                f"{path.name}: two parts differ only in case ({parts[suffix].name}, {part.name}); keep one"
            )
        parts[suffix] = part
    return parts


def _laid_out(parts: dict[str, Path], records: Records, folder: Path) -> tuple[Path, str]:
    """Put shapes and CRS into our folder, without spatial indexes; a .prj that is no CRS stays behind."""
    copy = folder / "layer.shp"
    stand_in(parts[".shp"], copy)
    if records.fault:
        with parts[".shp"].open("rb") as stream:
            head = stream.read(100)
        (folder / "layer.shx").write_bytes(records.index(head))
    else:
        stand_in(parts[".shx"], folder / "layer.shx")
    if ".prj" not in parts:
        return copy, "file (.prj)"
    if not parts[".prj"].read_bytes()[:_LONGEST_PRJ].strip():
        return copy, "its .prj is empty"
    stand_in(parts[".prj"], folder / "layer.prj")
    if parts[".prj"].stat().st_size <= _LONGEST_PRJ and _has_crs(copy):
        return copy, "file (.prj)"
    (folder / "layer.prj").unlink()
    return copy, _UNREADABLE_PRJ


def _has_crs(copy: Path) -> bool:
    try:
        return bool(pyogrio.read_info(copy, encoding=LATIN)["crs"])
    except (RuntimeError, ValueError, NameError, TypeError):  # whatever GDAL thinks of the text
        return False


def _with_shapes(
    frame: gpd.GeoDataFrame, records: Records, copy: Path
) -> tuple[gpd.GeoDataFrame, tuple[Finding, ...]]:
    """Take undecodable shapes out and say which; see that holes are holes, whichever way they turn."""
    places = frame.index.to_numpy() - 1
    values = frame.geometry.to_numpy().copy()
    broken = records.broken[places] | (shapely.is_missing(values) & ~records.null[places])
    values[broken] = None
    findings = [*lost_shapes(frame.set_geometry(values), broken)]
    several = (shapely.get_num_geometries(values) > 1) | (shapely.get_num_interior_rings(values) > 0)
    tangled = np.flatnonzero(several & (shapely.get_dimensions(values) == _AREAL))
    tangled = tangled[~shapely.is_valid(values[tangled])]
    if len(tangled):
        sorted_out = _by_containment(copy, places[tangled])
        taken = shapely.is_valid(sorted_out) & (shapely.area(sorted_out) > 0)
        values[tangled[taken]] = sorted_out[taken]
        rows = tuple(int(row) for row in frame.index[tangled[taken]])
        if rows:
            findings.append(Finding(code="H155", values={"count": len(rows)}, rows=rows))
    strayed = _strayed(values, records.bounds[places])
    if strayed.any():
        rows = tuple(int(row) for row in frame.index[strayed])
        findings.append(Finding(code="H157", values={"count": len(rows)}, rows=rows))
    return frame.set_geometry(gpd.GeoSeries(values, index=frame.index, crs=frame.crs)), tuple(findings)


def _strayed(shapes: np.ndarray, bounds: np.ndarray) -> np.ndarray:
    """Mark shapes whose vertices do not span the bounds stored with them: bytes were changed since."""
    found = shapely.bounds(shapes)
    stated = np.isfinite(bounds).all(axis=1) & bounds.any(axis=1) & np.isfinite(found).all(axis=1)
    digits = _BOUNDS_DIGITS * np.abs(found).max(axis=1, initial=0.0)
    off: np.ndarray = stated & (np.abs(found - bounds).max(axis=1, initial=0.0) > digits)
    return off


def _by_containment(copy: Path, fids: np.ndarray) -> np.ndarray:
    """Read some shapes again, sorting rings into outer ones and holes by what contains what."""
    before = {name: pyogrio.get_gdal_config_option(name) for name in _BY_CONTAINMENT}
    pyogrio.set_gdal_config_options(_BY_CONTAINMENT)
    try:
        again = pyogrio.read_dataframe(copy, fids=fids.tolist(), columns=[], encoding=LATIN)
    finally:
        pyogrio.set_gdal_config_options(before)
    shapes: np.ndarray = again.geometry.to_numpy()
    return shapes


def findings_of_cells(
    table: Dbf, faulty: Mapping[DbfField, np.ndarray], titles: Mapping[str, str], encoding: str
) -> tuple[Finding, ...]:
    """Tell of the numbers and dates that are none; they were blanked in our copy."""
    findings = []
    for code, kinds in (("H152", "NF"), ("H153", "D")):
        faults = {field: places for field, places in faulty.items() if field.kind in kinds}
        if not faults:
            continue
        first, places = next(iter(faults.items()))
        values = {
            "count": sum(len(places) for places in faults.values()),
            "columns": ", ".join(titles.get(field.name.decode(LATIN), "?") for field in faults),
            "example": table.cells(first, places[:1])[0].decode(encoding, "replace")[:_LONGEST_EXAMPLE],
        }
        rows = np.unique(np.concatenate(list(faults.values()))) + 1
        findings.append(Finding(code=code, values=values, rows=tuple(rows.tolist())))
    return tuple(findings)


def with_exact_numbers(frame: gpd.GeoDataFrame, table: Dbf, titles: Mapping[str, str]) -> gpd.GeoDataFrame:
    """Read long whole numbers, which GDAL gives as doubles, to their last digit."""
    for field in table.fields:
        column = titles.get(field.name.decode(LATIN))
        if column in frame and field.kind == "N" and not field.decimals:
            frame[column] = _exact(frame[column], table, field)
    return frame


def _exact(values: pd.Series, table: Dbf, field: DbfField) -> pd.Series:
    if not pd.api.types.is_float_dtype(values) or not (values.abs() >= _LARGEST_EXACT).any():
        return values
    present = values.index[values.notna()]
    cells = table.cells(field, present.to_numpy() - 1)
    if not all(cell.lstrip(b"+-").isdigit() for cell in cells):
        return values
    whole = [int(cell) for cell in cells]
    if max(map(abs, whole)) > _LARGEST_INTEGER:
        return pd.Series([str(number) for number in whole], index=present, dtype="str").reindex(values.index)
    return pd.Series(pd.array(whole, dtype="Int64"), index=present).reindex(values.index)


def with_text(
    frame: gpd.GeoDataFrame, path: Path, stated: str | None, declared: str | None
) -> tuple[gpd.GeoDataFrame, Encoding, tuple[int, ...], dict[str, str]]:
    """Decode names and texts; gives the encoding, the rows with a cut value, and the new names too."""
    names = [str(column) for column in frame.columns if column != frame.geometry.name]
    texts = [
        name
        for name in names
        if pd.api.types.is_string_dtype(frame[name]) or pd.api.types.is_object_dtype(frame[name])
    ]
    distinct = {name: list(frame[name].dropna().unique()) for name in texts}
    owners = [(name, value) for name in texts for value in distinct[name]]
    values = [_bytes(value) for _, value in owners]
    # names are cut to ten bytes, often inside a character: they decide only where no value can
    by_values = any(not value.isascii() for value in values)
    speaking = values if by_values else [_head_and_tail(name)[0] for name in names]
    found = text_encoding.decide(speaking, what=path.name, stated=stated, declared=declared)
    cut: set[int] = set()
    for place in found.cut if by_values else ():
        name, value = owners[place]
        cut |= set(frame.index[frame[name] == value].tolist())
    for name in texts:
        decoded = {value: text_encoding.decoded(_bytes(value), found.name) for value in distinct[name]}
        frame[name] = frame[name].map(decoded, na_action="ignore")
    titles = _titles(names, found.name)
    return frame.rename(columns=titles), found, tuple(sorted(cut)), titles


def _titles(names: Sequence[str], encoding: str) -> dict[str, str]:
    """Decode the names of the columns; two that are one after the cut get a number."""
    titles: dict[str, str] = {}
    for name in names:
        head, tail = _head_and_tail(name)
        title = whole = head.decode(encoding, "ignore") + tail
        number = 1
        while title in titles.values():
            number += 1
            title = f"{whole}_{number}"
        titles[name] = title
    return titles


def _head_and_tail(name: str) -> tuple[bytes, str]:
    """Split a name from the number (_1) that programs set behind names which the cut made alike."""
    match = _NUMBERED.fullmatch(name)
    return (_bytes(match[1]), match[2]) if match is not None else (_bytes(name), "")


def _bytes(value: object) -> bytes:
    return str(value).encode(LATIN, "replace")


def declared_encoding(parts: dict[str, Path], table: Dbf) -> str | None:
    """Give what the .cpg says of the encoding, else the .dbf's own mark; both may lie."""
    if ".cpg" in parts:
        with parts[".cpg"].open("rb") as stream:
            page = stream.read(_LONGEST_CPG).decode("ascii", "replace").strip()
        if page:
            return page
    return _LANGUAGE_IDS.get(table.language)
