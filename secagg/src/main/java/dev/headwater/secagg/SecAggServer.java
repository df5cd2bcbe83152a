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
import java.util.Map;
import java.util.Set;

/** The server's side of one round. Not thread-safe: callers hold one lock around it. */
public final class SecAggServer {
  public SecAggServer(SecAggSetup setup, Set<String> cohort, TrustedIdentities trusted) {}

  public Verdict accept(Advertisement advertisement) {
    throw new UnsupportedOperationException("to come");
  }

  public Map<String, Roster> closeAdvertising() {
    throw new UnsupportedOperationException("to come");
  }

  public Verdict accept(Shares shares) {
    throw new UnsupportedOperationException("to come");
  }

  public Map<String, Inbox> closeSharing() {
    throw new UnsupportedOperationException("to come");
  }

  public Verdict accept(MaskedInput input) {
    throw new UnsupportedOperationException("to come");
  }

  public Survivors closeMasking() {
    throw new UnsupportedOperationException("to come");
  }

  public Verdict accept(Confirmation confirmation) {
    throw new UnsupportedOperationException("to come");
  }

  public Map<String, Confirmations> closeConfirming() {
    throw new UnsupportedOperationException("to come");
  }

  public Verdict accept(Unmasking unmasking) {
    throw new UnsupportedOperationException("to come");
  }

  public boolean canFinish() {
    throw new UnsupportedOperationException("to come");
  }

  public long[] finish() {
    throw new UnsupportedOperationException("to come");
  }
}
