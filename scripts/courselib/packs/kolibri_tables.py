"""The database of a Kolibri channel: version 5 of its schema, which Kolibri reads since 0.15.

See `kolibri/core/content/contentschema/versions/content_schema_5.py` of https://github.com/learningequality/kolibri.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from courselib.packs.database import same_bytes
from courselib.packs.lasting import lasting

VERSION = "5"
_TABLES = """
CREATE TABLE content_language (
  id VARCHAR(14) PRIMARY KEY, lang_code VARCHAR(3) NOT NULL, lang_subcode VARCHAR(10), lang_name VARCHAR(100),
  lang_direction VARCHAR(3) NOT NULL);
CREATE TABLE content_contenttag (id CHAR(32) PRIMARY KEY, tag_name VARCHAR(30) NOT NULL);
CREATE TABLE content_localfile (
  id VARCHAR(32) PRIMARY KEY, extension VARCHAR(40) NOT NULL, available BOOLEAN NOT NULL, file_size INTEGER);
CREATE TABLE content_contentnode (
  id CHAR(32) PRIMARY KEY, license_name VARCHAR(50), license_description TEXT, title VARCHAR(200) NOT NULL,
  coach_content BOOLEAN NOT NULL, content_id CHAR(32) NOT NULL, channel_id CHAR(32) NOT NULL, description TEXT,
  sort_order FLOAT, license_owner VARCHAR(200) NOT NULL, author VARCHAR(200) NOT NULL, kind VARCHAR(200) NOT NULL,
  available BOOLEAN NOT NULL, options TEXT, grade_levels TEXT, resource_types TEXT, learning_activities TEXT,
  accessibility_labels TEXT, categories TEXT, learner_needs TEXT, duration INTEGER, lft INTEGER NOT NULL,
  rght INTEGER NOT NULL, tree_id INTEGER NOT NULL, level INTEGER NOT NULL,
  lang_id VARCHAR(14) REFERENCES content_language (id), parent_id CHAR(32) REFERENCES content_contentnode (id));
CREATE TABLE content_assessmentmetadata (
  id CHAR(32) PRIMARY KEY, assessment_item_ids TEXT NOT NULL, number_of_assessments INTEGER NOT NULL,
  mastery_model TEXT NOT NULL, randomize BOOLEAN NOT NULL, is_manipulable BOOLEAN NOT NULL,
  contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id));
CREATE TABLE content_channelmetadata (
  id CHAR(32) PRIMARY KEY, name VARCHAR(200) NOT NULL, description VARCHAR(400) NOT NULL, tagline VARCHAR(150),
  author VARCHAR(400) NOT NULL, version INTEGER NOT NULL, thumbnail TEXT NOT NULL, last_updated VARCHAR,
  min_schema_version VARCHAR(50) NOT NULL, root_id CHAR(32) NOT NULL REFERENCES content_contentnode (id));
CREATE TABLE content_contentnode_has_prerequisite (
  id INTEGER PRIMARY KEY, from_contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  to_contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  UNIQUE (from_contentnode_id, to_contentnode_id));
CREATE TABLE content_contentnode_related (
  id INTEGER PRIMARY KEY, from_contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  to_contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  UNIQUE (from_contentnode_id, to_contentnode_id));
CREATE TABLE content_contentnode_tags (
  id INTEGER PRIMARY KEY, contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  contenttag_id CHAR(32) NOT NULL REFERENCES content_contenttag (id), UNIQUE (contentnode_id, contenttag_id));
CREATE TABLE content_file (
  id CHAR(32) PRIMARY KEY, preset VARCHAR(150) NOT NULL, supplementary BOOLEAN NOT NULL, thumbnail BOOLEAN NOT NULL,
  priority INTEGER, contentnode_id CHAR(32) NOT NULL REFERENCES content_contentnode (id),
  lang_id VARCHAR(14) REFERENCES content_language (id),
  local_file_id VARCHAR(32) NOT NULL REFERENCES content_localfile (id));
"""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file of a resource."""

    checksum: str
    """MD5 in hex, as Kolibri names and checks files."""
    extension: str
    preset: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Node:
    """A topic or resource of the tree."""

    id: str
    content_id: str
    """The same for the same resource in every channel."""
    kind: str
    title: str
    description: str
    labels: Mapping[str, str]
    """Columns of labels, such as `categories`."""
    tags: tuple[str, ...] = ()
    file: Stored | None = None
    seconds: int | None = None
    coach: bool = False
    """Whether only coaches see it."""
    options: Mapping[str, Any] | None = None
    questions: tuple[str, ...] = ()
    """Ids of the questions of an exercise."""
    requires: tuple[str, ...] = ()
    """Ids of nodes that should come before."""
    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel."""

    root: Node
    """Its id is the channel's."""
    description: str
    tagline: str
    author: str
    version: int
    updated: str
    """As Kolibri writes it: `2026-11-22 12:00:00(UTC)`."""
    language: tuple[str, str, str]
    """Code, name in the language, direction."""
    licence: tuple[str, str]
    """Its name as Kolibri knows it, and what it says."""


def database(channel: Channel) -> bytes:
    """The database of a channel as a file."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA page_size = 4096")
        connection.executescript(_TABLES)
        _Writer(connection, channel).write()
        return same_bytes(connection)
    finally:
        connection.close()


class _Writer:
    """Writes the rows of a channel, each node after its parent."""

    def __init__(self, connection: sqlite3.Connection, channel: Channel) -> None:
        self.connection = connection
        self.channel = channel
        self.side = 0
        """Numbers the sides of nodes: a node's left side, what is inside, its right side."""

    def write(self) -> None:
        channel, root = self.channel, self.channel.root
        code, name, direction = channel.language
        self.add("language", id=code, lang_code=code, lang_name=name, lang_direction=direction)
        self.node(root, None, 0, 1)
        self.requirements(root)
        self.add(
            "channelmetadata",
            id=root.id,
            name=root.title,
            description=channel.description,
            tagline=channel.tagline,
            author=channel.author,
            version=channel.version,
            thumbnail="",
            last_updated=channel.updated,
            min_schema_version=VERSION,
            root_id=root.id,
        )

    def node(self, node: Node, parent: str | None, level: int, place: int) -> None:
        self.side += 1
        left = self.side
        # A node ends where its last descendant does: every node has two sides.
        right = left + 2 * _size(node) - 1
        topic = node.file is None
        name, description = self.channel.licence
        self.add(
            "contentnode",
            id=node.id,
            license_name=None if topic else name,
            license_description=None if topic else description,
            title=node.title,
            coach_content=node.coach,
            content_id=node.content_id,
            channel_id=self.channel.root.id,
            description=node.description,
            sort_order=float(place),
            license_owner="" if topic else self.channel.author,
            author=self.channel.author,
            kind=node.kind,
            available=False,
            options=json.dumps(node.options or {}),
            **node.labels,
            duration=node.seconds,
            lft=left,
            rght=right,
            tree_id=1,
            level=level,
            lang_id=self.channel.language[0],
            parent_id=parent,
        )
        self.tags(node)
        if node.file:
            self.file(node, node.file)
        if node.questions:
            self.questions(node)
        for number, child in enumerate(node.children, 1):
            self.node(child, node.id, level + 1, number)
        self.side = right

    def tags(self, node: Node) -> None:
        for tag in node.tags:
            name = lasting("tag", tag).hex
            self.add("contenttag", "OR IGNORE", id=name, tag_name=tag)
            self.add("contentnode_tags", contentnode_id=node.id, contenttag_id=name)

    def file(self, node: Node, file: Stored) -> None:
        self.add(
            "localfile",
            "OR IGNORE",
            id=file.checksum,
            extension=file.extension,
            available=False,
            file_size=len(file.data),
        )
        self.add(
            "file",
            id=lasting("file", node.id).hex,
            preset=file.preset,
            supplementary=False,
            thumbnail=False,
            priority=1,
            contentnode_id=node.id,
            lang_id=self.channel.language[0],
            local_file_id=file.checksum,
        )

    def questions(self, node: Node) -> None:
        self.add(
            "assessmentmetadata",
            id=lasting("assessment", node.id).hex,
            assessment_item_ids=json.dumps(node.questions),
            number_of_assessments=len(node.questions),
            mastery_model=json.dumps({"type": "do_all"}),
            randomize=False,
            is_manipulable=True,
            contentnode_id=node.id,
        )

    def requirements(self, node: Node) -> None:
        for one in node.requires:
            self.add("contentnode_has_prerequisite", from_contentnode_id=node.id, to_contentnode_id=one)
        for child in node.children:
            self.requirements(child)

    def add(self, table: str, how: str = "", /, **row: object) -> None:
        places = ", ".join("?" * len(row))
        statement = f"INSERT {how} INTO content_{table} ({', '.join(row)}) VALUES ({places})"  # noqa: S608  # our names
        self.connection.execute(statement, tuple(row.values()))


def _size(node: Node) -> int:
    return 1 + sum(_size(child) for child in node.children)
