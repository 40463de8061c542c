"""The site of a library: a view for each page, in each language of the interface."""

from __future__ import annotations

import dataclasses
import gzip
import posixpath
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from markupsafe import Markup

from courselib import practice
from courselib.coverage import Cell, is_stale, matrix
from courselib.model import (
    Course,
    Document,
    Fact,
    Heading,
    Language,
    Lesson,
    Library,
    Page,
    Question,
    Ref,
    State,
    Text,
)
from courselib.packs.index import USES, Pack, in_order, read, use_of
from courselib.web import render, views
from courselib.web.policy import policy, strange
from courselib.web.scripts import Scripts
from courselib.web.stylesheet import Stylesheet
from courselib.web.terms import Entry, Linker, entries
from courselib.web.topics import Chapter, Topic, chapters, in_alphabet, letter
from courselib.web.urls import NOT_FOUND, Urls, relative

SUMMARIES_UP_TO = 40
"""Lessons of a course that are listed with their summaries; a longer list shows titles only, to stay light."""

TOPICS, OFFLINE, PROGRESS, PACKS = "topics", "offline", "progress", "packs"
GLOSSARY, PATHS = "glossary", "paths"
"""Ids of the pages with a purpose of their own."""

AT_ONCE = {OFFLINE: "offline", PROGRESS: "progress"}
"""Pages that are nothing without their script: it is loaded with them, and the helps for reading are not."""

INSTALLABLE = ("index", OFFLINE)
FULL_FOOT = ("index", "about", TOPICS, PATHS, GLOSSARY, OFFLINE, PROGRESS, PACKS, "coverage")

# Words of the library can not look like these: a < of theirs is escaped, and they come after the policy.
STYLE_MARK = "<style>/*style*/"
POLICY_MARK = "@@CSP@@"
SIZE_MARK = "<!--size-->"
LETTERS = "ABCDE"

_BETWEEN_TAGS = re.compile(
    r">\n+(?=</?(?:meta|link|title|style|script|head|body|header|main|footer|nav|ul|li|p|h1|div)\b)"
)
"""Line ends that only make templates readable: before what begins a block they show nothing, and they weigh."""

Kind = Callable[["_Here"], tuple[str, str, str, views.View]]


@dataclass(frozen=True, slots=True)
class Settings:
    """What only the one who publishes the site knows."""

    name: str
    base: str
    """Address of the site, with a slash at its end."""
    repository: str
    """Address of the source repository, without a slash at its end; edit links begin with it. Empty: there is none."""
    contact: str
    """Mail address that corrections go to where there is no repository."""
    packs: Path | None = None
    """The folder with the packs that pages offer; None when they offer none."""

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
    scripts: Scripts
    urls: Urls = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "urls", Urls(self.library.source.code, self.settings.base))

    def has(self, source: str) -> bool:
        """Whether a file under the content folder belongs on the site: pages and pictures do."""
        return source in self._pages or source in self.library.images

    def view(self, source: str, code: str) -> tuple[views.Frame, views.View]:
        """Frame and view of the page read from `source`, for readers of the language `code`."""
        page = self._pages[source]
        language = self.library.language(code)
        here = _Here(page, language, self.urls.path(page.id, code))
        kind, title, summary, view = self._kind(page)(here)
        return self._frame(here, kind, title, summary), view

    def more_pages(self, code: str) -> Iterator[tuple[str, views.Frame, views.View]]:
        """Path, frame and view of the pages that have no file of their own.

        These are the topics when they are too many for one page, and all versions of a practice test but the first.
        """
        yield from self._more_topics(code)
        yield from self._more_tests(code)

    def _more_topics(self, code: str) -> Iterator[tuple[str, views.Frame, views.View]]:
        pages = self.library.pages.get(TOPICS, {})
        page = pages.get(code) or pages.get(self.library.source.code)
        if page is None:
            return
        count = len(self._chapters(code))
        for number in range(1, count + 1) if count > 1 else ():
            name = f"{TOPICS}-{number}"
            here = _Here(page, self.library.language(code), self.urls.path(name, code))
            kind, title, summary, view = self._topics(here, number)
            yield here.path, self._frame(here, kind, title, summary, name), view

    def _more_tests(self, code: str) -> Iterator[tuple[str, views.Frame, views.View]]:
        for course in self.library.courses:
            pages = self.library.pages.get(practice.page_of(course), {})
            page = pages.get(code) or pages.get(self.library.source.code)
            if page is None:
                continue
            for number in range(2, len(self._tests(course)) + 1):
                name = f"{page.id}-{number}"
                here = _Here(page, self.library.language(code), self.urls.path(name, code))
                kind, title, summary, view = self._practice(here, number)
                yield here.path, self._frame(here, kind, title, summary, name), view

    def finish(self, html: str) -> str:
        """The page with its style in it, its policy in its head and its size on it.

        Raises:
            ValueError: a script or a style stands in it that is not ours, or a class that has no style.

        """
        html = _BETWEEN_TAGS.sub(">", html)
        style = self.stylesheet.for_page(html)
        html = html.replace(STYLE_MARK, f"<style>{style}", 1)
        if strange(html, (style, self.scripts.filled("start"), self.scripts.filled("ask"))):
            raise ValueError("a script or a style stands in the page that is not ours")
        html = html.replace(POLICY_MARK, policy(html), 1)
        if SIZE_MARK in html:
            kilobytes = max(1, round(len(gzip.compress(html.encode(), 6, mtime=0)) / 1000))
            html = html.replace(SIZE_MARK, str(kilobytes), 1)
        return html

    @cached_property
    def _pages(self) -> Mapping[str, Page]:
        return {f"{page.id}.{page.language}.md": page for page in self.library.all_pages()}

    @cached_property
    def words(self) -> Mapping[str, views.InterfaceWords]:
        """Interface words by language."""
        words = self.library.words.items()
        return {
            language.code: views.InterfaceWords((key, text[language.code]) for key, text in words)
            for language in self.library.languages
        }

    @cached_property
    def _spoken(self) -> Mapping[str, str]:
        """The language that the interface really speaks, by the language it is made for."""
        texts, source = self.library.words.values(), self.library.source.code
        codes = [language.code for language in self.library.languages]
        return {code: code if all(code in text for text in texts) else source for code in codes}

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
            return self._practice if name == practice.PRACTICE else self._course
        if depth == 1 and folder in self.library.groups:
            return self._group
        special: dict[str, Kind] = {
            "index": self._home,
            "coverage": self._coverage,
            "about": self._about,
            TOPICS: self._topics,
            OFFLINE: self._offline,
            PROGRESS: self._progress,
            PACKS: self._packs_page,
            GLOSSARY: self._glossary,
            PATHS: self._paths,
        }
        return special.get(page.id, self._plain)

    def _frame(self, here: _Here, kind: str, title: str, summary: str, name: str = "") -> views.Frame:
        page, code, words = here.page, here.code, self.words[here.code]
        name = name or page.id
        script, emergency = AT_ONCE.get(page.id, ""), self._emergency(code)
        foot = [("about", words.about)]
        if page.id in FULL_FOOT:  # lessons link to less, to stay light
            foot += [
                (PATHS, words.paths),
                (GLOSSARY, words.glossary),
                (PACKS, words.packs),
                (OFFLINE, words.offline),
                (PROGRESS, words.progress),
                ("coverage", words.coverage),
            ]
        file = page.where.path.removeprefix(self.library.root).lstrip("/")
        return views.Frame(
            kind=kind,
            language=code,
            content_language=page.language,
            spoken=self._spoken[code],
            title=render.curl(title),
            description=render.curl(summary),
            indexed=page.id != NOT_FOUND,
            canonical=self.urls.absolute(name, page.language),
            alternates=tuple(
                self._alternate(here, language) for language in self.library.languages if self._offered(here, language)
            ),
            home=self._link(here, "index"),
            emergency=views.Link(self._link(here, emergency.id), words.emergency_short) if emergency else None,
            topics=self._link(here, TOPICS),
            foot=tuple(views.Link(self._link(here, one), text) for one, text in foot if one in self.library.pages),
            helps="" if script else self._file(here, self.scripts.file("read", code, words)),
            start=Markup(self.scripts.filled("start")),  # noqa: S704  # ours
            script=self._file(here, self.scripts.file(script, code, words)) if script else "",
            manifest=self._file(here, f"manifest.{code}.webmanifest") if page.id in INSTALLABLE else "",
            edit=f"{self.settings.repository}/edit/main/content/{file}" if self.settings.repository else "",
            suggest=self._suggest(file, self._spoken[code]),
            stale=self._stale(here),
            words=words,
            site_name=self.settings.name,
        )

    def _suggest(self, file: str, code: str) -> str:
        """Where a reader says what is wrong with a page: a form that knows the page, or a mail."""
        if self.settings.repository:
            return f"{self.settings.repository}/issues/new?template=correction.{code}.yml&page={file}"
        return f"mailto:{self.settings.contact}?subject={file}"

    def _stale(self, here: _Here) -> views.Alternate | None:
        """The page in the source language, for readers of a translation that is behind it."""
        source = self.library.siblings(here.page).get(self.library.source.code)
        if source is None or not is_stale(here.page, source):
            return None
        return self._alternate(here, self.library.source)

    def _offered(self, here: _Here, language: Language) -> bool:
        """Whether a page leads to itself in a language; one that is growing is offered where it has the page.

        Elsewhere the reader would find the same words again, and every page would be heavier for it. The front door
        shows it in any case.
        """
        there = language.code in self.library.siblings(here.page)
        return there or not language.growing or here.page.id == "index"

    def _alternate(self, here: _Here, language: Language) -> views.Alternate:
        return views.Alternate(
            language.code,
            language.name,
            self.urls.link(here.path, here.page.id, language.code),
            self.urls.absolute(here.page.id, language.code),
            language.code == here.code,
        )

    def _link(self, here: _Here, page: str) -> str:
        return self._file(here, self.urls.path(page, here.code))

    def _file(self, here: _Here, path: str) -> str:
        """The address of a file of the site, as written in a page."""
        if here.page.id == NOT_FOUND:
            # It is shown under any address, so its links can not be relative to its own.
            return self.settings.base + path
        return relative(here.path, path)

    def _emergency(self, code: str) -> Page | None:
        """The emergency page, in the source language while it is not translated."""
        pages = self.library.emergency
        return pages.get(code) or pages.get(self.library.source.code)

    def _parts(self, here: _Here, document: Document) -> tuple[views.Part, ...]:
        page = here.page
        folder = posixpath.dirname(page.id)
        language = self.library.language(page.language)
        keys = {title: key for key, title in language.sections.items()}
        words = self.words[page.language]
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

    def _with_terms(self, here: _Here, parts: tuple[views.Part, ...]) -> tuple[views.Part, ...]:
        """The parts of a page in which terms lead to the glossary."""
        if GLOSSARY not in self.library.pages:
            return parts
        linked = self._linker(here.page.language).linked([one.html for one in parts], self._link(here, GLOSSARY))
        changed = zip(parts, linked, strict=True)
        return tuple(dataclasses.replace(one, html=Markup(html)) for one, html in changed)  # noqa: S704  # was ours

    def _linker(self, code: str) -> Linker:
        if code not in self._linkers:
            self._linkers[code] = Linker(entries(self.library.terms, self.library.source.code, code))
        return self._linkers[code]

    @cached_property
    def _linkers(self) -> dict[str, Linker]:
        return {}

    def _glossary(self, here: _Here) -> tuple[str, str, str, views.View]:
        shown = entries(self.library.terms, self.library.source.code, here.page.language)
        by_letter: dict[str, list[Entry]] = {}
        for one in in_alphabet(shown, key=lambda entry: entry.term):
            by_letter.setdefault(letter(one.term), []).append(one)
        view = views.GlossaryView(
            self._parts(here, here.page.document), tuple((key, tuple(found)) for key, found in by_letter.items())
        )
        return GLOSSARY, here.page.title, here.page.summary, view

    def _paths(self, here: _Here) -> tuple[str, str, str, views.View]:
        code = here.page.language
        paths = tuple(
            views.PathView(
                path.id,
                path.name[code],
                path.summary[code],
                tuple(
                    views.StopView(self._item(here, self.library.lessons[stop.lesson.target]), stop.why[code])
                    for stop in path.stops
                    if stop.lesson.target in self.library.lessons
                ),
            )
            for path in self.library.paths.values()
        )
        return PATHS, here.page.title, here.page.summary, views.PathsView(self._parts(here, here.page.document), paths)

    def _home(self, here: _Here) -> tuple[str, str, str, views.View]:
        door, page = self.library.front_door, self._emergency(here.code)
        link = views.Link(self._link(here, page.id), page.title) if page else None
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
            self._find(here),
            link,
            tuple(views.Link(f"{link.href}#{one.id}", one.text) for one in _parts_of(page)) if link and page else (),
            tuple(self._task_items(here, door.troubles, trouble=True)),
            tuple(self._task_items(here, door.tasks, trouble=False)),
            tuple(groups),
            tuple(
                views.Link(f"{self._link(here, PATHS)}#{path.id}", path.name[here.code])
                for path in self.library.paths.values()
                if PATHS in self.library.pages
            ),
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
            self._practice_link(here, course.id),
            self._packs(here, course.id),
        )
        return "course", self.course_name(course.id, here.code), here.page.summary, view

    def _practice_link(self, here: _Here, course: str) -> views.Link | None:
        pages = self.library.pages.get(practice.page_of(course), {})
        page = pages.get(here.code) or pages.get(self.library.source.code)
        return views.Link(self._link(here, page.id), page.title) if page else None

    def _tests(self, course: str) -> tuple[tuple[practice.Drawn, ...], ...]:
        if course not in self._drawn:
            self._drawn[course] = practice.versions(self.library.courses[course], self.library)
        return self._drawn[course]

    @cached_property
    def _drawn(self) -> dict[str, tuple[tuple[practice.Drawn, ...], ...]]:
        return {}

    def _practice(self, here: _Here, number: int = 1) -> tuple[str, str, str, views.View]:
        course, code = posixpath.dirname(here.page.id), here.page.language
        tests, words = self._tests(course), self.words[here.code]
        drawn = tests[number - 1] if tests else ()
        names = [views.filled(words["practice_version"], number=at) for at in range(1, len(tests) + 1)]
        again: dict[str, list[int]] = {}
        for at, one in enumerate(drawn, 1):
            again.setdefault(one.lesson.id, []).append(at)
        view = views.PracticeView(
            self._parts(here, here.page.document),
            self._group_link(here, course.partition("/")[0]),
            self._course_link(here, course),
            tuple(
                views.Link(self._link(here, here.page.id if at == 1 else f"{here.page.id}-{at}"), name)
                for at, name in enumerate(names, 1)
                if at != number
            ),
            tuple(_question(at, one.question, code) for at, one in enumerate(drawn, 1)),
            tuple((self._lesson_link(here, lesson), ", ".join(map(str, numbers))) for lesson, numbers in again.items()),
        )
        title = f"{here.page.title}: {names[number - 1].lower()}" if names else here.page.title
        return practice.PRACTICE, title, here.page.summary, view

    def _lesson(self, here: _Here) -> tuple[str, str, str, views.View]:
        lesson, page = self.library.lessons[posixpath.dirname(here.page.id)], here.page
        before, after = self._neighbours.get(lesson.id, (None, None))
        packs = self._packs(here, lesson.id)
        view = views.LessonView(
            parts=self._with_terms(here, self._parts(here, page.document)),
            group=self._group_link(here, lesson.course.partition("/")[0]),
            course=self._course_link(here, lesson.course),
            minutes=lesson.minutes,
            reviewed=here.language.date(lesson.reviewed.isoformat()),
            outcomes=self._outcomes(lesson, page.language),
            questions=self._questions(lesson, page.language),
            facts=self._fact_views(lesson.facts, page.language),
            teacher=self._link(here, f"{lesson.id}/teacher") if lesson.teacher else "",
            handout=packs[0] if packs and packs[0].use == "print" else None,
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
            self._packs(here, lesson.id),
        )
        return "teacher", page.title, self._summary(lesson, here.code), view

    def _coverage(self, here: _Here) -> tuple[str, str, str, views.View]:
        words = self.words[here.code]
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
                    views.filled(
                        self.words[here.code]["coverage_sum"],
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
        words = self.words[here.code]
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
        source = self.library.pages[here.page.id].get(self.library.source.code, here.page)
        facts = self._fact_views(source.facts, here.page.language)
        # One source each: the emergency page has to come at once. All of them stand in facts.yml.
        first = tuple(dataclasses.replace(fact, sources=fact.sources[:1]) for fact in facts)
        view = views.PlainView(self._parts(here, here.page.document), first)
        return "plain", here.page.title, here.page.summary, view

    def _topics(self, here: _Here, number: int = 0) -> tuple[str, str, str, views.View]:
        parts = self._chapters(here.code)
        shown = parts[number - 1] if number else parts[0] if len(parts) == 1 else None
        others = () if len(parts) == 1 else enumerate(parts, 1)
        by_letter: dict[str, list[views.Link]] = {}
        for topic in shown.topics if shown else ():
            by_letter.setdefault(letter(topic.text), []).append(views.Link(self._file(here, topic.href), topic.text))
        view = views.TopicsView(
            self._find(here),
            tuple(views.Link(self._link(here, f"{TOPICS}-{at}"), one.name) for at, one in others if at != number),
            tuple((letter, tuple(links)) for letter, links in by_letter.items()),
        )
        title = f"{here.page.title}: {shown.name}" if number and shown else here.page.title
        return "topics", title, here.page.summary, view

    def _chapters(self, code: str) -> list[Chapter]:
        """All topics in one language; their addresses are paths in the site."""
        if code not in self._cut:
            topics = []
            for lesson in self.library.lessons.values():
                path = self.urls.path(f"{lesson.id}/index", code)
                texts = [self._title(lesson, code), *(task.text[code] for task in lesson.tasks)]
                topics += [Topic(text, path) for text in texts]
            page = self._emergency(code)
            if page is not None:
                path = self.urls.path(page.id, code)
                topics += [Topic(one.text, f"{path}#{one.id}") for one in _parts_of(page)]
            self._cut[code] = chapters(topics)
        return self._cut[code]

    @cached_property
    def _cut(self) -> dict[str, list[Chapter]]:
        return {}

    def _packs_page(self, here: _Here) -> tuple[str, str, str, views.View]:
        words = self.words[here.code]
        groups = [views.PackGroup(self.settings.name, "", self._packs(here, "library"))]
        for group in self.library.groups.values():
            groups.append(self._pack_group(here, group.id, group.name[here.code]))
            courses = [course.id for course in self._courses(group.id)]
            groups += [self._pack_group(here, one, self.course_name(one, here.code)) for one in courses]
        view = views.PacksView(
            self._parts(here, here.page.document),
            tuple((use, words[f"pack_use_{use}"]) for use in USES),
            tuple(one for one in groups if one.packs),
        )
        return PACKS, here.page.title, here.page.summary, view

    def _pack_group(self, here: _Here, name: str, title: str) -> views.PackGroup:
        there = f"{name}/index" in self.library.pages
        return views.PackGroup(title, self._link(here, f"{name}/index") if there else "", self._packs(here, name))

    def _packs(self, here: _Here, name: str) -> tuple[views.PackView, ...]:
        """The packs of a lesson, course or group, or of the library, for readers of a language."""
        source, words = self.library.source.code, self.words[here.code]
        return tuple(
            views.PackView(
                self._file(here, pack.on_site(source)),
                words[f"pack_{pack.format.replace('-', '_')}"],
                words[f"pack_{pack.format.replace('-', '_')}_for"],
                pack.path.rpartition(".")[2].upper(),
                _size(pack.bytes),
                use_of(pack.format),
            )
            for pack in self._packs_by_name.get((name, here.code), ())
        )

    @cached_property
    def _packs_by_name(self) -> Mapping[tuple[str, str], list[Pack]]:
        found: dict[tuple[str, str], list[Pack]] = {}
        for pack in in_order(read(self.settings.packs) if self.settings.packs else ()):
            for code in pack.languages:
                found.setdefault((pack.id, code), []).append(pack)
        return found

    def _offline(self, here: _Here) -> tuple[str, str, str, views.View]:
        return "offline", here.page.title, here.page.summary, views.OfflineView(self._parts(here, here.page.document))

    def _progress(self, here: _Here) -> tuple[str, str, str, views.View]:
        own = Counter(lesson.course for lesson in self.library.lessons.values())
        count = self.words[here.code]["record_count"]
        courses = [
            views.RecordCourse(
                course,
                self.course_name(course, here.code),
                own[course],
                views.filled(count, count=own[course]),
            )
            for course in self.library.courses
            if own[course]
        ]
        view = views.ProgressView(self._parts(here, here.page.document), tuple(courses))
        return "progress", here.page.title, here.page.summary, view

    def _find(self, here: _Here) -> views.Find:
        start = Markup(self.scripts.filled("ask"))  # noqa: S704  # ours
        return views.Find(self._file(here, f"find.{here.code}.js"), start, self._link(here, TOPICS))

    def _task_items(self, here: _Here, refs: Iterable[Ref], *, trouble: bool) -> Iterator[views.TaskItem]:
        for ref in refs:
            lesson = self.library.lessons.get(ref.target)
            if lesson is not None:
                title = self._title(lesson, here.code)
                task = next((one.text[here.code] for one in lesson.tasks if one.trouble is trouble), title)
                yield views.TaskItem(self._link(here, f"{lesson.id}/index"), task, title, lesson.minutes)

    def _item(self, here: _Here, lesson: Lesson, course: Course | None = None) -> views.LessonItem:
        borrowed = course is not None and lesson.course != course.id
        return views.LessonItem(
            self._link(here, f"{lesson.id}/index"),
            self._title(lesson, here.code),
            self._summary(lesson, here.code),
            lesson.minutes,
            self._link(here, f"{lesson.id}/teacher") if lesson.teacher else "",
            self.course_name(lesson.course, here.code) if borrowed else "",
        )

    def _outcomes(self, lesson: Lesson, code: str) -> tuple[Markup, ...]:
        return tuple(render.markup(one.text[code]) for one in lesson.outcomes)

    def _questions(self, lesson: Lesson, code: str) -> tuple[views.QuestionView, ...]:
        key = (lesson.id, code)
        if key not in self._asked:
            asked = enumerate(lesson.questions, 1)
            self._asked[key] = tuple(_question(number, one, code) for number, one in asked)
        return self._asked[key]

    def _fact_views(self, refs: Iterable[Ref], code: str) -> tuple[views.FactView, ...]:
        known = self.library.facts
        return tuple(self._fact(known[one.target], code) for one in refs if one.target in known)

    def _fact(self, fact: Fact, code: str) -> views.FactView:
        key = (fact.id, code)
        if key not in self._facts:
            language = self.library.language(code)
            self._facts[key] = views.FactView(
                render.markup(fact.statement[code]),
                language.date(fact.as_of[:7]),
                fact.volatile,
                tuple(views.Link(url, _host(url)) for url in fact.sources),
            )
        return self._facts[key]

    def _title(self, lesson: Lesson, code: str) -> str:
        page = lesson.pages.get(code) or lesson.pages.get(self.library.source.code)
        return render.curl(page.title) if page else lesson.id

    def _summary(self, lesson: Lesson, code: str) -> str:
        page = lesson.pages.get(code) or lesson.pages.get(self.library.source.code)
        return render.curl(page.summary) if page else ""

    def _courses(self, group: str) -> list[Course]:
        return [course for course in self.library.courses.values() if course.group == group]

    def _name(self, things: Mapping[str, object], key: str, code: str) -> str:
        thing = things.get(key)
        name: Text | None = getattr(thing, "name", None)
        return name[code] if name else key

    def course_name(self, course: str, code: str) -> str:
        """Name of a course: its group and its level."""
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


def _size(count: int) -> str:
    """Bytes as readers say them: kilobytes of a thousand bytes, from a million on megabytes."""
    return f"{max(1, round(count / 1e3))} KB" if count < 1e6 else f"{count / 1e6:.1f} MB"


def _parts_of(page: Page) -> Iterator[Heading]:
    """The second-level headings of a page."""
    return (one for one in page.document.headings if one.level == 2)


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
    """The host of an address, for those who read it; the address itself when it has none that can be read."""
    with suppress(ValueError):
        return urlsplit(url).netloc.removeprefix("www.") or url
    return url
