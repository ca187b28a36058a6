"""Small invented calls, and a way to process them without a folder of one's own."""

from __future__ import annotations

import tempfile
from pathlib import Path

from duizhao.pipeline import process
from duizhao.reading import Source
from duizhao.records import Transcript, Turn
from duizhao.vocabulary import Kind


def transcript(text: str, suffix: str = ".txt") -> Transcript:
    """Process a text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"call{suffix}"
        path.write_text(text, "utf-8")
        return process(Source(path, path.name))


def words(one: Transcript, indices: tuple[int, ...]) -> str:
    """Return the speech among some segments."""
    return " ".join(one.segments[index].text for index in indices if one.segments[index].kind is Kind.SPEECH)


def name(one: Transcript, turn: Turn) -> str | None:
    """Return the name of a turn's speaker."""
    return None if turn.speaker is None else one.attribution.speakers[turn.speaker].name


def summary(one: Transcript) -> list[tuple[str, str | None, str, str]]:
    """Return role, name, voice and delivery of every turn."""
    return [(turn.role.value, name(one, turn), turn.voice.value, turn.delivery.value) for turn in one.attribution.turns]


LABELLED = """\
Operator
Good day, and thank you for standing by. I will now turn the call over to Mira Dahl.
Mira Dahl - Head of Investor Relations
Thank you, operator. Our CEO will speak in Mandarin. With us are Ines Falk, our CEO, and Otto Brandt, our CFO.
Ines Falk - Chief Executive Officer
[Foreign Language] 我们五月开了新的船厂，花了1200万元。订单同比增长18%。
[Interpreted] We opened a new yard in May, which cost RMB12 million. Orders grew 18% year on year.
Otto Brandt - CFO
Revenue was RMB40 million, up 5%.
Operator
Our first question comes from Peter Lindqvist of Harbour Bank.
Unidentified Analyst
Thanks for taking my question. How are orders?
Ines Falk - Chief Executive Officer
[Foreign Language] 订单很好。谢谢你的问题。
[Interpreted] Orders are very good. Thank you for the question.
Operator
Our next question comes from Dana Reed of Northlight.
Unidentified Analyst
My question is about the yard. When is it full?
Otto Brandt - CFO
In the summer.
Operator
That concludes the call. You may now disconnect.
"""

UNLABELLED = """\
Good day, ladies and gentlemen, and thank you for standing by. Welcome to the Fjordline second quarter 2024 earnings \
conference call. This call is being recorded. I will now hand the conference over to Ms. Mira Dahl, Head of Investor \
Relations. Please go ahead.
Thank you, operator. Good evening, everyone. The earnings release was distributed earlier today and is on our IR \
website. Joining me today are Ms. Ines Falk, our Chief Executive Officer, and Mr. Otto Brandt, our Chief Financial \
Officer. This call contains forward-looking statements. I will now turn the call over to our CEO, Ms. Ines Falk.
Thank you, Mira. Our ferry business grew in the north. We opened a second yard in May, and our team hired two hundred \
people there. Our strategy has not changed. With that, I will pass the call to our CFO, Mr. Otto Brandt.
Thank you, Ines. I will now walk you through our financial results for the quarter. Cost of revenues was 34 million. \
Operating expenses were 12 million. Net income was 7 million. This concludes our prepared remarks. Operator, we are \
ready to take questions.
Thank you. To ask a question, please press star one on your telephone keypad. Our first question comes from the line \
of Peter Lindqvist of Harbour Bank. Your line is open.
Thanks for taking my question. My question is about the second yard. Could you share when it will be full?
Thank you for your question, Peter. Let me answer it. Our second yard will be full in the summer.
Thank you. There are no further questions at this time. That concludes today's conference, and you may now disconnect.
"""

TRANSLATED = """\
Operator
Good day, everyone.
各位好。
Ines Falk - CEO
We opened a yard in May.
我们五月开了船厂。
It cost RMB12 million.
它花了1200万元。
Orders grew 18% over the year before.
订单比上年增长18%。
We hired 350 people in the north.
我们在北方招了350人。
Thank you all for your support.
谢谢大家的支持。
Operator
That concludes the call.
会议到此结束。
"""
