"""One sheet per scrutineer: the words, large and numbered, and what to do with them. HTML and plain text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ballots.scrutiny.public import PublicKey
from ballots.scrutiny.words import BEGIN, END

STYLE = """
@page { size: A4; margin: 15mm }
* { box-sizing: border-box }
body { margin: 0 auto; max-width: 180mm; padding: 5mm; color: #000; background: #fff;
  font: 11pt/1.4 "Liberation Sans", Arial, Helvetica, sans-serif }
h1 { margin: 0; font-size: 22pt; line-height: 1.15 }
h2 { margin: 5mm 0 1mm; font-size: 13pt }
.of { margin: 0 0 2mm; font-size: 13pt }
dl { margin: 4mm 0 0 } dt { font-size: 9pt } dd { margin: 0 0 2mm; font-size: 14pt; font-weight: bold }
.print { font-family: "Liberation Mono", "Courier New", monospace }
ol.words { margin: 4mm 0; padding: 3mm 4mm; columns: 3; column-gap: 6mm; border: 2pt solid #000;
  list-style: none }
ol.words li { display: flex; gap: 3mm; align-items: baseline; font-size: 17pt; line-height: 1.5;
  break-inside: avoid }
ol.words b { min-width: 7mm; font-size: 9pt; font-weight: normal; text-align: right }
ol.words span { font-family: "Liberation Mono", "Courier New", monospace; font-weight: bold }
ul { margin: 1mm 0; padding-left: 5mm }
.sign { display: grid; grid-template-columns: 3fr 3fr 2fr; gap: 8mm; margin-top: 14mm }
.sign p { margin: 0; padding-top: 1mm; border-top: 1pt solid #000; font-size: 9pt }
@media (max-width: 600px) { ol.words { columns: 2 } }
"""


@dataclass(frozen=True)
class PrintedSheet:
    """Sheet `number` of `public.n`."""

    number: int
    public: PublicKey
    words: Sequence[str]

    @property
    def rules(self) -> list[str]:
        k, n = self.public.k, self.public.n
        return [
            f"Any {k} of the {n} sheets together open the box of this ballot. "
            f"{'One sheet' if k == 2 else f'Fewer than {k} sheets'} cannot.",
            "Compare the fingerprint with what is read aloud, and with the page of the ballot.",
            "Keep this sheet locked away, apart from the other sheets. Show it to nobody, "
            "photograph it never, type it only into the scrutineers’ program on a laptop without a network.",
            "Bring it to the count. If it was lost or seen, tell the others and the ballot office at once.",
            "Destroy it when the ballot office says that the papers have been destroyed.",
        ]


def as_html(sheet: PrintedSheet) -> str:
    """A page that prints on one side of A4 and needs nothing else, from nowhere."""
    title = f"Sheet {sheet.number} of {sheet.public.n}"
    words = "\n".join(
        f"<li><b>{place}.</b><span>{escape(word)}</span></li>"
        for place, word in enumerate(sheet.words, start=1)
    )
    rules = "\n".join(f"<li>{escape(rule)}</li>" for rule in sheet.rules)
    return f"""<!doctype html>
<html lang="en-GB">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}: {escape(sheet.public.ballot)}</title><style>{STYLE}</style></head>
<body>
<p class="of">Scrutineer’s sheet for a consultative ballot. Secret.</p>
<h1>{title}</h1>
<dl><dt>Ballot</dt><dd>{escape(sheet.public.ballot)}</dd>
<dt>Fingerprint of the key</dt><dd class="print">{sheet.public.fingerprint}</dd></dl>
<ol class="words">
{words}
</ol>
<h2>What to do with this sheet</h2>
<ul>
{rules}
</ul>
<div class="sign"><p>Received by (name in capitals)</p><p>Signature</p><p>Date</p></div>
</body>
</html>
"""


def as_text(sheet: PrintedSheet) -> str:
    """The same for a printer or a reader that knows only plain text; `read_sheet` reads it back."""
    places = range(0, len(sheet.words), 3)
    lines = (
        "".join(
            f"{place + 1:>3}. {word:<14}" for place, word in list(enumerate(sheet.words))[start : start + 3]
        )
        for start in places
    )
    return "\n".join(
        [
            "SCRUTINEER'S SHEET FOR A CONSULTATIVE BALLOT. SECRET.",
            "",
            f"Sheet {sheet.number} of {sheet.public.n}",
            f"Ballot: {sheet.public.ballot}",
            f"Fingerprint of the key: {sheet.public.fingerprint}",
            "",
            BEGIN,
            *(line.rstrip() for line in lines),
            END,
            "",
            *(f"- {rule}" for rule in sheet.rules),
            "",
            "Received by (name in capitals): ________________________________",
            "",
            "Signature: ____________________________  Date: _________________",
            "",
        ]
    )
