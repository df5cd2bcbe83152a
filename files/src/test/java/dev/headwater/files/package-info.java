/** Tests of the file formats. */
@NullMarked
package dev.headwater.files;

import org.jspecify.annotations.NullMarked;
