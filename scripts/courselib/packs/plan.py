"""Lesson plans for Word: what a teacher changes until it fits the class.

Office Open XML, WordprocessingML (ECMA-376 part 1, chapter 17). Everything stands in Word's own styles, so that a
teacher changes the look of all lessons at once, and programs that read aloud can jump from heading to heading.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from docx import Document
from docx.document import Document as Written
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table as Grid
from docx.table import _Cell as Cell
from docx.text.paragraph import Paragraph as Line

from courselib.packs.formats import Workshop, format_of
from courselib.packs.office import (
    BRAND,
    CARD,
    INK,
    LAMP,
    LINE,
    SOFT,
    TINT,
    WHITE,
    colophon,
    drawn,
    readable,
    screen_words,
    source_runs,
    tag,
    write_office,
)
from courselib.packs.outline import Scene, Session, Step, session, short, steps
from courselib.packs.prose import Heading, Listing, Paragraph, Part, Phone, Picture, Piece, Quote, Run, Table, words
from courselib.packs.volume import Chapter, Question, Scope, Volume

FONT = "Times New Roman"
"""What Decree 30/2020/ND-CP (annex I, section I) asks of the documents of offices and schools. It is on every Windows
and Mac, has all Vietnamese letters, and LibreOffice has Liberation Serif of the same widths in its place."""
BODY = 13
"""Points; the same decree asks for 13 or 14."""
WIDTH = 165
"""Millimetres between the margins: 210 less 30 on the left, where the sheet is filed, and 15 on the right."""
PHONE = 58
"""Millimetres a drawn phone is wide."""
OWN_NOTES = 4
"""Empty lines for what the teacher notes after the session."""

_SIDES = ("top", "left", "bottom", "right")


@format_of("plan", ".docx", (Scope.LESSON, Scope.COURSE))
def plan(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Lesson plans that open in Word and LibreOffice."""
    volume = readable(volume)
    data = io.BytesIO()
    _Plan(volume, workshop).made().save(data)
    minutes = sum(session(chapter).minutes for chapter in volume.chapters)
    write_office(data.getvalue(), volume, minutes, target)


class _Plan:
    """One document while it is written."""

    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.volume = volume
        self.say = volume.words
        self.content = workshop.content
        self.paper: Written = Document()
        self.top = 1 if volume.scope is Scope.LESSON else 2
        """Level of the headings inside a lesson; the title of a lesson in a course is a heading itself."""
        self.marks = 0
        """Bookmarks so far."""

    def made(self) -> Written:
        """The whole document."""
        _page(self.paper, self.volume)
        _styles(self.paper, tag(self.volume))
        # Asked for each paragraph, python-docx reads all styles again: almost half of the time a course took.
        part = self.paper.part
        part.get_style_id = cache(part.get_style_id)  # type: ignore[method-assign]
        _footer(self.paper, self.volume, self.say["pack_page"])
        self.paper.add_paragraph(self.volume.title, "Title")
        if self.volume.summary:
            self.paper.add_paragraph(self.volume.summary, "Subtitle")
        if self.volume.scope is Scope.LESSON:
            self.lesson(self.volume.chapters[0])
        else:
            self.contents()
            for chapter in self.volume.chapters:
                self.bookmark(self.heading(chapter.title, 1, new_page=True), _anchor(chapter))
                self.paper.add_paragraph(chapter.summary, "Subtitle")
                self.lesson(chapter)
        self.end()
        return self.paper

    @property
    def below_table(self) -> bool:
        """Whether what is written last is a table."""
        body = self.paper.element.body
        return len(body) > 1 and body[-2].tag == qn("w:tbl")  # the last element is the page's own

    def contents(self) -> None:
        """The lessons of a course, each leading to its place."""
        self.heading(self.say["pack_lessons"], 1)
        rows = [[_runs(""), _runs(self.say["pack_lessons"]), _runs(self.say["minutes"]), _runs(self.say["competence"])]]
        for number, chapter in enumerate(self.volume.chapters, 1):
            codes = ", ".join(dict.fromkeys(one.competence.code for one in chapter.outcomes))
            title = (Run(chapter.title, href=f"#{_anchor(chapter)}"),)
            rows.append([_runs(str(number)), title, _runs(str(session(chapter).minutes)), _runs(codes)])
        self.grid(rows, (10, 95, 20, 40))

    def lesson(self, chapter: Chapter) -> None:
        """A lesson: what it is for, what to have ready, what happens when, and what is taught."""
        plan = session(chapter)
        self.facts(chapter, plan)
        self.heading(self.say["outcomes_teacher"], self.top)
        for outcome in chapter.outcomes:
            what = outcome.competence
            self.item("List Bullet", (Run(f"{outcome.text}. "), Run(f"{what.code} {what.name}", italic=True)))
        if plan.prepare:
            self.part(plan.prepare)
        if plan.course:
            self.part(plan.course)
        for part in plan.advice:
            self.part(part)
        self.heading(self.say["pack_own_notes"], self.top)
        for _ in range(OWN_NOTES):
            self.paper.add_paragraph("", "Own Notes")
        self.in_short(chapter)
        self.quiz(chapter.questions)

    def facts(self, chapter: Chapter, plan: Session) -> None:
        """The head of a plan."""
        told = [
            (self.say["pack_course_of"], _runs(chapter.course)),
            (self.say["pack_session_time"], _runs(f"{plan.minutes} {self.say['minutes']}")),
            (self.say["pack_address"], (Run(chapter.address, href=chapter.address),)),
        ]
        titles = [one.title for lesson in chapter.requires if (one := self.volume.chapter(lesson))]
        if titles:
            told.insert(2, (self.say["learn_first"].rstrip(":"), _runs(", ".join(titles))))
        grid = self.table(len(told), (45, WIDTH - 45))
        for row, (label, value) in zip(grid.rows, told, strict=True):
            self.write(_only(row.cells[0]), (Run(label, bold=True),))
            self.write(_only(row.cells[1]), value)

    def in_short(self, chapter: Chapter) -> None:
        """The steps without what only explains, and what to remember."""
        self.heading(self.say["pack_in_short"], self.top)
        part = chapter.text.part("steps")
        for step in steps(part) if part else ():
            self.step(step, "")
        begun = len(self.paper.paragraphs)
        part = chapter.text.part("remember")
        for step in steps(part) if part else ():
            self.step(step, part.title if part else "")
        for line in self.paper.paragraphs[begun:-1]:  # few words, that belong together
            line.paragraph_format.keep_with_next = True

    def step(self, step: Step, title: str) -> None:
        """A step with its screens beside the words."""
        if step.title or title:
            self.heading(step.title or title, self.top + 1)
        for scene in step.scenes:
            self.scene(scene)

    def scene(self, scene: Scene) -> None:
        """Words, with the screen or picture they are about at their right."""
        if scene.sight is None:
            self.pieces(short(scene.pieces))
            return
        grid = self.table(2, (WIDTH - PHONE - 6, 6, PHONE), lines=False)
        (words_cell, _, sight_cell), (below, _, notes_cell) = (row.cells for row in grid.rows)
        # What the words need beyond the height of the phone is taken by the row below it.
        words_cell = words_cell.merge(below)
        for row in grid.rows:
            _no_split(row)
        self.pieces(short(scene.pieces), words_cell)
        if isinstance(scene.sight, Phone):
            _describe(grid, screen_words(scene.sight, self.say))
            self.phone(scene.sight, sight_cell, notes_cell)
        else:
            self.picture(scene.sight, sight_cell)

    def phone(self, phone: Phone, body: Cell, below: Cell) -> None:
        """A phone: a cell with a thick border, with the notes below it."""
        _border(body, 36, INK)
        _margins(body, 3)
        _only(body).style = "Screen Clock"
        _only(body).add_run("9:30")
        for number, row in enumerate(phone.rows):
            line = body.add_paragraph(style=_SCREEN[row.kind])
            if row.kind == "toggle":
                line.add_run(f"{row.text}\t")
                line.add_run(self.say["switch_on" if row.on else "switch_off"]).bold = True
            else:
                line.add_run(row.text)
            # Word draws one box around neighbours with the same indent, and these are separate buttons.
            if number % 2:
                _shift(line)
        for number, note in enumerate(phone.notes):
            line = _only(below) if number == 0 else below.add_paragraph()
            line.style = "Caption"
            line.add_run(note)

    def picture(self, picture: Picture, place: Cell) -> None:
        """A picture of the lesson, in the width of a phone."""
        made = drawn(self.content / picture.path)
        shape = _only(place).add_run().add_picture(io.BytesIO(made.data), width=Mm(PHONE))
        shape._inline.docPr.set("descr", picture.words)

    def quiz(self, questions: Sequence[Question]) -> None:
        """The questions to hand out, and on a sheet of its own the key."""
        if not questions:
            return
        self.heading(self.say["pack_quiz"], self.top, new_page=True)
        for question in questions:
            ask = self.paper.add_paragraph(style="Question")
            ask.add_run(f"{question.number}. {question.ask}")
            for at, option in enumerate(question.options):
                line = self.paper.add_paragraph(f"☐ {option.letter}. {option.text}", "Answer")
                line.paragraph_format.keep_with_next = at < len(question.options) - 1
        self.heading(self.say["pack_key"], self.top, new_page=True)
        rows = [[_runs(""), _runs(self.say["pack_key"]), _runs(self.say["pack_why"])]]
        for question in questions:
            right = question.right
            whys = [Run(right.why, bold=True)]
            whys += [Run(f"\n{one.letter}: {one.why}") for one in question.options if one is not right and one.why]
            rows.append(
                [_runs(str(question.number)), (Run(f"{right.letter}. ", bold=True), Run(right.text)), tuple(whys)]
            )
        self.grid(rows, (10, 55, 100))

    def end(self) -> None:
        """Where everything comes from, and what may be done with it."""
        statements = self.volume.statements()
        if statements:
            self.heading(self.say["sources"], 1, new_page=self.volume.scope is not Scope.LESSON)
            for one in statements:
                self.item("List Bullet", source_runs(one))
        self.heading(self.say["pack_about"], 1)
        rows = [(Run(f"{line.label}: ", bold=True), *line.runs, Run("\n")) for line in colophon(self.volume)]
        told = self.paper.add_paragraph(style="Colophon")
        told.paragraph_format.keep_together = True
        self.write(
            told, (*(run for row in rows for run in row), Run(f"{self.say['licence']} {self.say['not_official']}"))
        )

    def part(self, part: Part) -> None:
        """A part of the session plan."""
        self.heading(part.title, self.top)
        self.pieces(part.pieces)

    def pieces(self, pieces: Iterable[Piece], place: Cell | None = None) -> None:
        """Pieces one below the other, on the page or in a cell."""
        fresh = place is not None
        told = list(pieces)
        for piece, after in zip(told, [*told[1:], None], strict=True):
            if isinstance(piece, Paragraph):
                line = self.line("Normal", place, fresh)
                # The first stands below a heading that is kept with it; LibreOffice breaks a longer chain at its start.
                leads = isinstance(after, (Listing, Table)) and piece is not told[0]
                line.paragraph_format.keep_with_next = leads or None
                self.write(line, piece.runs)
            elif isinstance(piece, Heading):
                self.write(self.line(f"Heading {min(self.top + 1, 3)}", place, fresh), piece.runs)
            elif isinstance(piece, Listing):
                self.listing(piece, place, 1, fresh)
            elif isinstance(piece, Quote):
                for inside in piece.pieces:
                    if isinstance(inside, Paragraph):
                        self.write(self.line("Quote", place, fresh), inside.runs)
            elif isinstance(piece, Table):
                widths = _widths(piece)
                self.grid([list(row) for row in piece.rows], widths)
            elif isinstance(piece, Phone):
                self.scene(Scene((), piece))
            else:
                self.scene(Scene((), piece))
            fresh = False

    def listing(self, listing: Listing, place: Cell | None, depth: int, fresh: bool = False) -> None:
        """A list; numbers begin anew."""
        kind = "Number" if listing.ordered else "Bullet"
        style = f"List {kind}" + (f" {min(depth, 3)}" if depth > 1 else "")
        number = _fresh_numbers(self.paper, style) if listing.ordered else None
        for item in listing.items:
            marked = False
            for piece in item:
                if isinstance(piece, Paragraph):
                    line = self.line(style if not marked else "List Continue", place, fresh)
                    if number is not None and not marked:
                        _number(line, number)
                    self.write(line, piece.runs)
                    marked, fresh = True, False
                elif isinstance(piece, Listing):
                    self.listing(piece, place, depth + 1)
                else:
                    self.pieces((piece,), place)

    def line(self, style: str, place: Cell | None, fresh: bool) -> Line:
        """A new line; the first of a cell is there already."""
        if place is None:
            room = Pt(6) if self.below_table else None
            found = self.paper.add_paragraph(style=style)
            found.paragraph_format.space_before = room
            return found
        made: Line = place.paragraphs[0] if fresh else place.add_paragraph()
        made.style = style
        return made

    def item(self, style: str, runs: Sequence[Run]) -> None:
        """One line of a list."""
        self.write(self.paper.add_paragraph(style=style), runs)

    def heading(self, text: str, level: int, new_page: bool = False) -> Line:
        """A heading that stays with what follows."""
        made = self.paper.add_paragraph(text, f"Heading {min(level, 3)}")
        made.paragraph_format.page_break_before = new_page or None
        return made

    def grid(self, rows: Sequence[Sequence[Sequence[Run]]], widths: Sequence[int]) -> None:
        """A table whose head is repeated on each page and whose rows stay whole."""
        made = self.table(len(rows), widths)
        for at, (line, cells) in enumerate(zip(made.rows, rows, strict=True)):
            _no_split(line)
            for cell, runs in zip(line.cells, cells, strict=False):
                self.write(_only(cell), [run._replace(bold=True) for run in runs] if at == 0 else runs)
                if at == 0:
                    _fill(cell, TINT)
        _repeat(made.rows[0])

    def table(self, rows: int, widths: Sequence[int], lines: bool = True) -> Grid:
        """An empty table with widths in millimetres."""
        if self.below_table:  # two that touch would be one
            self.paper.add_paragraph(style="Gap")
        made: Grid = self.paper.add_table(rows, len(widths))
        made.style = "Table Grid" if lines else "Normal Table"
        made.alignment = WD_TABLE_ALIGNMENT.LEFT
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = Mm(width)
        for row in made.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = Mm(width)
                _only(cell).style = "Table Text" if lines else "Normal"
        return made

    def write(self, line: Line, runs: Sequence[Run]) -> None:
        """Words in their styles; addresses can be opened."""
        for run in runs:
            if not run.text:
                continue
            place = _link(line, run.href) if run.href else None
            for at, text in enumerate(run.text.split("\n")):
                made = line.add_run(text)
                if at:
                    made._r.insert(0, OxmlElement("w:br"))
                made.bold, made.italic = run.bold or None, run.italic or None
                if run.code:
                    made.font.name = "Courier New"
                if place is not None:
                    made.style = "Hyperlink"
                    place.append(made._r)

    def bookmark(self, line: Line, name: str) -> None:
        """A name for a place that others lead to."""
        self.marks += 1
        for kind in ("Start", "End"):
            mark = OxmlElement(f"w:bookmark{kind}")
            mark.set(qn("w:id"), str(self.marks))
            if kind == "Start":
                mark.set(qn("w:name"), name)
            line._p.append(mark)


_SCREEN = {
    "bar": "Screen Bar",
    "big": "Screen Big",
    "text": "Screen Text",
    "field": "Screen Field",
    "toggle": "Screen Switch",
    "message": "Screen Message",
    "reply": "Screen Reply",
    "button": "Screen Button",
    "tap": "Screen Press",
}


def _runs(text: str) -> tuple[Run, ...]:
    return (Run(text),)


def _anchor(chapter: Chapter) -> str:
    """A name that Word takes for a bookmark: letters, digits and lines, at most forty."""
    name = "".join(one if one.isascii() and one.isalnum() else "_" for one in chapter.name)
    return f"lesson_{name}"[:40]


def _widths(table: Table) -> tuple[int, ...]:
    """Widths in millimetres: a first column of minutes is narrow, the others share what is left by their words."""
    lengths = [0] * max(len(row) for row in table.rows)
    for row in table.rows:
        for at, cell in enumerate(row):
            lengths[at] = max(lengths[at], len(words(cell)))
    first = min(22, WIDTH // len(lengths))
    if len(lengths) == 1:
        return (WIDTH,)
    rest = [max(one, 20) ** 0.5 for one in lengths[1:]]
    return (first, *(int((WIDTH - first) * one / sum(rest)) for one in rest))


def _page(paper: Written, volume: Volume) -> None:
    """A4 with the margins of the decree."""
    sheet = paper.sections[0]
    sheet.page_width, sheet.page_height = Mm(210), Mm(297)
    sheet.left_margin, sheet.right_margin = Mm(30), Mm(15)
    sheet.top_margin = sheet.bottom_margin = Mm(20)
    sheet.header_distance = sheet.footer_distance = Mm(10)
    # The empty file comes with eighty table styles that nobody here needs, in English.
    styles = paper.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:type")) == "table" and style.get(qn("w:styleId")) not in ("TableNormal", "TableGrid"):
            styles.remove(style)
    language = paper.settings.element.find(qn("w:themeFontLang"))
    if language is not None:
        language.set(qn("w:val"), tag(volume))


def _styles(paper: Written, language: str) -> None:
    """Word's own styles in one font and one language, and those of the drawn screens."""
    defaults = paper.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    told = defaults.find(qn("w:lang"))
    for name in ("w:val", "w:eastAsia", "w:bidi"):
        told.set(qn(name), language)
    _font(defaults, FONT)
    for fonts in paper.styles.element.iter(qn("w:rFonts")):
        _plain_font(fonts)
    _style(paper, "Normal", BODY, after=6)
    _style(paper, "Title", 22, BRAND, bold=True, after=4)
    _style(paper, "Subtitle", BODY, SOFT, after=10)
    _style(paper, "Heading 1", 16, BRAND, bold=True, before=16, after=6)
    _style(paper, "Heading 2", 14, BRAND, bold=True, before=12, after=4)
    _style(paper, "Heading 3", BODY, INK, bold=True, before=10, after=3)
    for name in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Number", "List Number 2", "List Number 3"):
        _style(paper, name, BODY, after=4)
    _style(paper, "Caption", 11, SOFT, before=4, after=4)
    _style(paper, "Header", 10, SOFT)
    _style(paper, "Footer", 10, SOFT)
    for name in ("Subtitle", "Caption"):
        paper.styles[name].font.italic = paper.styles[name].font.bold = False
    _tidy(paper)
    link = paper.styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.color.rgb, link.font.underline = RGBColor.from_string(BRAND), True
    _new(paper, "Table Text", 12, after=2)
    _new(paper, "Gap", 4)
    _new(paper, "Colophon", 11, SOFT, after=2)
    notes = _new(paper, "Own Notes", BODY, after=6)
    _edge(notes, "bottom", 4, LINE)
    _edge(notes, "between", 4, LINE)
    ask = _new(paper, "Question", BODY, before=10, after=3)
    ask.font.bold, ask.paragraph_format.keep_with_next = True, True
    answer = _new(paper, "Answer", BODY, after=2)
    answer.paragraph_format.left_indent, answer.paragraph_format.first_line_indent = Mm(14), Mm(-9)
    _screen_styles(paper)


def _tidy(paper: Written) -> None:
    """Take away what the empty file's styles have and a calm sheet has not."""
    root = paper.styles.element
    for name, spaced in (("Title", "w:spacing"), ("Subtitle", "w:spacing")):
        properties = paper.styles[name].element.rPr
        for one in properties.findall(qn(spaced)):
            properties.remove(one)
    for style in root.findall(qn("w:style")):
        for unwanted in ("w:contextualSpacing", "w:tabs"):
            for one in style.findall(f"{qn('w:pPr')}/{qn(unwanted)}"):
                if unwanted != "w:tabs" or style.get(qn("w:styleId")) in ("Header", "Footer"):
                    one.getparent().remove(one)
    for edge in paper.styles["Title"].element.iter(qn("w:bottom")):
        edge.set(qn("w:color"), BRAND)
        edge.attrib.pop(qn("w:themeColor"), None)
    for edge in paper.styles["Table Grid"].element.iter(*(qn(f"w:{side}") for side in (*_SIDES, "insideH", "insideV"))):
        edge.set(qn("w:color"), SOFT)


def _screen_styles(paper: Written) -> None:
    """What stands on a drawn screen; a teacher who changes a style changes all screens."""
    middle = WD_ALIGN_PARAGRAPH.CENTER
    clock = _new(paper, "Screen Clock", 8, SOFT, after=3)
    clock.font.bold = True
    bar = _new(paper, "Screen Bar", 12, after=6, align=middle)
    bar.font.bold = True
    _edge(bar, "bottom", 4, LINE)
    _new(paper, "Screen Big", 16, after=5, align=middle).font.bold = True
    _new(paper, "Screen Text", 11.5, after=5, align=middle)
    _box(_new(paper, "Screen Field", 11.5, after=6), LINE, "")
    switch = _new(paper, "Screen Switch", 11.5, after=5)
    switch.paragraph_format.tab_stops.add_tab_stop(Mm(PHONE - 10), WD_TAB_ALIGNMENT.RIGHT)
    message = _new(paper, "Screen Message", 11.5, after=6)
    _box(message, CARD, CARD)
    message.paragraph_format.right_indent = Mm(8)
    reply = _new(paper, "Screen Reply", 11.5, after=6)
    _box(reply, TINT, TINT)
    reply.paragraph_format.left_indent = Mm(8)
    button = _new(paper, "Screen Button", 11.5, before=2, after=7, align=middle)
    _box(button, SOFT, "")
    press = _new(paper, "Screen Press", 11.5, WHITE, before=2, after=7, align=middle)
    press.font.bold = True
    _box(press, LAMP, BRAND, 18)


def _new(
    paper: Written, name: str, size: float, colour: str = INK, before: float = 0, after: float = 0, align: Any = None
) -> Any:
    style = paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = paper.styles["Normal"]
    style.quick_style = True
    _style(paper, name, size, colour, before=before, after=after)
    style.paragraph_format.alignment = align
    return style


def _style(
    paper: Written,
    name: str,
    size: float,
    colour: str = INK,
    *,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
) -> None:
    style: Any = paper.styles[name]
    style.font.size, style.font.color.rgb = Pt(size), RGBColor.from_string(colour)
    if bold:
        style.font.bold = True
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.1


def _font(properties: Any, name: str) -> None:
    fonts = properties.find(qn("w:rFonts"))
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def _plain_font(fonts: Any) -> None:
    """Name a font instead of the theme's, which is another one on each machine."""
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        theme = qn(f"w:{script}Theme" if script != "cs" else "w:cstheme")
        if fonts.attrib.pop(theme, None):
            fonts.set(qn(f"w:{script}"), FONT)


def _edge(style: Any, side: str, width: int, colour: str) -> None:
    """A line at one side of a paragraph."""
    properties = style.element.get_or_add_pPr()
    borders = properties.find(qn("w:pBdr"))
    if borders is None:
        borders = OxmlElement("w:pBdr")
        properties.insert_element_before(borders, *_AFTER_BORDERS)
    edge = _line(side, width, colour)
    edge.set(qn("w:space"), "3")
    borders.append(edge)


def _box(style: Any, colour: str, fill: str, width: int = 8) -> None:
    """A box around a paragraph, filled if a colour is given."""
    for side in _SIDES:
        _edge(style, side, width, colour)
    # The box is drawn outside the words, so they leave it room.
    style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(2)
    if fill:
        shade = OxmlElement("w:shd")
        shade.set(qn("w:val"), "clear")
        shade.set(qn("w:fill"), fill)
        style.element.get_or_add_pPr().insert_element_before(shade, *_AFTER_BORDERS[1:])


_AFTER_BORDERS = ("w:shd", "w:tabs", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:outlineLvl")
"""What stands after the borders of a paragraph in the schema, of that which is used here."""


def _line(side: str, width: int, colour: str) -> Any:
    edge = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", str(width)), ("space", "0"), ("color", colour)):
        edge.set(qn(f"w:{name}"), value)
    return edge


def _border(cell: Cell, width: int, colour: str) -> None:
    borders = OxmlElement("w:tcBorders")
    for side in _SIDES:
        borders.append(_line(side, width, colour))
    cell._tc.get_or_add_tcPr().append(borders)


def _margins(cell: Cell, millimetres: int) -> None:
    margins = OxmlElement("w:tcMar")
    for side in _SIDES:
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(Mm(millimetres).twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    cell._tc.get_or_add_tcPr().append(margins)


def _describe(table: Grid, text: str) -> None:
    told = OxmlElement("w:tblDescription")
    told.set(qn("w:val"), text)
    table._tbl.tblPr.append(told)


def _fill(cell: Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def _repeat(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _no_split(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _only(cell: Cell) -> Line:
    """The one paragraph of an empty cell."""
    line: Line = cell.paragraphs[0]
    return line


def _shift(line: Line) -> None:
    """One twentieth of a point to the right of its style."""
    style: Any = line.style
    line.paragraph_format.left_indent = (style.paragraph_format.left_indent or 0) + Pt(0.05)


def _fresh_numbers(paper: Written, style: str) -> int:
    """A list of that style whose numbers begin at 1."""
    numbering = paper.part.numbering_part.element
    mine = paper.styles[style].element.pPr.numPr.numId.val
    abstract = next(one.abstractNumId.val for one in numbering.num_lst if one.numId == mine)
    made = numbering.add_num(abstract)
    made.add_lvlOverride(0).add_startOverride(1)
    return int(made.numId)


def _number(line: Line, number: int) -> None:
    properties = line._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = 0
    properties.get_or_add_numId().val = number


def _link(line: Line, href: str) -> Any:
    """A place in a line whose words lead somewhere: to an address, or to a bookmark after a #."""
    link = OxmlElement("w:hyperlink")
    if href.startswith("#"):
        link.set(qn("w:anchor"), href[1:])
    else:
        link.set(qn("r:id"), line.part.relate_to(href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    line._p.append(link)
    return link


def _footer(paper: Written, volume: Volume, page: str) -> None:
    """What it is, and which page."""
    line = paper.sections[0].footer.paragraphs[0]
    stops = line.paragraph_format.tab_stops
    stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
    line.add_run(f"{volume.title} · {volume.site}\t{page} ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("separate", ""), ("shown", "1"), ("end", "")):
        run = line.add_run()
        if kind == "shown":
            run.text = text
            continue
        mark = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark.text = text
        run._r.append(mark)
