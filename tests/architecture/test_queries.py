"""How often a page asks the database does not grow with the board."""

import pytest

from tests.builders import a_conversation, a_post, an_account, an_agreement, signed_in

LIST, CARD, AGREEMENT, CONVERSATION, MINE = 6, 8, 17, 18, 16


def a_board(size):
    author = an_account()
    return [a_post(author=author, kind=("request", "offer")[n % 2]) for n in range(size)]


@pytest.mark.parametrize(
    "path", ["/", "/vragen", "/aanbod", "/zoeken?q=eindje", "/vragen?plaats=BU04794110&dichtbij=ja"]
)
def test_a_list_asks_little_whatever_the_number_of_cards(client, path):
    a_board(2)
    client.get(path)
    few = len(client.queries)
    a_board(30)
    client.get(path)
    assert len(client.queries) <= few <= LIST, "\n".join(client.queries)


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
