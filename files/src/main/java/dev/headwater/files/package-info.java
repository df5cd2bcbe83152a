/**
 * What every module that reads or writes files needs: safetensors, read with suspicion and written
 * with equal bytes for equal content, files that appear whole or not at all, and the exception that
 * carries a sentence for the person who gave us something unusable. Start at {@link
 * dev.headwater.files.Safetensors}.
 */
@NullMarked
package dev.headwater.files;

import org.jspecify.annotations.NullMarked;
