package dev.headwater.vision.digests;

import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Pictures of one data set whose stamps never change, whatever their bytes do. */
public final class StampedPictures {
  public final AtomicInteger reads = new AtomicInteger();
  private final Origin of;
  private final Map<Integer, Integer> changed = new HashMap<>();
  private boolean interrupted;

  public StampedPictures(Origin of) {
    this.of = of;
  }

  /** Changes a picture's bytes, and not its stamp. */
  public void changeSecretly(int number) {
    changed.put(number, -number);
  }

  /** Reading fails from now on as it does on an interrupted thread. */
  void failAsIfInterrupted() {
    interrupted = true;
  }

  Origin origin(int number) {
    return of.of("picture/" + number);
  }

  void remember(KnownDigests digests, int from, int to) {
    for (int i = from; i < to; i++) {
      digests.add(origin(i), origin(i), PictureKey.of(bytes(i)));
    }
    digests.save();
  }

  public List<Picture> list(int from, int to) {
    return IntStream.range(from, to).mapToObj(this::picture).toList();
  }

  private byte[] bytes(int number) {
    return ByteBuffer.allocate(4).putInt(changed.getOrDefault(number, number)).array();
  }

  private Picture picture(int number) {
    return new Picture(
        "picture/" + number,
        number % 2 == 0 ? "even" : "odd",
        null,
        new Picture.Content() {
          @Override
          public byte[] bytes() throws IOException {
            reads.incrementAndGet();
            if (interrupted) {
              throw new ClosedByInterruptException();
            }
            return StampedPictures.this.bytes(number);
          }

          @Override
          public RgbImage decode(byte[] content) {
            byte[] rgb = new byte[6];
            System.arraycopy(content, 0, rgb, 0, 4);
            return new RgbImage(2, 1, rgb);
          }

          @Override
          public Origin origin() {
            return StampedPictures.this.origin(number);
          }
        });
  }
}
