"""
Look at 20,000 mutants of the seed files; none may end in a traceback, a hang or a dead process.

Prints counts by seed and keeps the offending files in a folder, each with its command.

    python bench/mutants.py [count] [seed] [folder]
"""

import collections
import sys
import tempfile
import time
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[1] / "tests")]

from mutants import copy_of, hunt  # noqa: E402 - found only beside the tests

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
SALT = int(sys.argv[2]) if len(sys.argv) > 2 else 3
KEPT = Path(sys.argv[3] if len(sys.argv) > 3 else "mutants-kept")


def main() -> int:
    """Hunt, print, keep."""
    start, seen, bad = time.perf_counter(), collections.Counter[str](), collections.Counter[str]()
    with tempfile.TemporaryDirectory() as home:
        for seed, number, fault in hunt(COUNT, SALT, Path(home)):
            seen[seed.name] += 1
            if fault is None:
                continue
            bad[seed.name] += 1
            kept = KEPT / f"{seed.name}-{SALT}-{number}"
            if not kept.exists():
                words = copy_of(seed, number, SALT, kept)
                (kept / "fault.txt").write_text(f"hecheng {' '.join(words)}\n{fault}\n", encoding="utf-8")
            print(f"{seed.name} {number}: {fault[:300]}")
    for name, count in sorted(seen.items()):
        print(f"{name:8} {count:6} mutants, {bad[name]} faults")
    print(f"{sum(seen.values())} mutants, {sum(bad.values())} faults, {time.perf_counter() - start:.0f} s")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
