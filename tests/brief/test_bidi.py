"""Arabic and Hebrew: the order of signs on a line, joined letters, lines that wrap, and what is copied."""

from __future__ import annotations

import os
import random
import subprocess
import unicodedata
from shutil import which

import pytest
from reportlab.lib.enums import TA_RIGHT

from pdfs import text_of, words_of
from reports import make_claim, make_finding, make_report
from salient.brief import theme
from salient.brief.bidi import base_level, has_right_to_left, levels_of, line_order, one_line
from salient.brief.content import briefing
from salient.brief.fonts import markup, register
from salient.brief.joining import joined_letters, letters_of
from salient.brief.pages import render
from salient.brief.paragraphs import Paragraph
from salient.brief.turned import turned_lines

ALEF = ord("\N{HEBREW LETTER ALEF}")
HEBREW = "העיירה נכבשה אתמול"
ARABIC = "قال المتحدث إن القوات دخلت 30 بلدة"


def hebrew(text: str) -> str:
    """Return a text with Hebrew letters for capitals, as examples of the standard mean them."""
    return "".join(chr(ALEF + ord(sign) - ord("A")) if sign.isupper() else sign for sign in text)


def capitals(text: str) -> str:
    return "".join(chr(ord("A") + ord(sign) - ALEF) if 0 <= ord(sign) - ALEF < 26 else sign for sign in text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        # Examples of Unicode Standard Annex 9: rule L2 (the second as a paragraph of its own), and section 2.
        ("car means CAR.", "car means RAC."),
        ("CAR MEANS car.", ".car SNAEM RAC"),
        ("he said THE VALUES ARE 123, 456, 789, OK.", "he said KO ,789 ,456 ,123 ERA SEULAV EHT."),
        # Rule W4: one comma or point between digits; W5: a sign of per cent at a number.
        ("A 1,234.5 B", "B 1,234.5 A"),
        ("A 50% B", "B 50% A"),
        # Rule N0: a pair of brackets goes with the text around; L4: it is mirrored where it is turned.
        ("a (B) c", "a (B) c"),
        ("A (b) C", "C (b) A"),
        ("A (B) c", "c (B) A"),
        # Rule L1: spaces at the end of a line stay there.
        ("a B ", "a B "),
    ],
)
def test_examples_of_the_standard(text: str, shown: str) -> None:
    assert capitals(one_line(hebrew(text))) == shown


def test_text_without_such_letters_is_untouched() -> None:
    for text in ("Kyiv (Київ) 1,234 «x»", "", "日本語 [x]"):
        assert one_line(text) == text == joined_letters(text)
        assert not has_right_to_left(text)


def test_signs_that_force_a_direction_are_not_obeyed() -> None:
    """An override would let "txt.exe" be read as another name; the order is that of the letters."""
    assert one_line("abc\N{RIGHT-TO-LEFT OVERRIDE}def") == "abc\N{RIGHT-TO-LEFT OVERRIDE}def"


def test_arabic_letters_join() -> None:
    """Forms named by Unicode: seen initial, lam with alef final, meem isolated; beh, yeh, teh."""
    assert [unicodedata.name(sign) for sign in joined_letters("سلام")] == [
        "ARABIC LETTER SEEN INITIAL FORM",
        "ARABIC LIGATURE LAM WITH ALEF FINAL FORM",
        "ARABIC LETTER MEEM ISOLATED FORM",
    ]
    assert joined_letters("بيت") == "\ufe91\ufef4\ufe96"
    assert joined_letters("إلى") == "\ufe87\ufedf\ufef0"  # lam is one sign with alef alone
    assert joined_letters("دار") == "\ufea9\ufe8d\ufead"  # letters that do not join the next one
    assert "".join(map(letters_of, joined_letters(ARABIC))) == ARABIC
    assert joined_letters(joined_letters(ARABIC)) == joined_letters(ARABIC)


def test_vowel_marks_do_not_part_letters() -> None:
    """Beh with kasra, yeh, teh: the mark is looked past; the bundled font draws it over what comes next."""
    marked = joined_letters("بِيت")
    assert marked == "\ufe91\u0650\ufef4\ufe96"
    assert one_line(marked) == "\ufe96\ufef4\u0650\ufe91"
    assert one_line("ab\u0301") == "ab\u0301"
    assert one_line("א\u0301ב") == "בא\u0301"  # the acute accent is drawn over what came before


def test_another_program_finds_the_same_levels() -> None:
    """GNU FriBidi on mixed text from a fixed chance."""
    program = which("fribidi") or os.environ.get("SALIENT_FRIBIDI")
    if program is None:
        pytest.skip("fribidi (package libfribidi-bin) is not installed")
    chance = random.Random(5)
    signs = "abc אבג دهو 12\u0663\u0664 .,:+-%€()[]<>!\u0301\u0651/"
    texts = ["".join(chance.choice(signs) for _ in range(chance.randint(1, 14))).strip() or "a" for _ in range(4000)]
    asked = [program, "--nopad", "--nobreak", "--levels", "--novisual"]
    done = subprocess.run(asked, input="\n".join(texts) + "\n", text=True, stdout=subprocess.PIPE, check=True)
    theirs = [[int(one) for one in line.split()] for line in done.stdout.splitlines()]
    assert len(theirs) == len(texts)
    for text, found in zip(texts, theirs):
        assert levels_of(text, base_level(text)) == found, text


def paragraph(text: str, width: float) -> tuple[Paragraph, list[str]]:
    """Return a paragraph and its lines as they stand on paper."""
    register()
    made = Paragraph(markup(text), theme.styles().body)
    made.wrap(width, 1000)
    shown = turned_lines(made.blPara, text)
    if shown.kind == 0:
        return made, [" ".join(words) for _, words in shown.lines]
    return made, ["".join(one.text for one in line.words) for line in shown.lines]


def test_lines_wrap_in_the_order_of_reading() -> None:
    """The first words stand in the first line, at its right end; a number keeps its digits."""
    text = " ".join(f"{HEBREW} {n}" for n in range(100, 112))
    _, lines = paragraph(text, 150)
    assert len(lines) > 3
    read = " ".join(one_line_back(line) for line in lines)
    assert read.split() == text.split()
    assert lines[0].endswith(HEBREW.split()[0][::-1])


def one_line_back(line: str) -> str:
    """Return the words of a line of Hebrew and numbers from right to left, each letter in the order of reading."""
    return " ".join(word if word.isdigit() else word[::-1] for word in reversed(line.split()))


def test_lines_that_were_ended_by_hand_are_read_each_by_itself() -> None:
    """An Arabic line, then a line in English with its note in brackets."""
    _, lines = paragraph(f"{HEBREW}\narea (x) [1]", 300)
    assert lines == [HEBREW[::-1], "area (x) [1]"]


def test_a_number_at_the_start_of_a_line_belongs_to_the_line_before() -> None:
    """After an Arabic letter digits are those of Arabic text: they stand at the right of what follows (rule W2)."""
    text = "said: " + "بلدة " * 3 + "30 بلدة"
    levels = levels_of(text, 0)
    assert levels[text.index("3")] == 2
    order = line_order("30 x", [2, 2, 1, 1], 0)
    assert order == [3, 2, 0, 1]


def test_a_text_that_begins_so_stands_at_the_right_and_stays_whole_when_split() -> None:
    made, lines = paragraph(" ".join([HEBREW] * 20), 120)
    logical = [" ".join(words) for _, words in made.blPara.lines] if made.blPara.kind == 0 else None
    first, second = made.split(120, made.height / 2)
    assert first._stands_right
    assert second._stands_right
    assert logical is None or logical == [" ".join(words) for _, words in made.blPara.lines]
    assert made.style.alignment != TA_RIGHT
    assert len(lines) > 4


@pytest.mark.parametrize("text", [HEBREW, ARABIC, f"The office said: {ARABIC}.", f"«{HEBREW}» – Київ, 12 km"])
def test_what_is_copied_from_the_paper_is_what_was_written(text: str) -> None:
    claim = make_claim(text=text, claimant=text)
    pdf = render(briefing(make_report(make_finding(claim))))
    words = words_of(pdf)
    for word in text.strip(".").split():
        assert word.strip("«»") in words, word
    assert "\N{WHITE SQUARE}" not in text_of(pdf)
