"""The Teams app: a bot that only ever speaks, as a package that an administrator uploads."""

from reports.teams_app.package import App, package

__all__ = ["App", "package"]
