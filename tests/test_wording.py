"""Two states of one text, word by word: what stayed, went and came give back both."""

from hypothesis import given
from hypothesis import strategies as st

from foundation.wording import KEPT, differing

WORDS = st.lists(st.sampled_from(["the", "hall", "港", "口", " ", "\n", "5", ",", "is"]), max_size=30).map("".join)


def told(before, after):
    return [tuple(piece) for piece in differing(before, after)]


def test_words_and_chinese_characters():
    assert told("Two of three venues are signed.", "All three venues are signed.") == [
        ("gone", "Two of"), ("come", "All"), ("same", " three venues are signed."),
    ]  # fmt: skip
    assert told("完成东展厅屋面工程", "完成西展厅屋面工程") == [
        ("same", "完成"), ("gone", "东"), ("come", "西"), ("same", "展厅屋面工程"),
    ]  # fmt: skip


def test_texts_with_little_in_common_or_too_long_to_compare_are_left_whole():
    assert told("one thing", "") == told("", "one thing") == told("alpha beta", "gamma delta") == []
    assert told(" ".join(map(str, range(3000))), " ".join(map(str, range(3000, 0, -1)))) == []


def test_what_stayed_far_from_any_change_is_left_out():
    far = "stays " * 400
    first, second, third = (
        told(f"old {far}old", f"new {far}old"),
        told(f"{far}old", f"{far}new"),
        told(f"a {far}b", f"c {far}d"),
    )
    assert [kind for kind, _text in first] == ["gone", "come", "same"]
    assert [kind for kind, _text in second] == ["same", "gone", "come"]
    assert [kind for kind, _text in third] == ["gone", "come", "same", "gone", "come"]
    lengths = [len(text) for pieces in (first, second, third) for kind, text in pieces if kind == "same"]
    assert lengths == [KEPT + 3, KEPT + 3, 2 * KEPT + 3]


@given(before=WORDS, after=WORDS)
def test_the_pieces_give_back_both(before, after):
    pieces = differing(before, after)
    if pieces and not any(" … " in piece.text for piece in pieces):
        assert "".join(piece.text for piece in pieces if piece.kind != "come") == before
        assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after
