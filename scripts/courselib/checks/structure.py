"""Is everything in its place?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import STEP
from courselib.model import Course, Heading, Lesson, Library, Page, Where
from courselib.vietnamese import slug

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
IMAGE_TYPES = ("avif", "jpeg", "jpg", "png", "webp")
_LESSON_FILES = ("lesson.yml", "quiz.yml")
_STEMS = {3: ("index", "teacher"), 2: ("index",), 1: ("index",)}


@check("S101")
def bad_name(library: Library) -> Iterator[Problem]:
    """Folders and files have English names in lower case, words joined by hyphens.

    Bad:  citizens/basic/Gọi_Video/
    Good: citizens/basic/video-call-family/
    """
    for path in _places(library):
        name = path.rstrip("/").rpartition("/")[2]
        stem = name if path.endswith("/") else name.split(".")[0]
        if "." not in stem and not _NAME.match(stem):
            yield Problem(
                Where(f"{library.root}/{path}".rstrip("/")),
                f"the name {name} is not lower-case words joined by hyphens",
                f"rename it, for example to {slug(stem)}{name[len(stem) :].lower()}",
            )


@check("S102")
def dotted_folder(library: Library) -> Iterator[Problem]:
    """A folder name has no dot: what comes after it would be taken for a language.

    Bad:  citizens/basic/vneid-2.0/
    Good: citizens/basic/vneid-2/
    """
    for path in _places(library):
        if path.endswith("/") and "." in path.rstrip("/").rpartition("/")[2]:
            yield Problem(
                Where(f"{library.root}/{path}".rstrip("/")),
                "the folder name has a dot",
                f"rename it to {path.rstrip('/').rpartition('/')[2].replace('.', '-')}",
            )


@check("S103")
def stray_suffix(library: Library) -> Iterator[Problem]:
    """A page ends in a language of the library and .md; with any other ending it would vanish from the site.

    Bad:  index.md, index.vn.md, intro.ai.md
    Good: index.vi.md
    """
    codes = [language.code for language in library.languages]
    for path in library.files:
        name = path.rpartition("/")[2]
        if not name.endswith(".md") or not _has_place(path):
            continue
        if name.count(".") != 2 or name.split(".")[1] not in codes:
            yield Problem(
                Where(f"{library.root}/{path}"),
                f"{name} does not end in a language of the library",
                "rename it to "
                + " or ".join(f"{name.split('.')[0]}.{code}.md" for code in codes)
                + ", whichever is not there yet",
            )


@check("S104")
def unlisted_lesson(course: Course) -> Iterator[Problem]:
    """Each lesson folder stands in the course.yml of its course, or nobody would find it.

    Bad:  a folder citizens/basic/pay-by-qr that course.yml does not name
    Good: lessons:
            - pay-by-qr
    """
    listed = {ref.target for ref in course.lessons}
    for folder in course.folders:
        name = folder.rpartition("/")[2]
        if folder not in listed and _NAME.match(name):
            yield Problem(
                course.where,
                f"the lesson {name} is not in the list",
                f"add a line under lessons: - {name}",
            )


@check("S105")
def unknown_lesson(library: Library) -> Iterator[Problem]:
    """A course, a lesson's requires and the front door name lessons that exist.

    Bad:  - pay-by-qrr
    Good: - pay-by-qr
    """
    on_disk = {folder for course in library.courses.values() for folder in course.folders}
    on_disk |= set(library.lessons)
    refs = [ref for course in library.courses.values() for ref in course.lessons]
    refs += [ref for lesson in library.lessons.values() for ref in lesson.requires]
    refs += [*library.front_door.troubles, *library.front_door.tasks]
    for ref in refs:
        if ref.target not in on_disk:
            close = difflib.get_close_matches(ref.target, on_disk, 1)
            yield Problem(
                ref.where,
                f"there is no lesson {ref.target}",
                f"did you mean {close[0]}?" if close else "write the path of a lesson folder",
            )


@check("S116")
def unknown_emergency_page(library: Library) -> Iterator[Problem]:
    """The emergency page that home.yml names exists.

    Bad:  emergency: emergancy
    Good: emergency: emergency       (content/emergency.vi.md)
    """
    ref = library.front_door.emergency
    if ref is not None and ref.target not in library.pages:
        close = difflib.get_close_matches(ref.target, library.pages, 1)
        yield Problem(
            ref.where,
            f"there is no page {ref.target}",
            f"did you mean {close[0]}?" if close else "write the name of a page, without language and ending",
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
            missing = "trouble" if trouble else "task"
            yield Problem(
                ref.where,
                f"{ref.target} names no {missing} to show here",
                f"add to its lesson.yml under tasks: - {{vi: …, en: …{', trouble: true' if trouble else ''}}}",
                within=(lesson.where.path,),
            )


@check("S118")
def repeated_task(library: Library) -> Iterator[Problem]:
    """A task is answered by one lesson, so that whoever looks for it finds one door.

    Bad:  two lessons with the task "Quên mật khẩu"
    Good: the task in the lesson that answers it, another in the other
    """
    seen: dict[tuple[str, str], str] = {}
    for lesson in library.lessons.values():
        for task in lesson.tasks:
            for code, words in task.text.items():
                key = (code, words.casefold())
                if key in seen:
                    yield Problem(
                        task.where,
                        f'"{words}" is already a task of {seen[key]}',
                        "say what is different here, or take it out",
                    )
                    break
                seen[key] = lesson.id


@check("S106")
def missing_file(library: Library) -> Iterator[Problem]:
    """A lesson has lesson.yml, quiz.yml, and in the source language its page and its session plan.

    A course has course.yml and a page, a group has a page.

    Bad:  citizens/basic/pay-by-qr/ without quiz.yml
    Good: citizens/basic/pay-by-qr/quiz.yml
    """
    code, there = library.source.code, set(library.files)
    for folder in _folders(library):
        depth = folder.count("/") + 1
        others = [language.code for language in library.translations]
        names = [
            f"{stem}.{code}.md"
            for stem in _STEMS.get(depth, ())
            if not any(f"{folder}/{stem}.{other}.md" in there for other in others)
        ]
        names += _LESSON_FILES if depth == 3 else ("course.yml",) if depth == 2 else ()
        for name in names:
            if f"{folder}/{name}" not in there:
                yield Problem(
                    Where(f"{library.root}/{folder}"),
                    f"{name} is missing",
                    f"create {library.root}/{folder}/{name}; courselib new lesson shows the form",
                )


@check("S107")
def stray_file(library: Library) -> Iterator[Problem]:
    """Every file belongs to the format; anything else would be published by accident.

    Bad:  citizens/basic/pay-by-qr/notes.docx, images/scan.svg
    Good: citizens/basic/pay-by-qr/images/stall.webp
    """
    for path in library.files:
        folder, _, name = path.rpartition("/")
        depth = folder.count("/") + 1 if folder else 0
        kind = name.rpartition(".")[2].lower()
        if name.endswith(".md"):
            allowed = _has_place(path)
        elif depth == 4:
            allowed = folder.endswith("/images") and kind in IMAGE_TYPES
        else:
            allowed = (depth == 3 and name in _LESSON_FILES) or (depth == 2 and name == "course.yml")
        if not allowed:
            yield Problem(
                Where(f"{library.root}/{path}"), f"{name} does not belong here", _place_for(name, depth, library)
            )


def _has_place(path: str) -> bool:
    """Whether a page of this name may lie in its folder, whatever its language."""
    depth = path.count("/")
    return depth == 0 or path.rpartition("/")[2].split(".")[0] in _STEMS.get(depth, ())


def _place_for(name: str, depth: int, library: Library) -> str:
    """What to do with a file that does not belong: rename it if it is meant to be one that does."""
    codes = [language.code for language in library.languages]
    expected = [f"{stem}.{code}.md" for stem in _STEMS.get(depth, ()) for code in codes]
    expected += _LESSON_FILES if depth == 3 else ("course.yml",) if depth == 2 else ()
    close = difflib.get_close_matches(name.lower(), expected, 1, 0.7)
    if close:
        return f"if it is meant to be {close[0]}, rename it so; otherwise move it out of {library.root}/"
    return (
        f"move it out of {library.root}/; a lesson holds lesson.yml, quiz.yml, index and teacher pages, "
        f"and images/ with {', '.join(IMAGE_TYPES)}"
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
                meant = _meant(wanted, headings, order)
                hint = f"write ## {wanted} instead of {'#' * meant.level} {meant.text}" if meant else ""
                yield Problem(
                    Where(page.where.path, meant.line if meant else page.body_line),
                    f"the section {wanted} is missing",
                    hint or f"add a line ## {wanted}" + (f" after ## {order[at - 1]}" if at else " at the beginning"),
                    within=(page.where.path,),
                )


def _meant(wanted: str, headings: Sequence[Heading], order: list[str]) -> Heading | None:
    """The heading that was probably meant to be `wanted`: of other level, misspelt, or in its place."""
    for heading in headings:
        if heading.text == wanted:
            return heading
    others = [heading for heading in headings if heading.level == 2 and heading.text not in order]
    close = difflib.get_close_matches(wanted, [heading.text for heading in others], 1, 0.6)
    if close:
        return next(heading for heading in others if heading.text == close[0])
    sections = [heading for heading in headings if heading.level == 2]
    edge = {order[0]: sections[:1], order[-1]: sections[-1:]}.get(wanted, [])
    return edge[0] if edge and edge[0] in others else None


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
                    f"the section {after.text} stands after {before.text}",
                    f"put the sections in this order: {', '.join(wanted)}",
                )
        outside = [heading for heading in headings if heading.text not in wanted]
        for heading in outside if len(found) >= len(wanted) else ():
            if not _between(heading.line, found, wanted):
                yield Problem(
                    Where(page.where.path, heading.line),
                    f"the section {heading.text} stands outside the steps and the practice",
                    f"move it between ## {wanted[1]} and ## {wanted[2]}",
                )


@check("S110")
def repeated_lesson(course: Course) -> Iterator[Problem]:
    """A course lists a lesson once.

    Bad:  - pay-by-qr … - pay-by-qr
    Good: - pay-by-qr
    """
    seen: set[str] = set()
    for ref in course.lessons:
        if ref.target in seen:
            yield Problem(ref.where, f"{ref.target} is listed twice", "remove this line")
        seen.add(ref.target)


@check("S111")
def circular_requires(library: Library) -> Iterator[Problem]:
    """Lessons do not require each other in a circle, or nobody could begin.

    Bad:  pay-by-qr requires your-vneid-account, which requires pay-by-qr
    Good: pay-by-qr requires your-vneid-account
    """
    done: set[str] = set()
    for start in library.lessons:
        path: list[str] = []
        stack = [(start, iter(library.lessons[start].requires))]
        while stack:
            name, refs = stack[-1]
            if name not in path:
                path.append(name)
            ref = next(refs, None)
            if ref is None:
                stack.pop()
                done.add(path.pop())
            elif ref.target in path:
                circle = " → ".join([*path[path.index(ref.target) :], ref.target])
                yield Problem(ref.where, f"these lessons require each other: {circle}", "remove this line")
            elif ref.target in library.lessons and ref.target not in done:
                stack.append((ref.target, iter(library.lessons[ref.target].requires)))


@check("S112", silent_beside=("D",))
def unknown_folder(library: Library) -> Iterator[Problem]:
    """The first folder is a group of groups.yml, the second a level of levels.yml, the third a lesson.

    Bad:  content/citizen/basic/
    Good: content/citizens/basic/
    """
    for folder in _folders(library):
        parts = folder.split("/")
        known = (library.groups, library.levels)[len(parts) - 1] if len(parts) < 3 else None
        what = ("group", "level")[len(parts) - 1] if len(parts) < 3 else ""
        if known is not None and parts[-1] not in known:
            yield Problem(
                Where(f"{library.root}/{folder}"),
                f"{parts[-1]} is not a {what} of the library",
                f"rename it to one of {', '.join(known)}, or add it to _data/{what}s.yml",
                within=(f"{library.root}/_data/{what}s.yml",),
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
                outcome.where,
                f"there is no competence {outcome.competence}",
                f"write one of {', '.join(library.competences)}",
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
            yield Problem(outcome.where, f"{outcome.id} is there twice", "give one of them another id")
        seen.add(outcome.id)


@check("S115")
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
                    f"this is step {number}, its heading does not say so",
                    f"write ### {number}. {words}",
                )


def _between(line: int, found: list[Heading], wanted: list[str]) -> bool:
    """Whether a line stands after the steps and before the practice."""
    lines = {heading.text: heading.line for heading in found}
    steps, practice = lines.get(wanted[1], 0), lines.get(wanted[2], 10**9)
    return steps < line < practice


def _folders(library: Library) -> list[str]:
    """Folders of groups, courses and lessons, in order, each once."""
    found: dict[str, None] = {}
    for path in library.files:
        parts = path.split("/")[:-1]
        for depth in range(1, min(len(parts), 3) + 1):
            found["/".join(parts[:depth])] = None
    return list(found)


def _places(library: Library) -> list[str]:
    """Every file, and every folder with a slash at its end."""
    found: dict[str, None] = {}
    for path in library.files:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            found["/".join(parts[:depth]) + "/"] = None
        found[path] = None
    return list(found)
