package dev.headwater.client;

import static dev.headwater.client.HostileCoordinator.NODE;
import static dev.headwater.client.HostileCoordinator.RUN;
import static dev.headwater.client.Loopback.DIGEST;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.data.LabelledFeatures;
import dev.headwater.client.data.PreparedData;
import dev.headwater.client.ledger.ClientLedger;
import dev.headwater.client.ledger.DataIdentity;
import dev.headwater.client.policy.Demands;
import dev.headwater.learning.clients.InMemory;
import dev.headwater.proto.codec.SecAggCodec;
import dev.headwater.proto.codec.StepCodec;
import dev.headwater.secagg.SecAggClient;
import dev.headwater.secagg.Stage;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.messages.Survivors;
import dev.headwater.secagg.primitives.Bytes;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.v1.Advertisement;
import dev.headwater.v1.Assignment;
import dev.headwater.v1.KeyRoster;
import dev.headwater.v1.Submission;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node in a masked round with two honest peers, and a coordinator that changes one message. */
class HostileCoordinatorTest {
  private final HostileCoordinator coordinator = new HostileCoordinator();
  private final CompletableFuture<String> stayedOut = new CompletableFuture<>();
  private @Nullable Identity identity;
  private TrustedIdentities trusted = TrustedIdentities.none();
  private final List<Stage> stages = new CopyOnWriteArrayList<>();
  private ClientLedger ledger = ClientLedger.NONE;
  private Loopback loopback;

  @BeforeEach
  void start() throws IOException {
    loopback = new Loopback(coordinator, 2);
  }

  @AfterEach
  void stop() {
    loopback.close();
  }

  private CompletableFuture<NodeOutcome> node(boolean requireMasks) {
    var examples = new LabelledFeatures(new float[] {1, 0, 0, 1}, List.of("dog", "cat"), 2);
    return new ClientNode(
            new ClientSettings(
                NODE,
                null,
                "test",
                Backoff.forEver(),
                requireMasks ? Demands.MASKED : Demands.NONE,
                identity,
                trusted,
                run -> new InMemory(),
                ledger),
            loopback.channel(),
            (run, backbone) ->
                new PreparedData(
                    DIGEST, examples, LabelledFeatures.none(2), DataIdentity.SIMULATED),
            new ClientListener() {
              @Override
              public void securing(int round, Stage stage) {
                stages.add(stage);
              }

              @Override
              public void stayedOut(int round, String reason) {
                stayedOut.complete(reason);
                coordinator.finish();
              }
            },
            loopback.work(),
            (wait, then) -> loopback.work().execute(then))
        .start();
  }

  private String reason() throws Exception {
    assertThat(node(true).get(60, TimeUnit.SECONDS)).isEqualTo(new NodeOutcome.Finished("bye"));
    return stayedOut.getNow("took part");
  }

  @Test
  void honestCoordinatorGetsTheSumAndOnlyTheSum() throws Exception {
    assertThat(reason()).isEqualTo("took part");
    assertThat(stages).containsExactly(Stage.values());
    long[] sum = Objects.requireNonNull(coordinator.sum);
    assertThat(sum[6]).as("sum of the weights: one client, and two of zeros").isEqualTo(1);
    assertThat(coordinator.submissions)
        .extracting(Submission::getWorkCase)
        .containsExactly(
            Submission.WorkCase.ADVERTISEMENT,
            Submission.WorkCase.SHARES,
            Submission.WorkCase.MASKED_INPUT,
            Submission.WorkCase.CONFIRMATION,
            Submission.WorkCase.UNMASKING);
  }

  @Test
  void rosterForSomebodyElseIsRefused() throws Exception {
    coordinator.change = message -> message.hasRoster() ? recipient(message, "bob") : message;
    assertThat(reason()).contains("a message for bob (expected: for this client)");
    assertThat(stages).endsWith(Stage.SHARE);
    assertThat(coordinator.submissions).hasSize(1);
  }

  private static Assignment recipient(Assignment message, String name) {
    return message.toBuilder()
        .setRoster(message.getRoster().toBuilder().setRecipient(name))
        .build();
  }

  @Test
  void survivorsThatOverlapRevealNothing() throws Exception {
    coordinator.change =
        message ->
            message.hasSurvivors()
                ? SecAggCodec.encode(
                    new Survivors(RUN, 1, List.of(NODE, "bob", "cleo"), List.of("bob")))
                : message;
    assertThat(reason()).contains("bob is called alive and dropped");
    assertThat(coordinator.submissions).hasSize(3);
  }

  @Test
  void confirmationsOfOtherSurvivorsRevealNothing() throws Exception {
    coordinator.change =
        message -> {
          if (!message.hasConfirmations()) {
            return message;
          }
          var lists = message.getConfirmations().toBuilder();
          for (int i = 0; i < lists.getConfirmationsCount(); i++) {
            if (!lists.getConfirmations(i).getClient().equals(NODE)) {
              lists
                  .getConfirmationsBuilder(i)
                  .getConfirmationBuilder()
                  .setSurvivorsDigest(ByteString.copyFrom(new byte[32]));
            }
          }
          return Assignment.newBuilder().setConfirmations(lists).build();
        };
    assertThat(reason()).contains("was told of other survivors");
    assertThat(coordinator.submissions).hasSize(4);
  }

  @Test
  void stepsOfAnotherRoundAndStepsThatComeTwiceChangeNothing() throws Exception {
    coordinator.twice = true;
    assertThat(reason()).isEqualTo("took part");
    assertThat(coordinator.submissions.stream().distinct()).hasSize(5);
    assertThat(coordinator.sum).isNotNull();
  }

  @Test
  void unsafeThresholdEndsTheNode() throws Exception {
    coordinator.change =
        message -> {
          if (!message.hasTrain()) {
            return message;
          }
          var train = message.getTrain().toBuilder();
          train.getSecureAggregationBuilder().setThreshold(1);
          return Assignment.newBuilder().setTrain(train).build();
        };
    assertThat(node(false).get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            NodeOutcome.Refused.class,
            refused -> assertThat(refused.reason()).contains("threshold: 1 (expected: 2 to 3"));
    assertThat(coordinator.submissions).isEmpty();
  }

  @Test
  void nodeThatWasPromisedMasksNeverContributesInTheOpen() throws Exception {
    coordinator.change =
        message ->
            message.hasTrain()
                ? Assignment.newBuilder()
                    .setTrain(message.getTrain().toBuilder().clearSecureAggregation())
                    .build()
                : message;
    assertThat(node(true).get(60, TimeUnit.SECONDS))
        .isInstanceOfSatisfying(
            NodeOutcome.Refused.class,
            refused ->
                assertThat(refused.reason())
                    .startsWith("round 1: a contribution in the open is asked for"));
    assertThat(coordinator.submissions).isEmpty();
  }

  @Test
  void trainingThatDivergesKeepsTheNodeOutOfTheRoundAndAlive() throws Exception {
    coordinator.learningRate = 1e30;
    assertThat(reason()).contains("the training has diverged");
    assertThat(coordinator.submissions)
        .noneMatch(Submission::hasMaskedInput)
        .noneMatch(Submission::hasContribution);
  }

  // ---- a node that believes enrolled nodes alone

  private void believe(Map<String, Identity> nodes) {
    identity = HostileCoordinator.identity(3);
    Map<String, Bytes> keys = new TreeMap<>(Map.of(NODE, identity.publicKey()));
    nodes.forEach((name, node) -> keys.put(name, node.publicKey()));
    trusted = TrustedIdentities.only(keys);
  }

  private static UnaryOperator<Assignment> handsOn(UnaryOperator<Advertisement> keysOfBob) {
    return message -> {
      if (!message.hasRoster()) {
        return message;
      }
      var roster = message.toBuilder();
      for (KeyRoster.Member.Builder member : roster.getRosterBuilder().getMembersBuilderList()) {
        if (member.getClient().equals("bob")) {
          member.setKeys(keysOfBob.apply(member.getKeys()));
        }
      }
      return roster.build();
    };
  }

  private void staysOutBecauseOf(String name) throws Exception {
    assertThat(reason())
        .contains("the keys of %s are not signed by its enrolled identity".formatted(name));
    assertThat(coordinator.submissions)
        .as("its keys, and no share of its secrets")
        .extracting(Submission::getWorkCase)
        .containsExactly(Submission.WorkCase.ADVERTISEMENT);
  }

  @Test
  void keysThatEnrolledNodesSignedAreBelieved() throws Exception {
    believe(HostileCoordinator.IDENTITIES);
    assertThat(reason()).isEqualTo("took part");
    assertThat(coordinator.sum).isNotNull();
  }

  @Test
  void keysThatTheCoordinatorHandsOnUnsignedAreRefused() throws Exception {
    believe(HostileCoordinator.IDENTITIES);
    coordinator.change = handsOn(keys -> keys.toBuilder().clearSignature().build());
    staysOutBecauseOf("bob");
  }

  @Test
  void keysThatTheCoordinatorMadeItselfAreRefused() throws Exception {
    believe(HostileCoordinator.IDENTITIES);
    var made =
        new SecAggClient(
                HostileCoordinator.bound(0.1),
                "bob",
                HostileCoordinator.identity(9),
                TrustedIdentities.none())
            .advertise();
    coordinator.change = handsOn(keys -> StepCodec.encode(made).get(0).getAdvertisement());
    staysOutBecauseOf("bob");
  }

  @Test
  void peersThatAreNotEnrolledAreRefusedHoweverTheySign() throws Exception {
    believe(Map.of("bob", HostileCoordinator.identity(1)));
    staysOutBecauseOf("cleo");
  }
}
