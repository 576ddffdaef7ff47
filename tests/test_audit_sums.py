"""What a document computes with numbers alone, and what is no such line."""

import pytest

from verifier.audit.audit import audit_text


def fixes(text: str) -> list[str | None]:
    return [f.fix for f in audit_text(f"# Notes\n\n{text}\n", "notes.md").findings if f.verdict == "wrong"]


@pytest.mark.parametrize(
    ("text", "fix"),
    [
        (r"The factor is $1/(1-0.9^{10}) \approx 1.735$.", "1.735 -> 1.54"),
        (r"Uncorrected it is $\frac{0.1}{\sqrt{0.001}} \approx 31.6$ times as long.", "31.6 -> 3.16"),
        (r"$$\hat m_1 = \frac{0.2}{1 - 0.9} = \frac{0.2}{0.1} = 0.2$$", "0.2 -> 2"),
        (r"$$\begin{aligned} v_1 &= 0.001 \cdot 4 \\ &= 0.04 \end{aligned}$$", "0.04 -> 0.004"),
        (r"$w_1 = 1 - 0.1 \times 2 = 0.98$", "0.98 -> 0.8"),
        ("Then 0.1 / √0.001 ≈ 31.6 times as long.", "31.6 -> 3.16"),
        ("On the first day it is 0.02 × 40 = 8.", "8 -> 0.8"),
        (r"A window of $1/(1 - 0.99) = 10$ steps.", "10 -> 100"),
        (r"It is $1/(1 - 0.9) = 1/0.2 = 5$.", "1/0.2 -> 10"),
    ],
)
def test_a_number_that_does_not_come_out_is_wrong(text: str, fix: str) -> None:
    assert fixes(text) == [fix]


@pytest.mark.parametrize(
    "text",
    [
        r"The factor is $1/(1-0.9^{10}) \approx 1.535$, after two steps $1/(1 - 0.9^2) = 5.26$.",
        r"Uncorrected it is $\frac{0.1}{\sqrt{0.001}} \approx 3.16$ or $0.1/\sqrt{0.001} \approx 3$ times.",
        r"$0.9^{10} \approx 0.35 \approx 1/e$",
        r"Of $0.5 \cdot 3 = 1,5$ and $0,5 \cdot 3 = 1,5$ the second is German.",
        r"$2.5 \times 1000 = 2\,500$ and $2.5 \times 1000 = 2{,}500$",
        r"$4 \cdot 0.5 \cdot 10^6 = 2$ MB, $0.2 \cdot 10^6 = 0.2$ million, $0.2=20\%$, $0.1 \cdot 2 = 2$%",
        r"$\mathrm{round}(2.7+0.1) = 3$, $\lfloor 2.7 \rfloor = 2$, $\max(0.1, 0.3) = 0.3$, $\log_2 8.0=3$",
        r"$3 \frac{1}{2} = 3.5$, $\sqrt[3]{0.008} = 0.2$, $1.1 + 2.2 = 3.3$, $1/1-0.9 = 10$",
        "$$m = b m$$\n$$\\begin{aligned} a &= 0.5 \\cdot 2 = 1 \\\\ &* 2 \\end{aligned}$$",
        r"$1 - 0.999 = 0.001$, $0.70 - 0.69 = 0.012$",
        "The area is 0.6 × 1 + 0.2 × 0.8 + 0.2 × 0.6 = 0.88, the rest 0.2 × 0.2 × 3 = 0.12.",
        "计算得0.8 × 1 + 0.2 × 0.8 = 0.96，其余为0.2 × 0.2 = 0.04。",
        "A bias has 0.1 × 10⁻³ = 10⁻⁴, 0.5 × 200 = 10², 1.5 × 10^9 = 1.5B or 0.5 * 10^6 = 0.5 Mtokens.",
        "Half of 0.5^2 = 0.125, twice 0.5^2 = 0.5; the root of 0.3^2 + 0.4^2 = 0.5 is its length.",
        "From 0:30 + 1.5*2 = 3:30 on.",
        r"$$\begin{aligned} m_2 &= 0.9 \cdot 0.2 \\ &\quad + 0.1 \cdot 4 = 0.58 \end{aligned}$$",
        r"The slope is $(1.649 - 1.648)/0.001 = 1.65$; \( \frac{1}{2}\cdot 0.1^2 = 0.005 \).",
        "Rates of 0.1-0.3 = large; v1.2/0.5 = old; x = 0.1/2 * 3 = 0.15.",
    ],
)
def test_a_number_that_comes_out_is_no_finding(text: str) -> None:
    assert fixes(text) == []
