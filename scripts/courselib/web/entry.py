"""From a library and the configuration of a build to a site."""

from __future__ import annotations

from pathlib import Path

import yaml
from yaml_env_tag import construct_env_tag

from courselib.clock import today
from courselib.model import Library
from courselib.web.scripts import Scripts
from courselib.web.site import Settings, Site
from courselib.web.stylesheet import Stylesheet


def site_of(library: Library, overrides: Path, settings: Settings) -> Site:
    """The site of a loaded library, with the style sheet and the scripts in the folder `overrides`."""
    return Site(library, settings, today(), Stylesheet(overrides / "style.css"), Scripts(overrides / "scripts"))


def configuration(path: Path) -> tuple[Settings, Path]:
    """The settings and the folder of templates that the configuration of MkDocs names.

    Raises:
        OSError: there is no such file.
        KeyError: a setting is missing.

    """
    values = yaml.load(path.read_text("utf-8"), _Loader)  # noqa: S506  # a safe loader, and one more tag
    folder, extra = path.resolve().parent, values["extra"]
    packs = folder / extra["packs"] if extra["packs"] else None
    settings = Settings(values["site_name"], values["site_url"], values["repo_url"] or "", extra["contact"], packs)
    return settings, folder / values["theme"]["custom_dir"]


class _Loader(yaml.SafeLoader):
    """Reads values from the environment as MkDocs does."""


_Loader.add_constructor("!ENV", construct_env_tag)
