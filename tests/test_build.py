"""Building: whole or not at all, the same twice, and growing by data only."""

from __future__ import annotations

import copy
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import yaml

from conftest import ROOT, apply
from courselib.web.build import publish, recover

COMMAND = [sys.executable, "-m", "courselib", "build"]


@pytest.fixture
def house(tiny: Path) -> Path:
    """The tiny library with everything a build needs."""
    for name in ("overrides", "scripts"):
        (tiny / name).symlink_to(ROOT / name)
    shutil.copy(ROOT / "mkdocs.yml", tiny)
    # Three sentences are not worth the frame around them: the tiny lesson is let off this one budget.
    apply(tiny, {"change": {"_data/budgets.yml": {"page_to_text: 2.2": "page_to_text: 99.0"}}})
    return tiny


def build() -> subprocess.CompletedProcess[str]:
    """A build, with its output."""
    return subprocess.run(COMMAND, capture_output=True, text=True, check=False)


def contents(site: Path) -> dict[str, str]:
    """A fingerprint of every file."""
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(site.rglob("*"))
        if path.is_file() and not path.name.startswith("sitemap")
    }


def test_the_same_library_gives_the_same_site(house: Path) -> None:
    """Two builds agree in every byte of every page."""
    assert build().returncode == 0
    first = contents(house / "site")
    assert "people/basic/lamp/index.html" in first
    assert not any(path.endswith((".yml", ".md", ".css")) for path in first)
    assert build().returncode == 0
    assert contents(house / "site") == first


def test_errors_stop_the_build_before_it_begins(house: Path) -> None:
    """With an error in the content the previous site stays, and the error is said."""
    build()
    before = contents(house / "site")
    apply(house, {"change": {"people/basic/lamp/lesson.yml": {"minutes: 10": "minute: 10"}}})
    done = build()
    assert done.returncode == 1
    assert "D105 unknown-key" in done.stdout
    assert "the previous one is untouched" in done.stderr
    assert contents(house / "site") == before


def test_a_broken_template_leaves_the_previous_site(house: Path) -> None:
    """When MkDocs stops, its words are shown and nothing is replaced."""
    build()
    before = contents(house / "site")
    (house / "overrides").unlink()
    shutil.copytree(ROOT / "overrides", house / "overrides")
    (house / "overrides/kinds/home.html").write_text("{{ frame.words.no_such_word }}", "utf-8")
    done = build()
    assert done.returncode == 1
    assert "_data/ui.yml has no word no_such_word" in done.stderr
    assert contents(house / "site") == before


def test_a_page_over_budget_is_not_published(house: Path) -> None:
    """The scales stand between the build and its place."""
    build()
    before = contents(house / "site")
    apply(house, {"change": {"_data/budgets.yml": {"lesson_bytes: 10000": "lesson_bytes: 1000"}}})
    done = build()
    assert done.returncode == 1
    assert re.search(r"lamp/index.vi.md:1:1 W101 heavy-lesson: .* bytes, the budget is 1000", done.stdout)
    assert contents(house / "site") == before


@pytest.mark.parametrize("after", [0.3, 0.6, 0.9, 1.2, 1.5])
def test_a_killed_build_leaves_the_previous_site(house: Path, after: float) -> None:
    """Killed at any moment, the site is the one before or the one after, never between."""
    build()
    before = contents(house / "site")
    apply(house, {"change": {"index.vi.md": {"Xin chào.": "Chào bạn."}}})
    subprocess.run([sys.executable, "-m", "courselib", "stamp", "--all"], capture_output=True, check=True)
    process = subprocess.Popen(COMMAND, stdout=subprocess.DEVNULL, start_new_session=True)
    time.sleep(after)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    recover(house / "site")
    killed = contents(house / "site")
    assert build().returncode == 0
    assert killed in (before, contents(house / "site"))


def test_a_move_cut_in_the_middle_is_mended(tmp_path: Path) -> None:
    """Between its two steps the old site waits under another name, and the next build puts it back."""
    site, staged = tmp_path / "site", tmp_path / "new"
    site.mkdir()
    (site / "index.html").write_text("old")
    site.rename(tmp_path / ".site.previous")
    recover(site)
    assert (site / "index.html").read_text() == "old"
    staged.mkdir()
    (staged / "index.html").write_text("new")
    publish(staged, site)
    assert (site / "index.html").read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["site"]


def test_warnings_are_counted_by_course(house: Path) -> None:
    """A growing course lets the build through, with a count of what it still owes."""
    apply(
        house,
        {
            "change": {
                "_data/required.yml": {'["1.1"]': "all"},
                "people/basic/course.yml": {"complete": "growing"},
            }
        },
    )
    done = build()
    assert done.returncode == 0
    assert done.stdout.splitlines()[0] == "people/basic: 1 warning"


def test_an_untranslated_page_shows_the_source_and_says_so(house: Path) -> None:
    """The English address has the Vietnamese words, marked as such, under an English notice."""
    for name in ("index", "teacher"):
        (house / f"content/people/basic/lamp/{name}.en.md").unlink()
    apply(
        house,
        {
            "change": {
                "people/basic/course.yml": {"complete": "growing"},
                "_data/checks.yml": {"warning:": "warning:\n  - T101"},
            }
        },
    )
    assert build().returncode == 0
    html = (house / "site/en/people/basic/lamp/index.html").read_text("utf-8")
    assert "<html lang=en>" in html
    assert "This page is not yet in English" in html
    assert "lang=vi" in html
    assert "Trời tối rồi." in html
    assert 'href="https://binhdanhocvuso.example/people/basic/lamp/"' in html


def test_a_new_group_level_competence_and_language_are_data_only(house: Path) -> None:
    """One of each is added by editing data and content alone, and the site has them all."""
    content = house / "content"
    add_language(content, "km", "ខ្មែរ")
    extend(content / "_data/groups.yml", "- {id: farmers, icon: material/tractor, name: N, short: S}")
    extend(content / "_data/levels.yml", "- {id: expert, name: N, summary: S}")
    framework = content / "_data/frameworks/lamps.yml"
    extend(framework, '      - {code: "1.3", name: N}')
    extend(content / "_data/curriculum.yml", '- {framework: lamps, competences: ["1.3"]}')
    extend(content / "_data/required.yml", '- {course: farmers/expert, competences: ["1.3"]}')
    shutil.copytree(content / "people", content / "farmers")
    (content / "farmers/basic").rename(content / "farmers/expert")
    for path in content.rglob("*.yml"):
        fill(path)
    lesson = content / "farmers/expert/lamp/lesson.yml"
    text = lesson.read_text("utf-8").replace("'1.1'", "'1.3'")
    for old, new in {
        "Bật đèn\n": "Mở đèn\n",
        "Get light": "Make light",
        "Đèn tắt": "Trời tối",
        "It is": "All is",
    }.items():
        text = text.replace(f": {old}", f": {new}")
    lesson.write_text(text, "utf-8")
    subprocess.run([sys.executable, "-m", "courselib", "stamp", "--all"], capture_output=True, check=True)
    done = build()
    assert done.returncode == 0, done.stdout + done.stderr
    page = (house / "site/km/farmers/expert/lamp/index.html").read_text("utf-8")
    assert "<html lang=km>" in page
    assert "hreflang=vi" in page
    assert "farmers" in (house / "site/index.html").read_text("utf-8")
    coverage = (house / "site/km/coverage.html").read_text("utf-8")
    assert "<b>1.3</b>" in coverage


WORDS = {"N": {"vi": "Tên", "en": "Name"}, "S": {"vi": "Tóm tắt", "en": "Summary"}}


def extend(path: Path, line: str) -> None:
    """Add a line of YAML in which N and S stand for a name and a summary in every language."""
    for letter, words in WORDS.items():
        line = line.replace(f": {letter}", f": {{{', '.join(f'{k}: {v}' for k, v in words.items())}}}")
    path.write_text(path.read_text("utf-8").rstrip("\n") + f"\n{line}\n", "utf-8")


def add_language(content: Path, code: str, name: str) -> None:
    """A third language: an entry of its own and a copy of every English page."""
    path = content / "_data/languages.yml"
    entries = yaml.safe_load(path.read_text("utf-8"))
    made = {**copy.deepcopy(entries[1]), "code": code, "name": name}
    path.write_text(yaml.safe_dump([*entries, made], allow_unicode=True), "utf-8")
    for page in list(content.rglob("*.en.md")):
        shutil.copy(page, page.with_name(page.name.replace(".en.md", f".{code}.md")))


def fill(path: Path) -> None:
    """Give every text that has English the same words in the third language."""

    def filled(value: object) -> object:
        if isinstance(value, dict):
            made = {key: filled(inner) for key, inner in value.items()}
            return {**made, "km": copy.deepcopy(made["en"])} if {"vi", "en"} <= made.keys() else made
        return [filled(one) for one in value] if isinstance(value, list) else value

    data = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    path.write_text(yaml.safe_dump(filled(data), allow_unicode=True, sort_keys=False), "utf-8")
