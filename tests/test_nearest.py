"""A slip is answered with the name that was meant, at once also among very many."""

from __future__ import annotations

import difflib
import random
import string
import time

import pytest

from courselib.layout import lesson_meant
from courselib.nearest import nearest

LETTERS = string.ascii_lowercase
WORDS = ["pay", "call", "family", "phone", "news", "search", "photo", "bank", "doctor", "school", "field", "weather"]


def names(count: int) -> list[str]:
    """So many different names of three words and a number."""
    chosen = random.Random(1)  # noqa: S311  # no secret
    return [f"{'-'.join(chosen.sample(WORDS, 3))}-{number}" for number in range(count)]


def slipped(name: str, chosen: random.Random) -> str:
    """A name with one letter left out, doubled, or another one."""
    at = chosen.randrange(len(name))
    return name[:at] + chosen.choice(["", name[at] * 2, chosen.choice(LETTERS)]) + name[at + 1 :]


def test_many_names_are_answered_as_few() -> None:
    """What is not compared in full would not have been the answer."""
    chosen, there = random.Random(2), names(1_000)  # noqa: S311  # no secret
    for name in chosen.sample(there, 40):
        word = slipped(name, chosen)
        (best,) = difflib.get_close_matches(word, there, 1)
        score = difflib.SequenceMatcher(None, nearest(word, there), word).ratio()
        assert score >= difflib.SequenceMatcher(None, best, word).ratio()


@pytest.mark.parametrize(("word", "wanted"), [("F130", "F103"), ("Q103", "F103"), ("zzz", ""), ("", "")])
def test_a_short_name(word: str, wanted: str) -> None:
    """Letters in another order are likelier than another letter; nothing near is nothing."""
    assert nearest(word, ["F101", "F103", "F106", "F107"]) == wanted


def test_ten_thousand_names_take_no_time() -> None:
    """One dead link in a library of ten thousand lessons costs at most 50 ms."""
    there = [f"citizens/{number % 20}/{name}" for number, name in enumerate(names(10_000))]
    for look in (nearest, lesson_meant):
        times = []
        for word in (there[77] + "x", "citizens/7/nothing-like-it", there[4_000].replace("-", "", 1)):
            start = time.process_time()
            look(word, there)
            times.append(time.process_time() - start)
        assert min(times) < 0.05


@pytest.mark.parametrize(
    ("lesson", "wanted"),
    [
        ("citizens/basic/pay-by-qrr", "citizens/basic/pay-by-qr"),
        ("workers/basic/pay-by-qr", "citizens/basic/pay-by-qr"),
        ("citizens/basic/vneid-2", "citizens/basic/vneid-2-0"),
        ("citizens/basic/tra-tien", "citizens/basic/tra-tien"),
        ("workers/basic/pay-by-qrr", ""),
        ("citizens/basic/weather", ""),
    ],
)
def test_a_lesson_that_is_not_there(lesson: str, wanted: str) -> None:
    """It moved, or its name is misspelt; the answer has the form that names have."""
    there = ["citizens/basic/pay-by-qr", "citizens/basic/vneid-2.0", "citizens/basic/Trả tiền", "workers/basic/photo"]
    assert lesson_meant(lesson, there) == wanted
