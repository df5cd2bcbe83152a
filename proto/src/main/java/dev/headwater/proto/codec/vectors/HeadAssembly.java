package dev.headwater.proto.codec.vectors;

import dev.headwater.learning.parameters.Layout;
import dev.headwater.learning.parameters.Parameters;
import dev.headwater.v1.FinalHead;
import dev.headwater.v1.Part;
import org.jspecify.annotations.Nullable;

/** The client's end of a run's final head: its announcement, then its parts. Not thread-safe. */
public final class HeadAssembly {
  private final Layout layout;
  private final VectorAssembly vector;

  /**
   * Ready for the parts.
   *
   * @throws IllegalArgumentException if the announcement cannot be used
   */
  public HeadAssembly(FinalHead announced) {
    layout = LayoutCodec.decode(announced.getLayout());
    vector = new VectorAssembly(announced.getVector(), layout);
  }

  /**
   * Takes one part.
   *
   * @return the head that it completed, else null
   * @throws IllegalArgumentException if it cannot be used, or the head does not have the announced
   *     digest
   */
  public @Nullable Parameters add(Part part) {
    vector.add(part);
    return vector.complete() ? Parameters.owning(layout, vector.floats()) : null;
  }
}
