"""Two texts side by side."""

from policies.editor.diff import Row, side_by_side


def test_equal_texts_give_no_rows() -> None:
    assert side_by_side("a\nb", "a\nb\n") == []


def test_changed_lines_stand_beside_each_other() -> None:
    rows = side_by_side("a\nb\nc", "a\nx\ny\nc")

    assert rows == [
        Row(1, "a", 1, "a"),
        Row(2, "b", 2, "x", is_changed=True),
        Row(0, "", 3, "y", is_changed=True),
        Row(3, "c", 4, "c"),
    ]


def test_lines_far_from_a_change_are_left_out() -> None:
    lines = [f"line {number}" for number in range(40)]

    rows = side_by_side("\n".join(lines), "\n".join([*lines[:20], "new", *lines[20:]]))

    assert [row.skipped for row in rows if row.skipped] == [17, 17]
    assert len(rows) == 2 + 7


def test_a_new_text_is_all_new() -> None:
    assert side_by_side("", "a\nb") == [Row(0, "", 1, "a", is_changed=True), Row(0, "", 2, "b", is_changed=True)]


def test_the_words_that_differ_are_marked() -> None:
    (row,) = side_by_side('"s3:GetObject"', '"s3:PutObject"')

    assert [(part.text, part.is_changed) for part in row.old_parts] == [
        ('"s3:', False),
        ("GetObject", True),
        ('"', False),
    ]
    assert [part.text for part in row.new_parts if part.is_changed] == ["PutObject"]
