package dev.headwater.client.data;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.Safetensors;
import dev.headwater.files.Tensor;
import dev.headwater.files.UserDataException;
import dev.headwater.files.sealed.SealedTensors;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.Versions;
import dev.headwater.learning.parameters.NamedVectors;
import dev.headwater.proto.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A node's memory of one run, in one safetensors file per client with tensors {@code ROUND/NAME}.
 * Files are written atomically and are on disk when {@link #store} returns, so the node never sends
 * a contribution whose memory it could lose.
 */
public final class FileMemory implements ClientMemory {
  private static final String FORMAT = "format";
  private static final String VERSION = "headwater.memory.2";

  /** As 2, without a digest. */
  private static final String BEFORE = "headwater.memory.1";

  private final Path folder;

  /**
   * The memory of one run.
   *
   * @param root folder of the memories of all runs
   * @param run identifies the run across resumptions
   */
  public FileMemory(Path root, String run) {
    this.folder = root.resolve(Names.asFileName(run));
  }

  @Override
  public synchronized NamedVectors load(String client, int round) {
    if (round == 0) {
      return NamedVectors.NONE;
    }
    return read(client).from(round, client).of(round);
  }

  @Override
  public synchronized void store(String client, int round, NamedVectors next) {
    SortedMap<Integer, NamedVectors> byRound = new TreeMap<>(read(client).byRound());
    byRound.tailMap(round).clear();
    while (byRound.size() > 1) {
      byRound.remove(byRound.firstKey());
    }
    byRound.put(round, next);
    List<Tensor> tensors = new ArrayList<>();
    byRound.forEach(
        (of, vectors) -> {
          for (String name : vectors.names()) {
            float[] values = vectors.get(name);
            tensors.add(new Tensor(of + "/" + name, List.of(values.length), values));
          }
        });
    try {
      Files.createDirectories(folder);
      SealedTensors.write(file(client), tensors, Map.of(FORMAT, VERSION, "client", client));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "memory: %s cannot be written: %s (expected: a disk with room, which --cache chooses; nothing was sent for this round, start the client again and it goes on)"
              .formatted(file(client), FileTrouble.words(e)),
          e);
    }
  }

  private Versions read(String client) {
    Path file = file(client);
    if (!Files.exists(file)) {
      return Versions.NONE;
    }
    Safetensors tensors = Safetensors.open(file);
    requireWhole(file, tensors);
    SortedMap<Integer, Map<String, float[]>> byRound = new TreeMap<>();
    for (String name : tensors.names()) {
      int slash = name.indexOf('/');
      int round;
      try {
        round = Integer.parseInt(name.substring(0, Math.max(0, slash)));
      } catch (NumberFormatException e) {
        throw new UserDataException(
            "memory: %s holds %s (expected: tensors named ROUND/NAME)".formatted(file, name), e);
      }
      byRound
          .computeIfAbsent(round, r -> new HashMap<>())
          .put(name.substring(slash + 1), tensors.tensor(name).values());
    }
    Versions versions = Versions.NONE;
    for (Map.Entry<Integer, Map<String, float[]>> one : byRound.entrySet()) {
      versions = versions.with(one.getKey(), NamedVectors.owning(one.getValue()));
    }
    return versions;
  }

  /** What a client goes on from must be what it has kept, bit for bit. */
  private static void requireWhole(Path file, Safetensors tensors) {
    String format = tensors.metadata().getOrDefault(FORMAT, "none");
    boolean sealed = SealedTensors.hasDigest(tensors);
    if (format.equals(BEFORE) && !sealed) {
      return;
    }
    if (sealed ? !SealedTensors.isIntact(tensors) : format.equals(VERSION)) {
      throw new UserDataException(
          "memory: %s is damaged: what it holds does not have its digest (expected: as this client wrote it; put a copy from a backup back, or take part in a new run)"
              .formatted(file));
    }
    if (!format.equals(VERSION)) {
      throw new UserDataException(
          "memory: %s is of format %s (expected: %s, as this version writes it)"
              .formatted(file, format, VERSION));
    }
  }

  private Path file(String client) {
    return folder.resolve(Names.asFileName(client) + ".safetensors");
  }
}
