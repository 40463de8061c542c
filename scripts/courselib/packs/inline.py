"""The look of lessons written into each element, for systems that keep a page's words and drop its style sheet.

Canvas and Moodle let these properties through. What they drop would only have been decoration.
"""

from __future__ import annotations

from html.parser import HTMLParser

_GREEN = "background: #0b5e58; color: #fff; border-color: #0b5e58; font-weight: bold;"
_DISC = "display: inline-block; min-width: 1.9em; line-height: 1.9em; border-radius: 1em; text-align: center;"
_KEY = "display: inline-block; margin: .3em; padding: .35em .9em; border: 2px solid; border-radius: 1.4em;"
_BUBBLE = "border: 1px solid; padding: .4em .7em; text-align: left;"
_STYLES = {
    "aim": "border: 1px solid #0b5e58; border-radius: .6em; padding: .6em 1em;",
    "remember": "border: 1px solid #c98213; border-left: .45em solid #c98213; border-radius: .6em; padding: .6em 1em;",
    "step b": f"{_DISC} {_GREEN}",
    "pic": "max-width: 100%; height: auto;",
    "phone": "margin: 1.2em auto; max-width: 17em;",
    "phone div": "padding: 1.2em .9em; border: .35em solid; border-radius: 1.7em; text-align: center;",
    "bar": "font-weight: bold; border-bottom: 1px solid; padding-bottom: .4em;",
    "big": "font-size: 1.35em; font-weight: bold;",
    "field": "border: 2px solid; border-radius: .6em; padding: .3em .6em; text-align: left;",
    "message": f"{_BUBBLE} margin-right: 1.2em; border-radius: .1em .9em .9em .9em;",
    "reply": f"{_BUBBLE} margin-left: 1.2em; border-radius: .9em .9em .1em .9em;",
    "toggle": "text-align: left;",
    "toggle on": "text-align: left;",
    "toggle i": "margin-left: .6em; padding: 0 .7em; border: 2px solid; border-radius: 1em; font-style: normal;",
    "toggle on i": f"margin-left: .6em; padding: 0 .7em; border-radius: 1em; font-style: normal; {_GREEN}",
    "keys i": f"font-style: normal; {_KEY}",
    "tap": f"{_KEY} {_GREEN}",
    "phone figcaption": "margin: .6em 0 0; padding-left: .8em; border-left: .3em solid #e8a33d; text-align: left;",
}
"""By class, or by class of the element around it and name."""


def inlined(fragment: str) -> str:
    """A well-formed fragment with the look in its elements.

    Args:
        fragment: as `pages.xhtml` makes it.

    """
    styler = _Styler()
    styler.feed(fragment)
    styler.close()
    return "".join(styler.parts)


class _Styler(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.classes = [""]
        """Of the elements that are open."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.write(tag, attrs)
        self.classes.append(dict(attrs).get("class") or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.write(tag, attrs)

    def write(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs).get("class") or ""
        style = _STYLES.get(own) or _STYLES.get(f"{self.classes[-1]} {tag}")
        written = self.get_starttag_text() or ""
        start = len(tag) + 1
        self.parts.append(f'{written[:start]} style="{style}"{written[start:]}' if style else written)

    def handle_endtag(self, tag: str) -> None:
        self.classes.pop()
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_entityref(self, name: str) -> None:
        self.parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.parts.append(f"&#{name};")
