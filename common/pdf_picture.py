"""A page of a PDF as a picture, for documents that hold no drawings.

PDFium draws it (pypdfium2, one wheel without dependencies): what the PDF shows is what is seen,
with the project's own fonts.
"""

import io
from threading import Lock

# PDFium is not made for threads.
_ONE_AT_A_TIME = Lock()
POINTS_PER_INCH, PIXELS_PER_INCH = 72, 96


def corner_as_png(
    content: bytes, *, width: float, height: float, dots_per_inch: int = 200
) -> bytes:
    """The upper left corner of a PDF's first page on white, so many CSS pixels wide and high.

    The same PDF gives the same bytes.
    """
    import pypdfium2

    with _ONE_AT_A_TIME:
        document = pypdfium2.PdfDocument(content)
        try:
            page = document[0]
            picture = page.render(scale=dots_per_inch / POINTS_PER_INCH).to_pil().convert("RGB")
            dots = dots_per_inch / PIXELS_PER_INCH
            picture = picture.crop((0, 0, round(width * dots), round(height * dots)))
        finally:
            document.close()
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True, dpi=(dots_per_inch, dots_per_inch))
    return made.getvalue()
