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


KINDS = {"scale": "weight", "shift": "bias", "running_variance": "running_var"}


def torch_name(name):
    """What PyTorch calls a parameter of Espalier's."""
    layer, dot, kind = name.replace("/", ".").rpartition(".")
    return (layer + dot + KINDS.get(kind, kind)).replace("in_proj.", "in_proj_")


def load(net, weights):
    """Every parameter of Espalier's goes to the one of the same layer, and none may be left over."""
    state = net.state_dict()
    for name, tensor in weights.items():
        state.pop(torch_name(name)).copy_(tensor)
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


class Classification:
    def __init__(self, net, plan):
        self.net = net
        self.optimizer = make_optimizer(net, plan)

    def step(self, batch):
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.net(batch["images"]), batch["labels"])
        loss.backward()
        self.optimizer.step()
        return loss


class Adversarial:
    def __init__(self, nets, plan):
        self.generator, self.discriminator = nets["generator"], nets["discriminator"]
        self.optimizers = {name: make_optimizer(net, plan) for name, net in nets.items()}

    def step(self, batch):
        with torch.no_grad():
            made = self.generator(batch["noise_discriminator"])
        self.optimizers["discriminator"].zero_grad(set_to_none=True)
        real, fake = self.discriminator(batch["images"]), self.discriminator(made)
        judged = 0.5 * F.softplus(-real).mean() + 0.5 * F.softplus(fake).mean()
        judged.backward()
        self.optimizers["discriminator"].step()

        self.optimizers["generator"].zero_grad(set_to_none=True)
        self.discriminator.requires_grad_(False)
        fooled = F.softplus(-self.discriminator(self.generator(batch["noise_generator"]))).mean()
        fooled.backward()
        self.discriminator.requires_grad_(True)
        self.optimizers["generator"].step()
        return judged.detach() + fooled


class Training:
    def __init__(self, folder, channels_last):
        with open(os.path.join(folder, "task.json")) as file:
            task = json.load(file)
        net = NETS[task["network"]]()
        load(net, read_safetensors(os.path.join(folder, "weights.safetensors")))
        self.batches = [{} for _ in range(task["batches"])]
        for name, tensor in read_safetensors(os.path.join(folder, "batches.safetensors")).items():
            number, name = name.split("/")
            if channels_last and tensor.dim() == 4:
                tensor = tensor.contiguous(memory_format=torch.channels_last)
            self.batches[int(number)][name] = tensor.long() if name == "labels" else tensor
        if channels_last:
            net = net.to(memory_format=torch.channels_last)
        kind = Adversarial if isinstance(net, torch.nn.ModuleDict) else Classification
        self.training = kind(net, task["optimizer"])
        self.next = 0

    def run(self, steps):
        for _ in range(steps):
            loss = self.training.step(self.batches[self.next])
            self.next = (self.next + 1) % len(self.batches)
        return loss.item()


def memory(what):
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(what + ":"))


def serve(run):
    """Answers requests until there are no more; run(STEPS) gives a loss."""
    print("ready", description(), flush=True)
    for line in sys.stdin:
        steps = int(line.split()[1])
        wall, cpu = time.perf_counter(), time.process_time()
        loss = run(steps)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        numbers = (steps, wall, cpu, memory("VmRSS"), memory("VmHWM"), loss)
        print("done %d %.9f %.9f %d %d %.9g" % numbers, flush=True)


def main(folder, threads, layout):
    torch.set_num_threads(int(threads))
    serve(Training(folder, layout == "CHANNELS_LAST").run)


if __name__ == "__main__":
    main(*sys.argv[1:])
