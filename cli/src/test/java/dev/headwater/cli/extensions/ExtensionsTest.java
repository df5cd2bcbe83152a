package dev.headwater.cli.extensions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headwater.cli.CommandRun;
import dev.headwater.simulations.output.RecordedRun;
import dev.headwater.simulations.output.RoundRecord;
import dev.headwater.simulations.output.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code --extensions}: classes of a user's own, out of a jar that nothing else knows. */
final class ExtensionsTest {
  private static final String DATA = "demo:users=5,pictures=20,test=40";

  private static Path cache;
  private static Path jar;

  private final Path folder;

  ExtensionsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  @BeforeAll
  static void compile(@TempDir Path shared) throws IOException {
    cache = shared.resolve("cache");
    jar = ExtensionJar.of(shared);
  }

  private CommandRun simulate(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("simulate", "--format", "json", "--rounds", "4"));
    args.addAll(List.of("--local-epochs", "1", "--out", folder.resolve(name).toString()));
    args.addAll(List.of("--cache", cache.toString()));
    if (!List.of(more).contains("--data")) {
      args.addAll(List.of("--data", DATA));
    }
    if (!List.of(more).contains("--backbone")) {
      args.addAll(List.of("--backbone", "pixels", "--image-size", "8"));
    }
    args.addAll(List.of(more));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private CommandRun extended(String name, String... more) {
    List<String> args = new ArrayList<>(List.of("--extensions", jar.toString()));
    args.addAll(List.of(more));
    return simulate(name, args.toArray(String[]::new));
  }

  private List<String> digests(String name) {
    RecordedRun run = RunFolder.open(folder.resolve(name));
    return run.rounds().stream().map(RoundRecord::digest).toList();
  }

  private void assertSameRun(CommandRun own, CommandRun usual) {
    assertThat(own.err()).isEmpty();
    assertThat(usual.err()).isEmpty();
    assertThat(digests("own")).hasSize(4).isEqualTo(digests("usual"));
  }

  private static void assertRefused(CommandRun run, String... sentence) {
    assertThat(run.err()).contains(sentence).doesNotContain("\tat ");
    assertThat(run.err().strip().lines()).hasSize(1);
    assertThat(run.exitCode()).isEqualTo(2);
  }

  @Test
  void strategyOutOfAJarIsFoundByItsNameAndGetsItsArguments() {
    assertSameRun(
        extended("own", "--strategy", "com.acme.Mine$Slow:1"),
        simulate("usual", "--strategy", "fedavg"));
    assertThat(extended("half", "--strategy", "com.acme.Mine$Slow:0.5").exitCode()).isZero();
    // the first round sums moments of features, whatever the strategy
    assertThat(digests("half").subList(1, 4)).doesNotContainAnyElementsOf(digests("own"));
  }

  @Test
  void rowOfAJarGivesItsClassAShortName() {
    assertSameRun(
        extended("own", "--strategy", "slow:0.5"),
        extended("usual", "--strategy", "com.acme.Mine$Slow:0.5"));
    assertRefused(
        simulate("without", "--strategy", "slow:0.5"), "strategy: slow:0.5 is unknown (expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"memory", "grpc"})
  void aggregatorHeadAndDataOutOfAJarWorkOverEveryTransport(String transport) {
    String[] everything = {
      "--transport",
      transport,
      "--data",
      "class:com.acme.Mine$Scans",
      "--head",
      "com.acme.Mine$Head",
      "--weights",
      "uniform"
    };
    assertSameRun(extended("own", everything), simulate("usual", "--weights", "uniform"));
    String[] robust = {"--transport", transport, "--aggregator", "com.acme.Mine$Least"};
    assertThat(extended("least", robust).err()).isEmpty();
    assertThat(digests("least")).hasSize(4).isNotEqualTo(digests("own"));
  }

  private Path photo() throws IOException {
    Path photo = folder.resolve("photo.png");
    BufferedImage image = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    image.setRGB(7, 9, 0xFFAA22);
    ImageIO.write(image, "png", photo.toFile());
    return photo;
  }

  private CommandRun predict(String name, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("predict", "--format", "json"));
    args.addAll(List.of("--run", folder.resolve(name).toString()));
    args.addAll(List.of(more));
    args.add(photo().toString());
    return CommandRun.of(args.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "pixels"})
  void modelOfAClassOutOfAJarIsReadWhereItsJarIsNamed(String backbone) throws IOException {
    String[] shape = {
      "--backbone", backbone, "--image-size", "32", "--start", "zero", "--standardise", "none"
    };
    String[] named = Arrays.copyOf(shape, 10);
    named[8] = "--head";
    named[9] = "com.acme.Mine$Named";
    assertSameRun(extended("own", named), simulate("usual", shape));

    CommandRun own = predict("own", "--extensions", jar.toString());
    assertThat(own.err()).isEmpty();
    assertThat(own.out()).contains("prediction").isEqualTo(predict("usual").out());

    assertRefused(
        predict("own"),
        "its head is com.acme.Mine$Named, a class of somebody's own",
        "'predict --extensions JAR'");
    Path other = folder.resolve("other.jar");
    Path classes = Files.createDirectories(folder.resolve("other/com/acme"));
    Files.writeString(classes.resolve("Other.class"), "never loaded");
    ExtensionJar.pack(folder.resolve("other"), other);
    assertRefused(
        predict("own", "--extensions", other.toString()),
        "head: there is no class com.acme.Mine$Named: the jars have com.acme.Other (expected: one");
  }

  @Test
  void auditFindsTheStrategyOfARunInItsJar() {
    String[] promise = {"--privacy", "central", "--noise-multiplier", "1", "--delta", "1e-6"};
    List<String> flags = new ArrayList<>(List.of(promise));
    flags.addAll(List.of("--backbone", "pixels", "--image-size", "32"));
    flags.addAll(List.of("--strategy", "com.acme.Mine$Slow:1"));
    assertThat(extended("own", flags.toArray(String[]::new)).err()).isEmpty();
    String[] audit = {
      "privacy", "audit", folder.resolve("own").toString(), "--canaries", "200", "--seed", "7"
    };

    assertRefused(CommandRun.of(audit), "there is no class com.acme.Mine$Slow", "--extensions");
    String[] extended = Arrays.copyOf(audit, audit.length + 2);
    extended[audit.length] = "--extensions";
    extended[audit.length + 1] = jar.toString();
    CommandRun audited = CommandRun.of(extended);
    assertThat(audited.err()).isEmpty();
    assertThat(audited.exitCode()).isZero();
  }

  @Test
  void clientFindsTheHeadOfARunInItsJar() throws Exception {
    String port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = Integer.toString(free.getLocalPort());
    }
    String[] coordinator = {
      "coordinator",
      "--listen",
      "127.0.0.1:" + port,
      "--min-clients",
      "1",
      "--rounds",
      "2",
      "--backbone",
      "pixels",
      "--image-size",
      "32",
      "--head",
      "com.acme.Mine$Named",
      "--extensions",
      jar.toString(),
      "--format",
      "json",
      "--out",
      folder.resolve("live").toString(),
      "--cache",
      cache.toString()
    };
    CompletableFuture<CommandRun> live =
        CompletableFuture.supplyAsync(() -> CommandRun.of(coordinator));
    CommandRun client =
        CommandRun.of(
            "client",
            "--coordinator",
            "127.0.0.1:" + port,
            "--data",
            DATA,
            "--name",
            "ann",
            "--extensions",
            jar.toString(),
            "--cache",
            cache.toString());

    assertThat(client.err()).isEmpty();
    assertThat(client.exitCode()).isZero();
    assertThat(live.get(1, TimeUnit.MINUTES).exitCode()).isZero();
    assertThat(digests("live")).hasSize(2);
  }

  @Test
  void partitionOutOfAJarSplitsTheData() {
    String[] cards = {"--partition", "com.acme.Mine$Cards", "--clients", "4"};
    assertThat(extended("own", cards).err()).isEmpty();

    CommandRun shown =
        CommandRun.of(
            "partition",
            "--data",
            DATA,
            "--clients",
            "4",
            "--extensions",
            jar.toString(),
            "--partition",
            "com.acme.Mine$Cards");
    assertThat(shown.out()).contains("com.acme.Mine$Cards").contains("client-003");
  }

  @Test
  void configurationOfARunNamesItsJarsAndGoesOnWithThem() throws IOException {
    assertThat(extended("own", "--strategy", "com.acme.Mine$Slow:0.5").exitCode()).isZero();
    Path config = folder.resolve("own").resolve(RunFolder.CONFIG);
    assertThat(Files.readString(config)).contains("mine.jar").doesNotContain("file:");

    CommandRun again = simulate("again", "--config", config.toString());
    assertThat(again.err()).isEmpty();
    assertThat(digests("again")).isEqualTo(digests("own"));
    CommandRun more =
        CommandRun.of(
            "simulate",
            "--format",
            "json",
            "--resume",
            folder.resolve("own").toString(),
            "--rounds",
            "5");
    assertThat(more.err()).isEmpty();
    assertThat(digests("own")).hasSize(5);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--strategy|Late:1|com.acme.Mine$Late.fail (Mine.java:|java.lang.IllegalStateException: boom (",
        "--strategy|Old:1|com.acme.Mine$Old.fail (Mine.java:|java.lang.NoSuchMethodError: gone()",
        "--strategy|Careless:1|com.acme.Mine$Careless.update (Mine.java:|ArrayIndexOutOfBounds",
        "--strategy|Silent:1|com.acme.Mine$Slow:1 gave no state after a round|a state with",
        "--aggregator|Brittle|com.acme.Mine$Brittle$1.add (Mine.java:|UnsupportedOperation",
      })
  void codeThatThrowsLaterEndsTheRunInASentenceAndTheModelOfTheRoundsBeforeIsKept(
      String flag, String name, String place, String reason) {
    boolean onOtherThreads = flag.equals("--aggregator"); // those that answer clients
    for (String transport : onOtherThreads ? List.of("memory", "grpc") : List.of("memory")) {
      CommandRun run = extended(transport, flag, "com.acme.Mine$" + name, "--transport", transport);

      assertRefused(run, place, reason);
      assertThat(digests(transport)).hasSize(2);
      assertThat(folder.resolve(transport).resolve("head.safetensors")).isNotEmptyFile();
      assertThat(folder.resolve(transport).resolve("checkpoint.safetensors")).isNotEmptyFile();
      assertThat(folder.resolve(transport).resolve("report.html"))
          .content()
          .contains("It failed: "); // with what was thrown, beside the outcome
    }
  }

  @Test
  void aggregatorThatGivesVectorsOfAnotherLengthIsRefused() {
    assertRefused(
        extended("cut", "--aggregator", "com.acme.Mine$Cutting"),
        "aggregator: com.acme.Mine$Cutting gave vectors of length [2] (expected: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--strategy|com.acme.Mine$Stillborn|strategy: com.acme.Mine$Stillborn cannot be made",
        "--strategy|Stillborn|strategy: Stillborn is unknown: the jars have com.acme.Mine$Stillborn (expected: ",
        "--strategy|com.acme.Missing|strategy: there is no class com.acme.Missing: the jars have com.acme.Mine",
        "--strategy|com.acme.Mine$Least|strategy: com.acme.Mine$Least is something else (expected: a public class that implements",
        "--aggregator|com.acme.Mine$Slow:1|aggregator: com.acme.Mine$Slow:1 is something else (expected: ",
        "--partition|com.acme.Mine$Broken|com.acme.Mine$Broken.assign (Mine.java:",
        "--data|class:com.acme.Missing|data: there is no class com.acme.Missing",
      })
  void classThatCannotBeUsedIsRefusedBeforeThereIsARun(String flag, String name, String sentence) {
    assertRefused(extended("none", flag, name), sentence);
    assertThat(folder.resolve("none")).doesNotExist();
  }

  @Test
  void withoutItsJarTheClassIsNotThere() {
    assertRefused(
        simulate("none", "--strategy", "com.acme.Mine$Slow:1"),
        "strategy: there is no class com.acme.Mine$Slow (expected: one on the class path, see --extensions");
  }

  @Test
  void jarsThatAreNoneAreRefused() throws IOException {
    Path text = Files.writeString(folder.resolve("text.jar"), "no jar");
    Path empty = folder.resolve("empty.jar");
    ExtensionJar.pack(Files.createDirectories(folder.resolve("nothing")), empty);

    assertRefused(simulate("none", "--extensions", "no.jar"), "extensions: no file no.jar");
    assertThat(simulate("none", "--extensions", "").err())
        .contains("'--extensions' (JAR): nothing is named (expected: a file or folder)");
    assertRefused(
        simulate("none", "--extensions", folder.resolve("nothing").toString()),
        "nothing is a folder (expected: a jar; make one with: jar --create");
    assertRefused(simulate("none", "--extensions", text.toString()), "text.jar cannot be read");
    assertRefused(simulate("none", "--extensions", empty.toString()), "empty.jar holds no classes");
    String both = jar + "," + folder.resolve("other.jar");
    assertRefused(simulate("none", "--extensions", both), "extensions: no file");
  }

  @Test
  void threadHasItsOwnClassLoaderBackAfterTheCommand() {
    ClassLoader before = Thread.currentThread().getContextClassLoader();

    assertThat(extended("own", "--strategy", "com.acme.Mine$Late:1").exitCode()).isEqualTo(2);

    assertThat(Thread.currentThread().getContextClassLoader()).isSameAs(before);
  }
}
