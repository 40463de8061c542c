"""XML for packs: trees in which no word can become markup, or break the file."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, indent, tostring

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAKS = re.compile("[ \t\n\v\f\r\x85\u2028\u2029]+")


def clean(text: str) -> str:
    """Text without the characters that XML 1.0 forbids, see https://www.w3.org/TR/xml/#charsets."""
    return _FORBIDDEN.sub("", text)


def one_line(text: str) -> str:
    """Text in one line, without the characters that XML 1.0 forbids."""
    return _BREAKS.sub(" ", clean(text)).strip(" ")


def node(name: str, *inside: Element | str, **attributes: str) -> Element:
    """An element, with a prefix in its name where it needs one.

    Args:
        name: of the element.
        inside: what it holds, in order.
        attributes: by name.

    """
    made = Element(name, {key: clean(value) for key, value in attributes.items()})
    for one in inside:
        if not isinstance(one, str):
            made.append(one)
        elif len(made):
            made[-1].tail = (made[-1].tail or "") + clean(one)
        else:
            made.text = (made.text or "") + clean(one)
    return made


def document(root: Element) -> bytes:
    """The tree as a file, indented for those who look into it."""
    indent(root, " ")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, "unicode")}\n'.encode()
