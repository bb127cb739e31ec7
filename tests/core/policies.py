"""Policies to read: the one of the repository, and small ones."""

from pathlib import Path

from auditors import ALL
from core.policy_file import Policy, read_policy

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = (ROOT / "config" / "policy.toml").read_text(encoding="utf-8")
RULES = {auditor.key: auditor.rule for auditor in ALL}
SMALL = """
[organisation]
domains = ["ours.example"]
zone = "Europe/Brussels"
"""
TEAM = """
[teams.t]
group = "g"
"""


def policy(text: str | bytes = SMALL + TEAM) -> Policy:
    return read_policy(text.encode() if isinstance(text, str) else text, name="policy.toml", rules=RULES)


def changed(old: str, new: str) -> str:
    """The repository's policy with one change."""
    assert old in EXAMPLE, old
    return EXAMPLE.replace(old, new, 1)


def line_of(text: str) -> int:
    """Where a text stands in the repository's policy, counted from 1."""
    return EXAMPLE[: EXAMPLE.index(text)].count("\n") + 1
