"""The service, embedded: every call of v1 and v2 as an ASGI app on SQLite.

- `app`: the app itself: finds a call, lets it in, has it answered
- `auth`: the credentials that let calls in
- `bodies`: the bodies of requests
- `calls`: a call as its handler gets it, and the answers
- `config`: the account, its credentials and the clock
- `database`: transactions on SQLite
- `demo`: the demo's data, and a bot that goes on writing
- `errors`: the refusal of a call
- `faults`: trouble on purpose
- `log`: the line that is printed for each request
- `openapi`: the description of the service
- `origins`: the hosts and origins of which calls may come
- `own`: the calls that the emulator has and the service does not
- `paging`: the pages of a namespace's sessions
- `routing`: the calls by their paths
- `rules`: the decisions where the sources are silent
- `seed`: a document to fill a store with
- `server`: the app over HTTP
- `signals`: the signals that end it
- `store`: the documents
- `tables`: the tables that they are in
- `testing`: an emulator for the tests of others
- `v1`, `v2`: the calls of the service's two versions
"""
