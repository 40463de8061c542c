"""How far each language has come, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from courselib.languages import Standing
from courselib.message import say


def text(standings: Sequence[Standing], language: str) -> Iterator[str]:
    """A line a language."""
    for one in standings:
        yield say(
            "{language}: {there} of {pages} pages ({complete}%), {fresh} of them fresh ({share}%); "
            "{written} of {texts} other texts ({words}%)",
            language=say(one.language.name),
            there=one.there,
            pages=one.pages,
            complete=_percent(one.there, one.pages),
            fresh=one.fresh,
            share=_percent(one.fresh, one.there),
            written=one.written,
            texts=one.texts,
            words=_percent(one.written, one.texts),
        ).in_language(language)


def markdown(standings: Sequence[Standing], language: str) -> Iterator[str]:
    """A table with a row a language."""
    heads = (say("Language"), say("Pages"), say("There"), say("Fresh"), say("Other texts"))
    yield f"| {' | '.join(one.in_language(language) for one in heads)} |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for one in standings:
        there = f"{one.there} ({_percent(one.there, one.pages)}%)"
        fresh = f"{one.fresh} ({_percent(one.fresh, one.there)}%)"
        written = f"{one.written} ({_percent(one.written, one.texts)}%)"
        yield f"| {one.language.name} | {one.pages} | {there} | {fresh} | {written} |"


def as_json(standings: Sequence[Standing], _: str) -> Iterator[str]:
    """One JSON array."""
    rows = [
        {
            "language": one.language.code,
            "pages": one.pages,
            "there": one.there,
            "fresh": one.fresh,
            "texts": one.texts,
            "written": one.written,
        }
        for one in standings
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def _percent(part: int, whole: int) -> int:
    """Rounded down, so that only what is complete is 100."""
    return 100 * part // whole if whole else 0
