"""The articles' algorithms written down once more, as loops over numbers.

From the articles and not from the specifications. Each appends to the weights ``w`` one weight for each
gradient ``g[n]``, at the rates ``a[n]`` and the hyperparameters ``h``.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from mpmath import mp, mpf


def robbins(w, g, a, h):
    for n in range(1, len(g)):
        w.append(w[-1] - a[n] * g[n])


def sutskever_momentum(w, g, a, h):
    velocity = mpf(0)
    for n in range(1, len(g)):
        velocity = h["momentum"] * velocity - a[n] * g[n]
        w.append(w[-1] + velocity)


def duchi(w, g, a, h):
    for n in range(1, len(g)):
        norm = mp.sqrt(sum(x**2 for x in g[1 : n + 1]))
        w.append(w[-1] - a[n] * g[n] / (h["epsilon"] + norm))


def zeiler(w, g, a, h):
    rho, mean_g2, mean_dx2 = h["rho"], mpf(0), mpf(0)
    for n in range(1, len(g)):
        mean_g2 = rho * mean_g2 + (1 - rho) * g[n] ** 2
        dx = -mp.sqrt(mean_dx2 + h["epsilon"]) / mp.sqrt(mean_g2 + h["epsilon"]) * g[n]
        mean_dx2 = rho * mean_dx2 + (1 - rho) * dx**2
        w.append(w[-1] + dx)


def hinton(w, g, a, h):
    mean_square = mpf(0)
    for n in range(1, len(g)):
        mean_square = h["rho"] * mean_square + (1 - h["rho"]) * g[n] ** 2
        w.append(w[-1] - a[n] * g[n] / mp.sqrt(mean_square + h["epsilon"]))


def graves(w, e, a, h, centred=1):
    aleph, n, g, step = h["rho"], mpf(0), mpf(0), mpf(0)
    for i in range(1, len(e)):
        n = aleph * n + (1 - aleph) * e[i] ** 2
        g = aleph * g + (1 - aleph) * e[i]
        step = h["momentum"] * step - a[i] * e[i] / mp.sqrt(n - centred * g**2 + h["epsilon"])
        w.append(w[-1] + step)


def graves_uncentred(w, e, a, h):
    graves(w, e, a, h, centred=0)


def mean(decay, g, n):
    """The exponential moving average as a sum, Kingma and Ba's equation 1."""
    return (1 - decay) * sum(decay ** (n - i) * g[i] for i in range(1, n + 1))


def kingma_adam(w, g, a, h, eta=None):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        m_hat = mean(h["beta_1"], g, n) / (1 - h["beta_1"] ** n)
        v_hat = mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n)
        step = a[n] * m_hat / (mp.sqrt(v_hat) + h["epsilon"])
        w.append(w[-1] - step if eta is None else w[-1] - eta[n] * (step + h["weight_decay"] * w[-1]))


def loshchilov(w, g, a, h):
    kingma_adam(w, g, a, h, eta=h["eta"])


def reddi(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        largest = max(mean(h["beta_2"], squares, i) for i in range(1, n + 1))
        w.append(w[-1] - a[n] * mean(h["beta_1"], g, n) / mp.sqrt(largest))


def kingma_adamax(w, g, a, h):
    for n in range(1, len(g)):
        norm = max(h["beta_2"] ** (n - i) * abs(g[i]) for i in range(1, n + 1))
        w.append(w[-1] - a[n] / (1 - h["beta_1"] ** n) * mean(h["beta_1"], g, n) / norm)


def dozat_report(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]

    def mu(i):
        return h["beta_1"] * (1 - mpf("0.5") * mpf("0.96") ** (mpf(i) / 250))

    for n in range(1, len(g)):
        g_hat = g[n] / (1 - mp.fprod(mu(i) for i in range(1, n + 1)))
        m_hat = mean(h["beta_1"], g, n) / (1 - mp.fprod(mu(i) for i in range(1, n + 2)))
        n_hat = mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n)
        m_bar = (1 - mu(n)) * g_hat + mu(n + 1) * m_hat
        w.append(w[-1] - a[n] * m_bar / (mp.sqrt(n_hat) + h["epsilon"]))


def chen(w, g, a, h):
    m = mpf(0)
    for n in range(1, len(g)):
        c = h["beta_1"] * m + (1 - h["beta_1"]) * g[n]
        w.append(w[-1] - a[n] * (mp.sign(c) + h["weight_decay"] * w[-1]))
        m = h["beta_2"] * m + (1 - h["beta_2"]) * g[n]


def bernstein(w, g, a, h):
    for n in range(1, len(g)):
        w.append(w[-1] - a[n] * mp.sign(g[n]))


def bernstein_momentum(w, g, a, h):
    for n in range(1, len(g)):
        w.append(w[-1] - a[n] * mp.sign(mean(h["momentum"], g, n)))


def ma_momentum(w, g, a, h):
    nu = h["nu"]
    for n in range(1, len(g)):
        w.append(w[-1] - a[n] * ((1 - nu) * g[n] + nu * mean(h["momentum"], g, n)))


def ma_adam(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        m_hat = mean(h["beta_1"], g, n) / (1 - h["beta_1"] ** n)
        v_hat = mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n)
        top = (1 - h["nu_1"]) * g[n] + h["nu_1"] * m_hat
        w.append(
            w[-1] - a[n] * top / (mp.sqrt((1 - h["nu_2"]) * squares[n] + h["nu_2"] * v_hat) + h["epsilon"])
        )


def polyak_juditsky(w, g, a, h):
    x = [w[0]]
    for n in range(1, len(g)):
        w.append(sum(x) / n)
        x.append(x[-1] - a[n] * g[n])


def zaheer(w, g, a, h):
    v = mpf(0)
    for n in range(1, len(g)):
        v -= (1 - h["beta_2"]) * mp.sign(v - g[n] ** 2) * g[n] ** 2
        w.append(w[-1] - a[n] * mean(h["beta_1"], g, n) / (mp.sqrt(v) + h["epsilon"]))


def zhuang(w, g, a, h):
    deviations = [None]
    for n in range(1, len(g)):
        m = mean(h["beta_1"], g, n)
        deviations.append((g[n] - m) ** 2 + h["epsilon"] / (1 - h["beta_2"]))
        s_hat = mean(h["beta_2"], deviations, n) / (1 - h["beta_2"] ** n)
        w.append(w[-1] - a[n] * m / (1 - h["beta_1"] ** n) / (mp.sqrt(s_hat) + h["epsilon"]))


def liu(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    beta_2 = h["beta_2"]
    limit = 2 / (1 - beta_2) - 1
    for n in range(1, len(g)):
        step = mean(h["beta_1"], g, n) / (1 - h["beta_1"] ** n)
        rho = limit - 2 * n * beta_2**n / (1 - beta_2**n)
        if rho > 4:
            step *= mp.sqrt((1 - beta_2**n) / mean(beta_2, squares, n))
            step *= mp.sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho))
        w.append(w[-1] - a[n] * step)


def riedmiller(w, g, a, h):
    size, before, kept = a[0], mpf(0), mpf(0)
    for n in range(1, len(g)):
        if kept * g[n] < 0:
            size = max(size * h["etas_1"], h["step_sizes_1"])
            step, kept = -before, mpf(0)
        else:
            size = min(size * h["etas_2"], h["step_sizes_2"]) if kept * g[n] > 0 else size
            step, kept = -mp.sign(g[n]) * size, g[n]
        w.append(w[-1] + step)
        before = step


def mcmahan(w, g, a, h):
    z = mpf(0)
    for i in range(1, len(g)):
        n, before = sum(x**2 for x in g[1 : i + 1]), sum(x**2 for x in g[1:i])
        z += g[i] - (mp.sqrt(n) - mp.sqrt(before)) / a[i] * w[-1]
        size = abs(z) - h["l1"]
        w.append(-mp.sign(z) * size / ((h["beta"] + mp.sqrt(n)) / a[i] + h["l2"]) if size > 0 else mpf(0))


def defazio_sgd(w, g, a, h):
    z = [w[0]]
    for n in range(1, len(g)):
        z.append(z[-1] - a[n] * g[n])
        w.append((1 - h["beta_1"]) * z[-1] + h["beta_1"] * sum(z) / (n + 1))


def defazio_adamw(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    z, rates = [w[0]], [mpf(0)]
    for n in range(1, len(g)):
        rates.append(a[n] * mp.sqrt(1 - h["beta_2"] ** n))
        normed = g[n] / (mp.sqrt(mean(h["beta_2"], squares, n)) + h["epsilon"])
        z.append(z[-1] - rates[n] * (normed + h["weight_decay"] * w[-1]))
        x = sum(r**2 * y for r, y in zip(rates, z, strict=True)) / sum(r**2 for r in rates)
        w.append((1 - h["beta_1"]) * z[-1] + h["beta_1"] * x)


def ginsburg(w, g, a, h):
    norms, v, m = h["norm"], mpf(0), mpf(0)
    for n in range(1, len(g)):
        v = norms[n] ** 2 if n == 1 else h["beta_2"] * v + (1 - h["beta_2"]) * norms[n] ** 2
        scale = norms[n] if n == 1 else mp.sqrt(v) + h["epsilon"]
        m = h["beta_1"] * m + g[n] / scale + h["weight_decay"] * w[-1]
        w.append(w[-1] - a[n] * m)


def xie(w, g, a, h):
    changes = [None, mpf(0), *(y - x for x, y in pairwise(g[1:]))]
    ahead = [None, *((x + h["beta_2"] * d) ** 2 for x, d in zip(g[1:], changes[1:], strict=True))]
    for n in range(1, len(g)):
        m, d, v = (
            mean(h[name], x, n) / (1 - h[name] ** n)
            for name, x in (("beta_1", g), ("beta_2", changes), ("beta_3", ahead))
        )
        moved = w[-1] - a[n] * (m + h["beta_2"] * d) / (mp.sqrt(v) + h["epsilon"])
        w.append(moved / (1 + h["weight_decay"] * a[n]))


def pagliardini(w, g, a, h):
    squares = [None, *(x**2 for x in g[1:])]
    for n in range(1, len(g)):
        fast = mean(h["beta_1"], g, n) / (1 - h["beta_1"] ** n)
        root = mp.sqrt(mean(h["beta_2"], squares, n) / (1 - h["beta_2"] ** n))
        step = (fast + h["mix"] * mean(h["beta_3"], g, n)) / (root + h["epsilon"])
        w.append(w[-1] - a[n] * (step + h["weight_decay"] * w[-1]))


ARTICLES: dict[str, Callable[..., None]] = {
    "sgd": robbins,
    "momentum": sutskever_momentum,
    "nesterov": sutskever_momentum,
    "qhm": ma_momentum,
    "asgd": polyak_juditsky,
    "schedule_free_sgd": defazio_sgd,
    "rprop": riedmiller,
    "signsgd": bernstein,
    "signum": bernstein_momentum,
    "adagrad": duchi,
    "ftrl": mcmahan,
    "adadelta": zeiler,
    "rmsprop": hinton,
    "rmsprop_momentum": graves_uncentred,
    "rmsprop_centered": graves,
    "adam": kingma_adam,
    "amsgrad": reddi,
    "adamw": loshchilov,
    "adamax": kingma_adamax,
    "nadam": dozat_report,
    "radam": liu,
    "yogi": zaheer,
    "adabelief": zhuang,
    "qhadam": ma_adam,
    "novograd": ginsburg,
    "adan": xie,
    "ademamix": pagliardini,
    "schedule_free_adamw": defazio_adamw,
    "lion": chen,
}
