"""`courselib stamp`: this translation says what its source says now."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Annotated

import typer

from courselib.commands.terminal import CONTENT, Content, InLanguage, Paths, Terminal
from courselib.message import say
from courselib.stamp import stamped, translations


def stamp(
    language: InLanguage,
    paths: Paths = None,
    everything: Annotated[bool, typer.Option("--all", help="Stamp every translation of the library.")] = False,
    unchanged: Annotated[
        str | None,
        typer.Option(help="Why the meaning of the source is the same although its text changed; kept in the page."),
    ] = None,
    content: Content = CONTENT,
) -> None:
    """Write into each translation the fingerprint of the source it was compared with.

    Name translations, their sources, or folders.
    A translation of another shape than its source is not stamped: make the shapes equal first.

    Example: courselib stamp content/citizens/basic/pay-by-qr
    Example: courselib stamp content/about.vi.md --unchanged "mended a link"
    """
    terminal = Terminal(language)
    if not paths and not everything:
        terminal.fail(
            say("name the translations you have compared, such as content/citizens/basic/pay-by-qr, or type --all")
        )
    if unchanged is not None and not unchanged.strip():
        terminal.fail(say('say why the meaning is the same, such as --unchanged "mended a link"'))
    under = terminal.under(paths)
    library, _ = terminal.loaded(content)
    differing = done = 0
    for page, source in translations(library):
        if not under(page.where.path) and not under(source.where.path):
            continue
        path = page.where.path
        if page.document.shape != source.document.shape:
            differing += 1
            terminal.say(say("{path}: not stamped, its shape differs; see courselib check {path}", path=path))
            continue
        _replace(Path(path), stamped(Path(path).read_bytes().decode("utf-8"), source.fingerprint, unchanged or ""))
        done += 1
        terminal.say(say("{path}: stamped {fingerprint}", path=path, fingerprint=source.fingerprint))
    if not differing and not done:
        terminal.say(
            say("nothing to stamp: these translations are up to date, or can not be read; see courselib check")
        )
    raise typer.Exit(1 if differing else 0)


def _replace(path: Path, text: str) -> None:
    """Write a file in one step: a stop in between leaves the old one."""
    made = path.with_name(f".{path.name}.new")
    made.write_bytes(text.encode("utf-8"))
    shutil.copymode(path, made)
    os.replace(made, path)
