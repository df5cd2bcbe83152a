package dev.headwater.cli.setup;

import dev.headwater.cli.options.DataOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.simulations.data.DataLoader;
import dev.headwater.simulations.data.FederatedData;
import dev.headwater.simulations.view.RunView;
import dev.headwater.vision.data.PictureSet;
import java.lang.ref.SoftReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Backbones, pictures and splits of several runs in one process: each backbone is opened once, each
 * picture read once, each split made once, whoever comes first. Examples of a split are shared, as
 * nobody writes to them. Thread-safe.
 */
public final class SharedPictures implements AutoCloseable {
  private final int threads;
  private final int atATime;
  private final RunView view;
  private final Map<List<Object>, OpenModel> models = new HashMap<>();
  private final Map<List<Object>, Source> sources = new HashMap<>();

  /** What does not fit into memory beside the others is made again. */
  private final Map<List<Object>, SoftReference<FederatedData>> splits = new HashMap<>();

  private record Source(PictureSet pictures, DataLoader loader) {}

  /**
   * Nothing is open yet.
   *
   * @param threads that compute features
   * @param atATime how many runs take place at the same time
   * @param view shows the progress of features
   */
  public SharedPictures(int threads, int atATime, RunView view) {
    this.threads = threads;
    this.atATime = atATime;
    this.view = view;
  }

  /** The backbone that the flags name; closed with this. */
  public synchronized OpenModel model(ModelOptions flags) {
    return models.computeIfAbsent(key(flags), key -> OpenModel.of(flags));
  }

  /** The clients with their features; features that are missing are computed once. */
  public synchronized FederatedData load(ModelOptions model, DataOptions data, WantedSplit split)
      throws InterruptedException {
    List<Object> from = List.of(key(model), key(data.data, data.testData, data.labelMap));
    List<Object> key = List.of(from, split);
    SoftReference<FederatedData> known = splits.get(key);
    FederatedData made = known == null ? null : known.get();
    if (made == null) {
      Source source = sources.get(from);
      if (source == null) {
        source = open(model, data);
        sources.put(from, source);
      }
      made = split.of(source.pictures(), source.loader());
      splits.put(key, new SoftReference<>(made));
    }
    return made;
  }

  private Source open(ModelOptions flags, DataOptions data) {
    OpenModel open = model(flags);
    DataLoader loader = new DataLoader(open.extractor(), open.openCache(), threads, view);
    return new Source(data.open(), loader.among(atATime));
  }

  private static List<Object> key(ModelOptions flags) {
    return key(flags.backbone, flags.imageSize, flags.runtime, flags.cache);
  }

  private static List<Object> key(@Nullable Object... parts) {
    return Arrays.stream(parts).<Object>map(Objects::toString).toList();
  }

  @Override
  public synchronized void close() {
    models.values().forEach(OpenModel::close);
    models.clear();
  }
}
