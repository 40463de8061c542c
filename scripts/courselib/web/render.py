"""Markdown structure to HTML: the only renderer. Raw HTML comes out as text, unsafe links as their words."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape as _escape
from typing import Any

from markupsafe import Markup

from courselib.markdown import SAFE_SCHEMES, STEP, parse_inline, plain, scheme_of, screen_rows
from courselib.model import Document, ScreenRow
from courselib.vietnamese import slug

_MARKED = re.compile(r"[*_`\[\]<>&\\!]|  \n")
_BOLD = re.compile(r"(?<![\w*])\*\*(?=[^\W_])([^*]*[\w.:!?])\*\*(?![\w*])")
_QUOTED = re.compile(r'\]\([^)]{0,2000}\)|`[^`]*`|"([^"]*)"')

# HTML lets these end tags be left out, and a page is lighter without them:
# https://html.spec.whatwg.org/multipage/syntax.html#optional-tags
_FIXED = {
    "paragraph_open": "<p>",
    "paragraph_close": "",
    "bullet_list_open": "<ul>",
    "bullet_list_close": "</ul>",
    "ordered_list_open": "<ol>",
    "ordered_list_close": "</ol>",
    "list_item_open": "<li>",
    "list_item_close": "",
    "blockquote_open": "<blockquote>",
    "blockquote_close": "</blockquote>",
    "table_open": "<div class=wide><table>",
    "table_close": "</table></div>",
    "thead_open": "<thead>",
    "thead_close": "",
    "tbody_open": "<tbody>",
    "tbody_close": "",
    "tr_open": "<tr>",
    "tr_close": "",
    "th_open": "<th>",
    "th_close": "",
    "td_open": "<td>",
    "td_close": "",
    "hr": "<hr>",
    "strong_open": "<strong>",
    "strong_close": "</strong>",
    "em_open": "<em>",
    "em_close": "</em>",
    "softbreak": "\n",
    "hardbreak": "<br>",
    "link_close": "</a>",
}

_STYLED_ROWS = frozenset(("bar", "big", "field", "message", "reply"))
"""Rows of a screen that look like themselves; any other is text."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page under one second-level heading; the first may have none."""

    key: str
    """Key of the heading in `Language.sections`, or empty."""
    title: Markup
    id: str
    html: Markup


def escape(text: str) -> str:
    """Text as HTML, with straight quotes curled."""
    return _escape(curl(text), quote=False)


def markup(text: str) -> Markup:
    """Text as HTML that a template need not escape again."""
    return Markup(escape(text))  # noqa: S704  # escaped right here


def curl(text: str) -> str:
    """Straight quotes in pairs become curly; code and link targets stay as they are."""
    if '"' not in text:
        return text
    return _QUOTED.sub(lambda m: m[0] if m[1] is None else f"“{m[1]}”", text)


def sections(
    document: Document, keys: dict[str, str], words: dict[str, str], link: Callable[[str], str], base: str = ""
) -> list[Section]:
    """Render a page body, split at its second-level headings.

    Args:
        document: the structure of the body.
        keys: section keys by heading text.
        words: words for the states of a switch: `on` and `off`.
        link: turns a link target as written into one for the site.
        base: what full addresses that `link` makes begin with, for pages that leave the site.

    """
    return list(_sections(document, keys, _Renderer(words, link, base)))


def _sections(document: Document, keys: dict[str, str], renderer: _Renderer) -> Iterator[Section]:
    tokens = document.tokens
    if tokens is None:
        raise ValueError("a library loaded without tokens can not be shown")
    starts = [
        at for at, token in enumerate(tokens) if token.type == "heading_open" and token.tag == "h2" and token.level == 0
    ]
    ends = [*starts, len(tokens)]
    if ends[0]:
        yield Section("", Markup(), "", renderer.blocks(tokens[: ends[0]]))
    for start, end in zip(starts, ends[1:], strict=True):
        title = plain(tokens[start + 1].content)
        html = renderer.blocks(tokens[start + 3 : end])
        yield Section(keys.get(title, ""), markup(title), slug(title), html)


class _Renderer:
    def __init__(self, words: dict[str, str], link: Callable[[str], str], base: str) -> None:
        self.words = words
        self.link = link
        self.base = base

    def blocks(self, tokens: Iterable[Any]) -> Markup:
        return Markup("".join(self._blocks(tokens)))  # noqa: S704  # every piece of it is escaped below

    def _blocks(self, tokens: Iterable[Any]) -> Iterator[str]:
        heading = ""
        for token in tokens:
            kind = token.type
            if token.hidden:
                continue
            if kind == "inline":
                yield self.heading(heading, token) if heading else self.inline(token)
            elif kind == "heading_open":
                heading = token.tag
            elif kind == "heading_close":
                heading = ""
            elif kind in _FIXED:
                yield _FIXED[kind]
            elif kind == "fence" and token.info.strip() == "screen":
                yield self.screen(screen_rows(token))
            else:
                yield f"<pre>{_escape(token.content, quote=False)}</pre>"

    def heading(self, tag: str, token: Any) -> str:
        """A heading; a step keeps its number apart from its words, for the style to draw."""
        step = STEP.match(token.content)
        if step is None:
            return f"<{tag} id={slug(plain(token.content))}>{self.inline(token)}</{tag}>"
        words = self.inline(token).partition(". ")[2]
        return f"<{tag} class=step><b>{step[1]}</b> {words}</{tag}>"

    def inline(self, token: Any) -> str:
        text = token.content
        if not _MARKED.search(text):
            return escape(text)
        bold = _BOLD.sub(r"\0\1\0", text)
        if not _MARKED.search(bold):
            # Bold words and nothing else: nearly all marked runs, and no need to ask the engine.
            parts = escape(bold).split("\0")
            return "".join(f"<strong>{one}</strong>" if at % 2 else one for at, one in enumerate(parts))
        if '"' in text:
            token.content, token.children = curl(text), None
        return "".join(self._inline(parse_inline(token)))

    def _inline(self, tokens: Iterable[Any]) -> Iterator[str]:
        closing: list[str] = []
        for token in tokens:
            kind = token.type
            if kind in ("text", "text_special"):
                yield _escape(token.content, quote=False)
            elif kind == "link_open":
                target = self.safe(str(token.attrs.get("href", "")))
                yield f'<a href="{_escape(target)}">' if target else ""
                closing.append("</a>" if target else "")
            elif kind == "link_close":
                yield closing.pop()
            elif kind == "image":
                source = str(token.attrs.get("src", ""))
                target = self.safe(source)
                words = _escape(token.content)
                own = target and not scheme_of(source)
                yield f'<img class=pic src="{_escape(target)}" alt="{words}" loading="lazy">' if own else words
            elif kind == "code_inline":
                yield f"<code>{_escape(token.content, quote=False)}</code>"
            else:
                yield _FIXED.get(kind) or _escape(token.content, quote=False)

    def safe(self, target: str) -> str:
        """The target for the site, or nothing when its scheme could run code or read files."""
        scheme = scheme_of(target)
        if scheme:
            return target if scheme in SAFE_SCHEMES else ""
        # A file may be called like a scheme, and two slashes leave the site without one.
        made = self.link(target)
        if self.base and made.startswith(self.base):
            return made
        return "" if scheme_of(made) or made.startswith("//") else made

    def screen(self, rows: list[ScreenRow]) -> str:
        """A phone screen. Buttons that follow each other share a line."""
        parts: list[str] = []
        notes: list[str] = []
        for row in rows:
            text = escape(row.text)
            if row.kind in ("button", "tap"):
                button = f"<b class=tap>{text}</b>" if row.kind == "tap" else f"<i>{text}</i>"
                if parts and parts[-1].startswith("<p class=keys>"):
                    parts[-1] += f" {button}"
                else:
                    parts.append(f"<p class=keys>{button}")
            elif row.kind == "note":
                notes.append(text)
            elif row.kind == "toggle":
                parts.append(self.switch(row.text))
            elif row.kind in _STYLED_ROWS:
                parts.append(f"<p class={row.kind}>{text}")
            else:
                parts.append(f"<p>{text}")
        caption = f"<figcaption>{' '.join(notes)}</figcaption>" if notes else ""
        return f"<figure class=phone><div>{''.join(parts)}</div>{caption}</figure>"

    def switch(self, text: str) -> str:
        label, _, state = text.rpartition("|")
        state = state.strip()
        shown = escape(self.words.get(state, state))
        style = '"toggle on"' if state == "on" else "toggle"
        return f"<p class={style}>{escape(label.strip())} <i>{shown}</i>"


def markdown_link(target: str, folder: str, here: str) -> str:
    """A link between Markdown files as a link between pages.

    Args:
        target: as written, such as `../pay-by-qr/index.en.md#remember`.
        folder: folder of the Markdown file under the content folder.
        here: folder of the page in the site, without the language.

    """
    path, mark, anchor = target.partition("#")
    if not path.endswith(".md"):
        return target
    stem = posixpath.join(folder, path).removesuffix(".md").rpartition(".")[0]
    return posixpath.relpath(stem + ".html", here or ".") + mark + anchor
