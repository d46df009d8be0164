"""The errors of a call without an answer, where a library lets Python's own through."""

import ssl

from ccs_tui.client.call import Call
from ccs_tui.client.errors import NetworkError, UnusableSettingError
from ccs_tui.client.network_errors import translate
from ccs_tui.model.wire import V2_LOGIN


def call() -> Call:
    return Call(V2_LOGIN, "logging in to", "the service")


def test_a_refused_certificate_is_named_though_it_is_a_value_error() -> None:
    told = translate(ssl.SSLCertVerificationError(), call(), "ccs.example", left=False)
    assert isinstance(told, NetworkError)
    assert "the certificate of ccs.example is not trusted" in str(told)


def test_what_can_not_be_sent_is_told_so() -> None:
    told = translate(ValueError(), call(), "xn--", left=False)
    assert isinstance(told, UnusableSettingError)
