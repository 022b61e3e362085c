"""Who may do what: one row for each action, readable without knowing the code."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from buuv.accounts import second_lock
from buuv.accounts.models import BROKER, MODERATOR, RESIDENT, Account, AccountSession
from buuv.agreements.models import Agreement
from buuv.agreements.outcomes import Outcome, Thanks
from buuv.alerts.models import SavedSearch
from buuv.conversations.models import Conversation
from buuv.moderation.case_models import Case
from buuv.moderation.decision_models import Decision, Objection
from buuv.posts.models import Post

VISITOR, OPERATOR, SYSTEM = "visitor", "operator", "system"
# Half signed in: the mail is proven and the second lock is not, or a moderator or broker has none yet.
UNPROVEN, LOCKLESS = "unproven", "lockless"
# Suspended, or the account is closed: signing in leads to the decisions and to objecting, and nowhere else.
SHUT_OUT = "suspended"


@dataclass(frozen=True)
class Actor:
    """Whoever asks: a visitor, a person with an account, the operator's command or the worker."""

    role: str
    account: Account | None = None
    session: AccountSession | None = None
    # Whom this person does not see, and who does not see this person: `accounts.blocking` says so.
    hidden: frozenset[int] = frozenset()

    @property
    def is_signed_in(self) -> bool:
        """Whether there is an account behind this actor, with every lock opened."""
        return self.account is not None and not self.is_half

    @property
    def is_half(self) -> bool:
        """Whether this actor proved an address and must still open, or make, the second lock."""
        return self.role in (UNPROVEN, LOCKLESS)

    @property
    def session_id(self) -> int | None:
        """The id of the session row in use."""
        return self.session.id if self.session else None

    @property
    def person(self) -> Account:
        """The account; only for actions that a visitor cannot reach."""
        if self.account is None:
            raise RuntimeError("a visitor has no account")
        return self.account


def signed_in(
    account: Account, session: AccountSession, hidden: frozenset[int] = frozenset(), *, is_shut_out: bool = False
) -> Actor:
    """Who an account is in a session: its role once every lock is open, and hardly anybody before (R-S05)."""
    if second_lock.is_open(account, session):
        return Actor(SHUT_OUT if is_shut_out else account.role, account, session, hidden)
    return Actor(UNPROVEN if account.second_lock_at else LOCKLESS, account, session)


class Action(Enum):
    """Everything that can be done, by what it is done to."""

    BOARD_READ = auto()
    POST_READ = auto()
    DRAFT_WRITE = auto()
    POST_PLACE = auto()
    POST_REWRITE = auto()
    POST_PAUSE = auto()
    POST_RENEW = auto()
    POST_WITHDRAW = auto()
    POST_SOLVE = auto()
    REPLY_WRITE = auto()
    REPLY_SEND = auto()
    CONVERSATION_READ = auto()
    CONVERSATION_WRITE = auto()
    CONVERSATION_STOP = auto()
    DETAILS_SHARE = auto()
    TALKER_BLOCK = auto()
    AUTHOR_BLOCK = auto()
    BLOCK_LIFT = auto()
    REST_TAKE = auto()
    REPLIES_READ = auto()
    REPLIES_CLOSE = auto()
    PEOPLE_WANT = auto()
    HELPER_ACCEPT = auto()
    HELPER_RELEASE = auto()
    AGREEMENT_READ = auto()
    AGREEMENT_PROPOSE = auto()
    AGREEMENT_CHANGE = auto()
    AGREEMENT_CONFIRM = auto()
    AGREEMENT_STEP_BACK = auto()
    STAND_IN_ASK = auto()
    MINE_AGREEMENTS_READ = auto()
    POST_PUT_BACK = auto()
    OUTCOME_ANSWER = auto()
    THANKS_GIVE = auto()
    THANKS_READ = auto()
    THANKS_HIDE = auto()
    POST_REPORT = auto()
    THANKS_REPORT = auto()
    TALKER_REPORT = auto()
    DESK_READ = auto()
    CASE_READ = auto()
    CASE_TAKE = auto()
    CASE_DECIDE = auto()
    COPIES_OPEN = auto()
    DANGER_NOTE = auto()
    DECISION_CONFIRM = auto()
    DECISION_LIFT = auto()
    OBJECTION_ANSWER = auto()
    DUTY_PLAN = auto()
    MINE_DECISIONS_READ = auto()
    DECISION_READ = auto()
    OBJECTION_MAKE = auto()
    MINE_READ = auto()
    MINE_POSTS_READ = auto()
    SEARCH_SAVE = auto()
    PROFILE_CHANGE = auto()
    ADDRESS_CHANGE = auto()
    SESSION_END = auto()
    LOCK_PROVE = auto()
    LOCK_CHANGE = auto()
    LOCK_RESET = auto()
    DEMO_CODE_READ = auto()
    HOUSE_RULES_ACCEPT = auto()
    DATA_TAKE = auto()
    ACCOUNT_LEAVE = auto()
    ACCOUNT_INVITE = auto()
    PLACES_IMPORT = auto()
    POSTS_IMPORT = auto()
    INDEX_REBUILD = auto()
    FIGURES_WRITE = auto()
    BREACH_LOOK = auto()
    ROLES_LIST = auto()
    POST_EXPIRE = auto()
    MAIL_SEND = auto()


Rule = Callable[[Actor, Any], bool]


def _anyone(actor: Actor, thing: Any) -> bool:
    return True


def _own_post(actor: Actor, thing: Post) -> bool:
    return thing.author_id == actor.person.id


def _not_own_post(actor: Actor, thing: Post) -> bool:
    is_own = actor.account is not None and thing.author_id == actor.account.id
    return not is_own and thing.author_id not in actor.hidden


def _participant(actor: Actor, thing: Conversation) -> bool:
    return thing.has(actor.person.id) and actor.hidden.isdisjoint((thing.owner_id, thing.helper_id))


def _about_own_post(actor: Actor, thing: Conversation) -> bool:
    return thing.owner_id == actor.person.id


def _in_agreement(actor: Actor, thing: Agreement) -> bool:
    return thing.has(actor.person.id)


def _owner_in_agreement(actor: Actor, thing: Agreement) -> bool:
    """Only who placed the card knows the others who answered it."""
    return thing.conversation.owner_id == actor.person.id


def _own_outcome(actor: Actor, thing: Outcome) -> bool:
    """What somebody answers about how it went is nobody else's."""
    return thing.account_id == actor.person.id


def _own_search(actor: Actor, thing: SavedSearch) -> bool:
    return thing.account_id == actor.person.id


def _between_two(actor: Actor, thing: Thanks) -> bool:
    return thing.has(actor.person.id)


def _readable(actor: Actor, thing: Post) -> bool:
    """An open card is for everybody who has its link; a card that left the board only for its owner.

    For who does not see the author any more it has left the board.
    """
    if thing.author_id in actor.hidden:
        return False
    return thing.is_open or (actor.account is not None and thing.author_id == actor.account.id)


def _neighbours_post(actor: Actor, thing: Post) -> bool:
    """A card of somebody else who can be met here; an import has one account for many people."""
    return _readable(actor, thing) and _not_own_post(actor, thing) and not thing.author.is_import


def _hangs_for_me(actor: Actor, thing: Post) -> bool:
    return thing.is_open and _not_own_post(actor, thing)


def _thanks_of_another(actor: Actor, thing: Thanks) -> bool:
    """Thanks that this reader can read and did not give."""
    me = actor.account.id if actor.account else 0
    is_seen = actor.hidden.isdisjoint((thing.giver_id, thing.receiver_id)) and thing.removed_by_id is None
    return is_seen and thing.giver_id != me and (thing.is_shown or thing.receiver_id == me)


def _case_of_others(actor: Actor, thing: Case) -> bool:
    """A case of the own town in which the moderator is no party (T-10)."""
    return thing.municipality_code == actor.person.municipality_code and not thing.concerns(actor.person)


def _decided_by_another(actor: Actor, thing: Decision) -> bool:
    """What a second moderator confirms: never the one who decided."""
    return _case_of_others(actor, thing.case) and thing.decider_number != actor.person.id


def _decided_here(actor: Actor, thing: Decision) -> bool:
    return _case_of_others(actor, thing.case)


def _objection_to_another(actor: Actor, thing: Objection) -> bool:
    """An objection is answered by another moderator than who decided, and never by who made it."""
    return _decided_by_another(actor, thing.decision) and thing.account_id != actor.person.id


def _about_me(actor: Actor, thing: Decision) -> bool:
    return thing.account_id == actor.person.id and not thing.waits


EVERYBODY = (VISITOR, RESIDENT, BROKER, MODERATOR)
PEOPLE = (RESIDENT, BROKER, MODERATOR)

# action: who, and for which thing. A moderator moderates: the role cannot ask, offer, answer or read along.
TABLE: dict[Action, tuple[tuple[str, ...], Rule]] = {
    Action.BOARD_READ: (EVERYBODY, _anyone),
    Action.POST_READ: (EVERYBODY, _readable),
    Action.DRAFT_WRITE: ((VISITOR, RESIDENT), _anyone),
    Action.POST_PLACE: ((RESIDENT,), _anyone),
    Action.POST_REWRITE: ((RESIDENT,), _own_post),
    Action.POST_PAUSE: ((RESIDENT,), _own_post),
    Action.POST_RENEW: ((RESIDENT,), _own_post),
    Action.POST_WITHDRAW: ((RESIDENT,), _own_post),
    Action.POST_SOLVE: ((RESIDENT,), _own_post),
    Action.REPLY_WRITE: ((VISITOR, RESIDENT), _not_own_post),
    Action.REPLY_SEND: ((RESIDENT,), _not_own_post),
    Action.CONVERSATION_READ: ((RESIDENT,), _participant),
    Action.CONVERSATION_WRITE: ((RESIDENT,), _participant),
    Action.CONVERSATION_STOP: ((RESIDENT,), _participant),
    Action.DETAILS_SHARE: ((RESIDENT,), _participant),
    Action.TALKER_BLOCK: ((RESIDENT,), _participant),
    Action.AUTHOR_BLOCK: ((RESIDENT,), _neighbours_post),
    Action.BLOCK_LIFT: ((RESIDENT,), _anyone),
    Action.REST_TAKE: ((RESIDENT,), _anyone),
    Action.REPLIES_READ: ((RESIDENT,), _own_post),
    Action.REPLIES_CLOSE: ((RESIDENT,), _own_post),
    Action.PEOPLE_WANT: ((RESIDENT,), _own_post),
    Action.HELPER_ACCEPT: ((RESIDENT,), _about_own_post),
    Action.HELPER_RELEASE: ((RESIDENT,), _participant),
    Action.AGREEMENT_READ: ((RESIDENT,), _in_agreement),
    Action.AGREEMENT_PROPOSE: ((RESIDENT,), _participant),
    Action.AGREEMENT_CHANGE: ((RESIDENT,), _in_agreement),
    Action.AGREEMENT_CONFIRM: ((RESIDENT,), _in_agreement),
    Action.AGREEMENT_STEP_BACK: ((RESIDENT,), _in_agreement),
    Action.STAND_IN_ASK: ((RESIDENT,), _owner_in_agreement),
    Action.MINE_AGREEMENTS_READ: ((RESIDENT,), _anyone),
    Action.POST_PUT_BACK: ((RESIDENT,), _own_post),
    Action.OUTCOME_ANSWER: ((RESIDENT,), _own_outcome),
    Action.THANKS_GIVE: ((RESIDENT,), _participant),
    Action.THANKS_READ: ((RESIDENT,), _anyone),
    Action.THANKS_HIDE: ((RESIDENT,), _between_two),
    Action.POST_REPORT: (EVERYBODY, _hangs_for_me),
    Action.THANKS_REPORT: (EVERYBODY, _thanks_of_another),
    Action.TALKER_REPORT: ((RESIDENT,), _participant),
    Action.DESK_READ: ((MODERATOR,), _anyone),
    Action.CASE_READ: ((MODERATOR,), _case_of_others),
    Action.CASE_TAKE: ((MODERATOR,), _case_of_others),
    Action.CASE_DECIDE: ((MODERATOR,), _case_of_others),
    Action.COPIES_OPEN: ((MODERATOR,), _case_of_others),
    Action.DANGER_NOTE: ((MODERATOR,), _case_of_others),
    Action.DECISION_CONFIRM: ((MODERATOR,), _decided_by_another),
    Action.DECISION_LIFT: ((MODERATOR,), _decided_here),
    Action.OBJECTION_ANSWER: ((MODERATOR,), _objection_to_another),
    Action.DUTY_PLAN: ((MODERATOR,), _anyone),
    Action.MINE_DECISIONS_READ: ((*PEOPLE, SHUT_OUT), _anyone),
    Action.DECISION_READ: ((*PEOPLE, SHUT_OUT), _about_me),
    Action.OBJECTION_MAKE: ((*PEOPLE, SHUT_OUT), _about_me),
    Action.MINE_READ: (PEOPLE, _anyone),
    Action.MINE_POSTS_READ: ((RESIDENT,), _anyone),
    Action.SEARCH_SAVE: ((RESIDENT,), _own_search),
    Action.PROFILE_CHANGE: (PEOPLE, _anyone),
    Action.ADDRESS_CHANGE: (PEOPLE, _anyone),
    Action.SESSION_END: (PEOPLE, _anyone),
    # Who must open the lock cannot change it; who must have one and has none can do nothing else.
    Action.LOCK_PROVE: ((*PEOPLE, UNPROVEN), _anyone),
    Action.LOCK_CHANGE: ((*PEOPLE, LOCKLESS), _anyone),
    Action.LOCK_RESET: ((OPERATOR,), _anyone),
    Action.DEMO_CODE_READ: ((OPERATOR,), _anyone),
    Action.HOUSE_RULES_ACCEPT: (PEOPLE, _anyone),
    Action.DATA_TAKE: (PEOPLE, _anyone),
    Action.ACCOUNT_LEAVE: (PEOPLE, _anyone),
    Action.ACCOUNT_INVITE: ((OPERATOR,), _anyone),
    Action.PLACES_IMPORT: ((OPERATOR,), _anyone),
    Action.POSTS_IMPORT: ((OPERATOR,), _anyone),
    Action.INDEX_REBUILD: ((OPERATOR, SYSTEM), _anyone),
    Action.FIGURES_WRITE: ((OPERATOR,), _anyone),
    # Who was hit by a leak, and who has which role: never for a web account.
    Action.BREACH_LOOK: ((OPERATOR,), _anyone),
    Action.ROLES_LIST: ((OPERATOR,), _anyone),
    Action.POST_EXPIRE: ((SYSTEM,), _anyone),
    Action.MAIL_SEND: ((SYSTEM,), _anyone),
}


def may(actor: Actor, action: Action, thing: Any = None) -> bool:
    """Whether this actor may do this, to this thing when there is one."""
    roles, rule = TABLE[action]
    if actor.role not in roles:
        return False
    return thing is None or rule(actor, thing)


RESIDENT_ROLE, BROKER_ROLE, MODERATOR_ROLE = RESIDENT, BROKER, MODERATOR
