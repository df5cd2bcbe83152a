package dev.headwater.client;

import com.google.protobuf.ByteString;
import dev.headwater.client.data.BackboneFetch;
import dev.headwater.client.data.DataPreparer;
import dev.headwater.client.data.PreparedData;
import dev.headwater.learning.training.Arithmetic;
import dev.headwater.proto.Protocol;
import dev.headwater.proto.RunDescription;
import dev.headwater.v1.JoinRequest;
import io.grpc.Channel;
import java.io.IOException;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A client's data, prepared once as long as the run requires the same features. */
final class Preparation {
  private final ClientSettings settings;
  private final Channel channel;
  private final DataPreparer preparer;
  private @Nullable RunDescription preparedFor;
  private @Nullable PreparedData data;

  Preparation(ClientSettings settings, Channel channel, DataPreparer preparer) {
    this.settings = settings;
    this.channel = channel;
    this.preparer = preparer;
  }

  /**
   * The data for {@code run}; may take long.
   *
   * @param starting called if the data has to be prepared
   */
  synchronized PreparedData of(RunDescription run, Consumer<RunDescription> starting)
      throws IOException, InterruptedException {
    if (data == null || preparedFor == null || !run.preparesLike(preparedFor)) {
      starting.accept(run);
      data = preparer.prepare(run, new BackboneFetch(channel, token(), run.backbone().digest()));
      preparedFor = run;
    }
    return data;
  }

  /**
   * The signed request to join.
   *
   * @param challenge of the coordinator's last description
   */
  synchronized JoinRequest joinRequest(PreparedData mine, ByteString challenge) {
    SortedSet<String> names = new TreeSet<>(mine.train().labelNames());
    names.addAll(mine.heldOut().labelNames());
    boolean hidden = preparedFor != null && preparedFor.hidesNumExamples();
    // An honest coordinator asks nobody for scores who holds nothing out.
    boolean scores = !hidden && !settings.demands().any();
    return settings
        .key()
        .sign(
            JoinRequest.newBuilder()
                .setClient(settings.name())
                .setToken(token())
                .addAllLabels(names)
                .setNumExamples(hidden ? 1 : mine.train().units())
                .setNumHeldOut(scores ? mine.heldOut().units() : 0)
                .setBackboneDigest(mine.backboneDigest())
                .setFeatureLength(mine.train().width())
                .setSoftwareVersion(settings.softwareVersion())
                .setProtocolVersion(Protocol.VERSION)
                .setArithmetic(Arithmetic.VERSION)
                .setChallenge(challenge)
                .setWantsHead(settings.wantsModel())
                .build());
  }

  /** The coordinator's token, empty for none. */
  String token() {
    return settings.token() == null ? "" : settings.token();
  }
}
