"""What the tools say to an editor: sentences with named places, in English and in the editor's own language.

English stands in the code, where the sentence is used. Every other language has a folder of `messages/`
that gives, for each English sentence, its own. This module imports nothing of ours.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

ENGLISH = "en"
LANGUAGES = (ENGLISH, "vi")
_FOLDER = Path(__file__).resolve().parent / "messages"
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence with named places, and what stands in them. As text it is English."""

    template: str
    values: Mapping[str, object]
    """What stands in the places: text, numbers, dates, or other messages."""

    def __str__(self) -> str:
        return self.in_language(ENGLISH)

    def in_language(self, language: str) -> str:
        """The sentence in one of `LANGUAGES`; English where a translation is missing."""
        template = self.template if language == ENGLISH else sentences(language).get(self.template, self.template)
        values = {
            name: value.in_language(language) if isinstance(value, Message | Listed) else value
            for name, value in self.values.items()
        }
        # Without places it may be a name from a data file, in which a single brace is only a brace.
        return template.format_map(values) if values else template.replace("{{", "{").replace("}}", "}")


@dataclass(frozen=True, slots=True)
class Listed:
    """Things one after the other, the last joined by a word: `a, b or c`."""

    items: tuple[str, ...]
    last: Message
    """What stands between the last two, spaces among it."""

    def __str__(self) -> str:
        return self.in_language(ENGLISH)

    def in_language(self, language: str) -> str:
        """The list in one of `LANGUAGES`."""
        *others, last = self.items
        return self.last.in_language(language).join([", ".join(others), last] if others else [last])


_NOTHING: Mapping[str, object] = MappingProxyType({})


def say(template: str, /, **values: object) -> Message:
    """A sentence for an editor. Braces are places, a brace itself is doubled.

    Example: `say("{name} is there twice", name=key)`.
    """
    return Message(template, values or _NOTHING)


def either(items: Iterable[str]) -> Listed:
    """Some things of which one is meant: `a, b or c`."""
    return Listed(tuple(items), say(" or "))


def environment_language() -> str:
    """The language the environment asks for, English when it asks for none of ours.

    Source of the order: POSIX.1-2024, Base Definitions, chapter 8.2, and before it LANGUAGE, a list, of GNU gettext.
    Unlike there LANGUAGE also counts where the locale is C, so that one variable is enough.
    """
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    wanted = [*os.environ.get("LANGUAGE", "").split(":"), locale]
    return next((one[:2].lower() for one in wanted if one[:2].lower() in LANGUAGES), ENGLISH)


@cache
def sentences(language: str) -> Mapping[str, str]:
    """The sentences of a language by their English, from all files of its folder but `rules.yml`.

    They are part of the program, not content: a preview never changes them, so they are read once.
    """
    found: dict[str, str] = {}
    for file in sorted((_FOLDER / language).glob("*.yml")):
        if file.stem != "rules":
            pairs = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506  # a safe loader
            found.update((pair[ENGLISH], pair[language]) for pair in pairs)
    return found


@cache
def explanations(language: str) -> Mapping[str, str]:
    """What each rule wants, by its code, as `courselib explain` prints it."""
    file = _FOLDER / language / "rules.yml"
    made: dict[str, str] = yaml.load(file.read_text("utf-8"), _Loader)  # noqa: S506  # a safe loader
    return made
