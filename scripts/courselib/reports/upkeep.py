"""What needs care while nobody changes anything: facts, translations and links that grow old."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from courselib import coverage, outside, stamp
from courselib.message import ENGLISH, Message, say
from courselib.model import Fact, Library, Page, Where
from courselib.outside import State
from courselib.reports.github_markdown import code, one_line

SOON_DAYS = 30
"""How many days ahead facts that will be due are named."""

MOST_PLACES = 5
"""Places of an item that are named."""

LIMITS = (100, 50, 25, 10, 5, 1)
"""Items of a list in a comment: the first number with which it is short enough."""

COMMENT_LENGTH = 65_536
"""Characters that GitHub takes as the text of an issue; a longer one is refused with these words."""


class Due(NamedTuple):
    """A fact and the last day on which it is fresh."""

    fact: Fact
    day: date


class Stale(NamedTuple):
    """A translation that was made from another text than its source has now, or does not say from which."""

    page: Page
    source: Page


class OutsideLink(NamedTuple):
    """An address that did not simply open, and the places that name it."""

    answer: outside.Answer
    places: tuple[Where, ...]


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What needs care on a day."""

    today: date
    overdue: tuple[Due, ...]
    """The longest overdue first."""
    soon: tuple[Due, ...]
    """Due today or in the next `SOON_DAYS` days, the next first."""
    stale: tuple[Stale, ...]
    links: tuple[OutsideLink, ...]

    @property
    def nothing_to_do(self) -> bool:
        """Whether nothing needs care. A link that could not be judged is no work: it would never be done."""
        return not (self.overdue or self.soon or self.stale or self.links_that(State.DEAD, State.MOVED))

    def links_that(self, *states: State) -> tuple[OutsideLink, ...]:
        """The links in one of some states."""
        return tuple(link for link in self.links if link.answer.state in states)


def upkeep(library: Library, today: date, answers: Iterable[outside.Answer] = ()) -> Upkeep:
    """Look at facts that texts rest on, at every translation, and at what became of outside links.

    Args:
        library: what to look at.
        today: the day facts are measured against.
        answers: what `outside.look` found; without any, nothing is said about links.
            Addresses that the library does not name are passed over.

    """
    used = {ref.target for basis in library.bases() for ref in basis.facts}
    facts = (Due(fact, coverage.due(fact, library)) for fact in library.facts.values() if fact.id in used)
    due = sorted(facts, key=lambda one: (one.day, one.fact.where))
    places = outside.links(library)
    named = (OutsideLink(one, places[one.address]) for one in answers if one.address in places)
    troubles = (link for link in named if link.answer.state is not State.ALIVE)
    return Upkeep(
        today,
        tuple(one for one in due if one.day < today),
        tuple(one for one in due if today <= one.day <= today + timedelta(SOON_DAYS)),
        tuple(Stale(*pair) for pair in sorted(stamp.translations(library), key=lambda pair: pair[0].where)),
        tuple(sorted(troubles, key=lambda link: (link.places, link.answer.address))),
    )


def text(upkeep: Upkeep, language: str) -> Iterator[str]:
    """For each kind of care: its name and what to do, then a line for each thing, its place first."""
    if upkeep.nothing_to_do:
        yield _nothing(upkeep).in_language(language)
    for section in _sections(upkeep, language):
        yield f"{section.title.in_language(language)}: {section.todo.in_language(language)}"
        for item in section.items:
            yield f"  {_places(item.where, one_line)}: {_with(one_line, item.what).in_language(language)}"


def comment(upkeep: Upkeep) -> Iterator[str]:
    """The text of an issue in Markdown: Vietnamese, then English folded away. One line when nothing is to be done."""
    if upkeep.nothing_to_do:
        yield " / ".join(_nothing(upkeep).in_language(language) for language in ("vi", ENGLISH))
        return
    bodies = ([*_body(upkeep, limit)] for limit in LIMITS)
    yield from next((lines for lines in bodies if len("\n".join(lines)) < COMMENT_LENGTH), [])


def as_json(upkeep: Upkeep, language: str) -> Iterator[str]:
    """One JSON object: `today`, `nothing_to_do`, and a list for each kind of care."""
    made = {
        "today": str(upkeep.today),
        "nothing_to_do": upkeep.nothing_to_do,
        "overdue": [_fact_row(one, language) for one in upkeep.overdue],
        "soon": [_fact_row(one, language) for one in upkeep.soon],
        "stale": [
            {"page": page.where.path, "line": page.stamp_where.line, "title": page.title, "source": source.where.path}
            for page, source in upkeep.stale
        ],
        "links": [
            {
                "address": answer.address,
                "state": answer.state.value,
                "detail": answer.detail.in_language(language),
                "places": [{"path": where.path, "line": where.line} for where in places],
            }
            for answer, places in upkeep.links
        ],
    }
    yield json.dumps(made, ensure_ascii=False, indent=1)


class _Item(NamedTuple):
    """One thing to care for."""

    what: Message
    where: Sequence[Where]


class _Section(NamedTuple):
    """Things to care for in the same way."""

    title: Message
    """With their number."""
    todo: Message
    items: Sequence[_Item]
    folded: bool = False
    """Whether a reader only sees the title at first."""


def _sections(upkeep: Upkeep, language: str) -> Iterator[_Section]:
    """The kinds of care of which there is any."""
    made = (
        _facts(say("Facts overdue for another look ({count})", count=len(upkeep.overdue)), upkeep.overdue, language),
        _facts(
            say("Facts due within {days} days ({count})", days=SOON_DAYS, count=len(upkeep.soon)), upkeep.soon, language
        ),
        _Section(
            say("Translations behind their source ({count})", count=len(upkeep.stale)),
            say("compare each with its source, mend it, then type the command beside it"),
            [_Item(_behind(one), [one.page.stamp_where]) for one in upkeep.stale],
        ),
        *(_links(upkeep, state) for state in (State.DEAD, State.MOVED, State.UNSURE)),
    )
    return (section for section in made if section.items)


def _facts(title: Message, due: Sequence[Due], language: str) -> _Section:
    todo = say(
        "read the sources of each again; if it still holds, write the day you did so as its checked; "
        "if not, do as the lines at the top of the file say"
    )
    return _Section(title, todo, [_Item(_due(one, language), [one.fact.where]) for one in due])


def _due(one: Due, language: str) -> Message:
    return say(
        "{fact}, due on {day}: {statement}", fact=one.fact.id, day=one.day, statement=_statement(one.fact, language)
    )


def _statement(fact: Fact, language: str) -> str:
    """What a fact says, in another language of the library when it has not got this one."""
    return fact.statement.get(language) or next(iter(fact.statement.values()), "")


def _behind(one: Stale) -> Message:
    page, source = one
    said = {"title": page.title, "source": source.where.path, "command": f"courselib stamp {page.where.path}"}
    if page.stamp is None:
        return say("{title} does not say from which text of {source} it was made: {command}", **said)
    return say("{title} was made from an older text of {source}: {command}", **said)


def _links(upkeep: Upkeep, state: State) -> _Section:
    found = upkeep.links_that(state)
    count = len(found)
    if state is State.DEAD:
        title = say("Outside links that no longer open ({count})", count=count)
        todo = say("find where the text stands now and write that address, or take the link out")
    elif state is State.MOVED:
        title = say("Outside links that lead elsewhere now ({count})", count=count)
        todo = say("open each: if it shows what it should, write the new address, if not, find another")
    else:
        title = say("Outside links that could not be judged from here ({count})", count=count)
        todo = say("open each in your browser; where it opens, nothing is to be done")
    return _Section(title, todo, [_Item(_answered(link.answer), link.places) for link in found], state is State.UNSURE)


def _answered(answer: outside.Answer) -> Message:
    return say("{address}: {detail}", address=answer.address, detail=answer.detail)


def _nothing(upkeep: Upkeep) -> Message:
    unsure = len(upkeep.links_that(State.UNSURE))
    if unsure:
        return say("Nothing needs care. Outside links that could not be judged from here: {count}.", count=unsure)
    return say("Nothing needs care.")


def _body(upkeep: Upkeep, limit: int) -> Iterator[str]:
    yield from _in_language(upkeep, "vi", limit)
    yield from _folded("English", _in_language(upkeep, ENGLISH, limit))


def _in_language(upkeep: Upkeep, language: str, limit: int) -> Iterator[str]:
    """The sections in Markdown, at most `limit` items in each."""
    intro = say("As of {day}. This list is written anew every week: what is done disappears.", day=upkeep.today)
    yield from (intro.in_language(language), "")
    for section in _sections(upkeep, language):
        title, own = section.title.in_language(language), _items(section, language, limit)
        yield from _folded(title, own) if section.folded else (f"### {title}", "", *own)


def _items(section: _Section, language: str, limit: int) -> Iterator[str]:
    yield from (_sentence(section.todo.in_language(language)), "")
    for item in section.items[:limit]:
        yield f"- {_with(code, item.what).in_language(language)} ({_places(item.where, code)})"
    more = len(section.items) - limit
    if more > 0:
        yield f"- {say('and {count} more', count=more).in_language(language)}"
    yield ""


def _folded(title: str, lines: Iterable[str]) -> Iterator[str]:
    yield from ("<details>", f"<summary>{title}</summary>", "", *lines, "</details>", "")


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."


def _places(places: Sequence[Where], mark: Callable[[str], str]) -> str:
    shown = [mark(f"{where.path}:{where.line}") for where in places[:MOST_PLACES]]
    return ", ".join([*shown, f"+{len(places) - MOST_PLACES}"] if len(places) > MOST_PLACES else shown)


def _with(mark: Callable[[str], str], message: Message) -> Message:
    """A message with every text in its places marked: all that is not ours stands in a place."""
    values = {name: _marked(mark, value) for name, value in message.values.items()}
    return Message(message.template, values)


def _marked(mark: Callable[[str], str], value: object) -> object:
    if isinstance(value, Message):
        return _with(mark, value)
    return mark(value) if isinstance(value, str) else value


def _fact_row(one: Due, language: str) -> dict[str, object]:
    where = one.fact.where
    return {
        "fact": one.fact.id,
        "due": str(one.day),
        "statement": _statement(one.fact, language),
        "path": where.path,
        "line": where.line,
    }
