"""Is it plain, and spelled one way?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from courselib.checks import check
from courselib.finding import Problem
from courselib.markdown import plain
from courselib.message import Message, say
from courselib.model import Lesson, Library, Page, Text, Where
from courselib.vietnamese import new_style_tones, sentences, words

TASK_CHARACTERS = 60
"""Longest task in characters: two lines on a small phone."""

_END_MARKS = ".!?…"
_TARGET = re.compile(r"\]\([^)]{0,2000}\)")
_LETTERS_BEFORE = re.compile(r"[^\W\d_]+\Z")


@check("L101")
def long_sentence(page: Page, library: Library) -> Iterator[Problem]:
    """A sentence is short enough to be said in one breath: languages.yml gives the limit.

    Bad:  a sentence of 31 syllables
    Good: two sentences
    """
    limit = library.language(page.language).sentence_words
    for block in page.document.blocks:
        # The shortest word and a space are two characters: most blocks are too short to look at.
        if len(block.text) < 2 * limit or block.text.count(" ") + block.text.count("\n") < limit:
            continue
        for sentence in sentences(block.text):
            if sentence.count(" ") >= limit and (count := words(plain(sentence))) > limit:
                line = block.line + _lines_before(sentence, block.text)
                yield Problem(
                    Where(page.where.path, line),
                    _too_long(plain(sentence), count, limit),
                    say("make two sentences of it"),
                )


@check("L102")
def long_paragraph(page: Page, library: Library) -> Iterator[Problem]:
    """A paragraph has at most as many sentences as languages.yml says.

    Bad:  a paragraph of five sentences
    Good: two paragraphs
    """
    limit = library.language(page.language).paragraph_sentences
    for block in page.document.blocks:
        if block.kind == "paragraph" and sum(map(block.text.count, _END_MARKS)) >= limit:
            count = len(sentences(block.text))
            if count > limit:
                yield Problem(
                    Where(page.where.path, block.line),
                    say("the paragraph has {count} sentences, at most {limit}", count=count, limit=limit),
                    say("put an empty line where a new thought begins"),
                )


@check("L103")
def glossary_term(library: Library) -> Iterator[Problem]:
    """One term for one thing across the library: the glossary says which, and which others to avoid.

    Bad:  mật mã
    Good: mật khẩu
    """
    for language in library.languages:
        terms = {
            avoided.lower(): term.term[language.code]
            for term in library.terms
            for avoided in term.avoid.get(language.code, ())
        }
        if not terms:
            continue
        choices = "|".join(re.escape(word) for word in sorted(terms, key=len, reverse=True))
        # A word inside a name, such as App in App Store, is part of the name.
        pattern = re.compile(rf"(?<!\w)((?i:{choices}))(?!\w)(?!(?<=[a-z]) [A-Z])")
        for text, where in _all_words(library, language.code, _holds(terms)):
            for match in pattern.finditer(_TARGET.sub(lambda found: " " * len(found[0]), text)):
                # The pattern takes some letters for each other that are not, such as i and ı.
                if match[1].lower() in terms:
                    yield Problem(
                        _at(where, text, match.start()),
                        say("“{word}” is not the word the library uses", word=match[1]),
                        say("write {term}", term=terms[match[1].lower()]),
                    )


@check("L104")
def not_nfc(library: Library) -> Iterator[Problem]:
    """Letters and their marks are one character each (Unicode NFC), or search and comparison fail.

    Bad:  e + ̂ + ́       (three characters)
    Good: ế               (one)
    """
    places: dict[str, list[Where]] = {}
    for language in library.languages:
        for text, where in _all_words(library, language.code, _decomposed):
            if not unicodedata.is_normalized("NFC", text):
                at = next((index for index, letter in enumerate(text) if unicodedata.combining(letter)), 0)
                places.setdefault(where.path, []).append(_at(where, text, at))
    for path, found in places.items():
        yield Problem(
            min(found),
            say(
                "letters stand apart from their marks (not Unicode NFC); places in this file: {count}",
                count=len(found),
            ),
            say("type: courselib fix --write {path}", path=path),
        )


@check("L105")
def tone_placement(library: Library) -> Iterator[Problem]:
    """The tone mark stands where most state texts put it: on the first vowel of oa, oe, uy at a syllable's end.

    Bad:  hoà, khoẻ, thuỷ
    Good: hòa, khỏe, thủy
    """
    for text, where in _all_words(library, library.source.code, new_style_tones):
        for at, written, wanted in new_style_tones(text):
            before = _LETTERS_BEFORE.search(text, 0, at)
            start = before[0] if before else ""
            yield Problem(
                _at(where, text, at - len(start)),
                say("the tone mark of “{word}” stands on its last vowel", word=start + written),
                say(
                    "write {word}; courselib fix --write {path} does so in the whole file",
                    word=start + wanted,
                    path=where.path,
                ),
            )


@check("L106")
def long_quiz_sentence(lesson: Lesson, library: Library) -> Iterator[Problem]:
    """Questions, options and reasons keep the same limit as the pages.

    Bad:  an option of 35 syllables
    Good: an option of eight
    """
    for language in library.languages:
        limit = language.sentence_words
        for text, where in _quiz(lesson, language.code):
            if text.count(" ") < limit:
                continue
            for sentence in sentences(text):
                if sentence.count(" ") >= limit and (count := words(sentence)) > limit:
                    yield Problem(where, _too_long(sentence, count, limit), say("make two sentences of it"))


@check("L107")
def unwritten_words(library: Library) -> Iterator[Problem]:
    """No placeholder is left where words are still to be written.

    Bad:  title: CẦN VIẾT tiêu đề
    Good: title: Tìm lại điện thoại bị mất
    """
    for language in library.languages:
        places: dict[str, list[Where]] = {}
        suspect = re.compile(re.escape(language.placeholder)).search
        for text, where in (*_all_words(library, language.code, suspect), *_data_words(library, language.code)):
            if language.placeholder in text:
                places.setdefault(where.path, []).append(where)
        for found in places.values():
            yield Problem(
                min(found),
                say(
                    "words are still to be written in {language}; places in this file: {count}",
                    language=say(language.name),
                    count=len(found),
                ),
                say("look for {placeholder} and write what it asks for", placeholder=language.placeholder),
            )


@check("L108")
def long_task(lesson: Lesson) -> Iterator[Problem]:
    """A task is one short line, as someone would say it: at most 60 characters.

    Bad:  Thực hiện thao tác đặt lại mật khẩu của tài khoản định danh điện tử
    Good: Quên mật khẩu VNeID
    """
    for task in lesson.tasks:
        for words_of_task in task.text.values():
            if len(words_of_task) > TASK_CHARACTERS:
                yield Problem(
                    task.where,
                    say(
                        "a task has {count} characters, at most {limit}: “{start}”",
                        count=len(words_of_task),
                        limit=TASK_CHARACTERS,
                        start=_start(words_of_task),
                    ),
                    say("say it as someone would who needs it"),
                )


def _page_words(page: Page) -> Iterator[tuple[str, Where]]:
    yield page.title, page.title_where
    yield page.summary, page.summary_where
    for block in page.document.blocks:
        yield block.text, Where(page.where.path, block.line)
    for screen in page.document.screens:
        for row in screen.rows:
            yield row.text, Where(page.where.path, row.line)


def _quiz(lesson: Lesson, code: str) -> Iterator[tuple[str, Where]]:
    texts: list[tuple[Text | None, Where]] = [(one.text, one.where) for one in lesson.outcomes]
    texts += [(one.text, one.where) for one in lesson.tasks]
    for question in lesson.questions:
        texts.append((question.ask, question.where))
        for option in question.options:
            texts += [(option.text, option.where), (option.why, option.where)]
    for text, where in texts:
        if text is not None and code in text:
            yield text[code], where


def _data_words(library: Library, code: str) -> Iterator[tuple[str, Where]]:
    """Words of groups, levels, facts and the glossary."""
    texts = [(text, one.where) for one in library.groups.values() for text in (one.name, one.short)]
    texts += [(text, one.where) for one in library.levels.values() for text in (one.name, one.summary)]
    texts += [(one.statement, one.where) for one in library.facts.values()]
    texts += [(text, one.where) for one in library.terms for text in (one.term, one.plain)]
    texts += [(text, one.where) for one in library.paths.values() for text in (one.name, one.summary)]
    texts += [(stop.why, stop.lesson.where) for one in library.paths.values() for stop in one.stops]
    yield from ((text[code], where) for text, where in texts if code in text)


def _quiz_text(lesson: Lesson, code: str) -> str:
    """The same words as `_quiz`, as one text."""
    texts = [one.text[code] for one in lesson.outcomes]
    texts += [one.text[code] for one in lesson.tasks]
    for question in lesson.questions:
        texts.append(question.ask[code])
        for option in question.options:
            texts.append(option.text[code])
            if option.why is not None:
                texts.append(option.why[code])
    return "\n".join(texts)


def _all_words(library: Library, code: str, suspect: Callable[[str], object]) -> Iterator[tuple[str, Where]]:
    """Runs of words, each with its place, of the pages and quizzes whose whole text is suspect.

    A clean library is the usual case, so a page is first looked at as a whole.
    """
    for page in library.all_pages():
        if page.language == code and suspect(f"{page.title}\n{page.summary}\n{page.body}"):
            yield from _page_words(page)
    for lesson in library.focused_lessons():
        if suspect(_quiz_text(lesson, code)):
            yield from _quiz(lesson, code)


def _holds(phrases: Iterable[str]) -> Callable[[str], bool]:
    """A quick look whether a text has one of the phrases, in any case: first its letters, then as whole words."""
    patterns = {phrase: re.compile(rf"(?<!\w){re.escape(phrase)}(?!\w)") for phrase in phrases}

    def look(text: str) -> bool:
        lowered = text.lower()
        return any(phrase in lowered and pattern.search(lowered) for phrase, pattern in patterns.items())

    return look


def _decomposed(text: str) -> bool:
    return not unicodedata.is_normalized("NFC", text)


def _at(where: Where, text: str, position: int) -> Where:
    start = text.rfind("\n", 0, position) + 1
    line = where.line + text.count("\n", 0, position)
    return Where(where.path, line, position - start + where.column)


def _lines_before(sentence: str, text: str) -> int:
    """On which line of a run of prose a sentence begins, counted from 0."""
    first = r"\s+".join(re.escape(word) for word in sentence.split()[:4])
    match = re.search(first, text)
    return text.count("\n", 0, match.start()) if match else 0


def _too_long(sentence: str, count: int, limit: int) -> Message:
    return say(
        "a sentence has {count} words, at most {limit}: “{start}”",
        count=count,
        limit=limit,
        start=_start(sentence),
    )


def _start(sentence: str) -> str:
    return sentence if len(sentence) <= 40 else sentence[:39] + "…"
