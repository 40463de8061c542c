"""The copy for Kiwix: sound, the same each time, and found by what people type."""

from __future__ import annotations

import dataclasses
import io
import json
import re
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import lxml.html
import pytest
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher
from PIL import Image
from playwright.sync_api import Browser

from courselib.packs import zim as module
from courselib.packs.volume import LICENCE_URL
from courselib.packs.zim import zim
from courselib.packs.zim_seal import seal
from courselib.vietnamese import fold
from packed import plain_site, volume, workshop_with_site
from test_pack_usb import HOSTILE, LESSON, made_elsewhere

OTP = "citizens/basic/passwords-and-otp-codes"
PHONE = "citizens/basic/get-to-know-your-phone"


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The copy."""
    target = tmp_path_factory.mktemp("zim") / "library.zim"
    zim(volume("library", "vi"), workshop_with_site(), target)
    return target


@pytest.fixture(scope="module")
def archive(packed: Path) -> Archive:
    """The copy, opened by the library of Kiwix."""
    return Archive(packed)


@pytest.fixture(scope="module")
def served(packed: Path) -> Iterator[str]:
    """Address of the copy, served by kiwix-serve."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        ["kiwix-serve", "--address", "127.0.0.1", "--port", str(port), packed], stdout=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    for _ in range(100):
        try:
            read(address)
            break
        except URLError:
            time.sleep(0.1)
    yield address
    server.terminate()
    server.wait()


def read(address: str) -> str:
    """What a server answers."""
    with urllib.request.urlopen(address, timeout=20) as answer:  # noqa: S310  # an address of ours
        text: str = answer.read().decode()
        return text


def paths(archive: Archive) -> Iterator[str]:
    """Paths of all entries that a reader can see."""
    return (archive._get_entry_by_id(number).path for number in range(archive.all_entry_count))


def page_of(archive: Archive, path: str) -> str:
    """The text of a page."""
    return bytes(archive.get_entry_by_path(path).get_item().content).decode()


def test_zimcheck_finds_nothing(packed: Path) -> None:
    done = subprocess.run(["zimcheck", "--all", packed], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert not re.search(r"\[(ERROR|WARNING)\]", done.stdout), done.stdout
    assert "Pass" in done.stdout


def test_it_says_what_it_is(archive: Archive) -> None:
    library = volume("library", "vi")
    found = {key: bytes(archive.get_metadata(key)) for key in archive.metadata_keys}
    text = {key: value.decode() for key, value in found.items() if not key.startswith("Illustration")}
    assert text["Title"] == library.title
    assert len(text["Title"]) <= 30
    assert 20 < len(text["Description"]) <= 80
    assert all(one.summary in text["LongDescription"] for one in library.editions)
    assert all(one.words["not_official"] in text["LongDescription"] for one in library.editions)
    assert len(text["LongDescription"]) <= 4000
    assert text["Language"] == "vie,eng"
    assert text["Name"] == "binhdanhocvuso.example_mul_all"
    assert text["Date"] == library.day.isoformat()
    assert LICENCE_URL in text["License"]
    assert text["Source"] == library.address
    assert "_ftindex:yes" in text["Tags"].split(";")
    assert {"Creator", "Publisher", "Flavour", "Scraper", "Counter"} <= set(text)
    with Image.open(io.BytesIO(found["Illustration_48x48@1"])) as icon:
        assert (icon.format, icon.size) == ("PNG", (48, 48))
        assert len(icon.convert("RGB").getcolors(48 * 48) or ()) > 2
    about = json.loads(page_of(archive, "metadata.jsonld"))
    assert {one["targetName"] for one in about["educationalAlignment"]} == {one.code for one in library.competences()}


def test_it_opens_with_the_front_door(archive: Archive) -> None:
    assert archive.main_entry.get_item().path == "index.html"
    assert archive.has_fulltext_index
    assert archive.has_title_index


def test_every_link_leads_to_an_entry(archive: Archive) -> None:
    seen = 0
    for path in list(paths(archive)):
        if not path.endswith(".html"):
            continue
        html = page_of(archive, path)
        assert "Content-Security-Policy" not in html
        for element in lxml.html.document_fromstring(html).iter("a", "link", "script", "img", "form"):
            for name in ("href", "src", "data-src", "action"):
                value = element.get(name)
                if value and not urlsplit(value).scheme and not value.startswith("#"):
                    address, _ = urldefrag(urljoin(f"http://zim/{path}", value))
                    assert archive.has_entry_by_path(unquote(urlsplit(address).path)[1:]), f"{path}: {value}"
                    seen += 1
    assert seen > 1000


def test_every_lesson_is_there_in_both_languages(archive: Archive) -> None:
    for code, prefix in (("vi", ""), ("en", "en/")):
        for chapter in volume("library", code).chapters:
            entry = archive.get_entry_by_path(f"{prefix}{chapter.id}/index.html")
            assert entry.title == chapter.title
            words = " ".join(lxml.html.document_fromstring(page_of(archive, entry.path)).text_content().split())
            for question in chapter.questions:
                for text in (question.ask, *(one.text for one in question.options)):
                    assert " ".join(text.split()) in words


@pytest.mark.parametrize(
    ("words", "finds"),
    [
        ("mật khẩu", OTP),
        ("mat khau", OTP),
        ("password", f"en/{OTP}"),
        ("Đặt mật khẩu", OTP),
        ("dat mat khau", OTP),
        ("điện thoại", PHONE),
        ("dien thoai", PHONE),
        ("lừa đảo", "citizens/basic/fake-police-call"),
        ("lua dao", "citizens/basic/fake-police-call"),
        ("scam", "en/citizens/basic/fake-police-call"),
    ],
)
def test_search_finds(archive: Archive, words: str, finds: str) -> None:
    found = list(Searcher(archive).search(Query().set_query(words)).getResults(0, 3))
    assert f"{finds}/index.html" in found


def test_words_around_a_page_are_not_searched() -> None:
    html = (plain_site() / LESSON).read_text("utf-8")
    found = module._words(html, volume("library", "vi").site)
    assert found.title == volume(LESSON.removesuffix("/index.html"), "vi").title
    for words in ("Góp ý sửa bài", "Dạy bài này cho người khác", "Đã xem lại ngày", "Bài tiếp theo", "Khẩn cấp"):
        assert words in html
        assert words not in found.text
    chapter = volume(LESSON.removesuffix("/index.html"), "vi").chapters[0]
    for question in chapter.questions:
        assert question.ask in found.text


def test_suggestions_know_titles_with_and_without_marks(archive: Archive) -> None:
    title = archive.get_entry_by_path(f"{PHONE}/index.html").title
    assert "đ" in title
    for words in (title, fold(title)):
        found = list(SuggestionSearcher(archive).suggest(words[:12]).getResults(0, 5))
        target = archive.get_entry_by_path(found[0])
        while target.is_redirect:
            target = target.get_redirect_entry()
        assert target.path == f"{PHONE}/index.html"
        assert len(found) == 1, "a title and its twin are one suggestion"


def test_only_what_is_worth_reading_is_suggested(archive: Archive) -> None:
    def suggested(words: str) -> list[str]:
        return list(SuggestionSearcher(archive).suggest(words).getResults(0, 100))

    assert suggested("Người dân")
    for path in ("topics.html", "progress.html", "offline.html", "coverage.html", LESSON.replace("index", "teacher")):
        assert path not in suggested(archive.get_entry_by_path(path).title)


def test_kiwix_serves_searches_and_suggests(served: str) -> None:
    assert "Hiền" in read(f"{served}/library/{LESSON}")
    for words, finds in (
        ("mat khau", OTP),
        ("mật khẩu", OTP),
        ("dien thoai", PHONE),
        ("điện thoại", PHONE),
        ("lua dao", "fake-pol"),
    ):
        answer = read(f"{served}/search?content=library&pattern={quote(words)}")
        assert re.search(rf'<a href="[^"]*{finds}[^"]*">', answer), words
        assert "Góp ý sửa bài" not in answer
    for words in ("dien th", "điện th"):
        answer = json.loads(read(f"{served}/suggest?content=library&term={quote(words)}"))
        assert any(PHONE in one.get("path", "") for one in answer), words


def test_pages_and_their_search_work_in_kiwix(served: str, browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 900, "height": 900}, locale="vi")
    context.set_default_timeout(15_000)
    page = context.new_page()
    errors: list[object] = []
    asked: list[str] = []
    page.on("pageerror", lambda error: errors.append(error))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{served}/library/")
    page.fill("#q", "mat khau")
    page.click(f"#found a[href*='{OTP}']")
    assert page.locator("h1").inner_text() == volume(OTP, "vi").title
    page.mouse.wheel(0, 400)
    page.wait_for_selector(".tools button")
    assert page.locator("main a[href*=offline]").count() == 0
    page.goto(f"{served}/library/{PHONE}/index.khong-dau.html")
    page.click(".top a[hreflang=en]")
    assert page.locator("h1").inner_text() == volume(PHONE, "en").title
    context.close()
    assert not errors
    assert {urlsplit(address).netloc for address in asked if address.startswith("http")} == {urlsplit(served).netloc}
    assert not [address for address in asked if address.endswith("sw.js")]


def test_without_scripts_the_field_leads_to_the_list(served: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/library/index.html")
    page.fill("#q", "mat khau")
    page.press("#q", "Enter")
    page.wait_for_url("**/topics.html?q=*")
    assert page.locator(f"main a[href*='{OTP}']").count()
    context.close()


def test_it_is_the_same_each_time(packed: Path, tmp_path: Path) -> None:
    older = tmp_path / "older"
    shutil.copytree(plain_site(), older, copy_function=shutil.copyfile)
    other = made_elsewhere("zim", older, tmp_path / "other.zim", "7")
    assert other == packed.read_bytes()
    page = older / LESSON
    page.write_text(page.read_text("utf-8").replace("</h1>", "!</h1>"), "utf-8")
    third = made_elsewhere("zim", older, tmp_path / "third.zim", "7")
    assert third != other
    assert third[8:24] != other[8:24], "another content has another id"


def test_without_the_seal_it_would_differ(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "seal", lambda _: None)
    files = [tmp_path / "one.zim", tmp_path / "two.zim"]
    for file in files:
        zim(volume("library", "vi"), workshop_with_site(), file)
    assert files[0].read_bytes() != files[1].read_bytes()
    for file in files:
        seal(file)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert Archive(files[0]).check()


@pytest.mark.parametrize("change", ["longer", "other index"])
def test_a_file_that_is_built_in_another_way_is_noticed(packed: Path, tmp_path: Path, change: str) -> None:
    data = packed.read_bytes()
    file = tmp_path / "other.zim"
    file.write_bytes(data + b"!" if change == "longer" else data.replace(b"Xapian Glass", b"Xapian Honey"))
    with pytest.raises(ValueError, match="ZIM file"):
        seal(file)


def test_libzim_says_nothing_on_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    zim(volume("library", "vi"), workshop_with_site(), tmp_path / "library.zim")
    assert capfd.readouterr() == ("", "")


def test_hostile_words_stay_words(tmp_path: Path) -> None:
    library = volume("library", "vi")
    first = dataclasses.replace(library.editions[0], summary=HOSTILE * 400)
    book = dataclasses.replace(
        library,
        title=HOSTILE,
        words={**library.words, "pack_zim_about": "dài " * 60},
        editions=(first, *library.editions),
    )
    target = tmp_path / "library.zim"
    zim(book, workshop_with_site(), target)
    archive = Archive(target)
    assert archive.get_metadata("Title").decode() == "</script><b>&\"'{}\\#~="
    assert len(archive.get_metadata("Description").decode()) <= 80
    assert len(archive.get_metadata("LongDescription").decode()) <= 4000
    assert subprocess.run(["zimcheck", "--all", target], capture_output=True).returncode == 0


def test_a_language_without_its_three_letters_is_named(tmp_path: Path) -> None:
    library = volume("library", "vi")
    other = dataclasses.replace(library.editions[1], language="tlh")
    with pytest.raises(ValueError, match="tlh is not known"):
        zim(
            dataclasses.replace(library, editions=(library.editions[0], other)),
            workshop_with_site(),
            tmp_path / "library.zim",
        )
