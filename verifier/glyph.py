"""Glyphs: how a letter is printed, from its name or from the LaTeX that it carries."""

from __future__ import annotations

import re
from dataclasses import dataclass

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
CAPITALS = {"Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω"}
VARIANTS = {f"var{name}": letter for name, letter in GREEK.items()}
LETTERS = GREEK | VARIANTS | CAPITALS | {"eps": "ε", "lambda_": "λ"}
ACCENTS = {"hat": "\u0302", "bar": "\u0304", "tilde": "\u0303"}
RAISED = {"max": "ᵐᵃˣ", "min": "ᵐⁱⁿ"}
SUBSCRIPTS = str.maketrans("0123456789+-t", "₀₁₂₃₄₅₆₇₈₉₊₋ₜ")


@dataclass(frozen=True)
class Glyph:
    """How a letter is printed, without its index."""

    text: str
    latex: str


def glyph(name: str, latex: str | None = None) -> Glyph:
    r"""The glyph of a letter: Greek names, hats and numbers are recognised, any other name is a word.

    Examples
    --------
    >>> glyph("beta_1")
    Glyph(text='β₁', latex='\\beta_{1}')
    >>> glyph("v_hat").text, glyph("weight_decay", r"\lambda").text, glyph("weight_decay").latex
    ('v̂', 'λ', '\\mathit{weight\\_decay}')
    """
    if latex is not None:
        return Glyph(_text_of_latex(latex) or name, latex)
    stem, accent, number = _parts(name)
    if len(stem) > 1 and stem not in LETTERS:
        escaped = name.replace("_", r"\_")
        return Glyph(name, rf"\mathit{{{escaped}}}")
    text = LETTERS.get(stem, stem)
    tex = "\\" + {"eps": "epsilon", "lambda_": "lambda"}.get(stem, stem) if stem in LETTERS else stem
    if accent:
        text, tex = text + ACCENTS[accent], rf"\{accent}{{{tex}}}"
    if number:
        text, tex = text + number.translate(SUBSCRIPTS), f"{tex}_{{{number}}}"
    return Glyph(text, tex)


def _parts(name: str) -> tuple[str, str, str]:
    found = re.fullmatch(rf"(.+?)(?:_({'|'.join(ACCENTS)}))?(?:_?(\d+))?", name)
    stem, accent, number = found.groups(default="") if found else (name, "", "")
    return (stem, accent, number) if stem in LETTERS or len(stem) == 1 else (name, "", "")


def _text_of_latex(latex: str) -> str | None:
    if found := re.fullmatch(r"\\(hat|bar|tilde|check)\{(.+)\}", latex):
        inner = _text_of_latex(found[2])
        return inner and inner + ACCENTS[found[1]]
    if found := re.fullmatch(r"(.+)_\{?(\d+)\}?", latex):
        inner = _text_of_latex(found[1])
        return inner and inner + found[2].translate(SUBSCRIPTS)
    if found := re.fullmatch(r"(.+)\^\{\\?(max|min)\}", latex):
        inner = _text_of_latex(found[1])
        return inner and inner + RAISED[found[2]]
    if latex.startswith("\\"):
        return LETTERS.get(latex[1:].removeprefix("var"))
    return latex if re.fullmatch(r"\w", latex) else None
