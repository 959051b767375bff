"""The script that trains the weights gives the same ones every time."""

from app.bank.answers.features import NAMES
from tools.train_grading import Row, fit, held_back, solve, train


def rows() -> list[Row]:
    made: list[Row] = []
    for number in range(60):
        values = [0.0] * len(NAMES)
        values[0] = number / 60
        values[3] = (number * 7 % 60) / 60
        credit = 1.0 if number > 35 else 0.5 if number > 25 else 0.0
        made.append(Row(tuple(values), credit, 1.0, f"i{number % 7}", False))
    return made


def test_the_same_rows_give_the_same_weights():
    assert train(rows()) == train(rows())


def test_what_tells_right_from_wrong_gets_weight():
    weights = fit(rows(), 1.0)
    assert weights[0] > 1 > abs(weights[3])


def test_equations_are_solved():
    assert solve([[2.0, 1.0], [1.0, 3.0]], [3.0, 5.0]) == [0.8, 1.4]


def test_a_direction_without_information_stays():
    assert solve([[0.0, 0.0], [0.0, 4.0]], [0.0, 8.0]) == [0.0, 2.0]


def test_about_a_quarter_of_items_is_held_back():
    share = sum(held_back({"item": f"ch01-sa-{number:03d}"}) for number in range(400)) / 400
    assert 0.15 < share < 0.35
    assert not any(held_back({"item": str(n), "developed": True}) for n in range(99))
