"""What Office files share: colours, words that XML can hold, properties, and the same bytes every time.

Office Open XML is ECMA-376, https://ecma-international.org/publications-and-standards/standards/ecma-376/; properties
are described in its part 2. Libraries write their own name and the time of day there; here a file says what it teaches.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from lxml import etree
from PIL import Image

from courselib.packs.archive import rewritten, write_zip
from courselib.packs.prose import Phone, Run
from courselib.packs.volume import LICENCE, LICENCE_URL, Statement, Volume
from courselib.packs.xml import clean

INK, SOFT, PAPER, CARD, LINE = "1C1A17", "595247", "FFFDF8", "F6F0E4", "D8CDB8"
BRAND, TINT, LAMP, MARK, WHITE = "0B5E58", "E2EFEC", "E8A33D", "FFF0C9", "FFFFFF"
"""The colours of the site (overrides/style.css), as Office writes them."""

_TAGS = {"vi": "vi-VN", "en": "en-US"}

_CORE, _CUSTOM, _APP = "docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"
_TYPES, _RELATIONS = "[Content_Types].xml", "_rels/.rels"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DOCUMENT = "http://schemas.openxmlformats.org/officeDocument/2006"
_DUBLIN, _TERMS = "http://purl.org/dc/elements/1.1/", "http://purl.org/dc/terms/"
_SCHEMA = "http://www.w3.org/2001/XMLSchema-instance"
_CUSTOM_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
_CUSTOM_FORMAT = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
"""The set of properties that people name (ECMA-376 part 1, 22.3)."""

Anything = TypeVar("Anything")


class Line(NamedTuple):
    """A line of the colophon."""

    label: str
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture in a form that every Office program shows."""

    data: bytes
    width: int
    height: int


def tag(volume: Volume) -> str:
    """The language with its country, as Office programs name it when they choose a spelling dictionary."""
    return _TAGS.get(volume.language, volume.language)


def readable(value: Anything) -> Anything:
    """The same, without the characters that XML can not hold."""
    made: Any = value
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        made = clean(value)
    elif isinstance(value, tuple):
        inside = [readable(one) for one in value]
        made = type(value)(*inside) if hasattr(value, "_fields") else tuple(inside)
    elif isinstance(value, Mapping):
        made = {key: readable(one) for key, one in value.items()}
    elif is_dataclass(value) and not isinstance(value, type):
        made = replace(value, **{one.name: readable(getattr(value, one.name)) for one in fields(value)})
    return made  # type: ignore[no-any-return]


def colophon(volume: Volume) -> Iterator[Line]:
    """What a file says of itself to those who read it."""
    say = volume.words
    for one in volume.competences():
        yield Line(say["competence"], (Run(f"{one.code} {one.name} ({one.framework})"),))
    yield Line(say["pack_address"], (Run(f"{volume.site}, "), Run(volume.address, href=volume.address)))
    yield Line(say["pack_licence"], (Run(LICENCE, href=LICENCE_URL),))
    yield Line(say["reviewed"], (Run(volume.shown_day),))


def source_runs(statement: Statement) -> tuple[Run, ...]:
    """A fact with its month and where it is from."""
    links = [run for source in statement.sources for run in (Run(" "), Run(source, href=source))]
    return (Run(f"{statement.text} ({statement.as_of})"), *links)


def screen_words(phone: Phone, words: Mapping[str, str]) -> str:
    """A drawn screen in words, for those who do not see it."""
    told = []
    for row in phone.rows:
        state = f": {words['switch_on' if row.on else 'switch_off']}" if row.kind == "toggle" else ""
        press = f"{words['pack_press']}: " if row.kind == "tap" else ""
        told.append(f"{press}{row.text}{state}")
    return f"{words['pack_screen']}. {'; '.join(told)}."


def drawn(path: Path) -> Drawn:
    """A picture of a lesson as PNG: Office programs do not all know WebP."""
    with Image.open(path) as picture:
        data = io.BytesIO()
        picture.convert("RGB").save(data, "PNG", optimize=True)
        return Drawn(data.getvalue(), *picture.size)


def write_office(data: bytes, volume: Volume, minutes: int, target: Path) -> None:
    """Write an Office file with the properties of a volume, the same whenever it is made.

    Args:
        data: the file as its library made it.
        volume: what is in it.
        minutes: how long it takes; 0 when nobody knows.
        target: where to write it.

    """
    write_zip(target, _described(dict(rewritten(data)), volume, minutes).items())


def _described(members: dict[str, bytes], volume: Volume, minutes: int) -> dict[str, bytes]:
    # The small picture and the numbers of pages are those of the library's empty file.
    kept = {path: data for path, data in members.items() if not path.startswith("docProps/")}
    kept[_TYPES] = _types(members[_TYPES])
    kept[_RELATIONS] = _relations(members[_RELATIONS])
    kept[_CORE] = _core(volume)
    kept[_APP] = _app(volume)
    kept[_CUSTOM] = _custom(volume, minutes)
    return kept


def _types(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for one in root.findall(f"{{{_PACKAGE}/content-types}}Override"):
        if one.get("PartName", "").startswith("/docProps/"):
            root.remove(one)
    types = {
        _CORE: "application/vnd.openxmlformats-package.core-properties+xml",
        _APP: "application/vnd.openxmlformats-officedocument.extended-properties+xml",
        _CUSTOM: _CUSTOM_TYPE,
    }
    for path, kind in types.items():
        etree.SubElement(root, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{path}", ContentType=kind)
    return _bytes(root)


def _relations(data: bytes) -> bytes:
    root = etree.fromstring(data)
    for one in list(root):
        if one.get("Target", "").lstrip("/").startswith("docProps/"):
            root.remove(one)
    kinds = {
        _CORE: f"{_PACKAGE}/relationships/metadata/core-properties",
        _APP: f"{_DOCUMENT}/relationships/extended-properties",
        _CUSTOM: f"{_DOCUMENT}/relationships/custom-properties",
    }
    for number, (path, kind) in enumerate(kinds.items(), 1):
        name = f"{{{_PACKAGE}/relationships}}Relationship"
        etree.SubElement(root, name, Id=f"about{number}", Type=kind, Target=path)
    return _bytes(root)


def _core(volume: Volume) -> bytes:
    root = etree.Element(
        f"{{{_PACKAGE}/metadata/core-properties}}coreProperties",
        nsmap={"cp": f"{_PACKAGE}/metadata/core-properties", "dc": _DUBLIN, "dcterms": _TERMS, "xsi": _SCHEMA},
    )
    office = f"{{{_PACKAGE}/metadata/core-properties}}"
    told = {
        f"{{{_DUBLIN}}}title": volume.title,
        f"{{{_DUBLIN}}}subject": volume.summary,
        f"{{{_DUBLIN}}}creator": volume.site,
        f"{{{_DUBLIN}}}identifier": volume.address,
        f"{{{_DUBLIN}}}language": tag(volume),
        f"{office}keywords": "; ".join(f"{one.code} {one.name}" for one in volume.competences()),
        f"{office}lastModifiedBy": volume.site,
    }
    for name, text in told.items():
        etree.SubElement(root, name).text = text
    for name in ("created", "modified"):
        moment = etree.SubElement(root, f"{{{_TERMS}}}{name}")
        moment.set(f"{{{_SCHEMA}}}type", "dcterms:W3CDTF")
        moment.text = f"{volume.moment:%Y-%m-%dT%H:%M:%SZ}"
    return _bytes(root)


def _app(volume: Volume) -> bytes:
    name = f"{_DOCUMENT}/extended-properties"
    root = etree.Element(f"{{{name}}}Properties", nsmap={None: name})
    etree.SubElement(root, f"{{{name}}}Company").text = volume.site
    return _bytes(root)


def _custom(volume: Volume, minutes: int) -> bytes:
    """What the core has no place for; names as in schema.org/LearningResource, so that a catalogue can read them."""
    taught = "; ".join(f"{one.framework}: {one.code} {one.name}" for one in volume.competences())
    told = {
        "license": LICENCE_URL,
        "licenseName": LICENCE,
        "isBasedOn": volume.address,
        "publisher": volume.site,
        "educationalAlignment": taught,
        "citation": " ".join(dict.fromkeys(source for one in volume.statements() for source in one.sources)),
    }
    if minutes:
        told["timeRequired"] = f"PT{minutes}M"
    name, types = f"{_DOCUMENT}/custom-properties", f"{_DOCUMENT}/docPropsVTypes"
    root = etree.Element(f"{{{name}}}Properties", nsmap={None: name, "vt": types})
    for number, (key, text) in enumerate(told.items(), 2):  # 0 and 1 are not for properties
        one = etree.SubElement(root, f"{{{name}}}property", fmtid=_CUSTOM_FORMAT, pid=str(number), name=key)
        etree.SubElement(one, f"{{{types}}}lpwstr").text = text
    return _bytes(root)


def _bytes(root: Any) -> bytes:
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
