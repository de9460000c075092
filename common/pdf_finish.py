"""What PDF/UA-1 asks for beyond the PDF/A-3a that WeasyPrint writes.

Works on WeasyPrint's objects before they become bytes: nothing has to be parsed again.
"""

from typing import Any

_PDFUA = b"""
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
  <pdfuaid:part>1</pdfuaid:part>
</rdf:Description>
<rdf:Description rdf:about=""
    xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
    xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
    xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
  <pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
    <pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
    <pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
    <pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
    <pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
      <pdfaProperty:name>part</pdfaProperty:name>
      <pdfaProperty:valueType>Integer</pdfaProperty:valueType>
      <pdfaProperty:category>internal</pdfaProperty:category>
      <pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>
    </rdf:li></rdf:Seq></pdfaSchema:property>
  </rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
</rdf:RDF>"""
_END_OF_RDF = b"</rdf:RDF>"


def finish(document: Any, pdf: Any) -> None:
    """WeasyPrint's finisher hook: identify the file as PDF/UA-1 and give header cells a scope."""
    _identify_as_pdfua(pdf)
    _scope_header_cells(pdf)
    pdf.catalog["PageMode"] = "/UseOutlines"


def _identify_as_pdfua(pdf: Any) -> None:
    """Say PDF/UA-1 in the metadata, with the schema that PDF/A wants for a foreign property."""
    metadata = _target(pdf, pdf.catalog["Metadata"])
    content = b"".join(metadata.stream)
    if content.count(_END_OF_RDF) != 1:
        raise ValueError("unexpected XMP metadata")
    metadata.stream = [content.replace(_END_OF_RDF, _PDFUA)]


def _scope_header_cells(pdf: Any) -> None:
    """A header cell in the table's head heads a column, any other one its row."""
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/TH":
            row = _target(pdf, element["P"])
            group = _target(pdf, row["P"])
            scope = "/Column" if group.get("S") == "/THead" else "/Row"
            element["A"]["Scope"] = scope


def _target(pdf: Any, reference: bytes) -> Any:
    """The object that a reference such as ``b"12 0 R"`` points at."""
    return pdf.objects[int(reference.split()[0])]
