"""Vietnamese text: folding marks away, the place of the tone mark, sentences."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# Open syllables in oa, oe, uy. After q the u belongs to the consonant, so "quý" and "quà" have one vowel.
_NEW_STYLE = re.compile(r"[oOuU][àáảãạèéẻẽẹỳýỷỹỵÀÁẢÃẠÈÉẺẼẸỲÝỶỸỴ](?!\w)")
_PAIRS = frozenset(("oa", "oe", "uy"))
_LETTER = re.compile(r"\w")
_MARKS = re.compile("[\u0300-\u036f]")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
# Letters of other scripts, from Greek to Khmer and on, are kept: nothing of their words would be left otherwise.
# Among them stands one space, that of Ogham (U+1680).
_NOT_WORD = re.compile(r"[^a-z0-9\u0370-\u167f\u1681-\u1cff\u2c80-\u2dff\u3040-\ud7ff\uf900-\ufaff]+")
# Marks of Markdown may stand between a sentence's end and the next one's beginning.
_SENTENCE_END = re.compile(r"[.!?…][\"”’')\]*_]*\s+(?=[\"“‘'(\[*_]*[^\W\d_a-z])")


def fold(text: str) -> str:
    """Lower case without any marks, đ as d: what someone types who has no Vietnamese keyboard."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))


@lru_cache(maxsize=4096)
def slug(text: str) -> str:
    """The anchor of a heading: folded words joined by hyphens, without a leading step number.

    Letters of other scripts than Latin stay as they are.
    """
    return re.sub(r"\A[0-9]+-", "", _NOT_WORD.sub("-", fold(text)).strip("-")) or "muc"


def new_style_tones(text: str) -> list[tuple[int, str, str]]:
    """Syllables such as "hoà" whose tone mark belongs on the first vowel: "hòa".

    Returns:
        For each one: position in the text, the letters as written, the letters as the library writes them.

    """
    return [
        (m.start(), m[0], _old_style(m[0]))
        for m in _NEW_STYLE.finditer(text)
        if fold(m[0]) in _PAIRS and text[max(m.start() - 1, 0)] not in "qQ"
    ]


def _old_style(pair: str) -> str:
    letters = unicodedata.normalize("NFD", pair[1])
    tone = next(mark for mark in letters if mark in _TONES)
    return unicodedata.normalize("NFC", pair[0] + tone) + letters.replace(tone, "")


def sentences(text: str) -> list[str]:
    """Sentences of a paragraph. An end mark counts when a capital letter follows it."""
    flat = " ".join(text.split())
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(flat)), len(flat)]
    return [flat[start:end].rstrip() for start, end in pairwise(ends) if end > start]


def words(sentence: str) -> int:
    """Words between spaces; in Vietnamese these are syllables."""
    return sum(_LETTER.search(word) is not None for word in sentence.split())
