"""Text that anyone may have written, made harmless for GitHub's Markdown.

GitHub looks for @names, #numbers and addresses after it has made HTML, so a backslash or an entity does not stop it:
it passes over code, and over what a zero-width space cuts in two.
Source: https://github.github.com/gfm/ and
https://docs.github.com/get-started/writing-on-github/working-with-advanced-formatting/autolinked-references-and-urls
"""

from __future__ import annotations

import re
import unicodedata

LONGEST = 200
"""Characters of a text that are shown."""

_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_CALL = re.compile(r"@|#(?=[0-9])|:(?=//)|\bwww(?=\.)|\bgh(?=-[0-9])", re.IGNORECASE)
_CUT = "\u200b"
_INERT = str.maketrans({"`": "'", "|": "¦"})


def code(text: str) -> str:
    """A code span that ends where we end it, in a table too. A backtick becomes `'`, a bar `¦`."""
    return f"`{one_line(text).translate(_INERT) or ' '}`"


def plain(text: str, longest: int = LONGEST) -> str:
    """Words within a sentence: nothing in them is a mark, a link, a name that is called or HTML."""
    return _PUNCTUATION.sub(r"\\\1", _CALL.sub(rf"\g<0>{_CUT}", one_line(text, longest)))


def one_line(text: str, longest: int = LONGEST) -> str:
    """At most `longest` characters on one line, in NFC; each invisible or turning sign is `�`."""
    flat = " ".join(unicodedata.normalize("NFC", text).split())
    short = flat if len(flat) <= longest else flat[: longest - 1] + "…"
    return "".join(letter if letter.isprintable() else "\ufffd" for letter in short)
