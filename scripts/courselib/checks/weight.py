"""Does every page arrive in one round trip?"""

from __future__ import annotations

import statistics
from collections.abc import Iterator

from courselib.checks import check
from courselib.finding import Problem
from courselib.message import Message, say
from courselib.model import BuiltPage, BuiltSite, Lesson, Library, Where


@check("W101")
def heavy_lesson(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """A lesson page and all it loads keep to lesson_bytes of budgets.yml, after gzip.

    Bad:  a lesson of 12,000 bytes
    Good: a lesson of 7,000 bytes
    """
    limit = library.budgets.lesson_bytes
    for page in built.pages:
        if page.lesson and page.size > limit:
            yield Problem(
                page.where,
                _too_heavy(page, limit),
                say("shorten the lesson, or make two of it"),
            )


@check("W102")
def heavy_page(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """Any page keeps to page_bytes of budgets.yml, after gzip.

    Bad:  a course page of 20,000 bytes
    Good: a course page of 6,000 bytes
    """
    limit = library.budgets.page_bytes
    for page in built.pages:
        if not page.lesson and page.size > limit:
            yield Problem(
                page.where,
                _too_heavy(page, limit),
                say("shorten the page; a course page shrinks when the course is split"),
            )


@check("W103")
def extra_request(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """A lesson page needs lesson_requests requests: itself, unless the lesson has pictures it must show.

    Bad:  a style sheet, a font or a script of its own
    Good: everything in the page
    """
    allowed = library.budgets.lesson_requests
    for page in built.pages:
        if page.lesson and len(page.requests) + 1 > allowed:
            yield Problem(
                page.where,
                say(
                    "{page} asks for {count} files, the budget is {limit}: {files}",
                    page=page.path,
                    count=len(page.requests) + 1,
                    limit=allowed,
                    files=", ".join(page.requests[:3]),
                ),
                say("draw the picture as a screen block, or take it out"),
            )


@check("W104")
def outside_request(built: BuiltSite) -> Iterator[Problem]:
    """No page makes the browser ask another host for anything.

    Bad:  a font from a font service
    Good: the reader's own fonts
    """
    for page in built.pages:
        for address in page.requests:
            if "//" in address:
                yield Problem(
                    page.where,
                    say("{page} loads {address}", page=page.path, address=address),
                    say("take it out of the page or the template"),
                )


@check("W105")
def heavy_for_its_text(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """A lesson page weighs little more than its words: at most page_to_text of budgets.yml times.

    Bad:  6,000 bytes of page for 2,000 bytes of words
    Good: 4,000 bytes of page for 2,000 bytes of words
    """
    limit = library.budgets.page_to_text
    for page in built.pages:
        if page.lesson and page.text_size and page.size > limit * page.text_size:
            yield Problem(
                page.where,
                say(
                    "{page} is {times} times its words, the budget is {limit}",
                    page=page.path,
                    times=f"{page.size / page.text_size:.2f}",
                    limit=limit,
                ),
                say("write more of what helps, for the lesson is very short; or make what grew in overrides/ lighter"),
            )


@check("W106")
def heavy_image(library: Library) -> Iterator[Problem]:
    """A picture in the source keeps to image_bytes of budgets.yml, as it lies there.

    Bad:  a photo of three megabytes, straight from the phone
    Good: the same photo, 800 pixels wide, saved as WebP: forty kilobytes
    """
    limit = library.budgets.image_bytes
    for path, image in library.focused_images():
        if image.size > limit:
            yield Problem(
                Where(f"{library.root}/{path}"),
                say(
                    "{picture} is {size} KB, the budget is {limit} KB",
                    picture=path.rpartition("/")[2],
                    size=image.size // 1000,
                    limit=limit // 1000,
                ),
                say(
                    "type courselib fix --write {path}, which makes it small; better still, draw it as a screen block",
                    path=f"{library.root}/{path}",
                ),
            )


@check("W111", silent_beside=("K101", "X104"))
def picture_in_lesson(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """A lesson page loads no picture beyond lesson_requests of budgets.yml: what a phone shows is drawn as a screen.

    Bad:  ![Mã QR dán trên tủ kính](images/stall.webp) in index.vi.md
    Good: the picture in teacher.vi.md, and a screen block in index.vi.md
    """
    most = library.budgets.lesson_requests - 1
    for page in lesson.pages.values():
        for link in [link for link in page.document.links if link.image][most:]:
            yield Problem(
                Where(page.where.path, link.line, link.column),
                say("the lesson page would have to load a picture: {picture}", picture=link.target),
                say(
                    "draw it as a screen block, or show it in the session plan: {page}",
                    page=f"{lesson.folder}/teacher.{page.language}.md",
                ),
                within=(page.where.path,),
            )


@check("W107")
def heavy_script(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """The scripts a page loads by itself keep to script_bytes of budgets.yml, all together.

    Bad:  a library for one button
    Good: the button without it
    """
    limit = library.budgets.script_bytes
    for page in built.pages:
        if page.script_size > limit:
            yield Problem(
                page.where,
                say(
                    "{page} has {size} bytes of scripts, the budget is {limit}",
                    page=page.path,
                    size=page.script_size,
                    limit=limit,
                ),
                say("make a script in overrides/scripts/ smaller, or leave a help out"),
            )


@check("W108")
def heavy_emergency_page(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """The emergency page keeps to emergency_bytes of budgets.yml: it has to come at once.

    Bad:  a page of 7,500 bytes with everything one could know
    Good: what to do now, in order
    """
    limit = library.budgets.emergency_bytes
    wheres = {page.where for page in library.emergency.values()}
    for page in built.pages:
        if page.where in wheres and page.size > limit:
            yield Problem(
                page.where,
                _too_heavy(page, limit),
                say("shorten a step, or rest on fewer facts"),
            )


@check("W109")
def heavy_search(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """A first search loads at most search_bytes of budgets.yml, whatever is typed.

    Bad:  one index with every word of every lesson
    Good: blocks of words, of which a search loads a few
    """
    limit = library.budgets.search_bytes
    if built.search > limit:
        yield Problem(
            Where(f"{library.root}/_data/budgets.yml"),
            say("a first search can load {size} bytes, the budget is {limit}", size=built.search, limit=limit),
            say("make the blocks or the groups of titles smaller in courselib/web/search.py"),
        )


@check("W110")
def heavy_offline_copy(built: BuiltSite, library: Library) -> Iterator[Problem]:
    """All lessons of one language, kept offline, weigh at most offline_lesson_bytes of budgets.yml on average.

    Bad:  lessons of 9,500 bytes each
    Good: a few long lessons among short ones
    """
    limit = library.budgets.offline_lesson_bytes
    for language in library.complete_languages:
        own = [page for page in built.pages if page.lesson and not page.borrowed]
        sizes = [page.size for page in own if page.language == language.code]
        if sizes and statistics.mean(sizes) > limit:
            yield Problem(
                Where(f"{library.root}/_data/budgets.yml"),
                say(
                    "lessons in {language} are {size} bytes on average, the budget is {limit}",
                    language=say(language.name),
                    size=f"{statistics.mean(sizes):.0f}",
                    limit=limit,
                ),
                say("shorten the longest lessons, or the frame and style in overrides/"),
            )


def _too_heavy(page: BuiltPage, limit: int) -> Message:
    return say("{page} is {size} bytes, the budget is {limit}", page=page.path, size=page.size, limit=limit)
