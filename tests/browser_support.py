"""A headless Chromium for tests that open a page: missing, it skips at a desk and fails in CI."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


@dataclass(slots=True)
class Watch:
    """What a page asked for and complained of."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def _absent(what: str) -> None:
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@contextmanager
def chromium() -> Iterator[object]:
    """Start the browser once."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - an optional part
    except ImportError:
        _absent("playwright is not installed: pip install playwright")
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        _absent("no Chromium on the path: apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=list(_ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def opened(
    browser, path: Path, *, width=1366, height=768, before: str = ""
) -> Iterator[tuple[object, Watch]]:
    """Open a file without a network and watch what it does; `before` is a script that runs first."""
    context = browser.new_context(viewport={"width": width, "height": height}, offline=True)
    page, watch = context.new_page(), Watch()
    page.on("request", lambda request: watch.requests.append(request.url))
    page.on("pageerror", lambda fault: watch.complaints.append(str(fault)))
    page.on(
        "console",
        lambda told: watch.complaints.append(told.text) if told.type in {"error", "warning"} else None,
    )
    if before:
        page.add_init_script(before)
    page.goto(path.as_uri())
    try:
        yield page, watch
    finally:
        context.close()
