"""The way in: tokens, requests built by Microsoft's SDK, answers decoded from bytes into allow-list shapes.

Nobody else knows msgraph or msal. `Graph` opens a connection; `GraphDirectory` and `GraphCalendars` are the ports on it.
"""

import importlib.util
import sys


def _builders_alone() -> None:
    """Make the SDK's package known without running its `__init__`.

    That would import the SDK's own HTTP client and its credentials, 12 MiB and a third of a second of every cold start, while
    only the generated request builders are wanted.
    """
    if "msgraph" not in sys.modules:
        found = importlib.util.find_spec("msgraph")
        if found is not None:
            sys.modules["msgraph"] = importlib.util.module_from_spec(found)


_builders_alone()
