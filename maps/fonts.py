"""Find a font with Chinese characters by its file name, without loading a drawing library."""

import os
import sys
from pathlib import Path

_FILES = (
    "msyh",
    "NotoSansCJK",
    "NotoSansSC",
    "SourceHanSansSC",
    "SourceHanSansCN",
    "simhei",
    "PingFang",
    "simsun",
)


def chinese_font() -> str | None:
    """Return the path of the first Chinese font in the system's folders, if there is one."""
    for folder in _folders():
        for wanted in _FILES:
            if found := next(
                iter(sorted(folder.rglob(f"{wanted}*.tt[cf]")) + sorted(folder.rglob(f"{wanted}*.otf"))), None
            ):
                return str(found)
    return None


def _folders() -> list[Path]:
    if sys.platform == "win32":
        folders = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
    elif sys.platform == "darwin":
        folders = [Path("/System/Library/Fonts"), Path("/Library/Fonts"), Path.home() / "Library/Fonts"]
    else:
        folders = [
            Path("/usr/share/fonts"),
            Path("/usr/local/share/fonts"),
            Path.home() / ".local/share/fonts",
        ]
    return [folder for folder in folders if folder.is_dir()]
