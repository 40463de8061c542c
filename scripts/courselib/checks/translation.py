"""Does every language say the same?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courselib.checks import check
from courselib.coverage import is_stale
from courselib.finding import Problem
from courselib.layout import meant
from courselib.message import Message, say
from courselib.model import Library, Page, Where

_SLIPS = ("A", "D", "F", "K", "L", "P", "S", "W", "X")
"""What is wrong with a source page itself: mend that first, then look at its translation."""


@check("T101")
def missing_translation(library: Library) -> Iterator[Problem]:
    """A page of the source language stands in every other language too; only one that is growing may lack it.

    Bad:  index.vi.md without index.en.md
    Good: index.vi.md and index.en.md
    """
    missing = [
        (page, language)
        for page in _sources(library)
        for language in library.complete_languages
        if f"{page.id}.{language.code}.md" not in library.files
    ]
    misnamed = meant(library) if missing else {}
    for page, language in missing:
        path = f"{page.id}.{language.code}.md"
        if path not in misnamed:
            yield Problem(
                page.where,
                say("the page is not there in {language}", language=say(language.name)),
                say("create {path}", path=f"{library.root}/{path}"),
            )


@check("T102")
def missing_source(library: Library) -> Iterator[Problem]:
    """A translated page has a page in the source language: that is where every page begins.

    Bad:  index.en.md without index.vi.md
    Good: index.vi.md and index.en.md
    """
    code = library.source.code
    alone = [
        page for page in library.all_pages() if page.language != code and f"{page.id}.{code}.md" not in library.files
    ]
    misnamed = meant(library) if alone else {}
    for page in alone:
        path = f"{page.id}.{code}.md"
        if path not in misnamed:
            yield Problem(
                page.where,
                say("there is no page in {language} that this translates", language=say(library.source.name)),
                say("create {path}", path=f"{library.root}/{path}"),
            )


@check("T103")
def unstamped_translation(page: Page, library: Library) -> Iterator[Problem]:
    """A translation says which source text it was made from.

    Bad:  no translation in the front matter
    Good: translation:
            source: "1f0c8a2b9d3e"      (courselib stamp writes it)
    """
    source = library.siblings(page).get(library.source.code)
    if source is not None and source is not page and page.stamp is None:
        yield Problem(
            page.where,
            say("the translation does not say what it was made from"),
            _compare(page, source),
        )


@check("T104", silent_beside=(*_SLIPS, "T105"))
def stale_translation(page: Page, library: Library) -> Iterator[Problem]:
    """A translation was made from the text that the source has now.

    Bad:  the Vietnamese changed after the English was made
    Good: the English was compared and stamped again
    """
    source = library.siblings(page).get(library.source.code)
    if source is not None and page.stamp is not None and is_stale(page, source):
        yield Problem(
            page.stamp_where,
            say(
                "the source text has changed since this was made: {then} is now {now}",
                now=source.fingerprint,
                then=page.stamp,
            ),
            _compare(page, source),
            within=(source.where.path, page.where.path),
        )


@check("T105", silent_beside=_SLIPS)
def different_shape(page: Page, library: Library) -> Iterator[Problem]:
    """A translation has the same headings, steps, lists, screens, tables, images and links, in the same order.

    Bad:  three list items in Vietnamese, two in English
    Good: three in both
    """
    source = library.siblings(page).get(library.source.code)
    if source is None or source is page or source.document.shape == page.document.shape:
        return
    theirs, ours = source.document.shape, page.document.shape
    at = next(
        (index for index, pair in enumerate(zip(theirs, ours, strict=False)) if pair[0] != pair[1]),
        min(len(theirs), len(ours)),
    )
    yield Problem(
        Where(page.where.path, _line_of_part(page, at)),
        say("here the source has {wanted}, this page has {found}", wanted=_part(theirs, at), found=_part(ours, at)),
        _same_shape(page, source),
        within=(source.where.path, page.where.path),
        language=page.language,
    )


def _sources(library: Library) -> Iterator[Page]:
    return (page for page in library.all_pages() if page.language == library.source.code)


def _compare(page: Page, source: Page) -> Message:
    """What to do with a translation that may not say what its source says now."""
    return say(
        "compare it with {source}, then type: courselib stamp {page}",
        source=source.where.path,
        page=page.where.path,
    )


def _same_shape(page: Page, source: Page) -> Message:
    """What to do with a translation of other parts; where the source has changed, it is stamped after that."""
    if page.stamp == source.fingerprint:
        return say("give it the same parts in the same order as {source}", source=source.where.path)
    return say(
        "give it the same parts in the same order as {source}, then type: courselib stamp {page}",
        source=source.where.path,
        page=page.where.path,
    )


def _part(shape: Sequence[str], at: int) -> Message:
    """What stands at a place of `Document.shape`, for an editor."""
    match shape[at].split(" ") if at < len(shape) else []:
        case []:
            return say("nothing more")
        case ["heading", level]:
            return say("heading {level}", level=level)
        case ["list", "of", number]:
            return say("list of {number}", number=number)
        case ["numbered", "list", "of", number]:
            return say("numbered list of {number}", number=number)
        case ["table", "row"]:
            return say("table row")
        case ["image"]:
            return say("image")
        case ["link"]:
            return say("link")
        case ["screen"]:
            return say("screen")
        case ["screen", "of", *rows]:
            return say("screen of {rows}", rows=" ".join(rows))
        case ["block"]:
            return say("block")
        case block:
            return say("block {name}", name=" ".join(block[1:]))


def _line_of_part(page: Page, at: int) -> int:
    """Line of the last heading before the part `at` of the shape."""
    count = sum(1 for part in page.document.shape[: at + 1] if part.startswith("heading"))
    headings = page.document.headings
    return headings[count - 1].line if 0 < count <= len(headings) else page.body_line
