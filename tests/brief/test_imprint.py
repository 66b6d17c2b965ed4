"""Paper, newsroom and logo: what goes on the pages, and which pictures are refused."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from pdfs import opened, text_of, words_of
from reports import full_report
from salient.brief.content import briefing
from salient.brief.imprint import Imprint
from salient.brief.pages import render
from salient.cli import main
from salient.core.errors import InputError
from salient.paths import resource


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), comment: bytes = b"") -> bytes:
    """Return a red picture."""
    out = io.BytesIO()
    more = {"comment": comment} if comment else {}
    Image.new("RGB", size, "#cc0000").save(out, kind, **more)
    return out.getvalue()


def pdf_of(imprint: Imprint | None = None) -> bytes:
    """Return the full report as PDF."""
    return render(briefing(full_report(), "en"), imprint=imprint)


def test_a4_without_a_newsroom_is_what_there_is_without_an_imprint() -> None:
    assert pdf_of() == pdf_of(Imprint())


def test_letter_has_the_size_of_letter_and_the_same_words() -> None:
    """A sheet of Letter is 8.5 by 11 inches of 72 points (ANSI/ASME Y14.1)."""
    letter = pdf_of(Imprint("Letter"))
    with opened(letter) as document:
        assert {tuple(float(n) for n in page.mediabox) for page in document.pages} == {(0.0, 0.0, 612.0, 792.0)}
    # Pages end elsewhere, and the map's scale and degrees with them; heads, feet and all other words are the same.
    other = set(words_of(letter).split()) ^ set(words_of(pdf_of()).split())
    other = {word for word in other if not word.startswith("1:") and not word.endswith("°")}
    assert other <= {str(n) for n in range(30)}


def test_sheets_that_lie_are_as_wide_as_they_are_high_when_they_stand() -> None:
    """A4 is 210 by 297 mm (ISO 216)."""
    lying = pdf_of(Imprint(landscape=True))
    with opened(lying) as document:
        for page in document.pages:
            _, _, wide, high = (float(n) * 25.4 / 72 for n in page.mediabox)
            assert (wide, high) == (pytest.approx(297, abs=0.1), pytest.approx(210, abs=0.1))
    assert sorted(set(words_of(lying).split()) & {"Measured:", "Definitions", "Sources"}) == [
        "Definitions",
        "Measured:",
        "Sources",
    ]


def test_sections_come_in_the_order_asked_for_and_no_others() -> None:
    words = words_of(pdf_of(Imprint(sections=("sources", "claims"))))
    assert 0 < words.index("Sources") < words.index("Claims and findings")
    assert "Definitions" not in words


def titles_of(pdf: bytes) -> list[str]:
    with opened(pdf) as document, document.open_outline() as outline:
        return [str(item.title) for item in outline.root]


def test_on_sheets_that_lie_the_key_figures_fill_the_first_page_and_the_map_comes_after() -> None:
    standing, lying = titles_of(pdf_of()), titles_of(pdf_of(Imprint(landscape=True)))
    assert standing[:3] == ["Bottom line", "Map", "Key figures"]
    assert lying[:3] == ["Bottom line", "Key figures", "Map"]
    assert lying[3:] == standing[3:]
    asked = Imprint(landscape=True, sections=("map", "key"))
    assert titles_of(pdf_of(asked))[:3] == ["Bottom line", "Map", "Key figures"]


def test_the_newsroom_stands_on_every_page() -> None:
    pages = text_of(pdf_of(Imprint(newsroom="Graphics desk")), "-layout").split("\f")[:-1]
    assert len(pages) > 1
    assert all("Graphics desk · Salient" in page for page in pages)


def test_a_long_newsroom_is_cut_in_the_foot_and_signs_without_a_letter_are_noted() -> None:
    text = words_of(pdf_of(Imprint(newsroom="W" * 79 + "\U00013000")))
    assert "…" in text
    assert "U+13000" in text


def test_a_logo_is_on_the_first_page_only_and_says_nothing_of_its_file() -> None:
    jpeg = picture("JPEG", comment=b"made by a named person")
    pdf = pdf_of(Imprint(logo=jpeg))
    assert pdf == pdf_of(Imprint(logo=jpeg))
    assert b"named person" not in pdf
    with opened(pdf) as document:
        assert [len(page.get_images()) for page in document.pages][:2] == [1, 0]


@pytest.mark.parametrize(
    ("logo", "reason"),
    [
        (b"", "PNG or JPEG"),
        (b"<svg/>", "PNG or JPEG"),
        (picture("GIF"), "PNG or JPEG"),
        (picture()[:-40], "PNG or JPEG"),
        (picture("JPEG", (900, 900))[:900], "PNG or JPEG"),
        (b"\x89PNG" + bytes(2_000_001), "2 MB"),
        (picture(size=(5000, 5000)), "5000 × 5000"),
    ],
)
def test_pictures_that_are_refused(logo: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        Imprint(logo=logo)


def test_paper_and_name_that_are_refused() -> None:
    with pytest.raises(InputError, match="A4, Letter"):
        Imprint("A3")
    with pytest.raises(InputError, match="80 letters"):
        Imprint(newsroom="a" * 81)


def test_the_command_line_prints_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, pdf, logo = tmp_path / "k.gpkg", tmp_path / "k.pdf", tmp_path / "logo.png"
    logo.write_bytes(picture())
    assert main(["new", str(case), "--from", str(resource("sample", "kharkiv-2022-09"))]) == 0
    brief = ["brief", str(case), "-o", str(pdf), "--paper", "Letter", "--newsroom", "Graphics desk"]
    assert main([*brief, "--logo", str(tmp_path / "none.png")]) == 1
    assert "there is no such picture" in capsys.readouterr().err
    assert main([*brief, "--logo", str(case)]) == 1
    assert not pdf.exists()
    assert main([*brief, "--logo", str(logo)]) == 0
    with opened(pdf.read_bytes()) as document:
        assert len(document.pages[0].get_images()) == 1
    assert "Graphics desk" in words_of(pdf.read_bytes())


def test_a_logo_that_would_unpack_to_a_gigabyte_is_refused_by_its_header() -> None:
    # The header of a PNG (its specification, 5.3 and 11.2.2): 20,000 x 20,000 dots and no dot behind it.
    header = b"IHDR" + struct.pack(">IIBBBBB", 20_000, 20_000, 8, 2, 0, 0, 0)
    dots = b"IDAT" + zlib.compress(b"")
    chunks = [struct.pack(">I", len(one) - 4) + one + struct.pack(">I", zlib.crc32(one)) for one in (header, dots)]
    with pytest.raises(InputError, match="too many"):
        Imprint(logo=b"\x89PNG\r\n\x1a\n" + b"".join(chunks))
