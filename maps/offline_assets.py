"""The files that an offline page carries inside: Leaflet's from its PyPI package, ours from `maps/page`."""

import base64
import json
import re
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, files
from pathlib import PurePosixPath

from gis.errors import ToolkitError

_PACKAGE = "xstatic-leaflet"
_DROPPED = frozenset(
    {
        "jquery-3.7.1.min.js",
        "bootstrap.bundle.min.js",
        "leaflet.awesome-markers.js",
        "bootstrap.min.css",
        "bootstrap-glyphicons.css",
        "all.min.css",
        "leaflet.awesome-markers.css",
        "leaflet.awesome.rotate.min.css",
    }
)
_ICON = {
    "iconUrl": "marker-icon.png",
    "iconRetinaUrl": "marker-icon-2x.png",
    "shadowUrl": "marker-shadow.png",
}


class MissingAssetError(ToolkitError):
    """A page asks for a script or style that we do not carry."""

    code = "H091"


def script_text(url: str) -> str | None:
    """Give the script that a link names, ready to stand inside a page; None for one we leave out."""
    name = PurePosixPath(url).name
    if name in _DROPPED:
        return None
    if name == "leaflet.js":
        return _leaflet_script()
    raise _missing(url)


def style_text(url: str) -> str | None:
    """Give the style sheet that a link names, its pictures inside; None for one we leave out."""
    name = PurePosixPath(url).name
    if name in _DROPPED:
        return None
    if name == "leaflet.css":
        return _leaflet_style()
    raise _missing(url)


@cache
def own_file(name: str) -> str:
    """Read one of our own files of the page."""
    return resources.files("maps").joinpath("page", name).read_text(encoding="utf-8")


def inside_script(text: str) -> str:
    """Make a script safe between its tags: no end tag, no comment start, no source map to be asked for."""
    kept = [line for line in text.split("\n") if "sourceMappingURL" not in line]
    joined = "\n".join(kept).replace("<!--", "<\\!--")
    return re.sub(r"</(?=script)", r"<\\/", joined, flags=re.IGNORECASE)


@cache
def _leaflet_script() -> str:
    icons = {option: _data_uri(f"images/{picture}") for option, picture in _ICON.items()}
    icon_lines = (
        "L.Icon.Default.imagePath='';delete L.Icon.Default.prototype._getIconUrl;"
        f"L.Icon.Default.mergeOptions({json.dumps(icons, sort_keys=True)});"
    )
    return inside_script(_package_text("leaflet.js")) + "\n" + icon_lines


@cache
def _leaflet_style() -> str:
    def inside(found: re.Match[str]) -> str:
        target = found[1].strip("'\"")
        return f"url({_data_uri(target)})" if target.startswith("images/") else "none"

    return re.sub(r"url\(([^)]*)\)", inside, _package_text("leaflet.css"))


def _package_text(name: str) -> str:
    """Read a text with plain line ends: a browser would change others before it compares a script's hash."""
    return _package_file(name).decode().replace("\r\n", "\n")


@cache
def _package_file(name: str) -> bytes:
    """Read a file of the Leaflet package, found by its record and never imported."""
    try:
        record = files(_PACKAGE) or []
    except PackageNotFoundError:
        record = []
    for entry in record:
        if entry.as_posix().endswith(f"leaflet/data/{name}"):
            return entry.read_binary()
    raise MissingAssetError(
        f"package '{_PACKAGE}' gives no file '{name}', without which no offline map can be written. "
        f"Install it again: pip install --force-reinstall {_PACKAGE}"
    )


def _data_uri(name: str) -> str:
    return "data:image/png;base64," + base64.b64encode(_package_file(name)).decode()


def _missing(url: str) -> MissingAssetError:
    return MissingAssetError(
        f"the page asks for '{url}', which is not among the files we carry, "
        "and an offline page loads nothing. Take the element that needs it out of the map."
    )
