"""`courselib check`: what is wrong with the content."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from courselib import checks
from courselib.clock import today
from courselib.commands.terminal import CONTENT, Content, InLanguage, Paths, Terminal, exit_code
from courselib.reports import findings as report


class Form(StrEnum):
    """Forms of a list of findings."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


WRITE = {Form.TEXT: report.text, Form.GITHUB: report.github, Form.JSON: report.as_json}


def check(
    language: InLanguage,
    paths: Paths = None,
    form: Annotated[Form, typer.Option("--format", help="How findings are printed.")] = Form.TEXT,
    content: Content = CONTENT,
) -> None:
    """Say what is wrong with the content, where, and what to type next.

    Example: courselib check content/citizens/basic/pay-by-qr
    """
    terminal = Terminal(language)
    under = terminal.under(paths)
    library, found = terminal.loaded(content, paths, kept=True)
    findings = [one for one in checks.run(library, today(), found) if under(one.where.path)]
    terminal.print(WRITE[form](findings, language))
    raise typer.Exit(exit_code(findings))
