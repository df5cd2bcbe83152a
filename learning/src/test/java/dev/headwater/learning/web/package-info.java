/** What a browser must compute as this module does: golden vectors for web/. */
@NullMarked
package dev.headwater.learning.web;

import org.jspecify.annotations.NullMarked;
