"""Terms of the glossary in the words of a page: the first time one is used, it leads to its explanation."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from courselib.model import Term
from courselib.vietnamese import slug

_TAG = re.compile(r"(<[^>]*>)")
_ELEMENT = re.compile(r"</?([a-z0-9]+)")
_ASIDE = re.compile(r" ?\([^)]*\)")
_NOT_IN = frozenset(("a", "code", "figure", "h2", "h3", "h4", "pre"))
"""Elements whose words stay as they are: a link can not hold another, a heading and a screen are looked at."""
_SHORT = 4
"""Letters of a part of a term that is too short to stand for it: of "phí, lệ phí" only the whole is looked for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in one language."""

    id: str
    """Anchor on the page of the glossary, the same in all languages."""
    term: str
    plain: str


def entries(terms: Sequence[Term], source: str, code: str) -> tuple[Entry, ...]:
    """The terms in one language, in their order.

    Args:
        terms: the glossary.
        source: code of the language that anchors are made of.
        code: code of the language to show.

    """
    seen: dict[str, int] = {}
    made = []
    for one in terms:
        name = slug(one.term[source])
        seen[name] = seen.get(name, 0) + 1
        made.append(Entry(name if seen[name] == 1 else f"{name}-{seen[name]}", one.term[code], one.plain[code]))
    return tuple(made)


class Linker:
    """Finds the first use of each term in the HTML of a page."""

    def __init__(self, terms: Sequence[Entry]) -> None:
        self._ids: dict[str, str] = {}
        for entry in terms:
            for form in _forms(entry.term):
                self._ids.setdefault(form, entry.id)
        longest_first = sorted(self._ids, key=len, reverse=True)
        words = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in longest_first)
        self._pattern = re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE) if words else None

    def linked(self, parts: Sequence[str], page: str) -> list[str]:
        """The same HTML, in which the first use of each term is a link.

        Args:
            parts: pieces of one page, in order.
            page: address of the glossary.

        """
        pattern = self._pattern
        if pattern is None:
            return list(parts)
        seen: set[str] = set()

        def link(match: re.Match[str]) -> str:
            name = self._ids[" ".join(match[0].lower().split())]
            if name in seen:
                return match[0]
            seen.add(name)
            return f'<a class=term href="{page}#{name}">{match[0]}</a>'

        return ["".join(_words_replaced(html, pattern, link)) for html in parts]


def _words_replaced(html: str, pattern: re.Pattern[str], link: Callable[[re.Match[str]], str]) -> Iterator[str]:
    inside = 0
    for at, piece in enumerate(_TAG.split(html)):
        if at % 2:
            element = _ELEMENT.match(piece)
            if element and element[1] in _NOT_IN:
                inside += -1 if piece.startswith("</") else 1
            yield piece
        else:
            yield piece if inside else pattern.sub(link, piece)


def _forms(term: str) -> Iterator[str]:
    """What stands for a term in a text: without what explains it, and each of several that share an entry."""
    whole = _ASIDE.sub("", term).strip().lower()
    yield whole
    parts = [one.strip() for one in whole.split(",")]
    if len(parts) > 1 and all(len(one) > _SHORT for one in parts):
        yield from parts
