"""The connection to an account: addresses, credentials, and what these allow. Sends nothing.

It imports the standard library only, since it is needed before the first frame is drawn.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Self
from urllib.parse import urlsplit

from ccs_tui.model.network import AS_USUAL, Network
from ccs_tui.model.secret import Secret, SecretSource
from ccs_tui.model.value_object import ValueObject
from ccs_tui.model.words import any_of

REGIONS: Mapping[str, str] = MappingProxyType(
    {
        "americas": "https://z1.context.liveperson.net",
        "emea": "https://z2.context.liveperson.net",
        "apac": "https://z3.context.liveperson.net",
    }
)
"""Each region's base URL, for v1 and v2 [V1] [AUTH]."""

LOOPBACK_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})

_VISIBLE_ASCII = re.compile(r"[!-~]+")


class Capabilities(ValueObject):
    """The abilities of a connection, by the versions that it has credentials for.

    v1 lists and configures but can't read expiry; v2 reads and writes documents by name, with
    their expiry, but lists nothing [S2] [V1].
    """

    v1: bool
    v2: bool

    @property
    def can_list(self) -> bool:
        """True if namespaces and sessions can be listed."""
        return self.v1

    @property
    def can_manage_namespaces(self) -> bool:
        """True if namespaces can be created and deleted."""
        return self.v1

    @property
    def can_read_expiry(self) -> bool:
        """True if a document is read with its expiry."""
        return self.v2

    @property
    def can_set_ttl_on_save(self) -> bool:
        """True if a save can say when the document expires, and so keep its expiry."""
        return self.v2

    @property
    def can_read_namespace_document(self) -> bool:
        """True if the namespace document, which is not `__default__`, can be read and written."""
        return self.v2

    @property
    def summary(self) -> str:
        """Its abilities and what it lacks, in a sentence or two for people."""
        if self.v1 and self.v2:
            return "v1 and v2: everything."
        if self.v1:
            return (
                "v1 only: listing and editing. When a document expires can't be read, a save may "
                "move it, and namespace documents are out of reach."
            )
        if self.v2:
            return (
                "v2 only: documents that you name, with their expiry. Namespaces and sessions "
                "can't be listed, created or deleted."
            )
        return "Nothing: neither v1 nor v2 can be used."


class BadConnectionError(ValueError):
    """A connection can't be had with what is given; `part` is the part of it that is to blame."""

    def __init__(self, part: str, sentence: str) -> None:
        super().__init__(sentence)
        self.part = part


class Connection(ValueObject, kw_only=True):
    """An account's addresses and credentials.

    `api_key` opens v1 [V1]; `token`, or `user` and `password`, open v2 [AUTH]; each is a secret, or
    a source that has it when it is needed. URLs are base URLs without a path of the service:
    `https://z2.context.liveperson.net`. With `read_only` every write is refused before it is sent,
    and nothing unlocks that. `network` is the way there.

    Raises BadConnectionError, with a sentence for people, if something is missing or malformed.
    """

    account: str
    v1_url: str
    v2_url: str
    api_key: Secret | SecretSource | None = None
    user: str | None = None
    password: Secret | SecretSource | None = None
    token: Secret | SecretSource | None = None
    read_only: bool = False
    network: Network = AS_USUAL

    def __post_init__(self) -> None:
        problems = (
            ("account", account_problem(self.account)),
            ("url", url_problem(self.v1_url)),
            ("url", url_problem(self.v2_url)),
            ("api_key", _header_problem("API key", self.api_key)),
            ("token", _header_problem("token", self.token)),
            self._credentials_problem(),
        )
        for part, problem in problems:
            if problem is not None:
                raise BadConnectionError(part, problem)

    def _credentials_problem(self) -> tuple[str, str | None]:
        """Return why the credentials are of no use, None if they are, behind the part to blame."""
        if self.user and ":" in self.user:
            return "user", "A user's name can't hold a colon."
        if bool(self.user) != bool(self.password):
            missing = "password" if self.user else "user"
            sentence = f"The {missing} is missing: v2 needs a user and a password, or a token."
            return missing, sentence
        if not (self.capabilities.v1 or self.capabilities.v2):
            return "api_key", (
                "There are no credentials: give an API key for v1, or a token or user and password "
                "for v2, or both."
            )
        return "", None

    @classmethod
    def to(
        cls,
        url_or_region: str,
        account: str,
        *,
        api_key: Secret | None = None,
        user: str | None = None,
        password: Secret | None = None,
        token: Secret | None = None,
        read_only: bool = False,
    ) -> Self:
        """Return a connection with both versions at one base URL, or in a region of `REGIONS`.

        Raises BadConnectionError.
        """
        url = REGIONS.get(url_or_region.lower(), url_or_region)
        if not url or re.fullmatch(r"[\w-]+", url):
            what = f"There is no region {url}" if url else "The region is missing"
            raise BadConnectionError("url", f"{what}: it is {any_of(REGIONS)}, or type a URL.")
        return cls(
            account=account,
            v1_url=url,
            v2_url=url,
            api_key=api_key,
            user=user,
            password=password,
            token=token,
            read_only=read_only,
        )

    @property
    def capabilities(self) -> Capabilities:
        """The abilities that its credentials give, if the service accepts them."""
        return Capabilities(v1=self.api_key is not None, v2=bool(self.token or self.user))

    @property
    def urls(self) -> tuple[str, ...]:
        """The base URLs of the service, that of v1 first: one, where both are the same."""
        return tuple(dict.fromkeys(url.rstrip("/") for url in (self.v1_url, self.v2_url)))

    @property
    def unencrypted_hosts(self) -> list[str]:
        """The hosts, but for this machine, that it sends keys and documents over plain HTTP."""
        used = [
            *([self.v1_url] if self.capabilities.v1 else []),
            *([self.v2_url] if self.capabilities.v2 else []),
        ]
        plain = [url for url in used if urlsplit(url).scheme == "http" and not is_loopback(url)]
        return sorted({urlsplit(url).hostname or "" for url in plain})


def account_problem(account: str) -> str | None:
    """Say in one sentence why `account` can't be an account's id, or None."""
    if not account:
        return "The account's id is missing: it reads like le12345678."
    if ":" in account or not _VISIBLE_ASCII.fullmatch(account):
        return "An account's id has only visible ASCII characters and no colon."
    return None


def url_problem(url: str) -> str | None:
    """Say in one sentence why `url` can't be a base URL of the service, or None."""
    example = REGIONS["emea"]
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return f"The URL is malformed: it reads like {example}."
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return f"The URL needs http:// or https:// and a host: it reads like {example}."
    if not _VISIBLE_ASCII.fullmatch(url) or "\\" in url:
        return "The URL has only visible ASCII characters and no backslash."
    if parts.username is not None or parts.password is not None:
        return "The URL can't hold a user or a password: they have their own settings."
    if parts.query or parts.fragment or "?" in url or "#" in url:
        return "The URL can't hold a query or a fragment: it is the service's base URL."
    return None


def is_loopback(url: str) -> bool:
    """Return whether `url` is on this machine."""
    return urlsplit(url).hostname in LOOPBACK_HOSTS


def is_header_value(text: str) -> bool:
    """Return whether `text` can be sent as a key or token: visible ASCII without spaces."""
    return _VISIBLE_ASCII.fullmatch(text) is not None


def _header_problem(what: str, secret: Secret | SecretSource | None) -> str | None:
    if not isinstance(secret, Secret) or is_header_value(secret.get_secret_value()):
        return None
    return f"The {what} is empty, or has a space, a line break or a letter outside ASCII in it."
