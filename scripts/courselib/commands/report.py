"""`courselib report`: where the library stands."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError

from courselib import coverage as matrix_of
from courselib import languages as languages_of
from courselib import outside
from courselib.clock import today
from courselib.commands.terminal import CONTENT, Content, InLanguage, Terminal, exit_code
from courselib.finding import Level
from courselib.message import say
from courselib.reports import coverage as coverage_report
from courselib.reports import findings as findings_report
from courselib.reports import languages as languages_report
from courselib.reports import upkeep as upkeep_report

if TYPE_CHECKING:
    from courselib.change import Change

app = typer.Typer(no_args_is_help=True, help="See where the library stands.")


class Form(StrEnum):
    """Forms of a report."""

    TEXT = "text"
    MARKDOWN = "markdown"
    JSON = "json"


InForm = Annotated[Form, typer.Option("--format", help="How it is printed.")]


class ChangeForm(StrEnum):
    """Forms of the report on a change."""

    TEXT = "text"
    GITHUB = "github"
    COMMENT = "comment"
    JSON = "json"


class CommentForm(StrEnum):
    """Forms of a report that is also posted where the library lives."""

    TEXT = "text"
    COMMENT = "comment"
    JSON = "json"


@app.command()
def coverage(language: InLanguage, form: InForm = Form.TEXT, content: Content = CONTENT) -> None:
    """Print which competences each course teaches, evidences, offers in all languages, keeps fresh.

    Example: courselib report coverage --format markdown
    """
    terminal = Terminal(language)
    library, _ = terminal.loaded(content)
    matrix = matrix_of.matrix(library, today())
    if form is Form.JSON:
        terminal.print(coverage_report.as_json(matrix))
    elif form is Form.MARKDOWN:
        terminal.print(coverage_report.markdown(matrix, library))
    else:
        terminal.print(coverage_report.text(matrix, library, language))


@app.command()
def languages(language: InLanguage, form: InForm = Form.TEXT, content: Content = CONTENT) -> None:
    """Print how many pages each language has, and how many of them are fresh.

    Example: courselib report languages
    """
    terminal = Terminal(language)
    library, _ = terminal.loaded(content)
    write = {
        Form.TEXT: languages_report.text,
        Form.MARKDOWN: languages_report.markdown,
        Form.JSON: languages_report.as_json,
    }[form]
    terminal.print(write(languages_of.standings(library), language))


@app.command()
def upkeep(
    language: InLanguage,
    links: Annotated[bool, typer.Option("--links", help="Also try every outside address; takes minutes.")] = False,
    form: Annotated[CommentForm, typer.Option("--format", help="How it is printed.")] = CommentForm.TEXT,
    content: Content = CONTENT,
) -> None:
    """Print what needs care: facts to compare with their sources, stale translations, dead outside links.

    Example: courselib report upkeep --links
    """
    terminal = Terminal(language)
    library, found = terminal.loaded(content)
    errors = [one for one in found if one.level is Level.ERROR]
    if errors:  # what can not be read would look as if it needed no care
        terminal.print(findings_report.text(errors, language))
        raise typer.Exit(exit_code(errors))
    answers = outside.look(outside.links(library)) if links else ()
    report = upkeep_report.upkeep(library, today(), answers)
    if form is CommentForm.COMMENT:
        terminal.print(upkeep_report.comment(report))
    elif form is CommentForm.JSON:
        terminal.print(upkeep_report.as_json(report, language))
    else:
        terminal.print(upkeep_report.text(report, language))


@app.command()
def change(
    language: InLanguage,
    base: Annotated[str, typer.Option(help="The branch or commit to compare with, such as origin/main.")] = "",
    read: Annotated[Path | None, typer.Option(help="A report written before with --format json.")] = None,
    form: Annotated[ChangeForm, typer.Option("--format", help="How it is printed.")] = ChangeForm.TEXT,
    preview: Annotated[str, typer.Option(help="Address of the built site, for the comment.")] = "",
    content: Content = CONTENT,
) -> None:
    """Print what a change does: findings, coverage, translations, sizes and excuses, before and after.

    Example: courselib report change --base origin/main
    """
    # Only those who ask for it wait for what it needs.
    from courselib.change import Change
    from courselib.compare import CompareError, compare
    from courselib.reports import change as change_report

    terminal = Terminal(language)
    if bool(base) is bool(read):
        terminal.fail(say("give --base, such as --base origin/main, or --read with a report written before"))
    if read is not None:
        report = _read(read, Change, terminal)
    else:
        try:
            report = compare(base, str(content))
        except CompareError as error:
            terminal.fail(error.reason)
    if form is ChangeForm.JSON:
        print(report.model_dump_json(indent=1))
    elif form is ChangeForm.COMMENT:
        terminal.print(change_report.comment(report, preview))
    else:
        write = change_report.github if form is ChangeForm.GITHUB else change_report.text
        terminal.print(write(report, language))
    raise typer.Exit(1 if report.shut and form is not ChangeForm.COMMENT else 0)


def _read(file: Path, shape: type[Change], terminal: Terminal) -> Change:
    """A report, or a refusal that repeats nothing of what stands in the file: it may be a stranger's."""
    try:
        return shape.model_validate_json(file.read_bytes())
    except OSError as error:
        terminal.fail(say("{file} can not be read: {reason}", file=file, reason=error.strerror or "error"))
    except ValidationError as error:
        terminal.fail(
            say(
                "{file} is no report on a change: it breaks its form in {count} places",
                file=file,
                count=error.error_count(),
            )
        )
