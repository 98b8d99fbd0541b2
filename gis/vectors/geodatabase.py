"""File geodatabases: folders of tables, read in place; arcs straightened, domain codes left as they are."""

import re
import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio

from gis.errors import InputError
from gis.features import RawFeatures, ReadRequest
from gis.findings import Finding
from gis.layer_choice import chosen_layer

from .curves import with_straight_edges
from .ogr import layer_names, lost_shapes, read_ogr, told_as_input_error, well_known_binary

_CATALOGUE = "a00000001.gdbtable"
_CATALOGUE_LAYER = "GDB_SystemCatalog"
_USUAL_VERSION = 3  # in version 4 the count stands elsewhere
_ITEMS = "GDB_Items"  # the geodatabase's own list of tables, each described in XML
_FIELD = re.compile(r"<GPFieldInfoEx\b.*?</GPFieldInfoEx>", re.DOTALL)
_NAME = re.compile(r"<Name>(.*?)</Name>", re.DOTALL)
_DOMAIN = re.compile(r"<DomainName>[^<]")
_LONGEST_DEFINITION = 1 << 22
_DAMAGED = "copy the whole .gdb folder again"


def read_geodatabase(path: Path, _folder: Path, request: ReadRequest) -> RawFeatures:
    """Read one feature class; the driver opens the folder for reading only and writes nothing."""
    _require_whole(path)
    with told_as_input_error(path):
        every = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        named = layer_names(path, register=request.register is not None)
        name = chosen_layer(named, request.layer, path.name, all_names=every)
        frame = read_ogr(path, path, layer=name, register=request.register is not None)
        _require_all_rows(path, name, len(frame))
        shapes = well_known_binary(path, name)  # whether there are arcs is not said beforehand
        frame, findings = with_straight_edges(frame, shapes, path.name)
        held = np.array([shape is not None for shape in shapes], dtype=bool)
        coded = _coded_columns(path, name, frame)
    findings = (*findings, *lost_shapes(frame, held))
    if coded:
        findings = (*findings, Finding(code="H156", values={"columns": ", ".join(coded)}))
    return RawFeatures(
        frame=frame,
        format="File geodatabase",
        layer=name,
        crs=frame.crs,
        crs_by="file",
        encoding="utf-8",
        encoding_by="format",
        read=len(frame),
        findings=findings,
    )


def _require_whole(path: Path) -> None:
    """See that the folder is a geodatabase at all, and that every table has its index of rows."""
    names = {part.name.lower() for part in path.iterdir() if part.is_file()}
    if _CATALOGUE not in names:
        compressed = any(name.endswith(".cdf") for name in names)
        raise InputError(
            f"{path.name}: "
            + ("a compressed geodatabase; uncompress it" if compressed else f"no {_CATALOGUE}; {_DAMAGED}"),
            code="H004",
        )
    lacking = sorted(
        name for name in names if name.endswith(".gdbtable") and name[: -len("able")] + "ablx" not in names
    )
    if lacking:
        raise InputError(f"{path.name}: {lacking[0]} lacks its .gdbtablx; {_DAMAGED}")


def _require_all_rows(path: Path, name: str, found: int) -> None:
    """Hold the rows read against the count in the head of the table's own file."""
    catalogue = pyogrio.read_dataframe(path, layer=_CATALOGUE_LAYER, fid_as_index=True, read_geometry=False)
    numbers = catalogue.index[catalogue["Name"] == name]
    table = path / f"a{int(numbers[0]):08x}.gdbtable" if len(numbers) else path / _CATALOGUE
    if not len(numbers) or not table.is_file():
        return
    with table.open("rb") as stream:
        version, declared = struct.unpack("<ii", stream.read(8))
    if version == _USUAL_VERSION and declared != found:
        raise InputError(f"{path.name} ({name}): declares {declared} rows and gives {found}; {_DAMAGED}")


def _coded_columns(path: Path, name: str, frame: gpd.GeoDataFrame) -> list[str]:
    """List the columns whose values are codes of a domain; a catalogue that cannot be read tells nothing."""
    try:
        items = pyogrio.read_dataframe(
            path, layer=_ITEMS, columns=["Name", "Definition"], read_geometry=False
        )
    except (RuntimeError, ValueError):
        return []
    definitions = items.loc[items["Name"] == name, "Definition"].dropna()
    text = "".join(str(definition)[:_LONGEST_DEFINITION] for definition in definitions)
    return [column for column in coded_fields(text) if column in frame]


def coded_fields(definition: str) -> list[str]:
    """List the fields of a feature class that have a domain, by its description in XML."""
    return [
        found.group(1)
        for field in _FIELD.findall(definition)
        if _DOMAIN.search(field) and (found := _NAME.search(field))
    ]
