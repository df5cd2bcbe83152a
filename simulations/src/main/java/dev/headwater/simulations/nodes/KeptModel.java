package dev.headwater.simulations.nodes;

import dev.headwater.client.data.FinalModel;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.learning.parameters.Sha256;
import dev.headwater.simulations.TrainedModel;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.vision.backbone.Backbone;
import dev.headwater.vision.backbone.TrainedHead;
import dev.headwater.vision.extractors.HeadFile;
import dev.headwater.vision.image.Preprocessing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The folder in which a site keeps what a run has learned: {@code head.safetensors}, {@code
 * model.safetensors} unless the run's features are the pixels, and {@code model.json}, which says
 * of which run they are and comes last. The model of a later run replaces them.
 */
public final class KeptModel implements AutoCloseable {
  /** What the model is of. Where it is, the other files are whole. */
  public static final String NOTE = "model.json";

  private final FolderLock lock;
  private final Clock clock;

  private KeptModel(FolderLock lock, Clock clock) {
    this.lock = lock;
    this.clock = clock;
  }

  /**
   * {@return the folder, made if it is missing; the caller closes it} Cheap: call it before the
   * long work. No other process can use the folder until then.
   *
   * @param folder for the model
   * @param clock tells when a model was kept
   * @throws UserDataException if it cannot be used, or holds a run or a model that no client has
   *     kept there
   */
  public static KeptModel in(Path folder, Clock clock) {
    boolean there = Files.isDirectory(folder);
    if (!there && Files.exists(folder)) {
      throw new UserDataException(
          "out: %s is a file (expected: a folder for the run's model, or a path where one may be made)"
              .formatted(folder));
    }
    if (there && !Files.exists(folder.resolve(NOTE))) {
      for (String name : List.of(RunFolder.CONFIG, TrainedModel.HEAD, TrainedModel.MODEL)) {
        if (Files.exists(folder.resolve(name))) {
          throw new UserDataException(
              "out: %s holds %s of something else (expected: a folder that is new, or in which a client has kept a model before; give another --out)"
                  .formatted(folder, name));
        }
      }
    }
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UserDataException(
          "out: %s cannot be made: %s (expected: a place where a folder may be made; choose one with --out)"
              .formatted(folder, FileTrouble.words(e)),
          e);
    }
    return new KeptModel(there ? FolderLock.take(folder) : FolderLock.takeNew(folder), clock);
  }

  /**
   * Writes the model's files; each appears whole.
   *
   * @param model as it came from the coordinator
   * @param summary the coordinator's last sentence
   * @param backbones finds the run's backbone, which the client has used in the run
   * @return the names of the files, in order of interest
   * @throws UncheckedIOException if one cannot be written
   * @throws UserDataException if the run's backbone cannot be had any more; then the head is
   *     written
   */
  public List<String> write(FinalModel model, String summary, RunBackbone backbones) {
    Path folder = lock.folder();
    var run = model.run();
    HeadFile head =
        new HeadFile(
            new TrainedHead(model.model(), model.parameters(), run.labels()),
            new Preprocessing(run.imageSize(), run.mean(), run.std()),
            run.backbone().digest());
    try {
      for (String name : List.of(NOTE, TrainedModel.MODEL)) {
        Files.deleteIfExists(folder.resolve(name)); // of an earlier run
      }
      TrainedModel.write(folder, head, null);
      Backbone backbone = backbones.of(run, KeptModel::gone).orElse(null);
      TrainedModel.write(folder, head, backbone);
      Map<String, String> files = new LinkedHashMap<>();
      for (String name : List.of(TrainedModel.HEAD, TrainedModel.MODEL)) {
        if (Files.exists(folder.resolve(name))) {
          files.put(name, sha256(folder.resolve(name)));
        }
      }
      WholeFile.write(folder.resolve(NOTE), Json.pretty(note(model, summary, files)));
      return List.copyOf(files.keySet());
    } catch (IOException e) {
      throw new UncheckedIOException(
          "out: %s: the run's model cannot be kept: %s (expected: a disk with room and the right to write)"
              .formatted(folder, FileTrouble.words(e)),
          e);
    }
  }

  private static void gone(Path target) {
    throw new UserDataException(
        "model: the run's backbone is gone from the cache, it was %s (expected: it; the head is kept, --backbone FILE names the backbone)"
            .formatted(target));
  }

  private Map<String, Object> note(FinalModel model, String summary, Map<String, String> files) {
    Map<String, Object> note = new LinkedHashMap<>();
    note.put(StateFormat.KEY, StateFormat.CURRENT);
    note.put("type", "model");
    note.put("run", model.run().runId());
    note.put("version", model.run().softwareVersion());
    note.put("kept", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    note.put("digest", model.parameters().digest());
    note.put("head", model.run().model());
    note.put("labels", model.run().labels());
    note.put("backbone", model.run().backbone().digest());
    note.put("summary", summary);
    note.put("sha256", files);
    return note;
  }

  private static String sha256(Path file) throws IOException {
    return HexFormat.of().formatHex(Sha256.digest().digest(Files.readAllBytes(file)));
  }

  /** {@return the folder itself} */
  public Path folder() {
    return lock.folder();
  }

  @Override
  public void close() {
    lock.close();
  }
}
