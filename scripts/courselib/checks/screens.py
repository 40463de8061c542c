"""Do drawn phone screens show what to press?"""

from __future__ import annotations

import difflib
from collections.abc import Iterator

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import NOT_CLOSED
from courselib.model import Page, Screen, ScreenRow, Where

ROWS = ("bar", "big", "text", "field", "toggle", "message", "reply", "button", "tap", "note")
"""Kinds of rows a screen can have; `tap` is the thing to press."""


@check("P101")
def unknown_screen_row(page: Page) -> Iterator[Problem]:
    """A screen is made of the rows that can be drawn.

    Bad:  - title: Cuộc gọi đến
    Good: - bar: Cuộc gọi đến
    """
    for screen in page.document.screens:
        for row in screen.rows:
            if row.kind not in ROWS:
                close = difflib.get_close_matches(row.kind, ROWS, 1)
                guess = f"did you mean {close[0]}? " if close else ""
                yield Problem(
                    Where(page.where.path, row.line),
                    f"{row.kind} is not a row of a screen",
                    f"{guess}write one of {', '.join(ROWS)}",
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
                f"the screen {NOT_CLOSED}",
                "write ``` on a line of its own after its last row",
            )
        elif screen.error or not screen.rows:
            yield Problem(
                Where(page.where.path, screen.line),
                f"the screen {screen.error or 'is empty'}",
                "write a row a line: - text: words",
            )


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
                    f"the step does not name {tap.text}, which the screen says to press",
                    f"write **{tap.text}** in the text of this step",
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
                f"the screen has {len(taps)} things to press",
                "keep one tap, make the others button",
            )
        if not taps and not any(row.kind == "note" for row in screen.rows):
            yield Problem(
                Where(page.where.path, screen.line),
                "the screen shows nothing to press and does not say what to look at",
                "add a row - tap: … or - note: …",
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
                    f"the switch {row.text} does not say whether it is on or off",
                    f'write - toggle: "{row.text.partition("|")[0].strip()} | on"',
                )


@check("P106")
def unknown_block(page: Page) -> Iterator[Problem]:
    """A fenced block is a screen; nothing else is drawn.

    Bad:  ```Screen
    Good: ```screen
    """
    if not any(part.startswith("block") for part in page.document.shape):
        return
    for token in page.document.tokens:
        if token.type == "fence" and token.info.strip() != "screen":
            yield Problem(
                Where(page.where.path, page.body_line + token.map[0]),
                f"the block is called {token.info.strip() or 'nothing'}",
                "write ```screen, or take the block out",
            )


def _taps(page: Page) -> Iterator[tuple[Screen, list[ScreenRow]]]:
    for screen in page.document.screens:
        yield screen, [row for row in screen.rows if row.kind == "tap"]
