@NullMarked
package dev.headwater.vision.data;

import org.jspecify.annotations.NullMarked;
