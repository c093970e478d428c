"""Measures how many environment steps a second sb3_contrib's MaskablePPO trains with, with cryogym's network.

The environment is trivial (observations from a pool made beforehand, random rewards), so that the library is what is
measured. Prints one line of JSON. Example: python maskable_ppo.py --candidates 64 --present 16 --total-steps 10240
"""

import argparse
import importlib.metadata
import json
import platform
import sys
import time

import gymnasium
import numpy as np
import torch
from sb3_contrib import MaskablePPO
from stable_baselines3.common.callbacks import BaseCallback
from stable_baselines3.common.vec_env import DummyVecEnv, SubprocVecEnv

from candidate_policy import CandidatePolicy, check_network

HEADS = 3  # STOP, UP and WAIT, the first actions
EPISODE_STEPS = 200
POOL = 256


class TrivialEnv(gymnasium.Env):
    """Observation: features of the candidates, context (its first values a one-hot level), which candidates are there."""

    def __init__(self, flags, seed):
        random = np.random.default_rng(seed)
        shape = (POOL, flags.candidates)
        # Uniform about the mean, and never none.
        low = max(1, 2 * flags.present - flags.candidates)
        counts = random.integers(low, 2 * flags.present - low, size=(POOL, 1), endpoint=True)
        present = random.random(shape).argsort(axis=1) < counts
        features = random.standard_normal((*shape, flags.features)) * present[..., None]
        context = random.standard_normal((POOL, flags.context))
        context[:, : flags.levels] = np.eye(flags.levels)[random.integers(flags.levels, size=POOL)]
        parts = [features.reshape(POOL, -1), context, present]
        self._observations = np.concatenate(parts, axis=1).astype(np.float32)
        self._masks = np.concatenate([random.random((POOL, HEADS)) < 0.5, present], axis=1)
        self._rewards = random.standard_normal(POOL)
        self._order = random.integers(POOL, size=4099)
        self._made = 0
        self._left = 0
        self.observation_space = gymnasium.spaces.Box(-np.inf, np.inf, self._observations.shape[1:], np.float32)
        self.action_space = gymnasium.spaces.Discrete(HEADS + flags.candidates)

    def reset(self, *, seed=None, options=None):
        self._left = EPISODE_STEPS
        return self._next(), {}

    def step(self, action):
        if not self._masks[self._at, action]:
            raise AssertionError(f"action {action} was taken though it is masked")
        self._left -= 1
        observation = self._next()
        return observation, float(self._rewards[self._at]), self._left == 0, False, {}

    def action_masks(self):
        return self._masks[self._at]

    def _next(self):
        self._made = (self._made + 1) % len(self._order)
        self._at = self._order[self._made]
        return self._observations[self._at]


class Stopwatch(BaseCallback):
    """When each rollout begins and ends, by the clock and by the processor time of this process."""

    def __init__(self):
        super().__init__()
        self.begun, self.ended, self.used = [], [], []

    def _on_rollout_start(self):
        self.begun.append(time.perf_counter())
        self.used.append(time.process_time())

    def _on_rollout_end(self):
        self.ended.append(time.perf_counter())

    def _on_training_end(self):
        self._on_rollout_start()

    def _on_step(self):
        return True


def parse_flags():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)

    def add(flag, default, text):
        parser.add_argument(flag, type=int, default=default, help=text)

    add("--candidates", 64, "places for candidates")
    add("--features", 16, "of each candidate")
    add("--context", 24, "features that are not of a candidate, the level among them")
    add("--hidden", 64, "width of each layer")
    add("--levels", 1, "levels, each with a value of its own")
    add("--present", 16, "candidates that are there, on average")
    add("--envs", 8, "environments")
    add("--steps", 256, "steps of each environment in an iteration")
    add("--batch", 256, "steps of a gradient step")
    add("--epochs", 4, "passes over the steps of an iteration")
    add("--total-steps", 20_480, "steps of all environments, those that are not timed among them")
    add("--untimed", 1, "iterations at the beginning that are not timed")
    add("--processes", 1, "1: all environments in this process; more: a process each (SubprocVecEnv has no other way)")
    add("--threads", 1, "of torch")
    add("--seed", 1, "of all random numbers")
    text = "encode candidates that are not there, too, and mask them, or leave them out"
    parser.add_argument("--layout", choices=("padded", "packed"), default="padded", help=text)
    flags = parser.parse_args()
    if any(value < 1 for value in vars(flags).values() if isinstance(value, int)):
        parser.error("all numbers must be at least 1")
    if flags.total_steps <= flags.untimed * flags.envs * flags.steps:
        parser.error("--total-steps must be more than --untimed iterations of --envs times --steps")
    if flags.present > flags.candidates:
        parser.error("--present must be at most --candidates")
    if flags.levels > flags.context:
        parser.error("--levels must be at most --context, which holds which of them it is")
    return flags


def main():
    flags = parse_flags()
    torch.set_num_threads(flags.threads)
    makers = [lambda seed=flags.seed + i: TrivialEnv(flags, seed) for i in range(flags.envs)]
    envs = DummyVecEnv(makers) if flags.processes == 1 else SubprocVecEnv(makers)
    shape = {name: getattr(flags, name) for name in ("candidates", "features", "context", "hidden", "levels")}
    model = MaskablePPO(
        CandidatePolicy,
        envs,
        n_steps=flags.steps,
        batch_size=flags.batch,
        n_epochs=flags.epochs,
        policy_kwargs={"shape": {**shape, "heads": HEADS, "packed": flags.layout == "packed"}},
        device="cpu",
        seed=flags.seed,
    )
    check_network(model.policy)
    before = {name: values.detach().clone() for name, values in model.policy.named_parameters()}
    stopwatch = Stopwatch()
    model.learn(flags.total_steps, callback=stopwatch)
    envs.close()
    for name, values in model.policy.named_parameters():
        if not torch.isfinite(values).all() or torch.equal(values, before[name]):
            sys.exit(f"parameters {name} are not finite, or training has not moved them")
    begun, ended = stopwatch.begun[flags.untimed :], stopwatch.ended[flags.untimed :]
    steps = len(ended) * flags.envs * flags.steps
    seconds = begun[-1] - begun[0]
    rollout_seconds = sum(end - begin for begin, end in zip(begun, ended))
    packages = ("stable-baselines3", "sb3-contrib", "gymnasium", "numpy")
    result = {
        "envStepsPerSecond": steps / seconds,
        "steps": steps,
        "seconds": seconds,
        "rolloutSeconds": rollout_seconds,
        "updateSeconds": seconds - rollout_seconds,
        "processorSeconds": stopwatch.used[-1] - stopwatch.used[flags.untimed],
        "parameters": sum(values.numel() for values in before.values()),
        "torchThreads": torch.get_num_threads(),
        "versions": {"python": platform.python_version(), "torch": torch.__version__}
        | {package: importlib.metadata.version(package) for package in packages},
    }
    print(json.dumps(result), flush=True)


if __name__ == "__main__":
    main()
