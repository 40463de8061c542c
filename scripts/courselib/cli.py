"""The command line: parse, call, print. Exit codes: 0 nothing wrong, 1 findings, 2 wrong use."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from courselib import checks, coverage, scaffold, stamp
from courselib.clock import today
from courselib.finding import Finding, Level, rules
from courselib.load import load
from courselib.model import Library
from courselib.reports import coverage as coverage_report
from courselib.reports import findings as findings_report
from courselib.web.assets import assets, complete
from courselib.web.build import Build, BuildError, publish, recover
from courselib.web.entry import configuration, site_of
from courselib.web.site import Settings
from courselib.web.weigh import weigh

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Check, measure and build the course library.",
)
new_app = typer.Typer(no_args_is_help=True, help="Begin something new.")
report_app = typer.Typer(no_args_is_help=True, help="See where the library stands.")
app.add_typer(new_app, name="new")
app.add_typer(report_app, name="report")

Content = Annotated[Path, typer.Option("--content", help="The content folder.")]
CONTENT = Path("content")


class FindingsFormat(StrEnum):
    """Forms of a list of findings."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


class CoverageFormat(StrEnum):
    """Forms of the coverage matrix."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


@app.command()
def check(
    paths: Annotated[list[str] | None, typer.Argument(help="Files or folders to report on; all by default.")] = None,
    form: Annotated[FindingsFormat, typer.Option("--format", help="How findings are printed.")] = FindingsFormat.TEXT,
    content: Content = CONTENT,
) -> None:
    """Say what is wrong with the content, where, and what to type next."""
    findings = _within(_findings(*_loaded(content)), paths or [])
    write = {
        FindingsFormat.TEXT: findings_report.text,
        FindingsFormat.GITHUB: findings_report.github,
        FindingsFormat.JSON: findings_report.as_json,
    }[form]
    _print(write(findings))
    raise typer.Exit(_exit_code(findings))


@app.command()
def explain(
    code: Annotated[str | None, typer.Argument(help="A code or name of a finding; all by default.")] = None,
) -> None:
    """Explain a finding: what the rule wants, a bad and a good example."""
    known = rules()
    if code is None:
        _print(f"{one.code} {one.name}: {one.doc.strip().splitlines()[0]}" for one in known.values())
        return
    rule = known.get(code.upper()) or next((one for one in known.values() if one.name == code), None)
    if rule is None:
        _fail(f"there is no code {code}; courselib explain lists them all")
    _print([f"{rule.code} {rule.name}", "", *_dedented(rule.doc)])


@report_app.command("coverage")
def report_coverage(
    form: Annotated[CoverageFormat, typer.Option("--format", help="How the matrix is printed.")] = CoverageFormat.TEXT,
    content: Content = CONTENT,
) -> None:
    """Print which competences each course teaches, evidences, offers in all languages, keeps fresh."""
    library, _ = _loaded(content)
    matrix = coverage.matrix(library, today())
    if form is CoverageFormat.JSON:
        _print(coverage_report.as_json(matrix))
    elif form is CoverageFormat.MARKDOWN:
        _print(coverage_report.markdown(matrix, library))
    else:
        _print(coverage_report.text(matrix, library))


@app.command("stamp")
def stamp_command(
    paths: Annotated[list[str] | None, typer.Argument(help="Translated pages, or folders of them.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Stamp every translation of the library.")] = False,
    content: Content = CONTENT,
) -> None:
    """Write into each translation the fingerprint of the source it was compared with.

    A translation of another shape than its source is not stamped: make the shapes equal first.
    """
    library, _ = _loaded(content)
    if not paths and not everything:
        _fail("name the translations you have compared, such as content/citizens/basic/pay-by-qr, or type --all")
    differing = stamped = 0
    under = _under(paths or [])
    for page, source in stamp.translations(library):
        if not under(page.where.path):
            continue
        if page.document.shape != source.document.shape:
            differing += 1
            print(f"{page.where.path}: not stamped, its shape differs; see courselib check")
            continue
        path = Path(page.where.path)
        text = path.read_bytes().decode("utf-8")
        path.write_bytes(stamp.stamped(text, source.fingerprint).encode("utf-8"))
        stamped += 1
        print(f"{page.where.path}: stamped {source.fingerprint}")
    if not differing and not stamped:
        print("nothing to stamp: these translations are up to date, or can not be read; see courselib check")
    raise typer.Exit(1 if differing else 0)


@new_app.command("lesson")
def new_lesson(
    name: Annotated[str, typer.Argument(help="group/level/name, such as citizens/basic/lost-phone.")],
    competence: Annotated[
        str | None,
        typer.Option(help="Code of the competence it teaches; the first of the curriculum by default."),
    ] = None,
    content: Content = CONTENT,
) -> None:
    """Write the files of a new lesson, and add it to its course."""
    library, _ = _loaded(content)
    course, _, lesson = name.removeprefix(f"{content.as_posix()}/").strip("/").rpartition("/")
    folder = content / course / lesson
    code = competence or next(iter(library.competences), "")
    if course not in library.courses:
        _fail(f"there is no course {course or name}; write group/level/name, with one of {', '.join(library.courses)}")
    if not scaffold.is_name(lesson):
        _fail(f"{lesson} is not a name: write lower-case English words joined by hyphens")
    if folder.exists():
        _fail(f"{folder} is there already; nothing was written")
    if code not in library.competences:
        _fail(f"there is no competence {code}; write one of {', '.join(library.competences)}")
    list_file = content / course / "course.yml"
    listed = scaffold.listed(list_file.read_text("utf-8"), lesson)
    folder.mkdir(parents=True)
    for file, text in scaffold.new_lesson(library, code, today()).items():
        (folder / file).write_text(text, "utf-8")
        print(f"wrote {folder / file}")
    if listed:
        list_file.write_text(listed, "utf-8")
        print(f"added {lesson} to {list_file}")
    else:
        print(f"add a line to the lessons of {list_file}: - {lesson}")
    print(f"next: write the words, then type courselib check {folder}")


@app.command()
def build(
    site: Annotated[Path, typer.Option(help="Where the site goes.")] = Path("site"),
    config: Annotated[Path, typer.Option(help="The MkDocs configuration.")] = Path("mkdocs.yml"),
    content: Content = CONTENT,
) -> None:
    """Check the content, build the site, weigh it, and put it in place of the previous one."""
    _refuse_to_replace(site, content)
    recover(site)
    library, found = _loaded(content)
    staged = site.with_name(f".{site.name}.new")
    settings, overrides = _configuration(config)
    building = Build(config, staged)
    findings = _findings(library, found)
    errors = [finding for finding in findings if finding.level is Level.ERROR]
    if errors:
        building.stop()
        _print(findings_report.text(errors))
        _fail("the site was not built; the previous one is untouched", 1)
    shown = site_of(library, overrides, settings)
    beside = list(assets(shown, overrides))
    try:
        building.finish()
    except BuildError as error:
        _fail(f"MkDocs stopped; the previous site is untouched\n{error}", 1)
    complete(staged, shown, beside)
    _print(findings_report.by_course(findings))
    heavy = checks.run(library, today(), built=weigh(str(staged), library))
    if heavy:
        _print(findings_report.text(heavy))
        _fail(f"over budget; the previous site is untouched, the heavy one is in {staged}", 1)
    publish(staged, site)
    print(f"built {site}/: open {site}/index.html, or type make serve")


def main() -> NoReturn:
    """Run the command line and exit."""
    # Findings hold Vietnamese; a terminal or pipe set to another encoding must not stop the report.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        app(prog_name="courselib")
    except OSError as error:
        sys.exit(f"courselib: {error.strerror or error}")
    sys.exit(0)


def _refuse_to_replace(site: Path, content: Path) -> None:
    """The site's folder is replaced as a whole, so it must be new, or a site that was built before."""
    full = site.resolve()
    around = (Path.cwd().resolve(), content.resolve())
    if any(full == one or full in one.parents for one in around) or content.resolve() in full.parents:
        _fail(f"{site} holds more than a site; give another folder with --site")
    if site.exists() and not (site / "sitemap.xml").is_file():
        _fail(f"{site} is there and is not a site built before; remove it, or give another folder with --site")


def _configuration(path: Path) -> tuple[Settings, Path]:
    try:
        return configuration(path)
    except OSError:
        _fail(f"there is no file {path}; run this where mkdocs.yml lies, or give --config")
    except (KeyError, TypeError) as error:
        _fail(f"{path} has no setting {error}; take mkdocs.yml from the library's repository")


def _loaded(content: Path) -> tuple[Library, list[Finding]]:
    try:
        return load(str(content))
    except NotADirectoryError:
        _fail(f"there is no folder {content}; run this where content/ lies, or give --content")


def _findings(library: Library, found: list[Finding]) -> list[Finding]:
    return checks.run(library, today(), found)


def _within(findings: list[Finding], paths: list[str]) -> list[Finding]:
    under = _under(paths)
    return [finding for finding in findings if under(finding.where.path)]


def _under(paths: list[str]) -> Callable[[str], bool]:
    """Whether a file is one of the paths or lies in one of them; no paths mean everything."""
    wanted = [os.path.abspath(path) for path in paths]
    for path, full in zip(paths, wanted, strict=True):
        if not os.path.exists(full):
            _fail(f"there is no file or folder {path}")

    def look(path: str) -> bool:
        full = os.path.abspath(path)
        return any(full == one or full.startswith(one + os.sep) for one in wanted)

    return look if wanted else lambda _: True


def _exit_code(findings: list[Finding]) -> int:
    return 1 if any(finding.level is Level.ERROR for finding in findings) else 0


def _dedented(doc: str) -> list[str]:
    lines = doc.strip("\n").rstrip().splitlines()
    return [lines[0].strip(), *(line.removeprefix("    ") for line in lines[1:])]


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        print(line)


def _fail(message: str, code: int = 2) -> NoReturn:
    print(f"courselib: {message}", file=sys.stderr)
    raise typer.Exit(code)
