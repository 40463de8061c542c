"""What the tests share: a tiny library to change, and the two engines that build and show pages."""

from __future__ import annotations

import gzip
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from courselib import checks
from courselib.finding import Finding
from courselib.load import load
from courselib.model import Library
from courselib.web.build import Build

ROOT = Path(__file__).resolve().parent.parent
TINY = Path(__file__).resolve().parent / "tiny"
TODAY = date(2026, 11, 22)
CHROMIUM = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny library, with the working directory beside its content folder."""
    shutil.copytree(TINY / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    return tmp_path


def findings(root: Path) -> list[Finding]:
    """All findings about the library in `root`/content, in the order of the report."""
    library, found = load("content" if root == Path() else str(root / "content"))
    return checks.run(library, TODAY, found)


def apply(root: Path, case: dict[str, Any]) -> None:
    """Change a library as a case of `tests/checks/` says."""
    content = root / "content"
    for path in case.get("remove", ()):
        target = content / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for old, new in case.get("move", {}).items():
        (content / new).parent.mkdir(parents=True, exist_ok=True)
        (content / old).rename(content / new)
    for path, text in case.get("write", {}).items():
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    for path, changes in case.get("change", {}).items():
        target = content / path
        text = target.read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{path} has no {old!r}"
            text = text.replace(old, new)
        target.write_text(text, "utf-8")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once."""
    staged = tmp_path_factory.mktemp("real") / "site"
    Build(ROOT / "mkdocs.yml", staged).finish()
    return staged


@pytest.fixture(scope="session")
def library() -> Library:
    """The real library."""
    return load(str(ROOT / "content"))[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, told to ask nobody for anything."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=program, args=CHROMIUM)
        yield made
        made.close()


@dataclass
class Server:
    """The site over HTTP with gzip, as GitHub Pages sends it, with a log of what was asked for."""

    address: str
    log: list[tuple[str, int]]
    """Path and compressed bytes of each answer."""


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """The real site, served."""
    log: list[tuple[str, int]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # the name is http.server's
            file = site / self.path.lstrip("/")
            file = file / "index.html" if file.is_dir() else file
            body = gzip.compress(file.read_bytes(), 9) if file.is_file() else b""
            log.append((self.path, len(body)))
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", "text/html" if file.suffix == ".html" else "text/plain")
            self.send_header("Content-Encoding", "gzip" if body else "identity")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    served = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=served.serve_forever, daemon=True).start()
    yield Server(f"http://127.0.0.1:{served.server_port}/", log)
    served.shutdown()
    served.server_close()
