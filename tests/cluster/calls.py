"""A small archive with one of each: folders, odd names, archives, speakers' files, and what is passed over."""

from __future__ import annotations

import io
import zipfile

from unit.calls import LABELLED, TRANSLATED, UNLABELLED

RTTM = "SPEAKER call 1 0.0 2.0 <NA> <NA> Ines <NA> <NA>\nSPEAKER call 1 2.0 3.0 <NA> <NA> Otto <NA> <NA>\n"
SRT = "1\n00:00:00,000 --> 00:00:01,900\nOrders grew.\n\n2\n00:00:02,100 --> 00:00:04,000\nCosts fell.\n"


def packed(members: dict[str, str]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return whole.getvalue()


#: What becomes of the inputs in it: six transcripts, two rejected.
ARCHIVE = {
    "labelled.txt": LABELLED.encode(),
    "deep/er/电话 #1 100%?.txt": TRANSLATED.encode(),
    "deep/spoken.srt": SRT.encode(),
    "deep/spoken.rttm": RTTM.encode(),
    "a::b.txt": b"Operator\nGood day.\n",
    "packed.zip": packed({"in/one.txt": UNLABELLED, "two.txt": "Operator\nThank you.\n谢谢。\n", ".not.txt": "x"}),
    "torn.zip": b"PK\x03\x04 torn",
    "sheet.xls": b"no transcript",
    # Passed over: hidden files, a corpus, one that is being built.
    ".hidden.txt": b"Operator\nGood day.\n",
    ".git/config": b"[core]",
    "old/corpus.json": b"{}",
    "old/turns/part-00000.parquet": b"PAR1",
    "older/.build/lock": b"{}",
    "older/turns/part-00000.parquet": b"PAR1",
}
TRANSCRIPTS, REJECTED = 6, 2
#: Two calls that take no time, and what they are later.
TINY = {"a.txt": b"Operator\nGood day.\n", "b.txt": "Operator\nThank you.\n谢谢。\n".encode()}
LATER = {"b.txt": "Operator\nThanks to you.\n谢谢。\n".encode(), "c.txt": b"Operator\nGoodbye.\n"}
