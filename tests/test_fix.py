"""Repairs: what they mend, and that they lose nothing, whatever is damaged."""

from __future__ import annotations

import io
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from conftest import TINY, findings
from courselib import fix, fix_image, fix_text, images, stamp
from courselib.coverage import is_stale
from courselib.load import load
from courselib.model import Heading, Library, Where
from courselib.vietnamese import new_style_tones

LAMP = "content/people/basic/lamp"
RICH = {
    "index.vi.md": (
        "Trời tối rồi.\n",
        (
            "Trời tối rồi, hòa  \nthủy *khỏe* và `mã  lệnh`.\n\n```\nhoà  \n\tx\n```\n\n"
            "| Lúa | Hòa |\n| --- | --- |\n| a | b |\n"
        ),
    ),
    "index.en.md": (
        "It is dark.\n",
        (
            "It is dark, calm  \nwater *well* and `some  code`.\n\n```\nhoà  \n\tx\n```\n\n"
            "| A | B |\n| --- | --- |\n| a | b |\n"
        ),
    ),
    "quiz.yml": (
        "  ask: {vi: Bấm vào đâu?, en: What do you press?}\n",
        "  ask:\n    vi: |\n      Bấm vào hòa  \n      thủy?\n    en: 'What do you\n      press?'\n",
    ),
    "lesson.yml": ("also: {vi: [bóng], en: [bulb]}", "also: {vi: [bóng, hoà, 'thuỷ  lợi'], en: [bulb]}  # hòa"),
}
"""What of the tiny library is made richer: signs that mean something only here and there."""


def rich(root: Path) -> Path:
    """A copy of the tiny library with more to damage, and no finding that the tiny one has not."""
    shutil.copytree(TINY / "content", root / "content")
    for name, (old, new) in RICH.items():
        file = root / LAMP / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new), "utf-8")
    library = at(root)
    for page, source in stamp.translations(library):
        file = Path(page.where.path)
        file.write_text(stamp.stamped(file.read_text("utf-8"), source.fingerprint), "utf-8")
    return root


def at(root: Path) -> Library:
    return load(str(root / "content"))[0]


def everything(_: str) -> bool:
    return True


def mend(root: Path) -> fix.Plan:
    """Plan and make all repairs."""
    made = fix.plan(at(root), everything)
    for repair in made.repairs:
        assert fix.apply(repair) == ()
    return made


def said(made: fix.Plan) -> list[str]:
    """Everything a plan says it does."""
    return [str(message) for repair in made.repairs for change in repair.changes for message in change.what]


def reasons(made: fix.Plan) -> dict[str, str]:
    """Why files are left, by their paths."""
    return {left.path.rpartition("/")[2]: str(left.why) for left in made.left}


# What a text says, but for what repairs are about


def words(text: str) -> str:
    """Words as a reader sees them, with tone marks where the library writes them."""
    shown = unicodedata.normalize("NFC", re.sub("[\u00ad\u200b\ufeff]", "", text))
    for place, old, new in reversed(new_style_tones(shown)):
        shown = shown[:place] + new + shown[place + len(old) :]
    return " ".join(shown.split())


EXACT = {"target", "kind", "competence", "outcome", "raw_html"}
PASSED_OVER = {
    "tokens",
    "fingerprint",
    "stamp",
    "unread",
    "catalogue",
    "focus",
    "files",
    "images",
    "line",
    "column",
    "body_line",
}
"""Fields that are places, or made of the rest."""


def told(value: Any, name: str = "") -> Any:
    """A part of the model without its places, its words as a reader sees them."""
    if isinstance(value, Where):
        return None
    if isinstance(value, str):
        return value if name in EXACT else words(value)
    if isinstance(value, Mapping):
        return {key: told(one, name) for key, one in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        told_of = {one.name: getattr(value, one.name) for one in fields(value)}
        if told_of.get("unread"):
            told_of.pop("questions")
        return {key: told(one, key) for key, one in told_of.items() if key not in PASSED_OVER and "where" not in key}
    if isinstance(value, Heading):  # its anchor is made of its words
        return [value.level, words(value.text)]
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: told(one, key) for key, one in value._asdict().items() if key not in PASSED_OVER}
    if isinstance(value, tuple | list):
        return [told(one, name) for one in value]
    return value if not isinstance(value, Enum) else value.value


def lost(before: Any, after: Any, path: str = "") -> list[str]:
    """What was there before and is not after. More may be there: what could not be read."""
    if isinstance(before, dict) and isinstance(after, dict):
        return [
            one
            for key, value in before.items()
            for one in (lost(value, after[key], f"{path}.{key}") if key in after else [f"{path}.{key} is gone"])
        ]
    if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        return [one for pair in zip(before, after, strict=True) for one in lost(*pair, f"{path}[]")]
    if isinstance(before, list) and isinstance(after, list):
        rest = iter(after)
        return [f"{path} lost {one}" for one in before if one not in rest]
    return [] if before == after and type(before) is type(after) else [f"{path}: {before!r} is now {after!r}"]


def stamps(library: Library) -> dict[str, tuple[str | None, bool]]:
    """The stamp of each translation, and whether it was made from another text than the source has now."""
    source = library.source.code
    return {
        page.where.path: (page.stamp, is_stale(page, library.siblings(page).get(source)))
        for page in library.all_pages()
        if page.language != source and source in library.siblings(page)
    }


# Damage


def newer(text: str) -> str:
    """Tone marks where newer spelling puts them."""
    for old, new in (("òa", "oà"), ("ủy", "uỷ"), ("ỏe", "oẻ")):
        text = text.replace(old, new)
    return text


Damage = Callable[[str, int], str]
DAMAGES: dict[str, Damage] = {
    "decomposed": lambda text, place: (
        text[:place] + unicodedata.normalize("NFD", text[place : place + 40]) + text[place + 40 :]
    ),
    "zero-width space": lambda text, place: f"{text[:place]}\u200b{text[place:]}",
    "soft hyphen": lambda text, place: f"{text[:place]}\u00ad{text[place:]}",
    "byte order mark": lambda text, place: f"{text[:place]}\ufeff{text[place:]}",
    "no-break space": lambda text, place: f"{text[:place]}\u00a0{text[place:]}",
    "no-break for a space": lambda text, place: text[:place] + text[place:].replace(" ", "\u00a0", 1),
    "no-break for spaces": lambda text, place: text[:place] + text[place:].replace("  ", "\u00a0\u00a0"),
    "spaces at an end": lambda text, place: text[:place] + text[place:].replace("\n", "  \n", 1),
    "spaces at ends": lambda text, place: text[:place] + text[place:].replace("\n", " \t\n"),
    "tab for spaces": lambda text, place: text[:place] + text[place:].replace("\n  ", "\n\t"),
    "tab": lambda text, place: f"{text[:place]}\t{text[place:]}",
    "line ends": lambda text, _: text.replace("\r\n", "\n").replace("\n", "\r\n"),
    "old line end": lambda text, place: text[:place] + text[place:].replace("\n", "\r", 1),
    "mark at the beginning": lambda text, _: f"\ufeff{text}",
    "no line end": lambda text, _: text.rstrip("\n"),
    "empty lines": lambda text, place: text + "\n" * (place % 4),
    "newer tones": lambda text, _: newer(text),
}
NAMES = [
    f"people/basic/lamp/{name}"
    for name in ("lesson.yml", "quiz.yml", "index.vi.md", "index.en.md", "teacher.vi.md", "teacher.en.md")
]
NAMES += ["people/basic/course.yml", "people/basic/index.vi.md", "help.vi.md", "help.en.md"]
NAMES += ["_data/facts.yml", "_data/glossary.yml", "_data/ui.yml", "_data/frameworks/lamps.yml"]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(st.sampled_from(NAMES), st.sampled_from(sorted(DAMAGES)), st.integers(0, 1500)),
        min_size=1,
        max_size=8,
    )
)
def test_nothing_is_lost(damages: list[tuple[str, str, int]]) -> None:
    """Whatever is damaged: what was read before is read after, once is enough, and no stamp turns right or wrong."""
    with tempfile.TemporaryDirectory() as folder:
        root = rich(Path(folder))
        for name, damage, place in damages:
            file = root / "content" / name
            text = file.read_bytes().decode()
            file.write_bytes(DAMAGES[damage](text, place % (len(text) + 1)).encode())
        before, stamped = told(at(root)), stamps(at(root))
        names = sorted(file for file in root.rglob("*") if file.is_file())
        mend(root)
        after = at(root)
        assert lost(before, told(after)) == []
        for page, (old, was_stale) in stamped.items():
            new, is_now = stamps(after)[page]
            assert (new == old) if was_stale else not is_now, page
        assert sorted(file for file in root.rglob("*") if file.is_file()) == names
        assert fix.plan(after, everything).repairs == ()


# Texts


def page(body: str, head: str = "title: Đèn\n") -> str:
    return f"---\n{head}---\n{body}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Hoà bình, khoẻ, thuỷ.\n", "Hòa bình, khỏe, thủy.\n"),
        ("`hoà` hoà, ``a`hoà`` và [hoà](hoà.vi.md)\n", "`hoà` hòa, ``a`hoà`` và [hòa](hoà.vi.md)\n"),
        ("https://lamps.example/hoà, toà@lamps.example\n", "https://lamps.example/hoà, toà@lamps.example\n"),
        ("```\nhoà  \n```\n\nhoà\n", "```\nhoà  \n```\n\nhòa\n"),
        ("```screen\n- bar: Hoà  \n- tap: 'Khoẻ'\n```\n" * 2, "```screen\n- bar: Hòa\n- tap: 'Khỏe'\n```\n" * 2),
        ("Một  \nhai \nba  \n", "Một  \nhai\nba\n"),
        ("- Một  \n  hai  \n- ba\t\n", "- Một  \n  hai\n- ba\n"),
        ("## Đèn  \n\n| a | b |  \n| --- | --- |\n| c | d | \n", "## Đèn\n\n| a | b |\n| --- | --- |\n| c | d |\n"),
        ("a\\ \nb\n", "a\\ \nb\n"),
        ("de\u0300n va\u0300\u200b \u00ad\ufeffb\u00a0c\n", "dèn và b c\n"),
        ("`a\u200bb\u00a0c` và [x](y\u200b.vi.md)\n", "`a\u200bb\u00a0c` và [x](y\u200b.vi.md)\n"),
        ("-\u00a0một\n", "-\u00a0một\n"),
        ("*\u200b*một**\n", "*\u200b*một**\n"),
        ("hai\n\n\n", "hai\n"),
        ("hai", "hai\n"),
        ("", ""),
        ("<p>  \nhoà</p>\n", "<p>  \nhoà</p>\n"),
    ],
)
def test_bodies(before: str, after: str) -> None:
    """Words are repaired; code, targets and breaks of lines are not."""
    assert fix_text.mend_page(page(before), vietnamese=True).text == page(after)


def test_other_languages_keep_their_tone_marks() -> None:
    """The place of the tone mark is a matter of Vietnamese."""
    assert fix_text.mend_page(page("Noé\n"), vietnamese=False).text == page("Noé\n")


def test_front_matter() -> None:
    """The head is YAML; the lines around it may have spaces behind them."""
    before = "---  \ntitle: 'Hoà'  \nsummary: \u00a0Khoẻ\nfacts:\n\t- a\n--- \nx"
    mended = fix_text.mend_page(before, vietnamese=True)
    assert mended.text == "---\ntitle: 'Hòa'\nsummary:  Khỏe\nfacts:\n  - a\n---\nx\n"
    assert not mended.left
    assert fix_text.mend_page("---\ntitle: x\n---", vietnamese=True).text == "---\ntitle: x\n---\n"


def spoken(keys: fix_text.Keys) -> bool:
    return "vi" in keys


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("- a: 1\n\tvi: hoà\n", "- a: 1\n  vi: hòa\n"),
        ("a:\n\u00a0\u00a0vi: x\n", "a:\n  vi: x\n"),
        ("vi: |\n  hoà  \n  khoẻ\nen: hoà  \n", "vi: |\n  hòa  \n  khỏe\nen: hoà\n"),
        ("vi: [hoà, 'khoẻ', \"thuỷ\"]  # hoà\n", "vi: [hòa, 'khỏe', \"thủy\"]  # hoà\n"),
        ("💡: 💡\nvi: hoà\n", "💡: 💡\nvi: hòa\n"),
        ("vi: https://lamps.example/hoà\n", "vi: https://lamps.example/hoà\n"),
        ("a: https://lamps.example/\u200bx\n", "a: https://lamps.example/\u200bx\n"),
        ("a: 1\u200b2\nb: 2026-11-22\u00a0\nc: tr\u200bue\n", "a: 1\u200b2\nb: 2026-11-22\u00a0\nc: tr\u200bue\n"),
        ("a: x\u00a0# y\n", "a: x\u00a0# y\n"),
        ('a: "x\ty"\n', 'a: "x\ty"\n'),
        ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
        ("a: x\n\n\n", "a: x\n"),
        ("# de\u0300n", "# dèn\n"),
        ("", ""),
    ],
)
def test_yaml(before: str, after: str) -> None:
    """Values keep their types, keys stay as they are, and only Vietnamese words get other tone marks."""
    mended = fix_text.mend_yaml(before, spoken)
    assert mended.text == after
    assert fix_text.mend_yaml(after, spoken).text == after


def test_what_can_not_be_repaired_is_told() -> None:
    """An editor learns that something odd stays."""
    assert fix_text.mend_yaml("a: 1\u200b2\n", spoken).left
    assert fix_text.mend_page(page("-\u00a0một\n"), vietnamese=True).left
    assert not fix_text.mend_page(page("`\u200b`\n"), vietnamese=True).left


@pytest.mark.parametrize(
    "text",
    ["a: [1\n", "a: 1\nb", "- &x 1\n- *x\n", "a:\n\t- b\n c\n", "a\u200b: x\na: y\n", "a: a" + "\u0301" * 31 + "\n"],
)
def test_what_is_no_yaml_is_refused(text: str) -> None:
    """Tabs are not the only thing that can be wrong."""
    with pytest.raises(fix_text.UnmendableError):
        fix_text.mend_yaml(text, spoken)


def test_much_odd_text_takes_no_long_time() -> None:
    """A large file in which nothing can be repaired alone is left, not tried for hours."""
    body = "*\u200b*\n" * 20_000
    assert fix_text.mend_page(page(body), vietnamese=True).left


# Files


def write(root: Path, name: str, change: Callable[[str], str]) -> Path:
    file = root / LAMP / name
    file.write_bytes(change(file.read_text("utf-8")).encode())
    return file


def test_the_real_library_needs_no_repair(library: Library) -> None:
    """What is published is as it would be repaired."""
    assert fix.plan(library, everything) == fix.Plan((), ())


def test_a_repaired_source_keeps_its_translation_fresh(tiny: Path) -> None:
    """The stamp follows where only repairs change the source, in one step with it; no other finding comes."""
    file = write(tiny, "index.vi.md", lambda text: text.replace("Đèn sáng.", "Đèn hoà."))
    _, source = next(iter(stamp.translations(at(tiny))))
    write(tiny, "index.en.md", lambda text: stamp.stamped(text, source.fingerprint))
    made = fix.plan(at(tiny), lambda path: path.endswith("index.vi.md"))
    (repair,) = made.repairs
    assert [change.path[-11:] for change in repair.changes] == ["index.en.md", "index.vi.md"]
    assert fix.apply(repair) == ()
    assert "Đèn hòa." in file.read_text("utf-8")
    assert findings(tiny) == []


def test_a_stale_translation_stays_stale(tiny: Path) -> None:
    """A repair never says that someone compared two texts."""
    write(tiny, "index.vi.md", lambda text: text.replace("Đèn sáng.", "Đèn hoà."))
    mend(tiny)
    assert "T104" in {finding.code for finding in findings(tiny)}


def test_words_listed_as_people_write_them_stay(tiny: Path) -> None:
    """Words to search by and words to avoid keep their spelling, those to use do not."""
    file = write(tiny, "lesson.yml", lambda text: text.replace("[bóng]", "[hoà]").replace("vi: Đèn tắt", "vi: Đèn hoà"))
    glossary = tiny / "content/_data/glossary.yml"
    glossary.write_text(glossary.read_text("utf-8").replace("bóng điện", "đèn hoà").replace("Vật", "Hoà"), "utf-8")
    languages = tiny / "content/_data/languages.yml"
    languages.write_text(languages.read_text("utf-8").replace("[Chuẩn bị]", "[Chuẩn bị, Hoà]"), "utf-8")
    mend(tiny)
    assert "[hoà]" in file.read_text("utf-8")
    assert "Đèn hòa" in file.read_text("utf-8")
    assert "[đèn hoà]" in glossary.read_text("utf-8")
    assert "Hòa phát sáng" in glossary.read_text("utf-8")
    assert "[Chuẩn bị, Hòa]" in languages.read_text("utf-8")


def test_line_ends_and_the_mark_before_them(tiny: Path) -> None:
    """What is only seen in the bytes is said in words, and no line is shown as changed."""
    file = write(tiny, "quiz.yml", lambda text: "\ufeff" + text.replace("\n", "\r\n"))
    made = mend(tiny)
    assert said(made) == [
        "the byte order mark before the first letter is taken out",
        "line ends become those of the library (LF)",
    ]
    assert list(fix.diff(made.repairs[0].changes[0])) == []
    assert file.read_bytes() == (TINY / LAMP / "quiz.yml").read_bytes()


def test_a_difference_that_can_be_seen(tiny: Path) -> None:
    """Signs that nobody sees are shown, and none of them reaches the terminal."""
    write(tiny, "teacher.vi.md", lambda text: text.replace("Một cái đèn.", "Một\u200b\u00a0cái\x1b[31m đèn. "))
    (repair,) = fix.plan(at(tiny), everything).repairs
    assert list(fix.diff(repair.changes[0]))[2:] == [
        "@@ -6,2 +6,2 @@",
        " ",
        "-- Một⟨U+200B⟩⟨U+00A0⟩cái⟨U+001B⟩[31m đèn.·",
        "+- Một cái⟨U+001B⟩[31m đèn.",
    ]


def test_what_is_shown(tiny: Path) -> None:
    """Each file with what is done, its lines, and what is left, in the editor's language."""
    write(tiny, "teacher.vi.md", lambda text: text.replace("Một cái đèn.", "Một cái đèn. "))
    write(tiny, "quiz.yml", lambda _: "a: [")
    made = fix.plan(at(tiny), everything)
    assert list(fix.shown(made, "en")) == [
        f"{LAMP}/teacher.vi.md: spaces at the ends of lines are taken away".replace(
            "content", str(tiny / "content"), 1
        ),
        *fix.diff(made.repairs[0].changes[0]),
        f"{tiny}/{LAMP}/quiz.yml is left as it is: it can not be read as YAML; courselib check says where and why",
    ]
    vietnamese = list(fix.shown(made, "vi"))
    assert "khoảng trắng" in vietnamese[0]
    assert vietnamese[-1].startswith("giữ nguyên ")


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("minutes: 10 # \xe8\n".encode("latin-1"), "byte 15 of the file is not UTF-8"),
        (b"title: x\0 \n", "has a zero byte: this is not a text file"),
        (b"<<<<<<< HEAD \nminutes: 10\n=======\n>>>>>>> b \n", "the file has the marks of an unfinished merge"),
        (b"minutes: [10 \n", "it can not be read as YAML; courselib check says where and why"),
        (b"minutes: 10 \n" * 20_000, "260000 bytes, at most 200000 are read"),
    ],
)
def test_what_can_not_be_read_is_left(tiny: Path, raw: bytes, reason: str) -> None:
    """Byte for byte, and it is named."""
    file = tiny / LAMP / "lesson.yml"
    file.write_bytes(raw)
    made = mend(tiny)
    assert reasons(made) == {"lesson.yml": reason}
    assert file.read_bytes() == raw


def test_nothing_outside_is_touched(tiny: Path) -> None:
    """Links to elsewhere are not followed, and what is no file of the format is not looked at."""
    outside = tiny / "outside.vi.md"
    outside.write_text("---\ntitle: Hoà\n---\n", "utf-8")
    data = tiny / "facts.yml"
    shutil.move(tiny / "content/_data/facts.yml", data)
    data.write_text(data.read_text("utf-8") + "\n\n", "utf-8")
    (tiny / "content/_data/facts.yml").symlink_to(data)
    (tiny / "content/linked.vi.md").symlink_to(outside)
    (tiny / "content/notes.txt").write_text("Hoà \n", "utf-8")
    made = mend(tiny)
    assert made.repairs == ()
    assert reasons(made) == {"facts.yml": "it is no file, or a link to another place"}
    assert outside.read_text("utf-8") == "---\ntitle: Hoà\n---\n"


def test_a_file_that_changed_meanwhile_is_left(tiny: Path) -> None:
    """Not one file of a repair is written when one of them is no more what was read."""
    write(tiny, "index.vi.md", lambda text: text.replace("Đèn sáng.", "Đèn hoà."))
    english = write(tiny, "index.en.md", lambda text: text.replace("The lamp shines.", "The lamp shines. "))
    (repair,) = fix.plan(at(tiny), everything).repairs
    before = (tiny / LAMP / "index.vi.md").read_bytes()
    english.write_text("someone is writing", "utf-8")
    assert [(left.path[-11:], str(left.why)) for left in fix.apply(repair)] == [
        ("index.en.md", "it has changed since it was read")
    ]
    assert english.read_text("utf-8") == "someone is writing"
    assert (tiny / LAMP / "index.vi.md").read_bytes() == before
    assert leftovers(tiny) == []


def leftovers(root: Path) -> list[Path]:
    """Files that a repair wrote on its way."""
    return list(root.rglob(".fix-*"))


def test_a_disk_that_gives_up(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The editor reads why, the file is whole, and nothing lies around."""
    file = write(tiny, "index.vi.md", lambda text: text + "\n")
    (repair,) = fix.plan(at(tiny), everything).repairs

    def full(_: str, to: str) -> None:
        raise OSError(28, "No space left on device", to)

    monkeypatch.setattr(os, "replace", full)
    assert [str(left.why) for left in fix.apply(repair)] == ["the disk is full"]
    assert file.read_text("utf-8").endswith("\n\n")
    assert leftovers(tiny) == []


def test_a_repair_keeps_the_rights_of_a_file(tiny: Path) -> None:
    """Who may read and write it does not change."""
    file = write(tiny, "index.vi.md", lambda text: text + "\n")
    file.chmod(0o640)
    mend(tiny)
    assert file.stat().st_mode & 0o777 == 0o640


# Pictures


def photo(width: int, height: int) -> Image.Image:
    """Something with many shades, as a photo has."""
    noise = Image.effect_noise((width // 30 + 1, height // 30 + 1), 90).convert("L")
    return Image.merge("RGB", (noise, noise.rotate(90).resize(noise.size), noise.rotate(180))).resize((width, height))


def located() -> Image.Exif:
    """What a telephone notes: the picture lies on its side, and where it was taken."""
    noted = Image.Exif()
    noted[0x0112] = 6
    noted[0x8825] = {1: "N", 2: (21.0, 1.0, 40.0), 3: "E", 4: (105.0, 50.0, 0.0)}
    return noted


def data(picture: Image.Image, form: str, **options: Any) -> bytes:
    to = io.BytesIO()
    picture.save(to, form, **options)
    return to.getvalue()


def put(root: Path, name: str, raw: bytes) -> Path:
    file = root / LAMP / "images" / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(raw)
    return file


def shows(root: Path, name: str) -> None:
    """Both session plans show a picture, and the translation is fresh."""
    write(root, "teacher.vi.md", lambda text: text.replace("Một cái đèn.", f"![Đèn](images/{name})"))
    write(root, "teacher.en.md", lambda text: text.replace("A lamp.", f"![Lamp](images/{name})"))
    for page, source in stamp.translations(at(root)):
        file = Path(page.where.path)
        file.write_text(stamp.stamped(file.read_text("utf-8"), source.fingerprint), "utf-8")


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("lamp.jpg", data(photo(900, 600), "JPEG", exif=located(), comment=b"An")),
        ("lamp.jpeg", data(photo(300, 200), "PNG")),
        ("lamp.png", data(photo(60, 40), "PNG") + b"<script>"),
        ("lamp.png", data(photo(60, 40), "GIF")),
        ("lamp.webp", data(photo(300, 200), "WEBP", exif=located(), xmp=b"<x:xmpmeta/>")),
        ("lamp.avif", data(photo(300, 200), "AVIF", exif=located())),
        ("lamp.jpg", data(photo(300, 200), "TIFF")),
        ("lamp.jpg", data(photo(300, 200), "MPO", save_all=True, append_images=[photo(300, 200)])),
    ],
)
def test_a_picture_becomes_nothing_but_a_picture(tiny: Path, name: str, raw: bytes) -> None:
    """It keeps its name, is what the name says, and the checks have nothing more to say."""
    file = put(tiny, name, raw)
    shows(tiny, name)
    assert {finding.code for finding in findings(tiny)} & {"X105", "X106"}
    (repair,) = mend(tiny).repairs
    (change,) = repair.changes
    assert str(change.what[0]).endswith(", and nothing but the picture")
    assert findings(tiny) == []
    seen = images.look(str(file))
    assert (seen.metadata, seen.trailing) == ((), 0)
    assert fix.plan(at(tiny), everything) == fix.Plan((), ())


def test_a_picture_stands_upright(tiny: Path) -> None:
    """How the telephone was held is put into the picture before the note of it goes."""
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 40, 40))
    file = put(tiny, "lamp.jpg", data(picture, "JPEG", exif=located()))
    mend(tiny)
    with Image.open(file) as made:
        assert made.size == (40, 80)
        assert made.convert("RGB").getpixel((20, 70)) == pytest.approx((255, 255, 255), abs=8)
        assert made.convert("RGB").getpixel((20, 10)) == pytest.approx((254, 0, 0), abs=8)


def test_colours_look_the_same_without_their_profile() -> None:
    """A picture in other colours than sRGB is turned into it; a profile that does not fit is passed over."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    grey = Image.new("RGB", (8, 8), (90, 90, 90))
    for profile in (lab, srgb, b"no profile"):
        raw = data(grey, "PNG", icc_profile=profile) + b"!"
        with Image.open(io.BytesIO(fix_image.saved(raw, "png", 60_000).data)) as made:
            assert "icc_profile" not in made.info
            assert made.convert("RGB").getpixel((4, 4)) == pytest.approx((90, 90, 90), abs=2)


@pytest.mark.parametrize(
    ("mode", "colour"),
    [("1", 1), ("L", 200), ("LA", (200, 100)), ("P", 3), ("RGB", (1, 2, 3)), ("RGBA", (1, 2, 3, 90)), ("I;16", 40_000)],
)
@pytest.mark.parametrize("kind", ["avif", "jpeg", "png", "webp"])
def test_every_usual_kind_of_colour_is_saved(mode: str, colour: Any, kind: str) -> None:
    """Drawings, shades of grey, glass, and the deep colours of cameras."""
    raw = data(Image.new(mode, (20, 10), colour), "PNG")
    made = fix_image.saved(raw, kind, 60_000)
    with Image.open(io.BytesIO(made.data)) as picture:
        assert picture.size == (20, 10)
        if mode == "I;16":
            assert picture.convert("L").getpixel((5, 5)) == pytest.approx(156, abs=3)


def test_a_heavy_picture_becomes_narrow(tiny: Path) -> None:
    """A photo straight from the telephone keeps its name and comes down to its budget."""
    file = put(tiny, "lamp.jpg", data(photo(2400, 1600), "JPEG", quality=95))
    shows(tiny, "lamp.jpg")
    mend(tiny)
    with Image.open(file) as made:
        assert (made.format, made.size) == ("JPEG", (800, 533))
    assert findings(tiny) == []


def test_a_picture_that_is_too_heavy_for_its_kind_becomes_webp(tiny: Path) -> None:
    """The session plans show the new file, the old one is gone, the translation stays fresh; all in one step."""
    file = put(tiny, "lamp.png", data(photo(1200, 900), "PNG"))
    shows(tiny, "lamp.png")
    made = fix.plan(at(tiny), lambda path: path.endswith(".png"))
    (repair,) = made.repairs
    assert [
        (change.path.rpartition("/")[2], change.before is None, change.after is None) for change in repair.changes
    ] == [
        ("lamp.webp", True, False),
        ("teacher.en.md", False, False),
        ("teacher.vi.md", False, False),
        ("lamp.png", False, True),
    ]
    assert fix.apply(repair) == ()
    assert not file.exists()
    assert "![Đèn](images/lamp.webp)" in (tiny / LAMP / "teacher.vi.md").read_text("utf-8")
    assert findings(tiny) == []
    assert fix.plan(at(tiny), everything) == fix.Plan((), ())


def test_a_new_name_that_is_taken(tiny: Path) -> None:
    """No picture is written over another."""
    file = put(tiny, "lamp.png", data(photo(1200, 900), "PNG"))
    other = put(tiny, "lamp.webp", data(photo(30, 30), "WEBP"))
    before = other.read_bytes()
    assert reasons(mend(tiny)) == {"lamp.png": "to be light enough it would become lamp.webp, which is there already"}
    assert (file.exists(), other.read_bytes()) == (True, before)


@pytest.mark.parametrize("target", ["images/lamp%2epng", "../lamp/images/lamp.png 'hay'", "./images//lamp.png"])
def test_a_link_that_can_not_follow(tiny: Path, target: str) -> None:
    """A link in an odd form keeps a picture where it is."""
    put(tiny, "lamp.png", data(photo(1200, 900), "PNG"))
    write(tiny, "teacher.vi.md", lambda text: text.replace("Một cái đèn.", f"![Đèn]({target})"))
    made = mend(tiny)
    assert (tiny / LAMP / "images/lamp.png").exists()
    assert reasons(made) == {"lamp.png": "to be light enough it would become lamp.webp, and a link could not follow"}


def test_a_picture_that_another_lesson_shows_stays(tiny: Path) -> None:
    """Links from elsewhere are not led anywhere."""
    put(tiny, "lamp.png", data(photo(1200, 900), "PNG"))
    (tiny / "content/about.vi.md").write_text(
        "---\ntitle: Đèn\n---\n\n![Đèn](people/basic/lamp/images/lamp.png)\n", "utf-8"
    )
    assert "lamp.png" in reasons(mend(tiny))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
            "it can not be read as a picture; take it anew, or take it away",
        ),
        (data(photo(80, 80), "PNG")[:200], "it can not be read as a picture; take it anew, or take it away"),
        (
            data(photo(80, 80), "PNG", save_all=True, append_images=[photo(80, 80)]) + b"!",
            "it moves; save one picture of it, or take it away",
        ),
        (
            data(Image.new("1", (10_000, 9_500)), "PNG") + b"!",
            "it has too many pixels; make it smaller in a program for pictures",
        ),
        (
            data(Image.effect_noise((480, 1_200), 90), "PNG"),
            "it stays over 60 KB; show less of it, or draw it as a screen block",
        ),
        (
            data(Image.new("F", (4, 4)), "TIFF"),
            "its colours are of a rare kind; save it as PNG in a program for pictures",
        ),
    ],
)
def test_a_picture_that_is_left(tiny: Path, raw: bytes, reason: str) -> None:
    """Byte for byte, with the reason."""
    file = put(tiny, "lamp.png", raw)
    assert reasons(mend(tiny)) == {"lamp.png": reason}
    assert file.read_bytes() == raw
