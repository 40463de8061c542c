"""`courselib docs`: the files that are made from the program."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from courselib import checks  # noqa: F401  # registers the rules
from courselib.commands.terminal import CONTENT, Content, InLanguage, Terminal, exit_code
from courselib.finding import rules
from courselib.message import say
from courselib.reports import findings as report
from courselib.reports.explain import PAGES, markdown


def docs(
    language: InLanguage,
    folder: Annotated[Path, typer.Option(help="Where docs/ and schemas/ lie.")] = Path(),
    content: Content = CONTENT,
) -> None:
    """Write anew what is made from the program: docs/checks.md in each language, and the schemas for editors.

    Example: courselib docs
    """
    from courselib import json_schema  # only this command waits for it

    terminal = Terminal(language)
    library, found = terminal.loaded(content)
    if exit_code(found):  # a schema made from half a library would refuse the other half
        terminal.print(report.text(found, language))
        terminal.fail(say("nothing was written: mend these first"), 1)
    changed = json_schema.write(folder / "schemas", library)
    for code, (name, _) in PAGES.items():
        page = folder / "docs" / name
        text = "".join(f"{line}\n" for line in markdown(rules().values(), code))
        if not page.is_file() or page.read_text("utf-8") != text:
            page.parent.mkdir(parents=True, exist_ok=True)
            page.write_text(text, "utf-8")
            changed.append(page)
    for path in changed:
        terminal.say(say("wrote {path}", path=path))
    if not changed:
        terminal.say(say("nothing to write: all of it is up to date"))
