"""A tidy map from middles alone: each place one cell of a grid, near where it really lies."""

import math

Cell = tuple[int, int]
Spot = tuple[float, float]

# Room to move: with fewer empty cells a coast would be pressed into a block, with more the map falls apart.
ROOM = 1.5
PASSES = 12


def arrange(points: list[Spot]) -> tuple[list[Cell], int, int]:
    """A cell (column, row) for each point (x to the right, y down), and the number of columns and rows in use.

    Each point takes the free cell nearest to it, the ones in the middle first; then two places change cells,
    or one moves to an empty cell, for as long as that brings them nearer (at most PASSES times round).
    """
    if not points:
        return [], 1, 1
    columns, rows, spots = _on_grid(points)
    middle = (columns / 2, rows / 2)
    free = {(column, row) for column in range(columns) for row in range(rows)}
    cells: list[Cell] = [(0, 0)] * len(points)
    for number in sorted(range(len(points)), key=lambda n: _far(spots[n], middle)):
        cells[number] = min(free, key=lambda cell: (_far(spots[number], cell), cell))
        free.remove(cells[number])
    _improve(spots, cells, free)
    left, top = min(c for c, _ in cells), min(r for _, r in cells)
    cells = [(column - left, row - top) for column, row in cells]
    return cells, max(c for c, _ in cells) + 1, max(r for _, r in cells) + 1


def _on_grid(points: list[Spot]) -> tuple[int, int, list[Spot]]:
    """How many columns and rows, and each point in those units."""
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    # Degrees: y is minus the latitude, and a degree east is narrower than a degree north.
    squeeze = math.cos(math.radians(sum(ys) / len(ys)))
    wide, high = max((max(xs) - min(xs)) * squeeze, 1e-9), max(max(ys) - min(ys), 1e-9)
    # A map that is a ribbon cannot be read on a phone.
    shape = min(max(wide / high, 0.6), 1.6)
    columns = max(1, math.ceil(math.sqrt(len(points) * ROOM * shape)))
    rows = max(1, math.ceil(len(points) * ROOM / columns))
    return (
        columns,
        rows,
        [
            ((x - min(xs)) * squeeze / wide * (columns - 1), (y - min(ys)) / high * (rows - 1))
            for x, y in zip(xs, ys, strict=True)
        ],
    )


def _improve(spots: list[Spot], cells: list[Cell], free: set[Cell]) -> None:
    for _ in range(PASSES):
        is_better = False
        for one in range(len(cells)):
            near = min(free, key=lambda cell: (_far(spots[one], cell), cell), default=None)
            if near and _far(spots[one], near) < _far(spots[one], cells[one]) - 1e-9:
                free.add(cells[one])
                free.remove(near)
                cells[one], is_better = near, True
            for other in range(one):
                now = _far(spots[one], cells[one]) + _far(spots[other], cells[other])
                then = _far(spots[one], cells[other]) + _far(spots[other], cells[one])
                if then < now - 1e-9:
                    cells[one], cells[other], is_better = cells[other], cells[one], True
        if not is_better:
            return


def _far(a: Spot, b: Spot | Cell) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2
