"""Lessons, session plans and questions as a Common Cartridge 1.3: https://www.imsglobal.org/activity/common-cartridge."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markupsafe import Markup

from courselib.packs import pages
from courselib.packs.archive import write_zip
from courselib.packs.assessment import assessment
from courselib.packs.formats import Workshop, format_of
from courselib.packs.inline import inlined
from courselib.packs.lasting import lasting
from courselib.packs.lom import Lom, of_volume
from courselib.packs.volume import LICENCE_URL, Chapter, Competence, Scope, Volume
from courselib.packs.xml import document, node, one_line

_CC = "http://www.imsglobal.org/xsd/imsccv1p3"
_LOM = "http://ltsc.ieee.org/xsd/imsccv1p3/LOM"
_PLACE = "http://www.imsglobal.org/profile/cc/ccv1p3"
_SPACES = {
    "xmlns": f"{_CC}/imscp_v1p1",
    "xmlns:lomm": f"{_LOM}/manifest",
    "xmlns:lomr": f"{_LOM}/resource",
    "xmlns:csmd": f"{_CC}/imscsmd_v1p0",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
    "xsi:schemaLocation": (
        f"{_CC}/imscp_v1p1 {_PLACE}/ccv1p3_imscp_v1p2_v1p0.xsd "
        f"{_LOM}/manifest {_PLACE}/LOM/ccv1p3_lommanifest_v1p0.xsd "
        f"{_LOM}/resource {_PLACE}/LOM/ccv1p3_lomresource_v1p0.xsd "
        f"{_CC}/imscsmd_v1p0 {_PLACE}/ccv1p3_imscsmd_v1p0.xsd"
    ),
}
_WEB = "webcontent"
_QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"
_LINK = "imswl_xmlv1p3"
_STYLE = "style"


@dataclass(frozen=True, slots=True)
class _Thing:
    """A resource of the cartridge."""

    id: str
    title: str
    """In the outline; empty when it stands only behind others."""
    kind: str
    path: str
    data: bytes
    needs: tuple[str, ...] = ()
    """Ids of what it shows."""
    teaches: tuple[Competence, ...] = ()
    plan: bool = False
    """Whether it is for those who teach."""


@format_of("cartridge", ".imscc", (Scope.LESSON, Scope.COURSE))
def cartridge(volume: Volume, workshop: Workshop, target: Path) -> None:
    """Write a volume as a cartridge: an outline of lessons, each with its page, quiz, session plan and link."""
    maker = _Maker(volume, workshop)
    folders = [(chapter.id, chapter.title, list(maker.chapter(chapter))) for chapter in volume.chapters]
    folders.append(("about", volume.words["pack_rights"], list(maker.about())))
    behind = list(maker.behind())
    things = [thing for _, _, inside in folders for thing in inside] + behind
    files = {thing.path: thing.data for thing in things}
    manifest = document(_manifest(volume, workshop.settings.base, folders, things))
    write_zip(target, [("imsmanifest.xml", manifest), *files.items()])


class _Maker:
    """Makes what is in a cartridge; the pictures come last, when all pages have asked for theirs."""

    def __init__(self, volume: Volume, workshop: Workshop) -> None:
        self.volume = volume
        self.words = volume.words
        self.pictures = pages.Pictures(volume, workshop)
        self.inside = {chapter.address: f"{chapter.id}/lesson.html" for chapter in volume.chapters}

    def chapter(self, chapter: Chapter) -> Iterator[_Thing]:
        """The page, the quiz, the session plan and the link of a lesson."""
        words, name = self.words, _identifier(chapter.id)
        teaches = tuple(dict.fromkeys(one.competence for one in chapter.outcomes))
        page = f"{chapter.id}/lesson.html"
        link, picture = self.link_from(page), self.picture_from(page)
        body = pages.lesson(chapter, words, link, picture) + pages.sources(chapter.statements, words)
        yield self.page(f"page_{name}", chapter.title, page, body, chapter.address, teaches)
        if chapter.questions:
            quiz = document(assessment(self.volume, chapter))
            yield _Thing(f"quiz_{name}", words["quiz"], _QUIZ, f"{chapter.id}/quiz.xml", quiz, (), teaches)
        if chapter.plan:
            shown = pages.template("cartridge-plan.html").render(chapter=chapter, words=words, Markup=Markup)
            plan = pages.xhtml(shown, link, picture)
            path = f"{chapter.id}/plan.html"
            yield self.page(f"plan_{name}", chapter.plan.title, path, plan, chapter.address, teaches, plan=True)
        yield _Thing(f"link_{name}", words["pack_on_site"], _LINK, f"{chapter.id}/link.xml", document(_link(chapter)))

    def about(self) -> Iterator[_Thing]:
        """The page of sources and the page of the licence."""
        volume, words = self.volume, self.words
        sources = pages.sources(volume.statements(), words)
        if sources:
            yield self.page("sources", words["sources"], "sources.html", sources, volume.address)
        rights = pages.template("cartridge-rights.html").render(volume=volume, words=words, licence=LICENCE_URL)
        body = Markup(rights)  # noqa: S704  # the template escapes
        yield self.page("rights", words["pack_rights"], "rights.html", body, volume.address)

    def behind(self) -> Iterator[_Thing]:
        """The style sheet, and the pictures of the pages."""
        yield _Thing(_STYLE, "", _WEB, "style.css", pages.STYLE.encode())
        for path, data in self.pictures.files.items():
            yield _Thing(_identifier(path), "", _WEB, path, data)

    def page(
        self,
        name: str,
        title: str,
        path: str,
        body: Markup,
        address: str,
        teaches: tuple[Competence, ...] = (),
        *,
        plan: bool = False,
    ) -> _Thing:
        html = pages.template("cartridge.html").render(
            volume=self.volume,
            title=title,
            body=Markup(inlined(body)),  # noqa: S704  # it was markup before
            address=address,
            licence=LICENCE_URL,
            up="../" * path.count("/"),
        )
        shown = tuple(_identifier(one) for one in self.pictures.files if f'/{one}"' in html)
        return _Thing(name, title, _WEB, path, html.encode(), (_STYLE, *shown), teaches, plan)

    def link_from(self, page: str) -> Callable[[str], str]:
        """Turns addresses of lessons that are in the cartridge into paths."""

        def link(address: str) -> str:
            there, mark, anchor = address.partition("#")
            path = self.inside.get(there)
            return f"{'../' * page.count('/')}{path}{mark}{anchor}" if path else address

        return link

    def picture_from(self, page: str) -> Callable[[str], str]:
        """Turns addresses of pictures into paths."""

        def picture(address: str) -> str:
            path = self.pictures(address)
            return f"{'../' * page.count('/')}{path}" if path else ""

        return picture


def _identifier(path: str) -> str:
    """A path as a name: without slashes, a letter first."""
    return f"n_{path.replace('/', '_')}"


def _link(chapter: Chapter) -> Element:
    spaces = {
        "xmlns": f"{_CC}/imswl_v1p3",
        "xmlns:xsi": _SPACES["xmlns:xsi"],
        "xsi:schemaLocation": f"{_CC}/imswl_v1p3 {_PLACE}/ccv1p3_imswl_v1p3.xsd",
    }
    return node("webLink", node("title", one_line(chapter.title)), node("url", href=chapter.address), **spaces)


def _manifest(
    volume: Volume, base: str, folders: Iterable[tuple[str, str, list[_Thing]]], things: Iterable[_Thing]
) -> Element:
    return node(
        "manifest",
        node(
            "metadata",
            node("schema", "IMS Common Cartridge"),
            node("schemaversion", "1.3.0"),
            Lom("lomm", volume).describe(of_volume(volume)),
            *_standards(base, volume.competences()),
        ),
        node(
            "organizations",
            node(
                "organization",
                node("title", one_line(volume.title)),
                node(
                    "item",
                    *(
                        node(
                            "item",
                            node("title", one_line(title)),
                            *map(_item, inside),
                            identifier=f"folder_{name.replace('/', '_')}",
                        )
                        for name, title, inside in folders
                    ),
                    identifier="root",
                ),
                identifier="outline",
                structure="rooted-hierarchy",
            ),
        ),
        node("resources", *(_resource(base, thing) for thing in things)),
        identifier=f"cartridge_{lasting(volume.address)}",
        **_SPACES,
    )


def _item(thing: _Thing) -> Element:
    return node("item", node("title", one_line(thing.title)), identifier=f"i_{thing.id}", identifierref=thing.id)


def _resource(base: str, thing: _Thing) -> Element:
    about = [*_role(thing), *_standards(base, thing.teaches)]
    address = {"href": thing.path} if thing.kind == _WEB else {}  # no other kind may have one
    use = {"intendeduse": "lessonplan"} if thing.plan else {}
    return node(
        "resource",
        *([node("metadata", *about)] if about else []),
        node("file", href=thing.path),
        *(node("dependency", identifierref=one) for one in thing.needs),
        identifier=thing.id,
        type=thing.kind,
        **address,
        **use,
    )


def _role(thing: _Thing) -> Iterator[Element]:
    """Plans are for those who teach; systems that know it do not show them to learners."""
    if thing.plan:
        source = node("lomr:source", "IMSGLC_CC_Rolesv1p2")
        role = node("lomr:intendedEndUserRole", source, node("lomr:value", "Instructor"))
        yield node("lomr:lom", node("lomr:educational", role))


def _standards(base: str, competences: Iterable[Competence]) -> Iterator[Element]:
    """The competences as curriculum standards, a set for each framework."""
    by_framework: dict[str, list[Competence]] = {}
    for one in competences:
        by_framework.setdefault(one.framework, []).append(one)
    if not by_framework:
        return
    sets = (
        node("csmd:setOfGUIDs", *(_guid(base, one) for one in inside), region="VN", version=framework)
        for framework, inside in by_framework.items()
    )
    provider = urlsplit(base).hostname or base
    yield node(
        "csmd:curriculumStandardsMetadataSet", node("csmd:curriculumStandardsMetadata", *sets, providerId=provider)
    )


def _guid(base: str, competence: Competence) -> Element:
    label = node("csmd:label", one_line(f"{competence.code} {competence.name}"))
    return node("csmd:labelledGUID", label, node("csmd:GUID", str(lasting(base, "competence", competence.code))))
