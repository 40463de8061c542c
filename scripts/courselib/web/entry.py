"""From the settings of a build to an open site."""

from __future__ import annotations

from pathlib import Path

from courselib.clock import today
from courselib.load import load
from courselib.web.site import Settings, Site
from courselib.web.stylesheet import Stylesheet


def open_site(content: str, overrides: str, name: str, base: str, repository: str) -> Site:
    """Load the library and open its site.

    Args:
        content: the content folder.
        overrides: the folder with templates and style.css.
        name: name of the site.
        base: address of the site.
        repository: address of the source repository.

    """
    library, _ = load(content)
    settings = Settings(name, base.rstrip("/") + "/", repository.rstrip("/"))
    return Site(library, settings, today(), Stylesheet(Path(overrides) / "style.css"))
