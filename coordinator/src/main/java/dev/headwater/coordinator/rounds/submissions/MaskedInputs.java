package dev.headwater.coordinator.rounds.submissions;

import com.google.protobuf.ByteString;
import dev.headwater.proto.codec.vectors.MaskedAssembly;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.v1.Submission;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The masked inputs of one round: assembled from their parts, and remembered by their digest once
 * they are in the sum. Stores no input. Safe for concurrent use.
 */
public final class MaskedInputs {
  private final SecAggSetup setup;
  private final Arrivals<MaskedAssembly> partial;
  private final Map<String, ByteString> taken = new ConcurrentHashMap<>();

  /**
   * No inputs.
   *
   * @param maxPartialBytes bound of the memory of all inputs in several parts
   */
  public MaskedInputs(SecAggSetup setup, long maxPartialBytes) {
    this.setup = setup;
    this.partial = new Arrivals<>(setup.inputBytes(), maxPartialBytes);
  }

  /** Adds one part; the complete input after its last part, else null. */
  public @Nullable MaskedInput add(Submission message) {
    String client = message.getClient();
    MaskedAssembly assembly =
        partial.of(
            client,
            old -> old.digest().equals(message.getMaskedInput().getDigest()),
            () -> new MaskedAssembly(message, setup));
    synchronized (assembly) {
      assembly.add(message.getMaskedInput().getPart());
      if (!assembly.complete()) {
        return null;
      }
      partial.done(client, assembly);
      return assembly.finish();
    }
  }

  /** The input of this client, with this digest, is in the sum. */
  public void took(String client, ByteString digest) {
    taken.put(client, digest);
  }

  /** The digest of this client's input in the sum, null if there is none. */
  public @Nullable ByteString digest(String client) {
    return taken.get(client);
  }

  /** Drops the incomplete input of {@code client}. */
  public void forget(String client) {
    partial.forget(client);
  }

  /** Drops all incomplete inputs. */
  public void clear() {
    partial.clear();
  }
}
