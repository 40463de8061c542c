"""Is everything in its place?"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import STEP
from courselib.message import Message, either, say
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
            close = slug(stem) if slug(stem).isascii() else "lost-phone"
            yield Problem(
                Where(f"{library.root}/{path}".rstrip("/")),
                say("the name {name} is not lower-case words joined by hyphens", name=name),
                say("rename it, for example to {name}", name=f"{close}{name[len(stem) :].lower()}"),
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
                say("the folder name has a dot"),
                say("rename it to {name}", name=path.rstrip("/").rpartition("/")[2].replace(".", "-")),
            )


@check("S103")
def stray_suffix(library: Library) -> Iterator[Problem]:
    """A page ends in a language of the library and .md; with any other ending it would vanish from the site.

    Bad:  index.md, index.vn.md, intro.ai.md
    Good: index.vi.md
    """
    codes = [language.code for language in library.languages]
    for path in library.focus.files:
        name = path.rpartition("/")[2]
        if not name.endswith(".md") or not _has_place(path):
            continue
        if name.count(".") != 2 or name.split(".")[1] not in codes:
            yield Problem(
                Where(f"{library.root}/{path}"),
                say("{name} does not end in a language of the library", name=name),
                say(
                    "rename it to {names}, whichever is not there yet",
                    names=either(f"{name.split('.')[0]}.{code}.md" for code in codes),
                ),
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
                say("the lesson {name} is not in the list", name=name),
                say("add a line under lessons: - {name}", name=name),
            )


@check("S105")
def unknown_lesson(library: Library) -> Iterator[Problem]:
    """A course, a lesson's requires and the front door name lessons that exist.

    Bad:  - pay-by-qrr
    Good: - pay-by-qr
    """
    on_disk = {folder for course in library.courses.values() for folder in course.folders}
    on_disk |= set(library.catalogue)
    refs = [ref for course in library.courses.values() for ref in course.lessons]
    refs += [ref for lesson in library.focused_lessons() for ref in lesson.requires]
    refs += [*library.front_door.troubles, *library.front_door.tasks]
    for ref in refs:
        if ref.target not in on_disk:
            close = difflib.get_close_matches(ref.target, on_disk, 1)
            yield Problem(
                ref.where,
                say("there is no lesson {lesson}", lesson=ref.target),
                say("did you mean {close}?", close=close[0]) if close else say("write the path of a lesson folder"),
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
            say("there is no page {page}", page=ref.target),
            say("did you mean {close}?", close=close[0])
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
    seen: dict[tuple[str, str], str] = {}
    for lesson, card in library.catalogue.items():
        for at, task in enumerate(card.tasks):
            repeated = next((words for code, words in task if (code, words.casefold()) in seen), None)
            if repeated is None:
                seen.update(((code, words.casefold()), lesson) for code, words in task)
            elif lesson in library.lessons:
                first = next(seen[code, words.casefold()] for code, words in task if words == repeated)
                # A card may be older than the lesson by less than the disk's clock shows: then there is no such task.
                for own in library.lessons[lesson].tasks[at : at + 1]:
                    yield Problem(
                        own.where,
                        say('"{words}" is already a task of {lesson}', words=repeated, lesson=first),
                        say("say what is different here, or take it out"),
                        within=(library.lessons[lesson].where.path,),
                    )


@check("S106")
def missing_file(library: Library) -> Iterator[Problem]:
    """A lesson has lesson.yml, quiz.yml, and in the source language its page and its session plan.

    A course has course.yml and a page, a group has a page.

    Bad:  citizens/basic/pay-by-qr/ without quiz.yml
    Good: citizens/basic/pay-by-qr/quiz.yml
    """
    code, there = library.source.code, library.files
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
                    say("{name} is missing", name=name),
                    say(
                        "create {path}; courselib new lesson shows the form",
                        path=f"{library.root}/{folder}/{name}",
                    ),
                )


@check("S107")
def stray_file(library: Library) -> Iterator[Problem]:
    """Every file belongs to the format; anything else would be published by accident.

    Bad:  citizens/basic/pay-by-qr/notes.docx, images/scan.svg
    Good: citizens/basic/pay-by-qr/images/stall.webp
    """
    for path in library.focus.files:
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
                Where(f"{library.root}/{path}"),
                say("{name} does not belong here", name=name),
                _place_for(name, depth, library),
            )


def _has_place(path: str) -> bool:
    """Whether a page of this name may lie in its folder, whatever its language."""
    depth = path.count("/")
    return depth == 0 or path.rpartition("/")[2].split(".")[0] in _STEMS.get(depth, ())


def _place_for(name: str, depth: int, library: Library) -> Message:
    """What to do with a file that does not belong: rename it if it is meant to be one that does."""
    codes = [language.code for language in library.languages]
    expected = [f"{stem}.{code}.md" for stem in _STEMS.get(depth, ()) for code in codes]
    expected += _LESSON_FILES if depth == 3 else ("course.yml",) if depth == 2 else ()
    close = difflib.get_close_matches(name.lower(), expected, 1, 0.7)
    if close:
        return say(
            "if it is meant to be {close}, rename it so; otherwise move it out of {root}/",
            close=close[0],
            root=library.root,
        )
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
                meant = _meant(wanted, headings, order)
                yield Problem(
                    Where(page.where.path, meant.line if meant else page.body_line),
                    say("the section {title} is missing", title=wanted),
                    _section_to_write(wanted, meant, order[:at]),
                    within=(page.where.path,),
                )


def _section_to_write(wanted: str, meant: Heading | None, before: Sequence[str]) -> Message:
    """What to type for a missing section: over the heading that was meant to be it, or after those before it."""
    if meant:
        return say("write ## {title} instead of {heading}", title=wanted, heading=f"{'#' * meant.level} {meant.text}")
    if before:
        return say("add a line ## {title} after ## {before}", title=wanted, before=before[-1])
    return say("add a line ## {title} at the beginning", title=wanted)


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
def repeated_lesson(course: Course) -> Iterator[Problem]:
    """A course lists a lesson once.

    Bad:  - pay-by-qr … - pay-by-qr
    Good: - pay-by-qr
    """
    seen: set[str] = set()
    for ref in course.lessons:
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
            known, file = ", ".join(library.groups), "_data/groups.yml"
        elif len(parts) == 2 and parts[1] not in library.levels:
            message = say("{name} is not a level of the library", name=parts[1])
            known, file = ", ".join(library.levels), "_data/levels.yml"
        else:
            continue
        yield Problem(
            Where(f"{library.root}/{folder}"),
            message,
            say("rename it to one of {names}, or add it to {file}", names=known, file=file),
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
                outcome.where,
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
                    say("this is step {number}, its heading does not say so", number=number),
                    say("write ### {number}. {words}", number=number, words=words),
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


def _places(library: Library) -> list[str]:
    """Every file, and every folder with a slash at its end."""
    found: dict[str, None] = {}
    for path in library.focus.files:
        parts = path.split("/")
        for depth in range(1, len(parts)):
            found["/".join(parts[:depth]) + "/"] = None
        found[path] = None
    return list(found)
