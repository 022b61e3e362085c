"""What this feature keeps of people: what they reported, what was decided about them, and who looked at what."""

from typing import Any

from sqlalchemy import or_, select

from buuv.core import clock
from buuv.core.holding import Held, Person, goes, is_blanked, stays
from buuv.core.translation import lazy as _l
from buuv.moderation.case_models import Case, Duty, Look, LookNotice, Report, SealedMessage, Signal
from buuv.moderation.decision_models import Decision, Objection

_NUMBER = "an internal number"
_TOWN = "the town, which the file names once"
_OTHERS = "who of the moderators did it; the decision is the municipality's"
# In the place of words that a constraint wants.
ERASED = "gewist"


def _mine(person: Person) -> Any:
    return select(Case.id).where(Case.account_id == person.id).scalar_subquery()


def _reported(person: Person) -> Any:
    """By them, with their account or with an address that is theirs."""
    town = Report.case_id.in_(select(Case.id).where(Case.municipality_code == person.municipality_code))
    return or_(Report.account_id == person.id, Report.email.in_(person.addresses) & town)


def _look(found: Look, person: Person) -> dict[str, Any]:
    return {"looked_at": found.looked_at, "amount": found.amount, "reason": found.reason}


def _told_by_now(person: Person) -> Any:
    """What safety keeps back for some weeks is not in an export before its day either."""
    told = select(LookNotice.look_id).where(LookNotice.account_id == person.id)
    return told.where(LookNotice.shown_from <= clock.now()).scalar_subquery()


def _notice(found: LookNotice, person: Person) -> dict[str, Any]:
    return {"shown_from": found.shown_from, "told_at": found.told_at}


HELD = (
    Held(
        model=Report,
        title=_l("Wat u meldde"),
        whose=_reported,
        shows={
            "number": _l("Nummer"),
            "ground": _l("Reden"),
            "words": _l("Wat u schreef"),
            "quoted": _l("Om welke woorden het ging"),
            "email": _l("E-mailadres"),
            "language": _l("Taal"),
            "received_at": _l("Gemeld"),
            "settled_at": _l("Besloten"),
        },
        keeps_back={
            "id": _NUMBER,
            "case_id": _NUMBER,
            "account_id": _NUMBER,
            "is_unfounded": "what a moderator thought of it, which the answer says",
        },
        on_leaving=is_blanked(words="", quoted="", email=None),
    ),
    Held(
        model=SealedMessage,
        title=_l("Berichten die iemand bij een melding meestuurde"),
        whose=lambda person: SealedMessage.author_id == person.id,
        shows={"sent_at": _l("Verstuurd"), "is_reported": _l("Gemeld")},
        keeps_back={
            "id": _NUMBER,
            "report_id": _NUMBER,
            "message_id": _NUMBER,
            "author_id": _NUMBER,
            "sealed": "encrypted; the words are in the conversation itself",
        },
        on_leaving=stays("evidence for a decision and an objection, for its term; goes as soon as the case is closed"),
    ),
    Held(
        model=Case,
        title=_l("Zaken over iets van u"),
        whose=lambda person: Case.account_id == person.id,
        shows={"kind": _l("Waarover"), "opened_at": _l("Begonnen"), "closed_at": _l("Besloten")},
        keeps_back={
            "id": _NUMBER,
            "public_id": "the number that moderators use",
            "municipality_code": _TOWN,
            "account_id": _NUMBER,
            "post_id": _NUMBER,
            "message_id": _NUMBER,
            "thanks_id": _NUMBER,
            "weight": "how moderators order their work",
            "is_urgent": "how moderators order their work",
            "due_at": "how moderators order their work",
            "taken_by_id": _OTHERS,
            "taken_at": "how moderators order their work",
            "danger_at": "whether the police was called about danger to somebody",
        },
        on_leaving=stays("numbers and moments, for the figures and the log, for their term"),
    ),
    Held(
        model=Signal,
        title=_l("Wat het programma opmerkte"),
        whose=lambda person: Signal.case_id.in_(_mine(person)),
        shows={"key": _l("Wat"), "found_at": _l("Wanneer")},
        keeps_back={"id": _NUMBER, "case_id": _NUMBER},
        on_leaving=stays("a word of the program, without words of people"),
    ),
    Held(
        model=Look,
        title=_l("Wie er meelas"),
        whose=lambda person: Look.id.in_(_told_by_now(person)),
        row=_look,
        shows={"looked_at": _l("Wanneer"), "amount": _l("Hoeveel berichten"), "reason": _l("Waarom")},
        keeps_back={"id": _NUMBER, "case_id": _NUMBER, "moderator_id": _OTHERS},
        on_leaving=stays("what a moderator did, which must be possible to check (BIO2 8.15)"),
    ),
    Held(
        model=LookNotice,
        title=_l("Wanneer u dat hoorde"),
        whose=lambda person: LookNotice.look_id.in_(_told_by_now(person)) & (LookNotice.account_id == person.id),
        row=_notice,
        shows={"shown_from": _l("Te zien vanaf"), "told_at": _l("Gemaild")},
        keeps_back={"look_id": _NUMBER, "account_id": _NUMBER, "later_why": "shown beside the look on Mijn buuv"},
        on_leaving=stays("numbers and moments, which go with the case"),
    ),
    Held(
        model=Decision,
        title=_l("Besluiten over u"),
        whose=lambda person: Decision.account_id == person.id,
        shows={
            "public_id": _l("Kenmerk"),
            "measure": _l("Besluit"),
            "ground": _l("Grond"),
            "facts": _l("Waarom"),
            "is_automated": _l("Door het programma"),
            "decided_at": _l("Besloten"),
            "until": _l("Tot"),
            "confirmed_at": _l("Bevestigd"),
            "ended_at": _l("Geldt niet meer sinds"),
            "ended_why": _l("Waarom niet meer"),
        },
        keeps_back={
            "id": _NUMBER,
            "municipality_code": _TOWN,
            "case_id": _NUMBER,
            "account_id": _NUMBER,
            "decided_by_id": _OTHERS,
            "decider_number": _OTHERS,
            "confirmed_by_id": _OTHERS,
        },
        on_leaving=is_blanked(facts=ERASED),
    ),
    Held(
        model=Objection,
        title=_l("Uw bezwaren"),
        whose=lambda person: Objection.account_id == person.id,
        shows={
            "public_id": _l("Kenmerk"),
            "words": _l("Wat u schreef"),
            "made_at": _l("Gemaakt"),
            "due_at": _l("Antwoord voor"),
            "decided_at": _l("Beantwoord"),
            "outcome": _l("Uitkomst"),
            "reasons": _l("Antwoord"),
        },
        keeps_back={
            "id": _NUMBER,
            "decision_id": _NUMBER,
            "decider_number": _OTHERS,
            "account_id": _NUMBER,
            "report_id": _NUMBER,
            "decided_by_id": _OTHERS,
        },
        on_leaving=is_blanked(words=ERASED, reasons=ERASED),
    ),
    Held(
        model=Duty,
        title=_l("Wanneer u dienst had bij de moderatie"),
        whose=lambda person: or_(Duty.account_id == person.id, Duty.made_by_id == person.id),
        shows={"begins_on": _l("Vanaf"), "ends_on": _l("Tot en met"), "made_at": _l("Afgesproken")},
        keeps_back={"id": _NUMBER, "municipality_code": _TOWN, "account_id": _NUMBER, "made_by_id": _NUMBER},
        on_leaving=goes,
    ),
)
