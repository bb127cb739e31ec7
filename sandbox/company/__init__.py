"""Voorbeeld NV: a made-up company whose week is known to the minute."""

from sandbox.company.company import Company, build

__all__ = ["Company", "build"]
