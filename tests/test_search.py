"""Search: what people type finds the lesson they need, cheaply, with keys, on disk and on the web."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from bench_search import grown, measure
from conftest import Server
from courselib.model import Library

TABLE: list[dict[str, str]] = yaml.safe_load((Path(__file__).parent / "searches.yml").read_text("utf-8"))
TOPICS = {"vi": "topics.html", "en": "en/topics.html"}
BEST = 3


def open_search(browser: Browser, address: str) -> Page:
    """A page with the search field entered."""
    page = browser.new_context(viewport={"width": 360, "height": 640}).new_page()
    page.goto(address)
    page.locator("#q").focus()
    return page


def answers(page: Page, query: str) -> list[str]:
    """Ids of the pages found for what is typed, best first."""
    said = "document.querySelector('form + [role=status]').textContent"
    for typed, answered in (("", f"!{said}"), (query, f"!!{said}")):
        page.locator("#q").fill(typed)
        page.locator("#q").press("Enter")  # who presses it does not wait for the pause after typing
        page.wait_for_function(f"() => {answered}")
    links = [link.get_attribute("href") or "" for link in page.locator("#found a").all()]
    root = page.url.partition("en/topics.html")[0].partition("topics.html")[0]
    return [re.sub(r"(/index)?\.html.*", "", link.removeprefix(root).removeprefix("en/")) for link in links]


@pytest.mark.parametrize("language", TOPICS)
def test_the_table_of_queries(browser: Browser, server: Server, language: str) -> None:
    """Each query finds its lesson among the first three."""
    page = open_search(browser, server.address + TOPICS[language])
    rows = [row for row in TABLE if row["page"] == language]
    found = {row["query"]: answers(page, row["query"])[:BEST] for row in rows}
    assert [(row, found[row["query"]]) for row in rows if row["finds"] not in found[row["query"]]] == []
    page.context.close()


def test_the_table_is_worth_its_name(library: Library) -> None:
    """At least sixty queries in both languages; each lesson is asked for, and so is the emergency page."""
    assert len(TABLE) >= 60
    assert {row["page"] for row in TABLE} == set(TOPICS)
    assert set(library.lessons) | {"emergency"} == {row["finds"] for row in TABLE}


def test_nothing_is_loaded_before_the_field_is_entered(browser: Browser, server: Server) -> None:
    """The page with the field is one request, until someone wants to search."""
    server.log.clear()
    page = browser.new_page()
    page.goto(server.address + "topics.html", wait_until="networkidle")
    assert [path for path, _ in server.log] == ["/topics.html"]
    page.locator("#q").focus()
    page.wait_for_function("() => !!self.courseBlock")
    assert not [path for path, _ in server.log if path.startswith("/find/")]
    page.close()


def test_results_come_while_typing_and_keys_reach_them(browser: Browser, server: Server) -> None:
    """Letter by letter; the number is announced; arrow down and Enter go to the first answer."""
    page = open_search(browser, server.address + "topics.html")
    page.keyboard.type("mat khau", delay=60)
    first = page.locator("#found a").first
    expect(first).to_contain_text("mật khẩu")
    expect(page.locator("form + [role=status]")).to_contain_text(re.compile(r"\d"))
    page.keyboard.press("ArrowDown")
    expect(first).to_be_focused()
    page.locator("#q").focus()
    page.keyboard.press("Enter")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/passwords-and-otp-codes/index.html")
    page.context.close()


def test_the_button_does_not_wait_for_the_pause(browser: Browser, server: Server) -> None:
    """Who types and presses Enter at once is led to the first answer when it is there."""
    page = open_search(browser, server.address + "en/topics.html")
    page.keyboard.type("fake police", delay=5)
    page.keyboard.press("Enter")
    expect(page.locator("#found a").first).to_be_focused()
    page.context.close()


def test_what_is_not_there_is_said(browser: Browser, server: Server) -> None:
    """No answer is an answer too."""
    page = open_search(browser, server.address + "en/topics.html")
    assert answers(page, "qqqq zzzz") == []
    expect(page.locator("form + [role=status]")).to_contain_text("Nothing found")
    page.context.close()


def test_a_search_that_can_not_load_says_so_and_tries_again(browser: Browser, server: Server) -> None:
    """A line that breaks costs a sentence; the next letter asks again."""
    page = open_search(browser, server.address + "en/topics.html")
    page.wait_for_function("() => !!self.courseBlock")
    page.context.set_offline(True)
    page.locator("#q").fill("password")
    expect(page.locator("form + [role=status]")).to_contain_text("could not be loaded")
    page.context.set_offline(False)
    page.locator("#q").fill("passwords")
    expect(page.locator("#found a").first).to_contain_text("password")
    page.context.close()


@pytest.mark.parametrize("language", TOPICS)
def test_search_works_from_a_folder_on_disk(browser: Browser, site: Path, language: str) -> None:
    """Copied to a memory card and opened there, search finds and its links lead to files."""
    page = open_search(browser, (site / TOPICS[language]).as_uri())
    query = {"vi": "cong an goi", "en": "fake police"}[language]
    assert answers(page, query)[0].endswith("citizens/basic/fake-police-call")
    page.locator("#found a").first.click()
    page.wait_for_load_state()
    assert page.url.startswith("file://")
    expect(page.locator("h1")).to_be_visible()
    page.context.close()


def test_a_question_typed_on_the_front_door_without_script_leads_to_the_list(browser: Browser, server: Server) -> None:
    """The form is a form: pressing its button opens the list of all topics."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(server.address)
    page.locator("#q").fill("mat khau")
    page.locator("form button").click()
    page.wait_for_url("**/topics.html?q=mat+khau")
    expect(page.locator(".topics a").first).to_be_visible()
    expect(page.locator(".notice")).to_contain_text("không tìm theo chữ được")
    context.close()


def test_a_question_in_the_address_is_answered(browser: Browser, server: Server) -> None:
    """What was typed before the script came is not lost."""
    page = browser.new_page()
    page.goto(server.address + "topics.html?q=m%E1%BA%ADt+kh%E1%BA%A9u")
    expect(page.locator("#found a").first).to_contain_text("mật khẩu")
    page.close()


@pytest.fixture(scope="module")
def large(library: Library) -> Library:
    """300 lessons, no two alike: titles, tasks, headings and bodies are drawn from all sentences of the library."""
    return grown(library, 300)


def test_a_first_search_of_300_lessons_fits_its_budget(large: Library) -> None:
    """Whatever is typed, script, blocks and titles together stay within 15,000 bytes after gzip."""
    measured = measure(large)
    assert measured.blocks > 50
    assert measured.most <= large.budgets.search_bytes, measured
