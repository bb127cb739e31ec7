"""Writes docs/metrics.md and a page for each auditor."""

from tests.metric_pages.pages import AUDITORS, files

if __name__ == "__main__":
    for old in AUDITORS.glob("*.md"):
        old.unlink()
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
