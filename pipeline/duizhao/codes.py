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
        "E_TOO_MANY_LINES": "more lines than `max_lines` in the settings",
        "E_TOO_MANY_TURNS": "more turns than `max_turns` in the settings",
        "E_LIMIT_TIME": "the work took longer than `max_seconds` in the settings: look at the file",
        "E_LIMIT_MEMORY": "the work took more memory than `max_memory` in the settings: look at the file",
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
        "E_LANGUAGE": "more than a third of the talk is in neither English nor Chinese",
        "E_JSON": "no strict JSON (RFC 8259): cut, damaged, or written by hand; export it again",
        "E_UNKNOWN_JSON": "JSON of no known shape: bring its turns as JSONL or CSV with the columns of the README",
        "E_SHAPE": "a value in a JSON file is of another type than it should be: export it again",
        "E_COLUMNS": "a table of turns without a column `text`, or with a row that does not fit: mend the row named",
        "E_RTTM": "a malformed RTTM file beside the transcript: mend or remove it",
        "E_RTTM_ALONE": "an RTTM file without its transcript: give that beside it, under the same name",
        "E_NO_SPEECH": "labels, notices or marks only: give the whole transcript",
        "E_DUPLICATE": "the same bytes as another input, which is in the corpus",
        "E_INTERNAL": "a defect of duizhao: please report it",
    }
)
#: What a user should know of a transcript that is in the corpus (column ``warnings``).
WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "W_HIDDEN": "a hidden file that was given by name; in folders they are passed over",
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
        "W_LABEL_STYLE": "speaker labels in a form that few archives have: look at `duizhao inspect`",
        "W_UNATTRIBUTED": "text before the first label was taken for notices: it may be speech",
        "W_CUE_FORM": "subtitles not in the form their standard asks for: check the lines named",
        "W_OUTSIDE_CUES": "rows of a subtitle file outside its cues (titles, notes) are not in the text",
        "W_TRUNCATED": "the file breaks off inside its last cue: get the whole file",
        "W_TIME_ORDER": "stretches that finish before they begin: do not trust their times",
        "W_BLANK_STRETCHES": "stretches or cues without any text were left out",
        "W_TRANSLATION_LINES": "a text and its translation differ in number of lines: aligned, not paired",
        "W_WORDS_LOST": "text, segments and words of one file differ: the fullest was taken",
        "W_ALTERNATIVES": "the recogniser gave several readings: only the first is in the text",
        "W_UNKNOWN_COLUMNS": "columns of a table of turns that nothing is read from: check their names",
        "W_RTTM_USED": "speakers come from the RTTM file beside the transcript",
        "W_RTTM_UNUSED": "the RTTM file beside the transcript was not used, for the reason given",
        "W_UNLABELLED": "no speaker labels: who speaks was worked out from the talk",
        "W_REPEATED_CALL": "the call stands in the file more than once: each time is a pass",
        "W_REPETITION": "a recogniser's loop, or a line that comes back very often: `clean` holds loops once",
        "W_BOILERPLATE": "a line in both languages that comes back: an advertisement or a page's head",
        "W_NO_CHINESE": "nobody speaks Chinese: there is nothing to align between the languages",
        "W_NO_ENGLISH": "nobody speaks English: there is nothing to align between the languages",
        "W_MIXED_CHINESE": "Traditional and Simplified characters: two translations, or two hands",
        "W_LAYOUT": "the languages do not alternate by line or turn: passages rest on their words alone, check them",
        "W_WRAPPED_LINES": "lines break off inside sentences, and sentences with them: join the lines",
        "W_AMBIGUOUS_LABEL": "lines that may be labels or speech: read them with `duizhao inspect --text`",
        "W_EMPTY_TURN": "labels with nothing said under them",
        "W_NO_OPERATOR": "no operator speaks: where questions begin is worked out from roles",
        "W_MANY_SPEAKERS": "more speakers than a call has: labels may have been misread",
        "W_NAME_COLLISION": "one name for a manager and an analyst: check whether they are two people",
        "W_NAME_VARIANT": "two spellings that may be one person",
        "W_LOW_COVERAGE": "much of the text has no translation",
        "W_UNTRANSLATED": "lines copied instead of translated",
        "W_SHIFTED": "translations stand one line off and were paired by content: check the alignment",
        "W_NUMBER_MISMATCH": "amounts differ between a text and its translation: see the table discrepancies",
        "W_ESCAPED_TEXT": "escapes of HTML, JSON or mail in the text: decode it first",
        "W_SCRIPT": "letters of scripts that are neither Latin nor Chinese",
        "W_COMBINING_FLOOD": "many marks on one letter",
        "W_INVALID_BYTES": "bytes that no character is: each was replaced by U+FFFD where the warning says",
        "W_EXTRA_LANGUAGE": "sentences in neither English nor Chinese: do not trust their speakers and alignments",
    }
)
