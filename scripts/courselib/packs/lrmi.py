"""What a volume says of itself to programs: schema.org with the terms of LRMI, as JSON-LD.

https://www.dublincore.org/specifications/lrmi/ and https://schema.org/LearningResource
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from courselib.packs.volume import LICENCE_URL, Chapter, Competence, Volume


def described(volume: Volume) -> bytes:
    """The description of a volume with each of its lessons; their sources stand on their pages."""
    value = {
        "@context": "https://schema.org",
        "@type": "LearningResource",
        "@id": volume.address,
        "url": volume.address,
        "name": volume.title,
        "description": volume.summary,
        "inLanguage": [one.language for one in volume.editions] or [volume.language],
        "license": LICENCE_URL,
        "isAccessibleForFree": True,
        "dateModified": volume.day.isoformat(),
        "publisher": {"@type": "Organization", "name": volume.site},
        "educationalAlignment": _alignments(volume.competences()),
        "hasPart": [_lesson(chapter) for chapter in volume.chapters],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _lesson(chapter: Chapter) -> dict[str, object]:
    return {
        "@type": "LearningResource",
        "@id": chapter.address,
        "name": chapter.title,
        "description": chapter.summary,
        "timeRequired": f"PT{chapter.minutes}M",
        "dateModified": chapter.reviewed.isoformat(),
        "teaches": [one.text for one in chapter.outcomes],
        "educationalAlignment": _alignments(dict.fromkeys(one.competence for one in chapter.outcomes)),
    }


def _alignments(competences: Iterable[Competence]) -> list[dict[str, str]]:
    return [
        {
            "@type": "AlignmentObject",
            "alignmentType": "teaches",
            "educationalFramework": one.framework,
            "targetName": one.code,
            "targetDescription": one.name,
        }
        for one in competences
    ]
