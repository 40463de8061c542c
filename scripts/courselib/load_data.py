"""`_data/` on its way in: languages, groups, frameworks, facts and the rest of what the library can contain."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import TypeAdapter

from courselib import reading, schema, theme
from courselib.excuses import excuses
from courselib.layout import is_left_behind
from courselib.message import Message, say
from courselib.model import (
    DATE_PLACE,
    Budgets,
    Competence,
    Fact,
    Framework,
    FrontDoor,
    Group,
    Language,
    LearningPath,
    Level,
    Match,
    Policy,
    Ref,
    Required,
    Source,
    Stop,
    Term,
    Text,
    Where,
)
from courselib.nearest import nearest
from courselib.slips import short
from courselib.source import Report, Words, read_text, read_yaml, report_link, validate
from courselib.yamlfile import YamlFile

Shape = TypeVar("Shape")
Made = TypeVar("Made")

DATA_FILE_LIMIT = 5_000_000
"""Bytes of a data file that are read; budgets are themselves in one."""

_FILES = frozenset(
    (
        "budgets.yml",
        "checks.yml",
        "curriculum.yml",
        "facts.yml",
        "glossary.yml",
        "groups.yml",
        "home.yml",
        "languages.yml",
        "levels.yml",
        "paths.yml",
        "required.yml",
        "ui.yml",
    )
)
"""What is read besides frameworks."""
_OPTIONAL = frozenset(("paths.yml",))
"""What a library may do without."""
_FRAMEWORK = re.compile(r"frameworks/[^/]+\.yml")
_LIKE_A_FILE = 0.7
"""How much the name of a file must be like that of one that is missing to be taken for it."""

DEFAULT_LANGUAGES = (
    Language("vi", "Tiếng Việt", "CẦN VIẾT", {}, (), (), 30, 4),
    Language("en", "English", "TO WRITE", {}, (), (), 25, 4),
)
"""Stand in while languages.yml can not be read, so that everything else still is."""

DEFAULT_BUDGETS = schema.BudgetsFile(
    lesson_bytes=10_000,
    page_bytes=14_000,
    lesson_requests=1,
    page_to_text=2.2,
    image_bytes=60_000,
    script_bytes=3_000,
    emergency_bytes=6_000,
    search_bytes=15_000,
    offline_lesson_bytes=8_000,
    text_file_bytes=200_000,
    volatile_fact_days=92,
    stable_fact_days=366,
)


@dataclass(frozen=True, slots=True)
class Data:
    """Everything read from `_data/`."""

    languages: tuple[Language, ...]
    groups: Mapping[str, Group]
    levels: Mapping[str, Level]
    frameworks: Mapping[str, Framework]
    crosswalk: tuple[Match, ...]
    competences: Mapping[str, Competence]
    facts: Mapping[str, Fact]
    terms: tuple[Term, ...]
    words: Mapping[str, Text]
    required: Mapping[str, Required]
    budgets: Budgets
    policy: Policy
    front_door: FrontDoor
    paths: Mapping[str, LearningPath]
    stray_data: tuple[str, ...]


def load_data(root: str, report: Report) -> Data:
    """Read `root/_data`. What can not be read is a finding and stays empty."""
    return _DataLoader(root, report).load()


class _DataLoader:
    def __init__(self, root: str, report: Report) -> None:
        self.root = root
        self.report = report
        self.words = Words(DEFAULT_LANGUAGES, report)
        self.stray = self.files_beside()
        self.unread: set[str] = set()
        """Ids of frameworks whose file can not be read; a finding says why."""
        # A link in place of the whole folder is reported where all folders are walked.
        self.links = {"", f"{root}/_data"}

    def load(self) -> Data:
        languages = self.languages()
        self.words = Words(languages, self.report)
        frameworks = self.frameworks()
        competences = self.competences(frameworks)
        return Data(
            languages,
            self.by_id("groups.yml", schema.GroupFile, self.group),
            self.by_id("levels.yml", schema.LevelFile, self.level),
            frameworks,
            self.crosswalk(frameworks),
            competences,
            self.by_id("facts.yml", schema.FactFile, self.fact),
            tuple(self.terms()),
            self.interface_words(),
            self.required(competences),
            self.budgets(),
            self.policy(),
            self.front_door(),
            self.by_id("paths.yml", schema.LearningPathFile, self.learning_path),
            tuple(self.stray),
        )

    def files_beside(self) -> list[str]:
        """Files in `_data` that are not read, by their paths in it; what desktops leave is not meant."""
        found: list[str] = []
        if os.path.islink(f"{self.root}/_data"):
            return found
        for folder, _, names in os.walk(f"{self.root}/_data"):
            inside = f"{folder}/".replace(os.sep, "/").removeprefix(f"{self.root}/_data/")
            found += [f"{inside}{name}" for name in names if not is_left_behind(name)]
        return sorted(one for one in found if one not in _FILES and not _FRAMEWORK.fullmatch(one))

    def is_linked(self, path: str) -> bool:
        """Whether a data file is a link, or lies behind one; reports the link once."""
        folders = [f"{self.root}/_data", os.path.dirname(path)]
        link = next((one for one in (*folders, path) if os.path.islink(one)), "")
        if link not in self.links:
            report_link(link, self.report)
            self.links.add(link)
        return bool(link)

    def read(self, name: str, shape: Any, empty: Any) -> tuple[Any, YamlFile] | tuple[Any, None]:
        """The validated content of a data file, or `empty` after findings."""
        path = f"{self.root}/_data/{name}"
        if self.is_linked(path):
            return empty, None
        if not os.path.isfile(path):
            if name in _OPTIONAL:
                return empty, None
            close = nearest(name, self.stray, _LIKE_A_FILE)
            self.report.add(
                reading.MISSING_DATA_FILE,
                Where(path),
                say("{name} is not there", name=name),
                say("rename {close} to {name}", close=close, name=name)
                if close
                else say("create {path}; take it from the library's repository", path=path),
            )
            self.stray = [one for one in self.stray if one != close]
            return empty, None
        text = read_text(path, path, DATA_FILE_LIMIT, self.report)
        parsed = None if text is None else read_yaml(text, path, self.report)
        if parsed is None:
            return empty, None
        value = validate(TypeAdapter(shape), parsed, self.report)
        return (empty, None) if value is None else (value, parsed)

    def items(self, name: str, shape: type[Shape]) -> Iterable[tuple[Shape, YamlFile, int]]:
        """Entries of a data file that is a list. An entry that does not fit is a finding, the others stay."""
        raw, parsed = self.read(name, list[Any], [])
        if parsed is None:
            return
        adapter = TypeAdapter(shape)
        for index, value in enumerate(raw):
            one = YamlFile(parsed.path, value, parsed.first_line, _item_node(parsed, index), parsed.repeated)
            item = validate(adapter, one, self.report)
            if item is not None:
                yield item, one, index

    def by_id(self, name: str, shape: type[Shape], make: Callable[[Shape, YamlFile], Made]) -> dict[str, Made]:
        """Entries of a list by their id; a repeated id is a finding."""
        made: dict[str, Made] = {}
        for item, parsed, _ in self.items(name, shape):
            key: str = item.id  # type: ignore[attr-defined]  # every shape given here has an id
            if key in made:
                self.repeated(key, parsed.where("id"))
            else:
                made[key] = make(item, parsed)
        return made

    def repeated(self, key: str, where: Where) -> None:
        message = say("{key} is there twice", key=key)
        self.report.add(reading.REPEATED_ID, where, message, say("give one of the two another name"))

    def unknown(self, message: Message, where: Where, known: Iterable[str]) -> None:
        listed = ", ".join(list(known)[:30])
        self.report.add(reading.UNKNOWN_CODE, where, message, say("known: {names}", names=listed))

    def languages(self) -> tuple[Language, ...]:
        made: dict[str, Language] = {}
        for item, parsed, _ in self.items("languages.yml", schema.LanguageFile):
            if item.code in made:
                self.repeated(item.code, parsed.where("code"))
                continue
            growing = item.status == "growing"
            if growing and not made:
                self.report.add(
                    reading.WRONG_VALUE,
                    parsed.where("status"),
                    say("the source language is growing; nothing could stand in for what it lacks"),
                    say("remove the line status: growing, or put another language first"),
                )
            self.check_places(item.day_format, parsed, "day_format")
            self.check_places(item.month_format, parsed, "month_format")
            made[item.code] = Language(
                item.code,
                item.name,
                item.placeholder,
                item.sections.model_dump(),
                tuple(item.teacher_sections),
                tuple(text.lower() for text in item.empty_link_texts),
                item.sentence_words,
                item.paragraph_sentences,
                item.day_format,
                item.month_format,
                tuple(item.months or ()),
                tuple(item.stop_words),
                growing and bool(made),
            )
        return tuple(made.values()) or DEFAULT_LANGUAGES

    def check_places(self, form: str, parsed: YamlFile, key: str) -> None:
        """Report braces that hold no part of a date: they would be shown as they are."""
        rest = DATE_PLACE.sub("", form)
        if "{" in rest or "}" in rest:
            self.report.add(
                reading.WRONG_VALUE,
                parsed.where(key),
                say("{key} is {form}, with braces that hold no part of a date", key=key, form=short(form)),
                say("write {{d}} for the day, {{m}} for the month, {{b}} for its name, {{y}} for the year"),
            )

    def group(self, item: schema.GroupFile, parsed: YamlFile) -> Group:
        if not theme.has_picture(item.icon):
            self.report.add(
                reading.WRONG_VALUE,
                parsed.where("icon"),
                say("the theme has no picture {icon}", icon=item.icon),
                say("write the name of one, such as material/school"),
            )
        name = self.words.text(item.name, parsed, "name")
        short = self.words.text(item.short, parsed, "short")
        return Group(item.id, item.icon, name, short, parsed.where("id"))

    def level(self, item: schema.LevelFile, parsed: YamlFile) -> Level:
        name = self.words.text(item.name, parsed, "name")
        summary = self.words.text(item.summary, parsed, "summary")
        return Level(item.id, name, summary, parsed.where("id"))

    def fact(self, item: schema.FactFile, parsed: YamlFile) -> Fact:
        where = parsed.where("id")
        if not item.sources and item.confidence != "low":
            self.report.add(
                reading.MISSING_KEY,
                parsed.where("sources"),
                say("the fact {fact} has no source", fact=item.id),
                say("add the address of a source, or write confidence: low"),
            )
        return Fact(
            item.id,
            self.words.text(item.statement, parsed, "statement"),
            item.as_of,
            item.checked,
            item.changed,
            tuple(item.sources),
            item.confidence,
            item.volatile,
            where,
            parsed.where("checked"),
            parsed.where("changed"),
        )

    def terms(self) -> Iterable[Term]:
        seen: set[str] = set()
        source = self.words.languages[0]
        for item, parsed, _ in self.items("glossary.yml", schema.TermFile):
            term = self.words.text(item.term, parsed, "term")
            if term[source] in seen:
                self.repeated(term[source], parsed.where("term", source))
            seen.add(term[source])
            yield Term(
                term,
                self.words.text(item.plain, parsed, "plain"),
                self.words.lists(item.avoid, parsed, "avoid"),
                parsed.where("term", source),
            )

    def frameworks(self) -> dict[str, Framework]:
        made: dict[str, Framework] = {}
        folder = f"{self.root}/_data/frameworks"
        names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        for name in names:
            if not name.endswith(".yml") or name == "crosswalk.yml":
                continue
            item, parsed = self.read(f"frameworks/{name}", schema.FrameworkFile, None)
            if parsed is None:
                self.unread.add(name.removesuffix(".yml"))
                continue
            if item.id != name.removesuffix(".yml"):
                self.report.add(
                    reading.WRONG_VALUE,
                    parsed.where("id"),
                    say("id is {id}, the file is {name}", id=item.id, name=name),
                    say("write id: {id}", id=name.removesuffix(".yml")),
                )
            made[item.id] = self.framework(item, parsed)
        return made

    def framework(self, item: schema.FrameworkFile, parsed: YamlFile) -> Framework:
        competences: dict[str, Competence] = {}
        for at, level in enumerate(item.levels):
            self.words.text(level.meaning, parsed, "levels", at, "meaning")
        for at, domain in enumerate(item.domains):
            name = self.words.text(domain.name, parsed, "domains", at, "name")
            self.summary(domain.summary, parsed, "domains", at)
            for index, one in enumerate(domain.competences):
                keys = ("domains", at, "competences", index)
                where = parsed.where(*keys, "code")
                if one.code in competences:
                    self.repeated(one.code, where)
                    continue
                summary = self.summary(one.summary, parsed, *keys)
                competences[one.code] = Competence(
                    one.code,
                    self.words.text(one.name, parsed, *keys, "name"),
                    summary,
                    item.id,
                    name,
                    where,
                )
        return Framework(
            item.id,
            self.words.text(item.name, parsed, "name"),
            item.number,
            item.read,
            tuple(Source(one.id, one.url, one.what, one.read) for one in item.sources),
            competences,
            parsed.where("id"),
        )

    def summary(self, words: Mapping[str, str] | None, parsed: YamlFile, *keys: str | int) -> Text | None:
        return None if words is None else self.words.text(words, parsed, *keys, "summary")

    def crosswalk(self, frameworks: Mapping[str, Framework]) -> tuple[Match, ...]:
        made: list[Match] = []
        for item, parsed, _ in self.items("frameworks/crosswalk.yml", schema.CrosswalkFile):
            if not self.known(item.framework, item.code, frameworks, parsed.where("code")):
                continue
            for at, other in enumerate(item.to):
                where = parsed.where("to", at, "code")
                if self.known(other.framework, other.code, frameworks, where):
                    made.append(
                        Match(
                            (item.framework, item.code),
                            (other.framework, other.code),
                            other.match,
                            where,
                        )
                    )
        return tuple(made)

    def known(self, framework: str, code: str, frameworks: Mapping[str, Framework], where: Where) -> bool:
        if framework in frameworks and code not in frameworks[framework].competences:
            message = say("there is no competence in {framework} with code {code}", framework=framework, code=code)
            self.unknown(message, where, frameworks[framework].competences)
        elif framework not in frameworks and framework not in self.unread:
            message = say("there is no framework {framework}", framework=framework)
            self.unknown(message, where, frameworks)
        return framework in frameworks and code in frameworks[framework].competences

    def competences(self, frameworks: Mapping[str, Framework]) -> dict[str, Competence]:
        made: dict[str, Competence] = {}
        for item, parsed, _ in self.items("curriculum.yml", schema.CurriculumFile):
            domain = None if item.domain is None else self.words.text(item.domain, parsed, "domain")
            if item.framework not in frameworks:
                if item.framework not in self.unread:
                    message = say("there is no framework {framework}", framework=item.framework)
                    self.unknown(message, parsed.where("framework"), frameworks)
                continue
            for index, code in enumerate(item.competences):
                where = parsed.where("competences", index)
                if not self.known(item.framework, code, frameworks, where):
                    continue
                if code in made:
                    self.repeated(code, where)
                    continue
                found = frameworks[item.framework].competences[code]
                made[code] = Competence(
                    code,
                    found.name,
                    found.summary,
                    found.framework,
                    domain or found.domain,
                    where,
                )
        return made

    def required(self, competences: Mapping[str, Competence]) -> dict[str, Required]:
        made: dict[str, Required] = {}
        causes = tuple(f"{self.root}/_data/{name}" for name in ("curriculum", "frameworks/"))
        sure = not any(one.where.path.startswith(causes) for one in self.report.findings)
        for item, parsed, _ in self.items("required.yml", schema.RequiredFile):
            if item.course in made:
                self.repeated(item.course, parsed.where("course"))
                continue
            codes = list(competences) if item.competences == "all" else item.competences
            for index, code in enumerate(codes):
                if sure and code not in competences:
                    where = parsed.where("competences", index)
                    message = say("there is no competence {competence}", competence=code)
                    self.unknown(message, where, competences)
            made[item.course] = Required(
                item.course,
                tuple(code for code in codes if code in competences),
                parsed.where("course"),
            )
        return made

    def interface_words(self) -> dict[str, Text]:
        raw, parsed = self.read("ui.yml", dict[str, schema.Texts], {})
        if parsed is None:
            return {}
        return {key: self.words.text(value, parsed, key) for key, value in raw.items()}

    def budgets(self) -> Budgets:
        item, _ = self.read("budgets.yml", schema.BudgetsFile, DEFAULT_BUDGETS)
        return Budgets(**item.model_dump())

    def policy(self) -> Policy:
        item, parsed = self.read("checks.yml", schema.PolicyFile, schema.PolicyFile())
        found = excuses(item.ignore, parsed, f"{self.root}/_data/") if parsed else ()
        lists = {"warning": item.warning, "growing": item.growing}
        codes = [
            Ref(code, parsed.where(key, at))
            for key, listed in lists.items()
            for at, code in enumerate(listed)
            if parsed is not None
        ]
        return Policy(frozenset(item.warning), frozenset(item.growing), tuple(codes), found)

    def front_door(self) -> FrontDoor:
        item, parsed = self.read("home.yml", schema.FrontDoorFile, schema.FrontDoorFile())
        if parsed is None:
            return FrontDoor(None, (), ())
        emergency = Ref(item.emergency, parsed.where("emergency")) if item.emergency else None
        troubles = (Ref(name, parsed.where("troubles", at)) for at, name in enumerate(item.troubles))
        tasks = (Ref(name, parsed.where("tasks", at)) for at, name in enumerate(item.tasks))
        return FrontDoor(emergency, tuple(troubles), tuple(tasks))

    def learning_path(self, item: schema.LearningPathFile, parsed: YamlFile) -> LearningPath:
        stops = (
            Stop(
                Ref(stop.lesson, parsed.where("lessons", at, "lesson")),
                self.words.text(stop.why, parsed, "lessons", at, "why"),
            )
            for at, stop in enumerate(item.lessons)
        )
        name, summary = (self.words.text(getattr(item, key), parsed, key) for key in ("name", "summary"))
        return LearningPath(item.id, name, summary, tuple(stops), parsed.where("id"))


def _item_node(parsed: YamlFile, index: int) -> Any:
    return None if parsed.node is None else parsed.node.value[index]
