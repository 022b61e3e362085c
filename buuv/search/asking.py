"""What somebody typed in the search box, read as words, "fixed phrases", -exclusions and prefix* ."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from whoosh import qparser, query
from whoosh.qparser import plugins

from buuv.core.text import one_line
from buuv.language import compounds, concepts, correcting, dutch, needs, reading
from buuv.search.fields import CONCEPT, NEED, Ask

QUERY_MAX = 200
TERMS_MAX = 16
SHORTEST_PREFIX = 2

# How much less than a word itself its relatives say, measured by leaving steps out; any value near does as well.
WORD, MEANT, PART, ITS_CONCEPT, CONCEPT_OF_PART = 1.0, 0.7, 0.5, 0.55, 0.35
# A card is no search: what it is about says more than its words, and its kind of help is known.
CARD_WORDS, CARD_KIND, CARD_GUESS = 0.3, 1.5, 0.5


class Token(NamedTuple):
    """Something to look for: what the index calls it, what it weighs, why ("word", "meant", …), and for which word."""

    token: str
    weight: float
    through: str
    yours: str


class Asked(NamedTuple):
    """A search as it was understood.

    `needs` and `kinds` (of help) are what it is about, with shares; `meant` are corrected words by the typed ones.
    """

    text: str
    groups: tuple[tuple[Token, ...], ...]
    phrases: tuple[tuple[str, ...], ...]
    without: tuple[str, ...]
    needs: dict[str, float]
    kinds: dict[str, float]
    meant: dict[str, str]

    @property
    def tokens(self) -> list[Token]:
        """Everything to look for, each once with the most that it weighs."""
        best: dict[str, Token] = {}
        for group in self.groups:
            for one in group:
                if one.token not in best or best[one.token].weight < one.weight:
                    best[one.token] = one
        return list(best.values())

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing to look for."""
        return not self.groups and not self.needs

    def narrow(self) -> Ask:
        """Cards that hold each word in some way."""
        return self._ask(*(tuple(one.token for one in group) for group in self.groups))

    def wide(self) -> Ask:
        """Cards that hold any of the words in any way."""
        return self._ask(tuple(one.token for one in self.tokens))

    def anything(self) -> Ask:
        """Cards that hold any of the words in any way, or are about any of the needs."""
        return self._ask((*(one.token for one in self.tokens), *(f"{NEED}{key}" for key in self.needs)))

    def about(self, need: str) -> Ask:
        """Cards that are about this need, whatever their words."""
        return self._ask((f"{NEED}{need}",))

    def _ask(self, *groups: tuple[str, ...]) -> Ask:
        fixed = [(stem,) for phrase in self.phrases for stem in phrase]
        return Ask((*groups, *fixed), self.without)


# Without any of these a search is plain words, and nearly every search is.
_HAS_SIGNS = re.compile(r'["*+-]')
_parser = qparser.QueryParser(
    "words",
    schema=None,
    plugins=[
        plugins.WhitespacePlugin(),
        plugins.PhrasePlugin(),
        plugins.PrefixPlugin(),
        # A minus inside a word ("e-mail") excludes nothing.
        plugins.PlusMinusPlugin(plusexpr=r"(?<!\S)\+", minusexpr=r"(?<!\S)-(?=[\w\"])"),
    ],
    group=qparser.OrGroup,
)


def read(words: str, *, is_doubted: bool = False, trusted: Collection[str] = ()) -> Asked:
    """Read what was typed, at most QUERY_MAX characters; whatever is broken is read as plain words.

    A word of the lists is what it says, unless nothing is found by it (`is_doubted`); so is a folded word that
    nobody knows, when it is `trusted` since the board has it.
    """
    text = one_line(words)[:QUERY_MAX]
    plain, typed_phrases, prefixes, without = _parts(text)
    phrases = tuple(tuple(dutch.stems(phrase)) for phrase in typed_phrases)
    said = dutch.words(" ".join([*plain, *typed_phrases]))
    meant = {word: better for word in said if word not in trusted and (better := _better(word, is_doubted=is_doubted))}
    groups = [_group(word, meant) for word in plain]
    spoken = reading.read(" ".join(meant.get(word, word) for word in said))
    # Concepts of two or three words ("lekke band") belong to the first of them.
    whole = [Token(f"{CONCEPT}{key}", ITS_CONCEPT, "concept", text) for key in spoken.concepts]
    known = {one.token for group in groups for one in group}
    wide = tuple(one for one in whole if one.token not in known)
    if wide and groups:
        groups[0] += wide
    groups += [(Token(f"{prefix}*", WORD, "prefix", prefix),) for prefix in prefixes]
    groups += [_fixed(phrase) for phrase in typed_phrases]
    about = needs.likely(spoken)
    kept = tuple(group for group in groups if group)[:TERMS_MAX]
    return Asked(text, kept, phrases, without, about, needs.kinds(about), meant)


def of_card(title: str, body: str, category: str) -> Asked:
    """What a card asks of cards of the other kind: what it is about, its kind of help, and its words."""
    text = f"{title}\n{body}"
    words = list(dict.fromkeys(dutch.telling(text)))[:TERMS_MAX]
    groups = tuple(_weaker(group) for word in words if (group := _group(word, _meant_in(word))))
    about = needs.likely(reading.read(f"{title}\n{text}"))
    kinds = {key: CARD_GUESS * share for key, share in needs.kinds(about).items()}
    kinds[category] = kinds.get(category, 0.0) + CARD_KIND
    return Asked(text, groups, (), (), about, kinds, {})


def _meant_in(word: str) -> dict[str, str]:
    return {folded: better for folded in dutch.words(word) if (better := _better(folded))}


def _weaker(group: tuple[Token, ...]) -> tuple[Token, ...]:
    return tuple(one._replace(weight=CARD_WORDS * one.weight) for one in group)


def _group(word: str, meant: Mapping[str, str]) -> tuple[Token, ...]:
    """Everything that one word can be met by; `meant` are other words for some folded ones."""
    found: list[Token] = []
    for stem in dutch.stems(word):
        found.append(Token(stem, WORD, "word", word))
        found += (Token(f"{CONCEPT}{key}", ITS_CONCEPT, "concept", word) for key in concepts.find([stem]))
    for folded in dutch.words(word):
        if better := meant.get(folded):
            found += _meant(word, better)
        for part in compounds.parts(folded):
            found.append(Token(part, PART, "part", word))
            found += (Token(f"{CONCEPT}{key}", CONCEPT_OF_PART, "concept", word) for key in concepts.find([part]))
    return tuple(found)


def _better(word: str, *, is_doubted: bool = False) -> str | None:
    """What was probably meant; what merely looks like two words of the list is no word of it."""
    if better := correcting.correct(word):
        return better
    return correcting.suspect(word) if is_doubted or not compounds.is_listed(word) else None


def _fixed(phrase: str) -> tuple[Token, ...]:
    return tuple(Token(stem, WORD, "word", word) for word in dutch.telling(phrase) for stem in dutch.stems(word))


def _meant(word: str, better: str) -> Iterator[Token]:
    stem = dutch.stem(better)
    yield Token(stem, MEANT, "meant", word)
    yield from (Token(f"{CONCEPT}{key}", MEANT * ITS_CONCEPT, "concept", word) for key in concepts.find([stem]))
    for part in compounds.parts(better):
        yield Token(part, MEANT * PART, "part", word)


def _parts(text: str) -> tuple[list[str], list[str], list[str], tuple[str, ...]]:
    """The plain words without those that tell nothing, the phrases, the prefixes, and the stems that must be absent."""
    if not _HAS_SIGNS.search(text):
        return dutch.telling(" ".join(dict.fromkeys(text.split()))), [], [], ()
    try:
        tree = _parser.parse(text)
    except Exception:  # noqa: BLE001 (a query is never refused: what its grammar cannot read is plain words)
        tree = query.NullQuery
    wanted, unwanted = (tree.a, tree.b) if isinstance(tree, query.AndNot) else (tree, query.NullQuery)
    words: list[str] = []
    phrases: list[str] = []
    prefixes: list[str] = []
    for leaf, text_of in _leaves(wanted):
        if isinstance(leaf, query.Phrase):
            phrases.append(text_of)
        elif isinstance(leaf, query.Prefix) and len(stem := dutch.fold(text_of)) >= SHORTEST_PREFIX:
            prefixes.append(stem)
        else:
            words.append(text_of)
    without = [stem for _, text_of in _leaves(unwanted) for stem in dutch.stems(text_of)]
    found = (dutch.telling(" ".join(words)), [phrase for phrase in phrases if dutch.count(phrase)], prefixes)
    if not any(found):
        return dutch.telling(text), [], [], ()
    return *found, tuple(dict.fromkeys(without))


def _leaves(tree: query.Query) -> Iterator[tuple[query.Query, str]]:
    """The words, phrases and prefixes of a query with what was typed for each."""
    for leaf in tree.leaves():
        if isinstance(leaf, query.Phrase):
            yield leaf, " ".join(leaf.words)
        elif isinstance(leaf, (query.Term, query.Prefix)):
            yield leaf, str(leaf.text)
