"""How fast kernels are: ratios to textbook NumPy and to the memory limit, measured side by side.

Not part of the tests, since time depends on the machine; nothing else should run on it meanwhile:

    python -m pip install '.[compiled,frameworks]' numexpr matplotlib && python -m tests.benchmarks.kernels

One process for each number of threads, pinned to as many cores, takes every step in turn, again and again;
the median of each is divided by the median of the textbook's. `reports/kernels.md` is written from it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

from tests.benchmarks.turns import Step, by_turns

ROOT = Path(__file__).parent.parent.parent
OPTIMIZERS = ("adam", "adamw", "rmsprop", "momentum", "lion")
SIZES = (10**4, 10**6, 10**7)
THREADS = (1, 2)
DTYPE = "float64"
CACHED = 16384
"""Elements of a block whose arrays all stay in a core's own cache."""


def measure(name: str, size: int) -> dict[str, float]:
    """Median seconds of a step of every kernel."""
    return by_turns(dict(contenders(name, size)))


def contenders(name: str, size: int) -> Iterator[tuple[str, Step]]:
    """Each kernel with arrays of its own."""
    from verifier import catalogue
    from verifier.handwritten import find
    from verifier.kernel import compile_numpy

    system = catalogue.system(name)
    hypers = {h.name: float(h.usual) for h in system.hypers if h.usual is not None}
    written, plain = find(name), compile_numpy(system)
    assert written is not None
    for label, kernel in (("textbook NumPy", written), ("lambdify", plain)):
        yield label, with_new_arrays(kernel, arrays(size, len(system.states)), hypers)
    for target in ("blocked", "numba"):
        yield target, in_place(target, name, arrays(size, len(system.states)), hypers, checked=False)
        yield (
            f"{target}, inputs checked",
            in_place(target, name, arrays(size, len(system.states)), hypers, True),
        )
    yield "blocked, arrays in cache", in_cache(name, size, hypers)
    yield "numexpr", numexpr_step(system, arrays(size, len(system.states)), hypers)
    yield from optax_step(name, size)
    yield from torch_steps(name, size)
    yield "memory limit", memory_limit(arrays(size, len(system.states)))


def arrays(size: int, states: int) -> list[Any]:
    """Weight, gradient and states."""
    import numpy as np

    rng = np.random.default_rng(0)
    return [rng.uniform(0.5, 1.0, size).astype(DTYPE) for _ in range(2 + states)]


def with_new_arrays(kernel: Callable[..., Any], given: list[Any], hypers: dict[str, float]) -> Step:
    """A kernel that returns new arrays."""
    steps = count(1)
    return lambda: kernel(given[0], given[1], next(steps), *given[2:], **hypers)


def in_place(target: str, name: str, given: list[Any], hypers: dict[str, float], checked: bool) -> Step:
    """A generated kernel that writes into its arrays."""
    from verifier import catalogue
    from verifier.kernel import generate

    space: dict[str, Any] = {}
    exec(compile(generate(catalogue.system(name), target), f"<{target} {name}>", "exec"), space)
    space["CHECK_FINITE"] = checked
    kernel, steps = space[name], count(1)
    return lambda: kernel(given[0], given[1], next(steps), *given[2:], **hypers)


def in_cache(name: str, size: int, hypers: dict[str, float]) -> Step:
    """One thread's share of the blocked kernel's NumPy calls, on one block that stays in the cache."""
    from verifier import catalogue
    from verifier.kernel import generate
    from verifier.kernel.blocks import ALONE

    system, calls = catalogue.system(name), []
    space: dict[str, Any] = {}
    exec(compile(generate(system, "blocked"), f"<blocked {name}>", "exec"), space)
    one_block, space["one_block"] = space["one_block"], lambda *block: calls.append(block)
    length = min(size, CACHED)
    given = arrays(length, len(system.states))
    space[name](given[0], given[1], 5, *given[2:], **hypers)
    threads = len(os.sched_getaffinity(0)) if size >= ALONE else 1
    times, (block,) = max(1, round(size / (length * threads))), calls

    def step() -> None:
        for _ in range(times):
            one_block(*block)

    return step


def numexpr_step(system: Any, given: list[Any], hypers: dict[str, float]) -> Step:
    """The generated program, each array assignment as one call of numexpr."""
    import numexpr
    import numpy as np

    from verifier.kernel.cheaper import cheaper, signs_in_front
    from verifier.kernel.functions import printer
    from verifier.kernel.program import program_of

    numexpr.set_num_threads(len(os.sched_getaffinity(0)))
    program = program_of(signs_in_front(cheaper(system)), readable=True)
    write = printer(qualified=False).doprint
    scope: dict[str, Any] = {str(s): x for s, x in zip(program.arrays, given, strict=True)}
    scope |= {str(s): np.float64(hypers.get(str(s), 5)) for s in program.scalars}
    for line in (*program.prelude, *program.coefficients):
        scope[str(line.target)] = eval(write(line.value), {"sqrt": np.sqrt}, dict(scope))
    spelled = [(str(line.target), _spelled(write(line.value))) for line in program.body]
    results = [_spelled(write(r)) for r in program.results]

    def step() -> object:
        now = dict(scope)
        for target, text in spelled:
            now[target] = numexpr.evaluate(text, local_dict=now, global_dict={})
        return [numexpr.evaluate(text, local_dict=now, global_dict={}) for text in results]

    return step


def _spelled(text: str) -> str:
    """NumPy's names as numexpr spells them; it has no sign and no maximum, both are choices."""
    text = text.replace("absolute(", "abs(")
    while "sign(" in text:
        inner, before, after = _called(text, "sign(")
        text = f"{before}where({inner} > 0, 1.0, where({inner} < 0, -1.0, 0.0)){after}"
    return text


def _called(text: str, name: str) -> tuple[str, str, str]:
    """The argument of a call, and what stands before and after it."""
    start = text.index(name) + len(name)
    depth, end = 1, start
    while depth:
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        end += 1
    return text[start : end - 1], text[: start - len(name)], text[end:]


def optax_step(name: str, size: int) -> Iterator[tuple[str, Step]]:
    """The update of Optax under jit, with its arrays donated."""
    import jax
    import optax

    jax.config.update("jax_enable_x64", True)
    made = {
        "adam": lambda: optax.adam(1e-3),
        "adamw": lambda: optax.adamw(1e-3),
        "rmsprop": lambda: optax.rmsprop(1e-3),
        "momentum": lambda: optax.sgd(1e-3, momentum=0.9),
        "lion": lambda: optax.lion(1e-3),
    }[name]()
    w, g = (jax.numpy.asarray(a) for a in arrays(size, 0))
    kept = [w, made.init(w)]

    def update(w: Any, state: Any, g: Any) -> Any:
        moved, state = made.update(g, state, w)
        return optax.apply_updates(w, moved), state

    compiled = jax.jit(update, donate_argnums=(0, 1))

    def step() -> object:
        kept[:] = compiled(kept[0], kept[1], g)
        return jax.block_until_ready(kept[0])

    yield "Optax, jit", step


def torch_steps(name: str, size: int) -> Iterator[tuple[str, Step]]:
    """PyTorch's own steps: over lists of tensors, and the fused kernel where there is one."""
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    classes: dict[str, tuple[Any, dict[str, Any]]] = {
        "adam": (torch.optim.Adam, {}),
        "adamw": (torch.optim.AdamW, {}),
        "rmsprop": (torch.optim.RMSprop, {}),
        "momentum": (torch.optim.SGD, {"momentum": 0.9}),
    }
    if name not in classes:
        return
    made, options = classes[name]
    for label, path in (("torch, foreach", {"foreach": True}), ("torch, fused", {"fused": True})):
        w, g = (torch.from_numpy(a) for a in arrays(size, 0))
        w.grad = g
        try:
            solver = made([w], **options, **path)
        except (TypeError, RuntimeError):
            continue  # no fused kernel of this one
        yield label, solver.step


def memory_limit(given: list[Any]) -> Step:
    """The same arrays read and written, by a compiled loop that only adds them up."""
    import numba

    from verifier.kernel.blocks import ALONE

    names = [f"a{i}" for i in range(len(given))]
    read = " + ".join(f"{name}[i]" for name in names)
    body = "".join(f"        {name}[i] = x\n" for name in names if name != "a1")
    text = f"def loop({', '.join(names)}):\n    for i in numba.prange(a0.size):\n        x = {read}\n{body}"
    space: dict[str, Any] = {"numba": numba}
    exec(text, space)
    compiled = numba.njit(parallel=given[0].size >= ALONE)(space["loop"])
    return lambda: compiled(*given)


def child(threads: int) -> None:
    """Measure everything on some cores and print it."""
    os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:threads]))
    os.environ["NUMBA_NUM_THREADS"] = os.environ["OMP_NUM_THREADS"] = str(threads)
    found = [
        {"name": name, "size": size, "threads": threads, "seconds": measure(name, size)}
        for name in OPTIMIZERS
        for size in SIZES
    ]
    print(json.dumps(found))


def versions() -> dict[str, str]:
    """What was measured with."""
    from importlib.metadata import version

    packages = ("numpy", "numba", "numexpr", "jax", "optax", "torch")
    return {"python": sys.version.split()[0], **{name: version(name) for name in packages}}


def main() -> None:
    """Measure, then write the page and its plot."""
    from tests.benchmarks.kernels_page import page, plot
    from verifier import catalogue

    found: list[dict[str, Any]] = []
    for threads in THREADS:
        command = [sys.executable, "-m", "tests.benchmarks.kernels", "--threads", str(threads)]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        found += json.loads(done.stdout.splitlines()[-1])
    data = {"dtype": DTYPE, "versions": versions(), "cores": os.cpu_count(), "steps": found}
    data["states"] = {name: len(catalogue.system(name).states) for name in OPTIMIZERS}
    (ROOT / "reports/measured/kernels.json").write_text(json.dumps(data, indent=1) + "\n")
    (ROOT / "reports/measured/kernels.svg").write_text(plot(data))
    (ROOT / "reports/kernels.md").write_text(page(data))


if __name__ == "__main__":
    child(int(sys.argv[2])) if sys.argv[1:2] == ["--threads"] else main()
