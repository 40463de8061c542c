"""The built site on the scales: what each page costs a reader on their first visit."""

from __future__ import annotations

import gzip
import os
import posixpath
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from glob import glob

from courselib.model import BuiltPage, BuiltSite, Lesson, Library, Page, Where
from courselib.web import search
from courselib.web.urls import Urls

_TAG = re.compile(r"<(link|script|img|iframe|source|video|audio|embed|object|input)\b([^>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(?<![\w-])(rel|href|src|srcset|data|poster)=\"?([^\"\s>]+)")
_STYLE_URL = re.compile(r"(?:url\(|@import\s+[\"'])\s*[\"']?([^\"')]+)")
_PRINT = re.compile(r"@media print\{(?:[^{}]*\{[^{}]*\})*\}")
_SCRIPT_IN_PAGE = re.compile(r"<script()[^>]*>(.+?)</script>", re.DOTALL)
_SCRIPT_LATER = re.compile(r"<script [^>]*src=([^ >]+)()")
_BLOCK = re.compile(r"s[0-9]+\.js")
_FETCHED_LINKS = ("stylesheet", "icon", "manifest", "preload", "modulepreload")


def compressed(data: bytes) -> int:
    """Bytes after gzip -9, as GitHub Pages sends them."""
    return len(gzip.compress(data, 9, mtime=0))


def weigh(site: str, library: Library) -> BuiltSite:
    """The site in the folder `site`, weighed."""
    urls = Urls(library.source.code, "")
    pages = {}
    for page in library.all_pages():
        for language in library.languages:
            path = urls.path(page.id, language.code)
            if page.language == language.code or path not in pages:
                pages[path] = page
    with ThreadPoolExecutor(os.cpu_count()) as pool:  # zlib lets the others work meanwhile
        built = pool.map(lambda path: _weighed(site, path, pages.get(path), library), _html_files(site))
        return BuiltSite(tuple(built), _search_size(site, [language.code for language in library.languages]))


def _search_size(site: str, codes: list[str]) -> int:
    """The most that a first search can load, in the language where that is most."""
    found = [os.path.relpath(path, site) for path in glob(f"{site}/find/*/*.js")]
    sizes = {os.path.basename(path): _file_size(site, path) for path in found}
    blocks = [size for name, size in sizes.items() if _BLOCK.match(name)]
    titles = {code: [size for name, size in sizes.items() if name.startswith(code)] for code in codes}
    return max(search.most(_file_size(site, f"find.{code}.js"), blocks, titles[code]) for code in codes)


def _html_files(site: str) -> Iterator[str]:
    for folder, folders, names in os.walk(site):
        folders.sort()
        for name in sorted(names):
            if name.endswith(".html"):
                yield os.path.relpath(os.path.join(folder, name), site).replace(os.sep, "/")


def _weighed(site: str, path: str, page: Page | None, library: Library) -> BuiltPage:
    with open(os.path.join(site, path), "rb") as file:
        data = file.read()
    html = data.decode("utf-8", "replace")
    requests = tuple(dict.fromkeys(fetched(html)))
    scripts = [*_SCRIPT_IN_PAGE.findall(html), *_SCRIPT_LATER.findall(html)]
    lesson = _lesson_of(page, library)
    own = [_beside(path, one) for one in requests]
    size = compressed(data) + sum(_file_size(site, one) for one in own)
    return BuiltPage(
        path,
        page.where if page else Where(f"{site}/{path}"),
        page.language if page else "",
        lesson is not None,
        size,
        compressed(lesson_words(lesson, page.language, library)) if lesson and page else 0,
        sum(compressed(inline.encode()) if inline else _file_size(site, _beside(path, src)) for src, inline in scripts),
        requests,
        page is not None and path != Urls(library.source.code, "").path(page.id, page.language),
    )


def _beside(path: str, address: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), address))


def fetched(html: str) -> Iterator[str]:
    """Addresses a browser fetches to show a page, as written."""
    for tag, attributes in _TAG.findall(html):
        values = dict(_ATTRIBUTE.findall(attributes))
        if tag.lower() == "link" and values.get("rel") not in _FETCHED_LINKS:
            continue
        for name in ("href", "src", "srcset", "data", "poster"):
            if name in values and not values[name].startswith("data:"):
                yield values[name]
    # What only paper needs is fetched when someone prints.
    styles = _PRINT.sub("", "".join(re.findall(r"<style>(.*?)</style>", html, re.DOTALL)))
    for address in _STYLE_URL.findall(styles):
        if not address.startswith("data:"):
            yield address


def lesson_words(lesson: Lesson, code: str, library: Library) -> bytes:
    """The words of a lesson in one language as its authors wrote them: page, outcomes, questions, facts."""
    page = lesson.pages[code]
    words = [page.title, page.summary, page.body]
    words += [outcome.text[code] for outcome in lesson.outcomes]
    for question in lesson.questions:
        words.append(question.ask[code])
        for option in question.options:
            words += [option.text[code], option.why[code] if option.why else ""]
    for ref in lesson.facts:
        fact = library.facts.get(ref.target)
        if fact is not None:
            words += [fact.statement[code], fact.as_of, *fact.sources]
    return "\n".join(words).encode()


def _lesson_of(page: Page | None, library: Library) -> Lesson | None:
    if page is None or not page.id.endswith("/index"):
        return None
    return library.lessons.get(posixpath.dirname(page.id))


def _file_size(site: str, path: str) -> int:
    try:
        with open(os.path.join(site, path), "rb") as file:
            return compressed(file.read())
    except OSError:
        return 0
