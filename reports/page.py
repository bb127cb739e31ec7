"""The page: everything that a report may tell, on one self-contained, accessible HTML page that prints well.

It has no script, loads nothing, and follows the reader's light or dark setting.
"""

from collections.abc import Iterable, Mapping
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from auditors import BY_KEY
from core.auditor import AnyAuditor
from core.report import Report
from reports import phrases
from reports.card_parts import MARKS
from reports.reader import Reader
from reports.story import story


def page(
    report: Report, reader: Reader, *, history: Iterable[Report] = (), auditors: Mapping[str, AnyAuditor] = BY_KEY
) -> str:
    """Return the content of report.html in the reader's language; `history` holds the team's reports of earlier weeks."""
    told = story(report, reader, history=history, auditors=auditors)
    marks = {level: shape for level, (shape, _) in MARKS.items()}
    return _template().render(told=told, say=told.language.say, phrases=phrases, marks=marks, lang=told.language.tag)


@cache
def _template() -> Template:
    """Return the template; compiling it takes longer than filling it in."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")
