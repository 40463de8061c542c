"""From the settings of a build to an open site."""

from __future__ import annotations

import sys
from pathlib import Path

from courselib import checks
from courselib.clock import today
from courselib.finding import Level
from courselib.load import load
from courselib.reports import findings
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
    return Site(library, settings, today(), Stylesheet(Path(overrides) / "style.css"))
