package dev.headwater.cli.run;

import dev.headwater.cli.extensions.ExtensionOptions;
import dev.headwater.cli.hostile.MisbehaviourOptions;
import dev.headwater.cli.identity.IdentityOptions;
import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.node.ClientLedgerCommand;
import dev.headwater.cli.node.NodeOutput;
import dev.headwater.cli.node.PolicyOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.process.Version;
import dev.headwater.cli.security.ConnectionOptions;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.setup.OpenRun;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.client.ClientNode;
import dev.headwater.client.ClientSettings;
import dev.headwater.client.NodeOutcome;
import dev.headwater.client.connection.Backoff;
import dev.headwater.client.connection.Channels;
import dev.headwater.client.connection.Delay;
import dev.headwater.client.data.FileMemory;
import dev.headwater.client.enrolment.NodeFolder;
import dev.headwater.client.ledger.FileLedger;
import dev.headwater.files.UserInput;
import dev.headwater.learning.clients.Conduct;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.secagg.primitives.Identity;
import dev.headwater.simulations.cohorts.Workers;
import dev.headwater.simulations.nodes.FolderPreparer;
import dev.headwater.simulations.nodes.KeptModel;
import dev.headwater.simulations.nodes.RunBackbone;
import dev.headwater.vision.sources.PictureSets;
import dev.headwater.vision.sources.folder.LabelMap;
import io.grpc.ManagedChannel;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code headwater client}: one node that takes part with its own pictures. */
@Command(
    name = "client",
    description =
        "Takes part in a run with the pictures in a folder. Only weight deltas, sums and scores leave this machine.",
    footer = {
      "headwater client --coordinator 127.0.0.1:7070 --data photos --name ann",
      "headwater client --coordinator fl.example.org:7070 --data photos --name ann --token-file token",
      "headwater client --config client.yaml --policy policy.yaml"
    },
    mixinStandardHelpOptions = true,
    subcommands = ClientLedgerCommand.class,
    sortOptions = false)
public final class ClientCommand implements Callable<Integer> {
  /** Folder in the cache with this node's memory of runs whose strategy requires it. */
  private static final String MEMORY = "memory";

  /** Folder in the cache with the keys of this machine's clients, and their certificates. */
  private static final String KEYS = "keys";

  @Spec CommandSpec spec;

  @Option(
      names = "--coordinator",
      paramLabel = "HOST:PORT",
      description = "Address of the coordinator.")
  String coordinator = "";

  @Option(
      names = "--data",
      paramLabel = "PATH",
      description =
          "This client's pictures: a folder per class, or anything else that 'simulate --data' takes.")
  String data = "";

  @Option(
      names = "--label-map",
      paramLabel = "FILE",
      description =
          "A CSV file of lines FROM,TO that renames classes of --data to those of the run. Default: none.")
  @Nullable Path labelMap;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of this client, unique within the run.")
  String name = "";

  @Option(
      names = "--backbone",
      paramLabel = "FILE",
      description =
          "File of the run's backbone. Default: the embedded one, a cached one, or one fetched from the coordinator.")
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
          "Give up after N failed connections in a row; 0 for never. Default: ${DEFAULT-VALUE}.")
  int attempts;

  @Option(
      names = "--ledger",
      paramLabel = "DIR",
      description =
          "Folder of this client's record of what it has answered. Default: the folder 'ledger' of the cache.")
  @Nullable Path ledger;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Folder in which to keep the trained model: head.safetensors and model.safetensors, for predict and evaluate. Default: keep nothing.")
  @Nullable Path out;

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "A YAML file of options without their dashes, such as the config.yaml of a run; options on the command line take precedence.")
  @Nullable Path config;

  @Option(
      names = "--format",
      paramLabel = "NAME",
      defaultValue = "text",
      description =
          "Output: text, or json (JSON lines on standard output, nothing else). Default: ${DEFAULT-VALUE}.")
  OutputOptions.Format format = OutputOptions.Format.TEXT;

  @Mixin LogOptions log = new LogOptions();
  @Mixin MisbehaviourOptions misbehaviour = new MisbehaviourOptions();
  @Mixin PolicyOptions policy = new PolicyOptions();
  @Mixin ConnectionOptions connecting = new ConnectionOptions();
  @Mixin IdentityOptions identities = new IdentityOptions();
  @Mixin ExtensionOptions extensions = new ExtensionOptions();

  @Override
  public Integer call() throws Exception {
    return extensions.run(this::takePart);
  }

  /** Not by picocli: it would ask for them before a subcommand, too. */
  private void requireAll() {
    for (String flag : List.of("--coordinator", "--data", "--name")) {
      OptionSpec option = spec.findOption(flag);
      if (option.<String>getValue().isEmpty()) {
        throw new ParameterException(
            spec.commandLine(),
            "Missing required option: '%s=%s'".formatted(flag, option.paramLabel()));
      }
    }
  }

  private int takePart() throws InterruptedException {
    requireAll();
    OpenRun.requireThreads(threads);
    LabelMap renaming = labelMap == null ? LabelMap.NONE : LabelMap.read(labelMap);
    Conduct conduct =
        misbehaviour.conduct(
            name,
            System.getenv(),
            line -> Terminal.ofErrors().lines(line).forEach(spec.commandLine().getErr()::println));
    Identity identity = identities.identity(name, spec.commandLine().getOut());
    TrustedIdentities trusted = identities.trusted(name, identity);
    ModelOptions flags = new ModelOptions();
    flags.cache = cache;
    Path cached = OpenModel.cacheRoot(flags);
    Backoff backoff = Backoff.forEver().upTo(attempts);
    ClientSettings unkeyed =
        UserInput.valid(
            () ->
                new ClientSettings(
                    name,
                    null,
                    Version.current(),
                    backoff,
                    policy.demands(),
                    identity,
                    trusted,
                    run -> new FileMemory(cached.resolve(MEMORY), run),
                    new FileLedger(ClientLedgerCommand.folder(ledger, cache))));
    NodeFolder folder = new NodeFolder(cached.resolve(KEYS), name);
    try (KeptModel kept = out == null ? null : KeptModel.in(out, Clock.systemUTC());
        Signals signals = new Signals();
        NodeOutput told = NodeOutput.of(format, log);
        Workers workers = new Workers("client", 1);
        Workers callbacks = new Workers("grpc", 1)) {
      PictureSets.requireThere(data); // before the wait for a coordinator
      ConnectionOptions.Connection connection =
          connecting.connection(
              coordinator, name, folder, backoff, callbacks.executor(), told::waiting);
      ClientSettings keyed =
          unkeyed.withKey(connection.key()).withToken(connection.token()).behaving(conduct);
      ManagedChannel channel =
          Channels.open(coordinator, connection.security(), callbacks.executor());
      try (ClientNode node =
          new ClientNode(
              kept == null ? keyed : keyed.wantingModel(),
              channel,
              new FolderPreparer(data, renaming, name, backbone, cached, threads, told.view()),
              new ClientNarrator(told, coordinator),
              workers.executor(),
              Delay.REAL)) {
        NodeOutcome outcome = node.start().get();
        if (kept != null && outcome instanceof NodeOutcome.Finished finished) {
          told.kept(finished, kept, new RunBackbone(backbone, cached, told.view()));
        }
        return report(outcome, told).code();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof UncheckedIOException trouble) {
          throw trouble; // a full disk is a sentence, no bug
        }
        throw new IllegalStateException("the client failed: " + e.getCause(), e.getCause());
      } finally {
        channel.shutdownNow();
      }
    }
  }

  private ExitCode report(NodeOutcome outcome, NodeOutput told) {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (outcome instanceof NodeOutcome.Finished finished) {
      told.ended("done", finished.summary(), out);
      return ExitCode.DONE;
    }
    if (outcome instanceof NodeOutcome.Refused refused) {
      told.ended("refused", refused.reason(), out);
      Terminal.ofErrors().lines("headwater: " + refused.reason()).forEach(err::println);
      return ExitCode.BAD_INPUT;
    }
    if (outcome instanceof NodeOutcome.Unreachable gone) {
      told.ended("unreachable", gone.reason(), out);
      Terminal.ofErrors().lines("headwater: " + gone.reason()).forEach(err::println);
      return ExitCode.FAILED;
    }
    told.ended("interrupted", "", out);
    return ExitCode.INTERRUPTED;
  }
}
