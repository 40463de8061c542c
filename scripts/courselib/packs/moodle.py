"""Questions for the question bank of Moodle, as its XML: https://docs.moodle.org/en/Moodle_XML_format."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from xml.etree.ElementTree import Element

from courselib.packs.bank import about, mark_of, name_of, tags_of, taught
from courselib.packs.formats import Workshop, format_of
from courselib.packs.gift import category
from courselib.packs.lasting import named_questions
from courselib.packs.volume import Chapter, Option, Question, Scope, Volume
from courselib.packs.xml import document, node, one_line


@format_of("moodle", ".xml", (Scope.LESSON, Scope.COURSE))
def moodle(volume: Volume, workshop: Workshop, target: Path) -> None:  # noqa: ARG001  # every format is asked alike
    """Write the questions of a volume as Moodle XML, one category a lesson."""
    target.write_bytes(document(node("quiz", *_entries(volume))))


def _entries(volume: Volume) -> Iterator[Element]:
    for chapter in volume.chapters:
        if chapter.questions:
            yield _category(volume, chapter)
            for name, question in named_questions(chapter):
                yield _question(volume, chapter, name, question)


def _category(volume: Volume, chapter: Chapter) -> Element:
    return node(
        "question",
        node("category", node("text", category(volume, chapter))),
        _html("info", _info(volume, chapter)),
        node("idnumber", mark_of(chapter.id, volume.language)),
        type="category",
    )


def _info(volume: Volume, chapter: Chapter) -> str:
    """What a category says of itself: the lesson, what it teaches, its sources, the licence."""
    words = volume.words
    link = f"<p><a href={_quoted(chapter.address)}>{_escaped(chapter.title)}</a>. {_escaped(chapter.summary)}</p>"
    outcomes = "".join(f"<li>{_escaped(line)}</li>" for line in taught(chapter))
    taking = f"<p>{_escaped(words['outcomes_teacher'])}</p><ul>{outcomes}</ul>" if outcomes else ""
    facts = "".join(
        f"<li>{_escaped(f'{one.text} ({one.as_of})')} {' '.join(map(_link, one.sources))}</li>"
        for one in chapter.statements
    )
    sources = f"<p>{_escaped(words['sources'])}</p><ul>{facts}</ul>" if facts else ""
    return link + taking + sources + "".join(f"<p>{_escaped(line)}</p>" for line in about(volume))


def _question(volume: Volume, chapter: Chapter, name: str, question: Question) -> Element:
    words = volume.words
    title = f"<a href={_quoted(chapter.address)}>{_escaped(chapter.title)}</a>"
    why = f"<p>{_escaped(question.right.why)}</p>" if question.right.why else ""
    return node(
        "question",
        node("name", node("text", name_of(question))),
        _html("questiontext", f"<p>{_escaped(question.ask)}</p>"),
        _html("generalfeedback", f"{why}<p>{_escaped(words['pack_read_again'])} {title}</p>"),
        node("defaultgrade", "1"),
        node("penalty", "0.3333333"),
        node("hidden", "0"),
        node("idnumber", mark_of(name, volume.language)),
        node("single", "true"),
        node("shuffleanswers", "true"),
        node("answernumbering", "ABCD"),
        node("showstandardinstruction", "0"),
        _html("correctfeedback", f"<p>{_escaped(words['right'])}</p>"),
        _html("partiallycorrectfeedback", ""),
        _html("incorrectfeedback", f"<p>{_escaped(words['wrong'])}</p>"),
        *map(_answer, question.options),
        node("tags", *(node("tag", node("text", tag)) for tag in tags_of(chapter, question))),
        type="multichoice",
    )


def _answer(option: Option) -> Element:
    why = f"<p>{_escaped(option.why)}</p>" if option.why else ""
    return node(
        "answer",
        node("text", f"<p>{_escaped(option.text)}</p>"),
        _html("feedback", why),
        fraction="100" if option.correct else "0",
        format="html",
    )


def _html(name: str, html: str) -> Element:
    return node(name, node("text", html), format="html")


def _link(address: str) -> str:
    return f"<a href={_quoted(address)}>{_escaped(address)}</a>"


def _escaped(words: str) -> str:
    return escape(one_line(words), quote=False)


def _quoted(address: str) -> str:
    return f'"{escape(one_line(address))}"'
