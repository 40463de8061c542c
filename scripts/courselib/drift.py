"""Translations that are behind their source, what readers meet most and what changed most first."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from courselib.catalogue import linked
from courselib.coverage import is_stale
from courselib.history import History, Version
from courselib.load_lesson import fingerprint_of
from courselib.model import Language, Library, Page


@dataclass(frozen=True, slots=True)
class Behind:
    """A translation that does not say what its source says now."""

    source: Page
    language: Language
    page: Page | None
    """The translation; None while there is none."""
    doors: int
    """Places of the library that lead to the page. Readers are not counted, so this stands for how many come."""
    before: Version | None
    """The source that the translation was made from, where git remembers it."""
    text: str
    """The source now."""

    @property
    def diff(self) -> tuple[str, ...]:
        """What changed in the source since, as a unified diff without its head; empty when that is not known."""
        if self.before is None:
            return ()
        lines = difflib.unified_diff(self.before.text.splitlines(), self.text.splitlines(), n=1, lineterm="")
        return tuple(lines)[2:]

    @property
    def changed(self) -> int:
        """Lines of the source that were taken out or put in; all of them when that is not known."""
        if self.before is None:
            return self.text.count("\n")
        return sum(line.startswith(("+", "-")) for line in self.diff)


def behind(library: Library, history: History | None) -> list[Behind]:
    """The translations in focus that are missing or stale.

    Args:
        library: what was loaded.
        history: the repository around it, if there is one.

    """
    doors = _doors(library)
    found = [_behind(page, language, library, doors, history) for page, language in _stale(library)]
    return sorted(found, key=lambda one: (-one.doors, -one.changed, one.source.id, one.language.code))


def _stale(library: Library) -> Iterator[tuple[Page, Language]]:
    """Each source page with each language in which it is missing or stale."""
    for source in library.all_pages():
        if source.language == library.source.code:
            pages = library.siblings(source)
            for language in library.translations:
                page = pages.get(language.code)
                there = f"{source.id}.{language.code}.md" in library.files
                # One that is there and can not be read is for a check to name.
                if not (there or language.growing) if page is None else is_stale(page, source):
                    yield source, language


def _behind(source: Page, language: Language, library: Library, doors: Counter[str], history: History | None) -> Behind:
    page = library.siblings(source).get(language.code)
    before = None
    if history and page and page.stamp:
        versions = history.versions(source.where.path)
        before = next((one for one in versions if fingerprint_of(one.text) == page.stamp), None)
    with open(source.where.path, encoding="utf-8-sig") as file:
        text = file.read()
    return Behind(source, language, page, doors[source.id], before, text)


def _doors(library: Library) -> Counter[str]:
    """How many places of the library lead to each page: lists, requirements, links."""
    found: Counter[str] = Counter()
    door = library.front_door
    listed = [ref.target for course in library.courses.values() for ref in course.lessons]
    listed += [ref.target for ref in (*door.troubles, *door.tasks)]
    listed += [stop.lesson.target for path in library.paths.values() for stop in path.stops]
    listed += [target for card in library.catalogue.values() for target in card.requires]
    for lesson in listed:
        found[f"{lesson}/index"] += 1
    for lesson in library.catalogue:
        found[f"{lesson}/teacher"] += 1
    for card in library.catalogue.values():
        found.update(card.links)
    for languages in library.pages.values():
        found.update(linked(languages.get(library.source.code)))
    # The head of every page leads to these.
    for name in ("index", door.emergency.target if door.emergency else "index"):
        found[name] += len(library.catalogue)
    return found
