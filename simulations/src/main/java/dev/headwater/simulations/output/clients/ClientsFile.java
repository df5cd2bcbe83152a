package dev.headwater.simulations.output.clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * {@code clients.jsonl} of a run folder: a line a round, read one by one, since it may be large. It
 * is there if the run shows single clients: never with a privacy guarantee or masks.
 */
public final class ClientsFile {
  /** Its name in the run folder. */
  public static final String NAME = "clients.jsonl";

  private ClientsFile() {}

  /**
   * Reads the rounds in order.
   *
   * @param run the run's folder; without the file nothing is told
   * @param each told of every round
   * @throws UserDataException if a line before the last is damaged, the file cannot be read, or a
   *     newer version has written it
   */
  public static void read(Path run, Consumer<ClientRound> each) {
    Path file = run.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return;
    }
    ClientRoundText text = new ClientRoundText();
    int number = 0;
    try (BufferedReader in = Files.newBufferedReader(file)) {
      String line = in.readLine();
      while (line != null) {
        number++;
        String next = in.readLine();
        ClientRound round;
        try {
          round = text.decode(line, file);
        } catch (JsonProcessingException | IndexOutOfBoundsException e) {
          if (next == null) {
            return; // torn when the run was killed
          }
          throw new UserDataException(
              "run: line %d of %s is damaged (expected: as the run wrote it; the run can be read without the file)"
                  .formatted(number, file),
              e);
        }
        each.accept(round);
        line = next;
      }
    } catch (IOException e) {
      throw new UserDataException(
          "run: %s cannot be read: %s".formatted(file, FileTrouble.words(e)), e);
    }
  }

  /**
   * Drops the rounds that a resumed run repeats, and a last line that a crash has torn.
   *
   * @param run the run's folder
   * @param lastRound the last one that stays, 1-based; 0 for none
   * @return clients asked and scored in all rounds that stay
   * @throws UncheckedIOException if the file cannot be written
   */
  static long cut(Path run, int lastRound) {
    Path file = run.resolve(NAME);
    if (!Files.isRegularFile(file)) {
      return 0;
    }
    List<String> lines = new ArrayList<>();
    long[] entries = new long[1];
    ClientRoundText again = new ClientRoundText();
    read(
        run,
        round -> {
          if (round.round() <= lastRound) {
            lines.add(again.encode(round) + "\n");
            entries[0] += round.entries();
          }
        });
    try {
      WholeFile.write(file, String.join("", lines));
    } catch (IOException e) {
      throw ClientLines.failed(file, e);
    }
    return entries[0];
  }
}
