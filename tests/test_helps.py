"""Helps while reading: there with the first touch, small, private, and nothing is lost without them."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import Server
from courselib.model import Library

LESSON = "citizens/basic/fake-police-call/index.html"
NODE = Path(__file__).resolve().parent / "node_modules"
VIOLATIONS = """
self.violations = [];
document.addEventListener("securitypolicyviolation", event =>
  violations.push(event.violatedDirective + " " + event.blockedURI + " " + event.sourceFile));
"""
VOICE = """
const spoken = self.spoken = [];
const voices = [{lang: "vi-VN", localService: true}, {lang: "en-US", localService: false}];
Object.defineProperty(window, "speechSynthesis", {value: {
  speaking: false, pending: false, getVoices: () => voices,
  speak(words) { this.speaking = true; spoken.push(words.text); },
  cancel() { this.speaking = false; },
}});
SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has never been here."""
    made = browser.new_context(viewport={"width": 360, "height": 640})
    yield made
    made.close()


def touched(context: BrowserContext, address: str) -> Page:
    """A page whose helps have come."""
    page = context.new_page()
    page.goto(address)
    page.mouse.move(50, 300)
    page.mouse.wheel(0, 200)
    expect(page.locator("main > .tools")).to_be_visible()
    return page


def test_helps_come_with_the_first_touch_and_not_before(context: BrowserContext, server: Server) -> None:
    """One request until someone touches, scrolls or presses a key."""
    server.log.clear()
    page = context.new_page()
    page.goto(server.address + LESSON, wait_until="networkidle")
    page.wait_for_timeout(1500)
    assert [path for path, _ in server.log] == ["/" + LESSON]
    page.keyboard.press("Tab")
    expect(page.locator("main > .tools")).to_be_visible()


def test_larger_text_is_remembered_on_every_page(context: BrowserContext, server: Server) -> None:
    """Pressed once, all text is larger, also on the next page before its helps have come; pressed on, it comes back."""
    page = touched(context, server.address + LESSON)
    size = "() => parseFloat(getComputedStyle(document.querySelector('main')).fontSize)"
    before = page.evaluate(size)
    page.get_by_role("button", name="Cỡ chữ").click()
    assert page.evaluate(size) > before * 1.2
    page.goto(server.address + "emergency.html")
    assert page.evaluate(size) > before * 1.2
    page.goto(server.address + "offline.html")
    assert page.evaluate(size) > before * 1.2
    page = touched(context, server.address + LESSON)
    for _ in range(2):
        page.get_by_role("button", name="Cỡ chữ").click()
    assert page.evaluate(size) == before


def test_a_part_is_read_aloud_by_a_voice_of_the_device(context: BrowserContext, server: Server) -> None:
    """The part in view is read, its own words and no closed answer; pressed again, it stops."""
    context.add_init_script(VOICE)
    page = touched(context, server.address + LESSON)
    page.locator("#thu-ngay").scroll_into_view_if_needed()
    page.evaluate("() => document.querySelector('#thu-ngay').scrollIntoView()")
    button = page.get_by_role("button", name="Nghe phần này")
    button.click()
    spoken = page.evaluate("() => spoken")
    assert spoken[0] == "Thử ngay"
    assert any("Tôi sẽ ra công an phường hỏi" in text for text in spoken)
    assert not any("Dọa, giục, đòi: gặp một là dừng." in text for text in spoken)
    page.get_by_role("button", name="Dừng đọc").click()
    assert not page.evaluate("() => speechSynthesis.speaking")
    page.evaluate("() => { spoken.length = 0; document.querySelector('#quiz').scrollIntoView(); }")
    page.get_by_role("button", name=re.compile("Dừng đọc|Nghe phần này")).click()
    quiz = page.evaluate("() => spoken")
    assert any("Cúp máy, vì dặn giấu người nhà" in text for text in quiz)
    assert not any("Kẻ gian muốn bạn chỉ có một mình" in text for text in quiz)


def test_without_a_voice_there_is_no_button(context: BrowserContext, server: Server) -> None:
    """A voice in another language, or one that speaks over the network, is no voice for this page."""
    context.add_init_script(VOICE)
    page = touched(context, server.address + "en/" + LESSON)
    expect(page.get_by_role("button", name="Listen")).to_be_hidden()


def test_a_lesson_is_marked_as_done_and_stands_in_the_record(
    context: BrowserContext, server: Server, library: Library
) -> None:
    """Marked with its score, ticked in its course, listed in the record; unmarked, it is gone."""
    asked = len(library.lessons["citizens/basic/fake-police-call"].questions)
    own = sum(lesson.course == "citizens/basic" for lesson in library.lessons.values())
    listed = len(library.courses["citizens/basic"].lessons)
    page = touched(context, server.address + LESSON)
    page.locator("details.yes summary").first.click()
    page.locator("details.not summary").last.click()
    expect(page.locator("p[role=status]")).to_have_text(f"Đúng ngay lần chọn đầu: 1/{asked}")
    page.get_by_role("button", name="Đánh dấu đã học xong").click()
    expect(page.get_by_role("button", name="Đã học xong ngày")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Sổ học tập").click()
    page.wait_for_url("**/progress.html")
    expect(page.locator("main")).to_contain_text(f"Đã học xong 1/{own} bài")
    expect(page.locator("main li")).to_contain_text(
        re.compile(rf"Có người gọi xưng là công an – .+, đúng ngay lần đầu 1/{asked}")
    )
    expect(page.locator("main")).to_contain_text("không phải giấy xác nhận")
    course = touched(context, server.address + "citizens/basic/index.html")
    expect(course.locator("h2").last).to_contain_text(f"✓ 1/{listed}")
    expect(course.locator(".count a:first-child", has_text="xưng là công an")).to_contain_text("✓")
    page.goto(server.address + LESSON)
    page.mouse.wheel(0, 100)
    page.get_by_role("button", name="Đã học xong ngày").click()
    page.goto(server.address + "progress.html")
    expect(page.get_by_role("status")).to_contain_text("chưa đánh dấu")


def test_the_record_is_printed_and_forgotten(context: BrowserContext, server: Server, tmp_path: Path) -> None:
    """On paper: a name to write, the lessons, what it is not. Deleted after a question, it is gone."""
    page = touched(context, server.address + LESSON)
    page.get_by_role("button", name="Đánh dấu đã học xong").click()
    page.goto(server.address + "progress.html")
    page.pdf(path=str(tmp_path / "record.pdf"), format="A4")
    done = subprocess.run(["pdftotext", str(tmp_path / "record.pdf"), "-"], capture_output=True, text=True, check=True)
    paper = " ".join(done.stdout.split())
    for words in ("Họ và tên:", "Có người gọi xưng là công an", "không phải giấy xác nhận"):
        assert words in paper
    assert "Xóa hết sổ này" not in paper
    page.once("dialog", lambda dialog: dialog.dismiss())
    page.get_by_role("button", name="Xóa hết sổ này").click()
    expect(page.locator("main li").first).to_be_visible()
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Xóa hết sổ này").click()
    expect(page.get_by_role("status")).to_contain_text("chưa đánh dấu")


def test_the_first_choice_counts(context: BrowserContext, server: Server, library: Library) -> None:
    """A second try at a question does not change the score."""
    asked = len(library.lessons["citizens/basic/fake-police-call"].questions)
    page = touched(context, server.address + LESSON)
    page.locator("details.not summary").first.click()
    page.locator("details.yes summary").first.click()
    expect(page.locator("p[role=status]")).to_have_text(f"Đúng ngay lần chọn đầu: 0/{asked}")


def test_a_lesson_is_shared_by_link_and_by_code(context: BrowserContext, server: Server) -> None:
    """The address of the lesson is shown, copied, and drawn as a QR code that a reader of codes understands."""
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = touched(context, server.address + LESSON)
    share = page.get_by_role("button", name="Chia sẻ")
    expect(share).to_have_attribute("aria-expanded", "false")
    share.click()
    expect(share).to_have_attribute("aria-expanded", "true")
    address = "https://binhdanhocvuso.example/citizens/basic/fake-police-call/"
    expect(page.locator("main > .tools")).to_contain_text(address)
    expect(page.get_by_role("img", name="Mã QR")).to_be_visible()
    assert page.evaluate("() => document.querySelector('.tools img').decode().then(() => true)")
    page.get_by_role("button", name="Chép đường link").click()
    expect(page.get_by_role("button", name="Đã chép")).to_be_visible()
    assert page.evaluate("() => navigator.clipboard.readText()") == address


def test_the_system_share_sheet_gets_the_address(context: BrowserContext, server: Server) -> None:
    """Where the device can share, it is asked to share this lesson."""
    context.add_init_script("navigator.share = async what => { self.shared = what; };")
    page = touched(context, server.address + LESSON)
    page.get_by_role("button", name="Chia sẻ").click()
    page.get_by_role("button", name="Gửi qua ứng dụng").click()
    shared = page.evaluate("() => shared")
    assert shared["url"] == "https://binhdanhocvuso.example/citizens/basic/fake-police-call/"
    assert "công an" in shared["title"]


def test_each_code_for_print_leads_to_its_lesson(site: Path, library: Library, browser: Browser) -> None:
    """Every lesson in every language has its QR code beside it; on paper it stands on the sheet."""
    for lesson in library.lessons:
        for prefix in ("", "en/"):
            assert (site / prefix / lesson / "qr.svg").read_text("utf-8").startswith("<svg ")
    page = browser.new_page()
    page.goto((site / LESSON).as_uri())
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.pdf(format="A4")
    assert [url.rpartition("/")[2] for url in asked] == ["qr.svg"]
    page.close()


KINDS = {
    "home": "index.html",
    "lesson": LESSON,
    "teacher": "citizens/basic/fake-police-call/teacher.html",
    "course": "citizens/basic/index.html",
    "topics": "topics.html",
    "emergency": "emergency.html",
    "offline": "offline.html",
    "progress": "progress.html",
    "not found": "404.html",
}


def act(page: Page, kind: str) -> None:
    """Use everything that a page offers."""
    page.mouse.move(50, 200)
    page.mouse.wheel(0, 200)
    if kind == "offline":
        page.locator(".keep button").first.click()
        expect(page.get_by_role("status")).to_contain_text(re.compile("Xong|Done"))
    elif kind == "progress":
        page.wait_for_timeout(200)
    else:
        expect(page.locator("main > .tools")).to_be_visible()
        page.locator("main > .tools button[aria-expanded]").click()
    if kind in ("home", "topics"):
        page.locator("#q").focus()
        page.locator("#q").fill("otp")
        expect(page.locator("#found a").first).to_be_visible()
    if kind == "lesson":
        page.locator("details.not summary").first.click()
        page.get_by_role("button", name=re.compile("Đánh dấu|Mark")).click()


@pytest.mark.parametrize("language", ["", "en/"], ids=["vi", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_policy_is_strict_and_obeyed(context: BrowserContext, server: Server, kind: str, language: str) -> None:
    """No page lets in more than itself and this site, and using all of it gives not one report; no cookie is set."""
    context.add_init_script(VIOLATIONS)
    context.add_init_script(VOICE)
    page = context.new_page()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2] if "//" in request.url else ""))
    page.goto(server.address + language + KINDS[kind])
    policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy
    if kind != "not found":  # its links are full addresses, and the host of the tests is another
        act(page, kind)
        assert page.evaluate("() => violations") == []
        assert errors == []
    assert hosts <= {server.address.split("/")[2], ""}
    assert context.cookies() == []


def test_no_page_has_a_handler_in_it(site: Path) -> None:
    """Scripts are named by their sums or are files; no attribute runs anything."""
    for path in site.rglob("*.html"):
        assert not re.search(r"<[^>]+\son[a-z]+=|javascript:", path.read_text("utf-8")), path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "not found"])
def test_axe_finds_nothing_with_everything_open(browser: Browser, server: Server, kind: str, scheme: str) -> None:
    """Helps and results shown, share panel and answers open, largest text: no violation, no sideways scroll."""
    context = browser.new_context(
        viewport={"width": 360, "height": 640}, color_scheme="dark" if scheme == "dark" else "light", bypass_csp=True
    )
    page = context.new_page()
    page.add_init_script(VOICE)
    page.goto(server.address + KINDS[kind])
    act(page, kind)
    size = page.get_by_role("button", name="Cỡ chữ")
    for _ in range(2 if size.count() else 0):
        size.click()
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    page.add_script_tag(path=str(NODE / "axe-core/axe.min.js"))
    found = page.evaluate("() => axe.run(document, {resultTypes: ['violations']}).then(done => done.violations)")
    assert [(one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in found] == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    context.close()


def test_the_page_as_scripts_leave_it_is_valid(context: BrowserContext, server: Server, tmp_path: Path) -> None:
    """The Nu checker accepts the pages with all helps open."""
    for kind, path in KINDS.items():
        if kind == "not found":
            continue
        page = context.new_page()
        page.goto(server.address + path)
        act(page, kind)
        # With scripts on, a browser holds what is in noscript as text; and the policy is not that of a file on disk.
        html = re.sub(r"<noscript>.*?</noscript>|<meta http-equiv=[^>]*>", "", page.content(), flags=re.DOTALL)
        (tmp_path / f"{kind}.html").write_text(html, "utf-8")
        page.close()
    jar = str(NODE / "vnu-jar/build/dist/vnu.jar")
    done = subprocess.run(["java", "-Xss4m", "-jar", jar, str(tmp_path)], capture_output=True, text=True, check=False)
    errors = [line for line in done.stderr.splitlines() if "error" in line or "warning" in line]
    assert not errors, "\n".join(errors[:20])


def test_scripts_are_for_old_browsers(site: Path) -> None:
    """No script uses what came after ECMAScript 2017: Chrome 61, the web view of Android 8, has to read them."""
    scripts = [str(path) for path in site.rglob("*.js")]
    assert len(scripts) > 20
    acorn = NODE / "acorn/bin/acorn"
    for path in scripts:
        done = subprocess.run(
            ["node", str(acorn), "--ecma2017", "--silent", path], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{path}: {done.stderr}"
