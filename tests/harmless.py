"""What a page of ours may hold, and nothing else: every element, every attribute, every address, every script.

Tests of hostile content judge by this list. It is short because the templates are: whoever adds to them adds here.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.util
import json
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from conftest import ROOT, TODAY
from courselib.model import Library
from courselib.web.assets import search_files, small_files
from courselib.web.entry import configuration
from courselib.web.scripts import Scripts
from courselib.web.site import Site
from courselib.web.stylesheet import Stylesheet

SETTINGS, OVERRIDES = configuration(ROOT / "mkdocs.yml")
STYLESHEET = Stylesheet(OVERRIDES / "style.css")
"""One for all sites: what it gives depends on the page alone."""

EVERYWHERE = {"class", "id", "lang"}
ELEMENTS: Mapping[str, set[str]] = {
    **{
        key: set()
        for key in "html head title style body header main footer section nav aside div p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd b i strong em small span br hr code pre blockquote figure figcaption table thead tbody tr th td details summary noscript label button svg path circle".split()
    },
    "meta": {"charset", "http-equiv", "content", "name"},
    "link": {"rel", "href", "hreflang"},
    "script": {"data-src", "defer", "src"},
    "a": {"href", "hreflang"},
    "nav": {"aria-label"},
    "p": {"role", "tabindex", "data-buttons"},
    "div": {"hidden"},
    "h2": {"hidden"},
    "section": {"data-course", "data-lessons"},
    "th": {"scope"},
    "img": {"src", "alt", "loading"},
    "form": {"role", "action", "data-src"},
    "label": {"for"},
    "input": {"name", "type", "autocomplete", "placeholder"},
    "progress": {"value", "hidden"},
    "svg": {"xmlns", "viewbox", "width", "height", "aria-hidden"},
    "path": {"d", "fill"},
    "circle": {"cx", "cy", "r"},
}
"""Elements of a page, each with the attributes that it may have besides those of `EVERYWHERE`."""

ADDRESSES = ("href", "src", "action", "data-src")
LEADING_OUT = ("http", "https", "mailto", "tel")
"""Schemes of links a reader may follow."""

_TAG = re.compile(r"<(?!/?[a-z][a-z0-9]*(?=[ >]))(?!!doctype html>)")
_DROPPED = re.compile(r"[\t\n\r]|\A[\x00-\x20]+|[\x00-\x20]+\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*(?=:)")
_STRING = re.compile(r'"(?:[^"\\\n\r\u2028\u2029]|\\[^\n\r\u2028\u2029])*"')
_CALL = re.compile(r"course(?:Block|Titles)\([0-9]+,(.*)\)\Z", re.DOTALL)


def environment() -> Environment:
    """The templates as a build and a preview use them."""
    theme = importlib.util.find_spec("material")
    assert theme is not None
    assert theme.origin is not None
    folders = [OVERRIDES, Path(theme.origin).parent / "templates"]
    return Environment(loader=FileSystemLoader(folders), autoescape=True)


_TEMPLATE = environment().get_template("main.html")


def site_of(library: Library, scripts: Scripts) -> Site:
    """The site of a library on the tests' day."""
    return Site(library, SETTINGS, TODAY, STYLESHEET, scripts)


def addresses(library: Library) -> Iterator[tuple[str, str]]:
    """Each page of a site as its file and the language of its readers; the source stands in for a translation."""
    for page in library.all_pages():
        name = f"{page.id}.{page.language}.md"
        yield name, page.language
        if page.language == library.source.code:
            for language in library.translations:
                if f"{page.id}.{language.code}.md" not in library.files:
                    yield name, language.code


def page_of(site: Site, source: str, code: str) -> str:
    """A finished page."""
    frame, view = site.view(source, code)
    return site.finish(_TEMPLATE.render(frame=frame, view=view))


def topics_of(site: Site) -> Iterator[tuple[str, str]]:
    """The pages that hold the topics when they are too many for one."""
    for language in site.library.languages:
        for path, frame, view in site.more_pages(language.code):
            yield path, site.finish(_TEMPLATE.render(frame=frame, view=view))


def in_page(html: str, site: Site) -> list[str]:
    """What a finished page holds that it may not."""
    judge = _Judge(site)
    judge.feed(html)
    judge.close()
    bare = html
    for script in judge.scripts:
        bare = bare.replace(f">{script}</script>", "></script>", 1)
    judge.troubles += [f"a loose sign: {bare[one.start() :][:60]!r}" for one in _TAG.finditer(bare)]
    judge.end(html)
    return judge.troubles


def in_files(site: Site) -> list[str]:
    """What is wrong with the scripts, the search index and the manifests of a site."""
    plain = Scripts(OVERRIDES / "scripts")
    troubles = []
    for path, data in (*small_files(site, OVERRIDES), *search_files(site)):
        text = data.decode("utf-8", "replace")
        name = path.partition(".")[0]
        if path.startswith("find/"):
            call = _CALL.match(text)
            whole = call is not None and _is_json(call[1]) and not re.search("[\u2028\u2029]", text)
        elif path.endswith(".webmanifest"):
            whole = _is_json(text)
        elif path.endswith(".js"):
            whole = _STRING.sub('""', text) == _STRING.sub('""', plain.text(name, _Any()))
        else:
            whole = True
        if not whole:
            troubles.append(f"{path} is not what it is with other words")
        if name == "sw":
            troubles += [f"the page of the worker has {one}" for one in _elements(text) - {"meta", "title", "h1", "p"}]
    return troubles


def _elements(script: str) -> set[str]:
    """Elements of the pages that stand as strings in a script."""
    pages = [json.loads(one[0]) for one in _STRING.finditer(script) if one[0].startswith('"<!doctype html>')]
    assert pages
    tags: list[str] = []
    for page in pages:
        reader = HTMLParser()
        reader.handle_starttag = lambda tag, attrs: tags.append(tag)  # type: ignore[method-assign]  # noqa: ARG005
        reader.feed(page)
        reader.close()
    return set(tags)


class _Any(dict[str, str]):
    """A neutral word for every key."""

    def __missing__(self, _: str) -> str:
        return "word"


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


class _Judge(HTMLParser):
    """One walk over a page."""

    def __init__(self, site: Site) -> None:
        super().__init__()
        self.base = site.settings.base
        self.known = {site.scripts.filled(name) for name in ("start", "ask")}
        self.files = {
            site.scripts.file(name, code, words)
            for code, words in site.words.items()
            for name in ("read", "offline", "progress")
        }
        self.troubles: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.policies: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ELEMENTS.get(tag)
        if allowed is None:
            self.troubles.append(f"an element {tag}")
            return
        values = {name: value or "" for name, value in attrs}
        if len(values) < len(attrs):
            self.troubles.append(f"{tag} has an attribute twice")
        for name in values.keys() - allowed - EVERYWHERE:
            self.troubles.append(f"{tag} has an attribute {name}")
        for name in values.keys() & set(ADDRESSES):
            self.address(tag, name, values[name], values.get("rel", ""))
        if tag == "meta" and "http-equiv" in values:
            self.policies.append(values["content"])
            if values["http-equiv"] != "Content-Security-Policy":
                self.troubles.append(f"meta {values['http-equiv']}")
        self.inside = tag if tag in ("script", "style") else ""

    def handle_endtag(self, _: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script":
            self.scripts.append(data)
        elif self.inside == "style":
            self.styles.append(data)

    def handle_comment(self, data: str) -> None:
        self.troubles.append(f"a comment {data[:40]!r}")

    def handle_pi(self, data: str) -> None:
        self.troubles.append(f"an instruction {data[:40]!r}")

    def unknown_decl(self, data: str) -> None:
        self.troubles.append(f"a declaration {data[:40]!r}")

    def address(self, tag: str, name: str, value: str, rel: str) -> None:
        """Judge an address as a browser reads it."""
        read = _DROPPED.sub("", value).replace("\\", "/")
        scheme = _SCHEME.match(read.lower())
        outside = read.startswith("//")
        if tag == "a":
            bad = outside or (scheme is not None and scheme[0] not in LEADING_OUT)
        elif tag == "link":
            bad = not (
                read.startswith(self.base) or read == "data:," or (rel == "manifest" and not scheme and not outside)
            )
        elif tag == "script":
            bad = read.removeprefix(self.base).removeprefix("./").replace("../", "") not in self.files
        else:  # pictures and the search form stay on the site
            bad = outside or (scheme is not None and not read.startswith(self.base))
        if bad:
            self.troubles.append(f"{tag} {name}={value[:60]!r}")

    def end(self, html: str) -> None:
        """Judge the page as a whole."""
        self.troubles += [f"a script {text[:60]!r}" for text in self.scripts if text not in self.known]
        if len(self.styles) != 1 or "/*" in self.styles[0] or html.count("<style") != 1:
            self.troubles.append("not one style sheet")
        if len(self.policies) != 1:
            self.troubles.append("not one policy")
            return
        rules = dict(rule.partition(" ")[::2] for rule in self.policies[0].split(";"))
        wanted = {
            "default-src": {"'none'"},
            "base-uri": {"'none'"},
            "form-action": {"'self'"} if "<form" in html else {"'none'"},
            "connect-src": {"'self'"},
            "img-src": {"'self'", "data:"},
            "script-src": {"'self'", *map(_sum, set(self.scripts) & self.known)},
            "style-src": set(map(_sum, self.styles)),
        }
        if "<link rel=manifest" in html:
            wanted["manifest-src"] = {"'self'"}
        if {name: set(value.split()) for name, value in rules.items()} != wanted:
            self.troubles.append(f"the policy {self.policies[0][:200]!r}")


def _sum(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
