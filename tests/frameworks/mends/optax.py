"""What would mend each defect of Optax."""

from __future__ import annotations

MENDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "optax_acprop": (
        ("optax.contrib._acprop", "lambda g, m: g - m, updates, state.mu", "lambda g, m: g - m, updates, mu"),
    ),
    "optax_adadelta": (
        (
            "optax._src.alias",
            "transform.scale_by_adadelta(rho=rho, eps=eps),\n"
            "      transform.scale_by_learning_rate(learning_rate)",
            "transform.scale_by_adadelta(rho=rho, eps=eps),\n"
            "      transform.scale_by_learning_rate(1.0 if learning_rate is None else learning_rate)",
        ),
    ),
    "optax_adam_half": (("optax._src.alias", "eps: jax.typing.ArrayLike = 1e-8", "eps: float = 1e-4"),),
    "optax_adan": (("optax._src.transform", "add_scale(g, 1 - b2, diff)", "add_scale(g, b2, diff)"),),
    "optax_adan_decay": (
        (
            "optax._src.alias",
            "      transform.add_decayed_weights(weight_decay, mask),\n"
            "      transform.scale_by_learning_rate(learning_rate),\n  )\n",
            "      transform.scale_by_learning_rate(learning_rate),\n"
            "      base.stateless(lambda u, w: (u - learning_rate * weight_decay * w)\n"
            "                     / (1 + learning_rate * weight_decay)),\n  )\n",
        ),
    ),
    "optax_dadapt_warmup": (
        (
            "optax.contrib._dadapt_adamw",
            "jnp.maximum(state.estim_lr, d_estimate)",
            "jnp.fmax(state.estim_lr, d_estimate)",
        ),
    ),
    "optax_madgrad_rate": (("optax.contrib._madgrad", "lr_stable = lr + eps", "lr_stable = lr"),),
    "optax_onecycle": (
        (
            "optax.schedules._schedule",
            "transition_steps: 1.0 / final_div_factor",
            "transition_steps: div_factor / final_div_factor",
        ),
    ),
    "optax_optimistic_adam": (("optax._src.alias", "nesterov: bool = True", "nesterov: bool = False"),),
    "optax_rmsprop_centered": (
        (
            "optax._src.transform",
            "jax.lax.rsqrt(n - abs_sq(m) + eps)",
            "jax.lax.rsqrt(jnp.maximum(n - abs_sq(m), 0) + eps)",
        ),
    ),
    "optax_rprop": (
        (
            "optax._src.transform",
            " prev_updates,\n        state.prev_updates,",
            " prev_updates,\n        prev_updates,",
        ),
    ),
    "optax_schedule_free_warmup": (
        ("optax.contrib._schedule_free", "(state.step_count)", "(state.step_count - 1)"),
    ),
    "optax_schedules_single": (
        (
            "optax.schedules._schedule",
            "decreased_count / transition_steps",
            "jnp.asarray(decreased_count, float) / transition_steps",
        ),
    ),
    "optax_warmup_cosine": (
        ("optax.schedules._schedule", "decay_steps=decay_steps - warmup_steps", "decay_steps=decay_steps"),
    ),
    "optax_yogi": (
        (
            "optax._src.transform",
            "mu = optax.tree.full_like(params, initial_accumulator_value)",
            "mu = optax.tree.zeros_like(params)",
        ),
    ),
}
