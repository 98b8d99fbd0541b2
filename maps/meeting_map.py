"""The map for the meeting: one HTML file that opens without a network and shows a whole result."""

from html import escape
from pathlib import Path

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from analyses.result import Result
from gis.errors import ToolkitError

from .offline_assets import inside_script, own_file
from .offline_page import InlineScript, Raw, render_offline
from .packing import packed_text
from .page_data import page_data
from .style import COLOURS, FONTS

LARGEST_MB = 25
_SCRIPTS = (
    "dom.js",
    "marks.js",
    "shapes.js",
    "areas.js",
    "points.js",
    "labels.js",
    "legend.js",
    "fit.js",
    "card.js",
    "sections.js",
    "detail.js",
    "panel.js",
    "print.js",
    "start.js",
)
_STYLES = ("page.css", "panel.css", "map.css", "print.css")


class PageTooLargeError(ToolkitError):
    """The page would be too large to open in a meeting."""

    code = "H090"


class _Page(MacroElement):
    """Panel, scripts and data of the page, as a child of the map."""

    _template = Template(
        """
        {% macro html(this, kwargs) %}{{ this.skeleton }}{% endmacro %}
        {% macro script(this, kwargs) %}
            hecheng.open({{ this._parent.get_name() }}, {{ this.packed|tojson }});
        {% endmacro %}
        """
    )

    def __init__(self, result: Result) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # branca types only some methods
        self._name = "Page"
        self.skeleton = own_file("skeleton.html")
        self.packed = packed_text(page_data(result))

    def render(self, **kwargs: object) -> None:  # type: ignore[override]  # branca's own macros give nothing
        """Add our scripts and styles behind Leaflet's, then the macros."""
        header = _figure(self).header
        header.add_child(Raw(f"<style>{_variables()}</style>"), name="hecheng_variables")
        for name in _STYLES:
            header.add_child(Raw(f"<style>\n{own_file(name)}</style>"), name=f"hecheng_{name}")
        for name in _SCRIPTS:
            header.add_child(InlineScript(inside_script(own_file(name))), name=f"hecheng_{name}")
        super().render(**kwargs)  # type: ignore[no-untyped-call]  # branca types only some methods


def webmap(result: Result, path: str | Path) -> Path:
    """
    Write the map of a result as one HTML file and return its path.

    Raises
    ------
    PageTooLargeError
        If the file would exceed 25 MB.
    """
    target = Path(path)
    text = page(result).encode()
    if len(text) > LARGEST_MB * 1_000_000:
        raise PageTooLargeError(
            f"{target}: the map would have {len(text) / 1e6:.0f} MB, more than {LARGEST_MB} MB, "
            "and would not open smoothly. Assess fewer targets at once (--only)."
        )
    target.write_bytes(text)
    return target


def page(result: Result) -> str:
    """Give the map of a result as the text of one HTML page."""
    page_map = folium.Map(
        tiles=None, zoom_control=False, attribution_control=False, zoom_snap=0.05, fade_animation=False
    )
    page_map.options.update(max_zoom=19, min_zoom=4, wheel_px_per_zoom_level=90)
    _figure(page_map).title = escape(f"{result.district} · {result.plan_title}")
    _Page(result).add_to(page_map)
    return render_offline(page_map)


def _figure(element: Element) -> Figure:
    root = element.get_root()
    if not isinstance(root, Figure):
        raise TypeError("the element does not stand in a Figure; add it to a folium.Map first")
    return root


def _variables() -> str:
    """Hand colours and fonts of the common style to the style sheets."""
    fonts = ", ".join(f'"{font}"' for font in FONTS)
    colours = "".join(f"--{name.replace('_', '-')}:{value};" for name, value in COLOURS.items())
    return f":root{{{colours}--fonts:{fonts}, sans-serif;}}"
