"""The way to a service that a profile asks for: proxy, certificates, limits. Standard library only.

What it leaves open is as the environment says, or as usual.
"""

from ccs_tui.model.value_object import ValueObject

DIRECT = "none"
"""The proxy of a profile that goes to the service without one, whatever the environment says."""


class Network(ValueObject, kw_only=True):
    """A profile's way to the service; None leaves a setting to the environment, or as usual.

    `proxy` is a URL, or DIRECT. `ca_bundle` is the path of a file with the certificate authorities
    to trust in the place of the usual ones, `client_certificate` and `client_key` those of the
    files to show to the service, in PEM; a key may stand in the file of its certificate.
    Times are in seconds: to make a connection, without a byte of an answer, and for a call with all
    its attempts. `concurrent` is how many calls may be under way.
    """

    proxy: str | None = None
    ca_bundle: str | None = None
    client_certificate: str | None = None
    client_key: str | None = None
    connect_seconds: float | None = None
    silence_seconds: float | None = None
    total_seconds: float | None = None
    concurrent: int | None = None


AS_USUAL = Network()
"""The way of a connection that asks for nothing: the environment's."""
