"""How far each language has come: pages that are there, those that say what the source says now, and other words."""

from __future__ import annotations

from dataclasses import dataclass

from courselib.coverage import is_stale
from courselib.model import Language, Library


@dataclass(frozen=True, slots=True)
class Standing:
    """One language of the library."""

    language: Language
    pages: int
    """Pages there are in the source language."""
    there: int
    """Those of them that are there in this language."""
    fresh: int
    """Those of them that were made from the text the source has now."""
    texts: int
    """Words by language outside of pages: of the interface, facts, glossary, questions and so on."""
    written: int
    """Those of them that are there in this language."""


def standings(library: Library) -> list[Standing]:
    """Every language of the library, the source language first."""
    sources = [page for page in library.all_pages() if page.language == library.source.code]
    texts = list(library.texts())
    found = []
    for language in library.languages:
        pairs = [(source, library.siblings(source).get(language.code)) for source in sources]
        there = [(source, page) for source, page in pairs if page is not None]
        fresh = sum(not is_stale(page, source) for source, page in there)
        written = sum(language.code in text for text in texts)
        found.append(Standing(language, len(sources), len(there), fresh, len(texts), written))
    return found
