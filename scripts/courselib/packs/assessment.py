"""The questions of a lesson as Common Cartridge wants them: https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_bindv1p2.html."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from courselib.packs.bank import name_of, outcome_of
from courselib.packs.lasting import named_questions
from courselib.packs.volume import Chapter, Option, Question, Volume
from courselib.packs.xml import node, one_line

_SPACE = "http://www.imsglobal.org/xsd/ims_qtiasiv1p2"
_SCHEMA = "http://www.imsglobal.org/profile/cc/ccv1p3/ccv1p3_qtiasiv1p2p1_v1p0.xsd"
_RESPONSE = "response"


def assessment(volume: Volume, chapter: Chapter) -> Element:
    """The quiz of a lesson, which may be taken as often as one likes."""
    name = chapter.id.replace("/", "_")
    items = (_item(volume, chapter, name, question) for name, question in named_questions(chapter))
    return node(
        "questestinterop",
        node(
            "assessment",
            _metadata(
                cc_profile="cc.exam.v0p1",
                qmd_assessmenttype="Examination",
                qmd_scoretype="Percentage",
                qmd_feedbackpermitted="Yes",
                qmd_solutionspermitted="Yes",
                cc_maxattempts="unlimited",
            ),
            node("section", *items, ident=f"section_{name}"),
            ident=f"quiz_{name}",
            title=one_line(f"{volume.words['quiz']}: {chapter.title}"),
            **{"xml:lang": volume.language},
        ),
        xmlns=_SPACE,
        **{
            "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
            "xsi:schemaLocation": f"{_SPACE} {_SCHEMA}",
        },
    )


def _item(volume: Volume, chapter: Chapter, name: str, question: Question) -> Element:
    outcome = outcome_of(chapter, question)
    category = {"cc_question_category": outcome.competence.code} if outcome else {}
    return node(
        "item",
        node("itemmetadata", _metadata(cc_profile="cc.multiple_choice.v0p1", cc_weighting="1", **category)),
        node(
            "presentation",
            _material(question.ask),
            node(
                "response_lid",
                node("render_choice", *(_label(option) for option in question.options)),
                ident=_RESPONSE,
                rcardinality="Single",
            ),
        ),
        node(
            "resprocessing",
            node("outcomes", node("decvar", varname="SCORE", vartype="Decimal", minvalue="0", maxvalue="100")),
            *_conditions(question),
        ),
        *(_feedback(volume, option) for option in question.options),
        ident=f"q_{name.replace('/', '_')}",
        title=name_of(question),
    )


def _metadata(**fields: str) -> Element:
    return node(
        "qtimetadata",
        *(
            node("qtimetadatafield", node("fieldlabel", label), node("fieldentry", entry))
            for label, entry in fields.items()
        ),
    )


def _material(words: str) -> Element:
    return node("material", node("mattext", one_line(words), texttype="text/plain"))


def _label(option: Option) -> Element:
    return node("response_label", _material(option.text), ident=option.letter)


def _conditions(question: Question) -> Iterator[Element]:
    """The right answer ends the processing, and comes first: some readers take all up to the end for right ones."""
    for option in sorted(question.options, key=lambda one: not one.correct):
        points = [node("setvar", "100", action="Set", varname="SCORE")] if option.correct else []
        yield node(
            "respcondition",
            node("conditionvar", node("varequal", option.letter, respident=_RESPONSE)),
            *points,
            node("displayfeedback", feedbacktype="Response", linkrefid=_shown(option)),
            **{"continue": "No" if option.correct else "Yes"},
        )


def _feedback(volume: Volume, option: Option) -> Element:
    """Whether the answer is right, and why; a system that shows no marks still tells."""
    verdict = volume.words["right" if option.correct else "wrong"]
    return node("itemfeedback", node("flow_mat", _material(f"{verdict} {option.why}")), ident=_shown(option))


def _shown(option: Option) -> str:
    return f"{option.letter}_fb"
