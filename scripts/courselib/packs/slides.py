"""Slides for a class: one idea each, in letters that the last row can read, with what to say in the speaker notes.

Office Open XML, PresentationML (ECMA-376 part 1, chapter 19); drawn in `deck`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from courselib.packs.deck import BODY, BODY_BESIDE, FRONT_BODY, LEAST, SMALL, Box, Deck, Say, spread, within
from courselib.packs.formats import Workshop, format_of
from courselib.packs.office import MARK, TINT, colophon, readable, source_runs, tag, write_office
from courselib.packs.outline import Scene, Session, Step, paired, plain_lines, session, short, steps
from courselib.packs.prose import (
    Heading,
    Listing,
    Paragraph,
    Part,
    Phone,
    Picture,
    Piece,
    Quote,
    Run,
    Runs,
    Table,
    words,
)
from courselib.packs.volume import Chapter, Question, Scope, Volume


@dataclass(frozen=True, slots=True)
class Idea:
    """What is shown under one title; it takes as many slides as its words need."""

    title: str
    said: tuple[Say, ...]
    notes: str = ""
    sight: Phone | Picture | None = None
    panel: str = ""
    """Colour of an area behind the words."""
    least: float = SMALL
    """The smallest letters."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the session: the situation, a step, the practice, the questions."""

    ideas: tuple[Idea, ...]
    told: str
    """The words by which a plan may speak of it."""


@format_of("slides", ".pptx", (Scope.LESSON,))
def slides(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Slides that open in PowerPoint and LibreOffice."""
    volume = readable(volume)
    chapter = volume.chapters[0]
    plan = session(chapter)
    deck = Deck(tag(volume), volume.words, volume.site, workshop.content)
    _front(deck, volume, chapter, plan)
    stages = list(_stages(chapter, volume))
    rows = [_row_words(plan, number) for number in range(len(plan.rows))]
    for row, at in reversed(list(zip(rows, paired(rows, [stage.told for stage in stages]), strict=False))):
        stages[at] = _with_notes(stages[at], row)
    for stage in stages:
        for idea in stage.ideas:
            _show(deck, idea)
    for idea in _sources(volume):
        _show(deck, idea)
    write_office(deck.data(), volume, plan.minutes, target)


def _front(deck: Deck, volume: Volume, chapter: Chapter, plan: Session) -> None:
    """The title, with the code that leads to the lesson; in its notes the whole plan."""
    notes = [volume.words["teacher"], chapter.summary, ""]
    for part in (plan.prepare, plan.course, *plan.advice):
        notes += [part.title.upper(), *plain_lines(part.pieces), ""] if part else []
    slide = deck.slide(deck.front, chapter.title, "\n".join(notes))
    said = (
        Say((Run(chapter.summary),)),
        Say((Run(chapter.course),)),
        Say((Run(f"{plan.minutes} {volume.words['minutes']}"),)),
    )
    size, pages = spread(said, FRONT_BODY, LEAST)
    deck.fill(slide, pages[0], size)
    deck.code(slide, chapter.address)


def _stages(chapter: Chapter, volume: Volume) -> Iterator[Stage]:
    say = volume.words
    outcomes = tuple(Say((Run(one.text),), "•") for one in chapter.outcomes)
    codes = "\n".join(f"{one.competence.code} {one.competence.name}: {one.text}" for one in chapter.outcomes)
    aim = Idea(say["outcomes"].rstrip(":"), outcomes, f"{say['outcomes_teacher']}\n{codes}", panel=TINT)
    last: list[Stage] = []
    for part in chapter.text.parts:
        found = [_stage(step, part, MARK if part.key == "remember" else "") for step in steps(part)]
        if part.key == "situation" and found:
            found[0] = Stage((*found[0].ideas, aim), found[0].told)
        if part.key == "remember":
            last += found
        else:
            yield from found
    if chapter.questions:
        yield _quiz(chapter.questions, volume)
    yield from last


def _stage(step: Step, part: Part, panel: str) -> Stage:
    title = step.title or part.title
    ideas = tuple(_idea(title, scene, panel) for scene in step.scenes)
    told = [title, *(line for scene in step.scenes for line in plain_lines(scene.pieces))]
    return Stage(ideas, "\n".join(told))


def _idea(title: str, scene: Scene, panel: str) -> Idea:
    """A scene in all its words; shortened if it then fits one slide, with all of them in the notes."""
    full = Idea(title, tuple(_said(scene.pieces)), "", scene.sight, panel)
    brief = replace(full, said=tuple(_said(short(scene.pieces))), notes="\n".join(plain_lines(scene.pieces)))
    return brief if _slides(full) > 1 == _slides(brief) else full


def _slides(idea: Idea) -> int:
    return len(spread(idea.said, _room(idea), idea.least)[1])


def _room(idea: Idea) -> Box:
    box = BODY_BESIDE if idea.sight else BODY
    return within(box) if idea.panel else box


def _said(pieces: Sequence[Piece], depth: int = 0) -> Iterator[Say]:
    """Pieces as paragraphs of a slide."""
    for piece in pieces:
        if isinstance(piece, (Paragraph, Heading)):
            yield Say(piece.runs)
        elif isinstance(piece, Listing):
            for number, item in enumerate(piece.items, 1):
                mark = str(number) if piece.ordered else "•"
                for at, one in enumerate(_said(item, depth + 1)):
                    yield Say(one.runs, mark if at == 0 else one.mark)
        elif isinstance(piece, Quote):
            for one in _said(piece.pieces, depth):
                yield Say(tuple(run._replace(italic=True) for run in one.runs), one.mark)
        elif isinstance(piece, Table):
            for row in piece.rows[1:]:
                yield Say(_joined(row), "•")


def _joined(cells: Sequence[Runs]) -> Runs:
    return tuple(run for at, cell in enumerate(cells) for run in ((Run(" – "), *cell) if at else cell))


def _quiz(questions: Sequence[Question], volume: Volume) -> Stage:
    """Each question alone, then its answer with the reason; the other reasons stand in the notes."""
    say = volume.words
    ideas = []
    for one in questions:
        ask = Say((Run(one.ask, bold=True),))
        options = tuple(Say((Run(f"{option.letter}. ", bold=True), Run(option.text))) for option in one.options)
        ideas.append(Idea(say["pack_question"].format(number=one.number), (ask, *options), least=LEAST))
        right = one.right
        answer = Say((Run(f"{right.letter}. {right.text}", bold=True),))
        why = (Say((Run(right.why),)),) if right.why else ()
        others = "\n".join(f"{option.letter}. {option.text}\n→ {option.why}" for option in one.options if option.why)
        title = say["pack_answer"].format(number=one.number, letter=right.letter)
        ideas.append(Idea(title, (Say((Run(one.ask),)), answer, *why), f"{one.ask}\n\n{others}", panel=TINT))
    # A plan says that the questions are asked, and not what they are about.
    return Stage(tuple(ideas), f"{say['quiz']}\n{say['pack_quiz']}")


def _row_words(plan: Session, number: int) -> str:
    """A row of the plan as lines: the minutes, then who does what."""
    head, row = plan.table.rows[0] if plan.table else (), plan.rows[number]
    lines = [f"{words(head[0])} {words(row[0])}"] if head and row else []
    lines += [f"{words(name)}: {words(cell)}" for name, cell in zip(head[1:], row[1:], strict=False)]
    return "\n".join(lines)


def _with_notes(stage: Stage, row: str) -> Stage:
    first, *rest = stage.ideas
    notes = f"{row}\n\n{first.notes}" if first.notes else row
    return Stage((replace(first, notes=notes), *rest), stage.told)


def _sources(volume: Volume) -> Iterator[Idea]:
    """Where everything comes from and what may be done with it; whole addresses stand in the notes."""
    say = volume.words
    said, notes = [], []
    for one in volume.statements():
        hosts = [run for source in one.sources for run in (Run(" "), Run(_host(source), href=source))]
        said.append(Say((Run(f"{one.text} ({one.as_of})"), *hosts), "•"))
        notes.append(words(source_runs(one)))
    if said:
        yield Idea(say["sources"], tuple(said), "\n".join(notes), least=LEAST)
    lines = [Say((Run(f"{line.label}: ", bold=True), *line.runs)) for line in colophon(volume)]
    lines.append(Say((Run(f"{say['licence']} {say['not_official']}"),)))
    yield Idea(say["pack_about"], tuple(lines), least=LEAST)


def _host(address: str) -> str:
    return urlsplit(address).netloc.removeprefix("www.") or address


def _show(deck: Deck, idea: Idea) -> None:
    """An idea on as many slides as it needs; the screen is seen on each of them."""
    size, pages = spread(idea.said, _room(idea), idea.least)
    for number, said in enumerate(pages, 1):
        title = f"{idea.title} ({number}/{len(pages)})" if len(pages) > 1 else idea.title
        slide = deck.slide(deck.beside if idea.sight else deck.plain, title, idea.notes if number == 1 else "")
        deck.fill(slide, said, size)
        if idea.panel:
            deck.panel(slide, idea.panel, said, size)
        if idea.sight:
            deck.sight(slide, idea.sight)
