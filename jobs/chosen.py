"""The policy that a command is about: a file, or the blob that the app itself reads."""

from collections.abc import Mapping
from pathlib import Path

from core.policy_file import Policy, read_policy
from core.ports import PolicyText
from jobs.settings import DEFAULT_POLICY, read_settings
from jobs.wiring import policy_source, rules
from storage.policy import FilePolicy


def policy_text(environment: Mapping[str, str], policy: Path | None) -> PolicyText:
    """Return the policy as it lies in its source: --policy, then KADANS_POLICY, then policy.toml.

    Raises:
        PolicyError: there is none, or the environment that leads to it is wrong.
    """
    source = environment.get("KADANS_POLICY", DEFAULT_POLICY)
    if policy is None and "://" in source:
        return policy_source(read_settings(environment, signs_in=False)).read()
    return FilePolicy(policy or Path(source)).read()


def chosen_policy(environment: Mapping[str, str], policy: Path | None) -> Policy:
    """Return the policy, validated.

    Raises:
        PolicyError: with everything that is wrong.
    """
    text = policy_text(environment, policy)
    return read_policy(text.content, name=text.name, rules=rules())
