"""How hard hypothesis looks: a little at each run, long with `--hypothesis-profile thorough`."""

from hypothesis import Phase, settings

# The same examples at each run: a check of a change fails for the change, and not by chance.
settings.register_profile(
    "quick",
    max_examples=40,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
)
settings.register_profile("thorough", max_examples=2_000, deadline=None)
settings.load_profile("quick")
