"""Packs made once more in a process of its own, where names are hashed otherwise and the clock shows another hour."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from conftest import ROOT

_MAKE = """
import sys
from pathlib import Path
import packed
from courselib.packs.formats import formats
name, volume, language, target = sys.argv[1:]
formats()[name].make(packed.volume(volume, language), packed.workshop(), Path(target))
"""


def again(name: str, volume: str, language: str, folder: Path) -> bytes:
    """The bytes of a pack.

    Args:
        name: of the format.
        volume: its id.
        language: of the volume.
        folder: to make it in.

    """
    target = folder / "again"
    path = os.pathsep.join((str(ROOT / "scripts"), str(ROOT / "tests")))
    env = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "PYTHONPATH": path}
    subprocess.run([sys.executable, "-c", _MAKE, name, volume, language, str(target)], env=env, check=True)
    return target.read_bytes()
