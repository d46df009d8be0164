"""How hypothesis looks for cases here."""

from hypothesis import settings

# How long a case takes depends on what else the machine does, and says nothing.
settings.register_profile("model", deadline=None)
settings.load_profile("model")
