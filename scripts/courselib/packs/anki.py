"""A deck of Anki: what lessons teach, asked again after some days, then after weeks. See https://docs.ankiweb.net.

A card asks one thing: a question of a lesson, what to remember of a lesson, the figures of a fact, the meaning of a
term. A fact without a figure makes no card, for there is nothing to recall; it stands with the sources of its lesson.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import genanki
from markupsafe import Markup

from courselib.packs.archive import write_zip
from courselib.packs.database import same_bytes
from courselib.packs.formats import Workshop, format_of
from courselib.packs.lasting import lasting, named_questions, number
from courselib.packs.pages import sources, xhtml, xml
from courselib.packs.volume import LICENCE_URL, Chapter, Question, Scope, Statement, Volume

_PLAIN = "tex2jax_ignore mathjax_ignore"
"""Classes of words in which no formulas are looked for."""
_STYLE = (Path(__file__).parent / "templates" / "anki.css").read_text("utf-8")
_DAY = 24 * 60 * 60 * 1000
_AMOUNT = re.compile(r"(?:\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?|–)+")
_YEARS = re.compile(r"(?:19|20)\d\d(?:–\d+)?")
_DATE = re.compile(r"(?:\d+ \w+ )?\d{1,2} [A-Z]\w+ (?:19|20)\d\d")
"""A day as it is written in English, perhaps with the number of what was decided on it. Others are one word."""
_ACT = re.compile(r"\d/\d{4}/\w")
"""In the number of a law: who wants to recall what it says does not want to recall its figures."""
_WORD = re.compile(r"\S+")
_EDGES = "“”\"'‘’.,;:!?%"
"""Signs around an amount that stay when it is hidden. A bracket is none of them: `(1)` numbers a list."""
_FIELDS = ("pack_anki_front", "pack_anki_back", "pack_anki_more", "pack_anki_lesson")
"""Keys of the names of the fields, in the order of `_Card`."""


@format_of("anki", ".apkg", (Scope.COURSE, Scope.LIBRARY))
def anki(volume: Volume, workshop: Workshop, target: Path) -> None:
    """A deck a course, and one of the terms."""
    package = genanki.Package(list(_Maker(volume, workshop.settings.base).decks()))
    moment = int(volume.moment.timestamp())
    # Anki names notes by a millisecond: packs of the same day should not name theirs by the same ones.
    first = moment * 1000 + number(volume.language, volume.id) % (_DAY // 2)
    connection = sqlite3.connect(":memory:")
    try:
        package.write_to_db(connection.cursor(), moment, itertools.count(first))
        write_zip(target, (("collection.anki2", same_bytes(connection)), ("media", b"{}")))
    finally:
        connection.close()


@dataclass(frozen=True, slots=True)
class _Card:
    """A card: its name, what it is found under, and its fields as HTML."""

    name: str
    shown: str
    front: Markup
    back: Markup
    more: Markup
    chapter: Chapter | None

    def fields(self) -> list[str]:
        lesson = _link(self.chapter) if self.chapter else Markup()
        # Anki reads sounds and formulas from square brackets.
        return [str(one).replace("[", "&#91;") for one in (self.front, self.back, self.more, lesson)]


class _Maker:
    """Makes the decks of a volume."""

    def __init__(self, volume: Volume, base: str) -> None:
        self.volume = volume
        self.words = volume.words
        self.base = base
        self.chapters = {one.id: one for one in volume.chapters}
        self.first: dict[str, str] = {}
        """By id of a fact: the first lesson that rests on it."""
        for chapter in volume.chapters:
            for statement in chapter.statements:
                self.first.setdefault(statement.id, chapter.id)
        names = [self.words[key] for key in _FIELDS]
        front, back, more, lesson = names
        asked = f'<div class="{_PLAIN}">{{{{{front}}}}}</div>'
        answered = (
            f'<div class="{_PLAIN}">{{{{{front}}}}}<hr id=answer><div class=back>{{{{{back}}}}}</div>'
            f"<div class=more>{{{{{more}}}}}</div>{{{{{lesson}}}}}</div>"
        )
        self.model = genanki.Model(
            self.number("model"),
            f"{volume.site} ({volume.language})",
            fields=[{"name": name} for name in names],
            templates=[{"name": self.words["pack_anki_card"], "qfmt": asked, "afmt": answered}],
            css=_STYLE,
        )

    def number(self, *parts: str) -> int:
        return number(self.base, self.volume.language, *parts)

    def decks(self) -> Iterator[genanki.Deck]:
        """A deck a course: a lesson that stands in several is asked in the first. Then the terms."""
        volume = self.volume
        there: set[str] = set()
        for branch in volume.branches:
            chapters = [one for name in branch.chapters if name not in there and (one := self.chapters.get(name))]
            there.update(one.id for one in chapters)
            if chapters:
                yield self.deck(branch.id, branch.title, (card for one in chapters for card in self.cards(one)))
        if volume.terms:
            yield self.deck("terms", self.words["pack_anki_terms"], self.terms())

    def deck(self, name: str, title: str, cards: Iterable[_Card]) -> genanki.Deck:
        full = "::".join(one.replace("::", ":") for one in (self.volume.site, title))
        deck = genanki.Deck(self.number("deck", name), full, self.about())
        for place, card in enumerate(cards, 1):
            note = genanki.Note(
                self.model,
                card.fields(),
                sort_field=xml(card.shown).unescape(),
                tags=self.tags(card.chapter) if card.chapter else (),
                guid=lasting(self.base, self.volume.language, "card", card.name).hex,
                due=place,
            )
            deck.add_note(note)
        return deck

    def about(self) -> str:
        """What Anki shows above a deck."""
        volume = self.volume
        lines = (
            Markup('%s · <a href="%s">%s</a>') % (xml(volume.shown_day), volume.address, volume.address),
            Markup('%s <a href="%s">%s</a>') % (self.words["licence"], LICENCE_URL, LICENCE_URL),
            xml(self.words["not_official"]),
            xml(f"{self.words['pack_competences']}: {_competences(volume)}"),
        )
        return xml(volume.summary) + Markup("<br>") + Markup("<br>").join(lines)

    def tags(self, chapter: Chapter) -> list[str]:
        group, _, level = chapter.course.partition(" · ")
        codes = sorted({one.competence.code for one in chapter.outcomes})
        competence = _tag(self.words["pack_anki_competence"])
        return [f"{_tag(group)}::{_tag(level)}", *(f"{competence}::{_tag(code)}" for code in codes)]

    def cards(self, chapter: Chapter) -> Iterator[_Card]:
        """The cards of a lesson: a fact that several rest on is asked with the first."""
        for name, question in named_questions(chapter):
            yield self.question(name, question, chapter)
        yield from self.remember(chapter)
        for one in chapter.statements:
            if self.first[one.id] == chapter.id:
                yield from self.figures(one, chapter)

    def question(self, name: str, question: Question, chapter: Chapter) -> _Card:
        right = question.right
        options = Markup().join(Markup("<li>%s</li>") % xml(one.text) for one in question.options)
        wrong = (Markup("<p><b>%s.</b> %s</p>") % (one.letter, xml(one.why)) for one in question.options)
        more = Markup().join(
            shown for shown, one in zip(wrong, question.options, strict=True) if one.why and one != right
        )
        front = _asked(chapter.title, xml(question.ask)) + Markup("<ol type=A>%s</ol>") % options
        back = Markup("<p class=right><b>%s.</b> %s</p><p>%s</p>") % (right.letter, xml(right.text), xml(right.why))
        return _Card(name, question.ask, front, back, more, chapter)

    def remember(self, chapter: Chapter) -> Iterator[_Card]:
        part = next((one for one in chapter.text.html if one.key == "remember"), None)
        if part:
            front = _asked(self.words["pack_anki_remember"], xml(chapter.title))
            more = sources(chapter.statements, self.words) if chapter.statements else Markup()
            yield _Card(f"{chapter.id}/remember", chapter.title, front, xhtml(part.html), more, chapter)

    def figures(self, statement: Statement, chapter: Chapter) -> Iterator[_Card]:
        pieces = list(_pieces(statement.text))
        if any(hidden for _, hidden in pieces) and not _ACT.search(statement.text):
            blank, full = (Markup().join(_shown(*one, whole) for one in pieces) for whole in (False, True))
            front = _asked(self.words["pack_anki_blank"], blank)
            more = Markup("<p>%s: %s</p>") % (xml(statement.as_of), _sources(statement))
            yield _Card(f"fact/{statement.id}", statement.text, front, Markup("<p>%s</p>") % full, more, chapter)

    def terms(self) -> Iterator[_Card]:
        for one in self.volume.terms:
            front = _asked(self.words["pack_anki_term"], xml(one.term))
            yield _Card(f"term/{one.term}", one.term, front, Markup("<p>%s</p>") % xml(one.plain), Markup(), None)


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces, each with whether it is a figure to recall: an amount or a number to ring, not a date."""
    end = 0
    for word in _WORD.finditer(text):
        bare = word[0].strip(_EDGES)
        start = word.start() + word[0].index(bare)
        if _AMOUNT.fullmatch(bare) and not _YEARS.fullmatch(bare) and not _DATE.match(text, start):
            yield text[end:start], False
            yield bare, True
            end = start + len(bare)
    yield text[end:], False


def _shown(text: str, hidden: bool, whole: bool) -> Markup:
    if not hidden:
        return xml(text)
    return Markup("<b class=gap>%s</b>") % (xml(text) if whole else "…")


def _asked(kind: str, ask: Markup) -> Markup:
    return Markup("<p class=kind>%s</p><p class=ask>%s</p>") % (xml(kind), ask)


def _sources(statement: Statement) -> Markup:
    links = (
        Markup('<a href="%s">%s</a>') % (xml(one), xml(urlsplit(one).hostname or one)) for one in statement.sources
    )
    return Markup(" ").join(links)


def _link(chapter: Chapter) -> Markup:
    return Markup('<p class=lesson><a href="%s">%s</a></p>') % (xml(chapter.address), xml(chapter.title))


def _competences(volume: Volume) -> str:
    return "; ".join(f"{one.code} {one.name} ({one.framework})" for one in volume.competences())


def _tag(text: str) -> str:
    """Words as a tag, which has no spaces and no levels of its own."""
    return "_".join(text.replace("::", ":").replace('"', "").split()) or "_"
