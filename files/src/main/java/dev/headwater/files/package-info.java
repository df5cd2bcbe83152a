/**
 * Shared file formats and errors: safetensors, strictly validated when read and written with equal
 * bytes for equal content, atomic file writes, and the exception with a message for the user. Start
 * at {@link dev.headwater.files.Safetensors}.
 */
@NullMarked
package dev.headwater.files;

import org.jspecify.annotations.NullMarked;
