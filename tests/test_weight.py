"""The scales, and the rules that read them."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from conftest import TINY, TODAY
from courselib import checks
from courselib.load import load
from courselib.model import BuiltPage, BuiltSite, Where
from courselib.web.weigh import compressed, fetched, weigh

WHERE = Where("content/people/basic/lamp/index.vi.md")
HELP = Where("content/help.vi.md")


def built(size: int, requests: tuple[str, ...] = (), **other: Any) -> BuiltPage:
    """A page on the scales; a lesson of 5,000 bytes of words unless said otherwise."""
    given = {"lesson": True, "where": WHERE, "language": "vi", "text_size": 5_000, "script_size": 0, **other}
    return BuiltPage(path="a.html", size=size, requests=requests, **given)


@pytest.mark.parametrize(
    ("page", "search", "wanted"),
    [
        (built(8_000), 15_000, []),
        (built(10_000), 0, ["W110"]),
        (built(10_001), 0, ["W101", "W110"]),
        (built(14_000, ("a.png",), lesson=False), 0, []),
        (built(14_001, lesson=False), 0, ["W102"]),
        (built(8_000, ("images/a.png",)), 0, ["W103"]),
        (built(9_000, ("https://fonts.example/a",), lesson=False), 0, ["W104"]),
        (built(2_201, text_size=1_000), 0, ["W105"]),
        (built(2_200, text_size=1_000), 0, []),
        (built(8_000, script_size=3_000), 0, []),
        (built(8_000, script_size=3_001), 0, ["W107"]),
        (built(6_000, lesson=False, where=HELP), 0, []),
        (built(6_001, lesson=False, where=HELP), 0, ["W108"]),
        (built(8_000), 15_001, ["W109"]),
        (built(8_001), 0, ["W110"]),
    ],
)
def test_each_budget_has_an_edge(page: BuiltPage, search: int, wanted: list[str]) -> None:
    """At its limit a page passes, one over it is named."""
    library, _ = load(str(TINY / "content"))
    where = page.where._replace(path=str(TINY / page.where.path))
    site = BuiltSite((dataclasses.replace(page, where=where),), search)
    assert sorted(one.code for one in checks.run(library, TODAY, built=site)) == wanted


@pytest.mark.parametrize(
    ("html", "wanted"),
    [
        ("<link rel=stylesheet href=a.css>", ["a.css"]),
        ('<link rel="icon" href="data:,"><link rel=canonical href="https://a.example/">', []),
        ('<script src="a.js" defer></script><img src=a.png alt=x>', ["a.js", "a.png"]),
        ("<iframe src=//b.example></iframe>", ["//b.example"]),
        ("<style>a{background:url(b.png)}</style>", ["b.png"]),
        ("<style>@media print{a{b:c}a::after{content:url(b.png)}}</style>", []),
        ("<script data-src=a.js>1</script><form data-src=b.js>", []),
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
    (page,) = weigh(str(tmp_path), library).pages
    assert page.size == compressed(html) + compressed(picture)
    assert page.requests == ("images/a.png",)
    assert page.where.path.endswith("people/basic/lamp/index.vi.md")
    assert page.lesson
    assert page.text_size > 0


def test_scripts_are_weighed_apart(tmp_path: Path) -> None:
    """What is written in the page and what comes after it by itself counts as script; search does not."""
    (tmp_path / "a.js").write_bytes(b"wait()")
    (tmp_path / "b.js").write_bytes(b"help()")
    (tmp_path / "find.js").write_bytes(b"search()")
    html = "<script data-src=a.js>touch()</script><script defer src=b.js></script><form data-src=find.js>"
    (tmp_path / "index.html").write_text(html, "utf-8")
    (page,) = weigh(str(tmp_path), load(str(TINY / "content"))[0]).pages
    assert page.script_size == compressed(b"touch()") + compressed(b"wait()") + compressed(b"help()")
    assert page.requests == ("b.js",)


def test_the_most_a_search_can_load_is_its_fullest_files(tmp_path: Path) -> None:
    """The script, eleven blocks and six groups of titles, the largest of each."""
    folder = tmp_path / "find/1a2b"
    folder.mkdir(parents=True)
    (tmp_path / "find.vi.js").write_bytes(b"search()")
    for number in range(16):
        (folder / f"s{number}.js").write_bytes(bytes(range(20 + number)))
        (folder / f"vi{number}.js").write_bytes(bytes(range(60 + number)))
    blocks = sum(compressed(bytes(range(20 + number))) for number in range(5, 16))
    titles = sum(compressed(bytes(range(60 + number))) for number in range(10, 16))
    assert weigh(str(tmp_path), load(str(TINY / "content"))[0]).search == compressed(b"search()") + blocks + titles
