"""Markdown as structure, and the one renderer."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from courselib import markdown
from courselib.model import Document
from courselib.web import render

BODY = """
Trước.

## Từng bước

### 1. Cúp máy

Bấm **Từ chối**, xem [bài sau](../b/index.vi.md#ghi-nho)
và ![hình](images/a.png).

```screen
- bar: Cuộc gọi
- button: Nghe
- tap: "Từ chối"
```

1. Một
2. Hai

| a | b |
| --- | --- |
| 1 | 2 |
"""


def shown(body: str) -> str:
    """A body as HTML, links as they are written."""
    words = {"on": "bật", "off": "tắt"}
    return "".join(one.html for one in render.sections(markdown.parse(body), {}, words, lambda to: to))


def test_structure_knows_its_lines() -> None:
    """Headings, links, pictures and screens have the line they stand on."""
    document: Document = markdown.parse(BODY, first_line=6)
    assert [(one.level, one.text, one.id, one.line) for one in document.headings] == [
        (2, "Từng bước", "tung-buoc", 9),
        (3, "1. Cúp máy", "", 11),
    ]
    assert [(one.target, one.text, one.image, one.line) for one in document.links] == [
        ("../b/index.vi.md#ghi-nho", "bài sau", False, 13),
        ("images/a.png", "hình", True, 14),
    ]
    assert [(row.kind, row.text, row.line) for row in document.screens[0].rows] == [
        ("bar", "Cuộc gọi", 17),
        ("button", "Nghe", 18),
        ("tap", "Từ chối", 19),
    ]
    assert document.screens[0].section == 1
    assert document.shape == (
        "heading 2",
        "heading 3",
        "link",
        "image",
        "screen of bar button tap",
        "numbered list of 2",
        "table row",
        "table row",
    )


def test_a_fingerprint_forgives_white_space_and_composition() -> None:
    """Only words count: line breaks, spaces and the way a letter is composed do not."""
    one = markdown.fingerprint("Quán phở", "Một câu.", "Bạn ăn\nphở.")
    assert one == markdown.fingerprint("Quán  phở", "Một câu.", "Bạn ăn phở.\n")
    assert one == markdown.fingerprint("Quán pho\u031b\u0309", "Một câu.", "Bạn ăn phở.")
    assert one != markdown.fingerprint("Quán phở", "Một câu.", "Bạn ăn phở")
    assert re.fullmatch("[0-9a-f]{12}", one)


@given(st.text("ab *\"“.,!()'", max_size=30))
def test_bold_words_come_out_as_from_the_engine(text: str) -> None:
    """The short cut for bold words gives what the engine gives, or leaves the text to it."""
    engine = MarkdownIt("commonmark").disable(["code", "hr", "lheading", "reference"])
    body = f"x{text}"
    wanted = engine.render(render.curl(body)).replace("&quot;", '"').replace("<br />", "<br>")
    wanted = re.sub("</(p|li)>", "", wanted)
    assert "".join(shown(body).split()) == "".join(wanted.split())


@given(st.lists(st.tuples(st.sampled_from(["bar", "text", "tap"]), st.text("aĐ1 :\"'-#|.[", min_size=1)), min_size=1))
def test_plain_rows_are_read_as_yaml_reads_them(rows: list[tuple[str, str]]) -> None:
    """The short cut for screen rows gives what YAML gives, or leaves the block to YAML."""
    text = "\n".join(f"- {kind}: {words}" for kind, words in rows)
    found = [(row.kind, row.text) for row in markdown.parse(f"```screen\n{text}\n```").screens[0].rows]
    try:
        node: Any = yaml.compose(text, Loader=yaml.BaseLoader)
        wanted = [(item.value[0][0].value, item.value[0][1].value) for item in node.value]
    except (yaml.YAMLError, AttributeError, IndexError):
        return
    if all(isinstance(words, str) for _, words in wanted):
        assert found == wanted or found == []


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <img src=x onerror=alert(1)> b",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](<java\tscript:alert(1)>)",
        "[x](data:text/html;base64,AAAA)",
        "![x](data:image/svg+xml,x)",
        "<javascript:alert(1)>",
        '```screen\n- bar: <script>alert(1)</script>\n- tap: "<img src=x onerror=y>"\n```',
        "## <b onclick=x>a</b>",
        "| <script> | b |\n| --- | --- |\n| <i> | [x](vbscript:a) |",
    ],
)
def test_nothing_active_comes_through(text: str) -> None:
    """HTML comes out as text, unsafe links as their words, by every path."""
    html = shown(text)
    assert not re.search(r"<(script|img[^>]*onerror|b onclick|iframe)", html)
    assert not re.search(r"(href|src)=[\"']?\s*(java\s*script|data|vbscript)", html, re.IGNORECASE)


def test_a_screen_is_drawn_with_its_buttons_side_by_side() -> None:
    """Buttons share a line, the thing to press is bold, a switch says its state in words."""
    html = shown('```screen\n- toggle: "Wi-Fi | on"\n- button: Nghe\n- tap: Từ chối\n- note: Xem tên.\n```')
    assert '<p class="toggle on">Wi-Fi <i>bật</i>' in html
    assert "<p class=keys><i>Nghe</i> <b class=tap>Từ chối</b>" in html
    assert "<figcaption>Xem tên.</figcaption>" in html


@pytest.mark.parametrize(
    ("target", "wanted"),
    [
        ("../b/index.en.md", "../b/index.html"),
        ("../b/index.en.md#remember", "../b/index.html#remember"),
        ("teacher.vi.md", "teacher.html"),
        ("#quiz", "#quiz"),
        ("../../../about.vi.md", "../../../about.html"),
    ],
)
def test_links_between_files_become_links_between_pages(target: str, wanted: str) -> None:
    """A link to a Markdown file leads to the page made from it."""
    assert render.markdown_link(target, "g/l/a", "g/l/a") == wanted
