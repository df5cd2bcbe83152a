package dev.headwater.vision.extractors;

import ai.onnxruntime.OrtEnvironment;
import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts ONNX Runtime without leaving files behind. By default it unpacks its library (24 MB) into
 * a temporary folder and does not delete the folder, or anything if the process is killed. Here the
 * library is unpacked, loaded, and deleted at once: a loaded file needs no name.
 */
final class OnnxLibrary {
  /** Where ONNX Runtime looks for its libraries before it unpacks its own. */
  private static final String PATH_PROPERTY = "onnxruntime.native.path";

  private static final List<String> NAMES = List.of("onnxruntime", "onnxruntime4j_jni");
  private static final Logger LOG = LoggerFactory.getLogger(OnnxLibrary.class);

  private static final String CHOOSE =
      "choose another place with HEADWATER_JAVA_OPTS=-Djava.io.tmpdir=DIR";

  /** A library is tried once: afterwards Java says only that its classes are not there. */
  private static @Nullable String refusal;

  private OnnxLibrary() {}

  /**
   * The process's one environment; the first call loads the library.
   *
   * @throws UserDataException if there is no place to unpack the library, or it cannot be loaded
   *     from there; again at every further call
   */
  static synchronized OrtEnvironment environment() {
    String before = refusal;
    if (before != null) {
      throw new UserDataException(before);
    }
    try {
      return load();
    } catch (UserDataException e) {
      refusal = String.valueOf(e.getMessage());
      throw e;
    }
  }

  private static OrtEnvironment load() {
    String given = System.getProperty(PATH_PROPERTY);
    Path folder = given == null ? unpack() : null;
    if (folder != null) {
      System.setProperty(PATH_PROPERTY, folder.toString());
    }
    try {
      return OrtEnvironment.getEnvironment();
    } catch (LinkageError e) {
      throw notLoaded(given == null ? temporary() : given, e);
    } finally {
      if (folder != null) {
        delete(folder);
      }
    }
  }

  private static UserDataException notLoaded(String folder, LinkageError error) {
    String said = String.valueOf(FileTrouble.deepest(error).getMessage());
    // What glibc and musl say where a folder may hold files but no programs.
    if (said.contains("failed to map segment") || said.contains("Operation not permitted")) {
      return new UserDataException(
          "%s: ONNX Runtime cannot be loaded from there, the system runs no programs of this folder (expected: a folder that is not mounted noexec; %s)"
              .formatted(folder, CHOOSE),
          error);
    }
    String reason = said.replaceAll("\\S*headwater-onnx\\d+\\S*: ", "");
    return new UserDataException(
        "%s: ONNX Runtime cannot be loaded from there, %s (expected: the system's C and C++ libraries, on Linux glibc 2.28 or newer, and a folder that is not mounted noexec; %s, or use --runtime pytorch)"
            .formatted(folder, reason, CHOOSE),
        error);
  }

  private static String temporary() {
    return System.getProperty("java.io.tmpdir", "temporary folder");
  }

  /**
   * The library's version. Its jar tells it without loading the library, unless somebody has put
   * another library in its place.
   */
  static String version() {
    String jar = OrtEnvironment.class.getPackage().getImplementationVersion();
    return jar == null || System.getProperty(PATH_PROPERTY) != null
        ? environment().getVersion()
        : jar;
  }

  /** The class-path folder of a platform's libraries, such as {@code .../linux-x64/}. */
  private static @Nullable String resources() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    String os = system.contains("linux") ? "linux" : system.contains("mac") ? "osx" : null;
    String arch =
        switch (machine) {
          case "amd64", "x86_64" -> "x64";
          case "aarch64" -> "aarch64";
          default -> null;
        };
    return os == null || arch == null ? null : "/ai/onnxruntime/native/%s-%s/".formatted(os, arch);
  }

  /** Null where a loaded file cannot be deleted (Windows) or the libraries are not as expected. */
  private static @Nullable Path unpack() {
    String resources = resources();
    if (resources == null) {
      return null;
    }
    Path folder = null;
    try {
      folder = Files.createTempDirectory("headwater-onnx");
      for (String name : NAMES) {
        String file = System.mapLibraryName(name);
        try (InputStream in = OrtEnvironment.class.getResourceAsStream(resources + file)) {
          if (in == null) {
            delete(folder);
            return null;
          }
          // A plain stream: a channel is closed when its thread is interrupted.
          try (FileOutputStream out = new FileOutputStream(folder.resolve(file).toFile())) {
            in.transferTo(out);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      if (folder != null) {
        delete(folder);
      }
      throw new UserDataException(
          "%s: ONNX Runtime cannot be unpacked there, %s (expected: a folder for temporary files with room for 30 MB; %s)"
              .formatted(temporary(), FileTrouble.words(e), CHOOSE),
          e);
    }
  }

  private static void delete(Path folder) {
    try {
      for (String name : NAMES) {
        Files.deleteIfExists(folder.resolve(System.mapLibraryName(name)));
      }
      Files.delete(folder);
    } catch (IOException e) {
      LOG.debug("ONNX Runtime: {} remains", folder, e);
    }
  }
}
