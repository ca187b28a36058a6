"""Every code that duizhao gives, with what it means and what to do: one list for the datasheet and the tests.

A code never changes its meaning; one that is no longer given stays here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

#: Why an input is not in the corpus (``rejected.jsonl``).
REJECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "E_OPEN": "the file cannot be opened: check the path and its permissions",
        "E_NOT_A_FILE": "a link, device, pipe or socket: give the file itself",
        "E_EMPTY": "nothing but blanks: remove it, or export it again",
        "E_TOO_LARGE": "larger than `max_bytes` in the settings",
        "E_LINE_TOO_LONG": "a line longer than `max_line` in the settings",
        "E_FORMAT": "no reader takes files of this type: convert it to one of those the message names",
        "E_ARCHIVE": "an archive or a compressed file that is cut, damaged or unsafe, or holds several sources",
        "E_BINARY": "no text, whatever its suffix says: rename the file as the message says, or give the text it holds",
        "E_DAMAGED": "a document that is cut or damaged: export or download it again",
        "E_ENCRYPTED": "protected by a password: save it without one",
        "E_MARKUP": "HTML that ends inside a tag, a comment or a script, or is nested too deep: export it again",
        "E_NO_TEXT_LAYER": "a PDF of pictures: recognise its text (OCR) first",
        "E_NOT_TEXT": "markup (HTML, XML, JSON, RTF): give the text it holds",
        "E_ENCODING": "no encoding decodes it into plausible text: save it as UTF-8",
        "E_ENCODING_MIXED": "some lines are UTF-8 and others are not: convert the parts one by one",
        "E_NO_CUES": "a subtitle file without cues",
        "E_NO_SPEECH": "labels, notices or marks only: give the whole transcript",
        "E_DUPLICATE": "the same bytes as another input, which is in the corpus",
        "E_INTERNAL": "a defect of duizhao: please report it",
    }
)
#: What a user should know of a transcript that is in the corpus (column ``warnings``).
WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "W_ENCODING_GUESSED": "the file is not UTF-8: check that its text reads well",
        "W_ENCODING_DECLARED": "the text is not in the encoding the file names: check that it reads well",
        "W_HTML_SKIPPED": "text of menus and of what browsers do not show was left out: check that it is no speech",
        "W_DOCX_SKIPPED": "headers, footers, notes, comments or deletions were left out: check that they are no speech",
        "W_PAGE_FURNITURE": "lines that repeat at one place of the pages were left out: check that they are no speech",
        "W_PAGE_NO_TEXT": "pages without text: pictures, or scanned pages that need text recognition",
        "W_STRAY_BOM": "a byte-order mark more than once or inside the text: saved twice, or joined from several files",
        "W_MOJIBAKE": "decoded wrongly before it came here: get the source again",
        "W_REPLACEMENT_CHARS": "U+FFFD: characters were lost before the text came here",
        "W_BIDI_CONTROLS": "direction controls: the text is not what it looks like",
        "W_INVISIBLE_CHARS": "invisible characters: names and labels may not match",
        "W_CONTROL_CHARS": "control characters: XML, CSV and terminals may break on them",
        "W_HOMOGLYPH": "letters of another script inside Latin words: names may not match",
        "W_SUSPECT_ENCODING": "text in UTF-7 or HZ that was not decoded: convert it first",
        "W_PRIVATE_USE": "private-use characters: their meaning was lost with the font",
        "W_SUBTITLES": "the file holds subtitles: their cues were read, numbers and times left out of the text",
        "W_UNLABELLED": "no speaker labels: who speaks was worked out from the talk",
        "W_REPEATED_CALL": "the call stands in the file more than once: each time is a pass",
        "W_REPETITION": "a recogniser's loop, or a line that comes back very often: `clean` holds loops once",
        "W_EXTRA_LANGUAGE": "sentences in neither English nor Chinese: do not trust their speakers and alignments",
    }
)
