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

/** Why a file cannot be read or written, in words for people: Java names classes and paths. */
public final class FileTrouble {
  private FileTrouble() {}

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
    String said = String.valueOf(e.getMessage());
    // The older classes write "PATH (reason)".
    int reason = said.lastIndexOf(" (");
    return e instanceof FileNotFoundException && reason >= 0 && said.endsWith(")")
        ? system(said.substring(reason + 2, said.length() - 1))
        : system(said);
  }

  private static String system(String reason) {
    return switch (reason) {
      case "Is a directory" -> "it is a folder";
      case "Not a directory" -> "a part of its path is no folder";
      case "Permission denied" -> "this user may not";
      case "No such file or directory" -> "there is no such file or folder";
      case "No space left on device" -> "the disk is full";
      case "Read-only file system" -> "the disk is read-only";
      case "null", "" -> "the system does not say why";
      default -> reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
    };
  }
}
