"""The command line: which commands there are."""

from __future__ import annotations

import sys
from typing import NoReturn

import typer

from courselib.commands import new, report
from courselib.commands.build import build
from courselib.commands.check import check
from courselib.commands.docs import docs
from courselib.commands.drift import drift
from courselib.commands.explain import explain
from courselib.commands.fix import fix
from courselib.commands.pack import pack
from courselib.commands.serve import serve
from courselib.commands.stamp import stamp

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Check, translate, measure, build and pack the course library.",
)
for command in (check, explain, drift, stamp, fix, build, pack, serve, docs):
    app.command()(command)
app.add_typer(new.app, name="new")
app.add_typer(report.app, name="report")


def main() -> NoReturn:
    """Run the command line and exit."""
    # Findings hold Vietnamese; a terminal or pipe set to another encoding must not stop the report.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="courselib")
    except OSError as error:
        place = f"{error.filename}: " if error.filename else ""
        sys.exit(f"courselib: {place}{error.strerror or error}")
    sys.exit(0)
