"""Pages of a booklet on sheets for a copying machine: two a side, in the order for folding and stapling.

Each page becomes a form on a sheet, and the structure tree follows it there (ISO 32000-1, 14.7.4.3: content of a form
is named by a marked-content reference with the form as `Stm`). So the booklet stays tagged and keeps its bookmarks.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf

_MILLIMETRE = 72 / 25.4
_SHEET = (297 * _MILLIMETRE, 210 * _MILLIMETRE)
_HALF = _SHEET[0] / 2


def order(pages: int, sheets: int) -> Iterator[tuple[int, int]]:
    """Which pages, counted from 0, stand left and right on each side of each sheet, front before back.

    Args:
        pages: how many there are, a multiple of 4.
        sheets: how many sheets can be folded at once; more make a second fold, which lies behind the first.

    """
    if pages % 4:
        raise ValueError(f"{pages} pages do not fill sheets of four")
    for first in range(0, pages, 4 * sheets):
        last = min(first + 4 * sheets, pages) - 1
        for low in range(0, (last - first + 1) // 2, 2):
            yield last - low, first + low
            yield first + low + 1, last - low - 1


def imposed(source: bytes, sheets: int) -> Pdf:
    """The pages on sheets.

    Args:
        source: a tagged PDF file with A5 pages, their number a multiple of 4.
        sheets: how many sheets can be folded at once.

    """
    pdf = pikepdf.open(io.BytesIO(source))
    pages = list(pdf.pages)
    places: dict[tuple[int, int], _Place] = {}
    for left, right in order(len(pages), sheets):
        side = pdf.add_blank_page(page_size=_SHEET)
        side.obj.Tabs = Name.S
        for page, shift in ((left, 0.0), (right, _HALF)):
            places[pages[page].obj.objgen] = _Place(pdf, side.obj, pages[page], shift, f"/P{page + 1}")
    _move_structure(pdf.Root, places)
    _move_targets(pdf, places)
    del pdf.pages[: len(pages)]
    if "/PageLabels" in pdf.Root:
        del pdf.Root.PageLabels
    settings = pdf.Root.get("/ViewerPreferences", Dictionary())
    settings.Duplex = Name.DuplexFlipShortEdge
    settings.PrintScaling = Name("/None")
    pdf.Root.ViewerPreferences = settings
    return pdf


class _Place:
    """Where a page went."""

    def __init__(self, pdf: Pdf, side: Object, page: pikepdf.Page, shift: float, name: str) -> None:
        self.side = side
        self.shift = shift
        box = [float(one) for one in page.mediabox]
        self.form = pdf.make_stream(
            b"\n".join(one.read_bytes() for one in _streams(page.obj.Contents)),
            Type=Name.XObject,
            Subtype=Name.Form,
            BBox=Array([Decimal(str(round(one, 3))) for one in box]),
            Resources=page.obj.get("/Resources", Dictionary()),
        )
        if "/Group" in page.obj:
            self.form.Group = page.obj.Group
        if "/StructParents" in page.obj:
            self.form.StructParents = page.obj.StructParents
        if "/XObject" not in side.Resources:
            side.Resources.XObject = Dictionary()
        side.Resources.XObject[name] = self.form
        before = side.Contents.read_bytes() if "/Contents" in side else b""
        side.Contents = pdf.make_stream(before + f"q 1 0 0 1 {shift:.3f} 0 cm {name} Do Q\n".encode())
        for note in page.obj.get("/Annots", []):
            self.take(note)

    def take(self, note: Object) -> None:
        """Move an annotation."""
        note.P = self.side
        for key in ("/Rect", "/QuadPoints"):
            if key in note:
                note[key] = Array(
                    [_moved(one, self.shift if place % 2 == 0 else 0) for place, one in enumerate(note[key])]
                )
        if "/Annots" not in self.side:
            self.side.Annots = Array()
        self.side.Annots.append(note)


def _streams(contents: Object) -> Sequence[Any]:
    return list(contents) if isinstance(contents, Array) else [contents]


def _moved(number: Any, shift: float) -> Decimal:
    return Decimal(str(round(float(number) + shift, 3)))


def _move_structure(root: Object, places: dict[tuple[int, int], _Place]) -> None:
    """Let every element name its content by sheet and form."""
    waiting: list[tuple[Object, Object | None]] = [(root.StructTreeRoot, None)]
    while waiting:
        element, inherited = waiting.pop()
        page = element.get("/Pg", inherited)
        if "/Pg" in element:
            element.Pg = places[element.Pg.objgen].side
        if "/K" not in element:
            continue
        kids = list(element.K) if isinstance(element.K, Array) else [element.K]
        moved = []
        for kid in kids:
            if not isinstance(kid, Dictionary):
                moved.append(_reference(int(kid), page, places))
            elif kid.get("/Type") == Name.MCR:
                moved.append(_reference(int(kid.MCID), kid.get("/Pg", page), places))
            elif kid.get("/Type") == Name.OBJR:
                if "/Pg" in kid:
                    kid.Pg = places[kid.Pg.objgen].side
                moved.append(kid)
            else:
                moved.append(kid)
                waiting.append((kid, page))
        element.K = Array(moved)


def _reference(number: int, page: Object | None, places: dict[tuple[int, int], _Place]) -> Object:
    if page is None:
        raise ValueError("the structure tree has content that is on no page")
    place = places[page.objgen]
    return Dictionary(Type=Name.MCR, Pg=place.side, Stm=place.form, MCID=number)


def _move_targets(pdf: Pdf, places: dict[tuple[int, int], _Place]) -> None:
    """Let bookmarks and links lead to the sheets."""
    for one in islice(pdf.objects, len(pdf.objects)):
        if isinstance(one, Dictionary):
            for key in ("/Dest", "/D"):
                if key in one and isinstance(one[key], Array):
                    _move_target(one[key], places)
        elif isinstance(one, Array):
            _move_target(one, places)


def _move_target(target: Object, places: dict[tuple[int, int], _Place]) -> None:
    if len(target) < 2 or not isinstance(target[0], Dictionary) or target[0].objgen not in places:
        return
    place = places[target[0].objgen]
    target[0] = place.side
    if target[1] == Name.XYZ and len(target) > 2 and target[2] is not None:
        target[2] = _moved(target[2], place.shift)
