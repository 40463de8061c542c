"""Addresses in the site. They are relative, so that pages also open from a folder on disk."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Urls:
    """Where each page lives: the source language at the root, the others under their code."""

    source: str
    """Code of the source language."""
    base: str
    """Address of the site, with a slash at its end."""

    def path(self, page: str, code: str) -> str:
        """Path of a page in the site: `en/citizens/basic/pay-by-qr/index.html`."""
        return f"{page}.html" if code == self.source else f"{code}/{page}.html"

    def link(self, start: str, page: str, code: str) -> str:
        """Link from the path `start` to a page."""
        return posixpath.relpath(self.path(page, code), posixpath.dirname(start) or ".")

    def absolute(self, page: str, code: str) -> str:
        """Full address of a page, without a closing `index.html`."""
        path = self.path(page, code)
        return self.base + path.removesuffix("index.html")
