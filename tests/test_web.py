"""Addresses, and the style sheet cut down to a page."""

from __future__ import annotations

import base64
import hashlib
import posixpath
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import ROOT
from courselib.model import Term, Where
from courselib.web import search
from courselib.web.policy import policy
from courselib.web.scripts import Scripts
from courselib.web.stylesheet import Stylesheet
from courselib.web.terms import Entry, Linker, entries
from courselib.web.topics import ON_A_PAGE, Topic, chapters, letter
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


def test_topics_stand_in_the_order_of_the_alphabet() -> None:
    """Đ is a letter after D, marks count only between equals, a double is listed once."""
    names = ["Đổi mật khẩu", "Dọa", "An toàn", "Ảnh giả", "Điện thoại", "Anh", "Anh"]
    (chapter,) = chapters([Topic(name, "a.html") for name in names])
    assert [topic.text for topic in chapter.topics] == [
        "An toàn",
        "Anh",
        "Ảnh giả",
        "Dọa",
        "Điện thoại",
        "Đổi mật khẩu",
    ]
    assert [letter(topic.text) for topic in chapter.topics] == ["A", "A", "A", "D", "Đ", "Đ"]


@pytest.mark.parametrize("count", [0, 1, ON_A_PAGE, ON_A_PAGE + 1, 5 * ON_A_PAGE + 3])
def test_many_topics_are_cut_into_pages_that_have_them_all(count: int) -> None:
    """No page is over its number, none is left out, and the name of a page says what it holds."""
    topics = [Topic(f"{chr(97 + number % 26)}{number} bài", "a.html") for number in range(count)]
    found = chapters(topics)
    assert sorted(topic.text for one in found for topic in one.topics) == sorted(topic.text for topic in topics)
    assert all(0 < len(one.topics) <= ON_A_PAGE for one in found)
    assert all(one.name.startswith(one.topics[0].text.split()[0]) for one in found)


def test_a_script_gets_its_words_inside_its_quotes(tmp_path: Path) -> None:
    """Quotes in a word can not end the string; a word that is missing stops the build; another text, another name."""
    (tmp_path / "a.js").write_text('// said\nsay("@@word@@");', "utf-8")
    scripts = Scripts(tmp_path)
    assert scripts.text("a", {"word": 'nói "đi"'}) == 'say("nói \\"đi\\"");'
    with pytest.raises(KeyError, match="word"):
        scripts.text("a", {})
    assert scripts.file("a", "vi", {"word": "x"}) != Scripts(tmp_path).file("a", "vi", {"word": "y"})


def test_the_policy_names_what_is_in_the_page() -> None:
    """The sums are those a browser reckons; what the page does not have is not let in."""
    page = "<style>a{}</style><script data-src=a.js>wait()</script><script src=b.js></script>"
    rules = dict(rule.split(" ", 1) for rule in policy(page).split(";"))
    digest = base64.b64encode(hashlib.sha256(b"wait()").digest()).decode()
    assert rules["script-src"] == f"'self' 'sha256-{digest}'"
    assert rules["style-src"].count("sha256-") == 1
    assert rules["default-src"] == rules["form-action"] == rules["base-uri"] == "'none'"
    assert "manifest-src" not in rules
    assert "form-action 'self'" in policy("<form></form><link rel=manifest>")
    assert "manifest-src 'self'" in policy("<link rel=manifest href=a>")


@given(st.integers(0, 10**9))
def test_postings_are_read_back_as_they_were_written(value: int) -> None:
    """Digits of five bits, lowest first, as find.js reads them."""
    read = sum((search.DIGITS.index(digit) % 32) << 5 * at for at, digit in enumerate(search.digits(value)))
    assert read == value
    assert [search.DIGITS.index(digit) > 31 for digit in search.digits(value)][-1] is False


def linked(html: str) -> str:
    terms = [
        Entry("ma-otp", "mã OTP", "."),
        Entry("ai", "trí tuệ nhân tạo (AI)", "."),
        Entry("tai", "tải xuống, tải lên", "."),
    ]
    return "|".join(Linker(terms).linked(html.split("|"), "g.html"))


@pytest.mark.parametrize(
    ("html", "made"),
    [
        ("<p>Mã OTP là gì", '<p><a class=term href="g.html#ma-otp">Mã OTP</a> là gì'),
        ("<p>mã\nOTP", '<p><a class=term href="g.html#ma-otp">mã\nOTP</a>'),
        ("<p>mã OTP, mã OTP|<p>mã OTP", '<p><a class=term href="g.html#ma-otp">mã OTP</a>, mã OTP|<p>mã OTP'),
        ("<p>trí tuệ nhân tạo", '<p><a class=term href="g.html#ai">trí tuệ nhân tạo</a>'),
        ("<p>tải lên", '<p><a class=term href="g.html#tai">tải lên</a>'),
        ("<p>mã OTPs, xmã OTP", "<p>mã OTPs, xmã OTP"),
        ('<p><a href="x">mã OTP</a>', '<p><a href="x">mã OTP</a>'),
        ("<h3 class=step><b>1</b> Giữ mã OTP</h3><p>x", "<h3 class=step><b>1</b> Giữ mã OTP</h3><p>x"),
        (
            "<figure><p>mã OTP</figure><p>mã OTP",
            '<figure><p>mã OTP</figure><p><a class=term href="g.html#ma-otp">mã OTP</a>',
        ),
        ('<p title="mã OTP">x', '<p title="mã OTP">x'),
    ],
)
def test_the_first_use_of_a_term_leads_to_the_glossary(html: str, made: str) -> None:
    """Not in links, headings and drawn screens; once a page; whole words, whatever their case and line."""
    assert linked(html) == made


def test_terms_that_are_written_alike_have_places_of_their_own() -> None:
    where = Where("g.yml")
    terms = [Term({"vi": one, "en": one}, {"vi": ".", "en": "."}, {}, where) for one in ("cài đặt", "Cài đặt")]
    assert [one.id for one in entries(terms, "vi", "en")] == ["cai-dat", "cai-dat-2"]
