"""The one style sheet, cut down to what a page uses and written into it."""

from __future__ import annotations

import re
from pathlib import Path

import lightningcss

BROWSERS = ["chrome >= 61", "safari >= 13", "firefox >= 68", "samsung >= 8"]
"""What old phones run: Chrome 61 is the web view that came with Android 8.

Safari 12 lacks one thing only, a prefix for what wide screens do, and every page would carry it.
"""

_CLASS = re.compile(r"\.([a-z][a-z0-9-]*)")
_VARIABLE = re.compile(r"(--[a-z-]+):[^;}]*;?")
_USED = re.compile(r'<[a-z0-9]+(?: (?!class=)[^\s=>"]+(?:=(?:"[^"]*"|[^\s>"]*))?)* class=("[^"]*"|[^\s>"]+)')
"""A start tag up to its classes. Words of the library may speak of a class, and are no tag."""


class Stylesheet:
    """Minified rules for the classes a page has; pages with the same classes share the work."""

    def __init__(self, path: Path) -> None:
        self._source = path.read_text("utf-8")
        self._known = frozenset(_CLASS.findall(re.sub(r"/\*.*?\*/", "", self._source, flags=re.DOTALL)))
        self._made: dict[frozenset[str], str] = {}

    def whole(self) -> str:
        """All rules, for pages that share one file."""
        return self._small(frozenset())

    def for_page(self, html: str) -> str:
        """The rules that apply to `html`.

        Raises:
            ValueError: the page uses a class that the style sheet does not have.

        """
        used = frozenset(name for value in set(_USED.findall(html)) for name in value.strip('"').split())
        if used not in self._made:
            unknown = used - self._known
            if unknown:
                raise ValueError(f"no style for {', '.join(sorted(unknown))}")
            self._made[used] = _without_unused_colours(self._small(self._known - used))
        return self._made[used]

    def _small(self, unused: frozenset[str]) -> str:
        return lightningcss.process_stylesheet(
            self._source, unused_symbols=set(unused), browsers_list=BROWSERS, minify=True
        )


def _without_unused_colours(css: str) -> str:
    """The sheet without variables that no rule asks for."""
    return _VARIABLE.sub(lambda match: match[0] if f"var({match[1]})" in css else "", css)
