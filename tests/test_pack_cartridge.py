"""The pack `cartridge`: every file, link and question of it, read by what knows only the format.

No package that a test could install has the schemas of 1EdTech or a reader of 1.3: their rules are checked here.
"""

from __future__ import annotations

import posixpath
import subprocess
import zipfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

import packed
from banks import HOSTILE, LESSONS, Answer, Asked, asked, digests, hostile, mistaken
from courselib.packs.cartridge import cartridge
from courselib.packs.volume import LICENCE_URL, Scope, Volume
from courselib.packs.xml import one_line

CC = "{http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1}"
LOMM = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest}"
LOMR = "{http://ltsc.ieee.org/xsd/imsccv1p3/LOM/resource}"
CSMD = "{http://www.imsglobal.org/xsd/imsccv1p3/imscsmd_v1p0}"
WL = "{http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3}"
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"
HTML = "{http://www.w3.org/1999/xhtml}"
VNU = Path(__file__).resolve().parent / "node_modules/vnu-jar/build/dist/vnu.jar"
QUIZ = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment"


@dataclass
class Cartridge:
    """A cartridge that was read."""

    files: dict[str, bytes]
    manifest: ElementTree.Element
    resources: dict[str, ElementTree.Element]

    def tree(self, path: str) -> ElementTree.Element:
        """A file as a tree."""
        return parsed(self.files[path])

    def path(self, resource: str) -> str:
        """The only file of a resource."""
        (file,) = self.resources[resource].findall(f"{CC}file")
        return file.attrib["href"]

    def folders(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """The outline: title of each folder, and title and resource of each thing in it."""
        (root,) = self.manifest.findall(f"{CC}organizations/{CC}organization/{CC}item")
        assert root.find(f"{CC}title") is None, "the outermost item has no title"
        return [
            (
                title(folder),
                [(title(item), item.attrib["identifierref"]) for item in folder.iterfind(f"{CC}item")],
            )
            for folder in root.iterfind(f"{CC}item")
        ]


def parsed(data: bytes) -> ElementTree.Element:
    """XML as a tree."""
    return ElementTree.fromstring(data)  # noqa: S314  # just made here


def title(item: ElementTree.Element) -> str:
    """The title of an item."""
    found = item.find(f"{CC}title")
    assert found is not None
    return found.text or ""


def words(element: ElementTree.Element) -> str:
    """All words in an element, in one line."""
    return one_line("".join(element.itertext()))


def made(volume: Volume, folder: Path) -> Cartridge:
    """The pack of a volume, read."""
    target = folder / "pack.imscc"
    cartridge(volume, packed.workshop(), target)
    with zipfile.ZipFile(target) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        assert len(files) == len(archive.namelist())
    manifest = parsed(files.pop("imsmanifest.xml"))
    resources = {one.attrib["identifier"]: one for one in manifest.iterfind(f"{CC}resources/{CC}resource")}
    return Cartridge(files, manifest, resources)


def given(read: Cartridge, volume: Volume) -> list[Asked]:
    """The questions of a cartridge in the order of its outline; feedback says the verdict before the reason."""
    verdicts = {True: volume.words["right"], False: volume.words["wrong"]}
    found = []
    for lesson, inside in read.folders():
        quizzes = [name for _, name in inside if read.resources[name].get("type") == QUIZ]
        for name in quizzes:
            for item in read.tree(read.path(name)).iter(f"{QTI}item"):
                scored = [
                    one.findtext(f"{QTI}conditionvar/{QTI}varequal")
                    for one in item.iter(f"{QTI}respcondition")
                    if one.findtext(f"{QTI}setvar") == "100"
                ]
                feedback = {one.attrib["ident"]: words(one) for one in item.iterfind(f"{QTI}itemfeedback")}
                shown = {
                    one.findtext(f"{QTI}conditionvar/{QTI}varequal"): feedback[display.attrib["linkrefid"]]
                    for one in item.iter(f"{QTI}respcondition")
                    for display in one.iterfind(f"{QTI}displayfeedback")
                }
                answers = []
                for label in item.iter(f"{QTI}response_label"):
                    letter = label.attrib["ident"]
                    verdict = verdicts[letter in scored]
                    assert shown[letter].startswith(verdict)
                    why = shown[letter].removeprefix(verdict).strip()
                    answers.append(Answer(words(label), why, letter in scored))
                asking = item.find(f"{QTI}presentation/{QTI}material")
                assert asking is not None
                found.append(Asked(lesson, words(asking), tuple(answers)))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_of_the_library_comes_back(language: str, tmp_path: Path) -> None:
    courses = [volume for volume in packed.volumes(language) if volume.scope is Scope.COURSE]
    assert courses
    for volume in courses:
        assert given(made(volume, tmp_path), volume) == asked(volume)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_outline_has_every_lesson_with_all_that_belongs_to_it(language: str, tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", language)
    read = made(volume, tmp_path)
    *lessons, about = read.folders()
    assert [name for name, _ in lessons] == [chapter.title for chapter in volume.chapters]
    assert [path for _, name in about[1] for path in [read.path(name)]] == ["sources.html", "rights.html"]
    for chapter, (_, inside) in zip(volume.chapters, lessons, strict=True):
        paths = [read.path(name).rpartition("/")[2] for _, name in inside]
        assert paths == ["lesson.html", "quiz.xml", *(["plan.html"] if chapter.plan else []), "link.xml"]
        page = words(read.tree(f"{chapter.id}/lesson.html"))
        for part in chapter.text.parts:
            assert part.title in page
        for fact in chapter.statements:
            assert fact.text in page
        link = read.tree(f"{chapter.id}/link.xml").find(f"{WL}url")
        assert link is not None
        assert link.get("href") == chapter.address


@pytest.mark.parametrize("name", LESSONS)
def test_every_file_is_listed_and_every_reference_leads_somewhere(name: str, tmp_path: Path) -> None:
    read = made(packed.volume(name, "vi"), tmp_path)
    listed = [file.attrib["href"] for file in read.manifest.iter(f"{CC}file")]
    assert sorted(listed) == sorted(read.files)
    names = [one.attrib["identifier"] for one in read.manifest.iter() if "identifier" in one.attrib]
    assert len(set(names)) == len(names)
    references = [one.attrib["identifierref"] for one in read.manifest.iter() if "identifierref" in one.attrib]
    assert set(references) <= set(read.resources)
    for resource in read.resources.values():
        is_page = resource.get("type") == "webcontent"
        assert (resource.get("href") is not None) == is_page, "only web content has an address"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_link_of_a_page_resolves(language: str, tmp_path: Path) -> None:
    read = made(packed.volume("citizens/basic", language), tmp_path)
    pages = {path: read.tree(path) for path in read.files if path.endswith(".html")}
    ids = {path: {one.attrib["id"] for one in page.iter() if "id" in one.attrib} for path, page in pages.items()}
    inside = 0
    for path, page in pages.items():
        for element in page.iter():
            for target in (element.get("href"), element.get("src")):
                if target is None or target.startswith(("https://", "http://", "tel:", "mailto:")):
                    continue
                there, _, anchor = target.partition("#")
                found = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(there)))
                assert found in read.files, f"{path} links {target}"
                assert not anchor or anchor in ids[found], f"{path} links {target}"
                inside += 1
    assert inside > len(pages), "lessons link lessons"


@pytest.mark.parametrize("language", ["vi", "en"])
def test_pages_are_html_as_browsers_want_it(language: str, tmp_path: Path) -> None:
    read = made(packed.volume("citizens/basic", language), tmp_path)
    pages = []
    for path, data in read.files.items():
        if path.endswith(".html"):
            pages.append(tmp_path / path.replace("/", "-"))
            pages[-1].write_bytes(data)
    done = subprocess.run(
        ["java", "-Xss4m", "-jar", str(VNU), "--errors-only", *map(str, pages)], capture_output=True, text=True
    )
    assert not done.stderr


def test_plans_are_for_instructors_and_lessons_for_everyone(tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", "vi")
    read = made(volume, tmp_path)
    for resource in read.resources.values():
        roles = [one.text for one in resource.iter(f"{LOMR}value")]
        is_plan = (resource.get("href") or "").endswith("plan.html")
        assert roles == (["Instructor"] if is_plan else [])
        assert (resource.get("intendeduse") == "lessonplan") == is_plan
    chapter = next(one for one in volume.chapters if one.plan)
    plan = words(read.tree(f"{chapter.id}/plan.html"))
    assert all(one_line(question.right.text) in plan for question in chapter.questions)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_it_says_what_it_is(language: str, tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", language)
    read = made(volume, tmp_path)
    metadata = read.manifest.find(f"{CC}metadata")
    assert metadata is not None
    assert metadata.findtext(f"{CC}schema") == "IMS Common Cartridge"
    assert metadata.findtext(f"{CC}schemaversion") == "1.3.0"
    assert metadata.findtext(f"{LOMM}lom/{LOMM}general/{LOMM}title/{LOMM}string") == volume.title
    assert metadata.findtext(f"{LOMM}lom/{LOMM}general/{LOMM}language") == language
    about = words(metadata)
    for expected in (LICENCE_URL, volume.address, volume.day.isoformat(), volume.site, volume.words["not_official"]):
        assert expected in about
    labels = {one.text for one in metadata.iter(f"{CSMD}label")}
    assert labels == {f"{one.code} {one.name}" for one in volume.competences()}
    frameworks = {one.attrib["version"] for one in metadata.iter(f"{CSMD}setOfGUIDs")}
    assert frameworks == {one.framework for one in volume.competences()}
    rights = words(read.tree("rights.html"))
    for expected in (LICENCE_URL, volume.address, volume.shown_day, volume.words["not_official"]):
        assert expected in rights
    sources = {one.get("href") for one in read.tree("sources.html").iter(f"{HTML}a")}
    assert all(address in sources for fact in volume.statements() for address in fact.sources)


def test_quizzes_keep_to_the_profile(tmp_path: Path) -> None:
    read = made(packed.volume("citizens/basic", "vi"), tmp_path)
    for path in read.files:
        if path.endswith("quiz.xml"):
            quiz = read.tree(path)
            fields = {
                one.findtext(f"{QTI}fieldlabel"): one.findtext(f"{QTI}fieldentry")
                for one in quiz.iterfind(f"{QTI}assessment/{QTI}qtimetadata/{QTI}qtimetadatafield")
            }
            assert fields["cc_profile"] == "cc.exam.v0p1"
            assert fields["qmd_assessmenttype"] == "Examination"
            assert fields["cc_maxattempts"] == "unlimited"
            for item in quiz.iter(f"{QTI}item"):
                profiles = [one.text for one in item.iter(f"{QTI}fieldentry")]
                assert profiles[0] == "cc.multiple_choice.v0p1"
                assert item.find(f"{QTI}resprocessing/{QTI}respcondition[1]/{QTI}setvar") is not None


def test_screens_keep_their_look_without_a_style_sheet(tmp_path: Path) -> None:
    read = made(packed.volume("citizens/basic/fake-police-call", "vi"), tmp_path)
    page = read.tree("citizens/basic/fake-police-call/lesson.html")
    (phone,) = (one for one in page.iter(f"{HTML}figure") if one.get("class") == "phone")
    (frame,) = phone.findall(f"{HTML}div")
    (tap,) = (one for one in phone.iter(f"{HTML}b") if one.get("class") == "tap")
    assert "border-radius" in (frame.get("style") or "")
    assert "background" in (tap.get("style") or "")


@pytest.mark.parametrize("name", LESSONS)
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    volume = hostile(packed.volume(name, "en"))
    read = made(volume, tmp_path)
    assert given(read, volume) == asked(volume)
    for path in read.files:
        if path.endswith(".html"):
            page = read.tree(path)
            assert not list(page.iter(f"{HTML}script"))
            if path.endswith("lesson.html"):
                assert one_line(HOSTILE) in words(page)


def test_a_wrong_key_would_be_noticed(tmp_path: Path) -> None:
    volume = packed.volume(LESSONS[0], "vi")
    assert given(made(mistaken(volume), tmp_path), volume) != asked(volume)


def test_it_is_the_same_wherever_it_is_made() -> None:
    assert {key: one for key, one in digests("0").items() if "cartridge" in key} == {
        key: one for key, one in digests("1").items() if "cartridge" in key
    }
