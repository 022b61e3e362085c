"""Where the sentences and clauses of a text stand as they were typed, with their own punctuation."""

from collections.abc import Iterator

from buuv.guard.reading import Reading

Span = tuple[int, int]

_OPENING = "([{\"'“‘„«¿-–•*"


def parts(reading: Reading, sentence: int) -> list[Span]:
    """Where each clause of a sentence stands in the text as typed, with its own punctuation."""
    low, high = reading.range_of(sentence)
    firsts = [i for i in range(low, high) if i == low or reading.words[i].clause != reading.words[i - 1].clause]
    starts = [start_of(reading, i) for i in firsts]
    return list(zip(starts, [*starts[1:], end_of(reading, sentence)], strict=True))


def start_of(reading: Reading, word: int) -> int:
    """Where a word begins as typed, with the quote or bracket that opens before it."""
    start = reading.span(reading.words[word].start, reading.words[word].end)[0]
    lowest = reading.span(0, reading.words[word - 1].end)[1] if word else 0
    while start > lowest and reading.text[start - 1] in _OPENING:
        start -= 1
    return start


def end_of(reading: Reading, sentence: int) -> int:
    """Where a sentence ends as typed, with the white space after it."""
    after = reading.range_of(sentence)[1]
    return start_of(reading, after) if after < len(reading.words) else len(reading.text)


def forms_of(reading: Reading, sentence: int, part: Span) -> list[str]:
    """The words of a part of a sentence."""
    low, high = reading.range_of(sentence)
    return [word.form for word in reading.words[low:high] if part[0] <= reading.span(word.start, word.end)[0] < part[1]]


def sentences(reading: Reading) -> Iterator[Span]:
    """Where each sentence stands in the text as typed; together they are the whole text."""
    starts = [0, *(start_of(reading, first) for first, _ in reading.sentences[1:])]
    yield from zip(starts, [*starts[1:], len(reading.text)], strict=True)
