"""Do drawn phone screens show what to press?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import NOT_CLOSED
from courselib.message import Message, say
from courselib.model import Page, Screen, ScreenRow, Where
from courselib.nearest import nearest

ROWS = ("bar", "big", "text", "field", "toggle", "message", "reply", "button", "tap", "note")
"""Kinds of rows a screen can have; `tap` is the thing to press."""

_ROW = re.compile(r"- +(?P<kind>[\w-]+): +(?P<words>\S.*?) *")

_BROKEN: Mapping[str, Message] = MappingProxyType(
    {
        str(said): said
        for said in (
            say("the screen is empty"),
            say("the screen is not valid YAML; quote values that contain a colon"),
            say("the screen is not a list of rows such as `- text: Hello`"),
            say("the screen has a row that is not one key and one value, such as `- text: Hello`"),
        )
    }
)
"""What is said of a screen that can not be read, by its English: `the screen` and the error of `courselib.markdown`."""


@check("P101")
def unknown_screen_row(page: Page) -> Iterator[Problem]:
    """A screen is made of the rows that can be drawn.

    Bad:  - title: Cuộc gọi đến
    Good: - bar: Cuộc gọi đến
    """
    for screen in page.document.screens:
        for row in screen.rows:
            if row.kind not in ROWS:
                yield Problem(
                    Where(page.where.path, row.line),
                    say("{kind} is not a row of a screen", kind=row.kind),
                    _rows_near(row.kind),
                )


@check("P102")
def broken_screen(page: Page) -> Iterator[Problem]:
    """A screen block is a YAML list of rows, each one key and its words.

    Bad:  bar: Cuộc gọi đến
    Good: - bar: Cuộc gọi đến
    """
    for screen in page.document.screens:
        if screen.error == NOT_CLOSED:
            yield Problem(
                Where(page.where.path, screen.line),
                say("the screen is not closed before the next heading"),
                say("write ``` on a line of its own after its last row"),
            )
        elif screen.error or not screen.rows:
            line, hint = _row_to_mend(page, screen)
            yield Problem(
                Where(page.where.path, line),
                _BROKEN[f"the screen {screen.error or 'is empty'}"],
                hint,
            )


def _row_to_mend(page: Page, screen: Screen) -> tuple[int, Message]:
    """The first line of a screen that is no row, and what to type there."""
    inside = page.body.split("\n")[screen.line - page.body_line + 1 :]
    for number, line in enumerate(inside, screen.line + 1):
        if line.startswith("```"):
            break
        row = _ROW.fullmatch(line)
        if line.strip() and not row:
            return number, say("write a row a line: - text: words")
        if row and _needs_quotes(row["words"]):
            return number, say("put the words in quotes: {row}", row=f"- {row['kind']}: {_in_quotes(row['words'])}")
    return screen.line, say("write a row a line: - text: words")


def _needs_quotes(words: str) -> bool:
    """Whether YAML reads words otherwise than as they stand."""
    if words[0] in "\"'" and words[-1] == words[0] and len(words) > 1:
        return False
    return words[0] in "\"'*&!|>%@`[]{},?#" or ": " in words or words.endswith(":")


def _in_quotes(words: str) -> str:
    return f'"{words}"' if '"' not in words else "'" + words.replace("'", "''") + "'"


@check("P103")
def tap_not_named(page: Page) -> Iterator[Problem]:
    """What a screen says to press is named in bold in the same step: not everyone sees the screen.

    Bad:  a screen with tap: Từ chối in a step that says only "Cúp máy."
    Good: Bấm **Từ chối**.
    """
    for screen, taps in _taps(page):
        text = "\n".join(block.text for block in page.document.blocks if block.section == screen.section)
        for tap in taps:
            if f"**{tap.text}**" not in text.replace("\n", " "):
                yield Problem(
                    Where(page.where.path, tap.line),
                    say("the step does not name {tap}, which the screen says to press", tap=tap.text),
                    say("write **{tap}** in the text of this step", tap=tap.text),
                )


@check("P104")
def screen_without_purpose(page: Page) -> Iterator[Problem]:
    """A screen has one thing to press, or a note that says what to look at.

    Bad:  a screen with texts only
    Good: - tap: Từ chối, or - note: Đọc tên người nhận.
    """
    for screen, taps in _taps(page):
        if not screen.rows:
            continue
        if len(taps) > 1:
            yield Problem(
                Where(page.where.path, taps[1].line),
                say("the screen has {count} things to press", count=len(taps)),
                say("keep one tap, make the others button"),
            )
        if not taps and not any(row.kind == "note" for row in screen.rows):
            yield Problem(
                Where(page.where.path, screen.line),
                say("the screen shows nothing to press and does not say what to look at"),
                say("add a row - tap: … or - note: …"),
            )


@check("P105")
def toggle_without_state(page: Page) -> Iterator[Problem]:
    """A switch is on or off.

    Bad:  - toggle: Wi-Fi
    Good: - toggle: "Wi-Fi | on"
    """
    for screen in page.document.screens:
        for row in screen.rows:
            if row.kind == "toggle" and row.text.rpartition("|")[2].strip() not in ("on", "off"):
                yield Problem(
                    Where(page.where.path, row.line),
                    say("the switch {words} does not say whether it is on or off", words=row.text),
                    say('write - toggle: "{name} | on"', name=row.text.partition("|")[0].strip()),
                )


@check("P106")
def unknown_block(page: Page) -> Iterator[Problem]:
    """A fenced block is a screen; nothing else is drawn.

    Bad:  ```Screen
    Good: ```screen
    """
    for line, name in page.document.other_blocks:
        yield Problem(
            Where(page.where.path, line),
            say("the block is called {name}", name=name) if name else say("the block is called nothing"),
            say("write ```screen, or take the block out"),
        )


def _rows_near(kind: str) -> Message:
    rows = ", ".join(ROWS)
    close = nearest(kind, ROWS)
    if close:
        return say("did you mean {row}? write one of {rows}", row=close, rows=rows)
    return say("write one of {rows}", rows=rows)


def _taps(page: Page) -> Iterator[tuple[Screen, list[ScreenRow]]]:
    for screen in page.document.screens:
        yield screen, [row for row in screen.rows if row.kind == "tap"]
