"""What would mend each defect of PyTorch."""

from __future__ import annotations

TORCH = "torch.optim"

MENDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "torch_adafactor_decay": (
        (f"{TORCH}._adafactor", "weight_decay: float = 0.0", "weight_decay: float = 0.01"),
    ),
    "torch_adafactor_epsilon": (
        (
            f"{TORCH}._adafactor",
            "        if eps1 is None:\n            eps1 = torch.finfo(param.dtype).eps",
            "        eps1 = torch.finfo(param.dtype).eps",
        ),
    ),
    "torch_adam_differentiable": ((f"{TORCH}.optimizer", "else torch.float32\n", "else torch.float64\n"),),
    "torch_adam_half": ((f"{TORCH}.adam", "sqrt).add_(eps)", "sqrt).add_(max(eps, 1e-7))"),),
    "torch_asgd_eta": ((f"{TORCH}.optimizer", "else torch.float32\n", "else torch.float64\n"),),
    "torch_fused_strides": (
        (
            f"{TORCH}.sgd",
            "    no_momentum_buffer = momentum == 0\n",
            "    no_momentum_buffer = momentum == 0\n"
            "    grads = [torch.empty_like(p).copy_(g) for p, g in zip(params, grads)]\n",
        ),
    ),
    "torch_muon_bfloat16": ((f"{TORCH}._muon", "= grad.bfloat16()", "= grad.bfloat16().clone()"),),
    "torch_muon_buffer": (
        (f"{TORCH}._muon", "buf.lerp_(grad, 1 - momentum)", "buf.mul_(momentum).add_(grad)"),
    ),
    "torch_nadam_product": ((f"{TORCH}.optimizer", "else torch.float32\n", "else torch.float64\n"),),
    "torch_restarts": (
        (
            f"{TORCH}.lr_scheduler",
            "(epoch / self.T_0 * (self.T_mult - 1) + 1), self.T_mult\n                        )",
            "(epoch / self.T_0 * (self.T_mult - 1) + 1), self.T_mult\n                        ) + 1e-9",
        ),
    ),
    "torch_rmsprop_centered": ((f"{TORCH}.rmsprop", "value=-1).sqrt_()", "value=-1).clamp_(min=0).sqrt_()"),),
    "torch_rprop_first_step": (
        (
            f"{TORCH}.rprop",
            "step_size.mul_(sign).clamp_(step_size_min, step_size_max)",
            "step_size.copy_(torch.where(\n"
            "            sign.eq(1), step_size, (step_size * sign).clamp(step_size_min, step_size_max)))",
        ),
    ),
    "torch_sequential_nested": (
        (
            f"{TORCH}.lr_scheduler",
            "            for s in scheds._schedulers:\n                self.recursive_undo(s)",
            "            if sched is not None:\n"
            "                sched.last_epoch -= 1\n"
            "            for s in scheds._schedulers:\n                self.recursive_undo(s)",
        ),
    ),
    "torch_sequential_resumed": (
        (
            f"{TORCH}.lr_scheduler",
            "        self._last_lr = schedulers[idx].get_last_lr()",
            "        resumed, self.last_epoch = self.last_epoch, 0\n"
            "        for _ in range(resumed):\n"
            "            self.step()\n"
            "        self._last_lr = schedulers[idx].get_last_lr()",
        ),
    ),
    "torch_sgd_fused": (
        (
            f"{TORCH}.sgd",
            "            momentum_buffer_list[i] = torch.empty_like(g)\n    grouped",
            "            momentum_buffer_list[i] = torch.empty_like(g)\n"
            "    elif not no_momentum_buffer:\n"
            "        fresh = [i for i, b in enumerate(momentum_buffer_list) if b is None]\n"
            "        for i in fresh:\n"
            "            momentum_buffer_list[i] = grads[i] / momentum * dampening\n"
            "    grouped",
        ),
    ),
    "torch_sgd_gradient": (
        (
            f"{TORCH}.sgd",
            "torch._foreach_add_(device_grads, bufs",
            "device_grads = torch._foreach_add(device_grads, bufs",
        ),
    ),
    "torch_sparse_adam": (
        (f"{TORCH}._functional", "sqrt_().add_(eps)", "sqrt_().add_(eps * math.sqrt(1 - beta2**step))"),
    ),
}
