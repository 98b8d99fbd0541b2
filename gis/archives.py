"""Archives and folders that hold several data sets: list them, choose one, unpack no more than is safe."""

from pathlib import Path

from . import gtfs
from .errors import InputError
from .features import RawFeatures, ReadRequest


def read_archive(path: Path, folder: Path, request: ReadRequest) -> RawFeatures:
    """Read a zip: a GTFS timetable's stops."""
    if not gtfs.is_gtfs(path):
        raise InputError(
            f"{path.name}: no GTFS timetable (no stops.txt at its top); unpack the zip and name a file in it",
            code="H004",
        )
    return gtfs.read_gtfs_stops(path, folder, request)


def member_of_folder(folder: Path, layer: str | None) -> tuple[Path, str | None]:
    """Choose a data set of a folder; gives its path and what of `layer` is left to choose inside it."""
    raise InputError(f"{folder.name}: a folder, not a file; name one of its files", code="H001")
