/**
 * {@code headwater privacy leakage}: what one update reveals about one client. Start at {@link
 * dev.headwater.cli.leakage.LeakageCommand}.
 */
@NullMarked
package dev.headwater.cli.leakage;

import org.jspecify.annotations.NullMarked;
