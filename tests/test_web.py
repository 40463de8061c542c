"""Addresses, and the style sheet cut down to a page."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from courselib.web.stylesheet import Stylesheet
from courselib.web.urls import Urls, relative

PATHS = st.lists(st.sampled_from("abc"), min_size=1, max_size=5).map(lambda parts: "/".join(parts) + ".html")


@given(PATHS, PATHS)
def test_relative_is_what_posixpath_says(start: str, target: str) -> None:
    """The quick way gives the same path as the slow one."""
    assert relative(start, target) == posixpath.relpath(target, posixpath.dirname(start) or ".")


def test_the_source_language_lives_at_the_root() -> None:
    """Vietnamese at the root, English under en/, full addresses without index.html."""
    urls = Urls("vi", "https://a.example/")
    assert urls.path("g/l/x/index", "vi") == "g/l/x/index.html"
    assert urls.path("g/l/x/index", "en") == "en/g/l/x/index.html"
    assert urls.link("g/l/x/index.html", "g/l/x/index", "en") == "../../../en/g/l/x/index.html"
    assert urls.absolute("index", "vi") == "https://a.example/"
    assert urls.absolute("g/l/x/teacher", "en") == "https://a.example/en/g/l/x/teacher.html"


def test_a_page_gets_the_rules_it_uses(tmp_path: Path) -> None:
    """Rules of other classes stay out, plain elements and media rules stay in."""
    file = tmp_path / "style.css"
    file.write_text("p { margin: 0 } .a { color: red } .b { color: blue } @media print { .a { color: #000 } }")
    style = Stylesheet(file).for_page("<p class=a>x")
    assert "p{margin:0}" in style
    assert ".a{" in style
    assert ".b{" not in style
    assert "@media print" in style


def test_a_class_without_a_rule_stops_the_build(tmp_path: Path) -> None:
    """A slip in a template is said, not shipped."""
    file = tmp_path / "style.css"
    file.write_text(".a { color: red }")
    with pytest.raises(ValueError, match="no style for aa"):
        Stylesheet(file).for_page("<p class=aa>x")


def test_one_rem_is_eighteen_pixels_and_fonts_are_the_readers_own() -> None:
    """Large type, and nothing to download for it."""
    text = (ROOT / "overrides/style.css").read_text("utf-8")
    assert "font: 1.125rem/" in text
    assert "@font-face" not in text
    assert re.findall(r"url\(([^)]*)\)", text) == ["qr.svg"]
