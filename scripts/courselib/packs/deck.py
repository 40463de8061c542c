"""An empty deck of slides in the site's colours, and what is drawn on it: words, phone screens, QR codes.

Office Open XML, PresentationML and DrawingML (ECMA-376 part 1, chapters 19 and 20). Lengths are in points; a slide is
960 by 540. Words stand in placeholders and screens are drawn of shapes, so that a teacher changes what does not fit.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import segno
from lxml import etree
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.shapes.shapetree import SlideShapes
from pptx.util import Pt

from courselib.packs.measure import LEADING, lines
from courselib.packs.office import (
    BRAND,
    CARD,
    INK,
    LAMP,
    LINE,
    MARK,
    PAPER,
    SOFT,
    TINT,
    WHITE,
    drawn,
    screen_words,
)
from courselib.packs.outline import sentences
from courselib.packs.prose import Phone, Picture, Row, Run, Runs, words

FONT = "Arial"
"""On every Windows and Mac with all Vietnamese letters, plain enough for a bad projector; LibreOffice has Liberation
Sans of the same widths in its place."""
LARGE, SMALL, LEAST = 32, 26, 20
"""Sizes of letters; smaller ones can not be read from the last row."""
_SIZES = (LARGE, 30, 28, SMALL, 24, 22, LEAST)
GAP = 10
"""Room below a paragraph."""
HANG = 36
"""How far the words of a list stand from its marks."""
_CORNER = 0.3
"""How far words stay away from a round corner of a shape by themselves, in its radius: 1 less the cosine of 45°."""

_colour: Any = RGBColor.from_string
_A = "xmlns:a='http://schemas.openxmlformats.org/drawingml/2006/main'"


class Box(NamedTuple):
    """A place on a slide."""

    x: float
    y: float
    wide: float
    high: float


SLIDE = Box(0, 0, 960, 540)
TITLE = Box(48, 24, 864, 84)
BODY = Box(48, 124, 864, 364)
TITLE_BESIDE = Box(48, 24, 560, 84)
BODY_BESIDE = Box(48, 124, 560, 364)
SIGHT = Box(648, 30, 264, 458)
FRONT_TITLE = Box(48, 84, 596, 170)
FRONT_BODY = Box(48, 274, 596, 210)
CODE = Box(676, 118, 236, 236)
FOOT = Box(48, 504, 864, 24)


def within(box: Box) -> Box:
    """The room for words in a coloured area."""
    return Box(box.x + 24, box.y + 20, box.wide - 48, box.high - 40)


@dataclass(frozen=True, slots=True)
class Say:
    """A paragraph on a slide."""

    runs: Runs
    mark: str = ""
    """`•` or the number before it."""

    @property
    def leads(self) -> bool:
        """Whether it only leads to what follows."""
        return words(self.runs).rstrip().endswith(":")

    def high(self, size: float, wide: float) -> float:
        """Height of it, with the room below."""
        room = (wide - (HANG if self.mark else 0)) / size
        return lines(self.runs, room) * size * LEADING + GAP


def high(said: Sequence[Say], size: float, wide: float) -> float:
    """Height of paragraphs below each other."""
    return sum(one.high(size, wide) for one in said) - (GAP if said else 0)


def spread(said: Sequence[Say], box: Box, least: float = SMALL) -> tuple[float, list[list[Say]]]:
    """The size of letters and the slides that paragraphs need: one if they fit, else as even as they can be."""
    small = [part for one in said for part in _cut(one, least, box)]
    count = len(_filled(small, least, box.wide, box.high))
    sizes = (size for size in _SIZES if size >= least)
    size = next((one for one in sizes if _fits(small, one, box, count)), least)
    limit = box.high
    while limit > box.high / 2 and len(_filled(small, size, box.wide, limit - 10)) == count:
        limit -= 10
    return size, _filled(small, size, box.wide, limit)


def _fits(said: Sequence[Say], size: float, box: Box, count: int) -> bool:
    slides = _filled(said, size, box.wide, box.high)
    return len(slides) == count and all(high(one, size, box.wide) <= box.high for one in slides)


def _filled(said: Sequence[Say], size: float, wide: float, limit: float) -> list[list[Say]]:
    slides: list[list[Say]] = [[]]
    for one in said:
        if slides[-1] and high([*slides[-1], one], size, wide) > limit:
            # What ends with a colon goes along with what it leads to.
            lead = slides[-1][-1]
            together = len(slides[-1]) > 1 and lead.leads and high([lead, one], size, wide) <= limit
            slides.append([slides[-1].pop()] if together else [])
        slides[-1].append(one)
    return slides


def _cut(said: Say, size: float, box: Box) -> Iterator[Say]:
    """A paragraph as ones that each fit a slide."""
    if said.high(size, box.wide) - GAP <= box.high:
        yield said
        return
    told = sentences(said.runs)
    middle = len(words(said.runs)) // 2
    halves = (
        [told[: len(told) // 2], told[len(told) // 2 :]] if len(told) > 1 else [[one] for one in _split(said, middle)]
    )
    for half in halves:
        yield from _cut(replace(said, runs=tuple(run for one in half for run in one)), size, box)


def _split(said: Say, middle: int) -> tuple[Runs, Runs]:
    """Two halves, cut at a space if there is one near."""
    text = words(said.runs)
    space = text.rfind(" ", middle // 2, middle)
    cut, at = space + 1 if space > 0 else middle, 0
    left, right = [], []
    for run in said.runs:
        inside = max(min(cut - at, len(run.text)), 0)
        left.append(run._replace(text=run.text[:inside]))
        right.append(run._replace(text=run.text[inside:]))
        at += len(run.text)
    return tuple(left), tuple(right)


class Deck:
    """Slides, while they are written."""

    def __init__(self, language: str, say: Mapping[str, str], site: str, content: Path) -> None:
        self.language = language
        self.say = say
        self.content = content
        self.file = Presentation()
        self.file.slide_width, self.file.slide_height = Pt(SLIDE.wide), Pt(SLIDE.high)
        self.file.part._element.find(qn("p:sldSz")).attrib.pop("type", None)  # the empty file is 4:3
        _theme(self.file)
        self.front, self.plain, self.beside = _layouts(self.file, say, site)
        self._titles: set[str] = set()

    def slide(self, layout: Any, title: str, notes: str) -> Any:
        """A new slide with a title no other one has."""
        made = self.file.slides.add_slide(layout)
        place = made.shapes.title
        box = FRONT_TITLE if layout is self.front else TITLE_BESIDE if layout is self.beside else TITLE
        size, text = self._title(title, box, 42 if layout is self.front else 36)
        _paragraph(place.text_frame.paragraphs[0], (Run(text),), size)
        full = f"{title}\n\n{notes}" if text.endswith("…") else notes
        if full.strip():
            made.notes_slide.notes_text_frame.text = full.strip()
        return made

    def _title(self, title: str, box: Box, most: int) -> tuple[int, str]:
        """A size in which a title fits, and the title; one that can not fit is cut and ends with dots."""
        text, number = title, 1
        while text in self._titles:
            number += 1
            text = f"{title} ({number})"
        self._titles.add(text)
        for size in range(most, LEAST - 1, -2):
            if lines((Run(text),), box.wide / size, bold=True) * size * LEADING <= box.high:
                return size, text
        while lines((Run(f"{text}…"),), box.wide / LEAST, bold=True) * LEAST * LEADING > box.high:
            text = text[: len(text) * 9 // 10]
        return LEAST, f"{text}…"

    def fill(self, slide: Any, said: Sequence[Say], size: float) -> None:
        """Paragraphs in the body of a slide."""
        frame = slide.placeholders[1].text_frame
        number = 0
        for at, one in enumerate(said):
            line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            properties = line._p.get_or_add_pPr()
            if one.mark:
                line.level = 1
            if one.mark.isdigit():
                number = number + 1 if number else int(one.mark)
                mark = etree.SubElement(properties, qn("a:buFont"))
                mark.set("typeface", "+mj-lt")
                mark = etree.SubElement(properties, qn("a:buAutoNum"))
                mark.set("type", "arabicPeriod")
                mark.set("startAt", one.mark)
            _paragraph(line, one.runs, size)

    def panel(self, slide: Any, fill: str, said: Sequence[Say], size: float) -> None:
        """A calm area behind the words of a slide, as high as they are."""
        inner = within(BODY)
        box = BODY._replace(high=high(said, size, inner.wide) + BODY.high - inner.high)
        _move(slide.placeholders[1], inner)
        shape = slide.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *_place(box))
        _paint(shape, fill, "")
        shape.adjustments[0] = min(14 / min(box.wide, box.high), 0.5)
        shape.name = "Panel"
        _decorate(shape)
        # The first in the tree is behind all others.
        tree = slide.shapes._spTree
        tree.remove(shape._element)
        tree.insert(2, shape._element)

    def code(self, slide: Any, address: str) -> None:
        """The QR code (ISO/IEC 18004) of an address."""
        picture = io.BytesIO()
        segno.make_qr(address, error="m", boost_error=False).save(picture, kind="png", scale=10, border=4)
        shape = slide.shapes.add_picture(picture, *_place(CODE))
        shape.name = "QR"
        shape._element.nvPicPr.cNvPr.set("descr", f"{self.say['js_code']}: {address}")

    def sight(self, slide: Any, sight: Phone | Picture) -> None:
        """A screen or a picture at the right."""
        if isinstance(sight, Phone):
            _Screen(slide, sight, self.say).draw()
            return
        made = drawn(self.content / sight.path)
        scale = min(SIGHT.wide / made.width, SIGHT.high / made.height)
        box = Box(SIGHT.x, SIGHT.y, made.width * scale, made.height * scale)
        shape = slide.shapes.add_picture(io.BytesIO(made.data), *_place(box))
        shape._element.nvPicPr.cNvPr.set("descr", sight.words)

    def data(self) -> bytes:
        """The file, with the language named at all words."""
        for slide in self.file.slides:
            _tag(slide._element, self.language)
            if slide.has_notes_slide:
                _tag(slide.notes_slide._element, self.language)
        _tag(self.file.slide_master._element, self.language)
        for layout in self.file.slide_layouts:
            _tag(layout._element, self.language)
        made = io.BytesIO()
        self.file.save(made)
        return made.getvalue()


class _Screen:
    """A phone, drawn of shapes in one group."""

    CLOCK, HOME, EDGE, KEY = 22, 20, 16, 7

    def __init__(self, slide: Any, phone: Phone, say: Mapping[str, str]) -> None:
        self.slide = slide
        self.phone = phone
        self.say = say
        self.wide = SIGHT.wide - 2 * self.EDGE
        self.top = [row for row in phone.rows if row.kind not in ("button", "tap")]
        self.keys = [row for row in phone.rows if row.kind in ("button", "tap")]

    def draw(self) -> None:
        """The phone and its notes below, in the largest letters that fit."""
        note, below = self._notes()
        most = SIGHT.high - below
        size = next((one for one in (20.0, 18.0, 16.0, 14.0, 12.0) if self._needs(one) <= most), 10.0)
        tall = min(max(self._needs(size), 300.0), most)
        self.group = self.slide.shapes.add_group_shape()
        self.group.name = self.say["pack_screen"]
        self.group._element.nvGrpSpPr.cNvPr.set("descr", screen_words(self.phone, self.say))
        frame = self._shape(Box(SIGHT.x, SIGHT.y, SIGHT.wide, tall), WHITE, INK, 5, corner=26)
        frame.name = "Phone"
        x, y = SIGHT.x + self.EDGE, SIGHT.y + 8
        self._text(Box(x, y, 60, 16), "9:30", 12, SOFT, bold=True, align=PP_ALIGN.LEFT)
        y += self.CLOCK
        for row in self.top:
            y += self._row(row, x, y, size)
        y = SIGHT.y + tall - self.HOME - self._keys_high(size)
        self._draw_keys(x, y, size)
        home = Box(SIGHT.x + SIGHT.wide * 0.35, SIGHT.y + tall - 12, SIGHT.wide * 0.3, 3)
        self._shape(home, SOFT, "", 0)
        if self.phone.notes:
            self._caption(note, Box(SIGHT.x, SIGHT.y + tall + 8, SIGHT.wide, below - 8))

    def _notes(self) -> tuple[float, float]:
        """Size of the letters of the notes, and the room they take."""
        if not self.phone.notes:
            return 20, 0
        for size in (20.0, 18.0, 16.0, 14.0):
            needs = sum(self._lines(note, size, SIGHT.wide - 14) for note in self.phone.notes) * size * LEADING + 16
            if needs <= 110:
                return size, needs
        return 14, needs

    def _lines(self, text: str, size: float, wide: float, bold: bool = False) -> int:
        return lines((Run(text),), wide / size, bold)

    def _needs(self, size: float) -> float:
        rows = sum(self._high(row, size) for row in self.top)
        return 8 + self.CLOCK + rows + self._keys_high(size) + self.HOME

    def _high(self, row: Row, size: float) -> float:
        """Height of a row with the room below."""
        kind = row.kind
        large = size * 1.35 if kind == "big" else size
        wide = {"message": self.wide * 0.9 - 20, "reply": self.wide * 0.9 - 20, "field": self.wide - 16}.get(
            kind, self.wide
        )
        if kind == "toggle":
            wide = self.wide - self._switch(size) - 8
        bold = kind in ("bar", "big")
        room = {"bar": 16, "field": 20, "message": 22, "reply": 22, "toggle": 14}.get(kind, 8)
        return self._lines(row.text, large, wide, bold) * large * LEADING + room

    def _switch(self, size: float) -> float:
        longest = max(len(self.say["switch_on"]), len(self.say["switch_off"]))
        return size * 0.8 * (longest * 0.62 + 1.8)

    def _row(self, row: Row, x: float, y: float, size: float) -> float:
        tall, kind = self._high(row, size), row.kind
        wide = self.wide
        if kind == "bar":
            self._text(Box(x, y, wide, tall - 12), row.text, size, INK, bold=True)
            self._shape(Box(x, y + tall - 10, wide, 1.5), LINE, "", 0)
        elif kind == "big":
            self._text(Box(x, y, wide, tall - 8), row.text, size * 1.35, INK, bold=True)
        elif kind == "field":
            self._shape(Box(x, y, wide, tall - 8), PAPER, SOFT, 1.5, row.text, size, INK, 8, PP_ALIGN.LEFT)
        elif kind == "message":
            self._shape(Box(x, y, wide * 0.9, tall - 8), CARD, "", 0, row.text, size, INK, 10, PP_ALIGN.LEFT)
        elif kind == "reply":
            self._shape(
                Box(x + wide * 0.1, y, wide * 0.9, tall - 8), TINT, "", 0, row.text, size, INK, 10, PP_ALIGN.LEFT
            )
        elif kind == "toggle":
            self._toggle(row, Box(x, y, wide, tall - 6), size)
        else:
            self._text(Box(x, y, wide, tall - 8), row.text, size, INK)
        return tall

    def _toggle(self, row: Row, box: Box, size: float) -> None:
        switch = self._switch(size)
        self._text(Box(box.x, box.y, box.wide - switch - 8, box.high), row.text, size, INK, align=PP_ALIGN.LEFT)
        tall = size * 1.3
        x, y = box.x + box.wide - switch, box.y + (box.high - tall) / 2
        text = self.say["switch_on" if row.on else "switch_off"]
        knob = size * 0.9
        if row.on:
            self._shape(Box(x, y, switch, tall), BRAND, BRAND, 1.5, "", corner=tall / 2)
            self._text(Box(x + 6, y, switch - knob - 12, tall), text, size * 0.8, WHITE)
            self._shape(Box(x + switch - knob - 4, y + (tall - knob) / 2, knob, knob), WHITE, "", 0, corner=knob)
        else:
            self._shape(Box(x, y, switch, tall), WHITE, SOFT, 1.5, "", corner=tall / 2)
            self._text(Box(x + knob + 6, y, switch - knob - 12, tall), text, size * 0.8, INK)
            self._shape(Box(x + 4, y + (tall - knob) / 2, knob, knob), SOFT, "", 0, corner=knob)

    def _paired(self, size: float) -> bool:
        """Whether two buttons stand side by side."""
        half = (self.wide - 10) / 2 - 2 * self.KEY
        return len(self.keys) == 2 and all(self._lines(one.text, size, half, bold=True) == 1 for one in self.keys)

    def _key_high(self, row: Row, size: float) -> float:
        return self._lines(row.text, size, self.wide - 2 * self.KEY, bold=True) * size * LEADING + 24

    def _keys_high(self, size: float) -> float:
        if not self.keys:
            return 0
        if self._paired(size):
            return self._key_high(self.keys[0], size)
        return sum(self._key_high(one, size) for one in self.keys)

    def _draw_keys(self, x: float, y: float, size: float) -> None:
        paired = self._paired(size)
        wide = (self.wide - 10) / 2 if paired else self.wide
        for one in self.keys:
            tall = self._key_high(one, size)
            box = Box(x, y, wide, tall - 10)
            tap = one.kind == "tap"
            shape = self._shape(
                box,
                BRAND if tap else WHITE,
                LAMP if tap else SOFT,
                4 if tap else 1.5,
                one.text,
                size,
                WHITE if tap else INK,
                self.KEY,
                PP_ALIGN.CENTER,
                corner=min(tall / 2, 22),
                bold=tap,
            )
            shape.name = "Button"
            x, y = (x + wide + 10, y) if paired else (x, y + tall)

    def _caption(self, size: float, box: Box) -> None:
        """The notes, with the amber line at their left that they have on the site."""
        mark = self.slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(Box(box.x, box.y + 2, 5, box.high - 6)))
        _paint(mark, LAMP, "")
        mark.name = "Mark"
        _decorate(mark)
        place = self.slide.shapes.add_textbox(*_place(Box(box.x + 12, box.y, box.wide - 12, box.high)))
        place.name = "Note"
        frame = place.text_frame
        _frame(frame)
        for at, note in enumerate(self.phone.notes):
            line = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
            _paragraph(line, (Run(note),), size)

    def _text(
        self, box: Box, text: str, size: float, colour: str, *, bold: bool = False, align: Any = PP_ALIGN.CENTER
    ) -> None:
        place = self.group.shapes.add_textbox(*_place(box))
        place.name = "Text"
        _words(place.text_frame, text, size, colour, bold, align)

    def _shape(
        self,
        box: Box,
        fill: str,
        line: str,
        weight: float,
        text: str = "",
        size: float = 0,
        colour: str = INK,
        inset: float = 0,
        align: Any = PP_ALIGN.CENTER,
        *,
        corner: float = 10,
        bold: bool = False,
    ) -> Any:
        shape = self.group.shapes.add_shape(MSO_SHAPE.ROUNDED_RECTANGLE, *_place(box))
        shape.adjustments[0] = min(corner / min(box.wide, box.high), 0.5)
        _paint(shape, fill, line, weight)
        shape.name = "Area"
        if text:
            _words(shape.text_frame, text, size, colour, bold, align, max(inset - _CORNER * corner, 0))
        return shape


def _place(box: Box) -> tuple[Any, Any, Any, Any]:
    return Pt(box.x), Pt(box.y), Pt(box.wide), Pt(box.high)


def _paint(shape: Any, fill: str, line: str, weight: float = 1) -> None:
    """Fill and line of a shape, without what a theme would add to it, such as a shadow."""
    style = shape._element.find(qn("p:style"))
    if style is not None:
        shape._element.remove(style)
    shape.fill.solid()
    shape.fill.fore_color.rgb = _colour(fill)
    if line:
        shape.line.color.rgb, shape.line.width = _colour(line), Pt(weight)
    else:
        shape.line.fill.background()


def _decorate(shape: Any) -> None:
    """Say that a shape tells nothing: those who hear the slides hear nothing of it."""
    told = etree.fromstring(
        f"<a:extLst {_A}><a:ext uri='{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}'><adec:decorative "
        "xmlns:adec='http://schemas.microsoft.com/office/drawing/2017/decorative' val='1'/></a:ext></a:extLst>"
    )
    shape._element.nvSpPr.cNvPr.append(told)


def _frame(frame: Any, inset: float = 0) -> None:
    frame.word_wrap = True
    frame.margin_left = frame.margin_right = Pt(inset)
    frame.margin_top = frame.margin_bottom = 0


def _words(frame: Any, text: str, size: float, colour: str, bold: bool, align: Any, inset: float = 0) -> None:
    _frame(frame, inset)
    frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    line = frame.paragraphs[0]
    line.alignment = align
    _paragraph(line, (Run(text, bold=bold),), size, colour)


def _paragraph(line: Any, runs: Sequence[Run], size: float, colour: str = "") -> None:
    """Runs in a paragraph; addresses can be opened."""
    for run in runs:
        for at, text in enumerate(run.text.split("\n")):
            if at:
                line.add_line_break()
            if not text:
                continue
            made = line.add_run()
            made.text = text.replace("\t", " ")
            made.font.size = Pt(size)
            made.font.bold, made.font.italic = run.bold or None, run.italic or None
            if colour:
                made.font.color.rgb = _colour(colour)
            if run.code:
                made.font.name = "Courier New"
            if run.href:
                made.hyperlink.address = run.href


def _tag(root: Any, language: str) -> None:
    """Name the language at all runs, so that they are read aloud and spelled in it."""
    for name in ("a:r", "a:fld", "a:br"):
        for run in root.iter(qn(name)):
            properties = run.find(qn("a:rPr"))
            if properties is None:
                properties = etree.Element(qn("a:rPr"))
                run.insert(0, properties)
    for name in ("a:rPr", "a:endParaRPr", "a:defRPr"):
        for properties in root.iter(qn(name)):
            properties.set("lang", language)


_COLOURS = {
    "dk1": INK,
    "lt1": PAPER,
    "dk2": BRAND,
    "lt2": CARD,
    "accent1": BRAND,
    "accent2": LAMP,
    "accent3": TINT,
    "accent4": MARK,
    "accent5": SOFT,
    "accent6": LINE,
    "hlink": BRAND,
    "folHlink": SOFT,
}


def _theme(file: Any) -> None:
    """The site's colours and one font; the theme of the empty file has another font for Vietnamese."""
    part = next(one.target_part for one in file.slide_master.part.rels.values() if one.reltype.endswith("/theme"))
    root = etree.fromstring(part.blob)
    for name, colour in _COLOURS.items():
        for slot in root.iter(qn(f"a:{name}")):
            slot.clear()
            etree.SubElement(slot, qn("a:srgbClr")).set("val", colour)
    for kind in ("a:majorFont", "a:minorFont"):
        for fonts in root.iter(qn(kind)):
            for one in list(fonts):
                if one.tag == qn("a:font"):
                    fonts.remove(one)
            fonts.find(qn("a:latin")).set("typeface", FONT)
    part._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _layouts(file: Any, say: Mapping[str, str], site: str) -> tuple[Any, Any, Any]:
    """Three layouts for a lesson: the front, words, and words beside a screen."""
    master = file.slide_master
    front, plain, beside = (master.slide_layouts[at] for at in (0, 1, 3))
    for layout in list(master.slide_layouts):
        if layout not in (front, plain, beside):
            master.slide_layouts.remove(layout)
    for sheet in (master, front, plain, beside):
        for place in list(sheet.placeholders):
            if place.placeholder_format.type in (13, 15, 16):  # number, foot and date stand on the master
                place._element.getparent().remove(place._element)
    second = next(one for one in beside.placeholders if one.placeholder_format.idx == 2)
    second._element.getparent().remove(second._element)
    beside._element.attrib.pop("type", None)
    names = (say["pack_slides"], say["pack_lesson"].format(number="").strip(), say["pack_screen"])
    places = ((FRONT_TITLE, FRONT_BODY), (TITLE, BODY), (TITLE_BESIDE, BODY_BESIDE))
    for layout, name, boxes in zip((front, plain, beside), names, places, strict=True):
        layout._element.cSld.set("name", name)
        for place, box in zip(layout.placeholders, boxes, strict=True):
            _move(place, box)
            _inherit(place)
    for place, box in zip(master.placeholders, (TITLE, BODY), strict=True):
        _move(place, box)
        body = place._element.txBody.find(qn("a:bodyPr"))
        for side in ("lIns", "tIns", "rIns", "bIns"):
            body.set(side, "0")
        body.set("anchor", "b" if box is TITLE else "t")
    _text_styles(master)
    _master_shapes(master, site)
    return front, plain, beside


def _move(place: Any, box: Box) -> None:
    place.left, place.top, place.width, place.height = _place(box)


def _inherit(place: Any) -> None:
    """Let the master say how words look."""
    body = place._element.txBody
    for one in list(body.find(qn("a:lstStyle"))):
        body.find(qn("a:lstStyle")).remove(one)
    properties = body.find(qn("a:bodyPr"))
    for name in list(properties.attrib):
        del properties.attrib[name]


def _text_styles(master: Any) -> None:
    """Titles in the deep green; words first, then a list one step in."""
    styles = master._element.find(qn("p:txStyles"))
    title = styles.find(f"{qn('p:titleStyle')}/{qn('a:lvl1pPr')}")
    title.set("algn", "l")
    letters = title.find(qn("a:defRPr"))
    letters.set("sz", "3600")
    letters.set("b", "1")
    letters.find(f"{qn('a:solidFill')}/{qn('a:schemeClr')}").set("val", "tx2")
    body = styles.find(qn("p:bodyStyle"))
    for level in range(1, 10):
        one = body.find(qn(f"a:lvl{level}pPr"))
        hang = HANG if level > 1 else 0
        one.set("marL", str(Pt(max(level - 1, 0) * HANG)))
        one.set("indent", str(-Pt(hang)))
        for old in list(one):
            if old.tag != qn("a:defRPr"):
                one.remove(old)
        one.find(qn("a:defRPr")).set("sz", str((LARGE if level < 3 else SMALL) * 100))
        marks = [f"<a:buClr {_A}><a:srgbClr val='{BRAND}'/></a:buClr>", f"<a:buFont {_A} typeface='Arial'/>"]
        marks = [*marks, f"<a:buChar {_A} char='•'/>"] if level > 1 else [f"<a:buNone {_A}/>"]
        before, after = (
            f"<a:spcBef {_A}><a:spcPts val='0'/></a:spcBef>",
            f"<a:spcAft {_A}><a:spcPts val='{GAP * 100}'/></a:spcAft>",
        )
        for at, text in enumerate((before, after, *marks)):
            one.insert(at, etree.fromstring(text))


def _master_shapes(master: Any, site: str) -> None:
    """A band above, and below it whose slides these are and which one it is."""
    tree = master.shapes._spTree
    shapes = SlideShapes(tree, master)  # python-pptx would add shapes to slides only
    band = shapes.add_shape(MSO_SHAPE.RECTANGLE, *_place(Box(0, 0, SLIDE.wide, 10)))
    _paint(band, BRAND, "")
    band.name = "Band"
    for align, text in ((PP_ALIGN.LEFT, site), (PP_ALIGN.RIGHT, "")):
        place = shapes.add_textbox(*_place(FOOT))
        place.name = "Foot"
        _words(place.text_frame, text, 14, SOFT, False, align)
        if not text:
            line = place.text_frame.paragraphs[0]._p
            field = etree.SubElement(line, qn("a:fld"), id="{C1FF6DA9-008F-8B48-92A6-B652298478BF}", type="slidenum")
            etree.SubElement(field, qn("a:rPr"), sz="1400")
            etree.SubElement(field, qn("a:t")).text = "‹#›"
