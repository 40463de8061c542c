"""What a change does, for the terminal, as annotations at its lines, and as the one comment under a pull request.

The data may come from a stranger: everything of it that is shown goes through `github_markdown` or the escapes of
workflow commands.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from courselib.change import Change, FindingData, Said
from courselib.message import ENGLISH, Message, say
from courselib.reports.coverage import LEGEND
from courselib.reports.findings import annotation, count_errors, count_warnings
from courselib.reports.github_markdown import code, one_line, plain

MARKER = "<!-- courselib change -->"
"""First line of the comment, by which the next one finds it."""

LONGEST = 60_000
"""Characters of a comment; GitHub takes 65,536."""

LONGEST_HINT = 500
"""Characters of a message or a hint: what to type next should not be cut."""

SIGNS = {"error": "❌", "warning": "⚠️", "excused": "📝"}


def text(change: Change, language: str) -> Iterator[str]:
    """For a terminal: the findings, then what changed, then whether it may be merged."""
    for one in reversed(change.findings):
        mark = {"error": "", "warning": f" ({say('warning').in_language(language)})"}.get(one.level)
        if mark is not None:
            message, hint = (one_line(_in(said, language), LONGEST_HINT) for said in (one.message, one.hint))
            yield f"{one_line(one.path)}:{one.line}:{one.column} {one.code} {one.name}: {message}{mark}"
            yield f"  {say('hint: {hint}', hint=hint).in_language(language)}"
    for title, lines in _sections(change, language):
        yield ""
        yield title
        yield from (f"  {line}" for line in lines)
    yield ""
    yield verdict(change).in_language(language)


def github(change: Change, language: str) -> Iterator[str]:
    """Workflow commands that GitHub shows at the line, errors first: it shows only the first ten of each kind."""
    for one in change.findings:
        if one.level != "excused":
            hint = say("hint: {hint}", hint=_in(one.hint, language)).in_language(language)
            message = f"{_in(one.message, language)}\n{hint}"
            yield annotation(one.level, (one.path, one.line, one.column), f"{one.code} {one.name}", message)
    yield verdict(change).in_language(language)


def comment(change: Change, preview: str) -> Iterator[str]:
    """The comment: Vietnamese, then English in a fold.

    Args:
        change: what is said.
        preview: address of the built site, made by whoever posts; empty where there is none.

    """
    yield MARKER
    body = [*_comment(change, preview, "vi"), "", "<details><summary>In English</summary>", ""]
    body += [*_comment(change, preview, ENGLISH), "", "</details>"]
    if len("\n".join(body)) > LONGEST:
        body = [*_short(change, preview, "vi"), "", *_short(change, preview, ENGLISH)]
    yield from body


def verdict(change: Change) -> Message:
    """Whether it may be merged."""
    errors = sum(one.level == "error" for one in change.findings)
    warnings = sum(one.level == "warning" for one in change.findings)
    if errors:
        return say(
            "not ready to merge: {errors}, {warnings}",
            errors=count_errors(errors),
            warnings=count_warnings(warnings),
        )
    if warnings:
        return say("ready to merge; {warnings} to look at", warnings=count_warnings(warnings))
    return say("ready to merge: nothing to mend")


def _in(said: Said, language: str) -> str:
    return said.en if language == ENGLISH else said.vi


def _short(change: Change, preview: str, language: str) -> Iterator[str]:
    yield f"## {_sign(change)} {verdict(change).in_language(language)}"
    yield say("The list is too long for a comment: see the annotations in the changed files.").in_language(language)
    yield from _preview(preview, language)


def _sign(change: Change) -> str:
    return SIGNS["error"] if change.shut else "✅"


def _comment(change: Change, preview: str, language: str) -> Iterator[str]:
    yield f"## {_sign(change)} {verdict(change).in_language(language)}"
    yield from _preview(preview, language)
    mend = [one for one in change.findings if one.level != "excused"]
    if mend:
        yield ""
        yield say(
            "Mend these in your branch and push again: this comment is written anew. Nothing is lost."
        ).in_language(language)
    for place, findings in groupby(sorted(mend, key=_place), key=_place):
        yield from ("", f"#### {code(place)}", "")
        for one in findings:
            where, words = code(f"{_name(one)}:{one.line}"), plain(_in(one.message, language), LONGEST_HINT)
            yield f"- {SIGNS[one.level]} {where} {words} ({one.code})"
            yield f"  → {plain(_in(one.hint, language), LONGEST_HINT)}"
    if change.findings_left_out:
        yield ""
        yield say("and {number} more", number=change.findings_left_out).in_language(language)
    for at, (title, table) in enumerate(_tables(change, language)):
        yield from ("", f"### {title}", "", *table)
        if change.cells and at == 0:  # coverage comes first
            yield from ("", LEGEND.in_language(language))


def _preview(preview: str, language: str) -> Iterator[str]:
    if preview:
        yield ""
        words = say("See the pages as they would be: download the preview, unpack it, open index.html")
        yield f"[{words.in_language(language)}]({preview})"


def _place(one: FindingData) -> str:
    """What findings are listed under: the lesson, or the file."""
    parts = one.path.split("/")
    return "/".join(parts[:-1]) + "/" if len(parts) > 4 else one.path


def _name(one: FindingData) -> str:
    place = _place(one)
    return one.path.removeprefix(place) if place.endswith("/") else one.path.rpartition("/")[2]


def _sections(change: Change, language: str) -> Iterator[tuple[str, list[str]]]:
    for title, rows in _parts(change, language):
        yield title, [" · ".join(one_line(cell) for cell in row if cell) for row in rows]


def _tables(change: Change, language: str) -> Iterator[tuple[str, list[str]]]:
    for title, rows in _parts(change, language):
        first, *rest = [[_cell(cell) for cell in row] for row in rows]
        head = [f"| {' | '.join(first)} |", f"| {' | '.join('---' for _ in first)} |"]
        yield title, [*head, *(f"| {' | '.join(row)} |" for row in rest)]


def _cell(text: str) -> str:
    """Paths and marks of states as code, words as words."""
    return code(text) if "/" in text or (text and not text.strip("TEBF-")) else plain(text)


def _parts(change: Change, language: str) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The parts of the report that are tables: title, head and rows."""

    def words(*messages: Message) -> tuple[str, ...]:
        return tuple(message.in_language(language) for message in messages)

    before, after = say("before"), say("after")
    coverage = say(
        "Coverage: {before} of {owed_before} owed cells complete before, {after} of {owed} after",
        before=change.complete[0],
        owed_before=change.owed[0],
        after=change.complete[1],
        owed=change.owed[1],
    )
    if change.cells:
        rows = [(one.course, one.competence, one.before or "–", one.after or "–") for one in change.cells]
        head = words(say("course"), say("competence"), before, after)
        yield coverage.in_language(language), [head, *rows]
    if change.stale:
        stale = [(one.path, one.source) for one in change.stale]
        yield say("Translations left behind").in_language(language), [words(say("translation"), say("source")), *stale]
    moved = [one for one in change.languages if _moved(one.pages, one.there, one.fresh)]
    if moved:
        head = words(say("language"), say("pages"), say("there"), say("fresh"))
        standing = [(one.language, _step(one.pages), _step(one.there), _step(one.fresh)) for one in moved]
        yield say("Languages").in_language(language), [head, *standing]
    if change.stamps:
        stamps = [(one.path, one.reason) for one in change.stamps]
        title = say("Stamped as unchanged in meaning: please look at each")
        yield title.in_language(language), [words(say("translation"), say("reason")), *stamps]
    excuses = [(one.path, one.code, one.excuse) for one in change.findings if one.level == "excused"]
    if excuses:
        title = say("Excuses: please judge each")
        yield title.in_language(language), [words(say("file"), say("code"), say("reason")), *excuses]
    if change.sizes:
        sizes = [(one.path, str(one.before), str(one.after), f"{one.after - one.before:+d}") for one in change.sizes]
        title = say("Bytes of the changed pages, after gzip -9")
        yield title.in_language(language), [words(say("page"), before, after, say("difference")), *sizes]
    measured = [
        (one.name, _number(one.before), _number(one.after), _number(one.limit))
        for one in change.measures
        if one.before != one.after
    ]
    if measured:
        yield say("Budgets").in_language(language), [words(say("measure"), before, after, say("limit")), *measured]


def _moved(*pairs: tuple[int, int]) -> bool:
    return any(old != new for old, new in pairs)


def _step(pair: tuple[int, int]) -> str:
    return str(pair[1]) if pair[0] == pair[1] else f"{pair[0]} → {pair[1]}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
