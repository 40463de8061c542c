"""Vietnamese words."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from courselib.vietnamese import fold, new_style_tones, sentences, slug, words


@pytest.mark.parametrize(
    ("text", "wanted"),
    [("Đặt mật khẩu", "dat mat khau"), ("ĐƯỜNG", "duong"), ("hòa, hoà", "hoa, hoa"), ("Zalo 5G", "zalo 5g")],
)
def test_fold(text: str, wanted: str) -> None:
    """Marks go, đ becomes d, in either composition."""
    assert fold(text) == wanted
    assert fold(unicodedata.normalize("NFD", text)) == wanted


@given(st.text())
@example("\u1680")  # a space in the middle of letters: Ogham
def test_a_slug_can_stand_in_an_address(text: str) -> None:
    """Whatever a heading says, nothing in its anchor is white space, or ASCII but a letter, a digit or a hyphen."""
    made = slug(text)
    assert made
    assert not re.search(r"\s|(?=[\x00-\x7f])[^a-z0-9-]", made)


@pytest.mark.parametrize(
    ("text", "wanted"), [("3. Đặt mật khẩu!", "dat-mat-khau"), ("ប្រើ ទូរស័ព្ទ", "ប្រើ-ទូរស័ព្ទ"), ("…", "muc")]
)
def test_slug(text: str, wanted: str) -> None:
    """Latin letters lose their marks, those of other scripts keep them, and something is always left."""
    assert slug(text) == wanted


def test_tones_in_open_syllables() -> None:
    """New-style marks are found and put right; qu, closed syllables and single vowels are left alone."""
    found = [(written, wanted) for _, written, wanted in new_style_tones("khoẻ thuỷ hoà Hoá tuỳ")]
    assert found == [("oẻ", "ỏe"), ("uỷ", "ủy"), ("oà", "òa"), ("oá", "óa"), ("uỳ", "ùy")]
    assert new_style_tones("quý quả hoàn toán thuyền khỏe thủy hòa già ngoéo") == []


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Một. Hai.", 2),
        ("Gọi 113. Rồi báo.", 2),
        ('Họ nói: "Chuyển ngay!" Bạn dừng.', 2),
        ("Mở dichvucong.gov.vn rồi xem.", 1),
        ("Hết 35.000 đồng.", 1),
        ("Ai đó? Tôi.", 2),
        ("Từ 01/7/2025 trở đi.", 1),
    ],
)
def test_sentences(text: str, count: int) -> None:
    """A sentence ends at an end mark that a capital letter follows."""
    assert len(sentences(text)) == count


def test_words_are_counted_between_spaces() -> None:
    """Signs alone are no words."""
    assert words("Bấm – rồi chờ …") == 3
