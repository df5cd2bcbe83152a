package dev.headwater.vision.sources.folder;

import dev.headwater.vision.data.Origin;
import dev.headwater.vision.data.Picture;
import dev.headwater.vision.image.ImageDecoder;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A picture in a file or a zip entry: its bytes are the file's. */
record StoredPicture(String name, Tree.Source source) implements Picture.Content {
  @Override
  public byte[] bytes() throws IOException {
    return source.read();
  }

  @Override
  public RgbImage decode(byte[] bytes) {
    return ImageDecoder.decode(bytes, name);
  }

  @Override
  public @Nullable Origin origin() throws IOException {
    return source.origin();
  }
}
