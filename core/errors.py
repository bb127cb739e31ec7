"""Errors, grouped by what the caller should do about them. Each message is one sentence that a person can act on."""


class KadansError(Exception):
    """Anything that Kadans can put into one clear sentence."""


class PolicyError(KadansError):
    """The policy, the environment or the command is wrong: mend it and run again."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SignInError(KadansError):
    """The identity can't get a token: mend the secret, the certificate or the tenant."""


class NotReachedError(KadansError):
    """No connection could be made at all: mend the network or the address."""


class AnswerError(KadansError):
    """One thing could not be read. `reason` is a fixed phrase without any data in it; the rest of the work goes on."""

    def __init__(self, reason: str, *, what: str = "") -> None:
        super().__init__(f"{what}: {reason}" if what else reason)
        self.reason = reason


class NotGrantedError(AnswerError):
    """Graph refuses: the permission is missing, or this one mailbox is out of scope."""


class GoneError(AnswerError):
    """What was asked for is not there."""


class RequestRefusedError(AnswerError):
    """Graph does not take the request as it was asked."""


class PostponedError(KadansError):
    """Microsoft asks for a longer wait than a job may take: do it again `seconds` later."""

    def __init__(self, seconds: float, *, gate: str = "") -> None:
        super().__init__(f"throttled: to be done again in {seconds:.0f} seconds")
        self.seconds = seconds
        self.gate = gate
        """The service, where it counts by the tenant: then everybody has to wait."""
