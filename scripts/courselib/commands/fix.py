"""`courselib fix`: repairs that change nothing of what the library says."""

from __future__ import annotations

from typing import Annotated

import typer

from courselib.commands.terminal import CONTENT, Content, InLanguage, Paths, Terminal
from courselib.fix import apply, as_left, plan, shown
from courselib.message import say


def fix(
    language: InLanguage,
    paths: Paths = None,
    write: Annotated[bool, typer.Option("--write", help="Make the repairs; without it they are only shown.")] = False,
    content: Content = CONTENT,
) -> None:
    """Show, or with --write make, the repairs that are safe: spelling of letters, white space, stamps, pictures.

    Example: courselib fix content/citizens/basic/pay-by-qr
    Example: courselib fix --write
    """
    terminal = Terminal(language)
    wanted = terminal.under(paths)
    library, _ = terminal.loaded(content)
    made = plan(library, wanted)
    terminal.print(shown(made, language))
    in_the_way = [left for repair in made.repairs for left in apply(repair)] if write else []
    for left in in_the_way:
        terminal.say(as_left(left))
    count = sum(len(repair.changes) for repair in made.repairs)
    if not count:
        terminal.say(say("nothing to repair"))
    elif not write:
        terminal.say(say("files that would change: {count}; to change them, type: courselib fix --write", count=count))
    elif not in_the_way:
        terminal.say(say("files changed: {count}; to see how, type: git diff", count=count))
    raise typer.Exit(1 if made.left or in_the_way or (count and not write) else 0)
