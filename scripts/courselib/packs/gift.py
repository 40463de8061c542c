"""Questions in GIFT, a plain text that Moodle and others read: https://docs.moodle.org/en/GIFT_format."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from courselib.packs.bank import about, mark_of, name_of, rests_on, tags_of, taught
from courselib.packs.formats import Workshop, format_of
from courselib.packs.lasting import named_questions
from courselib.packs.volume import Chapter, Question, Scope, Volume
from courselib.packs.xml import one_line

_SPECIAL = re.compile(r"[\\~=#{}:]")
_MARK = re.compile(r"\[(id|tag):")


@format_of("gift", ".txt", (Scope.LESSON, Scope.COURSE))
def gift(volume: Volume, workshop: Workshop, target: Path) -> None:  # noqa: ARG001  # every format is asked alike
    """Write the questions of a volume as GIFT, one category a lesson."""
    blocks = "\n\n".join("\n".join(block) for block in _blocks(volume))
    target.write_bytes(f"{blocks}\n".encode())


def _blocks(volume: Volume) -> Iterator[list[str]]:
    """Blank lines stand between blocks and nowhere else: a blank line ends a question."""
    yield [_comment(line) for line in about(volume)]
    for chapter in volume.chapters:
        if chapter.questions:
            yield [f"$CATEGORY: {category(volume, chapter)}"]
            yield [_comment(line) for line in (chapter.address, *taught(chapter))]
            for name, question in named_questions(chapter):
                yield list(_question(volume, chapter, name, question))
    if volume.statements():
        yield [_comment(volume.words["sources"]), *map(_comment, rests_on(volume.statements()))]


def category(volume: Volume, chapter: Chapter) -> str:
    """The place of a lesson's questions among the categories of Moodle, where `/` in a name is written twice."""
    titles = [volume.site, *([] if volume.scope is Scope.LESSON else [volume.title]), chapter.title]
    return "/".join(("$course$/top", *(one_line(title).replace("/", "//") for title in titles)))


def _question(volume: Volume, chapter: Chapter, name: str, question: Question) -> Iterator[str]:
    tags = "".join(f" [tag:{tag}]" for tag in tags_of(chapter, question))
    yield f"// [id:{mark_of(name, volume.language)}]{tags}"
    yield f"::{_escaped(name_of(question))}::[plain]{_escaped(question.ask)} {{"
    for option in question.options:
        why = f"#{_text(option.why)}" if option.why else ""
        text = option.text.replace("->", "→")  # the signs would make a pair of it, and they can not be escaped
        yield f"\t{'=' if option.correct else '~'}{_text(text)}{why}"
    again = f"{volume.words['pack_read_again']} {chapter.title}, {chapter.address}"
    yield f"\t####{_text(f'{question.right.why} {again}')}"
    yield "}"


def _text(words: str) -> str:
    """Words after a sign: those that look like a format or a weight are told apart by naming their format."""
    escaped = _escaped(words)
    return f"[plain]{escaped}" if escaped.startswith(("[", "%")) else escaped


def _escaped(words: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", one_line(words))


def _comment(line: str) -> str:
    """A comment; what would give the next question an id or a tag is broken up."""
    unmarked = _MARK.sub(r"[\1 :", one_line(line))
    return f"// {unmarked}"
