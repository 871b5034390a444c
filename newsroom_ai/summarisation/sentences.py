"""Which sentences of an article may stand in a summary."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from newsroom_ai.article import Article, Field
from newsroom_ai.text.sentences import sentences
from newsroom_ai.text.syllables import exact_forms

_LEAST: Final = 5
_NOT_TEXT: Final = re.compile(
    r"(?:Ảnh|Clip|Video|Nguồn|Đồ họa|Đồ hoạ|Minh họa)\s*(?:minh h[oọ]a)?\s*:|"
    r"^(?:>>|Xem thêm|Đọc thêm|Mời (?:quý )?(?:bạn|độc giả|vị)|Tin liên quan|Bài liên quan|Theo dõi|Bấm vào|Clip|Video|"
    r"Ảnh minh họa|\(?Ảnh|Nguồn|Tác giả|Bài và ảnh|Liên hệ|Hotline|Địa chỉ|Điện thoại|Website|Email)\b",
    re.IGNORECASE,
)
_UNRESOLVED: Final = re.compile(
    r"(?:(?:Ông|Bà|Anh|Chị|Cô|Người|Nhóm|Vị|Tên|Gã|Họ|Con số|Việc|Điều|Vụ việc|Sự việc|Trường hợp|Đối tượng|Cơ quan|"
    r"Dự án|Tuyến đường|Chiếc xe|Công ty|Loại|Thông tin|Quyết định|Những người|Số tiền) (?:này|ấy|đó|trên|nói trên)\b|"
    r"(?:Theo|Do|Vì|Nhờ|Từ|Bên cạnh|Ngoài|Trong|Trong khi|Sau|Trước|Khi|Qua|Đến|Lúc|"
    r"Vào thời điểm) (?:đó|đấy|này|vậy)\b|"
    r"(?:Tuy nhiên|Tuy vậy|Vì vậy|Vì thế|Do vậy|Ngoài ra|Đồng thời|Như vậy|Đây|Đó|Tại đây|Thế nhưng|Nhưng|Song|Và|Còn|"
    r"Ngược lại|Mặt khác|Cụ thể|Cùng ngày|Cùng lúc|Cũng|Hơn nữa|Thậm chí|Tiếp|Theo ông|Tương tự|Mặc dù vậy|Dẫu vậy|"
    r"Rồi|Lần này|Kết quả là|Chính vì|Nói cách khác|Họ|Nó|Hắn|Thay vào đó|Trái lại|Đáng chú ý|Chưa hết|"
    r"Ngay sau|Đến nay|Sự việc|Vụ việc|Động thái này|Thời điểm (?:trên|đó|này))\b|"
    r"(?P<pronoun>Ông|Bà|Anh|Chị|Cô|Chàng|Nàng|Em|Cậu|Cụ|Chú|Bác) (?=(?P<next>\w)))"
)
_POINTS_BACK: Final = re.compile(
    r"(?!(?:Lần|Năm|Tháng|Tuần|Ngày|Hôm|Thời|Dịp|Mùa) )(?:[^\W\d][\w-]* ){1,5}(?:này|ấy|nói trên|kể trên)\b"
    r"|(?:Cùng với|Bên cạnh|Kèm theo|Sau khi|Ngay sau) (?:đó|việc này)\b|Được biết\b"
    r"|Chưa dừng lại\b|Dù (?:vậy|thế)\b|Ấy\b|Không chỉ (?:vậy|thế)\b|Trong số (?:đó|này)\b"
)
_ASKS: Final = re.compile(r"\?[\"”’»')\]]*$")
_ITEM: Final = re.compile(r"[*•+\-–—]\s*(?=\S)")
_CREDIT: Final = re.compile(
    r"(?:[Ảả]nh|ẢNH|Đồ họa|Photo)(?: minh h[oọ]a)?\s*:\s*[^\n:]{0,50}$|"
    r"[-–/(|]\s*(?:TTXVN|Reuters|AFP|AP|Getty|EPA)\)?\.?$"
)
_CAPTION: Final = 60
_QUOTE: Final = re.compile(r'[-–“"‘\']|(?:Tôi|Chúng tôi|Chúng ta|Mình|Chúng em|Cảm ơn|Xin)\b')


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a field; ``at`` is its number there, ``bound`` says that it leans on the one before."""

    field: Field
    start: int
    end: int
    at: int
    text: str
    bound: bool


def usable(article: Article, field: Field) -> list[Sentence]:
    """The sentences of a field that are text: no credits, captions, headings, links or bylines.

    Questions and items of a list are given only where there is nothing else.

    >>> body = "Mưa lớn gây ngập tại nhiều phường. Ảnh: Minh Nhật. Tuy nhiên, xe buýt vẫn chạy bình thường."
    >>> [(s.text[:9], s.bound) for s in usable(Article("a1", body=body), "body")]
    [('Mưa lớn g', False), ('Tuy nhiên', True)]
    """
    text = article.text(field)
    shouted, many = text.isupper(), "\n" in text.strip()
    found = []
    for at, (start, end) in enumerate(sentences(text)):
        sentence = text[start:end]
        if _NOT_TEXT.search(sentence) or not _says_something(sentence) or (sentence.isupper() and not shouted):
            continue
        if not (many and _is_caption(_line(text, start, end))):
            found.append(Sentence(field, start, end, at, sentence, _leans(sentence)))
    told = [s for s in found if not _ASKS.search(s.text) and not _ITEM.match(s.text)]
    return told or found


def repeats(text: str, title: str) -> bool:
    """Whether a text merely repeats a title: it holds over 60 % of the title's syllable pairs and little else.

    >>> repeats("Giá xăng tăng mạnh từ chiều nay.", "Giá xăng tăng mạnh từ chiều nay")
    True
    """
    words, known = exact_forms(text), exact_forms(title)
    if not known or len(words) > 2 * len(known):
        return False
    pairs, wanted = set(pairwise(words)), set(pairwise(known))
    return words == known or (bool(wanted) and len(pairs & wanted) > 0.6 * len(wanted))


def shares_title(text: str, title: str) -> bool:
    """Whether a text of whatever length holds over 60 % of the title's syllable pairs.

    >>> shares_title("Giá xăng tăng mạnh từ chiều nay, theo quyết định của liên bộ.", "Giá xăng tăng mạnh")
    True
    """
    wanted = set(pairwise(exact_forms(title)))
    return bool(wanted) and len(wanted.intersection(pairwise(exact_forms(text)))) > 0.6 * len(wanted)


def _line(text: str, start: int, end: int) -> str:
    """The line a sentence stands on, with a little of a long one only."""
    first = text.rfind("\n", max(0, start - 400), start) + 1 or max(0, start - 400)
    last = text.find("\n", end, end + 400)
    return text[first : last if last >= 0 else end + 400].strip()


def _is_caption(line: str) -> bool:
    """Whether a line is a short one that ends with the credit of a photograph."""
    return _CREDIT.search(line) is not None and len(line.split()) <= _CAPTION


def _says_something(sentence: str) -> bool:
    words = [word for word in sentence.split() if word[:1].isalpha()]
    small = sum(word[:1].islower() for word in words)
    return len(words) >= _LEAST and (small >= 2 or sentence.isupper())


def _leans(sentence: str) -> bool:
    opening = _UNRESOLVED.match(sentence)
    if opening is not None and opening["pronoun"]:
        return opening["next"].islower()  # "Ông nói", not "Ông Nam nói"
    if sentence.count('"') % 2 or sentence.count("“") != sentence.count("”"):
        return True  # part of a longer quotation
    if opening is not None or _POINTS_BACK.match(sentence):
        return True
    return _QUOTE.match(sentence) is not None or sentence[:1].islower()
