"""Broken copies of sound files: made the same way each time, looked at in worker processes under a watch."""

import io
import json
import multiprocessing as mp
import os
import random
import re
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from input_case import Case, made, run, tree
from sound_layers import CASES as LAYERS
from sound_tables import CASES as TABLES
from sound_vectors import CASES as VECTORS

LIMIT_S = 60.0
_EACH = 40  # mutants that a worker is given at a time
_MAKERS = {case.id: case for case in (*VECTORS, *LAYERS, *TABLES)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """A sound case, and the file of it that is broken (of a folder: any of its files)."""

    name: str
    case: str
    file: str


SEEDS = (
    Seed(name="shp", case="vectors/a_ring_in_shp", file="zone.shp"),
    Seed(name="shx", case="vectors/points_in_shp", file="stops.shx"),
    Seed(name="dbf", case="vectors/a_share_from_shp", file="dltb.dbf"),
    Seed(name="prj", case="vectors/a_zone_in_shp", file="zone.prj"),
    Seed(name="gpkg", case="vectors/a_share_from_gpkg", file="dltb.gpkg"),
    Seed(name="gdb", case="vectors/points_in_gdb", file="stops.gdb"),
    Seed(name="fgb", case="vectors/points_in_fgb", file="stops.fgb"),
    Seed(name="parquet", case="vectors/a_share_from_parquet", file="dltb.parquet"),
    Seed(name="geojson", case="vectors/geojson_of_a_zone", file="zone.geojson"),
    Seed(name="kml", case="vectors/kml_of_a_zone_with_a_hole", file="zone.kml"),
    Seed(name="gml", case="vectors/gml_under_a_short_name_east_first", file="zone.gml"),
    Seed(name="dxf", case="vectors/dxf_of_a_line_with_a_stated_system", file="road.dxf"),
    Seed(name="zip", case="vectors/a_zipped_shapefile", file="stops.zip"),
    Seed(name="csv", case="tables/a_csv_of_degrees_minutes_seconds", file="stops.csv"),
    Seed(name="xlsx", case="tables/a_workbook_with_dates_and_codes", file="stops.xlsx"),
    Seed(name="xls", case="tables/an_old_workbook", file="stops.xls"),
    Seed(name="ods", case="tables/an_open_document_sheet", file="stops.ods"),
    Seed(name="txt", case="txt/a_hole", file="dk.txt"),
    Seed(name="gtfs", case="feeds/a_timetable", file="gtfs.zip"),
    Seed(name="pbf", case="feeds/an_extract_of_points", file="town.osm.pbf"),
    Seed(name="tif", case="rasters/a_tif_in_tiles", file="cover.tif"),
    Seed(name="img", case="rasters/erdas_imagine", file="cover.img"),
    Seed(name="asc", case="rasters/an_ascii_grid_with_a_prj", file="cover.asc"),
    Seed(name="legend", case="rasters/a_tif", file="legend.csv"),
)


def flipped(raw: bytearray, rng: random.Random) -> bytearray:
    """Flip a few bits."""
    for _ in range(rng.choice((1, 1, 2, 8, 64))):
        raw[rng.randrange(len(raw))] ^= 1 << rng.randrange(8)
    return raw


def cut(raw: bytearray, rng: random.Random) -> bytearray:
    """Lose the end."""
    return raw[: rng.randrange(len(raw))]


def without_a_piece(raw: bytearray, rng: random.Random) -> bytearray:
    """Lose a piece in the middle."""
    start, end = _span(raw, rng)
    return raw[:start] + raw[end:]


def doubled(raw: bytearray, rng: random.Random) -> bytearray:
    """Have a piece twice."""
    start, end = _span(raw, rng)
    return raw[:end] + raw[start:]


def swapped(raw: bytearray, rng: random.Random) -> bytearray:
    """Exchange two pieces."""
    size = rng.choice((1, 4, 16, 64))
    a, b = (rng.randrange(max(1, len(raw) - size)) for _ in range(2))
    raw[a : a + size], raw[b : b + size] = raw[b : b + size], raw[a : a + size]
    return raw


def extreme(raw: bytearray, rng: random.Random) -> bytearray:
    """Put an extreme number somewhere, mostly into the head."""
    size = rng.choice((1, 2, 4, 8))
    place = rng.randrange(min(len(raw), rng.choice((128, 128, 4096, len(raw)))))
    value = rng.choice((b"\xff", b"\x00", b"\x7f", b"\x80"))
    raw[place : place + size] = value * size if rng.random() < 0.5 else value + bytes(size - 1)
    return raw


def renumbered(raw: bytearray, rng: random.Random) -> bytearray:
    """Change a digit, or put a strange number where one stands."""
    digits = [place for place, value in enumerate(raw) if 48 <= value <= 57]
    if not digits:
        return flipped(raw, rng)
    place = rng.choice(digits)
    strange = (b"-1", b"1e400", b"NaN", b"", b"99999999999999999999", b"0", b"1e-320", b",", b"0x1F", b"\xe4")
    raw[place : place + 1] = rng.choice(strange)
    return raw


def stuffed(raw: bytearray, rng: random.Random) -> bytearray:
    """Put bytes in that mean something to some parser."""
    tokens = (
        b"\0",
        b'"',
        b"<",
        b"&",
        b"]]>",
        b"{",
        b"\r\n",
        b"=",
        b"\xff\xfe",
        b"%s",
        b"../",
        b"<!--",
        b"\xd7",
    )
    place = rng.randrange(len(raw) + 1)
    return raw[:place] + rng.choice(tokens) * rng.choice((1, 1, 3, 200)) + raw[place:]


MUTATORS: tuple[Callable[[bytearray, random.Random], bytearray], ...] = (
    *(flipped, flipped, cut, without_a_piece, doubled, swapped, extreme, extreme, renumbered, stuffed),
)


def mutant(raw: bytes, rng: random.Random) -> bytes:
    """Break bytes; of an archive sometimes one member, packed again with a right checksum."""
    if raw[:4] == b"PK\x03\x04" and rng.random() < 0.6:
        return _with_a_broken_member(raw, rng)
    changed = bytearray(raw)
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        changed = rng.choice(MUTATORS)(changed, rng) if changed else changed
    return bytes(changed)


def _with_a_broken_member(raw: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(sorted(members))
    changed = bytearray(members[name])
    members[name] = bytes(rng.choice(MUTATORS)(changed, rng)) if changed else b"\0"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(zipfile.ZipInfo(member), data)
    return stream.getvalue()


def _span(raw: bytearray, rng: random.Random) -> tuple[int, int]:
    start = rng.randrange(len(raw))
    return start, min(len(raw), start + rng.choice((1, 2, 7, 64, 512)))


class Herd:
    """The seeds' files, made once, of which broken copies are written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.arguments: dict[str, list[str]] = {}
        for seed in SEEDS:
            home = folder / seed.name
            home.mkdir(parents=True)
            self.arguments[seed.name] = made(_MAKERS[seed.case], home)

    def write(self, seed: Seed, number: int, salt: int, to: Path) -> list[str]:
        """Write a seed's files with one of them broken."""
        shutil.copytree(self.folder / seed.name, to)
        rng = random.Random(f"{salt}/{seed.name}/{number}")  # noqa: S311 - chance, not secrecy
        target = to / seed.file
        if target.is_dir():
            target = rng.choice([path for path in sorted(target.iterdir()) if path.stat().st_size])
        target.write_bytes(mutant(target.read_bytes(), rng))
        return self.arguments[seed.name]


def fault_of(got, before: dict[str, str], folder: Path) -> str | None:
    """Say what a mutant did that no input may do."""
    shown = got.stdout + got.stderr
    if "Traceback" in shown or got.exit not in {0, 2}:
        return f"exit {got.exit}: {_last_words(got.stderr)}"
    try:
        told = json.loads(got.stdout)
    except ValueError:
        return f"stdout is not one JSON object: {got.stdout[:200]!r}"
    if got.exit == 2 and (len(got.stderr.strip().splitlines()) != 1 or "; " not in told["error"]["message"]):
        return f"a refusal without its form: {got.stderr[:300]!r}"
    return None if tree(folder) == before else "the sources were touched"


def _last_words(told: str) -> str:
    """Give the place and the fault that the log of a crash ends with."""
    found = re.search(r"details in (\S+\.log)", told)
    if found is None or not Path(found[1]).is_file():
        return told[:600]
    lines = Path(found[1]).read_text(encoding="utf-8").strip().splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith("File ")]
    return f"{places[-1] if places else ''} {lines[-1].strip()}"


def work(pipe, home: str) -> None:
    """Serve as a worker: take (seed, number, salt), look at the mutant, tell its fault."""
    os.environ["TMPDIR"] = tempfile.tempdir = home
    herd = Herd(Path(home) / "seeds")
    while (asked := pipe.recv()) is not None:
        place, number, salt = asked
        seed = SEEDS[place]
        folder = Path(home) / "in"
        arguments = herd.write(seed, number, salt, folder)
        os.chdir(folder)
        before = tree(folder)
        fault = fault_of(run(arguments), before, folder)
        os.chdir(home)
        shutil.rmtree(folder)
        pipe.send(fault)


class Worker:
    """A worker process under a watch: what hangs or dies is a fault, and it is replaced."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.start()

    def start(self) -> None:
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        context = mp.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=work, args=(theirs, str(self.home)), daemon=True)
        self.process.start()
        theirs.close()

    def look(self, asked: tuple[int, int, int]) -> str | None:
        """Give the fault of a mutant, or None."""
        try:
            self.pipe.send(asked)
            if self.pipe.poll(LIMIT_S):
                return self.pipe.recv()
            fault = f"hung for {LIMIT_S:.0f} s"
        except (EOFError, OSError):
            fault = f"the worker died (exit {self.process.exitcode})"
        self.end()
        self.start()
        return fault

    def end(self) -> None:
        with suppress(OSError):
            self.pipe.send(None)
        self.process.join(1)
        self.process.kill()
        self.process.join()
        self.pipe.close()


def hunt(count: int, salt: int, home: Path, workers: int = 2) -> Iterator[tuple[Seed, int, str | None]]:
    """Look at `count` mutants, seed after seed in turn, and give each with its fault."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    numbers = [(i % len(SEEDS), i // len(SEEDS), salt) for i in range(count)]
    herd = [Worker(home / str(i)) for i in range(workers)]

    def share(worker: int) -> list[tuple[Seed, int, str | None]]:
        return [(SEEDS[asked[0]], asked[1], herd[worker].look(asked)) for asked in numbers[worker::workers]]

    try:
        with ThreadPoolExecutor(workers) as threads:
            for told in threads.map(share, range(workers)):
                yield from told
    finally:
        for worker in herd:
            worker.end()


def copy_of(seed: Seed, number: int, salt: int, to: Path) -> list[str]:
    """Write one mutant again, to look at it; gives the arguments."""
    with tempfile.TemporaryDirectory() as home:
        return Herd(Path(home) / "seeds").write(seed, number, salt, to)


__all__ = ["SEEDS", "Case", "Seed", "copy_of", "hunt", "mutant"]
if __name__ == "__main__":
    sys.exit("see bench/mutants.py")
