"""
Run every dirty and sound input as a process of its own; print the slowest and the largest.

No input may take more than 60 s or 2 GiB (all processes of the run together, seen every
20 ms). Also checks each outcome and that the sources stay as they are.

    python bench/hard_inputs.py [words of the ids]
"""

import os
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from input_case import Case, Got, faults_of, made, tree  # noqa: E402 - found only beside the tests
from test_dirty_inputs import DIRTY  # noqa: E402
from test_sound_inputs import SOUND  # noqa: E402

MOST_S, MOST_BYTES, STEP_S = 60.0, 2 << 30, 0.02
START = "from maps.app.cli import main; main()"


def resident_bytes(process: psutil.Process) -> int:
    """Add up what a process and its children hold in memory."""
    total = 0
    with suppress(psutil.Error):
        for one in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += one.memory_info().rss
    return total


def watched(arguments: list[str], folder: Path) -> tuple[Got, float, int]:
    """Run the command line; give what came back, seconds and the peak of memory."""
    start, peak = time.perf_counter(), 0
    with (folder.parent / "out").open("wb") as out, (folder.parent / "err").open("wb") as err:
        run = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-c", START, *arguments],
            cwd=folder,
            stdout=out,
            stderr=err,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        process = psutil.Process(run.pid)
        while run.poll() is None:
            peak = max(peak, resident_bytes(process))
            time.sleep(STEP_S)
            if time.perf_counter() - start > 3 * MOST_S:
                run.kill()
    spent = time.perf_counter() - start
    said = [(folder.parent / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err")]
    got = Got(exit=run.returncode, stdout=said[0], stderr=said[1], arguments=tuple(arguments))
    return got, spent, peak


def look(case: Case) -> tuple[float, int, list[str]]:
    """Make a case, run it, hold it against its outcome and the limits."""
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "in"
        folder.mkdir()
        here = Path.cwd()
        os.chdir(folder)
        try:
            arguments = made(case, folder)
        finally:
            os.chdir(here)
        before = tree(folder)
        got, spent, peak = watched(arguments, folder)
        faults = faults_of(case, got)
        if tree(folder) != before:
            faults.append("the sources were touched")
    if spent > MOST_S:
        faults.append(f"took {spent:.0f} s")
    if peak > MOST_BYTES:
        faults.append(f"took {peak / 2**30:.2f} GiB")
    return spent, peak, faults


def main() -> int:
    """Run all and print."""
    cases = [
        case for case in (*DIRTY, *SOUND) if not case.needs and all(word in case.id for word in sys.argv[1:])
    ]
    told, bad = [], 0
    for case in cases:
        spent, peak, faults = look(case)
        told.append((spent, peak, case.id))
        bad += bool(faults)
        for fault in faults:
            print(f"{case.id}: {fault[:200]}", flush=True)
    print("slowest:", *(f"  {spent:6.1f} s  {name}" for spent, _, name in sorted(told)[:-11:-1]), sep="\n")
    largest = sorted(told, key=lambda row: -row[1])[:10]
    print("largest:", *(f"  {peak / 2**20:6.0f} MiB  {name}" for _, peak, name in largest), sep="\n")
    print(f"{len(cases)} inputs, {bad} with faults")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
