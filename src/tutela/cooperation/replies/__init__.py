"""What happens to a request after it was sent: the other side's answers, their grounds, and the clocks on both sides.

    from tutela.cooperation import replies

    steps = [replies.Sent(request=r.reference, at=t0), replies.Received(request=r.reference, at=t1)]
    replies.stand(r, steps).turn                       # whose move it is
    replies.grounds(r, routes)                         # on what it may be refused, by article
    replies.check_reply(replies.Refused(...), r, routes)
    replies.clocks(r, steps, routes, now)              # legal deadlines that run, and the wish apart

Flow: each `Happened` is a frozen value of one side; `stand` folds them and refuses what cannot have happened;
`check_reply` holds an answer against the route's closed list of grounds before it is given; `clocks` counts.
"""

from tutela.cooperation.replies._clocks import Running, clocks
from tutela.cooperation.replies._grounds import check_reply, grounds, refusal_rule
from tutela.cooperation.replies._stand import OVER, ReplyError, Standing, State, stand
from tutela.cooperation.replies._steps import (
    Accepted,
    Agreed,
    AskedBack,
    Clarified,
    Confirmed,
    Extended,
    Grounded,
    Happened,
    Impossible,
    Notified,
    Postponed,
    Preserved,
    Produced,
    Question,
    Received,
    Refused,
    Sent,
    Served,
    Side,
    Validated,
    Withdrawn,
    read_step,
    side_of,
)

__all__ = [
    "OVER", "Accepted", "Agreed", "AskedBack", "Clarified", "Confirmed", "Extended", "Grounded", "Happened",
    "Impossible", "Notified", "Postponed", "Preserved", "Produced", "Question", "Received", "Refused", "ReplyError",
    "Running", "Sent", "Served", "Side", "Standing", "State", "Validated", "Withdrawn", "check_reply", "clocks",
    "grounds", "read_step", "refusal_rule", "side_of", "stand",
]  # fmt: skip
