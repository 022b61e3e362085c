"""Proposing an agreement, and stepping back from one with a kind word."""

from datetime import date, time, timedelta

from dateutil.relativedelta import relativedelta
from wtforms import HiddenField, StringField
from wtforms.validators import ValidationError

from buuv.agreements import rules, wording
from buuv.agreements.agreeing import Terms
from buuv.core.translation import day_and_month
from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import Choice, Form, Radio, RadioChoice

QUARTERS = ("00", "15", "30", "45")
MONTHS = (1, 2, 3, 6, 12)
# The choice that says that one's own words are in the field below.
OWN_WORDS = "eigen"


class AgreementForm(Form):
    """What, when, how long, where, and whether it comes back; `submission` tells a double submit from a second one."""

    submission = HiddenField()
    what = StringField(_l("Wat gaat u samen doen?"), render_kw={"maxlength": str(rules.WHAT_MAX)})
    day = Choice(_l("Op welke dag?"), missing=_l("Kies een dag."))
    hour = Choice(_l("Uur"), missing=_l("Kies hoe laat."))
    quarter = Choice(_l("Minuten"), missing=_l("Kies hoe laat."))
    minutes = Choice(_l("Hoe lang duurt het ongeveer?"), missing=_l("Kies hoe lang het duurt."))
    meeting_place = StringField(
        _l("Waar ziet u elkaar?"), render_kw={"maxlength": str(rules.PLACE_MAX), "autocomplete": "off"}
    )
    repeat = Choice(_l("Komt het terug?"), missing=_l("Kies of het terugkomt."))
    last_on = Choice(_l("Tot wanneer? (als het terugkomt)"), missing=_l("Kies tot wanneer."), may_be_empty=True)

    def offer(self, today: date, *, also: Terms | None = None) -> None:
        """Fills the lists; `also` is what stands now, which can be kept even when the lists would not have it."""
        days = [today + timedelta(days=n) for n in range(rules.DAYS_AHEAD + 1)]
        self.day.choices = [("", _("Kies een dag")), *((day.isoformat(), day_and_month(day)) for day in days)]
        self.hour.choices = [("", _("Kies")), *((str(hour), str(hour)) for hour in range(24))]
        self.quarter.choices = [(quarter, quarter) for quarter in QUARTERS]
        self.minutes.choices = [(str(n), wording.duration(n)) for n in rules.DURATIONS]
        self.repeat.choices = [(repeat, wording.repeat_name(repeat)) for repeat in rules.REPEATS]
        self.last_on.choices = [("", _("Zonder einddatum")), *((str(n), _months(n)) for n in MONTHS)]
        if also and also.last_on:
            self.last_on.choices.append((also.last_on.isoformat(), day_and_month(also.last_on)))

    def validate(self, extra_validators=None):
        """All that is missing at once; the hour is asked with two lists and said once."""
        is_fit = super().validate(extra_validators)
        if self.hour.errors:
            self.quarter.errors = []
        return is_fit

    def validate_what(self, field):
        """Something must be said."""
        if not (field.data or "").strip():
            raise ValidationError(_("Vertel in een paar woorden wat u gaat doen."))

    def validate_meeting_place(self, field):
        """Somewhere must be said."""
        if not (field.data or "").strip():
            raise ValidationError(_("Vertel waar u elkaar ziet."))

    def terms(self) -> Terms:
        """What was chosen; only after it was found to be in the lists."""
        begins_on = date.fromisoformat(self.day.data)
        return Terms(
            what=self.what.data or "",
            meeting_place=self.meeting_place.data or "",
            begins_on=begins_on,
            wall_time=time(int(self.hour.data), int(self.quarter.data)),
            minutes=int(self.minutes.data),
            repeat=self.repeat.data,
            last_on=_last_day(self.last_on.data, begins_on),
        )


def choices_of(terms: Terms, today: date) -> dict[str, str]:
    """The choices in the form that would give these terms; a day that has passed has to be chosen anew."""
    return {
        "what": terms.what,
        "meeting_place": terms.meeting_place,
        "day": terms.begins_on.isoformat() if terms.begins_on >= today else "",
        "hour": str(terms.wall_time.hour),
        "quarter": f"{terms.wall_time.minute:02d}",
        "minutes": str(terms.minutes),
        "repeat": terms.repeat,
        "last_on": terms.last_on.isoformat() if terms.last_on else "",
    }


def _months(number: int) -> str:
    return {
        1: _("Een maand lang"),
        2: _("Twee maanden lang"),
        3: _("Drie maanden lang"),
        6: _("Een half jaar lang"),
        12: _("Een jaar lang"),
    }[number]


def _last_day(choice: str, begins_on: date) -> date | None:
    if not choice:
        return None
    return begins_on + relativedelta(months=int(choice)) if choice.isdecimal() else date.fromisoformat(choice)


class ReasonForm(Form):
    """One of our kind sentences, one's own words, or nothing."""

    sentence = Radio(_l("Wat wilt u erbij zeggen?"), validate_choice=False)
    words = StringField(_l("Uw eigen woorden"), render_kw={"maxlength": str(rules.REASON_MAX), "autocomplete": "off"})

    def offer(self, sentences) -> None:
        """Fills the list with these sentences."""
        own = [(OWN_WORDS, _("Ik schrijf het zelf, hieronder")), ("", _("Ik zeg er niets bij"))]
        self.sentence.choices = [*((str(n), str(sentence)) for n, sentence in enumerate(sentences)), *own]
        if self.sentence.data is None:
            self.sentence.data = "0"
        self.sentences = sentences

    def reason(self) -> str:
        """What to tell the other one: one's own words as soon as there are any."""
        own: str = (self.words.data or "").strip()
        if own:
            return own
        number = self.sentence.data or ""
        known = {str(n): str(sentence.message) for n, sentence in enumerate(self.sentences)}
        return known.get(number, "")


class DayForm(ReasonForm):
    """One of the coming days, and a kind word."""

    day = Choice(_l("Welke dag?"), missing=_l("Kies een dag."))

    def offer_days(self, days) -> None:
        """Fills the list of days."""
        self.day.choices = [("", _("Kies een dag")), *((day.isoformat(), wording.day_with_year(day)) for day in days)]


class StandInForm(Form):
    """Which day, and which neighbour."""

    day = Choice(_l("Voor welke dag?"), missing=_l("Kies een dag."))
    neighbour = RadioChoice(_l("Welke buur vraagt u?"), missing=_l("Kies een buur."))

    def offer(self, days, neighbours) -> None:
        """Fills both lists."""
        self.day.choices = [(day.isoformat(), wording.day_with_year(day)) for day in days]
        self.neighbour.choices = neighbours
