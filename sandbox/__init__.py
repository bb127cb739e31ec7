"""A tenant in a box: Voorbeeld NV, made up from a seed, served over HTTPS as Entra and Microsoft Graph.

Its weeks hold known truth, so that a number on a card can be checked to the minute:

    company = build(seed=7, people=60, week="2026-W46")
    truth(company, "platform")["sections"]["meeting_overload"]["exact"]
    with served_in_thread(company) as served:
        served.environment  # what Kadans needs to read it

From a shell: kadans sandbox serve. Only the command line, tests and bench may open this room.
"""

from sandbox.company import Company, build
from sandbox.policy import policy_toml
from sandbox.server import (
    FOR_BOTS,
    FOR_SAMPLING,
    FOR_SHIFTS,
    GRANTED,
    MARKER,
    Fault,
    Faults,
    Served,
    serve_forever,
    served_in_thread,
    serving,
)
from sandbox.truth import truth

__all__ = [
    "FOR_BOTS",
    "FOR_SAMPLING",
    "FOR_SHIFTS",
    "GRANTED",
    "MARKER",
    "Company",
    "Fault",
    "Faults",
    "Served",
    "build",
    "policy_toml",
    "serve_forever",
    "served_in_thread",
    "serving",
    "truth",
]
