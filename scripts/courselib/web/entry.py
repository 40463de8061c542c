"""From the configuration of a build to an open site."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml
from yaml_env_tag import construct_env_tag

from courselib import checks
from courselib.clock import today
from courselib.finding import Level
from courselib.load import load
from courselib.model import Library
from courselib.reports import findings
from courselib.web.scripts import Scripts
from courselib.web.site import Settings, Site
from courselib.web.stylesheet import Stylesheet


def open_site(content: str, overrides: str, settings: Settings, *, report: bool) -> Site:
    """Load the library and open its site.

    Args:
        content: the content folder.
        overrides: the folder with templates and style.css.
        settings: name and addresses.
        report: whether to print the errors, for someone who watches a preview.

    """
    library, loaded = load(content)
    if report:
        found = checks.run(library, today(), loaded)
        print(*findings.text([one for one in found if one.level is Level.ERROR]), sep="\n", file=sys.stderr)
    return site_of(library, Path(overrides), settings)


def site_of(library: Library, overrides: Path, settings: Settings) -> Site:
    """The site of a loaded library."""
    return Site(library, settings, today(), Stylesheet(overrides / "style.css"), Scripts(overrides / "scripts"))


def configuration(path: Path) -> tuple[Settings, Path]:
    """The settings and the folder of templates that the configuration of MkDocs names.

    Raises:
        OSError: there is no such file.
        KeyError: a setting is missing.

    """
    values = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506  # a safe loader, and one more tag
    settings = Settings(values["site_name"], values["site_url"], values["repo_url"])
    return settings, path.resolve().parent / values["theme"]["custom_dir"]


class _Loader(yaml.SafeLoader):
    """Reads values from the environment as MkDocs does."""


_Loader.add_constructor("!ENV", construct_env_tag)
