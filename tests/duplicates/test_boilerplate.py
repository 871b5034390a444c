from __future__ import annotations

import random
from collections.abc import Callable

from newsroom_ai.article import Article
from newsroom_ai.duplicates.check import DuplicateCheck
from newsroom_ai.duplicates.types import Duplicates

CREDIT = (
    "Bạn đọc có tin, ảnh hoặc bài viết xin gửi về tòa soạn theo địa chỉ hộp thư ở chân trang; tác phẩm được chọn đăng "
    "sẽ có nhuận bút theo quy chế hiện hành của báo, bài không dùng xin miễn gửi trả lại, tòa soạn giữ quyền biên tập "
    "và rút gọn, ý kiến của bạn đọc không nhất thiết là quan điểm của báo, trân trọng cảm ơn bạn đọc gần xa"
)


def filler(seed: int, lines: int = 12) -> str:
    """A story that shares no words with another one."""
    chosen = random.Random(seed)
    return "\n".join(
        " ".join(f"chuyện{seed}x{chosen.randrange(400)}" for _ in range(20)).capitalize() + "." for _ in range(lines)
    )


def test_what_ends_many_unrelated_stories_is_learned_and_makes_no_copy(check: Callable[..., DuplicateCheck]) -> None:
    archive = [Article(id=f"a{seed}", body=f"{filler(seed)}\n{CREDIT}.") for seed in range(12)]
    draft = Article(id="moi", body=f"{filler(99)}\n{CREDIT}.")
    assert check(*archive[:3]).check(draft).verdict == "same_text"
    assert check(*archive).check(draft) == Duplicates("moi", "original", None, ())


def test_beside_a_copy_it_is_shown_as_what_it_is(check: Callable[..., DuplicateCheck]) -> None:
    archive = [Article(id=f"a{seed}", body=f"{filler(seed)}\n{CREDIT}.") for seed in range(12)]
    lines = filler(3).split("\n")
    draft = Article(id="moi", body="\n".join([*filler(99).split("\n"), *lines[:6], CREDIT + "."]))
    (match,) = check(*archive).check(draft).matches
    assert match.id == "a3"
    assert {one.kind for one in match.passages} == {"copied", "boilerplate"}
    assert match.containment < 0.4


def test_a_story_that_many_papers_ran_is_none(check: Callable[..., DuplicateCheck]) -> None:
    story = filler(7)
    archive = [Article(id=f"a{at}", title=f"Tít {at}", body=story) for at in range(12)]
    paragraph = "\n".join(story.split("\n")[2:6])
    draft = Article(id="moi", body=f"{filler(99)}\n{paragraph}")
    result = check(*archive).check(draft)
    assert result.verdict == "same_text"
    assert len(result.matches) == 10
