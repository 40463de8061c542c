"""Is what a lesson or a page says still so?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from courselib.checks import check
from courselib.coverage import due, is_overdue
from courselib.finding import Problem
from courselib.message import say
from courselib.model import Basis, Library
from courselib.nearest import nearest


@check("F101", silent_beside=("D",))
def unknown_fact(basis: Basis, library: Library) -> Iterator[Problem]:
    """A lesson, or a page with facts, rests on facts of facts.yml.

    Bad:  - otp-valid
    Good: - otp-validity
    """
    for ref in basis.facts:
        if ref.target not in library.facts:
            close = nearest(ref.target, library.facts)
            yield Problem(
                ref.where,
                say("there is no fact {fact}", fact=ref.target),
                say("did you mean {close}?", close=close) if close else say("add it to _data/facts.yml first"),
                within=(f"{library.root}/_data/facts.yml",),
            )


@check("F102")
def low_confidence_fact(basis: Basis, library: Library) -> Iterator[Problem]:
    """A fact of low confidence is not taught.

    Bad:  a fact with confidence: low in a lesson's list
    Good: find a source first, or leave the sentence out
    """
    for ref in basis.facts:
        fact = library.facts.get(ref.target)
        if fact is not None and fact.confidence == "low":
            yield Problem(
                ref.where,
                say("{fact} is of low confidence", fact=fact.id),
                say("find a source for it, or take it and its sentence out of the lesson"),
            )


@check("F103")
def overdue_fact(library: Library, today: date) -> Iterator[Problem]:
    """A fact that texts rest on is compared with its sources every few months.

    Bad:  checked: 2025-01-10          (a volatile fact, more than three months ago)
    Good: checked: 2026-11-22
    """
    used = {fact for card in library.catalogue.values() for fact in card.facts}
    used |= {ref.target for basis in library.bases() for ref in basis.facts}
    for fact in library.facts.values():
        if fact.id in used and is_overdue(fact, library, today):
            yield Problem(
                fact.checked_where,
                say("{fact} was due for another look on {day}", fact=fact.id, day=due(fact, library)),
                say("read its sources again, then write checked: {today}", today=today),
            )


@check("F104")
def fact_changed_after_review(basis: Basis, library: Library, today: date) -> Iterator[Problem]:
    """A text is read again when a fact it rests on changes.

    Bad:  reviewed: 2026-05-01 with a fact that has changed: 2026-07-01
    Good: reviewed: 2026-07-03
    """
    for ref in basis.facts:
        fact = library.facts.get(ref.target)
        if fact is not None and fact.changed is not None and basis.reviewed < fact.changed <= _latest(today):
            yield Problem(
                basis.reviewed_where,
                say(
                    "{fact} changed on {changed}, this was reviewed on {reviewed}",
                    fact=fact.id,
                    changed=fact.changed,
                    reviewed=basis.reviewed,
                ),
                say("read the text against the new fact, then write the day you did as reviewed"),
            )


@check("F107")
def date_to_come(library: Library, today: date) -> Iterator[Problem]:
    """Nothing was compared or reviewed on a day to come: until that day it would not be due again.

    Bad:  reviewed: 2062-11-22
    Good: reviewed: 2026-11-22
    """
    dates = [(basis.reviewed_where, "reviewed", basis.reviewed) for basis in library.bases()]
    for fact in library.facts.values():
        dates.append((fact.checked_where, "checked", fact.checked))
        if fact.changed is not None:
            dates.append((fact.changed_where, "changed", fact.changed))
    for where, key, day in dates:
        if day > _latest(today):
            yield Problem(
                where,
                say("{key} is {day}, a day to come: today is {today}", key=key, day=day, today=today),
                say("write the day on which it was done, {today} at the latest", today=today),
            )


def _latest(today: date) -> date:
    """The latest day that may be written: where the sun rises earlier it is tomorrow already."""
    return today + timedelta(days=1)


@check("F105")
def repeated_fact(basis: Basis) -> Iterator[Problem]:
    """A text lists a fact once.

    Bad:  - otp-validity … - otp-validity
    Good: - otp-validity
    """
    seen: set[str] = set()
    for ref in basis.facts:
        if ref.target in seen:
            yield Problem(ref.where, say("{fact} is listed twice", fact=ref.target), say("remove this line"))
        seen.add(ref.target)


@check("F106", silent_beside=("D",))
def undated_volatile_fact(basis: Basis, library: Library) -> Iterator[Problem]:
    """A text that rests on a volatile fact shows the month of its source beside the sentence.

    Bad:  Trong ứng dụng VNeID có mục kiến nghị, phản ánh.
    Good: Trong ứng dụng VNeID có mục kiến nghị, phản ánh (theo thông tin 02/2026).
    """
    for ref in basis.facts:
        fact = library.facts.get(ref.target)
        if fact is None or not fact.volatile:
            continue
        for language in library.languages:
            pages = basis.pages.get(language.code, ())
            month = language.date(fact.as_of[:7])
            if pages and not any(month in page.body for page in pages):
                yield Problem(
                    pages[0].where,
                    say("the date of the volatile fact {fact} is not shown", fact=fact.id),
                    say("write {month} in brackets beside the sentence that rests on it", month=month),
                    within=(f"{library.root}/_data/languages.yml",),
                )
