package dev.headwater.cli.options;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.rounds.RunSettings;
import dev.headwater.simulations.Resumption;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RunFacts;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.state.FolderPlace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Flags for output locations. */
public final class OutputOptions {
  public enum Format {
    TEXT,
    JSON
  }

  private static final String RUNS = "runs";

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML with the same keys as these flags; a flag wins over the file.")
  @Nullable Path config;

  @Option(
      names = "--resume",
      paramLabel = "RUN",
      description =
          "Go on with an interrupted run in its own folder, with its own flags; a flag here wins. Privacy that it has spent stays spent.")
  public @Nullable Path resume;

  @Option(
      names = "--adopt",
      description =
          "With --resume of a promised run in a copy of its folder: the copy takes the original's place, which is never resumed again.")
  boolean adopt;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The run's folder; it must not exist yet. Default: a new one below runs/.")
  @Nullable Path out;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "text (for people), or json (JSON lines on standard output and nothing else). Default: ${DEFAULT-VALUE}.")
  public Format format = Format.TEXT;

  /** Refuses unusable output locations before the long work. */
  public void check() {
    if (out != null && resume != null) {
      throw new UserDataException(
          "--out and --resume (expected: one of them; a resumed run stays in its folder)");
    }
    if (adopt && resume == null) {
      throw new UserDataException("--adopt (expected: with --resume of a copied run folder)");
    }
    if (out != null) {
      RunFolder.checkUnused(out);
    }
  }

  /**
   * The run to resume, null for a new run.
   *
   * @throws UserDataException if its folder cannot be used; then nothing in it has changed
   */
  public @Nullable Resumption resumption(RunSettings settings, RunFacts facts) {
    if (resume == null) {
      return null;
    }
    RecordedRun run = RunFolder.open(resume);
    FolderLock.take(run.dir()).close(); // else its files would be read while they are written
    Resumption resumption =
        Resumption.of(
            run,
            settings.model().layout(),
            facts.labels(),
            facts.backbone(),
            settings.strategy().spec(),
            settings.rounds());
    // refused here, before a file of the run is written again
    resumption.requireWhole(settings.promise() != null, adopt);
    if (adopt) {
      FolderPlace.adopt(resume);
    }
    return resumption;
  }

  /** The run's folder. */
  public RunFolder folder(String data, @Nullable Resumption resumption) {
    if (resumption != null) {
      return RunFolder.resume(resumption.run(), resumption.lastRound());
    }
    return out != null
        ? RunFolder.create(out)
        : RunFolder.create(Path.of(RUNS), data, Clock.system(ZoneId.systemDefault()));
  }
}
