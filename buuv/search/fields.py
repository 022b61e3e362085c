"""What a card is found by: its words as the index keeps them, and the questions that can be asked of it."""

from collections.abc import Sequence
from typing import NamedTuple

from buuv.language import correcting, dutch, needs, reading

# Tokens of concepts, needs and kinds of help carry a mark that no word has.
CONCEPT, NEED, KIND = "c:", "n:", "k:"


class Fields(NamedTuple):
    """The columns of the index for one card: tokens with spaces between, and the shares of the needs in their order."""

    title: str
    body: str
    parts: str
    title_concepts: str
    body_concepts: str
    needs: str
    shares: str


class Ask(NamedTuple):
    """What a card must hold: of each group at least one token, and none of `none_of`; "tui*" is every word from tui."""

    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...] = ()


def fields_of(title: str, body: str, category: str) -> Fields:
    """What a card with these words and this kind of help is found by."""
    of_title, of_body = dutch.read(title), dutch.read(body)
    in_title, in_body = reading.of_words(of_title), reading.of_words(of_body)
    # The title says what a card is about, so it counts twice.
    meant = _meant([*of_title, *of_body])
    said = [*of_title, *of_title, *of_body]
    # Only a text with mistakes in it has to be read once more, as it was meant.
    about = needs.likely(
        reading.read(correcting.mend(f"{title}\n{title}\n{body}")) if meant else reading.of_words(said)
    )
    parts = {**dict.fromkeys(in_title.parts), **dict.fromkeys(in_body.parts), **dict.fromkeys(meant)}
    return Fields(
        " ".join(in_title.stems),
        " ".join(in_body.stems),
        " ".join(parts),
        _marked(CONCEPT, (*in_title.concepts, *in_title.part_concepts)),
        f"{_marked(CONCEPT, (*in_body.concepts, *in_body.part_concepts))} {KIND}{category}".strip(),
        _marked(NEED, tuple(about)),
        " ".join(f"{share:.3f}" for share in about.values()),
    )


def tokens_of(fields: Fields) -> str:
    """Every token by which a card is found, each once, with spaces between."""
    return " ".join(dict.fromkeys(" ".join(fields[:-1]).split()))


def _meant(words: Sequence[dutch.Word]) -> list[str]:
    """The stems of words that were probably meant: cards have typing errors as well as searches."""
    found = (correcting.correct(word.folded) for word in words)
    return [dutch.stem(word) for word in found if word]


def _marked(mark: str, keys: tuple[str, ...]) -> str:
    return " ".join(f"{mark}{key}" for key in keys)
