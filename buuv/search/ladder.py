"""What each step of the search adds, measured by taking the later ones away."""

from collections.abc import Callable, Iterator

from sqlalchemy import select

from buuv.core.database import db
from buuv.language import dutch
from buuv.places.queries import Town
from buuv.posts.models import Post
from buuv.posts.wishes import Wish
from buuv.search import asking, finding, ranking
from buuv.search.asking import Asked, Token
from buuv.search.index import Candidate
from buuv.search.ranking import Ranked

# Each step may use what those before it use: the ways by which a word meets a card.
_WAYS = {
    "stammen": ("word", "prefix"),
    "+ samenstellingen": ("part",),
    "+ typefouten": ("meant",),
    "+ begrippen": ("concept",),
}
Step = Callable[[str, Town], list[Ranked]]


def steps() -> Iterator[tuple[str, Step]]:
    """Every step with its name, from bare words to all that the search does."""
    yield "woorden", _by_bare_words
    ways: tuple[str, ...] = ()
    for name, more in _WAYS.items():
        ways += more
        yield name, _search(lambda asked, ways=ways: _only(asked, ways))  # type: ignore[misc]
    yield "+ soort hulp", _search(lambda asked: asked._replace(needs={}))
    yield "+ behoeften", lambda text, town: finding.ranked(text, Wish(), town)


def _search(change: Callable[[Asked], Asked]) -> Step:
    return lambda text, town: finding.find(change(asking.read(text)), Wish(), town, finding.ANYBODY)


def _only(asked: Asked, ways: tuple[str, ...]) -> Asked:
    groups = (tuple(one for one in group if one.through in ways) for group in asked.groups)
    return asked._replace(groups=tuple(group for group in groups if group), needs={}, kinds={})


def _by_bare_words(text: str, town: Town) -> list[Ranked]:
    """Words as they are written; the index holds stems, so these give the candidates."""
    asked = _only(asking.read(text), ("word",))
    if asked.says_nothing:
        return []
    words = dict.fromkeys(word for one in dutch.telling(text) for word in dutch.words(one))
    typed = asked._replace(groups=tuple((Token(word, asking.WORD, "word", word),) for word in words))
    return ranking.rank(typed, list(_as_written(finding.candidates(asked, Wish(), town))), town, finding.ANYBODY)


def _as_written(cards: list[Candidate]) -> Iterator[Candidate]:
    wanted = select(Post.id, Post.title, Post.body).where(Post.id.in_([card.id for card in cards]))
    written = {row.id: row for row in db.session.execute(wanted)}
    for card in cards:
        title, body = (" ".join(dutch.words(text)) for text in (written[card.id].title, written[card.id].body))
        yield card._replace(title=title, body=body, parts="")
