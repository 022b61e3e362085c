"""What buuv mails of its own accord and what always comes, in words for who chooses."""

from buuv.core.translation import lazy as _l

# Each kind of `outbox.UNASKED`: these stop when somebody switches them off.
BY_CHOICE = {
    "first_reply": _l("Een buur reageert op uw kaartje."),
    "new_message": _l("Een buur schrijft u in een gesprek."),
    "details_shared": _l("Een buur deelt gegevens met u."),
    "card_expiring": _l("Uw kaartje gaat bijna van het bord."),
}
ALWAYS = (
    _l("Een code waar u zelf om vraagt."),
    _l("Uw kaartje hangt op het bord."),
    _l("Uw e-mailadres is veranderd."),
    _l("Uw account gaat weg omdat u er lang niet was."),
)
