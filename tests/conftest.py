"""What the tests share: a tiny library to change, and the two engines that build and show pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from courselib import checks
from courselib.finding import Finding
from courselib.load import load

ROOT = Path(__file__).resolve().parent.parent
TINY = Path(__file__).resolve().parent / "tiny"
TODAY = date(2026, 11, 22)

Findings = Callable[[], list[Finding]]


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the tiny library, with the working directory beside its content folder."""
    shutil.copytree(TINY / "content", tmp_path / "content")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795305600")  # 2026-11-22
    yield tmp_path


def findings(root: Path) -> list[Finding]:
    """All findings about the library in `root`/content, in the order of the report."""
    library, found = load("content" if root == Path() else str(root / "content"))
    return checks.run(library, TODAY, found)


def apply(root: Path, case: dict[str, Any]) -> None:
    """Change a library as a case of `tests/checks/` says."""
    content = root / "content"
    for path in case.get("remove", ()):
        target = content / path
        shutil.rmtree(target) if target.is_dir() else target.unlink()
    for old, new in case.get("move", {}).items():
        (content / new).parent.mkdir(parents=True, exist_ok=True)
        (content / old).rename(content / new)
    for path, text in case.get("write", {}).items():
        target = content / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    for path, changes in case.get("change", {}).items():
        target = content / path
        text = target.read_text("utf-8")
        for old, new in changes.items():
            assert old in text, f"{path} has no {old!r}"
            text = text.replace(old, new)
        target.write_text(text, "utf-8")
