"""The archive of a GTFS timetable: which folder holds it, and its tables as text."""

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from gis import text_encoding
from gis.errors import InputError
from gis.layer_choice import chosen_layer
from gis.tabular.delimited import split
from gis.tabular.tables import parsed

_MAX_TABLE_BYTES = 1 << 30
_ROWS_AT_A_TIME = 500_000


class Feed:
    """The tables of one timetable in an archive; `found` is the encoding of the last one read whole."""

    def __init__(self, archive: zipfile.ZipFile, path: Path, folder: str, stated: str | None) -> None:
        self.archive, self.path, self.folder, self.stated = archive, path, folder, stated
        self.found = text_encoding.Encoding(name="utf-8", by="format")

    def has(self, name: str) -> bool:
        """Tell whether the timetable holds a table."""
        return self.folder + name in self.archive.namelist()

    def table(self, name: str, columns: tuple[str, ...]) -> pd.DataFrame:
        """Read a small table whole; ragged rows are refused by their number."""
        what = f"{self.path.name}/{name}"
        text, found = text_encoding.decoded_file(self._bytes(name), what=what, stated=self.stated)
        table = parsed(text, what)
        self._require(table, name, columns)
        if name == "stops.txt":
            self.found = found
        return table

    def columns(
        self, name: str, needed: tuple[str, ...], also: tuple[str, ...] = ()
    ) -> Iterator[pd.DataFrame]:
        """Read some columns of a large table as text, part by part, blanks around values taken off."""
        wanted = frozenset((*needed, *also))
        self._require_member(name)
        with self.archive.open(self.folder + name) as stream:
            parts = pd.read_csv(
                stream,
                dtype=str,
                encoding=self._encoding,
                encoding_errors="replace",  # only identifiers are read, and unknown ones are told
                keep_default_na=False,
                index_col=False,
                usecols=lambda column: column.strip() in wanted,
                chunksize=_ROWS_AT_A_TIME,
            )
            while (part := _next_quietly(parts)) is not None:
                part.columns = part.columns.str.strip()
                self._require(part, name, needed)
                yield part.apply(stripped)

    def rows(self, name: str) -> Iterator[list[str]]:
        """Read a small table row by row, its head first; of letters only identifiers and numbers matter."""
        text = self._bytes(name).decode(self._encoding, errors="replace")
        return (row for _, row in split(text, ",", f"{self.path.name}/{name}"))

    @property
    def _encoding(self) -> str:
        return "utf-8-sig" if self.found.name.startswith("utf-8") else self.found.name

    def _bytes(self, name: str) -> bytes:
        self._require_member(name)
        return self.archive.read(self.folder + name)

    def _require_member(self, name: str) -> None:
        if not self.has(name):
            raise InputError(f"{self.path.name}: no {name} inside; export the whole timetable")
        if self.archive.getinfo(self.folder + name).file_size > _MAX_TABLE_BYTES:
            raise InputError(
                f"{self.path.name}: {name} is larger than 1 GiB; cut the timetable to the study area"
            )

    def _require(self, table: pd.DataFrame, name: str, columns: tuple[str, ...]) -> None:
        missing = [column for column in columns if column not in table]
        if missing:
            raise InputError(
                f"{self.path.name}: {name} has no column {', '.join(missing)}; "
                "export it by the GTFS standard",
                code="H012",
            )


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """Open the zip; what cannot be unpacked on the way is refused in one line."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except InputError:
        raise
    except (
        zipfile.BadZipFile,
        zlib.error,
        OSError,
        RuntimeError,  # a password, a compression that Python lacks
        ValueError,
        EOFError,
    ) as fault:
        reason = " ".join(str(fault).split())[:120]
        raise InputError(f"{path.name}: the timetable cannot be read ({reason}); export it again") from fault


def feeds(archive: zipfile.ZipFile) -> list[str]:
    """List the folders that hold a timetable, the top as ""; in a folder stops.txt alone proves nothing."""
    names = set(archive.namelist())
    if "stops.txt" in names:
        return [""]
    folders = [name.removesuffix("stops.txt") for name in names if name.endswith("/stops.txt")]
    return sorted(folder for folder in folders if folder + "stop_times.txt" in names)


def chosen_feed(archive: zipfile.ZipFile, path: Path, wanted: str | None) -> str:
    """Give the folder of the timetable that is wanted; several and none named are refused (H005)."""
    folders = {folder.rstrip("/") or "stops": folder for folder in feeds(archive)}
    if not folders:
        raise InputError(f"{path.name}: no stops.txt inside; export the whole timetable")
    if len(folders) == 1 and wanted in {None, "stops", "stops.txt", path.stem}:
        return next(iter(folders.values()))
    return folders[chosen_layer(list(folders), wanted, path.name)]


def _next_quietly(parts: Iterator[pd.DataFrame]) -> pd.DataFrame | None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # cells beyond the head: they are not looked at
        return next(parts, None)


def stripped(column: pd.Series) -> pd.Series:
    """Give a column as text without blanks around it, missing cells as ""."""
    return column.fillna("").astype("str").str.strip()
