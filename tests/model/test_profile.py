"""The names of a profile: for people, and that under which things of it are kept."""

import pytest

from ccs_tui.model.connection import Connection
from ccs_tui.model.profile import UNNAMED, Profile, profile_label
from ccs_tui.model.secret import Secret


@pytest.mark.parametrize(
    ("name", "url", "label"),
    [
        ("prod", "https://ccs.example", "prod"),
        (UNNAMED, "https://ccs.example", "ccs.example"),
        (UNNAMED, "http://127.0.0.1:8700", "127.0.0.1:8700"),
        (UNNAMED, "http://127.0.0.1:8701", "127.0.0.1:8701"),
    ],
)
def test_a_connection_has_one_name_for_people_wherever_it_is_kept(
    name: str, url: str, label: str
) -> None:
    profile = Profile(name=name, connection=Connection.to(url, "le1", api_key=Secret("k")))
    assert profile.label == label
    assert profile_label(profile.kept_as) == label
