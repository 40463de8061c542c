"""A quiz as an exercise of Kolibri: one file of Perseus a question, and a list of them, in a ZIP file.

Perseus is the format of Khan Academy, https://github.com/Khan/perseus. Kolibri Studio writes exercises in it, as
`exercise.json` and one `<id of a question>.json` each.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from courselib.packs.archive import write_zip
from courselib.packs.volume import Option, Question

_SIGN = re.compile(r"[!-/:-@\[-`{-~]")
"""Every sign of ASCII: Perseus reads Markdown, formulas and places of widgets from them."""
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_WIDGET = "radio 1"


def exercise(questions: Sequence[tuple[str, Question]]) -> bytes:
    """An exercise as a file.

    Args:
        questions: each with its id.

    """
    made = io.BytesIO()
    write_zip(made, _files(questions))
    return made.getvalue()


def _files(questions: Sequence[tuple[str, Question]]) -> Iterator[tuple[str, bytes]]:
    ids = [name for name, _ in questions]
    whole = {
        "mastery_model": "do_all",
        "randomize": False,
        "m": len(ids),
        "n": len(ids),
        "all_assessment_items": ids,
        "assessment_mapping": dict.fromkeys(ids, "single_selection"),
    }
    yield "exercise.json", _json(whole)
    for name, question in questions:
        yield f"{name}.json", _json(_item(question))


def _item(question: Question) -> dict[str, Any]:
    """A question. Reasons are hints as well: Kolibri shows those, and the others only where answers are looked over."""
    wrong = [one for one in question.options if not one.correct]
    choices = [
        {"content": _words(one.text), "correct": one.correct, "clue": _words(one.why)} for one in question.options
    ]
    radio = {
        "type": "radio",
        "alignment": "default",
        "graded": True,
        "static": False,
        "options": {
            "choices": choices,
            "randomize": False,
            "multipleSelect": False,
            "countChoices": False,
            "deselectEnabled": False,
            "displayCount": None,
            "hasNoneOfTheAbove": False,
            "onePerLine": True,
        },
        "version": {"major": 1, "minor": 0},
    }
    asked = f"{_words(question.ask)}\n\n[[☃ {_WIDGET}]]"
    return {
        "question": {"content": asked, "images": {}, "widgets": {_WIDGET: radio}},
        "hints": [_hint(one) for one in (*wrong, question.right) if one.why],
        "answerArea": dict.fromkeys(("calculator", "chi2Table", "periodicTable", "tTable", "zTable"), False),
        "itemDataVersion": {"major": 0, "minor": 1},
    }


def _hint(option: Option) -> dict[str, Any]:
    return {"content": f"**{option.letter}.** {_words(option.why)}", "images": {}, "widgets": {}}


def _words(text: str) -> str:
    """Plain words as Perseus reads them: a sign after a backslash is only itself."""
    return _SIGN.sub(r"\\\g<0>", _CONTROL.sub(" ", text))


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()
