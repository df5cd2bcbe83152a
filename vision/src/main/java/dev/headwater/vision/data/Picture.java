package dev.headwater.vision.data;

import dev.headwater.learning.names.Alike;
import dev.headwater.vision.image.RgbImage;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One labelled picture that has not been read yet.
 *
 * @param name unique within its set and stable between runs, with {@code /} between folders (a path
 *     below the folder, an entry of the zip, {@code train/000042} of an IDX file): it orders the
 *     pictures and names them in messages
 * @param label the class name, in composed form (NFC)
 * @param user who made it, where the source knows (a natural client), else null; in composed form
 * @param content how to get at it
 */
public record Picture(String name, String label, @Nullable String user, Content content) {

  /** Composes label and user: the same letters in two Unicode forms are one class. */
  public Picture {
    label = Alike.composed(label);
    user = user == null ? null : Alike.composed(user);
  }

  /** The stored form of a picture; read when wanted, possibly from several threads. */
  public interface Content {
    /**
     * The bytes that identify this picture: the file's bytes, or for generated and raw sources a
     * canonical encoding of the pixels. Their SHA-256 is the picture's key in the feature cache.
     */
    byte[] bytes() throws IOException;

    /**
     * Decodes {@code bytes}, which came from {@link #bytes()}.
     *
     * @throws dev.headwater.files.UserDataException if they are no readable picture, naming it
     */
    RgbImage decode(byte[] bytes);

    /**
     * Where {@link #bytes()} come from, so that they need not be read again only to be recognised;
     * null where nothing but the bytes themselves tells. Asked before and after a reading, possibly
     * from several threads.
     *
     * @throws IOException if the file is gone or may not be looked at
     */
    default @Nullable Origin origin() throws IOException {
      return null;
    }
  }
}
