"""LaTeX commands: those that only shape the print, and those that stand for a sign."""

from __future__ import annotations

IGNORED = frozenset(
    "displaystyle textstyle scriptstyle limits nolimits nonumber notag centering hline hfill midrule toprule "
    "bottomrule bf rm it sf tt bm mathbf boldsymbol vec mathit mathcal mathscr mathfrak mathbin mathrel "
    "mathord mathop mathopen mathclose pmb boxed ensuremath noindent allowbreak nobreak medspace thinspace "
    "thickspace negthinspace relax strut mathstrut small large Large normalsize footnotesize tiny bold "
    "indent item protect space".split()
)
IGNORED_WITH_ARGUMENT = frozenset(
    "label tag hspace vspace dpi color phantom hphantom vphantom underset overset stackrel textcolor "
    "colorbox Comment COMMENT ref eqref cite footnote setlength mspace kern caption class style href".split()
)
ENTITIES = {
    "plus": ("operator", "+"),
    "minus": ("operator", "-"),
    "times": ("operator", "*"),
    "lt": ("relation", "<"),
    "gt": ("relation", ">"),
    "amp": ("separator", "&"),
}
"""Signs as addresses of formula images and web pages write them, between ``&`` and ``;``."""

UPRIGHT_D = "\N{MATHEMATICAL SANS-SERIF SMALL D}"
"""The d of differentials, which is printed upright."""

UPRIGHT = frozenset(
    "mathrm text textrm textit textbf texttt textsf textsc textnormal mbox hbox operatorname mathsf mathtt "
    "intertext emph mathds mathbb".split()
)
DELIMITERS = {
    "lvert": ("bar", "|<"),
    "rvert": ("bar", "|>"),
    "lVert": ("bar", "||<"),
    "rVert": ("bar", "||>"),
    "vert": ("bar", "|"),
    "Vert": ("bar", "||"),
    "|": ("bar", "||"),
    "{": ("open", "{"),
    "}": ("close", "}"),
    "lbrace": ("open", "{"),
    "rbrace": ("close", "}"),
    "lbrack": ("open", "["),
    "rbrack": ("close", "]"),
    "langle": ("open", "<"),
    "rangle": ("close", ">"),
    "lparen": ("open", "("),
    "rparen": ("close", ")"),
    "*": ("operator", "*"),
    "_": ("sub", "_"),
    "lfloor": ("bad", "rounding down is no operation of an optimizer's step"),
    "lceil": ("bad", "rounding up is no operation of an optimizer's step"),
}
MEANINGFUL = {
    **dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), "frac"),
    **dict.fromkeys(("dots", "ldots", "cdots", "dotsc", "dotsb", "dotsm", "vdots", "ddots", "hdots"), "dots"),
    **{
        c: c
        for c in "sqrt sum prod int lim nabla partial infty over mid forall top intercal prime arg".split()
    },
    "infin": "infty",
    **dict.fromkeys(("bigtriangledown", "triangledown"), "nabla"),
    "argmin": "argmin",
    **dict.fromkeys(("pdv", "dv", "pderiv", "deriv"), "pdv"),
    "argmax": "argmax",
    "colon": "colon",
}
STATEMENTS = frozenset(
    "State STATE Statex Require REQUIRE Ensure ENSURE Input Output KwIn KwOut KwData KwResult Return RETURN "
    "EndFor ENDFOR EndWhile ENDWHILE  Repeat REPEAT Loop LOOP EndLoop ENDLOOP Procedure".split()
)
SAID = frozenset("return input output require ensure".split())
"""What an algorithm says beside its steps."""

BRANCHES = {
    **dict.fromkeys(("If", "IF", "uIf", "eIf", "lIf"), "if"),
    **dict.fromkeys(("ElsIf", "ELSIF", "uElseIf"), "else if"),
    **dict.fromkeys(("Else", "ELSE", "uElse"), "else"),
    **dict.fromkeys(("EndIf", "ENDIF"), "end if"),
    **dict.fromkeys(("For", "FOR", "While", "WHILE", "Until", "UNTIL", "ForAll", "FORALL", "ForEach"), "for"),
}
