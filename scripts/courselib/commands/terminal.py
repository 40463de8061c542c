"""What the commands share: their options, what they print, how they refuse."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from courselib.finding import Finding, Level
from courselib.load import load
from courselib.message import Message, environment_language, say
from courselib.model import Library
from courselib.reports.findings import on_one_line

CONTENT = Path("content")
Content = Annotated[Path, typer.Option("--content", help="The content folder.")]
Paths = Annotated[list[str] | None, typer.Argument(help="Files or folders that it is about; all by default.")]


class Language(StrEnum):
    """Languages that the commands speak."""

    VI = "vi"
    EN = "en"


def _from_environment() -> Language:
    return Language(environment_language())


InLanguage = Annotated[
    Language,
    typer.Option(
        "--language",
        help="Language of what is printed; by default that of the terminal.",
        default_factory=_from_environment,
    ),
]


class Terminal:
    """Prints in one language."""

    def __init__(self, language: str) -> None:
        self.language = language

    def print(self, lines: Iterable[str]) -> None:
        """Print finished lines."""
        for line in lines:
            print(line)

    def say(self, message: Message) -> None:
        """Print a sentence."""
        print(on_one_line(message.in_language(self.language)))

    def complain(self, message: Message) -> None:
        """Say what went wrong; the command goes on."""
        print(f"courselib: {on_one_line(message.in_language(self.language))}", file=typer.get_text_stream("stderr"))

    @contextmanager
    def progress(self, total: int) -> Iterator[Callable[[], object]]:
        """A bar on the terminal while many things are made; nothing where no one looks.

        Args:
            total: how many.

        Yields:
            what to call after each of them.

        """
        from rich.console import Console  # only the slow commands wait for it
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

        columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
            task = bar.add_task("", total=total)
            yield lambda: bar.advance(task)

    def fail(self, message: Message, code: int = 2) -> NoReturn:
        """Say why the command stops, and stop.

        Raises:
            typer.Exit: always, with `code`.

        """
        print(f"courselib: {message.in_language(self.language)}", file=typer.get_text_stream("stderr"))
        raise typer.Exit(code)

    def loaded(
        self, content: Path, paths: list[str] | None = None, *, kept: bool = False
    ) -> tuple[Library, list[Finding]]:
        """The library, or a clear end when the folder is not there."""
        try:
            return load(str(content), self.inside(content, paths or []), kept=kept, lean=True)
        except NotADirectoryError:
            self.fail(
                say("there is no folder {folder}; run this where content/ lies, or give --content", folder=content)
            )

    def inside(self, content: Path, paths: list[str]) -> list[str]:
        """Paths as seen from the content folder, or none if it lies in one of them. One outside of it holds nothing.

        Raises:
            typer.Exit: one of them is not there.

        """
        self.under(paths)
        root = os.path.realpath(content)
        found = [os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/") for path in paths]
        return [] if any(set(path.split("/")) <= {".", ".."} for path in found) else found

    def under(self, paths: list[str] | None) -> Callable[[str], bool]:
        """Whether a file is one of the paths or lies in one of them; no paths mean everything.

        Raises:
            typer.Exit: one of them is not there.

        """
        wanted = [os.path.realpath(path) for path in paths or ()]
        for path in paths or ():
            if not os.path.lexists(path):  # a link that leads nowhere is there, and a check says so
                self.fail(say("there is no file or folder {path}", path=path))

        def look(path: str) -> bool:
            full = os.path.realpath(path)
            return any(full == one or full.startswith(one.rstrip(os.sep) + os.sep) for one in wanted)

        return look if wanted else lambda _: True


def exit_code(findings: Iterable[Finding]) -> int:
    """1 when there is an error among the findings."""
    return 1 if any(finding.level is Level.ERROR for finding in findings) else 0
