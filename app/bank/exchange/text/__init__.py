"""The tolerant parser of free text: pasted, out of a text file, or out of Word.

`reader.read_text` puts the passes in order. Lines keep the numbers of the source all the way:

1. `cleaning`: characters made plain, one `Line` a line;
2. `habits`: what writers do otherwise than a paper, as a paper has it;
3. `page` and `layouts`: frames of chats, platforms and offices taken out, tables, records and columns
   put in the order of a paper;
4. `sections`: lines into pieces, pieces into sections, chapters, papers and parts of keys;
5. `questions`: where each question begins, and which line is which part of it;
6. `keys`: answers that stand apart given to their questions;
7. `finishing`: type, key, words, marks and problems of each;
8. `learned`: where the reading explains the text badly, the text's own conventions are found by induction,
   its lines written as a paper has them and read again; the reading that explains more is kept.

`words` is what all of them ask about single lines. A new habit of writers belongs into `habits`, a new
shape of documents into `layouts`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.bank.exchange.questions import Found


def read_text(text: str, *, hinted: bool = False) -> Found:
    """See `reader.read_text`. Its hundreds of patterns are compiled when a text is first read: files are
    read in a child process, and a site that starts or that is back after a failure need not wait."""
    from app.bank.exchange.text.reader import read_text as read

    return read(text, hinted=hinted)
