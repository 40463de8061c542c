"""HTML of the site as XHTML: every end tag that the site leaves out, and nothing that XML forbids."""

from __future__ import annotations

import pytest
from lxml import etree

import packed
from courselib.packs.pages import lesson, sources, xhtml

TABLE = "<table><thead><tr><th>1<th>2<tbody><tr><td>a<td>b<tr><td>c</table>"
CASES = {
    "<p>a<p>b": "<p>a</p><p>b</p>",
    "<p>a<ul><li>b<ul><li>c</ul><li><p>d<p>e</ul>f": (
        "<p>a</p><ul><li>b<ul><li>c</li></ul></li><li><p>d</p><p>e</p></li></ul>f"
    ),
    TABLE: (
        "<table><thead><tr><th>1</th><th>2</th></tr></thead>"
        "<tbody><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></tbody></table>"
    ),
    "<p>a<br>b<figure class=phone><div><p class=big>c</div></figure>": (
        '<p>a<br/>b</p><figure class="phone"><div><p class="big">c</p></div></figure>'
    ),
    "<h3 id=a>a</h3><h3 id=a>b</h3>": '<h3 id="a">a</h3><h3>b</h3>',
    "a\x01 &lt;b&gt; &amp; é": "a &lt;b&gt; &amp; é",
    '<p>a</em></p><a href="x">b': '<p>a</p><a href="x">b</a>',
}


@pytest.mark.parametrize("html", CASES)
def test_what_html_leaves_out_is_written(html: str) -> None:
    assert xhtml(html) == CASES[html]


def test_links_and_pictures_change_or_leave_their_words() -> None:
    html = '<p><a href="a">one <b>two</b></a><img src="b" alt="three">'
    assert (
        xhtml(html, lambda _: "x", lambda _: "y") == '<p><a href="x">one <b>two</b></a><img src="y" alt="three"/></p>'
    )
    assert xhtml(html, lambda _: "", lambda _: "") == "<p>one <b>two</b>three</p>"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_lesson_is_well_formed(language: str) -> None:
    for chapter in packed.volume("library", language).chapters:
        words = packed.volume("library", language).words
        made = lesson(chapter, words) + sources(chapter.statements, words)
        assert etree.fromstring(f"<div>{made}</div>") is not None
