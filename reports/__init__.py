"""The way out: a report becomes a card, a page and a few lines of text, in the reader's language.

    Reader(team=..., locale=..., zone=..., ...)   reports.reader     for whom, and whose words from the policy stand on it
    card(report, reader) -> dict                  reports.card       an Adaptive Card for Teams, 20 KB at most
    as_bytes(card) -> bytes                       reports.card       compact UTF-8
    page(report, reader) -> str                   reports.page       one self-contained HTML page with every number
    summary(report, reader) -> str                reports.text       a few lines for a terminal
    FolderRoute(path).deliver(key, card) -> Path  reports.routes.folder
    report_schema() -> dict                       reports.schema     the JSON Schema of report.json

All of them draw the same `Story` (reports.story). An auditor's section is drawn from its words and measures alone: nothing here
knows any auditor by name.
"""
