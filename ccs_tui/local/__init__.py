"""What stays on this machine: settings from the environment and from files."""
