"""A fork: one document, as it was at a step, in an emulator of its own in this process."""

import secrets

from ccs_tui.client import ContextServiceClient
from ccs_tui.emulator.app import create_app
from ccs_tui.emulator.config import EmulatorConfig
from ccs_tui.emulator.store import Store
from ccs_tui.local.state import State
from ccs_tui.model.connection import Connection
from ccs_tui.model.document import Document
from ccs_tui.model.expiry import MAX_TTL_SECONDS, Clock, remaining_seconds
from ccs_tui.model.profile import FORK, Preferences, Profile
from ccs_tui.model.secret import Secret
from ccs_tui.workspace.api_standing import ApiStanding
from ccs_tui.workspace.local_state import LocalState
from ccs_tui.workspace.workspace import Workspace

URL = "http://fork.invalid"
"""A name that never resolves: nothing leaves the process."""


def open_fork(
    document: Document, forked: Profile, clock: Clock, preferences: Preferences
) -> Workspace:
    """Return a workspace on an emulator that has one document, of the profile that is `forked`.

    All of it is in memory.

    Its expiry is that of the document, or the longest one where that is past or not known.
    """
    key, password = secrets.token_urlsafe(), secrets.token_urlsafe()
    store = Store(None, clock)
    account, namespace = document.key.account, document.key.namespace
    store.create_namespace(account, namespace, None)
    left = 0 if document.expires_at is None else remaining_seconds(document.expires_at, clock())
    store.upsert(document.key, document.properties, left or MAX_TTL_SECONDS)
    config = EmulatorConfig(account, Secret(key), "fork", Secret(password), clock=clock)
    connection = Connection.to(
        URL, account, api_key=Secret(key), user="fork", password=Secret(password)
    )
    standing = ApiStanding(clock)
    client = ContextServiceClient(
        connection, app=create_app(config, store), clock=clock, listener=standing.listen
    )
    profile = Profile(
        name=FORK,
        connection=connection,
        default_namespace=namespace,
        turn=forked.turn,
        forked_from=forked.chosen,
    )
    # Drafts and journal end with it, so that a fork never offers what belongs to another.
    local = LocalState(State.open(None, clock))
    now = client.service_time.now
    return Workspace(client, profile, now, None, preferences, local, standing=standing)
