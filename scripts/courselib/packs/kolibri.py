"""A channel of Kolibri 0.15 and later, for schools without network: unpacked onto a stick and imported from there.

See https://kolibri.readthedocs.io/en/latest/manage/resources.html#import-from-a-local-drive and, for what labels mean,
https://github.com/learningequality/le-utils.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from le_utils.constants import content_kinds, format_presets, languages, licenses
from le_utils.constants.labels import learning_activities, levels, needs, resource_type, subjects

from courselib.packs.archive import write_zip
from courselib.packs.formats import Workshop, format_of
from courselib.packs.kolibri_quiz import exercise
from courselib.packs.kolibri_tables import Channel, Node, Stored, database
from courselib.packs.lasting import lasting, named_questions
from courselib.packs.lone_pages import LonePages
from courselib.packs.volume import LICENCE, LICENCE_URL, Branch, Chapter, Scope, Volume

_CONTENT = "KOLIBRI_DATA/content"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_TITLE, _DESCRIPTION, _TAGLINE, _TAG = 200, 400, 150, 30
"""How many characters Kolibri keeps, see `kolibri/core/content/base_models.py`."""
_AUDIENCES = {
    "citizens": subjects.DAILY_LIFE,
    "students": subjects.SCHOOL,
    "officials": subjects.PROFESSIONAL_SKILLS,
    "workers": subjects.WORK,
    "trainers": subjects.FOR_TEACHERS,
}
"""What a group looks for on the shelves of Kolibri, beside digital literacy."""
_LEVELS = {"basic": levels.BASIC_SKILLS}
_NEEDS = {"basic": needs.FOR_BEGINNERS}


@format_of("kolibri", ".zip", (Scope.COURSE, Scope.LIBRARY))
def kolibri(volume: Volume, workshop: Workshop, target: Path) -> None:
    """A channel: lessons as pages, quizzes as exercises, session plans for coaches."""
    channel = _Maker(volume, workshop).channel()
    files = dict(sorted(_stored(channel.root)))
    name = channel.root.id
    written = {
        f"{volume.words['pack_kolibri_read_first']}.txt": _read_first(volume, channel).encode(),
        f"{_CONTENT}/databases/{name}.sqlite3": database(channel),
        **files,
    }
    write_zip(target, written.items(), frozenset(files))


class _Maker:
    """Makes the tree of a channel. Names are made as ricecooker makes them: of a source, below a parent."""

    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.volume = volume
        self.base = workshop.settings.base
        self.pages = LonePages(volume, workshop)
        self.chapters = {one.id: one for one in volume.chapters}
        self.id = self.name("channel", volume.id)

    def name(self, *parts: str) -> str:
        return lasting(self.base, self.volume.language, *parts).hex

    def channel(self) -> Channel:
        volume = self.volume
        language = languages.getlang(volume.language)
        if language is None:
            raise ValueError(f"Kolibri knows no language {volume.language}")
        return Channel(
            root=_ordered(self.root()),
            description=_short(f"{volume.summary} {volume.words['not_official']} {volume.address}", _DESCRIPTION),
            tagline=_short(volume.summary, _TAGLINE),
            author=_short(volume.site, _TITLE),
            version=volume.day.year * 10_000 + volume.day.month * 100 + volume.day.day,
            updated=f"{volume.moment:%Y-%m-%d %H:%M:%S}(UTC)",
            language=(volume.language, language.native_name, language.text_direction),
            licence=(licenses.CC_BY_SA, f"{LICENCE}, {LICENCE_URL}"),
        )

    def root(self) -> Node:
        volume = self.volume
        if volume.scope is Scope.COURSE:
            title = f"{volume.site}: {volume.title}"
            children = self.lessons(volume.branches[0], self.id)
        else:
            title = volume.title
            children = self.groups()
        return self.topic(self.id, self.id, title, volume.summary, children)

    def groups(self) -> tuple[Node, ...]:
        groups = dict.fromkeys(_group(one) for one in self.volume.branches if one.chapters)
        return tuple(self.group(one, self.id) for one in groups)

    def group(self, group: str, parent: str) -> Node:
        branches = [one for one in self.volume.branches if _group(one) == group and one.chapters]
        source = self.name("topic", group)
        name = _below(parent, source)
        courses = tuple(self.course(one, name) for one in branches)
        return self.topic(name, source, branches[0].group, "", courses)

    def course(self, branch: Branch, parent: str) -> Node:
        source = self.name("topic", branch.id)
        name = _below(parent, source)
        return self.topic(name, source, branch.level, "", self.lessons(branch, name))

    def lessons(self, branch: Branch, parent: str) -> tuple[Node, ...]:
        found = (self.chapters[one] for one in branch.chapters if one in self.chapters)
        return tuple(_Lesson(self, chapter, branch, parent).topic() for chapter in found)

    def topic(self, name: str, source: str, title: str, description: str, children: tuple[Node, ...]) -> Node:
        return Node(
            name, source, content_kinds.TOPIC, _short(title, _TITLE), _clean(description), {}, children=children
        )


@dataclass(frozen=True, slots=True)
class _Lesson:
    """Makes the topic of a lesson: the lesson itself, its quiz, and the session plan."""

    maker: _Maker
    chapter: Chapter
    branch: Branch
    parent: str

    def topic(self) -> Node:
        chapter = self.chapter
        source = self.maker.name("topic", chapter.id)
        name = _below(self.parent, source)
        children = (self.page(name), *self.quiz(name), *self.plan(name))
        return self.maker.topic(name, source, chapter.title, chapter.summary, children)

    def page(self, parent: str) -> Node:
        chapter = self.chapter
        source = self.maker.name("lesson", chapter.id)
        return Node(
            id=_below(parent, source),
            content_id=source,
            kind=content_kinds.HTML5,
            title=_short(chapter.title, _TITLE),
            description=_clean(chapter.summary),
            labels=self.labels(learning_activities.READ, resource_type.LESSON, self.shelves()),
            tags=self.tags(),
            file=_page(self.maker.pages.lesson(chapter)),
            seconds=chapter.minutes * 60,
            options=_taking(chapter.minutes),
            requires=tuple(self.maker.name("lesson", one) for one in chapter.requires),
        )

    def quiz(self, parent: str) -> Iterator[Node]:
        """The quiz; the lesson should come before it."""
        chapter = self.chapter
        questions = [(self.maker.name("question", name), one) for name, one in named_questions(chapter)]
        if not questions:
            return
        source, lesson = (self.maker.name(one, chapter.id) for one in ("quiz", "lesson"))
        words = self.maker.volume.words
        yield Node(
            id=_below(parent, source),
            content_id=source,
            kind=content_kinds.EXERCISE,
            title=_short(f"{words['quiz']}: {chapter.title}", _TITLE),
            description=words["pack_kolibri_no_exam"],
            labels=self.labels(learning_activities.PRACTICE, resource_type.EXERCISE, self.shelves()),
            tags=self.tags(),
            file=_file(exercise(questions), "perseus", format_presets.EXERCISE),
            options={"completion_criteria": {"model": "mastery", "threshold": {"mastery_model": "do_all"}}},
            questions=tuple(name for name, _ in questions),
            requires=(lesson,),
        )

    def plan(self, parent: str) -> Iterator[Node]:
        chapter = self.chapter
        if chapter.plan is None:
            return
        source = self.maker.name("plan", chapter.id)
        yield Node(
            id=_below(parent, source),
            content_id=source,
            kind=content_kinds.HTML5,
            title=_short(chapter.plan.title, _TITLE),
            description=_clean(chapter.summary),
            labels=self.labels(learning_activities.READ, resource_type.LESSON_PLAN, (subjects.LESSON_PLANS,)),
            tags=self.tags(),
            file=_page(self.maker.pages.plan(chapter, chapter.plan)),
            coach=True,
            options={"completion_criteria": {"model": "reference", "learner_managed": True}},
        )

    def labels(self, activity: str, kind: str, shelves: Iterable[str]) -> dict[str, str]:
        level = self.branch.id.rpartition("/")[2]
        return {
            "learning_activities": activity,
            "resource_types": kind,
            "categories": ",".join((subjects.DIGITAL_LITERACY, *shelves)),
            "grade_levels": _LEVELS.get(level, ""),
            "learner_needs": _NEEDS.get(level, ""),
        }

    def shelves(self) -> tuple[str, ...]:
        found = _AUDIENCES.get(_group(self.branch))
        return (found,) if found else ()

    def tags(self) -> tuple[str, ...]:
        """Codes and names of the competences, as long as a tag may be."""
        codes = {one.competence.code: one.competence.name for one in self.chapter.outcomes}
        return tuple(_short(f"{code} {name}", _TAG) for code, name in sorted(codes.items()))


def _taking(minutes: int) -> dict[str, object]:
    """Done after that time, or when the learner says so."""
    return {"completion_criteria": {"model": "approx_time", "threshold": minutes * 60, "learner_managed": True}}


def _ordered(root: Node) -> Node:
    """The tree with requirements as nodes that are in it: the one in the same course, or else the first one."""
    found: dict[str, dict[str, str]] = {}
    for trail, node in _walk(root, ()):
        for above in trail:
            found.setdefault(node.content_id, {}).setdefault(above, node.id)

    def settled(node: Node, trail: tuple[str, ...]) -> Node:
        children = tuple(settled(one, (*trail, node.id)) for one in node.children)
        nearest = (_nearest(found.get(one, {}), trail) for one in node.requires)
        requires = tuple(one for one in nearest if one not in ("", node.id))
        return replace(node, children=children, requires=tuple(dict.fromkeys(requires)))

    return settled(root, ())


def _walk(node: Node, trail: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Node]]:
    yield trail, node
    for child in node.children:
        yield from _walk(child, (*trail, node.id))


def _nearest(places: dict[str, str], trail: tuple[str, ...]) -> str:
    """The node in the innermost topic of the trail that has one."""
    return next((places[one] for one in reversed(trail) if one in places), "")


def _stored(node: Node) -> Iterator[tuple[str, bytes]]:
    for _, one in _walk(node, ()):
        if one.file:
            name = one.file.checksum
            yield f"{_CONTENT}/storage/{name[0]}/{name[1]}/{name}.{one.file.extension}", one.file.data


def _page(files: Iterable[tuple[str, bytes]]) -> Stored:
    made = io.BytesIO()
    write_zip(made, files)
    return _file(made.getvalue(), "zip", format_presets.HTML5_ZIP)


def _file(data: bytes, extension: str, preset: str) -> Stored:
    checksum = hashlib.md5(data, usedforsecurity=False).hexdigest()  # Kolibri checks files by it
    return Stored(checksum, extension, preset, data)


def _read_first(volume: Volume, channel: Channel) -> str:
    """How the pack is put onto a stick, and what it is, for the one who unpacked it."""
    words = volume.words
    sources = (f"- {one.text} ({one.as_of})\r\n  {' '.join(one.sources)}" for one in volume.statements())
    competences = (f"- {one.code} {one.name} ({one.framework})" for one in volume.competences())
    blocks = (
        channel.root.title,
        words["pack_kolibri_how"],
        f"{volume.shown_day} · {volume.address}\r\n{words['licence']} {LICENCE_URL}\r\n{words['not_official']}",
        "\r\n".join((words["pack_competences"], *competences)),
        "\r\n".join((words["sources"], *sources)),
    )
    return "\ufeff" + "\r\n\r\n".join(blocks) + "\r\n"


def _group(branch: Branch) -> str:
    return branch.id.partition("/")[0]


def _below(parent: str, source: str) -> str:
    """Name of a node: of what it is, and where it is."""
    return lasting(parent, source).hex


def _clean(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _short(text: str, most: int) -> str:
    """The text, with a mark where it had to be cut."""
    text = _clean(text)
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
