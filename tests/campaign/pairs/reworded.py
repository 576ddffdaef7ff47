"""Pairs after papers and libraries: the same in quite other words."""

from __future__ import annotations

from tests.campaign.pairs.record import EQUAL
from tests.campaign.pairs.reported import told

REWORDED = (
    told(
        "adam-beta1-decay-product-kept",
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, eps, lam: '0 < lam < 1'",
            "bt = b1*lam**(t-1)\nm = bt*m+(1-bt)*g\nv = b2*v+(1-b2)*g*g\nw = w - lr*m/(sqrt(v)+eps)",
        ),
        (
            "w, g, t, m=0, v=0, c='b1', *, lr, b1, b2, eps, lam: '0 < lam < 1'",
            "m = c*m+(1-c)*g\nc = c*lam\nv = b2*v+(1-b2)*g*g\nw = w - lr*m/(sqrt(v)+eps)",
        ),
        EQUAL,
        source="Adam, section 4",
    ),
    told(
        "adam-debias-by-recursive-beta",
        (
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "m = beta_1*m + (1-beta_1)*g\nv = beta_2*v + (1-beta_2)*g*g\n"
            "w = w - lr*(m/(1-beta_1**t))/(sqrt(v/(1-beta_2**t))+epsilon)",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, beta_1, beta_2, epsilon",
            "bt = beta_1*(1-beta_1**(t-1))/(1-beta_1**t)\nm = bt*m+(1-bt)*g\n"
            "ct = beta_2*(1-beta_2**(t-1))/(1-beta_2**t)\nv = ct*v+(1-ct)*g*g\n"
            "w = w - lr*m/(sqrt(v)+epsilon)",
        ),
        EQUAL,
        source="Adafactor, section 7.1",
    ),
    told(
        "adopt-first-step-skipped",
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, eps",
            "if t == 1:\n    v = g*g\nelse:\n    m = b1*m + (1-b1)*g/max(sqrt(v), eps)\n"
            "    w = w - lr*m\n    v = b2*v+(1-b2)*g*g",
        ),
        (
            "w, g, t, m=0, v=0, *, lr, b1, b2, eps",
            "m = where(t > 1, b1*m + (1-b1)*g/max(sqrt(v), eps), m)\nw = w - lr*m\n"
            "v = where(t > 1, b2*v+(1-b2)*g*g, g*g)",
        ),
        EQUAL,
        source="ADOPT",
    ),
    told(
        "adabelief-amsgrad-eps-on-max",
        (
            "w, g, t, m=0, s=0, x=0, *, lr, b1, b2, eps",
            "m = b1*m+(1-b1)*g\ns = b2*s+(1-b2)*(g-m)**2\nx = max(x, s)\nw = w - lr*m/sqrt(x+eps)",
        ),
        (
            "w, g, t, m=0, s=0, x='eps', *, lr, b1, b2, eps",
            "m = b1*m+(1-b1)*g\ns = b2*s+(1-b2)*(g-m)**2\nx = max(x, s+eps)\nw = w - lr*m/sqrt(x)",
        ),
        EQUAL,
        source="AdaBelief issue 32",
    ),
    told(
        "nesterov-fista",
        (
            "w, t, y='w', k=1, *, lr",
            "x = y - lr*grad(y)\nn = (1+sqrt(1+4*k*k))/2\ny = x + (k-1)/n*(x-w)\nk = n\nw = x",
        ),
        (
            "w, t, y='w', k=1, *, lr",
            "x = y - lr*grad(y)\nn = 1/2+sqrt(1/4+k**2)\ny = x*(1+(k-1)/n) - w*(k-1)/n\nk = n\nw = x",
        ),
        EQUAL,
        source="FISTA",
    ),
    told(
        "nesterov-t-1-over-t-2",
        ("w, t, p='w', *, lr", "y = w + (t-1)/(t+2)*(w-p)\np = w\nw = y - lr*grad(y)"),
        ("w, t, u=0, *, lr", "q = w + (t-1)/(t+2)*u\nn = q - lr*grad(q)\nu = n - w\nw = n"),
        EQUAL,
        source="Nesterov 1983",
    ),
    told(
        "accsgd-kidambi",
        (
            "w, g, t, y='w', *, lr, kappa: 'kappa >= 1', xi: '1 <= xi <= 10'",
            "l = 7/10*xi/kappa\nd = lr*kappa/(7/10)\ny = (1-l)*y + l*(w - d*g)\n"
            "w = (7/10)/(7/10+l)*(w-lr*g) + l/(7/10+l)*y",
        ),
        (
            "w, g, t, y='w', *, lr, kappa: 'kappa >= 1', xi: '1 <= xi <= 10'",
            "a = 1-49/100*xi/kappa/(7/10)\nb = 1-a\ny = a*y + b*(w - (lr*kappa/(7/10))*g)\n"
            "w = ((7/10)*(w-lr*g) + b*y)/((7/10)+b)",
        ),
        EQUAL,
        source="accelerated SGD of Jain and others",
    ),
    told(
        "pid-is-qhm",
        (
            "w, g, t, i=0, d=0, p=0, *, lr, mu, kd: 'kd >= 0'",
            "i = mu*i + g\nd = mu*d + (g-p)\np = g\nw = w - lr*i - kd*d",
        ),
        ("w, g, t, i=0, *, lr, mu, kd: 'kd >= 0'", "q = i\ni = mu*i + g\nw = w - lr*i - kd*(i-q)"),
        EQUAL,
        source="PID optimizer",
    ),
    told(
        "ftrl-zero-start-adagrad",
        (
            "w, g, t, n=0, z='-w*beta/alpha', *, alpha, beta: 'beta > 0'",
            "s = (sqrt(n+g*g)-sqrt(n))/alpha\nz = z+g-s*w\nn = n+g*g\nw = -z/((beta+sqrt(n))/alpha)",
        ),
        ("w, g, t, n=0, *, alpha, beta: 'beta > 0'", "n = n+g*g\nw = w - alpha*g/(beta+sqrt(n))"),
        EQUAL,
        source="FTRL",
    ),
    told(
        "prox-elastic",
        (
            "w, g, t, *, lr, l1: 'l1 >= 0', l2: 'l2 >= 0'",
            "y = w-lr*g\nw = sign(y)*max(abs(y)-lr*l1, 0)/(1+lr*l2)",
        ),
        (
            "w, g, t, *, lr, l1: 'l1 >= 0', l2: 'l2 >= 0'",
            "y = (w-lr*g)/(1+lr*l2)\nk = lr*l1/(1+lr*l2)\nw = where(y > k, y-k, where(y < -k, y+k, 0))",
        ),
        EQUAL,
        source="elastic net",
    ),
    told(
        "diffgrad",
        (
            "w, g, t, m=0, v=0, p=0, *, lr, b1, b2, eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nx = 1/(1+exp(-abs(p-g)))\np = g\n"
            "w = w - lr*x*m/(sqrt(v)+eps)",
        ),
        (
            "w, g, t, m=0, v=0, p=0, *, lr, b1, b2, eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nd = abs(g-p)\nx = exp(d)/(1+exp(d))\np = g\n"
            "w = w - lr*x*m/(sqrt(v)+eps)",
        ),
        EQUAL,
        source="DiffGrad",
    ),
    told(
        "gravity",
        (
            "w, g, t, V=0, *, lr, alpha: 'alpha > 0', beta",
            "b = (beta*t+1)/(t+2)\nz = g/(1+(g/alpha)**2)\nV = b*V+(1-b)*z\nw = w-lr*V",
        ),
        (
            "w, g, t, V=0, *, lr, alpha: 'alpha > 0', beta",
            "b = (beta*t+1)/(t+2)\nz = alpha**2*g/(alpha**2+g*g)\nV = V+(1-b)*(z-V)\nw = w-lr*V",
        ),
        EQUAL,
        source="Gravity",
        rename={"alpha": "alpha", "lr": "lr"},
    ),
    told(
        "adan-one-buffer",
        (
            "w, g, t, m=0, d=0, p=0, *, lr, b1",
            "q = g-p\nm = b1*m+(1-b1)*g\nd = b1*d+(1-b1)*q\np = g\nw = w - lr*(m+b1*d)",
        ),
        ("w, g, t, m=0, *, lr, b1", "o = m\nm = b1*m+(1-b1)*g\nw = w - lr*(m+b1*(m-o))"),
        EQUAL,
        source="Adan",
    ),
    told(
        "prodigy-d-scale",
        (
            "w, g, t, m=0, v=0, *, d: 'd > 0', lr, b1, b2, eps",
            "m = b1*m+(1-b1)*d*g\nv = b2*v+(1-b2)*d*d*g*g\nw = w - lr*d*m/(sqrt(v)+d*eps)",
        ),
        (
            "w, g, t, m=0, v=0, *, d: 'd > 0', lr, b1, b2, eps",
            "m = b1*m+(1-b1)*g\nv = b2*v+(1-b2)*g*g\nw = w - lr*d*m/(sqrt(v)+eps)",
        ),
        EQUAL,
        source="Prodigy",
    ),
    told(
        "prodigy-one-coordinate",
        (
            "w, g, t, x='w', r=0, s=0, d='d0', *, d0: 'd0 > 0', lr",
            "x = x\nr = r + d*g*(x-w)\ns = s + d*g\nw2 = w - lr*d*g\nd = max(d, r/(abs(s)+1e-8))\nw = w2",
        ),
        (
            "w, g, t, x='w', r=0, s=0, d='d0', *, d0: 'd0 > 0', lr",
            "x = x\nr = r - d*g*(w-x)\ns = s + d*g\nq = d\n"
            "d = where(r/(1e-8+abs(s)) > d, r/(abs(s)+1e-8), d)\nw = w - lr*q*g",
        ),
        EQUAL,
        source="Prodigy",
    ),
    told(
        "schedule-free-warmup-weights",
        (
            "w, t, z='w', s=0, *, lr, beta",
            "y = (1-beta)*z+beta*w\nz = z - lr*grad(y)\ns = s+t*t\nc = t*t/s\nw = (1-c)*w+c*z",
        ),
        (
            "w, t, z='w', *, lr, beta",
            "y = (1-beta)*z+beta*w\nz = z - lr*grad(y)\nc = 6*t/((t+1)*(2*t+1))\nw = (1-c)*w+c*z",
        ),
        EQUAL,
        source="schedule-free",
    ),
    told(
        "lookahead-counter-mod2",
        (
            "w, g, t, s='w', k=0, *, lr, a: '0 < a <= 1'",
            "w = w - lr*g\nk = 1-k\nc = k == 0\ns = where(c, s+a*(w-s), s)\nw = where(c, s, w)",
        ),
        (
            "w, g, t, s='w', k=1, *, lr, a: '0 < a <= 1'",
            "w = w - lr*g\nk = -k\nc = k > 0\ns = where(c, s+a*(w-s), s)\nw = where(c, s, w)",
        ),
        EQUAL,
        source="Lookahead",
    ),
    told(
        "accum-two",
        (
            "w, g, t, a=0, k=0, *, lr",
            "a = a+g\nk = k+1\nf = k == 2\nw = w - where(f, lr*a/2, 0)\na = where(f, 0, a)\n"
            "k = where(f, 0, k)",
        ),
        (
            "w, g, t, a=0, k=0, *, lr",
            "f = k == 1\nw = where(f, w-lr*(a+g)/2, w)\na = where(f, 0, g)\nk = 1-k",
        ),
        EQUAL,
        source="gradient accumulation",
    ),
    told(
        "sherman-morrison",
        ("w, g, t, p=1, *, lr", "p = p - p*g*g*p/(1+g*p*g)\nw = w-lr*p*g"),
        ("w, g, t, h=1, *, lr", "h = h+g*g\nw = w-lr*g/h"),
        EQUAL,
        source="recursive least squares",
    ),
    told(
        "squares-sum",
        ("w, g, t, n=0, *, lr", "n = n+t*t\nw = w-lr*g/n"),
        ("w, g, t, *, lr", "w = w-6*lr*g/(t*(t+1)*(2*t+1))"),
        EQUAL,
        source="step sizes",
    ),
    told(
        "complex-rotation",
        (
            "w, g, t, a=0, b=0, *, lr, c: '0 <= c < 1'",
            "n = c*a-(1-c)*b+g\nb = (1-c)*a+c*b\na = n\nw = w-lr*a",
        ),
        (
            "w, g, t, a=0, d=0, *, lr, c: '0 <= c < 1'",
            "n = c*a+(1-c)*d+g\nd = c*d-(1-c)*a\na = n\nw = w-lr*n",
        ),
        EQUAL,
        source="two states that turn",
    ),
    told(
        "mars-as-qhm",
        ("w, g, t, m=0, p=0, *, lr, beta, k: 'k >= 0'", "m = beta*m+(1-beta)*g+k*(g-p)\np = g\nw = w-lr*m"),
        (
            "w, g, t, m=0, *, lr, beta, k: 'k >= 0'",
            "o = m\nm = beta*m+(1-beta)*g\nw = w-lr*(m+k/(1-beta)*(m-o))",
        ),
        EQUAL,
        source="MARS",
    ),
)
