package dev.headwater.cli.extensions;

import dev.headwater.files.FileTrouble;
import dev.headwater.files.UserDataException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds classes on the class path first, then in jars. */
final class ExtensionLoader extends URLClassLoader {
  private static final int SHOWN = 8;
  private static final String CLASS = ".class";
  private static final Pattern ANONYMOUS = Pattern.compile("\\$\\d|-info$");

  /** Names of the classes in the jars, sorted, without anonymous ones. */
  private final List<String> classes;

  private ExtensionLoader(
      List<URL> jars, Collection<String> classes, @Nullable ClassLoader parent) {
    super("extensions", jars.toArray(URL[]::new), parent);
    this.classes = List.copyOf(classes);
  }

  /**
   * A loader for these jars, in this order.
   *
   * @throws UserDataException if one is missing or no jar
   */
  static ExtensionLoader open(List<Path> jars, @Nullable ClassLoader parent) throws IOException {
    List<URL> places = new ArrayList<>();
    SortedSet<String> classes = new TreeSet<>();
    for (Path jar : jars) {
      if (Files.isDirectory(jar)) {
        throw new UserDataException(
            "extensions: %s is a folder (expected: a jar; make one with: jar --create --file mine.jar -C %s .)"
                .formatted(jar, jar));
      }
      if (!Files.isRegularFile(jar)) {
        throw new UserDataException(
            "extensions: no file %s (expected: a jar with classes of your own)".formatted(jar));
      }
      classes.addAll(classes(jar));
      places.add(jar.toUri().toURL());
    }
    return new ExtensionLoader(places, classes, parent);
  }

  private static List<String> classes(Path jar) {
    try (JarFile opened = new JarFile(jar.toFile())) {
      List<String> names =
          opened.stream()
              .map(JarEntry::getName)
              .filter(name -> name.endsWith(CLASS))
              .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
              .toList();
      if (names.isEmpty()) {
        throw new UserDataException(
            "extensions: %s holds no classes (expected: a jar with classes of your own)"
                .formatted(jar));
      }
      return names.stream().filter(name -> !ANONYMOUS.matcher(name).find()).toList();
    } catch (IOException e) {
      throw new UserDataException(
          "extensions: %s cannot be read, %s (expected: a jar with classes of your own)"
              .formatted(jar, FileTrouble.words(e)),
          e);
    }
  }

  /** Says which classes there are, where one is not. */
  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    try {
      return super.findClass(name);
    } catch (ClassNotFoundException e) {
      List<String> alike =
          classes.stream().filter(each -> simple(each).equals(simple(name))).toList();
      List<String> told = alike.isEmpty() ? classes : alike;
      String some = String.join(", ", told.subList(0, Math.min(SHOWN, told.size())));
      throw new ClassNotFoundException(
          "the jars have %s%s".formatted(some, told.size() > SHOWN ? ", ..." : ""), e);
    }
  }

  /** Without its package and the class around it. */
  private static String simple(String name) {
    return name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1);
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
