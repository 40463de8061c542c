"""What may a change not make worse without saying why?

Coverage, freshness, weight, and the rules themselves.

An excuse counts only when the change itself brings it: an old one would let everything through that comes later.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from courselib.causes import Causes
from courselib.coverage import Cell, is_stale, matrix
from courselib.finding import Finding, Level, Problem, rule
from courselib.load_data import DATA_FILE_LIMIT
from courselib.message import Message, say
from courselib.model import BuiltPage, BuiltSite, Library, Page, State, Where
from courselib.source import Report, read_text, read_yaml

TOLERANCE = 0.02
"""Part of itself by which a measure may grow unexcused: a sentence more in the longest lesson is no setback."""


def lost_coverage() -> None:
    """A change leaves every course at least what it had: what it owes, teaches, asks about, has in all languages.

    Bad:  the only lesson that teaches 4.2 taken out of course.yml
    Good: another lesson for 4.2; or in course.yml: ignore: {R101: "4.2 moves to the next level"}
    """


def lost_freshness() -> None:
    """A change of a source page brings its translations along, or says why not.

    Bad:  index.vi.md changed, index.en.md still made from the text before
    Good: both changed and stamped; or courselib stamp index.en.md --unchanged "mended a link";
          or in lesson.yml: ignore: {R102: "the translator comes on Friday"}
    """


def grown_weight() -> None:
    """A change leaves what readers load as light as it was: two parts in a hundred are let pass.

    Bad:  the heaviest lesson grows from 8,000 to 9,000 bytes
    Good: the same in 8,100; or in lesson.yml: ignore: {R103: "the new step keeps people from harm"}
    """


def raised_limit() -> None:
    """A limit of budgets.yml is raised with a reason.

    Bad:  page_bytes: 20000 instead of 14000
    Good: 14000; or in checks.yml: ignore: {R104: "the coverage map got a row"}
    """


def loosened_rule() -> None:
    """What was an error stays one, and a complete course or language stays complete, unless the change says why.

    Bad:  L101 added to the warnings of checks.yml
    Good: the sentence cut in two; or in checks.yml: ignore: {R105: "counts words wrongly in lists"}
    """


COVERAGE = rule("R101", lost_coverage, ("D", "S113", "Q102", "Q103"))
FRESHNESS = rule("R102", lost_freshness, ("D", "S", "K", "L"))
WEIGHT = rule("R103", grown_weight)
LIMIT = rule("R104", raised_limit)
RULE = rule("R105", loosened_rule)


KEPT = (State.TAUGHT, State.EVIDENCED, State.BILINGUAL)
"""States that no course may lose; freshness has a rule of its own, at the translation."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that readers pay, with its budget."""

    name: str
    """Key of budgets.yml, and the language where there is one a language."""
    value: float
    limit: float
    where: Where
    """The page that sets it, or its budget."""


@dataclass(frozen=True, slots=True)
class Before:
    """The library that a change began from."""

    library: Library
    findings: tuple[Finding, ...]
    built: BuiltSite | None
    """Its site on the scales, if it could be built."""
    today: date
    """The same day for both libraries, so that no fact is late in one of them only."""

    @property
    def cells(self) -> Mapping[str, Mapping[str, Cell]]:
        """Its coverage."""
        return matrix(self.library, self.today)

    def could_read(self, path: str) -> bool:
        """Whether a data file was there and whole: otherwise its values were not those of the library."""
        return not any(one.where.path == path and one.code.startswith("D") for one in self.findings)


def worse(before: Before, library: Library, built: BuiltSite | None, findings: Sequence[Finding] = ()) -> list[Finding]:
    """What became worse, each thing with its excuse if the change brings one.

    Args:
        before: the library that the change began from.
        library: the library as it is now.
        built: its site on the scales, if it could be built.
        findings: what is wrong with it; what only follows from what is new in it is not said.

    """
    signed = [
        *((COVERAGE, one) for one in _coverage(before, library)),
        *((FRESHNESS, one) for one in _freshness(before.library, library)),
        *((WEIGHT, one) for one in _weight(before, library, built)),
        *((LIMIT, one) for one in _limits(before, library)),
        *((RULE, one) for one in _rules(before, library)),
    ]
    old = {(one.code, one.within, one.reason) for one in before.library.excuses()}
    new = [one for one in library.excuses() if (one.code, one.within, one.reason) not in old]
    known = {(one.code, one.where.path, str(one.message)) for one in before.findings}
    causes = Causes([one for one in findings if (one.code, one.where.path, str(one.message)) not in known])
    made = [(rule.found(problem, Level.ERROR), problem) for rule, problem in signed]
    found = [finding for finding, problem in made if not causes.explain(finding, problem)]
    return [
        next(
            (
                replace(finding, level=Level.EXCUSED, excuse=one.reason)
                for one in new
                if one.code == finding.code and one.covers(finding.where.path)
            ),
            finding,
        )
        for finding in found
    ]


def stale_pages(before: Library, after: Library) -> Iterator[tuple[Page, Page]]:
    """Translations that were fresh before and are stale now, each with its source."""
    fresh = {
        (page.id, page.language)
        for page in before.all_pages()
        if not is_stale(page, before.siblings(page).get(before.source.code))
    }
    for page in after.all_pages():
        source = after.siblings(page).get(after.source.code)
        if source is not None and is_stale(page, source) and (page.id, page.language) in fresh:
            yield page, source


def measures(built: BuiltSite, library: Library) -> list[Measure]:
    """What is weighed on a site, by the names of the budgets."""
    budgets, file = library.budgets, f"{library.root}/_data/budgets.yml"
    emergency = {page.where for page in library.emergency.values()}
    heaviest = [
        _heaviest("lesson_bytes", budgets.lesson_bytes, [page for page in built.pages if page.lesson]),
        _heaviest("page_bytes", budgets.page_bytes, [page for page in built.pages if not page.lesson]),
        _heaviest("emergency_bytes", budgets.emergency_bytes, [one for one in built.pages if one.where in emergency]),
    ]
    found = [one for one in heaviest if one is not None]
    if built.pages:
        scripts = max(built.pages, key=lambda one: one.script_size)
        found.append(Measure("script_bytes", scripts.script_size, budgets.script_bytes, scripts.where))
    found.append(Measure("search_bytes", built.search, budgets.search_bytes, Where(file)))
    for language in library.languages:
        own = [page for page in built.pages if page.lesson and page.language == language.code]
        if own:
            ratio = max(own, key=_ratio)
            mean = statistics.mean(page.size for page in own)
            found += [
                Measure(f"page_to_text {language.code}", round(_ratio(ratio), 2), budgets.page_to_text, ratio.where),
                Measure(
                    f"offline_lesson_bytes {language.code}", round(mean), budgets.offline_lesson_bytes, Where(file)
                ),
            ]
    return found


def _heaviest(name: str, limit: int, pages: list[BuiltPage]) -> Measure | None:
    if not pages:
        return None
    page = max(pages, key=lambda one: one.size)
    return Measure(name, page.size, limit, page.where)


def _ratio(page: BuiltPage) -> float:
    return page.size / page.text_size if page.text_size else 0.0


def _coverage(before: Before, library: Library) -> Iterator[Problem]:
    after = matrix(library, before.today)
    for name, row in before.cells.items():
        course = library.courses.get(name)
        where = course.where if course else Where(f"{library.root}/_data/required.yml")
        lost: dict[State, list[str]] = {}
        for code, cell in row.items():
            now = after.get(name, {}).get(code)
            kept = now.states if now else frozenset()
            gone = next((state for state in KEPT if state in cell.states and state not in kept), None)
            if gone:
                lost.setdefault(gone, []).append(code)
        for state, codes in lost.items():
            words = _lost(state, ", ".join(codes), name)
            taught = {lesson for code in codes for lesson in row[code].lessons}
            yield Problem(
                where,
                words,
                say("bring it back, {excuse}", excuse=_excuse("R101", where, library)),
                within=(where.path, *(f"{library.root}/{lesson}/" for lesson in sorted(taught))),
            )
        dropped = [code for code, cell in row.items() if cell.owed and not _owes(after, name, code)]
        if dropped:
            required = Where(f"{library.root}/_data/required.yml")
            words = say("{course} no longer owes {codes}", course=name, codes=", ".join(dropped))
            yield Problem(required, words, say("bring it back, {excuse}", excuse=_excuse("R101", required, library)))


def _lost(state: State, codes: str, course: str) -> Message:
    if state is State.TAUGHT:
        return say("{course} does not teach {codes} any more", course=course, codes=codes)
    if state is State.EVIDENCED:
        return say("{course} does not ask about {codes} in two questions any more", course=course, codes=codes)
    return say("{course} does not teach {codes} in every language any more", course=course, codes=codes)


def _owes(cells: Mapping[str, Mapping[str, Cell]], course: str, code: str) -> bool:
    cell = cells.get(course, {}).get(code)
    return cell is not None and cell.owed


def _freshness(before: Library, library: Library) -> Iterator[Problem]:
    for page, source in stale_pages(before, library):
        if library.language(page.language).growing:
            continue
        yield Problem(
            page.stamp_where,
            say("the change leaves this translation behind {source}", source=source.where.path),
            _to_follow(page, source, _excuse("R102", page.where, library)),
            within=(source.where.path,),
        )


def _to_follow(page: Page, source: Page, excuse: Message) -> Message:
    """What to do with a translation; its meaning can be the same only when its parts are."""
    if page.document.shape != source.document.shape:
        return say(
            "bring it up to date, then type: courselib stamp {path} (in the browser, write source: "
            '"{fingerprint}" under translation); {excuse}',
            path=page.where.path,
            fingerprint=source.fingerprint,
            excuse=excuse,
        )
    return say(
        "bring it up to date, then type: courselib stamp {path} (in the browser, write source: "
        '"{fingerprint}" under translation); if the meaning is the same: courselib stamp {path} '
        '--unchanged "why"; {excuse}',
        path=page.where.path,
        fingerprint=source.fingerprint,
        excuse=excuse,
    )


def _weight(before: Before, library: Library, built: BuiltSite | None) -> Iterator[Problem]:
    if before.built is None or built is None:
        return
    earlier = {one.name: one.value for one in measures(before.built, before.library)}
    for one in measures(built, library):
        if one.name in earlier and one.value > earlier[one.name] * (1 + TOLERANCE):
            # A page that is made from no file of its own has none that could say why it grows.
            own = one.where.path.startswith(f"{library.root}/")
            where = one.where if own else Where(f"{library.root}/_data/budgets.yml")
            yield Problem(
                where,
                say(
                    "{measure} grows from {before} to {after}; the limit is {limit}",
                    measure=one.name,
                    before=earlier[one.name],
                    after=one.value,
                    limit=one.limit,
                ),
                say("make it lighter again, {excuse}", excuse=_excuse("R103", where, library)),
            )


def _limits(before: Before, library: Library) -> Iterator[Problem]:
    path = f"{library.root}/_data/budgets.yml"
    text = read_text(path, path, DATA_FILE_LIMIT, Report())
    parsed = None if text is None else read_yaml(text, path, Report())
    if parsed is None or not isinstance(parsed.value, dict) or not before.could_read(path):
        return  # the loader says what is wrong with it
    for name in library.budgets.__slots__:
        old, new = getattr(before.library.budgets, name), getattr(library.budgets, name)
        # Where a value is wrong, others stand in for all of them.
        if new > old and parsed.value.get(name) == new:
            where = parsed.where(name)
            words = say("{name} is raised from {before} to {after}", name=name, before=old, after=new)
            yield Problem(
                where, words, say("write {value} again, {excuse}", value=old, excuse=_excuse("R104", where, library))
            )


def _rules(before: Before, library: Library) -> Iterator[Problem]:
    old, new = before.library.policy, library.policy
    file, languages = f"{library.root}/_data/checks.yml", f"{library.root}/_data/languages.yml"
    places = {ref.target: ref.where for ref in new.codes}
    warning = sorted(new.warning - old.warning) if before.could_read(file) else ()
    growing = sorted(new.growing - old.growing - old.warning) if before.could_read(file) else ()
    for code in warning:
        yield Problem(places[code], say("{code} becomes a warning", code=code), _back(places[code], library))
    for code in growing:
        words = say("{code} becomes a warning while a course is growing", code=code)
        yield Problem(places[code], words, _back(places[code], library))
    for name, course in library.courses.items():
        earlier = before.library.courses.get(name)
        if earlier is not None and course.growing and not earlier.growing:
            words = say("{name} was complete and calls itself growing again", name=name)
            yield Problem(course.where, words, _back(course.where, library))
    complete = [one.code for one in before.library.complete_languages] if before.could_read(languages) else ()
    for language in library.languages:
        if language.growing and language.code in complete:
            words = say("{name} was complete and calls itself growing again", name=say(language.name))
            yield Problem(Where(languages), words, _back(Where(languages), library))


def _back(where: Where, library: Library) -> Message:
    return say("bring it back, {excuse}", excuse=_excuse("R105", where, library))


def _excuse(code: str, where: Where, library: Library) -> Message:
    """Where to write the excuse for a finding at a place."""
    inside = where.path.removeprefix(f"{library.root}/")
    if inside.startswith("_data/"):
        file = f"{library.root}/_data/checks.yml"
    elif inside.count("/") == 3:
        file = f"{where.path.rpartition('/')[0]}/lesson.yml"
    else:
        file = where.path
    return say('or say why in {file}, with a line: ignore: {{{code}: "why"}}', file=file, code=code)
