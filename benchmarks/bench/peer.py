"""The peer of `deno task bench`: the same computations in PyTorch.

One process for a whole run, so that runs can be interleaved. It reads a JSON object a line:
{"open": work, "threads": n, ...sizes} makes a computation and answers {"open": work}, or
{"missing": why} without a package it needs;
{"run": true} runs it once and answers {"ms": time}, or what it gives in the place of a time;
{"close": true} forgets it.
What fails answers {"error": why}.
Values are random: times do not depend on them.

Its argument is `cpu` or `gpu`: with the latter, and where PyTorch sees one, tensors are made there.
"""

import gc
import json
import math
import os
import resource
import subprocess
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn


class Layer(nn.Module):
    """BERT's layer, LayerNorm after the residual."""

    def __init__(self, hidden, heads, ffn, dropout):
        super().__init__()
        self.heads, self.dropout = heads, dropout
        self.query, self.key, self.value, self.out = (nn.Linear(hidden, hidden) for _ in range(4))
        self.inner, self.outer = nn.Linear(hidden, ffn), nn.Linear(ffn, hidden)
        self.norm1, self.norm2 = nn.LayerNorm(hidden), nn.LayerNorm(hidden)

    def split(self, x):
        batch, tokens, hidden = x.shape
        return x.view(batch, tokens, self.heads, hidden // self.heads).transpose(1, 2)

    def drop(self, x):
        return F.dropout(x, self.dropout, self.training) if self.dropout else x

    def keys_values(self, x):
        return self.split(self.key(x)), self.split(self.value(x))

    def forward(self, x, bias, keys, values):
        query = self.split(self.query(x)) / math.sqrt(x.shape[-1] / self.heads)
        scores = F.softmax(query @ keys.transpose(-1, -2) + bias, -1)
        context = (self.drop(scores) @ values).transpose(1, 2).reshape(x.shape)
        x = self.norm1(x + self.drop(self.out(context)))
        return self.norm2(x + self.drop(self.outer(F.gelu(self.inner(x)))))


class Bert(nn.Module):
    """Image tokens and words in one BERT, with heads for words and for matching."""

    def __init__(self, hidden, layers, heads, ffn, vocabulary, positions, channels, dropout=0.0):
        super().__init__()
        self.words, self.positions = nn.Embedding(vocabulary, hidden), nn.Embedding(positions, hidden)
        self.types, self.norm = nn.Embedding(2, hidden), nn.LayerNorm(hidden)
        self.image, self.dropout = nn.Linear(channels, hidden), dropout
        self.layers = nn.ModuleList(Layer(hidden, heads, ffn, dropout) for _ in range(layers))
        self.pooler, self.match = nn.Linear(hidden, hidden), nn.Linear(hidden, 2)
        self.transform, self.head_norm = nn.Linear(hidden, hidden), nn.LayerNorm(hidden)
        self.bias = nn.Parameter(torch.zeros(vocabulary))
        for table in (self.words, self.positions, self.types):
            nn.init.normal_(table.weight, std=0.02)

    def embed(self, ids, features=None, start=0):
        x = self.words(ids)
        if features is not None:
            x = torch.cat([x[:, :1], self.image(features), x[:, 1:]], 1)
        place = torch.arange(start, start + x.shape[1]) % self.positions.num_embeddings
        types = torch.zeros(x.shape[:2], dtype=torch.long)
        x = self.norm(x + self.positions(place) + self.types(types))
        return F.dropout(x, self.dropout, self.training) if self.dropout else x

    def forward(self, ids, features, bias):
        x = self.embed(ids, features)
        for layer in self.layers:
            x = layer(x, bias, *layer.keys_values(x))
        return x

    def word_logits(self, states):
        inner = self.head_norm(F.gelu(self.transform(states)))
        return inner @ self.words.weight.t() + self.bias

    def match_logits(self, hidden):
        return self.match(torch.tanh(self.pooler(hidden[:, 0])))


class Block(nn.Module):
    """ResNet's bottleneck, the stride in the 3x3."""

    def __init__(self, inputs, channels, stride, project):
        super().__init__()
        conv = lambda i, o, side, step: nn.Sequential(
            nn.Conv2d(i, o, side, step, side // 2, bias=False), nn.BatchNorm2d(o)
        )
        self.conv1, self.conv2 = conv(inputs, channels, 1, 1), conv(channels, channels, 3, stride)
        self.conv3 = conv(channels, 4 * channels, 1, 1)
        self.short = conv(inputs, 4 * channels, 1, stride) if project else nn.Identity()

    def forward(self, x):
        inner = F.relu(self.conv2(F.relu(self.conv1(x))))
        return F.relu(self.conv3(inner) + self.short(x))


def stage(index, blocks):
    channels = 64 * 2**index
    inputs = 2 * channels if index else 64
    return nn.Sequential(
        *(
            Block(4 * channels if b else inputs, channels, 2 if index and not b else 1, not b)
            for b in range(blocks)
        )
    )


def matmul(rows, inner, columns):
    a, b = torch.rand(rows, inner), torch.rand(inner, columns)
    out = torch.empty(rows, columns)
    return lambda: torch.mm(a, b, out=out)


def pretrain(model, batch, image, text, labelled, matching):
    bert = Bert(**model)
    optimizer = torch.optim.AdamW(bert.parameters(), lr=1e-5, eps=1e-6, weight_decay=0)
    tokens = image + text
    ids = torch.randint(0, model["vocabulary"], (batch, text))
    features = torch.rand(batch, image, model["channels"])
    mask = torch.ones(batch, 1, tokens, tokens).tril()
    mask[..., : image + 2] = 1
    places = torch.randperm(batch * tokens)[:labelled].sort()[0]
    labels = torch.randint(0, model["vocabulary"], (labelled,))
    aligned = torch.randint(0, 2, (batch,))

    def step():
        optimizer.zero_grad(set_to_none=True)
        hidden = bert(ids, features, (1 - mask) * -10000)
        loss = F.cross_entropy(bert.word_logits(hidden.flatten(0, 1)[places]), labels)
        if matching:
            loss = loss + F.cross_entropy(bert.match_logits(hidden), aligned)
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def resnet_forward(batch, size):
    trunk = nn.Sequential(
        nn.Conv2d(3, 64, 7, 2, 3, bias=False),
        nn.BatchNorm2d(64),
        nn.ReLU(),
        nn.MaxPool2d(3, 2, 1),
        *(stage(index, blocks) for index, blocks in enumerate([3, 4, 6, 3])),
    ).eval()
    images = torch.rand(batch, 3, size, size)
    return torch.no_grad()(lambda: trunk(images))


def resnet_layer4(batch, side):
    layer = stage(3, 3)
    x = torch.rand(batch, 1024, side, side, requires_grad=True)

    def step():
        layer.zero_grad(set_to_none=True)
        x.grad = None
        layer(x).square().mean().backward()

    return step


def greedy(model, reports, image, tokens):
    bert = Bert(**model).eval()
    features = torch.rand(reports, image, model["channels"])
    heads, size = model["heads"], model["hidden"] // model["heads"]
    block, slots = image + 2, image + 2 + tokens - 1
    cache = [torch.empty(2, reports, heads, slots + 2, size) for _ in range(model["layers"])]

    @torch.no_grad()
    def decode():
        x = bert.embed(torch.zeros(reports, 2, dtype=torch.long), features)
        for layer, kept in zip(bert.layers, cache):
            keys, values = layer.keys_values(x)
            kept[0, :, :, :block], kept[1, :, :, :block] = keys, values
            x = layer(x, 0, keys, values)
        last = torch.zeros(reports, 1, dtype=torch.long)
        hides = torch.zeros(2, block + tokens + 1)
        for step in range(tokens):
            # The last token, which is kept, and a [MASK] that asks for the next one.
            ids = torch.cat([last, torch.full_like(last, 3)], 1)
            x = bert.embed(ids, start=step)
            seen = block + step
            bias = hides[:, : seen + 2].clone()
            bias[0, seen + 1] = -10000
            for layer, kept in zip(bert.layers, cache):
                keys, values = layer.keys_values(x)
                end = min(seen + 2, slots + 2)
                kept[0, :, :, seen:end], kept[1, :, :, seen:end] = keys, values
                x = layer(x, bias, kept[0, :, :, :end], kept[1, :, :, :end])
            last = bert.word_logits(x[:, 1:]).argmax(-1)

    return decode


def retrieval(model, batch, batches, image, text):
    bert = Bert(**model).eval()
    ids = torch.randint(0, model["vocabulary"], (batch, text))
    features = torch.rand(1, image, model["channels"])

    @torch.no_grad()
    def score():
        for _ in range(batches):
            hidden = bert(ids, features.expand(batch, -1, -1), torch.zeros(batch, 1, 1, image + text))
            F.softmax(bert.match_logits(hidden), -1)

    return score


def peak_memory(steps, work):
    """Megabytes that a new process holds at the most which makes some steps of another work."""

    def measure():
        task = {"work": work, "steps": steps, "threads": torch.get_num_threads()}
        command = [sys.executable, __file__, "hold", json.dumps(task)]
        return float(subprocess.run(command, check=True, capture_output=True).stdout)

    return measure


def hold(work, steps, threads):
    torch.set_num_threads(threads)
    step = WORKS[work.pop("open")](**work)
    for _ in range(steps):
        step()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6)


def images(files, size):
    from concurrent.futures import ThreadPoolExecutor

    from PIL import Image
    from torchvision import transforms

    prepare = transforms.Compose(
        [
            transforms.Grayscale(3),
            transforms.Resize((size, size)),
            transforms.ToTensor(),
            transforms.Normalize((0.485, 0.456, 0.406), (0.229, 0.224, 0.225)),
        ]
    )
    # An image a thread: decoding and resizing let go of Python's lock.
    pool = ThreadPoolExecutor(torch.get_num_threads())
    torch.set_num_threads(1)

    def read(file):
        with Image.open(file) as image:
            return prepare(image)

    return lambda: list(pool.map(read, files))


WORKS = {
    work.__name__: work
    for work in (
        matmul,
        pretrain,
        peak_memory,
        resnet_forward,
        resnet_layer4,
        greedy,
        retrieval,
        images,
    )
}


def blas():
    """The file of the BLAS that torch loaded, or MKL if that is in torch itself."""
    with open("/proc/self/maps") as maps:
        files = {line.split()[-1] for line in maps if "blas" in line or "libmkl" in line}
    tuned = [file for file in sorted(files) if any(kind in file for kind in ("openblas", "libmkl", "blis"))]
    return os.path.basename(tuned[0]) if tuned else "mkl" if torch.backends.mkl.is_available() else None


def main(kind):
    synchronize = lambda: None
    device, versions = "cpu", {"torch": torch.__version__, "blas": blas()}
    if kind == "gpu" and torch.cuda.is_available():
        # Unlike set_default_device(), this costs nothing at a call.
        torch.set_default_tensor_type(torch.cuda.FloatTensor)
        synchronize = torch.cuda.synchronize
        device = "cuda, " + torch.cuda.get_device_name()
        versions = {"torch": torch.__version__, "cuda": torch.version.cuda}
    print(json.dumps({"device": device, "versions": versions}), flush=True)
    run = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if "open" in command:
                torch.set_num_threads(command.pop("threads"))
                work = command.pop("open")
                run = WORKS[work](**command)
                answer = {"open": work}
            elif "run" in command:
                synchronize()
                start = time.perf_counter()
                value = run()
                synchronize()
                elapsed = (time.perf_counter() - start) * 1000
                answer = {"ms": value if isinstance(value, float) else elapsed}
            else:
                run = None
                gc.collect()
                torch.cuda.empty_cache()
                answer = {"closed": True}
        except ImportError as error:
            answer = {"missing": str(error)}
        except Exception as error:  # such as a GPU's memory that ran out: the next work may fit
            answer = {"error": f"{type(error).__name__}: {error}".splitlines()[0]}
        print(json.dumps(answer), flush=True)


if sys.argv[1] == "hold":
    hold(**json.loads(sys.argv[2]))
else:
    main(sys.argv[1])
