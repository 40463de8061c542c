"""A page body as pieces that any format can draw: from the tokens the checks and the site use, parsed only once.

What the site takes as HTML (`web.render`) is taken here by formats that are not HTML. Raw HTML is its own text, and
links that could run code or read files lose their target, as on the site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from courselib.markdown import SAFE_SCHEMES, STEP, parse_inline, plain, scheme_of, screen_rows
from courselib.model import Document
from courselib.web.render import curl

ToAddress = Callable[[str], str]
"""Turns a link as written in a page into the address that someone far from the site can open."""


class Run(NamedTuple):
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str = ""
    """Address that it leads to, or empty."""


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    runs: Runs


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a part: 3 and deeper. A step keeps its number apart from its words."""

    level: int
    number: str
    runs: Runs


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; each item is a sequence of pieces."""

    ordered: bool
    items: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first row is its head."""

    rows: tuple[tuple[Runs, ...], ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of someone else."""

    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a drawn phone screen."""

    kind: str
    """`bar big text field toggle message reply button tap`."""
    text: str
    on: bool = False
    """Whether a switch is on."""


@dataclass(frozen=True, slots=True)
class Phone:
    """A drawn phone screen, with the notes that stand below it."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of the lesson's folder `images`."""

    path: str
    """Path under the content folder."""
    words: str
    """What it shows, for those who do not see it."""


Piece = Paragraph | Heading | Listing | Table | Quote | Phone | Picture


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a page under one second-level heading; the first may have none."""

    key: str
    """Key of the heading in `Language.sections`, or empty."""
    title: str
    pieces: tuple[Piece, ...]


def words(runs: Sequence[Run]) -> str:
    """The words of runs without their style."""
    return "".join(run.text for run in runs)


def parts(document: Document, keys: dict[str, str], folder: str, address: ToAddress) -> tuple[Part, ...]:
    """The parts of a page body.

    Args:
        document: the structure of the body, loaded with its tokens.
        keys: section keys by heading text.
        folder: folder of the page under the content folder.
        address: turns a link target as written into an address.

    Raises:
        ValueError: the library was loaded without tokens.

    """
    if document.tokens is None:
        raise ValueError("a library loaded without tokens can not be packed")
    reader = _Reader(document.tokens, folder, address)
    found: list[Part] = []
    for title, pieces in reader.parts():
        if title or pieces:
            found.append(Part(keys.get(title, ""), curl(title), pieces))
    return tuple(found)


class _Reader:
    """One walk over the tokens of a body."""

    def __init__(self, tokens: Sequence[Any], folder: str, address: ToAddress) -> None:
        self.tokens = tokens
        self.folder = folder
        self.address = address
        self.at = 0

    def parts(self) -> Iterator[tuple[str, tuple[Piece, ...]]]:
        title = ""
        while self.at < len(self.tokens):
            yield title, tuple(self.pieces(until="h2"))
            if self.at < len(self.tokens):
                title = plain(self.tokens[self.at + 1].content)
                self.at += 3
        if title and self.tokens and self.tokens[-1].tag == "h2":
            yield title, ()

    def pieces(self, until: str) -> Iterator[Piece]:
        """Pieces up to a token that closes, or up to the next second-level heading."""
        while self.at < len(self.tokens):
            token = self.tokens[self.at]
            if token.type == until or (until == "h2" and token.type == "heading_open" and token.tag == "h2"):
                return
            self.at += 1
            yield from self.piece(token)

    def piece(self, token: Any) -> Iterator[Piece]:
        kind = token.type
        if kind == "heading_open":
            yield self.heading(token)
        elif kind == "paragraph_open":
            yield from self.paragraph()
        elif kind in ("bullet_list_open", "ordered_list_open"):
            yield Listing(kind.startswith("ordered"), tuple(self.items(kind.replace("open", "close"))))
        elif kind == "blockquote_open":
            yield Quote(tuple(self.pieces("blockquote_close")))
            self.at += 1
        elif kind == "table_open":
            yield Table(tuple(self.rows()))
        elif kind == "fence" and token.info.strip() == "screen":
            yield self.phone(token)
        elif token.content:
            yield Paragraph((Run(token.content.rstrip("\n"), code=True),))

    def heading(self, token: Any) -> Heading:
        inline = self.tokens[self.at]
        self.at += 2
        step = STEP.match(inline.content)
        runs = tuple(self.runs(inline))
        if step is None:
            return Heading(int(token.tag[1]), "", runs)
        first = runs[0]._replace(text=runs[0].text.partition(". ")[2])
        return Heading(int(token.tag[1]), step[1], (first, *runs[1:]))

    def paragraph(self) -> Iterator[Piece]:
        """A paragraph; a picture in it stands by itself."""
        inline = self.tokens[self.at]
        self.at += 2
        words: list[Run] = []
        for one in self.inline(inline):
            if isinstance(one, Run):
                words.append(one)
                continue
            if words:
                yield Paragraph(tuple(words))
                words = []
            yield one
        if words:
            yield Paragraph(tuple(words))

    def items(self, close: str) -> Iterator[tuple[Piece, ...]]:
        while self.tokens[self.at].type != close:
            self.at += 1  # list_item_open
            yield tuple(self.pieces("list_item_close"))
            self.at += 1
        self.at += 1

    def rows(self) -> Iterator[tuple[Runs, ...]]:
        row: list[Runs] = []
        while self.tokens[self.at].type != "table_close":
            token = self.tokens[self.at]
            if token.type == "inline":
                row.append(tuple(self.runs(token)))
            elif token.type == "tr_close":
                yield tuple(row)
                row = []
            self.at += 1
        self.at += 1

    def phone(self, token: Any) -> Phone:
        rows = screen_rows(token)
        notes = tuple(curl(row.text) for row in rows if row.kind == "note")
        return Phone(tuple(_row(row.kind, row.text) for row in rows if row.kind != "note"), notes)

    def runs(self, token: Any) -> Iterator[Run]:
        return (one for one in self.inline(token) if isinstance(one, Run))

    def inline(self, token: Any) -> Iterator[Run | Picture]:
        if '"' in token.content:
            token.content, token.children = curl(token.content), None
        bold = italic = 0
        hrefs: list[str] = []
        for one in parse_inline(token):
            kind = one.type
            if kind in ("strong_open", "strong_close"):
                bold += 1 if kind.endswith("open") else -1
            elif kind in ("em_open", "em_close"):
                italic += 1 if kind.endswith("open") else -1
            elif kind == "link_open":
                hrefs.append(self.safe(str(one.attrs.get("href", ""))))
            elif kind == "link_close":
                hrefs.pop()
            elif kind == "image":
                source = str(one.attrs.get("src", ""))
                if source.startswith("images/"):
                    yield Picture(f"{self.folder}/{source}", one.content)
                else:
                    yield Run(one.content)
            else:
                text = {"softbreak": " ", "hardbreak": "\n"}.get(kind) or one.content
                yield Run(text, bold > 0, italic > 0, kind == "code_inline", hrefs[-1] if hrefs else "")

    def safe(self, target: str) -> str:
        scheme = scheme_of(target)
        if scheme:
            return target if scheme in SAFE_SCHEMES else ""
        return self.address(target)


def _row(kind: str, text: str) -> Row:
    if kind != "toggle":
        return Row(kind, curl(text))
    label, _, state = text.rpartition("|")
    return Row(kind, curl(label.strip()), state.strip() == "on")
