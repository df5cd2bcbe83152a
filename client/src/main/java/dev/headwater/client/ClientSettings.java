package dev.headwater.client;

import dev.headwater.client.connection.Backoff;
import dev.headwater.proto.Names;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Identity;
import org.jspecify.annotations.Nullable;

/**
 * Who a node is.
 *
 * @param name unique within the run; part of its randomness, so the same name and data give the
 *     same contribution
 * @param token what the coordinator asks for, null where it asks for nothing
 * @param softwareVersion of this program
 * @param backoff between attempts to reach the coordinator
 * @param demands what it insists on: it leaves a run that asks for less
 * @param identity with which it signs its keys in masked rounds, null for none
 * @param trusted whose keys it believes in masked rounds; known from elsewhere than the coordinator
 */
public record ClientSettings(
    String name,
    @Nullable String token,
    String softwareVersion,
    Backoff backoff,
    Demands demands,
    @Nullable Identity identity,
    TrustedIdentities trusted) {

  /** A node that contributes as it is asked. */
  public ClientSettings(
      String name, @Nullable String token, String softwareVersion, Backoff backoff) {
    this(name, token, softwareVersion, backoff, Demands.NONE);
  }

  /** A node without an identity, which believes the coordinator about keys. */
  public ClientSettings(
      String name,
      @Nullable String token,
      String softwareVersion,
      Backoff backoff,
      Demands demands) {
    this(name, token, softwareVersion, backoff, demands, null, TrustedIdentities.none());
  }

  /** Refuses names that the contract does not allow. */
  public ClientSettings {
    Names.requireClient(name);
  }
}
