package dev.headwater.simulations.output;

import dev.headwater.simulations.output.clients.ClientsFile;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.SavedStatistics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A file of the run folder.
 *
 * @param name relative to the folder
 * @param bytes its size
 * @param purpose its purpose, in words; empty for files not written by Headwater
 */
public record RunFile(String name, long bytes, String purpose) {
  /** In order of interest to the user. */
  private static final Map<String, String> PURPOSES = purposes();

  private static Map<String, String> purposes() {
    Map<String, String> purposes = new LinkedHashMap<>();
    purposes.put(RunFolder.REPORT, "charts and tables, open it in a browser");
    purposes.put("head.safetensors", "the trained head");
    purposes.put("model.safetensors", "backbone and head, loads into torchvision's mobilenet_v2");
    purposes.put(RunFolder.SUMMARY, "the result, for programs");
    purposes.put(RunFolder.ROUNDS, "every round, a line each");
    purposes.put(ClientsFile.NAME, "what every client did in every round, see export");
    purposes.put(LedgerFile.NAME, "what every round has spent of the privacy budget");
    purposes.put(LedgerFile.HEAD, "the ledger's last line, so that none can be cut off");
    purposes.put(
        LedgerFile.ROWS,
        "exact sums of the clients, for --resume with more rounds: never copy it, and delete it when the run is over for good");
    purposes.put(FolderPlace.NAME, "tells this folder from its copies");
    purposes.put(RunFolder.CONFIG, "every setting, use it again with --config");
    purposes.put(RunFolder.DETAILS, "what the report was made from");
    purposes.put("audit.jsonl", "who was asked, answered and counted, a line each");
    purposes.put("record.json", "SHA-256 of every file, which replay checks");
    purposes.put(SavedStatistics.NAME, "sums over all clients, take one out with unlearn");
    purposes.put(Checkpoint.NAME, "the last round, go on from it with --resume");
    return purposes;
  }

  /**
   * The files of a run folder, in order of interest to the user; those not written by Headwater
   * come last, by name.
   */
  static List<RunFile> in(Path dir) throws IOException {
    List<String> order = new ArrayList<>(PURPOSES.keySet());
    List<RunFile> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(dir)) {
      for (Path path : entries.filter(Files::isRegularFile).toList()) {
        String name = path.getFileName().toString();
        if (!name.equals(FolderLock.NAME)) {
          files.add(new RunFile(name, Files.size(path), PURPOSES.getOrDefault(name, "")));
        }
      }
    }
    Path rows = dir.resolve(LedgerFile.ROWS);
    if (Files.isDirectory(rows)) {
      files.add(ofFolder(rows, PURPOSES.getOrDefault(LedgerFile.ROWS, "")));
    }
    files.sort(
        Comparator.comparingInt(
                (RunFile file) ->
                    order.contains(file.name()) ? order.indexOf(file.name()) : order.size())
            .thenComparing(RunFile::name));
    return List.copyOf(files);
  }

  /** A folder with all of its files together. */
  private static RunFile ofFolder(Path folder, String purpose) throws IOException {
    long bytes = 0;
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path path : entries.toList()) {
        bytes += Files.size(path);
      }
    }
    return new RunFile(String.valueOf(folder.getFileName()), bytes, purpose);
  }
}
