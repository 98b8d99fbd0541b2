"""Make the sample district anew: python -m layers.samples.made_hecheng FOLDER."""

import sys
from pathlib import Path

from .made_files import total_size, write_sample

if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "layers/samples/hecheng")
    write_sample(folder)
    sys.stdout.write(f"{folder}: {total_size(folder) / 1e6:.2f} MB\n")
