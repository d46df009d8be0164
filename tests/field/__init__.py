"""The explorer in the field: not on a perfect network, on one clock, with nobody else writing.

`proxy` is the network (`http1` its messages, `faults` its troubles), `world` has the emulator and
the bot, `history` what passed and what was overwritten; `face` is the screen, `ledger` what was
typed there; `answers`, `visitor`, `editing`, `moving` and `user` are the user, each with more of
what one does; `checks` must always hold, and `rounds` leads through all of it.
"""
