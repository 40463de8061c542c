"""`courselib drift`: which translations are behind, and what changed since."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from courselib.commands.terminal import CONTENT, Content, InLanguage, Paths, Terminal
from courselib.drift import behind
from courselib.history import History, HistoryError
from courselib.message import say
from courselib.reports import drift as report


class Form(StrEnum):
    """Forms of the list."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


WRITE = {Form.TEXT: report.text, Form.MARKDOWN: report.markdown, Form.JSON: report.as_json}


def drift(
    language: InLanguage,
    paths: Paths = None,
    form: Annotated[Form, typer.Option("--format", help="How the list is printed.")] = Form.TEXT,
    content: Content = CONTENT,
) -> None:
    """List translations behind their source, those that readers meet most first, with what changed since.

    Example: courselib drift content/citizens/basic
    """
    terminal = Terminal(language)
    library, _ = terminal.loaded(content, paths, kept=True)
    try:
        history = History.around(content)
    except HistoryError:
        history = None
    under = terminal.under(paths)
    found = [
        one for one in behind(library, history) if under(one.source.where.path) or under(report.path(one, library))
    ]
    terminal.print(WRITE[form](found, library, language))
    if form is Form.TEXT and any(one.page and not one.before for one in found):
        if history is None:
            terminal.say(say("this folder is not in a git repository, so what changed can not be shown"))
        elif history.shallow:
            terminal.say(say("older versions were not fetched; to get them type: git fetch --unshallow"))
    raise typer.Exit(1 if found else 0)
