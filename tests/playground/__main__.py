"""The made-up company's cards in the Agents Playground, a Teams on this machine, until Ctrl-C: `python -m tests.playground`."""

import signal
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory

from core.week import Week
from sandbox import FOR_BOTS, GRANTED, Faults, build, served_in_thread
from tests.playground import playground, why_not
from tests.playground.company import open_house, post_all


def main() -> int:
    """Post, say where to look, wait; exit 3 where there is no Playground."""
    if reason := why_not():
        sys.stderr.write(f"{reason}\n")
        return 3
    stop = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stop.set())
    company = build()
    with (
        TemporaryDirectory(prefix="kadans-playground-") as folder,
        playground(Path(folder)) as there,
        served_in_thread(company, faults=Faults.none(), granted=GRANTED | FOR_BOTS) as served,
    ):
        sys.stdout.write("A week of a made-up company is read, and its cards are posted by the bot route ...\n")
        entries = post_all(open_house(served, there, Path(folder)), Week.parse(company.week))
        sys.stdout.write(
            f"{len(entries)} cards: the managers' in 'Personal Chat', the teams' in the channel 'Cards'.\n"
            f"Open {there.address} in a browser. The first page shows all; later ones only what comes then.\n"
            "Ctrl-C ends it and leaves nothing behind.\n"
        )
        sys.stdout.flush()
        stop.wait()
    return 0


if __name__ == "__main__":
    sys.exit(main())
