"""Independent reference of headwater's learning arithmetic, in plain Python and double precision.

Writes parameters.txt, random.txt and local-round.txt into this folder:  python3 reference.py
Format: one record a line, the key, then its values, separated by single spaces.
Only the standard library is used, and none of the project's code.
"""

import hashlib
import math
import os
import struct

HERE = os.path.dirname(os.path.abspath(__file__))
MASK = 0xFFFFFFFF


def f32(x):
    """The float32 nearest to x."""
    return struct.unpack("<f", struct.pack("<f", x))[0]


class Keyed:
    """xoshiro128** seeded by SHA-256 of the identity."""

    def __init__(self, seed, rnd, client, purpose):
        key = b"headwater.random.v1\0" + purpose.encode() + b"\0"
        key += struct.pack("<qi", seed, rnd) + client.encode("utf-8")
        self.s = list(struct.unpack("<4I", hashlib.sha256(key).digest()[:16]))

    def bits(self):
        s = self.s

        def rotl(x, k):
            return ((x << k) | (x >> (32 - k))) & MASK

        result = (rotl((s[1] * 5) & MASK, 7) * 9) & MASK
        t = (s[1] << 9) & MASK
        s[2] ^= s[0]
        s[3] ^= s[1]
        s[1] ^= s[2]
        s[0] ^= s[3]
        s[2] ^= t
        s[3] = rotl(s[3], 11)
        return result

    def long(self):
        high = self.bits()
        return (high << 32) | self.bits()

    def integer(self, bound):
        """Lemire's method: reject the low products below 2^32 mod bound."""
        while True:
            product = self.bits() * bound
            if product & MASK >= (1 << 32) % bound:
                return product >> 32

    def double(self):
        return (self.long() >> 11) * 2.0**-53

    def gaussian(self):
        while True:
            u = 2 * self.double() - 1
            v = 2 * self.double() - 1
            s = u * u + v * v
            if 0 < s < 1:
                return u * math.sqrt(-2 * math.log(s) / s)

    def log_gamma_draw(self, shape):
        boost = math.log(1 - self.double()) / shape if shape < 1 else 0.0
        d = (shape + 1 if shape < 1 else shape) - 1 / 3
        c = 1 / math.sqrt(9 * d)
        while True:
            x = self.gaussian()
            v = 1 + c * x
            if v <= 0:
                continue
            v = v**3
            u = 1 - self.double()
            if math.log(u) < 0.5 * x * x + d - d * v + d * math.log(v):
                return math.log(d * v) + boost

    def shuffle(self, items):
        for i in range(len(items) - 1, 0, -1):
            j = self.integer(i + 1)
            items[i], items[j] = items[j], items[i]


def write(name, lines):
    with open(os.path.join(HERE, name), "w", encoding="utf-8") as out:
        out.write("\n".join(lines) + "\n")


def parameters():
    def layout_hash(tensors):
        text = "".join(n + ":" + ",".join(map(str, shape)) + "\n" for n, shape in tensors)
        return hashlib.sha256(text.encode("utf-8")).hexdigest()

    def digest(values):
        return hashlib.sha256(struct.pack("<%df" % len(values), *values)).hexdigest()

    head = [("classifier.1.weight", [10, 1280]), ("classifier.1.bias", [10])]
    other = [("a", [2, 3, 4]), ("b.gewicht-\u00e4", [7])]
    return [
        "layout.head " + layout_hash(head),
        "layout.other " + layout_hash(other),
        "digest.zeros12810 " + digest([0.0] * 12810),
        "digest.small " + digest([0.0, -0.0, 1.5, -2.25, 3.4e38, 1e-45]),
        # More than one of the chunks in which the Java side feeds its digest.
        "digest.ramp40001 " + digest([i / 8 - 100 for i in range(40001)]),
    ]


def randoms():
    lines = []
    identities = [(0, 0, "", "PARTITION"), (42, 7, "client-003", "SHUFFLE"),
                  (-1, 2147483647, "Zo\u00eb", "COHORT"), (1 << 62, 1, "a", "HOLDOUT")]
    for k, identity in enumerate(identities):
        def fresh():
            return Keyed(*identity)

        r = fresh()
        lines.append("bits.%d " % k + " ".join(str(r.bits()) for _ in range(16)))
        r = fresh()
        lines.append("long.%d " % k + " ".join(str(r.long()) for _ in range(4)))
        r = fresh()
        bounds = [1, 2, 3, 10, 1000, 2147483647, 1610612737, 1610612737, 1610612737, 1610612737]
        lines.append("int.%d " % k + " ".join(str(r.integer(b)) for b in bounds))
        r = fresh()
        lines.append("double.%d " % k + " ".join(repr(r.double()) for _ in range(4)))
        r = fresh()
        lines.append("gaussian.%d " % k + " ".join(repr(r.gaussian()) for _ in range(6)))
        r = fresh()
        lines.append("loggamma.%d " % k
                     + " ".join(repr(r.log_gamma_draw(a)) for a in (0.1, 0.5, 1.0, 3.5, 100.0)))
        r = fresh()
        items = list(range(12))
        r.shuffle(items)
        lines.append("shuffle.%d " % k + " ".join(map(str, items)))
    return lines


def train(w0, x, y, classes, epochs, batch, lr, momentum, decay, mu, seed, rnd, client):
    """SGD on a softmax head in double precision: the delta and the mean loss."""
    n, width = len(x), len(x[0])
    w, v = list(w0), [0.0] * len(w0)
    r = Keyed(seed, rnd, client, "SHUFFLE")
    order = list(range(n))
    loss = 0.0
    for _ in range(epochs):
        r.shuffle(order)
        for start in range(0, n, batch):
            chosen = order[start:start + batch]
            g = [0.0] * len(w)
            for i in chosen:
                z = [sum(x[i][k] * w[c * width + k] for k in range(width)) + w[classes * width + c]
                     for c in range(classes)]
                top = max(z)
                e = [math.exp(a - top) for a in z]
                total = sum(e)
                loss += math.log(total) - (z[y[i]] - top)
                for c in range(classes):
                    error = (e[c] / total - (c == y[i])) / len(chosen)
                    for k in range(width):
                        g[c * width + k] += error * x[i][k]
                    g[classes * width + c] += error
            for j in range(len(w)):
                g[j] += decay * w[j] + mu * (w[j] - w0[j])
                v[j] = momentum * v[j] + g[j]
                w[j] -= lr * v[j]
    return [a - b for a, b in zip(w, w0)], loss / (n * epochs)


def local_round():
    lines = []
    #        name         n  width classes epochs batch lr   mom  decay  mu
    cases = [("plain",    12, 8,   3,      1,     4,    0.1, 0.0, 0.0,   0.0),
             ("ragged",   11, 9,   4,      3,     4,    0.5, 0.9, 0.001, 0.1),
             ("onebatch", 6,  5,   2,      5,     64,   0.2, 0.5, 0.0,   1.0),
             ("wide",     9,  67,  5,      4,     2,    0.05, 0.9, 0.01, 0.0)]
    for name, n, width, classes, epochs, batch, lr, momentum, decay, mu in cases:
        r = Keyed(2026, 3, name, "PARTITION")
        x = [[f32(r.gaussian()) for _ in range(width)] for _ in range(n)]
        y = [r.integer(classes) for _ in range(n)]
        w0 = [f32(0.1 * r.gaussian()) for _ in range(classes * width + classes)]
        delta, loss = train(w0, x, y, classes, epochs, batch, lr, momentum, decay, mu, 2026, 3, name)
        lines.append(name + ".shape %d %d %d" % (n, width, classes))
        lines.append(name + ".hyper %d %d %r %r %r %r" % (epochs, batch, lr, momentum, decay, mu))
        lines.append(name + ".key 2026 3 " + name)
        lines.append(name + ".features " + " ".join(repr(a) for row in x for a in row))
        lines.append(name + ".labels " + " ".join(map(str, y)))
        lines.append(name + ".start " + " ".join(repr(a) for a in w0))
        lines.append(name + ".delta " + " ".join(repr(a) for a in delta))
        lines.append(name + ".loss " + repr(loss))
    return lines


if __name__ == "__main__":
    write("parameters.txt", parameters())
    write("random.txt", randoms())
    write("local-round.txt", local_round())
