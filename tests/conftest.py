"""What the tests share: a tiny library to change, and the two engines that build and show pages."""

from __future__ import annotations

import atexit
import contextlib
import gzip
import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from typer.testing import CliRunner, Result

import chromium
from courselib import checks
from courselib.cli import app
from courselib.finding import Finding
from courselib.load import load
from courselib.model import Library
from courselib.web.assets import assets, complete
from courselib.web.build import Build
from courselib.web.entry import configuration, site_of

ROOT = Path(__file__).resolve().parent.parent
TINY = Path(tempfile.mkdtemp(prefix="tiny"))
"""The tiny library, copied: it shares files with the real one by links, which a library may not have."""
shutil.copytree(Path(__file__).resolve().parent / "tiny", TINY, dirs_exist_ok=True)
atexit.register(shutil.rmtree, TINY, ignore_errors=True)
TODAY = date(2026, 11, 22)


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the tiny library, with the working directory beside its content folder."""
    shutil.copytree(TINY / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    return tmp_path


class Repository:
    """A git repository around a library, which no setting of this machine changes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self("init", "--quiet", "--initial-branch=main")
        (folder / ".gitignore").write_text(".cache/\n")

    def __call__(self, *words: str, day: str = "2026-11-01") -> str:
        """What git says."""
        command = ["git", "-C", str(self.folder), "-c", "user.name=Lan", "-c", "user.email=lan@example.org", *words]
        moment = f"{day}T12:00:00Z"
        dates = {"GIT_AUTHOR_DATE": moment, "GIT_COMMITTER_DATE": moment}
        alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(command, env={**os.environ, **dates, **alone}, capture_output=True, check=True, text=True)
        return done.stdout.strip()

    def commit(self, day: str = "2026-11-01") -> str:
        """Everything as it is now, committed on a day; the name of the commit."""
        self("add", "--all")
        self("commit", "--quiet", "--allow-empty", "--message=A change", day=day)
        return self("rev-parse", "HEAD")


@pytest.fixture
def repository(tiny: Path) -> Repository:
    """A repository around the copy of the tiny library, which is committed."""
    made = Repository(tiny)
    made.commit()
    return made


def run(*words: str, language: str = "en") -> Result:
    """A command and its result, in a language."""
    return CliRunner().invoke(app, [*words, "--language", language])


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
    for path, other in case.get("link", {}).items():
        (content / path).symlink_to(other)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real site, built once."""
    staged = tmp_path_factory.mktemp("real") / "site"
    Build(ROOT / "mkdocs.yml", staged, packs=False).finish()
    finish(staged)
    return staged


def finish(folder: Path, *, carried: bool = False) -> None:
    """Add to the pages of the real site what stands beside them; `carried` as in `assets`."""
    settings, overrides = configuration(ROOT / "mkdocs.yml")
    shown = site_of(load(str(ROOT / "content"))[0], overrides, settings)
    complete(folder, shown, assets(shown, overrides, carried=carried))


@pytest.fixture(scope="session")
def library() -> Library:
    """The real library."""
    return load(str(ROOT / "content"))[0]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium, told to ask nobody for anything."""
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=chromium.program(), args=chromium.QUIET)
        yield made
        made.close()


TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}


class Server:
    """A site over HTTP with gzip, as GitHub Pages sends it, with a log of what was asked for, and with faults."""

    def __init__(self, site: Path) -> None:
        self.site = site
        self.log: list[tuple[str, int]] = []
        """Path and compressed bytes of each answer."""
        self.fault: Callable[[str], str] = lambda _: ""
        """What goes wrong for a path: `cut` in the middle, `broken` bytes, `gone`; nothing by default."""
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:  # the name is http.server's
                server.answer(self)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Send a file, or what the fault makes of it."""
        fault = self.fault(handler.path)
        file = self.site / handler.path.partition("?")[0].lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        there = file.is_file() and fault != "gone"
        body = file.read_bytes() if there else b""
        body = gzip.compress(body[:-1] + b"?" if fault == "broken" else body, 9)
        self.log.append((handler.path, len(body)))
        handler.send_response(200 if there else 404)
        handler.send_header("Content-Type", TYPES.get(file.suffix, "text/plain"))
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # a browser may close its page
            handler.wfile.write(body[: len(body) // 2] if fault == "cut" else body)

    def stop(self) -> None:
        """Answer no more."""
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="session")
def server(site: Path) -> Iterator[Server]:
    """The real site, served."""
    served = Server(site)
    yield served
    served.stop()
