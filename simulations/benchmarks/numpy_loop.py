"""FedAvg on a softmax head as a loop in NumPy: the yardstick of docs/performance.md.

The same experiment as

    ./headwater simulate --data IDX --backbone pixels --standardise none --start zero --strategy fedavg --momentum 0.9 \\
        --weight-decay 1e-4 --partition iid --holdout 0 ...

with the same SGD (momentum, weight decay, one shuffle an epoch), in float32. What it leaves out: names, checks, exact sums,
reports. Who has which pictures, and the order of the batches, are NumPy's own, so scores agree in two digits or so.

    OPENBLAS_NUM_THREADS=1 /usr/bin/python3 numpy_loop.py FOLDER --clients 100 --rounds 50 --epochs 1 [--as-headwater]

FOLDER holds the IDX files of idx_data.py. A feature is a pixel from 0 to 1; under --as-headwater it is what `pixels` makes of
pictures of 32 x 32: three equal channels from -1 to 1. Prints client updates a second, and the test set's loss and accuracy.
"""

import argparse
import struct
import time

import numpy as np


def read(folder, name, as_headwater):
    with open(folder + "/" + name + "-images-idx3-ubyte", "rb") as f:
        _, count, rows, columns = struct.unpack(">IIII", f.read(16))
        pixels = np.frombuffer(f.read(), np.uint8).reshape(count, rows * columns)
    with open(folder + "/" + name + "-labels-idx1-ubyte", "rb") as f:
        f.read(8)
        labels = np.frombuffer(f.read(), np.uint8)
    features = pixels.astype(np.float32) / np.float32(255)
    if as_headwater:
        features = np.tile((features - np.float32(0.5)) / np.float32(0.5), 3)
    return features, labels.astype(np.int64)


def local_training(x, one_hot, w0, b0, epochs, batch, rate, momentum, decay, random):
    w, b = w0.copy(), b0.copy()
    vw, vb = np.zeros_like(w), np.zeros_like(b)
    for _ in range(epochs):
        order = random.permutation(len(x))
        for start in range(0, len(x), batch):
            chosen = order[start : start + batch]
            xb = x[chosen]
            z = xb @ w.T + b
            z -= z.max(axis=1, keepdims=True)
            np.exp(z, out=z)
            z /= z.sum(axis=1, keepdims=True)
            z -= one_hot[chosen]
            z /= np.float32(len(chosen))
            vw *= momentum
            vw += z.T @ xb
            vw += decay * w
            vb *= momentum
            vb += z.sum(axis=0)
            vb += decay * b
            w -= rate * vw
            b -= rate * vb
    return w - w0, b - b0


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--clients", type=int, default=100)
    options.add_argument("--rounds", type=int, default=50)
    options.add_argument("--epochs", type=int, default=1)
    options.add_argument("--batch", type=int, default=20)
    options.add_argument("--lr", type=float, default=0.01)
    options.add_argument("--momentum", type=float, default=0.9)
    options.add_argument("--decay", type=float, default=1e-4)
    options.add_argument("--as-headwater", action="store_true")
    given = options.parse_args()
    pixels, labels = read(given.folder, "train", given.as_headwater)
    classes = int(labels.max()) + 1
    one_hot = np.eye(classes, dtype=np.float32)[labels]
    each = len(pixels) // given.clients  # neighbours, since classes stand in turn: every client has all of them
    clients = [
        (pixels[k * each : (k + 1) * each].copy(), one_hot[k * each : (k + 1) * each].copy()) for k in range(given.clients)
    ]
    w, b = np.zeros((classes, pixels.shape[1]), np.float32), np.zeros(classes, np.float32)
    random = np.random.default_rng(1)
    rate, momentum, decay = np.float32(given.lr), np.float32(given.momentum), np.float32(given.decay)
    began = time.perf_counter()
    for _ in range(given.rounds):
        sum_w, sum_b, total = np.zeros(w.shape), np.zeros(b.shape), 0
        for x, one_hot in clients:
            dw, db = local_training(x, one_hot, w, b, given.epochs, given.batch, rate, momentum, decay, random)
            sum_w += len(x) * dw
            sum_b += len(x) * db
            total += len(x)
        w = (w + sum_w / total).astype(np.float32)
        b = (b + sum_b / total).astype(np.float32)
    seconds = time.perf_counter() - began
    test, test_labels = read(given.folder, "t10k", given.as_headwater)
    z = (test @ w.T + b).astype(np.float64)
    z -= z.max(axis=1, keepdims=True)
    loss = np.mean(np.log(np.exp(z).sum(axis=1)) - z[np.arange(len(z)), test_labels])
    right = np.mean(z.argmax(axis=1) == test_labels)
    print(
        "%.1f client updates a second, test loss %.4f, %.3f right"
        % (given.clients * given.rounds / seconds, loss, right)
    )


if __name__ == "__main__":
    main()
