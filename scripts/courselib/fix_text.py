"""Repairs of a text that leave what it says: composition, white space, invisible characters, the place of a tone.

A repair is a set of small edits. They are made when the text then still means the same to the parsers of the
library, each alone where all together would not, and else not at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import unquote

import yaml
from markdown_it.token import Token

from courselib import markdown, yamlfile
from courselib.message import Message, say
from courselib.vietnamese import new_style_tones

Keys = tuple[str | int, ...]
"""Where a value stands in a YAML file."""

Spans = Iterable[tuple[int, int]]
"""Pieces of a text, from a place up to another."""

SINGLE_TRIES = 2_000_000
"""Characters that are parsed again at most while edits are tried one by one, where all would change a meaning."""

_INVISIBLE = re.compile("[\u00a0\u00ad\u200b\ufeff]")
"""No-break space, soft hyphen, zero-width space, and the mark of byte order inside a text."""
_HEAP = re.compile(r"[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{31}")
"""More marks on a letter than any writing has (Unicode Standard Annex 15, chapter 13); putting them in order takes
a time that grows with their square."""
_SPACE = re.compile(r"\s+")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_ADDRESS = re.compile(r"\w+://\S*\Z")
_IN_ADDRESS = re.compile(r"://|www\.|@")
_BACKTICKS = re.compile(r"^[ \t]*(?P<edge>```.*)$|`+", re.MULTILINE)
_TARGET_OR_HTML = re.compile(r"\]\([^()\n]*(?:\([^()\n]*\)[^()\n]*)*\)|<[^<>\n]*>")
_FRONT_MATTER = re.compile(r"---([ \t]*)\n((?:(?!---[ \t]*(?:\n|\Z)).*\n)*)---([ \t]*)(\n|\Z)")

_INVISIBLE_GONE = say("invisible characters are taken out, no-break spaces become plain spaces")
_COMPOSED = say("letters and their marks become one character each (Unicode NFC)")
_TRIMMED = say("spaces at the ends of lines are taken away")
_ENDED = say("the file ends with one line end")
_TONES_MOVED = say("tone marks move to where the library writes them")
_TABS_GONE = say("tabs at the beginnings of lines become two spaces each")


class Edit(NamedTuple):
    """A piece of a text, and what shall stand there."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Mended:
    """A text after its repairs."""

    text: str
    what: tuple[Message, ...]
    """A sentence for each kind of repair."""
    left: bool
    """Whether something was left because its repair would change what is read there."""


class UnmendableError(Exception):
    """A text that is left as it is, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


class _Step(NamedTuple):
    """One kind of repair."""

    edits: Callable[[str], Sequence[Edit]]
    meaning: Callable[[str], object]
    """What must stay equal."""
    what: Message


def mend_yaml(text: str, vietnamese: Callable[[Keys], bool]) -> Mended:
    """Repair a YAML file.

    Args:
        text: the file, with plain line ends.
        vietnamese: which values hold Vietnamese words, by their keys.

    Raises:
        UnmendableError: it is no YAML, also with spaces where other white space stands, or letters bear heaps of marks.

    """
    _refuse_heaps(text)
    readable, what = _readable(text)
    same, exact = _yaml_meaning(_loosened(vietnamese)), _yaml_meaning(lambda _, value: value)
    steps = (
        _Step(lambda now: _visible(now, lambda _: ()), same, _INVISIBLE_GONE),
        _Step(_composed, same, _COMPOSED),
        _Step(lambda now: _trimmed(now, lambda _: frozenset()), exact, _TRIMMED),
        _Step(_ended, exact, _ENDED),
        _Step(lambda now: _tones(now, lambda one: _no_words(one, vietnamese)), same, _TONES_MOVED),
    )
    mended = _mended(readable, steps)
    return Mended(mended.text, (*what, *mended.what), mended.left)


def mend_page(text: str, *, vietnamese: bool) -> Mended:
    """Repair a page: its front matter as YAML, its body as Markdown.

    Args:
        text: the file, with plain line ends.
        vietnamese: whether its words are Vietnamese.

    Raises:
        UnmendableError: it has no front matter, or that is no YAML, or letters bear heaps of marks.

    """
    _refuse_heaps(text)
    found = _FRONT_MATTER.match(text)
    if found is None:
        raise UnmendableError(say("the page does not begin with front matter"))
    around = [_TRIMMED] if found[1] or found[3] else []
    around += [] if found[4] else [_ENDED]
    head = mend_yaml(found[2], lambda keys: vietnamese and keys in (("title",), ("summary",)))
    meaning = _body_meaning(_toned if vietnamese else _visible_text)
    steps = [
        _Step(lambda now: _visible(now, _apart), meaning, _INVISIBLE_GONE),
        _Step(_composed, meaning, _COMPOSED),
        _Step(lambda now: _trimmed(now, _kept_spaces), meaning, _TRIMMED),
        _Step(_ended, meaning, _ENDED),
    ]
    steps += [_Step(lambda now: _tones(now, _apart), meaning, _TONES_MOVED)] if vietnamese else []
    body = _mended(text[found.end() :], steps)
    said = [*around, *head.what, *body.what]
    what = tuple(one for at, one in enumerate(said) if one not in said[:at])
    return Mended(f"---\n{head.text}---\n{body.text}", what, head.left or body.left)


def _refuse_heaps(text: str) -> None:
    if _HEAP.search(text):
        raise UnmendableError(say("more than 30 marks stand on one letter; take them out"))


def front_matter(text: str) -> tuple[str, str]:
    """Front matter and body of a page, without the lines of hyphens; all is body when there is none."""
    found = _FRONT_MATTER.match(text)
    return (found[2], text[found.end() :]) if found else ("", text)


def _mended(text: str, steps: Sequence[_Step]) -> Mended:
    """Do all steps until there is nothing more to do: one may open the way for another."""
    done: set[int] = set()
    left: set[int] = set()
    before = None
    while text != before:
        before = text
        left.clear()
        for index, step in enumerate(steps):
            edits = step.edits(text)
            made = _do(edits, step.meaning, text) if edits else text
            done |= {index} if made != text else set()
            left |= {index} if edits and step.edits(made) else set()
            text = made
    return Mended(text, tuple(steps[index].what for index in sorted(done)), bool(left))


def _do(edits: Sequence[Edit], meaning: Callable[[str], object], text: str) -> str:
    """The text after the edits that leave its meaning."""
    wanted = meaning(text)
    made = _edited(text, edits)
    if meaning(made) == wanted:
        return made
    if len(edits) * len(text) > SINGLE_TRIES:
        return text
    # From the end, so that the places of the others stay right.
    for edit in reversed(edits):
        made = _edited(text, [edit])
        if meaning(made) == wanted:
            text = made
    return text


def _edited(text: str, edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join((*pieces, text[at:]))


def _readable(text: str) -> tuple[str, tuple[Message, ...]]:
    """YAML that can be read: as it is, or with spaces where only other white space stood in the way."""
    if _parsed(text) is not None:
        return text, ()
    visible = _edited(text, _visible(text, lambda _: ()))
    spaced = _INDENT.sub(lambda found: found[0].replace("\t", "  "), visible)
    seen = (_INVISIBLE_GONE,) if visible != text else ()
    for made, what in ((visible, seen), (spaced, (*seen, _TABS_GONE))):
        parsed = _parsed(made)
        if made != text and parsed is not None and not parsed.repeated:
            return made, what
    raise UnmendableError(say("it can not be read as YAML; courselib check says where and why"))


def _parsed(text: str) -> yamlfile.YamlFile | None:
    try:
        return yamlfile.read(text, "")
    except yamlfile.YamlError:
        return None


# The edits of each step.


def _visible(text: str, apart: Callable[[str], Spans]) -> list[Edit]:
    if not _INVISIBLE.search(text):
        return []
    found = (Edit(one.start(), one.end(), " " if one[0] == "\u00a0" else "") for one in _INVISIBLE.finditer(text))
    return _outside(found, apart(text), text)


def _composed(text: str) -> list[Edit]:
    if unicodedata.is_normalized("NFC", text):
        return []
    lines = ((at, line, unicodedata.normalize("NFC", line)) for at, line in _lines(text))
    return [Edit(at, at + len(line), made) for at, line, made in lines if made != line]


def _trimmed(text: str, kept: Callable[[str], frozenset[int]]) -> list[Edit]:
    """Spaces at the ends of lines, but for the lines `kept`, by their numbers from 0."""
    found = [(number, at, line) for number, (at, line) in enumerate(_lines(text)) if line.endswith((" ", "\t"))]
    lines = kept(text) if found else ()
    return [Edit(at + len(line.rstrip(" \t")), at + len(line), "") for number, at, line in found if number not in lines]


def _ended(text: str) -> list[Edit]:
    start = len(text.rstrip("\n"))
    wanted = "\n" if start else ""
    return [] if text[start:] == wanted else [Edit(start, len(text), wanted)]


def _tones(text: str, apart: Callable[[str], Spans]) -> list[Edit]:
    found = [Edit(at, at + len(written), wanted) for at, written, wanted in new_style_tones(text)]
    return _outside(found, apart(text), text) if found else []


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Each line, with where it begins."""
    at = 0
    for line in text.split("\n"):
        yield at, line
        at += len(line) + 1


def _outside(edits: Iterable[Edit], apart: Spans, text: str) -> list[Edit]:
    inside = bytearray(len(text))
    for start, end in apart:
        inside[start:end] = b"\1" * (end - start)
    return [edit for edit in edits if not any(inside[edit.start : edit.end])]


# What in a text is no words.


def _apart(body: str) -> Iterator[tuple[int, int]]:
    """Code, targets of links, HTML and addresses in a body."""
    yield from (one.span() for one in _TARGET_OR_HTML.finditer(body))
    yield from (one.span() for one in re.finditer(r"\S+", body) if _IN_ADDRESS.search(one[0]))
    yield from _code_spans(body)
    starts = [at for at, _ in _lines(body)] + [len(body)]
    yield from ((starts[first], starts[min(last, len(starts) - 1)]) for first, last in _code_blocks(body))


def _code_spans(body: str) -> Iterator[tuple[int, int]]:
    """Words between backticks: two runs of the same length in one paragraph."""
    for start, end in _paragraphs(body):
        runs = [one for one in _BACKTICKS.finditer(body, start, end) if not one["edge"]]
        at = 0
        while at < len(runs):
            close = next((one for one in range(at + 1, len(runs)) if runs[one][0] == runs[at][0]), None)
            if close is None:
                at += 1
                continue
            yield runs[at].start(), runs[close].end()
            at = close + 1


def _paragraphs(body: str) -> Iterator[tuple[int, int]]:
    at = 0
    for gap in re.finditer(r"\n\n", body):
        yield at, gap.start()
        at = gap.end()
    yield at, len(body)


def _code_blocks(body: str) -> Iterator[tuple[int, int]]:
    """First line and the line after the last of each block that is no prose. Drawn screens are prose."""
    for token in markdown.ENGINE.parse(body):
        if token.map and (token.type == "html_block" or _is_code(token)):
            yield token.map[0], token.map[1]


def _is_code(token: Token) -> bool:
    return token.type == "fence" and token.info.strip() != "screen"


def _kept_spaces(body: str) -> frozenset[int]:
    """Lines whose last spaces are part of what is read: two of them break a line of a paragraph."""
    lines = body.split("\n")
    kept: set[int] = set()
    for token in markdown.ENGINE.parse(body):
        first, last = token.map or (0, 0)
        if token.type == "inline":
            kept |= {number for number in range(first, last - 1) if lines[number].endswith("  ")}
    for first, last in _code_blocks(body):
        kept |= set(range(first, last))
    return frozenset(kept)


def _no_words(text: str, vietnamese: Callable[[Keys], bool]) -> Iterator[tuple[int, int]]:
    """What stands around the Vietnamese words of a YAML file, and addresses in them."""
    at = 0
    parsed = _parsed(text)
    for keys, node in _scalars(parsed.node if parsed else None, ()):
        if vietnamese(keys):
            yield at, node.start_mark.index
            at = node.end_mark.index
    yield at, len(text)
    yield from (one.span() for one in re.finditer(r"\S+", text) if _IN_ADDRESS.search(one[0]))


def _scalars(node: Any, keys: Keys) -> Iterator[tuple[Keys, yaml.ScalarNode]]:
    """Each value that is no list and no mapping, with its keys, in the order of the file."""
    if isinstance(node, yaml.ScalarNode):
        yield keys, node
    elif isinstance(node, yaml.SequenceNode):
        for at, item in enumerate(node.value):
            yield from _scalars(item, (*keys, at))
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield from _scalars(value, (*keys, key.value))


# What a text means, but for what the repairs are about.


def _yaml_meaning(loosened: Callable[[Keys, str], str]) -> Callable[[str], object]:
    def typed(value: Any, keys: Keys) -> object:
        if isinstance(value, dict):
            return {key: typed(one, (*keys, key)) for key, one in value.items()}
        if isinstance(value, list):
            return [typed(one, (*keys, at)) for at, one in enumerate(value)]
        # A number, a date and a word may be equal in Python, and are not here.
        return type(value), loosened(keys, value) if isinstance(value, str) else value

    def meaning(text: str) -> object:
        parsed = _parsed(text)
        return None if parsed is None else (typed(parsed.value, ()), [key for key, _ in parsed.repeated])

    return meaning


def _loosened(vietnamese: Callable[[Keys], bool]) -> Callable[[Keys, str], str]:
    def loosened(keys: Keys, value: str) -> str:
        if _ADDRESS.match(value):
            return unicodedata.normalize("NFC", value)
        return (_toned if vietnamese(keys) else _visible_text)(value).strip()

    return loosened


def _visible_text(text: str) -> str:
    """Words without what no reader sees."""
    shown = _SPACE.sub(" ", _INVISIBLE.sub(lambda one: " " if one[0] == "\u00a0" else "", text))
    return unicodedata.normalize("NFC", shown)


def _toned(text: str) -> str:
    """The same with the tone marks where the library writes them."""
    shown = _visible_text(text)
    return _edited(shown, [Edit(at, at + len(old), new) for at, old, new in new_style_tones(shown)])


def _body_meaning(words: Callable[[str], str]) -> Callable[[str], object]:
    def meaning(body: str) -> object:
        return [block(token) for token in markdown.ENGINE.parse(body)]

    def block(token: Token) -> object:
        if token.type == "inline":
            return inline(markdown.parse_inline(token))
        return (*frame(token), token.info, token.hidden, content(token))

    def frame(token: Token) -> tuple[object, ...]:
        return token.type, token.tag, token.nesting, token.level, token.markup, attributes(token)

    def attributes(token: Token) -> list[tuple[str, str]]:
        return [
            (name, unicodedata.normalize("NFC", unquote(str(value))) if name in ("href", "src") else words(str(value)))
            for name, value in token.attrs.items()
        ]

    def content(token: Token) -> object:
        if token.type == "fence" and token.info.strip() == "screen":
            rows = [(row.kind, words(row.text).strip()) for row in markdown.screen_rows(token)]
            return rows or words(token.content)
        return unicodedata.normalize("NFC", token.content)

    def inline(tokens: Sequence[Token]) -> list[object]:
        found: list[object] = [""]
        for token in tokens:
            if token.type in _TEXT:
                found[-1] = f"{found[-1]}{token.content or ' '}"
            else:
                code = content(token) if token.type in ("code_inline", "html_inline") else ""
                found += [(*frame(token), code, inline(token.children or ())), ""]
        found = [words(one) if isinstance(one, str) else one for one in found]
        found[0] = str(found[0]).lstrip()
        found[-1] = str(found[-1]).rstrip()
        return found

    return meaning


_TEXT = frozenset(("text", "text_special", "softbreak"))
"""Tokens of running words; how they are cut does not matter."""
