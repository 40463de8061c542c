"""The slips that people make in YAML, each with the sentence that names it and what to type instead.

Here are those in a text that YAML can read, often otherwise than it was meant; `stops.py` finds those behind what it
can not read. Places count from 0 and are relative to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, replace

from courselib.message import Message, say

HEAD = r"(?P<head> *(?:- +)*)"
KEY = r"[A-Za-z_][\w-]*"
PAIR = re.compile(rf"{HEAD}(?P<key>{KEY}):(?: +(?P<value>.*?))? *\Z")
"""A line with a key and perhaps a value, and its parts."""
SMART = re.compile("[“”„‟«»‘’‚‛]")
INVISIBLE = re.compile("[\x7f-\x9f\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]")
LINE_BREAKS = ("\x85", "\u2028", "\u2029")
"""What YAML 1.1 counts as ends of lines and no editor does."""

_ITEM = re.compile(r"(?P<head> *(?:- +)+)(?P<value>.*?) *\Z")
_NO_SPACE_IN_BRACES = re.compile(rf"(?P<key>{KEY}):(?P<value>\S.*)\Z", re.DOTALL)
_NOT_TEXT = re.compile("[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is not printable (source: YAML 1.1, production 1), and those ends of lines."""
NO_SPACE = say("there is no space after the colon")
_MOST_SHOWN = 60
"""Characters of a value that a message shows."""


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong at a place of a text, and what to type."""

    line: int
    column: int
    message: Message
    hint: Message


def smart_quote(text: str) -> str:
    """The smart quote with which a text begins, or nothing."""
    return text[:1] if SMART.match(text) else ""


def short(text: str) -> str:
    """Text as it may stand in a message: one short line."""
    text = "".join(letter if letter.isprintable() else "?" for letter in text)
    return text if len(text) <= _MOST_SHOWN else text[: _MOST_SHOWN - 3] + "…"


def quoted(text: str) -> str:
    """Text in quotes as YAML reads them: double ones, unless it holds some."""
    shown = short(text)
    if '"' not in shown and "\\" not in shown:
        return f'"{shown}"'
    return "'" + shown.replace("'", "''") + "'"


def of_characters(text: str) -> Slip:
    """The slip in a text that holds a character YAML does not allow, or reads in its own way."""
    found = _NOT_TEXT.search(text)
    at = found.start() if found else 0
    line, column = place(text, at)
    return invisible_at(line, column, text[at : at + 1])


def of_key(key: str, line: int, column: int) -> Slip | None:
    """The slip in a key that holds what no key has."""
    smart = SMART.search(key)
    if smart:
        message = say("a smart quote {smart} stands in a key", smart=smart[0])
        hint = say("write the key without quotes: {key}", key=f"{SMART.sub('', key)}: …")
        return Slip(line, column + smart.start(), message, hint)
    invisible = INVISIBLE.search(key)
    return invisible_at(line, column + invisible.start(), invisible[0]) if invisible else None


def of_word_in_braces(name: str, before: tuple[str, str] | None, line: int, column: int) -> Slip:
    """The slip behind a word in braces that has no value.

    Args:
        name: the word.
        before: the key and the text that stand before it, when they do.
        line: of the word.
        column: of the word.

    """
    smart = SMART.search(name)
    if smart:
        return smart_at(line, column + smart.start(), smart[0])
    found = _NO_SPACE_IN_BRACES.match(name)
    if found:
        return no_space_at(line, column, found["key"], found["value"])
    if before:
        key, value = before
        hint = say("put the text in quotes: {text}", text=f"{key}: {quoted(f'{value}, {name}')}")
        return Slip(line, column, say("a comma stands in a text without quotes"), hint)
    return Slip(
        line,
        column,
        say("{name} stands between braces without a value", name=short(name)),
        say("write {{key: value}}; a text that holds braces stands in quotes"),
    )


def of_comment(text: str, spans: list[tuple[int, int]]) -> Slip | None:
    """A piece of text that is lost because it looks like a comment, or None.

    A comment has two spaces before its hash and one after it, as yamllint wants by default (rule `comments`).

    Args:
        text: YAML that can be read.
        spans: where each scalar in it begins and ends.

    """
    spans = sorted(spans)
    offset = 0
    for number, line in enumerate(text.split("\n")):
        for found in re.finditer(r"(?<=\s)#", line):
            if _within(spans, offset + found.start()):
                continue
            before, after = line[: found.start()], line[found.end() :]
            if before.strip() and (not re.search(r"\s\s\Z", before) or after[:1].strip()):
                return lost_at(number, found.start(), line)
            break
        offset += len(line) + 1
    return None


def _within(spans: list[tuple[int, int]], index: int) -> bool:
    """Whether an index lies in one of some spans, which are in order and do not overlap."""
    at = bisect_right(spans, index, key=lambda span: span[0]) - 1
    return at >= 0 and index < spans[at][1]


def of_mark(text: str, index: int, *, is_text: bool) -> Slip:
    """A value that begins with `&` or `!`, which YAML takes away from it.

    Args:
        text: YAML that can be read.
        index: of the sign.
        is_text: whether text follows, not a list or keys.

    """
    line, column = place(text, index)
    here = text.split("\n")[line]
    slip = sign_at(line, column, here)
    word = here[column:].split(maxsplit=1)[0]
    return slip if is_text else replace(slip, hint=say("take {word} out", word=short(word)))


def place(text: str, index: int) -> tuple[int, int]:
    """Line and column of an index."""
    return text.count("\n", 0, index), index - (text.rfind("\n", 0, index) + 1)


def lost_at(line: int, column: int, text: str) -> Slip:
    """A hash that begins a comment in the middle of a line, which is `text`."""
    return Slip(
        line,
        column,
        say("what stands after # is not read"),
        say(
            "if # belongs to the text, {quote}; a comment has two spaces before # and one after it",
            quote=quote_it(text),
        ),
    )


def invisible_at(line: int, column: int, sign: str) -> Slip:
    """A character that nobody sees: a space that is none, a control character."""
    return Slip(
        line,
        column,
        say("an invisible character stands here, {code}", code=f"U+{ord(sign):04X}"),
        say("delete it with what stands on both sides of it, and type that again"),
    )


def smart_at(line: int, column: int, smart: str) -> Slip:
    """A typographic quote around a text."""
    straight = "'" if smart in "‘’‚‛" else '"'
    return Slip(
        line,
        column,
        say("a smart quote {smart} stands where a straight {straight} must", smart=smart, straight=straight),
        say("type {straight} in its place, and at the other end of the text", straight=straight),
    )


def sign_at(line: int, column: int, text: str) -> Slip:
    """A sign with a meaning of its own at the beginning of a value on the line `text`."""
    message = say("a text that begins with {sign} stands without quotes", sign=text[column])
    return Slip(line, column, message, quote_it(text))


def no_space_at(line: int, column: int, key: str, value: str) -> Slip:
    """A key, beginning at the given column, whose value begins right after its colon."""
    hint = say("write a space after the colon: {text}", text=f"{key}: {short(value)}")
    return Slip(line, column + len(key), NO_SPACE, hint)


def _in_quotes(line: str) -> str:
    """A line's key and text, or its hyphen and text, with the text in quotes; empty for any other line."""
    found = PAIR.match(line) or _ITEM.match(line)
    if not found or not found["value"]:
        return ""
    value = found["value"]
    if value[0] + value[-1] in ("[]", "{}"):
        return ""
    for sign in ('"', "'"):
        if len(value) > 1 and value[0] == value[-1] == sign:
            value = value[1:-1]
    if value[:1] == "'" and re.search(r"\w'\w", value):
        value = value[1:]
    return f"{found['key']}: {quoted(value)}" if found.re is PAIR else f"- {quoted(value)}"


def quote_it(line: str) -> Message:
    """What to type when a line's text needs quotes."""
    text = _in_quotes(line)
    return say("put the text in quotes: {text}", text=text) if text else say("put the whole text in quotes")
