package dev.headwater.simulations.output;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.learning.rounds.RoundListener;
import dev.headwater.learning.rounds.RoundReport;
import dev.headwater.simulations.output.state.FalseStart;
import dev.headwater.simulations.output.state.FolderLock;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.state.RoundLines;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.SealedConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The output folder of a run. Other runs never overwrite its files. As a listener it appends every
 * round to {@code rounds.jsonl} and forces it to disk, so that reported rounds survive a crash of
 * the machine.
 */
public final class RunFolder implements RoundListener, AutoCloseable {
  /** The folder of runs that are given none. */
  public static final String RUNS = "runs";

  /** The resolved configuration, reusable with {@code --config}. */
  public static final String CONFIG = "config.yaml";

  /** One {@link RoundRecord} per line. */
  public static final String ROUNDS = "rounds.jsonl";

  /** The {@link SummaryRecord}. */
  public static final String SUMMARY = "summary.json";

  /** The {@link RunDetails}. */
  public static final String DETAILS = "details.json";

  /** The report for people. */
  public static final String REPORT = "report.html";

  /** Link to the newest run, in the parent folder of the runs. */
  public static final String LATEST = "latest";

  private static final Logger LOG = LoggerFactory.getLogger(RunFolder.class);

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT);

  private final Path dir;
  private final FolderLock lock;
  private final RoundLines rounds;
  private @Nullable LedgerFile ledger;
  private boolean resumed;

  private RunFolder(Path dir, FolderLock lock) {
    this.dir = dir;
    this.lock = lock;
    this.rounds = new RoundLines(dir.resolve(ROUNDS));
  }

  /**
   * Refuses a path that cannot become a new run folder. Cheap: call it before the long work.
   *
   * @param out where the folder is to be; nothing is created
   * @throws UserDataException if it is a file, or a folder that is not empty or cannot be listed
   */
  public static void checkUnused(Path out) {
    if (Files.isDirectory(out)) {
      boolean run = Files.exists(out.resolve(ROUNDS)) || Files.exists(out.resolve(CONFIG));
      try {
        if (!FalseStart.in(out)) {
          throw new UserDataException(
              "out: %s %s (expected: a folder that is empty or does not exist yet; nothing is ever overwritten, so give another --out)"
                  .formatted(out, run ? "holds an earlier run" : "is not empty"));
        }
      } catch (IOException e) {
        throw unusable(out, e);
      }
    } else if (Files.exists(out)) {
      throw new UserDataException(
          "out: %s is a file (expected: a folder that is empty or does not exist yet)"
              .formatted(out));
    }
  }

  /**
   * {@return a new run folder without files}
   *
   * @param out its path; missing parents are created, an empty folder is used
   * @throws UserDataException if it is a file, or a folder that is not empty or cannot be created
   */
  public static RunFolder create(Path out) {
    return create(claim(out));
  }

  /**
   * {@return the lock of a folder in which a run will begin} Cheap, and refused to the second of
   * two processes: call it before the long work.
   *
   * @param out its path; missing parents are created, an empty folder is used
   * @throws UserDataException if it is a file, or a folder that is not empty or cannot be created,
   *     or another process has claimed it
   */
  public static FolderLock claim(Path out) {
    checkUnused(out);
    boolean there = Files.isDirectory(out);
    try {
      Files.createDirectories(out);
    } catch (IOException e) {
      throw unusable(out, e);
    }
    return there ? FolderLock.take(out) : FolderLock.takeNew(out);
  }

  /**
   * {@return a new run folder without files}
   *
   * @param claimed its lock, from {@link #claim}; the run folder closes it
   */
  public static RunFolder create(FolderLock claimed) {
    checkUnused(claimed.folder());
    try {
      FalseStart.clear(claimed.folder());
    } catch (IOException e) {
      throw unusable(claimed.folder(), e);
    }
    return new RunFolder(claimed.folder(), claimed);
  }

  /**
   * {@return a new run folder without files, {@code <runs>/<yyyyMMdd-HHmmss>-<data>}, with a number
   * appended if that name is taken} {@code <runs>/latest} becomes a link to it.
   *
   * @param runs the parent folder; created if it is missing
   * @param data name of the data, of which the folder's name has at most 40 characters, in lower
   *     case, with hyphens for everything but a to z and 0 to 9
   * @param clock the time of the name, in the clock's zone
   * @throws UserDataException if it cannot be created
   */
  public static RunFolder create(Path runs, String data, Clock clock) {
    String slug = data.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    slug = slug.substring(0, Math.min(40, slug.length())).replaceAll("^-+|-+$", "");
    String name = LocalDateTime.now(clock).format(STAMP) + (slug.isEmpty() ? "" : "-" + slug);
    try {
      Files.createDirectories(runs);
      for (int attempt = 1; ; attempt++) {
        Path dir = runs.resolve(attempt == 1 ? name : name + "-" + attempt);
        try {
          Files.createDirectory(dir);
          pointLatestAt(dir);
          return new RunFolder(dir, FolderLock.take(dir));
        } catch (FileAlreadyExistsException e) {
          if (attempt == 1000) {
            throw e;
          }
        }
      }
    } catch (IOException e) {
      throw unusable(runs.resolve(name), e);
    }
  }

  /**
   * {@return the folder of a resumed run} Later rounds are removed from {@code rounds.jsonl},
   * because they will be run again, and the summary says {@link RunOutcome#INTERRUPTED}, because
   * its outcome no longer holds.
   *
   * @param run as it was read
   * @param lastRound the last round to keep, 1-based; 0 keeps none
   * @param lock of the folder; the run folder closes it
   * @throws UncheckedIOException if a file cannot be written
   */
  public static RunFolder resume(RecordedRun run, int lastRound, FolderLock lock) {
    RunFolder folder = new RunFolder(run.dir(), lock);
    try {
      WholeFile.removeLeftovers(run.dir());
    } catch (IOException e) {
      LOG.debug("what a killed process has left stays in {}", run.dir(), e);
    }
    folder.replaceRounds(
        run.rounds().stream().filter(round -> round.round() <= lastRound).map(Json::line).toList());
    SummaryRecord summary = run.summary();
    if (summary != null) {
      folder.write(SUMMARY, Json.pretty(summary.interrupted()));
    }
    folder.resumed = true;
    return folder;
  }

  /** A convenience: if links cannot be created, the run continues without one. */
  private static void pointLatestAt(Path dir) {
    Path latest = dir.resolveSibling(LATEST);
    Path fresh = dir.resolveSibling("." + LATEST + "-" + dir.getFileName());
    if (Files.exists(latest, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(latest)) {
      return;
    }
    try {
      Files.createSymbolicLink(fresh, dir.getFileName());
      Files.move(fresh, latest, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.debug("no link {}: {}", latest, e.toString());
    }
  }

  private static UserDataException unusable(Path out, IOException e) {
    return new UserDataException(
        "out: %s cannot be used: %s (expected: a place where a folder may be made; choose one with --out)"
            .formatted(out, FileTrouble.words(e)),
        e);
  }

  /**
   * Refuses a run folder that a newer version has written; cheap, for readers of its other files.
   *
   * @param dir the folder
   * @throws UserDataException if its summary or details are of a format that this version does not
   *     read
   */
  public static void requireReadable(Path dir) {
    RunReader.requireReadable(dir);
  }

  /**
   * Reads a run folder.
   *
   * @param dir the folder
   * @return its contents; an incomplete file of an interrupted run gives a note
   * @throws UserDataException if it is no run folder, a newer version has written it, or a line of
   *     {@code rounds.jsonl} before the last is damaged
   */
  public static RecordedRun open(Path dir) {
    return RunReader.read(dir);
  }

  /** {@return the folder itself} */
  public Path dir() {
    return dir;
  }

  /**
   * {@return the path of a file of this run, whether it exists or not}
   *
   * @param name relative to the folder
   */
  public Path file(String name) {
    return dir.resolve(name);
  }

  /**
   * Writes a text file atomically, in UTF-8.
   *
   * @param name relative to the folder; an existing file is replaced
   * @param text its whole content
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(String name, String text) {
    try {
      WholeFile.write(file(name), text);
    } catch (IOException e) {
      throw failed(name, e);
    }
  }

  /**
   * Writes {@code config.yaml} and {@code details.json}, and for a new run an empty {@code
   * rounds.jsonl}. The configuration omits {@code out} and {@code config}: a second run with it
   * must not write to this folder.
   *
   * @param details before the first round
   * @throws UncheckedIOException if a file cannot be written
   */
  public void start(RunDetails details) {
    RunFacts facts = details.facts();
    Map<String, Object> config = new LinkedHashMap<>(facts.config());
    config.remove("out");
    config.remove("config");
    String header =
        "# Headwater %s, started %s. Run it again with --config.\n"
            .formatted(facts.version(), details.started());
    write(CONFIG, SealedConfig.of(header, Json.yaml(config)));
    write(DETAILS, Json.pretty(details));
    if (!resumed) {
      replaceRounds(List.of());
    }
  }

  /**
   * From now on every round line says where the ledger stood.
   *
   * @param ledger of this run, open
   */
  public void witness(LedgerFile ledger) {
    this.ledger = ledger;
  }

  @Override
  public void onRound(RoundReport report) {
    append(RoundRecord.of(report, ledger == null ? null : ledger.head()));
  }

  /**
   * Adds a line to {@code rounds.jsonl} and forces it to disk.
   *
   * @param round the round that follows the last line's
   * @throws UncheckedIOException if it cannot be written
   */
  public void append(RoundRecord round) {
    try {
      rounds.append(Json.line(round));
    } catch (IOException e) {
      throw failed(ROUNDS, e);
    }
  }

  private void replaceRounds(List<String> lines) {
    try {
      rounds.replace(lines);
    } catch (IOException e) {
      throw failed(ROUNDS, e);
    }
  }

  /** {@return the last line of {@code rounds.jsonl}, empty before the first} */
  public String lastLine() {
    return rounds.last();
  }

  /** {@return SHA-256 of all lines of {@code rounds.jsonl}, hex} */
  public String roundsDigest() {
    return rounds.digest();
  }

  /**
   * Writes the summary and the details of an ended run, whatever its outcome.
   *
   * @param summary for {@code summary.json}
   * @param details for {@code details.json}; they replace those of {@link #start}
   * @throws UncheckedIOException if a file cannot be written
   */
  public void finish(SummaryRecord summary, RunDetails details) {
    write(DETAILS, Json.pretty(details));
    write(SUMMARY, Json.pretty(summary));
  }

  /**
   * {@return the existing files, in order of interest to the user; files not written by Headwater
   * come last, by name}
   *
   * @throws UncheckedIOException if the folder cannot be listed
   */
  public List<RunFile> files() {
    try {
      return RunFile.in(dir);
    } catch (IOException e) {
      throw new UncheckedIOException("run folder: %s cannot be listed".formatted(dir), e);
    }
  }

  private UncheckedIOException failed(String name, IOException e) {
    return new UncheckedIOException(
        "run folder: %s cannot be written: %s (expected: a disk with room and the right to write)"
            .formatted(file(name), FileTrouble.words(e)),
        e);
  }

  @Override
  public void close() {
    try {
      rounds.close();
    } catch (IOException e) {
      throw failed(ROUNDS, e);
    } finally {
      lock.close();
    }
  }
}
