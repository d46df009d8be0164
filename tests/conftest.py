"""How hard hypothesis looks: a little at each run, long with `--hypothesis-profile thorough`."""

from hypothesis import settings

settings.register_profile("quick", max_examples=40, deadline=None)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile("quick")
