#!/usr/bin/python3
"""Writes the golden files that hold Java's decoding and preprocessing to Pillow and torchvision.

Needs Pillow, NumPy, torch and torchvision (made with 9.4.0, 1.24.2, 1.13.0, 0.14.1). Run from anywhere:
    python3 vision/src/test/golden/preprocess.py
Pictures are drawn from a fixed seed. decode.csv: file, width, height, SHA-256 of the RGB bytes after
exif_transpose and convert("RGB"). preprocess.csv: file, image size, SHA-256 of the 8-bit crop (rows, columns,
RGB) and of the normalised float32 tensor (little-endian, channels first).
"""
import csv
import hashlib
import pathlib

import faults
import numpy as np
import torch
from PIL import Image, ImageCms, ImageOps
from torchvision import transforms

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden" / "preprocess"
RNG = np.random.RandomState(20)
MEAN, STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def picture(w, h, noise=60):
    """Smooth waves with noise on top: JPEG has something to compress, resampling something to blur."""
    y, x = np.mgrid[0:h, 0:w].astype(np.float64)
    base = [127 + 100 * np.sin(x / (5 + 3 * c) + c) * np.cos(y / (7 + 2 * c)) for c in range(3)]
    pixels = np.stack(base, -1) + RNG.uniform(-noise, noise, (h, w, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def save(name, image, **options):
    image.save(OUT / name, **options)
    return name


def sha(data):
    return hashlib.sha256(data).hexdigest()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()

    resized = [
        (save(f"size-{w}x{h}.png", picture(w, h)), sizes)
        for w, h, sizes in [
            (64, 64, (8, 33, 64, 65, 96)),
            (97, 61, (32, 61, 64, 97, 128)),
            (61, 97, (32, 61, 64, 97, 128)),
            (50, 33, (16, 33, 50, 65)),
            (33, 50, (16, 33, 50, 65)),
            (123, 45, (8, 45, 64)),
            (1, 1, (8, 9)),
            (1, 37, (8, 9)),
            (37, 1, (8, 9)),
            (2, 3, (8, 65)),
            (3, 200, (8, 16)),
            (200, 3, (8, 16)),
        ]
    ]
    rgb = picture(45, 31)
    grey = rgb.convert("L")
    alpha = rgb.copy()
    alpha.putalpha(grey)
    la = grey.copy()
    la.putalpha(ImageOps.invert(grey))
    resized.append((save("grey.png", grey), (16, 40)))
    resized.append((save("grey.jpg", grey, quality=90), (16, 40)))

    decoded = [
        save("rgba.png", alpha),
        save("grey-alpha.png", la),
        save("palette.png", rgb.quantize(200)),
        save("palette-16.png", rgb.quantize(13)),
        save("palette-transparent.png", rgb.quantize(60), transparency=3),
        save("one-bit.png", grey.convert("1")),
        save("rgb-transparent.png", rgb, transparency=rgb.getpixel((3, 3))),
        save("rgb.bmp", rgb),
        save("palette.bmp", rgb.quantize(50)),
        save("grey.bmp", grey),
        save("palette.gif", rgb.quantize(100)),
        save("grey.gif", grey),
        save("animated.gif", rgb.quantize(64), save_all=True, append_images=[picture(45, 31).quantize(64)]),
        save("444.jpg", rgb, quality=92, subsampling=0),
        save("422.jpg", rgb, quality=85, subsampling=1),
        save("420.jpg", rgb, quality=75, subsampling=2),
        save("progressive.jpg", rgb, quality=80, progressive=True),
        save("low.jpg", rgb, quality=5),
        save("interlaced-size.jpg", picture(129, 17), quality=86),
    ]
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    srgb = srgb[:24] + bytes(12) + srgb[36:]  # no date of today
    decoded.append(save("profile.jpg", rgb, quality=90, icc_profile=srgb))
    # The same profile with its red and blue primaries exchanged: applying it would be seen.
    swapped = srgb.replace(b"rXYZ", b"tmp_").replace(b"bXYZ", b"rXYZ").replace(b"tmp_", b"bXYZ")
    decoded.append(save("odd-profile.jpg", rgb, quality=90, icc_profile=swapped))
    decoded.append(save("odd-profile.png", rgb, icc_profile=swapped))

    for orientation in range(1, 9):
        exif = Image.Exif()
        exif[0x0112] = orientation
        name = save(f"orientation-{orientation}.jpg", picture(23, 14), quality=90, exif=exif)
        decoded.append(name)
        resized.append((name, (16,)))
    exif = Image.Exif()
    exif[0x0112] = 6
    decoded.append(save("orientation-6.png", picture(23, 14), exif=exif))

    with open(OUT / "decode.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        for name in sorted(decoded + [name for name, _ in resized if name not in decoded]):
            image = ImageOps.exif_transpose(Image.open(OUT / name)).convert("RGB")
            rows.writerow([name, *image.size, sha(image.tobytes())])
    with open(OUT / "preprocess.csv", "w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        for name, sizes in resized:
            image = ImageOps.exif_transpose(Image.open(OUT / name)).convert("RGB")
            for size in sizes:
                crop = transforms.CenterCrop(size)(transforms.Resize(size)(image))
                tensor = transforms.Normalize(MEAN, STD)(transforms.ToTensor()(crop))
                assert tensor.dtype == torch.float32
                rows.writerow([name, size, sha(crop.tobytes()), sha(tensor.numpy().astype("<f4").tobytes())])

    # What must be refused, in the smallest form that shows it.
    save("cmyk.jpg", rgb.convert("CMYK"), quality=80)
    high = np.arange(6 * 4, dtype=np.uint16).reshape(4, 6) * 2700
    Image.fromarray(high).save(OUT / "grey-16.png")
    faults.main()


if __name__ == "__main__":
    main()
