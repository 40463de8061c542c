"""`courselib build`: content to site."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from courselib import checks
from courselib.clock import today
from courselib.commands.terminal import CONTENT, Content, InLanguage, Terminal, exit_code
from courselib.finding import Level
from courselib.message import say
from courselib.reports import findings as report

if TYPE_CHECKING:
    from courselib.web.site import Settings

Config = Annotated[Path, typer.Option(help="The MkDocs configuration.")]


def build(
    language: InLanguage,
    site: Annotated[Path, typer.Option(help="Where the site goes.")] = Path("site"),
    config: Config = Path("mkdocs.yml"),
    content: Content = CONTENT,
) -> None:
    """Check the content, build the site, weigh it, and put it in place of the previous one.

    Example: courselib build
    """
    # Only those who build wait for what only a build needs.
    from courselib.packs.index import read
    from courselib.web.assets import assets, complete
    from courselib.web.build import Build, BuildError, offer, publish, recover
    from courselib.web.entry import site_of
    from courselib.web.views import MissingWordError
    from courselib.web.weigh import weigh

    terminal = Terminal(language)
    _refuse_to_replace(site, content, terminal)
    recover(site)
    library, found = terminal.loaded(content)
    staged = site.with_name(f".{site.name}.new")
    settings, overrides = settings_of(config, terminal)
    building = Build(config, staged)
    findings = checks.run(library, today(), found)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        building.stop()
        terminal.print(report.text(errors, language))
        terminal.fail(say("the site was not built; the previous one is untouched"), 1)
    shown = site_of(library, overrides, settings)
    try:
        beside = list(assets(shown, overrides))
        building.finish()
        complete(staged, shown, beside)
    except MissingWordError as error:
        building.stop()
        file = f"{library.root}/_data/ui.yml"
        terminal.fail(
            say("{file} has no word {word}; take its line from the library's repository", file=file, word=error.word), 1
        )
    except BuildError as error:
        terminal.fail(say("MkDocs stopped; the previous site is untouched\n{error}", error=error), 1)
    terminal.print(report.by_course(findings, language))
    heavy = checks.run(library, today(), built=weigh(str(staged), library))
    if exit_code(heavy):
        terminal.print(report.text(heavy, language))
        terminal.fail(
            say("over budget; the previous site is untouched, the heavy one is in {folder}", folder=staged), 1
        )
    if settings.packs:
        packs = read(settings.packs)
        offer(staged, settings.packs, ((one.path, one.on_site(library.source.code)) for one in packs))
    publish(staged, site)
    terminal.say(say("built {site}/: open {site}/index.html, or type make serve", site=site))


def settings_of(config: Path, terminal: Terminal) -> tuple[Settings, Path]:
    """The settings and the folder of templates that the configuration names.

    Raises:
        typer.Exit: it is not there, or a setting is missing.

    """
    from courselib.web.entry import configuration

    try:
        return configuration(config)
    except OSError:
        terminal.fail(say("there is no file {file}; run this where mkdocs.yml lies, or give --config", file=config))
    except (KeyError, TypeError) as error:
        terminal.fail(
            say("{file} has no setting {key}; take mkdocs.yml from the library's repository", file=config, key=error)
        )


def _refuse_to_replace(site: Path, content: Path, terminal: Terminal) -> None:
    """The site's folder is replaced as a whole, so it must be new, or a site that was built before."""
    full = site.resolve()
    around = (Path.cwd().resolve(), content.resolve())
    if any(full == one or full in one.parents for one in around) or content.resolve() in full.parents:
        terminal.fail(say("{folder} holds more than a site; give another folder with --site", folder=site))
    if site.exists() and not (site / "sitemap.xml").is_file():
        terminal.fail(
            say(
                "{folder} is there and is not a site built before; remove it, or give another folder with --site",
                folder=site,
            )
        )
