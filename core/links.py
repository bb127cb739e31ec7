"""Join links: the same meeting, however its link is written."""

from urllib.parse import unquote


def link_key(link: str) -> str:
    """Return a form of a join link in which encoding and capitals make no difference."""
    for _ in range(3 if "%" in link else 0):
        decoded = unquote(link)
        if decoded == link:
            break
        link = decoded
    return link.strip().rstrip("/").casefold()
