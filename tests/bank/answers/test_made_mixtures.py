"""Long answers made for training keep the marks of the labelled one in them."""

from tools.made_mixtures import made_mixtures
from tools.train_grading import every_answer, held_back, is_blank


def lines():
    found = [line for line in every_answer() if not is_blank(line) and not held_back(line)]
    return found[:400]


def test_the_same_lines_give_the_same_answers():
    assert list(made_mixtures(lines())) == list(made_mixtures(lines()))


def test_talk_earns_nothing_and_answers_keep_what_they_earned():
    own = lines()
    earned = {line["id"]: set(line["hit_key_points"]) for line in own}
    said = {line["id"]: line["answer"].rstrip("。") for line in own}
    made = list(made_mixtures(own))
    assert len(made) > len({line["item"] for line in own})
    for line in made:
        if line["hit_key_points"]:
            assert set(line["hit_key_points"]) == earned[line["id"]]
            assert said[line["id"]] in line["answer"]


def test_nothing_is_borrowed_from_the_question_itself():
    own = lines()
    for line in made_mixtures(own):
        if not line["hit_key_points"] and not line["half_key_points"]:
            theirs = {row["answer"] for row in own if row["item"] == line["item"]}
            assert line["answer"] not in theirs
