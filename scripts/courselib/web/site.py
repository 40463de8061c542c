"""The site of a library: a view for each page, in each language of the interface."""

from __future__ import annotations

import gzip
import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from markupsafe import Markup

from courselib.coverage import Cell, matrix
from courselib.model import (
    Course,
    Document,
    Fact,
    Language,
    Lesson,
    Library,
    Page,
    Question,
    State,
    Text,
)
from courselib.web import render, views
from courselib.web.stylesheet import Stylesheet
from courselib.web.urls import Urls, relative

SUMMARIES_UP_TO = 40
"""Lessons of a course that are listed with their summaries; a longer list shows titles only, to stay light."""

NOT_FOUND = "404"
"""Id of the page that GitHub Pages shows for an address that leads nowhere."""

STYLE_MARK = "/*style*/"
SIZE_MARK = "@@KB@@"
LETTERS = "ABCDE"

Kind = Callable[["_Here"], tuple[str, str, str, views.View]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What only the one who publishes the site knows."""

    name: str
    base: str
    """Address of the site, with a slash at its end."""
    repository: str
    """Address of the source repository, without a slash at its end; edit links begin with it."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "base", self.base.rstrip("/") + "/")
        object.__setattr__(self, "repository", self.repository.rstrip("/"))


@dataclass(frozen=True, slots=True)
class _Here:
    """A page being viewed: its file, and the language of the interface."""

    page: Page
    language: Language
    path: str
    """Path of the page in the site."""

    @property
    def code(self) -> str:
        return self.language.code


@dataclass(frozen=True)
class Site:
    """Views of a library. Frozen: a new load makes a new site."""

    library: Library
    settings: Settings
    today: date
    stylesheet: Stylesheet
    urls: Urls = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "urls", Urls(self.library.source.code, self.settings.base))

    def has(self, source: str) -> bool:
        """Whether a file under the content folder belongs on the site: pages and pictures do."""
        return source in self._pages or source in self.library.image_sizes

    def view(self, source: str, code: str) -> tuple[views.Frame, views.View]:
        """Frame and view of the page read from `source`, for readers of the language `code`."""
        page = self._pages[source]
        language = next(one for one in self.library.languages if one.code == code)
        here = _Here(page, language, self.urls.path(page.id, code))
        kind, title, summary, view = self._kind(page)(here)
        return self._frame(here, kind, title, summary), view

    def finish(self, html: str) -> str:
        """The page with its style in it and its size on it."""
        html = html.replace(STYLE_MARK, self.stylesheet.for_page(html), 1)
        if SIZE_MARK in html:
            kilobytes = max(1, round(len(gzip.compress(html.encode(), 6, mtime=0)) / 1000))
            html = html.replace(SIZE_MARK, str(kilobytes))
        return html

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return {f"{page.id}.{page.language}.md": page for page in self.library.all_pages()}

    @cached_property
    def _words(self) -> Mapping[str, views.InterfaceWords]:
        """Interface words by language."""
        words = self.library.words.items()
        return {
            language.code: views.InterfaceWords((key, text[language.code]) for key, text in words)
            for language in self.library.languages
        }

    @cached_property
    def _matrix(self) -> Mapping[str, Mapping[str, Cell]]:
        return matrix(self.library, self.today)

    @cached_property
    def _asked(self) -> dict[tuple[str, str], tuple[views.QuestionView, ...]]:
        return {}

    @cached_property
    def _facts(self) -> dict[tuple[str, str], views.FactView]:
        return {}

    @cached_property
    def _neighbours(self) -> Mapping[str, tuple[str | None, str | None]]:
        """The lessons before and after each lesson in its own course."""
        found: dict[str, tuple[str | None, str | None]] = {}
        for course in self.library.courses.values():
            ids = [one.target for one in course.lessons if one.target in self.library.lessons]
            padded = [None, *ids, None]
            for at, name in enumerate(ids):
                if name.startswith(course.id + "/"):
                    found[name] = (padded[at], padded[at + 2])
        return found

    def _kind(self, page: Page) -> Kind:
        folder, _, name = page.id.rpartition("/")
        depth = folder.count("/") + 1 if folder else 0
        if depth == 3:
            return self._teacher if name == "teacher" else self._lesson
        if depth == 2 and folder in self.library.courses:
            return self._course
        if depth == 1 and folder in self.library.groups:
            return self._group
        special: dict[str, Kind] = {"index": self._home, "coverage": self._coverage, "about": self._about}
        return special.get(page.id, self._plain)

    def _frame(self, here: _Here, kind: str, title: str, summary: str) -> views.Frame:
        page, code, words = here.page, here.code, self._words[here.code]
        door = self.library.front_door.urgent
        urgent = None
        if door is not None and door.target in self.library.lessons:
            urgent = views.Link(self._link(here, f"{door.target}/index"), words.urgent_short)
        file = page.where.path.removeprefix(self.library.root).lstrip("/")
        return views.Frame(
            kind=kind,
            language=code,
            content_language=page.language,
            title=title,
            description=summary,
            indexed=page.id != NOT_FOUND,
            canonical=self.urls.absolute(page.id, page.language),
            alternates=tuple(self._alternate(here, language) for language in self.library.languages),
            home=self._link(here, "index"),
            urgent=urgent,
            about=views.Link(self._link(here, "about"), words.about),
            coverage=views.Link(self._link(here, "coverage"), words.coverage),
            edit=f"{self.settings.repository}/edit/main/content/{file}",
            words=words,
            site_name=self.settings.name,
        )

    def _alternate(self, here: _Here, language: Language) -> views.Alternate:
        return views.Alternate(
            language.code,
            language.name,
            self.urls.link(here.path, here.page.id, language.code),
            self.urls.absolute(here.page.id, language.code),
            language.code == here.code,
        )

    def _link(self, here: _Here, page: str) -> str:
        if here.page.id == NOT_FOUND:
            # It is shown under any address, so its links can not be relative to its own.
            return self.settings.base + self.urls.path(page, here.code)
        return self.urls.link(here.path, page, here.code)

    def _parts(self, here: _Here, document: Document) -> tuple[views.Part, ...]:
        page = here.page
        folder = posixpath.dirname(page.id)
        language = next(one for one in self.library.languages if one.code == page.language)
        keys = {title: key for key, title in language.sections.items()}
        words = self._words[page.language]
        states = {"on": words.switch_on, "off": words.switch_off}

        def link(target: str) -> str:
            if target.startswith("images/"):
                # Pictures are published once, beside the page in the source language.
                return relative(here.path, f"{folder}/{target}")
            return render.markdown_link(target, folder, folder)

        return tuple(
            views.Part(part.key, part.title, part.id, part.html)
            for part in render.sections(document, keys, states, link)
        )

    def _home(self, here: _Here) -> tuple[str, str, str, views.View]:
        door = self.library.front_door
        lessons = self.library.lessons
        tasks = [self._item(here, lessons[one.target]) for one in door.tasks if one.target in lessons]
        urgent = lessons.get(door.urgent.target) if door.urgent else None
        groups = [
            views.GroupItem(
                self._link(here, f"{group.id}/index"),
                group.icon,
                group.name[here.code],
                group.short[here.code],
                sum(len(course.lessons) for course in self._courses(group.id)),
            )
            for group in self.library.groups.values()
            if f"{group.id}/index" in self.library.pages
        ]
        view = views.HomeView(
            self._parts(here, here.page.document),
            tuple(tasks),
            self._item(here, urgent) if urgent else None,
            tuple(groups),
        )
        return "home", here.page.title, here.page.summary, view

    def _group(self, here: _Here) -> tuple[str, str, str, views.View]:
        group = self.library.groups[posixpath.dirname(here.page.id)]
        courses = []
        for level in self.library.levels.values():
            course = self.library.courses.get(f"{group.id}/{level.id}")
            there = course is not None and f"{course.id}/index" in self.library.pages
            courses.append(
                views.CourseItem(
                    self._link(here, f"{course.id}/index") if course and there else "",
                    level.name[here.code],
                    level.summary[here.code],
                    len(course.lessons) if course else 0,
                )
            )
        view = views.GroupView(group.icon, self._parts(here, here.page.document), tuple(courses))
        return "group", group.name[here.code], here.page.summary, view

    def _course(self, here: _Here) -> tuple[str, str, str, views.View]:
        course = self.library.courses[posixpath.dirname(here.page.id)]
        lessons = [
            self._item(here, self.library.lessons[one.target], course)
            for one in course.lessons
            if one.target in self.library.lessons
        ]
        view = views.CourseView(
            self._parts(here, here.page.document),
            self._group_link(here, course.group),
            self._name(self.library.levels, course.level, here.code),
            tuple(lessons),
            len(lessons) <= SUMMARIES_UP_TO,
        )
        return "course", self._course_name(course.id, here.code), here.page.summary, view

    def _lesson(self, here: _Here) -> tuple[str, str, str, views.View]:
        lesson, page = self.library.lessons[posixpath.dirname(here.page.id)], here.page
        before, after = self._neighbours.get(lesson.id, (None, None))
        view = views.LessonView(
            parts=self._parts(here, page.document),
            group=self._group_link(here, lesson.course.partition("/")[0]),
            course=self._course_link(here, lesson.course),
            minutes=lesson.minutes,
            reviewed=here.language.date(lesson.reviewed.isoformat()),
            outcomes=self._outcomes(lesson, page.language),
            questions=self._questions(lesson, page.language),
            facts=tuple(
                self._fact(self.library.facts[one.target], page.language)
                for one in lesson.facts
                if one.target in self.library.facts
            ),
            teacher=self._link(here, f"{lesson.id}/teacher") if lesson.teacher else "",
            requires=tuple(
                self._lesson_link(here, one.target) for one in lesson.requires if one.target in self.library.lessons
            ),
            previous=self._lesson_link(here, before) if before else None,
            next=self._lesson_link(here, after) if after else None,
        )
        return "lesson", page.title, page.summary, view

    def _teacher(self, here: _Here) -> tuple[str, str, str, views.View]:
        lesson, page = self.library.lessons[posixpath.dirname(here.page.id)], here.page
        view = views.TeacherView(
            self._parts(here, page.document),
            views.Link(self._link(here, f"{lesson.id}/index"), self._title(lesson, here.code)),
            self._course_link(here, lesson.course),
            self._outcomes(lesson, page.language),
            self._questions(lesson, page.language),
        )
        return "teacher", page.title, self._summary(lesson, here.code), view

    def _coverage(self, here: _Here) -> tuple[str, str, str, views.View]:
        words = self._words[here.code]
        view = views.CoverageView(
            self._parts(here, here.page.document),
            tuple(level.name[here.code] for level in self.library.levels.values()),
            tuple((words[f"state_{state.value}"][0], words[f"state_{state.value}_long"]) for state in State),
            tuple(self._group_coverage(here, group) for group in self.library.groups),
        )
        return "coverage", here.page.title, here.page.summary, view

    def _group_coverage(self, here: _Here, group: str) -> views.GroupCoverage:
        rows: list[list[Cell | None]] = [[] for _ in self.library.competences]
        sums = []
        for level in self.library.levels.values():
            cells = self._matrix.get(f"{group}/{level.id}", {})
            for row, code in zip(rows, self.library.competences, strict=True):
                row.append(cells.get(code))
            owed = [cell for cell in cells.values() if cell.owed]
            if owed:
                sums.append(
                    self._words[here.code]["coverage_sum"].format(
                        level=level.name[here.code],
                        complete=sum(cell.complete for cell in owed),
                        owed=len(owed),
                    )
                )
        return views.GroupCoverage(
            self.library.groups[group].name[here.code],
            tuple(sums),
            tuple(
                views.RowView(
                    competence.code,
                    competence.name[here.code],
                    tuple(self._cell(here, cell) for cell in row),
                )
                for row, competence in zip(rows, self.library.competences.values(), strict=True)
            ),
        )

    def _cell(self, here: _Here, cell: Cell | None) -> views.CellView:
        if cell is None or (not cell.states and not cell.owed):
            return views.CellView("free", "", "")
        words = self._words[here.code]
        marks = "".join(words[f"state_{state.value}"][0] if state in cell.states else "–" for state in State)
        style = "full" if cell.complete else "part" if cell.states else "none"
        href = self._link(here, f"{cell.lessons[0]}/index") if cell.lessons else ""
        return views.CellView(style, marks, href)

    def _about(self, here: _Here) -> tuple[str, str, str, views.View]:
        frameworks = [
            views.FrameworkView(
                framework.name[here.code],
                framework.number,
                tuple(views.Link(one.url, _host(one.url)) for one in framework.sources if one.url),
            )
            for framework in self.library.frameworks.values()
        ]
        view = views.AboutView(self._parts(here, here.page.document), tuple(frameworks))
        return "about", here.page.title, here.page.summary, view

    def _plain(self, here: _Here) -> tuple[str, str, str, views.View]:
        view = views.PlainView(self._parts(here, here.page.document))
        return "plain", here.page.title, here.page.summary, view

    def _item(self, here: _Here, lesson: Lesson, course: Course | None = None) -> views.LessonItem:
        borrowed = course is not None and lesson.course != course.id
        return views.LessonItem(
            self._link(here, f"{lesson.id}/index"),
            self._title(lesson, here.code),
            self._summary(lesson, here.code),
            lesson.minutes,
            self._link(here, f"{lesson.id}/teacher") if lesson.teacher else "",
            self._course_name(lesson.course, here.code) if borrowed else "",
        )

    def _outcomes(self, lesson: Lesson, code: str) -> tuple[Markup, ...]:
        return tuple(render.markup(one.text[code]) for one in lesson.outcomes)

    def _questions(self, lesson: Lesson, code: str) -> tuple[views.QuestionView, ...]:
        key = (lesson.id, code)
        if key not in self._asked:
            asked = enumerate(lesson.questions, 1)
            self._asked[key] = tuple(_question(number, one, code) for number, one in asked)
        return self._asked[key]

    def _fact(self, fact: Fact, code: str) -> views.FactView:
        key = (fact.id, code)
        if key not in self._facts:
            language = next(one for one in self.library.languages if one.code == code)
            self._facts[key] = views.FactView(
                render.markup(fact.statement[code]),
                language.date(fact.as_of[:7]),
                fact.volatile,
                tuple(views.Link(url, _host(url)) for url in fact.sources),
            )
        return self._facts[key]

    def _title(self, lesson: Lesson, code: str) -> str:
        page = lesson.pages.get(code) or lesson.pages.get(self.library.source.code)
        return page.title if page else lesson.id

    def _summary(self, lesson: Lesson, code: str) -> str:
        page = lesson.pages.get(code) or lesson.pages.get(self.library.source.code)
        return page.summary if page else ""

    def _courses(self, group: str) -> list[Course]:
        return [course for course in self.library.courses.values() if course.group == group]

    def _name(self, things: Mapping[str, object], key: str, code: str) -> str:
        thing = things.get(key)
        name: Text | None = getattr(thing, "name", None)
        return name[code] if name else key

    def _course_name(self, course: str, code: str) -> str:
        group, _, level = course.partition("/")
        names = (
            self._name(self.library.groups, group, code),
            self._name(self.library.levels, level, code),
        )
        return " · ".join(names)

    def _group_link(self, here: _Here, group: str) -> views.Link:
        name = self._name(self.library.groups, group, here.code)
        return views.Link(self._link(here, f"{group}/index"), name)

    def _course_link(self, here: _Here, course: str) -> views.Link:
        level = self._name(self.library.levels, course.partition("/")[2], here.code)
        return views.Link(self._link(here, f"{course}/index"), level)

    def _lesson_link(self, here: _Here, lesson: str) -> views.Link:
        title = self._title(self.library.lessons[lesson], here.code)
        return views.Link(self._link(here, f"{lesson}/index"), title)


def _question(number: int, question: Question, code: str) -> views.QuestionView:
    return views.QuestionView(
        number,
        render.markup(question.ask[code]),
        tuple(
            views.OptionView(
                letter,
                render.markup(option.text[code]),
                render.markup(option.why[code] if option.why else ""),
                option.correct,
            )
            for letter, option in zip(LETTERS, question.options, strict=False)
        ),
    )


def _host(url: str) -> str:
    return urlsplit(url).netloc.removeprefix("www.")
