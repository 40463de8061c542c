"""Safe repairs of a content folder: planned, shown, and only then made.

A plan holds the bytes of each file before and after. Nothing is written but by `apply`, and only over the very bytes
that were read.
"""

from __future__ import annotations

import contextlib
import difflib
import errno
import os
import posixpath
import re
import stat
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from courselib import images, markdown, yamlfile
from courselib.checks.images import KINDS
from courselib.fix_text import Keys, Mended, UnmendableError, front_matter, mend_page, mend_yaml
from courselib.load_data import DATA_FILE_LIMIT
from courselib.message import Message, say
from courselib.model import Library
from courselib.source import Report, read_text

if TYPE_CHECKING:
    from courselib.fix_image import Saved

VIETNAMESE = "vi"
"""The language whose tone marks have two customary places."""

PICTURE_LIMIT = 50_000_000
"""Bytes of a picture that are read; a photo of a telephone has about five million."""

_AS_WRITTEN = frozenset(("also", "avoid"))
"""Keys whose words are listed for the way some people write them."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_HIDDEN = re.compile(r"[^\S ]|[\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]| +\Z")


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a file."""

    path: str
    """As the user would type it."""
    before: bytes | None
    """What must lie there; None for a file that must not be there."""
    after: bytes | None
    """What will lie there; None for a file that goes away."""
    what: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class Repair:
    """Changes that are made together or not at all, such as a page and the stamp of its translation."""

    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A file that is left as it is, with the reason."""

    path: str
    why: Message


@dataclass(frozen=True, slots=True)
class Plan:
    """What there is to repair, and what is not touched."""

    repairs: tuple[Repair, ...]
    left: tuple[Left, ...]


def plan(library: Library, wanted: Callable[[str], bool]) -> Plan:
    """Everything that can be repaired without changing what the library says. Writes nothing.

    A file that is not wanted changes only where a repair of another needs it: a translation gets the new stamp of a
    repaired source text, a session plan the new name of a picture.

    Args:
        library: gives the folder, the files, the languages and the budgets.
        wanted: whether a file is to be repaired, by its path as the user would type it.

    """
    return _Planner(library, wanted).plan()


def apply(repair: Repair) -> tuple[Left, ...]:
    """Make the changes of a repair. Files are replaced, never written into, so that none is ever half there.

    Returns:
        What is in the way; nothing was written then, unless the disk itself gave up in between.

    """
    waiting: list[tuple[str, str]] = []
    try:
        for change in repair.changes:
            if change.after is not None:
                temporary = _written_beside(change.path, change.after)
                waiting.append((temporary, change.path))
        changed = [change.path for change in repair.changes if _bytes_at(change.path) != change.before]
        if changed:
            return tuple(Left(path, say("it has changed since it was read")) for path in changed)
        while waiting:
            os.replace(*waiting[0])
            waiting.pop(0)
        for change in repair.changes:
            if change.after is None:
                os.unlink(change.path)
    except OSError as error:
        path = str(error.filename2 or error.filename or repair.changes[0].path)
        return (Left(path, _UNWRITTEN.get(error.errno or 0, say("it can not be written"))),)
    finally:
        for temporary, _ in waiting:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
    return ()


_UNWRITTEN = {
    errno.EACCES: say("you may not write there"),
    errno.EEXIST: say("something else lies there now"),
    errno.ENOSPC: say("the disk is full"),
    errno.EPERM: say("you may not write there"),
    errno.EROFS: say("you may not write there"),
}
"""Why a file can not be written, in our words: the system speaks the language of the machine."""


def shown(made: Plan, language: str) -> Iterator[str]:
    """A plan for a terminal: each file with what is done to it and the lines that change, then what is left."""
    for repair in made.repairs:
        for change in repair.changes:
            yield from (f"{change.path}: {one.in_language(language)}" for one in change.what)
            yield from diff(change)
    yield from (as_left(one).in_language(language) for one in made.left)


def as_left(one: Left) -> Message:
    """The sentence about a file that is not touched."""
    return say("{path} is left as it is: {reason}", path=one.path, reason=one.why)


def diff(change: Change) -> Iterator[str]:
    """The changed lines of a text, as in a patch; signs that nobody would see are shown by their numbers.

    A picture has no lines, and line ends alone are no difference here: what is done to them, `what` says.
    """
    if change.before is None or change.after is None or not change.path.endswith((".md", ".yml")):
        return
    before, after = (_text(side).removesuffix("\n").split("\n") for side in (change.before, change.after))
    for line in difflib.unified_diff(before, after, change.path, change.path, lineterm="", n=1):
        yield line[:1] + _HIDDEN.sub(_by_number, line[1:])


def _by_number(found: re.Match[str]) -> str:
    return "·" * len(found[0]) if found[0].isspace() and found[0].strip(" ") == "" else f"⟨U+{ord(found[0]):04X}⟩"


def _written_beside(path: str, data: bytes) -> str:
    """Name of a new file in the same folder, with the data and the rights that the file at `path` has."""
    handle, name = tempfile.mkstemp(prefix=".fix-", dir=os.path.dirname(path) or ".")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _rights(path))
    except OSError:
        os.unlink(name)
        raise
    return name


def _rights(path: str) -> int:
    """The rights of a file; those of its neighbours for one that is not there yet, without leave to run it."""
    try:
        return stat.S_IMODE(os.lstat(path).st_mode)
    except FileNotFoundError:
        return stat.S_IMODE(os.stat(os.path.dirname(path) or ".").st_mode) & 0o666


def _bytes_at(path: str) -> bytes | None:
    """What lies at a path, None when nothing does.

    Raises:
        OSError: something else than a file lies there, or it can not be read.

    """
    try:
        about = os.lstat(path)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EEXIST, os.strerror(errno.EEXIST), path)
    with open(path, "rb") as file:
        return file.read()


class _UnreadError(Exception):
    """A file that is left because it can not be read, with the reason."""

    def __init__(self, reason: Message) -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(slots=True)
class _Draft:
    """A file on its way through the repairs."""

    raw: bytes
    """As it lies on the disk."""
    now: bytes
    what: list[Message] = field(default_factory=list)

    def to(self, now: bytes, *what: Message) -> None:
        """Change it."""
        if now != self.now:
            self.now = now
            self.what.extend(what)


class _Planner:
    """Names here are paths in the content folder, with forward slashes."""

    def __init__(self, library: Library, wanted: Callable[[str], bool]) -> None:
        self.library = library
        self.wanted = wanted
        self.codes = [language.code for language in library.languages]
        self.real_root = os.path.realpath(library.root)
        self.drafts: dict[str, _Draft | None] = {}
        self.moves: dict[str, str] = {}
        """New name of each picture that gets another ending, by the name it has."""
        self.left: list[Left] = []

    def plan(self) -> Plan:
        pictures: list[str] = []
        names = sorted(name for name in (*self.library.files, *self.data_files()) if self.wanted(self.path(name)))
        for name in names:
            if self.is_page(name) or self.is_data(name):
                self.mend(name)
            elif self.is_picture(name):
                pictures.append(name)
            self.forget(name)
        # A picture with a new ending changes links in repaired pages.
        for name in pictures:
            self.save(name)
            self.forget(name)
        self.restamp()
        return Plan(tuple(self.repairs()), tuple(sorted(self.left, key=lambda one: one.path)))

    # Which files there are.

    def path(self, name: str) -> str:
        return f"{self.library.root}/{name}"

    def data_files(self) -> Iterator[str]:
        for folder in ("_data", "_data/frameworks"):
            with contextlib.suppress(OSError):
                yield from (f"{folder}/{name}" for name in os.listdir(self.path(folder)) if name.endswith(".yml"))

    def is_page(self, name: str) -> bool:
        parts = name.rpartition("/")[2].split(".")
        return name.count("/") <= 3 and len(parts) == 3 and parts[2] == "md" and parts[1] in self.codes

    def is_data(self, name: str) -> bool:
        folder, _, file = name.rpartition("/")
        if folder in ("_data", "_data/frameworks"):
            return file.endswith(".yml")
        return file in {2: ("course.yml",), 3: ("lesson.yml", "quiz.yml")}.get(name.count("/"), ())

    def is_picture(self, name: str) -> bool:
        return name.count("/") == 4 and "/images/" in name and _ending(name) in KINDS

    def is_inside(self, name: str) -> bool:
        """Whether a file lies where its path says, and not behind a link to elsewhere."""
        path = self.path(name)
        try:
            regular = stat.S_ISREG(os.lstat(path).st_mode)
        except OSError:
            return False
        return regular and os.path.realpath(path) == os.path.join(self.real_root, *name.split("/"))

    def draft(self, name: str) -> _Draft | None:
        """A file, read once. One that can not be read is left."""
        if name not in self.drafts:
            try:
                raw = self.read(name)
                self.drafts[name] = _Draft(raw, raw)
            except _UnreadError as error:
                self.drafts[name] = None
                self.leave(name, error.reason)
        return self.drafts[name]

    def forget(self, name: str) -> None:
        """Do not hold what needs no repair: a library may be larger than the memory."""
        draft = self.drafts.get(name)
        if draft is not None and draft.now == draft.raw:
            del self.drafts[name]

    def read(self, name: str) -> bytes:
        """The bytes of a file.

        Raises:
            _UnreadError: it is no picture and no text that the loader reads, or lies elsewhere.

        """
        path = self.path(name)
        if not self.is_inside(name):
            raise _UnreadError(say("it is no file, or a link to another place"))
        limit = DATA_FILE_LIMIT if name.startswith("_data/") else self.library.budgets.text_file_bytes
        limit = PICTURE_LIMIT if self.is_picture(name) else limit
        try:
            size = os.path.getsize(path)
            if size > limit:
                raise _UnreadError(say("{size} bytes, at most {limit} are read", size=size, limit=limit))
            # The bytes before the text: should the file change in between, it is no more what is repaired.
            raw = _bytes_at(path) or b""
        except OSError:
            raise _UnreadError(say("can not be opened")) from None
        report = Report()
        if not self.is_picture(name) and read_text(path, path, limit, report) is None:
            raise _UnreadError(report.findings[0].message)
        return raw

    def leave(self, name: str, why: Message) -> None:
        if self.wanted(self.path(name)):
            self.left.append(Left(self.path(name), why))

    # Texts.

    def mend(self, name: str) -> None:
        draft = self.draft(name)
        if draft is None:
            return
        try:
            mended = self.mended(name, _text(draft.raw))
        except UnmendableError as error:
            self.leave(name, error.reason)
            return
        draft.to(mended.text.encode(), *_line_ends(draft.raw), *mended.what)
        if mended.left:
            why = say("odd spaces or invisible characters stand where they can not go without a change of meaning")
            self.leave(name, why)

    def mended(self, name: str, text: str) -> Mended:
        if self.is_page(name):
            return mend_page(text, vietnamese=name.endswith(f".{VIETNAMESE}.md"))
        entry = self.codes.index(VIETNAMESE) if VIETNAMESE in self.codes else -1

        def vietnamese(keys: Keys) -> bool:
            if name == "_data/languages.yml":
                return keys[:1] == (entry,)
            return VIETNAMESE in keys and _AS_WRITTEN.isdisjoint(keys)

        return mend_yaml(text, vietnamese)

    # Stamps.

    def restamp(self) -> None:
        """Write new stamps into translations whose source text only these repairs have changed."""
        source, *others = self.codes
        for name, draft in list(self.drafts.items()):
            if draft is None or draft.now == draft.raw or not name.endswith(f".{source}.md"):
                continue
            before, after = _fingerprint(draft.raw), _fingerprint(draft.now)
            stem = name.removesuffix(f".{source}.md")
            translations = (f"{stem}.{code}.md" for code in others)
            for translation in translations if before != after else ():
                if translation in self.library.files:
                    self.restamp_one(translation, before, after)

    def restamp_one(self, name: str, before: str, after: str) -> None:
        draft = self.draft(name)
        if draft is None or not before or _stamp(draft.now) != before:
            return
        made = draft.now.replace(before.encode(), after.encode(), 1)
        if _stamp(made) == after:
            draft.to(made, say("stamped {fingerprint}: only repairs changed its source", fingerprint=after))

    # Pictures.

    def save(self, name: str) -> None:
        """Save a picture anew that is not what it should be."""
        draft = self.draft(name)
        if draft is None:
            return
        kind, limit = KINDS[_ending(name)], self.library.budgets.image_bytes
        look = images.seen(draft.raw[: images.READ_LIMIT], len(draft.raw))
        if look.kind == kind and look.size <= limit and not look.metadata and not look.trailing:
            return
        # Pillow takes long to load; who repairs no picture does not wait for it.
        from courselib import fix_image

        try:
            made = fix_image.saved(draft.raw, kind, limit)
        except fix_image.UnsavedError as error:
            self.leave(name, error.reason)
            return
        if made.kind == kind or self.move(name, made.kind):
            draft.to(made.data, _weighed(draft.raw, made))

    def move(self, name: str, kind: str) -> bool:
        """Give a picture another ending, and lead the links to it there; whether that can be done."""
        folder, _, file = name.rpartition("/")
        lesson = posixpath.dirname(folder)
        moved = f"{file.rpartition('.')[0]}.{kind}"
        if f"{folder}/{moved}" in self.moves.values() or os.path.lexists(self.path(f"{folder}/{moved}")):
            self.leave(name, say("to be light enough it would become {name}, which is there already", name=moved))
            return False
        pages = sorted(one for one in self.library.files if self.is_page(one))
        beside = {one: self.draft(one) for one in pages if posixpath.dirname(one) == lesson}
        led = {one: _led(draft.now, lesson, file, moved) if draft else None for one, draft in beside.items()}
        address = f"{posixpath.basename(lesson)}/images/{file}".encode()
        if None in led.values() or any(address in self.bytes_of(one) for one in pages if one not in beside):
            self.leave(name, say("to be light enough it would become {name}, and a link could not follow", name=moved))
            return False
        for one, now in led.items():
            draft = beside[one]
            if draft and now:
                draft.to(now, say("the picture {old} is {new} now", old=f"images/{file}", new=f"images/{moved}"))
        self.moves[name] = f"{folder}/{moved}"
        return True

    def bytes_of(self, name: str) -> bytes:
        try:
            return _bytes_at(self.path(name)) or b""
        except OSError:
            return b""

    # What comes of it.

    def repairs(self) -> Iterator[Repair]:
        """The changes by what belongs together; new files first, files that go last."""
        found: dict[str, list[Change]] = {}
        gone: list[tuple[str, Change]] = []
        lessons = {_lesson_of_picture(name) for name in self.moves}
        for name in sorted(self.drafts):
            draft = self.drafts[name]
            if draft is None or draft.now == draft.raw:
                continue
            what = tuple(draft.what)
            if name in self.moves:
                new, lesson = self.path(self.moves[name]), _lesson_of_picture(name)
                found.setdefault(lesson, []).insert(0, Change(new, None, draft.now, what))
                gone.append((lesson, Change(self.path(name), draft.raw, None, (say("becomes {path}", path=new),))))
                continue
            folder = posixpath.dirname(name)
            together = folder if self.is_page(name) and folder in lessons else _without_language(name)
            found.setdefault(together, []).append(Change(self.path(name), draft.raw, draft.now, what))
        for lesson, change in gone:
            found[lesson].append(change)
        return (Repair(tuple(changes)) for _, changes in sorted(found.items()))


def _lesson_of_picture(name: str) -> str:
    return posixpath.dirname(posixpath.dirname(name))


def _without_language(name: str) -> str:
    """What a page and its translations have in common; other files stand alone."""
    return name.removesuffix(".md").rpartition(".")[0] if name.endswith(".md") else name


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _text(raw: bytes) -> str:
    """A text as the loader reads it; what is no UTF-8 was left before."""
    return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")


def _line_ends(raw: bytes) -> Iterator[Message]:
    """What is repaired of a text by writing it as it is read."""
    if raw.startswith(_BYTE_ORDER_MARK):
        yield say("the byte order mark before the first letter is taken out")
    if b"\r" in raw:
        yield say("line ends become those of the library (LF)")


def _head(raw: bytes) -> tuple[dict[str, Any], str]:
    """Values of the front matter of a page, none when they can not be read, and its body."""
    head, body = front_matter(_text(raw))
    try:
        value = yamlfile.read(head, "").value
    except yamlfile.YamlError:
        value = None
    return value if isinstance(value, dict) else {}, body


def _fingerprint(raw: bytes) -> str:
    """Fingerprint of a source page, empty when its head can not be read."""
    head, body = _head(raw)
    title, summary = head.get("title", ""), head.get("summary", "")
    return markdown.fingerprint(title, summary, body) if isinstance(title, str) and isinstance(summary, str) else ""


def _stamp(raw: bytes) -> str:
    translation = _head(raw)[0].get("translation")
    return str(translation.get("source", "")) if isinstance(translation, dict) else ""


def _led(raw: bytes, lesson: str, old: str, new: str) -> bytes | None:
    """A page of a lesson whose links to the picture `old` lead to `new`, or None when one could not be led there."""
    head, body = _head(raw)
    if not head:
        return None
    pattern = rf"(?<=\]\()(<?(?:\./)?images/){re.escape(old)}(?=[\s>)])"
    made = re.sub(pattern, lambda found: found[1] + new, raw.decode("utf-8", "replace")).encode()
    after = [link.target for link in markdown.parse(_head(made)[1]).links]
    wanted = [link.target for link in markdown.parse(body).links]
    for at, target in enumerate(wanted):
        path = unquote(target.partition("#")[0])
        if posixpath.normpath(posixpath.join(lesson, path)) == f"{lesson}/images/{old}":
            wanted[at] = target.replace(old, new)
            if wanted[at] == target:
                return None
    return made if after == wanted else None


def _weighed(before: bytes, made: Saved) -> Message:
    return say(
        "{before} KB before, {after} KB after, {width} × {height} pixels, and nothing but the picture",
        before=_kilobytes(before),
        after=_kilobytes(made.data),
        width=made.width,
        height=made.height,
    )


def _kilobytes(data: bytes) -> str:
    return f"{len(data) / 1000:.1f}"
