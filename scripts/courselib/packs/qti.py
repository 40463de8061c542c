"""Questions as a content package of QTI 2.1: https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from courselib.packs.archive import write_zip
from courselib.packs.bank import about, name_of, outcome_of, rests_on, taught
from courselib.packs.formats import Workshop, format_of
from courselib.packs.lasting import lasting, named_questions
from courselib.packs.lom import Lom, of_question, of_volume
from courselib.packs.volume import Chapter, Option, Question, Scope, Volume
from courselib.packs.xml import document, node, one_line

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_PACKAGE = "http://www.imsglobal.org/xsd/imscp_v1p1"
_SCHEMAS = {
    _QTI: "http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd",
    _PACKAGE: "http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd",
}
_TEST = "test.xml"


@format_of("qti", ".zip", (Scope.LESSON, Scope.COURSE))
def qti(volume: Volume, workshop: Workshop, target: Path) -> None:  # noqa: ARG001  # every format is asked alike
    """Write the questions of a volume as a package: a file for each, and a test with a section a lesson."""
    items = {
        _path(name): document(_item(volume, chapter, name, question))
        for chapter in volume.chapters
        for name, question in named_questions(chapter)
    }
    files = {"imsmanifest.xml": document(_manifest(volume)), _TEST: document(_test(volume)), **items}
    write_zip(target, files.items())


def _identifier(name: str) -> str:
    """The name of a question as the standard wants names: without slashes, a letter first."""
    return f"q_{name.replace('/', '_')}"


def _path(name: str) -> str:
    return f"items/{_identifier(name)}.xml"


def _root(name: str, namespace: str, *inside: Element, **attributes: str) -> Element:
    spaces = {
        "xmlns": namespace,
        "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
        "xsi:schemaLocation": f"{namespace} {_SCHEMAS[namespace]}",
    }
    return node(name, *inside, **spaces, **attributes)


def _item(volume: Volume, chapter: Chapter, name: str, question: Question) -> Element:
    return _root(
        "assessmentItem",
        _QTI,
        node(
            "responseDeclaration",
            node("correctResponse", node("value", question.right.letter)),
            identifier="RESPONSE",
            cardinality="single",
            baseType="identifier",
        ),
        node(
            "outcomeDeclaration",
            node("defaultValue", node("value", "0")),
            identifier="SCORE",
            cardinality="single",
            baseType="float",
            normalMaximum="1",
        ),
        node("outcomeDeclaration", identifier="FEEDBACK", cardinality="single", baseType="identifier"),
        node(
            "itemBody",
            node(
                "choiceInteraction",
                node("prompt", one_line(question.ask)),
                *(node("simpleChoice", one_line(one.text), identifier=one.letter) for one in question.options),
                responseIdentifier="RESPONSE",
                shuffle="true",
                maxChoices="1",
            ),
        ),
        _processing(),
        *(_feedback(volume, chapter, option) for option in question.options),
        identifier=_identifier(name),
        title=name_of(question),
        adaptive="false",
        timeDependent="false",
        **{"xml:lang": volume.language},
    )


def _processing() -> Element:
    """The rules of the template `match_correct`, and one more: what is shown is about the answer that was chosen."""
    right = node("match", node("variable", identifier="RESPONSE"), node("correct", identifier="RESPONSE"))
    return node(
        "responseProcessing",
        node(
            "responseCondition",
            node("responseIf", right, _score("1")),
            node("responseElse", _score("0")),
        ),
        node("setOutcomeValue", node("variable", identifier="RESPONSE"), identifier="FEEDBACK"),
    )


def _score(points: str) -> Element:
    return node("setOutcomeValue", node("baseValue", points, baseType="float"), identifier="SCORE")


def _feedback(volume: Volume, chapter: Chapter, option: Option) -> Element:
    words = volume.words
    verdict = words["right" if option.correct else "wrong"]
    again = node("p", f"{words['pack_read_again']} ", node("a", one_line(chapter.title), href=chapter.address))
    return node(
        "modalFeedback",
        node("p", one_line(option.why) or verdict),
        *(() if option.correct else (again,)),
        outcomeIdentifier="FEEDBACK",
        identifier=option.letter,
        showHide="show",
        title=verdict,
    )


def _test(volume: Volume) -> Element:
    return _root(
        "assessmentTest",
        _QTI,
        node(
            "outcomeDeclaration",
            node("defaultValue", node("value", "0")),
            identifier="SCORE",
            cardinality="single",
            baseType="float",
        ),
        node(
            "testPart",
            node("itemSessionControl", maxAttempts="0", showFeedback="true", allowReview="true"),
            *_sections(volume),
            identifier="part",
            navigationMode="nonlinear",
            submissionMode="individual",
        ),
        node(
            "outcomeProcessing",
            node("setOutcomeValue", node("sum", node("testVariables", variableIdentifier="SCORE")), identifier="SCORE"),
        ),
        identifier=f"test_{volume.id.replace('/', '_')}",
        title=one_line(volume.title),
    )


def _sections(volume: Volume) -> Iterator[Element]:
    for chapter in volume.chapters:
        if chapter.questions:
            yield node(
                "assessmentSection",
                _notes(volume, chapter),
                *(
                    node("assessmentItemRef", identifier=_identifier(name), href=_path(name))
                    for name, _ in named_questions(chapter)
                ),
                identifier=f"section_{chapter.id.replace('/', '_')}",
                title=one_line(chapter.title),
                visible="true",
            )


def _notes(volume: Volume, chapter: Chapter) -> Element:
    """What those who put tests together see, and those who take them do not."""
    facts = [*rests_on(chapter.statements)]
    sources = [volume.words["sources"], *facts] if facts else []
    lines = [*about(volume), chapter.address, *taught(chapter), *sources]
    return node("rubricBlock", *(node("p", one_line(line)) for line in lines), view="author tutor")


def _manifest(volume: Volume) -> Element:
    lom = Lom("lom", volume)
    named = [(chapter, name, question) for chapter in volume.chapters for name, question in named_questions(chapter)]
    needs = [node("dependency", identifierref=_identifier(name)) for _, name, _ in named]
    return _root(
        "manifest",
        _PACKAGE,
        node(
            "metadata",
            node("schema", "QTIv2.1 Package"),
            node("schemaversion", "1.0.0"),
            lom.describe(of_volume(volume)),
        ),
        node("organizations"),
        node(
            "resources",
            node(
                "resource",
                node("file", href=_TEST),
                *needs,
                identifier="test",
                type="imsqti_test_xmlv2p1",
                href=_TEST,
            ),
            *(_resource(lom, chapter, name, question) for chapter, name, question in named),
        ),
        identifier=f"package_{lasting(volume.address)}",
        **{
            "xmlns:lom": "http://ltsc.ieee.org/xsd/LOM",
            "xmlns:qti": "http://www.imsglobal.org/xsd/imsqti_metadata_v2p1",
        },
    )


def _resource(lom: Lom, chapter: Chapter, name: str, question: Question) -> Element:
    described = of_question(chapter, name_of(question), outcome_of(chapter, question))
    behaviour = node(
        "qti:qtiMetadata",
        node("qti:timeDependent", "false"),
        node("qti:composite", "false"),
        node("qti:interactionType", "choiceInteraction"),
        node("qti:feedbackType", "nonadaptive"),
        node("qti:solutionAvailable", "true"),
    )
    return node(
        "resource",
        node("metadata", lom.describe(described), behaviour),
        node("file", href=_path(name)),
        identifier=_identifier(name),
        type="imsqti_item_xmlv2p1",
        href=_path(name),
    )
