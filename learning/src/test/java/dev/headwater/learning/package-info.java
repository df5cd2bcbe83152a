/** What the tests of this module share. */
@NullMarked
package dev.headwater.learning;

import org.jspecify.annotations.NullMarked;
