"""Writes the data set of the speed tables: IDX files of 32 x 40 pixels, the 1280 features of numpy_loop.py.

    python3 idx_data.py FOLDER [--train 10000] [--test 200] [--classes 10] [--rows 32] [--columns 40]

Each class has a random picture of its own; an example is that picture under noise, so that a head has something to learn.
Plain Python, no library; the same files on every machine. With 32 columns `--backbone pixels` sees what numpy_loop.py sees
under `--as-headwater`: 3072 features.
"""

import argparse
import os
import random
import struct


def write(folder, name, count, rows, columns, patterns, dice):
    labels = bytes(i % len(patterns) for i in range(count))
    with open(os.path.join(folder, name + "-labels-idx1-ubyte"), "wb") as file:
        file.write(struct.pack(">II", 0x801, count) + labels)
    with open(os.path.join(folder, name + "-images-idx3-ubyte"), "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, rows, columns))
        for label in labels:
            noise = dice.randbytes(rows * columns)
            file.write(bytes((p + 3 * n) // 4 for p, n in zip(patterns[label], noise)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--train", type=int, default=10000)
    options.add_argument("--test", type=int, default=200)
    options.add_argument("--classes", type=int, default=10)
    options.add_argument("--rows", type=int, default=32)
    options.add_argument("--columns", type=int, default=40)
    given = options.parse_args()
    os.makedirs(given.folder, exist_ok=True)
    dice = random.Random(1)
    patterns = [dice.randbytes(given.rows * given.columns) for _ in range(given.classes)]
    write(given.folder, "train", given.train, given.rows, given.columns, patterns, dice)
    write(given.folder, "t10k", given.test, given.rows, given.columns, patterns, dice)


if __name__ == "__main__":
    main()
