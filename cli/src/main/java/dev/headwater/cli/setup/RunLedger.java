package dev.headwater.cli.setup;

import dev.headwater.learning.privacy.Promise;
import dev.headwater.simulations.output.RunFolder;
import dev.headwater.simulations.output.state.FolderPlace;
import dev.headwater.simulations.output.state.LedgerFile;
import org.jspecify.annotations.Nullable;

/** Opens the ledger in a run's folder, new or existing. */
public final class RunLedger {
  private RunLedger() {}

  /**
   * The ledger of a run; a new one says where its run began. That of a resumed run was compared
   * with the rest of the folder before, see {@link
   * dev.headwater.simulations.Resumption#requireWhole}.
   *
   * @return null without a promise
   * @throws UserDataException if lines are missing
   */
  public static @Nullable LedgerFile open(@Nullable Promise promise, RunFolder folder) {
    if (promise == null) {
      return null;
    }
    if (!LedgerFile.existsIn(folder.dir())) {
      FolderPlace.begin(folder.dir());
    }
    return LedgerFile.open(folder.dir());
  }
}
