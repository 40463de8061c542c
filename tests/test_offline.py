"""Keeping lessons: what is asked for and nothing else, whole or not at all, with the network cut in a real browser."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from conftest import Server, finish
from courselib.model import Library

LESSON = "citizens/basic/fake-police-call"
LANGUAGES = ("", "en/")
COPIES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    found[name] = (await cache.keys()).map(one => new URL(one.url).pathname);
  }
  return found;
}"""


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has never been here."""
    made = browser.new_context(viewport={"width": 360, "height": 640})
    made.set_default_timeout(15_000)
    yield made
    made.close()


@pytest.fixture(scope="module")
def second(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A later version of the site: each title ends in a star."""
    second = tmp_path_factory.mktemp("second") / "site"
    shutil.copytree(site, second)
    for page in second.rglob("*.html"):
        page.write_text(page.read_text("utf-8").replace("</h1>", " ★</h1>"), "utf-8")
    shutil.rmtree(second / "offline")
    finish(second)
    return second


@pytest.fixture
def moving(site: Path, second: Path) -> Iterator[tuple[Server, Path, Path]]:
    """A server, and the two versions of the site that it can serve."""
    served = Server(site)
    yield served, site, second
    served.stop()


def open_choices(context: BrowserContext, server: Server, lesson: str = LESSON) -> Page:
    """The page where one chooses what to keep, coming from a lesson."""
    page = context.new_page()
    page.goto(f"{server.address}offline.html#{lesson}")
    expect(page.locator(".keep li").first).to_be_visible()
    return page


def keep(page: Page, name: str) -> None:
    """Keep what is called `name`, and wait until it is done."""
    page.locator(".keep li", has_text=name).get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Xong")


def kept(page: Page) -> dict[str, list[str]]:
    """Paths in each cache."""
    found: dict[str, list[str]] = page.evaluate(COPIES)
    return found


def copies(page: Page) -> list[str]:
    """Names of the whole copies."""
    return [name for name in kept(page) if name.startswith("copy ")]


def kept_of(context: BrowserContext, server: Server) -> tuple[Page, dict[str, str]]:
    """Keep a lesson; the page where that was done, and the titles of the copy."""
    page = open_choices(context, server)
    keep(page, "Có người gọi")
    return page, titles(page, server.address)


def test_nothing_is_kept_without_being_asked_but_pages_visited(context: BrowserContext, server: Server) -> None:
    """After reading one lesson, that page is there and nothing else."""
    page = context.new_page()
    page.goto(f"{server.address}{LESSON}/index.html")
    page.mouse.move(100, 100)
    page.mouse.wheel(0, 500)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.wait_for_function("() => caches.has('visited')")
    page.wait_for_function("async () => (await (await caches.open('visited')).keys()).length")
    assert kept(page) == {"visited": [f"/{LESSON}/index.html"]}
    context.set_offline(True)
    page.reload()
    expect(page.locator("h1")).to_contain_text("công an")
    page.goto(server.address + "citizens/basic/pay-by-qr/index.html")
    expect(page.locator("h1")).to_contain_text("Không có mạng")


def test_the_size_is_said_before_and_is_true(context: BrowserContext, server: Server) -> None:
    """What the button says is what comes over the line, within a tenth."""
    page = open_choices(context, server)
    row = page.locator(".keep li", has_text="Có người gọi")
    said = int(re.sub(r"\D", "", row.locator("small").inner_text()))
    server.log.clear()
    keep(page, "Có người gọi")
    came = sum(size for path, size in server.log) / 1000
    assert said * 0.9 <= came <= said * 1.1, f"{said} KB said, {came:.0f} KB came"


@pytest.mark.parametrize("choice", ["Có người gọi", "Khóa: Người dân"])
def test_kept_pages_open_with_the_network_cut(
    context: BrowserContext, server: Server, choice: str, library: Library
) -> None:
    """In both languages: lesson, language switch, quiz, search, the emergency page; the worker dies in between."""
    page = open_choices(context, server)
    keep(page, choice)
    context.set_offline(True)
    lessons = [LESSON] if "gọi" in choice else [path for path in _lessons(page) if path.startswith("citizens/")]
    assert len(lessons) == (1 if "gọi" in choice else len(library.courses["citizens/basic"].lessons))
    for lesson in lessons:
        for language in LANGUAGES:
            page.goto(f"{server.address}{language}{lesson}/index.html")
            expect(page.locator("#quiz")).to_be_attached()
            page.locator("details.yes summary").first.click()
            expect(page.locator("details.yes p").first).to_be_visible()
            assert page.locator("html").get_attribute("lang") == (language[:2] or "vi")
    page.get_by_role("link", name="Tiếng Việt").click()
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    stop_worker(page)
    page.get_by_role("link", name="Khẩn cấp").click()
    expect(page.get_by_role("link", name="113").first).to_be_visible()
    page.get_by_role("link", name="Tìm", exact=True).click()
    page.locator("#q").fill("cong an goi dien")
    page.locator("#q").focus()
    expect(page.locator("#found a").first).to_contain_text("công an")
    page.goto(server.address + "en/topics.html")
    page.locator("#q").focus()
    page.locator("#q").fill("fake police")
    expect(page.locator("#found a").first).to_contain_text("police")
    # What is not kept leads to the list of what is.
    page.goto(server.address + "officials/index.html")
    page.wait_for_url("**/offline.html#officials/index.html")
    expect(page.get_by_role("status")).to_contain_text("không có mạng")
    expect(page.get_by_role("link", name="Có người gọi xưng là công an")).to_be_visible()


def _lessons(page: Page) -> list[str]:
    (copy,) = copies(page)
    return [
        path.removeprefix("/").removesuffix("/index.html")
        for path in kept(page)[copy]
        if path.count("/") == 4 and "en/" not in path
    ]


def stop_worker(page: Page) -> None:
    """End the worker, as a phone short of memory does."""
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    session.send("ServiceWorker.stopAllWorkers")


def test_everything_in_one_language_leaves_the_other_out(context: BrowserContext, server: Server) -> None:
    """All lessons of the reader's language, and of the other only the page that helps in an emergency and this one."""
    page = open_choices(context, server)
    keep(page, "Tất cả bài, chỉ bản Tiếng Việt")
    (copy,) = copies(page)
    english = [path for path in kept(page)[copy] if path.startswith("/en/")]
    assert sorted(english) == ["/en/emergency.html", "/en/offline.html"]
    assert len([path for path in kept(page)[copy] if path.count("/") == 4]) >= 12
    context.set_offline(True)
    page.goto(f"{server.address}{LESSON}/index.html")
    page.get_by_role("link", name="English").click()
    page.wait_for_url("**/en/offline.html#en/**")
    expect(page.get_by_role("status")).to_contain_text("no network")


def test_the_emergency_page_comes_first(context: BrowserContext, server: Server) -> None:
    """Whatever is chosen, help in an emergency is the first page fetched."""
    page = open_choices(context, server)
    server.log.clear()
    keep(page, "Có người gọi")
    pages = [path.partition("?")[0] for path, _ in server.log if ".html" in path]
    assert set(pages[:3]) >= {"/emergency.html", "/en/emergency.html"}  # three are fetched side by side


def test_what_is_kept_can_be_removed(context: BrowserContext, server: Server) -> None:
    """One choice goes and its files with it, the other stays; with the last one everything goes."""
    page = open_choices(context, server)
    keep(page, "Có người gọi")
    page.goto(f"{server.address}offline.html#citizens/basic/pay-by-qr")
    page.reload()
    keep(page, "mã QR")
    (copy,) = copies(page)
    assert f"/{LESSON}/index.html" in kept(page)[copy]
    page.locator(".keep li", has_text="Có người gọi").get_by_role("button", name="Xóa").click()
    expect(page.locator(".keep li", has_text="Có người gọi")).to_have_count(0)
    left = kept(page)[copy]
    assert f"/{LESSON}/index.html" not in left
    assert "/citizens/basic/pay-by-qr/index.html" in left
    assert "/emergency.html" in left
    page.locator(".keep li", has_text="mã QR").get_by_role("button", name="Xóa").click()
    expect(page.locator(".keep li", has_text="mã QR").get_by_role("button", name="Lưu")).to_be_visible()
    assert not [name for name in kept(page) if name != "visited"]


def titles(page: Page, address: str) -> dict[str, str]:
    """The title of each page of the copy in use, as it opens with the network cut."""
    page.context.set_offline(True)
    found = {}
    for path in (f"{LESSON}/index.html", f"en/{LESSON}/index.html", "emergency.html", "en/topics.html", "index.html"):
        page.goto(address + path)
        found[path] = page.locator("h1").inner_text()
    page.context.set_offline(False)
    return found


FAULTS = [(kind, number) for number in range(13) for kind in ("cut", "broken", "gone", "closed")][:50]
FORGET = """async () => {
  const now = await (await caches.match(new URL("now", location), {cacheName: "kept"})).text();
  for (const name of await caches.keys()) if (name.startsWith("copy ") && name !== now) await caches.delete(name);
}"""


def test_fifty_interrupted_updates_leave_the_previous_copy_whole(
    context: BrowserContext, moving: tuple[Server, Path, Path]
) -> None:
    """The line is cut, bytes are broken, files are gone, the page is closed, at any file: the old copy answers."""
    server, _, second = moving
    page, old = kept_of(context, server)
    assert not any("★" in title for title in old.values())
    server.site = second
    for kind, number in FAULTS:
        page = interrupted(context, server, kind, number)
        assert titles(page, server.address) == old, (kind, number)
        page.close()
    server.fault = lambda _: ""
    page = open_choices(context, server)
    page.get_by_role("button", name="Cập nhật").click()
    expect(page.get_by_role("status")).to_contain_text("Xong")
    assert all(title.endswith("★") for title in titles(page, server.address).values())
    assert len(copies(page)) == 1


def interrupted(context: BrowserContext, server: Server, kind: str, number: int) -> Page:
    """Begin an update in which something goes wrong at the file of that number, and return a new page."""
    count = {"files": -1}

    def fault(path: str) -> str:
        fetched = re.search(r"\?[0-9a-f]{16}$", path)
        count["files"] += bool(fetched)
        wrong = fetched and count["files"] >= number
        return ("cut" if kind == "closed" else kind) if wrong else ""

    server.fault = lambda _: ""
    page = open_choices(context, server)
    button = page.get_by_role("button", name="Cập nhật")
    expect(button).to_be_visible()
    page.evaluate(FORGET)  # what came before would not be fetched again
    server.fault = fault
    button.click()
    if kind == "closed":
        page.wait_for_timeout(30 + 10 * number)
    else:
        expect(page.get_by_role("status")).to_contain_text("vẫn dùng được")
    server.fault = lambda _: ""
    page.close()
    return context.new_page()


def test_an_interrupted_download_goes_on_where_it_stopped(
    context: BrowserContext, moving: tuple[Server, Path, Path]
) -> None:
    """Files that came whole are not fetched again."""
    server, _, _ = moving
    count = {"files": 0}

    def fault(path: str) -> str:
        count["files"] += "?" in path
        return "cut" if count["files"] > 40 else ""

    page = open_choices(context, server)
    server.fault = fault
    page.locator(".keep li", has_text="Có người gọi").get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Mạng bị ngắt")
    server.fault = lambda _: ""
    server.log.clear()
    keep(page, "Có người gọi")
    again = [path for path, _ in server.log if re.search(r"\.(html|js)\?", path)]
    (copy,) = copies(page)
    assert 0 < len(again) < len(kept(page)[copy]) - 20


def test_a_full_device_keeps_the_previous_copy_and_says_so(
    context: BrowserContext, moving: tuple[Server, Path, Path]
) -> None:
    """No room for a second copy: the first one stays, the reader is told, nothing half is left behind."""
    server, _, second = moving
    page, old = kept_of(context, server)
    server.site = second
    page.goto(f"{server.address}offline.html#{LESSON}")
    session = context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": server.address.rstrip("/"), "quotaSize": 1000})
    page.get_by_role("button", name="Cập nhật").click()
    expect(page.get_by_role("status")).to_contain_text("Máy hết chỗ")
    expect(page.get_by_role("status")).to_contain_text("vẫn dùng được")
    session.send("Storage.overrideQuotaForOrigin", {"origin": server.address.rstrip("/")})
    assert len(copies(page)) == 1
    assert titles(page, server.address) == old


def test_keeping_works_on_a_slow_line_and_shows_how_far_it_is(context: BrowserContext, server: Server) -> None:
    """At 400 kbit/s and 400 ms the numbers move while it loads, and in the end it is whole."""
    page = open_choices(context, server)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    page.locator(".keep li", has_text="Có người gọi").get_by_role("button").click()
    seen = set()
    for _ in range(12):
        page.wait_for_timeout(500)
        seen.add(page.get_by_role("status").inner_text())
    assert len([text for text in seen if "Đang lưu:" in text]) >= 3
    expect(page.get_by_role("status")).to_contain_text("Xong", timeout=60_000)
    assert page.locator("progress").is_hidden()


def test_a_new_version_is_told_on_kept_pages(context: BrowserContext, moving: tuple[Server, Path, Path]) -> None:
    """A kept lesson says that there is a newer version, and leads to where it can be fetched."""
    server, _, second = moving
    page = open_choices(context, server)
    keep(page, "Có người gọi")
    server.site = second
    page.goto(f"{server.address}{LESSON}/index.html")
    page.mouse.wheel(0, 300)
    page.get_by_role("link", name="Có bản mới").click()
    expect(page.get_by_role("button", name="Cập nhật")).to_be_visible()


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_library_can_be_installed(browser: Browser, server: Server, language: str) -> None:
    """Chromium accepts the manifest and its icons without a complaint."""
    page = browser.new_page()
    page.goto(server.address + ("" if language == "vi" else "en/"))
    session = page.context.new_cdp_session(page)
    found = session.send("Page.getAppManifest")
    manifest = json.loads(found["data"])
    assert found["errors"] == []
    assert manifest["lang"] == language
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    for icon in manifest["icons"]:
        assert page.request.get(server.address + icon["src"]).ok
    assert page.request.get(server.address + manifest["start_url"]).ok
    page.close()


def test_without_a_way_to_keep_the_page_says_so(site: Path, browser: Browser) -> None:
    """From a folder on disk there is no worker: the page says that this browser can not keep lessons."""
    page = browser.new_page()
    page.goto((site / "offline.html").as_uri())
    expect(page.get_by_role("status")).to_contain_text("không lưu bài được")
    page.close()
