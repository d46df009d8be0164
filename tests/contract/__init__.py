"""The service's contract as one table of cases, run against any server of it."""
