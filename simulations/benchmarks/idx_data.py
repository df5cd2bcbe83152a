"""Writes the data set of the speed tables: IDX files of 32 x 40 pixels, which are 1280 features under `--backbone pixels`.

    python3 idx_data.py FOLDER [--train 10000] [--test 200] [--classes 10]

Each class has a random picture of its own; an example is that picture under noise, so that a head has something to learn.
Plain Python, no library; the same files on every machine.
"""

import argparse
import os
import random
import struct

ROWS, COLUMNS = 32, 40


def write(folder, name, count, patterns, dice):
    labels = bytes(i % len(patterns) for i in range(count))
    with open(os.path.join(folder, name + "-labels-idx1-ubyte"), "wb") as file:
        file.write(struct.pack(">II", 0x801, count) + labels)
    with open(os.path.join(folder, name + "-images-idx3-ubyte"), "wb") as file:
        file.write(struct.pack(">IIII", 0x803, count, ROWS, COLUMNS))
        for label in labels:
            noise = dice.randbytes(ROWS * COLUMNS)
            file.write(bytes((p + 3 * n) // 4 for p, n in zip(patterns[label], noise)))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("folder")
    options.add_argument("--train", type=int, default=10000)
    options.add_argument("--test", type=int, default=200)
    options.add_argument("--classes", type=int, default=10)
    given = options.parse_args()
    os.makedirs(given.folder, exist_ok=True)
    dice = random.Random(1)
    patterns = [dice.randbytes(ROWS * COLUMNS) for _ in range(given.classes)]
    write(given.folder, "train", given.train, patterns, dice)
    write(given.folder, "t10k", given.test, patterns, dice)


if __name__ == "__main__":
    main()
