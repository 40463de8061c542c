"""The pack `moodle`: what a reader of Moodle XML finds in it."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

import packed
from banks import LESSONS, Answer, Asked, asked, digests, hostile, mistaken, paragraphs
from courselib.packs.moodle import moodle
from courselib.packs.volume import LICENCE_URL, Scope, Volume


def made(volume: Volume, folder: Path) -> ElementTree.Element:
    """The pack of a volume."""
    moodle(volume, packed.workshop(), folder / "pack.xml")
    return ElementTree.fromstring((folder / "pack.xml").read_bytes())  # noqa: S314  # just made here


def text(element: ElementTree.Element, path: str) -> str:
    """What stands in an element, which must be there."""
    found = element.find(path)
    assert found is not None, path
    return found.text or ""


def given(root: ElementTree.Element) -> list[Asked]:
    """The questions of a bank, each in the last part of its category."""
    lesson, found = "", []
    for one in root.iterfind("question"):
        if one.get("type") == "category":
            lesson = text(one, "category/text").replace("//", "\0").rpartition("/")[2].replace("\0", "/")
            continue
        assert (one.get("type"), text(one, "single"), text(one, "shuffleanswers")) == ("multichoice", "true", "true")
        answers = []
        for answer in one.iterfind("answer"):
            assert answer.get("format") == "html"
            why = paragraphs(text(answer, "feedback/text"))
            answers.append(
                Answer("".join(paragraphs(text(answer, "text"))), "".join(why), answer.get("fraction") == "100")
            )
        found.append(Asked(lesson, "".join(paragraphs(text(one, "questiontext/text"))), tuple(answers)))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_of_the_library_comes_back(language: str, tmp_path: Path) -> None:
    courses = [one for one in packed.volumes(language) if one.scope is Scope.COURSE]
    assert courses
    for volume in courses:
        assert given(made(volume, tmp_path)) == asked(volume)


@pytest.mark.parametrize("name", LESSONS)
def test_questions_have_marks_tags_and_a_way_back(name: str, tmp_path: Path) -> None:
    volume = packed.volume(name, "vi")
    questions = made(volume, tmp_path).findall("question[@type='multichoice']")
    marks = {text(one, "idnumber") for one in questions}
    assert len(marks) == len(questions) > 0
    assert all(len(one) <= 100 for one in marks)
    codes = {one.code for one in volume.competences()}
    assert all(text(one, "tags/tag/text") in codes for one in questions)
    addresses = [chapter.address for chapter in volume.chapters for _ in chapter.questions]
    assert all(f'"{url}"' in text(one, "generalfeedback/text") for url, one in zip(addresses, questions, strict=True))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_category_says_what_it_is(language: str, tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", language)
    categories = made(volume, tmp_path).findall("question[@type='category']")
    for chapter, category in zip(volume.chapters, categories, strict=True):
        words = "\n".join(paragraphs(text(category, "info/text")))
        for expected in (chapter.title, chapter.summary, volume.address, LICENCE_URL, volume.words["not_official"]):
            assert expected in words
        assert all(f"{one.text} ({one.as_of}) {' '.join(one.sources)}" in words for one in chapter.statements)
        assert all(one.competence.framework in words and one.text in words for one in chapter.outcomes)


@pytest.mark.parametrize("name", LESSONS)
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    volume = hostile(packed.volume(name, "en"))
    assert given(made(volume, tmp_path)) == asked(volume)


def test_a_wrong_key_would_be_noticed(tmp_path: Path) -> None:
    volume = packed.volume(LESSONS[0], "vi")
    assert given(made(mistaken(volume), tmp_path)) != asked(volume)


def test_it_is_the_same_wherever_it_is_made() -> None:
    assert {key: one for key, one in digests("0").items() if "moodle" in key} == {
        key: one for key, one in digests("1").items() if "moodle" in key
    }
