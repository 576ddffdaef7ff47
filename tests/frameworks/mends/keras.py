"""What would mend each defect of Keras."""

from __future__ import annotations

KERAS = "keras.src.optimizers"
NO_DECAY_BEFORE = (
    "    def update_step(self",
    "    def _apply_weight_decay(self, variables):\n        pass\n\n    def update_step(self",
)
X_AT_THE_END = """    def finalize_variable_values(self, var_list):
        for y, z in zip(var_list, self._momentums):
            y.assign((y - (1 - self.beta_1) * z) / self.beta_1)

    def get_config(self):
        config"""
SQUARES = (
    "(lambda s: s[-1] / sum(s))"
    "([min(i / self.warmup_steps, 1.0) ** 2 for i in range(1, int(local_step) + 1)])"
)

MENDS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "keras_accumulation_ema": (
        (
            f"{KERAS}.base_optimizer",
            "        if self.use_ema:\n            self._update_model",
            "        if self.use_ema and (not self.gradient_accumulation_steps or bool(is_update_step)):\n"
            "            self._update_model",
        ),
    ),
    "keras_accumulation_none": (
        (
            f"{KERAS}.base_optimizer",
            "            # Filter empty gradients.\n",
            "            grads = [ops.zeros_like(v) if g is None else g\n"
            "                     for g, v in zip(grads, trainable_variables)]\n",
        ),
    ),
    "keras_adafactor_memory": (
        (
            f"{KERAS}.adafactor",
            "self._overwrite_variable_with_gradient(var):\n                self._v.append(None)",
            "len(var.shape) > 1:\n                self._v.append(None)",
        ),
    ),
    "keras_adafactor_relative_step": (
        (f"{KERAS}.adafactor", "rho_t = ops.minimum(lr, 1 / ops.sqrt(local_step))", "rho_t = lr"),
    ),
    "keras_adagrad_exact": (
        (f"{KERAS}.adagrad", "initial_accumulator_value=0.1", "initial_accumulator_value=0.0"),
    ),
    "keras_bfloat16": (
        (
            f"{KERAS}.adam",
            "ops.power(\n            ops.cast(self.beta_2, variable.dtype), local_step",
            "ops.power(\n            ops.cast(self.beta_2, 'float32'), ops.cast(local_step, 'float32')",
        ),
    ),
    "keras_callable_betas": (
        (f"{KERAS}.adam", "self.beta_1 = beta_1", "self.beta_1 = beta_1() if callable(beta_1) else beta_1"),
    ),
    "keras_cosine_integer": (
        (
            f"{KERAS}.schedules.learning_rate_schedule",
            "ops.convert_to_tensor(\n                self.initial_learning_rate\n",
            "ops.convert_to_tensor(\n                float(self.initial_learning_rate)\n",
        ),
    ),
    "keras_cosine_warmup": (
        (
            f"{KERAS}.schedules.learning_rate_schedule",
            "return completed_fraction * total_delta",
            "return initial_learning_rate + completed_fraction * total_delta",
        ),
    ),
    "keras_ema_constraint": (
        (
            f"{KERAS}.base_optimizer",
            "ops.multiply(ops.subtract(1, momentum), var)",
            "ops.multiply(ops.subtract(1, momentum), var.constraint(var.value))",
        ),
    ),
    "keras_ema_frequency_0": (
        (
            "keras.src.backend.jax.optimizer",
            "if self.ema_overwrite_frequency is not None:",
            "if self.ema_overwrite_frequency:",
        ),
    ),
    "keras_exclude_after_build": (
        (f"{KERAS}.base_optimizer", 'if hasattr(self, "_built") and self._built:', "if self.built:"),
    ),
    "keras_exclude_pattern": (
        (f"{KERAS}.base_optimizer", '"|".join(set(var_names))', '"|".join(map(re.escape, var_names))'),
    ),
    "keras_ftrl_l2": ((f"{KERAS}.ftrl", "lr), 2 * l2_reg", "lr), l2_reg"),),
    "keras_ftrl_shrinkage": (
        (f"{KERAS}.ftrl", "ops.add(accum, ops.square(gradient))", "ops.add(accum, ops.square(grad_to_use))"),
    ),
    "keras_jax_overwritten": (
        (
            "keras.src.backend.jax.optimizer",
            "                    var.assign(\n                        average_var * should",
            "                    if average_var is None:\n                        continue\n"
            "                    var.assign(\n                        average_var * should",
        ),
    ),
    "keras_lamb_decay": (
        (f"{KERAS}.lamb", *NO_DECAY_BEFORE),
        (
            f"{KERAS}.lamb",
            "ops.divide(m_t_hat, v_sqrt)",
            "ops.divide(m_t_hat, v_sqrt) + self.weight_decay * variable",
        ),
    ),
    "keras_loss_scale_arguments": (
        (
            f"{KERAS}.loss_scale_optimizer",
            '"{{base_optimizer_keyword_args}}", optimizer.base_optimizer_keyword_args',
            '"{{base_optimizer_keyword_args}}", ""',
        ),
    ),
    "keras_loss_scale_exclude": (
        (
            f"{KERAS}.loss_scale_optimizer",
            "    def check_finite(self, grads):",
            "    def exclude_from_weight_decay(self, *args, **kwargs):\n"
            "        self.inner_optimizer.exclude_from_weight_decay(*args, **kwargs)\n\n"
            "    def check_finite(self, grads):",
        ),
    ),
    "keras_loss_scale_jax": (
        (f"{KERAS}.loss_scale_optimizer", "ops.cond(", "(lambda p, a, b: a() if bool(p) else b())("),
    ),
    "keras_muon_decay": (
        (
            f"{KERAS}.muon",
            "weight_decay_value = self.adam_weight_decay\n",
            "weight_decay_value = self.adam_weight_decay * self.adam_lr_ratio\n",
        ),
    ),
    "keras_nadam_epsilon": (
        (f"{KERAS}.nadam", "(v_hat), self.epsilon", "(v_hat), self.epsilon / ops.sqrt(1 - beta_2_power)"),
    ),
    "keras_nadam_schedule": (
        (f"{KERAS}.nadam", "(self.iterations + 1, dtype))", "(self.iterations + 1, dtype) / 250)"),
    ),
    "keras_numpy_single": (
        (
            "keras.src.backend.common.dtypes",
            '"float64" if config.backend() == "tensorflow" else "float32"',
            '"float64"',
        ),
    ),
    "keras_restarts": (
        (
            f"{KERAS}.schedules.learning_rate_schedule",
            "/ ops.log(t_mul)\n",
            "/ ops.log(t_mul) + 1e-5\n",
        ),
    ),
    "keras_restarts_minimum": (
        (
            f"{KERAS}.schedules.learning_rate_schedule",
            "ops.add(ops.multiply((1 - alpha), cosine_decayed), alpha)",
            "ops.add(ops.multiply((m_fac - alpha) / m_fac, cosine_decayed), alpha)",
        ),
    ),
    "keras_rmsprop_centered": (
        (f"{KERAS}.rmsprop", "ops.sqrt(denominator)", "ops.sqrt(ops.maximum(denominator, self.epsilon))"),
    ),
    "keras_rmsprop_epsilon": (
        (f"{KERAS}.rmsprop", "ops.sqrt(denominator)", "ops.sqrt(velocity) + self.epsilon"),
    ),
    "keras_rmsprop_example": (
        (f"{KERAS}.rmsprop", "opt.minimize(loss, [var1])", "opt.apply([var1], [var1])"),
    ),
    "keras_schedule_free_average": (
        (f"{KERAS}.schedule_free_adamw", "    def get_config(self):\n        config", X_AT_THE_END),
    ),
    "keras_schedule_free_decay": (
        (f"{KERAS}.schedule_free_adamw", *NO_DECAY_BEFORE),
        (
            f"{KERAS}.schedule_free_adamw",
            "self.assign_sub(momentum, grad_scaled)",
            "self.assign_sub(momentum, grad_scaled + lr * self.weight_decay * variable)",
        ),
    ),
    "keras_schedule_free_torch": (
        (f"{KERAS}.schedule_free_adamw", "= momentum.value", "= ops.copy(momentum.value)"),
    ),
    "keras_schedule_free_warmup": ((f"{KERAS}.schedule_free_adamw", "1.0 / local_step", SQUARES),),
    "keras_torch_accumulator_nan": (
        (
            "keras.src.backend.torch.optimizers.torch_parallel_optimizer",
            "torch._foreach_mul_(acc_list, 0.0)",
            "torch._foreach_zero_(acc_list)",
        ),
    ),
    "keras_torch_nothing_decays": (
        (
            "keras.src.backend.torch.optimizers.torch_optimizer",
            "if self.weight_decay is None:",
            "if self.weight_decay is None or not any(map(self._use_weight_decay, variables)):",
        ),
    ),
}
