/**
 * Configuration files: the same keys as the flags, unknown ones refused with the nearest known one,
 * and the resolved form that a run writes down. Start at {@link
 * dev.headwater.cli.config.ConfigFile}.
 */
@NullMarked
package dev.headwater.cli.config;

import org.jspecify.annotations.NullMarked;
