"""The loss of a recurrent classifier and its gradients in double precision, as PyTorch computes them.

Reads {"parameters": {name: array}, "input": array, "labels": [class], "levels": {step name: [least, most]}} from the
standard input and writes {"loss": number, "gradients": {name: array}}. Without levels torch.nn.GRU walks the sequence;
with them torch.nn.GRUCell does, and what layers read is rounded as LSQ does (Esser et al. 2020, equations 1 to 3).
"""
import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
given = json.load(sys.stdin)
parameters = {name: torch.tensor(value, requires_grad=True) for name, value in given["parameters"].items()}
x = torch.tensor(given["input"], requires_grad=True)


def rounded(value, name):
    if name not in given["levels"]:
        return value
    least, most = given["levels"][name]
    factor = 1 / math.sqrt(value[0].numel() * most)
    step = parameters[name] * factor + (parameters[name] * (1 - factor)).detach()
    level = torch.clamp(value / step, least, most)
    return step * (level + (torch.round(level) - level).detach())


kinds = {
    "weight_ih": "rnn.input.weight",
    "weight_hh": "rnn.hidden.weight",
    "bias_ih": "rnn.input.bias",
    "bias_hh": "rnn.hidden.bias",
}
hidden = parameters["rnn.hidden.weight"].shape[1]
if given["levels"]:
    state = torch.zeros(x.shape[0], hidden)
    read = rounded(x, "input.step")
    cell = torch.nn.GRUCell(x.shape[2], hidden)
    own = {kind: parameters[name] for kind, name in kinds.items()}
    states = []
    for time in range(x.shape[1]):
        state = torch.nn.utils.stateless.functional_call(cell, own, (read[:, time], state))
        if time < x.shape[1] - 1:
            state = rounded(state, given["state"])
        states.append(state)
    states = rounded(torch.stack(states, 1), given["states"])
else:
    gru = torch.nn.GRU(x.shape[2], hidden, batch_first=True)
    for kind, name in kinds.items():
        setattr(gru, kind + "_l0", torch.nn.Parameter(parameters[name].detach()))
        parameters[name] = getattr(gru, kind + "_l0")
    states = gru(x)[0]
logits = torch.nn.functional.linear(
    states.flatten(1), parameters["classifier.weight"], parameters["classifier.bias"]
)
loss = torch.nn.functional.cross_entropy(logits, torch.tensor(given["labels"]))
loss.backward()
gradients = {name: value.grad.tolist() for name, value in parameters.items()}
gradients["input"] = x.grad.tolist()
json.dump({"loss": loss.item(), "gradients": gradients}, sys.stdout)
