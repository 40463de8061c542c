"""A lesson and its session plan taken apart for those who teach: steps, screens, short words, and what to do when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from courselib.packs.prose import (
    Heading,
    Listing,
    Paragraph,
    Part,
    Phone,
    Picture,
    Piece,
    Quote,
    Runs,
    Table,
    words,
)
from courselib.packs.volume import Chapter

SHORT = 3
"""Sentences of a paragraph that are still short."""

_SURE = 1e6
"""More than any words in common are worth."""
_SENTENCE = re.compile(r"""(?<=[.!?…])["”’)]*[ \n]+(?=["“‘(]*(\w))""")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Scene:
    """What is said while one screen or picture is seen, or while there is none."""

    pieces: tuple[Piece, ...]
    sight: Phone | Picture | None


@dataclass(frozen=True, slots=True)
class Step:
    """What stands under one heading; without words, what comes before the first one."""

    number: str
    runs: Runs
    scenes: tuple[Scene, ...]

    @property
    def title(self) -> str:
        """Its number and its words."""
        return f"{self.number}. {words(self.runs)}" if self.number else words(self.runs)


@dataclass(frozen=True, slots=True)
class Session:
    """A session plan: what to have ready, what happens when, and the rest of the advice."""

    prepare: Part | None
    course: Part | None
    """The part with the table of what happens when."""
    advice: tuple[Part, ...]
    minutes: int

    @property
    def table(self) -> Table | None:
        """What happens when; the first row is its head."""
        pieces = self.course.pieces if self.course else ()
        return next((one for one in pieces if isinstance(one, Table)), None)

    @property
    def rows(self) -> tuple[tuple[Runs, ...], ...]:
        """What happens when, without the head."""
        return self.table.rows[1:] if self.table else ()


def session(chapter: Chapter) -> Session:
    """The session plan of a lesson; an empty one as long as the lesson when nobody has written it."""
    parts = chapter.plan.parts if chapter.plan else ()
    course = next((part for part in parts if any(isinstance(one, Table) for one in part.pieces)), None)
    before = parts[: parts.index(course)] if course else ()
    rest = tuple(part for part in parts if part is not course and part not in before[:1])
    made = Session(before[0] if before else None, course, rest, chapter.minutes)
    times = re.findall(r"\d+", words(made.rows[-1][0])) if made.rows and made.rows[-1] else []
    return Session(made.prepare, course, rest, int(times[-1])) if times and len(times[-1]) < 4 else made


def steps(part: Part) -> Iterator[Step]:
    """The steps of a part, in order."""
    heading: Heading | None = None
    inside: list[Piece] = []
    for piece in part.pieces:
        if isinstance(piece, Heading):
            if heading or inside:
                yield _step(heading, inside)
            heading, inside = piece, []
        else:
            inside.append(piece)
    if heading or inside:
        yield _step(heading, inside)


def _step(heading: Heading | None, pieces: Sequence[Piece]) -> Step:
    number, runs = (heading.number, heading.runs) if heading else ("", ())
    return Step(number, runs, tuple(_scenes(pieces)))


def _scenes(pieces: Sequence[Piece]) -> Iterator[Scene]:
    """Each sight with what leads to it; what follows the last one is said while it is still seen."""
    said: list[Piece] = []
    sights = sum(isinstance(one, (Phone, Picture)) for one in pieces)
    sight: Phone | Picture | None = None
    for piece in pieces:
        if not isinstance(piece, (Phone, Picture)):
            said.append(piece)
            continue
        sights -= 1
        sight = piece
        if sights:
            yield Scene(tuple(said), sight)
            said, sight = [], None
    if said or sight:
        yield Scene(tuple(said), sight)


def short(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The same with long paragraphs shortened, see `short_paragraph`; lists, screens and tables stay whole."""
    return tuple(short_paragraph(one) if isinstance(one, Paragraph) else one for one in pieces)


def short_paragraph(paragraph: Paragraph) -> Paragraph:
    """A paragraph of more than three sentences without those that only explain.

    The first says what it is about; bold is what to look for or to press; a colon leads to what follows.
    """
    told = sentences(paragraph.runs)
    if len(told) <= SHORT:
        return paragraph
    kept = [one for at, one in enumerate(told) if at == 0 or _weighs(one)]
    return Paragraph(tuple(run for one in kept for run in one))


def _weighs(sentence: Runs) -> bool:
    return any(run.bold for run in sentence) or words(sentence).rstrip().endswith(":")


def sentences(runs: Runs) -> list[Runs]:
    """Runs cut where a sentence ends."""
    text = words(runs)
    ends = [match.end() for match in _SENTENCE.finditer(text) if not match[1].islower()]
    cuts = [0, *ends, len(text)]
    return [cut for start, end in pairwise(cuts) if (cut := _between(runs, start, end))]


def _between(runs: Runs, start: int, end: int) -> Runs:
    found, at = [], 0
    for run in runs:
        text = run.text[max(start - at, 0) : max(end - at, 0)]
        if text:
            found.append(run._replace(text=text))
        at += len(run.text)
    return tuple(found)


def plain_lines(pieces: Sequence[Piece], mark: str = "• ") -> Iterator[str]:
    """Pieces as lines of plain text, for speaker notes and descriptions."""
    for piece in pieces:
        if isinstance(piece, (Paragraph, Heading)):
            yield words(piece.runs)
        elif isinstance(piece, Listing):
            for number, item in enumerate(piece.items, 1):
                yield (f"{number}. " if piece.ordered else mark) + " ".join(plain_lines(item))
        elif isinstance(piece, Quote):
            yield from plain_lines(piece.pieces)
        elif isinstance(piece, Table):
            yield from (" | ".join(words(cell) for cell in row) for row in piece.rows)
        elif isinstance(piece, Phone):
            yield from piece.notes


def paired(rows: Sequence[str], stages: Sequence[str]) -> list[int]:
    """Which stage of a lesson each row of a plan belongs to: that with the most words in common, never going back.

    A word that stands in many stages says little, and a long stage has many words by chance. The first row opens the
    session, so it belongs to the first stage.
    """
    terms = [_terms(stage) for stage in stages]
    worth: dict[str, float] = {}
    for term in set().union(*terms):
        worth[term] = 1 / sum(term in inside for inside in terms) ** 2
    best: list[tuple[float, list[int]]] = [(0.0, [])] * len(stages)
    for number, row in enumerate(rows):
        said = _terms(row)
        longer: list[tuple[float, list[int]]] = []
        for stage, inside in enumerate(terms):
            earlier = max(best[: stage + 1], key=lambda one: one[0])
            shared = sum(worth[term] for term in sorted(said & inside)) / max(len(inside), 1) ** 0.5
            if number == 0 and stage == 0:
                shared = _SURE
            longer.append((earlier[0] + shared, [*earlier[1], stage]))
        best = longer
    return max(best, key=lambda one: one[0])[1] if best else []


def _terms(text: str) -> set[str]:
    """Words, and words that stand side by side: a Vietnamese word is often two syllables."""
    found = _WORD.findall(text.casefold())
    return {*found, *(f"{one} {two}" for one, two in pairwise(found))}
