"""Which findings explain others: one slip gives one finding, see `Rule.silent_beside`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from courselib.finding import Finding, Level, Problem, rules


class Causes:
    """Where something was found that explains other findings."""

    def __init__(self, said: Sequence[Finding]) -> None:
        self._said = said
        self._places: dict[tuple[tuple[str, ...], Level], set[str]] = {}

    def explain(self, finding: Finding, problem: Problem) -> bool:
        """Whether the cause of a finding is among the findings, at least as serious."""
        codes = rules()[finding.code].silent_beside
        if not codes or not problem.within:
            return False
        key = (codes, finding.level)
        if key not in self._places:
            self._places[key] = {place for one in self._said if self._counts(one, *key) for place in _around(one)}
        return not self._places[key].isdisjoint(problem.within)

    def _counts(self, one: Finding, codes: tuple[str, ...], level: Level) -> bool:
        return one.code.startswith(codes) and (one.level is Level.ERROR or level is Level.WARNING)


def _around(finding: Finding) -> Iterator[str]:
    """A file, itself as a folder, and every folder around it, with a slash at the end of folders."""
    path = finding.where.path
    yield path
    yield f"{path}/"
    while "/" in path:
        path = path.rpartition("/")[0]
        yield f"{path}/"
