"""What a change does to the library: findings, coverage, translations, sizes, excuses, before and after.

The result is plain data that can be written as JSON in one place and read in another that does not trust the first:
every field has a type and a length, and what does not fit is refused as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from courselib.coverage import Cell, matrix
from courselib.finding import Finding, Level
from courselib.languages import standings
from courselib.message import Message
from courselib.model import BuiltSite, Library
from courselib.ratchet import Before, measures, stale_pages, worse
from courselib.reports.coverage import marks

LONGEST, LONGEST_NAME = 2_000, 400
Line = Annotated[str, StringConstraints(max_length=LONGEST)]
Name = Annotated[str, StringConstraints(max_length=LONGEST_NAME)]
Code = Annotated[str, StringConstraints(pattern=r"^[A-Z][0-9]{3}$")]
Commit = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40,64}$")]
Marks = Annotated[str, StringConstraints(pattern=r"^[TEBF-]{0,4}$")]
Count = Annotated[int, Field(ge=0, le=10**9)]
MOST = 2_000
"""Entries of a list that are kept; a change with more is looked at by hand."""


class Data(BaseModel):
    """Base of all parts: strict types, no unknown keys, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Said(Data):
    """A sentence in the languages of the tools."""

    en: Line
    vi: Line


class FindingData(Data):
    """One finding."""

    path: Name
    line: Count
    column: Count
    code: Code
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,60}$")]
    level: Annotated[str, StringConstraints(pattern=r"^(error|warning|excused)$")]
    message: Said
    hint: Said
    excuse: Line
    changed: bool
    """Whether its file is part of the change; the others are found around it."""


class CellData(Data):
    """A cell of the coverage matrix that the change alters."""

    course: Name
    competence: Name
    before: Marks
    after: Marks


class StandingData(Data):
    """How far a language has come, before and after."""

    language: Name
    pages: tuple[Count, Count]
    there: tuple[Count, Count]
    fresh: tuple[Count, Count]


class StaleData(Data):
    """A page that the change leaves behind its source."""

    path: Name
    source: Name


class StampData(Data):
    """A translation that was stamped without being compared."""

    path: Name
    reason: Line


class SizeData(Data):
    """A page of the site, in bytes after gzip -9; 0 where it is not there."""

    path: Name
    before: Count
    after: Count


class MeasureData(Data):
    """A measure that has a budget."""

    name: Name
    before: Annotated[float, Field(ge=0, le=10**9)] | None
    after: Annotated[float, Field(ge=0, le=10**9)] | None
    limit: Annotated[float, Field(ge=0, le=10**9)]


class Change(Data):
    """What a change does to the library."""

    base: Commit
    findings: Annotated[list[FindingData], Field(max_length=MOST)]
    """Those in changed files, and those elsewhere that were not there before; errors first."""
    findings_left_out: Count
    cells: Annotated[list[CellData], Field(max_length=MOST)]
    complete: tuple[Count, Count]
    """Owed cells that are complete, before and after."""
    owed: tuple[Count, Count]
    languages: Annotated[list[StandingData], Field(max_length=100)]
    stale: Annotated[list[StaleData], Field(max_length=MOST)]
    stamps: Annotated[list[StampData], Field(max_length=MOST)]
    sizes: Annotated[list[SizeData], Field(max_length=MOST)]
    """Pages of the change that became lighter or heavier."""
    measures: Annotated[list[MeasureData], Field(max_length=100)]
    """Empty where one of the two sites could not be built."""

    @property
    def shut(self) -> bool:
        """Whether it may not be merged as it is."""
        return any(one.level == "error" for one in self.findings)


def change(
    base: str,
    before: Before,
    library: Library,
    findings: Sequence[Finding],
    built: BuiltSite | None,
    changed: frozenset[str],
) -> Change:
    """Compare the library with what it was.

    Args:
        base: the commit it is compared with.
        before: the library of that commit.
        library: the library now.
        findings: everything found about it.
        built: its site on the scales, if it could be built.
        changed: paths of the files that differ, as findings name them.

    """
    shown = _shown([*findings, *worse(before, library, built, findings)], before, changed)
    cells = [cell for row in matrix(library, before.today).values() for cell in row.values()]
    earlier = [cell for row in before.cells.values() for cell in row.values()]
    return Change(
        base=base,
        findings=[_finding(one, changed) for one in shown[:MOST]],
        findings_left_out=max(0, len(shown) - MOST),
        cells=_cells(earlier, cells)[:MOST],
        complete=(sum(one.owed and one.complete for one in earlier), sum(one.owed and one.complete for one in cells)),
        owed=(sum(one.owed for one in earlier), sum(one.owed for one in cells)),
        languages=_languages(before.library, library),
        stale=[
            StaleData(path=_name(page.where.path), source=_name(source.where.path))
            for page, source in stale_pages(before.library, library)
        ][:MOST],
        stamps=_stamps(before.library, library)[:MOST],
        sizes=_sizes(before.built, built, changed)[:MOST],
        measures=_measures(before, library, built),
    )


def _shown(findings: Iterable[Finding], before: Before, changed: frozenset[str]) -> list[Finding]:
    """Findings in changed files, and new ones elsewhere: errors first, without what another part of the report says."""
    known = {(one.where.path, one.code, str(one.message)) for one in before.findings}
    kept = [
        one
        for one in findings
        if one.where.path in changed or (one.where.path, one.code, str(one.message)) not in known
    ]
    behind = {one.where.path for one in kept if one.code == "R102"}
    kept = [one for one in kept if not _said_elsewhere(one, behind)]
    return sorted(kept, key=lambda one: (list(Level).index(one.level), one.where, one.code))


def _said_elsewhere(finding: Finding, behind: AbstractSet[str]) -> bool:
    """Cells still missing stand in the coverage of the report; R102 says more than T104."""
    if finding.code.startswith("C"):
        return finding.level is Level.WARNING
    return finding.code == "T104" and finding.where.path in behind


def _finding(one: Finding, changed: frozenset[str]) -> FindingData:
    return FindingData(
        path=_name(one.where.path),
        line=one.where.line,
        column=one.where.column,
        code=one.code,
        name=one.name,
        level=one.level.value,
        message=_said(one.message),
        hint=_said(one.hint),
        excuse=one.excuse[:LONGEST],
        changed=one.where.path in changed,
    )


def _said(message: Message) -> Said:
    return Said(en=message.in_language("en")[:LONGEST], vi=message.in_language("vi")[:LONGEST])


def _name(text: str) -> str:
    """As much of a path as is kept."""
    return text[:LONGEST_NAME]


def _cells(earlier: Sequence[Cell], cells: Sequence[Cell]) -> list[CellData]:
    before = {(cell.course, cell.competence): marks(cell) for cell in earlier}
    after = {(cell.course, cell.competence): marks(cell) for cell in cells}
    return [
        CellData(course=key[0], competence=key[1], before=before.get(key, ""), after=after.get(key, ""))
        for key in {**after, **before}
        if before.get(key, "") != after.get(key, "")
    ]


def _languages(before: Library, after: Library) -> list[StandingData]:
    old = {one.language.code: one for one in standings(before)}
    new = {one.language.code: one for one in standings(after)}
    return [
        StandingData(
            language=code,
            pages=(old[code].pages if code in old else 0, new[code].pages if code in new else 0),
            there=(old[code].there if code in old else 0, new[code].there if code in new else 0),
            fresh=(old[code].fresh if code in old else 0, new[code].fresh if code in new else 0),
        )
        for code in {**new, **old}
    ]


def _stamps(before: Library, after: Library) -> list[StampData]:
    old = {(page.id, page.language, page.stamp, page.unchanged) for page in before.all_pages()}
    return [
        StampData(path=_name(page.where.path), reason=page.unchanged[:LONGEST])
        for page in after.all_pages()
        if page.unchanged and (page.id, page.language, page.stamp, page.unchanged) not in old
    ]


def _sizes(before: BuiltSite | None, after: BuiltSite | None, changed: frozenset[str]) -> list[SizeData]:
    old = {page.path: page.size for page in before.pages} if before else {}
    new = {page.path: page.size for page in after.pages} if after else {}
    touched = {
        page.path for site in (before, after) if site for page in site.pages if _touched(page.where.path, changed)
    }
    return [
        SizeData(path=_name(path), before=old.get(path, 0), after=new.get(path, 0))
        for path in sorted(touched)
        if before and after and old.get(path, 0) != new.get(path, 0)
    ]


def _touched(path: str, changed: frozenset[str]) -> bool:
    """Whether a page is made from a changed file: a lesson's page also from the other files of its folder."""
    folder = path.rpartition("/")[0]
    return path in changed or any(name.rpartition("/")[0] == folder for name in changed)


def _measures(before: Before, library: Library, built: BuiltSite | None) -> list[MeasureData]:
    if before.built is None or built is None:
        return []
    old = {one.name: one.value for one in measures(before.built, before.library)}
    return [
        MeasureData(name=one.name, before=old.get(one.name), after=one.value, limit=one.limit)
        for one in measures(built, library)
    ]
