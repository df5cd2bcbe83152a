/**
 * {@code record.json}, which binds the files of a run folder together. Start at {@link
 * dev.headwater.simulations.output.manifest.RecordManifest}.
 */
@NullMarked
package dev.headwater.simulations.output.manifest;

import org.jspecify.annotations.NullMarked;
