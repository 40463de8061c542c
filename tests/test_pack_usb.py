"""The copy for a USB stick: whole, closed in itself, and of use to someone who has nothing but a browser."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from playwright.sync_api import Browser, Page

from conftest import ROOT, Server
from courselib.packs.formats import Workshop
from courselib.packs.usb import READ_FIRST, START, usb
from courselib.packs.volume import LICENCE_URL, Volume
from packed import SETTINGS, plain_site, volume, workshop_with_site

FOLDER = "binh-dan-hoc-vu-so"
LESSON = "citizens/basic/pay-by-qr/index.html"
HOSTILE = "</script><b>&\"'{}\\#~=\x01"
A_LESSON = 12 * 1024
"""The most bytes for each lesson in each language, with all that is there once: front doors, courses, tests, search."""


def made(target: Path, book: Volume, workshop: Workshop) -> Path:
    """A folder with the unpacked copy."""
    file = target / "library.usb.zip"
    usb(book, workshop, file)
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(target / "stick")
    return target / "stick"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy as it was sent."""
    folder = tmp_path_factory.mktemp("usb")
    made(folder, volume("library", "vi"), workshop_with_site())
    return folder / "library.usb.zip"


@pytest.fixture(scope="module")
def stick(packed: Path) -> Path:
    """The unpacked copy."""
    return packed.parent / "stick"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose scripts may not fail."""
    context = browser.new_context(viewport={"width": 900, "height": 900}, locale="vi")
    context.set_default_timeout(15_000)
    made = context.new_page()
    errors: list[object] = []
    made.on("pageerror", lambda error: errors.append(error))  # playwright wants a function of ours
    yield made
    context.close()
    assert not errors


def asked(page: Page) -> list[str]:
    """Addresses that a page asks for from now on."""
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    return addresses


def words_of(file: Path) -> str:
    """The words of a page, with single spaces."""
    return " ".join(lxml.html.document_fromstring(file.read_text("utf-8")).text_content().split())


def test_a_page_and_a_text_lie_beside_one_folder(packed: Path, stick: Path) -> None:
    assert {path.name for path in stick.iterdir()} == {START, READ_FIRST, FOLDER}
    with zipfile.ZipFile(packed) as archive:
        names = archive.namelist()
    assert names[:2] == [START, READ_FIRST]
    assert all(name.isascii() and len(name) < 200 for name in names)
    # Windows and memory cards take capitals and small letters for the same.
    assert len({name.lower() for name in names}) == len(names)


def test_every_link_leads_to_a_place_in_the_copy(stick: Path) -> None:
    base, seen = "http://stick/", 0
    for file in stick.rglob("*.html"):
        tree = lxml.html.document_fromstring(file.read_text("utf-8"))
        here = urljoin(base, file.relative_to(stick).as_posix())
        for element in tree.iter("a", "link", "script", "img", "form"):
            for name in ("href", "src", "data-src", "action"):
                value = element.get(name)
                if value is None or value.startswith("data:") or element.get("rel") in ("canonical", "license"):
                    continue
                if urlsplit(value).scheme:
                    assert element.tag == "a"
                    outside = not value.startswith(SETTINGS.base) or element.text == value
                    assert outside, f"{file}: {value}"
                    continue
                address, anchor = urldefrag(urljoin(here, value))
                target = stick / unquote(urlsplit(address).path).lstrip("/")
                assert target.is_file(), f"{file}: {value}"
                seen += 1
                if anchor:
                    assert f"id={anchor}" in target.read_text("utf-8").replace('"', ""), f"{file}: {value}"
    assert seen > 1000


def test_what_search_finds_is_in_the_copy(stick: Path) -> None:
    titles = list(stick.glob(f"{FOLDER}/find/*/??[0-9]*.js"))
    paths = [path for file in titles for path in re.findall(r'"([^"]+\.html)[#"]', file.read_text("utf-8"))]
    assert len(paths) > 20
    assert not [path for path in paths if not (stick / FOLDER / path).is_file()]


def test_what_only_works_on_the_web_is_left_out(stick: Path) -> None:
    inside = {path.relative_to(stick / FOLDER).as_posix() for path in (stick / FOLDER).rglob("*") if path.is_file()}
    gone = r"(en/)?404\.html|sw\.js|sitemap.*|manifest.*|.*\.webmanifest|icon-.*|maskable-.*|offline/.*|offline\..*\.js"
    assert not [path for path in inside if re.fullmatch(gone, path)]
    there = {path.relative_to(plain_site()).as_posix() for path in plain_site().rglob("*") if path.is_file()}
    assert all(re.fullmatch(gone, path) for path in there - inside)
    assert {path for path in inside - there if not re.fullmatch(r"script/\w+\.js", path)} == {"metadata.jsonld"}
    text = "".join(file.read_text("utf-8") for file in (stick / FOLDER).rglob("*.html"))
    assert "rel=manifest" not in text


def test_every_lesson_is_there_in_both_languages(stick: Path) -> None:
    for code, prefix in (("vi", ""), ("en", "en/")):
        for chapter in volume("library", code).chapters:
            words = words_of(stick / FOLDER / f"{prefix}{chapter.id}/index.html")
            for text in (chapter.title, *(one.text for one in chapter.outcomes)):
                assert " ".join(text.split()) in words
            for question in chapter.questions:
                for text in (question.ask, *(one.text for one in question.options)):
                    assert " ".join(text.split()) in words
            assert (stick / FOLDER / f"{prefix}{chapter.id}/teacher.html").is_file() == bool(chapter.plan)


def test_the_page_to_open_leads_into_the_library(stick: Path, page: Page) -> None:
    log = asked(page)
    page.goto((stick / START).as_uri())
    assert page.locator("#missing").is_hidden()
    page.click("text=Mở thư viện")
    assert page.locator("h1").inner_text() == "Bạn muốn làm gì?"
    page.goto((stick / START).as_uri())
    page.click("text=Open the library")
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("main a[href*='pay-by-qr'] >> nth=0")
    page.mouse.wheel(0, 400)
    page.wait_for_selector(".tools button")
    assert [address for address in log if not address.startswith(("file:", "data:"))] == []


def test_the_page_to_open_says_when_its_folder_is_missing(stick: Path, tmp_path: Path, page: Page) -> None:
    shutil.copy(stick / START, tmp_path)
    page.goto((tmp_path / START).as_uri())
    page.wait_for_selector("#missing")
    assert "giải nén" in page.locator("#missing").inner_text()
    assert "Unpack" in page.locator("#missing").inner_text()


@pytest.mark.parametrize(
    ("words", "front", "finds"),
    [
        ("mat khau", "index.html", "passwords-and-otp-codes"),
        ("lua dao", "index.html", "emergency"),
        ("scam", "en/index.html", "emergency"),
    ],
)
def test_search_finds(stick: Path, page: Page, words: str, front: str, finds: str) -> None:
    page.goto((stick / FOLDER / front).as_uri())
    page.fill("#q", words)
    page.wait_for_selector("#found a")
    page.click(f"#found a[href*='{finds}']")
    assert finds in page.url
    assert page.locator("h1").inner_text()


def test_pages_look_as_on_the_site(stick: Path, page: Page) -> None:
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        for path in (LESSON, LESSON.replace("index", "teacher"), "en/index.html", "coverage.html"):
            seen = []
            for folder in (plain_site(), stick / FOLDER):
                page.goto((folder / path).as_uri())
                # A copy leaves out the way into the source.
                page.evaluate(
                    "document.querySelectorAll('[href*=\"/edit/main/\"]').forEach(one => one.parentNode.remove())"
                )
                seen.append(page.screenshot(full_page=True))
            assert seen[0] == seen[1], (media, path)


def test_a_copy_that_is_served_offers_no_keeping(stick: Path, page: Page) -> None:
    server = Server(stick)
    page.goto(f"{server.address}{FOLDER}/{LESSON}")
    page.mouse.wheel(0, 400)
    page.wait_for_selector(".tools button")
    assert page.locator("a[href*=offline]").count() == 0
    page.goto(f"{server.address}{FOLDER}/offline.html")
    assert "bài nào cũng có sẵn" in page.locator("main").inner_text()
    page.goto(f"{server.address}{FOLDER}/en/offline.html")
    assert "every lesson is here" in page.locator("main").inner_text()
    assert not [path for path, _ in server.log if path.endswith("sw.js")]
    server.stop()


def test_pages_run_the_scripts_of_the_copy_and_ask_nobody_else(stick: Path) -> None:
    for file in (stick / FOLDER).rglob("*.html"):
        html = file.read_text("utf-8")
        found = re.search(r'Content-Security-Policy content="([^"]*)"', html)
        assert found, file
        rules = dict(rule.split(" ", 1) for rule in found[1].split(";"))
        assert rules == {"default-src": "'self' data:", "style-src": "'self' 'unsafe-inline'"}, file
        assert not re.search(r"<script[^>]*>[^<]", html), file


def test_it_says_what_it_is(stick: Path) -> None:
    library = volume("library", "vi")
    value = json.loads((stick / FOLDER / "metadata.jsonld").read_text("utf-8"))
    assert (value["name"], value["license"], value["url"]) == (library.title, LICENCE_URL, library.address)
    assert value["dateModified"] == library.day.isoformat()
    assert value["inLanguage"] == ["vi", "en"]
    codes = {(one["targetName"], one["educationalFramework"]) for one in value["educationalAlignment"]}
    assert codes == {(one.code, one.framework) for one in library.competences()}
    assert [one["timeRequired"] for one in value["hasPart"]] == [f"PT{one.minutes}M" for one in library.chapters]
    for chapter in library.chapters:
        tree = lxml.html.document_fromstring((stick / FOLDER / chapter.id / "index.html").read_text("utf-8"))
        assert {url for one in chapter.statements for url in one.sources} <= set(tree.xpath("//a/@href"))
    raw = (stick / READ_FIRST).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\n") == raw.count(b"\r\n")
    for text in (raw.decode("utf-8-sig"), words_of(stick / START)):
        for edition in library.editions:
            assert edition.words["not_official"] in text
            assert edition.words["licence"] in text
            assert edition.shown_day in text
            assert edition.address in text


def test_it_is_light(packed: Path) -> None:
    library = volume("library", "vi")
    assert packed.stat().st_size <= A_LESSON * len(library.chapters) * len(library.editions)


MAKE = """
import sys
from pathlib import Path
from courselib.packs.formats import Workshop, formats
from packed import SETTINGS, volume
form, site, target = sys.argv[1:]
formats()[form].make(volume("library", "vi"), Workshop(SETTINGS, Path("content"), Path(site)), Path(target))
"""


def made_elsewhere(form: str, site: Path, target: Path, seed: str) -> bytes:
    """A pack made in a process of its own, with its own order of sets, place on earth, and moment."""
    environment = {
        **os.environ,
        "PYTHONHASHSEED": seed,
        "TZ": f"UTC{seed}",
        "PYTHONPATH": f"{ROOT}/tests:{ROOT}/scripts",
    }
    subprocess.run([sys.executable, "-c", MAKE, form, site, target], check=True, cwd=ROOT, env=environment)
    return target.read_bytes()


def test_it_is_the_same_each_time(packed: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(plain_site(), older, copy_function=shutil.copyfile)
    other = made_elsewhere("usb", older, tmp_path / "other.zip", "7")
    assert other == packed.read_bytes()
    page = older / LESSON
    page.write_text(page.read_text("utf-8").replace("</h1>", "!</h1>"), "utf-8")
    assert made_elsewhere("usb", older, tmp_path / "third.zip", "7") != other


def changed_site(tmp_path: Path, path: str, old: str, new: str) -> Workshop:
    """A site that is another one in one place."""
    folder = tmp_path / "site"
    shutil.copytree(plain_site(), folder)
    file = next(folder.glob(path))
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    return Workshop(SETTINGS, ROOT / "content", folder)


def test_an_address_of_the_site_becomes_a_link_inside(tmp_path: Path) -> None:
    base = SETTINGS.base
    links = (
        f'<a href={base}>1</a><a class=x href="{base}en/emergency.html#a&amp;b">2</a><a href="{base}citizens/">3</a>'
    )
    links += f'<a href="{base}no-such-page.html">4</a><a href="https://binhdanhocvuso.example.org/">5</a>'
    workshop = changed_site(tmp_path, LESSON, "</h1>", f"</h1>{links}")
    page = made(tmp_path, volume("library", "vi"), workshop) / FOLDER / LESSON
    found = dict(re.findall(r'<a[^>]* href="?([^">]*)"?>([1-5])</a>', page.read_text("utf-8")))
    assert {number: unescape(address) for address, number in found.items()} == {
        "1": "../../../index.html",
        "2": "../../../en/emergency.html#a&b",
        "3": "../../index.html",
        "4": f"{base}no-such-page.html",
        "5": "https://binhdanhocvuso.example.org/",
    }


def test_helps_that_ask_for_the_worker_in_another_way_are_noticed(tmp_path: Path) -> None:
    workshop = changed_site(tmp_path, "read.vi.*.js", "navigator.serviceWorker", "navigator['serviceWorker']")
    with pytest.raises(ValueError, match="does not ask for the worker"):
        usb(volume("library", "vi"), workshop, tmp_path / "library.zip")


def test_hostile_words_stay_words(tmp_path: Path, page: Page) -> None:
    library = volume("library", "vi")
    words = {**library.editions[0].words, "pack_copy_open": HOSTILE, "pack_copy_here": HOSTILE}
    editions = (dataclasses.replace(library.editions[0], words=words, name=HOSTILE), *library.editions[1:])
    book = dataclasses.replace(library, title=HOSTILE, editions=editions)
    stick = made(tmp_path, book, workshop_with_site())
    page.goto((stick / START).as_uri())
    shown = HOSTILE.replace("\x01", "")
    assert page.locator("h1").inner_text().replace("\x01", "") == shown
    assert page.locator(".open b >> nth=0").inner_text().replace("\x01", "") == shown
    page.click(".open a >> nth=0")
    page.goto(page.url.replace("index.html", "offline.html"))
    assert page.locator(".lead").inner_text().replace("\x01", "") == shown
