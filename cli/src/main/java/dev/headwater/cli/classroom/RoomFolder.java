package dev.headwater.cli.classroom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.headwater.coordinator.classroom.Lesson;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.StateFormat;
import dev.headwater.files.UserDataException;
import dev.headwater.files.WholeFile;
import dev.headwater.pki.PkiFolder;
import dev.headwater.simulations.output.state.FolderLock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a room keeps from one lesson to the next: its name, its secrets, its certificates, its
 * classes and its runs. One process at a time has it.
 */
final class RoomFolder implements AutoCloseable {
  private static final String ROOM = "room.json";
  private static final String CA = "ca";
  private static final String RUNS = "runs";
  private static final String DEFAULT_NAME = "Classroom";
  private static final int LONGEST_NAME = 60;

  /** 128 bits: nobody guesses them, and a QR code of them stays small. */
  private static final int SECRET_BYTES = 16;

  private static final JsonMapper JSON = new JsonMapper();

  private final Path dir;
  private final FolderLock lock;
  private final String name;
  private final String pupils;
  private final String teacher;
  private List<String> classes;

  private RoomFolder(
      Path dir, FolderLock lock, String name, String pupils, String teacher, List<String> classes) {
    this.dir = dir;
    this.lock = lock;
    this.name = name;
    this.pupils = pupils;
    this.teacher = teacher;
    this.classes = classes;
  }

  /**
   * The folder of a room, made where there is none.
   *
   * @param name of the room, null for the one that it has
   * @throws UserDataException if it is no room's, another room's, damaged, or in use
   */
  static RoomFolder open(Path dir, @Nullable String name) {
    if (name != null && (name.isBlank() || name.length() > LONGEST_NAME)) {
      throw new UserDataException(
          "name: '%s' (expected: 1 to %d characters)".formatted(name, LONGEST_NAME));
    }
    boolean known = Files.exists(dir.resolve(ROOM));
    if (!known) {
      requireEmpty(dir);
    }
    try {
      Files.createDirectories(dir);
    } catch (IOException e) {
      throw unwritable(dir, e);
    }
    FolderLock lock = taken(dir);
    try {
      return known ? read(dir, lock, name) : make(dir, lock, name == null ? DEFAULT_NAME : name);
    } catch (RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static FolderLock taken(Path dir) {
    try {
      return FolderLock.take(dir);
    } catch (UserDataException e) {
      throw new UserDataException(
          "room: another 'headwater classroom' has %s, or it cannot be written (expected: one lesson at a time in a room; end the other one)"
              .formatted(dir),
          e);
    }
  }

  private static void requireEmpty(Path dir) {
    if (!Files.exists(dir)) {
      return;
    }
    try (Stream<Path> all = Files.list(dir)) {
      if (all.anyMatch(one -> !one.getFileName().toString().equals(FolderLock.NAME))) {
        throw new UserDataException(
            "room: %s is no classroom's folder, and not empty (expected: a new folder, or one that 'headwater classroom' made)"
                .formatted(dir));
      }
    } catch (IOException e) {
      throw new UserDataException(
          "room: %s cannot be read: %s (expected: a folder)".formatted(dir, FileTrouble.words(e)),
          e);
    }
  }

  private static RoomFolder make(Path dir, FolderLock lock, String name) {
    RoomFolder room = new RoomFolder(dir, lock, name, secret(), secret(), List.of());
    room.write();
    return room;
  }

  private static RoomFolder read(Path dir, FolderLock lock, @Nullable String name) {
    Path file = dir.resolve(ROOM);
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw damaged(file);
    } catch (IOException e) {
      throw new UserDataException(
          "room: %s cannot be read: %s (expected: a file of this user's)"
              .formatted(file, FileTrouble.words(e)),
          e);
    }
    JsonNode format = json.path(StateFormat.KEY);
    String problem = StateFormat.problemOf(ROOM, format.isMissingNode() ? null : format.toString());
    if (problem != null) {
      throw new UserDataException("room: " + problem);
    }
    String known = json.path("name").asText("");
    String pupils = json.path("pupils").asText("");
    String teacher = json.path("teacher").asText("");
    if (known.isEmpty() || pupils.isEmpty() || teacher.isEmpty() || pupils.equals(teacher)) {
      throw damaged(file);
    }
    if (name != null && !name.equals(known)) {
      throw new UserDataException(
          "name: %s, but %s is the folder of room %s (expected: that name or none; or --room with another folder, for another room)"
              .formatted(name, dir, known));
    }
    List<String> classes = new ArrayList<>();
    json.path("classes").forEach(one -> classes.add(one.asText("")));
    if (!classes.isEmpty() && Lesson.problemOf(classes) != null) {
      throw damaged(file);
    }
    return new RoomFolder(dir, lock, known, pupils, teacher, List.copyOf(classes));
  }

  private static UserDataException damaged(Path file) {
    return new UserDataException(
        "room: %s is damaged (expected: as 'headwater classroom' wrote it; restore it, or begin another room with --room)"
            .formatted(file));
  }

  private static String secret() {
    byte[] random = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  private void write() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put(StateFormat.KEY, StateFormat.CURRENT);
    json.put("name", name);
    json.put("pupils", pupils);
    json.put("teacher", teacher);
    json.put("classes", classes);
    try {
      byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
      WholeFile.writeSecret(
          dir.resolve(ROOM),
          ByteBuffer.wrap(text),
          ByteBuffer.wrap("\n".getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw unwritable(dir, e);
    }
  }

  /**
   * The room's certificates; made at the first start, so that devices that trust them go on to.
   *
   * @param hosts names and addresses of this machine
   */
  PkiFolder authority(List<String> hosts) {
    Path ca = dir.resolve(CA);
    if (!Files.exists(ca)) {
      return PkiFolder.initRoom(ca, hosts, InstantSource.system());
    }
    try {
      return PkiFolder.open(ca, InstantSource.system());
    } catch (UserDataException e) {
      throw new UserDataException(
          "%s. Restore %s from a copy, or move it away: the next start makes another certificate, which every device then installs"
              .formatted(e.getMessage(), ca),
          e);
    }
  }

  /** Of the folder and its room. */
  String name() {
    return name;
  }

  /** Admits to the room; every pupil has it. */
  String pupils() {
    return pupils;
  }

  /** Steers the room; the teacher alone has it. */
  String teacher() {
    return teacher;
  }

  /** The class names that the teacher has set; may be empty. */
  List<String> classes() {
    return classes;
  }

  /** Keeps other class names. */
  void classes(List<String> names) {
    classes = List.copyOf(names);
    write();
  }

  /** Where the runs are. */
  Path runs() {
    Path runs = dir.resolve(RUNS);
    try {
      Files.createDirectories(runs);
    } catch (IOException e) {
      throw unwritable(runs, e);
    }
    return runs;
  }

  private static UserDataException unwritable(Path folder, IOException e) {
    return new UserDataException(
        "room: %s cannot be written: %s (expected: a folder of this user's; choose one with --room)"
            .formatted(folder, FileTrouble.words(e)),
        e);
  }

  @Override
  public void close() {
    lock.close();
  }
}
