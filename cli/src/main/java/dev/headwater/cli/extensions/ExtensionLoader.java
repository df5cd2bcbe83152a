package dev.headwater.cli.extensions;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.jspecify.annotations.Nullable;

/** Finds classes on the class path first, then in jars. */
final class ExtensionLoader extends URLClassLoader {
  private ExtensionLoader(List<URL> jars, @Nullable ClassLoader parent) {
    super("extensions", jars.toArray(URL[]::new), parent);
  }

  /**
   * A loader for these jars, in this order.
   *
   * @throws UserDataException if one is missing or no jar
   */
  static ExtensionLoader open(List<Path> jars, @Nullable ClassLoader parent) throws IOException {
    List<URL> places = new ArrayList<>();
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new UserDataException(
            "extensions: no file %s (expected: a jar with classes of your own)".formatted(jar));
      }
      requireJar(jar);
      places.add(jar.toUri().toURL());
    }
    return new ExtensionLoader(places, parent);
  }

  private static void requireJar(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      if (opened.stream().noneMatch(entry -> entry.getName().endsWith(".class"))) {
        throw new UserDataException(
            "extensions: %s holds no classes (expected: a jar with classes of your own)"
                .formatted(jar));
      }
    } catch (IOException e) {
      throw new UserDataException(
          "extensions: %s cannot be read, %s (expected: a jar with classes of your own)"
              .formatted(jar, FileTrouble.words(e)),
          e);
    }
  }

  /** The innermost place of a stack trace that lies in these jars, null for none. */
  @Nullable StackTraceElement placeIn(StackTraceElement[] trace) {
    for (StackTraceElement place : trace) {
      synchronized (getClassLoadingLock(place.getClassName())) {
        Class<?> loaded =
            findLoadedClass(place.getClassName()); // also of those it asked others for
        if (loaded != null && loaded.getClassLoader() == this) {
          return place;
        }
      }
    }
    return null;
  }
}
