"""All topics from A to Z: titles and tasks in the order of the alphabet, cut into pages when they are many."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from courselib.vietnamese import fold

Thing = TypeVar("Thing")

ON_A_PAGE = 350
"""Topics on one page, at most; the build weighs whether that keeps to the budget of a page."""


@dataclass(frozen=True, slots=True)
class Topic:
    """A title or a task, and where it leads."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """Topics that stand on one page, in order."""

    topics: tuple[Topic, ...]

    @property
    def name(self) -> str:
        """What it holds: `A – Chọn`."""
        first, last = (one.text.split()[0].strip('"“”,.:?!') for one in (self.topics[0], self.topics[-1]))
        return first if first == last else f"{first} – {last}"


def letter(text: str) -> str:
    """The letter that words stand under: marks are left out, Đ is a letter of its own."""
    first = next((one for one in text if one.isalnum()), "#").upper()
    return first if first == "Đ" else fold(first).upper()


def in_alphabet(things: Iterable[Thing], key: Callable[[Thing], str]) -> list[Thing]:
    """Things in the order of the Vietnamese alphabet, by their words."""
    return sorted(things, key=lambda one: _order(key(one)))


def chapters(topics: Sequence[Topic]) -> list[Chapter]:
    """The topics in alphabetical order, cut into pages of about `ON_A_PAGE`."""
    ordered = in_alphabet(dict.fromkeys(topics), key=lambda topic: topic.text)
    count = max(1, -(-len(ordered) // ON_A_PAGE))
    size = -(-len(ordered) // count) or 1
    return [Chapter(tuple(ordered[at : at + size])) for at in range(0, len(ordered), size)]


def _order(text: str) -> tuple[str, str]:
    """The Vietnamese alphabet as most readers look words up: đ after d, marks only between equals."""
    words = text.casefold().strip('"“”')
    return fold(words.replace("đ", "d~")), words
