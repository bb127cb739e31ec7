"""The company's tenant over HTTPS on this machine: the Entra token endpoint and Microsoft Graph v1.0."""

from sandbox.server.faults import Fault, Faults
from sandbox.server.serving import (
    FOR_BOTS,
    FOR_SAMPLING,
    FOR_SHIFTS,
    GRANTED,
    Served,
    serve_forever,
    served_in_thread,
    serving,
)
from sandbox.server.tenant import MARKER

__all__ = [
    "FOR_BOTS",
    "FOR_SAMPLING",
    "FOR_SHIFTS",
    "GRANTED",
    "MARKER",
    "Fault",
    "Faults",
    "Served",
    "serve_forever",
    "served_in_thread",
    "serving",
]
