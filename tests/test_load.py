"""Loading: whatever lies on disk, the loader answers with findings, never with a traceback."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import TINY, TODAY
from courselib import checks
from courselib.load import load

FILES = sorted(path.relative_to(TINY).as_posix() for path in TINY.rglob("*") if path.is_file())
LESSON = [path for path in FILES if "/lamp/" in path]
VALUES = ["null", "7", "[]", "{}", "[[1]]", "2026-13-45", "0777", "!!python/object:x {}", "*a", "&a", "\t", "“a”", "<<"]
DEEP = ["[" * 60_000, "{a: " * 50_000, "- " * 60_000, "? " * 60_000, "> " * 60_000, "x" * 2_000_000, "**" * 100_000]


@dataclass(frozen=True)
class Damage:
    """A file of the tiny library and what it holds after an accident."""

    path: str
    raw: bytes

    def __repr__(self) -> str:
        return f"Damage({self.path!r}, {self.raw[:400]!r}…, {len(self.raw)} bytes)"


@st.composite
def damages(draw: st.DrawFn) -> Damage:
    """An accident: a cut, stray bytes, a wrong value, an unknown key, a huge line, another file's content."""
    path = draw(st.sampled_from(FILES))
    raw = (TINY / path).read_bytes()
    kind = draw(st.sampled_from(["cut", "bytes", "value", "key", "line", "deep", "swap"]))
    at = draw(st.integers(0, max(len(raw) - 1, 0)))
    lines = raw.split(b"\n")
    row = draw(st.integers(0, len(lines) - 1))
    if kind == "cut":
        return Damage(path, raw[:at])
    if kind == "bytes":
        return Damage(path, raw[:at] + draw(st.binary(min_size=1, max_size=20)) + raw[at:])
    if kind == "value":
        head, colon, _ = lines[row].partition(b":")
        lines[row] = head + colon + b" " + draw(st.sampled_from(VALUES)).encode()
    elif kind == "key":
        lines.insert(row, b"surprise: 1")
    elif kind == "line":
        lines[row] = draw(st.text(max_size=60)).encode("utf-8", "surrogatepass")
    elif kind == "deep":
        lines[row] += b" " + draw(st.sampled_from(DEEP)).encode()
    else:
        other = draw(st.sampled_from(FILES))
        return Damage(path, (TINY / other).read_bytes())
    return Damage(path, b"\n".join(lines))


@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
@given(damages())
@example(Damage("content/people/basic/lamp/quiz.yml", b"a: &a [*a]"))
@example(Damage("content/people/basic/lamp/lesson.yml", b"requires: [lamp]\n"))
@example(Damage("content/_data/languages.yml", b""))
def test_a_damaged_library_gives_findings(damage: Damage) -> None:
    """A damaged file never stops the check, and the undamaged lesson beside it is still checked."""
    path, raw = damage.path, damage.raw
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content"
        shutil.copytree(TINY / "content", content)
        shutil.copytree(content / "people/basic/lamp", content / "people/basic/torch")
        quiz = content / "people/basic/torch/quiz.yml"
        quiz.write_text(quiz.read_text("utf-8").replace("      correct: true\n", "", 1), "utf-8")
        (Path(folder) / path).write_bytes(raw)
        library, loaded = load(str(content))
        found = checks.run(library, TODAY, loaded)
        if path in LESSON:
            assert any(one.code == "Q103" and "/torch/" in one.where.path for one in found)
        for one in loaded:
            # What the loader says is about the damaged file, or names in another that it defines.
            assert one.where.path.endswith(path.rpartition("/")[2]) or "_data" in path, str(one)
            assert one.where.line <= raw.count(b"\n") + raw.count(b"\r") + 1 or "_data" in path
        if any(text in raw for text in (b"\0", b"surprise: 1")) and path.endswith(".yml"):
            assert found


def test_a_missing_folder_is_said_plainly(tmp_path: Path) -> None:
    """There is no library to load where there is no folder."""
    with pytest.raises(NotADirectoryError, match="nothing"):
        load(str(tmp_path / "nothing"))
