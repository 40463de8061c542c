"""The pack `gift`: what a parser of the format reads from it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

import packed
from banks import LESSONS, Answer, Asked, asked, digests, hostile, mistaken
from courselib.packs.gift import gift
from courselib.packs.volume import LICENCE_URL, Scope, Volume
from courselib.packs.xml import one_line

_PARSE = """
const parsed = require("gift-pegjs").parse(require("fs").readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(parsed));
"""


def read(text: str) -> list[dict[str, Any]]:
    """What `gift-pegjs` makes of a file."""
    here = Path(__file__).resolve().parent
    done = subprocess.run(["node", "-e", _PARSE], input=text, capture_output=True, text=True, check=True, cwd=here)
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def given(parsed: list[dict[str, Any]]) -> list[Asked]:
    """The questions of a file, each in the last part of its category."""
    lesson, found = "", []
    for one in parsed:
        if one["type"] == "Category":
            lesson = one["title"].replace("//", "\0").rpartition("/")[2].replace("\0", "/")
            continue
        assert one["type"] == "MC"
        assert one["stem"]["format"] == "plain"
        assert not one["hasEmbeddedAnswers"]
        answers = []
        for choice in one["choices"]:
            assert choice["weight"] is None
            why = choice["feedback"] or {"text": "", "format": "plain"}
            assert (choice["text"]["format"], why["format"]) == ("plain", "plain")
            answers.append(Answer(choice["text"]["text"], why["text"], choice["isCorrect"]))
        found.append(Asked(lesson, one["stem"]["text"], tuple(answers)))
    return found


def made(volume: Volume, folder: Path) -> str:
    """The pack of a volume."""
    gift(volume, packed.workshop(), folder / "pack.txt")
    return (folder / "pack.txt").read_text("utf-8")


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_of_the_library_comes_back(language: str, tmp_path: Path) -> None:
    courses = [one for one in packed.volumes(language) if one.scope is Scope.COURSE]
    assert courses
    for volume in courses:
        assert given(read(made(volume, tmp_path))) == asked(volume)


@pytest.mark.parametrize("name", LESSONS)
def test_questions_have_marks_tags_and_a_way_back(name: str, tmp_path: Path) -> None:
    volume = packed.volume(name, "vi")
    questions = [one for one in read(made(volume, tmp_path)) if one["type"] == "MC"]
    assert len({one["id"] for one in questions}) == len(questions) > 0
    codes = {one.code for one in volume.competences()}
    assert all(one["tags"][0] in codes for one in questions)
    addresses = [chapter.address for chapter in volume.chapters for _ in chapter.questions]
    assert all(url in one["globalFeedback"]["text"] for url, one in zip(addresses, questions, strict=True))


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_says_what_it_is(language: str, tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", language)
    text = made(volume, tmp_path)
    words = volume.words
    for expected in (volume.title, volume.site, volume.address, LICENCE_URL, volume.shown_day, words["not_official"]):
        assert expected in text
    for one in volume.statements():
        assert f"// {one.text} ({one.as_of}) {' '.join(one.sources)}\n" in text
    for competence in volume.competences():
        assert f"({competence.code} {competence.name}, {competence.framework})" in text


@pytest.mark.parametrize("name", LESSONS)
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    volume = hostile(packed.volume(name, "en"))
    text = made(volume, tmp_path)
    parsed = read(text)
    expected = [
        one._replace(answers=tuple(answer._replace(text=answer.text.replace("->", "→")) for answer in one.answers))
        for one in asked(volume)
    ]
    assert given(parsed) == expected
    questions = [one for one in parsed if one["type"] == "MC"]
    assert not any(one["id"] == "x" or "y" in one["tags"] for one in questions)
    assert questions[0]["title"].startswith(f"1. {one_line(volume.chapters[0].questions[0].ask)[:50]}")
    assert "\x01" not in text


def test_a_wrong_key_would_be_noticed(tmp_path: Path) -> None:
    volume = packed.volume(LESSONS[0], "vi")
    assert given(read(made(mistaken(volume), tmp_path))) != asked(volume)


def test_it_is_the_same_wherever_it_is_made() -> None:
    assert {key: one for key, one in digests("0").items() if "gift" in key} == {
        key: one for key, one in digests("1").items() if "gift" in key
    }
