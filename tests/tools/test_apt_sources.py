"""The backports source is taken from the machine's own sources, in both of apt's notations."""

from __future__ import annotations

from pathlib import Path

import pytest

import apt_sources

STANZAS = """\
# written by hand
Types: deb deb-src
# http://old.example.org/debian
URIs: http://mirror.example.org/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://security.example.org/debian-security
Suites: bookworm-security
Components: main
"""


@pytest.mark.parametrize(
    ("line", "signed"),
    [
        ("deb http://mirror.example.org/debian bookworm main contrib", None),
        ("deb [arch=amd64 signed-by=/k.gpg] http://mirror.example.org/debian bookworm main # ours", "/k.gpg"),
    ],
)
def test_one_line_notation(line: str, signed: str | None):
    others = "# deb http://off.example.org/debian bookworm main\ndeb-src http://src.example.org/ bookworm main"
    text = f"{others}\n{line}\n"
    stanza = apt_sources.backports_stanza(apt_sources.read_lines(text), "bookworm")
    expected = [
        "Types: deb",
        "URIs: http://mirror.example.org/debian",
        "Suites: bookworm-backports",
        "Components: main",
    ]
    assert stanza == "\n".join(expected + ([f"Signed-By: {signed}"] if signed else []))


def test_stanza_notation():
    stanza = apt_sources.backports_stanza(apt_sources.read_stanzas(STANZAS), "bookworm")
    assert stanza == (
        "Types: deb\nURIs: http://mirror.example.org/debian\nSuites: bookworm-backports\nComponents: main\n"
        "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg"
    )


def test_key_inside_the_stanza_keeps_its_lines():
    text = STANZAS.split("\n\n")[0].replace(
        " /usr/share/keyrings/debian-archive-keyring.gpg", "\n -----BEGIN\n .\n abc"
    )
    stanza = apt_sources.backports_stanza(apt_sources.read_stanzas(text), "bookworm")
    assert stanza is not None
    assert stanza.endswith("Signed-By:\n -----BEGIN\n .\n abc")


@pytest.mark.parametrize(
    "text",
    [
        STANZAS.replace("Suites: bookworm bookworm-updates", "Suites: trixie"),
        STANZAS.replace("Types: deb deb-src", "Enabled: no\nTypes: deb"),
        STANZAS.replace("Types: deb deb-src", "Types: deb-src"),
        STANZAS.replace("URIs: http://mirror.example.org/debian", "URIs: cdrom:[Debian]/"),
        "",
    ],
)
def test_no_mirror_of_the_release(text: str):
    assert apt_sources.backports_stanza(apt_sources.read_stanzas(text), "bookworm") is None


def test_machine_with_both_notations(tmp_path: Path):
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / "sources.list").write_text("deb cdrom:[Debian 12]/ bookworm main\n", encoding="utf-8")
    (tmp_path / "sources.list.d" / "debian.sources").write_text(STANZAS, encoding="utf-8")
    sources = apt_sources.read_machine(tmp_path)
    assert len(sources) == 3
    assert "mirror.example.org" in (apt_sources.backports_stanza(sources, "bookworm") or "")
