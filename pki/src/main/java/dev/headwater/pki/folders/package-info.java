/** Where a root and its intermediate are made. */
@NullMarked
package dev.headwater.pki.folders;

import org.jspecify.annotations.NullMarked;
