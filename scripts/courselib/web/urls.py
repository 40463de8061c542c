"""Addresses in the site. They are relative, so that pages also open from a folder on disk."""

from __future__ import annotations

from dataclasses import dataclass

NOT_FOUND = "404"
"""Id of the page that GitHub Pages shows for an address that leads nowhere."""


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
        return relative(start, self.path(page, code))

    def absolute(self, page: str, code: str) -> str:
        """Full address of a page, without a closing `index.html`."""
        path = self.path(page, code)
        return self.base + path.removesuffix("index.html")


def relative(start: str, target: str) -> str:
    """The path `target` as seen from the file `start`; both are clean and relative to one root.

    `posixpath.relpath` gives the same, but asks for the working directory each time.
    """
    here, there = start.split("/")[:-1], target.split("/")
    shared = 0
    for mine, other in zip(here, there[:-1], strict=False):
        if mine != other:
            break
        shared += 1
    path = "../" * (len(here) - shared) + "/".join(there[shared:])
    # A name with a colon would be taken for a scheme: RFC 3986, 4.2.
    return f"./{path}" if ":" in path.split("/", 1)[0] else path
