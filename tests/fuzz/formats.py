"""The same invented call as a file of every reader, and as members of archives."""

from __future__ import annotations

import bz2
import csv
import gzip
import io
import json
import lzma
import tarfile
import warnings
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from html import escape
from random import Random

from fuzz.documents import TONGUES, Said, call
from support.pdf import lines as pdf_lines
from support.pdf import pdf


def _clock(seconds: float, point: str) -> str:
    return f"{int(seconds // 3600):02d}:{int(seconds // 60) % 60:02d}:{seconds % 60:06.3f}".replace(".", point)


def _said(random: Random) -> list[tuple[Said, str]]:
    """Return the call's lines with who says each."""
    tongue = TONGUES[random.choice(list(TONGUES))]
    return [(one, text) for one in call(random) for text in tongue(one)]


def srt(random: Random) -> str:
    said, named, pairs = _said(random), random.random(), random.random() < 0.3
    cues: list[str] = []
    for number, (one, text) in enumerate(said):
        at = number // 2 * 4.0 if pairs else number * 3.5
        begin, end = _clock(at, ","), _clock(at + 3, ",")
        name = f"{one.name}: " if named < 0.5 else ""
        cues.append(f"{number + 1}\n{begin} --> {end}\n{name}{text}\n")
    return "\n".join(cues)


def webvtt(random: Random) -> str:
    voice = random.choice(("<v {}>", "<v.loud {}>", "- {}: ", ""))
    cues = [
        f"{_clock(number * 3.5, '.')} --> {_clock(number * 3.5 + 3, '.')} align:start\n{voice.format(one.name)}{text}\n"
        for number, (one, text) in enumerate(_said(random))
    ]
    return "\n".join(["WEBVTT - Fjordline", "", "NOTE invented", "", *cues])


def whisperx(random: Random) -> str:
    segments = []
    for number, (one, text) in enumerate(_said(random)):
        begin = number * 4.0
        words = [
            {"word": word, "start": begin + 0.1 * at, "end": begin + 0.1 * at + 0.05, "score": 0.9, "speaker": one.name}
            for at, word in enumerate(text.split())
        ]
        segment = {"start": begin, "end": begin + 3.5, "text": text, "words": words, "speaker": one.name}
        segments.append(segment if random.random() < 0.9 else {"start": begin, "end": begin + 3, "text": text})
    return json.dumps({"segments": segments, "language": "en"}, ensure_ascii=random.random() < 0.5)


def turns(random: Random) -> str:
    said = _said(random)
    value = [
        {"speaker": one.name, "title": one.title, "text": text, "begin": at} for at, (one, text) in enumerate(said)
    ]
    return json.dumps(value, ensure_ascii=False)


def assembly(random: Random) -> str:
    found = []
    for number, (_, text) in enumerate(_said(random)):
        begin = number * 4000
        words = [{"text": word, "start": begin + at, "end": begin + at + 1} for at, word in enumerate(text.split())]
        found.append({"speaker": "AB"[number % 2], "text": text, "start": begin, "end": begin + 3000, "words": words})
    return json.dumps({"text": " ".join(one["text"] for one in found), "utterances": found})


def json_lines(random: Random) -> str:
    rows = [
        {"speaker": one.name, "text": one.english, "translation": one.chinese, "firm": one.firm} for one in call(random)
    ]
    return "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)


def table(random: Random, delimiter: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(("speaker", "title", "text", "translation", "start", "end"))
    for number, one in enumerate(call(random)):
        writer.writerow((one.name, one.title, one.english, one.chinese, number * 5, f"00:00:{number * 5 + 4:02d}"))
    return out.getvalue()


def rttm(random: Random) -> str:
    names = ("Falk", "Brandt", "Operator")
    rows = [f"SPEAKER call 1 {at * 3.5} 3.0 <NA> <NA> {random.choice(names)} <NA>" for at in range(12)]
    return "\n".join(rows)


def page(random: Random) -> str:
    shapes = (
        "<p><b>{}</b><p>{}",
        "<tr><td>{}<td>{}",
        "<div>{}: {}</div>",
        "<li>{}<br>{}",
        "<ruby>{}<rt>x</ruby><pre>{}</pre>",
    )
    shape = random.choice(shapes)
    body = "".join(shape.format(escape(one.name), escape(text)) for one, text in _said(random))
    return f"<!doctype html><meta charset=utf-8><nav>menu</nav><table>{body}</table><!-- c --><script>x()</script>"


#: Formats that are text: suffix and what writes it.
WRITERS: Mapping[str, Callable[[Random], str]] = {
    ".srt": srt,
    ".vtt": webvtt,
    ".json": whisperx,
    ".turns.json": turns,
    ".utterances.json": assembly,
    ".jsonl": json_lines,
    ".csv": lambda random: table(random, ","),
    ".tsv": lambda random: table(random, "\t"),
    ".html": page,
}


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    import docx

    document = docx.Document()
    document.add_paragraph("@BODY@")
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(io.BytesIO(out.getvalue())) as archive:
        # The pictures and themes of the template are half of its bytes, and are not read.
        return tuple((name, archive.read(name)) for name in archive.namelist() if "thumbnail" not in name)


def document_parts(texts: Sequence[str]) -> list[tuple[str, bytes]]:
    """Return the parts of a Word document with these paragraphs."""
    allowed = ["".join(one for one in text if one == "\t" or " " <= one < "\ufffe") for text in texts]
    body = "</w:t></w:r></w:p><w:p><w:r><w:t>".join(escape(text) for text in allowed)
    return [(name, data.replace(b"@BODY@", body.encode("utf-8", "replace"))) for name, data in _parts()]


def zipped(members: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a ZIP archive; names that ZIP cannot hold are written as far as they go."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        warnings.simplefilter("ignore")  # two members of one name are wanted
        for name, data in members:
            info = zipfile.ZipInfo("x", (2031, 5, 12, 0, 0, 0))
            info.filename = name.encode("utf-8", "replace").decode()  # `ZipInfo` itself mends names
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def tarred(members: Sequence[tuple[str, bytes]]) -> bytes:
    """Return a TAR archive."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, data in members:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def portable(texts: Sequence[str]) -> bytes:
    """Return a PDF document with these lines on its pages."""
    shown = [
        "".join(one for one in text[:200] if "\ufffd" > one >= " " and not "\ud7ff" < one < "\ue000") for text in texts
    ]
    return pdf([pdf_lines(shown[at : at + 40]) for at in range(0, max(1, len(shown)), 40)])


#: Compressions of one file.
PACKERS: Mapping[str, Callable[[bytes], bytes]] = {
    ".gz": lambda data: gzip.compress(data, 1, mtime=0),
    ".bz2": lambda data: bz2.compress(data, 1),
    ".xz": lambda data: lzma.compress(data, preset=0),
}
