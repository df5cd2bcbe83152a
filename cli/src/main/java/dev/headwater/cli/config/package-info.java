/**
 * Configuration files: the same keys as the flags, unknown ones are refused with the nearest known
 * one, and the resolved form is stored with a run. Start at {@link
 * dev.headwater.cli.config.ConfigFile}.
 */
@NullMarked
package dev.headwater.cli.config;

import org.jspecify.annotations.NullMarked;
