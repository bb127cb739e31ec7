"""Published reports in a local folder: the embedded default."""

import os
import tempfile
from pathlib import Path

from core.errors import KadansError
from core.report import Report
from core.week import Week


class FolderReports:
    """The `ReportStore` port on a folder, a tenant's reports apart from another's."""

    def __init__(self, folder: Path, *, tenant: str) -> None:
        name = "".join(c if c.isalnum() or c in "-." else "_" for c in tenant)
        self._folder = folder / "reports" / (name if name.strip(".") else "_")

    def read(self, team: str, week: Week) -> Report | None:
        """Return a published report, or None where the team-week has none.

        Raises:
            KadansError: there is one, and it can't be read.
        """
        path = self._path(team, str(week))
        try:
            return Report.from_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _out_of_order(path, f"can't be read ({error.strerror})") from None
        except ValueError:
            raise _out_of_order(path, "is no report of this version") from None

    def publish(self, report: Report) -> None:
        """Keep a report. A team-week that is published already stays as it is.

        Raises:
            KadansError: it can't be kept.
        """
        path = self._path(report.team, report.week)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_once(path, report.to_json().encode())
        except OSError as error:
            raise _out_of_order(path, f"can't be written ({error.strerror})") from None

    def _path(self, team: str, week: str) -> Path:
        return self._folder / team / f"{week}.json"


def _out_of_order(path: Path, what: str) -> KadansError:
    return KadansError(f"KADANS_STORAGE: {path} {what}.")


def write_once(path: Path, content: bytes) -> bool:
    """Write a file whole or not at all; tell whether this call wrote it, or it was there before."""
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(temporary, path)
    except FileExistsError:
        return False
    finally:
        Path(temporary).unlink(missing_ok=True)
    return True
