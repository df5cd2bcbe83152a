/**
 * The one place through which state reaches a disk, so that a test can end the world before any
 * step of it. Start at {@link dev.headwater.files.disk.Disk}.
 */
@NullMarked
package dev.headwater.files.disk;

import org.jspecify.annotations.NullMarked;
