"""Pages to print: a volume becomes plain data, and Typst templates beside this module make the pages of it.

PDF/UA-1 (https://pdfa.org/resource/iso-14289-pdfua/): tagged, with a title, a language and bookmarks. Words go to Typst
as JSON, never as markup, so nothing in them can be code; fonts come with the program, so pages are the same everywhere.
"""

from __future__ import annotations

import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import pikepdf
import segno
import typst

from courselib.packs.formats import Workshop
from courselib.packs.letters import drawable
from courselib.packs.prose import Heading, Listing, Paragraph, Part, Phone, Picture, Piece, Quote, Runs, Table
from courselib.packs.volume import LICENCE, LICENCE_URL, Chapter, Practice, Question, Statement, Text, Volume

Json = dict[str, Any]
_TEMPLATES = Path(__file__).with_name("templates")
_FONTS = Path(str(resources.files("font_source_sans_pro"))) / "files"
_STYLES = ("Regular", "It", "Semibold", "Bold", "BoldIt")


def typeset(template: str, volume: Volume, workshop: Workshop, choices: Mapping[str, object] | None = None) -> bytes:
    """The pages of a volume.

    Args:
        template: name of the Typst file, without its ending.
        volume: what to print.
        workshop: has the pictures.
        choices: what the template may be told besides, under `choices`.

    """
    with tempfile.TemporaryDirectory(prefix="sheets") as name:
        root = Path(name)
        fonts = root / "fonts"
        fonts.mkdir()
        # Only these: the package has each style twice, and which one Typst meets first is up to the file system.
        for style in _STYLES:
            shutil.copy(_font(style), fonts)
        for source in _TEMPLATES.glob("*.typ"):
            shutil.copy(source, root)
        for picture in _pictures(volume):
            (root / "pictures" / picture).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(workshop.content / picture, root / "pictures" / picture)
        data = _of_volume(volume) | {"home": workshop.settings.base, "choices": dict(choices or {})}
        (root / "data.json").write_text(json.dumps(_drawable(data), ensure_ascii=False), "utf-8")
        compiler = typst.Compiler(root / f"{template}.typ", root=root, font_paths=[fonts], ignore_system_fonts=True)
        pages = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=volume.moment)
    if not isinstance(pages, bytes):
        raise TypeError("Typst gave no PDF")
    return pages


def publish(pages: bytes | pikepdf.Pdf, volume: Volume, target: Path) -> None:
    """Write pages with what the licence asks for in their metadata (XMP), as the same bytes each time."""
    pdf = pages if isinstance(pages, pikepdf.Pdf) else pikepdf.open(io.BytesIO(pages))
    with pdf:
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:rights"] = LICENCE
            metadata["dc:source"] = volume.address
            metadata["dc:publisher"] = [volume.site]
            metadata["xmpRights:Marked"] = "True"
            metadata["xmpRights:WebStatement"] = LICENCE_URL
        pdf.save(target, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _font(style: str) -> Path:
    return _FONTS / f"SourceSansPro-{style}.otf"


def _drawable(value: Any) -> Any:
    """The same data with words that the font can draw."""
    if isinstance(value, str):
        return drawable(value, _font("Regular"))
    if isinstance(value, dict):
        return {key: _drawable(one) for key, one in value.items()}
    return [_drawable(one) for one in value] if isinstance(value, list | tuple) else value


def _pictures(volume: Volume) -> Iterable[str]:
    pieces = [piece for chapter in volume.chapters for part in chapter.text.parts for piece in part.pieces]
    while pieces:
        piece = pieces.pop()
        if isinstance(piece, Picture):
            yield piece.path
        elif isinstance(piece, Quote):
            pieces += piece.pieces
        elif isinstance(piece, Listing):
            pieces += [one for item in piece.items for one in item]


def _of_volume(volume: Volume) -> Json:
    return {
        "title": volume.title,
        "summary": volume.summary,
        "language": volume.language,
        "scope": volume.scope,
        "site": volume.site,
        "address": volume.address,
        "qr": _qr(volume.address),
        "day": [volume.day.year, volume.day.month, volume.day.day],
        "shown_day": volume.shown_day,
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "keywords": [f"{one.code} {one.name} ({one.framework})" for one in volume.competences()],
        "frameworks": _frameworks(volume),
        "chapters": [_of_chapter(one, volume) for one in volume.chapters],
        "statements": [_of_statement(one) for one in volume.statements()],
        "words": dict(volume.words),
        "practice": _of_practice(volume.practice) if volume.practice else None,
    }


def _frameworks(volume: Volume) -> list[tuple[str, list[str]]]:
    """What is taught, by the framework it comes from."""
    found: dict[str, list[str]] = {}
    for one in volume.competences():
        found.setdefault(one.framework, []).append(f"{one.code} {one.name}")
    return list(found.items())


def _of_chapter(chapter: Chapter, volume: Volume) -> Json:
    before = [found.title for one in chapter.requires if (found := volume.chapter(one))]
    return {
        "title": chapter.title,
        "summary": chapter.summary,
        "minutes": chapter.minutes,
        "address": chapter.address,
        "qr": _qr(chapter.address),
        "before": before,
        "outcomes": [[one.text, one.competence.code] for one in chapter.outcomes],
        "questions": [_of_question(one) for one in chapter.questions],
        "parts": [_of_part(one) for one in _parts(chapter.text)],
    }


def _parts(text: Text) -> tuple[Part, ...]:
    return tuple(one for one in text.parts if one.title or one.pieces)


def _of_practice(practice: Practice) -> Json:
    tests = [
        {"name": one.name, "questions": [_of_question(each) for each in one.questions], "lessons": list(one.lessons)}
        for one in practice.tests
    ]
    return {"title": practice.title, "tests": tests}


def _of_question(question: Question) -> Json:
    options = [[one.letter, one.text, one.why, one.correct] for one in question.options]
    return {"number": question.number, "ask": question.ask, "options": options}


def _of_statement(statement: Statement) -> Json:
    return {"text": statement.text, "as_of": statement.as_of, "sources": list(statement.sources)}


def _of_part(part: Part) -> Json:
    return {"key": part.key, "title": part.title, "pieces": [_of_piece(one) for one in part.pieces]}


def _of_piece(piece: Piece) -> Json:
    match piece:
        case Paragraph():
            return {"kind": "paragraph", "runs": _of_runs(piece.runs)}
        case Heading():
            return {"kind": "heading", "level": piece.level, "number": piece.number, "runs": _of_runs(piece.runs)}
        case Listing():
            items = [[_of_piece(one) for one in item] for item in piece.items]
            return {"kind": "listing", "ordered": piece.ordered, "items": items}
        case Table():
            return {"kind": "table", "rows": [[_of_runs(cell) for cell in row] for row in piece.rows]}
        case Quote():
            return {"kind": "quote", "pieces": [_of_piece(one) for one in piece.pieces]}
        case Phone():
            rows = [{"kind": one.kind, "text": one.text, "on": one.on} for one in piece.rows]
            return {"kind": "phone", "rows": rows, "notes": list(piece.notes)}
        case Picture():
            return {"kind": "picture", "path": piece.path, "words": piece.words}


def _of_runs(runs: Runs) -> list[Json]:
    return [one._asdict() for one in runs]


def _qr(address: str) -> str:
    """The modules of a QR code as SVG, without a margin: the page has one."""
    return segno.make(address, error="m", micro=False).svg_inline(border=0, dark="#000", omitsize=True)
