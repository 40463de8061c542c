"""YAML with places: values as YAML reads them, every oddity refused with its line."""

from __future__ import annotations

from datetime import date

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from courselib.message import LANGUAGES
from courselib.yamlfile import YamlError, read


def test_values_are_those_of_yaml_without_its_oddities() -> None:
    """Numbers, dates and words are typed; octal, sixty-based and other odd forms stay text."""
    text = "a: 12\nb: 1.5\nc: yes\nd: 2026-11-22\ne: '12'\nf: 0777\ng: 1:30\nh:\ni: 2026-13-01\n"
    assert read(text, "x.yml").value == {
        "a": 12,
        "b": 1.5,
        "c": True,
        "d": date(2026, 11, 22),
        "e": "12",
        "f": "0777",
        "g": "1:30",
        "h": None,
        "i": "2026-13-01",
    }


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_what_yaml_writes_is_read_back(value: object) -> None:
    """Text, lists and mappings come back as they were written."""
    assert read(yaml.safe_dump(value), "x.yml").value == value


def test_every_value_has_its_place() -> None:
    """A place is the line and column of a value, or of the nearest one around it."""
    parsed = read("a:\n  - b: 1\n    c: 2\n", "x.yml", first_line=10)
    assert str(parsed.where("a", 0, "c")) == "x.yml:12:8"
    assert str(parsed.where("a", 0, "missing")) == "x.yml:11:5"
    assert str(parsed.where_key("a", 0, "c")) == "x.yml:12:5"
    assert parsed.written("a", 0, "b") == "1"


def test_a_repeated_key_is_remembered() -> None:
    """The last value counts, as in YAML, and the place of the second key is known."""
    parsed = read("a: 1\na: 2\n", "x.yml")
    assert parsed.value == {"a": 2}
    assert [(key, where.line) for key, where in parsed.repeated] == [("a", 2)]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: b: c\n", 1),
        ("a: 1\n\tb: 2\n", 2),
        ("a: &x [1]\nb: *x\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("{? [a] : 1}\n", 1),
        ("a: 1\nb: \x07\n", 2),
        ("- " * 60_000, 1),
        ("[" * 60_000, 1),
        ("{a: " * 50_000, 1),
        ("[" * 30 + "]" * 30, 1),
    ],
    ids=["colon", "tab", "alias", "two documents", "list as key", "bell", "dashes", "brackets", "maps", "deep"],
)
def test_what_is_refused_says_where(text: str, line: int) -> None:
    """Broken, endless and too clever files are refused at their line; none of them ends the process."""
    with pytest.raises(YamlError) as caught:
        read(text, "x.yml")
    assert caught.value.where.line == line
    assert caught.value.hint


SIGNS = [*" \t\n:-\"'[]{},#&*!|>@%?\\“”–aĐ1\u00a0\u2028\ufeff\x07", "\n  - a: ", "\n---\n", ": ", "...\n"]


@given(st.lists(st.sampled_from(SIGNS), max_size=30).map("".join))
def test_whatever_stands_there_is_read_or_refused(text: str) -> None:
    """No text ends in anything but a value or a place in it, with words in both languages."""
    refused = None
    try:
        read(text, "x.yml")
    except YamlError as error:
        refused = error
    if refused:
        assert 1 <= refused.where.line <= text.count("\n") + 1
        assert refused.where.column >= 1
        assert all(refused.message.in_language(one) and refused.hint.in_language(one) for one in LANGUAGES)
