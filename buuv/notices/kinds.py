"""What buuv mails of its own accord and what always comes, in words for who chooses."""

from collections.abc import Mapping
from typing import Any

from buuv.core.translation import lazy as _l

# Kinds with one sentence are one thing to whoever reads them.
_MESSAGE = _l("Een buur schrijft u in een gesprek.")
_PROPOSED = _l("Een buur stelt een afspraak voor of wil er een veranderen.")
_ANSWERED = _l("Een buur zegt ja of nee op uw voorstel.")
_CHOSEN = _l("Een buur kiest u, of neemt die keuze terug.")
_CODE = _l("Een code waar u zelf om vraagt.")
_DESK = _l("U bent moderator en er is werk voor u.")
_REPORT = _l("U meldde iets en wij laten weten hoe het gaat.")
_OBJECTION = _l("U maakte bezwaar.")
_CANCELLED = _l("Een afspraak gaat niet door.")

# Each kind of `outbox.UNASKED`: these stop when somebody switches them off.
BY_CHOICE: Mapping[str, Any] = {
    "first_reply": _l("Een buur reageert op uw kaartje."),
    "new_message": _MESSAGE,
    "new_messages": _MESSAGE,
    "busy_day": _l("Het is druk: nieuwe buren kunnen u pas morgen weer schrijven."),
    "details_shared": _l("Een buur deelt gegevens met u."),
    "helper_chosen": _CHOSEN,
    "helper_released": _CHOSEN,
    "helper_left": _l("Een buur die u koos, kan toch niet."),
    "agreement_proposed": _PROPOSED,
    "agreement_change_proposed": _PROPOSED,
    "agreement_confirmed": _ANSWERED,
    "agreement_changed": _ANSWERED,
    "agreement_declined": _ANSWERED,
    "agreement_reminder": _l("Een afspraak komt eraan."),
    "agreement_ending": _l("Een vaste afspraak houdt op."),
    "agreement_fit": _l("Wij vragen of een vaste afspraak nog past."),
    "how_did_it_go": _l("Wij vragen hoe een afspraak ging."),
    "thanks_received": _l("Een buur bedankt u."),
    "rest_over": _l("Uw rust is voorbij."),
    "card_expiring": _l("Uw kaartje gaat bijna van het bord."),
}
ALWAYS: Mapping[str, Any] = {
    "sign_in_code": _CODE,
    "address_code": _CODE,
    "data_code": _CODE,
    "card_placed": _l("Uw kaartje hangt op het bord."),
    "agreement_cancelled": _CANCELLED,
    "agreement_day_cancelled": _CANCELLED,
    "decision_made": _l("Een moderator besluit iets over u."),
    "decision_lifted": _l("Een besluit over u geldt niet meer."),
    "look_told": _l("Een moderator las een bericht dat iemand meldde."),
    "report_received": _REPORT,
    "report_decided": _REPORT,
    "report_objection_answered": _OBJECTION,
    "objection_received": _OBJECTION,
    "objection_answered": _OBJECTION,
    "desk_urgent": _DESK,
    "desk_new": _DESK,
    "decision_to_confirm": _DESK,
    "objection_to_answer": _DESK,
    "duty_planned": _DESK,
    "neighbour_away": _l("Een buur met wie u een afspraak hebt, kan nu niet antwoorden."),
    "new_device": _l("Er is ingelogd op een nieuw apparaat."),
    "lock_changed": _l("Er verandert iets aan uw tweede slot."),
    "address_changed": _l("Uw e-mailadres is veranderd."),
    "roles_review": _l("Het is een nieuw kwartaal: tijd om na te kijken wie welke rol heeft."),
    "idle_warning": _l("Uw account gaat weg omdat u er lang niet was."),
    "left": _l("U bent vertrokken en uw gegevens zijn weg."),
}


def sentences(kinds: Mapping[str, Any]) -> list[str]:
    """What these mails are about, each once, in the reader's language."""
    return list(dict.fromkeys(str(sentence) for sentence in kinds.values()))
