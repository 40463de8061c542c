"""The preview: pages as a build makes them, saved changes at once, findings on top, and only for this machine."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import conftest
from conftest import ROOT, apply
from courselib.web import watch
from courselib.web.build import Build
from courselib.web.entry import configuration
from courselib.web.policy import policy
from courselib.web.preview import Preview
from courselib.web.server import Server

PANEL = re.compile(r"<preview-findings.*?</preview-findings>\n<style>[^<]*</style>\n<script>.*?</script>\n", re.DOTALL)
ONLY_BUILT = re.compile(r"offline/|sitemap\.xml|sw\.js$")
"""What needs all pages, and the worker, which a preview replaces."""
LESSON = "people/basic/lamp/index.html"
expect.set_options(timeout=20_000)  # a worker is replaced after some seconds, and the machine may be busy
SOURCE = Path("content/people/basic/lamp")


def preview_of(content: str, config: Path, language: str = "vi") -> Preview:
    settings, overrides = configuration(config)
    made = Preview(content, overrides, settings, language)
    made.refresh()
    return made


@contextmanager
def serving(root: Path, language: str = "vi", port: int = 0) -> Iterator[Server]:
    """The preview of the library in the working directory, over HTTP."""
    settings, overrides = configuration(root / "mkdocs.yml")
    server = Server(port, Preview("content", overrides, settings, language), language)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    thread.join()


@pytest.fixture
def house(tiny: Path) -> Path:
    """The tiny library with templates of its own."""
    shutil.copytree(ROOT / "overrides", tiny / "overrides")
    shutil.copy(ROOT / "mkdocs.yml", tiny)
    return tiny


@pytest.fixture
def served(house: Path) -> Iterator[Server]:
    """The preview of the tiny library, for a Vietnamese editor."""
    with serving(house) as server:
        yield server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A window of the size of a phone."""
    context = browser.new_context(viewport={"width": 360, "height": 640})
    yield context.new_page()
    context.close()


def save(path: Path | str, old: str, new: str) -> None:
    """Save a file as editors do: a new one takes the place of the old one."""
    target = Path(path)
    text = target.read_text("utf-8")
    assert old in text
    made = target.with_name(f".{target.name}.new")
    made.write_text(text.replace(old, new), "utf-8")
    os.replace(made, target)


def without_panel(html: str) -> str:
    """What is left of a page of the preview when everything is taken out that a built page does not have."""
    made, count = PANEL.subn("", html)
    assert count == 1
    assert policy(html) in html
    return made.replace(policy(html), policy(made), 1)


def same_as_built(site: Path, preview: Preview) -> None:
    """Every file of a built site is there, byte for byte, and no page is too many."""
    for file in sorted(file for file in site.rglob("*") if file.is_file()):
        path = file.relative_to(site).as_posix()
        if ONLY_BUILT.match(path):
            continue
        answer = preview.answer(path)
        assert answer.status == 200, path
        if path.endswith(".html"):
            assert without_panel(answer.body.decode()) == file.read_text("utf-8"), path
        else:
            assert answer.body == file.read_bytes(), path


def test_every_page_is_as_it_is_built(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real library, page by page and file by file; a built page has no panel."""
    monkeypatch.chdir(ROOT)
    same_as_built(site, preview_of("content", ROOT / "mkdocs.yml"))
    assert not [path for path in site.rglob("*.html") if "preview" in path.read_text("utf-8")]


def test_gaps_pictures_and_many_topics_are_as_they_are_built(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Readers of a language without a translation get the source; one page of topics becomes several."""
    monkeypatch.setattr("courselib.web.topics.ON_A_PAGE", 1)
    for code in ("vi", "en"):
        shutil.copy(house / f"content/about.{code}.md", house / f"content/topics.{code}.md")
    for name in ("help", "people/index", "people/basic/lamp/index", "people/basic/lamp/teacher"):
        (house / f"content/{name}.en.md").unlink()
    pictures = house / SOURCE / "images"
    pictures.mkdir()
    shutil.copy(ROOT / "overrides/icons/icon-192.png", pictures / "lamp.png")
    save(SOURCE / "teacher.vi.md", "- Một cái đèn.", "- Một cái đèn.\n\n![Đèn](images/lamp.png)")
    save("mkdocs.yml", "scripts/mkdocs_hooks.py", "hooks.py")
    hooks = "import sys\nfrom courselib.web import topics\ntopics.ON_A_PAGE = 1\nsys.path.insert(0, {!r})\n"
    hooks += "from mkdocs_hooks import *\n"
    (house / "hooks.py").write_text(hooks.format(str(ROOT / "scripts")), "utf-8")
    Build(house / "mkdocs.yml", house / "site").finish()
    built = {path.relative_to(house / "site").as_posix() for path in (house / "site").rglob("*.html")}
    assert {"topics-2.html", "en/topics-2.html", "en/help.html"} <= built
    preview = preview_of("content", house / "mkdocs.yml")
    same_as_built(house / "site", preview)
    edition = preview._edition
    assert edition
    assert {*edition.places, *edition.more_pages} == built


def test_a_saved_change_appears_and_the_page_stays_where_it_was(served: Server, page: Page) -> None:
    """Nobody reloads, nobody scrolls."""
    page.goto(served.address + LESSON)
    page.evaluate("scrollTo(0, 400)")
    assert eventually(lambda: page.evaluate("scrollY === 400"))
    save(SOURCE / "index.vi.md", "Trời tối rồi.", "Trời tối hẳn rồi.")
    expect(page.get_by_text("Trời tối hẳn rồi.")).to_be_attached()
    assert eventually(lambda: page.evaluate("scrollY === 400"))


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (SOURCE / "lesson.yml", "Bật được đèn", "Tắt được đèn"),
        (SOURCE / "quiz.yml", "Ngồi chờ", "Nằm chờ"),
        ("content/_data/facts.yml", "sáng", "rất sáng"),
        ("overrides/style.css", "max-width: 62rem", "max-width: 61rem"),
        ("overrides/kinds/lesson.html", "<h1>", "<h1 id=lesson>"),
        ("overrides/scripts/read.js", "offline.html#", "offline.html?#"),
    ],
)
def test_whatever_a_page_is_made_of_shows_in_it(path: str, old: str, new: str, served: Server, page: Page) -> None:
    """Lesson, questions, facts, style, templates and scripts."""
    page.goto(served.address + LESSON)
    seen = page.locator("preview-findings").get_attribute("data-seen")
    assert seen
    save(path, old, new)
    expect(page.locator("preview-findings")).not_to_have_attribute("data-seen", seen)


@pytest.mark.parametrize("path", ["", "people/", "people/basic/", LESSON, "about.html", "offline.html", "gone.html"])
def test_the_panel_works_under_the_policy_of_each_kind_of_page(path: str, house: Path, page: Page) -> None:
    """The policy of a built page lets the panel in, and nothing else."""
    shutil.copy(ROOT / "content/offline.vi.md", "content")
    refused: list[str] = []
    page.on("console", lambda said: refused.append(said.text) if "Content Security Policy" in said.text else None)
    with serving(house) as served, page.expect_request("**/.preview/changes?*"):
        page.goto(served.address + path)
        page.mouse.wheel(0, 100)
        style = page.locator("preview-findings").evaluate("e => getComputedStyle(e).position")
        assert style == "sticky"
        assert page.evaluate("document.compatMode") == "CSS1Compat"
        assert page.evaluate("document.body.firstElementChild.localName") == "preview-findings"
    assert refused == []


def test_a_picture_that_changes_is_shown_anew(served: Server, page: Page) -> None:
    """Its page stays the same, but for the picture."""
    pictures = SOURCE / "images"
    pictures.mkdir()
    shutil.copy(ROOT / "overrides/icons/icon-192.png", pictures / "lamp.png")
    save(SOURCE / "teacher.vi.md", "- Một cái đèn.", "- Một cái đèn.\n\n![Đèn](images/lamp.png)")
    page.goto(served.address + "people/basic/lamp/teacher.html")
    expect(page.locator("main img")).to_have_js_property("naturalWidth", 192)
    shutil.copy(ROOT / "overrides/icons/icon-512.png", pictures / "lamp.png")
    expect(page.locator("main img")).to_have_js_property("naturalWidth", 512)


def test_a_change_elsewhere_leaves_a_page_alone(served: Server, page: Page) -> None:
    """An open answer is not closed because another page was saved."""
    page.goto(served.address + LESSON)
    page.evaluate("document.body.dataset.mine = 1")
    number = served.preview._refreshed
    save("content/about.vi.md", "title: ", "title: Nói ")
    while served.preview._refreshed == number:
        time.sleep(0.05)
    page.wait_for_timeout(300)
    assert page.evaluate("document.body.dataset.mine") == "1"


def test_findings_stand_on_top_in_the_editors_language(served: Server, page: Page) -> None:
    """Place, code, what is wrong, what to type; the newest first and open; none is said, too."""
    page.goto(served.address + LESSON)
    panel = page.locator("preview-findings section")
    expect(panel).to_have_text("không có lỗi hay cảnh báo nào")
    save(SOURCE / "teacher.vi.md", "- Một cái đèn.", "- Một cái đèn, xem [ở đây](../lamq/index.md).")
    expect(panel.locator("summary").first).to_have_text(re.compile("[0-9]+ lỗi"))
    first = panel.locator("li").filter(has_text="K101")
    expect(first.locator("code")).to_have_text("content/people/basic/lamp/teacher.vi.md:7")
    save(SOURCE / "quiz.yml", "  ask: {vi: Trời tối. Bạn làm gì?,", "  ask: {vi: Trời tối. Bạn làm thế nào?,")
    save(SOURCE / "lesson.yml", "reviewed: 2026-11-22", "reviewed: 2026-11-22\nignore: {L101: quên}")
    newest = panel.locator("li").first
    expect(newest).to_contain_text("E101 needless-excuse")
    expect(newest).to_contain_text("gợi ý: xóa dòng này")
    expect(newest.locator("details")).to_have_attribute("open", "")
    expect(first.locator("details")).not_to_have_attribute("open", "")


def test_a_closed_panel_stays_closed_until_something_else_is_wrong(served: Server, page: Page) -> None:
    """Who has read the findings closes them and writes on."""
    save(SOURCE / "lesson.yml", "reviewed: 2026-11-22", "reviewed: 2026-11-22\nignore: {L101: quên}")
    page.goto(served.address + LESSON)
    panel = page.locator("preview-findings details").first
    expect(panel).to_have_attribute("open", "")
    panel.locator("summary").first.click()
    save(SOURCE / "lesson.yml", "minutes: 10\n", "\n\nminutes: 12\n")
    expect(page.get_by_text("12 phút")).to_be_attached()
    expect(page.locator("preview-findings code").first).to_have_text(re.compile(":12$"))
    expect(panel).not_to_have_attribute("open", "")
    save(SOURCE / "lesson.yml", "ignore: {L101: quên}", "ignore: {L101: quên, L102: quên}")
    expect(panel).to_have_attribute("open", "")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_panel_is_readable_and_moves_nothing(scheme: Any, house: Path, browser: Browser) -> None:
    """On a phone in both schemes: nothing sticks out, contrast is 4.5 to 1 or more, the page below does not move."""
    with serving(house) as served:
        context = browser.new_context(viewport={"width": 320, "height": 640}, color_scheme=scheme)
        page = context.new_page()
        page.goto(served.address + LESSON)
        clean = page.evaluate("document.querySelector('main').getBoundingClientRect().top")
        long = " ".join(f"từ{number}" for number in range(60))
        save(SOURCE / "index.vi.md", "Trời tối rồi.", f"Trời {long}. Xem [ở đây](../lamq/index.md).")
        expect(page.locator("preview-findings li").first).to_be_visible()
        assert page.evaluate("document.querySelector('main').getBoundingClientRect().top") == clean
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        inside = "e => [e.getBoundingClientRect().left, e.getBoundingClientRect().right]"
        left, right = page.locator("preview-findings section").evaluate(inside)
        assert (left, right) == (0, 320)
        assert page.locator("preview-findings section").bounding_box()["height"] < 640 * 0.7  # type: ignore[index]
        for part in ("summary.total", "li b", "li code", "li small", "li p", "li summary"):
            assert contrast(page, f"preview-findings {part}") >= 4.5, part
        page.emulate_media(media="print")
        expect(page.locator("preview-findings")).to_be_hidden()
        context.close()


def contrast(page: Page, selector: str) -> float:
    """Contrast of the text of an element on the panel, by WCAG 2.2."""
    shown = page.locator(selector).first.evaluate(
        "e => [getComputedStyle(e).color, getComputedStyle(e.closest('section')).backgroundColor]"
    )
    light, dark = sorted((luminance(colour) for colour in shown), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("lesson.yml", "minutes: 10", "minutes: [10", "D103"),
        ("lesson.yml", "minutes: 10", "minute: 10", "D105"),
        ("index.vi.md", "---\ntitle", "title", "D112"),
    ],
)
def test_a_file_that_can_not_be_read_leaves_its_findings(
    name: str, old: str, new: str, code: str, served: Server, page: Page
) -> None:
    """Not an error of the server: the finding, a way back, and the page again once it is mended."""
    page.goto(served.address + LESSON)
    save(SOURCE / name, old, new)
    expect(page.locator("h1")).to_have_text("chưa hiện được trang này vì có tệp không đọc được")
    expect(page.locator("preview-findings li").first).to_contain_text(f"content/people/basic/lamp/{name}:")
    expect(page.locator("preview-findings li").first).to_contain_text(code)
    bottom = page.locator("preview-findings section").evaluate("e => e.getBoundingClientRect().bottom")
    assert page.locator("h1").evaluate("e => e.getBoundingClientRect().top") >= bottom
    assert page.get_by_text("về trang khóa học").get_attribute("href") == "/people/basic/"
    assert get(served, LESSON)[0] == 200
    save(SOURCE / name, new, old)
    expect(page.locator("h1")).to_have_text("Bật đèn")


def test_questions_that_can_not_be_read_leave_the_page(served: Server, page: Page) -> None:
    """The rest of the lesson is there, and what is wrong."""
    page.goto(served.address + LESSON)
    save(SOURCE / "quiz.yml", "- outcome: switch", "- outcom: switch")
    expect(page.locator("preview-findings li").first).to_contain_text("quiz.yml:1 D105 unknown-key")
    expect(page.locator("h1")).to_have_text("Bật đèn")


def test_data_that_can_not_be_read_is_said_on_every_page(served: Server, page: Page) -> None:
    """Words or facts that are gone are missed everywhere."""
    page.goto(served.address + "about.html")
    save("content/_data/facts.yml", "- id:", "- id: [")
    expect(page.locator("preview-findings li").first).to_contain_text("content/_data/facts.yml:")
    (Path("content/_data/ui.yml")).unlink()
    expect(page.locator("h1")).to_have_text("không dựng được trang này")
    expect(page.locator("preview-findings section")).to_contain_text("D113 missing-data-file")


@pytest.mark.parametrize(
    ("file", "old", "new", "reason"),
    [
        ("kinds/lesson.html", "{% endif -%}", "{% endfi -%}", r"overrides/kinds/lesson\.html:\d+: .*endfi"),
        ("kinds/lesson.html", "frame.words.quiz_how", "frame.words.quizz", r"lesson\.html:\d+: .*no word quizz"),
        ("main.html", "class=top", "class=topp", r"no style for topp"),
        (
            "style.css",
            "* { box-sizing: border-box; }",
            "* { box-sizing: border-box; } .a, { x: y }",
            r"style\.css:\d+: ",
        ),
        ("scripts/start.js", "let d", "@@nothing@@ let d", "nothing"),
    ],
)
def test_a_slip_in_a_template_or_the_style_is_a_readable_page(
    file: str, old: str, new: str, reason: str, served: Server, page: Page
) -> None:
    """File, line and what is wrong, and the page again once it is mended."""
    page.goto(served.address + LESSON)
    save(f"overrides/{file}", old, new)
    expect(page.locator("h1")).to_have_text("không dựng được trang này")
    expect(page.locator("pre")).to_have_text(re.compile(reason))
    save(f"overrides/{file}", new, old)
    expect(page.locator("h1")).to_have_text("Bật đèn")


def test_content_that_goes_away_may_come_back(served: Server, page: Page) -> None:
    """Changing branches, for one, takes files away for a moment."""
    page.goto(served.address + LESSON)
    Path("content").rename("elsewhere")
    expect(page.locator("h1")).to_have_text("không đọc được nội dung")
    Path("elsewhere").rename("content")
    expect(page.locator("h1")).to_have_text("Bật đèn")


def test_a_page_that_is_not_there_yet_appears(served: Server, page: Page) -> None:
    """Its address shows the page for such cases, with links that stay in the preview, and then the page itself."""
    page.goto(served.address + "lamps.html")
    expect(page.locator("h1")).to_have_text(
        Path("content/404.vi.md").read_text("utf-8").split("title: ")[1].split("\n")[0]
    )
    assert page.locator("a.brand").get_attribute("href") == "/index.html"
    assert get(served, "lamps.html")[0] == 404
    Path("content/lamps.vi.md").write_text("---\ntitle: Các đèn\nsummary: Đèn nào cũng sáng.\n---\n\nĐèn.\n", "utf-8")
    expect(page.locator("h1")).to_have_text("Các đèn")


def test_search_follows_a_change(served: Server) -> None:
    """The index is made anew for a page that is shown anew; one that is still open finds the files that it knows."""
    old = get(served, "find.vi.js")[2].decode()
    folder = re.search(r"find/[0-9a-f]{8}", old)
    assert folder
    save(SOURCE / "index.vi.md", "title: Bật đèn", "title: Thắp nến")
    assert eventually(lambda: get(served, "find.vi.js")[2].decode() != old)
    assert get(served, f"{folder[0]}/vi0.js")[0] == 404
    new = re.search(r"find/[0-9a-f]{8}", get(served, "find.vi.js")[2].decode())
    assert new
    assert "Thắp nến" in get(served, f"{new[0]}/vi0.js")[2].decode()
    number = served.preview._refreshed
    save(SOURCE / "index.vi.md", "title: Thắp nến", "title: Đốt đuốc")
    assert eventually(lambda: served.preview._refreshed > number)
    assert "Thắp nến" in get(served, f"{new[0]}/vi0.js")[2].decode()


def eventually(true: Callable[[], bool]) -> bool:
    """Whether something comes true within twenty seconds."""
    end = time.monotonic() + 20
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_a_worker_that_was_left_here_goes(house: Path, browser: Browser, site: Path) -> None:
    """Who kept an earlier site at this address sees today's page."""
    kept = conftest.Server(site)
    port = int(kept.address.rstrip("/").rpartition(":")[2])
    context = browser.new_context()
    page = context.new_page()
    page.goto(kept.address + "offline.html")
    assert eventually(lambda: page.evaluate("!!navigator.serviceWorker.controller"))
    page.evaluate(
        """async () => {
        const kept = await caches.open("kept"), old = await caches.open("old");
        await kept.put(new URL("now", location), new Response("old"));
        const page = new Response("<h1>Hôm qua</h1>", {headers: {"Content-Type": "text/html"}});
        await old.put(new URL("index.html", location), page);
        }"""
    )
    kept.stop()
    with serving(house, port=port) as served:
        page.goto(served.address + "index.html")
        expect(page.locator("preview-findings")).to_be_attached()
        gone = "navigator.serviceWorker.getRegistrations().then(all => !all.length)"
        assert eventually(lambda: page.evaluate(gone))
    context.close()


def get(server: Server, path: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
    """Status, head and body of an answer."""
    connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
    connection.request(method, f"/{path}", headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.headers, answer.read()


def test_only_this_machine_is_answered(served: Server) -> None:
    """A name of somebody else's that leads here, RFC 9110 without a host, and addresses outside of the site."""
    own = served.address.removeprefix("http://").rstrip("/")
    for host, status in [
        (own, 200),
        (own.replace("127.0.0.1", "localhost"), 200),
        ("evil.example", 403),
        (f"evil.example:{served.server_address[1]}", 403),
        ("127.0.0.1.evil.example", 403),
        ("[", 403),
        ("", 403),
    ]:
        assert get(served, "", Host=host)[0] == status, host
        assert get(served, ".preview/changes?path=index.html&seen=", Host=host)[0] == status, host
    assert "chỉ trả lời ở địa chỉ http://127.0.0.1" in get(served, "", Host="evil.example")[2].decode()
    for path in (
        "../mkdocs.yml",
        "%2e%2e/mkdocs.yml",
        "/etc/passwd",
        "content/index.vi.md",
        "index.vi.md",
        "_data/ui.yml",
        "people/basic/lamp/quiz.yml",
        "overrides/main.html",
        "%00",
        "a%0d%0ab/",
        "%ff",
    ):
        assert get(served, path)[0] == 404, path
    assert get(served, "", "POST")[0] == 501
    assert served.server_address[0] == "127.0.0.1"


def test_heads_folders_and_types(served: Server) -> None:
    """HEAD says what GET would, a folder leads to its page, nothing is kept by the browser."""
    status, head, body = get(served, LESSON, "HEAD")
    assert (status, body) == (200, b"")
    assert head["Content-Length"] == str(len(get(served, LESSON)[2]))
    assert head["Cache-Control"] == "no-store"
    assert get(served, "people/basic")[1]["Location"] == "/people/basic/"
    assert get(served, "people/basic/")[2] == get(served, "people/basic/index.html")[2]
    assert get(served, "?q=den")[0] == 200
    for path, kind in {
        "people/basic/lamp/qr.svg": "image/svg+xml",
        "manifest.vi.webmanifest": "application/manifest+json",
        "icon-192.png": "image/png",
        "sw.js": "text/javascript; charset=utf-8",
    }.items():
        assert get(served, path)[1]["Content-Type"] == kind


COMMAND = [sys.executable, "-m", "courselib", "serve"]


@pytest.mark.usefixtures("house")
def test_the_command_says_where_to_look_and_ends_quietly() -> None:
    """The address comes first, before the library is loaded; Ctrl-C is the usual end."""
    process = subprocess.Popen(
        [*COMMAND, "--port", "0", "--language", "vi"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout
    assert process.stderr
    said = process.stdout.readline()
    found = re.fullmatch(r"mở (http://127\.0\.0\.1:(\d+)/) rồi sửa và lưu một tệp trong content/ .*\n", said)
    assert found
    connection = http.client.HTTPConnection("127.0.0.1", int(found[2]), timeout=30)
    connection.request("GET", "/")
    assert "preview-findings" in connection.getresponse().read().decode()
    connection.close()
    # A page that waits for a change does not hold the end up.
    waiting = socket.create_connection(("127.0.0.1", int(found[2])))
    waiting.sendall(b"GET /.preview/changes?path=x&seen=x HTTP/1.1\r\nHost: localhost\r\n\r\n")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=10) == ("", "")
    assert process.returncode == 0
    waiting.close()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "port {port} is taken, perhaps by another preview; type: {command}"),
        ("vi", "cổng {port} đang có chương trình dùng, có thể là một bản xem thử khác; gõ: {command}"),
    ],
)
@pytest.mark.usefixtures("house")
def test_a_busy_port_is_a_sentence(language: str, words: str) -> None:
    """With what to type, and no traceback."""
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        done = subprocess.run(
            [*COMMAND, "--port", str(port), "--language", language], capture_output=True, text=True, check=False
        )
    assert done.returncode == 2
    assert done.stdout == ""
    said = words.format(port=port, command=f"courselib serve --port {port + 1}")
    assert done.stderr == f"courselib: {said}\n"


def test_the_command_needs_a_library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a configuration or content it says what to type."""
    monkeypatch.chdir(tmp_path)
    for name in ("mkdocs.yml", "content"):
        done = subprocess.run([*COMMAND, "--language", "en"], capture_output=True, text=True, check=False)
        assert done.returncode == 2
        assert name in done.stderr
        assert "Traceback" not in done.stderr
        shutil.copy(ROOT / "mkdocs.yml", tmp_path)


def test_what_counts_as_a_change(tmp_path: Path) -> None:
    """Saving, making, renaming and removing do; hidden files, which editors keep beside a file, do not."""
    folder = [str(tmp_path)]
    (tmp_path / "inner").mkdir()
    steps: list[Callable[[], object]] = [
        lambda: (tmp_path / "a.md").write_text("a"),
        lambda: (tmp_path / "a.md").write_text("ab"),
        lambda: (tmp_path / "a.md").rename(tmp_path / "inner/a.md"),
        lambda: os.utime(tmp_path / "inner/a.md", ns=(1, 1)),
        lambda: (tmp_path / "inner/a.md").unlink(),
        lambda: (tmp_path / "inner").rmdir(),
    ]
    for step in steps:
        before = watch.state(folder)
        step()
        assert watch.state(folder) != before
    before = watch.state(folder)
    (tmp_path / ".a.md.swp").write_text("a")
    (tmp_path / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    assert [entry for entry in watch.state(folder) if not entry[0].endswith("loop")] == before
    assert watch.state([str(tmp_path / "gone")]) == []


def test_changes_are_told_once_and_none_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is saved while the last change is worked on is told next; several steps of one save are told as one."""
    monkeypatch.setattr(watch, "PAUSE", 0.01)
    monkeypatch.setattr(watch, "SHARE", 0)
    stop = threading.Event()
    told = watch.changes([str(tmp_path)], stop)
    next(told)
    (tmp_path / "a").write_text("1")
    next(told)
    (tmp_path / "a").write_text("12")
    (tmp_path / "b").write_text("1")
    next(told)
    threading.Timer(0.2, stop.set).start()
    assert list(told) == []


def test_a_new_language_is_asked_of_lessons_that_were_read_before(house: Path) -> None:
    """What a lesson needs is said in other files, too: it is read again when they change."""
    preview = preview_of("content", house / "mkdocs.yml")
    apply(house, {"change": {"_data/budgets.yml": {"text_file_bytes: 200000": "text_file_bytes: 100"}}})
    preview.refresh()
    edition = preview._edition
    assert edition
    assert "content/people/basic/lamp/lesson.yml" in {one.where.path for one in edition.loaded}


def test_a_page_is_made_once_an_edition(house: Path) -> None:
    """Waiting pages and browsers ask for the same page."""
    preview = preview_of("content", house / "mkdocs.yml")
    first = preview.answer(LESSON)
    assert preview.answer(LESSON) is first
    assert not preview.changed(LESSON, first.seen, 0.01)
    assert preview.changed(LESSON, "other", 0.01)
    preview.refresh()
    again = preview.answer(LESSON)
    assert again is not first
    assert replace(again) == first
