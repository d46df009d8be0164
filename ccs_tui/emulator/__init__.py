"""The service, embedded: every call of v1 and v2 as an ASGI app on SQLite.

- `app`: the app itself: finds a call, lets it in, has it answered
- `auth`: the credentials that let calls in
- `config`: the account, its credentials and the clock
- `demo`: the demo's data, and a bot that goes on writing
- `document_rows`: the rows of a document and its properties
- `emulator_calls`: the calls that the emulator has and the service does not
- `faults`: trouble on purpose: calls that wait, fail or are too many
- `http_answers`: the answers: JSON, nothing, or an error with a sentence for people
- `openapi`: the description of the service
- `origins`: the hosts and origins of which calls may come
- `pytest_plugin`: the pytest plugin
- `received_call`: a call as its handler gets it
- `refusal`: the error that answers a call with a status and a message
- `request_body`: the body of a request, as text of bounded size
- `request_log`: the line that is printed for each request
- `router`: the calls by their paths
- `rules`: the decisions where the sources are silent
- `seed_document`: a document to fill a store with
- `server`: the app over HTTP
- `session_pages`: the pages of a namespace's sessions
- `signals`: the signals that end the emulator
- `store`: the documents of any number of accounts
- `store_database`: transactions on SQLite
- `tables`: the tables that the store has in its database
- `testing`: an emulator for the tests of those who build bots
- `v1`, `v2`: the calls of the service's two versions
"""
