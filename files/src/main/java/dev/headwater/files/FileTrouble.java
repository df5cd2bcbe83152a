package dev.headwater.files;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Why a file cannot be read or written, in words for people: Java names classes and paths. */
public final class FileTrouble {
  /** What systems say of disks; Java's older classes have no exceptions of their own for it. */
  private static final Pattern DISK =
      Pattern.compile(
          "No space left on device|Disk quota exceeded|Read-only file system|Input/output error"
              + "|Stale file handle|File too large|Too many open files");

  private FileTrouble() {}

  /**
   * The trouble with a disk, a folder or its rights that an exception comes from; null if it comes
   * from anything else. It is nobody's mistake in the program.
   */
  public static @Nullable IOException in(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof FileSystemException || cause instanceof FileNotFoundException) {
        return (IOException) cause;
      }
      if (cause instanceof IOException io && DISK.matcher(String.valueOf(io.getMessage())).find()) {
        return io;
      }
    }
    return null;
  }

  /** The innermost cause, which has the system's own words. */
  public static Throwable deepest(Throwable e) {
    Throwable cause = e;
    for (Throwable next = e.getCause(); next != null; next = next.getCause()) {
      cause = next;
    }
    return cause;
  }

  /**
   * A sentence on such trouble: what {@code e} says, if it is one already, else the file and the
   * reason.
   *
   * @param trouble what {@link #in} found in {@code e}
   */
  public static String sentence(Throwable e, IOException trouble) {
    String said = String.valueOf(e.getMessage());
    if (said.contains("(expected: ")) {
      return said;
    }
    String file = trouble instanceof FileSystemException system ? system.getFile() : null;
    return "files: %s cannot be used: %s (expected: a disk with room, and the right to read and write there)"
        .formatted(file == null ? "a file" : file, words(trouble));
  }

  /** The reason alone, without the file's name, such as "there is no such file". */
  public static String words(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "there is no such file or folder";
    }
    if (e instanceof AccessDeniedException) {
      return "this user may not";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "something with this name is there already";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    if (e instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    }
    if (e instanceof CharacterCodingException) {
      return "it is no text in UTF-8";
    }
    if (e instanceof FileSystemException system) {
      return system(String.valueOf(system.getReason())); // its message alone is a path
    }
    return system(reason(e));
  }

  /** What the system said; the older classes write "PATH (reason)". */
  static String reason(IOException e) {
    String said = String.valueOf(e.getMessage());
    int reason = said.lastIndexOf(" (");
    return e instanceof FileNotFoundException && reason >= 0 && said.endsWith(")")
        ? said.substring(reason + 2, said.length() - 1)
        : said;
  }

  private static String system(String reason) {
    return switch (reason) {
      case "Is a directory" -> "it is a folder";
      case "Not a directory" -> "a part of its path is no folder";
      case "Permission denied" -> "this user may not";
      case "No such file or directory" -> "there is no such file or folder";
      case "No space left on device" -> "the disk is full";
      case "Read-only file system" -> "the disk is read-only";
      case "Disk quota exceeded" -> "this user's share of the disk is used up";
      case "Input/output error" -> "the disk has failed";
      case "Stale file handle" -> "the network's disk has lost it";
      case "Too many open files" -> "this process has too many files open";
      case "null", "" -> "the system does not say why";
      default -> reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    };
  }
}
