package dev.headwater.simulations.replay.files;

import dev.headwater.coordinator.audit.AuditEvent;
import dev.headwater.coordinator.audit.AuditFile;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.Safetensors;
import dev.headwater.files.UserDataException;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunDetails;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.manifest.RecordManifest;
import dev.headwater.simulations.output.state.Checkpoint;
import dev.headwater.simulations.output.state.LedgerFile;
import dev.headwater.simulations.output.text.Json;
import dev.headwater.simulations.output.text.SealedConfig;
import dev.headwater.simulations.replay.Difference;
import dev.headwater.vision.backbone.OwnModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether the files of a run folder are as they were written, and agree with each other. Needs no
 * data of clients.
 */
public final class RecordCheck {
  private final RecordedRun run;
  private final List<Difference> found = new ArrayList<>();

  private RecordCheck(RecordedRun run) {
    this.run = run;
  }

  /**
   * {@return the files that are not as the run wrote them} Looks at bytes alone, so a file that
   * nobody can read any more is named as well.
   *
   * @param run the run's folder, which exists
   */
  public static List<Difference> changedFiles(Path run) {
    List<Difference> found = new ArrayList<>();
    try {
      RecordManifest manifest = RecordManifest.read(run);
      if (manifest != null) {
        manifest
            .changes(run)
            .forEach(
                (name, problem) ->
                    found.add(
                        new Difference(
                            0,
                            null,
                            "%s is not as the run wrote it: %s".formatted(name, problem))));
      }
    } catch (UserDataException e) {
      found.add(new Difference(0, null, String.valueOf(e.getMessage())));
    }
    return found;
  }

  /**
   * {@return what the files of a run say against each other}
   *
   * @param run as read
   * @param own makes the model of a head that is a class of somebody's own
   */
  public static List<Difference> contradictions(RecordedRun run, OwnModels own) {
    RecordCheck check = new RecordCheck(run);
    check.checked(check::config);
    check.checked(check::rounds);
    check.checked(check::ledger);
    check.checked(check::audit);
    new FinalFiles(run, own).differences().forEach(check::say);
    return List.copyOf(check.found);
  }

  /**
   * {@return whether other pictures are here than the run has trained on; empty if they are the
   * same, or it is not known}
   *
   * @param run the run's folder
   * @param pictures digest of those that are here; empty if it is not known
   */
  public static List<Difference> otherPictures(Path run, String pictures) {
    Path file = run.resolve(Checkpoint.NAME);
    String was =
        Files.isRegularFile(file) ? Safetensors.open(file).metadata().getOrDefault("data", "") : "";
    return was.isEmpty() || pictures.isEmpty() || was.equals(pictures)
        ? List.of()
        : List.of(
            new Difference(
                0,
                null,
                "the training pictures are not those of the run: some were added, removed or changed since"));
  }

  private void checked(Runnable part) {
    try {
      part.run();
    } catch (UserDataException e) {
      say(String.valueOf(e.getMessage()));
    }
  }

  private void say(String what) {
    found.add(new Difference(0, null, what));
  }

  /** The configuration stands in details.json, too, which the report shows. */
  private void config() {
    Path file = run.dir().resolve(RunFolder.CONFIG);
    try {
      if (SealedConfig.isChanged(Files.readString(file))) {
        say("%s is not as the run wrote it: its lines have another SHA-256".formatted(file));
      }
    } catch (IOException e) {
      say("%s cannot be read: %s".formatted(file, FileTrouble.words(e)));
    }
    RunDetails details = run.details();
    if (details == null) {
      say("%s is missing or damaged".formatted(run.dir().resolve(RunFolder.DETAILS)));
      return;
    }
    Map<String, Object> other = new LinkedHashMap<>(details.facts().config());
    other.keySet().removeAll(List.of("out", "config"));
    for (String key : other.keySet()) {
      String one = text(run.config().get(key));
      if (!text(other.get(key)).equals(one)) {
        say(
            "%s says %s: %s, and %s says %s"
                .formatted(RunFolder.CONFIG, key, one, RunFolder.DETAILS, text(other.get(key))));
        return;
      }
    }
  }

  private static String text(@Nullable Object value) {
    return value == null ? "nothing" : Json.line(value);
  }

  private void rounds() {
    for (int i = 0; i < run.rounds().size(); i++) {
      if (run.rounds().get(i).round() != i + 1) {
        say(
            "line %d of %s is of round %d (expected: of round %d)"
                .formatted(i + 1, RunFolder.ROUNDS, run.rounds().get(i).round(), i + 1));
        return;
      }
    }
  }

  private void ledger() {
    LedgerFile.Chain chain = LedgerFile.read(run.dir());
    Path file = run.dir().resolve(LedgerFile.NAME);
    for (RoundRecord round : run.rounds()) {
      if (round.ledger() != null) {
        chain.requireLine(
            round.ledger(), file, "round %d of %s".formatted(round.round(), RunFolder.ROUNDS));
      }
    }
  }

  private void audit() {
    if (!Files.exists(run.dir().resolve(AuditFile.NAME))) {
      return;
    }
    AuditFile.Chain log = AuditFile.read(run.dir());
    log.requireAnswers();
    for (RoundRecord round : run.rounds()) {
      AuditEvent.Ended ended = log.ended(round.round());
      if (ended == null) {
        say(
            "%s has no end of round %d, and %s has the round"
                .formatted(AuditFile.NAME, round.round(), RunFolder.ROUNDS));
        return;
      }
      if (!ended.parameters().equals(round.digest())) {
        found.add(
            new Difference(
                round.round(),
                null,
                "%s says parameters %.16s, and %s says %.16s"
                    .formatted(
                        AuditFile.NAME, ended.parameters(), RunFolder.ROUNDS, round.digest())));
        return;
      }
    }
  }
}
