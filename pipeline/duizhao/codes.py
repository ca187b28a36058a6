"""Every code that duizhao gives, with what it means and what to do: one list for the datasheet, the docs and the tests.

An explanation is what the code means, a colon, and what to do.

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
        "E_TOO_LARGE": "a file larger than `max_bytes` in the settings: raise that, or cut the file",
        "E_LINE_TOO_LONG": "a line longer than `max_line` in the settings: raise that, if the file is a transcript",
        "E_TOO_MANY_LINES": "more lines than `max_lines` in the settings: raise that, if the file is a transcript",
        "E_TOO_MANY_TURNS": "more turns than `max_turns` in the settings: raise that, if the file is a transcript",
        "E_LIMIT_TIME": "the work took longer than `max_seconds` in the settings: look at the file, or raise that",
        "E_LIMIT_MEMORY": "the work took more memory than `max_memory` in the settings: look at the file, or raise "
        "that",
        "E_FORMAT": "no reader takes files of this type: convert it to one of those the message names",
        "E_ARCHIVE": "an archive that is cut, damaged or unsafe, or holds several sources: unpack it and give "
        "the files",
        "E_BINARY": "no text, whatever its suffix says: rename the file as the message says, or give the text it holds",
        "E_DAMAGED": "a document that is cut or damaged: export or download it again",
        "E_ENCRYPTED": "protected by a password: save it without one",
        "E_MARKUP": "HTML that ends inside a tag, a comment or a script, or is nested too deep: export it again",
        "E_NO_TEXT_LAYER": "a PDF of pictures: recognise its text (OCR) first",
        "E_NOT_TEXT": "markup (HTML, XML, JSON, RTF): give the text it holds",
        "E_ENCODING": "no encoding decodes it into plausible text: save it as UTF-8",
        "E_ENCODING_MIXED": "some lines are UTF-8 and others are not: convert the parts one by one",
        "E_NO_CUES": "a subtitle file without cues: check that its lines of times have the form that the message shows",
        "E_LANGUAGE": "more than a third of the talk is in neither English nor Chinese: leave it out, no others "
        "are read",
        "E_JSON": "no strict JSON (RFC 8259), cut, damaged, or written by hand: export it again",
        "E_UNKNOWN_JSON": "JSON of no known shape: bring its turns as JSONL or CSV with the columns of the README",
        "E_SHAPE": "a value in a JSON file is of another type than it should be: export it again",
        "E_COLUMNS": "a table of turns without a column `text`, or with a row that does not fit: mend the row named",
        "E_RTTM": "a malformed RTTM file beside the transcript: mend or remove it",
        "E_RTTM_ALONE": "an RTTM file without its transcript: give that beside it, under the same name",
        "E_NO_SPEECH": "labels, notices or marks only: give the whole transcript",
        "E_DUPLICATE": "the same bytes as another input, which is in the corpus: nothing to do, or remove one of "
        "the two",
        "E_CHANGED": "the file changed while it was read: build again when nothing writes to it",
        "E_WORKER_DIED": "its process was ended twice, the second time with nothing beside it: look at the file; "
        "then --retry",
        "E_INTERNAL": "a defect of duizhao: please report it",
    }
)
#: What a user should know of a transcript that is in the corpus (column ``warnings``).
WARNINGS: Mapping[str, str] = MappingProxyType(
    {
        "W_HIDDEN": "a hidden file that was given by name (in folders they are passed over): check that it was meant",
        "W_ENCODING_GUESSED": "the file is not UTF-8: check that its text reads well",
        "W_ENCODING_DECLARED": "the text is not in the encoding the file names: check that it reads well",
        "W_HTML_SKIPPED": "text of menus and of what browsers do not show was left out: check that it is no speech",
        "W_DOCX_SKIPPED": "headers, footers, notes, comments or deletions were left out: check that they are no speech",
        "W_PAGE_FURNITURE": "lines that repeat at one place of the pages were left out: check that they are no speech",
        "W_PAGE_NO_TEXT": "pages without text, pictures or scans: recognise their text (OCR) where they hold speech",
        "W_STRAY_BOM": "a byte-order mark twice or inside the text, saved twice or joined: check that nothing is "
        "doubled",
        "W_MOJIBAKE": "decoded wrongly before it came here: get the source again",
        "W_REPLACEMENT_CHARS": "U+FFFD, characters were lost before the text came here: get the source again",
        "W_BIDI_CONTROLS": "direction controls, the text is not what it looks like: read it with `duizhao inspect "
        "--text`",
        "W_INVISIBLE_CHARS": "invisible characters, for which names and labels may not match: take them out of the "
        "source",
        "W_CONTROL_CHARS": "control characters, on which XML, CSV and terminals may break: take them out of the source",
        "W_HOMOGLYPH": "letters of another script in Latin words, for which names may not match: mend the source",
        "W_SUSPECT_ENCODING": "text in UTF-7 or HZ that was not decoded: convert it first",
        "W_PRIVATE_USE": "private-use characters, whose meaning was lost with the font: get the source again",
        "W_LABEL_STYLE": "speaker labels in a form that few archives have: look at `duizhao inspect`",
        "W_UNATTRIBUTED": "text before the first label was taken for notices: check that it is no speech",
        "W_CUE_FORM": "subtitles not in the form their standard asks for: check the lines named",
        "W_OUTSIDE_CUES": "rows of a subtitle file outside its cues are not in the text: check that they are no speech",
        "W_TRUNCATED": "the file breaks off inside its last cue: get the whole file",
        "W_TIME_ORDER": "stretches that finish before they begin: do not trust their times",
        "W_BLANK_STRETCHES": "stretches or cues without any text were left out: nothing to do",
        "W_TRANSLATION_LINES": "a text and its translation differ in number of lines, and were aligned: check the "
        "alignment",
        "W_WORDS_LOST": "text, segments and words of one file differ, and the fullest was taken: check that it is "
        "whole",
        "W_ALTERNATIVES": "the recogniser gave several readings, and the first is in the text: nothing to do",
        "W_UNKNOWN_COLUMNS": "columns of a table of turns that nothing is read from: check their names",
        "W_RTTM_USED": "speakers come from the RTTM file beside the transcript: nothing to do",
        "W_RTTM_UNUSED": "the RTTM file beside the transcript was not used, for the reason given: mend it, if it is "
        "wanted",
        "W_STALE_CORRECTION": "corrections whose text has changed, kept and applied to nothing: make them on the new "
        "text",
        "W_UNLABELLED": "no speaker labels, so that who speaks was worked out from the talk: look at `confidence`",
        "W_REPEATED_CALL": "the call stands in the file more than once, each time is a pass: choose by the column "
        "`pass`",
        "W_REPETITION": "a recogniser's loop, or a line that comes back very often: read `clean`, which holds "
        "loops once",
        "W_BOILERPLATE": "a line in both languages that comes back, as a page's head does: check that it is no speech",
        "W_NO_CHINESE": "nobody speaks Chinese, nothing can be aligned between the languages: nothing to do, if "
        "that is so",
        "W_NO_ENGLISH": "nobody speaks English, nothing can be aligned between the languages: nothing to do, if "
        "that is so",
        "W_MIXED_CHINESE": "Traditional and Simplified characters, two translations or two hands: ask where they are "
        "from",
        "W_LAYOUT": "the languages do not alternate by line or turn, passages rest on their words alone: check them",
        "W_WRAPPED_LINES": "lines break off inside sentences, and sentences with them: join the lines",
        "W_AMBIGUOUS_LABEL": "lines that may be labels or speech: read them with `duizhao inspect --text`",
        "W_EMPTY_TURN": "labels with nothing said under them: check that nothing was lost there",
        "W_NO_OPERATOR": "no operator speaks, so that where questions begin is worked out from roles: check `section`",
        "W_MANY_SPEAKERS": "more speakers than a call has, labels may have been misread: look at `duizhao inspect`",
        "W_NAME_COLLISION": "one name for a manager and an analyst: check whether they are two people",
        "W_NAME_VARIANT": "two spellings that may be one person: check, and correct the speaker where they are",
        "W_LOW_COVERAGE": "much of the text has no translation: check that the translation is whole",
        "W_UNTRANSLATED": "lines copied instead of translated: have them translated, or leave them out of comparisons",
        "W_SHIFTED": "translations stand one line off and were paired by content: check the alignment",
        "W_NUMBER_MISMATCH": "amounts differ between a text and its translation: see the table discrepancies",
        "W_ESCAPED_TEXT": "escapes of HTML, JSON or mail in the text: decode it first",
        "W_SCRIPT": "letters of scripts that are neither Latin nor Chinese: check that the text reads well",
        "W_COMBINING_FLOOD": "many marks on one letter: take them out of the source",
        "W_INVALID_BYTES": "bytes that no character is, each replaced by U+FFFD where the warning says: get the "
        "source again",
        "W_EXTRA_LANGUAGE": "sentences in neither English nor Chinese: do not trust their speakers and alignments",
    }
)
#: What is raised to the caller; no corpus holds these.
ERRORS: Mapping[str, str] = MappingProxyType(
    {
        "E_LANG": "messages come in no such language: `--lang en` or `--lang zh`",
        "E_CHOICE": "no such name or word can be chosen by: take one that the message lists",
        "E_CONFLICT": "two people's corrections contradict each other: take one out of its patch, or --prefer AUTHOR",
        "E_CORPUS_INFO": "`corpus.json` is damaged, or was not written by duizhao: build the corpus again",
        "E_CORPUS_INPUTS": "`inputs.jsonl` or `corrections.jsonl` is absent or damaged: restore it, or build the "
        "corpus again",
        "E_CORPUS_MISSING": "no complete corpus stands there: check the path, or run its build to the end",
        "E_CORPUS_NO_BEADS": "too few beads to learn words from: give a larger corpus, or a smaller --min-score",
        "E_CORPUS_SCHEMA": "the corpus has another schema version: build it again, or read it with the duizhao that "
        "made it",
        "E_CORPUS_TABLE": "no such table, or a table is absent: take a name that the message lists, or build the "
        "corpus again",
        "E_CORPUS_UNREADABLE": "a file of a table cannot be read as declared: build the corpus again with --fresh",
        "E_ENGINE": "there is no such engine: give local or dask",
        "E_FORMAT_UNKNOWN": "there is no such format to export to: take one that the message lists",
        "E_GLOSSARY": "the glossary cannot be read: give two columns, Chinese and English, in UTF-8",
        "E_GOLD_FIELD": "a field of a gold annotation is of another type or value than it should be: correct the "
        "annotation",
        "E_GOLD_JSON": "a gold annotation is no JSON in UTF-8: correct the annotation",
        "E_GOLD_MISSING": "no gold annotation is there: give a folder of *.json files",
        "E_GOLD_TEXT": "the text that a gold annotation names cannot be read: give its path relative to the annotation",
        "E_GOLD_TWICE": "one call is annotated or corrected twice: remove one, or apply the patches of both to one "
        "corpus",
        "E_LAYOUT_FILE": "the file of layouts is wrong where the message says: mend it, as CONTRIBUTING.md shows",
        "E_MEASURE": "there is no such measure: take one that the message lists",
        "E_MEASURE_AGREEMENT": "two lists of judgements differ in length: give as many of the one as of the other",
        "E_MEASURE_INTERVAL": "an interval was asked of values or with settings that have none: see the message",
        "E_MEASURE_RELATION": "the measure cannot be asked of this relation: take the one that the message names",
        "E_MODEL": "a model file is absent, altered or of another format: install duizhao again, or make the file anew",
        "E_NOT_ONE": "several documents, where one is asked for: give them one by one",
        "E_NOT_TIMED": "no chosen call says when things are said: build from subtitles, or from JSON with times",
        "E_NO_CORRECTIONS": "the corpora hold no corrections to learn from: apply patches, or leave out --corrections",
        "E_NO_EXTRA": "a library of an extra is not installed: install what the message names",
        "E_NO_GOLD": "the archive holds no annotation that can be read: give its root, with gold/*.json",
        "E_NO_INPUTS": "there is nothing to build from or to merge: give the paths; --fresh makes an empty corpus",
        "E_NO_SUCH_PATH": "a path does not exist: check it",
        "E_OUT_LOCKED": "another run is at work in the place: wait for it, or stop it",
        "E_OUT_TAKEN": "something stands in the place, or it cannot be written to: give another, or --force where "
        "there is one",
        "E_PATCH": "a patch is wrong, was made on another text, or cannot be applied: see each line of the message",
        "E_QUERY": "DuckDB does not accept the query: mend it; the columns `end` and `pass` stand in double quotes",
        "E_SAME_NAME": "two different inputs would have one name: give the folder that holds both, or rename one",
        "E_SCHEDULER": "the Dask scheduler does not answer, or went away: start it, then run the same command again",
        "E_SETTINGS": "the file of settings is wrong where the message says: mend it",
        "E_SETTINGS_DIFFER": "the corpus was made with other settings, models, code or libraries: --fresh, or another "
        "place",
        "E_SHARD": "that is no shard: write 3/40 for the third of forty",
        "E_SHARDS": "shards are missing, or not of one archive: build those that the message names, then merge",
        "E_SHOW_AMBIGUOUS": "several transcripts are called so: give more of the identifier, or the whole path",
        "E_SHOW_KIND": "there is no such kind of discrepancy: take one that the message lists",
        "E_SHOW_LIMIT": "a negative number of turns was asked for: give 0 or more",
        "E_SHOW_ROLE": "there is no such role: take one that the message lists",
        "E_SHOW_TYPE": "there is no such type of discrepancy: take one that the message lists",
        "E_SHOW_UNKNOWN": "no transcript or turn is called so: take a name that `duizhao show` prints",
        "E_SQLITE": "this Python's SQLite makes no index of Chinese text: use one with SQLite 3.34 or newer",
        "E_START_METHOD": "processes cannot be started so on this system: take a method that the message lists",
        "E_STORAGE": "a place cannot be read or written: mend what the message says, then run the same command again",
        "E_UNFINISHED": "a build of the corpus is under way or was stopped: run the same `duizhao build` to its end",
        "E_URL": "the URL cannot be used: write s3://bucket/prefix, gs://bucket/prefix, or a path",
        "E_WORKERS": "worker processes do not start, or have other software: see the message",
    }
)
