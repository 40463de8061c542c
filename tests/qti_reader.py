"""Answers each question of a QTI 2.1 package in every way, by the engine of Pyslet; run by itself with warnings off.

Prints, for each item of the manifest: its identifier, and for each choice the score and the feedback that is shown.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from pyslet.imscpv1p2 import ContentPackage
from pyslet.qtiv2.interactions import SimpleChoice
from pyslet.qtiv2.variables import ItemSessionState
from pyslet.qtiv2.xml import QTIDocument


def answered(file: Path) -> tuple[str, dict[str, list[Any]]]:
    """Identifier of an item; score and feedback by choice."""
    document = QTIDocument()
    with file.open("rb") as source:
        document.read(src=source)
    item = document.root
    results = {}
    for choice in item.find_children_depth_first(SimpleChoice):
        state = ItemSessionState(item)
        state.begin_session()
        state.begin_attempt()
        state["RESPONSE"].set_value(choice.identifier)
        item.ResponseProcessing.run(state)
        results[choice.identifier] = [state["SCORE"].value, state["FEEDBACK"].value]
    return item.identifier, results


package = ContentPackage(sys.argv[1])
resources = package.manifest.root.Resources.Resource
items = [one for one in resources if one.type == "imsqti_item_xmlv2p1"]
found = [answered(Path(str(package.dPath), str(one.href))) for one in items]
print(json.dumps(found))
