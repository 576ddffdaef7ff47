"""Sentences on where a function is least, up to which rate an iteration converges, and what a power is."""

import pytest

from verifier.audit.audit import audit_text

PARABOLA = "Take $f(x) = (x - 3)^2 + 1$."
ITERATION = r"$$x_{t+1} = (1 - \eta h) x_t$$"


def fixes(formula: str, words: str) -> list[str | None]:
    found = audit_text(f"# Gradient descent\n\n{formula}\n\n{words}\n", "notes.md").findings
    return [f.fix for f in found if f.verdict == "wrong"]


@pytest.mark.parametrize(
    ("formula", "words", "fix"),
    [
        (PARABOLA, "Its minimum is at $x = -3$.", "-3 -> 3"),
        (PARABOLA, "The point $x = 2$ is the minimum.", "2 -> 3"),
        (ITERATION, r"It converges if and only if $\eta < 1/h$.", "1/h times 2"),
        (ITERATION, r"It diverges for $\eta > 1/h$.", "1/h times 2"),
        (ITERATION, r"It converges for $\eta < 3/h$.", None),
        (r"$x_{k+1} = x_k - \eta h x_k$", r"It converges if and only if $0 < \eta < 1/h$.", "1/h times 2"),
        ("", r"The first value still counts: $\beta^{10} = 0.9^{10} = 0.25$.", "0.25 -> 0.349"),
    ],
)
def test_what_a_sentence_says_and_numbers_do_not_is_wrong(formula: str, words: str, fix: str | None) -> None:
    assert fixes(formula, words) == [fix]


@pytest.mark.parametrize(
    ("formula", "words"),
    [
        (PARABOLA, "Its minimum is at $x = 3$."),
        (PARABOLA, "The minimum is $f(x) = 1$."),
        (PARABOLA, r"For $x \ge 4$ the minimum is at $x = 4$."),
        (PARABOLA, "We look for the minimum, and begin with $x = 5$."),
        (PARABOLA, "Let $x = 5$; the minimum lies to the left."),
        (ITERATION, r"It converges for $0 < \eta < \frac{2}{h}$."),
        (r"$$x_{n+1} = (1 - \eta h) x_n$$", r"It diverges for $\eta > 2/h$."),
        (ITERATION, r"It converges for $\eta < 1/h$."),
        (ITERATION, r"With momentum it converges for $\eta < 4/h$."),
        ("", "By then the correction is $1 - 0.9^{10} = 0.651$."),
        ("", r"It counts $0.1 \times 0.9^{2} = 0.081$, and three of it $3 \cdot 0.9^{2} = 2.43$."),
        ("", r"The first value hardly counts: $0.9^{50} \approx 0.005$."),
    ],
)
def test_what_numbers_allow_is_no_finding(formula: str, words: str) -> None:
    assert fixes(formula, words) == []
