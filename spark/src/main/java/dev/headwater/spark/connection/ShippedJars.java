package dev.headwater.spark.connection;

import com.google.protobuf.Message;
import dev.headwater.files.UserDataException;
import dev.headwater.learning.tasks.RoundTask;
import dev.headwater.proto.codec.WorkCodec;
import dev.headwater.secagg.SecAggSetup;
import dev.headwater.spark.executors.Turn;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The jars that the driver sends to its executors, which have nothing but Spark: one for each of
 * the modules that work there, and those of {@code --extensions}.
 */
final class ShippedJars {
  /** A class out of each. */
  private static final List<Class<?>> NEEDED =
      List.of(
          Turn.class,
          RoundTask.class,
          WorkCodec.class,
          SecAggSetup.class, // WorkCodec refers to it
          UserDataException.class,
          Message.class);

  private ShippedJars() {}

  /**
   * The files.
   *
   * @param scratch folder for jars of modules that run from class files, as in a test
   */
  static List<Path> all(Path scratch) {
    Set<Path> jars = new LinkedHashSet<>();
    try {
      for (Class<?> needed : NEEDED) {
        Path place = Path.of(needed.getProtectionDomain().getCodeSource().getLocation().toURI());
        jars.add(Files.isDirectory(place) ? pack(place, scratch, jars.size()) : place);
      }
      jars.addAll(extensions());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
    return List.copyOf(jars);
  }

  /** Those that this thread finds classes in beside the class path. */
  private static List<Path> extensions() throws URISyntaxException {
    List<Path> jars = new ArrayList<>();
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    for (; loader instanceof URLClassLoader own; loader = loader.getParent()) {
      for (URL jar : own.getURLs()) {
        jars.add(Path.of(jar.toURI()));
      }
    }
    return jars;
  }

  private static Path pack(Path classes, Path scratch, int number) throws IOException {
    Path jar = scratch.resolve("module-" + number + ".jar");
    List<Path> files;
    try (Stream<Path> all = Files.walk(classes)) {
      files = all.filter(Files::isRegularFile).sorted().toList();
    }
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream packed = new JarOutputStream(out)) {
      for (Path file : files) {
        String name = classes.relativize(file).toString().replace('\\', '/');
        packed.putNextEntry(new ZipEntry(name));
        Files.copy(file, packed);
      }
    }
    return jar;
  }
}
