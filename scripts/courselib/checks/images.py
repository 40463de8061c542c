"""Is a picture nothing but a picture?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courselib.checks import check
from courselib.finding import Problem
from courselib.message import Message, say
from courselib.model import Image, Library, Where

KINDS = {"avif": "avif", "jpeg": "jpeg", "jpg": "jpeg", "png": "png", "webp": "webp"}
"""What a picture is, by the ending of its name."""

_NAMES = {
    "avif": "AVIF",
    "bmp": "BMP",
    "gif": "GIF",
    "heic": "HEIC",
    "html": "HTML",
    "jpeg": "JPEG",
    "pdf": "PDF",
    "png": "PNG",
    "svg": "SVG",
    "tiff": "TIFF",
    "webp": "WebP",
    "zip": "ZIP",
}
_REPAIRED = frozenset(("avif", "bmp", "gif", "jpeg", "png", "tiff", "webp"))
"""Kinds that can be saved as another without losing the picture."""

_CARRIED = {
    "EXIF": say("what the camera noted (EXIF)"),
    "GPS": say("the place where it was taken (GPS)"),
    "IPTC": say("notes of a program (IPTC)"),
    "XMP": say("notes of a program (XMP)"),
    "comment": say("a comment"),
    "text": say("words that nobody sees"),
    "other": say("data that no picture needs"),
}
"""What a picture may carry besides itself, by the names that `Image.metadata` uses."""


@check("X105")
def disguised_image(library: Library) -> Iterator[Problem]:
    """A picture is what the ending of its name says, whole, and nothing follows it.

    Bad:  stall.png that is an SVG or a web page inside; stall.jpg with a ZIP archive after its end
    Good: stall.jpg that is a JPEG from its first byte to its last
    """
    for path, image, wanted in _pictures(library):
        where, name = Where(f"{library.root}/{path}"), path.rpartition("/")[2]
        if image.kind != wanted:
            yield Problem(where, _not_it(name, image.kind, wanted), _made_so(where.path, image.kind, wanted))
        elif image.trailing:
            yield Problem(
                where,
                say("{picture} goes on after its end; bytes there: {number}", picture=name, number=image.trailing),
                say(
                    "type courselib fix --write {path}, which keeps the picture and nothing else",
                    path=where.path,
                ),
            )


@check("X106")
def image_metadata(library: Library) -> Iterator[Problem]:
    """A picture carries nothing but the picture: cameras note the time and the place, often someone's home.

    Bad:  a photo straight from the phone, with EXIF and GPS
    Good: the same photo after courselib fix
    """
    for path, image, wanted in _pictures(library):
        if image.metadata and image.kind == wanted:
            yield Problem(
                Where(f"{library.root}/{path}"),
                say(
                    "{picture} carries more than a picture: {data}",
                    picture=path.rpartition("/")[2],
                    data=_listed([_CARRIED[name] for name in image.metadata]),
                ),
                say(
                    "type courselib fix --write {path}, which keeps the picture and nothing else",
                    path=f"{library.root}/{path}",
                ),
            )


def _pictures(library: Library) -> Iterator[tuple[str, Image, str]]:
    """Path, content and wanted kind of each picture that is looked at and has the ending of one."""
    for path, image in library.focused_images():
        wanted = KINDS.get(path.rpartition(".")[2].lower())
        if wanted:
            yield path, image, wanted


def _not_it(name: str, kind: str, wanted: str) -> Message:
    if not kind:
        return say("{picture} is not a whole {wanted} picture", picture=name, wanted=_NAMES[wanted])
    return say("{picture} is {kind} inside, not {wanted}", picture=name, kind=_NAMES[kind], wanted=_NAMES[wanted])


def _made_so(path: str, kind: str, wanted: str) -> Message:
    if kind in _REPAIRED:
        return say("type courselib fix --write {path}, which saves it as {wanted}", path=path, wanted=_NAMES[wanted])
    return say(
        "take a photo or a screenshot of what it shows and save that as {wanted}, or take the file away",
        wanted=_NAMES[wanted],
    )


def _listed(messages: Sequence[Message]) -> Message:
    """Messages one after the other."""
    first, *others = messages
    for other in others:
        first = say("{some}, {more}", some=first, more=other)
    return first
