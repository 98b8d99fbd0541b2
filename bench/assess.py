"""
How long the sample district takes from the command to the map, phase by phase.

The first figure is `hecheng demo hecheng` as a user starts it; then the same
work in this process, taken apart: the layers at the door, their positions held
together, the rows of the plan, the files of the result. CPU is that of this
process and of the children that read files. The smallest of the rounds is told.

    PYTHONPATH=. python bench/assess.py [rounds]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import layers
from analyses import assess
from layers.workspace import Workspace, open_district
from maps.result_folder import write_result

SAMPLE = Path(layers.__file__).parent / "samples" / "hecheng"
TO_REACH_S = 20.0
PHASES = ("door", "hold together", "rows", "outputs")


class Clock:
    """Wall and CPU seconds, phase by phase."""

    def __init__(self) -> None:
        self.spent: dict[str, tuple[float, float]] = {}

    @contextmanager
    def of(self, phase: str) -> Iterator[None]:
        """Count what happens inside towards a phase."""
        wall, cpu = time.perf_counter(), cpu_s()
        yield
        self.spent[phase] = (time.perf_counter() - wall, cpu_s() - cpu)


class TimedWorkspace(Workspace):
    """A district whose door and mutual fit are timed."""

    __slots__ = ("clock",)
    clock: Clock

    def open_all(self, names: tuple[str, ...]) -> None:
        """Open layers under the clock."""
        with self.clock.of("door"):
            super().open_all(names)

    def hold_together(self) -> None:
        """Hold positions against each other under the clock."""
        with self.clock.of("hold together"):
            super().hold_together()


def cpu_s() -> float:
    """Add up the processor time of this process and its children, running ones included (Linux)."""
    tick = os.sysconf("SC_CLK_TCK")
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    total = time.process_time() + ended.ru_utime + ended.ru_stime
    for listed in Path("/proc/self/task").glob("*/children"):
        for child in listed.read_text(encoding="ascii").split():
            fields = Path(f"/proc/{child}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            total += (int(fields[11]) + int(fields[12])) / tick  # user and system, counted after the name
    return total


def phases(folder: Path) -> dict[str, tuple[float, float]]:
    """Assess the sample in this process and write its result."""
    clock = Clock()
    district = open_district(SAMPLE)
    workspace = TimedWorkspace(district.folder, district.file)
    object.__setattr__(workspace, "clock", clock)  # a workspace is frozen
    with clock.of("assess"):
        result = assess(workspace)
    with clock.of("outputs"):
        write_result(result, folder / "result")
    inner = [clock.spent[phase] for phase in ("door", "hold together")]
    wall, cpu = (whole - sum(parts) for whole, *parts in zip(clock.spent["assess"], *inner, strict=True))
    return {**clock.spent, "rows": (wall, cpu)}


def demo(folder: Path) -> tuple[float, float]:
    """Run the command in a process of its own."""
    command = [Path(sys.executable).with_name("hecheng"), "demo", "hecheng", "--to", str(folder)]
    wall, cpu = time.perf_counter(), cpu_s()
    subprocess.run([sys.executable, *map(str, command)], check=True, capture_output=True)
    return time.perf_counter() - wall, cpu_s() - cpu


def main(rounds: int) -> None:
    """Measure and print."""
    whole, parts = [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as place:
            whole.append(demo(Path(place)))
            parts.append(phases(Path(place)))
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors; best of {rounds} rounds")
    print("                     wall_s   cpu_s")
    told = {"hecheng demo hecheng": whole} | {phase: [run[phase] for run in parts] for phase in PHASES}
    for name, runs in told.items():
        wall, cpu = (min(figures) for figures in zip(*runs, strict=True))
        print(f"{name:20} {wall:6.2f}  {cpu:6.2f}")
    print(f"to reach, on two idle processors after the first run: {TO_REACH_S:.0f} s wall")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
