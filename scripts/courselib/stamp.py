"""Writing into a translation what it was made from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from courselib.model import Library, Page

_END = r"(?:\r\n|\r|\n)"
_HEAD = re.compile(rf".*?{_END}(?=---)", re.DOTALL)
_STAMP = re.compile(rf"(?<![^\r\n])translation:[^\r\n]*{_END}(?:(?:[ \t]*{_END})*[ \t]+\S[^\r\n]*{_END})*")


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
        unchanged: why the meaning of the source is the same, when nobody compared the two. It is kept on one line;
            what can not be seen becomes `\ufffd`.

    Raises:
        ValueError: the page has no front matter.

    """
    reason = "".join(letter if letter.isprintable() else "\ufffd" for letter in " ".join(unchanged.split()))
    lines = ["translation:", f'  source: "{fingerprint}"']
    # A JSON string is a YAML string.
    lines += [f"  unchanged: {json.dumps(reason, ensure_ascii=False)}"] if reason else []
    found = _HEAD.match(text)
    if found is None:
        raise ValueError("the page has no front matter")
    head, rest = found[0], text[found.end() :]
    line_end = next(end for end in ("\r\n", "\n", "\r") if end in head)
    block = "".join(f"{line}{line_end}" for line in lines)
    if _STAMP.search(head):
        return _STAMP.sub(lambda _: block, head, count=1) + rest
    return head + block + rest
