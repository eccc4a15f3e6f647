"""A MedViLL in PyTorch, written from its description, with the original's parameter names.

    medvill_torch.py digest FILE...            names, shapes and digests of state dicts
    medvill_torch.py run INPUTS FILE           loads FILE strictly and runs it on INPUTS
    medvill_torch.py save INPUTS FOLDER        saves a random network in every way, and runs it

INPUTS is JSON: {config, images, ids, positions, types, mask}, images [B, S, S, 3]. Results are JSON on stdout.
"""
import hashlib
import json
import sys

import torch
from torch import nn
from torch.nn import functional as F


class Bottleneck(nn.Module):
    def __init__(self, inputs, width, stride):
        super().__init__()
        outputs = 4 * width
        self.conv1 = nn.Conv2d(inputs, width, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = nn.Conv2d(width, width, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(width)
        self.conv3 = nn.Conv2d(width, outputs, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(outputs)
        self.downsample = None
        if stride > 1 or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            self.downsample = nn.Sequential(shortcut, nn.BatchNorm2d(outputs))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        y = self.bn3(self.conv3(y))
        return F.relu(y + (x if self.downsample is None else self.downsample(x)))


class ImageEncoder(nn.Module):
    """Pixels [B, 3, S, S] to tokens [B, (S / 32)^2, channels]."""

    def __init__(self, width, blocks):
        super().__init__()
        layers = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU()]
        layers.append(nn.MaxPool2d(3, 2, 1))
        inputs = width
        for stage, count in enumerate(blocks):
            channels = width * 2**stage
            stack = []
            for index in range(count):
                stride = 2 if stage > 0 and index == 0 else 1
                stack.append(Bottleneck(inputs, channels, stride))
                inputs = 4 * channels
            layers.append(nn.Sequential(*stack))
        self.model = nn.Sequential(*layers)

    def forward(self, images):
        return self.model(images).flatten(2).transpose(1, 2)


class TextEmbeddings(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.word_embeddings = nn.Embedding(c["vocabulary"], c["hidden"])
        self.position_embeddings = nn.Embedding(c["maxPositions"], c["hidden"])
        self.token_type_embeddings = nn.Embedding(2, c["hidden"])
        self.LayerNorm = nn.LayerNorm(c["hidden"], eps=1e-12)
        self.register_buffer("position_ids", torch.arange(c["maxPositions"]).unsqueeze(0))

    def forward(self, ids, positions, types):
        words, places = self.word_embeddings(ids), self.position_embeddings(positions)
        return self.LayerNorm(words + places + self.token_type_embeddings(types))


class ImageEmbeddings(nn.Module):
    """Shares all tables with the text."""

    def __init__(self, c, text):
        super().__init__()
        self.img_embeddings = nn.Linear(32 * c["trunk"]["width"], c["hidden"])
        self.token_type_embeddings = text.token_type_embeddings
        self.LayerNorm = text.LayerNorm
        self.position_embeddings = text.position_embeddings

    def forward(self, features, positions, types):
        places = self.position_embeddings(positions) + self.token_type_embeddings(types)
        return self.LayerNorm(self.img_embeddings(features) + places)


class Holder(nn.Module):
    """Submodules by name: some of the original's names have a meaning only as a path."""

    def __init__(self, /, **modules):
        super().__init__()
        for name, module in modules.items():
            self.add_module(name, module)


class Layer(nn.Module):
    def __init__(self, c):
        super().__init__()
        hidden, ffn, self.heads = c["hidden"], c["ffn"], c["heads"]
        linear = lambda: nn.Linear(hidden, hidden)
        norm = lambda: nn.LayerNorm(hidden, eps=1e-12)
        self.attention = Holder(
            self=Holder(query=linear(), key=linear(), value=linear()),
            output=Holder(dense=linear(), LayerNorm=norm()),
        )
        self.intermediate = Holder(dense=nn.Linear(hidden, ffn))
        self.output = Holder(dense=nn.Linear(ffn, hidden), LayerNorm=norm())

    def forward(self, x, bias):
        batch, tokens, hidden = x.shape
        inner, outer = self.attention._modules["self"], self.attention.output
        split = lambda y: y.view(batch, tokens, self.heads, -1).transpose(1, 2)
        query, key, value = split(inner.query(x)), split(inner.key(x)), split(inner.value(x))
        scores = query @ key.transpose(2, 3) / query.shape[-1] ** 0.5 + bias
        context = (scores.softmax(-1) @ value).transpose(1, 2).reshape(batch, tokens, hidden)
        x = outer.LayerNorm(x + outer.dense(context))
        return self.output.LayerNorm(x + self.output.dense(F.gelu(self.intermediate.dense(x))))


class Encoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.txt_embeddings = TextEmbeddings(c)
        self.img_embeddings = ImageEmbeddings(c, self.txt_embeddings)
        self.img_encoder = ImageEncoder(**c["trunk"])
        self.encoder = Holder(layer=nn.ModuleList([Layer(c) for _ in range(c["layers"])]))
        self.pooler = Holder(dense=nn.Linear(c["hidden"], c["hidden"]))

    def forward(self, images, ids, positions, types, mask):
        features = self.img_encoder(images)
        image = slice(1, 1 + features.shape[1])
        places = torch.cat([positions[:1], positions[image.stop:]]).expand_as(ids)
        kinds = torch.cat([types[:, :1], types[:, image.stop:]], 1)
        words = self.txt_embeddings(ids, places, kinds)
        pictures = self.img_embeddings(features, positions[image], types[:, image])
        x = torch.cat([words[:, :1], pictures, words[:, 1:]], 1)
        bias = (1.0 - mask[:, None].float()) * -10000.0
        for layer in self.encoder.layer:
            x = layer(x, bias)
        return x, torch.tanh(self.pooler.dense(x[:, 0]))


class MedViLL(nn.Module):
    def __init__(self, c):
        super().__init__()
        hidden, vocabulary = c["hidden"], c["vocabulary"]
        self.enc = Encoder(c)
        transform = Holder(dense=nn.Linear(hidden, hidden), LayerNorm=nn.LayerNorm(hidden, eps=1e-5))
        predictions = Holder(transform=transform, decoder=nn.Linear(hidden, vocabulary, bias=False))
        predictions.bias = nn.Parameter(torch.zeros(vocabulary))
        predictions.decoder.weight = self.enc.txt_embeddings.word_embeddings.weight
        self.mlm = Holder(predictions=predictions)
        self.itm = Holder(linear=nn.Linear(hidden, 2))

    def forward(self, **inputs):
        x, pooled = self.enc(**inputs)
        head = self.mlm.predictions
        x = head.transform.LayerNorm(F.gelu(head.transform.dense(x)))
        return {"mlm": head.decoder(x) + head.bias, "itm": self.itm.linear(pooled)}


def digests(path):
    state = torch.load(path, map_location="cpu")
    state = state.get("state_dict", state)
    facts = lambda t: [str(t.dtype), list(t.shape), hashlib.sha256(t.numpy().tobytes()).hexdigest()]
    return [[name, *facts(tensor.contiguous())] for name, tensor in state.items()]


def read_inputs(path):
    with open(path) as file:
        inputs = json.load(file)
    config = inputs.pop("config")
    tensors = {name: torch.tensor(values) for name, values in inputs.items()}
    return config, {**tensors, "images": tensors["images"].permute(0, 3, 1, 2)}


def outputs(model, inputs):
    model.eval()
    with torch.no_grad():
        return {name: value.flatten().tolist() for name, value in model(**inputs).items()}


def save(inputs_path, folder):
    config, inputs = read_inputs(inputs_path)
    torch.manual_seed(7)
    model = MedViLL(config)
    for name, tensor in model.state_dict().items():
        if name.endswith("running_var"):
            tensor.uniform_(0.5, 1.5)
        elif tensor.is_floating_point():
            tensor.normal_(std=0.2)
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, lr=1e-3)
    state = model.state_dict()
    torch.save(state, folder + "/zip.bin")
    torch.save(state, folder + "/legacy.bin", _use_new_zipfile_serialization=False)
    torch.save(state, folder + "/protocol4.bin", pickle_protocol=4)
    optimizer.zero_grad()
    sum(parameter.sum() for parameter in parameters).backward()
    before = outputs(model, inputs)
    torch.save(nn.DataParallel(model).state_dict(), folder + "/parallel.bin")
    whole = {"epoch": 3, "state_dict": nn.DataParallel(model).state_dict(), "optimizer": None}
    torch.save({**whole, "optimizer": optimizer.state_dict()}, folder + "/training.pt")
    return before


if __name__ == "__main__":
    command, *args = sys.argv[1:]
    if command == "digest":
        result = [digests(path) for path in args]
    elif command == "run":
        config, inputs = read_inputs(args[0])
        model = MedViLL(config)
        model.load_state_dict(torch.load(args[1], map_location="cpu"), strict=True)
        result = outputs(model, inputs)
    elif command == "save":
        result = save(*args)
    else:
        sys.exit(f"unknown command {command}")
    json.dump(result, sys.stdout)
