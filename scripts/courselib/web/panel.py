"""What is wrong with a page, on top of it: for someone who is writing it. A built page never has this."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from courselib import checks
from courselib.finding import Finding, Level
from courselib.message import Message, say
from courselib.model import Focus, Library
from courselib.reports import findings as report
from courselib.web.policy import policy
from courselib.web.site import Site

LEVELS = {Level.ERROR: say("error"), Level.WARNING: say("warning")}
BESIDE = {"index": ("_data/home.yml",)}
"""Files of `_data` that one page alone is made of, by its id."""

_TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)


@dataclass(frozen=True, slots=True)
class Row:
    """A finding as it is shown."""

    level: str
    """Value of its level, which the style knows."""
    level_name: str
    place: str
    """File and line."""
    rule: str
    """Code and name."""
    message: str
    hint: str


def about(page: str, site: Site, loaded: Sequence[Finding]) -> list[Finding]:
    """What is wrong with the files that a page is made of, and with files of `_data` that could not be read.

    Args:
        page: id of the page; the page and the session plan of a lesson share its folder.
        site: the site it belongs to.
        loaded: the findings of the loader.

    """
    library = site.library
    focus, own = _focus(page, library)
    basis = f"{library.root}/_data/"
    found = checks.run(replace(library, focus=focus), site.today, loaded)
    broken = {one.where for one in loaded if one.where.path.startswith(basis)}
    return [one for one in found if own(one.where.path) or one.where in broken]


def _focus(page: str, library: Library) -> tuple[Focus, Callable[[str], bool]]:
    """What has to be looked at for a page, and whether a file is its own."""
    root, (folder, _, _) = library.root, page.rpartition("/")
    if folder.count("/") == 2:
        prefix = f"{folder}/"
        files = tuple(file for file in library.files if file.startswith(prefix))
        return Focus((folder,), (), files), lambda path: path.startswith(f"{root}/{prefix}")
    names = [f"{page}.{language.code}.md" for language in library.languages]
    course = library.courses.get(folder)
    # Whether an excuse of a course is still needed is seen from its lessons.
    lessons = course.folders if course and course.excuses else ()
    files = tuple(name for name in (*names, f"{folder}/course.yml") if name in library.files)
    shown = {f"{root}/{name}" for name in (*names, f"{folder}/course.yml", *BESIDE.get(page, ()))}
    return Focus(lessons, (page,) if page in library.pages else (), files), shown.__contains__


def rows(findings: Iterable[Finding], language: str) -> list[Row]:
    """Findings without an excuse, in the words of an editor."""
    return [
        Row(
            one.level.value,
            LEVELS[one.level].in_language(language),
            f"{one.where.path}:{one.where.line}",
            f"{one.code} {one.name}",
            one.message.in_language(language),
            report.hint(one, language),
        )
        for one in findings
        if one.level in LEVELS
    ]


def put_on(
    html: str, path: str, findings: Sequence[Finding], language: str, state: str = "", *, bare: bool = False
) -> tuple[str, str]:
    """A finished page with its findings on top, and with a script that shows the next change.

    Args:
        html: the page as it would be built; without a policy if it is none of the site's.
        path: where it was asked for.
        findings: what is wrong with it, in the order in which it is shown.
        language: the editor's language.
        state: what else the page shows but does not hold; another state makes another sum.
        bare: whether the page only says why there is none: the panel then takes its own place, and stays away when
            there are no findings.

    Returns:
        The page, and a sum that is the same as long as the page and its findings are.

    """
    shown = rows(findings, language)
    total = report.total(findings) if shown else None if bare else say("0 findings")
    said = total.in_language(language) if total else ""
    seen = _sum(html, said, repr(shown), state)
    given = {
        "path": path,
        "bare": bare,
        "seen": seen,
        "language": language,
        "label": say("what is wrong with this page").in_language(language),
        "total": said,
        "worst": next((level.value for level in LEVELS if any(one.level is level for one in findings)), "clean"),
        "rows": shown,
        "sum": _sum(*(f"{row.place.rpartition(':')[0]} {row.rule} {row.message}" for row in shown)),
    }
    panel = _TEMPLATES.get_template("panel.html").render(given)
    head, body, rest = html.partition("<body>")
    made = f"{head}{body}{panel}\n{rest}" if body else f"{panel}\n{html}"
    return made.replace(policy(html), policy(made), 1), seen


def bare(title: Message, text: str, back: tuple[str, Message], language: str) -> str:
    """A page that says why there is nothing to show.

    Args:
        title: what can not be shown.
        text: why, in any words.
        back: where to go from here, and what it is called.
        language: the editor's language.

    """
    href, name = back
    given = {"title": title.in_language(language), "text": text, "language": language, "href": href}
    return _TEMPLATES.get_template("bare.html").render(given, name=name.in_language(language))


def _sum(*parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=8).hexdigest()
