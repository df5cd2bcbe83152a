package dev.headwater.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsTest {
  private static final Tensor A = new Tensor("a", List.of(2, 2), new float[] {1, -2, 3.5f, 0});
  private static final Tensor B = new Tensor("b.weight", List.of(), new float[] {Float.MIN_VALUE});
  private static final Tensor EMPTY = new Tensor("c", List.of(0, 3), new float[0]);

  @Test
  void whatIsWrittenIsRead(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("x.safetensors");

    SafetensorsWriter.write(file, List.of(B, EMPTY, A), Map.of("labels", "[\"Käfer\"]"));

    Safetensors read = Safetensors.open(file);
    assertThat(read.source()).isEqualTo(file.toString());
    assertThat(read.names()).containsExactly("a", "b.weight", "c");
    assertThat(read.metadata()).containsExactly(Map.entry("labels", "[\"Käfer\"]"));
    for (Tensor tensor : List.of(A, B, EMPTY)) {
      assertThat(read.tensor(tensor.name()).shape()).isEqualTo(tensor.shape());
      assertThat(read.tensor(tensor.name()).values()).isEqualTo(tensor.values());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void layoutIsTheFormatsAndEqualContentGivesEqualBytes() {
    byte[] bytes = SafetensorsWriter.encode(List.of(B, A), Map.of("k", "v"));

    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) file.getLong(0);
    assertThat(header % 8).isZero();
    assertThat(new String(bytes, 8, header, StandardCharsets.UTF_8).stripTrailing())
        .isEqualTo(
            "{\"__metadata__\":{\"k\":\"v\"},"
                + "\"a\":{\"dtype\":\"F32\",\"shape\":[2,2],\"data_offsets\":[0,16]},"
                + "\"b.weight\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[16,20]}}");
    assertThat(bytes).hasSize(8 + header + 20);
    assertThat(file.getFloat(8 + header + 4)).isEqualTo(-2f);
    assertThat(SafetensorsWriter.encode(List.of(A, B), Map.of("k", "v"))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a F32 [2] 0 8; b F32 [2] 4 12 | 12 | tensor b overlaps a",
        "a F32 [2] 0 8; b F32 [2] 0 8 | 8 | overlaps",
        "a F32 [2] 0 8; b F32 [2] 12 20 | 20 | 4 unused bytes before tensor b",
        "a F32 [2] 4 12 | 12 | 4 unused bytes before tensor a",
        "a F32 [2] 0 8 | 9 | 1 bytes after a, the last tensor",
        "a F32 [2] 0 8 | 7 | tensor a ends at byte 8 of the data, which has 7",
        "a F32 [3] 0 8 | 8 | tensor a has 8 bytes (expected: 12 for F32 of shape [3])",
        "a F32 [2] 8 0 | 8 | tensor a lies at 8 to 0",
        "a F32 [2] -8 0 | 8 | tensor a lies at -8 to 0",
        "a F32 [-2] 0 8 | 8 | tensor a has shape [-2]",
        "a F32 [2.5] 0 8 | 8 | tensor a has shape [2.5]",
        "a F32 [1,1,1,1,1,1,1,1,2] 0 8 | 8 | at most 8 extents",
        "a F32 [2147483647,2147483647,2147483647,2147483647] 0 8 | 8 | tensor a has 8 bytes",
        "a F32 [65536,65536,65536,65536] 0 0 | 0 | tensor a has 0 bytes",
        "a F32 [2] 0 8.5 | 8 | tensor a has data_offsets [0,8.5]",
        "a F32 [2] 0 99999999999999999999 | 8 | tensor a has data_offsets",
        "a F33 [2] 0 8 | 8 | tensor a has dtype F33 (expected: F32)",
        "a F32 [2] 0 8; a F32 [2] 0 8 | 8 | Duplicate field",
        "a F32 [2] 0 8; __metadata__ F32 [2] 8 16 | 16 | __metadata__ shape: [2]",
      })
  void impossibleHeaderIsNamedAndRefused(String entries, int dataBytes, String message) {
    List<String> json = new ArrayList<>();
    for (String entry : entries.strip().split("; ", -1)) {
      String[] parts = entry.split(" ", -1);
      json.add(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%s,%s]}"
              .formatted(parts[0], parts[1], parts[2], parts[3], parts[4]));
    }

    assertRefused(file("{" + String.join(",", json) + "}", dataBytes), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]  | header is not a JSON object",
        "{\"a\":7} | tensor a has dtype nothing",
        "{\"a\":{\"dtype\":\"F32\"}} | tensor a has shape",
        "{\"a\":{\"dtype\":\"F32\",\"shape\":[]}} | tensor a has data_offsets",
        "{\"__metadata__\":[]} | __metadata__ is not an object",
        "{\"__metadata__\":{\"k\":7}} | __metadata__ k: 7 (expected: a text)",
        "{} {} | header is not valid JSON",
        "{\"a\": | header is not valid JSON",
        "PK zip file | header is not valid JSON",
      })
  void headerThatIsNoHeaderIsRefused(String json, String message) {
    assertRefused(file(json, 0), message);
  }

  @Test
  void filesThatEndEarlyOrLieAboutTheirHeaderAreRefused() {
    byte[] whole = SafetensorsWriter.encode(List.of(A), Map.of());

    for (int length = 0; length < whole.length; length++) {
      assertRefused(Arrays.copyOf(whole, length), "x: ");
    }
    assertRefused(Arrays.copyOf(whole, 7), "7 bytes (expected: a safetensors file");
    assertRefused(Arrays.copyOf(whole, 20), "ends inside its header, after 12 of");
    whole[7] = (byte) 0x80;
    assertRefused(whole, "header of 92233720368547");
  }

  /** Whatever bytes come in, the answer is a tensor or a sentence. */
  @Test
  void damagedBytesNeverEndInAnythingButASentence() {
    byte[] whole = SafetensorsWriter.encode(List.of(A, B, EMPTY), Map.of("k", "v"));
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = whole.clone();
      for (int flips = random.nextInt(3); flips >= 0; flips--) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      assertThatCode(
              () -> {
                try {
                  Safetensors read = Safetensors.of("x", ByteBuffer.wrap(damaged));
                  read.names().forEach(read::tensor);
                } catch (UserDataException e) {
                  assertThat(e).hasMessageStartingWith("x: ");
                }
              })
          .doesNotThrowAnyException();
    }
  }

  @Test
  void integersMayBeThereButAreNotReadAsFloats() {
    byte[] bytes = file("{\"n\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}}", 8);
    Safetensors read = Safetensors.of("x", ByteBuffer.wrap(bytes));

    assertThat(read.names()).containsExactly("n");
    assertThatThrownBy(() -> read.tensor("n"))
        .isInstanceOf(UserDataException.class)
        .hasMessage("x: tensor n is I64 (expected: F32; convert the file to float32 first)");
    assertThatThrownBy(() -> read.tensor("m"))
        .isInstanceOf(UserDataException.class)
        .hasMessage("x: no tensor m (expected: one of its 1 tensors)");
  }

  @Test
  void missingFileAndFolderAreNamed(@TempDir Path folder) {
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("gone")))
        .isInstanceOf(UserDataException.class)
        .hasMessageEndingWith("gone: no such file (expected: a safetensors file)");
    assertThatThrownBy(() -> Safetensors.open(folder)).isInstanceOf(UserDataException.class);
  }

  @Test
  void twoTensorsOfOneNameAndValuesThatDoNotFillTheShapeAreRefused() {
    assertThatThrownBy(() -> SafetensorsWriter.encode(List.of(A, A), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("tensor a: given twice");
    assertThatThrownBy(() -> new Tensor("t", List.of(2, 3), new float[5]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("t: 5 values (expected: 6, the product of shape [2, 3])");
  }

  @Test
  void failedWriteLeavesTheOldFileAndNothingElse(@TempDir Path folder) throws IOException {
    Path target = Files.createDirectory(folder.resolve("a-folder"));
    Files.writeString(target.resolve("kept"), "kept");

    assertThatThrownBy(() -> SafetensorsWriter.write(target, List.of(A), Map.of()))
        .isInstanceOf(IOException.class);

    assertThat(target.resolve("kept")).exists();
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(target);
    }
  }

  @Test
  void writtenFilesAreReadableLikeAnyOther(@TempDir Path folder) throws IOException {
    Path ordinary = Files.writeString(folder.resolve("ordinary"), "x");
    Path written = folder.resolve("written");

    SafetensorsWriter.write(written, List.of(A), Collections.emptyMap());

    assertThat(Files.getPosixFilePermissions(written))
        .isEqualTo(Files.getPosixFilePermissions(ordinary));
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> Safetensors.of("x", ByteBuffer.wrap(file)))
        .isInstanceOf(UserDataException.class)
        .hasMessageStartingWith("x: ")
        .hasMessageContaining("(expected: ")
        .hasMessageContaining(message.strip());
  }

  private static byte[] file(String json, int dataBytes) {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }
}
