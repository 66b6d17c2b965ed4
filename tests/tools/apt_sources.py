"""Print an apt source for a release's backports, on the mirror that this machine's own apt sources name.

Input are the two notations of apt: one line a source (`deb [signed-by=KEY] URI bookworm main`) and stanzas
(`Types: deb`, `URIs: …`, `Suites: …`, `Signed-By: …`). Output is one stanza. No host is built in: what the
machine trusts for its release it is asked to trust for that release's backports, with the same key.

Usage: apt_sources.py CODENAME
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import NamedTuple

APT = Path("/etc/apt")
_ONE_LINE = re.compile(r"^deb\s+(?:\[(?P<options>[^\]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s+(?P<components>.+)$")


class Source(NamedTuple):
    """One enabled source of binary packages; `signed_by` is empty where apt's default keys apply."""

    uris: list[str]
    suites: list[str]
    components: list[str]
    signed_by: str


def read_lines(text: str) -> list[Source]:
    """Read the one-line notation of `sources.list`."""
    found = []
    for line in text.splitlines():
        match = _ONE_LINE.match(line.split("#", 1)[0].strip())
        if match is None:
            continue
        options = dict(part.split("=", 1) for part in (match["options"] or "").split() if "=" in part)
        signed_by = options.get("signed-by", "").replace(",", " ")
        found.append(Source([match["uri"]], [match["suite"]], match["components"].split(), signed_by))
    return found


def _fields(stanza: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1] in (" ", "\t"):
            fields[name] = f"{fields.get(name, '')}\n{line.rstrip()}"
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def read_stanzas(text: str) -> list[Source]:
    """Read the notation of `*.sources`; a key block inside `Signed-By` keeps its lines."""
    found = []
    for stanza in re.split(r"\n[ \t]*\n", text.strip()):
        fields = _fields(stanza)
        off = fields.get("enabled", "yes").lower() in {"no", "false", "0", "off", "without", "disable"}
        if off or "deb" not in fields.get("types", "").split():
            continue
        found.append(
            Source(
                fields.get("uris", "").split(),
                fields.get("suites", "").split(),
                fields.get("components", "").split(),
                fields.get("signed-by", ""),
            )
        )
    return found


def read_machine(apt: Path = APT) -> list[Source]:
    """Read every source that apt itself would read below `apt`."""
    found = []
    parts = apt / "sources.list.d"
    for path in [apt / "sources.list", *sorted(parts.glob("*.list"))]:
        if path.is_file():
            found += read_lines(path.read_text(encoding="utf-8"))
    for path in sorted(parts.glob("*.sources")):
        found += read_stanzas(path.read_text(encoding="utf-8"))
    return found


def backports_stanza(sources: list[Source], codename: str) -> str | None:
    """Return the stanza of `codename`-backports, or None where no source holds main of `codename` itself."""
    for source in sources:
        uris = [uri for uri in source.uris if not uri.startswith("cdrom:")]
        if uris and codename in source.suites and "main" in source.components:
            lines = [
                "Types: deb",
                f"URIs: {' '.join(uris)}",
                f"Suites: {codename}-backports",
                "Components: main",
            ]
            if source.signed_by:
                gap = "" if source.signed_by.startswith("\n") else " "
                lines.append(f"Signed-By:{gap}{source.signed_by}")
            return "\n".join(lines)
    return None


def main() -> int:
    """Print the stanza for the codename on the command line; 1 where the machine names no mirror of it."""
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    stanza = backports_stanza(read_machine(), sys.argv[1])
    if stanza is None:
        return 1
    print(stanza)
    return 0


if __name__ == "__main__":
    sys.exit(main())
