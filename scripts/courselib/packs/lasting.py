"""Names that last from one making to the next: by them a reader's program knows what it already has.

Progress and memory are kept under these names, so none of them may come from words that are corrected now and then.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator

from courselib.packs.volume import Chapter, Question


def lasting(*parts: str) -> uuid.UUID:
    """The name of something by what it belongs to, as version 5 of https://www.rfc-editor.org/rfc/rfc9562.

    Args:
        parts: from the outside in, such as the address of the site first; none holds a line break.

    """
    return uuid.uuid5(uuid.NAMESPACE_URL, "\n".join(parts))


def number(*parts: str) -> int:
    """The same as a number that also fits where only 31 bits and no small numbers are taken, as in Anki."""
    return lasting(*parts).int % (1 << 30) + (1 << 30)


def named_questions(chapter: Chapter) -> Iterator[tuple[str, Question]]:
    """The questions of a lesson, each with its name: lesson, outcome, and place among those of the outcome."""
    seen: Counter[str] = Counter()
    for question in chapter.questions:
        seen[question.outcome] += 1
        yield f"{chapter.id}/{question.outcome}/{seen[question.outcome]}", question
