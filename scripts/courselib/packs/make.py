"""Making packs: what is wanted, what is still good from the last time, and the rest in parallel.

A pack appears under its name only when it is whole. One that can not be made is named; all others are still written.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from pathlib import Path

from courselib.model import Library
from courselib.packs.formats import Format, Workshop, formats
from courselib.packs.index import INDEX, Pack, read
from courselib.packs.volume import Binder, Scope, Volume
from courselib.vietnamese import slug
from courselib.web.site import Settings

_MAKING = ".making-"
"""Beginning of the names of folders in which packs are made."""
_LONGEST = 3600
"""Seconds after which such a folder is of a run that was killed."""
_COURSELIB = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Order:
    """A pack that is wanted."""

    path: str
    format: str
    volume: Volume
    languages: tuple[str, ...]
    made_of: str


@dataclass(frozen=True, slots=True)
class Failure:
    """A pack that could not be made, and why."""

    order: Order
    reason: str


def orders(
    library: Library,
    settings: Settings,
    selection: str = "",
    wanted: Sequence[str] = (),
    languages: Sequence[str] = (),
    site: Path | None = None,
) -> Iterator[Order]:
    """What is to be made.

    Args:
        library: loaded with its tokens.
        settings: of the site.
        selection: id of a lesson, course or group; everything by default.
        wanted: names of formats; all by default.
        languages: codes; all of the library by default.
        site: the built site for formats that hold it.

    """
    known = formats()
    chosen = [known[name] for name in wanted] if wanted else list(known.values())
    program, tree = _program(), _tree(site) if site else ""
    binder = Binder(library, settings)
    every = tuple(one.code for one in library.languages)
    for language in library.languages:
        if languages and language.code not in languages:
            continue
        for volume in binder.volumes(language, selection):
            words = _hash(repr(volume))
            for one in chosen:
                if volume.scope not in one.scopes or not one.fits(volume):
                    continue
                if one.whole_site and language is not library.source:
                    continue
                inside = every if one.whole_site else (language.code,)
                parts = (program, settings.name, settings.base, one.name, words, tree if one.whole_site else "")
                made_of = _hash(*parts)
                yield Order(path_of(one, volume), one.name, volume, inside, made_of)


def path_of(form: Format, volume: Volume) -> str:
    """Where a pack lies in the folder of packs: `citizens/basic/pay-by-qr/pay-by-qr.handout.vi.pdf`."""
    mark = "" if form.whole_site else f".{volume.language}"
    name = {Scope.LESSON: volume.name, Scope.LIBRARY: slug(volume.site)}.get(volume.scope, volume.id.replace("/", "-"))
    kind = "" if form.suffix == f".{form.name}" else f".{form.name}"
    return f"{volume.id}/{name}{kind}{mark}{form.suffix}"


def make(
    wanted: Sequence[Order], folder: Path, workshop: Workshop, jobs: int | None = None
) -> Iterator[Pack | Failure]:
    """Make what is not there yet; the list of packs is brought up to date, also when it is stopped.

    Args:
        wanted: see `orders`.
        folder: where packs lie.
        workshop: what formats need.
        jobs: how many are made at the same time; by default as many as there are cores.

    Yields:
        each pack when it is there, and each that could not be made.

    """
    _tidy(folder)
    known = {one.path: one for one in read(folder)}
    try:
        todo = []
        for order in wanted:
            pack = known.get(order.path)
            if pack and pack.made_of == order.made_of and _is_whole(folder, pack):
                yield pack
            else:
                todo.append(order)
        for result in _made(todo, folder, workshop, jobs):
            if isinstance(result, Pack):
                known[result.path] = result
            yield result
    finally:
        _write_index(folder, known.values())


def _made(todo: Sequence[Order], folder: Path, workshop: Workshop, jobs: int | None) -> Iterator[Pack | Failure]:
    # The long ones first, so that at the end no core waits for one of them.
    todo = sorted(todo, key=lambda order: -len(order.volume.chapters))
    broken = []
    for order, result in _together(todo, folder, workshop, min(jobs or os.cpu_count() or 1, len(todo))):
        if isinstance(result, BrokenProcessPool):
            broken.append(order)
        else:
            yield _answer(order, result)
    # A format that brings down its process takes others with it: each has another try, by itself.
    for order in broken:
        for _, result in _together([order], folder, workshop, 1):
            yield _answer(order, result)


def _together(
    todo: Sequence[Order], folder: Path, workshop: Workshop, jobs: int
) -> Iterator[tuple[Order, Pack | BaseException]]:
    """Each order with its pack, or with what went wrong."""
    if not todo:
        return
    with ProcessPoolExecutor(jobs) as pool:
        running = {pool.submit(make_one, one, folder, workshop): one for one in todo}
        try:
            for future in as_completed(running):
                yield running[future], future.exception() or future.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _answer(order: Order, result: Pack | BaseException) -> Pack | Failure:
    return result if isinstance(result, Pack) else Failure(order, f"{type(result).__name__}: {result}")


def make_one(order: Order, folder: Path, workshop: Workshop) -> Pack:
    """Make one pack beside its place and move it there when it is whole."""
    target = folder / order.path
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_MAKING) as name:
        made = Path(name) / target.name
        formats()[order.format].make(order.volume, workshop, made)
        data = made.read_bytes()
        os.replace(made, target)
    volume = order.volume
    digest = hashlib.sha256(data).hexdigest()
    return Pack(
        order.path,
        order.format,
        volume.scope,
        volume.id,
        order.languages,
        volume.title,
        len(data),
        digest,
        order.made_of,
    )


def _tidy(folder: Path) -> None:
    """Remove what a killed run left behind."""
    for left in folder.glob(f"{_MAKING}*"):
        if time.time() - left.stat().st_mtime > _LONGEST:
            shutil.rmtree(left, ignore_errors=True)


def _is_whole(folder: Path, pack: Pack) -> bool:
    try:
        return (folder / pack.path).stat().st_size == pack.bytes
    except OSError:
        return False


def _write_index(folder: Path, packs: Iterable[Pack]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    there = sorted((one for one in packs if _is_whole(folder, one)), key=lambda one: one.path)
    text = json.dumps([asdict(one) for one in there], ensure_ascii=False, indent=0)
    with tempfile.TemporaryDirectory(dir=folder, prefix=_MAKING) as name:
        made = Path(name, INDEX)
        made.write_text(text + "\n", "utf-8")
        os.replace(made, folder / INDEX)


def _program() -> str:
    """What the program is: another one may make other packs."""
    files = sorted(path for path in _COURSELIB.rglob("*") if path.suffix in (".py", ".typ", ".css", ".js", ".html"))
    return _hash(*(path.read_bytes() for path in files))


def _tree(site: Path) -> str:
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return _hash(*(part for path in files for part in (str(path.relative_to(site)), path.read_bytes())))


def _hash(*parts: str | bytes) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
