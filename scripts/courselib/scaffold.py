"""Something new, complete but for its words: every file and every form in place, a placeholder wherever words go.

A language that is growing gets no placeholders: whoever begins a lesson need not know it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from courselib.entries import added, scalar
from courselib.markdown import fingerprint
from courselib.model import Language, Library

LONGEST_NAME = 60
"""Characters of a name; see `schema.Id`."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")


def is_name(name: str) -> bool:
    """Whether a folder may be called so: lower-case English words joined by hyphens."""
    return _NAME.match(name) is not None and len(name) <= LONGEST_NAME


def listed(course: str, lesson: str) -> str:
    """The text of a `course.yml` with one more lesson at the end of its list, or nothing when that is not plain."""
    return added(course, scalar(lesson), "lessons")


def new_lesson(library: Library, competence: str, today: date) -> dict[str, str]:
    """The files of a new lesson: name to text.

    Args:
        library: gives the languages and their sections.
        competence: code of what its first outcome teaches.
        today: the day of its first review.

    """
    files = {
        "lesson.yml": f"{_schema('lesson', 4)}{_lesson(library, competence, today)}",
        "quiz.yml": f"{_schema('quiz', 4)}{_quiz(library)}",
    }
    title, summary = ("tiêu đề", "title"), ("một câu", "one sentence")
    bodies = {language.code: _body(language) for language in library.complete_languages}
    plans = {language.code: _plan(language) for language in library.complete_languages}
    return {**files, **_pages(library, "index", bodies, title, summary), **_pages(library, "teacher", plans, title)}


def new_course(library: Library) -> dict[str, str]:
    """The files of a new course without lessons: name to text."""
    course = (
        f"{_schema('course', 3)}"
        "# growing: lessons are still being written; complete: every owed cell is there, and a gap is an error.\n"
        "status: growing\n"
        "lessons: []\n"
    )
    about = ("khóa học dành cho ai, gồm những gì", "whom the course is for, and what is in it")
    return {
        "course.yml": course,
        **_list_pages(library, ("một câu về khóa học", "one sentence about the course"), about),
    }


def group_pages(library: Library) -> dict[str, str]:
    """The pages of a new target group: name to text."""
    about = ("nhóm này gồm những ai, hay gặp chuyện gì", "who they are, and what they often meet with")
    return _list_pages(library, ("một câu về nhóm", "one sentence about the group"), about)


def group_entry(library: Library, group: str, icon: str) -> str:
    """A new target group, as YAML.

    Args:
        library: gives the languages.
        group: its id.
        icon: a picture of the theme, without ending.

    """
    return (
        f"id: {scalar(group)}\n"
        f"icon: {icon}\n"
        f"name:\n{_texts(library, 2, 'tên nhóm', 'name of the group')}"
        f"short:\n{_texts(library, 2, 'vài chữ: nhóm này học gì', 'a few words: what they learn')}"
    )


def fact_entry(library: Library, fact: str, topic: str, as_of: str, sources: Iterable[str], today: date) -> str:
    """A new fact, as YAML. It is taken to change often until someone knows better: then it is looked at more often.

    Args:
        library: gives the languages.
        fact: its id.
        topic: what it is about.
        as_of: date of the source.
        sources: their addresses.
        today: the day they were read.

    """
    listed = "".join(f"  - {scalar(source)}\n" for source in sources)
    return (
        f"id: {scalar(fact)}\n"
        f"topic: {scalar(topic)}\n"
        f"statement:\n{_texts(library, 2, 'dữ kiện, trong một câu đầy đủ', 'the fact, in one full sentence')}"
        f'as_of: "{as_of}"\n'
        f"checked: {today}\n"
        f"sources:\n{listed}"
        "confidence: high\n"
        "volatile: true\n"
    )


def language_entry(library: Library, code: str, name: str) -> str:
    """A new language that is growing, as YAML. Until they are translated its headings are those of the source language.

    Args:
        library: gives the source language.
        code: two letters of ISO 639-1.
        name: of the language, in that language.

    """
    source = library.source
    sections = "".join(f"  {key}: {scalar(title)}\n" for key, title in source.sections.items())
    return (
        f"code: {scalar(code)}\n"
        f"name: {scalar(name)}\n"
        "status: growing\n"
        f"placeholder: {scalar(source.placeholder)}\n"
        f"sections:\n{sections}"
        f"teacher_sections: {_in_brackets(source.teacher_sections)}\n"
        "empty_link_texts: []\n"
        f"sentence_words: {source.sentence_words}\n"
        f"paragraph_sentences: {source.paragraph_sentences}\n"
        f"day_format: {scalar(source.day_format)}\n"
        f"month_format: {scalar(source.month_format)}\n"
        + (f"months: {_in_brackets(source.months)}\n" if source.months else "")
    )


def _in_brackets(texts: Sequence[str]) -> str:
    return f"[{', '.join(scalar(text, flow=True) for text in texts)}]"


def _schema(name: str, depth: int) -> str:
    """The line by which editors' programs find the schema of a file that lies `depth` folders deep."""
    return f"# yaml-language-server: $schema={'../' * depth}schemas/{name}.json\n"


def _words(language: Language, vietnamese: str, english: str) -> str:
    """The placeholder of a language, and what should stand there."""
    return f"{language.placeholder} {vietnamese if language.code == 'vi' else english}"


def _texts(library: Library, indent: int, vietnamese: str, english: str) -> str:
    space = " " * indent
    return "".join(
        f"{space}{language.code}: {scalar(_words(language, vietnamese, english))}\n"
        for language in library.complete_languages
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


def _list_pages(library: Library, summary: tuple[str, str], body: tuple[str, str]) -> dict[str, str]:
    """The page of a group or a course, in each language; what should stand there is given in Vietnamese and English."""
    bodies = {language.code: f"\n{_words(language, *body)}.\n" for language in library.complete_languages}
    return _pages(library, "index", bodies, summary=summary)


def _pages(
    library: Library,
    stem: str,
    bodies: dict[str, str],
    title: tuple[str, str] | None = None,
    summary: tuple[str, str] | None = None,
) -> dict[str, str]:
    """A page in each language, the translations stamped.

    Args:
        library: gives the languages.
        stem: name of the page.
        bodies: what stands below the front matter, by language.
        title: what should stand in the title, in Vietnamese and English; None where there is none.
        summary: the same for the summary.

    """
    files, stamp = {}, ""
    for language in library.complete_languages:
        body = bodies[language.code]
        words = {
            key: _words(language, *asked)
            for key, asked in (("title", title), ("summary", summary))
            if asked is not None
        }
        head = "".join(f"{key}: {scalar(text)}\n" for key, text in words.items())
        if language is library.source:
            stamp = fingerprint(words.get("title", ""), words.get("summary", ""), body)
        else:
            head += f'translation:\n  source: "{stamp}"\n'
        files[f"{stem}.{language.code}.md"] = f"---\n{head}---\n{body}"
    return files


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
