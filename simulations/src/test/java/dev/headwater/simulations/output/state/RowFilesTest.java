package dev.headwater.simulations.output.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.banded.BandedRow;
import dev.headwater.learning.banded.BandedRows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFilesTest {
  @TempDir Path run = Path.of("");

  private BandedRows rows() {
    return new RowFiles(run);
  }

  private static BandedRow row(int round) {
    return new BandedRow(
        round,
        30,
        new long[] {round, Long.MIN_VALUE, -1},
        new long[] {7, Long.MAX_VALUE, 0},
        new BandedRow.Answers(new TreeSet<>(List.of("ann", "Zoë")), 40));
  }

  @Test
  void rowComesBackAsItWasAndARoundWithoutOneHasNone() {
    rows().keep(row(12), 1);
    assertThat(rows().of(12)).isEqualTo(row(12));
    assertThat(rows().of(11)).isNull();
  }

  @Test
  void rowOfAnEarlierVersionSaysNothingOfItsAnswers() {
    BandedRow earlier = new BandedRow(3, 30, new long[] {1, -5}, new long[] {2, 6}, null);
    rows().keep(earlier, 1);
    assertThat(rows().of(3)).isEqualTo(earlier);
  }

  @Test
  void onlyTheOwnerReadsRows() throws IOException {
    rows().keep(row(1), 1);
    Path folder = run.resolve(RowFiles.FOLDER);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
        .isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.toList())
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void rowsThatNoRoundNeedsAreDeletedAndNoneIsReplaced() {
    for (int round = 1; round <= 5; round++) {
      rows().keep(row(round), round - 1);
    }
    assertThat(rows().of(3)).isNull();
    assertThat(rows().of(4)).isEqualTo(row(4));
    assertThatIllegalStateException()
        .isThrownBy(() -> rows().keep(row(5), 4))
        .withMessageContaining("the noise of a round is not drawn again");
  }

  @Test
  void rowThatWasCutOrChangedOrExchangedIsNamed() throws IOException {
    rows().keep(row(1), 1);
    rows().keep(row(2), 1);
    Path one = run.resolve(RowFiles.FOLDER).resolve("round-000001.row");
    Path two = run.resolve(RowFiles.FOLDER).resolve("round-000002.row");
    byte[] whole = Files.readAllBytes(one);
    for (int cut = 0; cut < whole.length; cut++) {
      Files.write(one, Arrays.copyOf(whole, cut));
      assertDamaged(1);
    }
    byte[] changed = whole.clone();
    changed[30] ^= 1;
    Files.write(one, changed);
    assertDamaged(1);
    Files.write(two, whole);
    assertDamaged(2);
  }

  private void assertDamaged(int round) {
    assertThatExceptionOfType(UserDataException.class)
        .isThrownBy(() -> rows().of(round))
        .withMessageContaining("is damaged (expected: the row of round " + round);
  }
}
