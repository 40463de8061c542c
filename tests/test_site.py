"""The built site, opened by those who will open it: a phone, a reader of text, a checker of HTML, a printer."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize

from conftest import ROOT, TODAY, Server
from courselib import checks
from courselib.model import Library
from courselib.web.weigh import weigh

PHONE: ViewportSize = {"width": 360, "height": 640}
NODE = Path(__file__).resolve().parent / "node_modules"
KINDS = {
    "home": "index.html",
    "group": "citizens/index.html",
    "course": "citizens/basic/index.html",
    "lesson": "citizens/basic/pay-by-qr/index.html",
    "toggles": "citizens/basic/online-without-surprise-costs/index.html",
    "facilitator": "citizens/basic/fake-police-call/teacher.html",
    "coverage": "coverage.html",
    "about": "about.html",
    "topics": "topics.html",
    "emergency": "emergency.html",
    "offline": "offline.html",
    "progress": "progress.html",
    "not found": "404.html",
}
LANGUAGES = ("", "en/")
LESSON = "citizens/basic/fake-police-call/index.html"


def all_pages(site: Path) -> list[str]:
    """Paths of all pages of the site."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_every_page_of_the_library_is_there(site: Path, library: Library) -> None:
    """Each page lies at its address in each language."""
    wanted = {
        f"{'' if language.code == 'vi' else language.code + '/'}{page.id}.html"
        for page in library.all_pages()
        for language in library.languages
    }
    numbered = {path for path in all_pages(site) if re.search(r"/practice-[0-9]+\.html$", path)}
    assert set(all_pages(site)) - numbered == wanted
    assert {re.sub(r"-[0-9]+\.html$", ".html", path) for path in numbered} == {
        path for path in wanted if path.endswith("/practice.html")
    }


def test_nothing_but_pages_is_published(site: Path, library: Library) -> None:
    """No source, no data, no file of the theme: pages, a map of them, and what stands beside them by design."""
    codes = "|".join(language.code for language in library.languages)
    others = {
        path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file() and path.suffix != ".html"
    }
    known = re.compile(
        rf"sitemap\.xml(\.gz)?|sw\.js|(read|offline|progress)\.({codes})\.[0-9a-f]{{6}}\.js|find\.({codes})\.js"
        rf"|find/[0-9a-f]{{8}}/(s|{codes})[0-9]+\.js|offline/[a-z-]+\.json|manifest\.({codes})\.webmanifest"
        rf"|(icon-192|icon-512|maskable-512)\.png|icon\.svg|(({codes})/)?[a-z-]+/[a-z-]+/[a-z-]+/qr\.svg"
    )
    assert [path for path in others if not known.fullmatch(path)] == []


def test_budgets_hold(site: Path, library: Library) -> None:
    """No page is over its budget of bytes, requests, or bytes by words."""
    assert checks.run(library, TODAY, built=weigh(str(site), library)) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts on", "scripts off"])
def test_first_visit_of_a_lesson_is_one_light_request(
    site: Path, server: Server, browser: Browser, scripts: bool
) -> None:
    """On a phone, with gzip, a lesson asks for itself and nothing else, within 10,000 bytes."""
    lessons = [path for path in all_pages(site) if path.count("/") >= 3 and path.endswith("index.html")]
    assert len(lessons) >= 24
    for path in lessons:
        server.log.clear()
        assert first_visit(browser, server.address + path, scripts=scripts) == [server.address + path]
        assert [name for name, _ in server.log] == ["/" + path]
        assert server.log[0][1] <= 10_000, path


def first_visit(browser: Browser, address: str, *, scripts: bool) -> list[str]:
    """What a phone asks for when it opens a page for the first time."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=scripts)
    page = context.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        if not request.url.startswith("data:"):
            asked.append(request.url)

    page.on("request", note)
    page.goto(address, wait_until="networkidle")
    context.close()
    return asked


def test_nu_html_checker_finds_nothing(site: Path) -> None:
    """Every page is valid HTML."""
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", str(NODE / "vnu-jar/build/dist/vnu.jar"), "--skip-non-html", str(site)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [line for line in done.stderr.splitlines() if ": error" in line or "warning" in line]
    # On disk the checker can not know what 'self' is; the browser does, and test_helps.py asks it.
    errors = [line for line in said if "violates Content Security Policy" not in line]
    assert not errors, "\n".join(errors[:20])
    assert done.returncode == 0 or said


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(site: Path, browser: Browser, kind: str, language: str, scheme: str) -> None:
    """No kind of page has an accessibility violation, with every answer and source opened."""
    page = open_page(site, browser, language + KINDS[kind], scheme)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.add_script_tag(path=str(NODE / "axe-core/axe.min.js"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(done => done.violations)")
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
    page.context.close()


@pytest.mark.parametrize("language", LANGUAGES, ids=["vi", "en"])
def test_no_page_is_wider_than_a_phone(site: Path, browser: Browser, language: str) -> None:
    """Nothing scrolls sideways at 360 pixels, and text is at least 18 pixels where it is running text."""
    for path in KINDS.values():
        page = open_page(site, browser, language + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('main')).fontSize)") >= 18
        page.context.close()


@pytest.mark.parametrize("language", LANGUAGES, ids=["vi", "en"])
@pytest.mark.parametrize("width", [240, 320])
def test_the_smallest_screens_show_everything(site: Path, browser: Browser, width: int, language: str) -> None:
    """At 240 pixels, and at 320 as a small laptop has at 200 % zoom, nothing scrolls sideways, script or not."""
    for scripts in (True, False):
        context = browser.new_context(viewport={"width": width, "height": 400}, java_script_enabled=scripts)
        page = context.new_page()
        for path in KINDS.values():
            page.goto((site / language / path).as_uri())
            page.mouse.wheel(0, 200)
            assert page.evaluate("() => document.documentElement.scrollWidth") <= width, path
        context.close()


def test_a_lesson_is_used_with_the_keyboard_alone(site: Path, browser: Browser) -> None:
    """The first stop leads past the header; every stop can be seen; answers open with Enter."""
    page = open_page(site, browser, LESSON)
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_url("**#main")
    stops = []
    for _ in range(40):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("() => document.activeElement.tagName"))
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none" or stops[-1] == "BODY"
    assert {"A", "SUMMARY", "BUTTON"} <= set(stops)
    page.locator("details.yes summary").first.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.yes p").first.is_visible()
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_what_matters(site: Path, browser: Browser, scheme: str) -> None:
    """Where the system chooses the colours, the thing to press, the phone and the answers still have their frames."""
    context = browser.new_context(
        viewport=PHONE, forced_colors="active", color_scheme="dark" if scheme == "dark" else "light"
    )
    page = context.new_page()
    page.goto((site / LESSON).as_uri())
    for part in (".phone > div", ".keys .tap", "details.yes"):
        style = page.locator(part).first.evaluate("one => getComputedStyle(one).borderTopStyle")
        assert style == "solid", part
    # Shadows are not drawn there; the ring around what to press is an outline.
    assert page.locator(".keys .tap").first.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    context.close()


def test_every_page_leads_to_help_in_an_emergency(site: Path) -> None:
    """One link from everywhere; there, numbers that a phone calls when they are pressed, and a date for each fact."""
    for path in all_pages(site):
        head = (site / path).read_text("utf-8").partition("<main")[0]
        assert re.search(r'<a class=sos href="[^"]*emergency\.html"', head), path
    for prefix in LANGUAGES:
        html = (site / prefix / "emergency.html").read_text("utf-8")
        assert {"113", "111", "18008098"} <= set(re.findall(r'href="tel:([0-9]+)"', html))
        facts = re.findall(r"<li>[^<]+ <small>[^<]*\d{4}: <a href", html)
        assert len(facts) >= 10


def test_answers_open_without_script(site: Path, browser: Browser) -> None:
    """Pressing an answer shows the reason, with scripts off."""
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto((site / LESSON).as_uri())
    reason = page.locator("details.yes p").first
    assert not reason.is_visible()
    page.locator("details.yes summary").first.click()
    assert reason.is_visible()
    context.close()


def test_links_work_from_a_folder_on_disk(site: Path, browser: Browser) -> None:
    """From file://, the language switch keeps the page and the next lesson opens."""
    page = open_page(site, browser, LESSON)
    page.get_by_role("link", name="English").click()
    assert page.url == (site / "en" / LESSON).as_uri()
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator(".next .go").click()
    assert "/en/citizens/basic/" in page.url
    assert page.locator("h1").count() == 1
    page.context.close()


def test_every_local_link_leads_to_a_page(site: Path) -> None:
    """No link inside the site is dead."""
    for path in all_pages(site):
        html = (site / path).read_text("utf-8")
        for target in re.findall(r'<a[^>]* href="([^"#:]+)(?:#[^"]*)?"', html):
            assert (site / path).parent.joinpath(target).resolve().is_file(), f"{path}: {target}"


def test_the_head_says_what_the_page_is(site: Path, library: Library) -> None:
    """Language, canonical address, alternates and description are those of the page."""
    for prefix, code in (("", "vi"), ("en/", "en")):
        head = (site / prefix / LESSON).read_text("utf-8").partition("<style>")[0]
        lesson = library.lessons["citizens/basic/fake-police-call"].pages[code]
        base = "https://binhdanhocvuso.example/"
        folder = LESSON.removesuffix("index.html")
        assert f"<html lang={code}>" in head
        assert f'<link rel=canonical href="{base}{prefix}{folder}">' in head
        assert f'hreflang=vi href="{base}{folder}"' in head
        assert f'hreflang=en href="{base}en/{folder}"' in head
        assert f'<meta name=description content="{lesson.summary}">' in head
        assert lesson.title in head


@pytest.mark.parametrize(
    "reader",
    [
        ["lynx", "-dump", "-nolist", "-display_charset=utf-8", "-width=80"],
        ["w3m", "-dump", "-O", "UTF-8", "-cols", "80"],
    ],
    ids=["lynx", "w3m"],
)
def test_a_lesson_reads_well_as_text(site: Path, reader: list[str]) -> None:
    """In a text browser everything is there, in order, answers with their verdict."""
    text = subprocess.run([*reader, str(site / LESSON)], capture_output=True, text=True, check=True).stdout
    flat = " ".join(text.split())
    wanted = [
        "Có người gọi xưng là công an",
        "Tình huống",
        "1 Nghe và tìm dấu hiệu",
        "CÔNG AN PHƯỜNG",
        "Từ chối",
        "Ghi nhớ",
        "Tự kiểm tra",
        "Đúng.",
        "Thông tin trong bài lấy từ đâu?",
    ]
    at = 0
    for words in wanted:
        found = flat.find(words, at)
        assert found >= 0, words
        at = found


def test_paper_has_the_questions_and_hides_the_answers(site: Path, browser: Browser, tmp_path: Path) -> None:
    """Printed, a lesson is an exercise sheet: questions with boxes, no reasons; the key is on the facilitator's."""
    lesson = printed(site, browser, LESSON, tmp_path / "lesson.pdf")
    assert "☐" in lesson
    assert "Dọa, giục, đòi" in lesson
    assert "Kẻ gian muốn bạn chỉ có một mình" not in lesson
    key = printed(site, browser, LESSON.replace("index", "teacher"), tmp_path / "key.pdf")
    assert "Kẻ gian muốn bạn chỉ có một mình" in key


def open_page(site: Path, browser: Browser, path: str, scheme: str = "light") -> Page:
    """A page from disk on a phone, which lets the tests bring a script of their own."""
    context = browser.new_context(viewport=PHONE, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True)
    page = context.new_page()
    page.goto((site / path).as_uri())
    return page


def printed(site: Path, browser: Browser, path: str, file: Path) -> str:
    """The text of a page printed on A4."""
    page = open_page(site, browser, path)
    page.pdf(path=str(file), format="A4")
    page.context.close()
    done = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return " ".join(done.stdout.split())


def test_the_programs_of_the_tests_are_there() -> None:
    """Tests that need a program fail, they are never skipped: this one says which is missing."""
    missing = [name for name in ("java", "lynx", "w3m", "pdftotext", "node") if shutil.which(name) is None]
    assert not missing, f"run sh {ROOT.name}/tests/programs.sh"
