"""cryogym's network as a policy of sb3_contrib: one encoder for all candidates, pooled into a context."""

import torch
from sb3_contrib.common.maskable.policies import MaskableActorCriticPolicy
from torch import nn


class CandidateNetwork(nn.Module):
    """From an observation to the logits of all actions, and to the value.

    :param packed: whether candidates that are not there are left out of the work, rather than masked afterwards
    """

    def __init__(self, candidates, features, context, hidden, levels, heads, packed):
        super().__init__()
        self.packed = packed
        self.sizes = [candidates * features, context, candidates]
        self.candidates, self.features, self.levels = candidates, features, levels
        self.latent_dim_pi, self.latent_dim_vf = heads + candidates, 1
        self.encoder = nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.ReLU())
        self.context = nn.Sequential(nn.Linear(context + 2 * hidden, hidden), nn.ReLU())
        self.from_candidate = nn.Linear(hidden, hidden)
        self.from_context = nn.Linear(hidden, hidden, bias=False)
        self.score = nn.Linear(hidden, 1)
        self.heads = nn.Linear(hidden, heads)
        self.value = nn.Linear(hidden, levels)

    def forward(self, observation):
        rows, context, level, there = self._encode(observation)
        return self._logits(rows, context, there), self._value(context, level)

    def forward_actor(self, observation):
        rows, context, _, there = self._encode(observation)
        return self._logits(rows, context, there)

    def forward_critic(self, observation):
        _, context, level, _ = self._encode(observation)
        return self._value(context, level)

    def _encode(self, observation):
        features, context, present = observation.split(self.sizes, dim=1)
        features = features.view(-1, self.candidates, self.features)
        there = present.bool()
        # Nothing encoded is below 0, so that what is not there is never the largest.
        if self.packed:
            rows = self.encoder(features[there])
            total = rows.new_zeros((len(there), rows.shape[1])).index_add(0, there.nonzero()[:, 0], rows)
            largest = torch.segment_reduce(rows, "max", lengths=there.sum(1), initial=0.0)
        else:
            rows = self.encoder(features)
            kept = rows * present.unsqueeze(2)
            total, largest = kept.sum(1), kept.max(1).values
        mean = total / present.sum(1, keepdim=True).clamp(min=1)
        return rows, self.context(torch.cat([context, mean, largest], 1)), context[:, : self.levels], there

    def _logits(self, rows, context, there):
        of_context = self.from_context(context)
        if self.packed:
            joined = torch.relu(self.from_candidate(rows) + of_context[there.nonzero()[:, 0]])
            scores = context.new_zeros(there.shape)
            scores[there] = self.score(joined).squeeze(1)
        else:
            joined = torch.relu(self.from_candidate(rows) + of_context.unsqueeze(1))
            scores = self.score(joined).squeeze(2)
        return torch.cat([self.heads(context), scores], 1)

    def _value(self, context, level):
        return (self.value(context) * level).sum(1, keepdim=True)


class CandidatePolicy(MaskableActorCriticPolicy):
    """The network's outputs are logits and value already: the library's own last layers let them through."""

    def __init__(self, *args, shape, **kwargs):
        self.shape = shape
        super().__init__(*args, **kwargs)

    def _build(self, lr_schedule):
        self.mlp_extractor = CandidateNetwork(**self.shape)
        self.action_net = nn.Identity()
        self.value_net = nn.Identity()
        self.optimizer = self.optimizer_class(self.parameters(), lr=lr_schedule(1), **self.optimizer_kwargs)


def check_network(policy):
    """Fails unless logits follow their candidates, and candidates that are not there change nothing else."""
    network = policy.mlp_extractor
    n, heads = network.candidates, network.latent_dim_pi - network.candidates
    with torch.no_grad():
        features = torch.randn(1, n, network.features)
        context = torch.randn(1, network.sizes[1])
        present = (torch.arange(n) < (n + 1) // 2).float().view(1, -1)

        def outputs(features, present):
            logits, value = network(torch.cat([features.flatten(1), context, present], 1))
            return logits[:, :heads], logits[:, heads:], value

        fixed, scores, value = outputs(features, present)
        order = torch.randperm(n)
        moved = outputs(features[:, order], present[:, order])
        torch.testing.assert_close(moved, (fixed, scores[:, order], value), rtol=1e-4, atol=1e-5)
        noisy = features + 10 * (1 - present).unsqueeze(2)
        changed = outputs(noisy, present)
        there = present.bool()
        expected = (fixed, scores[there], value)
        torch.testing.assert_close((changed[0], changed[1][there], changed[2]), expected, rtol=1e-4, atol=1e-5)
