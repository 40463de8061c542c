"""The content security policy of a page: what stands in the page, and files of this site, and nothing else.

Content Security Policy Level 3, https://www.w3.org/TR/CSP3/
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Collection

_INSIDE = re.compile(r"<(?:script|style)\b[^>]*>(.*?)(?:</(?:script|style)\b|\Z)", re.DOTALL | re.IGNORECASE)
_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_SCRIPT = re.compile(r"<script[^>]*>(.*?)</script>", re.DOTALL)


def policy(html: str) -> str:
    """The strictest policy under which a finished page works. Its own style and scripts are named by their sums."""
    rules = {
        "default-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'" if "<form" in html else "'none'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "script-src": ["'self'", *map(_sum, filter(None, _SCRIPT.findall(html)))],
        "style-src": [*map(_sum, _STYLE.findall(html))],
    }
    if "<link rel=manifest" in html:
        rules["manifest-src"] = ["'self'"]
    return ";".join(f"{name} {' '.join(values)}" for name, values in rules.items())


def strange(html: str, own: Collection[str]) -> list[str]:
    """Scripts and styles in a page that are not among our own: the policy would let them in."""
    return [text for text in _INSIDE.findall(html) if text and text not in own]


def _sum(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
