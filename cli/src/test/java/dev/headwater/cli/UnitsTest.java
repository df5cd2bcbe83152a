package dev.headwater.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.headwater.learning.accounting.RdpAccountant;
import dev.headwater.learning.accounting.Sampling;
import dev.headwater.learning.accounting.Step;
import dev.headwater.learning.privacy.LedgerEntry;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.LedgerFile;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a promise is about decides what delta means, what a run costs, and what adds up. */
final class UnitsTest {
  private static final String DATA = "demo:users=6,pictures=10,test=20";

  private final Path folder;

  UnitsTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private CommandRun simulate(String name, String data, String flags) {
    List<String> args =
        new ArrayList<>(
            List.of("simulate", "--data", data, "--backbone", "pixels", "--image-size", "8"));
    args.addAll(List.of("--rounds", "2", "--cache", TestCache.path()));
    args.addAll(List.of("--out", folder.resolve(name).toString()));
    args.addAll(List.of(flags.split(" ")));
    return CommandRun.of(args.toArray(String[]::new));
  }

  private double delta(String name) throws IOException {
    return opened(name).delta();
  }

  private LedgerEntry.Opened opened(String name) {
    return (LedgerEntry.Opened) LedgerFile.read(folder.resolve(name)).entries().get(0);
  }

  private List<LedgerEntry.Paid> paid(String name) {
    return LedgerEntry.paid(LedgerFile.read(folder.resolve(name)).entries());
  }

  private static JsonNode json(CommandRun run) throws IOException {
    assertThat(run.exitCode()).as(run.err()).isZero();
    return new ObjectMapper().readTree(run.out());
  }

  /** 54 training pictures of 60 at 6 clients. */
  @Test
  void deltaOfPicturesIsBelowOneOverAllPictures() throws IOException {
    assertThat(simulate("pictures", DATA, "--privacy example --noise-multiplier 2").exitCode())
        .isZero();
    assertThat(delta("pictures")).isEqualTo(0.0018);
    assertThat(
            simulate("release", DATA, "--privacy example --noise-multiplier 2 --strategy fed3r")
                .exitCode())
        .isZero();
    assertThat(delta("release")).isEqualTo(0.0018);
    assertThat(simulate("clients", DATA, "--privacy central --noise-multiplier 2").exitCode())
        .isZero();
    assertThat(delta("clients")).isEqualTo(0.016);
  }

  /** Two clients of three users with four pictures each. */
  private Path client(String name) throws IOException {
    Path data = Files.createDirectories(folder.resolve(name));
    StringBuilder index = new StringBuilder("file,label,user\n");
    for (int i = 0; i < 12; i++) {
      BufferedImage picture = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
      for (int x = 0; x < 8; x++) {
        picture.setRGB(x, i % 8, 0xff00ff + 977 * i + name.hashCode() % 255);
      }
      ImageIO.write(picture, "png", data.resolve(i + ".png").toFile());
      index.append("%d.png,%s,patient-%d\n".formatted(i, i % 2 == 0 ? "cat" : "dog", i % 3));
    }
    Files.writeString(data.resolve("index.csv"), index);
    return data;
  }

  private List<CommandRun> live(String flags, Path... data) throws Exception {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    List<String> args =
        new ArrayList<>(
            List.of("coordinator", "--listen", "127.0.0.1:" + port, "--labels", "cat,dog"));
    args.addAll(List.of("--backbone", "pixels", "--image-size", "8", "--holdout", "0"));
    args.addAll(List.of("--rounds", "2", "--out", folder.resolve("live").toString()));
    args.addAll(List.of("--min-clients", String.valueOf(data.length), "--wait", "6s"));
    args.addAll(List.of(flags.split(" ")));
    List<CompletableFuture<CommandRun>> all = new ArrayList<>();
    all.add(started("coordinator", args));
    for (Path own : data) {
      String name = String.valueOf(own.getFileName());
      all.add(
          started(
              name,
              List.of(
                  "client",
                  "--coordinator",
                  "127.0.0.1:" + port,
                  "--data",
                  own.toString(),
                  "--name",
                  name,
                  "--cache",
                  folder.resolve("cache").toString())));
    }
    List<CommandRun> ended = new ArrayList<>();
    for (CompletableFuture<CommandRun> one : all) {
      ended.add(one.get());
    }
    return ended;
  }

  private static CompletableFuture<CommandRun> started(String name, List<String> args) {
    return CompletableFuture.supplyAsync(
        () -> CommandRun.of(args.toArray(String[]::new)), work -> new Thread(work, name).start());
  }

  @Test
  void aLiveRunTakesItsDeltaFromThePicturesThatClientsDeclare() throws Exception {
    List<CommandRun> ended =
        live("--privacy example --noise-multiplier 2", client("north"), client("south"));

    assertThat(ended).allSatisfy(run -> assertThat(run.exitCode()).as(run.err()).isZero());
    assertThat(delta("live")).isEqualTo(0.0041); // of 24 pictures; 0.05 of two clients
  }

  @Test
  void patientsAreProtectedAtLiveNodesThatKnowThem() throws Exception {
    List<CommandRun> ended =
        live(
            "--privacy user --noise-multiplier 2 --batch-size 2 --local-epochs 1",
            client("north"),
            client("south"));

    assertThat(ended).allSatisfy(run -> assertThat(run.exitCode()).as(run.err()).isZero());
    assertThat(opened("live").unit()).isEqualTo("user");
    assertThat(delta("live")).isEqualTo(0.016); // of six patients
    double epsilon =
        new RdpAccountant()
            .plus(new Step(new Sampling.Poisson(2.0 / 3), 2, 4))
            .epsilon(0.016 * 0.999);
    assertThat(paid("live").get(1).epsilon()).isCloseTo(epsilon, within(1e-9));
    assertThat(Files.readString(folder.resolve("live").resolve(RunFolder.REPORT)))
        .contains("one user, all pictures")
        .contains("DP-SGD on users");
  }

  @Test
  void aNodeThatDoesNotKnowItsPatientsDoesNotJoin() throws Exception {
    Path unknown = client("unknown");
    Files.delete(unknown.resolve("index.csv"));
    for (String label : List.of("cat", "dog")) {
      Files.createDirectory(unknown.resolve(label));
    }
    for (int i = 0; i < 12; i++) {
      Files.move(
          unknown.resolve(i + ".png"),
          unknown.resolve(i % 2 == 0 ? "cat" : "dog").resolve(i + ".png"));
    }

    List<CommandRun> ended = live("--privacy user --noise-multiplier 2", unknown);

    assertThat(ended.get(0).exitCode()).isEqualTo(4);
    assertThat(ended.get(1).exitCode()).isEqualTo(2);
    assertThat(ended.get(1).err())
        .contains("privacy: user, and it is not known whose picture 1 of 12 is");
  }

  @Test
  void runsOnTheSameDataAddUpAndSaySo() throws IOException {
    String central = "--privacy central --noise-multiplier 2 --delta 1e-3";
    assertThat(simulate("one", DATA, central).out()).doesNotContain("Privacy adds up");
    CommandRun second = simulate("two", DATA, central + " --seed 2");
    assertThat(simulate("other", "demo:users=6,pictures=9,test=20", central).exitCode()).isZero();

    assertThat(second.exitCode()).isZero();
    assertThat(opened("one").data()).hasSize(64).isEqualTo(opened("two").data());
    assertThat(opened("other").data()).hasSize(64).isNotEqualTo(opened("two").data());
    String report = Files.readString(folder.resolve("two").resolve(RunFolder.REPORT));
    assertThat(report).contains("Privacy adds up: one in ").contains("used the same data");
    assertThat(Files.readString(folder.resolve("other").resolve(RunFolder.REPORT)))
        .doesNotContain("Privacy adds up");

    String one = folder.resolve("one").toString();
    String two = folder.resolve("two").toString();
    JsonNode total = json(CommandRun.of("privacy", "total", one, two, "--format", "json"));
    double each = Objects.requireNonNull(paid("one").get(1).epsilon());
    assertThat(total.get("epsilon").asDouble()).isBetween(each, 2 * each);
    assertThat(total.get("composed").asBoolean()).isTrue();
    assertThat(total.get("same_data").asBoolean()).isTrue();
    assertThat(CommandRun.of("privacy", "total", one, two).out())
        .startsWith("Together: epsilon ")
        .contains("for one client more or less in all of them")
        .contains("The ledgers name the same data.");
    assertThat(CommandRun.of("privacy", "total", one, one).err())
        .contains("is named twice (expected: each run once");
    assertThat(simulate("pictures", DATA, "--privacy example --noise-multiplier 2").exitCode())
        .isZero();
    CommandRun mixed =
        CommandRun.of("privacy", "total", one, folder.resolve("pictures").toString());
    assertThat(mixed.err()).contains("units: client and example (expected: runs that protect");
    assertThat(mixed.exitCode()).isEqualTo(2);
  }

  /** 300 steps at 0.2 and z 1.1, three times, as if one person were at three clients. */
  @Test
  void theEpsilonOfUsersIsThatOfTheirClientsTogether() throws IOException {
    String line =
        "privacy epsilon --sampling-rate 0.2 --noise-multiplier 1.1 --steps 100 --delta 1e-5 --user-clients 3";
    JsonNode node = json(CommandRun.of((line + " --format json").split(" ")));
    double expected =
        new RdpAccountant().plus(new Step(new Sampling.Poisson(0.2), 1.1, 300)).epsilon(1e-5);

    assertThat(node.get("epsilon").asDouble()).isCloseTo(expected, within(1e-9));
    assertThat(node.get("user_clients").asInt()).isEqualTo(3);
    assertThat(node.get("accountant").asText()).isEqualTo("rdp");
    assertThat(CommandRun.of(line.split(" ")).out())
        .contains("whether any one user is there or not")
        .contains("one user more or less, at up to 3 clients");
  }

  @Test
  void anEpsilonThatProtectsNobodyIsSaidAlikeEverywhere() throws IOException {
    CommandRun run = simulate("loud", DATA, "--privacy central --noise-multiplier 0.01");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(paid("loud").get(1).epsilon()).isNotNull().isGreaterThan(1000);
    assertThat(Files.readString(folder.resolve("loud").resolve(RunFolder.REPORT)))
        .contains("class=\"badge bad\"", ": protects next to nobody")
        .doesNotContain("class=\"badge good\"", "<td>infinite", "No finite epsilon");
  }

  /** DP-SGD of a thousand epochs costs hundreds: with a budget not one round begins. */
  @Test
  void aRoundOfLocalTrainingThatCostsMoreThanTheBudgetIsNotBegun() {
    CommandRun run =
        simulate(
            "epochs",
            DATA,
            "--privacy example --noise-multiplier 0.5 --local-epochs 1000 --epsilon-budget 8");

    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(paid("epochs")).isEmpty();
  }
}
