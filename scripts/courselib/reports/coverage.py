"""The coverage matrix as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from courselib.coverage import Cell
from courselib.message import say
from courselib.model import Library, State

Matrix = Mapping[str, Mapping[str, Cell]]
LEGEND = say(
    "T taught, E evidenced, B bilingual, F fresh; ---- owed and missing; - one of them missing; blank not owed"
)
LETTERS = {state: state.value[0].upper() for state in State}


def text(matrix: Matrix, library: Library, language: str) -> Iterator[str]:
    """A table with a column a course; letters are the states a cell has."""
    yield LEGEND.in_language(language)
    width = max([len(code) for code in library.competences] or [4])
    yield " " * width + "  " + "  ".join(f"{name:18}" for name in matrix)
    for code in library.competences:
        cells = (f"{marks(row[code]):18}" for row in matrix.values())
        yield f"{code:{width}}  {'  '.join(cells)}".rstrip()
    for name, row in matrix.items():
        owed = [cell for cell in row.values() if cell.owed]
        complete = sum(cell.complete for cell in owed)
        line = say("{course}: {complete} of {owed} complete", course=name, complete=complete, owed=len(owed))
        yield line.in_language(language)


def markdown(matrix: Matrix, library: Library) -> Iterator[str]:
    """The same as a Markdown table, competences with their names."""
    yield "| | " + " | ".join(matrix) + " |"
    yield "| --- |" + " --- |" * len(matrix)
    source = library.source.code
    for code, competence in library.competences.items():
        cells = " | ".join(marks(row[code]) for row in matrix.values())
        yield f"| {code} {competence.name[source]} | {cells} |"


def as_json(matrix: Matrix) -> Iterator[str]:
    """The cells as JSON: course, competence, owed, states, lessons."""
    rows = [
        {
            "course": cell.course,
            "competence": cell.competence,
            "owed": cell.owed,
            "states": [state.value for state in State if state in cell.states],
            "complete": cell.complete,
            "lessons": list(cell.lessons),
        }
        for row in matrix.values()
        for cell in row.values()
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def marks(cell: Cell) -> str:
    """The states of a cell as letters; empty when nobody owes it and nothing is there."""
    if not cell.owed and not cell.states:
        return ""
    return "".join(LETTERS[state] if state in cell.states else "-" for state in State)
