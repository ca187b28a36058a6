"""The page's style, and the policy that lets a browser use it and nothing else."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from duizhao.gap_view.findings import TYPES

_BASE = """
:root { color-scheme: light dark; --ink: #1c1e21; --soft: #5a6068; --paper: #fff; --card: #f6f6f3; --rule: #d6d7d2;
  --mark: #ffe08a; --mark-ink: #201800; --accent: #9c2b1f }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e4df; --soft: #a3a6ab; --paper: #17191c; --card: #202327;
  --rule: #3b3f45; --mark: #7a5a00; --mark-ink: #fff4d1; --accent: #ff9d8c } }
* { box-sizing: border-box }
body { margin: 0 auto; padding: 1.5rem 1.25rem 4rem; max-width: 68rem; background: var(--paper); color: var(--ink);
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere }
:lang(zh) { font-family: system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; line-height: 1.7 }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .4rem }
h2 { font-size: 1.3rem; margin: 3rem 0 1rem; padding-bottom: .3rem; border-bottom: 2px solid var(--ink) }
h3 { font-size: 1rem; margin: 0 }
h4 { font-size: .85rem; font-weight: 600; color: var(--soft); margin: 0 0 .2rem }
p { margin: .35rem 0 }
a { color: inherit }
.soft { color: var(--soft); font-size: .9rem }
.filter { margin-left: .9rem }
input { accent-color: var(--accent); margin: 0 .3rem 0 0; vertical-align: -.1em }
label { margin-right: 1rem; white-space: nowrap }
article { background: var(--card); border: 1px solid var(--rule); border-left: .3rem solid var(--accent);
  border-radius: .25rem; padding: .8rem 1rem; margin: 0 0 1rem; break-inside: avoid }
h3 span { font-weight: 400; color: var(--soft) }
h3 .kind { font-weight: 700; color: var(--accent) }
.values { font-size: 1.1rem; font-weight: 600 }
.sides { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem; margin: .7rem 0 .5rem }
.sides p { margin: 0 }
mark { background: var(--mark); color: var(--mark-ink); font-weight: 600; padding: 0 .1em; border-radius: .15em }
.scroll { overflow-x: auto; margin: 0 0 1.2rem }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; overflow-wrap: normal }
th, td { padding: .25rem .7rem .25rem 0; text-align: right; vertical-align: bottom;
  border-bottom: 1px solid var(--rule) }
td { white-space: nowrap }
th:first-child { text-align: left; min-width: 9rem }
tbody th { font-weight: 400 }
tr.call th { font-weight: 600 }
tr.speaker th { padding-left: 1rem }
@media (max-width: 42rem) { body { padding: 1rem .8rem 3rem } .sides { grid-template-columns: 1fr; gap: .7rem }
  article { padding: .7rem .75rem } th:first-child { min-width: 7rem; max-width: 9rem; overflow-wrap: anywhere } }
@media print { :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --card: #fff; --rule: #999;
  --mark: #fff; --mark-ink: #000; --accent: #000 } html { font-size: 10pt } body { max-width: none; padding: 0 }
  mark { text-decoration: underline 2px; font-weight: 700 } nav, .only-screen, input, label { display: none }
  .scroll { overflow: visible } .sides { grid-template-columns: 1fr 1fr } h2, h3, h4 { break-after: avoid } }
"""
#: Class of a finding of a type that is not one of `TYPES`.
OTHER = "other"


def _filters() -> str:
    # A box that is not ticked hides what follows it: no script is needed.
    return "\n".join(f"#type-{name}:not(:checked) ~ main .type-{name} {{ display: none }}" for name in (*TYPES, OTHER))


STYLE = f"{_BASE}{_filters()}\n"
#: By its digest, so that no other style on the page counts.
POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(STYLE.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'"
)
