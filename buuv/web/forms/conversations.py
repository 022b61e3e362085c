"""Writing to a neighbour and sharing how to be reached."""

from wtforms import BooleanField, HiddenField, StringField, TextAreaField

from buuv.conversations.messaging import BODY_MAX, LINE_MAX
from buuv.core.translation import lazy as _l
from buuv.web.forms.fields import Form


class ReplyForm(Form):
    """A message; `submission` tells a double submit from a second message."""

    submission = HiddenField()
    body = TextAreaField(_l("Uw bericht"), render_kw={"maxlength": str(BODY_MAX)})


class FirstReplyForm(ReplyForm):
    """The first message to the owner of a card; a button says that a number in it is meant."""

    # Never drawn as a field: the button sends it.
    meant = StringField()


class MessageForm(ReplyForm):
    """The next message in a conversation."""


class DetailsForm(Form):
    """What to show the other one."""

    email = BooleanField(_l("Mijn e-mailadres"))
    line = StringField(
        _l("Iets anders, bijvoorbeeld uw telefoonnummer"),
        render_kw={"maxlength": str(LINE_MAX), "autocomplete": "off"},
    )
