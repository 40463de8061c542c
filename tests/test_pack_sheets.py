"""The sheets to print: handout, booklet, poster, class kit, read back with poppler, pikepdf and zbar."""

from __future__ import annotations

import functools
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageChops

import packed
from conftest import ROOT
from courselib.packs.formats import formats
from courselib.packs.imposition import order
from courselib.packs.prose import Heading, Listing, Paragraph, Phone, Picture, Piece, Quote, Run, Table, words
from courselib.packs.volume import LICENCE, LICENCE_URL, Chapter, Scope, Volume

POLICE, QR = "citizens/basic/fake-police-call", "citizens/basic/pay-by-qr"
NO_SOURCES = "citizens/basic/let-the-phone-do-it"
COURSE = "citizens/basic"
LANGUAGES = ("vi", "en")
SHEETS = ("booklet", "class-kit", "handout", "poster-a3", "poster-a4")
MADE = [(name, lesson, language) for name in SHEETS for lesson in (POLICE, QR) for language in LANGUAGES] + [
    *((name, COURSE, "vi") for name in ("booklet", "class-kit", "handout")),
    *((name, NO_SOURCES, "vi") for name in ("booklet", "handout")),
]
HOSTILE = "</script><b>&\"'{}\\#~=$*_@[x](y) \x01\U0001f4f7 " + "dài" * 80


@functools.cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="sheets"))


def make(name: str, volume: Volume, file: str) -> Path:
    target = folder() / f"{file}.pdf"
    formats()[name].make(volume, packed.workshop(), target)
    return target


@functools.cache
def made(name: str, volume: str, language: str) -> Path:
    return make(name, packed.volume(volume, language), f"{name}-{volume.replace('/', '-')}-{language}")


def out(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode(errors="replace")


def pages(pdf: Path) -> list[str]:
    return out("pdftotext", "-enc", "UTF-8", pdf, "-").split("\f")[:-1]


@functools.cache
def logical(pdf: Path) -> str:
    """The words in the order of the tags, without spaces: lines break anywhere."""
    return squeezed("".join(re.findall(r'^ *"(.*)"$', out("pdfinfo", "-struct-text", pdf), re.MULTILINE)))


def squeezed(text: str) -> str:
    """Without spaces, without hyphens, which pdftotext drops at the end of a line, and with the font's own dot."""
    return re.sub(r"[\s-]+", "", text).replace("●", "•")


def texts(pieces: Iterable[Piece]) -> Iterator[str]:
    for piece in pieces:
        match piece:
            case Paragraph() | Heading():
                yield printed(piece.runs)
            case Listing():
                yield from (text for item in piece.items for text in texts(item))
            case Table():
                yield from (printed(cell) for row in piece.rows for cell in row)
            case Quote():
                yield from texts(piece.pieces)
            case Phone():
                yield from (row.text for row in piece.rows)
                yield from piece.notes
            case Picture():
                yield piece.words


def printed(runs: Sequence[Run]) -> str:
    """The words of runs on paper, where the name of another lesson stands in quotes."""
    return "".join(f"“{run.text}”" if run.href.startswith(packed.SETTINGS.base) else run.text for run in runs)


def said(chapter: Chapter) -> Iterator[str]:
    """Everything a learner's sheet must say."""
    yield from (chapter.title, chapter.summary)
    yield from (one.text for one in chapter.outcomes)
    for part in chapter.text.parts:
        yield part.title
        yield from texts(part.pieces)
    for question in chapter.questions:
        yield question.ask
        yield from (text for one in question.options for text in (one.text, one.why))


def missing(wanted: Iterable[str], pdf: Path) -> list[str]:
    there = logical(pdf)
    return [one for one in wanted if squeezed(one) not in there]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lesson_is_there_word_for_word(language: str) -> None:
    for volume in packed.volumes(language):
        if volume.scope is Scope.LESSON:
            assert not missing(said(volume.chapters[0]), made("handout", volume.id, language)), volume.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_booklet_says_what_the_handout_says(language: str) -> None:
    assert not missing(said(packed.volume(POLICE, language).chapters[0]), made("booklet", POLICE, language))


def test_a_course_has_all_its_lessons_and_sources() -> None:
    volume, pdf = packed.volume(COURSE, "vi"), made("handout", COURSE, "vi")
    for chapter in volume.chapters:
        assert not missing(said(chapter), pdf), chapter.id
    for one in volume.statements():
        addresses = [address.partition("//")[2] for address in one.sources]
        assert not missing([one.text, one.as_of, *addresses], pdf), one.id


def test_missing_words_are_noticed() -> None:
    assert missing(said(packed.volume(QR, "vi").chapters[0]), made("handout", POLICE, "vi"))


@pytest.mark.parametrize("name", SHEETS)
def test_words_can_be_searched(name: str) -> None:
    """Also by programs that know no tags."""
    chapter, text = packed.volume(POLICE, "vi").chapters[0], "".join(pages(made(name, POLICE, "vi")))
    assert unicodedata.is_normalized("NFC", text)
    wanted = said(chapter) if name in ("handout", "booklet") else [chapter.title]
    if name.startswith("poster"):
        part = chapter.text.part("remember")
        assert part is not None
        wanted = [chapter.title, *texts(part.pieces)]
    assert {word for one in wanted for word in one.split()} - set(text.split()) == set()


@pytest.mark.parametrize(("name", "volume", "language"), MADE)
def test_it_says_what_it_is(name: str, volume: str, language: str) -> None:
    pdf, known = made(name, volume, language), packed.volume(volume, language)
    info = dict(line.split(":", 1) for line in out("pdfinfo", "-isodates", pdf).splitlines())
    assert known.title in info["Title"]
    assert known.site in info["Author"]
    assert info["Tagged"].strip() == "yes"
    assert info["CreationDate"].strip().startswith(known.day.isoformat())
    for one in known.competences():
        assert f"{one.code} {one.name} ({one.framework})" in info["Keywords"]
    with pikepdf.open(pdf) as opened, opened.open_metadata() as metadata:
        assert opened.Root.Lang == language
        assert metadata["pdfuaid:part"] == "1"
        assert metadata["dc:rights"] == LICENCE
        assert metadata["xmpRights:WebStatement"] == LICENCE_URL
        assert metadata["dc:source"] == known.address


@pytest.mark.parametrize(("name", "volume", "language"), MADE)
def test_its_fonts_are_inside(name: str, volume: str, language: str) -> None:
    fonts = out("pdffonts", made(name, volume, language)).splitlines()[2:]
    assert fonts
    for font in fonts:
        assert "SourceSansPro" in font
        assert re.search(r"Identity-H +yes yes yes", font), font


@pytest.mark.parametrize(("name", "volume", "language"), MADE)
def test_pages_are_neither_blank_nor_cut(name: str, volume: str, language: str) -> None:
    look(made(name, volume, language))


def look(pdf: Path) -> None:
    """Every page has ink, and none where printers have none (7 mm)."""
    with tempfile.TemporaryDirectory() as drawn:
        out("pdftoppm", "-r", "36", "-gray", pdf, f"{drawn}/page")
        for page in sorted(Path(drawn).iterdir()):
            with Image.open(page) as image:
                edge = round(7 / 25.4 * 36)
                ink = ImageChops.invert(image).point(lambda level: 255 if level > 40 else 0).getbbox()
                assert ink, f"{page.name} is blank"
                left, top, right, bottom = ink
                assert min(left, top, image.width - right, image.height - bottom) >= edge, f"{page.name}: {ink}"


def test_a_cut_page_is_noticed() -> None:
    with pikepdf.open(made("poster-a4", POLICE, "vi")) as pdf:
        pdf.pages[0].mediabox = pikepdf.Array([100, 100, 400, 700])
        pdf.pages[0].cropbox = pikepdf.Array([100, 100, 400, 700])
        pdf.save(folder() / "cut.pdf")
    with pytest.raises(AssertionError):
        look(folder() / "cut.pdf")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_screen_stands_with_its_step(language: str) -> None:
    for volume in packed.volumes(language):
        if volume.scope is not Scope.LESSON:
            continue
        seen = [squeezed(page) for page in pages(made("handout", volume.id, language))]
        for part in volume.chapters[0].text.parts:
            head = part.title
            for piece in part.pieces:
                if isinstance(piece, Heading):
                    head = words(piece.runs)
                elif isinstance(piece, Phone):
                    wanted = [squeezed(word) for one in [head, *texts([piece])] for word in one.split()]
                    assert any(all(word in page for word in wanted) for page in seen), (volume.id, head)


@pytest.mark.parametrize("volume", [POLICE, QR, COURSE])
def test_answers_are_on_sheets_of_their_own(volume: str) -> None:
    known = packed.volume(volume, "vi")
    sheets = pages(made("handout", volume, "vi"))
    first = next(place for place, page in enumerate(sheets) if known.words["pack_key_apart"] in page)
    assert first % 2 == 0, "printed on both sides, the answers would be on the back of the questions"
    before = squeezed("".join(sheets[:first]))
    for chapter in known.chapters:
        for question in chapter.questions:
            assert squeezed(question.ask)[:30] in before
            assert squeezed(question.right.why) not in before


@pytest.mark.parametrize("name", ["handout", "booklet", "class-kit"])
def test_bookmarks_lead_to_its_pages(name: str) -> None:
    with pikepdf.open(made(name, COURSE, "vi")) as pdf:
        sheets = {page.obj.objgen for page in pdf.pages}
        with pdf.open_outline() as outline:
            waiting, titles = list(outline.root), []
            while waiting:
                one = waiting.pop()
                titles.append(one.title)
                waiting += one.children
                assert target(pdf, one.destination).objgen in sheets
    known = packed.volume(COURSE, "vi")
    if name == "class-kit":
        wanted = {known.words[f"pack_{key}"] for key in ("attendance", "observation", "certificate")}
    else:
        wanted = {known.words["key"], *(chapter.title for chapter in known.chapters)}
    assert wanted <= set(titles)


def target(pdf: pikepdf.Pdf, destination: Any) -> Any:
    if isinstance(destination, pikepdf.Array):
        return destination[0]
    names = pikepdf.NameTree(pdf.Root.Names.Dests)
    found: Any = names[str(destination)]
    return (found.D if isinstance(found, pikepdf.Dictionary) else found)[0]


@pytest.mark.parametrize("name", ["handout", "booklet", "poster-a3", "poster-a4"])
def test_a_phone_reads_the_code(name: str) -> None:
    pdf = made(name, POLICE, "vi")
    picture = folder() / f"{name}-code"
    first = "1"
    out("pdftoppm", "-r", "120", "-f", first, "-l", first, "-gray", "-png", "-singlefile", pdf, picture)
    read = out("zbarimg", "--quiet", "--raw", picture.with_suffix(".png"))
    assert packed.volume(POLICE, "vi").address in read.split()


# The booklet.


def test_pages_stand_in_the_order_for_folding() -> None:
    assert list(order(8, 12)) == [(7, 0), (1, 6), (5, 2), (3, 4)]
    assert list(order(8, 1)) == [(3, 0), (1, 2), (7, 4), (5, 6)]
    for count in range(4, 200, 4):
        sides = list(order(count, 12))
        assert sorted(page for side in sides for page in side) == list(range(count))
        assert all(left % 2 != right % 2 for left, right in sides)
        # Front and back of a leaf are pages that follow each other.
        for front, back in zip(sides[::2], sides[1::2], strict=True):
            assert (front[1] + 1, back[1] + 1) == (back[0], front[0])
    with pytest.raises(ValueError, match="of four"):
        list(order(6, 12))


@pytest.mark.parametrize(("volume", "language"), [(POLICE, "vi"), (NO_SOURCES, "vi"), (COURSE, "vi"), (COURSE, "en")])
def test_a_folded_booklet_reads_from_1_to_its_end(volume: str, language: str) -> None:
    pdf = made("booklet", volume, language)
    halves = [
        out("pdftotext", "-x", str(x), "-y", "0", "-W", "421", "-H", "596", "-enc", "UTF-8", pdf, "-").split("\f")[:-1]
        for x in (0, 421)
    ]
    sides = list(zip(*halves, strict=True))
    count = 2 * len(sides)
    assert count % 4 == 0
    for (left, right), (low, high) in zip(order(count, 12), sides, strict=True):
        assert low.split()[-1] == f"{left + 1}/{count}"
        assert high.split()[-1] == f"{right + 1}/{count}"


@pytest.mark.parametrize("volume", [POLICE, COURSE])
def test_a_booklet_keeps_its_tags(volume: str) -> None:
    """Each piece of marked content is named once, on a form of its page, by the element that its parent tree names."""
    with pikepdf.open(made("booklet", volume, "vi")) as pdf:
        forms = {form.objgen: page.obj.objgen for page in pdf.pages for form in page.obj.Resources.XObject.values()}
        parents = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        seen = set()
        waiting: list[Any] = [pdf.Root.StructTreeRoot]
        while waiting:
            element = waiting.pop()
            for kid in element.get("/K", []):
                assert isinstance(kid, pikepdf.Dictionary), "content that is named by page alone"
                if kid.get("/Type") == pikepdf.Name.MCR:
                    assert forms[kid.Stm.objgen] == kid.Pg.objgen
                    number = int(kid.MCID)
                    assert parents[int(kid.Stm.StructParents)][number].objgen == element.objgen
                    seen.add((kid.Stm.objgen, number))
                elif kid.get("/Type") == pikepdf.Name.OBJR:
                    assert kid.Obj.P.objgen == kid.get("/Pg", element.get("/Pg")).objgen
                else:
                    waiting.append(kid)
        named = {
            (key, number) for key in forms for number, _ in enumerate(parents[int(pdf.get_object(key).StructParents)])
        }
        assert seen == named
        assert all("/StructParents" not in page.obj for page in pdf.pages)
        assert pdf.Root.ViewerPreferences.Duplex == pikepdf.Name.DuplexFlipShortEdge


# The poster and the papers of a class.


def sized(count: int, length: int) -> Volume:
    volume = packed.volume(POLICE, "vi")
    chapter = volume.chapters[0]
    part = chapter.text.part("remember")
    assert part is not None
    item = (Paragraph((Run("dừng lại " * length),)),)
    parts = (replace(part, pieces=(Listing(ordered=False, items=(item,) * count),)),)
    return replace(volume, chapters=(replace(chapter, text=replace(chapter.text, parts=parts)),))


@pytest.mark.parametrize(("count", "length"), [(1, 1), (3, 6), (7, 20), (40, 3)])
@pytest.mark.parametrize("name", ["poster-a3", "poster-a4"])
def test_a_poster_is_one_full_page_whatever_it_says(name: str, count: int, length: int) -> None:
    pdf = make(name, sized(count, length), f"{name}-{count}-{length}")
    text = pages(pdf)
    assert len(text) == 1
    assert text[0].split().count("dừng") == count * length
    look(pdf)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_poster_reads_from_three_metres(language: str) -> None:
    """40 points: capital letters are then 9 mm high, which good eyes read from six metres."""
    for volume in packed.volumes(language):
        if volume.scope is Scope.LESSON:
            part = volume.chapters[0].text.part("remember")
            assert part is not None
            pdf = made("poster-a3", volume.id, language)
            first = squeezed(next(texts(part.pieces)))
            boxes = re.findall(r'yMin="([\d.]+)".*?yMax="([\d.]+)">([^<]*)<', out("pdftotext", "-bbox", pdf, "-"))
            high = [float(bottom) - float(top) for top, bottom, word in boxes if len(word) > 2 and word in first]
            assert max(high) >= 40, volume.id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_class_kit_has_its_three_papers(language: str) -> None:
    volume = packed.volume(POLICE, language)
    pdf = made("class-kit", POLICE, language)
    attendance, observation, certificate = pages(pdf)
    assert {str(one) for one in range(1, 26)} <= set(attendance.split())
    for outcome in volume.chapters[0].outcomes:
        assert squeezed(outcome.text) in squeezed(observation)
        assert outcome.competence.code in observation
    for key in ("pack_alone", "pack_helped", "pack_not_yet"):
        assert not missing([volume.words[key]], pdf)
    assert squeezed(volume.words["pack_not_confirmation"]) in squeezed(certificate)
    assert "VNeID" in certificate
    assert volume.title in certificate


# What others might write.


def hostile(volume: Volume) -> Volume:
    first, *others = volume.chapters
    question, *rest = first.questions
    option, *more = question.options
    question = replace(question, ask=HOSTILE, options=(replace(option, text=HOSTILE, why=HOSTILE), *more))
    chapter = replace(first, title=HOSTILE, summary=HOSTILE, questions=(question, *rest))
    part = replace(
        first.text.parts[0], title=HOSTILE, pieces=(Phone((*_rows(),), (HOSTILE,)), Paragraph((Run(HOSTILE),)))
    )
    chapter = replace(chapter, text=replace(first.text, parts=(part, *first.text.parts[1:])))
    return replace(volume, title=HOSTILE, summary=HOSTILE, chapters=(chapter, *others))


def _rows() -> Iterator[Any]:
    phone = next(
        piece
        for part in packed.volume(POLICE, "vi").chapters[0].text.parts
        for piece in part.pieces
        if isinstance(piece, Phone)
    )
    for kind in ("bar", "big", "text", "field", "toggle", "message", "reply", "button", "tap"):
        yield replace(phone.rows[0], kind=kind, text=HOSTILE)


@pytest.mark.parametrize("name", SHEETS)
def test_hostile_words_are_only_words(name: str) -> None:
    volume = hostile(packed.volume(POLICE, "vi"))
    pdf = make(name, volume, f"hostile-{name}")
    shown = HOSTILE.replace("\x01", "").replace("\U0001f4f7", "☐")
    assert not missing([shown], pdf)
    look(pdf)


def test_a_picture_is_drawn_and_described(tmp_path: Path) -> None:
    volume = packed.volume(POLICE, "vi")
    chapter = volume.chapters[0]
    picture = Picture("citizens/basic/fake-police-call/images/call.png", "Hình một cuộc gọi")
    part = replace(chapter.text.parts[0], pieces=(picture, Table((((Run("Cột"),),), ((Run("Ô"),),)))))
    text = replace(chapter.text, parts=(part, *chapter.text.parts[1:]))
    file = tmp_path / picture.path
    file.parent.mkdir(parents=True)
    Image.new("RGB", (40, 20), "#0b5e58").save(file)
    workshop = replace(packed.workshop(), content=tmp_path)
    target = tmp_path / "picture.pdf"
    formats()["handout"].make(replace(volume, chapters=(replace(chapter, text=text),)), workshop, target)
    assert "call.png" not in out("pdftotext", target, "-")
    with pikepdf.open(target) as pdf:
        alts = {str(one.get("/Alt", "")) for one in pdf.objects if isinstance(one, pikepdf.Dictionary)}
        images = [image for page in pdf.pages for image in page.get_images().values()]
    assert picture.words in alts
    assert len(images) == 1


AGAIN = """
import hashlib, pathlib, sys
import packed
from courselib.packs.formats import formats
for name, volume, target in zip(*[iter(sys.argv[1:])] * 3):
    formats()[name].make(packed.volume(volume, "vi"), packed.workshop(), pathlib.Path(target))
"""


def test_the_same_words_make_the_same_bytes(tmp_path: Path) -> None:
    wanted = [(name, POLICE) for name in SHEETS] + [("booklet", COURSE), ("class-kit", COURSE)]
    targets = [(name, volume, tmp_path / f"{place}.pdf") for place, (name, volume) in enumerate(wanted)]
    words_of = [str(one) for target in targets for one in target]
    path = os.pathsep.join([str(ROOT / "scripts"), str(ROOT / "tests")])
    elsewhere = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "LC_ALL": "C"}
    subprocess.run([sys.executable, "-c", AGAIN, *words_of], env=elsewhere, check=True, cwd=tmp_path)
    for name, volume, target in targets:
        assert target.read_bytes() == made(name, volume, "vi").read_bytes(), (name, volume)


def test_a_missing_letter_does_not_stop_a_sheet() -> None:
    volume = packed.volume(POLICE, "vi")
    pdf = make("poster-a4", replace(volume, chapters=(replace(volume.chapters[0], title="日本 ✓ “x”"),)), "letters")
    assert "☐☐ ✓ “x”" in pages(pdf)[0]
