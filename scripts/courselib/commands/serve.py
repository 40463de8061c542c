"""`courselib serve`: the site while it is being written."""

from __future__ import annotations

import errno
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from courselib.commands.build import Config, settings_of
from courselib.commands.terminal import CONTENT, Content, InLanguage, Terminal
from courselib.message import say

PORT, LAST_PORT = 8000, 65535


def serve(
    language: InLanguage,
    port: Annotated[int, typer.Option(min=0, max=LAST_PORT, help="Where it answers; 0 takes any that is free.")] = PORT,
    config: Config = Path("mkdocs.yml"),
    content: Content = CONTENT,
) -> None:
    """Show the site while it is being written: each saved change at once, with what is wrong on top of its page.

    Example: courselib serve
    """
    # Only those who serve wait for what only a preview needs.
    from courselib.web.preview import Preview
    from courselib.web.server import Server

    terminal = Terminal(language)
    settings, overrides = settings_of(config, terminal)
    if not content.is_dir():
        terminal.fail(
            say("there is no folder {folder}; run this where content/ lies, or give --content", folder=content)
        )
    try:
        settings = replace(settings, packs=None)  # there are no packs of what is being written
        server = Server(port, Preview(str(content), overrides, settings, language), language)
    except OSError as error:
        command = f"courselib serve --port {port + 1 if PORT <= port < LAST_PORT else PORT}"
        if error.errno == errno.EADDRINUSE:
            terminal.fail(
                say("port {port} is taken, perhaps by another preview; type: {command}", port=port, command=command)
            )
        terminal.fail(say("port {port} may not be used; type: {command}", port=port, command=command))
    terminal.say(
        say(
            "open {address} and save a file under {content}/; Ctrl-C ends it",
            address=server.address,
            content=str(content).rstrip("/"),
        )
    )
    sys.stdout.flush()  # the address is wanted now, also by a program that reads it
    server.run()
