"""Markdown as structure: headings, prose, links, screens, each with its line.

One engine, markdown-it-py, reads every page once. The checks use the structure, the site and the packs render the
same tokens, so that what was checked is what is shown.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

import yaml
from markdown_it import MarkdownIt
from markdown_it.token import Token

from courselib.model import Block, Document, Heading, Link, Screen, ScreenRow
from courselib.vietnamese import slug

_UNUSED = ["inline", "text_join", "code", "hr", "lheading", "reference"]
ENGINE = MarkdownIt("commonmark").enable("table").disable(_UNUSED)
"""Block structure first; inline text is parsed where it is needed, by `parse_inline`.

Indented code, rules, underlined headings and link definitions are off: in lessons they only ever happen by accident.
"""
# The safety check must see an unsafe link to name it; the renderer drops it.
ENGINE.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005

_LIGHT = MarkdownIt("commonmark").disable([*_UNUSED, "blockquote", "html_block"])
"""For pages without the signs that tables, quotations and HTML need: the same tokens, with fewer rules to try."""

SAFE_SCHEMES = ("https", "http", "tel", "mailto")
"""What a link may begin with; everything else could run code or read files."""

NOT_CLOSED = "is not closed before the next heading"

STEP = re.compile(r"([0-9]{1,9})\. (.*)", re.DOTALL)
"""A heading that is a step: its number and its words."""

_RARE = re.compile(r"[|<>]")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)", re.IGNORECASE)
_PLAIN_ROW = re.compile(r"- ([a-z_]+): ([^\s\"'\[\]{}&*!|>%@`#,?:-][^#:]*)\Z")
_MARKS = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LINKED = re.compile(r"!?\[([^\[\]]*)\]\([^)]{0,2000}\)")


def fingerprint(title: str, summary: str, body: str) -> str:
    """12 hex digits that stay the same when only white space or Unicode composition changes."""
    words = "\n".join(" ".join(part.split()) for part in (title, summary, body))
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest()[:12]


def plain(text: str) -> str:
    """Words of a Markdown run without its marks."""
    return _MARKS.sub("", _LINKED.sub(r"\1", text))


def scheme_of(target: str) -> str:
    """The scheme of a link target in lower case, or nothing. Browsers drop white space and control signs inside it."""
    match = _SCHEME.match(re.sub(r"[\x00-\x20]", "", target))
    return match[0].lower() if match else ""


def parse_inline(token: Token) -> Sequence[Token]:
    """Inline tokens of an `inline` block token, parsed on first use."""
    if not token.children:
        token.children = []
        ENGINE.inline.parse(token.content, ENGINE, {}, token.children)
    return token.children


def parse(text: str, first_line: int = 1, *, lean: bool = False) -> Document:
    """Read a Markdown body.

    Args:
        text: the body, without front matter.
        first_line: line of the file on which it begins.
        lean: whether to forget the tokens, which only rendering needs and which weigh the most.

    """
    engine = ENGINE if _RARE.search(text) else _LIGHT
    reader = _Reader(engine.parse(text), first_line)
    return reader.document(None if lean else reader.tokens)


class _Reader:
    """One walk over the block tokens."""

    def __init__(self, tokens: list[Token], first_line: int) -> None:
        self.tokens = tokens
        self.first_line = first_line
        self.headings: list[Heading] = []
        self.blocks: list[Block] = []
        self.links: list[Link] = []
        self.screens: list[Screen] = []
        self.other_blocks: list[tuple[int, str]] = []
        self.raw_html: list[tuple[int, str]] = []
        self.shape: list[str] = []
        self.items: list[int] = []

    def document(self, kept: Sequence[Token] | None) -> Document:
        handlers = {
            "inline": self.read_inline,
            "fence": self.read_fence,
            "html_block": self.read_html,
            "bullet_list_open": self.open_list,
            "ordered_list_open": self.open_list,
            "list_item_open": self.open_item,
            "bullet_list_close": self.close_list,
            "ordered_list_close": self.close_list,
            "tr_open": self.open_row,
        }
        before = None
        for token in self.tokens:
            handler = handlers.get(token.type)
            if handler is not None:
                handler(token, before)
            before = token
        return Document(
            kept,
            tuple(self.headings),
            tuple(self.blocks),
            tuple(self.links),
            tuple(self.screens),
            tuple(self.other_blocks),
            tuple(self.raw_html),
            tuple(self.shape),
        )

    def line(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def open_list(self, _: Token, __: Token | None) -> None:
        self.items.append(0)

    def open_item(self, _: Token, __: Token | None) -> None:
        self.items[-1] += 1

    def close_list(self, token: Token, _: Token | None) -> None:
        name = "numbered list" if token.type.startswith("ordered") else "list"
        self.shape.append(f"{name} of {self.items.pop()}")

    def open_row(self, _: Token, __: Token | None) -> None:
        self.shape.append("table row")

    def read_html(self, token: Token, _: Token | None) -> None:
        self.raw_html.append((self.line(token), token.content.strip()))

    def read_inline(self, token: Token, before: Token | None) -> None:
        """Text belongs to the paragraph, heading or cell that opened just before it."""
        text, line, around = token.content, self.line(token), before.tag if before else ""
        if around.startswith("h"):
            level, words = int(around[1]), unicodedata.normalize("NFC", plain(text))
            anchor = "" if STEP.match(words) else slug(words)
            self.headings.append(Heading(level, words, anchor, line))
            self.shape.append(f"heading {level}")
            kind = "heading"
        elif around in ("td", "th"):
            kind = "cell"
        else:
            kind = "item" if self.items else "paragraph"
        self.blocks.append(Block(kind, text, line, len(self.headings) - 1))
        if "[" in text or "<" in text:
            self.read_links(token, line)

    def read_links(self, token: Token, first: int) -> None:
        children = parse_inline(token)
        for index, child in enumerate(children):
            if child.type == "html_inline":
                self.raw_html.append((_line_of(token, child.content, first), child.content))
            elif child.type in ("link_open", "image"):
                image = child.type == "image"
                target = str(child.attrs.get("src" if image else "href", ""))
                text = child.content if image else "".join(_link_text(children, index))
                self.shape.append("image" if image else "link")
                line, column = _place_of(token, target, first)
                self.links.append(Link(target, text, image, line, column))

    def read_fence(self, token: Token, _: Token | None) -> None:
        name = token.info.strip()
        if name != "screen":
            self.shape.append(f"block {name}".strip())
            self.other_blocks.append((self.line(token), name))
            return
        line = self.line(token)
        try:
            rows = tuple(_screen_rows(token.content, line + 1))
            self.screens.append(Screen(rows, line, len(self.headings) - 1))
            self.shape.append("screen of " + " ".join(row.kind for row in rows))
        except ValueError as error:
            self.screens.append(Screen((), line, len(self.headings) - 1, str(error)))
            self.shape.append("screen")


def screen_rows(token: Token) -> list[ScreenRow]:
    """Rows of a `screen` block for drawing; a block that is no list of rows has none."""
    try:
        return list(_screen_rows(token.content, 1))
    except ValueError:
        return []


def _screen_rows(text: str, line: int) -> Iterator[ScreenRow]:
    """Rows of a screen block. Plain rows, nearly all of them, are read without YAML.

    Raises:
        ValueError: the text is not a list of one-key rows.

    """
    lines = text.splitlines()
    if any(row.startswith("#") for row in lines):
        raise ValueError(NOT_CLOSED)
    matches = [match for row in lines if (match := _PLAIN_ROW.match(row))]
    if len(matches) == len(lines):
        for number, match in enumerate(matches):
            yield ScreenRow(match[1], match[2].rstrip(), line + number)
        return
    try:
        node = yaml.compose(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, RecursionError, ValueError):
        raise ValueError("is not valid YAML; quote values that contain a colon") from None
    if not isinstance(node, yaml.SequenceNode):
        raise ValueError("is not a list of rows such as `- text: Hello`")
    for item in node.value:
        row = item.value[0] if isinstance(item, yaml.MappingNode) and len(item.value) == 1 else None
        if row is None or not all(isinstance(part, yaml.ScalarNode) for part in row):
            raise ValueError("has a row that is not one key and one value, such as `- text: Hello`")
        yield ScreenRow(row[0].value, row[1].value, line + item.start_mark.line)


def _link_text(children: Sequence[Token], start: int) -> Iterator[str]:
    for child in children[start + 1 :]:
        if child.type == "link_close":
            return
        yield child.content


def _line_of(token: Token, text: str, first: int) -> int:
    return first + token.content.count("\n", 0, max(token.content.find(text), 0))


def _place_of(token: Token, target: str, first: int) -> tuple[int, int]:
    written = target if target in token.content else unquote(target)
    position = max(token.content.find(written), 0)
    start = token.content.rfind("\n", 0, position) + 1
    return first + token.content.count("\n", 0, position), position - start + 1
