"""A document's own conventions, learned from the document itself where the usual reading explains it badly.

Nothing here knows a habit by name. `decoration` finds what nearly every line begins or ends with, `numbers` what counts
the questions, `options` what counts or marks their options, `answers` what the answers stand behind, `lists` keys that
stand apart. Each rewrites lines as a paper has them; `judged` says how well a reading explains its document, and
`induction` keeps the better one.
"""
