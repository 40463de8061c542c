"""Where each file of a library belongs, and what a file was meant to be that lies there under another name."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from courselib.model import Library
from courselib.nearest import nearest
from courselib.practice import PRACTICE
from courselib.vietnamese import slug

IMAGE_TYPES = ("avif", "jpeg", "jpg", "png", "webp")
LESSON_FILES = ("lesson.yml", "quiz.yml")
STEMS = {3: ("index", "teacher"), 2: ("index",), 1: ("index",)}
"""Pages of a lesson, a course and a group, by the number of folders around them."""
MORE_STEMS = {2: (PRACTICE,)}
"""Pages that may stand beside these."""

_NAME = r"[a-z0-9]+(?:-[a-z0-9]+)*"
_is_name = re.compile(_NAME).fullmatch
_LIKE_A_FILE = 0.7


def is_name(name: str) -> bool:
    """Whether a folder or a picture may be called so: lower-case English words joined by hyphens."""
    return _is_name(name) is not None


def as_name(name: str) -> str:
    """A name in the form that folders have, or one to show that form when nothing of it can be kept."""
    made = slug(name)
    return made if made.isascii() else "lost-phone"


def is_left_behind(name: str) -> bool:
    """Whether a file is one that desktops and office programs leave, and nobody means to keep."""
    return name.startswith((".", "~$")) or name in ("Thumbs.db", "desktop.ini")


def well_named(lesson: str) -> str:
    """The path of a lesson's folder with its name in the form it should have."""
    course, _, name = lesson.rpartition("/")
    return lesson if is_name(name) else f"{course}/{as_name(name)}"


def lesson_meant(lesson: str, lessons: Iterable[str]) -> str:
    """The lesson that was probably meant: of the same name in another course, or much alike in the same.

    Args:
        lesson: path of a folder that is not there.
        lessons: paths of those that are.

    Returns:
        A path in the form it should have, or nothing.

    """
    course, _, name = lesson.rpartition("/")
    lessons = list(lessons)
    moved = nearest(lesson, [one for one in lessons if one.endswith(f"/{name}")], 0)
    if moved:
        return well_named(moved)
    beside = [well_named(one).rpartition("/")[2] for one in lessons if one.startswith(f"{course}/")]
    close = nearest(name, beside)
    return f"{course}/{close}" if close else ""


def files_of(depth: int, library: Library) -> list[str]:
    """Names that files may have in the folder of a lesson (depth 3), a course (2) or a group (1)."""
    codes = [language.code for language in library.languages]
    pages = [f"{stem}.{code}.md" for stem in (*STEMS.get(depth, ()), *MORE_STEMS.get(depth, ())) for code in codes]
    return [*pages, *(LESSON_FILES if depth == 3 else ("course.yml",) if depth == 2 else ())]


def odd(library: Library, files: tuple[str, ...]) -> Sequence[str]:
    """Those of some files that do not lie where the format has a place for them, or are called otherwise.

    Most of all files are as they should be: one look at each tells.
    """
    codes = tuple(language.code for language in library.languages)
    return _odd(files, codes, tuple(library.groups), tuple(library.levels))


def meant(library: Library) -> Mapping[str, str]:
    """Paths that are not there because their file lies there under another name: the path, and that of the file."""
    # Of a whole library the files in focus are all files, and have been looked at before.
    whole = len(library.focus.files) == len(library.files)
    files = odd(library, library.focus.files if whole else tuple(library.files))
    found = ((right(path, library), path) for path in sorted(files))
    return {path: there for path, there in found if path}


def right(path: str, library: Library) -> str:
    """Where a file that is odd was meant to lie, or nothing when that can not be told.

    Args:
        path: of the file, under the content folder.
        library: what it lies in.

    """
    folder, _, name = path.rpartition("/")
    depth = folder.count("/") + 1 if folder else 0
    folder = "/".join(_right_folders(folder.split("/"), library)) if folder else ""
    wanted = files_of(depth, library)
    if name in wanted or (depth == 4 and kind(name) in IMAGE_TYPES):
        found = name
    else:
        free = [one for one in wanted if posixpath.join(folder, one) not in library.files]
        same = [one for one in free if name.endswith(".md") and one.split(".")[0] == name.split(".")[0]]
        found = nearest(name, same, 0) or nearest(name.lower(), free, _LIKE_A_FILE)
    made = posixpath.join(folder, found)
    return made if found and made not in library.files else ""


def kind(name: str) -> str:
    """The ending of a file's name, in lower case."""
    return name.rpartition(".")[2].lower()


def _right_folders(parts: Sequence[str], library: Library) -> Iterator[str]:
    for depth, name in enumerate(parts):
        known: Sequence[str] = (tuple(library.groups), tuple(library.levels))[depth] if depth < 2 else ()
        if depth >= 2 or name in known:
            yield name if is_name(name) else as_name(name)
        else:
            above = "/".join(parts[:depth])
            page = f"index.{library.source.code}.md"
            free = [one for one in known if posixpath.join(above, one, page) not in library.files]
            yield nearest(name, free) or name


@lru_cache(maxsize=2)
def _odd(
    files: tuple[str, ...], codes: tuple[str, ...], groups: tuple[str, ...], levels: tuple[str, ...]
) -> tuple[str, ...]:
    group, level = (f"(?:{'|'.join(map(re.escape, names))})/" if names else "(?!)" for names in (groups, levels))
    page = rf"\.(?:{'|'.join(codes)})\.md"
    picture = rf"images/{_NAME}\.(?:{'|'.join(IMAGE_TYPES)})"
    lesson = rf"{_NAME}/(?:(?:index|teacher){page}|lesson\.yml|quiz\.yml|{picture})"
    course = rf"{level}(?:{lesson}|(?:index|{PRACTICE}){page}|course\.yml)"
    usual = re.compile(rf"{group}(?:{course}|index{page})|{_NAME}{page}").fullmatch
    return tuple(path for path in files if not usual(path))
