"""SQLite files that are the same bytes whenever they hold the same."""

from __future__ import annotations

import sqlite3

_CHANGES = (1).to_bytes(4, "big")
_WRITER = (3_040_000).to_bytes(4, "big")


def same_bytes(connection: sqlite3.Connection) -> bytes:
    """A database as a file.

    The header counts how often the file was written, and says by which version of SQLite: neither is about what is in
    it, see https://www.sqlite.org/fileformat2.html#file_change_counter.
    """
    connection.commit()
    connection.execute("VACUUM")
    data = connection.serialize()
    return data[:24] + _CHANGES + data[28:92] + _CHANGES + _WRITER + data[100:]
