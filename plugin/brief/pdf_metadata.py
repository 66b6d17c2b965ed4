"""What a PDF says of itself, as XMP: title, language, maker, day, and the standard of accessibility it is made to."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from reportlab.pdfbase.pdfdoc import PDFDictionary, PDFStream

from .pdf_objects import ObjectCanvas

# Fixed by the format: what marks the packet, and the name space of each property.
_BEGIN = '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
_END = '<?xpacket end="r"?>'
_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
}
_PART_OF_UA = 1


@dataclass(frozen=True)
class Metadata:
    """What stands in the file's properties; `date` is as XMP writes it ("2022-09-09T00:00:00Z")."""

    title: str
    author: str
    subject: str
    creator: str
    language: str
    date: str


def write_metadata(canvas: ObjectCanvas, metadata: Metadata) -> None:
    """Put the metadata into the file, as readable text: programs look for it without knowing PDF."""
    stream = PDFStream(PDFDictionary({"Type": "/Metadata", "Subtype": "/XML"}), xmp(metadata).encode("utf-8"))
    canvas.add_to_catalog("Metadata", canvas.indirect(stream))


def xmp(metadata: Metadata) -> str:
    """Return the packet of XMP (ISO 16684-1, with the identification of ISO 14289-1)."""
    spaces = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
    maker = escape(metadata.creator)
    return "\n".join(
        (
            _BEGIN,
            '<x:xmpmeta xmlns:x="adobe:ns:meta/">',
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
            f'<rdf:Description rdf:about="" {spaces}>',
            "<dc:format>application/pdf</dc:format>",
            f"<dc:title><rdf:Alt>{_in('x-default', metadata.title)}</rdf:Alt></dc:title>",
            f"<dc:creator><rdf:Seq><rdf:li>{escape(metadata.author)}</rdf:li></rdf:Seq></dc:creator>",
            f"<dc:description><rdf:Alt>{_in('x-default', metadata.subject)}</rdf:Alt></dc:description>",
            f"<dc:language><rdf:Bag><rdf:li>{escape(metadata.language)}</rdf:li></rdf:Bag></dc:language>",
            f"<xmp:CreatorTool>{maker}</xmp:CreatorTool>",
            f"<xmp:CreateDate>{metadata.date}</xmp:CreateDate>",
            f"<xmp:ModifyDate>{metadata.date}</xmp:ModifyDate>",
            f"<pdf:Producer>{maker}</pdf:Producer>",
            f"<pdfuaid:part>{_PART_OF_UA}</pdfuaid:part>",
            "</rdf:Description>",
            "</rdf:RDF>",
            "</x:xmpmeta>",
            _END,
            "",
        )
    )


def _in(language: str, text: str) -> str:
    return f'<rdf:li xml:lang="{language}">{escape(text)}</rdf:li>'
