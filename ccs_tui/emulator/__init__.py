"""The service, embedded: every call of v1 and v2 as an ASGI app on SQLite.

`app` takes a request · `routing` finds its call · `auth` lets it in · `v1`, `v2` and `own` answer ·
`rules` decides where the sources are silent · `store` keeps documents, `tables` and `database` in
tables and transactions, `paging` pages of sessions · `calls` and `errors` a call and its answers ·
`openapi` describes it all · `config`, `server`, `faults` and `log` how it is run · `seed` and
`demo` what it is filled with · `testing` is for the tests of others.
"""
