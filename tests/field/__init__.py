"""The field: the installed program, a network with troubles, a bot that writes, a random user."""
