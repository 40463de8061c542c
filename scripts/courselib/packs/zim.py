"""ZIM: the whole library as one file for Kiwix, with its own search, https://wiki.openzim.org/wiki/ZIM_file_format.

Metadata follow https://wiki.openzim.org/wiki/Metadata. Readers show pages under their own addresses and with scripts of
their own, so pages leave the policy that fits the site behind. The search of the site stays: it knows slips and the
words people use. Kiwix's search stands beside it.
"""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import lxml.html
from libzim.writer import Creator, Hint, IndexData, Item, StringProvider
from PIL import Image

from courselib.packs.carried import built, carried
from courselib.packs.formats import Workshop, format_of
from courselib.packs.volume import LICENCE, LICENCE_URL, Scope, Volume
from courselib.packs.zim_seal import seal
from courselib.vietnamese import fold
from courselib.web.site import OFFLINE, PROGRESS, TOPICS

_TITLE, _ABOUT, _LONG = 30, 80, 4000
"""The most signs that the metadata may have."""
_ICON = 48
_FIRST_FORM, _OWN_FORM = b"document.forms[0]", b'document.querySelector("form.find")'
"""How the search of the site finds its field: kiwix-serve puts a field of its own before it."""
_POLICY = re.compile(r"<meta http-equiv=Content-Security-Policy [^>]*>")
_AROUND_MAIN = re.compile(r"<(header|nav|footer)\b.*?</\1>", re.DOTALL)
_TYPES = {
    ".html": "text/html",
    ".js": "application/javascript",
    ".jsonld": "application/ld+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
}
_THREE_LETTERS = {
    "en": "eng",
    "fr": "fra",
    "ja": "jpn",
    "km": "khm",
    "ko": "kor",
    "lo": "lao",
    "ru": "rus",
    "th": "tha",
    "vi": "vie",
    "zh": "zho",
}
"""ISO 639-3 for ISO 639-1, as far as a library in Vietnam may need it."""
_NO_ARTICLE = re.compile(rf"(?:{TOPICS}[^/]*|{OFFLINE}|{PROGRESS}|coverage)\.html")
"""Lists and tools, which say nothing that is not said elsewhere."""
_AROUND = (
    ".//*[self::nav or self::form or self::script or self::noscript or self::svg or @role='status'] | "
    + " | ".join(f".//*[contains(concat(' ', @class, ' '), ' {name} ')]" for name in ("path", "meta", "plan", "notice"))
)
"""What stands around the words of a lesson and is the same in each."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What a page is found by."""

    title: str
    description: str = ""
    text: str = ""


_NOTHING = _Words("")


@format_of("zim", ".zim", (Scope.LIBRARY,), whole_site=True)
def zim(volume: Volume, workshop: Workshop, target: Path) -> None:
    """The whole library in all languages for Kiwix."""
    creator = Creator(target)
    # One thread, so that everything is written in one order.
    creator.config_nbworkers(1).config_indexing(True, _three_letters(volume.language)).set_mainpath("index.html")
    metadata = _metadata(volume)
    with _silent(), creator:
        for name, value in metadata.items():
            creator.add_metadata(name, value)
        creator.add_illustration(_ICON, _icon(built(workshop)))
        for entry in _entries(volume, carried(volume, workshop)):
            creator.add_item(entry)
            if entry.front and "đ" in entry.get_title().lower():
                # Suggestions are made of titles alone. Beside the page, so that its links hold from there as well.
                path = entry.get_path()
                beside = f"{path.removesuffix('.html')}.khong-dau.html"
                creator.add_redirection(beside, fold(entry.get_title()), path, {Hint.FRONT_ARTICLE: 1})
    seal(target)


@contextmanager
def _silent() -> Iterator[None]:
    """Libzim says on the terminal what it is about; there is no way to ask it not to."""
    said = os.dup(1)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 1)
        yield
    finally:
        os.dup2(said, 1)
        os.close(said)


def _entries(volume: Volume, files: Iterable[tuple[str, bytes]]) -> Iterator[_Entry]:
    lists = frozenset(_lists(volume))
    codes = [one.language for one in volume.editions]
    for path, raw in files:
        data = raw.replace(_FIRST_FORM, _OWN_FORM) if path.endswith((".html", ".js")) else raw
        if not path.endswith(".html"):
            yield _Entry(path, data)
            continue
        html = _AROUND_MAIN.sub(_unread, _POLICY.sub("", data.decode()))
        words, page = _words(html, volume.site), _in_source(path, codes)
        known, front = not _NO_ARTICLE.fullmatch(page), not page.endswith("/teacher.html")
        # A list of lessons would be found by all their words.
        found = _Words(words.title, words.description) if page in lists or not known else words
        yield _Entry(path, html.encode(), found, known=known, front=known and front)


def _unread(part: re.Match[str]) -> str:
    """What stands around a page, marked so that Kiwix quotes nothing of it beside a result."""
    return f"<!--htdig_noindex-->{part[0]}<!--/htdig_noindex-->"


def _lists(volume: Volume) -> Iterator[str]:
    yield "index.html"
    for branch in volume.branches:
        yield f"{branch.id}/index.html"
        yield f"{branch.id.partition('/')[0]}/index.html"


def _in_source(path: str, codes: list[str]) -> str:
    """The path of the same page in the source language."""
    folder, _, rest = path.partition("/")
    return rest if folder in codes else path


def _metadata(volume: Volume) -> dict[str, str]:
    long = " ".join(
        f"{one.name}: {one.summary} {one.words['licence']} {one.words['not_official']}" for one in volume.editions
    )
    languages = [_three_letters(one.language) for one in volume.editions]
    place = urlsplit(volume.address)
    name = f"{place.netloc}{place.path}".strip("/").replace("/", "-")
    return {
        "Title": _short(volume.title, _TITLE),
        "Description": _short(volume.words["pack_zim_about"], _ABOUT),
        "LongDescription": _short(long, _LONG),
        "Language": ",".join(languages),
        "Name": f"{name}_{'mul' if languages[1:] else languages[0]}_all",
        "Flavour": "maxi",
        "Creator": volume.site,
        "Publisher": volume.site,
        "Date": volume.day.isoformat(),
        "License": f"{LICENCE} {LICENCE_URL}",
        "Source": volume.address,
        "Scraper": "courselib",
        "Tags": "_category:other;_ftindex:yes;_pictures:yes;_videos:no;_details:yes;education;digital-skills",
    }


def _short(text: str, most: int) -> str:
    """Words that fit: cut between two of them when there are too many. Signs that nobody sees are left out."""
    text = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def _three_letters(code: str) -> str:
    if code not in _THREE_LETTERS:
        raise ValueError(f"the code of ISO 639-3 for the language {code} is not known here")
    return _THREE_LETTERS[code]


def _icon(site: Path) -> bytes:
    made = io.BytesIO()
    with Image.open(site / "icon-192.png") as icon:
        icon.convert("RGBA").resize((_ICON, _ICON), Image.Resampling.LANCZOS).save(made, "PNG", optimize=True)
    return made.getvalue()


def _words(html: str, site: str) -> _Words:
    page = lxml.html.document_fromstring(html)
    main = page.get_element_by_id("main")
    for part in main.xpath(_AROUND):
        part.drop_tree()
    title = page.findtext(".//title").removesuffix(f" – {site}")
    return _Words(
        title, page.xpath("string(//meta[@name='description']/@content)"), " ".join(" ".join(main.itertext()).split())
    )


class _Entry(Item):  # type: ignore[misc]  # libzim comes without types
    """A file in the ZIM: search finds it when it is known, suggestions name it when it is at the front."""

    def __init__(
        self, path: str, data: bytes, words: _Words = _NOTHING, *, known: bool = False, front: bool = False
    ) -> None:
        super().__init__()
        self._path, self._data, self._title = path, data, words.title
        self.front = front
        self.get_indexdata: Callable[[], IndexData] = lambda: _Found(words, known=known)

    def get_path(self) -> str:
        return self._path

    def get_title(self) -> str:
        return self._title

    def get_mimetype(self) -> str:
        return _TYPES.get(Path(self._path).suffix, "application/octet-stream")

    def get_contentprovider(self) -> StringProvider:
        return StringProvider(self._data)

    def get_hints(self) -> dict[Hint, int]:
        return {Hint.FRONT_ARTICLE: int(self.front)}


class _Found(IndexData):  # type: ignore[misc]  # as above
    """Words for the index of Kiwix."""

    def __init__(self, words: _Words, *, known: bool) -> None:
        super().__init__()
        self._words, self._known = words, known

    def has_indexdata(self) -> bool:
        return self._known

    def get_title(self) -> str:
        return _ways(self._words.title)

    def get_content(self) -> str:
        return _ways(f"{self._words.description} {self._words.text}")

    def get_keywords(self) -> str:
        return _ways(self._words.description)

    def get_wordcount(self) -> int:
        return len(self.get_content().split())

    def get_geoposition(self) -> None:
        return None


def _ways(text: str) -> str:
    """Words as they are written, and those with marks once more in each way that Kiwix may ask for them.

    Older readers ask as someone types. Newer ones take off all marks but the bar of đ, which many do not type either.
    """
    written = unicodedata.normalize("NFC", text.lower()).split()
    barred = ["đ".join(map(fold, word.split("đ"))) for word in written]
    found = [*written, *(other for word, other in zip(written, barred, strict=True) if other != word)]
    return " ".join([*found, *(fold(word) for word in barred if "đ" in word)])
