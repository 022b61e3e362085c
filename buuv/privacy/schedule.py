"""Every table on one line: how long its rows are kept, what for, and on which ground (R-P07, R-P08).

The terms that are enforced and the register that people read are laid side by side here, so that neither can be
without the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from buuv.privacy import register, retention


@dataclass(frozen=True)
class Line:
    """One table: its terms in days, or the table with whose rows it goes, or why it is kept."""

    table: str
    days: tuple[int, ...]
    goes_with: str
    kept_because: str
    purposes: tuple[str, ...]
    grounds: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether it says how long, and, for what is about people, what for and on which ground."""
        has_term = bool(self.days or self.goes_with or self.kept_because)
        return has_term and (bool(self.purposes and self.grounds) or bool(self.kept_because))


def lines(tables: Iterable[str]) -> list[Line]:
    """A line for each of these tables, by name."""
    terms: dict[str, list[int]] = {}
    for term in retention.terms():
        terms.setdefault(term.table.name, []).append(term.kept.days)
    return [
        Line(
            table=name,
            days=tuple(sorted(terms.get(name, ()))),
            goes_with=retention.GO_WITH.get(name, ""),
            kept_because=retention.WITHOUT_TERM.get(name, ""),
            purposes=tuple(group.words["purpose"] for group in register.groups() if name in group.columns),
            grounds=tuple(group.ground for group in register.groups() if name in group.columns),
        )
        for name in sorted(tables)
    ]
