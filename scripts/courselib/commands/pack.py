"""`courselib pack`: lessons as files for a classroom, a school's system, a place without network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courselib.commands.build import Config, settings_of
from courselib.commands.terminal import CONTENT, Content, Language, Terminal
from courselib.finding import Level
from courselib.load import load
from courselib.message import environment_language, say
from courselib.nearest import nearest
from courselib.reports import findings as report

if TYPE_CHECKING:
    from courselib.model import Library
    from courselib.web.site import Settings

PACKS = Path("packs")
_PLAIN = Path(".cache/courselib/site")
"""The site that offers no packs: what a pack holds can not depend on the packs that are there."""


_FEW = 8
"""Packs whose paths are shown; of more, only the folder."""


def pack(
    selection: Annotated[
        str, typer.Argument(help="A lesson, course or group, such as citizens/basic; everything by default.")
    ] = "",
    form: Annotated[list[str] | None, typer.Option("--format", help="Only this format; may be given again.")] = None,
    languages: Annotated[
        list[str] | None,
        typer.Option("--language", help="Only packs in this language, which is spoken too; may be given again."),
    ] = None,
    into: Annotated[Path, typer.Option(help="The folder of packs.")] = PACKS,
    jobs: Annotated[int | None, typer.Option(min=1, help="How many at a time; by default one a core.")] = None,
    config: Config = Path("mkdocs.yml"),
    content: Content = CONTENT,
) -> None:
    """Make packs of lessons: sheets, slides, books, files for learning systems. What is unchanged is not made again.

    Example: courselib pack citizens/basic/pay-by-qr --format handout --language vi
    """
    # Only those who make packs wait for what only packs need.
    from courselib.packs import make
    from courselib.packs.formats import Workshop, formats

    terminal = Terminal(_spoken(languages or []))
    try:
        known = formats()
    except ModuleNotFoundError as error:
        terminal.fail(say("{module} is not installed; type: make packs", module=error.name))
    settings, overrides = settings_of(config, terminal)
    if not content.is_dir():
        terminal.fail(
            say("there is no folder {folder}; run this where content/ lies, or give --content", folder=content)
        )
    library, found = load(str(content))
    for name in form or ():
        _expect(name, list(known), terminal)
    for code in languages or ():
        _expect(code, [one.code for one in library.languages], terminal)
    selection = _selected(selection, content, library, terminal)
    errors = [one for one in found if one.level is Level.ERROR]
    terminal.print(report.text(errors, terminal.language) if errors else ())
    whole = [one for one in known.values() if one.whole_site and one.name in (form or known)]
    site = _plain_site(library, settings, overrides, config, terminal) if whole and not selection else None
    wanted = list(make.orders(library, settings, selection, form or (), languages or (), site))
    results = make.make(wanted, into, Workshop(settings, content.resolve(), site), jobs)
    there, failures = [], 0
    with terminal.progress(len(wanted)) as advance:
        for result in results:
            advance()
            if isinstance(result, make.Failure):
                failures += 1
                order = result.order
                terminal.complain(
                    say(
                        "{id}: {format} in {language} was not made: {reason}",
                        id=order.volume.id,
                        format=order.format,
                        language=", ".join(order.languages),
                        reason=result.reason,
                    )
                )
            else:
                there.append(into / result.path)
    if len(there) <= _FEW:
        terminal.print(map(str, sorted(there)))
    terminal.say(say("packs in {folder}/: {count}", count=len(there), folder=into))
    raise typer.Exit(1 if failures or errors else 0)


def _spoken(languages: list[str]) -> str:
    """The language of what is printed: the one that is asked for, if the commands know it."""
    asked = [code for code in languages if code in list(Language)]
    return asked[0] if len(languages) == 1 and asked else environment_language()


def _expect(value: str, allowed: list[str], terminal: Terminal) -> None:
    if value not in allowed:
        near = nearest(value, allowed)
        terminal.fail(
            say("there is no {value}; did you mean {near}?", value=value, near=near)
            if near
            else say("there is no {value}; there are {allowed}", value=value, allowed=", ".join(allowed))
        )


def _selected(selection: str, content: Path, library: Library, terminal: Terminal) -> str:
    """The id that is meant; a path of its folder is understood as well."""
    name = selection.strip("/").removeprefix(f"{content.as_posix().strip('/')}/")
    if name in ("", content.as_posix().strip("/")):
        return ""
    _expect(name, [*library.groups, *library.courses, *library.lessons], terminal)
    return name


def _plain_site(library: Library, settings: Settings, overrides: Path, config: Path, terminal: Terminal) -> Path:
    from courselib.web.assets import assets, complete
    from courselib.web.build import Build, BuildError
    from courselib.web.entry import site_of

    building = Build(config, _PLAIN, packs=False)
    shown = site_of(library, overrides, settings)
    beside = list(assets(shown, overrides, carried=True))
    try:
        building.finish()
    except BuildError as error:
        terminal.fail(say("MkDocs stopped; the previous site is untouched\n{error}", error=error), 1)
    complete(_PLAIN, shown, beside)
    return _PLAIN
