"""My saved searches: keep one, see what is new, look again, let it go."""

from flask import Blueprint, redirect, render_template, request, url_for

from buuv.alerts import saving, watching
from buuv.core.errors import Refusal
from buuv.policy import Action
from buuv.search import finding
from buuv.web.forms import board, searches
from buuv.web.forms.accounts import EmptyForm
from buuv.web.forms.board import Filters, read_filters
from buuv.web.support.access import actor, allows, ensure
from buuv.web.support.counting import hit
from buuv.web.support.refusing import show_refusal
from buuv.web.support.towns import areas

pages = Blueprint("searches", __name__)


@pages.get("/mijn/zoekopdrachten")
@allows(Action.SEARCH_SAVE)
def mine():
    """The searches that I keep, each with how many cards are new since I looked."""
    hit("search")
    town, hidden = areas(), actor().hidden
    kept = searches.named(saving.searches_of(actor().person.id), town)
    return render_template(
        "alerts/searches.html",
        here="mijn",
        kept=[one._replace(new=watching.count_new(one.saved, town, hidden)) for one in kept],
        most_new=watching.NEW_AT_MOST,
        is_new=request.args.get("bewaard") == "ja",
        is_gone=request.args.get("weg") == "ja",
    )


@pages.route("/mijn/zoekopdrachten/nieuw", methods=["GET", "POST"])
@allows(Action.SEARCH_SAVE)
def save():
    """Says what would be kept; the words and filters come in the address, and in the form once more."""
    filters, form = read_filters(request.values, None, areas()), EmptyForm()
    if form.validate_on_submit():
        try:
            saving.save(filters.words, filters.wish, by=actor().person)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            return redirect(url_for("searches.mine", bewaard="ja"), 303)
    return render_template(
        "alerts/save.html",
        here="mijn",
        form=form,
        filters=filters,
        name=searches.name_of(filters.words, filters.wish, areas()),
        fields=board.list_fields(filters),
        most=saving.AT_MOST,
        back=board.list_path("/zoeken", filters, filters.wish),
    )


@pages.post("/mijn/zoekopdrachten/<public_id>/blik")
@allows(Action.SEARCH_SAVE)
def look(public_id: str):
    """Leads to the list, the newest first, and notes that I looked."""
    saved = saving.get_of(actor().person.id, public_id)
    ensure(Action.SEARCH_SAVE, saved)
    saving.look(saved)
    wish = saving.present_wish(saved, areas(), frozenset())
    filters = Filters(wish, saved.words, None, finding.NEWEST)
    return redirect(board.list_path("/zoeken", filters, wish), 303)


@pages.post("/mijn/zoekopdrachten/<public_id>/einde")
@allows(Action.SEARCH_SAVE)
def forget(public_id: str):
    """I do not need this one any more."""
    saved = saving.get_of(actor().person.id, public_id)
    ensure(Action.SEARCH_SAVE, saved)
    saving.forget(saved)
    return redirect(url_for("searches.mine", weg="ja"), 303)
