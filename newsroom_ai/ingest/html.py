"""HTML of a CMS body -> plain text: paragraphs become lines, markup and scripts disappear."""

from __future__ import annotations

import re

from lxml import etree
from lxml import html as lxml_html

_BLOCKS = {
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "figcaption", "figure", "footer",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre", "section", "table", "td",
    "th", "tr", "ul",
}  # fmt: skip
_SILENT = {"script", "style", "noscript", "template", "iframe", "object", "svg", "head", "title"}
_SPACE = re.compile(r"[ \t\r\n\f\u00a0]+")
_LINES = re.compile(r" *\n[ \n]*")


def html_to_text(html: str) -> str:
    r"""The text a reader sees, one line a block.

    Raises:
        ValueError: elements nest so deep (some hundreds) that the parser gives up.

    >>> html_to_text("<p>Giá&nbsp;xăng <b>giảm</b></p><script>x()</script><ul><li>500 đồng</li></ul>")
    'Giá xăng giảm\n500 đồng'
    """
    if not html.strip():
        return ""
    parser = lxml_html.HTMLParser(remove_comments=True, remove_pis=True)
    try:
        root = lxml_html.fragment_fromstring(html, create_parent="div", parser=parser)
    except etree.ParserError:  # nothing but comments
        return ""
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" or "depth" in entry.message for entry in parser.error_log):
        raise ValueError("elements nest too deep")
    parts: list[str] = []
    silent = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if element.tag in _BLOCKS:
            parts.append("\n")
        if element.tag in _SILENT:
            silent += 1 if event == "start" else -1
        words = element.text if event == "start" else element.tail
        if words and not silent:
            parts.append(_SPACE.sub(" ", words))
    return _LINES.sub("\n", "".join(parts)).strip()
