"""Fields that the forms share: choices for radio buttons and lists, in words of the reader."""

from datetime import date, timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectField, StringField
from wtforms.validators import ValidationError

from buuv.core.text import clean, looks_like_mail, mail_address
from buuv.core.translation import day_and_month
from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.guard.judging import Judgement
from buuv.language import moments
from buuv.places.queries import Town
from buuv.posts import rules, wording


def clean_if_any(text):
    """Clean text; nothing stays nothing."""
    return clean(text) if text else text


class Form(FlaskForm):
    """A form whose own refusals can be shown at a field or above them all."""

    # What the guard says of the words, when it refused them.
    judgement: Judgement | None = None

    @property
    def may_insist(self) -> bool:
        """Whether all that the page says can be waved away with a button on it."""
        return False

    class Meta(FlaskForm.Meta):
        """Text comes in without the characters that nobody can see."""

        def bind_field(self, form, unbound_field, options):
            """Adds the cleaning to every text field."""
            if issubclass(unbound_field.field_class, StringField):
                options = {**options, "filters": [*options.get("filters", ()), clean_if_any]}
            return super().bind_field(form, unbound_field, options)

    def refuse(self, sentence: str, field: str | None = None) -> None:
        """Shows what a rule refused beside its field, or in the summary alone."""
        if field in self._fields:
            self._fields[field].errors = [*self._fields[field].errors, sentence]
        else:
            self.form_errors.append(sentence)


class GuardedForm(Form):
    """Words for everybody's eyes; buttons of the guard's say which way to go on."""

    # Never drawn as fields: a button sends them.
    insisted = StringField()
    consented = StringField()
    safer = StringField()

    @property
    def may_insist(self) -> bool:
        """Whether the guard only warns, so that nothing here is wrong."""
        return self.judgement is not None and self.judgement.is_theirs_to_say

    def take_over(self, words):
        """Puts the safer words (field: text) where the typed ones were."""
        for name, text in words.items():
            self[name].data = text


class Choice(SelectField):
    """A choice that must be one of the list; says so by name of its subject."""

    def __init__(self, label=None, validators=None, *, missing="", may_be_empty=False, **kwargs):
        super().__init__(label, validators, validate_choice=False, **kwargs)
        self.missing, self.may_be_empty = missing, may_be_empty

    def pre_validate(self, form):
        """Refuses what is not in the list, and no choice at all, with a sentence about the subject."""
        is_known = self.data in {value for value, *_ in self.iter_choices_flat()}
        if not is_known or not (self.data or self.may_be_empty):
            raise ValidationError(str(self.missing))

    def iter_choices_flat(self):
        """Every choice, those in groups included."""
        if isinstance(self.choices, dict):
            for group in self.choices.values():
                yield from group
        else:
            yield from self.choices or []


class Radio(RadioField):
    """Radio buttons; the summary's line leads to the first of them, for a group has no id."""

    @property
    def anchor(self):
        """The id of the first button."""
        return f"{self.id}-0"


class RadioChoice(Radio, Choice):
    """A choice shown as radio buttons."""


class EmailField(StringField):
    """An e-mail address: lower case, without spaces."""

    def __init__(self, label=None, **kwargs):
        kwargs.setdefault("render_kw", {}).update(
            {"type": "email", "autocomplete": "email", "spellcheck": "false", "maxlength": "254"}
        )
        super().__init__(label, **kwargs)

    def process_formdata(self, valuelist):
        """Forgives capitals and spaces."""
        self.data = mail_address(valuelist[0]) if valuelist else ""

    def pre_validate(self, form):
        """Refuses what has not the shape of an address."""
        if not self.data:
            raise ValidationError(_("Vul uw e-mailadres in."))
        if len(self.data) > 254 or not looks_like_mail(self.data):
            raise ValidationError(_("Vul een e-mailadres in zoals naam@voorbeeld.nl."))


class CodeField(StringField):
    """Six digits; the phone fills them in by itself."""

    def __init__(self, label=None, *, missing=None, **kwargs):
        self.missing = missing or _l("Vul de code uit de mail in.")
        kwargs.setdefault("render_kw", {}).update(
            {
                "inputmode": "numeric",
                "autocomplete": "one-time-code",
                "maxlength": "12",
                "spellcheck": "false",
            }
        )
        super().__init__(label or _l("De zes cijfers uit de mail"), **kwargs)

    def pre_validate(self, form):
        """Refuses anything but six digits, spaces forgiven."""
        digits = "".join((self.data or "").split()).replace("-", "")
        if not digits:
            raise ValidationError(str(self.missing))
        if len(digits) != 6 or not digits.isdecimal():
            raise ValidationError(_("De code heeft zes cijfers."))


class AgreeField(BooleanField):
    """Sixteen and over, and the house rules: one box, never ticked beforehand."""

    def __init__(self, label=None, **kwargs):
        super().__init__(label or _l("Ik ben 16 jaar of ouder en houd mij aan de huisregels."), **kwargs)


def place_choices(town: Town, *, empty: str | None = None):
    """The buurten by wijk, as a list to choose from."""
    groups = {"": [("", empty)]} if empty else {}
    for district, neighbourhoods in town.by_district:
        groups[district.name] = [(area.code, area.name) for area in neighbourhoods]
    return groups


def timing_choices(today: date, *, also: str | None = None):
    """Every moment that can be chosen: soon, consult, a day in the coming weeks, a day each week."""
    days = [today + timedelta(days=n) for n in range(rules.DAYS_AHEAD + 1)]
    groups = {
        _("Zonder vaste dag"): [(rules.SOON, _("Zo snel mogelijk")), (rules.CONSULT, _("In overleg"))],
        _("Op één dag"): [(day.isoformat(), day_and_month(day)) for day in days],
        _("Elke week"): [(f"elke-{n}", wording.every(n)) for n in range(7)],
    }
    if also and also not in {value for group in groups.values() for value, _ in group}:
        groups[_("Op één dag")].insert(0, (also, day_and_month(date.fromisoformat(also))))
    return groups


def moment_in(text: str, today: date) -> tuple[str, str]:
    """The choices of day and part of the day that a text names; empty for what it does not name."""
    moment = moments.said(text)
    if moment is None:
        return "", ""
    if moment.is_weekly:
        return f"elke-{moment.weekday}", moment.part
    # Who means today says so, and not its name.
    ahead = (moment.weekday - today.weekday() - 1) % 7 + 1
    return (today + timedelta(days=ahead)).isoformat(), moment.part


def part_choices():
    """The parts of a day; none is fine too."""
    return [("", _("Maakt niet uit")), *((part, wording.part_of_day(part)) for part in rules.PARTS)]


def reach_choices(town_name: str):
    """How far a card may be seen, the widest first."""
    return [(str(reach), wording.reach_name(reach, town_name)) for reach in reversed(rules.REACHES)]


def category_choices(guesses: list[str]):
    """Every sort of help, the guessed ones first."""
    from buuv.posts.categories import all_categories

    known = all_categories()
    first = [key for key in guesses if key in known]
    return [(key, known[key].title) for key in (*first, *(k for k in known if k not in first))]
