/**
 * Files that say whether they are as they were written. Start at {@link
 * dev.headwater.files.sealed.SealedTensors}.
 */
@NullMarked
package dev.headwater.files.sealed;

import org.jspecify.annotations.NullMarked;
