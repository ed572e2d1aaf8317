"""URLs of folders: how they are told from paths, and how they are shown without what lets somebody in."""

from __future__ import annotations

import re
from contextlib import suppress
from urllib.parse import parse_qsl, unquote, urlsplit

# A scheme of two letters and more: C:/ is a folder. One slash is what a path leaves of two.
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+(::|:/)")
ENTRY = re.compile(r"(:/{1,2})(?:[^/?#]*@|[^@?#]*:[^@?#]*@)")  # name and password


def is_url(text: str) -> bool:
    """Whether a text names a folder by its URL (``s3://…``, ``sftp://…``) and not by its path."""
    return URL.match(text) is not None


def shown_url(url: str) -> str:
    """A URL as it may be shown: without name, password and query."""
    return ENTRY.sub(r"\1", re.sub(r"^([^:/]+:)/(?!/)", r"\1//", url)).partition("?")[0]


def without_secrets(text: str, url: str) -> str:
    """A text about a URL in which nothing stands that lets somebody in there."""
    text = text.replace(url, shown_url(url))
    for secret in _secrets(url):
        text = text.replace(secret, "***")
    return re.sub(r"[^\s/:@]+:[^\s/@]+@", "***@", re.sub(r"(://)[^/\s]*@", r"\1", text))


def _secrets(url: str) -> list[str]:
    """Parts of a URL that let somebody in, longest first."""
    found = set[str]()
    for part in url.split("::"):
        with suppress(ValueError):
            whole = urlsplit(part)
            entry = whole.netloc.rpartition("@")[0]
            values = (value for _, value in parse_qsl(whole.query))
            found |= {entry, *entry.split(":", 1)[1:], whole.query, *values}
    return sorted({text for one in found if one for text in (one, unquote(one))}, key=len, reverse=True)
