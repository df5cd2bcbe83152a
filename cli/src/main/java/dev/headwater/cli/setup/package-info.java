/**
 * Resources that commands open first: the model, the pictures, the privacy ledger, the server and
 * its pages. Start at {@link dev.headwater.cli.setup.OpenModel}.
 */
@NullMarked
package dev.headwater.cli.setup;

import org.jspecify.annotations.NullMarked;
