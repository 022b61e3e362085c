"""Which lines of help the words call for: 112, 113, Veilig Thuis, the police. Pure; nothing remembers what it said.

The phrases are in config/words/safety_<line>.toml. A miss is worse than a line too many, so it leans towards telling.
"""

from buuv.guard import phrases, spelling
from buuv.guard.reading import Reading

# In the order of showing: where minutes count first.
EMERGENCY, SUICIDE, HOME, POLICE = "112", "113", "home", "police"
LINES = (EMERGENCY, SUICIDE, HOME, POLICE)
# More than people write at once; it keeps the cost of a page known.
_LONGEST = 4000


def lines(text: str) -> list[str]:
    """The lines that this text calls for, the most urgent first; mostly none."""
    reading = _spelled(Reading(text[:_LONGEST]))
    if not reading.words:
        return []
    found = {one.label for one in phrases.find(reading, phrases.hits(reading), LINES)}
    return [line for line in LINES if line in found]


def _spelled(reading: Reading) -> Reading:
    """The same text with typing errors in its heavy words mended: who is in need types badly."""
    text, last = "", 0
    for word in reading.words:
        meant = spelling.meant(word.form, spelling.SAFETY)
        if meant:
            text, last = text + reading.plain[last : word.start] + meant, word.end
    return Reading(text + reading.plain[last:]) if last else reading
