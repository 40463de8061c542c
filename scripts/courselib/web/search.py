"""The search index: what a reader may type, cut into blocks so that a search loads only those of its words.

The index holds folded words of all languages together, so that a lesson is found in any of them. Its terms are sorted
and cut into blocks of about `BLOCK` bytes after gzip; titles are cut into groups of `TITLES`, one set a language.
What a search loads is therefore `overrides/scripts/find.js`, a block for each word typed, and the titles of the lessons
it shows: that hardly grows with the library. What does grow is the list of the blocks' first terms, inside find.js.
"""

from __future__ import annotations

import hashlib
import re
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from courselib.markdown import plain
from courselib.model import Lesson, Library, Page
from courselib.vietnamese import fold, slug
from courselib.web.scripts import literal
from courselib.web.urls import NOT_FOUND, Urls

BLOCK = 700
"""Bytes of a block after compression, about."""
TITLES = 4
"""Lessons whose titles come in one file."""
SHOWN = 6
"""Lessons that a search shows."""
WORDS = 8
"""Words of a query that count."""
PAIRS = 3
"""Pairs of words for which a block is loaded that the words alone do not need."""
POSTED = 400
"""Lessons that are kept for one term, best first: more than anyone reads."""
TITLE, TASK, HEADING, MENTION, BODY = 4, 3, 2, 1, 0
"""How much a term says about a lesson: it names it, asks for it, heads a part of it, sums it up, or is said in it."""
WORTH = (".4", "1", "2", "4", "5")
"""What a term of each weight is worth, in the order of the weights above."""

# Words end at spaces and punctuation; find.js has the same class of signs.
_WORD = re.compile(r"[^\s!-/:-@\[-`{-~\u00a0-\u00bf\u2000-\u206f]+")
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something a search can show."""

    page: str
    """Id of the page."""
    titles: Mapping[str, str]
    """By language."""
    anchors: Mapping[str, str]
    """Part of the page, by language; empty for its top."""
    notes: Mapping[str, str]
    """A line below the title, by language."""
    terms: Mapping[str, int]
    """Folded words and pairs of words, and how much each says."""


@dataclass(frozen=True, slots=True)
class Index:
    """The files of a search index, and what find.js must know of them."""

    files: Mapping[str, str]
    """Scripts by path in the site."""
    blocks: tuple[str, ...]
    """Where each block begins: as much of its first term as tells it from the last one of the block before."""
    entries: int
    titles: int
    """Lessons whose titles come in one file."""
    folder: str
    twins: tuple[str, ...]
    """Stop words without marks that are also a word that counts, such as anh: ảnh is a photo, anh is you."""


def build(library: Library, *, whole: bool = False) -> Index:
    """The index of a library.

    Args:
        library: what is searched.
        whole: one block, and one file of titles a language: for a copy, which loads nothing over a line.

    """
    entries = list(_entries(library))
    together = len(entries) if whole else TITLES
    postings: dict[str, list[tuple[int, int]]] = {}
    for number, entry in enumerate(entries):
        for term, weight in entry.terms.items():
            postings.setdefault(term, []).append((number, weight))
    lines_of = sorted((term, _posted(posted)) for term, posted in postings.items())
    blocks = list(_blocks(lines_of, sys.maxsize if whole else BLOCK))
    files = {f"s{at}.js": f"courseBlock({at},{literal(chr(10).join(lines))})" for at, lines in enumerate(blocks)}
    for language in library.languages:
        urls = Urls(library.source.code, "")
        for at in range(0, len(entries), together):
            rows = [_row(entry, language.code, urls) for entry in entries[at : at + together]]
            files[f"{language.code}{at // together}.js"] = f"courseTitles({at},{literal(rows)})"
    version = hashlib.sha256("\n".join(f"{name} {text}" for name, text in files.items()).encode()).hexdigest()[:8]
    folder = f"find/{version}"
    stops = {fold(word) for language in library.languages for word in language.stop_words}
    twins = (word for word in stops if any(weight > MENTION for _, weight in postings.get(word, ())))
    starts = tuple(_starts(blocks))
    paths = {f"{folder}/{name}": text for name, text in files.items()}
    return Index(paths, starts, len(entries), together, folder, tuple(sorted(twins)))


def most(script: int, blocks: Iterable[int], titles: Iterable[int]) -> int:
    """The most bytes a query typed without a pause can load, from the sizes of the files of an index."""
    fullest = sorted(blocks, reverse=True)[: WORDS + PAIRS]
    return script + sum(fullest) + sum(sorted(titles, reverse=True)[:SHOWN])


def _starts(blocks: list[list[str]]) -> Iterator[str]:
    last = ""
    for lines in blocks:
        first = lines[0].partition("\t")[0]
        yield next((first[:end] for end in range(1, len(first)) if first[:end] > last), first)
        last = lines[-1].partition("\t")[0]


def _row(entry: Entry, code: str, urls: Urls) -> list[str]:
    path = urls.path(entry.page, code) + (f"#{entry.anchors[code]}" if entry.anchors else "")
    return [entry.titles[code], path, entry.notes[code]]


def _posted(posted: list[tuple[int, int]]) -> str:
    """Numbers and weights of the entries with a term: five times the step from the last one, plus the weight."""
    if len(posted) > POSTED:
        posted = sorted(sorted(posted, key=lambda one: -one[1])[:POSTED])
    made, last = "", -1
    for number, weight in posted:
        made += digits((number - last - 1) * len(WORTH) + weight)
        last = number
    return made


def digits(value: int) -> str:
    """A number in digits of five bits, lowest first; a digit of 32 and more says that another follows."""
    made = ""
    while value >= 32:
        made += DIGITS[32 + value % 32]
        value //= 32
    return made + DIGITS[value]


def _blocks(terms: Iterable[tuple[str, str]], limit: int) -> Iterator[list[str]]:
    """Lines of a term and its postings, cut where the compressed size reaches the limit in bytes."""
    lines: list[str] = []
    packer, size = zlib.compressobj(9), 0
    for term, posted in terms:
        line = f"{term}\t{posted}"
        size += len(packer.compress(f"{line}\n".encode())) + len(packer.flush(zlib.Z_SYNC_FLUSH)) - 4
        lines.append(line)
        if size >= limit:
            yield lines
            lines, packer, size = [], zlib.compressobj(9), 0
    if lines:
        yield lines


def _entries(library: Library) -> Iterator[Entry]:
    stop = {language.code: frozenset(language.stop_words) for language in library.languages}
    # Of equals the first is shown first: help for someone in trouble, then lessons, then pages about the library.
    source = library.source.code
    pages = {
        name: {code: versions.get(code, versions[source]) for code in stop}
        for name, versions in library.pages.items()
        if source in versions
    }
    first = [name for name in pages if library.pages[name] is library.emergency]
    for name in first:
        yield _page(name, pages[name], stop)
        yield from _parts(name, pages[name], stop)
    for lesson in _in_order(library):
        yield _lesson(lesson, library, stop)
    for name, versions in pages.items():
        if "/" not in name and name not in (NOT_FOUND, *first):
            yield _page(name, versions, stop)


def _in_order(library: Library) -> Iterator[Lesson]:
    """Lessons as courses list them: neighbours are likely to be found together, and their titles come in one file."""
    listed = [ref.target for course in library.courses.values() for ref in course.lessons]
    for name in dict.fromkeys([*listed, *library.lessons]):
        if name in library.lessons and library.source.code in library.lessons[name].pages:
            yield library.lessons[name]


class _Terms(dict[str, int]):
    """Folded words and pairs of neighbouring words, each with the best weight it was seen with."""

    def __init__(self, stop: Mapping[str, frozenset[str]]) -> None:
        self._stop = stop

    def add(self, text: str, code: str, weight: int, *, pairs: bool = True) -> None:
        stop = self._stop[code]
        # A stop word is left out as it is written, with its marks: without them it may be the twin of one that counts.
        words = ["" if word in stop else fold(word) for word in _WORD.findall(text.lower())]
        found = [word for word in words if word]
        if pairs:
            found += [f"{one} {other}" for one, other in pairwise(words) if one and other]
        for term in found:
            if self.get(term, -1) < weight:
                self[term] = weight


def _lesson(lesson: Lesson, library: Library, stop: Mapping[str, frozenset[str]]) -> Entry:
    terms = _Terms(stop)
    source = lesson.pages[library.source.code]
    for code in stop:
        page = lesson.pages.get(code, source)
        terms.add(page.title, code, TITLE)
        for task in lesson.tasks:
            terms.add(task.text[code], code, TASK)
        for words in lesson.also.get(code, ()):
            terms.add(words, code, TASK)
        # The sections that every lesson has tell none from another.
        fixed = library.language(page.language).sections.values()
        for heading in page.document.headings:
            if heading.text not in fixed:
                terms.add(plain(heading.text), code, HEADING)
        for outcome in lesson.outcomes:
            terms.add(outcome.text[code], code, MENTION, pairs=False)
        terms.add(page.summary, code, MENTION, pairs=False)
        terms.add(page.body, code, BODY, pairs=False)
        body = _flat(page.body)
        for term in library.terms:
            if _flat(term.term[code]) in body:
                for words in (term.term[code], *term.avoid.get(code, ())):
                    terms.add(words, code, MENTION)
    titles = {code: lesson.pages.get(code, source).title for code in stop}
    notes = {code: lesson.tasks[0].text[code] if lesson.tasks else "" for code in stop}
    return Entry(f"{lesson.id}/index", titles, {}, notes, terms)


def _flat(text: str) -> str:
    """Words with one space around each."""
    return f" {' '.join(_WORD.findall(text.lower()))} "


def _page(page_id: str, pages: Mapping[str, Page], stop: Mapping[str, frozenset[str]]) -> Entry:
    terms = _Terms(stop)
    for code in stop:
        terms.add(pages[code].title, code, TITLE)
        terms.add(pages[code].summary, code, MENTION)
        for words in pages[code].also:
            terms.add(words, code, TASK)
    titles = {code: pages[code].title for code in stop}
    return Entry(page_id, titles, {}, dict.fromkeys(stop, ""), terms)


def _parts(page_id: str, pages: Mapping[str, Page], stop: Mapping[str, frozenset[str]]) -> Iterator[Entry]:
    """The second-level sections of a page, each an entry of its own: for the emergency page."""
    heads = {
        code: [at for at, one in enumerate(page.document.headings) if one.level == 2] for code, page in pages.items()
    }
    for number in range(min(map(len, heads.values()))):
        terms, titles, anchors = _Terms(stop), {}, {}
        for code, page in pages.items():
            at = heads[code][number]
            after = heads[code][number + 1] if number + 1 < len(heads[code]) else len(page.document.headings)
            titles[code] = plain(page.document.headings[at].text)
            anchors[code] = slug(titles[code])
            terms.add(titles[code], code, TITLE)
            for link in page.document.links:
                if link.target == f"#{anchors[code]}":
                    terms.add(plain(link.text), code, TASK)
            for block in page.document.blocks:
                if at <= block.section < after:
                    terms.add(plain(block.text), code, MENTION)
        yield Entry(page_id, titles, anchors, {code: page.title for code, page in pages.items()}, terms)
