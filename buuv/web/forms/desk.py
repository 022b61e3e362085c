"""Deciding at the desk."""

from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import Optional

from buuv.core.translation import gettext as _
from buuv.core.translation import lazy as _l
from buuv.core.translation import ngettext
from buuv.moderation import grounds
from buuv.moderation.deciding import FACTS_MAX, LATER_WHY_MAX, Verdict
from buuv.moderation.looking import REASON_MAX
from buuv.moderation.measures import DAYS, DAYS_FIRST, MEASURES, OF_KIND
from buuv.moderation.objecting import REASONS_MAX
from buuv.web.forms.fields import Choice, Form, RadioChoice


class DecisionForm(Form):
    """The measure, its ground, the facts and how long."""

    measure = RadioChoice(_l("Wat besluit u?"), missing=_l("Kies wat u besluit."))
    ground = Choice(_l("Op welke grond?"), missing=_l("Kies de grond."), may_be_empty=True)
    facts = TextAreaField(_l("Wat klopt er niet?"), render_kw={"maxlength": str(FACTS_MAX)})
    days = Choice(_l("Hoe lang, bij een tijd niet schrijven of meedoen?"), missing=_l("Kies hoe lang."))
    also_hide = BooleanField(_l("Haal het ook uit het zicht"))
    is_unfounded = BooleanField(_l("De melding was tegen beter weten in"))
    later_days = IntegerField(_l("Vertel de ander pas na zoveel dagen dat u meelas"), [Optional()])
    later_why = StringField(_l("Waarom is dat veiliger?"), render_kw={"maxlength": str(LATER_WHY_MAX)})
    # Never drawn as a field: a button asks for the words that lie ready.
    fill = StringField()

    def offer(self, kind):
        """Fills in what can be chosen about this kind of thing."""
        self.measure.choices = [(key, str(MEASURES[key].choice)) for key in OF_KIND[kind]]
        self.ground.choices = [("", _("Kies")), *((one.key, one.rule) for one in grounds.offered())]
        self.days.choices = [(str(n), ngettext("%(num)s dag", "%(num)s dagen", n)) for n in DAYS]
        if self.days.data is None:
            self.days.data = str(DAYS_FIRST)
        if kind != "message":
            del self.later_days, self.later_why

    @property
    def verdict(self):
        """What was chosen."""
        return Verdict(
            measure=self.measure.data,
            ground=self.ground.data or None,
            facts=self.facts.data or "",
            days=int(self.days.data),
            also_hide=bool(self.also_hide.data),
            is_unfounded=bool(self.is_unfounded.data),
            later_days=(self.later_days.data or 0) if "later_days" in self else 0,
            later_why=(self.later_why.data or "") if "later_why" in self else "",
        )


class LookForm(Form):
    """Why a moderator wants to read sealed messages."""

    reason = StringField(_l("Waarom wilt u deze berichten lezen?"), render_kw={"maxlength": str(REASON_MAX)})


class AnswerObjectionForm(Form):
    """Whether an objection is right, and why."""

    outcome = RadioChoice(_l("Wat besluit u?"), missing=_l("Kies wat u besluit."))
    reasons = TextAreaField(_l("Waarom? Wie bezwaar maakte, leest dit."), render_kw={"maxlength": str(REASONS_MAX)})

    def offer(self):
        """The two answers."""
        self.outcome.choices = [
            ("upheld", _("Het bezwaar klopt: zet alles terug")),
            ("rejected", _("Het bezwaar klopt niet: het besluit blijft")),
        ]


class DutyForm(Form):
    """Who is on duty, and when."""

    moderator = Choice(_l("Wie heeft dienst?"), missing=_l("Kies een moderator."))
    begins_on = DateField(_l("Vanaf"), render_kw={"type": "date"})
    ends_on = DateField(_l("Tot en met"), [Optional()], render_kw={"type": "date"})
