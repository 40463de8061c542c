"""The site while it is being written: each page is made when it is asked for, with what is wrong on top of it.

A page comes from the model through the templates, as in a build. What stands beside the pages is made when it is asked
for, too. Lists for reading offline and the map of the site are left to a build, since they need all pages; the worker
that keeps pages is replaced by one that goes away.
"""

from __future__ import annotations

import os
import re
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from posixpath import splitext
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, TemplateSyntaxError
from markupsafe import escape

from courselib import theme
from courselib.finding import Finding, Level
from courselib.load import Memory, load
from courselib.message import Message, say
from courselib.web import panel, views
from courselib.web.assets import code_for_print, codes, search_files, small_files
from courselib.web.entry import site_of
from courselib.web.site import Settings, Site
from courselib.web.urls import NOT_FOUND

WORKER = """// A preview keeps nothing: this takes the place of a worker that an earlier site left here, and goes.
addEventListener("install", () => skipWaiting());
addEventListener("activate", event => event.waitUntil(registration.unregister().then(() => clients.matchAll())
  .then(pages => Promise.all(pages.map(page => page.navigate(page.url))))));
"""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".webmanifest": "application/manifest+json",
}

_NUMBERED = re.compile(r"-[0-9]+\.html\Z")
"""End of the path of a page that has no file of its own."""
_STYLE_ERROR = re.compile(r"Parsing stylesheet failed: (.*) at .*:([0-9]+):[0-9]+")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answers."""

    body: bytes
    type: str
    """Media type."""
    status: int = 200
    """Of HTTP, RFC 9110."""
    seen: str = ""
    """For a page, a sum that is the same as long as the page and its findings are."""
    location: str = ""
    """Where to ask instead."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page comes from."""

    page: str
    """Its id."""
    code: str
    """Language of its readers."""
    source: str
    """Its file under the content folder."""


@dataclass(eq=False)
class Edition:
    """The library as it is after a change, and its site."""

    number: int
    site: Site
    loaded: list[Finding]
    """The findings of the loader."""
    overrides: Path
    answers: dict[str, Answer] = field(default_factory=dict)
    """The pages that were asked for, by path."""

    def place(self, path: str) -> Place | None:
        """Where the page with that path in the site comes from, if there is one, whether or not it can be read."""
        if path in self.places:
            return self.places[path]
        return self.more_pages[path][0] if _NUMBERED.search(path) and path in self.more_pages else None

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """The pages that have files of their own, by path."""
        library, urls = self.site.library, self.site.urls
        codes = [language.code for language in library.languages]
        made = {}
        for name in library.files:
            page, end = splitext(name.removesuffix(".md"))
            if name.endswith(".md") and end[1:] in codes and _may_be_page(page):
                own = Place(page, end[1:], name)
                made[urls.path(page, own.code)] = own
                if own.code == codes[0]:  # where there is no translation, readers get the source
                    for code in codes[1:]:
                        made.setdefault(urls.path(page, code), Place(page, code, name))
        return made

    @cached_property
    def more_pages(self) -> Mapping[str, tuple[Place, tuple[views.Frame, views.View]]]:
        """The pages that have no file of their own, by path."""
        return {
            path: (Place(_NUMBERED.sub("", path).removeprefix(f"{code}/"), code, ""), (frame, view))
            for code in self.site.words
            for path, frame, view in self.site.more_pages(code)
        }

    def view(self, path: str) -> tuple[views.Frame, views.View] | None:
        """What the templates need for a page, or None when its file can not be read."""
        if path not in self.places:
            return self.more_pages[path][1]
        place = self.places[path]
        return self.site.view(place.source, place.code) if self.site.has(place.source) else None

    @cached_property
    def small(self) -> Mapping[str, bytes]:
        """Scripts, icons and manifests by path."""
        return dict(small_files(self.site, self.overrides))

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """What the codes for print hold, by path."""
        return dict(codes(self.site))


class Preview:
    """Answers with the newest edition. Threads may ask while another one makes the next edition."""

    def __init__(self, content: str, overrides: Path, settings: Settings, language: str) -> None:
        """Get ready; the first `refresh` makes the first edition.

        Args:
            content: the content folder, as the user typed it.
            overrides: the folder with templates, style.css, scripts and icons.
            settings: name and addresses.
            language: the editor's language.

        """
        self.folders = (content, str(overrides))
        """The folders whose files it shows."""
        self._overrides = overrides
        self._settings = settings
        self._language = language
        self._memory = Memory()
        self._templates = Environment(loader=FileSystemLoader([overrides, theme.templates()]), autoescape=True)
        self._edition: Edition | None = None
        self._trouble = ""
        self._refreshed = 0
        self._turn = threading.Condition()
        self._making, self._indexing = threading.Lock(), threading.Lock()
        self._found: dict[str, dict[tuple[str, str, str], int]] = {}
        self._index: tuple[int, dict[str, bytes]] = 0, {}

    def refresh(self) -> None:
        """Load what changed; whoever waits for a change is told."""
        edition, trouble = None, ""
        number = self._refreshed + 1
        try:
            library, loaded = load(self.folders[0], memory=self._memory)
            edition = Edition(number, site_of(library, self._overrides, self._settings), loaded, self._overrides)
        except Exception as error:  # whatever it is, the next change may mend it
            trouble = self._reason(error)
        with self._turn:
            self._edition, self._trouble, self._refreshed = edition, trouble, number
            self._turn.notify_all()

    def changed(self, path: str, seen: str, seconds: float) -> bool:
        """Wait until a page is no longer what was seen; False when it still is after some seconds."""
        end = time.monotonic() + seconds
        while True:
            number = self._refreshed
            if self.answer(path).seen != seen:
                return True
            with self._turn:
                while self._refreshed == number:
                    left = end - time.monotonic()
                    if left <= 0 or not self._turn.wait(left):
                        return False

    def answer(self, path: str) -> Answer:
        """What an address answers; the first answers wait for the first edition.

        Args:
            path: path in the site, decoded, without a slash at its beginning.

        """
        with self._turn:
            self._turn.wait_for(lambda: self._refreshed)
            edition, trouble = self._edition, self._trouble
        if path == "sw.js":
            return Answer(WORKER.encode(), TYPES[".js"])
        if edition is None:
            return self._bare(path, say("the content can not be read"), trouble, [], 500)
        if not path or path.endswith("/"):
            path += "index.html"
        if f"{path}/index.html" in edition.places:
            return Answer(b"", TYPES[".html"], 302, location=quote(f"/{path}/"))
        try:
            file = None if path in edition.places else self._file(edition, path)
        except Exception as error:  # a script, say, that names a word which ui.yml does not have
            return Answer(self._reason(error).encode(), "text/plain; charset=utf-8", 500)
        if file is not None:
            return Answer(file, TYPES.get(splitext(path)[1].lower(), "application/octet-stream"))
        with self._making:
            if path not in edition.answers:
                edition.answers[path] = self._page(edition, path)
            return edition.answers[path]

    def _file(self, edition: Edition, path: str) -> bytes | None:
        """A file that is no page."""
        library = edition.site.library
        if path in library.images:
            return Path(library.root, path).read_bytes()
        if path in edition.codes:
            return code_for_print(edition.codes[path])
        if path.startswith(("find.", "find/")):
            return self._search(edition, path)
        return edition.small.get(path)

    def _search(self, edition: Edition, path: str) -> bytes | None:
        """A file of the search index. A page that was shown before a change still gets the files that it knows."""
        with self._indexing:
            number, files = self._index
            if number != edition.number and (path.startswith("find.") or path not in files):
                files = dict(search_files(edition.site))
                self._index = edition.number, files
            return files.get(path)

    def _page(self, edition: Edition, path: str) -> Answer:
        findings: list[Finding] = []
        try:
            place = edition.place(path)
            if place is None:
                return self._not_found(edition, path)
            findings = self._findings(edition, place.page)
            view = edition.view(path)
            if view is None:
                title = say("this page can not be shown: one of its files can not be read")
                return self._bare(path, title, place.source, findings, 200)
            return self._rendered(edition, path, place.page, view, findings)
        except Exception as error:  # templates, words and style are being written, too
            return self._bare(path, say("this page can not be made"), self._reason(error), findings, 500)

    def _not_found(self, edition: Edition, path: str) -> Answer:
        """The page for an address that leads nowhere."""
        page = f"{NOT_FOUND}.html"
        if page not in edition.places:
            return self._bare(path, say("there is no such page"), path, [], 404)
        answer = self._page(edition, page)
        # In a built site its links lead to the published one, since it is shown under any address.
        body = answer.body.replace(self._settings.base.encode(), b"/")
        body = body.replace(f'data-path="{page}"'.encode(), f'data-path="{escape(path)}"'.encode())
        return Answer(body, answer.type, 404, answer.seen)

    def _rendered(
        self, edition: Edition, path: str, page: str, view: tuple[views.Frame, views.View], findings: list[Finding]
    ) -> Answer:
        template = self._templates.get_template("main.html")
        html = edition.site.finish(template.render(frame=view[0], view=view[1]))
        state = self._pictures(edition.site, page)
        if hasattr(view[1], "find"):
            state += f" {edition.number}"  # what it finds may have changed
        made, seen = panel.put_on(html, path, findings, self._language, state)
        return Answer(made.encode(), TYPES[".html"], seen=seen)

    def _bare(self, path: str, title: Message, text: str, findings: list[Finding], status: int) -> Answer:
        """A page that says why the one asked for is not there."""
        folder = path.rpartition("/")[0].rpartition("/")[0]
        there = self._edition is not None and f"{folder}/index.html" in self._edition.places
        back = (f"/{folder}/", say("to the course")) if there else ("/", say("to the front door"))
        html = panel.bare(title, text, back, self._language)
        made, seen = panel.put_on(html, path, findings, self._language, bare=True)
        return Answer(made.encode(), TYPES[".html"], status, seen)

    def _findings(self, edition: Edition, page: str) -> list[Finding]:
        """What is wrong with a page: what came last first, then errors, then in order of place."""
        found = panel.about(page, edition.site, edition.loaded)
        before = self._found.get(page, {})
        since = {_key(one): before.get(_key(one), edition.number) for one in found}
        self._found[page] = since
        return sorted(found, key=lambda one: (-since[_key(one)], one.level is not Level.ERROR))

    def _pictures(self, site: Site, page: str) -> str:
        """What is the same as long as the pictures beside a page are."""
        inside = f"{page.rpartition('/')[0]}/images/".lstrip("/")
        pictures = sorted(name for name in site.library.files if name.startswith(inside))
        return repr([(name, os.stat(f"{site.library.root}/{name}").st_mtime_ns) for name in pictures])

    def _reason(self, error: Exception) -> str:
        """What went wrong, after the file and line of the templates or the style where it did."""
        style = _STYLE_ERROR.fullmatch(str(error))
        if style:
            return f"{_shown(self._overrides / 'style.css')}:{int(style[2]) + 1}: {style[1]}"
        if isinstance(error, TemplateSyntaxError) and error.filename:
            return f"{_shown(error.filename)}:{error.lineno}: {error.message}"
        frames = traceback.extract_tb(error.__traceback__)
        inside = [one for one in frames if one.filename.startswith(str(self._overrides))]
        place = f"{_shown(inside[-1].filename)}:{inside[-1].lineno}: " if inside else ""
        return f"{place}{type(error).__name__}: {error}"


def _may_be_page(page: str) -> bool:
    """Whether a file of that name is a page: beside a lesson, only the lesson and its session plan are."""
    folder, _, name = page.rpartition("/")
    return folder.count("/") != 2 or name in ("index", "teacher")


def _key(finding: Finding) -> tuple[str, str, str]:
    """What a finding is known by while lines above it come and go."""
    return finding.code, finding.where.path, str(finding.message)


def _shown(path: str | Path) -> str:
    return os.path.relpath(path).replace(os.sep, "/")
