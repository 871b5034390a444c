"""Articles written for these tests, and an archive of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from newsroom_ai.article import Article
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.fingerprints import fingerprint
from newsroom_ai.duplicates.index import FingerprintIndex

HANOI = timezone(timedelta(hours=7))
NOW = datetime(2026, 3, 10, 9, 0, tzinfo=HANOI)
OWN = frozenset({"Báo Ven Sông"})

BRIDGE = Article(
    id="cau",
    title="Thông xe cầu Vàm Rạch sau ba năm thi công",
    sapo="Sáng 5/3, cầu Vàm Rạch nối hai bờ sông Cái Nhỏ chính thức thông xe, chấm dứt cảnh chờ phà của 40.000 hộ dân.",
    body=(
        "Cây cầu dài 612 m, rộng 12 m, có hai làn xe cơ giới và lối đi riêng cho người đi bộ. "
        "Tổng mức đầu tư là 480 tỷ đồng, trong đó ngân sách tỉnh góp một nửa.\n"
        "Ông Lê Văn Thuỷ, giám đốc ban quản lý dự án, cho biết công trình chậm tám tháng so với kế hoạch vì khó khăn "
        "trong giải phóng mặt bằng và giá thép tăng mạnh hồi năm ngoái. "
        "“Chúng tôi xin lỗi bà con vì đã để mọi người chờ lâu”, ông nói.\n"
        "Trước đây, học sinh ở cù lao phải dậy từ bốn giờ rưỡi để kịp chuyến phà đầu tiên. "
        "Những hôm nước lớn, phà ngừng chạy, các em đành nghỉ học ở nhà. "
        "Bà Trần Thị Hoà, bán rau ở chợ xã, kể có lần chở người bệnh qua sông lúc nửa đêm mà gọi mãi không có đò.\n"
        "Từ nay, quãng đường từ cù lao lên bệnh viện huyện rút còn mười lăm phút. "
        "Tỉnh cũng dự tính mở thêm một tuyến xe buýt chạy qua cầu từ đầu tháng tới."
    ),
    section="Thời sự",
    source="Báo Ven Sông",
    url="https://vensong.example/cau",
    published_at=datetime(2026, 3, 5, 11, 0, tzinfo=HANOI),
)

HARVEST = Article(
    id="lua",
    title="Nông dân đồng Trũng được mùa lúa sớm",
    sapo="Nhờ xuống giống sớm hai tuần, nhiều hộ ở đồng Trũng bán lúa được giá trước khi thị trường hạ nhiệt.",
    body=(
        "Những ngày này, tiếng máy gặt vang khắp cánh đồng từ mờ sáng. Năng suất trung bình đạt bảy tấn mỗi héc ta, "
        "cao hơn vụ trước gần một tấn. Thương lái vào tận ruộng đặt cọc với giá 8.200 đồng một ký lúa tươi.\n"
        "Chị Nguyễn Thị Mận, có hai mẫu ruộng, tính sau khi trừ phân bón, công cán và tiền thuê máy vẫn còn lời hơn ba "
        "mươi triệu đồng. Hợp tác xã khuyên bà con giữ lại một phần lúa giống cho vụ hè thu.\n"
        "Phòng nông nghiệp huyện lưu ý rầy nâu đang xuất hiện ở vài thửa gần kênh chính và nhắc nông dân thăm đồng đều."
    ),
    section="Kinh tế",
    source="Tin Đồng Bằng",
    url="https://dongbang.example/lua",
    published_at=datetime(2026, 3, 1, 7, 30, tzinfo=HANOI),
)


@pytest.fixture
def bridge() -> Article:
    return BRIDGE


@pytest.fixture
def harvest() -> Article:
    return HARVEST


@pytest.fixture
def index(tmp_path: Path) -> Iterator[FingerprintIndex]:
    opened = FingerprintIndex.open(tmp_path / "fingerprints")
    yield opened
    opened.close()


@pytest.fixture
def check(index: FingerprintIndex) -> Callable[..., DuplicateCheck]:
    """A duplicate check over an archive of the articles given."""

    def over(*articles: Article) -> DuplicateCheck:
        stored = dict(enumerate(articles))
        index.apply([(key, fingerprint(article)) for key, article in stored.items()], [], len(stored))
        return DuplicateCheck(
            index, lambda keys: {key: stored[key] for key in keys if key in stored}, OWN, now=lambda: NOW
        )

    return over
