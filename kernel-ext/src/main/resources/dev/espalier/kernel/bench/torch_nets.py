"""The networks of the bench in PyTorch. Layers have the names they have in Espalier."""

import torch
from torch import nn
from torch.nn import functional as F


class LeNet5(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 6, 5, padding=2)
        self.conv2 = nn.Conv2d(6, 16, 5)
        self.fc1 = nn.Linear(400, 120)
        self.fc2 = nn.Linear(120, 84)
        self.fc3 = nn.Linear(84, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        x = F.relu(self.fc1(torch.flatten(x, 1)))
        return self.fc3(F.relu(self.fc2(x)))


class BasicBlock(nn.Module):
    def __init__(self, channels_in, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(channels_in, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.stride = stride

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)), inplace=True)
        y = self.bn2(self.conv2(y))
        if self.stride > 1:
            missing = y.shape[1] - x.shape[1]
            x = F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, missing // 2, missing - missing // 2))
        return F.relu(y + x, inplace=True)


class ResNet(nn.Module):
    def __init__(self, depth):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        channels_in = 16
        for stage in (1, 2, 3):
            blocks = []
            for block in range((depth - 2) // 6):
                stride = 2 if stage > 1 and block == 0 else 1
                blocks.append(BasicBlock(channels_in, 8 << stage, stride))
                channels_in = 8 << stage
            self.add_module("layer%d" % stage, nn.Sequential(*blocks))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)), inplace=True)
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


class ConvNorm(nn.Module):
    def __init__(self, channels_in, channels, kernel, stride=1, groups=1):
        super().__init__()
        self.conv = nn.Conv2d(channels_in, channels, kernel, stride, kernel // 2, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(channels)

    def forward(self, x):
        return self.bn(self.conv(x))


class InvertedResidual(nn.Module):
    def __init__(self, channels_in, expansion, channels, stride):
        super().__init__()
        expanded = channels_in * expansion
        self.expand = ConvNorm(channels_in, expanded, 1) if expansion > 1 else None
        self.depthwise = ConvNorm(expanded, expanded, 3, stride, groups=expanded)
        self.project = ConvNorm(expanded, channels, 1)
        self.residual = stride == 1 and channels_in == channels

    def forward(self, x):
        y = x if self.expand is None else F.relu6(self.expand(x), inplace=True)
        y = self.project(F.relu6(self.depthwise(y), inplace=True))
        return y + x if self.residual else y


class MobileNetV2(nn.Module):
    def __init__(self, stem, stages, head):
        super().__init__()
        self.stem = ConvNorm(1, stem, 3)
        channels_in = stem
        for number, (expansion, channels, count, stride) in enumerate(stages, 1):
            blocks = []
            for block in range(count):
                blocks.append(InvertedResidual(channels_in, expansion, channels, stride if block == 0 else 1))
                channels_in = channels
            self.add_module("stage%d" % number, nn.Sequential(*blocks))
        self.stages = len(stages)
        self.head = ConvNorm(channels_in, head, 1)
        self.classifier = nn.Linear(head, 10)

    def forward(self, x):
        x = F.relu6(self.stem(x), inplace=True)
        for number in range(1, self.stages + 1):
            x = getattr(self, "stage%d" % number)(x)
        x = F.relu6(self.head(x), inplace=True)
        return self.classifier(x.mean((2, 3)))


class Position(nn.Module):
    def __init__(self, length, width):
        super().__init__()
        self.weight = nn.Parameter(torch.empty(length, width))

    def forward(self, x):
        return x + self.weight


class Transformer(nn.Module):
    def __init__(self, length, features, width, layers):
        super().__init__()
        self.embed = nn.Linear(features, width)
        self.position = Position(length, width)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(width, width // 32, 4 * width, dropout=0, batch_first=True)
            for _ in range(layers)
        )
        self.classifier = nn.Linear(width, 10)

    def forward(self, x):
        x = self.position(self.embed(x))
        for layer in self.layers:
            x = layer(x)
        return self.classifier(x.mean(1))


class Generator(nn.Module):
    def __init__(self, latent, side, width):
        super().__init__()
        self.shape = (2 * width, side // 4, side // 4)
        self.project = nn.Linear(latent, 2 * width * (side // 4) ** 2)
        self.bn1 = nn.BatchNorm2d(2 * width)
        self.up1 = nn.ConvTranspose2d(2 * width, width, 4, 2, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.up2 = nn.ConvTranspose2d(width, 1, 4, 2, 1)

    def forward(self, latent):
        x = self.project(latent).view(-1, *self.shape)
        if self.up1.weight.is_contiguous(memory_format=torch.channels_last):
            x = x.contiguous(memory_format=torch.channels_last)
        x = F.relu(self.bn1(x), inplace=True)
        x = F.relu(self.bn2(self.up1(x)), inplace=True)
        return torch.tanh(self.up2(x))


class Discriminator(nn.Module):
    def __init__(self, side, width):
        super().__init__()
        self.down1 = nn.Conv2d(1, width, 4, 2, 1)
        self.down2 = nn.Conv2d(width, 2 * width, 4, 2, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(2 * width)
        self.score = nn.Linear(2 * width * (side // 4) ** 2, 1)

    def forward(self, x):
        x = F.leaky_relu(self.down1(x), 0.2, inplace=True)
        x = F.leaky_relu(self.bn2(self.down2(x)), 0.2, inplace=True)
        return self.score(torch.flatten(x, 1))


# Expansion, channels, blocks, stride of the first.
LIKE = [(1, 16, 1, 1), (4, 24, 2, 2), (4, 32, 2, 2), (4, 64, 2, 2)]
HALF = [(1, 8, 1, 1), (6, 16, 2, 1), (6, 16, 3, 2), (6, 32, 4, 2), (6, 48, 3, 1), (6, 80, 3, 2), (6, 160, 1, 1)]

NETS = {
    "lenet5": LeNet5,
    "resnet20": lambda: ResNet(20),
    "mobilenetv2-like": lambda: MobileNetV2(16, LIKE, 128),
    "mobilenetv2-0.5": lambda: MobileNetV2(16, HALF, 1280),
    "transformer": lambda: Transformer(64, 16, 128, 2),
    "dcgan": lambda: nn.ModuleDict({"generator": Generator(64, 28, 32), "discriminator": Discriminator(28, 32)}),
}
