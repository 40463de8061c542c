"""Writing into a translation what it was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from courselib.model import Library, Page

_STAMP = re.compile(r"^translation:[ \t]*\r?\n(?:[ \t]+\S.*\n)*", re.MULTILINE)


def translations(library: Library) -> Iterator[tuple[Page, Page]]:
    """Translated pages in focus whose stamp is not the fingerprint of their source, each with its source."""
    for page in library.all_pages():
        source = library.siblings(page).get(library.source.code)
        if source is not None and source is not page and page.stamp != source.fingerprint:
            yield page, source


def stamped(text: str, fingerprint: str, unchanged: str = "") -> str:
    """The text of a page with a new stamp; nothing else of it changes.

    Args:
        text: the page as it stands in its file, beginning with front matter.
        fingerprint: of the source.
        unchanged: why the meaning of the source is the same, when nobody compared the two.

    """
    block = f'translation:\n  source: "{fingerprint}"\n'
    # A JSON string is a YAML string, whatever is in it.
    block += f"  unchanged: {json.dumps(unchanged, ensure_ascii=False)}\n" if unchanged else ""
    end = text.index("\n---", 3) + 1
    head, rest = text[:end], text[end:]
    block = block.replace("\n", "\r\n") if "\r\n" in head else block
    if _STAMP.search(head):
        return _STAMP.sub(lambda _: block, head, count=1) + rest
    return head + block + rest
