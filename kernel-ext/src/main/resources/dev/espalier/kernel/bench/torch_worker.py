"""Trains a network of the bench on request: torch_worker.py FOLDER THREADS NCHW|CHANNELS_LAST

Says "ready WHAT"; then, for each line "run N", makes N steps and says
"done STEPS WALL_SECONDS CPU_SECONDS RESIDENT_KB PEAK_KB LOSS". Ends with its input.
"""

import json
import os
import re
import sys
import time

import numpy
import torch
from torch.nn import functional as F

from torch_nets import NETS


def read_safetensors(file):
    with open(file, "rb") as source:
        header = json.loads(source.read(int.from_bytes(source.read(8), "little")))
        numbers = numpy.frombuffer(source.read(), dtype="<f4")
    tensors = {}
    for name, entry in header.items():
        begin, end = (offset // 4 for offset in entry["data_offsets"])
        tensors[name] = torch.from_numpy(numbers[begin:end].reshape(entry["shape"]).copy())
    return tensors


NAMES = {"scale": "weight", "shift": "bias", "running_variance": "running_var"}


def load(net, weights):
    """Every parameter of Espalier's goes to the one of the same layer, and none may be left over."""
    state = net.state_dict()
    for name, tensor in weights.items():
        layer, kind = name.rsplit(".", 1)
        state.pop("%s.%s" % (layer, NAMES.get(kind, kind))).copy_(tensor)
    left = [name for name in state if not name.endswith("num_batches_tracked")]
    if left:
        raise ValueError("there are no weights for %s" % left)


def make_optimizer(net, plan):
    if plan["kind"] == "sgd":
        return torch.optim.SGD(
            net.parameters(), plan["rate"], plan["momentum"], weight_decay=plan["weight_decay"], nesterov=plan["nesterov"]
        )
    return torch.optim.Adam(
        net.parameters(), plan["rate"], (plan["beta1"], plan["beta2"]), plan["epsilon"], plan["weight_decay"]
    )


def blas():
    """The linear algebra this process has loaded, by the files mapped into it."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if re.search(r"/lib(open)?blas[^/]*\.so|/libmkl_", line)}
    if not files:
        return "unknown" if "mkl" not in torch.__config__.show().lower() else "MKL"
    folders = {os.path.basename(os.path.dirname(file)) for file in files}
    chosen = [folder for folder in sorted(folders) if "openblas" in folder]
    return chosen[0] if chosen else "the slow reference BLAS"


def description():
    onednn = re.search(r"MKL-DNN v([\d.]+)", torch.__config__.show())
    return "PyTorch %s, oneDNN %s, BLAS: %s" % (torch.__version__, onednn.group(1) if onednn else "none", blas())


class Training:
    def __init__(self, folder, channels_last):
        with open(os.path.join(folder, "task.json")) as file:
            task = json.load(file)
        self.net = NETS[task["network"]]()
        load(self.net, read_safetensors(os.path.join(folder, "weights.safetensors")))
        self.optimizer = make_optimizer(self.net, task["optimizer"])
        tensors = read_safetensors(os.path.join(folder, "batches.safetensors"))
        self.batches = [(tensors["images%d" % i], tensors["labels%d" % i].long()) for i in range(task["batches"])]
        if channels_last:
            self.net = self.net.to(memory_format=torch.channels_last)
            self.batches = [(x.contiguous(memory_format=torch.channels_last), y) for x, y in self.batches]
        self.next = 0

    def run(self, steps):
        for _ in range(steps):
            images, labels = self.batches[self.next]
            self.next = (self.next + 1) % len(self.batches)
            self.optimizer.zero_grad(set_to_none=True)
            loss = F.cross_entropy(self.net(images), labels)
            loss.backward()
            self.optimizer.step()
        return loss.item()


def memory(what):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(what + ":"))


def main(folder, threads, layout):
    torch.set_num_threads(int(threads))
    training = Training(folder, layout == "CHANNELS_LAST")
    print("ready", description(), flush=True)
    for line in sys.stdin:
        steps = int(line.split()[1])
        wall, cpu = time.perf_counter(), time.process_time()
        loss = training.run(steps)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        numbers = (steps, wall, cpu, memory("VmRSS"), memory("VmHWM"), loss)
        print("done %d %.9f %.9f %d %d %.9g" % numbers, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
