"""The packs `plan`, `slides` and `class-kit-table`: what Office programs read from them, and what they show."""

from __future__ import annotations

import hashlib
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pptx
import pytest
from docx.oxml.ns import qn
from lxml import etree
from PIL import Image, ImageFont
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.util import Pt

import banks
import packed
from conftest import ROOT
from courselib.packs import measure
from courselib.packs.class_kit_table import class_kit_table
from courselib.packs.deck import BODY, FOOT, LEAST, SIGHT, Say, high, spread
from courselib.packs.formats import formats
from courselib.packs.outline import paired, sentences, session, short_paragraph, steps
from courselib.packs.plan import plan
from courselib.packs.prose import Listing, Paragraph, Phone, Picture, Run, words
from courselib.packs.slides import slides
from courselib.packs.volume import LICENCE_URL, Scope, Volume

LESSONS = (
    "citizens/basic/fake-police-call",
    "citizens/basic/pay-by-qr",
    "citizens/basic/online-without-surprise-costs",
)
COURSE = "officials/basic"
LANGUAGES = ("vi", "en")
CASES = [(name, language) for name in LESSONS for language in LANGUAGES]
TAGS = {"vi": "vi-VN", "en": "en-US"}
FORMATS = {"docx": plan, "pptx": slides, "xlsx": class_kit_table}
_MAKE = """
import hashlib, json
import packed, test_pack_office as here
found = {}
for language in here.LANGUAGES:
    for name in (here.LESSONS[1], here.COURSE):
        volume = packed.volume(name, language)
        for suffix in here.FORMATS:
            if suffix != "pptx" or name != here.COURSE:
                found[f"{name} {language} {suffix}"] = hashlib.sha256(here.made(volume, suffix)).hexdigest()
print(json.dumps(found))
"""
FONTS = Path("/usr/share/fonts/truetype/liberation2")
"""The older ones of Debian 12 have no Vietnamese letters."""


def made(volume: Volume, suffix: str) -> bytes:
    """A pack of a volume."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder, f"pack.{suffix}")
        FORMATS[suffix](volume, packed.workshop(), target)
        return target.read_bytes()


@cache
def real(name: str, language: str, suffix: str) -> bytes:
    """A pack of the real library."""
    return made(packed.volume(name, language), suffix)


def told(volume: Volume) -> set[str]:
    """The words that no plan may lose."""
    found = set()
    for chapter in volume.chapters:
        found |= {chapter.title, chapter.summary, chapter.course, *(one.text for one in chapter.outcomes)}
        for question in chapter.questions:
            found |= {question.ask, question.right.why, *(one.text for one in question.options)}
        found |= {one.text for one in chapter.statements}
        for part in chapter.plan.parts if chapter.plan else ():
            for piece in part.pieces:
                if isinstance(piece, Listing):
                    found |= {words(item[0].runs) for item in piece.items if isinstance(item[0], Paragraph)}
        steps_part = chapter.text.part("steps")
        for step in steps(steps_part) if steps_part else ():
            found.add(step.title)
            for scene in step.scenes:
                if isinstance(scene.sight, Phone):
                    found |= {row.text for row in scene.sight.rows} | set(scene.sight.notes)
    return found


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def document_words(data: bytes) -> str:
    """All words of a Word file, paragraph by paragraph, also those in tables in tables."""
    root = docx.Document(io.BytesIO(data)).element.body
    marks = (qn("w:t"), qn("w:br"), qn("w:tab"))
    return plain("\n".join("".join(one.text or " " for one in line.iter(*marks)) for line in root.iter(qn("w:p"))))


def shown(slide: Any) -> str:
    """All words that a slide shows."""
    return plain(" ".join(one.text or "" for one in slide._element.iter(f"{{{_A}}}t")))


_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def deck_of(name: str, language: str) -> Any:
    return pptx.Presentation(io.BytesIO(real(name, language, "pptx")))


# --- Properties, sameness, and words that try to be something else


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(("name", "language"), CASES)
def test_a_file_says_what_it_is(name: str, language: str, suffix: str) -> None:
    volume = packed.volume(name, language)
    data = real(name, language, suffix)
    core: Any = {
        "docx": lambda: docx.Document(io.BytesIO(data)).core_properties,
        "pptx": lambda: pptx.Presentation(io.BytesIO(data)).core_properties,
        "xlsx": lambda: openpyxl.load_workbook(io.BytesIO(data)).properties,
    }[suffix]()
    assert (core.title, core.language) == (volume.title, TAGS[language])
    assert volume.site == (core.creator if suffix == "xlsx" else core.author)
    assert all(one.code in core.keywords and one.name in core.keywords for one in volume.competences())
    assert core.created.replace(tzinfo=None) == core.modified.replace(tzinfo=None) == volume.moment.replace(tzinfo=None)
    custom = properties(data)
    assert custom["license"] == LICENCE_URL
    assert custom["isBasedOn"] == volume.address
    assert custom["timeRequired"] == f"PT{session(volume.chapters[0]).minutes}M"
    assert all(one.framework in custom["educationalAlignment"] for one in volume.competences())
    assert all(source in custom["citation"] for one in volume.statements() for source in one.sources)


def properties(data: bytes) -> dict[str, str]:
    """The properties that people name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = etree.fromstring(archive.read("docProps/custom.xml"))
    return {one.get("name"): "".join(one.itertext()) for one in root}


def test_openpyxl_reads_the_named_properties_too() -> None:
    book = openpyxl.load_workbook(io.BytesIO(real(LESSONS[0], "vi", "xlsx")))
    assert {one.name: one.value for one in book.custom_doc_props.props}["license"] == LICENCE_URL


def test_made_twice_is_the_same_bytes() -> None:
    found = []
    for seed, zone in (("0", "Asia/Ho_Chi_Minh"), ("1", "America/Lima")):
        path = os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "tests")))
        env = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": path}
        done = subprocess.run([sys.executable, "-c", _MAKE], env=env, capture_output=True, check=True, text=True)
        found.append(json.loads(done.stdout))
    assert found[0] == found[1]
    assert found[0][f"{LESSONS[1]} vi docx"] == hashlib.sha256(real(LESSONS[1], "vi", "docx")).hexdigest()


def test_another_day_is_another_file() -> None:
    volume = packed.volume(LESSONS[0], "vi")
    other = replace(volume, day=volume.day.replace(year=2031))
    assert all(made(other, suffix) != real(LESSONS[0], "vi", suffix) for suffix in FORMATS)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_archive_has_no_clock_and_no_picture_of_another_file(suffix: str) -> None:
    with zipfile.ZipFile(io.BytesIO(real(LESSONS[0], "vi", suffix))) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert sorted(one for one in archive.namelist() if one.startswith("docProps/")) == [
            "docProps/app.xml",
            "docProps/core.xml",
            "docProps/custom.xml",
        ]
        assert len(set(archive.namelist())) == len(archive.namelist())


WILD = banks.HOSTILE.replace("\x01", "")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_words_stay_words(language: str) -> None:
    volume = banks.hostile(packed.volume(LESSONS[0], language))
    text = document_words(made(volume, "docx"))
    assert plain(f"{volume.chapters[0].questions[0].number}. 1{WILD}") in text
    assert text.count(plain(WILD)) > 20
    slides_shown = [shown(one) for one in pptx.Presentation(io.BytesIO(made(volume, "pptx"))).slides]
    assert any(plain(f"1{WILD}") in one for one in slides_shown)
    book = openpyxl.load_workbook(io.BytesIO(made(volume, "xlsx")))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    assert any(WILD in cell.value for cell in cells)


@pytest.mark.parametrize("title", ["=1+1", '=HYPERLINK("http://x","y")', "+1", "@SUM(A1)", "#N/A", "-2+3"])
def test_words_are_no_formula(title: str) -> None:
    volume = packed.volume(LESSONS[0], "vi")
    chapter = volume.chapters[0]
    outcomes = tuple(replace(one, text=title) for one in chapter.outcomes)
    book = openpyxl.load_workbook(
        io.BytesIO(made(replace(volume, title=title, chapters=(replace(chapter, outcomes=outcomes),)), "xlsx"))
    )
    cell = book.worksheets[0]["A1"]
    assert (cell.value, cell.data_type) == (title, "s")
    assert bool(cell.quotePrefix) == (title[0] in "=+-@")


def test_very_long_words_stay_on_the_slides() -> None:
    volume = packed.volume(LESSONS[0], "en")
    chapter = volume.chapters[0]
    long = "x" * 900
    question = replace(chapter.questions[0], ask=f"{long} {long}")
    many = replace(volume, chapters=(replace(chapter, title=long, questions=(question,)),))
    deck = pptx.Presentation(io.BytesIO(made(many, "pptx")))
    assert deck.slides[0].shapes.title.text.endswith("…")
    assert long in deck.slides[0].notes_slide.notes_text_frame.text
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert sum(title.startswith("Question 1 (") for title in titles) > 1
    assert sum(shown(slide).count("x" * 50) for slide in deck.slides) > 3


# --- Word


@pytest.mark.parametrize(("name", "language"), [*CASES, (COURSE, "vi"), (COURSE, "en")])
def test_a_plan_holds_everything(name: str, language: str) -> None:
    volume = packed.volume(name, language)
    text = document_words(real(name, language, "docx"))
    missing = {one for one in told(volume) if plain(one) not in text}
    assert not missing
    assert volume.words["not_official"] in text
    for chapter in volume.chapters:
        for row in session(chapter).rows:
            assert all(plain(words(cell)) in text for cell in row)


def test_a_word_that_is_lost_is_noticed() -> None:
    volume = packed.volume(LESSONS[0], "vi")
    chapter = volume.chapters[0]
    fewer = replace(volume, chapters=(replace(chapter, questions=chapter.questions[1:]),))
    text = document_words(made(fewer, "docx"))
    assert {one for one in told(volume) if plain(one) not in text}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_made_of_words_own_styles(language: str) -> None:
    volume = packed.volume(COURSE, language)
    paper = docx.Document(io.BytesIO(real(COURSE, language, "docx")))
    by_style = Counter(line.style.name for line in paper.paragraphs if line.style)
    assert by_style["Title"] == 1
    headings = [line.text for line in paper.paragraphs if line.style and line.style.name == "Heading 1"]
    assert [one for one in headings if one in {chapter.title for chapter in volume.chapters}] == [
        chapter.title for chapter in volume.chapters
    ]
    levels = [int(line.style.name[-1]) for line in paper.paragraphs if line.style and "Heading" in str(line.style.name)]
    assert all(after <= before + 1 for before, after in zip([1, *levels], levels, strict=False))
    assert by_style["List Bullet"] > 20
    default = paper.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert default.get(qn("w:val")) == TAGS[language]
    assert not [one for one in paper.styles.element.iter(qn("w:rFonts")) if any("heme" in key for key in one.attrib)]


def test_heads_of_tables_are_repeated_and_numbers_begin_anew() -> None:
    volume = packed.volume(LESSONS[0], "vi")
    paper = docx.Document(io.BytesIO(real(LESSONS[0], "vi", "docx")))
    repeated = [table for table in paper.tables if table.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None]
    assert [len(table.rows) for table in repeated] == [6, 1 + len(volume.chapters[0].questions)]
    numbered = [line._p for line in paper.paragraphs if line.style and line.style.name == "List Number"]
    numbers = {one.get(qn("w:val")) for line in numbered for one in line.iter(qn("w:numId"))}
    assert len(numbers) == 1  # the one list of the steps
    starts = paper.part.numbering_part.element.findall(f".//{qn('w:startOverride')}")
    assert [one.get(qn("w:val")) for one in starts] == ["1"] * len(starts)
    assert len(starts) >= 1


def test_screens_are_drawn_in_cells_with_the_button_to_press() -> None:
    volume = packed.volume(LESSONS[0], "vi")
    root = docx.Document(io.BytesIO(real(LESSONS[0], "vi", "docx"))).element.body
    styles = Counter(one.get(qn("w:val")) for one in root.iter(qn("w:pStyle")))
    assert (styles["ScreenClock"], styles["ScreenPress"], styles["ScreenButton"]) == (1, 1, 1)
    descriptions = [one.get(qn("w:val")) for one in root.iter(qn("w:tblDescription"))]
    assert len(descriptions) == 1
    assert f"{volume.words['pack_press']}: Từ chối" in descriptions[0]


def test_links_of_a_course_lead_to_its_lessons() -> None:
    root = docx.Document(io.BytesIO(real(COURSE, "vi", "docx"))).element.body
    places = {one.get(qn("w:name")) for one in root.iter(qn("w:bookmarkStart"))}
    anchors = [one.get(qn("w:anchor")) for one in root.iter(qn("w:hyperlink")) if one.get(qn("w:anchor"))]
    assert len(anchors) == len(packed.volume(COURSE, "vi").chapters)
    assert set(anchors) == places


# --- PowerPoint


@pytest.mark.parametrize(("name", "language"), CASES)
def test_slides_hold_everything(name: str, language: str) -> None:
    volume = packed.volume(name, language)
    deck = deck_of(name, language)
    seen = [shown(slide) for slide in deck.slides]
    notes = [plain(slide.notes_slide.notes_text_frame.text) if slide.has_notes_slide else "" for slide in deck.slides]
    everything = plain(" ".join((*seen, *notes)))
    assert not {one for one in told(volume) if plain(one) not in everything and plain(one) not in " ".join(notes)}
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert len(set(titles)) == len(titles)
    assert all(titles)
    say = volume.words
    for question in volume.chapters[0].questions:
        asked = titles.index(say["pack_question"].format(number=question.number))
        assert plain(question.ask) in seen[asked]
        assert all(plain(one.text) in seen[asked] for one in question.options)
        assert plain(question.right.why) not in seen[asked]
        assert titles[asked + 1] == say["pack_answer"].format(number=question.number, letter=question.right.letter)
        assert plain(question.right.why) in seen[asked + 1]
        assert all(plain(one.why) in notes[asked + 1] for one in question.options)


def test_question_marked_otherwise_has_another_answer() -> None:
    volume = packed.volume(LESSONS[0], "vi")
    deck = pptx.Presentation(io.BytesIO(made(banks.mistaken(volume), "pptx")))
    before = {slide.shapes.title.text for slide in deck_of(LESSONS[0], "vi").slides}
    assert {slide.shapes.title.text for slide in deck.slides} != before


@pytest.mark.parametrize(("name", "language"), CASES)
def test_notes_hold_the_plan_in_order(name: str, language: str) -> None:
    volume = packed.volume(name, language)
    told_notes = [
        slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""
        for slide in deck_of(name, language).slides
    ]
    places = []
    for row in session(volume.chapters[0]).rows:
        line = f"{words(row[0])}\n"
        places.append([at for at, one in enumerate(told_notes) if at and line in f"{one}\n"])
    assert all(len(one) == 1 for one in places)
    assert places == sorted(places)
    assert places[0] == [1]  # the first row opens the session
    assert all(words(row[1]) in told_notes[0] for row in session(volume.chapters[0]).rows)


@pytest.mark.parametrize(("language", "asked"), [("vi", "câu hỏi tự kiểm tra"), ("en", "self-check questions")])
def test_the_questions_are_announced_on_the_first_of_them(language: str, asked: str) -> None:
    say = packed.volume(LESSONS[0], language).words
    for name in LESSONS:
        slide = next(
            one
            for one in deck_of(name, language).slides
            if one.shapes.title.text == say["pack_question"].format(number=1)
        )
        assert asked in slide.notes_slide.notes_text_frame.text


def test_rows_are_told_where_they_belong() -> None:
    stages = [
        "The situation: a call",
        "Listen for signs: threats, hurry",
        "Hang up",
        "Check yourself: questions",
        "Remember",
    ]
    rows = [
        "0–5 Who has had a call?",
        "5–9 Name the threats and the hurry",
        "9–20 Read the questions",
        "20–30 Remember",
    ]
    assert paired(rows, stages) == [0, 1, 3, 4]


@pytest.mark.parametrize(("name", "language"), CASES)
def test_slides_are_large_tagged_and_told(name: str, language: str) -> None:
    volume = packed.volume(name, language)
    screens = 0
    for slide in deck_of(name, language).slides:
        for run in slide._element.iter(f"{{{_A}}}rPr"):
            assert run.get("lang") == TAGS[language]
        for text in slide._element.iter(f"{{{_A}}}r"):
            assert text.find(f"{{{_A}}}rPr") is not None
        for shape in slide.placeholders:
            for line in shape.text_frame.paragraphs:
                assert all(run.font.size >= Pt(LEAST) for run in line.runs)
        for shape in slide.shapes:
            if shape.shape_type == 6:  # a group
                screens += 1
                assert shape._element.nvGrpSpPr.cNvPr.get("descr").startswith(volume.words["pack_screen"])
    parts = [part for part in volume.chapters[0].text.parts for step in steps(part)]
    drawn = [
        scene.sight for part in dict.fromkeys(parts) for step in steps(part) for scene in step.scenes if scene.sight
    ]
    assert screens >= len(drawn) > 0


# --- Excel


@pytest.mark.parametrize(("name", "language"), [*CASES, (COURSE, "vi"), (COURSE, "en")])
def test_a_record_has_all_outcomes_and_can_be_printed(name: str, language: str) -> None:
    volume = packed.volume(name, language)
    book = openpyxl.load_workbook(io.BytesIO(real(name, language, "xlsx")))
    text = [str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    for chapter in volume.chapters:
        for outcome in chapter.outcomes:
            assert f"{outcome.text} ({outcome.competence.code})" in text
    for statement in volume.statements():
        assert f"{statement.text} ({statement.as_of})" in text
        assert all(source in text for source in statement.sources)
    assert volume.address in " ".join(text)
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth) == ("9", 1) or sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
    lists = [sheet for sheet in book if sheet.data_validations.dataValidation]
    assert len(lists) == 1 + len(volume.chapters)
    assert all(sheet.print_title_rows for sheet in lists)


# --- LibreOffice


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs as LibreOffice shows them: PDF of each, and the filled-in record with its sums."""
    folder = tmp_path_factory.mktemp("office")
    for name, language in CASES:
        for suffix in FORMATS:
            data = real(name, language, suffix)
            file = folder / f"{stem(name, language, suffix)}.{suffix}"
            file.write_bytes(rigid(data) if suffix == "pptx" else data)
    (folder / "overfull.pptx").write_bytes(rigid(real(LESSONS[0], "vi", "pptx"), overfull=True))
    wild = banks.hostile(packed.volume(LESSONS[0], "vi"))
    for suffix in FORMATS:
        data = made(wild, suffix)
        (folder / f"hostile-{suffix}.{suffix}").write_bytes(rigid(data) if suffix == "pptx" else data)
    convert(folder, "pdf", sorted(folder.glob("*.*")))
    (folder / "filled.xlsx").write_bytes(filled(COURSE))
    convert(folder / "again", "xlsx", [folder / "filled.xlsx"])
    return folder


def convert(folder: Path, kind: str, files: list[Path]) -> None:
    profile = (files[0].parent / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(folder), *map(str, files)], check=True, capture_output=True, timeout=240)


def rigid(data: bytes, overfull: bool = False) -> bytes:
    """Slides whose words do not shrink when they need more room than there is; in one, they do need it."""
    deck = pptx.Presentation(io.BytesIO(data))
    for slide in deck.slides:
        for shape in slide.placeholders:
            shape.text_frame.auto_size = MSO_AUTO_SIZE.NONE
    if overfull:
        body = deck.slides[3].placeholders[1].text_frame
        for line in list(body.paragraphs):
            for run in line.runs:
                run.font.size = Pt(44)
    target = io.BytesIO()
    deck.save(target)
    return target.getvalue()


def filled(name: str) -> bytes:
    """A record of a class of three, one of whom was away."""
    book = openpyxl.load_workbook(io.BytesIO(real(name, "vi", "xlsx")))
    say = packed.volume(name, "vi").words
    came, seen = book[say["pack_tab_attendance"]], book[f"{say['pack_tab_observation']} 1"]
    for row, person in enumerate(("Lan", "Minh", "Thơm"), 5):
        came.cell(row, 2).value = person
        came.cell(row, 3).value = "x" if person != "Minh" else None
    seen["C7"], seen["C8"], seen["C9"] = say["pack_tab_alone"], say["pack_tab_not_yet"], say["pack_tab_with_help"]
    seen["D7"] = say["pack_tab_alone"]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def pages(file: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(file), "-"], check=True, capture_output=True, text=True)
    return done.stdout.split("\f")[:-1]


def flowing(file: Path) -> str:
    """All words of a PDF without the spaces, which a PDF sets as it likes; in two orders, for the same reason."""
    found = []
    for order in ("-raw", "-nopgbrk"):
        done = subprocess.run(["pdftotext", order, str(file), "-"], check=True, capture_output=True, text=True)
        found.append(re.sub(r"\s", "", done.stdout))
    return "\n".join(found)


def misplaced(file: Path) -> list[str]:
    """Words of slides that are not where there is room for them."""
    done = subprocess.run(["pdftotext", "-bbox", str(file), "-"], check=True, capture_output=True)
    found = []
    for number, page in enumerate(etree.HTML(done.stdout).iter("page"), 1):
        beside = [one for one in page if float(one.get("xmin")) >= SIGHT.x]
        for word in page:
            left, top, right, bottom = (float(word.get(name)) for name in ("xmin", "ymin", "xmax", "ymax"))
            in_foot = top >= FOOT.y - 4
            fits = top > 8 and right < 960 - BODY.x + 4 and left >= BODY.x - 2 and bottom < 540
            crossing = not in_foot and bottom > FOOT.y
            between = beside and left < SIGHT.x - 24 < right and not in_foot and number > 1 and _has_phone(beside)
            if not fits or crossing or between:
                found.append(f"{file.name} {number}: {word.text}")
    return found


def _has_phone(beside: list[Any]) -> bool:
    return any(word.text == "9:30" for word in beside)


def stem(name: str, language: str, suffix: str) -> str:
    return f"{name.rpartition('/')[2]}-{language}-{suffix}"


@pytest.mark.parametrize(("name", "language"), CASES)
def test_libreoffice_shows_all_slides_without_a_word_outside(office: Path, name: str, language: str) -> None:
    file = office / f"{stem(name, language, 'pptx')}.pdf"
    assert not misplaced(file)
    deck, text = deck_of(name, language), pages(file)
    assert len(text) == len(deck.slides)
    seen = flowing(file)
    for slide in deck.slides:
        assert re.sub(r"\s", "", slide.shapes.title.text) in seen


def test_words_outside_are_noticed(office: Path) -> None:
    assert misplaced(office / "overfull.pdf")


def test_libreoffice_shows_hostile_words_as_words(office: Path) -> None:
    assert not misplaced(office / "hostile-pptx.pdf")
    for suffix in FORMATS:
        assert "</script><b>&\"'{}\\#~=" in flowing(office / f"hostile-{suffix}.pdf")


@pytest.mark.parametrize(("name", "language"), CASES)
def test_libreoffice_shows_whole_plans(office: Path, name: str, language: str) -> None:
    file = office / f"{stem(name, language, 'docx')}.pdf"
    seen = flowing(file)
    assert not {one for one in told(packed.volume(name, language)) if re.sub(r"\s", "", one) not in seen}
    paper = docx.Document(io.BytesIO(real(name, language, "docx")))
    headings = {line.text for line in paper.paragraphs if line.style and str(line.style.name).startswith("Heading")}
    for page in pages(file):
        lines = [line.strip() for line in page.splitlines() if line.strip()]
        assert len(lines) > 3  # no page is blank but for its foot
        assert lines[-2] not in headings


@pytest.mark.parametrize(("name", "language"), CASES)
def test_libreoffice_prints_a_record_on_four_sheets(office: Path, name: str, language: str) -> None:
    text = pages(office / f"{stem(name, language, 'xlsx')}.pdf")
    assert len(text) == 4
    assert "30" in text[1].split()
    assert "30" in text[2].split()


def test_libreoffice_counts_who_came_and_who_can(office: Path) -> None:
    book = openpyxl.load_workbook(office / "again/filled.xlsx", data_only=True)
    say = packed.volume(COURSE, "vi").words
    came, seen, summed = (
        book[say["pack_tab_attendance"]],
        book[f"{say['pack_tab_observation']} 1"],
        book[say["pack_summary"]],
    )
    assert (came["C4"].value, came["D4"].value) == (2, 0)
    last = 2 + len(packed.volume(COURSE, "vi").chapters) + 1
    assert [came.cell(row, last).value or 0 for row in (5, 6, 7, 8)] == [1, 0, 1, 0]
    assert [seen.cell(row, 2).value for row in (7, 8, 9)] == ["Lan", "Minh", "Thơm"]
    assert [seen.cell(row, 3).value for row in (4, 5, 6)] == [1, 1, 1]
    can = len(packed.volume(COURSE, "vi").chapters[0].outcomes) + 3
    assert [seen.cell(row, can).value or 0 for row in (7, 8, 9, 10)] == [2, 0, 1, 0]
    assert [summed.cell(4, 4).value, *(summed.cell(5, column).value for column in (5, 6, 7))] == [2, 1, 1, 1]


# --- What they are made with


@pytest.mark.parametrize("bold", [False, True])
def test_words_are_not_wider_than_thought(bold: bool) -> None:
    """Compared with Liberation Sans, which is as wide as Arial."""
    font = ImageFont.truetype(str(FONTS / f"LiberationSans-{'Bold' if bold else 'Regular'}.ttf"), 1000)
    for language in LANGUAGES:
        for text in told(packed.volume(LESSONS[1], language)):
            if len(text) > 20:
                assert font.getlength(text) / 1000 <= measure.width(text, bold) * 1.02, text


@pytest.mark.parametrize("count", [1, 3, 10, 40])
def test_paragraphs_are_spread_over_slides_without_loss(count: int) -> None:
    said = [Say((Run(f"{number} " + "Điện thoại reo và bạn nghe. " * 6),), "•") for number in range(count)]
    size, spread_over = spread(said, BODY)
    assert [one for slide in spread_over for one in slide] == said
    assert all(high(slide, size, BODY.wide) <= BODY.high for slide in spread_over)
    assert (len(spread_over) == 1) == (count < 4)


def test_long_paragraphs_are_shortened_to_what_weighs() -> None:
    runs = (Run("One. Two. "), Run("Three", bold=True), Run(". Four. Five:"))
    assert words(short_paragraph(Paragraph(runs)).runs) == "One. Three. Five:"
    few = Paragraph((Run("One. Two. Three."),))
    assert short_paragraph(few) == few


def test_sentences_end_where_they_end() -> None:
    text = 'Hỏi: "Ai đó?" Rồi chờ. Trang dichvucong.gov.vn mở ra, v.v. và xong. 5 phút sau…'
    assert [words(one) for one in sentences((Run(text),))] == [
        'Hỏi: "Ai đó?" ',
        "Rồi chờ. ",
        "Trang dichvucong.gov.vn mở ra, v.v. và xong. ",
        "5 phút sau…",
    ]


def test_a_picture_is_shown_with_its_words(tmp_path: Path) -> None:
    Image.new("RGB", (300, 200), "green").save(tmp_path / "stall.webp")
    volume = packed.volume(LESSONS[0], "vi")
    chapter = volume.chapters[0]
    part = chapter.text.part("steps")
    assert part
    changed = replace(part, pieces=(*part.pieces[:2], Picture("stall.webp", "Quán phở"), *part.pieces[2:]))
    text = replace(chapter.text, parts=tuple(changed if one is part else one for one in chapter.text.parts))
    with_picture = replace(volume, chapters=(replace(chapter, text=text),))
    workshop = replace(packed.workshop(), content=tmp_path)
    plan(with_picture, workshop, tmp_path / "a.docx")
    slides(with_picture, workshop, tmp_path / "a.pptx")
    for file, part_name in (("a.docx", "word/document.xml"), ("a.pptx", "ppt/slides/slide4.xml")):
        with zipfile.ZipFile(tmp_path / file) as archive:
            assert 'descr="Quán phở"' in archive.read(part_name).decode()


def test_courses_have_no_slides() -> None:
    assert formats()["slides"].scopes == (Scope.LESSON,)
