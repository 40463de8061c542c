"""Translations behind their source, as text, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from courselib.drift import Behind
from courselib.message import Message, say
from courselib.model import Library


def text(found: Sequence[Behind], library: Library, language: str) -> Iterator[str]:
    """What is behind, why it stands where it stands in the list, what changed, and what to type."""
    for one in found:
        yield f"{path(one, library)}: {state(one).in_language(language)}"
        yield f"  {weight(one).in_language(language)}"
        yield from (f"  {line}" for line in one.diff)
        yield f"  {say('hint: {hint}', hint=next_step(one, library)).in_language(language)}"
    yield total(found).in_language(language)


def markdown(found: Sequence[Behind], library: Library, language: str) -> Iterator[str]:
    """A list to tick off, each with what changed in a fold."""
    for one in found:
        yield f"- [ ] `{path(one, library)}`: {state(one).in_language(language)}; {weight(one).in_language(language)}"
        if one.diff:
            yield from ("", "  ```diff", *(f"  {line.replace('```', '` ` `')}" for line in one.diff), "  ```", "")
    yield ""
    yield total(found).in_language(language)


def as_json(found: Sequence[Behind], library: Library, language: str) -> Iterator[str]:
    """One JSON array."""
    rows = [
        {
            "path": path(one, library),
            "source": one.source.where.path,
            "language": one.language.code,
            "state": state(one).in_language(language),
            "doors": one.doors,
            "changed": one.changed,
            "commit": one.before.commit if one.before else None,
            "diff": list(one.diff),
            "next": next_step(one, library).in_language(language),
        }
        for one in found
    ]
    yield json.dumps(rows, ensure_ascii=False, indent=1)


def path(one: Behind, library: Library) -> str:
    """The file of the translation, there or not."""
    return f"{library.root}/{one.source.id}.{one.language.code}.md"


def state(one: Behind) -> Message:
    """What is behind, and since when."""
    source = one.source.where.path
    if one.page is None:
        return say("not there yet; {source} is to be translated", source=source)
    if one.page.stamp is None:
        return say("does not say what it was made from; {source} is its source", source=source)
    if one.before is None:
        return say(
            "behind {source}; the text it was made from is not in the history that is here, so compare all of it",
            source=source,
        )
    return say(
        "behind {source}; made from its text of {date} (commit {commit})",
        source=source,
        date=one.before.date,
        commit=one.before.commit[:10],
    )


def weight(one: Behind) -> Message:
    """Why it stands where it stands in the list."""
    return say("places that lead to it: {doors}; lines that changed: {changed}", doors=one.doors, changed=one.changed)


def next_step(one: Behind, library: Library) -> Message:
    """What to type next."""
    file = path(one, library)
    if one.page is None:
        return say("write {file}, then type: courselib stamp {file}", file=file)
    return say(
        "bring it up to date, then type: courselib stamp {file}; if the meaning is the same: "
        'courselib stamp {file} --unchanged "why"',
        file=file,
    )


def total(found: Sequence[Behind]) -> Message:
    """How many translations are missing, and how many behind."""
    missing = sum(one.page is None for one in found)
    return say("{stale} behind, {missing} missing", stale=len(found) - missing, missing=missing)
