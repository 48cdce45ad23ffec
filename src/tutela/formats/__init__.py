"""Forms of the world outside: documents that Tutela's values become, and rooms of other people's formats.

    from tutela import formats

    Path("request.pdf").write_bytes(formats.request_pdf(paper))      # PDF/A-3a, PDF/UA-1, request.json inside
    Path("request.docx").write_bytes(formats.request_docx(paper))
    Path("answer.pdf").write_bytes(formats.answer_pdf(page))

Documents need the extra `documents` (typst, python-docx, fonts); it is loaded when one is made.
A format that is read into typed values and back is a room of its own: `tutela.formats.cybertipline`.
"""

from tutela.formats._documents import answer_pdf, answer_png, request_pdf, request_png
from tutela.formats._docx import request_docx
from tutela.formats._glyphs import FontError
from tutela.formats._typeset import DocumentError

__all__ = ["DocumentError", "FontError", "answer_pdf", "answer_png", "request_docx", "request_pdf", "request_png"]
