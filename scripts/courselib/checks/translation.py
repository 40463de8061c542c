"""Does every language say the same?"""

from __future__ import annotations

from collections.abc import Iterator

from courselib.checks import check
from courselib.coverage import is_stale
from courselib.finding import Problem
from courselib.model import Library, Page, Where

_SLIPS = ("A", "D", "K", "L", "P", "S", "X")
"""What is wrong with a source page itself: mend that first, then look at its translation."""


@check("T101")
def missing_translation(library: Library) -> Iterator[Problem]:
    """A page of the source language stands in every other language too.

    Bad:  index.vi.md without index.en.md
    Good: index.vi.md and index.en.md
    """
    there = set(library.files)
    for page in _sources(library):
        for language in library.translations:
            if not {f"{page.id}.{language.code}.md", f"{page.id}.md"} & there:
                yield Problem(
                    page.where,
                    f"the page is not there in {language.name}",
                    f"create {library.root}/{page.id}.{language.code}.md",
                )


@check("T102", silent_beside=("S103",))
def missing_source(library: Library) -> Iterator[Problem]:
    """A translated page has a page in the source language: that is where every page begins.

    Bad:  index.en.md without index.vi.md
    Good: index.vi.md and index.en.md
    """
    code, there = library.source.code, set(library.files)
    for page in library.all_pages():
        if page.language != code and f"{page.id}.{code}.md" not in there:
            yield Problem(
                page.where,
                f"there is no page in {library.source.name} that this translates",
                f"create {library.root}/{page.id}.{code}.md",
                within=(page.where.path.rpartition("/")[0] + "/",),
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
            "the translation does not say what it was made from",
            f"compare it with {source.where.path}, then type: courselib stamp {page.where.path}",
        )


@check("T104", silent_beside=_SLIPS)
def stale_translation(page: Page, library: Library) -> Iterator[Problem]:
    """A translation was made from the text that the source has now.

    Bad:  the Vietnamese changed after the English was made
    Good: the English was compared and stamped again
    """
    source = library.siblings(page).get(library.source.code)
    if source is not None and page.stamp is not None and is_stale(page, source):
        yield Problem(
            page.stamp_where,
            f"the source is now {source.fingerprint}, this was made from {page.stamp}",
            f"compare it with {source.where.path}, then type: courselib stamp {page.where.path}",
            within=(source.where.path,),
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
    wanted = theirs[at] if at < len(theirs) else "nothing more"
    found = ours[at] if at < len(ours) else "nothing more"
    yield Problem(
        Where(page.where.path, _line_of_part(page, at)),
        f"here the source has {wanted}, this page has {found}",
        f"give it the same parts in the same order as {source.where.path}",
        within=(source.where.path, page.where.path),
    )


def _sources(library: Library) -> Iterator[Page]:
    return (page for page in library.all_pages() if page.language == library.source.code)


def _line_of_part(page: Page, at: int) -> int:
    """Line of the last heading before the part `at` of the shape."""
    count = sum(1 for part in page.document.shape[: at + 1] if part.startswith("heading"))
    headings = page.document.headings
    return headings[count - 1].line if 0 < count <= len(headings) else page.body_line
