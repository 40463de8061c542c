"""Practice tests: what is drawn, on the site and on paper."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import lxml.html
import pytest

import packed
from courselib.model import Library
from courselib.packs.formats import formats
from courselib.packs.volume import Volume
from courselib.practice import Drawn, page_of, versions

GROUPS = ("citizens", "students", "officials", "workers")
COURSE = "citizens/basic"


@pytest.fixture(params=GROUPS)
def course(request: pytest.FixtureRequest) -> str:
    """Each course that has a practice test."""
    return f"{request.param}/basic"


def drawn_for(course: str, library: Library) -> tuple[tuple[Drawn, ...], ...]:
    return versions(library.courses[course], library)


def test_each_version_asks_one_question_for_each_competence(course: str, library: Library) -> None:
    owed = library.required[course].competences
    for drawn in drawn_for(course, library):
        assert [one.competence for one in drawn] == list(owed)
        for one in drawn:
            outcome = next(each for each in one.lesson.outcomes if each.id == one.question.outcome)
            assert outcome.competence == one.competence


def test_versions_share_no_question(course: str, library: Library) -> None:
    asked = [one.question.where for drawn in drawn_for(course, library) for one in drawn]
    assert len(asked) == len(set(asked))


def test_lessons_written_for_the_course_are_asked_before_borrowed_ones(course: str, library: Library) -> None:
    own: Counter[str] = Counter()
    for lesson in library.lessons.values():
        if lesson.course == course:
            codes = {one.id: one.competence for one in lesson.outcomes}
            own.update({codes[question.outcome] for question in lesson.questions})
    first, _ = drawn_for(course, library)
    assert {one.competence for one in first if one.lesson.course == course} == set(own)


def test_what_a_course_does_not_teach_is_not_asked(library: Library) -> None:
    course = library.courses["trainers/basic"]
    taught = {
        outcome.competence
        for ref in course.lessons
        for outcome in library.lessons[ref.target].outcomes
        if any(question.outcome == outcome.id for question in library.lessons[ref.target].questions)
    }
    first, _ = versions(course, library)
    assert {one.competence for one in first} == taught


@pytest.mark.parametrize("code", ["vi", "en"])
@pytest.mark.parametrize("number", [1, 2])
def test_the_page_has_its_version_and_what_to_read_next(
    course: str, code: str, number: int, library: Library, site: Path
) -> None:
    drawn = drawn_for(course, library)[number - 1]
    folder = site if code == "vi" else site / code
    name = page_of(course) + ("" if number == 1 else f"-{number}")
    tree = lxml.html.document_fromstring((folder / f"{name}.html").read_text("utf-8"))
    asked = [" ".join(one.text_content().split()) for one in tree.find_class("ask")]
    assert len(asked) == len(drawn)
    for at, (shown, one) in enumerate(zip(asked, drawn, strict=True), 1):
        assert re.sub("[“”]", '"', shown) == f"{at}. {' '.join(one.question.ask[code].split())}"
    assert len(tree.find_class("yes")) == len(drawn)
    again = {}
    for item in tree.xpath("//ul[@class='topics']/li"):
        numbers, _, title = item.text_content().strip().partition(": ")
        for at in numbers.split(", "):
            again[int(at)] = title
    assert again == {at: re.sub('"', "", one.lesson.pages[code].title) for at, one in enumerate(drawn, 1)}, (
        "each question leads to the lesson that answers it"
    )
    assert "VNeID" in tree.find_class("notice")[0].text_content()
    (other,) = tree.xpath("//ul[@class='rows']//a/@href")
    assert (folder / course / other).is_file()


def test_the_course_leads_to_its_practice_test(course: str, site: Path) -> None:
    assert 'href="practice.html"' in (site / course / "index.html").read_text("utf-8")


def test_a_course_without_the_page_has_no_test(site: Path) -> None:
    assert not list((site / "trainers/basic").glob("practice*"))
    assert "practice" not in (site / "trainers/basic/index.html").read_text("utf-8")
    assert not formats()["practice"].fits(packed.volume("trainers/basic", "vi"))


def lines_of(volume: Volume, folder: Path) -> str:
    target = folder / "practice.pdf"
    formats()["practice"].make(volume, packed.workshop(), target)
    read = ["pdftotext", "-layout", "-enc", "UTF-8", str(target), "-"]
    return " ".join(subprocess.run(read, capture_output=True, check=True).stdout.decode().split())


@pytest.mark.parametrize("code", ["vi", "en"])
def test_on_paper_the_questions_come_before_the_keys(code: str, library: Library, tmp_path: Path) -> None:
    volume = packed.volume(COURSE, code)
    assert volume.practice
    said = lines_of(volume, tmp_path)
    before = 0
    for test, drawn in zip(volume.practice.tests, drawn_for(COURSE, library), strict=True):
        for question, one in zip(test.questions, drawn, strict=True):
            assert question.right.text in said
            assert one.question.ask[code].replace('"', "") in re.sub("[“”]", "", said)
        before = max(before, said.index(test.questions[-1].options[-1].text))
    keys = [said.index(f"{volume.words['pack_key']}: {test.name}") for test in volume.practice.tests]
    assert before < min(keys)
    assert said.count(volume.words["practice_only"]) == len(volume.practice.tests)
    for test, start in zip(volume.practice.tests, keys, strict=True):
        for question, lesson in zip(test.questions, test.lessons, strict=True):
            row = f"{question.number} {question.right.letter} {lesson}"
            assert row in said[start:], row
