"""A new lesson, ready to be filled: all files, every form in place, only the words still to be written."""

from __future__ import annotations

import re
from datetime import date

from courselib import yamlfile
from courselib.markdown import fingerprint
from courselib.model import Language, Library

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_EMPTY_LIST = re.compile(r"^lessons:[ \t]*(\[\])?[ \t]*$", re.MULTILINE)


def is_name(name: str) -> bool:
    """Whether a folder may be called so: lower-case English words joined by hyphens."""
    return _NAME.match(name) is not None


def listed(course: str, lesson: str) -> str:
    """The text of a `course.yml` with one more lesson at the end of its list, or nothing when that is not plain."""
    text = _EMPTY_LIST.sub("lessons:", course).rstrip("\n")
    made = f"{text}\n  - {lesson}\n"
    try:
        before, after = yamlfile.read(course, "").value, yamlfile.read(made, "").value
    except yamlfile.YamlError:
        return ""
    return made if after == {**before, "lessons": [*(before["lessons"] or ()), lesson]} else ""


def new_lesson(library: Library, competence: str, today: date) -> dict[str, str]:
    """The files of a new lesson: name to text.

    Args:
        library: gives the languages and their sections.
        competence: code of what its first outcome teaches.
        today: the day of its first review.

    """
    files = {"lesson.yml": _lesson(library, competence, today), "quiz.yml": _quiz(library)}
    stamps: dict[str, str] = {}
    for language in library.languages:
        for stem, body in (("index", _body(language)), ("teacher", _plan(language))):
            title = _words(language, "tiêu đề", "title")
            summary = _words(language, "một câu", "one sentence") if stem == "index" else ""
            head = f"title: {title}\n" + (f"summary: {summary}\n" if summary else "")
            if language is library.source:
                stamps[stem] = fingerprint(title, summary, body)
            else:
                head += f'translation:\n  source: "{stamps[stem]}"\n'
            files[f"{stem}.{language.code}.md"] = f"---\n{head}---\n{body}"
    return files


def _words(language: Language, vietnamese: str, english: str) -> str:
    """The placeholder of a language, and what should stand there."""
    return f"{language.placeholder} {vietnamese if language.code == 'vi' else english}"


def _texts(library: Library, indent: int, vietnamese: str, english: str) -> str:
    space = " " * indent
    return "".join(
        f"{space}{language.code}: {_words(language, vietnamese, english)}\n" for language in library.languages
    )


def _lesson(library: Library, competence: str, today: date) -> str:
    return (
        "minutes: 12\n"
        "outcomes:\n"
        "  - id: first\n"
        f'    competence: "{competence}"\n'
        f"{_texts(library, 4, 'người học làm được gì', 'what a learner can do')}"
        "tasks:\n"
        f"  - {_texts(library, 4, 'việc người đọc cần làm', 'what a reader wants to get done').lstrip()}"
        "facts: []\n"
        f"reviewed: {today}\n"
    )


def _quiz(library: Library) -> str:
    questions = ""
    for right in (1, 0):
        questions += "- outcome: first\n  ask:\n"
        questions += _texts(library, 4, "câu hỏi", "a question")
        questions += "  options:\n"
        for at in range(3):
            option = _texts(library, 6, f"phương án {at + 1}", f"option {at + 1}")
            questions += "    - " + option.lstrip()
            questions += "      correct: true\n" if at == right else ""
            questions += "      why:\n" + _texts(library, 8, "lý do", "the reason")
    return questions


def _body(language: Language) -> str:
    text = _words(language, "đoạn này", "this part")
    first = _words(language, "việc đầu tiên", "the first thing to do")
    titles = list(language.sections.values())
    return (
        f"\n## {titles[0]}\n\n{text}.\n"
        f"\n## {titles[1]}\n\n### 1. {first}\n\n{text}.\n"
        f"\n## {titles[2]}\n\n{text}.\n"
        f"\n## {titles[3]}\n\n- {text}.\n"
    )


def _plan(language: Language) -> str:
    text = _words(language, "phần này", "this part")
    return "".join(f"\n## {title}\n\n- {text}.\n" for title in language.teacher_sections)
