"""What an editor may type in each file: the shapes of YAML files and of front matter.

These are checked before anything of the model is made. Unknown keys are refused everywhere.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, StringConstraints

from courselib.message import say

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Texts = dict[str, Words]
"""Words by language code; the loader checks that every language is there and no other."""
_ID = r"^[a-z0-9]+(-[a-z0-9]+)*$"
_PATH = r"^[a-z0-9-]+(/[a-z0-9-]+)*$"
_CODE = r"^[A-Z]?[0-9]+(\.[0-9]+)?$"
_DATE = r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
_URL = r"""^https?://[^\s"'<>]+$"""
_FINGERPRINT = r"^[0-9a-f]{12}$"
_LANGUAGE = r"^[a-z]{2}$"
_FINDING = r"^[A-Z][0-9]{3}$"

PLAIN_FORMS = {
    _ID: say("lower-case English words joined by hyphens, such as lost-phone"),
    _PATH: say("a path of lower-case words, such as citizens/basic/lost-phone"),
    _CODE: say('a code such as "4.2" or N1'),
    _DATE: say('a date as text: "2026", "2026-11" or "2026-11-22"'),
    _URL: say("an address that begins with https://"),
    _FINGERPRINT: say("12 hex digits; courselib stamp writes them"),
    _LANGUAGE: say("a language code of two small letters, such as vi"),
    _FINDING: say("the code of a finding, such as L105"),
}
"""What each form of text means, for those who typed another."""

Id = Annotated[str, StringConstraints(pattern=_ID, max_length=60)]
Path = Annotated[str, StringConstraints(pattern=_PATH, max_length=120)]
Code = Annotated[str, StringConstraints(pattern=_CODE, max_length=10)]
DateText = Annotated[str, StringConstraints(pattern=_DATE)]
Url = Annotated[str, StringConstraints(pattern=_URL)]
Fingerprint = Annotated[str, StringConstraints(pattern=_FINGERPRINT)]
Positive = Annotated[int, Field(gt=0)]
FindingCode = Annotated[str, StringConstraints(pattern=_FINDING)]
Excuses = dict[FindingCode, Words]
"""Why a finding may stay, by its code."""


class File(BaseModel):
    """Base of all shapes: strict types, no unknown keys, frozen."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, use_attribute_docstrings=True)


def _other_keys(vietnamese: str, english: str) -> dict[str, JsonValue]:
    """What words under a language stand for, in shapes where the languages stand beside other keys."""
    return {"additionalProperties": {"description": f"{vietnamese}\n{english}"}}


class TranslationStamp(File):
    """What a translated page was made from."""

    source: Fingerprint
    """Dấu vân tay của bản gốc khi bạn đối chiếu bản dịch với nó. Lệnh courselib stamp tự ghi; bạn đừng gõ tay.
    Fingerprint of the source text this was compared with. courselib stamp writes it; never type it."""
    unchanged: Words | None = None
    """Lý do nghĩa không đổi, khi bản gốc chỉ được sửa lỗi nhỏ. Lệnh courselib stamp --unchanged tự ghi.
    Why the meaning is the same although the source text changed. courselib stamp --unchanged writes it."""


class FrontMatter(File):
    """The head of a lesson."""

    title: Words
    """Tên bài, theo lời người học hay nói. Ví dụ: Có người gọi xưng là công an
    Title of the lesson, in a learner's words. Example: A caller says they are the police"""
    summary: Words
    """Một câu: học xong bài này người học làm được gì, hoặc tránh được điều gì.
    One sentence: what a learner can do, or avoid, after the lesson."""
    translation: TranslationStamp | None = None
    """Chỉ có ở bản dịch: bản này được dịch từ bản gốc nào. Lệnh courselib stamp tự ghi.
    Only in a translation: which source text it was made from. courselib stamp writes it."""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong trang này, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in this page, each with its reason. Example: {L101: "quotes a law"}"""


class TranslatedFrontMatter(FrontMatter):
    """The head of a translated page that is no lesson."""

    also: list[Words] = []
    """Những từ người ta gõ vào ô tìm kiếm mà trong trang không có. Ví dụ: [mất máy, bị lừa]
    Words people type in the search field that the page does not use. Example: [stolen phone, fraud]"""


class PageFrontMatter(TranslatedFrontMatter):
    """The head of a page that is no lesson, in the source language: only there it names its facts."""

    facts: Annotated[list[Id], Field(min_length=1)] | None = None
    """Mã các dữ kiện mà trang dựa vào, lấy trong facts.yml. Ví dụ: [sim-block-hotlines]
    Ids of the facts the page rests on, from facts.yml. Example: [sim-block-hotlines]"""
    reviewed: date | None = None
    """Ngày gần nhất bạn đọc lại trang và so với các dữ kiện. Ví dụ: 2026-11-22
    The day the page was last read against its facts. Example: 2026-11-22"""


class TeacherFrontMatter(File):
    """The head of a session plan."""

    title: Words
    """Tên giáo án, có cả tên bài. Ví dụ: "Dành cho người hướng dẫn: Trả tiền ở chợ bằng mã QR"
    Title of the session plan, with that of the lesson. Example: "For the facilitator: Pay at the market by QR"
    """
    translation: TranslationStamp | None = None
    """Chỉ có ở bản dịch: bản này được dịch từ bản gốc nào. Lệnh courselib stamp tự ghi.
    Only in a translation: which source text it was made from. courselib stamp writes it."""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong trang này, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in this page, each with its reason. Example: {L101: "quotes a law"}"""


class ListFrontMatter(File):
    """The head of a group or course page. Its title is the name of the group and level."""

    summary: Words
    """Một câu giới thiệu nhóm hoặc khóa học, hiện ngay dưới tên.
    One sentence about the group or course, shown below its name."""
    translation: TranslationStamp | None = None
    """Chỉ có ở bản dịch: bản này được dịch từ bản gốc nào. Lệnh courselib stamp tự ghi.
    Only in a translation: which source text it was made from. courselib stamp writes it."""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong trang này, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in this page, each with its reason. Example: {L101: "quotes a law"}"""


class OutcomeFile(File):
    """One outcome of `lesson.yml`; every other key is a language."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra=_other_keys(
            "Điều người học làm được sau bài, bắt đầu bằng một động từ. Ví dụ: Dừng cuộc gọi và tự kiểm tra",
            "What a learner can do after the lesson, beginning with a verb. Example: End the call and check it",
        ),
    )
    id: Id
    """Tên ngắn để câu hỏi gọi đến: từ tiếng Anh viết thường, nối bằng gạch nối. Ví dụ: check-name
    Short name that questions use: lower-case English words joined by hyphens. Example: check-name"""
    competence: Code
    """Mã năng lực mà kết quả này thuộc về, trong dấu nháy kép. Ví dụ: "4.2"
    Code of the competence this outcome belongs to, in quotes. Example: "4.2"
    """


class TaskFile(File):
    """One task of `lesson.yml`; every other key is a language."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra=_other_keys(
            "Việc cần làm, bằng lời của người đọc, thật ngắn. Ví dụ: Trả tiền ở chợ bằng điện thoại",
            "What to get done, in the reader's own words and short. Example: Pay at the market with my phone",
        ),
    )
    trouble: Literal[True] | None = None
    """Viết true nếu đây là chuyện đã lỡ xảy ra với người đọc; nếu không thì xóa dòng này.
    Write true if this has already happened to the reader; otherwise leave the line out."""


class LessonFile(File):
    """`lesson.yml`."""

    minutes: Annotated[int, Field(ge=3, le=45)]
    """Số phút để đọc và làm theo cả bài, từ 3 đến 45. Ví dụ: 12
    Minutes to read the lesson and do what it says, from 3 to 45. Example: 12"""
    outcomes: Annotated[list[OutcomeFile], Field(min_length=1, max_length=3)]
    """Kết quả: sau bài này người học làm được gì; từ một đến ba điều.
    What a learner can do after the lesson: one to three things."""
    tasks: Annotated[list[TaskFile], Field(min_length=1, max_length=6)] | None = None
    """Việc người đọc cần làm, hoặc chuyện vừa xảy ra với họ, bằng lời của họ; việc đầu tiên hiện ở trang chủ.
    What readers want to get done, or what has happened, in their words; the first shows on the home page."""
    also: dict[str, list[Words]] = {}
    """Những từ người ta gõ vào ô tìm kiếm mà bài không dùng, ghi riêng cho từng ngôn ngữ.
    Words people type in the search field that the lesson does not use, for each language."""
    facts: list[Id] = []
    """Mã các dữ kiện mà bài dựa vào, lấy trong facts.yml; không có thì viết []. Ví dụ: otp-validity
    Ids of the facts the lesson rests on, from facts.yml; [] when there is none. Example: otp-validity"""
    requires: list[Path] = []
    """Những bài cần học trước. Bài cùng khóa chỉ cần tên thư mục. Ví dụ: get-to-know-your-phone
    Lessons to take first. In the same course the folder's name is enough. Example: get-to-know-your-phone"""
    reviewed: date
    """Ngày gần nhất bạn đọc lại bài và so với các dữ kiện. Không để trong dấu nháy kép. Ví dụ: 2026-11-22
    The day the lesson was last read against its facts. Without quotes. Example: 2026-11-22"""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong mọi tệp của bài, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in all files of the lesson, each with its reason. Example: {L101: "quotes a law"}
    """


class OptionFile(File):
    """One option of a question; every other key is a language."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra=_other_keys(
            "Phương án: một việc mà người ta hay làm thật trong tình huống đó.",
            "The option: something people really do in that situation.",
        ),
    )
    correct: Literal[True] | None = None
    """Viết true ở phương án đúng; phương án sai thì xóa dòng này.
    Write true for the right option; leave the line out for a wrong one."""
    why: Texts | None = None
    """Lý do phương án này đúng hoặc sai: nói nhẹ nhàng, đủ để người chọn nhầm hiểu ra.
    Why this option is right or wrong: kind words that help someone who chose wrongly."""


class QuestionFile(File):
    """One question of `quiz.yml`."""

    outcome: Id
    """Câu hỏi này kiểm tra kết quả nào: ghi id của kết quả trong lesson.yml. Ví dụ: check-name
    Which outcome this question is about: its id in lesson.yml. Example: check-name"""
    ask: Texts
    """Câu hỏi: kể một tình huống và hỏi người học sẽ làm gì.
    The question: a situation, and what the learner would do."""
    options: Annotated[list[OptionFile], Field(min_length=2, max_length=5)]
    """Từ hai đến năm phương án, đúng một phương án có correct: true.
    Two to five options, one of them with correct: true."""


class CourseFile(File):
    """`course.yml`."""

    status: Literal["growing", "complete"]
    """growing: đang hoàn thiện, còn thiếu thì chỉ bị cảnh báo. complete: đầy đủ, còn thiếu là lỗi.
    growing: lessons are still being written, gaps are warnings. complete: a gap is an error."""
    lessons: list[Path]
    """Các bài theo thứ tự học. Bài của khóa này ghi tên thư mục; bài mượn của khóa khác ghi cả đường dẫn.
    Lessons in order: by folder for this course's own, by full path for one borrowed from another."""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong tệp này, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in this file, each with its reason. Example: {L101: "quotes a law"}"""


class SectionsFile(File):
    """The headings a lesson must have."""

    situation: Words
    """Tiêu đề mục kể tình huống. Ví dụ: Tình huống
    Heading of the situation. Example: The situation"""
    steps: Words
    """Tiêu đề mục hướng dẫn các bước. Ví dụ: Từng bước
    Heading of the steps. Example: Step by step"""
    practice: Words
    """Tiêu đề mục tập làm. Ví dụ: Thử ngay
    Heading of the practice. Example: Try it now"""
    remember: Words
    """Tiêu đề mục những điều cần nhớ. Ví dụ: Ghi nhớ
    Heading of what to remember. Example: Remember"""


class LanguageFile(File):
    """One entry of `languages.yml`."""

    code: Annotated[str, StringConstraints(pattern=_LANGUAGE)]
    """Mã ngôn ngữ hai chữ thường (ISO 639-1), cũng có trong tên tệp. Ví dụ: vi
    Language code of two small letters (ISO 639-1), also found in file names. Example: vi"""
    name: Words
    """Tên ngôn ngữ, viết bằng chính ngôn ngữ đó. Ví dụ: Tiếng Việt
    Name of the language, in that language. Example: English"""
    status: Literal["growing", "complete"] = "complete"
    """growing: đang dịch dần, chỗ chưa dịch thì hiện bản gốc. complete: đầy đủ, còn thiếu là lỗi (không ghi cũng vậy).
    growing: being translated, the source text stands in for gaps. complete: a gap is an error (the same without this).
    """
    placeholder: Words
    """Chữ giữ chỗ ở nơi còn phải viết, do courselib new đặt vào. Ví dụ: CẦN VIẾT
    What stands where words are still to be written; courselib new puts it there. Example: TO WRITE"""
    sections: SectionsFile
    """Bốn tiêu đề mục mà bài học nào cũng có, theo đúng thứ tự này.
    The four headings that every lesson has, in this order."""
    teacher_sections: list[Words]
    """Các tiêu đề mục của giáo án, theo thứ tự. Ví dụ: [Chuẩn bị, Tiến trình]
    Headings of a session plan, in order. Example: [Before you start, Plan]"""
    empty_link_texts: list[Words]
    """Những chữ không nên dùng làm liên kết vì không nói liên kết dẫn đến đâu. Ví dụ: [tại đây]
    Link texts to avoid, because they do not say where the link leads. Example: [click here]"""
    sentence_words: Positive
    """Một câu dài tối đa bao nhiêu từ; tiếng Việt đếm từng tiếng. Ví dụ: 30
    Most words in a sentence; Vietnamese counts syllables. Example: 25"""
    paragraph_sentences: Positive
    """Một đoạn có tối đa bao nhiêu câu. Ví dụ: 4
    Most sentences in a paragraph. Example: 4"""
    day_format: Words
    """Cách viết ngày: {d} là ngày, {m} tháng, {b} tên tháng, {y} năm. Ví dụ: "{d}/{m}/{y}"
    How a day is written: {d} day, {m} month, {b} name of the month, {y} year. Example: "{d} {b} {y}"
    """
    month_format: Words
    """Cách viết tháng và năm khi không có ngày. Ví dụ: "{m}/{y}"
    How a month and year are written without a day. Example: "{b} {y}"
    """
    months: Annotated[list[Words], Field(min_length=12, max_length=12)] | None = None
    """Tên mười hai tháng, nếu cách viết ngày có {b}. Ví dụ: [Jan, Feb, …]
    Names of the twelve months, where dates use {b}. Example: [Jan, Feb, …]"""
    stop_words: list[Words] = []
    """Những từ mà ô tìm kiếm bỏ qua vì bài nào cũng có. Ví dụ: [thì, là, mà]
    Words that search passes over, because they say nothing about a lesson. Example: [a, the, to]"""


class GroupFile(File):
    """One entry of `groups.yml`."""

    id: Id
    """Tên thư mục của nhóm đối tượng trong content/. Ví dụ: citizens
    Name of the target group's folder in content/. Example: citizens"""
    icon: Path
    """Hình vẽ của giao diện, không ghi đuôi tệp. Ví dụ: material/account-group
    A picture of the theme, without its ending. Example: material/account-group"""
    name: Texts
    """Tên nhóm đối tượng. Ví dụ: Người dân
    Name of the target group. Example: Citizens"""
    short: Texts
    """Vài chữ cho biết nhóm này học gì. Ví dụ: Việc hằng ngày với điện thoại
    A few words on what this group learns. Example: Everyday life with a phone"""


class LevelFile(File):
    """One entry of `levels.yml`."""

    id: Id
    """Tên thư mục của bậc trong mỗi nhóm. Ví dụ: basic
    Name of the level's folder in each group. Example: basic"""
    name: Texts
    """Tên bậc. Ví dụ: Cơ bản
    Name of the level. Example: Basic"""
    summary: Texts
    """Một câu: người ở bậc này làm được gì.
    One sentence: what someone at this level can do."""


class CompetenceFile(File):
    """One competence of a framework."""

    code: Code
    """Mã năng lực như trong văn bản gốc của khung, trong dấu nháy kép. Ví dụ: "1.1"
    Code of the competence as the framework writes it, in quotes. Example: "1.1"
    """
    name: Texts
    """Tên năng lực. Ví dụ: Đánh giá dữ liệu, thông tin và nội dung số
    Name of the competence. Example: Evaluating data, information and digital content"""
    summary: Texts | None = None
    """Một câu giải thích năng lực bằng lời dễ hiểu.
    One sentence that explains the competence plainly."""
    unverified: Literal[True] | None = None
    """Viết true nếu chưa đọc được điều này trong văn bản gốc; nếu đã đọc thì xóa dòng này.
    Write true if this was not read in the document itself; otherwise leave the line out."""


class DomainFile(File):
    """One domain of a framework."""

    code: Annotated[str, StringConstraints(max_length=10)]
    """Mã miền năng lực, trong dấu nháy kép. Ví dụ: "1"
    Code of the domain, in quotes. Example: "1"
    """
    name: Texts
    """Tên miền năng lực. Ví dụ: Giao tiếp và hợp tác
    Name of the domain. Example: Communication and collaboration"""
    summary: Texts | None = None
    """Một câu giải thích miền năng lực bằng lời dễ hiểu.
    One sentence that explains the domain plainly."""
    competences: list[CompetenceFile]
    """Các năng lực của miền, theo thứ tự trong khung.
    Competences of the domain, in the framework's order."""


class SourceFile(File):
    """Where a framework's text was read."""

    id: Words
    """Tên ngắn của nguồn, để nhắc đến khi cần. Ví dụ: dlgf-pmc
    Short name of the source. Example: dlgf-pmc"""
    url: Url | None = None
    """Địa chỉ của nguồn, bắt đầu bằng https://; không có địa chỉ thì viết what.
    Address of the source, beginning with https://; without one write what."""
    what: Words | None = None
    """Nguồn là gì, khi không có địa chỉ. Ví dụ: Bản in do thư viện tỉnh giữ
    What the source is, where it has no address. Example: A printed copy in the provincial library"""
    read: Words
    """Đã đọc những phần nào của nguồn. Ví dụ: toàn bộ bảng, 7 miền và 26 năng lực
    Which parts of the source were read. Example: whole table, 7 areas and 26 competences"""


class FrameworkLevelFile(File):
    """One proficiency level of a framework and the library's level it falls in."""

    level: Positive
    """Số của bậc trong khung. Ví dụ: 1
    Number of the level in the framework. Example: 1"""
    band: Id
    """Bậc của thư viện mà nó thuộc về, như trong levels.yml. Ví dụ: basic
    The library's level it falls in, as in levels.yml. Example: basic"""
    meaning: Texts
    """Một câu: người ở bậc này làm được gì.
    One sentence: what someone at this level can do."""
    unverified: Literal[True] | None = None
    """Viết true nếu chưa đọc được điều này trong văn bản gốc; nếu đã đọc thì xóa dòng này.
    Write true if this was not read in the document itself; otherwise leave the line out."""


class FrameworkFile(File):
    """`frameworks/<id>.yml`."""

    id: Id
    """Tên của khung, giống tên tệp bỏ đuôi .yml. Ví dụ: circular-02-2025
    Name of the framework: the file's name without .yml. Example: circular-02-2025"""
    name: Texts
    """Tên khung năng lực. Ví dụ: Khung năng lực số cho người học
    Name of the framework. Example: Digital Competence Framework for Learners"""
    number: Words
    """Số hiệu văn bản. Ví dụ: 02/2025/TT-BGDĐT
    Number of the document. Example: 02/2025/TT-BGDĐT"""
    issued: DateText
    """Ngày ban hành, để trong dấu nháy kép. Ví dụ: "2025-01-24"
    Day of issue, in quotes. Example: "2025-01-24"
    """
    in_force: DateText | None = None
    """Ngày có hiệu lực, để trong dấu nháy kép. Ví dụ: "2025-03-11"
    The day it came into force, in quotes. Example: "2025-03-11"
    """
    read: Words
    """Đã đọc được những phần nào của văn bản, và đọc ở đâu.
    Which parts of the document were read, and where."""
    sources: list[SourceFile]
    """Những nơi đã đọc văn bản này.
    Where the document was read."""
    domains: Annotated[list[DomainFile], Field(min_length=1)]
    """Các miền năng lực của khung, theo thứ tự.
    Domains of the framework, in order."""
    levels: list[FrameworkLevelFile] = []
    """Các bậc của khung, và mỗi bậc thuộc bậc nào của thư viện.
    Levels of the framework, and the library's level that each falls in."""


class CrosswalkTargetFile(File):
    """The other end of a row of the crosswalk."""

    framework: Id
    """Tên của khung kia. Ví dụ: digcomp-2-2
    Name of the other framework. Example: digcomp-2-2"""
    code: Code
    """Mã năng lực trong khung kia, trong dấu nháy kép. Ví dụ: "1.1"
    Code of the competence in the other framework, in quotes. Example: "1.1"
    """
    match: Literal["exact", "close", "partial"]
    """exact: cùng một năng lực. close: cùng phần cốt lõi, rộng hẹp khác nhau. partial: chỉ chung một phần.
    exact: the same competence. close: the same core, wider or narrower. partial: an overlap only."""


class CrosswalkFile(File):
    """One row of `frameworks/crosswalk.yml`."""

    framework: Id
    """Tên của khung. Ví dụ: circular-02-2025
    Name of the framework. Example: circular-02-2025"""
    code: Code
    """Mã năng lực trong khung, trong dấu nháy kép. Ví dụ: "1.1"
    Code of the competence in the framework, in quotes. Example: "1.1"
    """
    to: list[CrosswalkTargetFile]
    """Các năng lực tương ứng trong những khung khác.
    The competences of other frameworks that correspond to it."""
    note: Words | None = None
    """Ghi chú cho người sửa tệp, không hiện trên trang.
    A note for editors; it is not shown."""


class CurriculumFile(File):
    """One block of `curriculum.yml`: competences taken from a framework."""

    framework: Id
    """Các năng lực này lấy từ khung nào. Ví dụ: circular-02-2025
    The framework these competences are taken from. Example: circular-02-2025"""
    competences: Annotated[list[Code], Field(min_length=1)]
    """Mã các năng lực mà bài học được dạy, theo thứ tự. Ví dụ: ["1.1", "1.2"]
    Codes of the competences lessons may teach, in order. Example: ["1.1", "1.2"]"""
    domain: Texts | None = None
    """Tên miền năng lực dùng thay cho tên trong khung; thường không cần.
    Name of the domain to show instead of the framework's own; seldom needed."""


class StopFile(File):
    """A lesson of a learning path."""

    lesson: Path
    """Thư mục của bài, ở khóa học nào cũng được. Ví dụ: citizens/basic/pay-by-qr
    The folder of the lesson, of any course. Example: citizens/basic/pay-by-qr"""
    why: Texts
    """Vì sao học bài này vào lúc này, một câu nói với người học.
    Why this lesson comes here, in one sentence to the learner."""


class LearningPathFile(File):
    """One entry of `paths.yml`."""

    id: Id
    """Tên của lộ trình trong địa chỉ trang. Ví dụ: first-week
    The name of the path in the page's address. Example: first-week"""
    name: Texts
    """Tên lộ trình cho người đọc. Ví dụ: Tuần đầu với điện thoại
    The path's name for readers. Example: First week with a smartphone"""
    summary: Texts
    """Lộ trình dành cho ai, học xong làm được gì, trong một câu.
    Whom it is for and where it leads, in one sentence."""
    lessons: Annotated[list[StopFile], Field(min_length=2)]
    """Các bài theo thứ tự nên học.
    The lessons in the order to learn them."""


class RequiredFile(File):
    """One entry of `required.yml`."""

    course: Path
    """Khóa học: nhóm đối tượng/bậc. Ví dụ: citizens/basic
    The course: group/level. Example: citizens/basic"""
    competences: Literal["all"] | list[Code]
    """Những năng lực khóa học phải dạy: all là tất cả, hoặc một danh sách mã. Ví dụ: ["1.1", "4.2"]
    Competences the course owes: all, or a list of codes. Example: ["1.1", "4.2"]"""


class FactFile(File):
    """One entry of `facts.yml`."""

    id: Id
    """Mã dữ kiện mà bài học ghi ở facts: từ tiếng Anh viết thường, nối bằng gạch nối. Ví dụ: otp-validity
    Id that lessons list under facts: lower-case English words joined by hyphens. Example: otp-validity"""
    topic: Id
    """Chủ đề, để các dữ kiện gần nhau đứng cạnh nhau. Ví dụ: vneid
    Topic, so that related facts stand together. Example: vneid"""
    statement: Texts
    """Nội dung dữ kiện: một câu đầy đủ, hiện ở cuối bài học.
    The fact: one full sentence, shown at the end of a lesson."""
    valid_from: DateText | None = None
    """Ngày quy định bắt đầu có hiệu lực, nếu biết; để trong dấu nháy kép. Ví dụ: "2024-07-01"
    When the rule began to apply, where it is known; in quotes. Example: "2024-07-01"
    """
    as_of: DateText
    """Ngày của nguồn; để trong dấu nháy kép. Ví dụ: "2025-08-28", "2025-08" hoặc "2025"
    Date of the source; in quotes. Example: "2025-08-28", "2025-08" or "2025"
    """
    checked: date
    """Ngày gần nhất bạn đối chiếu dữ kiện với nguồn. Không để trong dấu nháy kép. Ví dụ: 2026-11-22
    The day the fact was last compared with its sources. Without quotes. Example: 2026-11-22"""
    changed: date | None = None
    """Ngày gần nhất nội dung đổi nghĩa; bài nào xem lại trước ngày này thì cần xem lại lần nữa.
    The day its meaning last changed; lessons reviewed before that are due for another review."""
    sources: list[Url]
    """Địa chỉ các nguồn, bắt đầu bằng https://. Chưa có nguồn thì viết [] và confidence: low.
    Addresses of the sources, beginning with https://. Without one write [] and confidence: low."""
    confidence: Literal["high", "medium", "low"]
    """high: dạy được. medium: dạy được, nhưng phải khuyên người học hỏi lại. low: không dạy.
    high: may be taught. medium: only with advice to ask again. low: is not taught."""
    volatile: bool
    """true: hay thay đổi, đối chiếu lại ba tháng một lần. false: ít thay đổi, mỗi năm một lần.
    true: changes often, compared every three months. false: seldom changes, once a year."""
    note: Words | None = None
    """Ghi chú cho người sửa tệp, không hiện trên trang.
    A note for editors; it is not shown."""


class TermFile(File):
    """One entry of `glossary.yml`."""

    term: Texts
    """Từ mà mọi bài học dùng. Ví dụ: mã OTP
    The term that all lessons use. Example: one-time password (OTP)"""
    plain: Texts
    """Cách giải thích từ này cho người mới bắt đầu, trong một câu.
    How to explain it to a beginner, in one sentence."""
    topic: Id
    """Chủ đề, để các từ gần nhau đứng cạnh nhau. Ví dụ: payment
    Topic, so that related terms stand together. Example: payment"""
    avoid: dict[str, list[Words]] = {}
    """Những từ cùng nghĩa mà bài học không dùng, ghi riêng cho từng ngôn ngữ.
    Other words for the same thing that lessons do not use, for each language."""


class BudgetsFile(File):
    """`budgets.yml`."""

    lesson_bytes: Positive
    """Trang bài học và mọi thứ nó tải về: tối đa bao nhiêu byte, sau khi nén. Ví dụ: 10000
    A lesson page with everything it loads: most bytes, compressed. Example: 10000"""
    page_bytes: Positive
    """Một trang bất kỳ và mọi thứ nó tải về: tối đa bao nhiêu byte, sau khi nén. Ví dụ: 14000
    Any page with everything it loads: most bytes, compressed. Example: 14000"""
    lesson_requests: Positive
    """Mở một bài học thì trình duyệt được hỏi máy chủ tối đa mấy lần. Ví dụ: 1
    Most requests that opening a lesson may make, the page among them. Example: 1"""
    page_to_text: Annotated[float, Field(gt=1)]
    """Trang bài học nặng tối đa gấp mấy lần phần chữ của nó, cả hai đã nén. Ví dụ: 2.2
    Most times a lesson page may weigh its own words, both compressed. Example: 2.2"""
    image_bytes: Positive
    """Một tệp ảnh trong thư mục images: tối đa bao nhiêu byte. Ví dụ: 60000
    A picture in a folder images: most bytes. Example: 60000"""
    script_bytes: Positive
    """Những đoạn mã mà trang tự tải: tối đa bao nhiêu byte, sau khi nén. Ví dụ: 3000
    The scripts a page loads by itself: most bytes, compressed. Example: 3000"""
    emergency_bytes: Positive
    """Trang khẩn cấp: tối đa bao nhiêu byte, sau khi nén. Ví dụ: 6000
    The emergency page: most bytes, compressed. Example: 6000"""
    search_bytes: Positive
    """Lần tìm kiếm đầu tiên được tải tối đa bao nhiêu byte, sau khi nén. Ví dụ: 15000
    What a first search may load: most bytes, compressed. Example: 15000"""
    offline_lesson_bytes: Positive
    """Lưu để đọc khi không có mạng: trung bình mỗi bài tối đa bao nhiêu byte, đã nén. Ví dụ: 8000
    Kept for reading offline: most bytes for each lesson, compressed. Example: 8000"""
    text_file_bytes: Positive
    """Một tệp Markdown hoặc YAML của bài học: tối đa bao nhiêu byte; lớn hơn thì không được đọc.
    A Markdown or YAML file of a lesson: most bytes; a larger one is not read."""
    volatile_fact_days: Positive
    """Dữ kiện hay thay đổi: sau bao nhiêu ngày thì quá hạn đối chiếu. Ví dụ: 92
    Days after which a fact that changes often is overdue. Example: 92"""
    stable_fact_days: Positive
    """Dữ kiện ít thay đổi: sau bao nhiêu ngày thì quá hạn đối chiếu. Ví dụ: 366
    Days after which a fact that seldom changes is overdue. Example: 366"""


class PolicyFile(File):
    """`checks.yml`."""

    warning: list[str] = []
    """Mã các quy tắc chỉ cảnh báo chứ không báo lỗi. Ví dụ: [F103]
    Codes of rules that warn and are never errors. Example: [F103]"""
    growing: list[str] = []
    """Mã các quy tắc chỉ cảnh báo khi khóa học hoặc ngôn ngữ đang hoàn thiện; khi đã đầy đủ thì là lỗi.
    Codes of rules that warn while a course or a language is growing, and are errors once it is complete."""
    ignore: Excuses = {}
    """Mã của phát hiện được bỏ qua trong các tệp của _data, kèm lý do. Ví dụ: {L101: "trích nguyên văn luật"}
    Codes of findings that are excused in the files of _data, each with its reason. Example: {L101: "quotes a law"}"""


class FrontDoorFile(File):
    """`home.yml`."""

    emergency: Path | None = None
    """Trang khẩn cấp mà trang nào cũng có liên kết đến. Ví dụ: emergency
    The emergency page, linked from every page. Example: emergency"""
    troubles: list[Path] = []
    """Những bài cho người đang lo, theo thứ tự trên trang chủ. Ví dụ: citizens/basic/fake-police-call
    Lessons for someone who is worried, in the home page's order. Example: citizens/basic/fake-police-call"""
    tasks: list[Path] = []
    """Những bài cho người cần làm một việc gì đó, theo thứ tự trên trang chủ. Ví dụ: citizens/basic/pay-by-qr
    Lessons for someone with something to do, in the home page's order. Example: citizens/basic/pay-by-qr"""
