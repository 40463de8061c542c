"""Writing into a translation what it was made from."""

from __future__ import annotations

import re

from courselib.model import Library, Page

_STAMP = re.compile(r"^translation:\n(?:[ \t]+source:.*\n)?", re.MULTILINE)


def translations(library: Library) -> list[tuple[Page, Page]]:
    """Translated pages whose stamp is not the fingerprint of their source, each with its source."""
    found = []
    for page in library.all_pages():
        source = library.siblings(page).get(library.source.code)
        if source is not None and source is not page and page.stamp != source.fingerprint:
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
