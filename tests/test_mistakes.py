"""What a teacher who is new to git does wrong, in a copy of the real library: each mistake is named, and nothing else.

`mistakes.yml` holds the cases. Each gives the mistake in the words of whoever made it, the change of the content that
it is, what is printed (in a place, «text» stands for the number of the first line that has this text; ⋯ stands for
what depends on the content of the day), and the change or the commands that do what the hints say.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from PIL import Image
from typer.testing import CliRunner

from conftest import ROOT, TODAY, apply
from courselib import checks
from courselib.cli import app
from courselib.finding import Finding, Level
from courselib.load import Memory, load
from courselib.message import Listed, Message, sentences
from courselib.reports.findings import hint

CASES = yaml.safe_load((Path(__file__).resolve().parent / "mistakes.yml").read_text("utf-8"))
HANOI = {1: "N", 2: (21.0, 1.0, 42.0), 3: "E", 4: (105.0, 51.0, 15.0)}
GPS = 0x8825


@dataclass(frozen=True)
class Before:
    """The real library before any mistake."""

    memory: Memory
    library: Any
    loaded: list[Finding]

    def known(self, today: date) -> set[tuple[str, str, str]]:
        """What is found in it anyway, without lines, which a change above moves."""
        return {_key(one) for one in checks.run(self.library, today, self.loaded)}


@pytest.fixture(scope="module")
def before() -> Before:
    """The real library, read once: a case reads again only what it changes."""
    memory = Memory()
    here = Path.cwd()
    os.chdir(ROOT)  # places begin with content/, as in the copies
    try:
        return Before(memory, *load("content", memory=memory))
    finally:
        os.chdir(here)


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real library, with the working directory beside its content folder."""
    shutil.copytree(ROOT / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_enough_mistakes() -> None:
    """Each has a name of its own, in both languages."""
    assert len(CASES) >= 45
    for language in ("en", "vi"):
        names = [case[language] for case in CASES]
        assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=[case["en"].replace(" ", "-") for case in CASES])
def test_a_mistake_is_named_and_its_hints_mend_it(
    case: dict[str, Any], copy: Path, before: Before, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exactly the lines of the case are printed, in Vietnamese without English; what the hints say takes them away."""
    today = TODAY + timedelta(days=case.get("days_later", 0))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", f"{datetime.combine(today, datetime.min.time(), UTC).timestamp():.0f}")
    make(copy, case)
    found = new(before, today)
    printed = [printed_as(one) for one in found]
    patterns = [re.compile(pattern(lines)) for lines in case["found"]]
    unlike = [text for text, wanted in zip(printed, patterns, strict=False) if not wanted.fullmatch(text)]
    assert len(printed) == len(patterns), "\n".join(printed)
    assert not unlike, "\n".join(printed)
    assert {said for one in found for said in templates(one)} <= set(sentences("vi"))

    fixed = case.get("fixed", {})
    make(copy, fixed)
    for command in fixed.get("type", ()):
        _, *words = shlex.split(command)
        result = CliRunner().invoke(app, words)
        assert result.exit_code == 0, result.output
    assert [printed_as(one) for one in new(before, today)] == []


def new(before: Before, today: date) -> list[Finding]:
    """What is found in the working directory and not in the real library, in the order of the report."""
    library, loaded = load("content", memory=Memory(dict(before.memory.lessons)))
    known = before.known(today)
    found = [one for one in checks.run(library, today, loaded) if _key(one) not in known]
    return sorted(found, key=lambda one: one.level is Level.ERROR)


def _key(finding: Finding) -> tuple[str, str, str]:
    return finding.where.path, finding.code, str(finding.message)


def printed_as(finding: Finding) -> str:
    """A finding with its hint, as `courselib check` prints it in English."""
    mark = " (warning)" if finding.level is Level.WARNING else ""
    return f"{finding}{mark}\n  {hint(finding, 'en')}\n"


def pattern(lines: str) -> str:
    """What lines of a case match: see above."""
    found = re.match(r"(?P<path>[^:]+):«(?P<text>[^»]+)»", lines)
    if found:
        rows = Path(found["path"]).read_text("utf-8").split("\n")
        number = next(at for at, row in enumerate(rows, 1) if found["text"] in row)
        lines = f"{found['path']}:{number}{lines[found.end() :]}"
    return ".*".join(map(re.escape, lines.split("⋯")))


def templates(finding: Finding) -> Iterator[str]:
    """The sentences a finding is made of, those inside others too."""
    left: list[object] = [finding.message, finding.hint]
    for said in left:
        if isinstance(said, Message):
            yield said.template
            left.extend(said.values.values())
        elif isinstance(said, Listed):
            yield said.last.template


def make(root: Path, case: dict[str, Any]) -> None:
    """Make the changes of a case: those of `conftest.apply`, and those below."""
    content = root / "content"
    apply(root, case)
    for path, other in case.get("copy", {}).items():
        shutil.copytree(content / path, content / other)
    for path, rows in case.get("line", {}).items():
        for start, text in rows.items():
            replace_line(content / path, start, text)
    for path, rows in case.get("block", {}).items():
        for start, text in rows.items():
            replace_line(content / path, start, text, whole=True)
    for path, rows in case.get("above", {}).items():
        for start, text in rows.items():
            row = line_of(content / path, start)
            replace_line(content / path, start, f"{text}\n{row}")
    for path, kilobytes in case.get("photo", {}).items():
        take_photo(content / path, kilobytes)
    for path, form in case.get("save", {}).items():
        save_as(content / path, form)
    for path in case.get("restore", ()):
        shutil.copy2(ROOT / "content" / path, content / path)


def line_of(path: Path, start: str) -> str:
    """The first line of a file that begins so, after its indentation, which is left out."""
    rows = path.read_text("utf-8").split("\n")
    return next(row.lstrip() for row in rows if row.lstrip().startswith(start))


def replace_line(path: Path, start: str, text: str | None, *, whole: bool = False) -> None:
    """Replace the first line that begins so, or take it out; its indentation stays.

    Args:
        path: of the file.
        start: what stands first on the line, after its indentation.
        text: one or more lines; None takes it out.
        whole: whether what stands further in below it goes with it.

    """
    rows = path.read_text("utf-8").split("\n")
    at = next((at for at, row in enumerate(rows) if row.lstrip().startswith(start)), -1)
    assert at >= 0, f"{path} has no line that begins with {start!r}"
    indent = len(rows[at]) - len(rows[at].lstrip())
    end = at + 1
    while whole and end < len(rows) and len(rows[end]) - len(rows[end].lstrip()) > indent:
        end += 1
    rows[at:end] = [] if text is None else [" " * indent + row if row else row for row in text.split("\n")]
    path.write_text("\n".join(rows), "utf-8")


def take_photo(path: Path, kilobytes: int) -> None:
    """A photo that says where it was taken, of at least so many kilobytes."""
    side = max(40, int((kilobytes * 1000) ** 0.5))
    exif = Image.Exif()
    exif[GPS] = HANOI
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((side, side), 90).convert("RGB").save(path, "JPEG", quality=98, exif=exif)


def save_as(path: Path, form: str) -> None:
    """Save a text as some editors do: in another encoding, with other ends of lines, or letters in pieces."""
    text = path.read_text("utf-8")
    if form == "CRLF":
        path.write_bytes(text.replace("\n", "\r\n").encode())
    elif form == "NFD":
        path.write_text(unicodedata.normalize("NFD", text), "utf-8")
    else:
        path.write_bytes(text.encode(form))
