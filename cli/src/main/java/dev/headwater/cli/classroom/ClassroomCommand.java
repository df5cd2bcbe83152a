package dev.headwater.cli.classroom;

import dev.headwater.cli.config.ResolvedConfig;
import dev.headwater.cli.logs.LogOptions;
import dev.headwater.cli.options.ModelOptions;
import dev.headwater.cli.options.OutputOptions;
import dev.headwater.cli.options.RunOutput;
import dev.headwater.cli.options.SummingOptions;
import dev.headwater.cli.options.TrainingOptions;
import dev.headwater.cli.process.ExitCode;
import dev.headwater.cli.process.Signals;
import dev.headwater.cli.setup.OpenModel;
import dev.headwater.cli.view.text.Terminal;
import dev.headwater.coordinator.CoordinatorConfig;
import dev.headwater.coordinator.CoordinatorSecurity;
import dev.headwater.coordinator.CoordinatorServer;
import dev.headwater.coordinator.classroom.InstallPort;
import dev.headwater.coordinator.classroom.Lesson;
import dev.headwater.coordinator.classroom.TeacherDesk;
import dev.headwater.coordinator.members.JoinLimits;
import dev.headwater.coordinator.web.WebSettings;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.names.Alike;
import dev.headwater.pki.JoinToken;
import dev.headwater.pki.PkiFolder;
import dev.headwater.pki.Role;
import dev.headwater.secagg.TrustedIdentities;
import dev.headwater.simulations.nodes.BackboneStore;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code headwater classroom}: pupils join by a code, a teacher starts trainings from a page. */
@Command(
    name = "classroom",
    description =
        "Opens a classroom: pupils join with their phones by a QR code, you start the training from a page.",
    footer = {
      "headwater classroom",
      "headwater classroom --name B12 --classes cat,dog --host 192.168.1.20",
      "headwater classroom --room evening-course --web-port 9443 --install-port 9080"
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ClassroomCommand implements Callable<Integer> {
  /** Flags of the room; all others define a run. */
  private static final Set<String> OF_THE_ROOM =
      Set.of("room", "name", "host", "web-port", "install-port", "classes");

  @Spec CommandSpec spec;

  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.:-]*[A-Za-z0-9])?|::1?");

  @Option(
      names = "--room",
      paramLabel = "DIR",
      defaultValue = "classroom",
      description =
          "Folder of the room: its certificate, its secrets, its classes and its runs. Made at the first start. Default: ${DEFAULT-VALUE}.")
  Path room = Path.of("classroom");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of a new room, which pupils see. Default: Classroom.")
  @Nullable String name;

  @Option(
      names = "--classes",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names of what the model is to tell apart, separated by commas. Default: those of the last lesson; your page changes them.")
  List<String> classes = new ArrayList<>();

  @Option(
      names = "--host",
      split = ",",
      paramLabel = "NAME",
      description =
          "Names or addresses by which pupils' devices reach this machine, the best first. Default: its addresses in local networks.")
  List<String> hosts = new ArrayList<>();

  @Option(
      names = "--web-port",
      paramLabel = "P",
      defaultValue = "8443",
      description = "Port of the pages, under TLS. Default: ${DEFAULT-VALUE}.")
  int webPort;

  @Option(
      names = "--install-port",
      paramLabel = "P",
      defaultValue = "8080",
      description =
          "Port of the page that helps to install the certificate, in the clear. Default: ${DEFAULT-VALUE}.")
  int installPort;

  @Option(
      names = "--holdout",
      paramLabel = "SHARE",
      defaultValue = "0.2",
      description =
          "Share of its pictures that each device keeps out of training, to test the model. Default: ${DEFAULT-VALUE}.")
  double holdout;

  @Mixin ModelOptions model = new ModelOptions();
  @Mixin TrainingOptions training = new TrainingOptions();
  @Mixin SummingOptions summing = new SummingOptions();
  @Mixin LogOptions log = new LogOptions();

  @Override
  public Integer call() throws Exception {
    checkNames();
    for (int port : new int[] {webPort, installPort}) {
      if (port < 0 || port > 65535) {
        throw new UserDataException(
            "%s: %d (expected: 0 to 65535)"
                .formatted(port == webPort ? "web-port" : "install-port", port));
      }
    }
    try (Signals signals = new Signals();
        RoomFolder folder = RoomFolder.open(room, name);
        OpenModel open = OpenModel.of(model)) {
      if (!classes.isEmpty()) {
        List<String> wanted = classes.stream().map(String::strip).map(Alike::composed).toList();
        String problem = Lesson.problemOf(wanted);
        if (problem != null) {
          throw new UserDataException(problem);
        }
        folder.classes(wanted);
      }
      Training trainings = new Training(open, training, summing, holdout, spec);
      trainings.check();
      return teach(folder, open, trainings, signals).code();
    }
  }

  /** They stand in addresses, certificates and on pages. */
  private void checkNames() {
    for (String host : hosts) {
      if (!HOST.matcher(host).matches()) {
        throw new UserDataException(
            "host: '%s' (expected: a name or address by which devices reach this machine, such as 192.168.1.20)"
                .formatted(host));
      }
    }
    if (name != null && name.codePoints().anyMatch(Character::isISOControl)) {
      throw new UserDataException(
          "name: it holds control characters (expected: letters in one line)");
    }
  }

  private ExitCode teach(RoomFolder folder, OpenModel open, Training trainings, Signals signals) {
    List<String> known = hosts.isEmpty() ? LanAddresses.now() : List.copyOf(hosts);
    List<String> reached = known.isEmpty() ? List.of("localhost") : known;
    PkiFolder authority = folder.authority(reached);
    Path certificate = authority.server(reached);
    AtomicReference<@Nullable CoordinatorServer> server = new AtomicReference<>();
    AtomicReference<@Nullable Addresses> addresses = new AtomicReference<>();
    Lesson lesson =
        new Lesson(
            folder.classes(),
            () -> {
              CoordinatorServer doors = server.get();
              return doors == null ? 0 : doors.connected();
            },
            Thread.currentThread());
    TeacherDesk desk =
        new TeacherDesk(
            lesson,
            () -> {
              Addresses at = addresses.get();
              Map<String, Object> place = new LinkedHashMap<>();
              if (at != null) {
                place.putAll(at.json(hosts.isEmpty() ? LanAddresses.now() : List.of()));
              }
              place.put("rounds", training.rounds(10));
              return place;
            });
    BackboneStore store = new BackboneStore(OpenModel.cacheRoot(model));
    Path file = open.backbone() == null ? null : store.keep(open.backbone());
    AtomicReference<RunOutput> output =
        new AtomicReference<>(RunOutput.of(OutputOptions.Format.TEXT, log));
    try (CoordinatorServer doors =
            CoordinatorServer.start(
                config(folder, certificate, desk),
                trainings.describe(folder.classes()),
                file,
                waiting -> Objects.requireNonNull(output.get()).view().waiting(waiting));
        InstallPort install =
            InstallPort.open(
                "0.0.0.0",
                installPort,
                new InstallPort.Content(
                    folder.name(), fingerprint(authority), encoded(authority), doors.webPort()))) {
      server.set(doors);
      Addresses at =
          new Addresses(reached, doors.webPort(), install.port(), folder, fingerprint(authority));
      addresses.set(at);
      Terminal terminal = Terminal.ofOutput();
      Greeting.lines(at, terminal, doors.hasPages()).forEach(spec.commandLine().getOut()::println);
      spec.commandLine().getOut().flush();
      Teaching teaching =
          new Teaching(
              folder,
              lesson,
              doors,
              trainings,
              recorded(),
              () -> {
                RunOutput fresh = RunOutput.of(OutputOptions.Format.TEXT, log);
                output.set(fresh);
                return fresh;
              });
      boolean training = teaching.untilInterrupted();
      doors.finish("The lesson is over.");
      if (!training) {
        signals.exitWith(ExitCode.DONE.code());
      }
      return training ? ExitCode.INTERRUPTED : ExitCode.DONE;
    }
  }

  private Map<String, Object> recorded() {
    Map<String, Object> config = new LinkedHashMap<>(ResolvedConfig.of(spec));
    config.keySet().removeAll(OF_THE_ROOM);
    return config;
  }

  private CoordinatorConfig config(RoomFolder folder, Path certificate, TeacherDesk desk) {
    // No check of certificates: phones have none. The token of the room admits pupils, that of the
    // teacher steers.
    CoordinatorSecurity security =
        new CoordinatorSecurity(
            new CoordinatorSecurity.Tls(certificate, certificate),
            null,
            null,
            Map.of(folder.pupils(), Role.CLIENT, folder.teacher(), Role.OPERATOR),
            JoinLimits.DEFAULT);
    WebSettings web =
        new WebSettings(
            new WebSettings.Tls(certificate, certificate),
            null,
            folder.runs(),
            summing.secureAggregation,
            new WebSettings.Room(folder.name(), desk));
    return new CoordinatorConfig(
        "0.0.0.0:0",
        webPort,
        Lesson.FEWEST,
        1,
        null,
        null,
        null,
        null,
        null,
        TrustedIdentities.none(),
        web,
        Set.of(),
        security);
  }

  /** As phones and browsers show it, in two halves. */
  private static String fingerprint(PkiFolder authority) {
    String pairs =
        JoinToken.fingerprint(authority.root())
            .toUpperCase(Locale.ROOT)
            .replaceAll("(..)(?=.)", "$1:");
    return pairs.substring(0, pairs.length() / 2) + " " + pairs.substring(pairs.length() / 2 + 1);
  }

  private static byte[] encoded(PkiFolder authority) {
    try {
      return authority.root().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read cannot be encoded", e);
    }
  }
}
