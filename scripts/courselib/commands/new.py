"""`courselib new`: lessons, courses, target groups, facts and languages, complete but for their words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from shlex import quote
from typing import Annotated, Any, NoReturn

import typer
from pydantic import TypeAdapter, ValidationError

from courselib import entries, scaffold, schema, theme, yamlfile
from courselib.clock import today
from courselib.commands.terminal import CONTENT, Content, InLanguage, Terminal
from courselib.fix import Change, Repair, apply
from courselib.message import Message, either, say
from courselib.model import Library
from courselib.vietnamese import slug

app = typer.Typer(no_args_is_help=True, help="Begin something new.")

ICON = "material/account-multiple"
"""The picture of a group for which nobody has chosen one."""

_FACTS, _GROUPS, _LANGUAGES = "_data/facts.yml", "_data/groups.yml", "_data/languages.yml"
_LETTERS = re.compile(r"[a-z]+\Z")


@app.command()
def lesson(
    language: InLanguage,
    name: Annotated[str, typer.Argument(help="group/level/name, such as citizens/basic/lost-phone.")],
    competence: Annotated[
        str, typer.Option(help="Code of the competence it teaches; the first of the curriculum by default.")
    ] = "",
    content: Content = CONTENT,
) -> None:
    """Write the files of a new lesson, and add it to its course.

    Example: courselib new lesson citizens/basic/lost-phone --competence 4.1
    """
    begun = _Begun(Terminal(language), content)
    library, folder = begun.library, begun.relative(name)
    course, _, short = folder.rpartition("/")
    course_file = f"{course}/course.yml"
    begun.check_sound("_data/curriculum.yml", course_file)
    if course not in library.courses:
        begun.refuse(_no_course(course or name, library))
    begun.check_name(short)
    begun.check_free(folder)
    code = competence or next(iter(library.competences), "")
    if code not in library.competences:
        known = ", ".join(library.competences)
        begun.refuse(say("there is no competence {code}; write one of {codes}", code=code, codes=known))
    listed = scaffold.listed(begun.text(course_file), short)
    begun.write(folder, scaffold.new_lesson(library, code, today()), {course_file: listed} if listed else {})
    if not listed:
        file = begun.path(course_file)
        begun.say(say("add a line to the lessons of {file}: - {lesson}", file=file, lesson=short))
    begun.say_what_is_next(folder)


@app.command()
def course(
    language: InLanguage,
    name: Annotated[str, typer.Argument(help="group/level, such as citizens/intermediate.")],
    content: Content = CONTENT,
) -> None:
    """Write the files of a new course: a level of a target group, without lessons yet.

    Example: courselib new course citizens/intermediate
    """
    begun = _Begun(Terminal(language), content, _GROUPS, "_data/levels.yml")
    library, folder = begun.library, begun.relative(name)
    of, _, level = folder.partition("/")
    if folder.count("/") != 1:
        begun.refuse(say("{name} is not a course; write group/level, such as citizens/intermediate", name=name))
    if of not in library.groups:
        begun.refuse(
            say(
                "there is no group {group}; write one of {groups}, or add it first: courselib new group {group}",
                group=of,
                groups=", ".join(library.groups),
            )
        )
    if level not in library.levels:
        begun.refuse(
            say(
                "there is no level {level}; write one of {levels}, or add it to {file} first",
                level=level,
                levels=", ".join(library.levels),
                file=begun.path("_data/levels.yml"),
            )
        )
    begun.check_free(folder)
    begun.write(folder, scaffold.new_course(library))
    begun.say_what_is_next(folder)
    begun.say(say("then begin a lesson: courselib new lesson {course}/NAME --competence CODE", course=folder))
    begun.say(say("what the course must teach stands in {file}", file=begun.path("_data/required.yml")))


@app.command()
def group(
    language: InLanguage,
    name: Annotated[str, typer.Argument(help="Name of the group's folder, such as fishers.")],
    icon: Annotated[str, typer.Option(help="A picture of the theme, such as material/fish.")] = ICON,
    content: Content = CONTENT,
) -> None:
    """Add a target group, and write its pages.

    Example: courselib new group fishers --icon material/fish
    """
    begun = _Begun(Terminal(language), content, _GROUPS, "_data/levels.yml")
    library, folder = begun.library, begun.relative(name)
    if folder in library.groups:
        begun.refuse(say("{name} is there already, in {place}", name=folder, place=library.groups[folder].where))
    begun.check_name(folder)
    if folder in {one.code for one in library.languages}:
        begun.refuse(say("{name} is the code of a language, whose pages lie under it; take another name", name=folder))
    _check_icon(begun, icon)
    begun.check_free(folder)
    groups = begun.added(_GROUPS, scaffold.group_entry(library, folder, icon))
    begun.write(folder, scaffold.group_pages(library), groups)
    begun.say_what_is_next(_GROUPS, folder)
    level = next(iter(library.levels), "basic")
    begun.say(say("then begin a course: courselib new course {course}", course=f"{folder}/{level}"))


@app.command()
def fact(
    language: InLanguage,
    name: Annotated[str, typer.Argument(help="Id of the fact, such as otp-validity-2027.")],
    source: Annotated[
        list[str] | None, typer.Option(help="Address of a source; give it again for another one.")
    ] = None,
    as_of: Annotated[str, typer.Option(help="Date of the source: 2026, 2026-11 or 2026-11-22.")] = "",
    topic: Annotated[str, typer.Option(help="What it is about, such as e-payments.")] = "",
    content: Content = CONTENT,
) -> None:
    """Add a fact that lessons can rest on, beside the others of its topic.

    Example: courselib new fact otp-validity-2027 --source https://example.vn/thong-tu --as-of 2027-01
    """
    begun = _Begun(Terminal(language), content, _FACTS)
    library = begun.library
    begun.check_name(name)
    if name in library.facts:
        begun.refuse(say("{name} is there already, in {place}", name=name, place=library.facts[name].where))
    if not source:
        begun.refuse(say("a fact has a source; add its address: --source https://…"))
    for address in source:
        begun.check_form("--source", address, schema.Url)
    if not as_of:
        begun.refuse(say("a fact has the date of its source; look it up there and add it: --as-of 2026-11"))
    begun.check_form("--as-of", as_of, schema.DateText)
    topics = _topics(begun.text(_FACTS))
    older = max((one for one in topics if name.startswith(f"{one}-")), key=len, default="")
    topic = topic or topics.get(older, "")
    if not topic:
        known = ", ".join(dict.fromkeys(topics.values()))
        begun.refuse(say("say what the fact is about: --topic and one of {topics}, or a new word", topics=known))
    begun.check_form("--topic", topic, schema.Id)
    entry = scaffold.fact_entry(library, name, topic, as_of, source, today())
    begun.write("", {}, begun.added(_FACTS, entry, _after(topics, older, topic)))
    begun.say_what_is_next(_FACTS)
    begun.say(say("look it over: topic {topic}, confidence high, volatile true; change what is not so", topic=topic))
    if older:
        begun.say(say("if it takes the place of {older}, write SUPERSEDED in the note of {older}", older=older))
    begun.say(say("a lesson rests on it when its lesson.yml says so: facts: [{fact}]", fact=name))


@app.command("language")
def new_language(
    language: InLanguage,
    code: Annotated[str, typer.Argument(help="Two letters of ISO 639-1, such as km.")],
    name: Annotated[str, typer.Option(help="Name of the language, as its readers write it.")] = "",
    content: Content = CONTENT,
) -> None:
    """Add a language that grows: what is not translated yet is shown in the source language.

    Example: courselib new language km --name ភាសាខ្មែរ
    """
    begun = _Begun(Terminal(language), content)
    library, name = begun.library, name.strip()
    if code in {one.code for one in library.languages}:
        begun.refuse(say("{name} is there already, in {place}", name=code, place=begun.path(_LANGUAGES)))
    _check_code(begun, code)
    if code in library.groups:
        begun.refuse(say("{code} is a group of the library, in whose folder the pages would lie", code=code))
    if not name:
        begun.refuse(_without_name(code))
    begun.write("", {}, begun.added(_LANGUAGES, scaffold.language_entry(library, code, name)))
    source, languages = library.source, begun.path(_LANGUAGES)
    begun.say(say("what it lacks is shown in {language} and is no error", language=say(library.source.name)))
    begun.say(say("next: type courselib docs, so that the programs of editors know {code} too", code=code))
    begun.say(say("then translate the headings of {code} in {file}, before any lesson", code=code, file=languages))
    words = begun.path("_data/ui.yml")
    begun.say(say("words: write a line {code}: … beside the other languages, first in {file}", code=code, file=words))
    begun.say(
        say(
            "pages: copy index.{source}.md to index.{code}.md, translate it, then type: courselib stamp FILE",
            source=source.code,
            code=code,
        )
    )
    begun.say(say("when courselib report languages says that all is there, remove the line status: growing"))


class _Begun:
    """Something new on its way: it is looked at from all sides, then written in one go."""

    def __init__(self, terminal: Terminal, content: Path, *needed: str) -> None:
        """Read the library.

        Args:
            terminal: what refuses and reports.
            content: the content folder.
            needed: files under it in which nothing may be wrong, or what is new could not find its place.

        """
        self.terminal = terminal
        self.content = content
        self.library, self._found = terminal.loaded(content)
        self.check_sound(_LANGUAGES, *needed)

    def path(self, file: str) -> str:
        """A path under the content folder as the user would type it."""
        return f"{self.library.root}/{file}"

    def text(self, file: str) -> str:
        """Text of a file, its line ends as they are."""
        return (self.content / file).read_bytes().decode("utf-8")

    def say(self, message: Message) -> None:
        """Print a sentence."""
        self.terminal.say(message)

    def refuse(self, message: Message) -> NoReturn:
        """Stop before anything is written.

        Raises:
            typer.Exit: always.

        """
        self.terminal.fail(message)

    def relative(self, name: str) -> str:
        """A name as someone typed it, without the content folder and the slashes around it."""
        parts = [part for part in name.split("/") if part not in ("", ".")]
        root = [part for part in self.content.as_posix().split("/") if part not in ("", ".")]
        return "/".join(parts[len(root) :] if root and parts[: len(root)] == root else parts)

    def check_sound(self, *files: str) -> None:
        """Refuse while something is wrong with one of these files."""
        for file in files:
            if any(one.where.path == self.path(file) for one in self._found):
                self.refuse(say("{file} has errors; type courselib check and mend them first", file=self.path(file)))

    def check_name(self, name: str) -> None:
        """Refuse what can not be the name of a folder or an id."""
        if scaffold.is_name(name):
            return
        if len(name) > scaffold.LONGEST_NAME:
            self.refuse(say("{name} is longer than {most} characters", name=name, most=scaffold.LONGEST_NAME))
        close = slug(name) if scaffold.is_name(slug(name)) else "lost-phone"
        self.refuse(
            say(
                "{name} is not a name: write lower-case English words joined by hyphens, such as {close}",
                name=name,
                close=close,
            )
        )

    def check_free(self, folder: str) -> None:
        """Refuse where something lies already."""
        place = self.content / folder
        if place.is_symlink() or place.is_file() or (place.is_dir() and any(place.iterdir())):
            self.refuse(say("{folder} is there already; nothing was written", folder=self.path(folder)))

    def check_form(self, option: str, value: str, shape: Any) -> None:
        """Refuse a value that its file would not take."""
        try:
            TypeAdapter(shape).validate_python(value)
        except ValidationError as error:
            limit = error.errors()[0]["ctx"]
            expected = schema.PLAIN_FORMS.get(limit.get("pattern", ""))
            expected = expected or say("{most} characters at most", most=limit.get("max_length"))
            self.refuse(say("{option} is {value}; expected: {expected}", option=option, value=value, expected=expected))

    def added(self, file: str, entry: str, after: int | None = None) -> dict[str, str]:
        """The text of a file of `_data` with one more entry, by the file."""
        made = entries.added(self.text(file), entry, after=after)
        if not made:
            lines = "\n".join(entries.lines(entry))
            self.refuse(
                say(
                    "{file} is not one entry below the other, so nothing was written; add there by hand:\n{lines}",
                    file=self.path(file),
                    lines=lines,
                )
            )
        return {file: made}

    def write(self, folder: str, files: Mapping[str, str], changed: Mapping[str, str] | None = None) -> None:
        """Write new files into a folder, and the new text of files that are there: all of them or none."""
        changes = [Change(self.path(f"{folder}/{name}"), None, text.encode(), ()) for name, text in files.items()]
        for file, text in (changed or {}).items():
            changes.append(Change(self.path(file), self.text(file).encode(), text.encode(), ()))
        place = self.content / folder
        try:
            place.mkdir(parents=True, exist_ok=True)
            left = apply(Repair(tuple(changes)))
        except OSError as error:
            self.refuse(_unwritten(str(place), error.strerror))
        if left:
            with suppress(OSError):
                place.rmdir()
            self.refuse(_unwritten(left[0].path, left[0].why))
        for change in changes:
            wrote, added = say("wrote {file}", file=change.path), say("added an entry to {file}", file=change.path)
            self.say(wrote if change.before is None else added)

    def say_what_is_next(self, *places: str) -> None:
        """Say where words are missing, and how to find out whether they still are."""
        self.say(
            say(
                "next: look for {placeholders} and write what they ask for, then type: courselib check {places}",
                placeholders=either(dict.fromkeys(one.placeholder for one in self.library.complete_languages)),
                places=" ".join(map(self.path, places)),
            )
        )


def _unwritten(path: str, reason: object) -> Message:
    return say("{path} can not be written: {reason}; nothing was changed", path=path, reason=reason)


def _no_course(course: str, library: Library) -> Message:
    """Why a lesson can not be begun in a course that is not there."""
    of, _, level = course.partition("/")
    if of in library.groups and level in library.levels:
        return say("there is no course {course} yet; begin it first: courselib new course {course}", course=course)
    return say(
        "there is no course {course}; write group/level/name, with one of {courses}",
        course=course,
        courses=", ".join(library.courses),
    )


def _topics(facts: str) -> dict[str, str]:
    """The topic of each fact by its id, in the order of the file."""
    return {one["id"]: one["topic"] for one in yamlfile.read(facts, "").value or ()}


def _after(topics: Mapping[str, str], older: str, topic: str) -> int | None:
    """Number of the fact that a new one follows: that which it succeeds, or the last of the first run of its topic."""
    if topics.get(older) == topic:
        return list(topics).index(older)
    listed = list(topics.values())
    if topic not in listed:
        return None
    at = listed.index(topic)
    return next((end - 1 for end in range(at, len(listed)) if listed[end] != topic), len(listed) - 1)


def _check_icon(begun: _Begun, icon: str) -> None:
    """Refuse a picture that the theme does not have: the build would stop there."""
    begun.check_form("--icon", icon, schema.Path)
    if theme.has_picture(icon):
        return
    names = sorted(path.stem for path in (theme.pictures() / "material").glob("*.svg"))
    wanted = icon.rpartition("/")[2]
    near = [name for name in names if wanted in name.split("-")] or difflib.get_close_matches(wanted, names, 4, 0.7)
    begun.refuse(
        say(
            "the theme has no picture {icon}; write one such as {icons}",
            icon=icon,
            icons=either(f"material/{name}" for name in near[:4] or [ICON.rpartition("/")[2]]),
        )
    )


def _check_code(begun: _Begun, code: str) -> None:
    """Refuse what is not the code of a language in two letters. Source of the codes: Unicode CLDR, through Babel."""
    # Only a new language needs it.
    from babel import Locale
    from babel.core import get_global
    from babel.languages import get_official_languages

    if not _LETTERS.match(code) or len(code) not in (2, 3):
        begun.refuse(say("{code} is not the code of a language; write two small letters, such as km", code=code))
    short = get_global("language_aliases").get(code, "")
    if len(code) == 3 and len(short) != 2:
        begun.refuse(
            say(
                "{code} has three letters; what builds the site knows a page's language by two (ISO 639-1), "
                "so a language that has no such code can not be added",
                code=code,
            )
        )
    if code in Locale("en").languages and len(code) == 2:
        return
    spoken = get_official_languages(code.upper(), de_facto=True)
    meant = next((one for one in (short, *spoken) if len(one) == 2), "")
    begun.refuse(
        say("{code} is not the code that is used here; type: courselib new language {meant}", code=code, meant=meant)
        if meant
        else say("{code} is not the code of a language; write one of ISO 639-1, such as km", code=code)
    )


def _without_name(code: str) -> Message:
    """What to type, with the name that Unicode CLDR knows."""
    from babel import Locale, UnknownLocaleError

    with suppress(UnknownLocaleError):
        known = quote(Locale.parse(code).get_display_name() or "…")
        return say(
            "say what its readers call it, such as: courselib new language {code} --name {name}", code=code, name=known
        )
    return say("say what its readers call it: courselib new language {code} --name …", code=code)
