"""Is everything in its place?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from courselib.checks import check
from courselib.finding import Problem
from courselib.layout import (
    IMAGE_TYPES,
    LESSON_FILES,
    MORE_STEMS,
    STEMS,
    as_name,
    files_of,
    is_name,
    kind,
    lesson_meant,
    meant,
    odd,
    right,
)
from courselib.markdown import STEP
from courselib.message import Message, either, say
from courselib.model import Course, Heading, Lesson, Library, Page, Ref, Where
from courselib.nearest import nearest


@check("S101")
def bad_name(library: Library) -> Iterator[Problem]:
    """Folders and files have English names in lower case, words joined by hyphens.

    Bad:  citizens/basic/Gọi_Video/
    Good: citizens/basic/video-call-family/
    """
    for path in _odd_places(library):
        name = path.rstrip("/").rpartition("/")[2]
        stem = name if path.endswith("/") else name.split(".")[0]
        # A file that does not belong, or has no language, is not to be renamed like this.
        if "." not in stem and not is_name(stem) and (path.endswith("/") or _belongs(path, library)):
            yield Problem(
                Where(f"{library.root}/{path}".rstrip("/")),
                say("the name {name} is not lower-case words joined by hyphens", name=name),
                say("rename it, for example to {name}", name=f"{as_name(stem)}{name[len(stem) :].lower()}"),
            )


@check("S102")
def dotted_folder(library: Library) -> Iterator[Problem]:
    """A folder name has no dot: what comes after it would be taken for a language.

    Bad:  citizens/basic/vneid-2.0/
    Good: citizens/basic/vneid-2/
    """
    for path in _odd_places(library):
        if path.endswith("/") and "." in path.rstrip("/").rpartition("/")[2]:
            yield Problem(
                Where(f"{library.root}/{path}".rstrip("/")),
                say("the folder name has a dot"),
                say("rename it to {name}", name=path.rstrip("/").rpartition("/")[2].replace(".", "-")),
            )


@check("S103")
def stray_suffix(library: Library) -> Iterator[Problem]:
    """A page ends in a language of the library and .md; with any other ending it would vanish from the site.

    Bad:  index.md, index.vn.md, intro.ai.md
    Good: index.vi.md
    """
    for path in odd(library, library.focus.files):
        if path.endswith(".md") and _has_place(path) and not _has_language(path, library):
            yield Problem(
                Where(f"{library.root}/{path}"),
                say("{name} does not end in a language of the library", name=path.rpartition("/")[2]),
                _with_language(path, library),
            )


def _with_language(path: str, library: Library) -> Message:
    """How to call a page that has no language in its name: as one that is not there yet."""
    folder, _, name = path.rpartition("/")
    names = [f"{name.split('.')[0]}.{language.code}.md" for language in library.languages]
    free = [one for one in names if f"{folder}/{one}".lstrip("/") not in library.files]
    if len(free) == 1:
        return say("rename it to {name}", name=free[0])
    if free:
        return say("rename it to {names}, by the language it is written in", names=either(free))
    return say("{names} are there already; move it out of {root}/", names=", ".join(names), root=library.root)


@check("S104")
def unlisted_lesson(course: Course, library: Library) -> Iterator[Problem]:
    """Each lesson folder stands in the course.yml of its course, or nobody would find it.

    Bad:  a folder citizens/basic/pay-by-qr that course.yml does not name
    Good: lessons:
            - pay-by-qr
    """
    listed = {ref.target for ref in course.lessons}
    unlisted = [folder for folder in course.folders if folder not in listed and _is_lesson(folder, library)]
    if not unlisted:
        return
    # A line that names no lesson may be meant to name this one: S105 says so.
    folders = _lesson_folders(library)
    named = {lesson_meant(ref.target, folders) for ref in course.lessons if ref.target not in folders}
    for folder in unlisted:
        name = folder.rpartition("/")[2]
        if folder not in named and is_name(name):
            yield Problem(
                course.where,
                say("the lesson {name} is not in the list", name=name),
                say("add a line under lessons: - {name}", name=name),
            )


@check("S105")
def unknown_lesson(library: Library) -> Iterator[Problem]:
    """A course, a lesson's requires, a learning path and the front door name lessons that exist.

    Bad:  - pay-by-qrr
    Good: - pay-by-qr
    """
    folders = _lesson_folders(library)
    refs = [(ref, course.id) for course in library.courses.values() for ref in course.lessons]
    refs += [(ref, lesson.course) for lesson in library.focused_lessons() for ref in lesson.requires]
    refs += [(ref, "") for ref in (*library.front_door.troubles, *library.front_door.tasks)]
    refs += [(stop.lesson, "") for path in library.paths.values() for stop in path.stops]
    unknown = [(ref, course) for ref, course in refs if ref.target not in folders]
    misnamed = meant(library) if unknown else {}
    for ref, course in unknown:
        # A folder that is called otherwise than it should is to be renamed; then the lesson is there.
        if f"{ref.target}/lesson.yml" not in misnamed:
            yield Problem(
                ref.where,
                say("there is no lesson {lesson}", lesson=ref.target),
                _lesson_to_name(ref, course, folders),
            )


def _lesson_folders(library: Library) -> set[str]:
    """Ids of all lessons, readable or not."""
    return {folder for course in library.courses.values() for folder in course.folders} | set(library.catalogue)


def _is_lesson(folder: str, library: Library) -> bool:
    """Whether a folder holds any file that a lesson has, so that it is more than what a moved lesson left behind."""
    return any(f"{folder}/{name}" in library.files for name in files_of(3, library))


def _lesson_to_name(ref: Ref, course: str, folders: Iterable[str]) -> Message:
    """What to write for a lesson that is not there: in its own course a lesson is named by its folder."""
    close = lesson_meant(ref.target, folders)
    if close:
        return say("did you mean {close}?", close=close.removeprefix(f"{course}/") if course else close)
    return say("write the path of a lesson folder, such as citizens/basic/lost-phone, or remove this line")


@check("S116")
def unknown_emergency_page(library: Library) -> Iterator[Problem]:
    """The emergency page that home.yml names exists.

    Bad:  emergency: emergancy
    Good: emergency: emergency       (content/emergency.vi.md)
    """
    ref = library.front_door.emergency
    if ref is not None and ref.target not in library.pages:
        close = nearest(ref.target, library.pages)
        yield Problem(
            ref.where,
            say("there is no page {page}", page=ref.target),
            say("did you mean {close}?", close=close)
            if close
            else say("write the name of a page, without language and ending"),
        )


@check("S117", silent_beside=("D",))
def front_door_without_task(library: Library) -> Iterator[Problem]:
    """A lesson at the front door names a task, or a trouble if it is listed there: its label, in the reader's words.

    Bad:  - citizens/basic/pay-by-qr            (lesson.yml has no tasks)
    Good: tasks:
            - {vi: Trả tiền bằng mã QR, en: Pay with a QR code}
            - {vi: Quét mã, trả rồi mới thấy sai tên, en: I paid the wrong person, trouble: true}
    """
    door = library.front_door
    for trouble, ref in [*((True, ref) for ref in door.troubles), *((False, ref) for ref in door.tasks)]:
        lesson = library.lessons.get(ref.target)
        if lesson is not None and not any(task.trouble is trouble for task in lesson.tasks):
            yield Problem(
                ref.where,
                say("{lesson} names no trouble to show here", lesson=ref.target)
                if trouble
                else say("{lesson} names no task to show here", lesson=ref.target),
                say("add to its lesson.yml under tasks: - {{vi: …, en: …, trouble: true}}")
                if trouble
                else say("add to its lesson.yml under tasks: - {{vi: …, en: …}}"),
                within=(lesson.where.path,),
            )


@check("S118", silent_beside=("L107",))
def repeated_task(library: Library) -> Iterator[Problem]:
    """A task is answered by one lesson, so that whoever looks for it finds one door.

    Bad:  two lessons with the task "Quên mật khẩu"
    Good: the task in the lesson that answers it, another in the other
    """
    listed = {ref.target for course in library.courses.values() for ref in course.lessons}
    seen: dict[tuple[str, str], tuple[str, int]] = {}
    for lesson, card in library.catalogue.items():
        for at, task in enumerate(card.tasks if lesson in listed else ()):
            if seen.keys().isdisjoint(task):
                for one in task:
                    seen[one] = (lesson, at)
                continue
            same = next(one for one in task if one in seen)
            other, there = seen[same]
            yield from _same_task(lesson, at, same[0], other, library)
            if other != lesson:
                yield from _same_task(other, there, same[0], lesson, library)


def _same_task(lesson: str, at: int, code: str, other: str, library: Library) -> Iterator[Problem]:
    """Say it in both lessons: whoever looks at one of them may not see the other."""
    found = library.lessons.get(lesson)
    # A card may be older than the lesson by less than the disk's clock shows: then there is no such task.
    for own in found.tasks[at : at + 1] if found else ():
        yield Problem(
            own.where,
            say('"{words}" is already a task of {lesson}', words=own.text[code], lesson=other),
            say("take one of the two out")
            if other == lesson
            else say("say what is different here, or take it out of one of the two lessons"),
            within=(f"{library.root}/{lesson}/lesson.yml",),
        )


@check("S106")
def missing_file(library: Library) -> Iterator[Problem]:
    """A lesson has lesson.yml, quiz.yml, and in the source language its page and its session plan.

    A course has course.yml and a page, a group has a page.

    Bad:  citizens/basic/pay-by-qr/ without quiz.yml
    Good: citizens/basic/pay-by-qr/quiz.yml
    """
    code, there = library.source.code, library.files
    others = [language.code for language in library.translations]
    missing: list[str] = []
    for folder in _folders(library):
        depth = folder.count("/") + 1
        if depth == 3 and not _is_lesson(folder, library):
            continue
        names = [
            f"{stem}.{code}.md"
            for stem in STEMS.get(depth, ())
            if not any(f"{folder}/{stem}.{other}.md" in there for other in others)
        ]
        names += LESSON_FILES if depth == 3 else ("course.yml",) if depth == 2 else ()
        missing += [f"{folder}/{name}" for name in names if f"{folder}/{name}" not in there]
    misnamed = meant(library) if missing else {}
    for path in missing:
        folder, _, name = path.rpartition("/")
        if path not in misnamed:
            yield Problem(
                Where(f"{library.root}/{folder}"),
                say("{name} is missing", name=name),
                say("create {path}; the same file of another folder shows its form", path=f"{library.root}/{path}"),
            )


@check("S107")
def stray_file(library: Library) -> Iterator[Problem]:
    """Every file belongs to the format; anything else would be published by accident.

    Bad:  citizens/basic/pay-by-qr/notes.docx, images/scan.svg
    Good: citizens/basic/pay-by-qr/images/stall.webp
    """
    for path in odd(library, library.focus.files):
        folders = path.split("/")[:-1]
        # In a folder that has to be renamed first a file may belong after all.
        if not _has_place(path) and all(map(is_name, folders)):
            yield Problem(
                Where(f"{library.root}/{path}"),
                say("{name} does not belong here", name=path.rpartition("/")[2]),
                _place_for(path, library),
            )
    for path in library.stray_data:
        yield Problem(
            Where(f"{library.root}/_data/{path}"),
            say("{name} does not belong here", name=path.rpartition("/")[2]),
            say(
                "move it out of {folder}/; only the library's own files are read there", folder=f"{library.root}/_data"
            ),
        )


def _belongs(path: str, library: Library) -> bool:
    """Whether a file is one that its folder may hold, whatever its own name."""
    return _has_place(path) and (not path.endswith(".md") or _has_language(path, library))


def _has_place(path: str) -> bool:
    """Whether a file of this name may lie in its folder, whatever its language."""
    folder, _, name = path.rpartition("/")
    depth = folder.count("/") + 1 if folder else 0
    if name.endswith(".md"):
        return depth == 0 or name.split(".")[0] in (*STEMS.get(depth, ()), *MORE_STEMS.get(depth, ()))
    if depth == 4:
        return folder.endswith("/images") and kind(name) in IMAGE_TYPES
    return (depth == 3 and name in LESSON_FILES) or (depth == 2 and name == "course.yml")


def _has_language(path: str, library: Library) -> bool:
    """Whether the name of a page ends in a language of the library and .md."""
    parts = path.rpartition("/")[2].split(".")
    return len(parts) == 3 and parts[1] in [language.code for language in library.languages]


def _place_for(path: str, library: Library) -> Message:
    """What to do with a file that does not belong: rename it if it is meant to be one that does."""
    folder, _, name = path.rpartition("/")
    close = right(path, library).rpartition("/")[2]
    if close:
        return say(
            "if it is meant to be {close}, rename it so; otherwise move it out of {root}/",
            close=close,
            root=library.root,
        )
    lesson = "/".join(folder.split("/")[:3])
    if lesson.count("/") == 2 and _is_lesson(lesson, library):
        if folder == f"{lesson}/images":
            types = either(IMAGE_TYPES)
            return say("save the picture as {types}, or move it out of {root}/", types=types, root=library.root)
        if kind(name) in IMAGE_TYPES:
            return say("move it to {folder}/", folder=f"{library.root}/{lesson}/images")
    return say(
        "move it out of {root}/; a lesson holds lesson.yml, quiz.yml, index and teacher pages, "
        "and images/ with {types}",
        root=library.root,
        types=", ".join(IMAGE_TYPES),
    )


@check("S108", silent_beside=("P102",))
def missing_section(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """A lesson has its four sections: the situation, the steps, the practice, what to remember.

    Bad:  ## Hoàn cảnh
    Good: ## Tình huống
    """
    for language in library.languages:
        page = lesson.pages.get(language.code)
        if page is None:
            continue
        headings = page.document.headings
        order = list(language.sections.values())
        titles = [heading.text for heading in headings if heading.level == 2]
        for at, wanted in enumerate(order):
            if wanted not in titles:
                stand_in = _stand_in(wanted, page, order)
                after = next((one for one in headings if one.level == 2 and one.text in order[at + 1 :]), None)
                last = page.body_line + page.body.rstrip("\n").count("\n")
                yield Problem(
                    Where(page.where.path, stand_in.line if stand_in else after.line if after else last),
                    say("the section {title} is missing", title=wanted),
                    _section_to_write(wanted, stand_in, after),
                    within=(page.where.path,),
                )


class _StandIn(NamedTuple):
    """What stands in the place of a heading."""

    line: int
    written: str


def _section_to_write(wanted: str, stand_in: _StandIn | None, after: Heading | None) -> Message:
    """What to type for a missing section: over what was meant to be its heading, or before what comes after it."""
    if stand_in:
        return say("write ## {title} instead of {heading}", title=wanted, heading=stand_in.written)
    if after:
        return say("add ## {title} and its text above ## {next}", title=wanted, next=after.text)
    return say("add ## {title} and its text at the end of the page", title=wanted)


def _stand_in(wanted: str, page: Page, order: Sequence[str]) -> _StandIn | None:
    """What was probably meant to be the heading `wanted`: of other form or level, misspelt, or in its place."""
    blocks = [block for block in page.document.blocks if block.kind in ("heading", "paragraph")]
    for block in blocks:
        for number, line in enumerate(block.text.split("\n")):
            if line.strip("#*_: ").casefold() == wanted.casefold():
                heading = page.document.headings[block.section] if block.kind == "heading" else None
                written = f"{'#' * heading.level} {line}" if heading else line
                return _StandIn(block.line + number, written)
    sections = [heading for heading in page.document.headings if heading.level == 2]
    others = [heading for heading in sections if heading.text not in order]
    close = nearest(wanted, [heading.text for heading in others])
    edge = {order[0]: sections[:1], order[-1]: sections[-1:]}.get(wanted, [])
    found = next((heading for heading in others if heading.text == close), edge[0] if edge else None)
    return _StandIn(found.line, f"## {found.text}") if found in others and found else None


@check("S109")
def section_order(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """The sections come in the same order in every lesson; others may stand between steps and practice.

    Bad:  ## Ghi nhớ before ## Thử ngay
    Good: ## Tình huống, ## Từng bước, ## Thử ngay, ## Ghi nhớ
    """
    for language in library.languages:
        page = lesson.pages.get(language.code)
        wanted = list(language.sections.values())
        if page is None or not wanted:
            continue
        headings = [heading for heading in page.document.headings if heading.level == 2]
        found = [heading for heading in headings if heading.text in wanted]
        for before, after in pairwise(found):
            if wanted.index(after.text) <= wanted.index(before.text):
                yield Problem(
                    Where(page.where.path, after.line),
                    say("the section {title} stands after {before}", title=after.text, before=before.text),
                    say("put the sections in this order: {titles}", titles=", ".join(wanted)),
                )
        outside = [heading for heading in headings if heading.text not in wanted]
        for heading in outside if len(found) >= len(wanted) else ():
            if not _between(heading.line, found, wanted):
                yield Problem(
                    Where(page.where.path, heading.line),
                    say("the section {title} stands outside the steps and the practice", title=heading.text),
                    say("move it between ## {steps} and ## {practice}", steps=wanted[1], practice=wanted[2]),
                )


@check("S110")
def repeated_lesson(library: Library) -> Iterator[Problem]:
    """A course or a learning path lists a lesson once.

    Bad:  - pay-by-qr … - pay-by-qr
    Good: - pay-by-qr
    """
    lists = [course.lessons for course in library.courses.values()]
    lists += [tuple(stop.lesson for stop in path.stops) for path in library.paths.values()]
    for refs in lists:
        seen: set[str] = set()
        for ref in refs:
            if ref.target in seen:
                yield Problem(ref.where, say("{lesson} is listed twice", lesson=ref.target), say("remove this line"))
            seen.add(ref.target)


@check("S111")
def circular_requires(library: Library) -> Iterator[Problem]:
    """Lessons do not require each other in a circle, or nobody could begin.

    Bad:  pay-by-qr requires your-vneid-account, which requires pay-by-qr
    Good: pay-by-qr requires your-vneid-account
    """
    done: set[str] = set()
    cards = library.catalogue
    for start in cards:
        path: list[str] = []
        stack = [(start, iter(enumerate(cards[start].requires)))]
        while stack:
            name, refs = stack[-1]
            if name not in path:
                path.append(name)
            at, target = next(refs, (-1, ""))
            if at < 0:
                stack.pop()
                done.add(path.pop())
            elif target in path:
                circle = " → ".join([*path[path.index(target) :], target])
                lesson = library.lessons.get(name)
                # A card may be older than the lesson, as above.
                for own in lesson.requires[at : at + 1] if lesson else ():
                    yield Problem(
                        own.where,
                        say("these lessons require each other: {circle}", circle=circle),
                        say("remove this line"),
                    )
            elif target in cards and target not in done:
                stack.append((target, iter(enumerate(cards[target].requires))))


@check("S112", silent_beside=("D",))
def unknown_folder(library: Library) -> Iterator[Problem]:
    """The first folder is a group of groups.yml, the second a level of levels.yml, the third a lesson.

    Bad:  content/citizen/basic/
    Good: content/citizens/basic/
    """
    for folder in _folders(library):
        parts = folder.split("/")
        if len(parts) == 1 and parts[0] not in library.groups:
            message = say("{name} is not a group of the library", name=parts[0])
            known, file = list(library.groups), "_data/groups.yml"
        elif len(parts) == 2 and parts[1] not in library.levels:
            message = say("{name} is not a level of the library", name=parts[1])
            known, file = list(library.levels), "_data/levels.yml"
        else:
            continue
        close = nearest(parts[-1], known)
        yield Problem(
            Where(f"{library.root}/{folder}"),
            message,
            say("rename it to {name}; if a new one is meant, write it into {file}", name=close, file=file)
            if close
            else say("rename it to one of {names}, or add it to {file}", names=", ".join(known), file=file),
            within=(f"{library.root}/{file}",),
        )


@check("S113", silent_beside=("D",))
def unknown_competence(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """An outcome names a competence of curriculum.yml.

    Bad:  competence: "4.9"
    Good: competence: "4.2"
    """
    for outcome in lesson.outcomes:
        if outcome.competence not in library.competences:
            yield Problem(
                outcome.competence_where,
                say("there is no competence {competence}", competence=outcome.competence),
                say("write one of {competences}", competences=", ".join(library.competences)),
                within=(f"{library.root}/_data/",),
            )


@check("S114")
def repeated_outcome(lesson: Lesson) -> Iterator[Problem]:
    """The outcomes of a lesson have different ids.

    Bad:  id: respond … id: respond
    Good: id: signs … id: respond
    """
    seen: set[str] = set()
    for outcome in lesson.outcomes:
        if outcome.id in seen:
            yield Problem(
                outcome.where,
                say("{outcome} is there twice", outcome=outcome.id),
                say("give one of them another id"),
            )
        seen.add(outcome.id)


@check("S115", silent_beside=("P102",))
def unnumbered_step(page: Page, library: Library) -> Iterator[Problem]:
    """The steps of a lesson are third-level headings, counted from 1.

    Bad:  ### Cúp máy
    Good: ### 2. Cúp máy
    """
    language = next(one for one in library.languages if one.code == page.language)
    if page.id.count("/") != 3 or not page.id.endswith("/index"):
        return
    section, number = "", 0
    for heading in page.document.headings:
        if heading.level == 2:
            section = heading.text
        elif heading.level == 3 and section == language.sections.get("steps"):
            number += 1
            match = STEP.match(heading.text)
            if not match or int(match[1]) != number:
                words = match[2] if match else heading.text
                yield Problem(
                    Where(page.where.path, heading.line),
                    say("this is step {number}, its heading does not say so", number=number),
                    say("write ### {number}. {words}", number=number, words=words),
                    within=(page.where.path,),
                )


def _between(line: int, found: list[Heading], wanted: list[str]) -> bool:
    """Whether a line stands after the steps and before the practice."""
    lines = {heading.text: heading.line for heading in found}
    steps, practice = lines.get(wanted[1], 0), lines.get(wanted[2], 10**9)
    return steps < line < practice


def _folders(library: Library) -> list[str]:
    """Folders of groups, courses and lessons, in order, each once."""
    found: dict[str, None] = {}
    for path in library.focus.files:
        parts = path.split("/")[:-1]
        for depth in range(1, min(len(parts), 3) + 1):
            found["/".join(parts[:depth])] = None
    return list(found)


def _odd_places(library: Library) -> list[str]:
    """Every file that is not as usual, and every folder around one with a slash at its end."""
    found: dict[str, None] = {}
    for path in odd(library, library.focus.files):
        parts = path.split("/")
        for depth in range(1, len(parts)):
            found["/".join(parts[:depth]) + "/"] = None
        found[path] = None
    return list(found)
