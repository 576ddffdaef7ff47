"""PyTorch's compiler is imported in a process that reads only where something is compiled."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.skipif(
    find_spec("torch") is None, reason="needs PyTorch: python -m pip install 'optimizer-verifier[frameworks]'"
)

BEGIN = """
import sys
import torch
from verifier.lift.frameworks.torch_compiler import leave_out
leave_out()
w = torch.ones(1, requires_grad=True)
w.grad = torch.ones(1)
torch.optim.Adam([w]).step()
assert "torch._dynamo.symbolic_convert" not in sys.modules
"""
LATER = {
    "a module": "from torch._dynamo.utils import counters",
    "a compiled function": "torch.compile(lambda x: x + 1, backend='eager')(w)",
}


@pytest.mark.parametrize("later", LATER.values(), ids=LATER)
def test_a_step_imports_no_compiler_and_what_asks_for_it_has_it(later: str) -> None:
    program = f"{BEGIN}{later}\nassert torch._dynamo is sys.modules['torch._dynamo']\n"
    program += "assert torch._dynamo.__file__ and 'torch._dynamo.symbolic_convert' in sys.modules"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
