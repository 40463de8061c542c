"""A lesson for a learning system: SCORM 1.2, https://scorm.com/scorm-explained/technical-scorm/.

One page with the lesson, its practice and its questions, and a script that speaks to the system. It is `incomplete`
from the first opening. When all questions are answered it is `passed` with 80 of 100 points or more, else `completed`:
who has worked through it has not failed, and can start again. There is no mastery score in the manifest, which would
let the system turn that into `failed`. A lesson without questions is `completed` once opened. Points are the share of
questions that were answered right; a better result from before stays. Outside a system the page works, and keeps
nothing.

The manifest is IMS Content Packaging 1.1.2 with the attributes of ADL, its metadata IMS Meta-data 1.2.1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5
from xml.etree.ElementTree import Element

from courselib.packs.archive import write_zip
from courselib.packs.formats import Workshop, format_of
from courselib.packs.pages import STYLE, TEMPLATES, Pictures, lesson, sources, template
from courselib.packs.volume import LICENCE, LICENCE_URL, Chapter, Scope, Volume
from courselib.packs.xml import document, node, one_line

_PAGE = "index.html"
_CP = "http://www.imsproject.org/xsd/imscp_rootv1p1p2"
_MD = "http://www.imsglobal.org/xsd/imsmd_rootv1p2p1"
_ADL = "http://www.adlnet.org/xsd/adlcp_rootv1p2"


@format_of("scorm", ".zip", (Scope.LESSON,))
def scorm(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Write a lesson that a learning system can play and score."""
    chapter, words = volume.chapters[0], volume.words
    pictures = Pictures(volume, workshop)
    page = template("scorm.html").render(
        volume=volume,
        chapter=chapter,
        words=words,
        mark=_mark(chapter),
        lesson=lesson(chapter, words, picture=pictures),
        sources=sources(chapter.statements, words),
        licence=LICENCE_URL,
    )
    files = {
        _PAGE: f"{page}\n".encode(),
        "scorm.js": (TEMPLATES / "scorm.js").read_bytes(),
        "style.css": (STYLE + (TEMPLATES / "scorm.css").read_text("utf-8")).encode(),
        **pictures.files,
    }
    manifest = document(_manifest(volume, list(files)))
    write_zip(target, [("imsmanifest.xml", manifest), *files.items()])


def _mark(chapter: Chapter) -> str:
    """What tells the questions from others: answers to questions that have changed are not taken up again."""
    return hashlib.blake2b(repr(chapter.questions).encode(), digest_size=4).hexdigest()


def _manifest(volume: Volume, files: list[str]) -> Element:
    name = uuid5(NAMESPACE_URL, volume.address).hex
    title = one_line(volume.title)
    item = node("item", node("title", title), identifier="lesson", identifierref="page", isvisible="true")
    resource = node(
        "resource",
        *(node("file", href=quote(file)) for file in files),
        **{"identifier": "page", "type": "webcontent", "adlcp:scormtype": "sco", "href": _PAGE},
    )
    return node(
        "manifest",
        node("metadata", node("schema", "ADL SCORM"), node("schemaversion", "1.2"), node("imsmd:lom", *_lom(volume))),
        node(
            "organizations",
            node("organization", node("title", title), item, identifier="lessons"),
            default="lessons",
        ),
        node("resources", resource),
        **{"identifier": f"M-{name}", "version": "1.0", "xmlns": _CP, "xmlns:imsmd": _MD, "xmlns:adlcp": _ADL},
        **{
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_CP} imscp_rootv1p1p2.xsd {_MD} imsmd_rootv1p2p1.xsd {_ADL} adlcp_rootv1p2.xsd",
        },
    )


def _lom(volume: Volume) -> Iterator[Element]:
    """What the lesson says of itself, in the order of its schema."""
    language, chapter = volume.language, volume.chapters[0]

    def said(name: str, text: str, code: str = language) -> Element:
        return node(f"imsmd:{name}", node("imsmd:langstring", one_line(text), **{"xml:lang": code}))

    def term(name: str, value: str) -> Element:
        return node(f"imsmd:{name}", said("source", "LOMv1.0", "x-none"), said("value", value, "x-none"))

    yield node(
        "imsmd:general",
        said("title", volume.title),
        node("imsmd:catalogentry", node("imsmd:catalog", "URI"), said("entry", volume.address, "x-none")),
        node("imsmd:language", language),
        said("description", volume.summary),
        *(said("keyword", one.text) for one in chapter.outcomes),
    )
    publisher = node(
        "imsmd:contribute",
        term("role", "Publisher"),
        node("imsmd:centity", node("imsmd:vcard", f"BEGIN:VCARD\nFN:{one_line(volume.site)}\nEND:VCARD")),
        node("imsmd:date", node("imsmd:datetime", volume.day.isoformat())),
    )
    yield node("imsmd:lifecycle", said("version", volume.day.isoformat(), "x-none"), term("status", "Final"), publisher)
    yield node("imsmd:metametadata", node("imsmd:metadatascheme", "ADL SCORM 1.2"), node("imsmd:language", language))
    yield node(
        "imsmd:technical",
        node("imsmd:format", "text/html"),
        node("imsmd:location", volume.address, type="URI"),
    )
    yield node(
        "imsmd:educational",
        term("learningresourcetype", "Narrative Text"),
        term("learningresourcetype", "Self Assessment"),
        node("imsmd:typicallearningtime", node("imsmd:datetime", f"PT{chapter.minutes}M")),
        node("imsmd:language", language),
    )
    yield node(
        "imsmd:rights",
        term("cost", "no"),
        term("copyrightandotherrestrictions", "yes"),
        said("description", f"{LICENCE}, {LICENCE_URL}", "x-none"),
    )
    for fact in volume.statements():
        for address in fact.sources:
            yield node(
                "imsmd:relation",
                term("kind", "IsBasedOn"),
                node(
                    "imsmd:resource",
                    said("description", f"{fact.text} ({fact.as_of})"),
                    node("imsmd:catalogentry", node("imsmd:catalog", "URI"), said("entry", address, "x-none")),
                ),
            )
    for one in volume.competences():
        taxon = node("imsmd:taxon", node("imsmd:id", one.code), said("entry", one.name))
        yield node(
            "imsmd:classification",
            term("purpose", "Educational Objective"),
            node("imsmd:taxonpath", said("source", one.framework), taxon),
        )
