"""The one table that a run prints: figure, measured, target, verdict."""

from dataclasses import dataclass, field

from measuring import Comparison


@dataclass(frozen=True)
class Goal:
    """What a figure may be, and from where on it is too much."""

    target: float
    too_much: float

    def verdict(self, measured: float) -> str:
        """In one or two words."""
        if measured <= self.target:
            return "ok"
        return "above target" if measured <= self.too_much else "TOO MUCH"


@dataclass
class Table:
    """The rows so far; each one is shown as soon as it is known, and all of them at the end."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)

    def add(self, figure: str, measured: object, target: str = "", verdict: str = "") -> None:
        """One figure in words."""
        self.rows.append((figure, str(measured), target, verdict))
        print(f"… {figure}: {measured}  {verdict}", flush=True)

    def compare(self, figure: str, found: Comparison, goal: Goal | None = None) -> None:
        """One ratio against its goal, if it has one."""
        if goal is None:
            self.add(figure, found)
        else:
            self.add(figure, found, f"≤ {goal.target:g} ×", goal.verdict(found.ratio))

    def show(self) -> None:
        """Prints everything in columns."""
        rows = [("figure", "measured", "target", ""), *self.rows]
        widths = [max(len(row[column]) for row in rows) for column in range(3)]
        for number, row in enumerate(rows):
            print("  ".join(word.ljust(width) for word, width in zip(row, (*widths, 0), strict=True)).rstrip())
            if number == 0:
                print("  ".join("-" * width for width in widths))
