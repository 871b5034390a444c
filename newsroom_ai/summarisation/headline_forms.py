"""One sentence -> the headlines it holds, made by leaving words out and, at most, setting a colon."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from newsroom_ai.summarisation.compression import LEADING
from newsroom_ai.summarisation.shorten import DEPENDENT
from newsroom_ai.text.fold import fold
from newsroom_ai.text.syllables import count

MOST: Final = 16
LEAST: Final = 6
KINDS: Final = ("whole", "behind", "said", "verb", "speaker", "place")
"""How a form begins: like its sentence, behind a phrase of time or place, with the verb of an authority that is left
out, with the speaker and a colon, with the place and a colon. "said", behind who said it, is a column of the shipped
ranker that no form has: without its speaker a claim would stand as a fact."""

_CHARACTERS: Final = 90
_LONGEST: Final = 900  # characters: no sentence, and too many borders to try them all
_FORMS: Final = 14  # of one sentence
_SPEAKER_SYLLABLES: Final = 8
_LOOSE_END: Final = " \n,;:.–-"

_DAY: Final = (
    r"(?:(?:vào|lúc|hồi|khoảng|hơn|gần) )*(?:\d{1,2}(?:h| giờ)\d{0,2} ?)?(?:(?:rạng sáng|sáng sớm|sáng|trưa|chiều tối|"
    r"chiều|tối|đêm|khuya|hôm|ngày) )+(?:ngày )?(?:\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?|nay|qua)(?![\w/-])"
)
_DROPPED: Final = re.compile(
    r"\s*(?:\([^()]*\)|\[[^\[\]]*\])|\s[-–]\s[a-zđ][^-–,;.]{3,70}\s[-–](?=\s[a-zđ])"
    rf"|(?<! từ)(?<! đến)(?<! trước)(?<! sau)(?<! hết)\s{_DAY}"
    r"|(?:,\s(?:[Cc]hủ tịch|[Pp]hó|[Gg]iám đốc|[Tt]ổng|[Bb]ộ trưởng|[Tt]hứ trưởng|[Tt]rưởng|nguyên|[Vv]iện trưởng|"
    r"chuyên gia|người phát ngôn|\d{1,2} tuổi|ngụ|quê|trú|sinh năm|SN|đại diện)\b[^,;“\"]{0,70})+"
    r",(?=\s[a-zđ])|\sđã(?=\s)",
)
_BORDER: Final = re.compile(
    r"[,;](?=\s)|(?<! tự)(?<! trong)(?<! so)(?<! nằm)(?<! là)(?<! sống)(?<! đến)(?<! còn)(?<! nhà)(?<! chỗ)"
    r"(?<! nơi)(?<! ăn)\s(?=(?:để|nhằm|khi|vì|do|nhưng|sau|trước|trong|tại|ở|trên|ngay|đồng thời|và|khiến|"
    r"thay cho|theo|với|cùng|qua|(?:vào )?(?:sáng|trưa|chiều|tối|đêm|ngày|hôm)(?= (?:nay|qua|\d))) )"
)
_SEGMENT: Final = re.compile(r"[,;]? ?(?:và )?(?P<said>[^,;.:]*?)(?P<next>[,;.:]| và |$)")
_VERBS_OF_SPEECH: Final = (
    r"(?:cho biết|cho hay|khẳng định|nhận định|cho rằng|nói|tuyên bố|chia sẻ|cảnh báo|xác nhận|thông tin|nhấn mạnh|"
    r"dẫn tin|đưa tin|viết|tiết lộ)"
)
_SOURCE: Final = re.compile(
    r"(?<!\w)[Tt]heo (?:[A-ZĐ]|cáo trạng|công an|cơ quan|lời|báo|tờ|hãng|đài|điều tra|ông|bà|anh|chị|kết luận|cảnh sát|"
    r"nguồn tin|truyền thông|bản án|hồ sơ|đại diện|luật sư|bác sĩ|một nguồn)"
)
"""Who says it: what a headline leaves out must not hold that."""
_SPEECH: Final = re.compile(
    rf"(?P<speaker>(?:Ông|Bà|Tổng thống|Thủ tướng|Chủ tịch|Bộ trưởng|Bộ|HLV|Ngoại trưởng|Phó|Công an|Sở|UBND|[A-ZĐÀ-Ỹ])"
    rf"[^,;“\":]{{1,60}}?)(?:, [^“\":;]{{3,80}},)?(?: (?:hôm|ngày|sáng|chiều|tối) [\w/-]+)?(?: cũng| đã| vừa)? "
    rf"{_VERBS_OF_SPEECH}(?: thêm)?(?:,|:)? (?:rằng )?(?=[\w“\"])"
)
_AUTHORITY: Final = re.compile(
    r"(?:Lực lượng|Các lực lượng|Cơ quan|Công an|Cảnh sát|Đội|Phòng|Viện|Toà|Tòa|TAND|VKSND|UBND|Ủy ban|Uỷ ban|Bộ đội|"
    r"Chi cục|Cục|Hải quan|Quản lý|Thanh tra|Nhà chức trách|Tổ công tác|Đồn|Bộ|Sở|Trung tâm|Đoàn)\b[^,;:“\"]{0,80}? "
    r"(?:đã |vừa |đang )*(?:tiến hành |ra quyết định |phối hợp )?(?=(?:bắt|phát hiện|khởi tố|truy bắt|truy tìm|truy tố|"
    r"tạm giữ|xử phạt|tuyên phạt|phạt|triệt phá|triệt xóa|thu giữ|khám xét|đình chỉ|khánh thành|khai mạc|điều tra|"
    r"cứu|ra mắt|khai trương|thông qua|làm rõ|trục vớt|tiêu hủy|tiêu huỷ|kỷ luật|cảnh báo|kiểm tra|đề xuất|kiến nghị|"
    r"yêu cầu|công bố|phong tỏa|tịch thu|xác minh|đề nghị|bàn giao|trao|khen thưởng) )"
)
_PLACE: Final = re.compile(
    r"(?:(?:[Tt]ại|[Ởở]|địa bàn|Công an|UBND|TAND|VKSND|Sở [^,;]{3,30}|, )\s?(?:tỉnh|TP\.?|[Tt]hành phố)|\((?:tỉnh )?)"
    r" ?(?P<place>TP\.? ?HCM|HCM|(?:[A-ZĐÀ-Ỹ][\wà-ỹ]+ ){1,2}?[A-ZĐÀ-Ỹ][\wà-ỹ]+)(?=[,.;)]|\s[a-zđ(])"
)
_LOOSE: Final = re.compile(
    r"(?<!\w)(?:và|hoặc|hay|nhưng|mà|thì|là|rằng|của|cho|với|tại|ở|từ|đến|tới|về|theo|trong|trên|dưới|giữa|vì|do|bởi|"
    r"để|nhằm|khi|nếu|như|bằng|các|những|một|gồm|bao gồm|sau khi|trước khi|trong khi|được|bị|đã|sẽ|đang|không|chưa|"
    r"cho biết|cho hay|nói|nêu|khẳng định|xác nhận|xác định|mang|nằm|ra|vào|lên|xuống|đối|gọi|việc|xuất phát|thông tin|"
    r"tuy nhiên|còn|đang|vẫn|cũng|hơn|mỗi|giữa|sự|cuộc|vụ|chiếc|ông|bà|anh|chị|nhiều|số|liên quan|phối hợp|so|thuộc|"
    r"người|tiến hành|tổ chức|cơ quan|có|khiến|phát biểu|trao đổi|rất|khá|cùng|nhất|hàng|tên|đây|bắt đầu|liên tiếp|dự|"
    r"trị giá|tổng|chứng kiến|cho thấy|cho rằng|phía|kèm|trú|ngụ|ngay|song|toạ lạc|tọa lạc|đặt tại|"
    r"việc(?: \w+){0,2}|dành|trong đó)$",
    re.IGNORECASE,
)
_OPENS: Final = re.compile(
    r"(?:Được|Xác nhận|Vài|Ghi nhận|Đánh giá|Nói về|Nội dung|Tính chất|Phản đối|Điển hình|Thực tế|Như|Bước đầu|"
    r"Cùng|Với|Nay|Hiện|Riêng|Hồi|Cũng|Một trong|Có thể|Đơn vị|Sự việc|Sự kiện|Thời điểm|Điểm nhấn|Cuối|Trước đây|"
    r"Số liệu|Quá trình|Điều|Đó|Đây|Nhưng|Vừa|Vì|Khi|Nếu|Tuy|Dù|Để|Theo|Kể từ|Ngay|Sau|Trước|Nhận thấy|Thông tin|"
    r"Phát biểu|Nhắc đến|Việc|Bên|Về|Không chỉ|Thậm chí|Lúc|Nay|Rồi|Vụ thứ|Dự án thứ|Đặc biệt|Đến|Trong khi|"
    r"Đối với|Nhận|Lãnh đạo đơn vị|Sẽ cùng|Tính đến|Trên cơ sở|Tổng số|Lý do|Ngoài|Thế là|Tin từ|Suốt|Số|Trên)\b"
)
_TURNS: Final = re.compile(
    r"(?<!\w)(?:không|chưa|chẳng|nhưng|song|tuy nhiên|bác bỏ|phủ nhận|trừ|ngoại trừ|nếu|khó|hiếm|ít khi)(?!\w)",
    re.IGNORECASE,
)
_SPEAKS: Final = re.compile(r"(?<!\w)(?:tôi|chúng tôi|chúng ta|mình|bạn)(?!\w)", re.IGNORECASE)
_LEANS: Final = re.compile(
    r"(?:này|đó|ấy|trên|nói trên)$|^(?:Người|Vụ|Việc|Số|Nhóm|Con) (?:này|trên|đó)", re.IGNORECASE
)
_ALSO: Final = re.compile(r"(?<!\w)(?:cũng|như vậy|ngoài ra|sau đó|lúc đó|theo đó|,,)(?!\w)|, ?,")
_POINTS: Final = re.compile(
    r"(?<!\w)(?:này|ấy|nói trên|kể trên|nêu trên|trên đây)\b|^(?:Anh|Chị|Cô|Họ|Nó|Em|Ông|Bà) [a-zđ]"
)


_VERB: Final = re.compile(
    r"(?<!\w)(?:bị|được|sẽ|đang|vừa|là|(?<!hàng )không|chưa|phải|muốn|bắt|giết|chết|tử vong|thiệt mạng|"
    r"thương vong|phát hiện|khởi tố|truy tố|truy tìm|truy bắt|phạt|tuyên|công bố|công nhận|kết luận|kết thúc|"
    r"kết hôn|khẳng định|nói|cảnh báo|kêu gọi|bỏ|yêu cầu|đề nghị|đề xuất|kiến nghị|thông qua|ban hành|ký|bàn giao|"
    r"trao|tặng|tăng|giảm|vượt|đạt|lập|mở|đóng|xây|sập|cháy|nổ|đâm|tông|húc|đánh|chém|cướp|trộm|lừa|thắng|thua|"
    r"hạ(?! nghị| viện| tầng)|rời|đến|tới|thăm|gặp|họp(?! báo)|tham gia|tham dự|dự(?! án| thảo| toán)|(?<!các )"
    r"(?<!ban )tổ chức|khai mạc|khánh thành|khởi công|triển khai|thử nghiệm|sử dụng|dùng|chạy|lao|rơi|ngã|lật|mất|"
    r"tìm|cứu|giải cứu|đưa|chuyển|nhận|bán|mua|trả|nộp|thu|thu giữ|đình chỉ|cách chức|kỷ luật|bổ nhiệm|bầu|"
    r"từ chức|ra mắt|lĩnh|điều tra|kiểm tra|xác minh|bác|phủ nhận|chỉ trích|phản đối|ủng hộ|đồng ý|cho phép|cấm|"
    r"hủy|huỷ|hoãn|tạm|dừng|ngừng|cắt|xóa|xoá|gỡ|tháo|phá|thiêu|bốc|bùng|lan|xuất hiện|xảy ra|diễn ra|gây|khiến|"
    r"làm|giúp|tạo|gửi|viết|chia sẻ|tiết lộ|đăng|khoe|công khai|chia tay|cầu hôn|sinh|cưới|ly hôn|qua đời|trở|"
    r"giành|đoạt|vô địch|đối đầu|đối mặt|tấn công|không kích|bắn|phóng|thử|tập trận|rút|trừng phạt|áp|đàm phán|"
    r"hợp tác|cam kết|cung cấp|hỗ trợ|nâng|điều chỉnh|quy định|siết|lo|mong|hy vọng|tin|nghi|tố|kiện|thừa nhận|"
    r"xin lỗi|giải thích|trả lời|lên tiếng|đi|về|đứng|sống|học|thi|đỗ|nghỉ|chúc mừng|khám|chữa|điều trị|cấp cứu|"
    r"nhập viện|phẫu thuật|lây|nhiễm|mắc|tiêm|uống|ăn|hát|quay|chiếu|xếp|dẫn đầu|nhấn chìm|ngập|đổ bộ|sạt lở|cuốn|"
    r"kéo|ghi|cần|nên|có|chỉ|hết|đòi|giảng|dạy|vay|nợ|chi|(?<!chủ )(?<!nhà )(?<!vốn )đầu tư|tiêu|vận hành|"
    r"hoạt động|thông xe|đón|chào|tiễn|viếng|dâng|đặt|chọn|chơi|ra|vào|lên|xuống|nhập|xuất|tiếp|thay|sửa|đổi|cải|"
    r"hoàn thành|hoàn tất|bãi bỏ|phê duyệt|phê chuẩn|tung|nã|chặn|ngăn|vây|khống chế|dập|bảo vệ|quyết định|"
    r"dự kiến|dự báo|chìm|vỡ|hỏng|nứt|lún|bán|bay|đáp|cất|hoãn|treo|cứa)(?!\w)"
)
_UNFINISHED: Final = re.compile(
    r"(?<!\w)(?:yêu cầu|đề nghị|kêu gọi|chỉ đạo|giao|buộc|cho biết|cho hay|khẳng định|cho rằng|ghi nhận|nhận định|"
    r"có hành vi|giúp|khiến|làm|để|từng|dự kiến|kết luận|xác định|quyết định|muốn|mong|được cho là|nói|cho thấy|"
    r"tìm thấy|thấy|bắt đầu|thông tin|chia sẻ|cảnh báo) (?P<rest>[^:]*)$"
)


class Form(NamedTuple):
    """What is left of a sentence: the text as a headline, the spans of the source it was made of, and how.

    ``ends`` is 2 for the end of the sentence, 1 for that of a clause, 0 for that of a phrase; ``left_out`` counts the
    gaps inside.
    """

    text: str
    spans: tuple[tuple[int, int], ...]
    kind: str = "whole"
    ends: int = 2
    left_out: int = 0


def forms(source: str, start: int, end: int) -> list[Form]:
    """Headlines of 6-16 syllables that the sentence ``source[start:end]`` holds, at most fourteen.

    >>> text = "Sáng 3/2, Công an tỉnh Kiên Hải đã bắt nhóm trộm xe máy ở chợ Bến Đò, thu giữ ba xe."
    >>> [form.text for form in forms(text, 0, len(text))][1:3]
    ['Kiên Hải: Bắt nhóm trộm xe máy ở chợ Bến Đò, thu giữ ba xe', 'Bắt nhóm trộm xe máy ở chợ Bến Đò']
    """
    made: dict[str, Form] = {}
    if end - start > _LONGEST:
        return []
    for form in _all(source, start, end):
        made.setdefault(fold(form.text), form)
        if len(made) == _FORMS:
            break
    return list(made.values())


def _all(source: str, start: int, end: int) -> Iterator[Form]:
    spoken = list(_spoken(source, start, end))
    yield from spoken[:3]
    stops = [end, *_borders(source, start, end)]
    gaps = [m.span() for m in _DROPPED.finditer(source, start, end)]
    stops = [stop for stop in stops if not any(a < stop < b for a, b in gaps)]
    for begin, kind in _starts(source, start, end):
        if kind == "whole" and LEADING.match(source, start, end):
            continue
        place = _place(source, start, begin) if kind == "verb" else None
        for stop in sorted((stop for stop in stops if stop > begin), reverse=True):
            form = _headline(source, begin, stop, end, gaps)
            if form is None:
                continue
            form = form._replace(kind=kind, ends=2 if stop == end else int(source[stop] in ",;"))
            yield form
            if place is not None and source[slice(*place)] not in form.text:
                placed = _joined(source, place, form, "place")
                if placed is not None:
                    yield placed


def _starts(source: str, start: int, end: int) -> list[tuple[int, str]]:
    """Where the news of a sentence may begin, the latest first."""
    found = [(start, "whole")]
    leading = LEADING.match(source, start, end)
    if leading and not _SOURCE.search(leading[0]):
        found.append((leading.end(), "behind"))
    authority = _AUTHORITY.match(source, found[-1][0], end)
    if authority and not _TURNS.search(authority[0]):
        found.append((authority.end(), "verb"))
    return found[::-1]


def _borders(source: str, start: int, end: int) -> Iterator[int]:
    """Where a headline may end inside a sentence: not in the middle of a list."""
    for border in _BORDER.finditer(source, start, end):
        at = border.start()
        listed = source[at] == "," or source.startswith(" và ", at)
        segment = _SEGMENT.match(source, at, end)
        if listed and segment is not None and _VERB.search(segment["said"]) is None:
            before = max(source.rfind(",", start, at), source.rfind(" và ", start, at))
            inside = before >= 0 and _VERB.search(source, before, at) is None
            if source[at] != "," or segment["next"] in {",", ";", " và "} or inside:
                continue
        yield at


def _place(source: str, start: int, end: int) -> tuple[int, int] | None:
    """The town or province that the words left out before a headline put it in."""
    found = list(_PLACE.finditer(source, start, end))
    return found[-1].span("place") if found else None


def _spoken(source: str, start: int, end: int) -> Iterator[Form]:
    """Speaker, colon, what was said."""
    leading = LEADING.match(source, start, end)
    match = _SPEECH.match(source, leading.end() if leading else start, end)
    if match is None or _OPENS.match(match["speaker"]) or DEPENDENT.match(match["speaker"]):
        return
    if count(match["speaker"]) > _SPEAKER_SYLLABLES or _TURNS.search(match[0]):
        return
    speaker = match.span("speaker")
    gaps = [m.span() for m in _DROPPED.finditer(source, match.end(), end)]
    for stop in [end, *_borders(source, match.end(), end)]:
        quoted = source[match.end() : match.end() + 1] in '“"'
        form = _headline(source, match.end(), stop, end, gaps, quoted=quoted)
        if form is None:
            continue
        joined = _joined(source, speaker, form, "speaker")
        if joined is not None:
            yield joined._replace(ends=2 if stop == end else int(source[stop] in ",;"))


def _joined(source: str, before: tuple[int, int], form: Form, kind: str) -> Form | None:
    text = f"{' '.join(source[slice(*before)].split())}: {form.text}"
    if len(text) > _CHARACTERS or count(text) > MOST:
        return None
    return form._replace(text=text, spans=(before, *form.spans), kind=kind)


def _headline(
    source: str, begin: int, stop: int, end: int, gaps: Sequence[tuple[int, int]], *, quoted: bool = False
) -> Form | None:
    """The words from ``begin`` to ``stop`` without the gaps, where they can stand as a headline."""
    inside = [(a, b) for a, b in gaps if a >= begin and b <= stop]
    pieces, at = [], begin
    for a, b in inside:
        pieces.append((at, a))
        at = b
    pieces.append((at, stop))
    pieces = [(a, b) for a, b in pieces if source[a:b].strip(_LOOSE_END)]
    if not pieces:
        return None
    first, last = pieces[-1]
    pieces[-1] = (first, first + len(source[first:last].rstrip(_LOOSE_END)))
    text = " ".join("".join(source[a:b] for a, b in pieces).split())
    if ":" in text and not quoted:
        return None
    if len(text) > _CHARACTERS or not LEAST <= count(text) <= MOST or text[-1] in "?…!":
        return None
    dropped = " ".join([source[stop:end], *(source[a:b] for a, b in inside)])
    if broken_off(text) or _LEANS.search(text) or _POINTS.search(text) or _TURNS.search(dropped):
        return None
    if _SOURCE.search(dropped):
        return None
    shown = text[0].upper() + text[1:]
    if (not quoted and _SPEAKS.search(text)) or not says(shown, cut=stop < end) or not _balanced(text):
        return None
    return Form(shown, tuple(pieces), left_out=len(inside))


def _balanced(text: str) -> bool:
    return text.count('"') % 2 == 0 and text.count("“") == text.count("”") and text.count("(") == text.count(")")


def broken_off(text: str) -> bool:
    """Whether a text ends with a word that something must follow."""
    return _LOOSE.search(text) is not None


def says(text: str, *, cut: bool) -> bool:
    """Whether something is said: no phrase leads in, a verb stands there, and a cut one is not left without its object.

    >>> says("Uỷ ban yêu cầu các bộ", cut=True), says("Uỷ ban yêu cầu các bộ báo cáo sự việc", cut=False)
    (False, True)
    """
    if _OPENS.match(text) or DEPENDENT.match(text) or _ALSO.search(text):
        return False
    lowered = text[0].lower() + text[1:]
    found = [m for m in _VERB.finditer(lowered) if m.end() < len(lowered)]
    if not found:
        return False
    asks = _UNFINISHED.search(lowered)
    return not (cut and asks and _VERB.search(asks["rest"].rpartition(" ")[0]) is None)
