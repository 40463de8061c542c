"""The scales, and the rules that read them."""

from __future__ import annotations

from pathlib import Path

import pytest

from conftest import TINY, TODAY
from courselib import checks
from courselib.load import load
from courselib.model import BuiltPage, Where
from courselib.web.weigh import compressed, fetched, weigh

WHERE = Where("content/people/basic/lamp/index.vi.md")


def codes(page: BuiltPage) -> list[str]:
    """Codes of what is found about one built page."""
    library, _ = load(str(TINY / "content"))
    return [one.code for one in checks.run(library, TODAY, built=[page])]


@pytest.mark.parametrize(
    ("page", "wanted"),
    [
        (BuiltPage("a.html", WHERE, True, 10_000, 5_000, ()), []),
        (BuiltPage("a.html", WHERE, True, 10_001, 5_000, ()), ["W101"]),
        (BuiltPage("a.html", WHERE, False, 14_000, 0, ("a.png",)), []),
        (BuiltPage("a.html", WHERE, False, 14_001, 0, ()), ["W102"]),
        (BuiltPage("a.html", WHERE, True, 9_000, 5_000, ("images/a.png",)), ["W103"]),
        (BuiltPage("a.html", WHERE, False, 9_000, 0, ("https://fonts.example/a",)), ["W104"]),
        (BuiltPage("a.html", WHERE, True, 2_201, 1_000, ()), ["W105"]),
        (BuiltPage("a.html", WHERE, True, 2_200, 1_000, ()), []),
    ],
)
def test_each_budget_has_an_edge(page: BuiltPage, wanted: list[str]) -> None:
    """At its limit a page passes, one over it is named."""
    assert codes(page) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<link rel=stylesheet href=a.css>", ["a.css"]),
        ('<link rel="icon" href="data:,"><link rel=canonical href="https://a.example/">', []),
        ('<script src="a.js" defer></script><img src=a.png alt=x>', ["a.js", "a.png"]),
        ("<iframe src=//b.example></iframe>", ["//b.example"]),
        ("<style>a{background:url(b.png)}</style>", ["b.png"]),
        ("<style>@import 'c.css';</style>", ["c.css"]),
        ('<a href="https://a.example/">x</a>', []),
    ],
)
def test_what_a_browser_fetches_is_seen(html: str, wanted: list[str]) -> None:
    """Everything that costs a request is found, a link that waits to be pressed is not."""
    assert list(fetched(html)) == wanted


def test_a_page_weighs_with_what_it_loads(tmp_path: Path) -> None:
    """The size is that of the page and of the files it asks for, and points at its source."""
    folder = tmp_path / "people/basic/lamp"
    folder.mkdir(parents=True)
    html, picture = b"<img src=images/a.png alt=x>" * 9, b"picture"
    (folder / "index.html").write_bytes(html)
    (folder / "images").mkdir()
    (folder / "images/a.png").write_bytes(picture)
    library, _ = load(str(TINY / "content"))
    (page,) = weigh(str(tmp_path), library)
    assert page.size == compressed(html) + compressed(picture)
    assert page.requests == ("images/a.png",)
    assert page.where.path.endswith("people/basic/lamp/index.vi.md")
    assert page.lesson
    assert page.text_size > 0
