"""The pack `anki`: what stands in the database that Anki takes in."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from dataclasses import dataclass, replace
from datetime import timedelta
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import packed
from banks import HOSTILE, hostile, mistaken
from courselib.packs.anki import anki
from courselib.packs.volume import LICENCE_URL, Chapter, Term, Volume
from packs_again import again

COURSES = [("library", "vi"), ("library", "en"), ("citizens/basic", "vi"), ("trainers/basic", "en")]


@dataclass(frozen=True)
class Note:
    """A note as it is stored, its fields as words."""

    guid: str
    id: int
    deck: str
    tags: tuple[str, ...]
    front: str
    back: str
    more: str
    lesson: str
    html: str


@dataclass(frozen=True)
class Deck:
    """What a pack holds."""

    notes: tuple[Note, ...]
    decks: dict[int, dict[str, Any]]
    model: dict[str, Any]
    changed: int

    def of(self, deck: str) -> list[Note]:
        return [one for one in self.notes if one.deck.endswith(deck)]


class Words(HTMLParser):
    """Words of a field, by which no card may do anything."""

    def __init__(self) -> None:
        super().__init__()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "b", "ol", "ul", "li", "a", "strong", "em", "section", "h2", "small", "br"), tag
        assert not [name for name, _ in attrs if name.startswith("on")]
        self.words += " "

    def handle_data(self, data: str) -> None:
        self.words += data


def words(html: str) -> str:
    reader = Words()
    reader.feed(html)
    reader.close()
    return plain(reader.words)


def plain(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x08\x0b-\x1f]", "", text).split())


def made(volume: Volume, folder: Path) -> Deck:
    """The pack of a volume, read back."""
    anki(volume, packed.workshop(), folder / "pack.apkg")
    with zipfile.ZipFile(folder / "pack.apkg") as archive:
        assert json.loads(archive.read("media")) == {}
        connection = sqlite3.connect(":memory:")
        connection.deserialize(archive.read("collection.anki2"))
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    decks, models = map(json.loads, connection.execute("SELECT decks, models FROM col").fetchone())
    ((number, model),) = models.items()
    rows = connection.execute(
        "SELECT guid, n.id, mid, did, ord, tags, flds, n.mod FROM notes n JOIN cards ON nid = n.id ORDER BY due, n.id"
    ).fetchall()
    changed = {row[-1] for row in rows}
    connection.close()
    notes = []
    for guid, name, mid, deck, place, tags, fields, _ in rows:
        assert (str(mid), place, len(fields.split("\x1f"))) == (number, 0, 4)
        front, back, more, lesson = map(words, fields.split("\x1f"))
        name_of_deck = decks[str(deck)]["name"]
        notes.append(Note(guid, name, name_of_deck, tuple(tags.split()), front, back, more, lesson, fields))
    return Deck(tuple(notes), {int(key): one for key, one in decks.items()}, model, changed.pop())


def expected(chapter: Chapter) -> list[tuple[str, str, str]]:
    """The sides of the cards of a lesson's questions."""
    return [
        (
            plain(" ".join((chapter.title, question.ask, *(one.text for one in question.options)))),
            plain(f"{question.right.letter}. {question.right.text} {question.right.why}"),
            plain(" ".join(f"{one.letter}. {one.why}" for one in question.options if not one.correct)),
        )
        for question in chapter.questions
    ]


def asked(deck: Deck, chapter: Chapter) -> list[tuple[str, str, str]]:
    """What a deck asks of them."""
    fronts = {plain(f"{chapter.title} {one.ask}") for one in chapter.questions}
    return [(one.front, one.back, one.more) for one in deck.notes if one.front.startswith(tuple(fronts))]


@pytest.mark.parametrize(("name", "language"), COURSES)
def test_every_question_is_a_card(name: str, language: str, tmp_path: Path) -> None:
    volume = packed.volume(name, language)
    deck = made(volume, tmp_path)
    assert volume.chapters
    for chapter in volume.chapters:
        assert asked(deck, chapter) == expected(chapter)
        assert asked(deck, chapter)


@pytest.mark.parametrize(("name", "language"), COURSES)
def test_each_lesson_asks_what_to_remember_with_its_sources(name: str, language: str, tmp_path: Path) -> None:
    volume = packed.volume(name, language)
    fronts = {one.front: one for one in made(volume, tmp_path).notes}
    for chapter in volume.chapters:
        note = fronts[plain(f"{volume.words['pack_anki_remember']} {chapter.title}")]
        part = next(one for one in chapter.text.html if one.key == "remember")
        assert note.back == words(part.html)
        assert all(plain(one.text) in note.more and one.as_of in note.more for one in chapter.statements)
        assert all(f'href="{escape(url)}"' in note.html for one in chapter.statements for url in one.sources)
        assert note.lesson == plain(chapter.title)


def test_figures_are_hidden_and_dates_are_not(tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", "en")
    lesson = volume.chapters[0]
    fact = lesson.statements[0]
    texts = (
        ("From 1 January 2026 transfers above VND 10 million need a face.", "10"),
        ("Call 113, 1800.1091 or “115”: 2.5–3 minutes, 90%.", "113 1800.1091 115 2.5–3 90"),
        ("Since 2024 (15/6/2024, 2024–2025) version 2.2.6 (1) is G2.", ""),
        ("Under Decree 69/2024/NĐ-CP there are 2 levels.", ""),
    )
    for text, hidden in texts:
        chapter = replace(lesson, statements=(replace(fact, text=text),))
        notes = made(replace(volume, chapters=(chapter,)), tmp_path).notes
        cards = [one for one in notes if one.front.startswith(volume.words["pack_anki_blank"])]
        assert [re.findall("<b class=gap>([^<…]+)</b>", one.html) for one in cards] == (
            [hidden.split()] if hidden else []
        )
        assert all(re.sub(" ", "", one.back) == re.sub(" ", "", text) for one in cards)


@pytest.mark.parametrize(("name", "language"), COURSES)
def test_terms_are_those_that_lessons_use(name: str, language: str, tmp_path: Path) -> None:
    volume = packed.volume(name, language)
    found = made(volume, tmp_path).of(volume.words["pack_anki_terms"])
    assert [(one.front, one.back) for one in found] == [
        (plain(f"{volume.words['pack_anki_term']} {one.term}"), plain(one.plain)) for one in volume.terms
    ]
    assert found


def test_a_lesson_uses_some_terms_and_not_others() -> None:
    terms = {one.term for one in packed.volume("citizens/basic/fake-police-call", "vi").terms}
    assert "mã OTP" in terms
    assert "Mặt trận Tổ quốc" not in terms


@pytest.mark.parametrize(("name", "language"), COURSES)
def test_each_deck_says_what_it_is(name: str, language: str, tmp_path: Path) -> None:
    volume = packed.volume(name, language)
    deck = made(volume, tmp_path)
    used = [one for one in deck.decks.values() if one["name"] in {note.deck for note in deck.notes}]
    assert {one["name"].split("::")[0] for one in used} == {volume.site}
    for one in used:
        said = [volume.shown_day, volume.address, LICENCE_URL, volume.words["not_official"], volume.summary]
        said += [word for taught in volume.competences() for word in (taught.code, taught.name, taught.framework)]
        assert [word for word in said if plain(word) not in words(one["desc"])] == []
    assert [one["name"] for one in deck.model["flds"]] == [
        volume.words[f"pack_anki_{key}"] for key in ("front", "back", "more", "lesson")
    ]


def test_tags_name_group_level_and_competences(tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", "en")
    notes = made(volume, tmp_path).of(volume.title)
    codes = {f"competence::{one.code}" for one in volume.competences()}
    assert {tag for one in notes for tag in one.tags} == {"Citizens::Basic", *codes}


def test_names_last_and_packs_share_only_what_is_the_same(tmp_path: Path) -> None:
    course, english = (packed.volume("citizens/basic", one) for one in ("vi", "en"))
    first, _, *others = course.chapters
    newer = replace(course, day=course.day + timedelta(days=3), chapters=(mistaken(course).chapters[0], *others))
    old, new, whole = (made(one, tmp_path) for one in (course, newer, packed.volume("library", "vi")))
    names = {one.guid for one in old.notes}
    assert len(names) == len(old.notes)
    assert {one.guid for one in new.notes} <= names <= {one.guid for one in whole.notes}
    assert old.changed < new.changed
    assert asked(old, first) != asked(new, first)
    other = made(english, tmp_path)
    assert not {one.guid for one in other.notes} & names
    assert not {one.id for one in other.notes} & {one.id for one in old.notes}
    assert other.model["id"] != old.model["id"]


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    volume = hostile(packed.volume("citizens/basic", "en"))
    volume = replace(volume, terms=(Term(f"a {HOSTILE}", f"[latex]{HOSTILE}[sound:x.mp3]"),))
    deck = made(volume, tmp_path)
    for chapter in volume.chapters:
        assert asked(deck, chapter) == expected(chapter)
    assert not [one for one in deck.notes if "[" in one.html or "\x01" in one.html]
    assert [one.back for one in deck.of(volume.words["pack_anki_terms"])] == [plain(volume.terms[0].plain)]


@pytest.mark.parametrize(("name", "language"), [("library", "vi"), ("citizens/basic", "en")])
def test_another_process_makes_the_same_bytes(name: str, language: str, tmp_path: Path) -> None:
    anki(packed.volume(name, language), packed.workshop(), tmp_path / "pack.apkg")
    assert again("anki", name, language, tmp_path) == (tmp_path / "pack.apkg").read_bytes()
