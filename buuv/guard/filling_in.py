"""Neutral words in the place of a number, an address or a licence plate, so that the sentence around it stays Dutch."""

import re

from buuv.core.translation import gettext as _
from buuv.guard import surnames
from buuv.guard.findings import Finding
from buuv.guard.lists import listed
from buuv.guard.persons import THIRD

# Before an address these go with it: "aan de (adres volgt)" is "(adres volgt)", and so is "J.J. (adres volgt)".
_BEFORE_ADDRESS = re.compile(
    r"(?:\b(?:op|aan|in|bij|vanaf|vanuit|naar)\s+)?(?:\b(?:de|het)\s+|['’]t\s+)?"
    r"(?:\b(?:adres|postcode)(?::|\s+is)?\s+)?(?:\b(?:[a-z]\.\s?)+)?$",
    re.I,
)
# After an address: which door it is.
_AFTER_ADDRESS = re.compile(r"[\s,]*\b(?:boven|beneden|(?:bus|huis|bel)\s*\d+|en \w+tig|\d{1,4}(?!\d))\b", re.I)
# The name of a thing says nothing before "(kenteken weggelaten)", which says it again.
_NAMES = {
    "plate": re.compile(r"\b(?:kenteken(?:plaat)?|nummerbord|plaat):?\s+$", re.I),
    "iban": re.compile(r"\b(?:iban|rek(?:ening)?\.?\s?(?:nr\.?|nummer)|rekeningnummer):?\s+$", re.I),
    "address": _BEFORE_ADDRESS,
}
# "Mijn nummer: (mijn nummer geef ik later)" would say it twice.
_OWN_NUMBER = re.compile(
    r"\b(?:mijn|m['’]?n|haar|d['’]?r|zijn|z['’]?n|hun|ons)\s+(?:telefoon|tel\.?\s?)?nummer(?:\s+is|:)?\s+$", re.I
)
_OWNER = re.compile(r"\b(?:de|die|deze|mijn|m['’]?n|uw|je|jouw|zijn|z['’]?n|haar|hun|ons|onze)\s+$", re.I)
# Beside neutral words these alone say nothing: "Bel mij op (…)", "Mijn adres is (…)", "Ik woon op (…)".
_EMPTY = listed(
    "ik wij we u je mij me ons mijn mn onze uw de het een t dit dat is ben zijn ligt staat gaat kan kunt woon wonen "
    "woont zit zitten op aan in bij naar van via onder met of en te per dan maar even gewoon gerust graag liefst eerst "
    "snel daar hier nog tel telefoon telefoonnummer nummer nr mobiel mobiele vaste lijn vast adres postcode mail "
    "mailen email e mailadres emailadres mailtje stuur bel bellen belt app appen appje sms contact reactie reageren "
    "reacties "
    "bereiken bereikbaar vinden weet huis thuis straat naam heet kenteken iban rekening rekeningnummer bsn "
    "burgerservicenummer sofinummer i my me at on is the you can call mail phone text live number address "
    "info informatie opgeven aanmelden vragen wachtwoord groet groeten groetjes die dr"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_SMILEY = re.compile(r"[:;]-?[()]")
_LETTERS = re.compile(r"[^\W\d_]+")


def words_for(label: str, *, is_third: bool = False) -> str:
    """The words that come instead, in brackets; empty for a label that is not reworded."""
    if label == "phone" and is_third:
        return _("(het nummer volgt)")
    return {
        "phone": _("(mijn nummer geef ik later)"),
        "email": _("(het mailadres volgt)"),
        "address": _("(adres volgt)"),
        surnames.LABEL: _("(achternaam weggelaten)"),
        "address_soft": _("(waar precies, hoort u later)"),
        "bsn": _("(nummer weggelaten)"),
        "iban": _("(rekeningnummer weggelaten)"),
        "plate": _("(kenteken weggelaten)"),
        "key": _("(hoe u binnenkomt, spreken wij af)"),
        "absence": _("(wanneer precies, spreken wij af)"),
        "alone": _("(dat vertel ik later)"),
    }.get(label, "")


def gap(text: str, one: Finding, until: int) -> tuple[int, int, str]:
    """Which part of the text goes for a detail, and the words instead; the next detail begins at `until`."""
    if one.label == surnames.LABEL:
        start, words = surnames.instead(text, one.start, one.end)
        return start, one.end, words
    start, end = _with_brackets(text, one.start, one.end)
    words = words_for(one.label, is_third=one.about == THIRD)
    name = _NAMES.get(one.label)
    named = name.search(text, 0, start) if name else None
    if named and not _OWNER.search(text, 0, named.start()):
        start = named.start()
    if one.label == "address":
        after = _AFTER_ADDRESS.match(text, end, max(end, until))
        end = after.end() if after else end
    if one.label == "plate" and _OWNER.search(text, 0, start):
        words = _("auto")
    if one.label == "phone" and _OWN_NUMBER.search(text, 0, start):
        words = _("(volgt later)")
    if _is_in_brackets(text, start, end):
        words = words.strip("()")
    return start, end, words


def is_stump(text: str) -> bool:
    """Whether these words say nothing, such as "Mail (het mailadres volgt)."."""
    text = _SMILEY.sub("", text)
    rest = _BRACKETS.sub(" ", text)
    # "Bel mij: (…)" is short and still right.
    if re.search(r"[^\W\d_]\s*:[\s.!?]*$", rest):
        return False
    return all(word.casefold() in _EMPTY for word in _LETTERS.findall(rest)) or text.count("(") != text.count(")")


def is_bare(text: str) -> bool:
    """Whether these are neutral words only."""
    return not _LETTERS.search(_BRACKETS.sub("", text).replace(" of ", " ").replace(" en ", " "))


def tidied(text: str) -> str:
    """White space and punctuation as people write it, after words went away."""
    text = re.sub(r"\([^\S\n]?\)|\[[^\S\n]?\]", "", text)
    text = re.sub(r"\([^\S\n]+([^()]*\w)[^\S\n]+\)", r"(\1)", text)
    text = re.sub(r"(\([^()]+\))(?:[\s,]+\1)+", r"\1", text)
    text = re.sub(r"[^\S\n]+", " ", text)
    text = re.sub(r" (?=[.,;!?](?:\s|$))", "", text)
    text = re.sub(r"[,;:]+(?=[.!?](?:\s|$))", "", text)
    text = re.sub(r",[^\S\n]*(?=,)", "", text)
    return "\n".join(line.strip(" ,;") for line in text.split("\n")).strip()


def _with_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """The part with the bracket or apostrophe that belongs to it: "(075) 612 …", "'s nachts"."""
    part = text[start:end]
    if start and ((text[start - 1] in "([{" and part.count(")") > part.count("(")) or text[start - 1] in "'’‘"):
        start -= 1
    return start, end


def _is_in_brackets(text: str, start: int, end: int) -> bool:
    before = text[:start]
    return before.rfind("(") > before.rfind(")") and ")" in text[end:]
