"""Writing into a translation what it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable

from courselib.model import Library, Page

_STAMP = re.compile(r"^translation:\n(?:[ \t]+source:.*\n)?", re.MULTILINE)


def translations(library: Library, paths: Iterable[str]) -> list[tuple[Page, Page]]:
    """Translated pages whose stamp is not the fingerprint of their source, each with its source.

    Args:
        library: what was loaded.
        paths: files or folders as the user typed them; none means the whole library.

    """
    wanted = [path.rstrip("/") for path in paths]
    found = []
    for page in library.all_pages():
        source = library.siblings(page).get(library.source.code)
        if source is None or source is page or page.stamp == source.fingerprint:
            continue
        path = page.where.path
        if not wanted or any(path == one or path.startswith(one + "/") for one in wanted):
            found.append((page, source))
    return found


def stamped(text: str, fingerprint: str) -> str:
    """The text of a page with `translation.source` set; nothing else of it changes."""
    line = f'translation:\n  source: "{fingerprint}"\n'
    end = text.index("\n---", 3) + 1
    head, rest = text[:end], text[end:]
    if _STAMP.search(head):
        return _STAMP.sub(line, head, count=1) + rest
    return head + line + rest
