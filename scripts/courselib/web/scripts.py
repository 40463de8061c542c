"""The scripts of the site: filled with the words of a language, made small, named after what is in them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path

import rjsmin

_MARK = re.compile(r"@@([a-z_]+)@@")


def literal(value: object) -> str:
    """A value as scripts write it: JSON, without two signs that end a line in scripts before ECMAScript 2019."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


class Scripts:
    """The scripts in one folder. A script names the words it needs between double at signs, inside quotes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filled: dict[tuple[str, str], str] = {}
        self._names: dict[tuple[str, str], str] = {}

    def text(self, name: str, values: Mapping[str, str]) -> str:
        """The script `name`, small, with `values` in place of its marks.

        Raises:
            KeyError: the script names a value that is not given.

        """
        small = str(rjsmin.jsmin((self._folder / f"{name}.js").read_text("utf-8")))
        # A word is inside quotes in the script, so it is written as the inside of a string.
        return _MARK.sub(lambda mark: literal(values[mark[1]])[1:-1], small)

    def filled(self, name: str, code: str = "", words: Mapping[str, str] | None = None) -> str:
        """The script `name` with the words of the language `code`; every page asks for it, so it is made once."""
        if (name, code) not in self._filled:
            self._filled[name, code] = self.text(name, words or {})
        return self._filled[name, code]

    def file(self, name: str, code: str, words: Mapping[str, str]) -> str:
        """Path in the site of the script `name` in the language `code`: another text has another path."""
        if (name, code) not in self._names:
            digest = hashlib.sha256(self.filled(name, code, words).encode()).hexdigest()[:6]
            self._names[name, code] = f"{name}.{code}.{digest}.js"
        return self._names[name, code]
