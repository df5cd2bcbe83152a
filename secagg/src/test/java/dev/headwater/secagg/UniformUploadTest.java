package dev.headwater.secagg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.secagg.primitives.Bytes;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UniformUploadTest {
  private static final int LENGTH = 32_768;

  /**
   * Chi-square over the 256 values of each byte position of a ring element; 255 degrees of freedom.
   * Above 420 with probability 4e-10 (Wilson and Hilferty), above 450 below 1e-12; the 36 positions
   * tried make one false alarm in 6e7 runs. Neighbouring elements' exclusive or is tried likewise,
   * which a mask shorter than the input would not pass.
   */
  @ParameterizedTest
  @CsvSource({
    "32, 0",
    "32, -1",
    "32, 2147483647",
    "64, 0",
    "64, -9223372036854775808",
    "64, 9223372036854775807"
  })
  void aSingleUploadLooksUniformWhateverItHides(int ringBits, long value) {
    SecAggSetup setup = new SecAggSetup("run", 0, ringBits, LENGTH, 3, 2, 2, 2);
    byte[] upload = upload(setup, value);
    int elementBytes = ringBits / 8;
    for (int position = 0; position < elementBytes; position++) {
      int[] counts = new int[256];
      int[] pairs = new int[256];
      for (int i = 0; i < LENGTH; i++) {
        int here = Byte.toUnsignedInt(upload[i * elementBytes + position]);
        int next = Byte.toUnsignedInt(upload[(i + 1) % LENGTH * elementBytes + position]);
        counts[here]++;
        pairs[here ^ next]++;
      }
      assertThat(chiSquare(counts)).isLessThan(420);
      assertThat(chiSquare(pairs)).isLessThan(450);
    }
  }

  private static double chiSquare(int[] counts) {
    double expected = LENGTH / 256.0;
    double sum = 0;
    for (int count : counts) {
      sum += (count - expected) * (count - expected) / expected;
    }
    return sum;
  }

  private static byte[] upload(SecAggSetup setup, long value) {
    Map<String, SecAggClient> clients = new TreeMap<>();
    for (String name : new TreeSet<>(Parties.names(3))) {
      clients.put(name, new SecAggClient(setup, name, null, TrustedIdentities.none()));
    }
    SecAggServer server = new SecAggServer(setup, clients.keySet(), TrustedIdentities.none());
    clients.values().forEach(client -> server.accept(client.advertise()));
    server
        .closeAdvertising()
        .forEach((name, roster) -> server.accept(client(clients, name).share(roster)));
    long[] units = new long[setup.length()];
    Arrays.fill(units, value);
    Bytes values =
        client(clients, "b")
            .mask(Objects.requireNonNull(server.closeSharing().get("b")), units)
            .values();
    return values.toByteArray();
  }

  private static SecAggClient client(Map<String, SecAggClient> clients, String name) {
    return Objects.requireNonNull(clients.get(name));
  }
}
