"""Tags from references to laws and official papers, by number or by name."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final, NamedTuple

from newsroom_ai.article import FIELDS, Article, Span
from newsroom_ai.tagging.evidence import make_tag, prominence, usual_form
from newsroom_ai.tagging.types import Tag, TagKind
from newsroom_ai.text.fold import fold
from newsroom_ai.text.laws import papers

_RARE: Final = 0.35
"""A named paper says more about an article than one mention of a town."""

_URI: Final = "urn:newsroom:law:"
_NAMES: Final = (
    "Đất đai|Nhà ở|Kinh doanh bất động sản|Bảo hiểm xã hội|Bảo hiểm y tế|Việc làm|Công đoàn|Trẻ em|Bình đẳng giới"
    "|Người cao tuổi|Người khuyết tật|Giáo dục nghề nghiệp|Giáo dục đại học|Giáo dục|Nhà giáo|Doanh nghiệp|Đầu tư công"
    "|Đầu tư|Đấu thầu|Đấu giá tài sản|Xây dựng|Quy hoạch|Bảo vệ môi trường|Giao thông đường bộ|Đường bộ"
    "|Trật tự, an toàn giao thông đường bộ|Căn cước công dân|Căn cước|Cư trú|Hộ tịch|Quốc tịch Việt Nam"
    "|Hôn nhân và gia đình|An ninh mạng|An toàn thông tin mạng|An toàn, vệ sinh lao động|An toàn thực phẩm"
    "|Phòng, chống tham nhũng|Phòng, chống ma túy|Phòng, chống bạo lực gia đình|Phòng, chống mua bán người"
    "|Phòng, chống tác hại của rượu, bia|Phòng cháy, chữa cháy|Phòng cháy và chữa cháy|Cán bộ, công chức|Viên chức"
    "|Khiếu nại|Tố cáo|Tiếp công dân|Báo chí|Xuất bản|Quảng cáo|Du lịch|Điện ảnh|Di sản văn hóa|Thủ đô"
    "|Tổ chức chính quyền địa phương|Tổ chức Chính phủ|Tổ chức Quốc hội|Ngân sách nhà nước|Quản lý thuế"
    "|Thuế giá trị gia tăng|Thuế thu nhập cá nhân|Thuế thu nhập doanh nghiệp|Thuế tiêu thụ đặc biệt"
    "|Các tổ chức tín dụng|Chứng khoán|Cạnh tranh|Thương mại|Sở hữu trí tuệ|Khám bệnh, chữa bệnh|Dược|Điện lực"
    "|Thủy sản|Lâm nghiệp|Chăn nuôi|Trồng trọt|Tài nguyên nước|Khoáng sản|Hải quan|Dầu khí|Viễn thông"
    "|Giao dịch điện tử|Xử lý vi phạm hành chính|Ban hành văn bản quy phạm pháp luật|Hòa giải ở cơ sở"
    "|Thi hành án dân sự|Thi hành án hình sự|Trưng cầu ý dân|Bầu cử|Quốc phòng|Nghĩa vụ quân sự|Biên phòng"
    "|Người lao động Việt Nam đi làm việc ở nước ngoài theo hợp đồng|Dữ liệu|Bảo vệ dữ liệu cá nhân"
    "|Bảo vệ quyền lợi người tiêu dùng|Công nghệ cao|Chuyển giao công nghệ|Khoa học và công nghệ"
)
_CODES: Final = "Hình sự|Dân sự|Lao động|Tố tụng hình sự|Tố tụng dân sự|Hàng hải Việt Nam|Luật Dân sự|Luật Hình sự"


def _spaced(names: str) -> str:
    """Names longest first, their commas and spaces as loose as papers write them."""
    listed = sorted(names.split("|"), key=len, reverse=True)
    return "|".join(re.escape(name).replace(r"\ ", r"\s+").replace(",", ",?") for name in listed)


_NAMED: Final = re.compile(
    rf"(?<!\w)(?P<law>(?P<kind>Bộ\s+luật|Luật)\s+(?P<name>{_spaced(_CODES + '|' + _NAMES)})"
    r"(?:\s+\(?(?:năm\s+)?(?P<year>(?:19|20)\d\d)\)?)?|Hiến\s+pháp(?:\s+(?:năm\s+)?(?P<constitution>(?:19|20)\d\d))?)(?!\w)",
    re.IGNORECASE,
)
_CAPITAL: Final = re.compile("[A-ZĐ]")
_ARTICLE: Final = re.compile(
    r"(?:(?:điểm\s+[a-zđ](?:\s*,\s*[a-zđ])*|khoản\s+\d+(?:\s*,\s*\d+)*|điều\s+\d+[a-z]?)(?:\s*,\s*|\s+và\s+|\s+)(?:của\s+)?)+\Z",
    re.IGNORECASE,
)
_BEFORE: Final = 80  # characters in which the article of a law stands before its name


class _Cited(NamedTuple):
    """A law named in a text."""

    key: str
    label: str
    start: int
    end: int


class LawTagger:
    """One tag for each official paper or law an article names, labelled as printed.

    Papers are known by their number, in any spelling; laws and codes also by name and year. The article of a law that
    is cited ("Điều 174 Bộ luật Hình sự") belongs to the evidence: the tag is the law.

    >>> body = "Theo Nghị định 85/2016, Luật Đất đai 2024 và khoản 2 Điều 174 Bộ luật Hình sự, ..."
    >>> [(tag.label, tag.evidence[0].text) for tag in LawTagger().tag(Article("a1", body=body))][1:]
    [('Luật Đất đai 2024', 'Luật Đất đai 2024'), ('Bộ luật Hình sự', 'khoản 2 Điều 174 Bộ luật Hình sự')]
    """

    model = "laws.v1"

    def tag(self, article: Article) -> list[Tag]:
        """Tags in falling order of score."""
        found: dict[str, list[Span]] = defaultdict(list)
        labels: dict[str, list[Span]] = defaultdict(list)
        for field in FIELDS:
            text = article.text(field)
            for cited in (*_numbered(text), *_named(text)):
                found[cited.key].append(Span(field, cited.start, cited.end, text[cited.start : cited.end]))
                labels[cited.key].append(Span(field, cited.start, cited.end, cited.label))
        _joined(found, labels)
        sha256 = article.sha256 if found else ""
        tags = [
            make_tag(
                sha256,
                TagKind.LAW,
                usual_form(labels[key]),
                spans,
                model=self.model,
                score=_RARE + (1 - _RARE) * prominence(spans),
                uri=f"{_URI}{key}",
            )
            for key, spans in found.items()
        ]
        return sorted(tags, key=lambda tag: -tag.score)


def _numbered(text: str) -> Iterator[_Cited]:
    for paper in papers(text):
        yield _Cited(paper.key, text[paper.start : paper.end], paper.start, paper.end)


def _named(text: str) -> Iterator[_Cited]:
    for match in _NAMED.finditer(text):
        name, kind = match["name"], match["kind"]
        if not _CAPITAL.match(text, match.start()) and not (name and _CAPITAL.match(name)):
            continue  # "luật đầu tư" in small letters is law in general
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        cited = _ARTICLE.search(before)
        start = match.start() - (len(before) - cited.start() if cited else 0)
        year = match["year"] or match["constitution"] or ""
        label = " ".join(match["law"].replace("(", "").replace(")", "").split())
        title = f"{kind} {name}" if name else "Hiến pháp"
        words = [*fold(title, marks=False).replace(",", "").split(), *([year] if year else [])]
        yield _Cited("-".join(words), label, start, match.end())


def _joined(found: dict[str, list[Span]], labels: dict[str, list[Span]]) -> None:
    """What is named in full and then for short is one: with its year, its issuer, where there is but one such."""
    for key in list(found):
        fuller = [one for one in found if one.startswith(f"{key}-") and ("/" in key or one[len(key) + 1 :].isdigit())]
        if len(fuller) == 1:
            found[fuller[0]] += found.pop(key)
            labels.pop(key)
