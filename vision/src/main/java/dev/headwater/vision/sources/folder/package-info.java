/**
 * A folder per class, or a zip of such folders, read and written; an index file may say more. Start
 * at {@link dev.headwater.vision.sources.folder.FolderLayout}.
 */
@NullMarked
package dev.headwater.vision.sources.folder;

import org.jspecify.annotations.NullMarked;
