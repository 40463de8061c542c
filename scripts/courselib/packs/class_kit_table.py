"""A class record for Excel: who came, and what each learner can do.

Office Open XML, SpreadsheetML (ECMA-376 part 1, chapter 18). Sheets count by themselves and can be printed on A4 and
filled in by hand. Words of lessons are text in every cell: none of them is ever taken for a formula.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.datavalidation import DataValidation

from courselib.packs.formats import Workshop, format_of
from courselib.packs.measure import lines
from courselib.packs.office import BRAND, CARD, INK, LINE, MARK, SOFT, TINT, colophon, readable, write_office
from courselib.packs.outline import session
from courselib.packs.prose import Run, words
from courselib.packs.volume import Chapter, Scope, Volume

FONT = "Arial"
LEARNERS = 30
"""Rows for learners: more do not fit a lesson, nor a sheet of paper."""
PRESENT = "x"
NAME_WIDTH, OUTCOME_WIDTH, LESSON_WIDTH = 28, 25, 6
"""In letters, as Excel counts widths."""

_THIN = Side(style="thin", color=LINE)
_GRID = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)


@format_of("class-kit-table", ".xlsx", (Scope.LESSON, Scope.COURSE))
def class_kit_table(volume: Volume, workshop: Workshop, target: Path) -> None:  # noqa: ARG001  # as every format
    """A workbook to take attendance and to note what learners can do."""
    volume = readable(volume)
    data = io.BytesIO()
    _Record(volume).made().save(data)
    write_office(data.getvalue(), volume, sum(session(chapter).minutes for chapter in volume.chapters), target)


class _Record:
    """One workbook while it is written."""

    def __init__(self, volume: Volume) -> None:
        self.volume = volume
        self.say = volume.words
        self.book: Any = Workbook()
        self.book._named_styles["Normal"].font = Font(name=FONT, size=11)
        self.whole = volume.scope is not Scope.LESSON
        self.present = self.choices = ""
        """The cell with the mark for those who came, and those with the words for what they can do."""
        self.came: list[str] = []
        """Cells that count who came, by lesson."""
        self.states: tuple[str, ...] = ()
        """Cells with the words for alone, with help, not yet."""
        self.names = ""
        """The cell with the first name, without its row."""
        self.first = 0
        """The first row of learners on the sheet of attendance."""

    def made(self) -> Any:
        """The whole workbook."""
        self.guide()
        self.attendance()
        counts = [self.observation(chapter, number) for number, chapter in enumerate(self.volume.chapters, 1)]
        if self.whole:
            self.summary(counts)
        self.sources()
        return self.book

    def guide(self) -> None:
        """What to do, in three lines, and the words to choose from."""
        sheet = self.book.active
        sheet.title = self.say["pack_guide"]
        _page(sheet, self.volume.site)
        for column, width in zip("ABC", (5, 24, 60), strict=True):
            sheet.column_dimensions[column].width = width
        _title(sheet, self.volume.title, 18)
        _text(sheet["A2"], self.say["pack_class_kit_table"], colour=SOFT)
        sheet["A2"].alignment = Alignment(vertical="center")
        for row, key in enumerate(("pack_class_names", "pack_class_attendance", "pack_class_observe"), 4):
            _text(sheet.cell(row, 1), f"{row - 3}.", colour=BRAND, bold=True)
            _text(sheet.cell(row, 2), self.say[key], size=12)
            sheet.merge_cells(start_row=row, end_row=row, start_column=2, end_column=3)
            sheet.row_dimensions[row].height = 36
        _text(sheet.cell(8, 2), PRESENT, fill=CARD)
        _text(sheet.cell(8, 3), self.say["pack_came"], colour=SOFT)
        for row, key in enumerate(("pack_tab_alone", "pack_tab_with_help", "pack_tab_not_yet"), 9):
            _text(sheet.cell(row, 2), self.say[key], fill=CARD)
        self.present = f"{_quoted(sheet.title)}!$B$8"
        self.states = tuple(f"{_quoted(sheet.title)}!$B${row}" for row in (9, 10, 11))
        self.choices = f"{_quoted(sheet.title)}!$B$9:$B$11"

    def attendance(self) -> None:
        """Who came: a column for each lesson."""
        chapters = self.volume.chapters
        sheet = self._sheet(self.say["pack_tab_attendance"], self.volume.title, landscape=False)
        last = 2 + len(chapters)
        titles = (
            [f"{number}. {one.title}" for number, one in enumerate(chapters, 1)]
            if self.whole
            else [self.say["pack_came"]]
        )
        head = ["", self.say["pack_name"], *titles]
        head.append(self.say["pack_times_came"] if self.whole else self.say["pack_note"])
        _text(sheet.cell(2, 2), self.say["pack_day_held"], colour=SOFT)
        sheet.cell(2, 2).alignment = Alignment(horizontal="right", vertical="center")
        for column in range(3, last + 1):
            _box(sheet.cell(2, column))
            sheet.cell(2, column).number_format = "d/m/yyyy"
            sheet.cell(2, column).alignment = Alignment(textRotation=90 if self.whole else 0, horizontal="center")
        sheet.row_dimensions[2].height = 62 if self.whole else 22
        self._head(sheet, 3, head, 5)
        _one_page(sheet)
        for column in range(3, last + 1):
            sheet.column_dimensions[letter(column)].width = LESSON_WIDTH if self.whole else 14
            if self.whole:
                sheet.cell(3, column).alignment = Alignment(textRotation=90, wrap_text=True, vertical="center")
        sheet.row_dimensions[3].height = 190 if self.whole else 34
        sheet.column_dimensions[letter(last + 1)].width = 12 if self.whole else 34
        self._learners(sheet, 5, last + 1)
        self.names, self.first = f"{_quoted(sheet.title)}!B", 5
        _text(sheet.cell(4, 2), self.say["pack_came"], bold=True, fill=TINT)
        for column in range(3, last + 1):
            inside = f"{letter(column)}5:{letter(column)}{4 + LEARNERS}"
            _formula(sheet.cell(4, column), f"=COUNTIF({inside},{self.present})", fill=TINT)
        self._choose(sheet, f"C5:{letter(last)}{4 + LEARNERS}", self.present)
        if self.whole:
            for row in range(5, 5 + LEARNERS):
                _formula(
                    sheet.cell(row, last + 1), f'=IF(B{row}="","",COUNTIF(C{row}:{letter(last)}{row},{self.present}))'
                )
        self.came = [f"{_quoted(sheet.title)}!{letter(column)}4" for column in range(3, last + 1)]

    def observation(self, chapter: Chapter, number: int) -> list[list[str]]:
        """What each learner can do; the cells that count, of each outcome."""
        name = f"{self.say['pack_tab_observation']} {number}" if self.whole else self.say["pack_tab_observation"]
        sheet = self._sheet(name, chapter.title, landscape=False)
        last = 2 + len(chapter.outcomes)
        head = ["", self.say["pack_name"]]
        head += [f"{one.text} ({one.competence.code})" for one in chapter.outcomes]
        self._head(sheet, 3, [*head, self.say["pack_can"]], 7)
        _one_page(sheet)
        for column in range(3, last + 1):
            sheet.column_dimensions[letter(column)].width = OUTCOME_WIDTH
        deep = max((lines((Run(text),), OUTCOME_WIDTH * 0.5, bold=True) for text in head[2:]), default=1)
        sheet.row_dimensions[3].height = 15 * max(deep, 2) + 6
        sheet.column_dimensions[letter(last + 1)].width = 12
        rows = range(7, 7 + LEARNERS)
        counts: list[list[str]] = [[] for _ in chapter.outcomes]
        for row, state in zip((4, 5, 6), self.states, strict=True):
            _formula(sheet.cell(row, 2), f"={state}", fill=TINT)
            for column in range(3, last + 1):
                inside = f"{letter(column)}{rows[0]}:{letter(column)}{rows[-1]}"
                _formula(sheet.cell(row, column), f"=COUNTIF({inside},{state})", fill=TINT)
                counts[column - 3].append(f"{_quoted(name)}!{letter(column)}{row}")
        self._learners(sheet, rows[0], last + 1)
        for row in rows:
            there = f"{self.names}{row - rows[0] + self.first}"
            _formula(sheet.cell(row, 2), f'=IF({there}="","",{there})')
            inside = f"C{row}:{letter(last)}{row}"
            alone, helped, _ = self.states
            if chapter.outcomes:
                can = f"COUNTIF({inside},{alone})+COUNTIF({inside},{helped})"
                _formula(sheet.cell(row, last + 1), f'=IF(B{row}="","",{can})')
        if chapter.outcomes:
            self._choose(sheet, f"C{rows[0]}:{letter(last)}{rows[-1]}", self.choices)
            self._colour(sheet, f"C{rows[0]}:{letter(last)}{rows[-1]}", f"C{rows[0]}")
        return counts

    def summary(self, counts: Sequence[Sequence[Sequence[str]]]) -> None:
        """All outcomes of a course, and how many learners reached each."""
        sheet = self._sheet(self.say["pack_summary"], self.volume.title, landscape=True)
        told = ("pack_came", "pack_tab_alone", "pack_tab_with_help", "pack_tab_not_yet")
        self._head(
            sheet, 3, ["", self.say["pack_tab_outcome"], self.say["competence"], *(self.say[key] for key in told)], 4
        )
        for column, width in zip("ABCDEFG", (7, 70, 12, 11, 11, 11, 11), strict=True):
            sheet.column_dimensions[column].width = width
        row = 4
        for number, (chapter, found) in enumerate(zip(self.volume.chapters, counts, strict=True), 1):
            _text(sheet.cell(row, 1), self.say["pack_lesson"].format(number=number), colour=SOFT, size=9)
            _text(sheet.cell(row, 2), chapter.title, bold=True)
            _formula(sheet.cell(row, 4), f"={self.came[number - 1]}")
            for at in range(1, 8):
                _box(sheet.cell(row, at), CARD)
            row += 1
            for outcome, cells in zip(chapter.outcomes, found, strict=True):
                _text(sheet.cell(row, 2), outcome.text)
                _text(sheet.cell(row, 3), outcome.competence.code)
                for at, cell in enumerate(cells, 5):
                    _formula(sheet.cell(row, at), f"={cell}")
                for at in range(1, 8):
                    _box(sheet.cell(row, at))
                sheet.row_dimensions[row].height = 15 * lines((Run(outcome.text),), 36) + 3
                row += 1

    def sources(self) -> None:
        """What it is, where the facts are from, and what may be done with it."""
        sheet = self._sheet(self.say["pack_tab_sources"], self.volume.title, landscape=False)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 24, 66
        row = 3
        for line in colophon(self.volume):
            _text(sheet.cell(row, 1), line.label, bold=True)
            self._told(sheet, row, words(line.runs), next((run.href for run in line.runs if run.href), ""))
            row += 1
        self._told(sheet, row, f"{self.say['licence']} {self.say['not_official']}")
        row += 2
        statements = self.volume.statements()
        if statements:
            _text(sheet.cell(row, 1), self.say["sources"], bold=True)
        for one in statements:
            self._told(sheet, row, f"{one.text} ({one.as_of})")
            for source in one.sources:
                row += 1
                self._told(sheet, row, source, source)
            row += 1
        sheet.print_area = f"A1:B{row}"

    def _told(self, sheet: Any, row: int, text: str, href: str = "") -> None:
        """Words in a row that is as high as they need."""
        _text(sheet.cell(row, 2), text, href=href)
        if href:
            # An address has no place to break; smaller, it can still be copied from paper.
            sheet.cell(row, 2).alignment = Alignment(shrink_to_fit=True, vertical="center")
        sheet.row_dimensions[row].height = 15 if href else 15 * lines((Run(text),), 33) + 3

    def _sheet(self, name: str, title: str, *, landscape: bool) -> Any:
        sheet = self.book.create_sheet(name)
        _page(sheet, self.volume.site, landscape)
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 5, NAME_WIDTH
        _title(sheet, f"{name}: {title}", 14)
        return sheet

    def _head(self, sheet: Any, row: int, titles: Sequence[str], below: int) -> None:
        for column, title in enumerate(titles, 1):
            _text(sheet.cell(row, column), title, bold=True, fill=TINT)
        sheet.print_title_rows = f"{row}:{row}"
        sheet.freeze_panes = sheet.cell(below, 3)

    def _learners(self, sheet: Any, first: int, last: int) -> None:
        """Numbered rows, high enough to write in by hand."""
        for row in range(first, first + LEARNERS):
            sheet.row_dimensions[row].height = 20
            sheet.cell(row, 1).value = row - first + 1
            for column in range(1, last + 1):
                _box(sheet.cell(row, column))
                middle = "left" if column == 2 else "center"
                sheet.cell(row, column).alignment = Alignment(horizontal=middle, vertical="center")
        for row in range(4, first):
            _box(sheet.cell(row, 1), TINT)
            _box(sheet.cell(row, last), TINT)

    def _choose(self, sheet: Any, cells: str, choices: str) -> None:
        """Only the words to choose from are taken."""
        rule = DataValidation(type="list", formula1=f"={choices}", allow_blank=True, showErrorMessage=True)
        sheet.add_data_validation(rule)
        rule.add(cells)

    def _colour(self, sheet: Any, cells: str, first: str) -> None:
        for state, colour in zip(self.states, (TINT, MARK, CARD), strict=True):
            fill = PatternFill("solid", bgColor=colour)
            sheet.conditional_formatting.add(cells, FormulaRule(formula=[f"{first}={state}"], fill=fill))


def _quoted(name: str) -> str:
    """The name of a sheet inside a formula."""
    return "'" + name.replace("'", "''") + "'"


def _title(sheet: Any, text: str, size: float) -> None:
    """Above the columns, not inside the first of them."""
    _text(sheet["A1"], text, size=size, colour=BRAND, bold=True)
    sheet["A1"].alignment = Alignment(vertical="center")
    sheet.row_dimensions[1].height = size * 2


def _one_page(sheet: Any) -> None:
    """All learners on one page, for whoever writes by hand."""
    sheet.page_setup.fitToHeight = 1


def _page(sheet: Any, site: str, landscape: bool = False) -> None:
    """A4, as wide as the sheet, with a foot."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.5
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.6, 0.8, 0.35
    sheet.print_options.horizontalCentered = True
    sheet.sheet_view.showGridLines = False
    sheet.oddFooter.left.text = site.replace("&", "&&")
    sheet.oddFooter.right.text = "&P / &N"


def _text(
    cell: Any, text: str, *, size: float = 11, colour: str = INK, bold: bool = False, fill: str = "", href: str = ""
) -> None:
    """Words in a cell, never taken for a formula, an error or a number."""
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in ("=", "+", "-", "@")
    if href:
        cell.hyperlink = href
    cell.font = Font(
        name=FONT, size=size, color=BRAND if href else colour, bold=bold, underline="single" if href else None
    )
    cell.alignment = Alignment(wrap_text=True, vertical="center")
    if fill:
        _box(cell, fill)


def _formula(cell: Any, formula: str, fill: str = "") -> None:
    cell.value = formula
    cell.number_format = "0;-0;;@"  # nothing instead of 0: a printed sheet is filled in by hand
    cell.font = Font(name=FONT, size=11, color=INK, bold=bool(fill))
    cell.alignment = Alignment(horizontal="left" if cell.column == 2 else "center", vertical="center")
    if fill:
        _box(cell, fill)


def _box(cell: Any, fill: str = "") -> None:
    cell.border = _GRID
    if fill:
        cell.fill = PatternFill("solid", fgColor=fill)
