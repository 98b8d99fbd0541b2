"""Repaired copies of a district's layers, one GeoPackage each; the sources stay as they are."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio

from gis.errors import InputError, ToolkitError
from layers.layer import Layer

from .evidence_file import fsync
from .folder_lock import locked

_ACCOUNT = "door_alarms"


def write_copies(layers: Sequence[Layer], folder: str | Path) -> list[Path]:
    """
    Write each layer as the door let it through, with a table of what was done to it.

    A copy is in the CRS that the layer was brought to, with the shapes repaired and
    the columns under their catalogue names; skipped rows are absent, and listed by
    number in the table `door_alarms` of the same file. All copies appear together or
    not at all.

    Raises
    ------
    InputError
        H007 if the folder exists with something in it, or cannot be written.
    """
    target = Path(folder).absolute()
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(f"{target}: not an empty folder; choose another", code="H007")
        target.parent.mkdir(parents=True, exist_ok=True)
        with locked(target):
            private = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
            try:
                names = [_write_copy(layer, private / f"{layer.name}.gpkg").name for layer in layers]
                fsync(private)
                private.chmod(0o755)
                if target.exists():
                    target.rmdir()
                private.rename(target)
            except BaseException:
                shutil.rmtree(private, ignore_errors=True)
                raise
    except OSError as fault:
        raise InputError(
            f"{target}: cannot write there ({fault.strerror}); choose another folder", code="H007"
        ) from fault
    return [target / name for name in names]


def _write_copy(layer: Layer, path: Path) -> Path:
    frame = layer.frame.reset_index(names="row_in_file")
    objects = [name for name in frame.columns if name != frame.geometry.name and frame[name].dtype == object]
    frame = frame.assign(**{name: frame[name].astype("string") for name in objects})
    area = frame.geom_type.str.endswith("Polygon").any()
    pyogrio.write_dataframe(
        frame.rename(columns={"fid": "fid_in_file"}),
        path,
        layer=layer.name,
        driver="GPKG",
        promote_to_multi=bool(area),
        layer_options={"IDENTIFIER": layer.name, "DESCRIPTION": layer.title},
    )
    pyogrio.write_dataframe(_account(layer), path, layer=_ACCOUNT, driver="GPKG", append=True)
    back = pyogrio.read_dataframe(path, layer=layer.name)
    if len(back) != len(frame) or not _same_ground(back, frame):
        raise ToolkitError(f"{path.name}: the copy does not read back as written; is the disk full?")
    fsync(path)
    return path


def _account(layer: Layer) -> pd.DataFrame:
    rows = [
        {
            "code": alarm.code,
            "severity": str(alarm.severity),
            "finding": alarm.told("zh"),
            "rows": ", ".join(map(str, alarm.rows)),
            "area_m2": alarm.area_m2,
            "file": alarm.file,
        }
        for alarm in layer.alarms
    ]
    columns = ["code", "severity", "finding", "rows", "area_m2", "file"]
    table = pd.DataFrame(rows, columns=columns)
    return table.astype({name: "string" for name in columns if name != "area_m2"} | {"area_m2": "float64"})


def _same_ground(one: gpd.GeoDataFrame, other: gpd.GeoDataFrame) -> bool:
    return bool((one.geometry.area.to_numpy() == other.geometry.area.to_numpy()).all())
