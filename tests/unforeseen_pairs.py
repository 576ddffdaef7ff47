"""Pairs that are equal in ways that no list of forms foresees, and near misses that are not."""

from __future__ import annotations

EQUAL = {
    "three states mixed linearly": (
        """
def a(w, g, t, m=0, n=0, k=0, *, lr, beta_1, beta_2, beta_3: "0 <= beta_3 < 1"):
    m = beta_1*m + (1-beta_1)*g
    n = beta_2*n + (1-beta_2)*g
    k = beta_3*k + (1-beta_3)*g
    w = w - lr*(m + 2*n - k)
""",
        """
def b(w, g, t, p=0, q=0, r=0, *, lr, beta_1, beta_2, beta_3: "0 <= beta_3 < 1"):
    m = p + q
    n = q - r
    k = r
    m = beta_1*m + (1-beta_1)*g
    n = beta_2*n + (1-beta_2)*g
    k = beta_3*k + (1-beta_3)*g
    r = k
    q = n + r
    p = m - q
    w = w - lr*(m + 2*n - k)
""",
    ),
    "corrected moments kept as states": (
        """
def a(w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g*g
    w = w - lr*(m/(1-beta_1**t) + g)/(sqrt(v/(1-beta_2**t))+epsilon)
""",
        """
def b(w, g, t, h=0, s=0, *, lr, beta_1, beta_2, epsilon):
    old = h*(1-beta_1**(t-1))
    h = (beta_1*old + (1-beta_1)*g)/(1-beta_1**t)
    s = (beta_2*s*(1-beta_2**(t-1)) + (1-beta_2)*g*g)/(1-beta_2**t)
    w = w - lr*(h + g)/(sqrt(s)+epsilon)
""",
    ),
    "a running variance for a second moment": (
        """
def a(w, g, t, m=0, v=0, *, lr, rho, epsilon):
    m = rho*m + (1-rho)*g
    v = rho*v + (1-rho)*g*g
    w = w - lr*g/(sqrt(v - m*m) + epsilon)
""",
        """
def b(w, g, t, m=0, s=0, *, lr, rho, epsilon):
    s = rho*(s + (1-rho)*(g-m)**2)
    m = m + (1-rho)*(g-m)
    w = w - lr*g/(sqrt(s) + epsilon)
""",
    ),
    "a guard that never acts": (
        """
def a(w, g, t, v=0, *, lr, rho, epsilon):
    v = rho*v + (1-rho)*g*g
    w = w - lr*g/(sqrt(max(v, 0)) + epsilon)
""",
        """
def b(w, g, t, v=0, *, lr, rho, epsilon):
    v = abs(rho*v + (1-rho)*g**2)
    w = w - lr*g/(v**0.5 + epsilon)
""",
    ),
    "a variance is never negative": (
        """
def a(w, g, t, m=0, v=0, *, lr, rho, epsilon):
    m = rho*m + (1-rho)*g
    v = rho*v + (1-rho)*g*g
    w = w - lr*g/(sqrt(v - m*m + epsilon))
""",
        """
def b(w, g, t, m=0, v=0, *, lr, rho, epsilon):
    m = rho*m + (1-rho)*g
    v = rho*v + (1-rho)*g*g
    w = w - lr*g/(sqrt(max(v - m*m, 0) + epsilon))
""",
    ),
    "a running maximum is at least its input": (
        """
def a(w, g, t, m=0, v=0, vm=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g*g
    vm = max(vm, v)
    w = w - lr*m/(sqrt(vm) + epsilon)
""",
        """
def b(w, g, t, m=0, v=0, vm=0, *, lr, beta_1, beta_2, epsilon):
    m = beta_1*m + (1-beta_1)*g
    v = beta_2*v + (1-beta_2)*g*g
    vm = max(vm, v)
    w = w - lr*m/(sqrt(max(vm, v)) + epsilon)
""",
    ),
    "an average of signs is at most one": (
        """
def a(w, g, t, m=0, *, lr, beta_1, beta_2):
    s = sign(g)
    m = beta_2*m + (1-beta_2)*s
    w = w - lr*clip(m, -1, 1)
""",
        """
def b(w, g, t, m=0, *, lr, beta_1, beta_2):
    m = beta_2*m + (1-beta_2)*sign(g)
    w = w - lr*m
""",
    ),
    "Nesterov with the plain step kept": (
        """
def a(w, g, t, v=0, *, lr, momentum):
    v = momentum*v - lr*g
    w = w + momentum*v - lr*g
""",
        """
def b(w, g, t, y="w", *, lr, momentum):
    new = w - lr*g
    w = new + momentum*(new - y)
    y = new
""",
    ),
    "averaged weights in two forms": (
        """
def a(w, t, z="w", *, lr, beta):
    z = z - lr*grad(z)
    w = beta*w + (1-beta)*z
""",
        """
def b(w, t, z="w", *, lr, beta):
    z = z - lr*grad(z)
    w = w + (1-beta)*(z - w)
""",
    ),
    "a power by its logarithm": (
        """
def a(w, g, t, m=0, *, lr, beta_1):
    m = beta_1*m + (1-beta_1)*g
    w = w - lr*m/(1 - beta_1**t)
""",
        """
def b(w, g, t, m=0, *, lr, beta_1: "0 < beta_1 < 1"):
    m = beta_1*m + (1-beta_1)*g
    w = w - lr*m/(1 - exp(t*log(beta_1)))
""",
    ),
    "a rate that decays by a counter": (
        """
def a(w, g, t, *, lr, decay: "decay >= 0"):
    w = w - lr/(1 + decay*(t-1))*g
""",
        """
def b(w, g, t, s=1, *, lr, decay: "decay >= 0"):
    w = w - lr/s*g
    s = s + decay
""",
    ),
    "a running mean for a sum": (
        """
def a(w, g, t, s=0, *, lr, epsilon):
    s = s + g*g
    w = w - lr*g/(sqrt(s) + epsilon)
""",
        """
def b(w, g, t, q=0, *, lr, epsilon):
    q = q + (g*g - q)/t
    w = w - lr*g/(sqrt(t*q) + epsilon)
""",
    ),
    "a step size between two bounds and its square": (
        """
def a(w, g, t, s="lr", p=0, *, lr, low: "low > 0", high: "high > 0"):
    s = where(g*p > 0, min(6/5*s, high), max(s/2, low))
    w = w - s*sign(g)
    p = g
""",
        """
def b(w, g, t, q="lr**2 + lr", p=0, *, lr, low: "low > 0", high: "high > 0"):
    s = where(g*p > 0, min(6/5*sqrt(q - lr), high), max(sqrt(q - lr)/2, low))
    q = s*s + lr
    w = w - s*sign(g)
    p = g
""",
    ),
    "a root met before and after the sign of the gradient": (
        """
def a(w, g, t, n=0, *, lr, l: "l >= 0"):
    x = lr*g - sqrt(n + g**2)*w
    n = n + g**2
    w = 0 if abs(x) <= l else (l*sign(x) - x)/(sqrt(n) + 1)
""",
        """
def b(w, g, t, n=0, *, lr, l: "l >= 0"):
    x = lr*g - sqrt(n + g**2)*w
    n = n + g**2 if g < 0 else n + g*g
    w = 0 if abs(x) <= l else (l*sign(x) - x)/(sqrt(n) + 1)
""",
    ),
    "a counter over the step number": (
        """
def a(w, g, t, m=0, *, lr, beta):
    m = beta*m + (1 - beta)*g
    w = w - lr*m/(1 - beta**t)
""",
        """
def b(w, g, t, m=0, y=-3, *, lr, beta):
    m = beta*m + (1 - beta)*g
    w = w - lr*m/(1 - beta**(y*t + 4))
    y = (y*t + 1)/(t + 1)
""",
    ),
    "a logarithm of a root, and a power of one": (
        """
def a(w, g, t, v=0, *, lr, p: "p > 0"):
    v = v + g**2
    w = w - lr*log(v)*v**p
""",
        """
def b(w, g, t, v=0, *, lr, p: "p > 0"):
    v = v + g**2
    w = w - 2*lr*log(sqrt(v))*sqrt(v)**(2*p)
""",
    ),
    "weights that may be undefined, and are not kept": (
        """
def a(w, g, t, s=0, v=0, x="w", *, lr):
    s = s + lr*g
    v = v + lr*g**2
    w = x - s/v**(1/3)
    x = x
""",
        """
def b(w, g, t, s=0, v=0, x="w", *, lr):
    s = s + g
    v = v + g**2
    w = x - lr**(2/3)*s/v**(1/3)
    x = x
""",
    ),
    "states that start differently and that nothing uses": (
        """
def a(w, g, t, p=0, v=0, *, lr):
    v = 0 if t == 1 else g - p
    w = w - lr*(g + 0*v)
    p = g
""",
        """
def b(w, g, t, p=0, v=0, *, lr):
    v = g - p
    w = w - lr*(g + 0*v)
    p = g
""",
    ),
    "gradients summed over two steps": (
        """
def a(w, g, t, a=0, n=0, *, lr):
    a = a + g
    n = n + 1
    if n == 2:
        w = w - lr*a/2
        a = 0
        n = 0
""",
        """
def b(w, g, t, p=0, n=0, *, lr):
    n = 1 - n
    w = w - lr*(p + g)/2*(1 - n)
    p = g
""",
    ),
}


NEAR_MISSES = {
    "three states mixed linearly": ("m + 2*n - k", "m + 2*n + k"),
    "corrected moments kept as states": ("1-beta_1**(t-1)", "1-beta_1**t"),
    "a running variance for a second moment": ("rho*(s + (1-rho)*(g-m)**2)", "rho*s + (1-rho)*(g-m)**2"),
    "a guard that never acts": ("abs(rho*v + (1-rho)*g**2)", "max(rho*v + (1-rho)*g**2, 1/1000)"),
    "a variance is never negative": ("max(v - m*m, 0)", "max(v - m, 0)"),
    "a running maximum is at least its input": ("max(vm, v)) +", "max(vm, 2*v)) +"),
    "an average of signs is at most one": ("(1-beta_2)*sign(g)", "(1+beta_2)*sign(g)"),
    "Nesterov with the plain step kept": ("momentum*(new - y)", "momentum*(new - w)"),
    "averaged weights in two forms": ("w = w + (1-beta)*(z - w)", "w = w + beta*(z - w)"),
    "a power by its logarithm": ("t*log(beta_1)", "(t+1)*log(beta_1)"),
    "a rate that decays by a counter": ("s = s + decay", "s = s*(1 + decay)"),
    "a running mean for a sum": ("sqrt(t*q)", "sqrt((t+1)*q)"),
    "a step size between two bounds and its square": ("q = s*s + lr", "q = s*s"),
    "a root met before and after the sign of the gradient": ("else n + g*g", "else n + g*g*g"),
    "a counter over the step number": ("y = (y*t + 1)", "y = (y*t + 2)"),
    "a logarithm of a root, and a power of one": ("2*lr*log", "lr*log"),
    "weights that may be undefined, and are not kept": ("lr**(2/3)", "lr**(1/3)"),
    "states that start differently and that nothing uses": ("0*v", "0/v"),
    "gradients summed over two steps": ("n = 1 - n", "n = 2 - n"),
}
