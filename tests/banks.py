"""What the tests of question banks share: what each must give back, words that attack, packs of other processes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from typing import NamedTuple

from conftest import ROOT
from courselib.packs.volume import Volume
from courselib.packs.xml import one_line

HOSTILE = "</script><b>&\"'{}\\#~=:: %50% [html] -> //\n $CATEGORY: ]]> \\n 😀\x01"
LESSONS = ("citizens/basic/fake-police-call", "citizens/basic/pay-by-qr", "trainers/basic")
_MAKE = """
import hashlib, importlib, json, sys, tempfile
from pathlib import Path
import packed
made = {}
for name in ("gift", "moodle", "qti", "cartridge"):
    write = getattr(importlib.import_module(f"courselib.packs.{name}"), name)
    for language in ("vi", "en"):
        target = Path(tempfile.mkdtemp()) / "pack"
        write(packed.volume("citizens/basic", language), packed.workshop(), target)
        made[f"{name} {language}"] = hashlib.sha256(target.read_bytes()).hexdigest()
print(json.dumps(made))
"""


class Answer(NamedTuple):
    """An answer as a bank gives it back."""

    text: str
    why: str
    right: bool


class Asked(NamedTuple):
    """A question as a bank gives it back."""

    lesson: str
    ask: str
    answers: tuple[Answer, ...]


def asked(volume: Volume) -> list[Asked]:
    """All questions of a volume, in order."""
    return [
        Asked(
            one_line(chapter.title),
            one_line(question.ask),
            tuple(Answer(one_line(one.text), one_line(one.why), one.correct) for one in question.options),
        )
        for chapter in volume.chapters
        for question in chapter.questions
    ]


def hostile(volume: Volume) -> Volume:
    """The volume with words that try to be something else, in every place, at the beginning and in between."""
    chapters = []
    for chapter in volume.chapters:
        questions = []
        for question in chapter.questions:
            options = tuple(
                replace(one, text=f"{start}{HOSTILE}{one.letter}", why=f"{start}{HOSTILE}")
                for one, start in zip(question.options, ("", "[html]", "%50%", "TRUE", "=", "#"), strict=False)
            )
            questions.append(replace(question, ask=f"{question.number}{HOSTILE}", options=options))
        statements = tuple(replace(one, text=f"[id:x] [tag:y] {HOSTILE}") for one in chapter.statements)
        title, summary = f"{chapter.title} {HOSTILE}", HOSTILE
        chapters.append(
            replace(chapter, title=title, summary=summary, questions=tuple(questions), statements=statements)
        )
    return replace(volume, title=f"{volume.title} {HOSTILE}", chapters=tuple(chapters))


def mistaken(volume: Volume) -> Volume:
    """The volume with another answer marked as right in its first question."""
    first, *others = volume.chapters
    question, *rest = first.questions
    options = tuple(
        replace(one, correct=other.correct)
        for one, other in zip(question.options, (*question.options[1:], question.options[0]), strict=True)
    )
    chapter = replace(first, questions=(replace(question, options=options), *rest))
    return replace(volume, chapters=(chapter, *others))


@cache
def digests(seed: str) -> dict[str, str]:
    """Digests of packs that a process of its own makes, by format and language."""
    path = os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "tests")))
    zone = {"0": "Asia/Ho_Chi_Minh", "1": "America/Lima"}[seed]
    env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
    done = subprocess.run([sys.executable, "-c", _MAKE], env=env, capture_output=True, check=True, text=True)
    made: dict[str, str] = json.loads(done.stdout)
    return made


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = [""]

    def handle_starttag(self, tag: str, _: list[tuple[str, str | None]]) -> None:
        assert tag in ("p", "a", "ul", "li"), f"<{tag}> is no element of ours"
        if tag in ("p", "li"):
            self.paragraphs.append("")

    def handle_data(self, data: str) -> None:
        self.paragraphs[-1] += data


def paragraphs(html: str) -> list[str]:
    """The words of each paragraph of a piece of HTML."""
    reader = _Words()
    reader.feed(html)
    reader.close()
    return [one for one in reader.paragraphs if one]
