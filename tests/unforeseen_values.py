"""Pairs that are equal for what values their states and hyperparameters can have, and near misses."""

EQUAL = {
    "a guard on a second moment": (
        """
def a(w, g, t, m=0, v=0, *, lr, b, c: "0 < c < 1", epsilon):
    m = b*m + (1-b)*g
    v = c*v + (1-c)*g**2
    w = w - lr*m/(sqrt(v) + epsilon)
""",
        """
def b(w, g, t, m=0, v=0, *, lr, b, c: "0 < c < 1", epsilon):
    m = b*m + (1-b)*g
    v = c*v + (1-c)*g**2
    w = w - (lr*m/(sqrt(v) + epsilon) if v > 0 else 0)
""",
    ),
    "a coefficient with a bound": (
        """
def a(w, g, t, m=0, *, lr, c: "0 < c < 1", k: "0 < k < 1"):
    b = min(c + k, 1/2)
    m = b*m + (1-b)*g
    w = w - lr*m
""",
        """
def b(w, g, t, m=0, *, lr, c: "0 < c < 1", k: "0 < k < 1"):
    b = min(c + k, 1/2)
    m = b*m + g
    w = w - lr*m*(1-b)
""",
    ),
    "exponents that come to one": (
        """
def a(w, g, t, *, lr, p: "p >= 1", b: "0 < b < 1"):
    w = w - lr*g*b**(1/p)/((abs(g)**p)**(1/p) + 1)
""",
        """
def b(w, g, t, *, lr, p: "p >= 1", b: "0 < b < 1"):
    w = w - lr*g*0.5**(log(b)/(p*log(0.5)))/(abs(g) + 1)
""",
    ),
    "an average that waits for the third step": (
        """
def a(w, g, t, p=0, q=0, m=0, *, lr, c: "0 <= c < 1"):
    if t > 2:
        m = c*m + (1-c)*q
        w = w - lr*m
    q, p = p, g
""",
        """
def b(w, g, t, p=0, m=0, *, lr, c: "0 <= c < 1"):
    if t > 2:
        w = w - lr*m
    m = c*m + (1-c)*p
    p = g
""",
    ),
    "a sum that waits for a step with a letter": (
        """
def a(w, g, t, s=0, *, lr, T: "T > 0"):
    if t > T:
        s = s + g
    w = w - lr*s
""",
        """
def b(w, g, t, s=0, *, lr, T: "T > 0"):
    s = s + g if t > T else 0
    w = w - lr*s
""",
    ),
    "a root to the power of the step": (
        """
def a(w, g, t, *, lr, b: "0 <= b < 1"):
    w = w - lr*sqrt(b)**t*g
""",
        """
def b(w, g, t, *, lr, b: "0 <= b < 1"):
    w = w - lr*sqrt(b**t)*g
""",
    ),
    "a power of an average, of any degree": (
        """
def a(w, g, t, v=0, *, lr, rho, p: "0 < p < 1"):
    v = rho*v + (1-rho)*g**2
    w = w - lr*g*v**p
""",
        """
def b(w, g, t, v=0, *, lr, rho, p: "0 < p < 1"):
    v = rho*v + g*g
    w = w - lr*g*v**p*(1-rho)**p
""",
    ),
    "a maximum that starts from a number": (
        """
def a(w, g, t, v="c", *, lr, c: "c > 0"):
    v = max(v, abs(g))
    w = w - lr*g/v
""",
        """
def b(w, g, t, v=0, *, lr, c: "c > 0"):
    v = max(v, g, -g, c)
    w = w - lr*g/v
""",
    ),
    "a denominator that vanishes with another": (
        """
def a(w, g, t, m=0, s=0, *, lr, c: "c > 0"):
    m = max(m, abs(g))
    s = s + abs(g)
    w = w - lr*g/max(s + m, c*m)
""",
        """
def b(w, g, t, m=0, s=0, *, lr, c: "c > 0"):
    m = max(m, abs(g))
    s = s + abs(g)
    w = w - lr*g/m/max(s/m + 1, c)
""",
    ),
}


NEAR_MISSES = {
    "a guard on a second moment": ("v = c*v + (1-c)*g**2", "v = c*v + (1-c)*max(g, 0)**2"),
    "a coefficient with a bound": ("m*(1-b)", "m/2"),
    "exponents that come to one": ("(abs(g) + 1)", "(abs(g)**p + 1)"),
    "an average that waits for the third step": ("if t > 2", "if t > 3"),
    "a sum that waits for a step with a letter": ("t > T else 0", "t > T else g"),
    "a root to the power of the step": ("b**t", "b**(t-1)"),
    "a power of an average, of any degree": ("(1-rho)**p", "(1-rho)"),
    "a maximum that starts from a number": ("-g, c)", "-g, c/2)"),
    "a denominator that vanishes with another": ("s + abs(g)", "s + abs(g) - g"),
}
