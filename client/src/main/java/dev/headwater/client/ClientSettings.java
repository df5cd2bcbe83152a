package dev.headwater.client;

import dev.headwater.client.connection.Backoff;
import dev.headwater.client.ledger.ClientLedger;
import dev.headwater.client.policy.Demands;
import dev.headwater.learning.clients.ClientMemory;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.proto.Names;
import dev.headwater.proto.signing.ClientKey;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Identity;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a node.
 *
 * @param name unique within the run; part of its randomness, so the same name and data give the
 *     same contribution
 * @param token the coordinator's token, null for none
 * @param softwareVersion of this program
 * @param backoff between attempts to reach the coordinator
 * @param demands its minimum requirements: it leaves a run that offers less protection
 * @param identity identity that signs its keys in masked rounds, null for none
 * @param trusted identities that it trusts in masked rounds; obtained independently of the
 *     coordinator
 * @param memory storage for the memory that a strategy requires, by the run's memory id
 * @param ledger its own account of what it has answered
 * @param key the key that its name is bound to; to come back under the name it has to be the same
 * @param wantsModel whether it asks for what the run has learned, see {@link NodeOutcome.Finished}
 * @param conduct how it answers: honestly, but in tests of what attackers can do
 */
public record ClientSettings(
    String name,
    @Nullable String token,
    String softwareVersion,
    Backoff backoff,
    Demands demands,
    @Nullable Identity identity,
    TrustedIdentities trusted,
    Function<String, ClientMemory> memory,
    ClientLedger ledger,
    ClientKey key,
    boolean wantsModel,
    Conduct conduct) {

  /** A node without requirements of its own. */
  public ClientSettings(
      String name, @Nullable String token, String softwareVersion, Backoff backoff) {
    this(name, token, softwareVersion, backoff, Demands.NONE);
  }

  /**
   * A node without an identity, which trusts the coordinator about keys, keeps its memory in the
   * process and no ledger.
   */
  public ClientSettings(
      String name,
      @Nullable String token,
      String softwareVersion,
      Backoff backoff,
      Demands demands) {
    this(
        name,
        token,
        softwareVersion,
        backoff,
        demands,
        null,
        TrustedIdentities.none(),
        run -> new InMemory(),
        ClientLedger.NONE);
  }

  /** A node with a new key, so that its name is lost when it ends. */
  public ClientSettings(
      String name,
      @Nullable String token,
      String softwareVersion,
      Backoff backoff,
      Demands demands,
      @Nullable Identity identity,
      TrustedIdentities trusted,
      Function<String, ClientMemory> memory,
      ClientLedger ledger) {
    this(
        name,
        token,
        softwareVersion,
        backoff,
        demands,
        identity,
        trusted,
        memory,
        ledger,
        ClientKey.fresh(),
        false,
        Conduct.HONEST);
  }

  /** The same settings with another key. */
  public ClientSettings withKey(ClientKey other) {
    return with(token, other, wantsModel, conduct);
  }

  /** The same settings with another token. */
  public ClientSettings withToken(@Nullable String other) {
    return with(other, key, wantsModel, conduct);
  }

  /** The same settings of a node that asks for what the run has learned. */
  public ClientSettings wantingModel() {
    return with(token, key, true, conduct);
  }

  /** The same settings of a node that answers in another way, for tests alone. */
  public ClientSettings behaving(Conduct other) {
    return with(token, key, wantsModel, other);
  }

  private ClientSettings with(
      @Nullable String shown, ClientKey own, boolean model, Conduct answers) {
    return new ClientSettings(
        name,
        shown,
        softwareVersion,
        backoff,
        demands,
        identity,
        trusted,
        memory,
        ledger,
        own,
        model,
        answers);
  }

  /** Refuses names that the contract does not allow. */
  public ClientSettings {
    Names.requireClient(name);
  }
}
