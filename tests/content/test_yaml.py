"""YAML: the plain subset, and refusal of everything that surprises."""

import pytest

from app.content.yaml import MAX_BYTES, MAX_DEPTH, YamlError, load_yaml


def test_plain_values_keep_their_kind():
    text = "a: 1\nb: -2.5\nc: true\nd: null\ne: x\nf: [1, '1']\ng: |\n  行\n"
    assert load_yaml(text).value == {
        "a": 1,
        "b": -2.5,
        "c": True,
        "d": None,
        "e": "x",
        "f": [1, "1"],
        "g": "行\n",
    }


@pytest.mark.parametrize(
    "text", ["no", "yes", "on", "012", "0x1F", "1:30", "2024-05-01", "1_000", "1e3", ".5", "0o7"]
)
def test_what_only_looks_like_a_value_stays_text(text):
    assert load_yaml(f"id: {text}").value == {"id": text}


def test_numbers_are_keys_as_text():
    assert load_yaml("012: x").value == {"012": "x"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3", 3, "“a”重复"),
        ("a:\n  - {x: 1, x: 2}", 2, "“x”重复"),
        ("a: &x 1\nb: *x", None, "锚点"),
        ("base: &b {k: 1}\nitem:\n  <<: *b", 3, "<<"),
        ("a: !!python/object:os.system x", 1, "标签"),
        ("a: !!set {x, y}", 1, "标签"),
        ("? [1, 2]\n: x", 1, "键必须是文字"),
        ("a: [1, 2", 2, "YAML 写法有误"),
        ("a: 1\n---\nb: 2", None, "YAML 写法有误"),
        ("a: \x01", None, "YAML 写法有误"),
    ],
)
def test_refused_with_its_line(text, line, words):
    with pytest.raises(YamlError, match=words) as caught:
        load_yaml(text)
    if line is not None:
        assert caught.value.line == line


def test_duplicate_key_names_the_second_line():
    with pytest.raises(YamlError) as caught:
        load_yaml("options:\n  correct: true\n  text: a\n  correct: false\n")
    assert caught.value.line == 4


def test_alias_bomb_is_refused_before_it_grows():
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    with pytest.raises(YamlError, match="锚点"):
        load_yaml("\n".join(lines))


def test_depth_and_size_have_an_end():
    with pytest.raises(YamlError, match="太深"):
        load_yaml("[" * (MAX_DEPTH + 5) + "]" * (MAX_DEPTH + 5))
    with pytest.raises(YamlError, match="kB"):
        load_yaml("a: " + "x" * MAX_BYTES)


def test_absurd_depth_is_refused_without_falling_over():
    with pytest.raises(YamlError):
        load_yaml("[" * 20_000 + "]" * 20_000)


def test_lines_of_parts():
    document = load_yaml("items:\n  - id: a\n    stem: |\n      x\n  - id: b\n")
    assert document.line_of(("items", 1, "id")) == 5
    assert document.line_of(("items", 1, "missing")) == 5
    assert load_yaml("").value is None
