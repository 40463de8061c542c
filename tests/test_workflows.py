"""The workflows: who may do what, and the scripts that speak to GitHub, run against a stand-in for it."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT, TODAY
from courselib.reports import upkeep

GITHUB = ROOT / ".github"
SCRIPTS = GITHUB / "scripts"
WORKFLOWS = {path.name: path for path in sorted((GITHUB / "workflows").glob("*.yml"))}
FORMS = sorted((GITHUB / "ISSUE_TEMPLATE").glob("*.*.yml"))
KINDS = {"correction": "correction", "fact-changed": "fact", "lesson-idea": "lesson-idea"}
"""The forms, and the label of each."""
PROGRAMS = Path(sys.executable).parent
BOT = {"login": "github-actions[bot]"}
STRANGER = {"login": "stranger"}
MARKER = "<!-- courselib change -->"
HEAD = "a" * 40


def read(name: str) -> dict[str, Any]:
    """A workflow; PyYAML, by YAML 1.1, reads the key `on` as true."""
    found: dict[Any, Any] = yaml.safe_load(WORKFLOWS[name].read_text("utf-8"))
    found["on"] = found.pop(True)
    return found


def jobs() -> Iterator[tuple[str, dict[str, Any]]]:
    for name in WORKFLOWS:
        for key, job in read(name)["jobs"].items():
            yield f"{name}: {key}", job


def steps() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, job in jobs():
        for number, step in enumerate(job["steps"], 1):
            yield f"{name}: step {number}", step


# Who may do what


@pytest.mark.parametrize("name", WORKFLOWS)
def test_no_strangers_code_gets_a_token_that_writes(name: str) -> None:
    """Docs: decision 8. A workflow that a pull request starts only reads, and knows no secret."""
    workflow = read(name)
    text = WORKFLOWS[name].read_text("utf-8")
    assert "pull_request_target" not in text
    assert workflow["permissions"] == {}
    assert "secrets." not in text  # the token is github.token
    if "pull_request" in workflow["on"]:
        assert "github.token" not in text
        for job in workflow["jobs"].values():
            assert set(job["permissions"].values()) <= {"read"}


def test_jobs_name_their_rights_and_their_time() -> None:
    for name, job in jobs():
        assert isinstance(job["permissions"], dict), name
        assert 0 < job["timeout-minutes"] <= 60, name


def test_rights_to_write_are_the_known_ones() -> None:
    """A new right to write is a decision, so it is written down here too."""
    writing = {
        (name, right)
        for name, job in jobs()
        for right, degree in job["permissions"].items()
        if degree not in ("read", "none")
    }
    assert writing == {
        ("comment.yml: comment", "pull-requests"),
        ("pages.yml: deploy", "pages"),
        ("pages.yml: deploy", "id-token"),
        ("upkeep.yml: tell", "issues"),
    }


def test_actions_are_pinned_and_say_their_version() -> None:
    versions: dict[str, set[str]] = {}
    for path in WORKFLOWS.values():
        for line in path.read_text("utf-8").splitlines():
            if "uses:" in line:
                found = re.fullmatch(r"\s*(?:- )?uses: ([\w./-]+)@([0-9a-f]{40}) # (v\d+\.\d+\.\d+)", line)
                assert found, f"{path.name}: {line}"
                versions.setdefault(found[1], set()).add(f"{found[2]} {found[3]}")
    assert all(len(one) == 1 for one in versions.values()), versions


def test_what_is_run_is_short_and_holds_no_value_of_an_event() -> None:
    """Values reach the shell as variables; what is longer than a line is a script with a test."""
    for name, step in steps():
        run = step.get("run", "")
        assert "${{" not in run, name
        assert "\n" not in run, name
        for script in re.findall(r"\S+\.sh\b", run):
            assert run == f'sh {script} "$RUNNER_TEMP/{run.partition("$RUNNER_TEMP/")[2]}', name
            assert (ROOT / script).is_file(), name


def test_checkouts_leave_no_token_and_take_no_strangers_branch() -> None:
    for name, step in steps():
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False, name
            assert step["with"].get("ref", "") in ("", "${{ github.event.repository.default_branch }}"), name
            assert "repository" not in step["with"], name


def test_the_comment_gives_its_token_only_to_its_scripts() -> None:
    workflow = read("comment.yml")
    assert workflow["on"] == {"workflow_run": {"workflows": [read("check.yml")["name"]], "types": ["completed"]}}
    assert "env" not in workflow
    (job,) = workflow["jobs"].values()
    assert "env" not in job
    with_token = [step for step in job["steps"] if "GH_TOKEN" in step.get("env", {})]
    assert [step["run"].split()[1] for step in with_token] == [
        ".github/scripts/fetch-change.sh",
        ".github/scripts/post-comment.sh",
    ]


def test_the_gate_waits_for_all_other_jobs() -> None:
    found = read("check.yml")["jobs"]
    assert set(found["done"]["needs"]) == set(found) - {"done"}
    assert found["done"]["if"] == "always()"


def test_artifacts_read_are_artifacts_written() -> None:
    written = [step["with"]["name"] for _, step in steps() if "/upload-artifact@" in step.get("uses", "")]
    fetched = (SCRIPTS / "fetch-change.sh").read_text("utf-8")
    assert sorted(written) == ["change", "preview", "upkeep"]
    assert re.findall(r"\$\(newest (\w+)\)", fetched) == ["change", "preview"]


def test_shell_is_plain() -> None:
    for script in SCRIPTS.glob("*.sh"):
        assert script.read_text("utf-8").startswith("#!/bin/sh\n"), script.name
        assert "\nset -eu\n" in script.read_text("utf-8"), script.name
    done = subprocess.run([PROGRAMS / "shellcheck", *SCRIPTS.glob("*.sh")], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


# Forms


def fields(form: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load(form.read_text("utf-8"))["body"] if one["type"] != "markdown"]


def test_forms_are_what_github_takes() -> None:
    for schema, files in (("issue-forms", FORMS), ("issue-config", [GITHUB / "ISSUE_TEMPLATE/config.yml"])):
        program = PROGRAMS / "check-jsonschema"
        done = subprocess.run(
            [program, "--builtin-schema", f"vendor.github-{schema}", *files], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout


def test_each_form_is_there_in_both_languages_with_the_same_fields() -> None:
    assert {form.name for form in FORMS} == {f"{kind}.{language}.yml" for kind in KINDS for language in ("vi", "en")}
    names = [yaml.safe_load(form.read_text("utf-8"))["name"] for form in FORMS]
    assert len(names) == len(set(names))
    for kind, label in KINDS.items():
        vietnamese, english = (GITHUB / f"ISSUE_TEMPLATE/{kind}.{language}.yml" for language in ("vi", "en"))
        shapes = []
        for form in (vietnamese, english):
            assert yaml.safe_load(form.read_text("utf-8"))["labels"] == [label]
            ids = [field["id"] for field in fields(form)]
            assert len(ids) == len(set(ids))
            shapes.append([(field["id"], field["type"], field.get("validations")) for field in fields(form)])
        assert shapes[0] == shapes[1]


def test_a_link_can_fill_in_the_page_of_a_correction() -> None:
    """The site's link names the form and the field: `?template=correction.vi.yml&page=…`."""
    for language in ("vi", "en"):
        first = fields(GITHUB / f"ISSUE_TEMPLATE/correction.{language}.yml")[0]
        assert (first["id"], first["type"]) == ("page", "input")


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_warns_before_anything_is_typed(form: Path) -> None:
    """Issues are public, and no help for someone who is being cheated right now."""
    language = form.name.split(".")[1]
    first = yaml.safe_load(form.read_text("utf-8"))["body"][0]
    words = first["attributes"]["value"]
    assert first["type"] == "markdown"
    assert "OTP" in words
    assert "113" in words
    target = re.search(r"\(\.\./blob/HEAD/(\S+)\)", words)
    assert target
    assert target[1] == f"content/emergency.{language}.md"
    assert (ROOT / target[1]).is_file()


# The scripts, with a stand-in for gh

STAND_IN = """\
import base64, json, os, sys
from pathlib import Path

here = Path(os.environ["STAND_IN"])
words = sys.argv[1:]
call = {"method": "GET", "fields": {}}
if words[:2] == ["label", "create"]:
    call |= {"method": "LABEL", "path": words[2]}
else:
    assert words.pop(0) == "api", words
    while words:
        word = words.pop(0)
        if word == "--method":
            call["method"] = words.pop(0)
        elif word in ("--raw-field", "--field"):
            name, _, value = words.pop(0).partition("=")
            if word == "--field" and value.startswith("@"):
                value = Path(value[1:]).read_text("utf-8")
            call["fields"][name] = value
        elif word not in ("--paginate", "--silent"):
            assert "path" not in call and not word.startswith("-"), word
            call["path"] = word
with (here / "calls").open("a", encoding="utf-8") as log:
    log.write(json.dumps(call) + "\\n")
answers = json.loads((here / "answers").read_text("utf-8"))
key = call["method"] + " " + call["path"]
if call["method"] == "GET":
    named = key + " " + call["fields"].get("name", "")
    answer = answers.get(named, answers.get(key))
    if answer is None:
        sys.exit("gh: HTTP 500")
    sys.stdout.buffer.write(base64.b64decode(answer))
"""


class GitHub:
    """A stand-in for `gh` that plays answers back and keeps a list of what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.answers: dict[str, str] = {}
        self.environment = {
            "PATH": f"{folder}/bin:/usr/bin:/bin",
            "LC_ALL": "C.UTF-8",
            "STAND_IN": str(folder),
            "GITHUB_REPOSITORY": "house/library",
            "GITHUB_SERVER_URL": "https://git.example",
            "GITHUB_OUTPUT": str(folder / "output"),
        }
        (folder / "bin").mkdir()
        (folder / "gh.py").write_text(STAND_IN, "utf-8")
        (folder / "bin/gh").write_text(f'#!/bin/sh\nexec "{sys.executable}" "{folder}/gh.py" "$@"\n', "utf-8")
        (folder / "bin/gh").chmod(0o755)

    def says(self, path: str, *pages: object) -> None:
        """Answer a GET with JSON; several pages come one after the other, as `gh --paginate` prints them."""
        self.answers[f"GET {path}"] = base64.b64encode("".join(map(json.dumps, pages)).encode()).decode()

    def sends(self, path: str, content: bytes) -> None:
        """Answer a GET with bytes."""
        self.answers[f"GET {path}"] = base64.b64encode(content).decode()

    def run(self, script: str, argument: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of `.github/scripts/`."""
        (self.folder / "answers").write_text(json.dumps(self.answers), "utf-8")
        return subprocess.run(
            ["sh", SCRIPTS / script, argument],
            env=self.environment | environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
        )

    @property
    def calls(self) -> list[dict[str, Any]]:
        log = self.folder / "calls"
        return [json.loads(line) for line in log.read_text("utf-8").splitlines()] if log.exists() else []

    @property
    def changes(self) -> list[tuple[str, dict[str, str]]]:
        """What the script asked GitHub to change: method and path, fields."""
        return [(f"{one['method']} {one['path']}", one["fields"]) for one in self.calls if one["method"] != "GET"]


@pytest.fixture
def github(tmp_path: Path) -> GitHub:
    return GitHub(tmp_path)


class TestComment:
    """`post-comment.sh`: one comment, under the right pull request."""

    NEW = f"{MARKER}\nThay đổi này chạm tới 2 bài.\n"

    def post(
        self, github: GitHub, *, branch: str = "sửa-bài", owner: str = "teacher", text: str = NEW
    ) -> subprocess.CompletedProcess[str]:
        file = github.folder / "comment.md"
        file.write_text(text, "utf-8")
        return github.run("post-comment.sh", file, OWNER=owner, BRANCH=branch, COMMIT=HEAD)

    def pulls(self, github: GitHub, *heads: str) -> None:
        pulls = [{"number": number, "head": {"sha": head}} for number, head in enumerate(heads, 7)]
        github.says("repos/house/library/pulls", pulls)

    def comments(self, github: GitHub, *pages: list[dict[str, Any]]) -> None:
        github.says("repos/house/library/issues/7/comments", *pages)

    def test_is_made_when_there_is_none(self, github: GitHub) -> None:
        self.pulls(github, HEAD)
        self.comments(github, [])
        assert self.post(github).returncode == 0
        assert github.changes == [("POST repos/house/library/issues/7/comments", {"body": self.NEW})]

    def test_is_written_anew_when_there_is_one(self, github: GitHub) -> None:
        """It may stand on a later page, and GitHub may give lines back with a carriage return."""
        self.pulls(github, "b" * 40, HEAD)
        other = [{"id": number, "user": STRANGER, "body": "cảm ơn"} for number in range(100)]
        mine = {"id": 501, "user": BOT, "body": f"{MARKER}\r\nold"}
        github.says("repos/house/library/issues/8/comments", other, [mine, mine | {"id": 502}])
        assert self.post(github).returncode == 0
        assert github.changes == [("PATCH repos/house/library/issues/comments/501", {"body": self.NEW})]

    def test_of_a_stranger_or_another_robot_is_left_alone(self, github: GitHub) -> None:
        self.pulls(github, HEAD)
        self.comments(
            github,
            [
                {"id": 1, "user": STRANGER, "body": f"{MARKER}\nmine"},
                {"id": 2, "user": BOT, "body": f"said: {MARKER}"},
                {"id": 3, "user": BOT, "body": f"{MARKER} and more"},
                {"id": 4, "user": None, "body": None},
            ],
        )
        assert self.post(github).returncode == 0
        assert [what for what, _ in github.changes] == ["POST repos/house/library/issues/7/comments"]

    def test_is_not_made_when_the_branch_has_moved_on(self, github: GitHub) -> None:
        self.pulls(github, "b" * 40)
        done = self.post(github)
        assert (done.returncode, github.changes) == (0, [])
        assert "nothing to say" in done.stdout

    def test_is_not_made_when_two_pull_requests_are_meant(self, github: GitHub) -> None:
        self.pulls(github, HEAD, HEAD)
        assert (self.post(github).returncode, github.changes) == (0, [])

    def test_is_not_made_when_the_fork_is_gone(self, github: GitHub) -> None:
        assert (self.post(github, owner="", branch="").returncode, github.calls) == (0, [])

    def test_is_not_made_twice_when_github_does_not_answer(self, github: GitHub) -> None:
        """No answer is not the answer that there is no comment."""
        self.pulls(github, HEAD)
        done = self.post(github)
        assert done.returncode != 0
        assert github.changes == []

    @pytest.mark.parametrize("text", ["", "hello\n", f"hello\n{MARKER}\n"])
    def test_without_its_marker_is_not_made(self, github: GitHub, text: str) -> None:
        """It would not be found again, and the next one would stand beside it."""
        done = self.post(github, text=text)
        assert (done.returncode, github.calls) == (1, [])
        assert done.stdout.startswith("::error::")

    @pytest.mark.parametrize(
        "branch",
        ['$(touch bad)"; touch bad;', "`touch bad`", "@/etc/passwd", "a&state=all#", "-X", "*", '") | .[] | ("'],
    )
    def test_a_branch_is_only_ever_an_argument(self, github: GitHub, branch: str) -> None:
        self.pulls(github, HEAD)
        self.comments(github, [])
        assert self.post(github, branch=branch).returncode == 0
        assert github.calls[0]["fields"] == {"state": "open", "per_page": "100", "head": f"teacher:{branch}"}
        assert not (github.folder / "bad").exists()


class TestFetch:
    """`fetch-change.sh`: of what a stranger's check left, one small file."""

    RUN = "repos/house/library/actions/runs/42/artifacts"

    def artifacts(self, github: GitHub, **names: list[tuple[int, bool]]) -> None:
        for name, found in names.items():
            rows = [{"id": number, "name": name, "expired": expired} for number, expired in found]
            github.says(f"{self.RUN} {name}", {"artifacts": rows})

    def fetch(self, github: GitHub) -> subprocess.CompletedProcess[str]:
        return github.run("fetch-change.sh", github.folder / "change", RUN="42")

    def output(self, github: GitHub) -> str:
        file = github.folder / "output"
        return file.read_text("utf-8") if file.exists() else ""

    def archive(self, files: dict[str, bytes]) -> bytes:
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
            for name, content in files.items():
                packed.writestr(name, content)
        return made.getvalue()

    def test_takes_the_newest_report_and_says_where_the_preview_is(self, github: GitHub) -> None:
        self.artifacts(github, change=[(5, False), (11, False), (12, True)], preview=[(9, False)])
        github.sends("repos/house/library/actions/artifacts/11/zip", self.archive({"change.json": b'{"a": 1}'}))
        assert self.fetch(github).returncode == 0
        assert (github.folder / "change/change.json").read_bytes() == b'{"a": 1}'
        address = "https://git.example/house/library/actions/runs/42/artifacts/9"
        assert self.output(github) == f"found=yes\npreview={address}\n"

    def test_a_run_without_a_preview(self, github: GitHub) -> None:
        self.artifacts(github, change=[(5, False)], preview=[])
        github.sends("repos/house/library/actions/artifacts/5/zip", self.archive({"change.json": b"[]"}))
        assert self.fetch(github).returncode == 0
        assert self.output(github) == "found=yes\n"

    def test_a_run_without_a_report_is_no_fault(self, github: GitHub) -> None:
        self.artifacts(github, change=[(5, True)])
        done = self.fetch(github)
        assert (done.returncode, self.output(github)) == (0, "")

    def test_no_other_file_of_the_archive_is_unpacked(self, github: GitHub) -> None:
        self.artifacts(github, change=[(5, False)], preview=[])
        files = {"../../bad": b"x", "/bad": b"x", "bad": b"x", ".github/bad": b"x", "change.json": b"{}"}
        github.sends("repos/house/library/actions/artifacts/5/zip", self.archive(files))
        assert self.fetch(github).returncode == 0
        assert not [*github.folder.parent.rglob("bad")]
        assert {path.name for path in (github.folder / "change").rglob("*")} == {
            "artifacts.json",
            "change.zip",
            "change.json",
        }

    def test_a_link_in_the_archive_is_not_followed(self, github: GitHub) -> None:
        (github.folder / "secret").write_text("secret", "utf-8")
        link = zipfile.ZipInfo("change.json")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as packed:
            packed.writestr(link, "../secret")
        self.artifacts(github, change=[(5, False)], preview=[])
        github.sends("repos/house/library/actions/artifacts/5/zip", made.getvalue())
        assert self.fetch(github).returncode == 0
        assert (github.folder / "change/change.json").read_text("utf-8") == "../secret"

    @pytest.mark.parametrize(
        "content",
        [b"", b"no archive", "bomb", "large", "other"],
        ids=["nothing", "no archive", "bomb", "large", "another file"],
    )
    def test_what_is_no_small_report_is_refused(self, github: GitHub, content: bytes | str) -> None:
        made = {
            "bomb": lambda: self.archive({"change.json": b" " * 200_000_000}),
            "large": lambda: b"x" * 3_000_000,
            "other": lambda: self.archive({"other.json": b"{}"}),
        }
        self.artifacts(github, change=[(5, False)], preview=[])
        sent = content if isinstance(content, bytes) else made[content]()
        github.sends("repos/house/library/actions/artifacts/5/zip", sent)
        done = self.fetch(github)
        assert (done.returncode, self.output(github)) == (1, "")
        assert "::error::" in done.stdout
        assert all(path.stat().st_size <= 1_000_001 for path in (github.folder / "change").iterdir())

    def test_a_folder_that_is_there_is_not_used(self, github: GitHub) -> None:
        (github.folder / "change").mkdir()
        assert self.fetch(github).returncode != 0
        assert github.calls == []


class TestUpkeep:
    """`tell-upkeep.sh`: never more than one issue."""

    WORK = "Có 2 việc cần chăm sóc\n\n- một\n- hai\n"
    NOTHING = "Không có việc gì cần làm. / Nothing to do.\n"
    TITLE = "Việc cần chăm sóc / Upkeep"
    ISSUES = "repos/house/library/issues"

    def tell(self, github: GitHub, text: str, *pages: list[dict[str, Any]]) -> subprocess.CompletedProcess[str]:
        if pages:
            github.says(self.ISSUES, *pages)
        file = github.folder / "upkeep.md"
        file.write_text(text, "utf-8")
        return github.run("tell-upkeep.sh", file)

    def issue(self, number: int, state: str, **more: object) -> dict[str, Any]:
        return {"number": number, "state": state, "user": BOT} | more

    def test_is_made_with_its_label_when_there_is_none(self, github: GitHub) -> None:
        others = [self.issue(3, "open", user=STRANGER), self.issue(4, "open", pull_request={})]
        assert self.tell(github, self.WORK, others).returncode == 0
        (label, _), (made, what) = github.changes
        assert label == "LABEL upkeep"
        assert made == f"POST {self.ISSUES}"
        assert what == {"title": self.TITLE, "labels[]": "upkeep", "body": self.WORK}
        assert github.calls[0]["fields"] == {"state": "all", "labels": "upkeep", "per_page": "100"}

    @pytest.mark.parametrize("state", ["open", "closed"])
    def test_is_written_anew_and_opened_again(self, github: GitHub, state: str) -> None:
        assert (
            self.tell(github, self.WORK, [self.issue(3, "open", user=STRANGER)], [self.issue(5, state)]).returncode == 0
        )
        assert github.changes == [(f"PATCH {self.ISSUES}/5", {"title": self.TITLE, "state": "open", "body": self.WORK})]

    def test_an_open_one_comes_before_an_older_closed_one(self, github: GitHub) -> None:
        self.tell(github, self.WORK, [self.issue(2, "closed"), self.issue(9, "open"), self.issue(8, "open")])
        assert [what for what, _ in github.changes] == [f"PATCH {self.ISSUES}/8"]

    def test_is_closed_when_nothing_is_left(self, github: GitHub) -> None:
        assert self.tell(github, self.NOTHING, [self.issue(5, "open")]).returncode == 0
        assert [(what, one["state"]) for what, one in github.changes] == [(f"PATCH {self.ISSUES}/5", "closed")]

    def test_the_report_has_one_line_when_nothing_is_left(self) -> None:
        assert len([*upkeep.comment(upkeep.Upkeep(TODAY, (), (), (), ()))]) == 1

    @pytest.mark.parametrize("there", [[], ["closed"]])
    def test_nothing_to_do_and_nothing_open_changes_nothing(self, github: GitHub, there: list[str]) -> None:
        done = self.tell(github, self.NOTHING, [self.issue(5, state) for state in there])
        assert (done.returncode, github.changes) == (0, [])

    def test_is_not_made_twice_when_github_does_not_answer(self, github: GitHub) -> None:
        done = self.tell(github, self.WORK)
        assert done.returncode != 0
        assert github.changes == []

    def test_an_empty_report_changes_nothing(self, github: GitHub) -> None:
        done = self.tell(github, "", [self.issue(5, "open")])
        assert (done.returncode, github.calls) == (1, [])


# make change, with a stand-in for courselib


def make_change(folder: Path, base: str, program: str) -> subprocess.CompletedProcess[str]:
    """Run `make change` in a folder where `courselib` is a shell program that first writes down its arguments."""
    shutil.copy(ROOT / "Makefile", folder)
    (folder / ".venv/bin").mkdir(parents=True)
    for name in ("requirements.txt", "pyproject.toml", ".venv/python", ".venv/site"):
        (folder / name).touch()
    courselib = folder / ".venv/bin/courselib"
    courselib.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> log\necho >> log\n{program}\n', "utf-8")
    courselib.chmod(0o755)
    environment = {"PATH": "/usr/bin:/bin", "BASE": base}
    return subprocess.run(["make", "change"], cwd=folder, env=environment, capture_output=True, text=True)


@pytest.mark.parametrize(
    ("program", "ends", "kept"),
    [
        ('case "$*" in *--base*) echo "{}" ;; esac; exit 0', 0, True),
        ('case "$*" in *--base*) echo "{}" ;; esac; exit 1', 2, True),
        ("exit 1", 2, False),
        ('echo "{"; exit 2', 2, False),
    ],
    ids=["open gate", "shut gate", "no report", "half a report"],
)
def test_make_change_keeps_the_report_and_the_verdict(tmp_path: Path, program: str, ends: int, kept: bool) -> None:
    """GNU make ends with 2 whenever a command fails."""
    base = '"$(touch bad)`touch bad`'
    done = make_change(tmp_path, base, program)
    calls = (tmp_path / "log").read_text("utf-8").splitlines()
    assert done.returncode == ends, done.stderr
    assert (tmp_path / "change.json").exists() is kept
    assert calls[0] == f"report|change|--base|{base}|--format|json|"
    assert calls[1:] == (["report|change|--read|change.json|--format|github|"] if kept else [])
    assert not (tmp_path / "bad").exists()


def test_make_change_asks_what_to_compare_with(tmp_path: Path) -> None:
    done = make_change(tmp_path, "", "exit 0")
    assert done.returncode == 2
    assert "BASE=origin/main" in done.stdout
    assert not (tmp_path / "log").exists()
