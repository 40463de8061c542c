"""Every sentence an editor reads is there in Vietnamese, and no English shows through."""

from __future__ import annotations

import ast
import dataclasses
import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, TINY, apply, findings
from courselib import message
from courselib.checks.screens import broken_screen
from courselib.load import load
from courselib.markdown import parse
from courselib.message import Listed, Message, environment_language, sentences
from courselib.model import Language, Library
from courselib.vietnamese import new_style_tones
from test_checks import CASES, _stamp

CODE = ROOT / "scripts/courselib"
NAMED_BY_CONTENT = ("language.name", "one.language.name", "library.source.name", "_name(target.language, library)")
"""What may stand in `say(…)` without being a sentence of the code: the names of the library's languages."""
SAME_IN_BOTH: tuple[str, ...] = ()
"""Sentences that are the same in Vietnamese although they have letters outside places and code."""


def calls() -> list[tuple[str, ast.Call]]:
    """Every call of `say` in the package, with the file and line where it stands."""
    return [
        (f"{file.relative_to(ROOT).as_posix()}:{node.lineno}", node)
        for file in sorted(CODE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]


def templates() -> dict[str, ast.Call]:
    """The sentences of the code, with one call of each."""
    return {
        node.args[0].value: node
        for _, node in calls()
        if isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)
    }


def pairs() -> list[tuple[str, str, str]]:
    """The translated sentences: file, English, Vietnamese."""
    return [
        (file.name, pair["en"], pair["vi"])
        for file in sorted((CODE / "messages/vi").glob("*.yml"))
        if file.stem != "rules"
        for pair in yaml.safe_load(file.read_text("utf-8"))
    ]


def languages() -> list[Language]:
    """The languages of the libraries."""
    return [language for root in (ROOT, TINY) for language in load(str(root / "content"))[0].languages]


def places(template: str) -> list[str]:
    """The named places of a sentence, in order of name."""
    return sorted({name for _, name, _, _ in string.Formatter().parse(template) if name is not None})


def without_code(template: str) -> str:
    """What of a sentence is there to be translated."""
    return re.sub(r"\{[^{}]*\}|`[^`]*`", "", template)


def test_only_whole_sentences_are_said() -> None:
    """A sentence that is put together as the program runs can not be looked up."""
    built = [
        f"{where}: {ast.unparse(node)}"
        for where, node in calls()
        if not (isinstance(node.args[0], ast.Constant) or ast.unparse(node.args[0]) in NAMED_BY_CONTENT)
    ]
    assert built == []


def test_every_place_is_filled() -> None:
    """A sentence and its call name the same places."""
    unlike = [
        f"{where}: {ast.unparse(node)}"
        for where, node in calls()
        if isinstance(node.args[0], ast.Constant)
        and None not in (given := [keyword.arg for keyword in node.keywords])
        and sorted(map(str, given)) != places(str(node.args[0].value))
    ]
    assert unlike == []


def test_every_sentence_is_translated_once() -> None:
    """No sentence is missing, there twice, or left over from one that is gone."""
    translated = Counter(english for _, english, _ in pairs())
    owed = set(templates()) | {language.name for language in languages() if not language.growing}
    assert sorted(owed - set(translated)) == [], "not translated"
    said = set(templates()) | {language.name for language in languages()}
    assert sorted(set(translated) - said) == [], "left over"
    assert [english for english, count in translated.items() if count > 1] == [], "translated twice"


def test_a_translation_has_the_same_places() -> None:
    """What the English tells by name, the Vietnamese tells too."""
    assert [pair for pair in pairs() if places(pair[1]) != places(pair[2])] == []


def test_a_translation_is_not_the_english() -> None:
    """A sentence that is the same in both languages has been forgotten, unless there is nothing to translate."""
    same = [english for _, english, vietnamese in pairs() if english == vietnamese]
    assert [one for one in same if re.search(r"[^\W\d_]", without_code(one)) and one not in SAME_IN_BOTH] == []


def test_the_vietnamese_is_spelled_as_the_library_spells() -> None:
    """Letters and marks are one character, and the tone mark stands in the old place."""
    assert [pair for pair in pairs() if not unicodedata.is_normalized("NFC", pair[2])] == []
    assert [(pair, found) for pair in pairs() if (found := new_style_tones(pair[2]))] == []


@pytest.mark.parametrize("case", CASES)
def test_no_finding_falls_back_to_english(case: dict[str, Any], tiny: Path) -> None:
    """Everything a finding is made of has its sentence, also what stands in the places of others."""
    apply(tiny, case)
    if case.get("restamp", True):
        _stamp()
    for finding in findings(Path()):
        assert finding.in_language("vi")
        assert finding.hint.in_language("vi")
        said = {one.template for part in (finding.message, finding.hint) for one in parts(part)}
        assert said <= set(sentences("vi"))


def parts(said: object) -> Iterator[Message]:
    """A message and all messages inside it."""
    if isinstance(said, Message):
        yield said
        for value in said.values.values():
            yield from parts(value)
    elif isinstance(said, Listed):
        yield said.last


@pytest.mark.parametrize(
    ("rows", "wanted"),
    [
        ("", "khối screen còn trống"),
        ("bar: Đèn\n", "khối screen không phải là danh sách các dòng như `- text: Xin chào`"),
        ("- Đèn\n", "khối screen có dòng không gồm đúng một khóa và một giá trị, như `- text: Xin chào`"),
        ("- text: Đèn: sáng\n", "khối screen viết sai YAML; lời nào có dấu hai chấm thì đặt trong dấu nháy kép"),
        ("- text: Đèn\n## Ghi nhớ\n", "khối screen chưa đóng mà đã đến tiêu đề mục tiếp theo"),
    ],
)
def test_all_that_can_be_wrong_with_a_screen_has_its_words(rows: str, wanted: str, library: Library) -> None:
    """What the reader of Markdown says of a block is known to the rule that passes it on."""
    page = next(iter(library.all_pages()))
    (problem,) = broken_screen(dataclasses.replace(page, document=parse(f"```screen\n{rows}```")))
    assert problem.message.in_language("vi") == wanted


def test_a_sentence_that_is_missing_is_said_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor is told what is wrong rather than nothing."""
    monkeypatch.setattr(message, "sentences", lambda _: {})
    assert message.say("{number} errors", number=2).in_language("vi") == "2 errors"


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi"}, "vi"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": ""}, "vi"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "en_US.UTF-8", "LC_ALL": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "vi:en"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "vi_VN.UTF-8", "LANGUAGE": "en_GB:en"}, "en"),
        ({"LANG": "vi_VN.UTF-8", "LANGUAGE": ""}, "vi"),
        ({"LC_TIME": "vi_VN.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(
    environment: dict[str, str], wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LANGUAGE goes before LC_ALL, that before LC_MESSAGES, that before LANG; what is empty does not count."""
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert environment_language() == wanted
