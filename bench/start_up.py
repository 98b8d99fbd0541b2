"""
How long a user waits: --help against bare Python, the demo's first run (with compiling) and later ones.

Each figure is a whole process, CPU seconds of it and its children; --help and
bare Python in turn, best of the rounds. The first run gets an empty folder for
compiled code.

    python bench/start_up.py [rounds]
"""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HECHENG = Path(sys.executable).with_name("hecheng")
ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 7


def spent(command: list[str], **environment: str) -> tuple[float, float]:
    """Run a command to its end; give CPU and wall seconds."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **environment})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - start


def main() -> None:
    """Measure and print."""
    bare, told = [], []
    for _ in range(ROUNDS):
        bare.append(spent([sys.executable, "-c", "pass"]))
        told.append(spent([sys.executable, str(HECHENG), "--help"]))
    gap = [min(run[kind] for run in told) - min(run[kind] for run in bare) for kind in (0, 1)]
    print(f"bare Python     cpu {min(bare)[0]:.3f} s  wall {min(run[1] for run in bare):.3f} s")
    print(f"hecheng --help  cpu {min(told)[0]:.3f} s  wall {min(run[1] for run in told):.3f} s")
    print(f"--help above bare Python: cpu {gap[0]:.3f} s, wall {gap[1]:.3f} s (to reach: under 0.25)")
    folder = Path(tempfile.mkdtemp())
    try:
        for title in ("first (compiles)", "second", "third"):
            command = [sys.executable, str(HECHENG), "demo", "--to", str(folder / "demo")]
            cpu, wall = spent(command, NUMBA_CACHE_DIR=str(folder / "compiled"))
            print(f"hecheng demo, {title:16} cpu {cpu:5.1f} s  wall {wall:5.1f} s")
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
