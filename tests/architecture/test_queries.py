"""How often a page asks the database does not grow with the board."""

import pytest

from tests.builders import a_conversation, a_post, an_account, an_agreement, signed_in

# What fits a card takes two questions, what is about the same and what is of the same sort, and which of those still
# hang. PostgreSQL reads each from the newest shelves first, in at most three steps. One when somebody looked at the
# card within a minute.
FITTING, FITTING_AGAIN = 9, 1
LIST, CARD, AGREEMENT, CONVERSATION = 6, 12, 17, 18
# For one's own cards the same twice, for requests and for offers; and what one helped with, and answered already.
MINE = 16 + 2 * FITTING + 1
# A search asks everything together, in at most three steps, and then for the cards; when nothing is found each wider
# step asks once, the one that finds something as a whole search, and what hangs instead is counted once.
SEARCH, WIDENED = 6, 24


def a_board(size):
    author = an_account()
    return [a_post(author=author, kind=("request", "offer")[n % 2]) for n in range(size)]


@pytest.mark.parametrize("path", ["/", "/vragen", "/aanbod", "/vragen?plaats=BU04794110&dichtbij=ja"])
def test_a_list_asks_little_whatever_the_number_of_cards(client, path):
    a_board(2)
    client.get(path)
    few = len(client.queries)
    a_board(30)
    client.get(path)
    assert len(client.queries) <= few <= LIST, "\n".join(client.queries)


@pytest.mark.parametrize(
    "path", ["/zoeken?q=eindje", "/zoeken?q=een+eindje+langs+de+zaan+lopen", "/vragen?q=eindje&volgorde=nieuwste"]
)
def test_a_search_asks_little_whatever_the_number_of_cards(client, path):
    a_board(2)
    client.get(path)
    a_board(30)
    client.get(path)
    assert len(client.queries) <= SEARCH, "\n".join(client.queries)


@pytest.mark.parametrize("words", ["lekke band van mijn fiets", "tovenaar", "eindje", "heg snoeien"])
def test_a_search_that_finds_nothing_widens_within_bounds(client, words):
    a_board(30)
    client.get(f"/zoeken?q={words}&plaats=BU04794110&soort=computer&wanneer=dag")
    assert len(client.queries) <= WIDENED, "\n".join(client.queries)


def test_a_list_asks_little_of_who_is_signed_in(client):
    a_board(30)
    signed_in(client, an_account()).get("/vragen")
    assert len(client.queries) <= LIST + 2, "\n".join(client.queries)


def test_a_card_asks_little_of_a_visitor(client):
    (post,) = a_board(1)
    client.get(f"/kaartje/{post.public_id}")
    client.follow()
    assert client.status == 200 and len(client.queries) <= CARD, "\n".join(client.queries)


def test_a_card_asks_its_owner_no_more_with_every_reply(client):
    (post,) = a_board(1)
    signed_in(client, post.author)
    counts = []
    for replies in (1, 12):
        for _ in range(replies):
            a_conversation(post=post)
        client.get(f"/kaartje/{post.public_id}")
        client.follow()
        counts.append(len(client.queries))
    assert counts[1] <= counts[0] <= CARD, "\n".join(client.queries)


@pytest.mark.parametrize("path", ["/mijn", "/mijn/reacties"])
def test_ones_own_pages_ask_no_more_with_every_card_and_conversation(client, path):
    me = an_account()
    signed_in(client, me)
    counts = []
    for size in (1, 12):
        for number in range(size):
            a_conversation(post=a_post(author=me))
            a_conversation(helper=me, body=f"Ik kom graag, voor de {number + size}e keer.")
        client.get(path)
        counts.append(len(client.queries))
    assert counts[1] <= counts[0] <= MINE, "\n".join(client.queries)


def test_a_conversation_asks_no_more_with_every_message(client):
    conversation = a_conversation()
    signed_in(client, conversation.owner)
    path = f"/gesprek/{conversation.public_id}"
    client.get(path)
    few = len(client.queries)
    for number in range(10):
        client.post(path, body=f"Bericht {number}", submission=f"s{number}")
    client.get(path)
    assert len(client.queries) <= few <= CONVERSATION, "\n".join(client.queries)


@pytest.mark.parametrize("repeat", ["once", "weekly"])
def test_agreements_ask_no_more_with_every_one(client, repeat):
    conversation = a_conversation()
    signed_in(client, conversation.helper)
    counts = []
    for size in (1, 6):
        for _ in range(size):
            agreement = an_agreement(conversation=conversation, repeat=repeat)
        paths = (f"/gesprek/{conversation.public_id}", "/mijn/afspraken", f"/afspraak/{agreement.public_id}")
        counts.append([])
        for path in paths:
            client.get(path)
            counts[-1].append(len(client.queries))
    assert counts[1] <= counts[0] and max(counts[1]) <= AGREEMENT, counts
