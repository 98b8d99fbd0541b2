"""
Write a folium map as one HTML file that asks the network for nothing and runs no data as code.

branca compiles what a macro gave as a template a second time, so that a place
name such as `{{ … }}` would run on the planner's machine. Here each macro is
rendered once. Scripts are allowed by hash, and only those that we built.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Lock

import folium
from branca.element import CssLink, Element, Figure, JavascriptLink, MacroElement

from gis.errors import ToolkitError

from .offline_assets import MissingAssetError, script_text, style_text

_LOCK = Lock()
_SCRIPT = re.compile(r"<script\b[^>]*>(.*?)</script", re.DOTALL | re.IGNORECASE)
_SCRIPT_START = re.compile(r"<script\b", re.IGNORECASE)
_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data: blob:; connect-src 'none'; "
    "base-uri 'none'; form-action 'none'; script-src {hashes}"
)


class UnknownScriptError(ToolkitError):
    """The page holds a script that we did not build."""

    code = "H091"


class Raw(Element):
    """Text of the page that is never a template."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **_kwargs: object) -> str:
        """Give the text as it is."""
        return self.text


class InlineScript(Raw):
    """A script that we built: it stands in the page and its hash in the policy."""

    def render(self, **_kwargs: object) -> str:
        """Give the text between script tags."""
        return f"<script>{self.text}</script>"


def render_offline(page_map: folium.Map) -> str:
    """
    Render a folium map with everything it needs inside.

    The same map gives the same bytes: branca's random names are replaced in
    order of first sight. Scripts may come from known links, from
    `InlineScript` in the header and from `script` macros; any other is refused.

    Raises
    ------
    MissingAssetError
        If an element needs a script or style that we do not carry.
    UnknownScriptError
        If the page holds a script that none of the three ways explains.
    """
    figure = page_map.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("the map does not stand in a Figure; make it with folium.Map()")
    _refuse_elements(page_map)
    with _rendered_once():
        for child in list(figure._children.values()):  # noqa: SLF001  branca offers no other way to its children
            child.render()
        _put_assets_inside(figure)
        built = [*_header_scripts(figure), *_switches(page_map), f"\n    {figure.script.render()}\n"]
        html = figure._template.render(this=figure, kwargs={})  # noqa: SLF001  Figure.render would compile again
    names = _stable_names(figure, html)
    html = _replace(html, names).replace("<html>", '<html lang="zh-CN">', 1)
    return _with_policy(html, [_replace(text, names) for text in built])


@contextmanager
def _rendered_once() -> Iterator[None]:
    """Let macros render without the second compilation, for one writer at a time."""
    with _LOCK:
        before = MacroElement.render
        MacroElement.render = _render_macros  # type: ignore[method-assign]  # the cure named at the head of this file
        try:
            yield
        finally:
            MacroElement.render = before  # type: ignore[method-assign]  # put back as it was


def _render_macros(self: MacroElement, **kwargs: object) -> None:
    figure = self.get_root()
    macros = self._template.module.__dict__
    for slot in ("header", "html", "script"):
        if (macro := macros.get(slot)) is not None:
            getattr(figure, slot).add_child(Raw(str(macro(self, kwargs))), name=self.get_name())
    for child in list(self._children.values()):
        child.render(**kwargs)


def _put_assets_inside(figure: Figure) -> None:
    """Replace links by the files they name, and text that would be a template by plain text."""
    for slot in (figure.header, figure.html, figure.script):
        children = slot._children  # noqa: SLF001  branca offers no other way to its children
        for name, child in list(children.items()):
            if isinstance(child, JavascriptLink):
                text = script_text(child.url)
                children[name] = Raw("") if text is None else InlineScript(text)
            elif isinstance(child, CssLink):
                style = style_text(child.url)
                children[name] = Raw("" if style is None else f"<style>{style}</style>")
            elif child._template_str is not None:  # noqa: SLF001  tells text from a macro
                children[name] = Raw(child._template_str)  # noqa: SLF001  the text itself


def _header_scripts(figure: Figure) -> list[str]:
    children = figure.header._children.values()  # noqa: SLF001  branca offers no other way to its children
    return [child.text for child in children if isinstance(child, InlineScript)]


def _switches(page_map: folium.Map) -> list[str]:
    """Find the one script that folium's own map puts into the header: two switches of Leaflet, no data."""
    header = str(page_map._template.module.__dict__["header"](page_map, {}))  # noqa: SLF001  the macro itself
    return _SCRIPT.findall(header)


def _refuse_elements(element: Element) -> None:
    """Refuse what would need jQuery or Font Awesome, which the page does not carry."""
    for child in element._children.values():  # noqa: SLF001  branca offers no other way to its children
        if isinstance(child, (folium.Popup, folium.Icon)):
            raise MissingAssetError(
                f"folium.{type(child).__name__} needs scripts that an offline page does not carry. "
                "Show the text with an element of our own."
            )
        _refuse_elements(child)


def _stable_names(figure: Figure, html: str) -> dict[str, str]:
    own = set(_ids(figure)) | {i for slot in (figure.header, figure.html, figure.script) for i in _ids(slot)}
    seen = dict.fromkeys(found for found in re.findall(r"[0-9a-f]{32}", html) if found in own)
    return {name: str(place) for place, name in enumerate(seen)}


def _ids(element: Element) -> Iterator[str]:
    yield element._id  # noqa: SLF001  branca's random name
    for child in element._children.values():  # noqa: SLF001  branca offers no other way to its children
        yield from _ids(child)


def _replace(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"[0-9a-f]{32}", lambda found: names.get(found[0], found[0]), text)


def _with_policy(html: str, built: list[str]) -> str:
    """Allow the scripts we built, last of all: any later change would break the hashes."""
    found = _SCRIPT.findall(html)
    if sorted(found) != sorted(built) or len(_SCRIPT_START.findall(html)) != len(built):
        raise UnknownScriptError(
            f"the page holds {len(found)} scripts where {len(built)} were built, or another text in one. "
            "Hand data to scripts by |tojson, and scripts to the page by InlineScript."
        )
    hashes = " ".join(f"'sha256-{_sha256(text)}'" for text in dict.fromkeys(found))
    policy = _POLICY.format(hashes=hashes or "'none'")
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}"/>'
    return html.replace("<head>", f"<head>\n{meta}", 1)


def _sha256(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
