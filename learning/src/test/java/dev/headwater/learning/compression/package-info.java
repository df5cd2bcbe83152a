@NullMarked
package dev.headwater.learning.compression;

import org.jspecify.annotations.NullMarked;
