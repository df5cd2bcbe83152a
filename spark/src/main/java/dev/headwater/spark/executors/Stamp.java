package dev.headwater.spark.executors;

import dev.headwater.files.UserDataException;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.Protocol;
import java.io.Serializable;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The version of the code on one side. Executors with other code would give other bits, or none.
 *
 * @param version of the module's jar; {@code development} when run from class files
 * @param arithmetic of local work
 * @param protocol of encoded tasks
 */
public record Stamp(String version, int arithmetic, int protocol) implements Serializable {
  private static final long serialVersionUID = 1;

  /** That of this process. */
  public static Stamp own() {
    String version = Stamp.class.getPackage().getImplementationVersion();
    return new Stamp(
        version == null ? "development" : version, Arithmetic.VERSION, Protocol.VERSION);
  }

  /**
   * Refuses to work for a driver of another version.
   *
   * @throws UserDataException in a sentence, which reaches the driver
   */
  static void require(Stamp driver) {
    Stamp executor = own();
    if (!driver.equals(executor)) {
      throw new UserDataException(
          "spark: the executor on %s has Headwater %s, the driver has %s (expected: the same; take the other one off the workers' class path, the driver sends its own)"
              .formatted(host(), executor, driver));
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "a machine without a name";
    }
  }

  @Override
  public String toString() {
    return "%s (arithmetic %d, protocol %d)".formatted(version, arithmetic, protocol);
  }
}
