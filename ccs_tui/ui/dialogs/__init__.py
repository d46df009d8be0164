"""Small modal questions, each with a typed answer.

- `choice`: one of a few things, by one key
- `confirm`: a question before something that can't be undone
- `conflict`: a property that others changed too
- `conflict_words`: a conflict in words, and the choices
- `copied_file`: the file that a copied text is in
- `dialog`: the base of all dialogs
- `doctor`: the doctor's findings, as they come
- `draft`: edits that were kept from before, offered again
- `edited_texts`: what a large editor edits: a value, or a whole document
- `expiry`: a new expiry
- `form`: a few fields, checked as they are typed
- `go_to`: where to go: a name, and the documents that it may mean
- `goals`: the goals of a `g`: documents, ids to look for, places of other profiles
- `gone_document`: a document that is not there any more
- `large_dialog`: a value or a document in a large editor
- `large_editors`: the large editors that the document's panel asks for
- `profiles`: the profile to connect to
- `properties`: some of the properties of a document
- `review`: a save, before it is sent
- `review_lines`: the lines of a review
- `review_words`: a save in words
- `secret`: a secret, typed unseen
- `too_large_document`: a document that would be too large
"""
