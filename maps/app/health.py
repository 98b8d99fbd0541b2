"""What this machine has for the toolkit: versions, fonts, browser, and the remedy for what is missing."""

import shutil
from importlib.metadata import PackageNotFoundError, version

from analyses.assessment import toolkit_version
from analyses.record import versions
from maps.fonts import chinese_font

from .answer import Answer

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge", "microsoft-edge")
_PARTS = ("geopandas", "shapely", "pyogrio", "pyproj", "rasterio", "numba", "folium", "xstatic-leaflet")
_OPTIONAL = {"playwright": "browser tests", "pytest": "tests"}


def doctor() -> Answer:
    """Look around without changing anything."""
    browser = next((found for name in _BROWSERS if (found := shutil.which(name))), None)
    font = chinese_font()
    parts = {name: _installed(name) for name in (*_PARTS, *_OPTIONAL)}
    remedies = []
    if browser is None:
        remedies.append("no browser found: maps open in any browser; for the browser tests install chromium")
    if font is None:
        remedies.append("no Chinese font found: install fonts-noto-cjk (Debian) or Noto Sans CJK SC")
    remedies += [
        f"{name} is missing; run pip install hecheng-gis again" for name in _PARTS if parts[name] is None
    ]
    decisive = versions(toolkit_version())
    return Answer(
        json={
            "schema": "hecheng.doctor/1",
            "versions": decisive,
            "parts": parts,
            "browser": browser,
            "chinese_font": font,
            "remedies": remedies,
            "alarms": [],
        },
        lines=(
            *(f"{name}: {value}" for name, value in decisive.items()),
            *(f"{name}: {value or 'not installed'}" for name, value in parts.items()),
            f"browser: {browser or 'not found'}",
            f"Chinese font: {font or 'not found'}",
            *remedies,
        ),
    )


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
