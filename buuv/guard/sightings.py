"""What one detector sees: a label and a part of the plain text."""

from typing import NamedTuple


class Sighting(NamedTuple):
    """A label, where it stands in the plain text, and the first and last word of it."""

    label: str
    start: int
    end: int
