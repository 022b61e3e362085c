"""What this feature keeps of people: what they agreed, what they answered afterwards, and thanks."""

from typing import Any

from sqlalchemy import or_
from sqlalchemy.orm import joinedload

from buuv.agreements import reminding, thanking, wording
from buuv.agreements.models import (
    Agreement,
    AgreementConfirmation,
    FitAnswer,
    OccurrenceCancellation,
    SteppingBack,
)
from buuv.agreements.outcomes import Outcome, Thanks, Unease
from buuv.conversations.models import Conversation
from buuv.conversations.personal_data import ids_of_mine, name_of_other
from buuv.core.holding import Held, Person, goes, is_blanked, stays
from buuv.core.translation import lazy as _l

_NUMBER = "an internal number"
_FORM = "the number of a form"
_AGREEMENT, _AGREEMENT_ID = _l("Afspraak"), "shown as agreement"
_ANSWERS = {
    reminding.YES: _l("Ja, het past nog"),
    reminding.CHANGE: _l("Ik wil iets veranderen"),
    reminding.STOP: _l("Ik wil er netjes mee stoppen"),
}


def _of_agreement(model: Any) -> Any:
    return joinedload(model.agreement, innerjoin=True).load_only(Agreement.public_id, raiseload=True)


def _agreement(found: Agreement, person: Person) -> dict[str, Any]:
    """An appointment of this person too, whoever proposed it; after a block not in the words of the other one."""
    is_own = found.proposed_by_id == person.id
    is_seen = is_own or found.conversation.other_id(person.id) not in person.hidden
    names = ("public_id", "begins_on", "wall_time", "minutes", "rrule", "last_on", "next_on", "stands_in_on")
    moments = ("proposed_at", "ended_at", "reminded_on", "fit_asked_on")
    return {
        "conversation": found.conversation.public_id,
        "what": found.what if is_seen else None,
        "meeting_place": found.meeting_place if is_seen else None,
        "proposed_by_you": is_own,
        **{name: getattr(found, name) for name in names + moments},
    }


def _own(*names: str) -> Any:
    """A row about an agreement: these columns, and which agreement it is."""

    def row(found: Any, person: Person) -> dict[str, Any]:
        return {"agreement": found.agreement.public_id, **{name: getattr(found, name) for name in names}}

    return row


def _unease(found: Unease, person: Person) -> dict[str, Any]:
    return {"outcome": found.outcome.public_id, "words": found.words, "said_at": found.said_at}


def _thanks(found: Thanks, person: Person) -> dict[str, Any]:
    """One's own words in full; of thanks that one got the moment and the name (R-P05)."""
    is_own = found.giver_id == person.id
    return {
        "conversation": found.conversation.public_id,
        "from_you": is_own,
        "other_name": name_of_other(found.conversation, person),
        "words": found.words if is_own else None,
        "given_at": found.given_at,
        "may_be_shown": found.may_be_shown if is_own else None,
        "hidden_at": found.hidden_at,
    }


def _take_off_front(held: Held, person: Person) -> None:
    """The words stay with the two; nobody else reads them any more."""
    is_blanked(may_be_shown=False)(held, person)
    thanking.forget_front()


# In the order of leaving: what hangs on a row before that row.
HELD = (
    Held(
        model=Unease,
        title=_l("Wat u niet pluis vond"),
        whose=lambda person: Unease.account_id == person.id,
        row=_unease,
        options=(joinedload(Unease.outcome, innerjoin=True),),
        shows={"outcome": _l("Afloop"), "words": _l("Wat u schreef"), "said_at": _l("Gezegd")},
        # What others said about this person stays for its term, about a row without a name.
        keeps_back={"outcome_id": _NUMBER, "account_id": _NUMBER, "about_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=Outcome,
        title=_l("Hoe het ging"),
        whose=lambda person: Outcome.account_id == person.id,
        row=_own("public_id", "occurs_on", "asked_at", "did_happen", "would_again", "was_right", "closed_at"),
        options=(_of_agreement(Outcome),),
        shows={
            "agreement": _AGREEMENT,
            "public_id": _l("Kenmerk"),
            "occurs_on": _l("Dag"),
            "asked_at": _l("Gevraagd"),
            "did_happen": _l("Het ging door"),
            "would_again": _l("Nog eens"),
            "was_right": _l("Alles was goed"),
            "closed_at": _l("Klaar"),
        },
        keeps_back={"id": _NUMBER, "agreement_id": _AGREEMENT_ID, "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=FitAnswer,
        title=_l("Of een afspraak nog past"),
        whose=lambda person: FitAnswer.account_id == person.id,
        row=_own("asked_on", "answer", "answered_at"),
        options=(_of_agreement(FitAnswer),),
        shows={
            "agreement": _AGREEMENT,
            "asked_on": _l("Gevraagd"),
            "answer": _l("Antwoord"),
            "answered_at": _l("Beantwoord"),
        },
        words={"answer": _ANSWERS},
        keeps_back={"agreement_id": _AGREEMENT_ID, "account_id": _NUMBER},
        on_leaving=goes,
    ),
    Held(
        model=OccurrenceCancellation,
        title=_l("Keren die u afzei"),
        whose=lambda person: OccurrenceCancellation.account_id == person.id,
        row=_own("occurs_on", "reason", "cancelled_at"),
        options=(_of_agreement(OccurrenceCancellation),),
        shows={
            "agreement": _AGREEMENT,
            "occurs_on": _l("Dag"),
            "reason": _l("Wat u erbij schreef"),
            "cancelled_at": _l("Afgezegd"),
        },
        words={"reason": wording.reason},
        keeps_back={"agreement_id": _AGREEMENT_ID, "account_id": _NUMBER},
        on_leaving=is_blanked(reason=None),
    ),
    Held(
        model=SteppingBack,
        title=_l("Afspraken die u afzei"),
        whose=lambda person: SteppingBack.account_id == person.id,
        row=_own("last_on", "reason", "stepped_back_at"),
        options=(_of_agreement(SteppingBack),),
        shows={
            "agreement": _AGREEMENT,
            "last_on": _l("Laatste keer"),
            "reason": _l("Wat u erbij schreef"),
            "stepped_back_at": _l("Afgezegd"),
        },
        words={"reason": wording.reason},
        keeps_back={"id": _NUMBER, "agreement_id": _AGREEMENT_ID, "account_id": _NUMBER},
        on_leaving=is_blanked(reason=None),
    ),
    Held(
        model=AgreementConfirmation,
        title=_l("Afspraken waar u ja op zei"),
        whose=lambda person: AgreementConfirmation.account_id == person.id,
        row=_own("confirmed_at"),
        options=(_of_agreement(AgreementConfirmation),),
        shows={"agreement": _AGREEMENT, "confirmed_at": _l("Ja gezegd")},
        keeps_back={"agreement_id": _AGREEMENT_ID, "account_id": _NUMBER},
        on_leaving=stays("a moment without a person: without it the other one never agreed on anything"),
    ),
    Held(
        model=Agreement,
        title=_l("Uw afspraken"),
        whose=lambda person: Agreement.conversation_id.in_(ids_of_mine(person)),
        row=_agreement,
        options=(joinedload(Agreement.conversation, innerjoin=True),),
        shows={
            "public_id": _l("Kenmerk"),
            "conversation": _l("Gesprek"),
            "what": _l("Wat"),
            "meeting_place": _l("Waar"),
            "begins_on": _l("Eerste dag"),
            "wall_time": _l("Hoe laat"),
            "minutes": _l("Hoe lang"),
            "rrule": _l("Komt terug"),
            "last_on": _l("Laatste keer"),
            "next_on": _l("Eerstvolgende keer"),
            "stands_in_on": _l("Invallen op"),
            "proposed_by_you": _l("Door u voorgesteld"),
            "proposed_at": _l("Voorgesteld"),
            "ended_at": _l("Afgezegd"),
            "reminded_on": _l("Herinnerd tot"),
            "fit_asked_on": _l("Gevraagd of het past"),
        },
        words={"wall_time": wording.at_hour, "minutes": wording.duration, "rrule": wording.repeat_of_rule},
        keeps_back={
            "id": _NUMBER,
            "conversation_id": "shown as conversation",
            "proposed_by_id": _NUMBER,
            "replaces_id": _NUMBER,
            "stands_in_for_id": _NUMBER,
            "revision": "a counter for calendars",
            "calendar_id": _NUMBER,
            "submission": _FORM,
        },
        # Where somebody lives may be among these words, whoever of the two wrote them.
        on_leaving=is_blanked(what="", meeting_place="", submission=None),
    ),
    Held(
        model=Thanks,
        title=_l("Bedankjes"),
        whose=lambda person: or_(Thanks.giver_id == person.id, Thanks.receiver_id == person.id),
        row=_thanks,
        options=(
            joinedload(Thanks.conversation, innerjoin=True).options(
                joinedload(Conversation.owner, innerjoin=True), joinedload(Conversation.helper, innerjoin=True)
            ),
        ),
        shows={
            "conversation": _l("Gesprek"),
            "from_you": _l("Van u"),
            "other_name": _l("Met"),
            "words": _l("Wat u schreef"),
            "given_at": _l("Gegeven"),
            "may_be_shown": _l("Mag op de voorpagina"),
            "hidden_at": _l("Van de voorpagina gehaald"),
        },
        keeps_back={
            "removed_by_id": "shown as the decision about it",
            "id": _NUMBER,
            "public_id": _NUMBER,
            "municipality_code": "the town, which the file names once",
            "conversation_id": "shown as conversation",
            "giver_id": _NUMBER,
            "receiver_id": _NUMBER,
            "hidden_by_id": _NUMBER,
        },
        on_leaving=_take_off_front,
    ),
)
