"""The pack `kolibri`: what Kolibri itself has after it took in the channels from a stick."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import packed
from banks import HOSTILE, hostile, mistaken
from conftest import ROOT
from courselib.packs.kolibri import kolibri
from courselib.packs.volume import LICENCE_URL, Chapter, Volume
from packs_again import again

REQUIREMENT = ROOT / "tests" / "kolibri.txt"
PROGRAM = ROOT / ".cache" / "kolibri"
"""Kolibri is big and brings its own versions of everything: it lives apart, and is fetched once."""
TAKE_IN = """
import json, sys
from django.core.management import call_command
from django.test import Client, RequestFactory
from kolibri.core.content import models, zip_wsgi
from kolibri.core.content.utils.paths import get_content_storage_file_path

def page(file):
    answer = zip_wsgi._zip_content_from_request(RequestFactory().get(f"/{file.id}.zip/index.html"))
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()

def stored(file):
    return open(get_content_storage_file_path(f"{file.id}.{file.extension}"), "rb").read().hex()

def node(one):
    files = [file.local_file for file in one.files.all()]
    quiz = one.assessmentmetadata.first()
    return {
        **{name: getattr(one, name) for name in (
            "id", "content_id", "parent_id", "title", "description", "kind", "available", "coach_content", "lang_id",
            "license_name", "license_description", "duration", "categories", "grade_levels", "learner_needs",
            "learning_activities", "options", "level", "author", "num_coach_contents",
        )},
        "tags": sorted(tag.tag_name for tag in one.tags.all()),
        "requires": [other.id for other in one.has_prerequisite.all()],
        "files": {file.extension: stored(file) for file in files if file.available},
        "missing": [file.id for file in files if not file.available],
        "page": page(files[0]) if one.kind == "html5" else "",
        "questions": quiz.assessment_item_ids if quiz else [],
        "mastery": quiz.mastery_model if quiz else None,
    }

folder, said, *channels = FOLDER, SAID, *CHANNELS
found = {}
for name in channels:
    call_command("importchannel", "disk", name, folder)
    call_command("importcontent", "--fail-on-error", "disk", name, folder)
    channel = models.ChannelMetadata.objects.get(id=name)
    answer = Client().get(f"/api/content/contentnode_tree/{name}/")
    nodes = models.ContentNode.objects.filter(channel_id=name).order_by("lft")
    found[name] = {
        "name": channel.name, "description": channel.description, "version": channel.version,
        "author": channel.author, "languages": [one.id for one in channel.included_languages.all()],
        "nodes": [node(one) for one in nodes],
        "seen": [answer.status_code, [one["title"] for one in answer.json()["children"]["results"]]],
    }
json.dump(found, open(said, "w"))
"""


@dataclass(frozen=True)
class Taken:
    """A channel as Kolibri has it."""

    volume: Volume
    channel: dict[str, Any]

    @property
    def nodes(self) -> list[dict[str, Any]]:
        nodes: list[dict[str, Any]] = self.channel["nodes"]
        return nodes

    def of(self, kind: str, *, coach: bool = False) -> list[dict[str, Any]]:
        """Nodes of a kind, in the order of the tree."""
        return [one for one in self.nodes if one["kind"] == kind and one["coach_content"] is coach]

    def placed(self) -> Iterator[Chapter]:
        """The lesson of each place in the tree."""
        for branch in self.volume.branches:
            for name in branch.chapters:
                chapter = self.volume.chapter(name)
                assert chapter
                yield chapter


@pytest.fixture(scope="module")
def program() -> Path:
    """Kolibri."""
    ready = PROGRAM / "ready.txt"
    if not ready.is_file() or ready.read_bytes() != REQUIREMENT.read_bytes():
        shutil.rmtree(PROGRAM, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", PROGRAM], check=True)
        subprocess.run(
            [PROGRAM / "bin" / "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENT], check=True
        )
        shutil.copy(REQUIREMENT, ready)
    return PROGRAM / "bin" / "kolibri"


VOLUMES: dict[str, Callable[[], Volume]] = {
    "library vi": lambda: packed.volume("library", "vi"),
    "library en": lambda: packed.volume("library", "en"),
    "course": lambda: packed.volume("citizens/basic", "vi"),
    "hostile": lambda: hostile(packed.volume("officials/basic", "en")),
}


@pytest.fixture(scope="module")
def all_taken(program: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Taken]:
    """Channels that lay on one stick, taken in by one Kolibri that was never used before."""
    folder = tmp_path_factory.mktemp("stick")
    volumes = {key: make() for key, make in VOLUMES.items()}
    channels = {}
    for key, volume in volumes.items():
        kolibri(volume, packed.workshop(), folder / "pack.zip")
        with zipfile.ZipFile(folder / "pack.zip") as archive:
            archive.extractall(folder)
            channels[key] = next(Path(one).stem for one in archive.namelist() if one.endswith(".sqlite3"))
    said = folder / "said.json"
    script = (
        f"FOLDER, SAID, CHANNELS = {str(folder / 'KOLIBRI_DATA')!r}, {str(said)!r}, {[*channels.values()]!r}\n{TAKE_IN}"
    )
    env = {**os.environ, "KOLIBRI_HOME": str(folder / "home"), "KOLIBRI_RUN_MODE": "test"}
    done = subprocess.run([program, "manage", "shell", "-c", script], env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(said.read_text("utf-8"))
    return {key: Taken(volumes[key], found[name]) for key, name in channels.items()}


@pytest.fixture(params=list(VOLUMES))
def taken(request: pytest.FixtureRequest, all_taken: dict[str, Taken]) -> Taken:
    """Each of the channels."""
    return all_taken[request.param]


def lines(text: str) -> str:
    """Text as Kolibri shows it: without control characters, spaces joined."""
    return " ".join(re.sub(r"[\x00-\x1f]+", " ", text).split())


def questions(node: dict[str, Any]) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What an exercise asks: every sign of ASCII in it stands behind a backslash, so that it is only itself."""
    found = []
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(node["files"]["perseus"]))) as archive:
        whole = json.loads(archive.read("exercise.json"))
        assert whole["all_assessment_items"] == node["questions"]
        for name in node["questions"]:
            item = json.loads(archive.read(f"{name}.json"))
            ask, _, widget = item["question"]["content"].rpartition("\n\n")
            assert widget == "[[☃ radio 1]]"
            choices = item["question"]["widgets"]["radio 1"]["options"]["choices"]
            assert len(item["hints"]) == len(choices)
            answers = [(bare(one["content"]), bare(one["clue"]), one["correct"]) for one in choices]
            found.append((bare(ask), answers))
    return found


def bare(text: str) -> str:
    """Markdown without its backslashes; nothing else in it may mean anything."""
    assert not re.search(r"[!-/:-@\[-`{-~]", re.sub(r"\\[!-/:-@\[-`{-~]", "", text)), text
    return lines(re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text))


def asked(chapter: Chapter) -> list[tuple[str, list[tuple[str, str, bool]]]]:
    """What an exercise of a lesson should ask."""
    return [
        (lines(question.ask), [(lines(one.text), lines(one.why), one.correct) for one in question.options])
        for question in chapter.questions
    ]


def test_everything_is_there(taken: Taken) -> None:
    assert not [one for one in taken.nodes if one["missing"] or not one["available"]]
    places = list(taken.placed())
    assert places
    titles = [lines(one.title)[:199] for one in places]
    assert [one["title"][:199] for one in taken.of("html5")] == titles
    assert [lines(one.plan.title)[:199] for one in places if one.plan] == [
        one["title"][:199] for one in taken.of("html5", coach=True)
    ]
    assert [one["duration"] for one in taken.of("html5")] == [one.minutes * 60 for one in places]
    assert len(taken.of("exercise")) == len(places)


def test_the_tree_is_that_of_the_library(all_taken: dict[str, Taken]) -> None:
    taken = all_taken["library vi"]
    by_id = {one["id"]: one for one in taken.nodes}

    def trail(node: dict[str, Any]) -> list[str]:
        above = by_id.get(node["parent_id"])
        return [*(trail(above) if above else []), node["title"]]

    expected = [
        [taken.volume.title, branch.group, branch.level, chapter.title, chapter.title]
        for branch in taken.volume.branches
        for chapter in (taken.volume.chapter(one) for one in branch.chapters)
        if chapter
    ]
    assert [trail(one) for one in taken.of("html5")] == expected
    assert taken.channel["seen"] == [200, list(dict.fromkeys(one[1] for one in expected))]


def test_exercises_ask_what_lessons_ask(taken: Taken) -> None:
    for node, chapter in zip(taken.of("exercise"), taken.placed(), strict=True):
        assert questions(node) == asked(chapter)
        assert node["mastery"] == {"type": "do_all"}


def test_a_wrong_key_would_be_noticed(all_taken: dict[str, Taken]) -> None:
    taken = all_taken["course"]
    chapter = mistaken(taken.volume).chapters[0]
    node = next(one for one in taken.of("exercise") if chapter.title in one["title"])
    assert questions(node) != asked(chapter)


def test_pages_have_the_words_and_the_sources(taken: Taken) -> None:
    for node, chapter in zip(taken.of("html5"), taken.placed(), strict=True):
        words = page_words(node)
        expected = [chapter.title, chapter.summary, chapter.address, LICENCE_URL, taken.volume.words["not_official"]]
        expected += [one.title for one in chapter.text.parts]
        expected += [one.competence.framework for one in chapter.outcomes]
        expected += [word for one in chapter.statements for word in (one.text, one.as_of, *one.sources)]
        assert [one for one in map(lines, expected) if one not in words] == []
    for node in taken.of("html5", coach=True):
        assert taken.volume.words["not_official"] in page_words(node)


def page_words(node: dict[str, Any]) -> str:
    """The words of a page, which leads nowhere and runs nothing."""
    with zipfile.ZipFile(io.BytesIO(bytes.fromhex(node["files"]["zip"]))) as archive:
        made = archive.read("index.html").decode()
    root = ElementTree.fromstring(made)  # noqa: S314  # just made here
    assert not {one.tag for one in root.iter()} & {"a", "script", "link", "iframe"}
    words = lines(" ".join(root.itertext()))
    served = lines(" ".join(re.sub(r"<[^>]+>", " ", node["page"]).split()))
    assert lines(node["title"].rstrip("…"))[:40].split("<")[0] in served
    return words


def test_what_kolibri_says_of_each(taken: Taken) -> None:
    volume, channel = taken.volume, taken.channel
    assert channel["languages"] == [volume.language]
    assert channel["version"] == int(f"{volume.day:%Y%m%d}")
    assert lines(volume.title)[:100] in channel["name"]
    assert len(channel["name"]) <= 200
    assert len(channel["description"]) <= 400
    codes = {chapter.title: {one.competence.code for one in chapter.outcomes} for chapter in taken.placed()}
    for node in taken.nodes:
        assert node["author"] == volume.site
        if node["kind"] != "topic":
            assert (node["license_name"], node["lang_id"]) == ("CC BY-SA", volume.language)
            assert LICENCE_URL in node["license_description"]
            assert "BCG3&slG.wZ3EAedB" in node["categories"].split(",")  # digital literacy
            assert (node["grade_levels"], node["learner_needs"]) == ("H64ZOHfi", "sccgQZDd.sAQsauuo")
            assert node["options"]["completion_criteria"]
    for node, chapter in zip(taken.of("html5"), taken.placed(), strict=True):
        assert {tag.split()[0] for tag in node["tags"]} == codes[chapter.title]


def test_lessons_come_before_their_quiz_and_after_what_they_need(taken: Taken) -> None:
    pages = taken.of("html5")
    names = {one["id"]: chapter.id for one, chapter in zip(pages, taken.placed(), strict=True)}
    parents = {one["id"]: one["parent_id"] for one in taken.nodes}
    for node, chapter in zip(pages, taken.placed(), strict=True):
        there = [one for one in chapter.requires if one in names.values()]
        assert [names[one] for one in node["requires"]] == there
        assert all(parents[parents[one]] == parents[node["parent_id"]] for one in node["requires"])
    for node, page in zip(taken.of("exercise"), pages, strict=True):
        assert node["requires"] == [page["id"]]


def test_some_lesson_needs_another(all_taken: dict[str, Taken]) -> None:
    assert any(one["requires"] for one in all_taken["library vi"].of("html5"))


def test_coaches_alone_get_the_plans(taken: Taken) -> None:
    root = taken.nodes[0]
    assert root["num_coach_contents"] == len([one for one in taken.placed() if one.plan])


def test_the_same_lesson_is_the_same_in_every_channel(all_taken: dict[str, Taken]) -> None:
    library, course, english = (all_taken[one] for one in ("library vi", "course", "library en"))
    contents = {one["content_id"] for one in library.of("html5")}
    assert {one["content_id"] for one in course.of("html5")} <= contents
    assert not {one["content_id"] for one in english.of("html5")} & contents
    assert not {one["id"] for one in course.nodes} & {one["id"] for one in library.nodes}


@pytest.mark.parametrize(("name", "language"), [("library", "vi"), ("citizens/basic", "en")])
def test_another_process_makes_the_same_bytes(name: str, language: str, tmp_path: Path) -> None:
    kolibri(packed.volume(name, language), packed.workshop(), tmp_path / "pack.zip")
    assert again("kolibri", name, language, tmp_path) == (tmp_path / "pack.zip").read_bytes()


def test_files_are_where_their_checksum_says(tmp_path: Path) -> None:
    kolibri(packed.volume("library", "vi"), packed.workshop(), tmp_path / "pack.zip")
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        stored = [one for one in archive.namelist() if "/storage/" in one]
        for one in stored:
            name = hashlib.md5(archive.read(one), usedforsecurity=False).hexdigest()
            assert one.startswith(f"KOLIBRI_DATA/content/storage/{name[0]}/{name[1]}/{name}.")
        first = archive.read(archive.namelist()[0]).decode("utf-8-sig")
    volume = packed.volume("library", "vi")
    assert stored
    assert all(one.text in first and set(one.sources) <= set(first.split()) for one in volume.statements())
    assert all(one.framework in first for one in volume.competences())
    assert LICENCE_URL in first


def test_a_newer_day_is_a_newer_channel_with_the_same_names(tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", "vi")
    newer = replace(volume, day=volume.day + timedelta(days=40), title="Other")
    rows = []
    for one in (volume, newer):
        kolibri(one, packed.workshop(), tmp_path / "pack.zip")
        with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
            name = next(path for path in archive.namelist() if path.endswith(".sqlite3"))
            connection = sqlite3.connect(":memory:")
            connection.deserialize(archive.read(name))
        (version,) = connection.execute("SELECT version FROM content_channelmetadata").fetchone()
        ids = connection.execute("SELECT id FROM content_contentnode ORDER BY lft").fetchall()
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()
        rows.append((version, ids))
    assert rows[0][0] < rows[1][0]
    assert rows[0][1] == rows[1][1]


def test_hostile_words_are_hostile(all_taken: dict[str, Taken]) -> None:
    volume = all_taken["hostile"].volume
    assert all(HOSTILE in one.title for one in volume.chapters)
