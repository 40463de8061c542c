"""What can be wrong with a file before anything of it is known: the rules of the loader."""

from __future__ import annotations

from courselib.finding import rule


def unreadable_file() -> None:
    """A file is text in UTF-8, or it can not be read by anyone.

    Bad:  a file saved as UTF-16 or Windows-1258, or a picture with a text file's name
    Good: a file saved as UTF-8
    """


def file_too_large() -> None:
    """A text file larger than its budget is not read at all: nobody could review it.

    Bad:  index.vi.md of two megabytes
    Good: index.vi.md of four kilobytes
    """


def invalid_yaml() -> None:
    """YAML must parse, without tabs, anchors or deep nesting.

    Bad:  title: Lưu ý: đọc kỹ
    Good: title: "Lưu ý: đọc kỹ"
    """


def repeated_key() -> None:
    """A key stands once in its mapping; YAML would silently keep only the last.

    Bad:  minutes: 10 … minutes: 12
    Good: minutes: 12
    """


def unknown_key() -> None:
    """Only the keys of the format are read; anything else is a slip or belongs elsewhere.

    Bad:  minute: 12
    Good: minutes: 12
    """


def missing_key() -> None:
    """A key the format needs is not there.

    Bad:  a lesson.yml without reviewed
    Good: reviewed: 2026-11-22
    """


def wrong_value() -> None:
    """A value has the wrong type or form.

    Bad:  competence: 4.2        (a number)
    Good: competence: "4.2"      (text)
    """


def missing_language() -> None:
    """Words for readers stand in every language of the library; only one that is growing may lack them.

    Bad:  name: {vi: Người dân}
    Good: name: {vi: Người dân, en: Citizens}
    """


def unknown_language() -> None:
    """Words are keyed by the language codes of languages.yml.

    Bad:  name: {vn: Người dân, en: Citizens}
    Good: name: {vi: Người dân, en: Citizens}
    """


def repeated_id() -> None:
    """An id names one thing.

    Bad:  two facts with id: otp-validity
    Good: otp-validity and otp-validity-2026
    """


def unknown_code() -> None:
    """A data file names a framework, competence, course or code that exists.

    Bad:  competences: ["1.1", "1.9"]
    Good: competences: ["1.1", "1.2"]
    """


def missing_front_matter() -> None:
    """A page begins with front matter between two lines of three hyphens.

    Bad:  ## Tình huống                (on the first line)
    Good: ---
          title: Quên mật khẩu
          summary: Lấy lại mật khẩu trong năm phút.
          ---
    """


def missing_data_file() -> None:
    """Each file of _data must be there.

    Bad:  content/_data without facts.yml
    Good: content/_data/facts.yml, with [] when there is none
    """


def merge_marks() -> None:
    """A file holds one version of its words, not the marks of an unfinished merge.

    Bad:  <<<<<<< HEAD
    Good: the lines of the version to keep, without the marks
    """


def symbolic_link() -> None:
    """A file or folder lies where it is read: a link could lead out of the library.

    Bad:  index.vi.md as a link to ../other/index.vi.md
    Good: the page itself; a course borrows a lesson by naming it in course.yml
    """


SYMBOLIC_LINK = rule("D115", symbolic_link)
MERGE_MARKS = rule("D114", merge_marks)
UNREADABLE = rule("D101", unreadable_file)
TOO_LARGE = rule("D102", file_too_large)
INVALID_YAML = rule("D103", invalid_yaml)
REPEATED_KEY = rule("D104", repeated_key)
UNKNOWN_KEY = rule("D105", unknown_key)
MISSING_KEY = rule("D106", missing_key)
WRONG_VALUE = rule("D107", wrong_value)
MISSING_LANGUAGE = rule("D108", missing_language)
UNKNOWN_LANGUAGE = rule("D109", unknown_language)
REPEATED_ID = rule("D110", repeated_id)
UNKNOWN_CODE = rule("D111", unknown_code)
MISSING_FRONT_MATTER = rule("D112", missing_front_matter)
MISSING_DATA_FILE = rule("D113", missing_data_file)
