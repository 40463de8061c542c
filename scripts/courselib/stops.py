"""Which slip is behind what YAML's parser says when it stops.

The parser names the rule of its grammar that failed, often a line too late. Here its words and the text around
are read as one of the slips that people make.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import yaml

from courselib import slips
from courselib.message import Message, say
from courselib.slips import HEAD, INVISIBLE, KEY, PAIR, SMART, Slip

_NO_SPACE = re.compile(rf"{HEAD}(?P<key>{KEY}):(?!//)(?P<value>[^\s:].*?) *\Z")
_NO_SPACE_AFTER_HYPHEN = re.compile(r" *(?:- +)*(?P<item>-(?P<value>[^\s\d-].*?)) *\Z")
_OTHER_BULLET = re.compile(r" *(?P<bullet>[–—•·]|\*(?!\*)) *(?P<value>.*?) *\Z")
_NEXT_KEY = re.compile(rf"[\s\"']*(?:{KEY})?[\"']?:")
_WORD_BEFORE = re.compile(r"[\s\"'](?P<word>[\"']?[a-z_]+[\"']?)\Z")
_LEADING_TAB = re.compile(r"[ \t-]*?\t")
_INVISIBLE_IN_FORM = re.compile(rf"{HEAD}(?:{KEY}:)? *(?={INVISIBLE.pattern})")
_SMART_START = re.compile(rf"(?:^ *(?:- +)*|: +|[\[{{] *)(?P<smart>{SMART.pattern})")
_SMART_END = re.compile(rf"(?P<smart>{SMART.pattern})[\s,\]}}]*\Z")
_CLOSING = {"[": "]", "{": "}"}
_SIGNED = (
    "while scanning a block scalar",
    "while scanning an anchor",
    "while scanning an alias",
    "while scanning a tag",
    "while parsing a tag",
    "while scanning a directive",
)
"""What the parser was reading when a text began with a sign."""
_COLON = say("a colon stands in a text without quotes")
_INDENTATION = say("the indentation does not fit")


@dataclass(frozen=True, slots=True)
class _Stop:
    """Where the parser stopped, what it says, and where the thing began that it was reading."""

    lines: list[str]
    line: int
    column: int
    start_line: int
    start_column: int
    problem: str
    context: str

    @property
    def here(self) -> str:
        """The line on which the parser stopped, empty at the end of the text."""
        return _line(self.lines, self.line)

    @property
    def before(self) -> str:
        """What stands before the place on its line."""
        return self.here[: self.column]

    @property
    def rest(self) -> str:
        """What stands from the place on."""
        return self.here[self.column :]

    @property
    def start(self) -> str:
        """What stands on its line from where the thing began."""
        return _line(self.lines, self.start_line)[self.start_column :]

    @property
    def above(self) -> int:
        """The nearest line above that holds something, -1 if there is none."""
        return next((at for at in range(min(self.line, len(self.lines)) - 1, -1, -1) if _holds(self.lines[at])), -1)

    @property
    def first(self) -> int:
        """The first line that holds something."""
        return next((at for at, line in enumerate(self.lines) if _holds(line)), 0)

    @property
    def begins_line(self) -> bool:
        """Whether the parser stopped at the first thing of a line."""
        return not self.before.strip()

    @property
    def wants_key(self) -> bool:
        """Whether it read a line as a key and looked for its colon in vain."""
        return "could not find expected ':'" in self.problem

    def suspects(self) -> Iterator[int]:
        """The lines that may be to blame, the most likely first."""
        if self.wants_key:
            yield self.start_line
        if self.line < len(self.lines):
            yield self.line
        if self.above >= 0:
            yield self.above


def behind(text: str, error: yaml.MarkedYAMLError) -> Slip:
    """The slip behind what the parser says of a text."""
    stop = _stop(text, error)
    for kind in _KINDS:
        slip = kind(stop)
        if slip:
            return slip
    # The end of the text is a line after the last one that can be edited.
    return Slip(
        min(stop.line, max(len(stop.lines) - 1, 0)),
        stop.column if stop.line < len(stop.lines) else 0,
        say("this line does not fit what stands before it"),
        say("check quotes, colons and indentation with two spaces (no tabs) on this line and the one above"),
    )


def _stop(text: str, error: yaml.MarkedYAMLError) -> _Stop:
    index = error.problem_mark.index if error.problem_mark else 0
    start = error.context_mark.index if error.context_mark else index
    return _Stop(
        text.rstrip("\n").split("\n"),
        *slips.place(text, index),
        *slips.place(text, start),
        error.problem or "",
        error.context or "",
    )


def _line(lines: list[str], at: int) -> str:
    return lines[at] if at < len(lines) else ""


def _holds(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _tab(stop: _Stop) -> Slip | None:
    found = _LEADING_TAB.match(stop.here)
    if not found:
        return None
    return Slip(
        stop.line,
        found.end() - 1,
        say("a tab stands where spaces must: YAML indents with spaces"),
        say("delete the tab and type spaces, two for each level"),
    )


def _invisible(stop: _Stop) -> Slip | None:
    for at in stop.suspects():
        found = _INVISIBLE_IN_FORM.match(stop.lines[at])
        if found:
            return slips.invisible_at(at, found.end(), stop.lines[at][found.end()])
    return None


def _smart(stop: _Stop) -> Slip | None:
    if stop.context == "while scanning a quoted scalar":
        closed = _SMART_END.search(_line(stop.lines, stop.start_line))
        return slips.smart_at(stop.start_line, closed.start(), closed["smart"]) if closed else None
    at, end = (stop.start_line, None) if stop.wants_key else (stop.line, stop.column)
    found = _SMART_START.search(_line(stop.lines, at)[:end])
    return slips.smart_at(at, found.end() - 1, found["smart"]) if found else None


def _quote(stop: _Stop) -> Slip | None:
    """A quote that is not closed, or text after one that is."""
    if stop.context == "while scanning a quoted scalar" and "stream" in stop.problem:
        return _open_quote_at(stop.start_line, stop.start_column, stop.start[:1])
    before = stop.before.rstrip()
    sign = before[-1:]
    if sign not in ('"', "'") or stop.rest.strip() == "," or not stop.problem.startswith("did not find expected"):
        return None
    if before.count(sign) % 2:
        opened = next((at for at in range(stop.line - 1, -1, -1) if stop.lines[at].count(sign) % 2), stop.line)
        return _open_quote_at(opened, stop.lines[opened].index(sign), sign)
    if stop.problem.startswith("did not find expected ','") and _NEXT_KEY.match(stop.rest):
        return None
    if stop.here.count(sign) % 2 and sign == '"':
        return Slip(
            stop.line,
            stop.column,
            say("on this line a quote {sign} is missing, or one is too many", sign=sign),
            say("write {sign} before and after each text, and none within it", sign=sign),
        )
    return Slip(
        stop.line,
        stop.column,
        say("text stands after the closing quote {sign}", sign=sign),
        slips.quote_it(stop.here),
    )


def _open_quote_at(line: int, column: int, sign: str) -> Slip:
    return Slip(
        line,
        column,
        say("the quote {sign} is not closed", sign=sign),
        say("write {sign} at the end of the text too", sign=sign),
    )


def _bracket(stop: _Stop) -> Slip | None:
    """What can be wrong between brackets or braces: a bracket, a comma, or a text that needs quotes."""
    opening = stop.start[:1]
    if not stop.problem.startswith("did not find expected ','") or opening not in _CLOSING:
        return None
    closing = _CLOSING[opening]
    if stop.rest[:1] in ("]", "}") and stop.rest[1:].lstrip().startswith(closing):
        return _too_many_at(stop)
    if stop.rest[:1] in ("]", "}"):
        return Slip(
            stop.line,
            stop.column,
            say("{opening} is closed by {wrong}", opening=opening, wrong=stop.rest[0]),
            say("write {closing} before it, or in its place", closing=closing),
        )
    opened = _line(stop.lines, stop.start_line)
    if stop.line > stop.start_line and _indent(stop.here) <= _indent(opened):
        lost = re.search(r"\s#", opened)
        if lost:
            return slips.lost_at(stop.start_line, lost.end() - 1, opened)
        return Slip(
            stop.start_line,
            stop.start_column,
            say("{opening} is not closed", opening=opening),
            say("write {closing} after the last thing that belongs to it", closing=closing),
        )
    word = _WORD_BEFORE.search(stop.before)
    if stop.rest[:1] == ":" and not word:
        pair = re.split(r"[,{\[]", stop.before)[-1].strip() + re.split(r"[,}\]]", stop.rest)[0].rstrip()
        return Slip(stop.line, stop.column, _COLON, slips.quote_it(pair))
    column = word.start("word") if word and stop.rest[:1] == ":" else stop.column
    return Slip(
        stop.line,
        column,
        say("a comma is missing here"),
        say("write a comma; if what stands on both sides is one text, put it in quotes"),
    )


def _sign(stop: _Stop) -> Slip | None:
    """A sign that has a meaning of its own at the beginning of a value."""
    at, column = stop.line, stop.column
    if stop.context.startswith(_SIGNED):
        at, column = stop.start_line, stop.start_column
    line = _line(stop.lines, at)
    sign = line[column : column + 1]
    if not sign or sign not in "@`%&*!|>?":
        return None
    bullet = _OTHER_BULLET.match(line)
    if bullet and bullet.start("bullet") == column:
        return _bullet_at(at, bullet)
    return slips.sign_at(at, column, line)


def _bullet_at(line: int, found: re.Match[str]) -> Slip:
    return Slip(
        line,
        found.start("bullet"),
        say("an item of a list begins with a hyphen, not with {bullet}", bullet=found["bullet"]),
        say("write a hyphen and a space: {text}", text=f"- {slips.short(found['value'])}"),
    )


def _hyphen(stop: _Stop) -> Slip | None:
    """An item of a list without a space after its hyphen, or with another sign."""
    for at in stop.suspects():
        line = stop.lines[at]
        bullet = _OTHER_BULLET.match(line)
        if bullet:
            return _bullet_at(at, bullet)
        found = _NO_SPACE_AFTER_HYPHEN.match(line)
        if found:
            return Slip(
                at,
                found.start("item"),
                say("there is no space after the hyphen"),
                say("write a hyphen and a space: {text}", text=f"- {slips.short(found['value'])}"),
            )
    return None


def _no_space(stop: _Stop) -> Slip | None:
    for at in stop.suspects():
        found = _NO_SPACE.match(stop.lines[at])
        if found:
            return slips.no_space_at(at, found.start("key"), found["key"], found["value"])
    if stop.problem != "found unexpected ':'":
        return None
    return Slip(stop.line, stop.column, slips.NO_SPACE, say("write a space after each colon"))


def _colon(stop: _Stop) -> Slip | None:
    """A colon in a text, or after it."""
    if not stop.problem.startswith("mapping values") or not re.search(rf"(?:{KEY}: |- ).*\S", stop.before):
        return None
    found = PAIR.match(stop.here)
    if found and found.end("key") == stop.column:
        return None
    return Slip(stop.line, stop.column, _COLON, slips.quote_it(stop.here))


def _close(stop: _Stop) -> Slip | None:
    """Something after a bracket that closes a value."""
    before, sign = stop.before.rstrip(), stop.rest[:1]
    if sign and sign in "]}," and before:
        return _too_many_at(stop)
    if before[-1:] not in ("]", "}"):
        return None
    return Slip(
        stop.line, stop.column, say("text stands after the closing {sign}", sign=before[-1]), slips.quote_it(stop.here)
    )


def _too_many_at(stop: _Stop) -> Slip:
    return Slip(
        stop.line,
        stop.column,
        say("there is one {sign} too many", sign=stop.rest[0]),
        say("remove it; if it belongs to a text, put the text in quotes"),
    )


def _misplaced(stop: _Stop) -> Slip | None:
    """A line that begins in a column where nothing of its kind begins."""
    if stop.problem.startswith("mapping values"):
        return _further(stop)
    if "<document start>" in stop.problem:
        return _first_line(stop)
    if not stop.begins_line or not stop.problem.startswith(("did not find expected key", "did not find expected '-'")):
        return None
    item = stop.rest.startswith("-")
    if stop.column == stop.start_column:
        return None if stop.rest.startswith(":") else _of_other_kind(stop, item=item)
    starts = [start for line in stop.lines[: stop.line] for start in _starts(line, item=item)]
    if not starts:
        return None
    # The nearest line above among those whose column is nearest.
    column, name = min(reversed(starts), key=lambda start: abs(start[0] - stop.column))
    return _indentation_at(stop.line, stop.column, column, name)


def _further(stop: _Stop) -> Slip | None:
    """A line that begins further right than the one above, which has a value: one of the two stands wrong."""
    here = PAIR.match(stop.here)
    above = PAIR.match(stop.lines[stop.above]) if stop.above >= 0 else None
    if not here or not above or here.end("key") != stop.column or here.start("key") <= above.start("key"):
        return None
    earlier = [start for line in stop.lines[: stop.above] for start in _starts(line, item=False)]
    if earlier and earlier[-1][0] == here.start("key"):
        return _indentation_at(stop.above, above.start("key"), *earlier[-1])
    return _indentation_at(stop.line, here.start("key"), above.start("key"), above["key"])


def _first_line(stop: _Stop) -> Slip | None:
    """The first line begins further right than a later one, which then stands outside of everything."""
    if not _indent(stop.lines[stop.first]):
        return None
    return Slip(stop.first, 0, _INDENTATION, say("take out the spaces with which the line begins"))


def _of_other_kind(stop: _Stop, *, item: bool) -> Slip:
    """An item among keys, or a key among items."""
    above = PAIR.match(stop.lines[stop.above])
    if item:
        message = say("a line with a hyphen stands among lines with keys")
        hint = say("take the hyphen out; if it is an item of a list, begin it further right, under the list's key")
    else:
        message = say("a line without a hyphen stands among the items of a list")
        hint = say("begin it with a hyphen and a space; if it goes on with the text above, begin it further right")
    if not item and above and above.start("key") > stop.column:
        hint = say(
            "begin the line in column {column}, right under {name}; if no list is meant, take the hyphens out",
            column=above.start("key") + 1,
            name=above["key"],
        )
    return Slip(stop.line, stop.column, message, hint)


def _indentation_at(line: int, begins: int, column: int, name: str | Message) -> Slip:
    """A line that begins in one column, and should in another."""
    return Slip(
        line,
        begins,
        _INDENTATION,
        say(
            "begin the line in column {column}, right under {name}: what belongs together begins in the same column",
            column=column + 1,
            name=name,
        ),
    )


def _starts(line: str, *, item: bool) -> Iterator[tuple[int, str | Message]]:
    """Columns in which a line has hyphens, or its key, each with what stands there."""
    found = PAIR.match(line)
    if item:
        head = found["head"] if found else line[: len(line) - len(line.lstrip(" -"))]
        yield from ((column, say("the hyphen")) for column, sign in enumerate(head) if sign == "-")
    elif found:
        yield found.start("key"), found["key"]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _keyless(stop: _Stop) -> int:
    """The line that should have a key and has none, -1 if no line is known to be."""
    if stop.wants_key:
        return stop.start_line
    if stop.problem.startswith("mapping values"):
        return stop.above
    if "<document start>" in stop.problem and not PAIR.match(stop.lines[stop.first]):
        return stop.first
    return stop.line if stop.begins_line and stop.rest.startswith(":") else -1


def _no_key(stop: _Stop) -> Slip | None:
    at = _keyless(stop)
    if at < 0:
        return None
    line = stop.lines[at]
    if re.fullmatch(rf" *{KEY} *", line):
        hint = say("write a colon after it: {text}", text=f"{line.strip()}:")
    else:
        hint = say("write key: value; if the line goes on with the text above, begin it further right")
    return Slip(at, _indent(line), say("this line has no key with a colon"), hint)


def _other(stop: _Stop) -> Slip | None:
    if "escape character" in stop.problem or "hexdecimal" in stop.problem:
        message = say("a \\ stands between double quotes, where it has a meaning of its own")
        return Slip(stop.line, max(stop.column - 1, 0), message, say("write it twice: \\\\"))
    if "another document" in stop.problem:
        message = say("three hyphens begin a second document, and a file holds one")
        return Slip(stop.line, stop.column, message, say("take the line --- out"))
    return None


_KINDS: tuple[Callable[[_Stop], Slip | None], ...] = (
    _tab,
    _invisible,
    _smart,
    _quote,
    _bracket,
    _sign,
    _hyphen,
    _no_space,
    _colon,
    _close,
    _misplaced,
    _no_key,
    _other,
)
"""The slips, from those that a sign gives away to those that only the place does."""
