"""Whatever is fed to the reader of formulas, it answers: no crash, no hang, places inside the text."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.formula_readings import lines_of
from verifier.lift.latex import locate, read
from verifier.lift.latex.tokens import LONGEST
from verifier.lift.reading import Reading

KINDS = ("latex", "unicode", "pseudo")

PIECES = r"""
    \theta_{t+1} \theta_t m_t \hat{m}_t \hat v_t \beta_1 \beta_1^t \frac \sqrt { } ( ) [ ] \left(
    \right) \left| \right| | \| = \leftarrow := + - * / \cdot \odot ^ _ ^{2} _{t-1} ^t & \\ , ; . '
    \nabla \partial \sum \prod \max \min \infty \text{if} \text{(x)} \quad \begin{cases} \end{cases}
    \begin{aligned} \end{aligned} \hat \bar \Delta E[g^2]_t RMS[x]_t f(x) t 1 0.9 1e-8 2
    \operatorname{sign} \mathbf g w \lambda \cdots \pm \to \left. \right. \Big| |_{w=w_t} \frac{\partial
    L}{\partial w} \STATE \If{t>1} \EndIf \hspace{5mm} \underbrace{x}_{y} % \mathrm d \over \limits
    \tag{1} $ ~ # @
""".split()
SIGNS = "θηβ₁²ₜ₋₁∇∂√·×⊙←=+-*/()[]{}|^_ \nmvgtwJE0129.,;:−—̂→≤∑∞if"

FORMULAS = (
    r"\theta_{t+1} = \theta_t - \frac{\eta}{\sqrt{\hat{v}_t} + \epsilon} \hat{m}_t",
    r"\begin{aligned} m_t &= \beta_1 m_{t-1} + (1-\beta_1) g_t \\ u_t &= \max(u_{t-1}, |g_t|) \end{aligned}",
    r"E[g^2]_t = \gamma E[g^2]_{t-1} + (1-\gamma) \left(\nabla_\theta J(\theta_t)\right)^2",
    r"\theta_t = \begin{cases} a & \text{if } \rho_t > 4 \\ b & \text{otherwise} \end{cases}",
)

tokens = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)
signs = st.text(alphabet=SIGNS, max_size=60)


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A formula with pieces cut out, doubled, moved or put in."""
    text = draw(st.sampled_from(FORMULAS))
    for _ in range(draw(st.integers(1, 4))):
        a, b = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        put = draw(st.sampled_from([*PIECES, text[a:b] * 2, ""]))
        text = text[:a] + put + text[min(b, a + 6) :]
    return text


def answer(text: str, kind: str) -> Reading:
    reading = read(text, kind)
    for span in [e.span for e in reading.equations] + [r.span for r in reading.refusals]:
        assert 0 <= span.start <= span.end <= len(text)
    assert all(r.reason for r in reading.refusals)
    return reading


@settings(max_examples=60, deadline=None)
@given(st.one_of(tokens, mutated()))
def test_any_row_of_tokens_gets_an_answer(text: str) -> None:
    answer(text, "latex")


@settings(max_examples=60, deadline=None)
@given(st.one_of(signs, tokens), st.sampled_from(KINDS))
def test_any_text_gets_an_answer(text: str, kind: str) -> None:
    answer(text, kind)


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=80))
def test_any_characters_get_an_answer_and_what_is_located_lies_in_the_sentence(text: str) -> None:
    for kind in KINDS:
        answer(text, kind)
    assert all(0 <= s.start < s.end <= len(text) for s in locate(text))


LONG = {
    "braces": "{" * 4000 + "x" + "}" * 4000,
    "brackets": "m_t = " + "(" * 3000 + "x" + ")" * 3000,
    "fractions": "m_t = " + r"\frac{" * 1000 + "1" + "}{2}" * 1000,
    "roots": "m_t = " + r"\sqrt{" * 1200 + "x" + "}" * 1200,
    "accents": "m_t = " + r"\hat{" * 1500 + "x" + "}" * 1500,
    "scripts": "m" + "_{t" * 3000 + "}" * 3000 + " = 1",
    "signs": "m_t = " + "-" * 9000 + "x",
    "bars": "m_t = " + "|" * 9000,
    "sum": "m_t = " + "+".join(["x"] * 4500),
    "product": "m_t = " + "x" * 9000,
    "rows": r"m_t = x \\ " * 900,
    "nablas": "m_t = " + r"\nabla" * 1500,
    "words": r"\text{if}" * 1000,
    "cases": r"\begin{cases}" * 600,
    "branches": r"\If{t>1}" * 1000,
}


@pytest.mark.parametrize("name", LONG)
@pytest.mark.parametrize("kind", KINDS)
def test_a_long_or_deep_formula_is_answered_within_the_stack(name: str, kind: str) -> None:
    before = sys.getrecursionlimit()
    answer(LONG[name], kind)
    assert sys.getrecursionlimit() == before


def test_a_formula_that_is_too_long_is_refused_with_its_length() -> None:
    (refusal,) = read("m_t = " + "x + " * LONGEST).refusals
    assert str(LONGEST) in refusal.reason


def test_a_reading_does_not_depend_on_what_was_read_before() -> None:
    first = [lines_of(read(text)) for text in FORMULAS]
    assert [lines_of(read(text)) for text in reversed(FORMULAS)][::-1] == first
