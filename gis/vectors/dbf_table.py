"""A .dbf that stands alone: the attribute table of no shapefile, read under the rules of theirs."""

from pathlib import Path

import pyogrio

from gis.features import RawFeatures, ReadRequest
from gis.tabular.register_table import without_places

from .dbf import read_dbf
from .ogr import stand_in, told_as_input_error
from .shapefile import LATIN, declared_encoding, findings_of_cells, with_exact_numbers, with_text


def read_dbf_table(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read the rows of a .dbf (and the .cpg beside it) by way of an empty `folder` of ours."""
    parts = {".dbf": path}
    page = next(
        (beside for beside in (path.with_suffix(".cpg"), path.with_suffix(".CPG")) if beside.is_file()), None
    )
    if page is not None:
        parts[".cpg"] = page
    with told_as_input_error(path):
        table = read_dbf(path, path.name)
        deleted = table.deleted_rows()
        faulty = table.faulty_cells()
        copy = folder / "layer.dbf"
        if faulty:
            table.copy_without(faulty, copy)
        else:
            stand_in(path, copy)
        rows = pyogrio.read_dataframe(copy, encoding=LATIN, fid_as_index=True, read_geometry=False)
        rows.index = rows.index + 1
        frame = without_places(rows)
        declared = declared_encoding(parts, table)
        frame, found, cut_rows, titles = with_text(frame, path, request.encoding, declared)
        frame = with_exact_numbers(frame, table, titles)
        told = findings_of_cells(table, faulty, titles, found.name)
    return RawFeatures(
        frame=frame,
        format="DBF",
        layer=None,
        crs=None,
        crs_by="",
        encoding=found.name,
        encoding_by=found.by,
        cut_rows=cut_rows,
        read=len(frame) + deleted,
        left_out={"deleted in the .dbf": deleted} if deleted else {},
        findings=told,
    )
