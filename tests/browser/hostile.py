"""Calls made of what breaks pages: markup, scripts, overrides of direction, floods of marks, words without an end."""

from __future__ import annotations

import json
from pathlib import Path

#: Would set it if it ran, whatever it is taken for.
HURT = "window.hurt=1"
_FLOOD = "".join(chr(0x300 + at % 0x6F) for at in range(60))
_LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerk" * 8
_RTL = "\u05e9\u05dc\u05d5\u05dd \u05e2\u05d5\u05dc\u05dd"
_ARABIC = "\u0627\u0644\u0625\u064a\u0631\u0627\u062f\u0627\u062a 7 \u0645\u0644\u0627\u064a\u064a\u0646"
#: For each kind what is put into names, titles, labels and speech.
KINDS: dict[str, tuple[str, ...]] = {
    "markup": (
        f"<img src=x onerror={HURT}>",
        f'"><svg onload={HURT}>',
        f"'><a href='javascript:{HURT}'>x</a>",
        f"<style>*{{display:none}}</style><iframe srcdoc='<script>parent.{HURT}</script>'></iframe>",
        "<b>bold</b> &lt;b&gt; &amp;amp; &#60;i&#62; \\u003cscript\\u003e",
    ),
    "scripts": (
        f"</script><script>{HURT}</script>",
        f"<!--<script>{HURT}",
        f"]]></script>--><script>{HURT}//",
        f"`${{{HURT}}}` ${{{HURT}}} {{{{{HURT}}}}} '+({HURT})+'",
        f"javascript:{HURT}",
        f"one\u2028{HURT}\u2029two",
    ),
    "controls": (
        "a\x00b\x01c\x07d\x08e\x1b[31mred\x1b[0m\x7f",
        "next\x85line\x9b31m",
        "soft\u00adhyphen zero\u200bwidth\u200d\ufeff",
        "\ufffe\uffff not characters",
    ),
    "overrides": (
        "\u202egnp.exe\u202c",
        "\u2066left open \u2067deeper",
        "\u202d\u202e\u202a\u202b unbalanced",
        "\u2069\u202c closed before it opens",
        "\u200f\u200emarks\u061c",
    ),
    "right-to-left": (_RTL, _ARABIC, f"(1) {_RTL} (2)", f"{_RTL} +12% -5 RMB", f"mixed {_RTL}, {_ARABIC}!"),
    "floods": (
        f"Z{_FLOOD}a{_FLOOD}l{_FLOOD}g{_FLOOD}o",
        "\u0e01" + "\u0e49" * 80,
        "\U0001f468\u200d" * 30 + "\U0001f467",
    ),
    "endless": (_LONG, "營" * 400, "-" * 500, "https://example.invalid/" + "a%20" * 120),
    "prototypes": ("__proto__", "constructor", "toString", "hasOwnProperty", "null", "undefined", "NaN", "-0"),
}
#: What JSON can say and UTF-8 cannot.
SURROGATES = '"speaker": "Lone \\ud83d Half", "text": "Half a \\ud800 sign, and \\udfff the other; up 5%."'


def write(folder: Path) -> list[Path]:
    """Write calls of each kind, by name as hostile as they are, and return them."""
    folder.mkdir()
    out = []
    for kind, texts in KINDS.items():
        name = "".join(texts[0].split("/")).replace("\x00", "")[:60].encode()[:150].decode(errors="ignore")
        out.append(_put(folder / f"{kind} {name}.jsonl", "\n".join(map(json.dumps, _rows(texts)))))
        # Zero bytes make a file binary.
        out.append(_put(folder / f"{kind}.txt", "\n".join(_lines([one.replace("\x00", "") for one in texts]))))
    rows = [json.dumps(row) for row in _rows(KINDS["prototypes"][:1])]
    out.append(_put(folder / "surrogates.jsonl", "\n".join([*rows, f"{{{SURROGATES}}}"])))
    return out


def _rows(texts: tuple[str, ...]) -> list[dict[str, str]]:
    rows = [{"speaker": "Operator", "text": f"Welcome to the {texts[0]} First Quarter 2031 results call."}]
    for at, text in enumerate(texts):
        rows += [
            {
                "speaker": text,
                "title": "Chief Executive Officer",
                "text": f"We said {text} of RMB {at} million, up {at}%.",
            },
            {
                "speaker": f"Mara Voss {text}",
                "firm": text,
                "title": "Analyst",
                "text": f"{text}",
                "translation": f"我们说 {text}，收入是{at + 1}百万元。",
            },
        ]
    return [*rows, {"speaker": "Operator", "text": "That concludes the call."}]


def _lines(texts: list[str]) -> list[str]:
    head = [f"{texts[0][:60]} First Quarter 2031 Results Call", "May 6, 2031", "Operator"]
    head.append("Good morning, and welcome to the first quarter 2031 results call.")
    for at, text in enumerate(texts):
        head += [f"{text[:80]} - Analyst", f"A question: {text} and RMB {at} million, up {at}%?"]
        head += ["Chen Yulin - Chief Executive Officer", f"{text} 二季度收入是{at + 1}百万元。 {text}"]
    return [*head, "Operator", "That concludes the call."]


def _put(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8", newline="\n")
    return path
