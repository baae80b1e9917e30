"""Projects weights on request: torch_prune.py FOLDER THREADS STRUCTURE@RATE, or fixedBITS:row:max for levels

Answers as torch_worker.py does; the loss is the part of the weights that stays, or the squared error relative to the
squares of the weights.
"""

import os
import re
import sys

import torch
from torch.nn import functional as F

from torch_worker import read_safetensors, serve

PATTERNS = ["4578", "3467", "1245", "0134", "5678", "3457", "1457", "1347"]


def top(scores, count):
    """Ones where the largest scores are."""
    mask = torch.zeros_like(scores).view(-1)
    mask[torch.topk(scores.reshape(-1), count, sorted=False).indices] = 1
    return mask.view_as(scores)


def blocks(squares, height, width, rate):
    """Blocks of a stack of matrices [rows, columns, positions]; those at the edges are padded with zeros."""
    rows, columns, positions = squares.shape
    padded = F.pad(squares, (0, 0, 0, -columns % width, 0, -rows % height))
    down, across = padded.shape[0] // height, padded.shape[1] // width
    sums = padded.view(down, height, across, width, positions).sum((1, 3))
    kept = top(sums, round(sums.numel() / rate))
    spread = kept.repeat_interleave(height, 0).repeat_interleave(width, 1)
    return spread[:rows, :columns]


def n_of_m(w, n, m):
    groups = w.abs().view(w.shape[0], w.shape[1], -1).transpose(1, 2)
    columns = groups.shape[2]
    groups = F.pad(groups, (0, -columns % m)).reshape(-1, m)
    mask = torch.zeros_like(groups).scatter_(1, groups.topk(n, 1, sorted=False).indices, 1)
    mask = mask.view(w.shape[0], -1, columns + -columns % m)[:, :, :columns]
    return mask.transpose(1, 2).reshape(w.shape)


def patterned(w, sharing, rate):
    table = torch.zeros(len(PATTERNS), 9)
    for row, positions in zip(table, PATTERNS):
        row[[int(position) for position in positions]] = 1
    squares = w.square().view(w.shape[0] // sharing, sharing, w.shape[1], 9).sum(1)
    retained, chosen = (squares @ table.T).max(2)
    mask = table[chosen] * top(retained, round(retained.numel() * 9 / 4 / rate)).unsqueeze(2)
    return mask.repeat_interleave(sharing, 0).view_as(w)


def mask(w, name, numbers, rate):
    area = w[0, 0].numel()
    squares = w.square()
    kernels = squares.view(w.shape[0], w.shape[1], area)
    matrix = squares.view(w.shape[0], -1, 1)
    if name == "filter":
        result = blocks(kernels.sum(2, keepdim=True), 1, w.shape[1], rate)
    elif name == "channel":
        result = blocks(kernels.sum(2, keepdim=True), w.shape[0], 1, rate)
    elif name == "column":
        result = blocks(matrix, w.shape[0], 1, rate)
    elif name == "n:m" and w.shape[1] >= numbers[1]:
        return n_of_m(w, *numbers)
    elif name == "pattern" and area in (1, 9):
        if area == 9:
            return patterned(w, numbers[0], rate)
        result = blocks(matrix, numbers[0], 1, rate)
    elif name == "block-punched":
        result = blocks(kernels, numbers[0], numbers[1] if area > 1 else 1, rate)
    elif name == "block-row":
        result = blocks(matrix, 1, numbers[0], rate)
    elif name == "block-column" or name == "token-lane" and area == 1:
        result = blocks(matrix, numbers[0], 1, rate)
    elif name == "position" and area > 1:
        result = blocks(kernels, numbers[0], w.shape[1], rate)
    else:
        return top(squares, round(w.numel() / rate))
    rows, columns, _ = result.shape
    return result.expand(rows, columns, w.numel() // (rows * columns)).reshape(w.shape)


class Projection:
    def __init__(self, folder, structure):
        self.weights = read_safetensors(os.path.join(folder, "weights.safetensors")).values()
        text, rate = structure.split("@")
        self.rate = float(rate)
        self.name = next(name for name in NAMES if text.startswith(name))
        rest = text[len(self.name):].replace("clicktrain8", "").replace("/g", "").strip(":").replace("x", ":")
        self.numbers = [int(number) for number in rest.split(":") if number] or [1]

    @torch.no_grad()
    def run(self, steps):
        for _ in range(steps):
            total = kept = 0
            for w in self.weights:
                chosen = mask(w, self.name, self.numbers, self.rate)
                # What a projection gives: the weights and their mask.
                projected = (w * chosen, chosen)
                total += w.numel()
                kept += int(projected[1].sum())
        return kept / total


class Rounding:
    """Fixed point, with the largest magnitude of each row as its scale."""

    def __init__(self, folder, levels):
        self.weights = read_safetensors(os.path.join(folder, "weights.safetensors")).values()
        self.largest = 2 ** (int(re.fullmatch(r"fixed(\d):row:max", levels)[1]) - 1) - 1
        errors = sum(float((w - self.project(w)[0]).square().sum(dtype=torch.float64)) for w in self.weights)
        self.error = errors / sum(float(w.square().sum(dtype=torch.float64)) for w in self.weights)

    def project(self, w):
        rows = w.view(w.shape[0], -1)
        # Rows of zeros stay as they are.
        unit = rows.abs().amax(1, keepdim=True).clamp_(min=1e-30) / self.largest
        return (rows / unit).round_().mul_(unit).view_as(w), unit

    @torch.no_grad()
    def run(self, steps):
        for _ in range(steps):
            for w in self.weights:
                self.project(w)
        return self.error


NAMES = [
    "unstructured", "filter", "channel", "column", "n:m", "pattern",
    "block-punched", "block-row", "block-column", "token-lane", "position",
]


def main(folder, threads, task):
    torch.set_num_threads(int(threads))
    serve((Projection if "@" in task else Rounding)(folder, task).run)


if __name__ == "__main__":
    main(*sys.argv[1:])
