"""docs/metrics.md and docs/auditors, from the auditors' own texts: `python -m tests.metric_pages` (or `make docs`).

They stand beside the tests since units and withheld values are seen in sections of made-up weeks, and not declared a second time.
"""
