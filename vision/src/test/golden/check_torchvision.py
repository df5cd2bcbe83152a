"""Loads a Headwater model.safetensors into torchvision, strictly, and prints logits.

    python3 check_torchvision.py MODEL.safetensors PICTURES.f32

PICTURES.f32 holds raw little-endian float32, [n, 3, size, size], already normalised, where size is the
image_size of the model's metadata. Prints one line of logits a picture. Fails when torchvision does
not take every tensor, or misses one. Needs torch, torchvision and numpy; reads the safetensors format
by itself.
"""

import json
import struct
import sys

import numpy
import torch
import torchvision


def read(path):
    """The tensors and the metadata of a safetensors file of float32."""
    with open(path, "rb") as file:
        content = file.read()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8 : 8 + length])
    metadata = header.pop("__metadata__", {})
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        assert entry["dtype"] == "F32", name
        values = numpy.frombuffer(content, "<f4", (end - begin) // 4, 8 + length + begin)
        tensors[name] = torch.from_numpy(values.reshape(entry["shape"]).copy())
    return tensors, metadata


def linears(tensors):
    """Untrained layers of the classifier's shapes."""
    found = []
    while (weight := tensors.get(f"classifier.{2 * len(found) + 1}.weight")) is not None:
        found.append(torch.nn.Linear(weight.shape[1], weight.shape[0]))
    return found


def main():
    tensors, metadata = read(sys.argv[1])
    layers = linears(tensors)
    classes = layers[-1].out_features
    labels = json.loads(metadata["labels"])
    assert len(labels) in (0, classes), labels
    net = torchvision.models.mobilenet_v2(num_classes=classes, width_mult=float(metadata["width"]))
    # Dropout, Linear, and with hidden layers ReLU and Linear as often as there are.
    modules = [torch.nn.Dropout(0.2), layers[0]]
    for layer in layers[1:]:
        modules += [torch.nn.ReLU(), layer]
    net.classifier = torch.nn.Sequential(*modules)
    net.load_state_dict(tensors, strict=True)
    net.eval()
    size = int(metadata["image_size"])
    pictures = torch.from_numpy(numpy.fromfile(sys.argv[2], "<f4").reshape(-1, 3, size, size))
    with torch.no_grad():
        for row in net(pictures).tolist():
            print(" ".join(repr(value) for value in row))


main()
