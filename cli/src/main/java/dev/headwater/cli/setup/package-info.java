/**
 * Resources that commands open first: the model, the pictures, the run's folder and privacy ledger,
 * the server and its pages. Start at {@link dev.headwater.cli.setup.OpenModel}, then {@link
 * dev.headwater.cli.setup.OpenRun}.
 */
@NullMarked
package dev.headwater.cli.setup;

import org.jspecify.annotations.NullMarked;
