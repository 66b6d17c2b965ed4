"""Text from users is text: it appears as written, runs nothing, loads nothing and stops nothing."""

from __future__ import annotations

import re

import pytest

from pdfs import opened, text_of, words_of
from reports import make_case, make_claim, make_finding, make_report
from salient.brief.content import briefing
from salient.brief.fonts import BOX, legible
from salient.brief.pages import render

HOSTILE = (
    "<Kupiansk> retaken",
    "R&D",
    "R&amp;D &lt;b&gt;",
    "<b>open",
    "</para>",
    "<para>twice</para>",
    '<img src="file:///etc/hostname" width="10" height="10"/>',
    '<img src="http://127.0.0.1:9/x.png"/>',
    '<a href="http://127.0.0.1:9/">here</a>',
    "<font color=\"[[[getattr(pow, 'x')]]]\">red</font>",
    "<seq id='a'/> <seqreset/> <onDraw name='x'/>",
    "<unknown attribute=1>",
    "[% env('HOME') %] {0} {name} %s %(x)s",
    "&#0; &#x110000; &nosuch;",
    "]]> <!-- comment --> <?xml?>",
    "«Куп’янськ» – ґанок, їжак, єнот",
    "½ ≥ ≠ → ✓ ∞",
    "50 % of 2,500 km² ± 5°",
    "back\\slash (paren) \\n",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_written(text: str) -> None:
    """In the claim, as claimant, as title, as a place's name and as a source at once."""
    made = briefing(make_report(make_finding(make_claim(text=text, claimant=text))))
    words = words_of(render(made))
    assert words.count(" ".join(text.split())) >= 2


def test_hostile_names_everywhere_else() -> None:
    """Title, side, source, settlement, area and note stand the same text."""
    text = '<b>&<img src="x"/>'
    case = make_case(settings={"title": text, "frame_id": "frame"})
    gain = case.claimed_gains[0]
    claim = make_claim()
    hostile = make_case(
        (claim,),
        settings={"title": text, "frame_id": "frame"},
        claimed_gains=(type(gain)("g", gain.geometry, name=text, side=text, source_id="s"),),
        settlements=(type(case.settlements[0])("p", text, case.settlements[0].geometry),),
        sources=(type(case.sources[0])("s", text, text, url=text, licence=text, note=text),),
    )
    pdf = render(briefing(make_report(make_finding(claim, scope=text), case=hostile)))
    assert words_of(pdf).count(text) >= 8
    with opened(pdf) as document:
        assert str(document.docinfo.Title) == text


def test_no_links_and_no_actions() -> None:
    """Addresses are text: the file has no action, and its links lead to pages of its own."""
    pdf = render(briefing(make_report(make_finding(make_claim(text="See https://example.org/a <a href='x'>b</a>")))))
    with opened(pdf) as document:
        links = [one for page in document.pages for one in page.get("/Annots", [])]
        assert all("/A" not in one and one.Dest[0].Type == "/Page" for one in links)
        assert "/OpenAction" not in document.Root


def test_signs_without_a_glyph_stand_as_boxes_and_are_named() -> None:
    """Control characters and scripts that no bundled font has."""
    text, missing = legible("a\x07b\U00013000c\ud800d\te\r\nf")
    assert text == f"a{BOX}b{BOX}c{BOX}d e\nf"
    assert missing == ("\x07", "\U00013000", "\ud800")
    words = words_of(render(briefing(make_report(make_finding(make_claim(text="bell \x07 bird \U00013000"))))))
    assert f"bell {BOX} bird {BOX}" in words
    assert "stand as a box (2 different ones): U+0007, U+13000." in words


def test_other_scripts_keep_their_signs() -> None:
    """Hebrew, Arabic and an emoji have glyphs and are not replaced."""
    for text in ("שלום", "سلام", "\N{GRINNING FACE}", "Ελλάδα"):
        assert legible(text) == (text, ())
    assert "\N{GRINNING FACE}" in words_of(
        render(briefing(make_report(make_finding(make_claim(text="so \N{GRINNING FACE}")))))
    )


def test_emoji_appear_as_written() -> None:
    """Newer ones, with a tone, joined, as flags and as keys: every sign is in the text, none is a box."""
    text = "go \U0001f680, up \U0001f44d\U0001f3fd, flag \U0001f1fa\U0001f1e6, so \u2764\ufe0f, key 1\ufe0f\u20e3"
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert legible(text + family) == (text + family, ())
    words = words_of(render(briefing(make_report(make_finding(make_claim(text=text))))))
    assert all(sign in words for sign in text)
    assert "cannot be printed" not in words


def test_long_text_is_shortened_and_said_so() -> None:
    """Five million characters: 4,000 are printed over as many rows as they need, and a note gives the length."""
    claim = make_claim(text="lorem ipsum " * 420_000)
    pdf = render(briefing(make_report(make_finding(claim))))
    words = words_of(pdf)
    assert 300 <= words.count("lorem") <= 334
    assert "The text of claim 1 has 5,040,000 characters; its first 4,000 are printed." in words


def test_a_word_longer_than_a_page() -> None:
    """A text without a space is broken, not cut."""
    pdf = render(briefing(make_report(make_finding(make_claim(text="x" * 3000)))))
    assert len(re.findall("x", text_of(pdf))) >= 3000


def test_many_lines_split_over_pages() -> None:
    """A cell taller than a page goes on on the next one, with the header above it."""
    claim = make_claim(text="\n".join(f"line {n}" for n in range(300)))
    text = text_of(render(briefing(make_report(make_finding(claim)))), "-layout")
    assert [int(n) for n in re.findall(r"\bline (\d+)", text)] == list(range(300))
    assert all("Measured" in page for page in text.split("\f") if re.search(r"\bline \d", page))
