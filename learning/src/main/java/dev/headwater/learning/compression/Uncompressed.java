package dev.headwater.learning.compression;

import com.google.auto.service.AutoService;
import dev.headwater.learning.names.Spec;

/** Vectors as they are, in float32. */
public record Uncompressed() implements Compression {
  /** The only one. */
  public static final Compression NONE = new Uncompressed();

  static final String NAME = "none";

  @Override
  public Spec spec() {
    return Spec.of(NAME);
  }

  @Override
  public long bytes(int summed) {
    return (long) Float.BYTES * summed;
  }

  /** Its row in the table of compressions. */
  @AutoService(Compressions.Row.class)
  public static final class Row extends Compressions.Row {
    /** For the service loader. */
    public Row() {
      super(NAME, "", "float32, 4 bytes a value", arguments -> NONE);
    }
  }
}
