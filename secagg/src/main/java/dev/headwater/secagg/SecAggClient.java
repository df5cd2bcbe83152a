package dev.headwater.secagg;

import dev.headwater.secagg.messages.Advertisement;
import dev.headwater.secagg.messages.Confirmation;
import dev.headwater.secagg.messages.Confirmations;
import dev.headwater.secagg.messages.Inbox;
import dev.headwater.secagg.messages.MaskedInput;
import dev.headwater.secagg.messages.Roster;
import dev.headwater.secagg.messages.Shares;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.messages.Unmasking;
import dev.headwater.secagg.primitives.Identity;
import org.jspecify.annotations.Nullable;

/** One client in one round. */
public final class SecAggClient {
  /**
   * @param identity the node's identity, or null if it has none
   */
  public SecAggClient(
      SecAggSetup setup, String name, @Nullable Identity identity, TrustedIdentities trusted) {}

  /** Step 1. */
  public Advertisement advertise() {
    throw new UnsupportedOperationException("to come");
  }

  /** Step 2. */
  public Shares share(Roster roster) {
    throw new UnsupportedOperationException("to come");
  }

  /** Step 3. */
  public MaskedInput mask(Inbox inbox, long[] units) {
    throw new UnsupportedOperationException("to come");
  }

  /** Step 4. */
  public Confirmation confirm(Survivors survivors) {
    throw new UnsupportedOperationException("to come");
  }

  /** Step 5. */
  public Unmasking unmask(Survivors survivors, Confirmations confirmations) {
    throw new UnsupportedOperationException("to come");
  }
}
