"""What day it is: today, or the day of SOURCE_DATE_EPOCH, so that a build can be repeated."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime


def today() -> date:
    """The day facts are measured against.

    Source of SOURCE_DATE_EPOCH: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).date()
    return date.today()
