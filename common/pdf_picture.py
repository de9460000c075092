"""A page of a PDF as a picture, for documents that hold no drawings.

PDFium draws it (pypdfium2, one wheel without dependencies): what the PDF shows is what is seen,
with the project's own fonts.
"""

import io
from threading import Lock

# PDFium is not made for threads.
_ONE_AT_A_TIME = Lock()
POINTS_PER_INCH = 72


def first_page_as_png(content: bytes, *, dots_per_inch: int = 200) -> bytes:
    """The first page of a PDF on white; the same PDF gives the same bytes."""
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            picture = page.render(scale=dots_per_inch / POINTS_PER_INCH).to_pil().convert("RGB")
        finally:
            document.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch))
    return made.getvalue()
