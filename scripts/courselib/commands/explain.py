"""`courselib explain`: what a finding means."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from courselib import checks  # noqa: F401  # registers the rules
from courselib.commands.terminal import InLanguage, Terminal
from courselib.finding import rules
from courselib.message import say
from courselib.reports import explain as report


class Form(StrEnum):
    """Forms of an explanation."""

    TEXT = "text"
    MARKDOWN = "markdown"


def explain(
    language: InLanguage,
    code: Annotated[str | None, typer.Argument(help="A code or name of a finding; all by default.")] = None,
    form: Annotated[Form, typer.Option("--format", help="How all of them are printed.")] = Form.TEXT,
) -> None:
    """Explain a finding: what the rule wants, a bad and a good example.

    Example: courselib explain Q103
    """
    terminal = Terminal(language)
    known = rules()
    if code is None:
        write = report.markdown if form is Form.MARKDOWN else report.overview
        terminal.print(write(known.values(), language))
        return
    rule = known.get(code.upper()) or next((one for one in known.values() if one.name == code), None)
    if rule is None:
        terminal.fail(say("there is no code {code}; courselib explain lists them all", code=code))
    terminal.print(report.one(rule, language))
