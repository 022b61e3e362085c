"""How many neighbours somebody looks for."""

from buuv.core.translation import lazy as _l
from buuv.posts.rules import PEOPLE_MOST
from buuv.web.forms.fields import Choice, Form


class PeopleForm(Form):
    """A number from a short list."""

    people = Choice(_l("Hoeveel buren?"), missing=_l("Kies een aantal."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people.choices = [(str(number), str(number)) for number in range(1, PEOPLE_MOST + 1)]
