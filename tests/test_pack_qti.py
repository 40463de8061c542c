"""The pack `qti`: the engine of Pyslet answers its questions, and its words are read as XML.

No package that a test could install has the schemas of 1EdTech in it: order and names of elements are checked here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

import packed
from banks import HOSTILE, LESSONS, Answer, Asked, asked, digests, hostile, mistaken
from courselib.packs.qti import qti
from courselib.packs.volume import LICENCE_URL, Scope, Volume
from courselib.packs.xml import one_line

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
LOM = "{http://ltsc.ieee.org/xsd/LOM}"
READER = Path(__file__).resolve().parent / "qti_reader.py"
Members = dict[str, ElementTree.Element]


def made(volume: Volume, folder: Path) -> Path:
    """The pack of a volume."""
    target = folder / "pack.zip"
    qti(volume, packed.workshop(), target)
    return target


def members(pack: Path) -> Members:
    """Each file of the package as a tree."""
    with zipfile.ZipFile(pack) as archive:
        return {name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist()}  # noqa: S314  # ours


def one(element: ElementTree.Element, path: str) -> ElementTree.Element:
    """The only element there."""
    found = element.findall(path)
    assert len(found) == 1, f"{path}: {len(found)}"
    return found[0]


def words(element: ElementTree.Element) -> str:
    """All words in an element."""
    return "".join(element.itertext())


def given(files: Members) -> list[Asked]:
    """The questions of a package in the order of its test."""
    found = []
    for section in files["test.xml"].iter(f"{QTI}assessmentSection"):
        for ref in section.iterfind(f"{QTI}assessmentItemRef"):
            item = files[ref.attrib["href"]]
            assert item.get("identifier") == ref.get("identifier")
            right = one(item, f"{QTI}responseDeclaration/{QTI}correctResponse/{QTI}value").text
            feedback = {
                shown.attrib["identifier"]: one(shown, f"{QTI}p[1]").text or ""
                for shown in item.iterfind(f"{QTI}modalFeedback")
            }
            answers = (
                Answer(words(choice), feedback[choice.attrib["identifier"]], choice.get("identifier") == right)
                for choice in item.iter(f"{QTI}simpleChoice")
            )
            prompt = one(item, f"{QTI}itemBody/{QTI}choiceInteraction/{QTI}prompt")
            found.append(Asked(section.attrib["title"], words(prompt), tuple(answers)))
    return found


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_question_of_the_library_comes_back(language: str, tmp_path: Path) -> None:
    courses = [volume for volume in packed.volumes(language) if volume.scope is Scope.COURSE]
    assert courses
    for volume in courses:
        assert given(members(made(volume, tmp_path))) == asked(volume)


@pytest.mark.parametrize("name", LESSONS)
def test_an_engine_scores_each_answer_and_shows_its_reason(name: str, tmp_path: Path) -> None:
    volume = packed.volume(name, "vi")
    command = [sys.executable, "-W", "ignore", str(READER), str(made(volume, tmp_path))]
    answered = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
    questions = [question for chapter in volume.chapters for question in chapter.questions]
    expected = [
        {option.letter: [1.0 if option.correct else 0.0, option.letter] for option in question.options}
        for question in questions
    ]
    assert [results for _, results in answered] == expected


@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_manifest_lists_and_describes_everything(language: str, tmp_path: Path) -> None:
    volume = packed.volume("citizens/basic", language)
    files = members(made(volume, tmp_path))
    manifest = files.pop("imsmanifest.xml")
    resources = manifest.findall(f"{CP}resources/{CP}resource")
    assert {file.attrib["href"] for file in manifest.iter(f"{CP}file")} == set(files)
    known = {resource.attrib["identifier"] for resource in resources}
    assert len(known) == len(resources)
    assert {need.attrib["identifierref"] for need in manifest.iter(f"{CP}dependency")} == known - {"test"}
    lom = one(manifest, f"{CP}metadata/{LOM}lom")
    assert one(lom, f"{LOM}general/{LOM}title/{LOM}string").text == volume.title
    assert one(lom, f"{LOM}general/{LOM}language").text == language
    assert LICENCE_URL in words(one(lom, f"{LOM}rights"))
    assert volume.day.isoformat() in words(one(lom, f"{LOM}lifeCycle"))
    entries = [entry.text for entry in lom.iter(f"{LOM}entry")]
    assert all(source in entries for fact in volume.statements() for source in fact.sources)
    codes = {taxon.text for taxon in lom.iter(f"{LOM}id")}
    assert codes == {competence.code for competence in volume.competences()}
    assert all(codes & {taxon.text for taxon in resource.iter(f"{LOM}id")} for resource in resources[1:])


def test_elements_stand_in_the_order_of_the_standard(tmp_path: Path) -> None:
    files = members(made(packed.volume("citizens/basic", "vi"), tmp_path))
    for path, item in files.items():
        if path.startswith("items/"):
            names = [child.tag.removeprefix(QTI) for child in item]
            assert names[:5] == [
                "responseDeclaration", "outcomeDeclaration", "outcomeDeclaration", "itemBody", "responseProcessing",
            ]  # fmt: skip
            assert set(names[5:]) == {"modalFeedback"}
            assert all(child.tag.startswith(QTI) for child in item.iter())
    parts = [child.tag.removeprefix(QTI) for child in files["test.xml"]]
    assert parts == ["outcomeDeclaration", "testPart", "outcomeProcessing"]


@pytest.mark.parametrize("name", LESSONS)
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    volume = hostile(packed.volume(name, "en"))
    files = members(made(volume, tmp_path))
    assert given(files) == asked(volume)
    assert one_line(HOSTILE) in words(files["imsmanifest.xml"])


def test_a_wrong_key_would_be_noticed(tmp_path: Path) -> None:
    volume = packed.volume(LESSONS[0], "vi")
    assert given(members(made(mistaken(volume), tmp_path))) != asked(volume)


def test_it_is_the_same_wherever_it_is_made() -> None:
    assert {key: hashed for key, hashed in digests("0").items() if "qti" in key} == {
        key: hashed for key, hashed in digests("1").items() if "qti" in key
    }
