/**
 * A node's training data. A program supplies its own data by implementing {@link
 * dev.headwater.client.data.DataPreparer}, so the client depends neither on pictures nor on the
 * libraries that read them; the rest fetches the backbone file once if the preparer needs it.
 */
@NullMarked
package dev.headwater.client.data;

import org.jspecify.annotations.NullMarked;
