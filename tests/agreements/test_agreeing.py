"""An agreement is there when both said yes, and each step is told to the other one."""

import pytest

from buuv.agreements import agreeing, queries
from tests.builders import an_agreement

pytestmark = pytest.mark.usefixtures("database")


def test_a_proposal_is_in_force_when_the_other_one_confirms():
    agreement = an_agreement(is_confirmed=False)
    assert agreement.is_proposal and not agreement.is_in_force
    agreeing.confirm(agreement, by=agreement.conversation.helper)
    assert agreement.is_in_force and agreement.next_on == agreement.begins_on
    assert set(queries.confirmations_of(agreement)) == {
        agreement.conversation.owner_id,
        agreement.conversation.helper_id,
    }


def test_the_proposer_alone_cannot_make_it_so():
    agreement = an_agreement(is_confirmed=False)
    agreeing.confirm(agreement, by=agreement.conversation.owner)
    assert agreement.is_proposal
