package dev.headwater.cli.run;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.identity.IdentityOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.security.ConnectionOptions;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.TerminalView;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.Demands;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.FileMemory;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.files.UserInput;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.nodes.FolderPreparer;
import io.grpc.ManagedChannel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater client}: one node that takes part with its own pictures. */
@Command(
    name = "client",
    description =
        "Takes part in a run with the pictures in a folder. Only weight deltas, sums and scores leave this machine.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ClientCommand implements Callable<Integer> {
  /** Folder in the cache with this node's memory of runs whose strategy requires it. */
  private static final String MEMORY = "memory";

  /** Folder in the cache with the keys of this machine's clients, and their certificates. */
  private static final String KEYS = "keys";

  @Spec CommandSpec spec;

  @Option(
      names = "--coordinator",
      required = true,
      paramLabel = "HOST:PORT",
      description = "Whose run to join.")
  String coordinator = "";

  @Option(
      names = "--data",
      required = true,
      paramLabel = "PATH",
      description =
          "Own pictures: a folder per class, or anything else that 'simulate --data' takes.")
  String data = "";

  @Option(
      names = "--name",
      required = true,
      paramLabel = "NAME",
      description = "Who this is; unique within the run.")
  String name = "";

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description =
          "The run's backbone, if it is at hand. Default: the embedded one, a kept one, or fetched once.")
  @Nullable String backbone;

  @Option(
      names = "--cache",
      paramLabel = "DIR",
      description =
          "Where features and fetched backbones are kept. Default: $HEADWATER_CACHE, else ~/.cache/headwater.")
  @Nullable Path cache;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Threads that compute features. Default: one a core.")
  int threads = Runtime.getRuntime().availableProcessors();

  @Option(
      names = "--attempts",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Failed connections in a row after which to give up; 0 for never. Default: ${DEFAULT-VALUE}.")
  int attempts;

  @Option(
      names = "--require-secure-aggregation",
      description =
          "Leave a run that asks for contributions in the open: this client only ever sends masked ones.")
  boolean requireMasks;

  @Option(
      names = "--min-survivors",
      paramLabel = "N",
      defaultValue = "2",
      description =
          "With --require-secure-aggregation: contributions that a sum must be of. Default: ${DEFAULT-VALUE}.")
  int minSurvivors;

  @Option(
      names = "--require-client-noise",
      paramLabel = "Z",
      defaultValue = "0",
      description =
          "Leave a run in which this client's noise, its own or that under the mask, is below this multiple of the clipping norm.")
  double clientNoise;

  @Option(
      names = "--require-example-noise",
      paramLabel = "Z",
      defaultValue = "0",
      description = "Leave a run whose DP-SGD has a noise multiplier below this.")
  double exampleNoise;

  @Mixin ConnectionOptions connecting = new ConnectionOptions();
  @Mixin IdentityOptions identities = new IdentityOptions();
  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::takePart);
  }

  private int takePart() throws InterruptedException {
    OpenRun.requireThreads(threads);
    Identity identity = identities.identity(name, spec.commandLine().getOut());
    TrustedIdentities trusted = identities.trusted(name, identity);
    ModelOptions flags = new ModelOptions();
    flags.cache = cache;
    Backoff backoff = Backoff.forEver().upTo(attempts);
    ClientSettings unkeyed =
        UserInput.valid(
            () ->
                new ClientSettings(
                    name,
                    null,
                    Version.current(),
                    backoff,
                    new Demands(requireMasks, minSurvivors, clientNoise, exampleNoise),
                    identity,
                    trusted,
                    run -> new FileMemory(OpenModel.cacheRoot(flags).resolve(MEMORY), run)));
    NodeFolder folder = new NodeFolder(OpenModel.cacheRoot(flags).resolve(KEYS), name);
    RunOutput runOutput = RunOutput.of(OutputOptions.Format.TEXT);
    try (Signals signals = new Signals();
        TerminalView view = runOutput.view();
        Workers workers = new Workers("client", 1);
        Workers callbacks = new Workers("grpc", 1)) {
      ConnectionOptions.Connection connection =
          connecting.connection(
              coordinator, name, folder, backoff, callbacks.executor(), view::waiting);
      ClientSettings settings = unkeyed.withKey(connection.key()).withToken(connection.token());
      ManagedChannel channel =
          Channels.open(coordinator, connection.security(), callbacks.executor());
      try (ClientNode node =
          new ClientNode(
              settings,
              channel,
              new FolderPreparer(data, name, backbone, OpenModel.cacheRoot(flags), threads, view),
              new ClientNarrator(view, coordinator),
              workers.executor(),
              Delay.REAL)) {
        return report(node.start().get()).code();
      } catch (ExecutionException e) {
        throw new IllegalStateException("the client failed: " + e.getCause(), e.getCause());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private ExitCode report(NodeOutcome outcome) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (outcome instanceof NodeOutcome.Finished finished) {
      out.println("Done. " + finished.summary());
      return ExitCode.DONE;
    }
    if (outcome instanceof NodeOutcome.Refused refused) {
      err.println("headwater: " + refused.reason());
      return ExitCode.BAD_INPUT;
    }
    if (outcome instanceof NodeOutcome.Unreachable gone) {
      err.println("headwater: " + gone.reason());
      return ExitCode.FAILED;
    }
    return ExitCode.INTERRUPTED;
  }
}
