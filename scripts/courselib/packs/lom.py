"""What packages of the 1EdTech family say of themselves: Learning Object Metadata, IEEE 1484.12.1 and 1484.12.3."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from courselib.packs.volume import LICENCE, LICENCE_URL, Chapter, Outcome, Statement, Volume
from courselib.packs.xml import node, one_line


@dataclass(frozen=True, slots=True)
class Described:
    """Something that is described."""

    title: str
    summary: str
    address: str
    kind: str
    """Word of the vocabulary for `learningResourceType`."""
    minutes: int
    """That it takes; 0 when that is not known."""
    outcomes: Iterable[Outcome]
    statements: Iterable[Statement]


def of_volume(volume: Volume) -> Described:
    """All of a volume."""
    outcomes = [one for chapter in volume.chapters for one in chapter.outcomes]
    minutes = sum(chapter.minutes for chapter in volume.chapters)
    return Described(volume.title, volume.summary, volume.address, "lecture", minutes, outcomes, volume.statements())


def of_question(chapter: Chapter, title: str, outcome: Outcome | None) -> Described:
    """One question of a lesson."""
    return Described(title, "", chapter.address, "questionnaire", 0, [outcome] if outcome else [], ())


class Lom:
    """Writes descriptions with a prefix that the package binds to its own dialect of the standard."""

    def __init__(self, prefix: str, volume: Volume) -> None:
        self.prefix = prefix
        self.volume = volume

    def describe(self, thing: Described) -> Element:
        """The description of a thing, all in the language of the volume."""
        time = [self("typicalLearningTime", self("duration", f"PT{thing.minutes}M"))] if thing.minutes else []
        summary = [self("description", self.string(thing.summary))] if thing.summary else []
        return self(
            "lom",
            self(
                "general",
                self.identifier(thing.address),
                self("title", self.string(thing.title)),
                self("language", self.volume.language),
                *summary,
            ),
            self("lifeCycle", self.contribution()),
            self("technical", self("location", thing.address)),
            self(
                "educational",
                self.word("learningResourceType", thing.kind),
                *time,
                self("language", self.volume.language),
            ),
            self.rights(),
            *(self.based_on(statement) for statement in thing.statements),
            *self.competences(thing.outcomes),
        )

    def __call__(self, name: str, *inside: Element | str) -> Element:
        """An element of the standard."""
        return node(f"{self.prefix}:{name}", *inside)

    def string(self, words: str) -> Element:
        """Words in the language of the volume."""
        return node(f"{self.prefix}:string", one_line(words), language=self.volume.language)

    def word(self, name: str, value: str, source: str = "LOMv1.0") -> Element:
        """A word of a vocabulary."""
        return self(name, self("source", source), self("value", value))

    def identifier(self, address: str) -> Element:
        """An address as an identifier."""
        return self("identifier", self("catalog", "URI"), self("entry", address))

    def contribution(self) -> Element:
        """Who publishes it, and when it was last reviewed."""
        name = one_line(self.volume.site).replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
        card = f"BEGIN:VCARD\nVERSION:3.0\nN:{name};;;;\nFN:{name}\nORG:{name}\nEND:VCARD"
        return self(
            "contribute",
            self.word("role", "publisher"),
            self("entity", card),
            self("date", self("dateTime", self.volume.day.isoformat())),
        )

    def rights(self) -> Element:
        """The licence."""
        words = self.volume.words
        terms = f"{LICENCE}, {LICENCE_URL} {words['licence']} {words['not_official']}"
        return self(
            "rights",
            self.word("cost", "no"),
            self.word("copyrightAndOtherRestrictions", "yes"),
            self("description", self.string(terms)),
        )

    def based_on(self, statement: Statement) -> Element:
        """A fact it rests on, with the addresses of its sources."""
        return self(
            "relation",
            self.word("kind", "isbasedon"),
            self(
                "resource",
                *map(self.identifier, statement.sources),
                self("description", self.string(f"{statement.text} ({statement.as_of})")),
            ),
        )

    def competences(self, outcomes: Iterable[Outcome]) -> Iterator[Element]:
        """What is taught: each competence in its framework, with what a learner can do."""
        for outcome in outcomes:
            competence = outcome.competence
            yield self(
                "classification",
                self.word("purpose", "competency"),
                self(
                    "taxonPath",
                    self("source", self.string(competence.framework)),
                    self("taxon", self("id", competence.code), self("entry", self.string(competence.name))),
                ),
                self("description", self.string(outcome.text)),
            )
