#!/usr/bin/python3
"""Writes golden files with oddities that libjpeg and libpng forgive, and their rows in decode.csv.

Needs Pillow alone (made with 9.4.0), and the files of preprocess.py, which calls this at its end:
    python3 vision/src/test/golden/faults.py
"""
import hashlib
import pathlib
import struct
import zlib

from PIL import Image, ImageFile, ImageOps

OUT = pathlib.Path(__file__).resolve().parent.parent / "resources" / "golden" / "preprocess"
JFIF = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


def adobe(transform):
    return b"\xff\xee\x00\x0eAdobe\x00d\x00\x00\x00\x00" + bytes([transform])


def bare(name, markers=b"", ids=b"\x01\x02\x03"):
    """A JPEG of three components with other application markers and names of components."""
    data = (OUT / name).read_bytes()
    out, at = data[:2] + markers, 2
    while True:
        end = at + 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
        segment = bytearray(data[at:end])
        if 0xC0 <= segment[1] <= 0xC2:
            segment[10:19:3] = ids
        if segment[1] == 0xDA:
            segment[5:11:2] = ids
            return out + bytes(segment) + data[end:]
        if not 0xE0 <= segment[1] <= 0xEF:
            out += bytes(segment)
        at = end


def png(name, *chunks):
    """A PNG with further chunks behind its header, each with its sum or a wrong one."""
    data = (OUT / name).read_bytes()
    out = data[:33]
    for kind, content, wrong in chunks:
        out += struct.pack(">I", len(content)) + kind + content
        out += struct.pack(">I", zlib.crc32(kind + content) ^ wrong)
    return out + data[33:]


def main():
    whole, progressive = (OUT / "420.jpg").read_bytes(), (OUT / "progressive.jpg").read_bytes()
    files = {
        "ids-012.jpg": bare("444.jpg", ids=b"\x00\x01\x02"),
        "ids-rgb.jpg": bare("444.jpg", ids=b"RGB"),
        "no-markers.jpg": bare("444.jpg"),
        "no-markers-420.jpg": bare("420.jpg"),
        "jfif-adobe-0.jpg": bare("444.jpg", JFIF + adobe(0)),
        "adobe-0.jpg": bare("444.jpg", adobe(0)),
        "adobe-2.jpg": bare("444.jpg", adobe(2)),
        "no-end.jpg": whole[:-2],
        "no-end-progressive.jpg": progressive[:-2],
        "after-the-end.jpg": whole + b"junk\x00\xff\xd8\xff",
        "bytes-between.jpg": whole[:20] + b"junk" + whole[20:-2] + b"junk" + whole[-2:],
        "no-end.png": (OUT / "palette.png").read_bytes()[:-12],
        "bad-chunks.png": png(
            "size-64x64.png",
            (b"iCCP", b"junk", 0),
            (b"gAMA", bytes(4), 0),
            (b"sRGB", b"\x07", 0),
            (b"tEXt", b"Title\x00text", 1),
        ),
    }
    # Pillow minds a missing end of a JPEG unless it is told not to.
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    rows = {}
    for row in (OUT / "decode.csv").read_text().splitlines():
        rows[row.split(",")[0]] = row
    for name, data in files.items():
        (OUT / name).write_bytes(data)
        # libpng passes over bad chunks, Pillow does not: they change nothing.
        like = "size-64x64.png" if name == "bad-chunks.png" else name
        image = ImageOps.exif_transpose(Image.open(OUT / like)).convert("RGB")
        sha = hashlib.sha256(image.tobytes()).hexdigest()
        rows[name] = f"{name},{image.width},{image.height},{sha}"
    (OUT / "decode.csv").write_text("".join(rows[name] + "\n" for name in sorted(rows)))


if __name__ == "__main__":
    main()
